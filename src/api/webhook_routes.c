/*
 * Webhooks over REST as the reference has them, and beside them our own: the
 * log of deliveries, sending again, and events as a feed. What is sent, and to
 * whom, is outbox/webhook's.
 */
#include <string.h>

#include "accounts/permission.h"
#include "accounts/principal.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/paging.h"
#include "api/query.h"
#include "api/routes.h"
#include "api/webhook_json.h"
#include "base/crypto.h"
#include "i18n/i18n.h"
#include "outbox/webhook.h"

/* ---- the registration ---- */

static struct error names_read(struct request *rq)
{
	struct json_out json;

	answer_begin(rq, 200, &json);
	json_array_begin(&json, NULL);
	for (int i = EVENT_NONE + 1; i < EVENT_NAME_COUNT; i++)
		json_text(&json, NULL, event_info((enum event_name)i)->id);
	json_array_end(&json);
	return OK;
}

static struct error registration_read(struct request *rq)
{
	struct webhook webhook;
	struct json_out json;
	struct error e = webhook_load(&rq->cx, &webhook);

	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	webhook_json(&rq->cx, &json, &webhook, NULL);
	return OK;
}

struct registration_input {
	const char *url;
	struct field_list events; /* const char * */
	bool ms_header;
};
struct event_item {
	const char *name;
};
static const struct field event_fields[] = {
	FIELD_ITSELF(TEXT, struct event_item, name, .max = 100),
	FIELD_END,
};
static const struct field registration_fields[] = {
	{ .kind = FIELD_KIND_TEXT, .name = "SubscriberId", .read_only = true },
	FIELD_AS("WebhookUrl", TEXT, struct registration_input, url,
	    .required = true, .max = 1000),
	FIELD_AS("WebhookEvents", LIST, struct registration_input, events,
	    .required = true, .fields = event_fields, .max = 50,
	    .item_size = sizeof(struct event_item)),
	FIELD_AS("SignatureTokenToMsSignatureHeader", BOOL,
	    struct registration_input, ms_header),
	FIELD_END,
};

/* A slow one: the host's name is looked up. */
static struct error registration_prepare(struct request *rq)
{
	static const struct webhook_fields fields = { "WebhookUrl",
		"WebhookEvents" };
	const struct registration_input *input = rq->input;
	struct webhook_input *asked =
	    ARENA_NEW(rq->cx.arena, struct webhook_input);

	*asked = (struct webhook_input){ .url = input->url,
		.events = input->events.items,
		.event_count = input->events.count,
		.ms_header = input->ms_header };
	rq->state = asked;
	return webhook_check(&rq->cx, asked, &fields);
}

static struct error register_effects(struct request *rq)
{
	struct webhook webhook;
	const char *secret;
	struct json_out json;
	struct error e =
	    webhook_register(&rq->cx, rq->state, &webhook, &secret);

	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	webhook_json(&rq->cx, &json, &webhook, rq->dry_run ? NULL : secret);
	return OK;
}

static struct error change_effects(struct request *rq)
{
	struct webhook webhook;
	struct json_out json;
	struct error e = webhook_change(&rq->cx, rq->state, &webhook);

	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	webhook_json(&rq->cx, &json, &webhook, NULL);
	return OK;
}

static struct error remove_effects(struct request *rq)
{
	struct error e = webhook_remove(&rq->cx);

	if (e.code == 0)
		answer_empty(rq, 204);
	return e;
}

/* ---- test events ---- */

static struct error test_effects(struct request *rq)
{
	const char *event_id;
	struct json_out json;
	struct error e = webhook_test(&rq->cx, &event_id);

	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	json_object_begin(&json, NULL);
	json_text(&json, "correlationId", event_id);
	json_object_end(&json);
	return OK;
}

static struct error test_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	struct delivery delivery;
	struct attempt_list attempts;
	struct json_out json;
	struct error e =
	    delivery_load(cx, request_param(rq, "correlation"), &delivery);

	if (e.code == ERR_DELIVERY_UNKNOWN ||
	    (e.code == 0 && delivery.name != EVENT_TEST_CREATED))
		e = fail(ERR_VALIDATION_UNKNOWN, NULL);
	if (e.code || (e = attempt_list(cx, delivery.event_id, &attempts)).code)
		return e;
	answer_begin(rq, 200, &json);
	validation_json(
	    cx, &json, cx->who->partner->tenant_id, &delivery, &attempts);
	return OK;
}

