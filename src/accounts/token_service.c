/*
 * Issuing access tokens: which client, which tenant, which grant. Refusals are
 * OAuth's own and go back in the grant; descriptions are for programmers.
 */
#include "accounts/token.h"

#include <string.h>
#include <strings.h>

#include "accounts/accounts_private.h"
#include "accounts/application.h"
#include "accounts/directory.h"
#include "accounts/partner.h"
#include "accounts/token_rows.h"
#include "base/settings.h"

#define REFRESH_SECONDS (90 * 86400)
#define SECRET_BYTES 32

enum refusal {
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

static const struct {
	const char *error;
	int status;
	int number;
	const char *description;
} refusals[] = {
	[MISSING_PARAMETER] = { "invalid_request", 400, 900144,
	    "The request body lacks a parameter: %s." },
	[GRANT_UNKNOWN] = { "unsupported_grant_type", 400, 70003,
	    "The grant type '%s' is not supported." },
	[GRANT_OFF] = { "unsupported_grant_type", 400, 70003,
	    "The grant type '%s' is switched off here." },
	[CLIENT_WRONG] = { "invalid_client", 401, 7000215,
	    "The client id or the client secret is wrong." },
	[TENANT_UNKNOWN] = { "invalid_request", 400, 90002,
	    "There is no tenant '%s'." },
	[TENANT_OTHER] = { "invalid_client", 401, 700016,
	    "The client is not registered in the tenant '%s'." },
	[PASSWORD_WRONG] = { "invalid_grant", 400, 50126,
	    "The user name or the password is wrong." },
	[PASSWORD_LOCKED] = { "invalid_grant", 400, 50053,
	    "Too many wrong passwords; the user is locked for a while." },
	[REFRESH_BAD] = { "invalid_grant", 400, 70000,
	    "The refresh token is not valid, was used before or has expired." },
	[RESOURCE_BAD] = { "invalid_request", 400, 70011,
	    "The resource or scope '%s' is not a resource identifier." },
};

/* What a stranger sent goes back into JSON: short, without controls. */
static const char *quoted(struct ctx *cx, const char *value)
{
	char *copy;

	if (value == NULL || !text_is_utf8(value, strlen(value)) ||
	    text_width(value) > 100)
		return "";
	copy = arena_dup(cx->arena, value);
	for (char *c = copy; *c; c++)
		if ((unsigned char)*c < ' ')
			*c = ' ';
	return copy;
}

static void refuse(struct ctx *cx, struct token_grant *grant, enum refusal why,
    const char *value)
{
	const char *description = refusals[why].description;
	const char *hole = strstr(description, "%s");

	grant->error = refusals[why].error;
	grant->status = refusals[why].status;
	grant->error_number = refusals[why].number;
	grant->description =
	    hole == NULL
		? description
		: arena_printf(cx->arena, "%.*s%s%s", (int)(hole - description),
		      description, quoted(cx, value), hole + 2);
	grant->ready = true;
}

/* Percent-decoded, as RFC 6749 2.3.1 wants of Basic credentials. */
static char *form_decode(struct ctx *cx, const char *bytes, size_t length)
{
	char *out = arena_alloc(cx->arena, length + 1);
	size_t n = 0;

	for (size_t i = 0; i < length; i++) {
		uint8_t byte = (uint8_t)bytes[i];

		if (byte == '+')
			byte = ' ';
		else if (byte == '%' && i + 2 < length &&
			 hex_decode(bytes + i + 1, 2, &byte))
			i += 2;
		out[n++] = (char)byte;
	}
	return out;
}

/* base64 as base64url: the two alphabets differ in two letters. */
static char *basic_text(struct ctx *cx, const char *base64)
{
	char *text = arena_dup(cx->arena, base64);
	uint8_t *bytes;
	size_t length;

	text[strcspn(text, "=")] = '\0';
	for (char *c = text; *c; c++)
		*c = (char)(*c == '+' ? '-' : *c == '/' ? '_' : *c);
	if (!base64url_decode(cx->arena, text, &bytes, &length))
		return NULL;
	return arena_dup_n(cx->arena, (const char *)bytes, length);
}

static void client_of(struct ctx *cx, const struct token_request *request,
    const char **ret_id, const char **ret_secret)
{
	const char *header = request->authorization;
	const char *pair, *colon;

	*ret_id = request->client_id;
	*ret_secret = request->client_secret;
	if (header == NULL || strncasecmp(header, "Basic ", 6) != 0)
		return;
	pair = basic_text(cx, header + 6);
	colon = pair ? strchr(pair, ':') : NULL;
	if (colon == NULL)
		return;
	*ret_id = form_decode(cx, pair, (size_t)(colon - pair));
	*ret_secret = form_decode(cx, colon + 1, strlen(colon + 1));
}

static bool secret_same(const char *stored_hash, const char *secret)
{
	char hash[SHA256_HEX];

	sha256_hex(secret, strlen(secret), hash);
	return strlen(stored_hash) == SHA256_HEX - 1 &&
	       crypto_same(stored_hash, hash, SHA256_HEX - 1);
}

static bool tenant_any(const char *tenant)
{
	return text_same_nocase(tenant, "common") ||
	       text_same_nocase(tenant, "organizations");
}

/* The tenant of the path must be the client's. */
static struct error look_tenant(struct ctx *cx, const char *tenant,
    const struct partner *own, struct token_grant *grant)
{
	struct partner named;
	bool found;
	struct error e;

	if (tenant == NULL || tenant_any(tenant))
		return OK;
	if ((e = partner_find(cx, tenant, &named, &found)).code)
		return e;
	if (!found)
		refuse(cx, grant, TENANT_UNKNOWN, tenant);
	else if (named.partner_id != own->partner_id)
		refuse(cx, grant, TENANT_OTHER, tenant);
	return OK;
}

static struct error look_client(struct ctx *cx,
    const struct token_request *request, struct token_grant *grant)
{
	const char *client_id, *secret;
	struct application application;
	struct partner partner;
	bool found;
	struct error e;

	client_of(cx, request, &client_id, &secret);
	if (text_empty(client_id) || text_empty(secret)) {
		refuse(cx, grant, MISSING_PARAMETER,
		    text_empty(client_id) ? "client_id" : "client_secret");
		return OK;
	}
	if ((e = application_find(cx, client_id, &application, &found)).code)
		return e;
	if (!found || !application.active ||
	    !secret_same(application.secret_hash, secret)) {
		refuse(cx, grant, CLIENT_WRONG, NULL);
		return OK;
	}
	if ((e = partner_load(cx, application.partner_id, &partner)).code)
		return e;
	grant->partner_id = partner.partner_id;
	grant->tenant_id = partner.tenant_id;
	grant->client_id = application.client_id;
	grant->roles = application.roles;
	return look_tenant(cx, request->tenant, &partner, grant);
}

/* The first scope that names a resource; openid and its like do not. */
static const char *scope_resource(struct ctx *cx, const char *scopes)
{
	while (*scopes) {
		size_t length = strcspn(scopes, " ");

		if (memchr(scopes, '/', length) || memchr(scopes, ':', length))
			return arena_dup_n(cx->arena, scopes, length);
		scopes += length + strspn(scopes + length, " ");
	}
	return NULL;
}

static void cut_end(char *text, const char *end)
{
	size_t length = strlen(text), cut = strlen(end);

	if (length > cut && strcmp(text + length - cut, end) == 0)
		text[length - cut] = '\0';
}

/* Any audience clients of the API are known to ask for (api.md 1.2): it
 * decides nothing, but must be one, and comes back as the claim aud. */
static void look_resource(struct ctx *cx, const struct token_request *request,
    struct token_grant *grant)
{
	const char *asked = request->v2 ? request->scope : request->resource;
	const char *found;
	char *resource;

