/*
 * One user of a customer on the dashboard: names, roles and licences as check
 * boxes, a new password, deleting. What may be, the services say.
 */
#include "accounts/password.h"
#include "base/day.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "orders/license.h"
#include "web/routes.h"
#include "web/users.h"
#include "web/timeline.h"
#include "web/views.h"

#define ALL_GROUPS (LICENSE_GROUP_1 | LICENSE_GROUP_2)

/* ---- boxes ---- */

struct box_view {
	const char *id, *name, *under;
	bool has, locked;
};
static const struct view_field box_view[] = {
	VIEW(TEXT, struct box_view, id),
	VIEW(TEXT, struct box_view, name),
	VIEW(TEXT, struct box_view, under),
	VIEW(BOOL, struct box_view, has),
	VIEW(BOOL, struct box_view, locked),
	VIEW_FIELD_END,
};

static struct error role_boxes(struct ctx *cx, const struct customer_user *user,
    struct view_list *ret_boxes)
{
	const struct directory_role *all = directory_roles();
	struct directory_role_list has;
	struct box_view *boxes;
	size_t count = 0, next = 0;
	struct error e = customer_user_roles(cx, user, &has);

	if (e.code)
		return e;
	while (all[count].role_id != NULL)
		count++;
	boxes = ARENA_ARRAY(cx->arena, struct box_view, count + 1);
	for (size_t i = 0; i < count; i++) {
		boxes[i].id = all[i].role_id;
		boxes[i].name = _(all[i].name);
		boxes[i].under = _(all[i].about);
		boxes[i].has = next < has.count && has.roles[next] == &all[i];
		next += boxes[i].has;
	}
	*ret_boxes = (struct view_list){ count, boxes };
	return OK;
}

static const struct user_license *license_of_user(
    const struct user_license_list *list, const char *product_id)
{
	for (size_t i = 0; i < list->count; i++)
		if (text_same(list->licenses[i].license.product_id, product_id))
			return &list->licenses[i];
	return NULL;
}

/* "without Microsoft Teams", or how many are left. */
static const char *license_under(struct ctx *cx,
    const struct subscribed_sku *sku, const struct user_license *has)
{
	const char **names =
	    ARENA_ARRAY(cx->arena, const char *, sku->license.plan_count + 1);
	size_t count = 0;

	for (size_t i = 0; has != NULL && i < sku->license.plan_count; i++) {
		const struct service_plan *plan = &sku->license.plans[i];

		if (license_plan_excluded(has, plan->plan_id))
			names[count++] = plan->name;
	}
	if (count > 0)
		return message_with(cx, N_("Without {plans}."),
		    HOLES({ "plans", show_list(cx, names, count) }));
	return message_with(cx, N_("{left} of {total} left"),
	    HOLES({ "left", show_int(cx, license_available(sku)) },
		{ "total", show_int(cx, license_total(sku)) }));
}

static struct error license_boxes(struct ctx *cx,
    const struct customer_user *user, struct view_list *ret_boxes)
{
	struct subscribed_sku_list skus;
	struct user_license_list has;
	struct box_view *boxes;
	struct error e =
	    subscribed_sku_list(cx, user->customer_id, ALL_GROUPS, &skus);

	if (e.code || (e = user_license_list(cx, user, ALL_GROUPS, &has)).code)
		return e;
	boxes = ARENA_ARRAY(cx->arena, struct box_view, skus.count + 1);
	for (size_t i = 0; i < skus.count; i++) {
		const struct subscribed_sku *sku = &skus.skus[i];
		const struct user_license *own =
		    license_of_user(&has, sku->license.product_id);

		boxes[i] = (struct box_view){
			.id = sku->license.sku_id,
			.name = sku->license.name,
			.under = license_under(cx, sku, own),
			.has = own != NULL,
			.locked = own == NULL && license_available(sku) <= 0,
		};
	}
	*ret_boxes = (struct view_list){ skus.count, boxes };
	return OK;
}

