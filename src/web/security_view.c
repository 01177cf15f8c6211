/*
 * The page of one's own account: what guards it now, and where it is open.
 */
#include "accounts/consent.h"
#include "accounts/password.h"
#include "accounts/second_factor.h"
#include "accounts/session.h"
#include "base/day.h"
#include "i18n/i18n.h"
#include "web/agent.h"
#include "web/security.h"
#include "web/views.h"

struct session_view {
	const char *id, *browser, *address, *started, *started_iso;
	const char *used, *used_iso;
	bool current;
};
static const struct view_field session_view[] = {
	VIEW(TEXT, struct session_view, id),
	VIEW(TEXT, struct session_view, browser),
	VIEW(TEXT, struct session_view, address),
	VIEW(TEXT, struct session_view, started),
	VIEW(TEXT, struct session_view, started_iso),
	VIEW(TEXT, struct session_view, used),
	VIEW(TEXT, struct session_view, used_iso),
	VIEW(BOOL, struct session_view, current),
	VIEW_FIELD_END,
};

struct security_view {
	const char *base, *home, *home_name, *done, *email, *min;
	const char *old_problem, *password_problem, *again_problem;
	const char *since, *codes_left, *programs;
	struct view_list problems, sessions;
	bool wrong, factor_on, few_codes, demanded, others, settings;
	bool may_demand;
};
static const struct view_field security_fields[] = {
	VIEW(TEXT, struct security_view, base),
	VIEW(TEXT, struct security_view, home),
	VIEW(TEXT, struct security_view, home_name),
	VIEW(TEXT, struct security_view, done),
	VIEW(TEXT, struct security_view, email),
	VIEW(TEXT, struct security_view, min),
	VIEW(TEXT, struct security_view, old_problem),
	VIEW(TEXT, struct security_view, password_problem),
	VIEW(TEXT, struct security_view, again_problem),
	VIEW(TEXT, struct security_view, since),
	VIEW(TEXT, struct security_view, codes_left),
	VIEW(TEXT, struct security_view, programs),
	VIEW_OF(LIST, struct security_view, problems, field_problem_view,
	    struct field_problem),
	VIEW_OF(LIST, struct security_view, sessions, session_view,
	    struct session_view),
	VIEW(BOOL, struct security_view, wrong),
	VIEW(BOOL, struct security_view, factor_on),
	VIEW(BOOL, struct security_view, few_codes),
	VIEW(BOOL, struct security_view, demanded),
	VIEW(BOOL, struct security_view, others),
	VIEW(BOOL, struct security_view, settings),
	VIEW(BOOL, struct security_view, may_demand),
	VIEW_FIELD_END,
};

static const struct field_pair labels[] = {
	{ "old", N_("Password now") },
	{ "password", N_("New password") },
	{ "again", N_("Once more") },
	{ NULL, NULL },
};

static const char *done_text(struct request *rq)
{
	static const struct field_pair texts[] = {
		{ "password",
		    N_("Your password is changed. You are signed out everywhere else.") },
		{ "off", N_("The second factor is off.") },
		{ "session", N_("That session is over.") },
		{ "others", N_("You are signed out everywhere else.") },
		{ "demand",
		    N_("From the next sign-in on everybody in your organisation needs a second factor.") },
		{ "no-demand",
		    N_("A second factor is up to each person again.") },
		{ NULL, NULL },
	};
	struct ctx *cx = &rq->cx;
	const char *done = query_value(rq, "done");

	for (const struct field_pair *t = texts; t->key != NULL; t++)
		if (text_same(t->key, done))
			return _(t->value);
	return NULL;
}

static struct error sessions_fill(struct ctx *cx, struct security_view *view)
{
	struct own_session_list list;
	struct session_view *rows;
	struct error e = session_list(cx, &list);

	if (e.code)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct session_view, list.count + 1);
	for (size_t i = 0; i < list.count; i++) {
		const struct own_session *s = &list.sessions[i];

		rows[i] = (struct session_view){ .id = s->session_id,
			.browser = agent_words(cx, s->agent),
			.address = s->address,
			.started = show_instant(cx, s->started_at),
			.started_iso = iso_text(cx, s->started_at),
			.used = show_instant(cx, s->last_used_at),
			.used_iso = iso_text(cx, s->last_used_at),
			.current = s->current };
		view->others |= !s->current;
	}
	view->sessions = (struct view_list){ list.count, rows };
	return OK;
}

static struct error programs_fill(struct ctx *cx, struct security_view *view)
{
	struct consent_list list;
	struct error e = consent_list(cx, &list);

	if (e.code == 0 && list.count > 0)
		view->programs =
		    message_plural(cx, "{n} program acts in your name.",
			"{n} programs act in your name.", (int64_t)list.count,
			HOLES({ 0 }));
	return e;
}

static void factor_fill(struct ctx *cx, const struct second_factor *factor,
    struct security_view *view)
{
	view->factor_on = factor->on;
	if (!factor->on)
		return;
	view->since = show_day(cx, day_of(factor->since));
	view->codes_left = message_plural(cx, "{n} recovery code is left.",
	    "{n} recovery codes are left.", factor->codes_left, HOLES({ 0 }));
	view->few_codes = factor->codes_left < 3;
}

static struct error view_fill(
    struct request *rq, struct error outcome, struct security_view *view)
{
	struct ctx *cx = &rq->cx;
	struct second_factor factor;
	struct person person;
	struct error e = security_person(cx, &person);

	if (e.code || (e = second_factor_of(cx, &person, &factor)).code ||
	    (e = sessions_fill(cx, view)).code ||
	    (view->settings && (e = programs_fill(cx, view)).code))
		return e;
	view->email = person.email;
	view->min = show_int(cx, PASSWORD_CHOSEN_MIN);
	view->demanded = person.demanded;
	view->may_demand =
	    view->settings && roles_may(cx->who->roles, MAY_CHANGE_PROFILES);
	factor_fill(cx, &factor, view);
	view->wrong = outcome.code != 0;
	if (!view->wrong)
		return OK;
	view->problems = page_problems(rq, outcome, labels);
	view->old_problem = problem_of(&view->problems, "old");
	view->password_problem = problem_of(&view->problems, "password");
	view->again_problem = problem_of(&view->problems, "again");
	return OK;
}

struct error security_answer(struct request *rq, struct error outcome)
{
	const struct security_door *door = security_door(rq);
	struct ctx *cx = &rq->cx;
	struct security_view view = { .base = door->base,
		.home = door->home,
		.home_name = _(door->home_name),
		.settings = door->settings };
	struct page page = { .title = _("Security of your account"),
		.body = "account/security",
		.place = PLACE_SETTINGS,
		.fields = security_fields,
		.data = &view };
	struct error e = view_fill(rq, outcome, &view);

	if (e.code)
		return e;
	if (outcome.code != 0)
		page.status = error_info(outcome.code)->page_status;
	else
		view.done = done_text(rq);
	return door->answer(rq, &page);
}
