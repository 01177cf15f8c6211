/*
 * A device asks, a person answers on another screen, the device gets its
 * tokens. Only one answer counts, and only once.
 */
#include "accounts/device.h"

#include <string.h>

#include "accounts/accounts_private.h"
#include "accounts/consent.h"
#include "accounts/device_rows.h"
#include "accounts/sign_in_rows.h"
#include "accounts/token_grant.h"
#include "accounts/token_rows.h"
#include "accounts/tries.h"
#include "base/json.h"
#include "base/settings.h"
#include "base/text.h"

/* No vowels, so that no words come about; nothing that looks like another. */
#define LETTERS "BCDFGHJKLMNPQRSTVWXZ"
#define DRAWS 5

const char *user_code_read(struct arena *arena, const char *typed)
{
	char *upper = text_upper(arena, typed ? typed : "");
	char *code = arena_alloc(arena, USER_CODE_LETTERS + 1);
	size_t n = 0;

	for (; *upper; upper++) {
		if (*upper == '-' || *upper == ' ')
			continue;
		if (strchr(LETTERS, *upper) == NULL || n == USER_CODE_LETTERS)
			return NULL;
		code[n++] = *upper;
	}
	code[n] = '\0';
	return n == USER_CODE_LETTERS ? code : NULL;
}

const char *user_code_shown(struct arena *arena, const char *code)
{
	return arena_printf(arena, "%.4s-%s", code, code + 4);
}

struct error device_look(struct ctx *cx, const struct token_request *request,
    struct device_begin *ret)
{
	/* a public client needs no secret here, a confidential one shows it */
	struct token_request asked = *request;
	struct token_grant *grant = &ret->grant;
	struct error e;

	*ret = (struct device_begin){ .grant = {
					  .status = 200, .v2 = request->v2 } };
	asked.grant_type = "device_code";
	if ((e = token_look_client(cx, &asked, grant)).code || grant->error)
		return e;
	token_look_resource(cx, &asked, grant);
	return OK;
}

struct error device_record(struct ctx *cx, struct device_begin *begin)
{
	const struct token_grant *grant = &begin->grant;
	const struct device_row row = { .client_id = grant->client_id,
		.scope = grant->scope ? grant->scope : "",
		.resource = grant->resource,
		.poll_seconds = DEVICE_POLL_SECONDS,
		.expires_at = cx->wall + DEVICE_SECONDS };
	char code[USER_CODE_LETTERS + 1];
	uint8_t hash[SHA256_BYTES];
	bool added = false;
	struct error e = OK;

	if (grant->error)
		return OK;
	begin->device_code = token_opaque(cx, grant->partner_id, hash);
	for (int i = 0; i < DRAWS && !added && !e.code; i++) {
		crypto_random_text(LETTERS, USER_CODE_LETTERS, code);
		e = device_row_add(
		    cx, grant->partner_id, hash, code, &row, &added);
	}
	begin->user_code = user_code_shown(cx->arena, code);
	return e.code || added ? e : fail(ERR_BUSY, NULL);
}

static void number(
    struct ctx *cx, struct json_out *json, bool v2, const char *key, int64_t n)
{
	if (v2)
		json_int(json, key, n);
	else
		json_text(
		    json, key, arena_printf(cx->arena, "%lld", (long long)n));
}

static const char *page_url(struct ctx *cx)
{
	const char *url = cx->settings->public_url;
	size_t length = strlen(url);

	while (length > 0 && url[length - 1] == '/')
		length--;
	return arena_printf(cx->arena, "%.*s/device", (int)length, url);
}

int device_answer(
    struct ctx *cx, const struct device_begin *begin, struct text *out)
{
	bool v2 = begin->grant.v2;
	const char *url = page_url(cx);
	struct json_out json;

	if (begin->grant.error)
		return token_answer(cx, &begin->grant, out);
	json_start(&json, out);
	json_object_begin(&json, NULL);
	json_text(&json, "user_code", begin->user_code);
	json_text(&json, "device_code", begin->device_code);
	json_text(&json, v2 ? "verification_uri" : "verification_url", url);
	json_text(&json, "verification_uri_complete",
	    arena_printf(cx->arena, "%s?code=%s", url, begin->user_code));
	number(cx, &json, v2, "expires_in", DEVICE_SECONDS);
	number(cx, &json, v2, "interval", DEVICE_POLL_SECONDS);
	json_text(&json, "message",
	    arena_printf(cx->arena,
		"To sign in, open %s in a browser and enter the code %s.", url,
		begin->user_code));
	json_object_end(&json);
	return 200;
}

/* ---- the device asks again ---- */

