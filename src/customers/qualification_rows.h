/*
 * Rows of qualifications, for the service of this folder.
 */
#ifndef KONTOR_CUSTOMERS_QUALIFICATION_ROWS_H
#define KONTOR_CUSTOMERS_QUALIFICATION_ROWS_H

#include "customers/qualification.h"

struct error qualification_add(struct ctx *cx, const char *customer_id,
    const struct qualification *qualification, const char *code);
/* The one that was denied, so that it may be asked for again. */
struct error qualification_forget(struct ctx *cx, const char *customer_id,
    const struct qualification_kind *kind);
/* changed: false when it is not in review. */
struct error qualification_settle(struct ctx *cx, const char *customer_id,
    const struct qualification_kind *kind, bool approved, const char *reason,
    bool *ret_changed);
struct error qualifications_remove(struct ctx *cx, const char *customer_id);
/* used: false when there is no such code or it is used up. */
struct error validation_code_use(
    struct ctx *cx, const char *code, bool *ret_used);

#endif