/* ---- the page ---- */

struct user_page {
	const struct timeline *timeline;
	const char *customer_name, *name, *upn, *user_id, *href, *list_href;
	const char *deleted_list, *done, *problem, *deleted, *until, *until_iso;
	const char *days;
	struct view_list problems, roles, licenses;
	struct user_inputs form;
	bool wrong;
};
static const struct view_field user_page_view[] = {
	VIEW_OF(
	    OBJECT, struct user_page, timeline, timeline_view, struct timeline),
	VIEW(TEXT, struct user_page, customer_name),
	VIEW(TEXT, struct user_page, name),
	VIEW(TEXT, struct user_page, upn),
	VIEW(TEXT, struct user_page, user_id),
	VIEW(TEXT, struct user_page, href),
	VIEW(TEXT, struct user_page, list_href),
	VIEW(TEXT, struct user_page, deleted_list),
	VIEW(TEXT, struct user_page, done),
	VIEW(TEXT, struct user_page, problem),
	VIEW(TEXT, struct user_page, deleted),
	VIEW(TEXT, struct user_page, until),
	VIEW(TEXT, struct user_page, until_iso),
	VIEW(TEXT, struct user_page, days),
	VIEW_OF(LIST, struct user_page, problems, field_problem_view,
	    struct field_problem),
	VIEW_OF(LIST, struct user_page, roles, box_view, struct box_view),
	VIEW_OF(LIST, struct user_page, licenses, box_view, struct box_view),
	VIEW_OF(INLINE, struct user_page, form, user_inputs_view,
	    struct user_inputs),
	VIEW(BOOL, struct user_page, wrong),
	VIEW_FIELD_END,
};

static const char *done_text(struct ctx *cx, const char *word)
{
	static const char *const texts[][2] = {
		{ "saved", N_("The user is saved.") },
		{ "roles", N_("The roles are saved.") },
		{ "licences", N_("The licences are saved.") },
		{ "restored", N_("The user is restored and can sign in "
				 "again. Licences must be given anew.") },
	};

	for (size_t i = 0; i < COUNT(texts); i++)
		if (text_same(texts[i][0], word))
			return _(texts[i][1]);
	return NULL;
}

static void names_fill(struct ctx *cx, const struct customer *customer,
    const struct customer_user *user, struct user_page *view)
{
	int64_t until = user->deleted_at + CUSTOMER_USER_RESTORE_SECONDS;

	view->customer_name = customer->name;
	view->name = user->name;
	view->upn = user->upn;
	view->user_id = user->user_id;
	view->href = user_path(cx, user, "");
	view->list_href = users_path(cx, customer->customer_id);
	view->days = restore_days(cx);
	view->deleted_list =
	    customer_path(cx, customer->customer_id, "/users/deleted");
	if (user->deleted_at == 0)
		return;
	view->deleted = show_day(cx, day_of(user->deleted_at));
	view->until = show_instant(cx, until);
	view->until_iso = iso_text(cx, until);
}

/* in_form: what is wrong is in the names; else it is said above. */
static struct error user_answer(
    struct request *rq, struct error outcome, bool in_form, const char *dialog)
{
	struct ctx *cx = &rq->cx;
	struct customer customer;
	struct customer_user user;
	struct user_page view = { .wrong = outcome.code != 0 && in_form };
	struct page page = { .body = "users/show",
		.dialog = dialog,
		.place = PLACE_USERS,
		.customer = &customer,
		.fields = user_page_view,
		.data = &view };
	struct error e =
	    customer_load(cx, request_param(rq, "customer"), &customer);