	if (text_empty(asked)) /* the other version's name is taken too */
		asked = request->v2 ? request->resource : request->scope;
	grant->scope = request->scope;
	grant->resource = cx->settings->public_url;
	if (text_empty(asked))
		return;
	found = scope_resource(cx, asked);
	if (found == NULL && text_is_guid(asked))
		found = asked;
	if (found == NULL && request->scope == asked)
		return; /* "openid offline_access" */
	if (found == NULL || text_empty(quoted(cx, found))) {
		refuse(cx, grant, RESOURCE_BAD, asked);
		return;
	}
	resource = arena_dup(cx->arena, found);
	cut_end(resource, "/.default");
	cut_end(resource, "/user_impersonation");
	grant->resource = resource;
}

static struct error look_password(struct ctx *cx,
    const struct token_request *request, struct token_grant *grant)
{
	struct error e;

	if (!cx->settings->password_grant) {
		refuse(cx, grant, GRANT_OFF, "password");
		return OK;
	}
	if (text_empty(request->username) || text_empty(request->password)) {
		refuse(cx, grant, MISSING_PARAMETER,
		    text_empty(request->username) ? "username" : "password");
		return OK;
	}
	if ((e = sign_in_look(cx, request->username, &grant->candidate)).code)
		return e;
	/* of another partner, or a customer's user: nobody here knows them */
	if (grant->candidate.known &&
	    (grant->candidate.kind != ACTOR_USER ||
		grant->candidate.partner_id != grant->partner_id)) {
		grant->candidate.known = false;
		grant->candidate.password_hash = NULL;
	}
	sign_in_verify(cx, &grant->candidate, request->password);
	grant->with_password = true;
	return OK;
}

/* Sets the person, when the person is still active. */
static struct error person_set(struct ctx *cx, const char *user_id,
    struct token_grant *grant, bool *ret_found)
{
	struct principal who;
	struct error e = token_who(
	    cx, grant->tenant_id, grant->client_id, user_id, &who, ret_found);

