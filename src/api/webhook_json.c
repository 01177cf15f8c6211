/*
 * Writes registrations, test results, deliveries and events. Which route
 * answers with which is webhook_routes.c's.
 */
#include "api/webhook_json.h"

#include "api/answer.h"
#include "i18n/i18n.h"

void webhook_json(struct ctx *cx, struct json_out *json,
    const struct webhook *webhook, const char *secret)
{
	json_object_begin(json, NULL);
	json_text(json, "SubscriberId", webhook->subscriber_id);
	json_text(json, "WebhookUrl", webhook->url);
	json_array_begin(json, "WebhookEvents");
	for (int i = EVENT_NONE + 1; i < EVENT_NAME_COUNT; i++)
		if (webhook->events[i])
			json_text(
			    json, NULL, event_info((enum event_name)i)->id);
	json_array_end(json);
	json_bool(
	    json, "SignatureTokenToMsSignatureHeader", webhook->ms_header);
	json_bool(json, "Enabled", webhook->active);
	json_some(json, "Problem", message_kept(cx, webhook->problem));
	json_text(json, "SigningSecret", secret);
	json_object_end(json);
}

void event_json(struct json_out *json, const struct event *event)
{
	resource_begin(json, NULL);
	json_text(json, "id", event->event_id);
	json_text(json, "eventName", event_info(event->name)->id);
	json_text(json, "resourceName", event_info(event->name)->resource);
	json_text(json, "resourceUri", event->resource_uri);
	json_text(json, "auditUri", event->audit_uri);
	json_instant(json, "resourceChangeUtcDate", event->changed_at);
	json_some(json, "requestId", event->request_id);
	json_some(json, "correlationId", event->correlation_id);
	resource_end(json, "Event", NULL);
}

static void attempts_json(
    struct ctx *cx, struct json_out *json, const struct attempt_list *attempts)
{
	json_array_begin(json, "results");
	for (size_t i = 0; i < attempts->count; i++) {
		const struct attempt *attempt = &attempts->attempts[i];

		json_object_begin(json, NULL);
		json_text(json, "responseCode",
		    attempt->status == 0
			? NULL
			: arena_printf(json->out->arena, "%lld",
			      (long long)attempt->status));
		json_some(json, "responseMessage", attempt->answer);
		json_bool(json, "systemError", attempt->status == 0);
		json_some(json, "problem", message_kept(cx, attempt->problem));
		json_instant(json, "dateTimeUtc", attempt->at);
		json_object_end(json);
	}
	json_array_end(json);
}

void delivery_json(struct ctx *cx, struct json_out *json,
    const struct delivery *delivery, const struct attempt_list *attempts)
{
	resource_begin(json, NULL);
	json_text(json, "id", delivery->event_id);
	json_text(json, "eventName", event_info(delivery->name)->id);
	json_text(json, "webhookUrl", delivery->url);
	json_text(json, "status", delivery_state_id(delivery->state));
	json_int(json, "attempts", delivery->tries);
	json_instant(json, "createdDate", delivery->created_at);
	if (delivery->last_at != 0)
		json_instant(json, "lastAttemptDate", delivery->last_at);
	if (delivery->last_status != 0)
		json_int(json, "lastResponseCode", delivery->last_status);
	json_some(json, "lastResponse", delivery->last_answer);
	json_some(json, "problem", message_kept(cx, delivery->problem));
	if (delivery->state == DELIVERY_WAITING)
		json_instant(json, "nextAttemptDate", delivery->next_at);
	if (attempts != NULL)
		attempts_json(cx, json, attempts);
	links_self(json, URI_OF(json->out->arena, "webhooks", "deliveries",
			     delivery->event_id));
	resource_end(json, "WebhookDelivery", NULL);
}

static const char *validation_status(enum delivery_state state)
{
	return state == DELIVERY_DELIVERED ? "completed"
	       : state == DELIVERY_FAILED  ? "failed"
					   : "in_progress";
}

void validation_json(struct ctx *cx, struct json_out *json,
    const char *tenant_id, const struct delivery *delivery,
    const struct attempt_list *attempts)
{
	json_object_begin(json, NULL);
	json_text(json, "correlationId", delivery->event_id);
	json_text(json, "partnerId", tenant_id);
	json_text(json, "status", validation_status(delivery->state));
	json_text(json, "callbackUrl", delivery->url);
	attempts_json(cx, json, attempts);
	json_object_end(json);
}