	if (e.code ||
	    (e = customer_user_load(
		 cx, customer.customer_id, request_param(rq, "user"), &user))
		.code ||
	    (e = role_boxes(cx, &user, &view.roles)).code ||
	    (e = license_boxes(cx, &user, &view.licenses)).code)
		return e;
	if (outcome.code)
		page.status = error_info(outcome.code)->page_status;
	if (outcome.code && !in_form)
		view.problem = problem_text(cx, outcome);
	page.title = user.name;
	names_fill(cx, &customer, &user, &view);
	view.done = done_text(cx, query_value(rq, "done"));
	if (view.wrong)
		view.problems = page_problems(rq, outcome, user_labels);
	view.form =
	    user_inputs(rq, &customer, &user, &view.problems, view.wrong);
	e = timeline_of_object(
	    cx, user.user_id, -1, customer.created_at, &view.timeline);
	return e.code ? e : page_answer(rq, &page);
}

static struct error user_read(struct request *rq)
{
	return user_answer(rq, OK, false, NULL);
}

static struct error back(struct request *rq, const char *done)
{
	response_redirect(
	    rq, customer_path(&rq->cx, request_param(rq, "customer"),
		    "/users/%s?done=%s", request_param(rq, "user"), done));
	return OK;
}

/* ---- names ---- */

static struct error save_prepare(struct request *rq)
{
	return user_input_check(rq, rq->input, false);
}

static struct error save_effects(struct request *rq)
{
	struct customer_user user;

	return customer_user_change(&rq->cx, request_param(rq, "customer"),
	    request_param(rq, "user"), rq->input, NULL, &user);
}

static struct error save_finish(struct request *rq, struct error outcome)
{
	if (outcome.code == ERR_USER_UNKNOWN)
		return outcome;
	return outcome.code ? user_answer(rq, outcome, true, NULL)
			    : back(rq, "saved");
}

/* ---- roles and licences ---- */

/* What is ticked, and what was when the page was made: only what the reader
 * changed is changed, whatever others did meanwhile. */
struct boxes_input {
	struct field_list on, had;
};
struct text_item {
	const char *text;
};
static const struct field text_fields[] = {
	FIELD_ITSELF(TEXT, struct text_item, text, .max = 100),
	FIELD_END,
};
static const struct field boxes_fields[] = {
	FIELD(LIST, struct boxes_input, on, .fields = text_fields,
	    .item_size = sizeof(struct text_item), .max = 200),
	FIELD(LIST, struct boxes_input, had, .fields = text_fields,
	    .item_size = sizeof(struct text_item), .max = 200),
	FIELD_END,
};

static bool listed(const struct field_list *list, const char *text)
{
	const struct text_item *items = list->items;

	for (size_t i = 0; i < list->count; i++)
		if (text_same_nocase(items[i].text, text))
			return true;
	return false;
}

/* In a and not in b; ended by NULL. */
static const char **differing(struct arena *arena, const struct field_list *a,
    const struct field_list *b, size_t *ret_count)
{
	const struct text_item *items = a->items;
	const char **texts = ARENA_ARRAY(arena, const char *, a->count + 1);
	size_t count = 0;

	for (size_t i = 0; i < a->count; i++)
		if (!text_empty(items[i].text) && !listed(b, items[i].text))
			texts[count++] = items[i].text;
	texts[count] = NULL;
	*ret_count = count;
	return texts;
}

static struct error nothing_prepare(struct request *rq)
{
	(void)rq;
	return OK;
}

static struct error roles_effects(struct request *rq)
{
	const struct boxes_input *input = rq->input;
	struct arena *arena = rq->cx.arena;
	size_t count;
	const char **give = differing(arena, &input->on, &input->had, &count);
	const char **take = differing(arena, &input->had, &input->on, &count);

	return role_members_set(&rq->cx, request_param(rq, "customer"),
	    request_param(rq, "user"), give, take);
}

static struct error roles_finish(struct request *rq, struct error outcome)
{
	return outcome.code ? outcome : back(rq, "roles");
}

static struct error licenses_effects(struct request *rq)
{
	const struct boxes_input *input = rq->input;
	struct arena *arena = rq->cx.arena;
	struct license_update update = { 0 };
	const char **give =
	    differing(arena, &input->on, &input->had, &update.assign_count);
	struct license_assignment *assign = ARENA_ARRAY(
	    arena, struct license_assignment, update.assign_count + 1);

