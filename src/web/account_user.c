/*
 * One user of the partner's account: name, roles, invitation, switched off and
 * on. What may be, accounts/partner_user says.
 */
#include "accounts/permission.h"
#include "base/day.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "web/account_users.h"
#include "web/routes.h"
#include "web/timeline.h"
#include "web/views.h"

struct user_page {
	const struct timeline *timeline;
	const char *name, *email, *user_id, *href, *state, *tone, *done;
	const char *problem, *created, *until, *until_iso, *log_href;
	const char *typed_name, *name_error, *locked;
	struct view_list problems, roles;
	bool wrong, self, managed, disabled, invited, may_disable, one_admin;
	bool may_log;
};
static const struct view_field user_page_view[] = {
	VIEW_OF(
	    OBJECT, struct user_page, timeline, timeline_view, struct timeline),
	VIEW(TEXT, struct user_page, name),
	VIEW(TEXT, struct user_page, email),
	VIEW(TEXT, struct user_page, user_id),
	VIEW(TEXT, struct user_page, href),
	VIEW(TEXT, struct user_page, state),
	VIEW(TEXT, struct user_page, tone),
	VIEW(TEXT, struct user_page, done),
	VIEW(TEXT, struct user_page, problem),
	VIEW(TEXT, struct user_page, created),
	VIEW(TEXT, struct user_page, until),
	VIEW(TEXT, struct user_page, until_iso),
	VIEW(TEXT, struct user_page, log_href),
	VIEW(TEXT, struct user_page, typed_name),
	VIEW(TEXT, struct user_page, name_error),
	VIEW(TEXT, struct user_page, locked),
	VIEW_OF(LIST, struct user_page, problems, field_problem_view,
	    struct field_problem),
	VIEW_OF(LIST, struct user_page, roles, role_box_view, struct role_box),
	VIEW(BOOL, struct user_page, wrong),
	VIEW(BOOL, struct user_page, self),
	VIEW(BOOL, struct user_page, managed),
	VIEW(BOOL, struct user_page, disabled),
	VIEW(BOOL, struct user_page, invited),
	VIEW(BOOL, struct user_page, may_disable),
	VIEW(BOOL, struct user_page, one_admin),
	VIEW(BOOL, struct user_page, may_log),
	VIEW_FIELD_END,
};

static const char *done_text(struct ctx *cx, const char *word)
{
	static const struct field_pair texts[] = {
		{ "invited",
		    N_("The invitation is on its way by mail, with a link to "
		       "choose a password.") },
		{ "saved", N_("The name is saved.") },
		{ "roles", N_("The roles are saved. They hold at once.") },
		{ "disabled", N_("The user is disabled and signed out "
				 "everywhere.") },
		{ "enabled", N_("The user can sign in again.") },
	};

	for (size_t i = 0; i < COUNT(texts); i++)
		if (text_same(texts[i].key, word))
			return _(texts[i].value);
	return NULL;
}

static struct error rights_fill(
    struct ctx *cx, const struct partner_user *user, struct user_page *view)
{
	struct error may =
	    partner_user_may_manage(cx, cx->who->roles, user->roles);
	bool last = false;
	struct error e = OK;

	if (user->active && !user->invited)
		e = partner_user_is_last_admin(cx, user, &last);
	view->managed = may.code == 0;
	view->locked = may.code ? problem_text(cx, may) : NULL;
	view->self = text_same(user->user_id, cx->who->user_id);
	view->one_admin = last;
	view->may_disable = view->managed && !view->self && !last;
	view->roles =
	    account_role_boxes(cx, user->roles, last ? ROLE_GLOBAL_ADMIN : 0,
		N_("The account needs one Global admin who can sign in."));
	return e;
}

static struct error facts_fill(
    struct ctx *cx, const struct partner_user *user, struct user_page *view)
{
	struct state_badge state = account_user_state(cx, user);
	int64_t until = 0;
	struct error e = OK;

	view->name = view->typed_name = user->name;
	view->email = user->email;
	view->user_id = user->user_id;
	view->href = account_user_path(cx, user->user_id, "");
	view->state = state.text;
	view->tone = state.tone;
	view->disabled = !user->active;
	view->invited = user->active && user->invited;
	view->created = show_day(cx, day_of(user->created_at));
	view->may_log = roles_may(cx->who->roles, MAY_SEE_ACTIVITY);
	view->log_href =
	    arena_printf(cx->arena, "/activity?who=%s", user->user_id);
	if (view->invited)
		e = partner_user_invitation(cx, user, &until);
	if (until > 0) {
		view->until = show_instant(cx, until);
		view->until_iso = iso_text(cx, until);
	}
	return e;
}

/* in_form: what is wrong is the name; else it is said above. */
static struct error user_answer(
    struct request *rq, struct error outcome, bool in_form, const char *dialog)
{
	struct ctx *cx = &rq->cx;
	struct partner_user user;
	struct user_page view = { .wrong = outcome.code != 0 && in_form };
	struct page page = { .body = "account/user",
		.dialog = dialog,
		.place = PLACE_SETTINGS,
		.fields = user_page_view,
		.data = &view };
	struct error e =
	    partner_user_load(cx, request_param(rq, "user"), &user);