/* ---- the certificate ---- */

static struct error certificate_read(struct request *rq)
{
	const uint8_t *bytes;
	size_t length;
	struct error e = webhook_certificate(
	    &rq->cx, request_param(rq, "certificate"), &bytes, &length);

	if (e.code)
		return e;
	response_status(rq, 200, "application/pkix-cert");
	text_add_n(&rq->response.body, (const char *)bytes, length);
	return OK;
}

/* ---- deliveries ---- */

struct deliveries_query {
	struct page_query page;
	int status;
};
static const char *const statuses[] = { "all", "waiting", "delivered", "failed",
	NULL };
static const struct field deliveries_query[] = {
	PAGE_FIELDS(struct deliveries_query, 500),
	FIELD(CHOICE, struct deliveries_query, status, .choices = statuses),
	FIELD_END,
};

static struct error deliveries_asked(struct request *rq,
    struct paging *ret_paging, struct delivery_filter *ret_filter)
{
	const struct deliveries_query *query = rq->query;
	const struct page_place *place = &ret_paging->place;
	int64_t status = query->status;
	int64_t from = 0;
	struct error e = paging_read(rq, &query->page, ret_paging);

	if (e.code)
		return e;
	if (ret_paging->asked.count > 0)
		status = map_int(&ret_paging->asked, "status");
	if (place->key != NULL)
		(void)text_to_int(place->key, &from);
	*ret_filter = (struct delivery_filter){
		.state = (enum delivery_state)status,
		.newer = place->backward,
		.from_seq = from,
		.skip = place->skip,
		.limit = place->limit,
	};
	return OK;
}

static void deliveries_end(struct request *rq, struct json_out *json,
    const struct paging *paging, const struct delivery_filter *filter,
    const struct delivery_list *list)
{
	const struct deliveries_query *query = rq->query;
	struct arena *arena = rq->cx.arena;
	struct page_found found = { list->count, list->more };

	if (list->count > 0) {
		found.first_key = int_text(arena, list->deliveries[0].seq);
		found.last_key =
		    int_text(arena, list->deliveries[list->count - 1].seq);
		found.first_id = found.last_id = "";
	}
	paging_end(rq, json, paging, "/webhooks/deliveries",
	    uri_with(arena, "/webhooks/deliveries",
		HOLES({ "size", int_text(arena, query->page.size) },
		    { "status",
			query->status == 0 ? NULL : statuses[query->status] })),
	    &found, HOLES({ "status", int_text(arena, filter->state) }));
}

static struct error deliveries_read(struct request *rq)
{
	struct paging paging;
	struct delivery_filter filter;
	struct delivery_list list;
	struct json_out json;
	struct error e;

	if ((e = deliveries_asked(rq, &paging, &filter)).code ||
	    (e = delivery_list(&rq->cx, &filter, &list)).code)
		return e;
	answer_begin(rq, 200, &json);
	collection_begin(&json, list.count);
	for (size_t i = 0; i < list.count; i++)
		delivery_json(&rq->cx, &json, &list.deliveries[i], NULL);
	deliveries_end(rq, &json, &paging, &filter, &list);
	return OK;
}

static struct error delivery_answer(
    struct request *rq, const struct delivery *delivery)
{
	struct attempt_list attempts;
	struct json_out json;
	struct error e = attempt_list(&rq->cx, delivery->event_id, &attempts);

	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	delivery_json(&rq->cx, &json, delivery, &attempts);
	return OK;
}

static struct error delivery_read_one(struct request *rq)
{
	struct delivery delivery;
	struct error e =
	    delivery_load(&rq->cx, request_param(rq, "delivery"), &delivery);

	return e.code ? e : delivery_answer(rq, &delivery);
}

static struct error replay_effects(struct request *rq)
{
	struct delivery delivery;
	struct error e =
	    delivery_replay(&rq->cx, request_param(rq, "delivery"), &delivery);