	for (size_t i = 0; i < update.assign_count; i++)
		assign[i] = (struct license_assignment){ .sku_id = give[i] };
	update.assign = assign;
	update.remove =
	    differing(arena, &input->had, &input->on, &update.remove_count);
	return license_update(&rq->cx, request_param(rq, "customer"),
	    request_param(rq, "user"), &update);
}

static struct error licenses_finish(struct request *rq, struct error outcome)
{
	if (outcome.code == ERR_USER_UNKNOWN ||
	    outcome.code == ERR_CUSTOMER_UNKNOWN)
		return outcome;
	return outcome.code ? user_answer(rq, outcome, false, NULL)
			    : back(rq, "licences");
}

/* ---- password ---- */

struct reset_state {
	struct customer_user_change change;
	const char *hash;
	struct customer_user user;
};

static struct error reset_prepare(struct request *rq)
{
	struct reset_state *state = ARENA_NEW(rq->cx.arena, struct reset_state);

	state->change.must_change = true;
	rq->state = state;
	return password_draw(&rq->cx, &state->change.password, &state->hash);
}

static struct error reset_effects(struct request *rq)
{
	struct reset_state *state = rq->state;

	return customer_user_change(&rq->cx, request_param(rq, "customer"),
	    request_param(rq, "user"), &state->change, state->hash,
	    &state->user);
}

static struct error reset_finish(struct request *rq, struct error outcome)
{
	const struct reset_state *state = rq->state;
	struct customer customer;
	struct error e;

	if (outcome.code)
		return outcome;
	e = customer_load(&rq->cx, state->user.customer_id, &customer);
	return e.code ? e
		      : password_answer(rq, &customer, &state->user,
			    state->change.password, false);
}

/* ---- deleting ---- */

static struct error delete_read(struct request *rq)
{
	return user_answer(rq, OK, false, "users/delete");
}

static struct error delete_effects(struct request *rq)
{
	return customer_user_delete(
	    &rq->cx, request_param(rq, "customer"), request_param(rq, "user"));
}

static struct error delete_finish(struct request *rq, struct error outcome)
{
	if (outcome.code)
		return outcome;
	response_redirect(
	    rq, customer_path(&rq->cx, request_param(rq, "customer"),
		    "/users?deleted=1"));
	return OK;
}

#define USER "/customers/{customer}/users/{user}"

const struct route web_user_routes[] = {
	{ GET, USER, .needs = MAY_MANAGE_CUSTOMER_USERS, .read = user_read },
	{ POST, USER, .needs = MAY_MANAGE_CUSTOMER_USERS, .body = user_fields,
	    .body_size = sizeof(struct customer_user_change),
	    .prepare = save_prepare, .effects = save_effects,
	    .finish = save_finish },
	{ POST, USER "/roles", .needs = MAY_MANAGE_CUSTOMER_USERS,
	    .body = boxes_fields, .body_size = sizeof(struct boxes_input),
	    .prepare = nothing_prepare, .effects = roles_effects,
	    .finish = roles_finish },
	{ POST, USER "/licences", .needs = MAY_MANAGE_CUSTOMER_USERS,
	    .body = boxes_fields, .body_size = sizeof(struct boxes_input),
	    .prepare = nothing_prepare, .effects = licenses_effects,
	    .finish = licenses_finish },
	{ POST, USER "/password", .needs = MAY_MANAGE_CUSTOMER_USERS,
	    .prepare = reset_prepare, .effects = reset_effects,
	    .finish = reset_finish },
	{ GET, USER "/delete", .needs = MAY_MANAGE_CUSTOMER_USERS,
	    .read = delete_read },
	{ POST, USER "/delete", .needs = MAY_MANAGE_CUSTOMER_USERS,
	    .prepare = nothing_prepare, .effects = delete_effects,
	    .finish = delete_finish },
	ROUTE_END,
};
