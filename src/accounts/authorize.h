/*
 * A person lets a program act in their name (RFC 6749 4.1 with PKCE, OIDC):
 * the request that comes with the browser, what may be answered to whom, and
 * the code. Pages are web/'s; the code becomes a token in token_code.c.
 */
#ifndef KONTOR_ACCOUNTS_AUTHORIZE_H
#define KONTOR_ACCOUNTS_AUTHORIZE_H

#include <stdbool.h>

#include "accounts/application.h"
#include "accounts/principal.h"

#define CODE_SECONDS 300

/* As they came; NULL or "" when absent. */
struct authorize_request {
	bool v2;
	const char *tenant; /* of the path */
	const char *client_id, *redirect_uri;
	const char *response_type, *response_mode;
	const char *scope, *resource, *state, *nonce;
	const char *code_challenge, *code_challenge_method;
	const char *prompt, *login_hint;
};

enum prompt {
	PROMPT_ASK = 0, /* the page, after signing in when needed */
	PROMPT_LOGIN,   /* sign in anew first */
	PROMPT_NONE,    /* no page at all */
};

struct authorization {
	struct application application;
	struct partner partner;
	const char *redirect_uri; /* checked: answers may go there */
	bool redirect_asked;
	bool form_post;
	enum prompt prompt;
	const char *resource;
	/* NULL, or what goes back to the redirect address */
	const char *error;
	const char *description;
};

/*
 * Looks at the request. ERR_CLIENT_UNKNOWN, ERR_CLIENT_ELSEWHERE and
 * ERR_REDIRECT_UNKNOWN are for a page here: nothing may go back. Everything
 * else that is wrong is in ret->error.
 */
struct error authorize_look(struct ctx *cx,
    const struct authorize_request *request, struct authorization *ret);
/* A partner's user is signed in; customers' users let no program in. */
bool authorize_person(const struct ctx *cx);
/* cx->who (or nobody) and prompt=none: sets ret->error when a page is
 * needed. */
struct error authorize_look_silent(
    struct ctx *cx, struct authorization *authorization);
/* In the writer: cx->who says yes. silent: said it before. ret_code goes to
 * the redirect address. */
struct error authorize_grant(struct ctx *cx,
    const struct authorize_request *request,
    const struct authorization *authorization, bool silent,
    const char **ret_code);

#endif
