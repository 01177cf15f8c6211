/*
 * Adding a user of the partner's account, and what this form shares with the
 * page of one: the boxes of roles and the check of what was typed. What may be
 * given to whom, accounts/partner_user says.
 */
#include "accounts/permission.h"
#include "accounts/principal.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "web/account_users.h"
#include "web/routes.h"

/* ---- roles ---- */

const struct view_field role_box_view[] = {
	VIEW(TEXT, struct role_box, id),
	VIEW(TEXT, struct role_box, name),
	VIEW(TEXT, struct role_box, about),
	VIEW(BOOL, struct role_box, has),
	VIEW(BOOL, struct role_box, locked),
	VIEW_FIELD_END,
};

static const char *about_role(struct ctx *cx, enum role role)
{
	switch (role) {
	case ROLE_ADMIN_AGENT:
		return _("Works for customers: orders, keys, links, "
			 "cancellations.");
	case ROLE_GLOBAL_ADMIN:
		return _("Everything of this account; orders, but sees no "
			 "keys.");
	case ROLE_ACCOUNT_ADMIN:
		return _("The company’s account and its roles outside the "
			 "tenant.");
	case ROLE_REFERRAL_ADMIN:
		return _("Referrals.");
	case ROLE_MARKETING_CONTENT_ADMIN:
		return _("Marketing content.");
	case ROLE_SALES_AGENT:
		return _("Sells: customers and their agreements.");
	case ROLE_HELPDESK_AGENT:
		return _("Helps customers, and sees their requests.");
	case ROLE_BILLING_ADMIN:
		return _("Invoices and credits.");
	case ROLE_USER_MANAGEMENT_ADMIN:
		return _("Users, here and at customers.");
	default:
		return "";
	}
}

static const char *given_by(struct ctx *cx, enum role role)
{
	return message_with(cx, N_("Given and taken by: {roles}."),
	    HOLES({ "roles", roles_list_text(cx, roles_granting(role)) }));
}

struct view_list account_role_boxes(
    struct ctx *cx, uint32_t has, uint32_t locked_too, const char *reason)
{
	const struct role_info *infos = role_infos();
	uint32_t mine = roles_grantable(cx->who->roles);
	struct role_box *boxes;
	size_t count = 0, n = 0;

	while (infos[n].id != NULL)
		n++;
	boxes = ARENA_ARRAY(cx->arena, struct role_box, n + 1);
	for (size_t i = 0; i < n; i++) {
		enum role role = infos[i].role;
		struct role_box *box = &boxes[count];

		if (!roles_may_grant(ROLE_GLOBAL_ADMIN, role))
			continue;
		count++;
		*box = (struct role_box){ infos[i].id, _(infos[i].name),
			about_role(cx, role), (has & role) != 0, false };
		if (!(mine & role))
			box->about = given_by(cx, role);
		else if (locked_too & role)
			box->about = _(reason);
		box->locked = ((mine & ~locked_too) & role) == 0;
	}
	return (struct view_list){ count, boxes };
}

/* ---- input ---- */

struct role_item {
	const char *id;
};
static const struct field role_fields[] = {
	FIELD_ITSELF(TEXT, struct role_item, id, .max = 60),
	FIELD_END,
};
const struct field account_user_fields[] = {
	FIELD_AS("displayName", TEXT, struct account_user_input, name),
	FIELD(TEXT, struct account_user_input, email),
	FIELD(LIST, struct account_user_input, on, .fields = role_fields,
	    .item_size = sizeof(struct role_item), .max = 32),
	FIELD(LIST, struct account_user_input, had, .fields = role_fields,
	    .item_size = sizeof(struct role_item), .max = 32),
	FIELD_END,
};
const struct field_pair account_user_labels[] = {
	{ "displayName", N_("Name") },
	{ "email", N_("E-mail address") },
	{ "roles", N_("Roles") },
	{ NULL, NULL },
};

uint32_t account_roles_of(const struct field_list *list)
{
	const struct role_item *items = list->items;
	uint32_t roles = 0;

	for (size_t i = 0; i < list->count; i++)
		if (!text_empty(items[i].id))
			roles |= role_find(items[i].id);
	return roles;
}

struct error account_user_check(
    struct request *rq, struct partner_user_change *change, bool new)
{
	struct error *errors;
	struct error e = partner_user_check(&rq->cx, change, new, &errors);

	rq->errors.list = errors;
	for (rq->errors.count = 0; errors[rq->errors.count].code != 0;)
		rq->errors.count++;
	return e;
}

/* ---- a new one ---- */

struct new_view {
	const char *name, *email, *name_error, *email_error, *roles_error;
	struct view_list problems, roles;
	bool wrong;
};
static const struct view_field new_view[] = {
	VIEW(TEXT, struct new_view, name),
	VIEW(TEXT, struct new_view, email),
	VIEW(TEXT, struct new_view, name_error),
	VIEW(TEXT, struct new_view, email_error),
	VIEW(TEXT, struct new_view, roles_error),
	VIEW_OF(LIST, struct new_view, problems, field_problem_view,
	    struct field_problem),
	VIEW_OF(LIST, struct new_view, roles, role_box_view, struct role_box),
	VIEW(BOOL, struct new_view, wrong),
	VIEW_FIELD_END,
};

static struct error new_answer(struct request *rq, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	const struct account_user_input *input = rq->input;
	struct new_view view = { .wrong = outcome.code != 0,
		.name = typed(rq, "displayName"),
		.email = typed(rq, "email") };
	struct page page = { .title = _("Add user"),
		.body = "account/user_new",
		.place = PLACE_SETTINGS,
		.fields = new_view,
		.data = &view };

	if (view.wrong) {
		page.status = error_info(outcome.code)->page_status;
		view.problems = page_problems(rq, outcome, account_user_labels);
	}
	view.name_error = problem_of(&view.problems, "displayName");
	view.email_error = problem_of(&view.problems, "email");
	view.roles_error = problem_of(&view.problems, "roles");
	view.roles = account_role_boxes(
	    cx, input ? account_roles_of(&input->on) : 0, 0, NULL);
	return page_answer(rq, &page);
}

static struct error new_read(struct request *rq)
{
	return new_answer(rq, OK);
}

struct new_state {
	struct partner_user_change change;
	struct partner_user user;
};

static struct error new_prepare(struct request *rq)
{
	const struct account_user_input *input = rq->input;
	struct new_state *state = ARENA_NEW(rq->cx.arena, struct new_state);

	state->change = (struct partner_user_change){ .name = input->name,
		.email = input->email,
		.has_roles = true,
		.roles = account_roles_of(&input->on) };
	rq->state = state;
	return account_user_check(rq, &state->change, true);
}

static struct error new_effects(struct request *rq)
{
	struct new_state *state = rq->state;

	return partner_user_create(&rq->cx, &state->change, &state->user);
}

static struct error new_finish(struct request *rq, struct error outcome)
{
	const struct new_state *state = rq->state;

	if (outcome.code)
		return new_answer(rq, outcome);
	response_redirect(rq,
	    account_user_path(&rq->cx, state->user.user_id, "?done=invited"));
	return OK;
}

const struct route web_account_user_form_routes[] = {
	{ GET, ACCOUNT_USERS "/new", .needs = MAY_MANAGE_USERS,
	    .read = new_read },
	{ POST, ACCOUNT_USERS "/new", .needs = MAY_MANAGE_USERS,
	    .body = account_user_fields,
	    .body_size = sizeof(struct account_user_input),
	    .prepare = new_prepare, .effects = new_effects,
	    .finish = new_finish },
	ROUTE_END,
};
