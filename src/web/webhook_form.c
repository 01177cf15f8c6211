/*
 * What is sent where: the form of a webhook's registration, and the acts on
 * it. What is allowed, outbox/webhook says.
 */
#include <string.h>

#include "base/text.h"
#include "i18n/i18n.h"
#include "web/routes.h"
#include "web/views.h"
#include "web/webhooks.h"

const struct field_pair webhook_labels[] = {
	{ "url", N_("Address") },
	{ "events", N_("Events") },
	{ "ms_header", N_("Header of the signature") },
	{ NULL, NULL },
};

struct choice_view {
	const char *id, *summary;
	bool chosen, never;
};
static const struct view_field choice_view[] = {
	VIEW(TEXT, struct choice_view, id),
	VIEW(TEXT, struct choice_view, summary),
	VIEW(BOOL, struct choice_view, chosen),
	VIEW(BOOL, struct choice_view, never),
	VIEW_FIELD_END,
};
const struct view_field webhook_form_view[] = {
	VIEW(TEXT, struct webhook_form_view, url),
	VIEW(TEXT, struct webhook_form_view, url_error),
	VIEW(TEXT, struct webhook_form_view, events_error),
	VIEW_OF(LIST, struct webhook_form_view, events, choice_view,
	    struct choice_view),
	VIEW(BOOL, struct webhook_form_view, ms_header),
	VIEW(BOOL, struct webhook_form_view, registered),
	VIEW_FIELD_END,
};

struct form_input {
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
static const struct field form_fields[] = {
	FIELD(TEXT, struct form_input, url, .max = 1000),
	FIELD(LIST, struct form_input, events, .fields = event_fields,
	    .item_size = sizeof(struct event_item), .max = 50),
	FIELD(BOOL, struct form_input, ms_header),
	FIELD_END,
};

/* Documented, may be asked for, and nothing here raises them. */
static bool never_raised(enum event_name name)
{
	return name == EVENT_USAGE_THRESHOLD_EXCEEDED ||
	       name == EVENT_REFERRAL_CREATED || name == EVENT_REFERRAL_UPDATED;
}

static struct view_list choice_views(struct ctx *cx, const bool *chosen)
{
	struct choice_view *views =
	    ARENA_ARRAY(cx->arena, struct choice_view, EVENT_NAME_COUNT);
	size_t count = 0;

	for (int i = EVENT_NONE + 1; i < EVENT_NAME_COUNT; i++) {
		enum event_name name = (enum event_name)i;

		views[count++] = (struct choice_view){ event_info(name)->id,
			_(event_info(name)->summary), chosen[i],
			never_raised(name) };
	}
	return (struct view_list){ count, views };
}

struct webhook_form_view webhook_form_stored(
    struct ctx *cx, const struct webhook *webhook, bool registered)
{
	bool raised[EVENT_NAME_COUNT];

	for (int i = 0; i < EVENT_NAME_COUNT; i++)
		raised[i] = !never_raised((enum event_name)i);
	return (struct webhook_form_view){
		.url = registered ? webhook->url : "",
		.events =
		    choice_views(cx, registered ? webhook->events : raised),
		.ms_header = registered && webhook->ms_header,
		.registered = registered,
	};
}

struct webhook_form_view webhook_form_typed(
    struct request *rq, const struct view_list *problems, bool registered)
{
	const struct form_input *input = rq->input;
	const struct event_item *items = input ? input->events.items : NULL;
	bool chosen[EVENT_NAME_COUNT] = { false };

	for (size_t i = 0; items != NULL && i < input->events.count; i++)
		if (items[i].name != NULL)
			chosen[event_find(items[i].name)] = true;
	return (struct webhook_form_view){
		.url = typed(rq, "url"),
		.events = choice_views(&rq->cx, chosen),
		.ms_header = text_same(typed(rq, "ms_header"), "1"),
		.url_error = problem_of(problems, "url"),
		.events_error = problem_of(problems, "events"),
		.registered = registered,
	};
}

/* ---- registering and changing ---- */

struct form_state {
	struct webhook_input input;
	const char *secret; /* of a new registration */
};

/* A slow one: the host's name is looked up. Both fields may be wrong. */
static struct error form_prepare(struct request *rq)
{
	static const struct webhook_fields names = { "url", "events" };
	const struct form_input *input = rq->input;
	struct arena *arena = rq->cx.arena;
	struct form_state *state = ARENA_NEW(arena, struct form_state);
	struct error *errors = ARENA_ARRAY(arena, struct error, 2);
	struct error e;

