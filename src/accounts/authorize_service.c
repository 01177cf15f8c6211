/*
 * The checks of an authorization request, in the order in which they decide
 * where the answer may go, and the code that a yes makes.
 */
#include "accounts/authorize.h"

#include <string.h>

#include "accounts/consent.h"
#include "accounts/partner.h"
#include "accounts/sign_in_rows.h"
#include "accounts/token_grant.h"
#include "accounts/token_rows.h"
#include "base/text.h"

#define STATE_MAX 2048
#define NONCE_MAX 512

static void refuse(
    struct authorization *a, const char *error, const char *description)
{
	if (a->error != NULL)
		return;
	a->error = error;
	a->description = description;
}

static struct error look_tenant(
    struct ctx *cx, const char *tenant, const struct partner *own)
{
	struct partner named;
	bool found;
	struct error e;

	if (tenant_any(tenant))
		return OK;
	if ((e = partner_find(cx, tenant, &named, &found)).code)
		return e;
	return found && named.partner_id == own->partner_id
		   ? OK
		   : fail(ERR_CLIENT_ELSEWHERE, NULL);
}

/* Who asks, and where the answer may go. */
static struct error look_client(struct ctx *cx,
    const struct authorize_request *request, struct authorization *a)
{
	struct redirect_list registered;
	bool found = false;
	struct error e;

	if (!text_empty(request->client_id) &&
	    (e = application_find(
		 cx, request->client_id, &a->application, &found))
		.code)
		return e;
	if (!found || !a->application.active)
		return fail(ERR_CLIENT_UNKNOWN, NULL);
	if ((e = partner_load(cx, a->application.partner_id, &a->partner))
		.code ||
	    (e = look_tenant(cx, request->tenant, &a->partner)).code ||
	    (e = application_redirect_list(cx, a->application.partner_id,
		 a->application.client_id, &registered))
		.code)
		return e;
	a->redirect_uri = redirect_choose(&registered, request->redirect_uri);
	a->redirect_asked = !text_empty(request->redirect_uri);
	return a->redirect_uri ? OK : fail(ERR_REDIRECT_UNKNOWN, NULL);
}

static void look_pkce(
    const struct authorize_request *request, struct authorization *a)
{
	const char *method = request->code_challenge_method;

	if (text_empty(request->code_challenge)) {
		if (a->application.public_client || !text_empty(method))
			refuse(a, "invalid_request",
			    "A code_challenge (S256) is needed.");
		return;
	}
	if (!text_same(method, "S256"))
		refuse(a, "invalid_request",
		    "The code_challenge_method must be S256.");
	else if (!pkce_challenge_form(request->code_challenge))
		refuse(a, "invalid_request",
		    "The code_challenge is not one of S256.");
}

static void look_mode(
    const struct authorize_request *request, struct authorization *a)
{
	const char *mode = request->response_mode;

	a->form_post = text_same(mode, "form_post");
	if (text_empty(request->response_type))
		refuse(a, "invalid_request", "A response_type is needed.");
	else if (!text_same(request->response_type, "code"))
		refuse(a, "unsupported_response_type",
		    "The response_type must be code.");
	if (!text_empty(mode) && !a->form_post && !text_same(mode, "query"))
		refuse(a, "invalid_request",
		    "The response_mode must be query or form_post.");
}

static void look_prompt(
    const struct authorize_request *request, struct authorization *a)
{
	const char *prompt = request->prompt ? request->prompt : "";

	if (scope_has(prompt, "none")) {
		a->prompt = PROMPT_NONE;
		if (strcmp(prompt, "none") != 0)
			refuse(a, "invalid_request",
			    "prompt=none goes with nothing else.");
	} else if (scope_has(prompt, "login") ||
		   scope_has(prompt, "select_account")) {
		a->prompt = PROMPT_LOGIN;
	}
}

static void look_lengths(
    const struct authorize_request *request, struct authorization *a)
{
	if (request->state && strlen(request->state) > STATE_MAX)
		refuse(a, "invalid_request", "The state is too long.");
	if (request->nonce && strlen(request->nonce) > NONCE_MAX)
		refuse(a, "invalid_request", "The nonce is too long.");
}

static void look_resource(struct ctx *cx,
    const struct authorize_request *request, struct authorization *a)
{
	const struct token_request asked = { .v2 = request->v2,
		.scope = request->scope,
		.resource = request->resource };
	struct token_grant grant = { 0 };

	token_look_resource(cx, &asked, &grant);
	if (grant.error)
		refuse(a, "invalid_scope", grant.description);
	a->resource = grant.resource;
}

struct error authorize_look(struct ctx *cx,
    const struct authorize_request *request, struct authorization *ret)
{
	struct authorization a = { .error = NULL };
	struct error e;

	if ((e = look_client(cx, request, &a)).code)
		return e;
	look_mode(request, &a);
	look_pkce(request, &a);
	look_prompt(request, &a);
	look_lengths(request, &a);
	look_resource(cx, request, &a);
	*ret = a;
	return OK;
}

bool authorize_person(const struct ctx *cx)
{
	return cx->who != NULL && cx->who->kind == ACTOR_USER;
}

/* Any program of this machine can wait at a loopback address: without a
 * secret nobody knows which one it is (RFC 8252 8.6). */
struct error authorize_look_silent(struct ctx *cx, struct authorization *a)
{
	bool given = false;
	struct error e;

	if (!authorize_person(cx) ||
	    cx->who->partner->partner_id != a->partner.partner_id) {
		refuse(a, "login_required", "Nobody is signed in.");
		return OK;
	}
	if ((e = consent_find(cx, a->application.client_id, &given)).code)
		return e;
	if (!given || a->application.public_client)
		refuse(a, "consent_required",
		    "The person must be asked for consent.");
	return OK;
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

struct error authorize_grant(struct ctx *cx,
    const struct authorize_request *request, const struct authorization *a,
    bool silent, const char **ret_code)
{
	struct code code = { .client_id = a->application.client_id,
		.user_id = cx->who->user_id,
		.redirect_uri = a->redirect_uri,
		.redirect_asked = a->redirect_asked,
		.challenge = or_empty(request->code_challenge),
		.nonce = or_empty(request->nonce),
		.scope = or_empty(request->scope),
		.resource = a->resource,
		.expires_at = cx->wall + CODE_SECONDS };
	uint8_t hash[SHA256_BYTES];
	struct error e;

	if (!silent && (e = consent_give(cx, &a->application)).code)
		return e;
	if ((e = session_started(cx, &code.auth_at)).code)
		return e;
	*ret_code = token_opaque(cx, a->partner.partner_id, hash);
	return code_add(cx, a->partner.partner_id, hash, &code);
}
