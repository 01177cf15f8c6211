/*
 * Single rows of applications, for the services of this folder. All of
 * cx->who's partner, in the writer.
 */
#ifndef KONTOR_ACCOUNTS_APPLICATION_ROWS_H
#define KONTOR_ACCOUNTS_APPLICATION_ROWS_H

#include "accounts/application.h"

/* Takes name, roles, public_client; sets the rest. */
struct error application_row_add(
    struct ctx *cx, const char *client_id, struct application *application);
struct error application_row_change(
    struct ctx *cx, const char *client_id, const struct application_input *in);
struct error application_row_count(struct ctx *cx, int64_t *ret_count);
struct error application_secret_row_add(struct ctx *cx, const char *client_id,
    const char *label, int64_t months, struct application_secret *ret_row,
    const char **ret_secret);
struct error application_secret_row_delete(struct ctx *cx,
    const char *client_id, const char *secret_id, bool *ret_was);
/* And everything that hangs on it: nothing of it is left but the log. */
struct error application_rows_delete(struct ctx *cx, const char *client_id);

#endif
