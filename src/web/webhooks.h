/*
 * The pages of a partner's webhook: what their files share.
 */
#ifndef KONTOR_WEB_WEBHOOKS_H
#define KONTOR_WEB_WEBHOOKS_H

#include "outbox/webhook.h"
#include "web/page.h"

#define WEBHOOKS_PATH "/account/webhooks"
#define DELIVERIES_PATH WEBHOOKS_PATH "/deliveries"

/* The page of the registration, with what was just done. */
struct webhook_scene {
	const char *secret;   /* shown once */
	const char *dialog;   /* template, or NULL */
	struct error outcome; /* what is wrong */
	bool form;            /* ... with the form of the registration */
};
struct error webhook_page(
    struct request *rq, const struct webhook_scene *scene);

/* ---- the form ---- */

struct webhook_form_view {
	const char *url, *url_error, *events_error;
	struct view_list events;
	bool ms_header, registered;
};
extern const struct view_field webhook_form_view[];
extern const struct field_pair webhook_labels[];

/* As stored (all events that are raised, when nothing is), or as typed. */
struct webhook_form_view webhook_form_stored(
    struct ctx *cx, const struct webhook *webhook, bool registered);
struct webhook_form_view webhook_form_typed(
    struct request *rq, const struct view_list *problems, bool registered);

/* ---- deliveries ---- */

struct delivery_view {
	const char *event, *summary, *event_id, *href, *url;
	const char *created, *created_iso, *last, *last_iso, *next, *next_iso;
	const char *state, *tone, *tries, *result, *problem;
	bool waiting;
};
extern const struct view_field delivery_view[];
struct delivery_view delivery_view_of(
    struct ctx *cx, const struct delivery *delivery);

/* ?done=changed&before=12 */
struct webhook_query {
	const char *done, *before;
};
extern const struct field webhook_query_fields[];

#endif
