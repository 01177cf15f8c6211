/*
 * Operators: who runs the programme, without a partner of their own. Their
 * principal has kind ACTOR_OPERATOR and the programme's tenant, number 0: what
 * reads by partner finds nothing there, and what an operator does for all
 * partners is logged there. What is done inside a partner's tenant is done
 * between operator_into_partner and the end of the request.
 */
#ifndef KONTOR_ACCOUNTS_OPERATOR_H
#define KONTOR_ACCOUNTS_OPERATOR_H

#include <stdbool.h>
#include <stdint.h>

#include "accounts/principal.h"
#include "base/ctx.h"

#define PROGRAMME_ID 0 /* no partner has this number */

/* Lives for ever; no test clock, no sandbox. */
const struct partner *operator_programme(void);

/*
 * In the writer. email in any case, name NULL: what stands before the @.
 * ERR_FIELD_FORMAT and ERR_EMAIL_TAKEN (email).
 */
struct error operator_create(struct ctx *cx, const char *email,
    const char *name, const char *password_hash);
/* NULL when there is none. */
struct error operator_find(
    struct ctx *cx, const char *email, const char **ret_user_id);
/* In the writer: a new password, and all sessions end. ERR_USER_UNKNOWN. */
struct error operator_set_password(
    struct ctx *cx, const char *email, const char *password_hash);

/* In the writer: signs in or no longer; sessions and links end.
 * ERR_USER_UNKNOWN. */
struct error operator_set_active(
    struct ctx *cx, const char *email, bool active);

/*
 * The operator goes on in a partner's tenant: stores take that partner,
 * cx->now is its time, activity rows are its own and say that an operator did
 * it. Needs a snapshot or the writer's transaction. ERR_PARTNER_UNKNOWN; and
 * ERR_ROLE_MISSING when cx->who is no operator. Who came in comes out of it
 * with operator_out; door and writer do without (principal_recheck goes out).
 */
struct error operator_into_partner(struct ctx *cx, int64_t partner_id);
void operator_out(struct ctx *cx);

#endif