	return e.code ? e : delivery_answer(rq, &delivery);
}

/* ---- the feed ---- */

#define EVENTS_DEFAULT 100
#define CURSOR "event "

struct events_query {
	const char *after;
	int64_t size;
};
static const struct field events_query[] = {
	FIELD(TEXT, struct events_query, after, .max = 100),
	FIELD(INT, struct events_query, size, .min = 1, .max = 1000),
	FIELD_END,
};

static const char *cursor_text(struct arena *arena, int64_t seq)
{
	const char *plain = arena_printf(arena, CURSOR "%lld", (long long)seq);

	return base64url_encode(arena, plain, strlen(plain));
}

/* No cursor: from the first event on. */
static struct error cursor_read(struct request *rq, int64_t *ret_seq)
{
	const struct events_query *query = rq->query;
	struct arena *arena = rq->cx.arena;
	const char *sent = request_header(rq, "MS-ContinuationToken");
	uint8_t *plain;
	size_t length;

	if (!text_empty(query->after))
		sent = query->after;
	*ret_seq = 0;
	if (text_empty(sent))
		return OK;
	if (base64url_decode(arena, text_trim(arena, sent), &plain, &length)) {
		const char *text =
		    arena_dup_n(arena, (const char *)plain, length);

		if (strlen(text) == length && text_starts(text, CURSOR) &&
		    text_to_int(text + strlen(CURSOR), ret_seq) &&
		    *ret_seq >= 0)
			return OK;
	}
	return fail_with(arena, ERR_FIELD_FORMAT, "after",
	    HOLES({ "wanted", N_("the continuationToken of an answer") }));
}

/* There is always a next page: what has not happened yet. */
static void events_end(struct request *rq, struct json_out *json, int64_t last)
{
	const struct events_query *query = rq->query;
	struct arena *arena = rq->cx.arena;
	const char *size = int_text(arena, query->size);
	const char *cursor = cursor_text(arena, last);

	json_array_end(json);
	links_begin(json);
	links_add(json, "self", "GET",
	    uri_with(arena, "/events",
		HOLES({ "after", query->after }, { "size", size })));
	links_add_token(json, "next",
	    uri_with(
		arena, "/events", HOLES({ "after", cursor }, { "size", size })),
	    cursor);
	links_end(json);
	json_text(json, "continuationToken", cursor);
	resource_end(json, "Collection", NULL);
}

static struct error events_read(struct request *rq)
{
	const struct events_query *query = rq->query;
	struct event_list list;
	struct json_out json;
	int64_t after;
	struct error e;

	if ((e = cursor_read(rq, &after)).code ||
	    (e = event_list(&rq->cx, after,
		 query->size > 0 ? query->size : EVENTS_DEFAULT, &list))
		.code)
		return e;
	answer_begin(rq, 200, &json);
	collection_begin(&json, list.count);
	for (size_t i = 0; i < list.count; i++)
		event_json(&json, &list.events[i]);
	if (list.count > 0)
		after = list.events[list.count - 1].seq;
	events_end(rq, &json, after);
	return OK;
}

#define REGISTRATION "/webhooks/v1/registration"
#define REGISTRATION_BODY                                                      \
	.needs = MAY_MANAGE_WEBHOOKS, .slow = true,                            \
	.body = registration_fields,                                           \
	.body_size = sizeof(struct registration_input),                        \
	.prepare = registration_prepare

