/*
 * Rows of files as the operator changes them, for the service of this folder.
 */
#ifndef KONTOR_FULFILMENT_FILE_ADMIN_ROWS_H
#define KONTOR_FULFILMENT_FILE_ADMIN_ROWS_H

#include "fulfilment/file_admin.h"

struct error file_put(struct ctx *cx, const char *file_id,
    const struct file_new *new, const struct kept_file *kept);
/* withdrawn_at 0: offered. */
struct error file_set_withdrawn(
    struct ctx *cx, const char *file_id, int64_t withdrawn_at);

#endif
