/*
 * Webhooks and events as answers. For the routes of webhooks.
 */
#ifndef KONTOR_API_WEBHOOK_JSON_H
#define KONTOR_API_WEBHOOK_JSON_H

#include "base/json.h"
#include "outbox/webhook.h"

/* secret: shown when it is made, else NULL. Names are PascalCase here. */
void webhook_json(struct ctx *cx, struct json_out *json,
    const struct webhook *webhook, const char *secret);
void event_json(struct json_out *json, const struct event *event);
/* attempts may be NULL: the list leaves them out. */
void delivery_json(struct ctx *cx, struct json_out *json,
    const struct delivery *delivery, const struct attempt_list *attempts);
void validation_json(struct ctx *cx, struct json_out *json,
    const char *tenant_id, const struct delivery *delivery,
    const struct attempt_list *attempts);

#endif