	if (e.code || (e = facts_fill(cx, &user, &view)).code ||
	    (e = rights_fill(cx, &user, &view)).code)
		return e;
	if (outcome.code)
		page.status = error_info(outcome.code)->page_status;
	if (outcome.code && !in_form)
		view.problem = problem_text(cx, outcome);
	if (view.wrong) {
		view.problems = page_problems(rq, outcome, account_user_labels);
		view.name_error = problem_of(&view.problems, "displayName");
		view.typed_name = typed(rq, "displayName");
	}
	view.done = done_text(cx, query_value(rq, "done"));
	page.title = user.name;
	e = timeline_of_object(
	    cx, user.user_id, -1, user.created_at, &view.timeline);
	return e.code ? e : page_answer(rq, &page);
}

static struct error user_read(struct request *rq)
{
	return user_answer(rq, OK, false, NULL);
}

static struct error answered(
    struct request *rq, struct error outcome, const char *done)
{
	if (outcome.code == ERR_USER_UNKNOWN)
		return outcome;
	if (outcome.code)
		return user_answer(rq, outcome, false, NULL);
	response_redirect(
	    rq, account_user_path(&rq->cx, request_param(rq, "user"),
		    arena_printf(rq->cx.arena, "?done=%s", done)));
	return OK;
}

static struct error nothing_prepare(struct request *rq)
{
	(void)rq;
	return OK;
}

static struct error changed(
    struct request *rq, const struct partner_user_change *change)
{
	struct partner_user user;

	return partner_user_change(
	    &rq->cx, request_param(rq, "user"), change, &user);
}

/* ---- name ---- */

static struct error name_prepare(struct request *rq)
{
	const struct account_user_input *input = rq->input;
	struct partner_user_change *change =
	    ARENA_NEW(rq->cx.arena, struct partner_user_change);

	change->name = input->name ? input->name : "";
	rq->state = change;
	return account_user_check(rq, change, false);
}

static struct error name_effects(struct request *rq)
{
	return changed(rq, rq->state);
}

static struct error name_finish(struct request *rq, struct error outcome)
{
	if (outcome.code && outcome.code != ERR_USER_UNKNOWN)
		return user_answer(rq, outcome, outcome.field != NULL, NULL);
	return answered(rq, outcome, "saved");
}

/* ---- roles ---- */

static struct error roles_effects(struct request *rq)
{
	const struct account_user_input *input = rq->input;
	uint32_t on = account_roles_of(&input->on);
	uint32_t had = account_roles_of(&input->had);

	return changed(rq, &(struct partner_user_change){
			       .give = on & ~had, .take = had & ~on });
}

static struct error roles_finish(struct request *rq, struct error outcome)
{
	return answered(rq, outcome, "roles");
}

/* ---- off and on ---- */

static struct error disable_read(struct request *rq)
{
	return user_answer(rq, OK, false, "account/user_disable");
}

static struct error disable_effects(struct request *rq)
{
	return changed(rq, &(struct partner_user_change){ .has_active = true });
}

static struct error disable_finish(struct request *rq, struct error outcome)
{
	return answered(rq, outcome, "disabled");
}

static struct error enable_effects(struct request *rq)
{
	return changed(rq, &(struct partner_user_change){
			       .has_active = true, .active = true });
}

static struct error enable_finish(struct request *rq, struct error outcome)
{
	return answered(rq, outcome, "enabled");
}

/* ---- invited once more ---- */

static struct error invite_effects(struct request *rq)
{
	struct partner_user user;

	return partner_user_invite(&rq->cx, request_param(rq, "user"), &user);
}

static struct error invite_finish(struct request *rq, struct error outcome)
{
	return answered(rq, outcome, "invited");
}

#define USER ACCOUNT_USERS "/{user}"
#define ACT(name_)                                                             \
	.needs = MAY_MANAGE_USERS, .prepare = nothing_prepare,                 \
	.effects = name_##_effects, .finish = name_##_finish

const struct route web_account_user_routes[] = {
	{ GET, USER, .needs = MAY_MANAGE_USERS, .read = user_read },
	{ POST, USER, .needs = MAY_MANAGE_USERS, .body = account_user_fields,
	    .body_size = sizeof(struct account_user_input),
	    .prepare = name_prepare, .effects = name_effects,
	    .finish = name_finish },
	{ POST, USER "/roles", ACT(roles), .body = account_user_fields,
	    .body_size = sizeof(struct account_user_input) },
	{ GET, USER "/disable", .needs = MAY_MANAGE_USERS,
	    .read = disable_read },
	{ POST, USER "/disable", ACT(disable) },
	{ POST, USER "/enable", ACT(enable) },
	{ POST, USER "/invite", ACT(invite) },
	ROUTE_END,
};