	state->input = (struct webhook_input){
		.url = text_trim(arena, input->url ? input->url : ""),
		.events = input->events.items,
		.event_count = input->events.count,
		.ms_header = input->ms_header,
	};
	rq->state = state;
	e = webhook_check(&rq->cx, &state->input, &names);
	if (e.code == 0)
		return OK;
	if (e.field != NULL && text_starts(e.field, "events"))
		e.field = "events";
	errors[rq->errors.count++] = e;
	if (text_same(e.field, "url") && input->events.count == 0)
		errors[rq->errors.count++] = fail(ERR_EVENTS_NONE, "events");
	rq->errors.list = errors;
	return e;
}

/* What is there keeps its secret, also when two people register at once. */
static struct error form_effects(struct request *rq)
{
	struct form_state *state = rq->state;
	struct webhook webhook;
	bool found;
	struct error e = webhook_find(&rq->cx, &webhook, &found);

	if (e.code)
		return e;
	return found ? webhook_change(&rq->cx, &state->input, &webhook)
		     : webhook_register(
			   &rq->cx, &state->input, &webhook, &state->secret);
}

/* A secret is in the answer itself: nowhere else is it ever seen. */
static struct error form_finish(struct request *rq, struct error outcome)
{
	const struct form_state *state = rq->state;
	struct webhook_scene scene = { .outcome = outcome, .form = true };

	if (outcome.code == 0 && state->secret == NULL) {
		response_redirect(rq, WEBHOOKS_PATH "?done=changed");
		return OK;
	}
	if (outcome.code == 0)
		scene.secret = state->secret;
	return webhook_page(rq, &scene);
}

/* ---- a new secret ---- */

static struct error secret_effects(struct request *rq)
{
	struct form_state *state = ARENA_NEW(rq->cx.arena, struct form_state);

	rq->state = state;
	return webhook_secret_renew(&rq->cx, &state->secret);
}

static struct error secret_finish(struct request *rq, struct error outcome)
{
	const struct form_state *state = rq->state;
	struct webhook_scene scene = { 0 };

	if (outcome.code != 0)
		return outcome;
	scene.secret = state->secret;
	return webhook_page(rq, &scene);
}

/* ---- gone ---- */

static struct error remove_show(struct request *rq)
{
	struct webhook_scene scene = { .dialog = "account/webhook_remove" };
	struct webhook webhook;
	struct error e = webhook_load(&rq->cx, &webhook);

	return e.code ? e : webhook_page(rq, &scene);
}

static struct error remove_effects(struct request *rq)
{
	return webhook_remove(&rq->cx);
}

static struct error remove_finish(struct request *rq, struct error outcome)
{
	if (outcome.code == 0)
		response_redirect(rq, WEBHOOKS_PATH "?done=removed");
	return outcome;
}

/* ---- a test event ---- */

static struct error test_effects(struct request *rq)
{
	const char **event_id = ARENA_NEW(rq->cx.arena, const char *);

	rq->state = event_id;
	return webhook_test(&rq->cx, event_id);
}

static struct error test_finish(struct request *rq, struct error outcome)
{
	struct webhook_scene scene = { .outcome = outcome };
	const char **event_id = rq->state;

	if (outcome.code != 0)
		return outcome.code == ERR_TOO_MANY ? webhook_page(rq, &scene)
						    : outcome;
	response_redirect(rq, arena_printf(rq->cx.arena,
				  DELIVERIES_PATH "/%s?done=test", *event_id));
	return OK;
}

const struct route web_webhook_form_routes[] = {
	{ POST, WEBHOOKS_PATH, .needs = MAY_MANAGE_WEBHOOKS, .slow = true,
	    .body = form_fields, .body_size = sizeof(struct form_input),
	    .prepare = form_prepare, .effects = form_effects,
	    .finish = form_finish },
	{ POST, WEBHOOKS_PATH "/secret", .needs = MAY_MANAGE_WEBHOOKS,
	    .effects = secret_effects, .finish = secret_finish },
	{ GET, WEBHOOKS_PATH "/remove", .needs = MAY_MANAGE_WEBHOOKS,
	    .read = remove_show },
	{ POST, WEBHOOKS_PATH "/remove", .needs = MAY_MANAGE_WEBHOOKS,
	    .effects = remove_effects, .finish = remove_finish },
	{ POST, WEBHOOKS_PATH "/test", .needs = MAY_MANAGE_WEBHOOKS,
	    .effects = test_effects, .finish = test_finish },
	ROUTE_END,
};
