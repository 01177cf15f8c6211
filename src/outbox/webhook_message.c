/*
 * What is sent: body and headers of one attempt, as api.md 4 and Standard
 * Webhooks have them.
 */
#include <string.h>

#include "base/crypto.h"
#include "base/day.h"
#include "base/json.h"
#include "base/text.h"
#include "outbox/webhook_private.h"

/* "2021-06-18T09:24:00+00:00" */
static const char *date_text(struct ctx *cx, int64_t at)
{
	char text[INSTANT_TEXT];

	instant_text(at, text);
	return arena_printf(
	    cx->arena, "%.*s+00:00", (int)strlen(text) - 1, text);
}

static const char *body_make(struct ctx *cx, const struct event *event)
{
	struct text out;
	struct json_out json;

	text_init(&out, cx->arena);
	json_start(&json, &out);
	json_object_begin(&json, NULL);
	json_text(&json, "EventName", event_info(event->name)->id);
	json_text(&json, "ResourceUri", event->resource_uri);
	json_text(&json, "ResourceName", event_info(event->name)->resource);
	if (event->audit_uri != NULL)
		json_text(&json, "AuditUri", event->audit_uri);
	else
		json_null_value(&json, "AuditUri");
	json_text(
	    &json, "ResourceChangeUtcDate", date_text(cx, event->changed_at));
	json_object_end(&json);
	return out.bytes;
}

static bool secret_open(
    struct ctx *cx, const struct due *due, const uint8_t **ret_secret)
{
	uint8_t *secret;
	size_t length;

	if (!secrets_unseal(cx->secrets, PURPOSE_WEBHOOK, cx->arena,
		arena_printf(
		    cx->arena, "webhook %lld", (long long)due->partner_id),
		due->secret_sealed, due->secret_length, &secret, &length) ||
	    length != WEBHOOK_SECRET_BYTES)
		return false;
	*ret_secret = secret;
	return true;
}

#define HEADER(...) list[count++] = arena_printf(cx->arena, __VA_ARGS__)

struct error message_make(struct ctx *cx, const struct due *due,
    struct signer *signer, struct sending *sending)
{
	const struct event *event = &due->event;
	const char **list = ARENA_ARRAY(cx->arena, const char *, 16);
	const char *body = body_make(cx, event), *signature;
	const uint8_t *secret;
	size_t count = 0;

	signature = webhook_key_sign(cx, signer->key, body);
	if (signature == NULL || !secret_open(cx, due, &secret))
		return fail(ERR_INTERNAL, NULL);
	HEADER("Content-Type: application/json; charset=utf-8");
	HEADER("Expect:"); /* none */
	HEADER("%s: Signature %s",
	    due->ms_header ? "x-ms-signature" : "Authorization", signature);
	HEADER("X-MS-Certificate-Url: %s", signer->certificate_url);
	HEADER("X-MS-Signature-Algorithm: rsa-sha256");
	HEADER("webhook-id: %s", event->event_id);
	HEADER("webhook-timestamp: %lld", (long long)cx->wall);
	HEADER("webhook-signature: %s",
	    webhook_hmac(cx, secret, event->event_id, cx->wall, body));
	if (!text_empty(event->correlation_id))
		HEADER("MS-CorrelationId: %s", event->correlation_id);
	sending->url = due->url;
	sending->body = body;
	sending->headers = list;
	return OK;
}
