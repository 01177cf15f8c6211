/*
 * The users of the partner's own account: the list, found by words and state.
 * One of them is account_user.c's.
 */
#include "web/account_users.h"

#include "accounts/permission.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "web/routes.h"
#include "web/views.h"

#define PAGE_ROWS 25

const char *account_user_path(
    struct ctx *cx, const char *user_id, const char *rest)
{
	return arena_printf(cx->arena, ACCOUNT_USERS "/%s%s", user_id, rest);
}

struct state_badge account_user_state(
    struct ctx *cx, const struct partner_user *user)
{
	if (!user->active)
		return (struct state_badge){ _("Disabled"), "line" };
	if (user->invited)
		return (struct state_badge){ _("Invited"), "soon" };
	return (struct state_badge){ _("Active"), "done" };
}

struct user_row {
	const char *name, *email, *href, *roles, *state, *tone;
	bool self;
};
static const struct view_field user_row_view[] = {
	VIEW(TEXT, struct user_row, name),
	VIEW(TEXT, struct user_row, email),
	VIEW(TEXT, struct user_row, href),
	VIEW(TEXT, struct user_row, roles),
	VIEW(TEXT, struct user_row, state),
	VIEW(TEXT, struct user_row, tone),
	VIEW(BOOL, struct user_row, self),
	VIEW_FIELD_END,
};

struct state_choice {
	const char *id, *name;
	bool chosen;
};
static const struct view_field state_choice_view[] = {
	VIEW(TEXT, struct state_choice, id),
	VIEW(TEXT, struct state_choice, name),
	VIEW(BOOL, struct state_choice, chosen),
	VIEW_FIELD_END,
};

struct users_view {
	const char *words, *next_href, *first_href;
	struct view_list rows, states;
	bool nothing;
};
static const struct view_field users_view[] = {
	VIEW(TEXT, struct users_view, words),
	VIEW(TEXT, struct users_view, next_href),
	VIEW(TEXT, struct users_view, first_href),
	VIEW_OF(LIST, struct users_view, rows, user_row_view, struct user_row),
	VIEW_OF(LIST, struct users_view, states, state_choice_view,
	    struct state_choice),
	VIEW(BOOL, struct users_view, nothing),
	VIEW_FIELD_END,
};

static struct view_list state_choices(struct ctx *cx, const char *state)
{
	static const struct field_pair all[] = {
		{ "", N_("All users") },
		{ "active", N_("Active") },
		{ "invited", N_("Invited") },
		{ "disabled", N_("Disabled") },
	};
	struct state_choice *choices =
	    ARENA_ARRAY(cx->arena, struct state_choice, COUNT(all));

	for (size_t i = 0; i < COUNT(all); i++)
		choices[i] = (struct state_choice){ all[i].key, _(all[i].value),
			text_same(all[i].key, state) };
	return (struct view_list){ COUNT(all), choices };
}

static void rows_fill(struct ctx *cx, const struct partner_user_list *list,
    struct view_list *ret_rows)
{
	struct user_row *rows =
	    ARENA_ARRAY(cx->arena, struct user_row, list->count + 1);

	for (size_t i = 0; i < list->count; i++) {
		const struct partner_user *user = &list->users[i];
		struct state_badge state = account_user_state(cx, user);

		rows[i] = (struct user_row){
			.name = user->name,
			.email = user->email,
			.href = account_user_path(cx, user->user_id, ""),
			.roles = roles_list_text(cx, user->roles),
			.state = state.text,
			.tone = state.tone,
			.self = text_same(user->user_id, cx->who->user_id),
		};
	}
	*ret_rows = (struct view_list){ list->count, rows };
}

static const char *list_href(
    struct ctx *cx, const char *words, const char *state, const char *after)
{
	struct text href;

	text_init(&href, cx->arena);
	text_add(&href, ACCOUNT_USERS "?q=");
	text_add_url(&href, words);
	text_add(&href, "&state=");
	text_add_url(&href, state);
	if (after != NULL) {
		text_add(&href, "&after=");
		text_add_url(&href, after);
	}
	return href.bytes;
}

/* The page behind the user of "after"; who is gone meanwhile: from the start.
 */
static struct error place_find(
    struct request *rq, struct partner_user_filter *filter, bool *ret_behind)
{
	const char *after = query_value(rq, "after");
	struct partner_user last;
	struct error e = OK;

	*ret_behind = false;
	if (after[0] == '\0')
		return OK;
	e = partner_user_load(&rq->cx, after, &last);
	if (e.code == ERR_USER_UNKNOWN)
		return OK;
	if (e.code)
		return e;
	filter->from_id = last.user_id;
	filter->from_key = text_fold(rq->cx.arena, last.name);
	*ret_behind = true;
	return OK;
}

static struct error users_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	const char *state = query_value(rq, "state");
	struct users_view view = { .words = text_trim(
				       cx->arena, query_value(rq, "q")) };
	struct partner_user_filter filter = { .words = view.words,
		.state = partner_user_state_find(state),
		.limit = PAGE_ROWS };
	struct page page = { .title = _("Users and roles"),
		.body = "account/users",
		.place = PLACE_SETTINGS,
		.fields = users_view,
		.data = &view };
	struct partner_user_list list;
	bool behind;
	struct error e = place_find(rq, &filter, &behind);

	if (e.code || (e = partner_user_page(cx, &filter, &list)).code)
		return e;
	view.states = state_choices(cx, state);
	view.nothing = list.count == 0;
	if (behind)
		view.first_href = list_href(cx, view.words, state, NULL);
	if (list.more)
		view.next_href = list_href(
		    cx, view.words, state, list.users[list.count - 1].user_id);
	rows_fill(cx, &list, &view.rows);
	return page_answer(rq, &page);
}

const struct route web_account_users_routes[] = {
	{ GET, ACCOUNT_USERS, .needs = MAY_MANAGE_USERS, .read = users_read },
	ROUTE_END,
};
