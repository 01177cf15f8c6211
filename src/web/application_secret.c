/*
 * Secrets of a program: added, shown once, revoked at once.
 */
#include "base/text.h"
#include "i18n/i18n.h"
#include "web/applications.h"
#include "web/routes.h"

struct secret_input {
	const char *label;
	int64_t months;
};
static const struct field secret_fields[] = {
	FIELD(TEXT, struct secret_input, label),
	FIELD(INT, struct secret_input, months, .min = 1, .max = 24),
	FIELD_END,
};

struct secret_state {
	struct application_secret row;
	const char *secret;
};

static struct error secret_effects(struct request *rq)
{
	const struct secret_input *input = rq->input;
	struct secret_state *state =
	    ARENA_NEW(rq->cx.arena, struct secret_state);

	rq->state = state;
	return application_secret_new(&rq->cx, request_param(rq, "client"),
	    input->label ? input->label : "", input->months, &state->row,
	    &state->secret);
}

/* Rendered in the answer itself: nowhere else is it ever seen. */
static struct error secret_finish(struct request *rq, struct error outcome)
{
	const struct secret_state *state = rq->state;
	struct application_scene scene = { .outcome = outcome,
		.form = "secret" };

	if (error_info(outcome.code)->page_status == 404)
		return outcome;
	if (outcome.code == 0) {
		scene.secret = state->secret;
		scene.secret_label = state->row.label;
	}
	return application_page(rq, &scene);
}

static struct error revoke_show(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	const char *secret_id = request_param(rq, "secret");
	struct application_scene scene = { .dialog = "account/secret_revoke",
		.revoke_href = arena_printf(cx->arena, "%s/secrets/%s/revoke",
		    application_path(rq), secret_id) };
	struct application_secrets list;
	struct application a;
	struct error e;

	if ((e = application_load(cx, request_param(rq, "client"), &a)).code ||
	    (e = application_secret_list(cx, a.partner_id, a.client_id, &list))
		.code)
		return e;
	for (size_t i = 0; i < list.count; i++)
		if (text_same(list.secrets[i].secret_id, secret_id))
			scene.secret_label = list.secrets[i].label[0]
						 ? list.secrets[i].label
						 : _("Without a label");
	if (scene.secret_label == NULL)
		return fail(ERR_APPLICATION_UNKNOWN, NULL);
	return application_page(rq, &scene);
}

static struct error revoke_effects(struct request *rq)
{
	return application_secret_revoke(
	    &rq->cx, request_param(rq, "client"), request_param(rq, "secret"));
}

static struct error revoke_finish(struct request *rq, struct error outcome)
{
	if (outcome.code == 0)
		response_redirect(
		    rq, arena_printf(rq->cx.arena, "%s?done=revoked",
			    application_path(rq)));
	return outcome;
}

#define SECRETS "/account/applications/{client}/secrets"
const struct route web_application_secret_routes[] = {
	{ POST, SECRETS, .needs = MAY_MANAGE_APPLICATIONS,
	    .body = secret_fields, .body_size = sizeof(struct secret_input),
	    .effects = secret_effects, .finish = secret_finish },
	{ GET, SECRETS "/{secret}/revoke", .needs = MAY_MANAGE_APPLICATIONS,
	    .read = revoke_show },
	{ POST, SECRETS "/{secret}/revoke", .needs = MAY_MANAGE_APPLICATIONS,
	    .effects = revoke_effects, .finish = revoke_finish },
	ROUTE_END,
};