const struct route api_webhook_routes[] = {
	{ GET, REGISTRATION "/events", .needs = MAY_MANAGE_WEBHOOKS,
	    .read = names_read,
	    .summary = N_("The names of all events, as a bare array."),
	    API(2, ANY_CALLER, ARRAY_OF(API_TEXTS), NO_ERRORS) },
	{ POST, REGISTRATION, REGISTRATION_BODY, .effects = register_effects,
	    .summary = N_("Registers your receiver, in place of an earlier "
			  "one. The answer shows the secret of its "
			  "signatures, once."),
	    API(2, ANY_CALLER, ONE(200, "WebhookRegistration"),
		ERRORS(ERR_WEBHOOK_URL, ERR_WEBHOOK_PRIVATE, ERR_EVENTS_NONE,
		    ERR_EVENT_UNKNOWN),
		.sealed = true) },
	{ GET, REGISTRATION, .needs = MAY_MANAGE_WEBHOOKS,
	    .read = registration_read, .summary = N_("Your registration."),
	    API(2, ANY_CALLER, ONE(200, "WebhookRegistration"),
		ERRORS(ERR_WEBHOOK_UNKNOWN)) },
	{ PUT, REGISTRATION, REGISTRATION_BODY, .effects = change_effects,
	    .summary = N_("Changes your registration, and switches it on "
			  "again."),
	    API(2, ANY_CALLER, ONE(200, "WebhookRegistration"),
		ERRORS(ERR_WEBHOOK_UNKNOWN, ERR_WEBHOOK_URL,
		    ERR_WEBHOOK_PRIVATE, ERR_EVENTS_NONE, ERR_EVENT_UNKNOWN)) },
	{ DELETE, REGISTRATION, .needs = MAY_MANAGE_WEBHOOKS,
	    .body_ignored = true, .effects = remove_effects,
	    .summary = N_("Removes your registration. What was not delivered "
			  "yet no longer is."),
	    API(OURS, ANY_CALLER, NOTHING(204), ERRORS(ERR_WEBHOOK_UNKNOWN)) },
	{ POST, REGISTRATION "/validationEvents", .needs = MAY_MANAGE_WEBHOOKS,
	    .body_ignored = true, .effects = test_effects,
	    .summary = N_("Sends a test event to your receiver; two a minute."),
	    API(2, ANY_CALLER, ONE(200, "ValidationEvent"),
		ERRORS(ERR_WEBHOOK_UNKNOWN, ERR_TOO_MANY)) },
	{ GET, REGISTRATION "/validationEvents/{correlation}",
	    .needs = MAY_MANAGE_WEBHOOKS, .read = test_read,
	    .summary = N_("What became of a test event."),
	    API(2, ANY_CALLER, ONE(200, "ValidationEventResult"),
		ERRORS(ERR_VALIDATION_UNKNOWN)) },
	{ GET, "/webhooks/v1/certificates/{certificate}", .needs = MAY_ANYONE,
	    .read = certificate_read,
	    .summary = N_("The certificate whose key signs deliveries. Its "
			  "address is in their header X-MS-Certificate-Url."),
	    API(OURS, ANY_CALLER, BYTES("application/pkix-cert"),
		ERRORS(ERR_ROUTE_UNKNOWN)) },
	{ GET, "/v1/webhooks/deliveries", .needs = MAY_MANAGE_WEBHOOKS,
	    .query = deliveries_query,
	    .query_size = sizeof(struct deliveries_query),
	    .read = deliveries_read,
	    .summary = N_("What was sent to your receiver, newest first."),
	    API(OURS, ANY_CALLER, PAGES_OF("WebhookDelivery"), NO_ERRORS) },
	{ GET, "/v1/webhooks/deliveries/{delivery}",
	    .needs = MAY_MANAGE_WEBHOOKS, .read = delivery_read_one,
	    .summary = N_("One delivery with its attempts."),
	    API(OURS, ANY_CALLER, ONE(200, "WebhookDelivery"),
		ERRORS(ERR_DELIVERY_UNKNOWN)) },
	{ POST, "/v1/webhooks/deliveries/{delivery}/replay",
	    .needs = MAY_MANAGE_WEBHOOKS, .body_ignored = true,
	    .effects = replay_effects,
	    .summary = N_("Sends a delivery again, with ten attempts more."),
	    API(OURS, ANY_CALLER, ONE(200, "WebhookDelivery"),
		ERRORS(ERR_DELIVERY_UNKNOWN, ERR_WEBHOOK_UNKNOWN)) },
	{ GET, "/v1/events", .needs = MAY_MANAGE_WEBHOOKS,
	    .query = events_query, .query_size = sizeof(struct events_query),
	    .read = events_read,
	    .summary = N_("What happened, oldest first, behind a cursor. The "
			  "answer always tells the next one."),
	    API(OURS, ANY_CALLER, PAGES_OF("Event"), NO_ERRORS) },
	ROUTE_END,
};