	if (e.code || !*ret_found)
		return e;
	grant->person = true;
	grant->user_id = who.user_id;
	grant->upn = who.email;
	grant->roles = who.roles;
	return OK;
}

/* "partner.secret"; the partner must be the client's. */
static bool refresh_hash(const struct token_grant *grant, struct ctx *cx,
    const char *token, uint8_t ret_hash[SHA256_BYTES])
{
	const char *dot = strchr(token, '.');
	int64_t partner_id;

	if (dot == NULL ||
	    !text_to_int(arena_dup_n(cx->arena, token, (size_t)(dot - token)),
		&partner_id) ||
	    partner_id != grant->partner_id)
		return false;
	sha256(token, strlen(token), ret_hash);
	return true;
}

static struct error look_refresh(struct ctx *cx,
    const struct token_request *request, struct token_grant *grant)
{
	const char *token = request->refresh_token;
	char *hex = arena_alloc(cx->arena, SHA256_HEX);
	uint8_t hash[SHA256_BYTES];
	const char *user_id;
	bool found = false;
	struct error e;

	if (text_empty(token)) {
		refuse(cx, grant, MISSING_PARAMETER, "refresh_token");
		return OK;
	}
	if (refresh_hash(grant, cx, token, hash)) {
		if ((e = refresh_token_find(cx, grant->partner_id, hash,
			 grant->client_id, &user_id, &found))
			.code)
			return e;
		if (found && (e = person_set(cx, user_id, grant, &found)).code)
			return e;
	}
	if (!found) {
		refuse(cx, grant, REFRESH_BAD, NULL);
		return OK;
	}
	hex_encode(hash, sizeof(hash), hex);
	grant->old_refresh = hex;
	return OK;
}

static struct error look_program(struct ctx *cx,
    const struct token_request *request, struct token_grant *grant)
{
	(void)cx;
	(void)request;
	grant->ready = true;
	return OK;
}

static const struct {
	const char *name;
	struct error (*look)(struct ctx *cx,
	    const struct token_request *request, struct token_grant *grant);
} grants[] = {
	{ "client_credentials", look_program },
	{ "password", look_password },
	{ "refresh_token", look_refresh },
};

static struct error look_grant(struct ctx *cx,
    const struct token_request *request, struct token_grant *grant)
{
	for (size_t i = 0; i < COUNT(grants); i++)
		if (text_same(grants[i].name, request->grant_type))
			return grants[i].look(cx, request, grant);
	refuse(cx, grant, GRANT_UNKNOWN, request->grant_type);
	return OK;
}

static bool grant_known(const char *name)
{
	for (size_t i = 0; i < COUNT(grants); i++)
		if (text_same(grants[i].name, name))
			return true;
	return false;
}

struct error token_look(struct ctx *cx, const struct token_request *request,
    struct token_grant *ret_grant)
{
	struct token_grant grant = { .status = 200, .v2 = request->v2 };
	struct error e = OK;