static struct error pending(struct ctx *cx, const uint8_t hash[SHA256_BYTES],
    const struct device_row *row, struct token_grant *grant)
{
	bool fast = cx->wall - row->polled_at < row->poll_seconds;

	token_refuse(cx, grant, fast ? DEVICE_FAST : DEVICE_PENDING, NULL);
	return device_row_polled(cx, grant->partner_id, hash,
	    row->poll_seconds + (fast ? DEVICE_POLL_SECONDS : 0));
}

static struct error approved(struct ctx *cx, const uint8_t hash[SHA256_BYTES],
    const struct device_row *row, struct token_grant *grant)
{
	bool found = false, taken = false;
	struct error e;

	if ((e = token_person_set(cx, row->user_id, grant, &found)).code ||
	    (e = device_row_take(cx, grant->partner_id, hash, &taken)).code)
		return e;
	if (!found || !taken) {
		token_refuse(cx, grant, CODE_BAD, NULL);
		return OK;
	}
	grant->resource = row->resource;
	grant->scope = row->scope;
	grant->auth_at = row->auth_at;
	grant->open_id = scope_has(row->scope, "openid");
	grant->refreshes =
	    !grant->v2 || scope_has(row->scope, "offline_access");
	return token_family_start(cx, grant);
}

static struct error record_device(struct ctx *cx, struct token_grant *grant)
{
	uint8_t hash[SHA256_BYTES];
	struct device_row row;
	bool found = false;
	struct error e;

	if (hex_decode(grant->used_hash, SHA256_HEX - 1, hash) &&
	    (e = device_row_find(cx, grant->partner_id, hash, &row, &found))
		.code)
		return e;
	if (!found || !text_same(row.client_id, grant->client_id) ||
	    row.state == DEVICE_TAKEN) {
		token_refuse(cx, grant, CODE_BAD, NULL);
		return OK;
	}
	if (row.expires_at <= cx->wall) {
		token_refuse(cx, grant, DEVICE_OVER, NULL);
		return OK;
	}
	if (row.state == DEVICE_DENIED) {
		token_refuse(cx, grant, DEVICE_REFUSED, NULL);
		return OK;
	}
	return row.state == DEVICE_WAITING ? pending(cx, hash, &row, grant)
					   : approved(cx, hash, &row, grant);
}

struct error token_look_device(struct ctx *cx,
    const struct token_request *request, struct token_grant *grant)
{
	const char *code =
	    request->device_code ? request->device_code : request->code;
	char *hex = arena_alloc(cx->arena, SHA256_HEX);
	uint8_t hash[SHA256_BYTES];

	if (text_empty(code)) {
		token_refuse(cx, grant, MISSING_PARAMETER, "device_code");
		return OK;
	}
	if (!token_opaque_hash(cx, grant->partner_id, code, hash)) {
		token_refuse(cx, grant, CODE_BAD, NULL);
		return OK;
	}
	hex_encode(hash, sizeof(hash), hex);
	grant->used_hash = hex;
	grant->record = record_device;
	return OK;
}

/* ---- the person answers ---- */

static struct error too_many(struct ctx *cx, int64_t seconds)
{
	return fail_with(cx->arena, ERR_USER_CODE_TRIES, "code",
	    HOLES({ "minutes", arena_printf(cx->arena, "%lld",
				   (long long)((seconds + 59) / 60)) }));
}

struct error device_find_typed(
    struct ctx *cx, const char *user_code, struct application *ret_application)
{
	const char *code = user_code_read(cx->arena, user_code);
	struct device_row row;
	bool found = false;
	int64_t wait;
	struct error e = tries_wait(cx, TRIES_DEVICE, cx->who->user_id, &wait);

	if (e.code)
		return e;
	if (wait > 0)
		return too_many(cx, wait);
	if (code != NULL &&
	    (e = device_row_find_typed(cx, code, &row, &found)).code)
		return e;
	if (!found || row.state != DEVICE_WAITING ||
	    row.expires_at <= cx->wall) {
		e = tries_add(cx, TRIES_DEVICE, cx->who->user_id);
		return e.code ? e : fail(ERR_USER_CODE_UNKNOWN, "code");
	}
	return application_load(cx, row.client_id, ret_application);
}

struct error device_decide(
    struct ctx *cx, const char *user_code, bool approved_now)
{
	const char *code = user_code_read(cx->arena, user_code);
	struct application application;
	bool answered = false;
	int64_t auth_at;
	struct error e;

	if ((e = device_find_typed(cx, user_code, &application)).code ||
	    (e = session_started(cx, &auth_at)).code ||
	    (e = device_row_answer(cx, code,
		 approved_now ? DEVICE_APPROVED : DEVICE_DENIED, auth_at,
		 &answered))
		.code)
		return e;
	if (!answered)
		return fail(ERR_USER_CODE_UNKNOWN, "code");
	return approved_now ? consent_give(cx, &application) : OK;
}
