/*
 * The steps of issuing a token that its two files share: refusing in OAuth's
 * words, the client and its tenant, the resource asked for.
 */
#ifndef KONTOR_ACCOUNTS_TOKEN_GRANT_H
#define KONTOR_ACCOUNTS_TOKEN_GRANT_H

#include "accounts/token.h"

enum token_refusal {
	MISSING_PARAMETER,
	GRANT_UNKNOWN,
	GRANT_OFF,
	CLIENT_WRONG,
	TENANT_UNKNOWN,
	TENANT_OTHER,
	PASSWORD_WRONG,
	PASSWORD_LOCKED,
	REFRESH_BAD,
	RESOURCE_BAD,
};

/* Sets error, status, number and description; value goes into a hole. */
void token_refuse(struct ctx *cx, struct token_grant *grant,
    enum token_refusal why, const char *value);
/* Partner, client and the program's roles. */
struct error token_look_client(struct ctx *cx,
    const struct token_request *request, struct token_grant *grant);
/* The audience. */
void token_look_resource(struct ctx *cx, const struct token_request *request,
    struct token_grant *grant);

#endif