	if (text_empty(request->grant_type))
		refuse(cx, &grant, MISSING_PARAMETER, "grant_type");
	else if (!grant_known(request->grant_type))
		refuse(cx, &grant, GRANT_UNKNOWN, request->grant_type);
	else
		e = look_client(cx, request, &grant);
	if (!e.code && !grant.error)
		look_resource(cx, request, &grant);
	if (!e.code && !grant.error)
		e = look_grant(cx, request, &grant);
	if (e.code)
		return e;
	*ret_grant = grant;
	return OK;
}

static struct error refresh_issue(struct ctx *cx, struct token_grant *grant)
{
	uint8_t bytes[SECRET_BYTES], hash[SHA256_BYTES];

	crypto_random(bytes, sizeof(bytes));
	grant->new_refresh =
	    arena_printf(cx->arena, "%lld.%s", (long long)grant->partner_id,
		base64url_encode(cx->arena, bytes, sizeof(bytes)));
	sha256(grant->new_refresh, strlen(grant->new_refresh), hash);
	return refresh_token_add(cx, grant->partner_id, hash, grant->user_id,
	    grant->client_id, cx->wall + REFRESH_SECONDS);
}

static struct error record_password(struct ctx *cx, struct token_grant *grant)
{
	struct error outcome;
	bool found;
	struct error e;

	if ((e = sign_in_count(cx, &grant->candidate, &outcome)).code)
		return e;
	if (outcome.code) {
		refuse(cx, grant,
		    outcome.code == ERR_SIGN_IN_LOCKED ? PASSWORD_LOCKED
						       : PASSWORD_WRONG,
		    NULL);
		return OK;
	}
	if ((e = person_set(cx, grant->candidate.user_id, grant, &found)).code)
		return e;
	if (!found) {
		refuse(cx, grant, PASSWORD_WRONG, NULL);
		return OK;
	}
	return refresh_issue(cx, grant);
}

static struct error record_refresh(struct ctx *cx, struct token_grant *grant)
{
	uint8_t hash[SHA256_BYTES];
	bool taken = false, found = false;
	struct error e;

	if (hex_decode(grant->old_refresh, SHA256_HEX - 1, hash) &&
	    (e = refresh_token_take(cx, grant->partner_id, hash, &taken)).code)
		return e;
	if (taken && (e = person_set(cx, grant->user_id, grant, &found)).code)
		return e;
	if (!taken || !found) {
		refuse(cx, grant, REFRESH_BAD, NULL);
		return OK;
	}
	return refresh_issue(cx, grant);
}

struct error token_record(struct ctx *cx, struct token_grant *grant)
{
	if (grant->ready)
		return OK;
	return grant->with_password ? record_password(cx, grant)
				    : record_refresh(cx, grant);
}
