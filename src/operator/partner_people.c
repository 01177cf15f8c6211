/*
 * What the operator does with a partner's users and with qualifications that
 * wait: each inside the tenant, whose log says so.
 */
#include "base/text.h"
#include "customers/qualification.h"
#include "i18n/i18n.h"
#include "operator/partners.h"

static struct error back(struct request *rq)
{
	response_redirect(
	    rq, arena_printf(rq->cx.arena, PARTNERS_PATH "/%lld?saved=1",
		    (long long)partner_of_path(rq)));
	return OK;
}

/* What cannot be done now is said on the partner's page. */
static struct error settle(
    struct request *rq, const char *form, struct error outcome)
{
	int status = error_info(outcome.code)->page_status;

	if (outcome.code == 0)
		return back(rq);
	if (status != 422 && status != 409)
		return outcome;
	return partner_answer(rq, form, outcome, NULL);
}

static const char *user_of(const struct request *rq)
{
	return request_param(rq, "user");
}

/* ---- on and off ---- */

static struct error switch_to(struct request *rq, bool active)
{
	struct error e = partner_enter(rq);

	return e.code ? e : partner_admin_switch(&rq->cx, user_of(rq), active);
}

static struct error disable_effects(struct request *rq)
{
	return switch_to(rq, false);
}

static struct error enable_effects(struct request *rq)
{
	return switch_to(rq, true);
}

static struct error plain_finish(struct request *rq, struct error outcome)
{
	return settle(rq, NULL, outcome);
}

static struct error factor_effects(struct request *rq)
{
	struct error e = partner_enter(rq);

	return e.code ? e : partner_admin_factor_reset(&rq->cx, user_of(rq));
}

/* ---- invitations ---- */

static struct error invite_effects(struct request *rq)
{
	struct invitation *invitation =
	    ARENA_NEW(rq->cx.arena, struct invitation);
	struct error e = partner_enter(rq);

	rq->state = invitation;
	return e.code ? e
		      : partner_admin_invite(&rq->cx, user_of(rq), invitation);
}

static struct error invite_finish(struct request *rq, struct error outcome)
{
	if (outcome.code)
		return settle(rq, NULL, outcome);
	return partner_answer(rq, NULL, OK, rq->state);
}

struct add_input {
	const char *user_name, *user_email;
};
static const struct field add_fields[] = {
	FIELD(TEXT, struct add_input, user_name, .required = true, .max = 256),
	FIELD(TEXT, struct add_input, user_email, .required = true, .max = 254),
	FIELD_END,
};

static struct error add_effects(struct request *rq)
{
	const struct add_input *input = rq->input;
	struct invitation *invitation =
	    ARENA_NEW(rq->cx.arena, struct invitation);
	struct error e = partner_enter(rq);

	rq->state = invitation;
	if (e.code == 0)
		e = partner_admin_add(
		    &rq->cx, input->user_name, input->user_email, invitation);
	if (text_same(e.field, "email"))
		e.field = "user_email";
	return e;
}

static struct error add_finish(struct request *rq, struct error outcome)
{
	if (outcome.code)
		return settle(rq, "add", outcome);
	return partner_answer(rq, NULL, OK, rq->state);
}

/* ---- qualifications ---- */

struct decide_input {
	const char *reason;
};
static const struct field decide_fields[] = {
	FIELD(TEXT, struct decide_input, reason, .max = 500),
	FIELD_END,
};

static struct error decide(struct request *rq, bool approved)
{
	const struct decide_input *input = rq->input;
	const struct qualification_kind *kind =
	    qualification_kind_find(request_param(rq, "kind"));
	struct error e = partner_enter(rq);

	if (e.code)
		return e;
	if (kind == NULL)
		return fail(ERR_ROUTE_UNKNOWN, NULL);
	return qualification_decide(&rq->cx, request_param(rq, "customer"),
	    kind, approved, approved ? NULL : input->reason);
}

static struct error approve_effects(struct request *rq)
{
	return decide(rq, true);
}

static struct error deny_effects(struct request *rq)
{
	return decide(rq, false);
}

#define USER "/operator/partners/{partner}/users/{user}/"
#define REVIEW "/operator/partners/{partner}/qualifications/{customer}/{kind}/"

const struct route operator_partner_people_routes[] = {
	{ POST, "/operator/partners/{partner}/users", .needs = MAY_OPERATE,
	    .body = add_fields, .body_size = sizeof(struct add_input),
	    .effects = add_effects, .finish = add_finish },
	{ POST, USER "disable", .needs = MAY_OPERATE,
	    .effects = disable_effects, .finish = plain_finish },
	{ POST, USER "enable", .needs = MAY_OPERATE, .effects = enable_effects,
	    .finish = plain_finish },
	{ POST, USER "second-factor", .needs = MAY_OPERATE,
	    .effects = factor_effects, .finish = plain_finish },
	{ POST, USER "invite", .needs = MAY_OPERATE, .effects = invite_effects,
	    .finish = invite_finish },
	{ POST, REVIEW "approve", .needs = MAY_OPERATE, .body = decide_fields,
	    .body_size = sizeof(struct decide_input),
	    .effects = approve_effects, .finish = plain_finish },
	{ POST, REVIEW "deny", .needs = MAY_OPERATE, .body = decide_fields,
	    .body_size = sizeof(struct decide_input), .effects = deny_effects,
	    .finish = plain_finish },
	ROUTE_END,
};
