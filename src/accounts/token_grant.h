/*
 * The steps of issuing a token that its two files share: refusing in OAuth's
 * words, the client and its tenant, the resource asked for.
 */
#ifndef KONTOR_ACCOUNTS_TOKEN_GRANT_H
#define KONTOR_ACCOUNTS_TOKEN_GRANT_H

#include "accounts/token.h"
#include "base/crypto.h"

enum token_refusal {
	MISSING_PARAMETER,
	GRANT_UNKNOWN,
	GRANT_OFF,
	CLIENT_WRONG,
	TENANT_UNKNOWN,
	TENANT_OTHER,
	PASSWORD_WRONG,
	PASSWORD_LOCKED,
	FACTOR_NEEDED,
	FACTOR_DEMANDED,
	REFRESH_BAD,
	RESOURCE_BAD,
	SECRET_OVER,
	SECRET_NEEDED,
	CODE_BAD,
	CODE_REDIRECT,
	VERIFIER_BAD,
	DEVICE_PENDING,
	DEVICE_FAST,
	DEVICE_REFUSED,
	DEVICE_OVER,
};

/* Sets error, status, number and description; value goes into a hole. */
void token_refuse(struct ctx *cx, struct token_grant *grant,
    enum token_refusal why, const char *value);
/* Partner, client and the program's roles. */
struct error token_look_client(struct ctx *cx,
    const struct token_request *request, struct token_grant *grant);
/* Sets the person, when the person is still active. */
struct error token_person_set(struct ctx *cx, const char *user_id,
    struct token_grant *grant, bool *ret_found);
/* In the writer: what a person said yes to becomes a family, and the first
 * refresh token of it when the grant wants one. */
struct error token_family_start(struct ctx *cx, struct token_grant *grant);
/* One more refresh token of the grant's family, which lives on with it. */
struct error token_refresh_issue(struct ctx *cx, struct token_grant *grant);
/* "partner.secret": an opaque token and its hash. */
const char *token_opaque(
    struct ctx *cx, int64_t partner_id, uint8_t ret_hash[SHA256_BYTES]);
/* Its hash, when it is of this partner. */
bool token_opaque_hash(struct ctx *cx, int64_t partner_id, const char *token,
    uint8_t ret_hash[SHA256_BYTES]);

/* By grant: prepare's part. */
struct error token_look_code(struct ctx *cx,
    const struct token_request *request, struct token_grant *grant);
struct error token_look_device(struct ctx *cx,
    const struct token_request *request, struct token_grant *grant);
/* The audience. */
void token_look_resource(struct ctx *cx, const struct token_request *request,
    struct token_grant *grant);

#endif
