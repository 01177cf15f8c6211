/*
 * The registration of a partner: made, changed, removed, its secret. What is
 * sent to it is webhook_delivery.c's and the worker's.
 */
#include "outbox/webhook.h"

#include <netdb.h>
#include <string.h>

#include "accounts/principal.h"
#include "base/crypto.h"
#include "base/settings.h"
#include "base/text.h"
#include "db/db.h"
#include "outbox/receiver.h"
#include "outbox/webhook_sign.h"

static int64_t tenant(struct ctx *cx)
{
	return cx->who->partner->partner_id;
}

/* ---- input ---- */

static const char *event_choices(struct ctx *cx)
{
	struct text out;

	text_init(&out, cx->arena);
	for (int i = EVENT_NONE + 1; i < EVENT_NAME_COUNT; i++)
		text_addf(&out, "%s%s", out.length > 0 ? ", " : "",
		    event_info((enum event_name)i)->id);
	return out.bytes;
}

static struct error events_check(
    struct ctx *cx, const struct webhook_input *input, const char *field)
{
	if (input->event_count == 0)
		return fail(ERR_EVENTS_NONE, field);
	for (size_t i = 0; i < input->event_count; i++)
		if (event_find(input->events[i]) == EVENT_NONE)
			return fail_with(cx->arena, ERR_EVENT_UNKNOWN,
			    arena_printf(cx->arena, "%s[%zu]", field, i),
			    HOLES({ "value", input->events[i] },
				{ "choices", event_choices(cx) }));
	return OK;
}

/* All that a name leads to must be public. */
static bool name_public(const char *host)
{
	const struct addrinfo how = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;
	bool good = true;

	if (getaddrinfo(host, NULL, &how, &found) != 0)
		return true;
	for (const struct addrinfo *a = found; a != NULL; a = a->ai_next)
		good = good && receiver_address_public(a->ai_addr);
	freeaddrinfo(found);
	return good;
}

struct error webhook_check(struct ctx *cx, const struct webhook_input *input,
    const struct webhook_fields *fields)
{
	bool allowed = cx->settings->webhook_private_receivers;
	const char *host;
	struct error e =
	    receiver_url_check(cx, fields->url, input->url, allowed, &host);

	if (e.code)
		return e;
	if (!allowed && !name_public(host))
		return fail_with(cx->arena, ERR_WEBHOOK_PRIVATE, fields->url,
		    HOLES({ "host", host }));
	return events_check(cx, input, fields->events);
}

/* ' order-created invoice-ready ', each once. */
static const char *events_text(
    struct ctx *cx, const struct webhook_input *input, bool *chosen)
{
	struct text out;

	for (size_t i = 0; i < input->event_count; i++)
		chosen[event_find(input->events[i])] = true;
	chosen[EVENT_NONE] = false;
	text_init(&out, cx->arena);
	text_add_char(&out, ' ');
	for (int i = EVENT_NONE + 1; i < EVENT_NAME_COUNT; i++)
		if (chosen[i])
			text_addf(
			    &out, "%s ", event_info((enum event_name)i)->id);
	return out.bytes;
}

/* ---- reading ---- */

static void events_read(
    struct ctx *cx, const char *text, bool events[EVENT_NAME_COUNT])
{
	for (int i = EVENT_NONE + 1; i < EVENT_NAME_COUNT; i++)
		events[i] =
		    strstr(text, arena_printf(cx->arena, " %s ",
				     event_info((enum event_name)i)->id)) !=
		    NULL;
}

struct error webhook_find(
    struct ctx *cx, struct webhook *ret_webhook, bool *ret_found)
{
	struct rows *rows = sql_open(cx, SQL_webhook_load, ARGS(I(tenant(cx))));
	struct webhook webhook = { 0 };
	bool found = rows_next(rows);
	struct error e;

	if (found) {
		webhook.subscriber_id = rows_text(rows, 0);
		webhook.url = rows_text(rows, 1);
		events_read(cx, rows_text(rows, 2), webhook.events);
		webhook.ms_header = rows_int(rows, 3) != 0;
		webhook.active = rows_int(rows, 4) != 0;
		webhook.problem = rows_text(rows, 5);
		webhook.changed_at = rows_int(rows, 6);
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_webhook = webhook;
	*ret_found = found;
	return OK;
}

struct error webhook_load(struct ctx *cx, struct webhook *ret_webhook)
{
	bool found = false;
	struct error e = webhook_find(cx, ret_webhook, &found);

