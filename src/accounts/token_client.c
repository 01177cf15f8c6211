/*
 * Who asks for a token: the client, its secret and its tenant, for which
 * resource; and how a refusal is worded. Descriptions are for programmers.
 */
#include <string.h>
#include <strings.h>

#include "accounts/application.h"
#include "accounts/partner.h"
#include "accounts/token_grant.h"
#include "base/crypto.h"
#include "base/settings.h"
#include "base/text.h"

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
	[FACTOR_NEEDED] = { "invalid_grant", 400, 50076,
	    "The user has a second factor, which this grant cannot ask for. Use authorization_code or the device code." },
	[FACTOR_DEMANDED] = { "invalid_grant", 400, 50079,
	    "The tenant demands a second factor, and the user has none yet. The user sets it up at the next sign-in." },
	[REFRESH_BAD] = { "invalid_grant", 400, 70000,
	    "The refresh token is not valid, was used before or has expired." },
	[RESOURCE_BAD] = { "invalid_request", 400, 70011,
	    "The resource or scope '%s' is not a resource identifier." },
	[SECRET_OVER] = { "invalid_client", 401, 7000222,
	    "The client secret has expired." },
	[SECRET_NEEDED] = { "unauthorized_client", 400, 7000218,
	    "A public client cannot use the grant type '%s'." },
	[CODE_BAD] = { "invalid_grant", 400, 54005,
	    "The code is not valid, was used before or has expired." },
	[CODE_REDIRECT] = { "invalid_grant", 400, 500112,
	    "The redirect_uri is not the one the code was sent to." },
	[VERIFIER_BAD] = { "invalid_grant", 400, 501481,
	    "The code_verifier does not fit the code_challenge." },
	[DEVICE_PENDING] = { "authorization_pending", 400, 70016,
	    "The person has not answered yet. Ask again later." },
	[DEVICE_FAST] = { "slow_down", 400, 70016,
	    "Asked too fast. Wait five seconds longer from now on." },
	[DEVICE_REFUSED] = { "access_denied", 400, 70018,
	    "The person refused." },
	[DEVICE_OVER] = { "expired_token", 400, 70020,
	    "The device code has expired." },
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

void token_refuse(struct ctx *cx, struct token_grant *grant,
    enum token_refusal why, const char *value)
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

static bool secret_same(const char *stored_hash, const char *hash)
{
	return strlen(stored_hash) == SHA256_HEX - 1 &&
	       crypto_same(stored_hash, hash, SHA256_HEX - 1);
}

/* All of them are compared, so that time tells nothing. */
static struct error look_secret(struct ctx *cx, const struct application *a,
    const char *secret, struct token_grant *grant)
{
	struct application_secrets list;
	const struct application_secret *found = NULL;
	char hash[SHA256_HEX];
	struct error e;

	if ((e = application_secret_list(
		 cx, a->partner_id, a->client_id, &list))
		.code)
		return e;
	sha256_hex(secret, strlen(secret), hash);
	for (size_t i = 0; i < list.count; i++)
		if (secret_same(list.secrets[i].hash, hash))
			found = &list.secrets[i];
	if (found == NULL)
		token_refuse(cx, grant, CLIENT_WRONG, NULL);
	else if (found->expires_at <= cx->wall)
		token_refuse(cx, grant, SECRET_OVER, NULL);
	grant->secret = found;
	return OK;
}

/* What needs no secret from who cannot keep one: a person said yes. */
static bool grant_personal(const char *grant_type)
{
	return text_same(grant_type, "authorization_code") ||
	       text_same(grant_type, "refresh_token") ||
	       text_same(grant_type, "device_code") ||
	       text_same(
		   grant_type, "urn:ietf:params:oauth:grant-type:device_code");
}

bool tenant_any(const char *tenant)
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
		token_refuse(cx, grant, TENANT_UNKNOWN, tenant);
	else if (named.partner_id != own->partner_id)
		token_refuse(cx, grant, TENANT_OTHER, tenant);
	return OK;
}

static struct error look_proof(struct ctx *cx,
    const struct token_request *request, const struct application *a,
    const char *secret, struct token_grant *grant)
{
	if (!text_empty(secret))
		return look_secret(cx, a, secret, grant);
	if (!a->public_client)
		token_refuse(cx, grant, MISSING_PARAMETER, "client_secret");
	else if (!grant_personal(request->grant_type))
		token_refuse(cx, grant, SECRET_NEEDED, request->grant_type);
	return OK;
}

struct error token_look_client(struct ctx *cx,
    const struct token_request *request, struct token_grant *grant)
{
	struct application *a = ARENA_NEW(cx->arena, struct application);
	const char *client_id, *secret;
	struct partner partner;
	bool found;
	struct error e;

	client_of(cx, request, &client_id, &secret);
	if (text_empty(client_id)) {
		token_refuse(cx, grant, MISSING_PARAMETER, "client_id");
		return OK;
	}
	if ((e = application_find(cx, client_id, a, &found)).code)
		return e;
	if (!found || !a->active) {
		token_refuse(cx, grant, CLIENT_WRONG, NULL);
		return OK;
	}
	if ((e = look_proof(cx, request, a, secret, grant)).code ||
	    grant->error)
		return e;
	if ((e = partner_load(cx, a->partner_id, &partner)).code)
		return e;
	grant->application = a;
	grant->partner_id = partner.partner_id;
	grant->tenant_id = partner.tenant_id;
	grant->client_id = a->client_id;
	grant->roles = a->roles;
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

bool scope_has(const char *scopes, const char *wanted)
{
	size_t length = strlen(wanted);

	while (scopes != NULL && *scopes) {
		size_t word = strcspn(scopes, " ");

		if (word == length && memcmp(scopes, wanted, length) == 0)
			return true;
		scopes += word + strspn(scopes + word, " ");
	}
	return false;
}

/* Any audience clients of the API are known to ask for (api.md 1.2): it
 * decides nothing, but must be one, and comes back as the claim aud. */
void token_look_resource(struct ctx *cx, const struct token_request *request,
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
		token_refuse(cx, grant, RESOURCE_BAD, asked);
		return;
	}
	resource = arena_dup(cx->arena, found);
	cut_end(resource, "/.default");
	cut_end(resource, "/user_impersonation");
	grant->resource = resource;
}