	return e.code || found ? e : fail(ERR_WEBHOOK_UNKNOWN, NULL);
}

/* ---- acts ---- */

static struct error note(struct ctx *cx, const char *act, const char *url)
{
	return activity_add(cx,
	    &(struct activity){
		.action = ACTIVITY_CHANGE_WEBHOOK,
		.title = url,
		.details = HOLES({ "Act", act }, { "WebhookUrl", url }),
	    },
	    OK);
}

/* A secret of this partner's, and how it is stored. */
static void secret_make(struct ctx *cx, const char **ret_text,
    uint8_t **ret_sealed, size_t *ret_length)
{
	uint8_t secret[WEBHOOK_SECRET_BYTES];

	crypto_random(secret, sizeof(secret));
	secrets_seal(cx->secrets, PURPOSE_WEBHOOK, cx->arena,
	    arena_printf(cx->arena, "webhook %lld", (long long)tenant(cx)),
	    secret, sizeof(secret), ret_sealed, ret_length);
	*ret_text = webhook_secret_text(cx, secret);
}

static struct error cursor_set(struct ctx *cx)
{
	return sql_run(cx, SQL_webhook_cursor_set, ARGS(I(tenant(cx))), NULL);
}

struct error webhook_register(struct ctx *cx, const struct webhook_input *input,
    struct webhook *ret_webhook, const char **ret_secret)
{
	char *id = arena_alloc(cx->arena, GUID_TEXT);
	struct webhook webhook = { .subscriber_id = id,
		.url = input->url,
		.ms_header = input->ms_header,
		.active = true,
		.changed_at = cx->wall };
	const char *events = events_text(cx, input, webhook.events);
	const char *secret;
	uint8_t *sealed;
	size_t length;
	struct webhook before;
	bool replaced;
	struct error e;

	guid_random(id);
	secret_make(cx, &secret, &sealed, &length);
	if ((e = webhook_find(cx, &before, &replaced)).code)
		return e;
	e = sql_run(cx, SQL_webhook_insert,
	    ARGS(I(tenant(cx)), T(id), T(input->url), T(events),
		I(input->ms_header), B(sealed, length), I(cx->wall)),
	    NULL);
	if (e.code == 0 && !(replaced && before.active))
		e = cursor_set(cx);
	if (e.code)
		return e;
	*ret_webhook = webhook;
	*ret_secret = secret;
	return note(cx, "registered", input->url);
}

struct error webhook_change(struct ctx *cx, const struct webhook_input *input,
    struct webhook *ret_webhook)
{
	struct webhook webhook;
	struct error e = webhook_load(cx, &webhook);
	bool was_active;

	if (e.code)
		return e;
	was_active = webhook.active;
	memset(webhook.events, 0, sizeof(webhook.events));
	e = sql_run(cx, SQL_webhook_update,
	    ARGS(I(tenant(cx)), T(input->url),
		T(events_text(cx, input, webhook.events)), I(input->ms_header),
		I(cx->wall)),
	    NULL);
	if (e.code == 0 && !was_active)
		e = cursor_set(cx);
	if (e.code)
		return e;
	webhook.url = input->url;
	webhook.ms_header = input->ms_header;
	webhook.active = true;
	webhook.problem = NULL;
	webhook.changed_at = cx->wall;
	*ret_webhook = webhook;
	return note(cx, "changed", input->url);
}

struct error webhook_remove(struct ctx *cx)
{
	struct webhook webhook;
	struct error e = webhook_load(cx, &webhook);

	if (e.code == 0)
		e = sql_run(cx, SQL_webhook_delete, ARGS(I(tenant(cx))), NULL);
	if (e.code == 0)
		e = sql_run(
		    cx, SQL_webhook_cursor_delete, ARGS(I(tenant(cx))), NULL);
	if (e.code == 0)
		e = sql_run(cx, SQL_webhook_drop_waiting,
		    ARGS(I(tenant(cx)), T("the registration was removed")),
		    NULL);
	return e.code ? e : note(cx, "removed", webhook.url);
}

struct error webhook_secret_renew(struct ctx *cx, const char **ret_secret)
{
	struct webhook webhook;
	const char *secret;
	uint8_t *sealed;
	size_t length;
	struct error e = webhook_load(cx, &webhook);

	if (e.code)
		return e;
	secret_make(cx, &secret, &sealed, &length);
	e = sql_run(cx, SQL_webhook_secret_set,
	    ARGS(I(tenant(cx)), B(sealed, length), I(cx->wall)), NULL);
	if (e.code)
		return e;
	*ret_secret = secret;
	return note(cx, "secret renewed", webhook.url);
}

/* ---- the certificate ---- */

struct error webhook_certificate(struct ctx *cx, const char *name,
    const uint8_t **ret_bytes, size_t *ret_length)
{
	struct rows *rows = sql_open(cx, SQL_signer_load, NO_ARGS);
	const char *pem = NULL;
	struct error e;

	if (rows_next(rows) && text_same_nocase(rows_text(rows, 0), name))
		pem = rows_text(rows, 1);
	if ((e = rows_close(rows)).code)
		return e;
	if (pem == NULL)
		return fail(ERR_ROUTE_UNKNOWN, NULL);
	return certificate_der(cx, pem, ret_bytes, ret_length);
}
