/*
 * The partner's customers: finding one, adding one. What a customer must look
 * like, customers/ says; one customer's own pages are in customer.c.
 */
#include "customers/customer.h"

#include <stdlib.h>
#include <string.h>

#include "accounts/password.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "orders/order.h"
#include "policy/market.h"
#include "web/routes.h"
#include "web/views.h"

#define PAGE_ROWS 25

/* ---- countries to choose from ---- */

struct choice {
	const char *code, *label;
	const char *folded;
	bool chosen;
};
static const struct view_field choice_view[] = {
	VIEW(TEXT, struct choice, code),
	VIEW(TEXT, struct choice, label),
	VIEW(BOOL, struct choice, chosen),
	VIEW_FIELD_END,
};

static int choice_compare(const void *a, const void *b)
{
	return strcmp(((const struct choice *)a)->folded,
	    ((const struct choice *)b)->folded);
}

static void choice_add(struct ctx *cx, struct choice *choices, size_t *count,
    const char *code, const char *chosen)
{
	struct choice *choice = &choices[(*count)++];

	choice->code = code;
	choice->label = country_text(cx, code);
	choice->folded = text_fold(cx->arena, choice->label);
	choice->chosen = text_same_nocase(code, chosen);
}

/* Markets of the partner centre with no ISO code of their own come along. */
static struct view_list all_countries(struct ctx *cx, const char *chosen)
{
	const char *const *codes = country_codes();
	size_t market_count;
	const struct market *markets = market_list(cx->policy, &market_count);
	size_t count = 0;
	struct choice *choices;

	while (codes[count] != NULL)
		count++;
	choices = ARENA_ARRAY(cx->arena, struct choice, count + market_count);
	count = 0;
	for (; *codes != NULL; codes++)
		choice_add(cx, choices, &count, *codes, chosen);
	for (size_t i = 0; i < market_count; i++)
		if (!text_same(markets[i].code, markets[i].iso))
			choice_add(cx, choices, &count, markets[i].code,
			    chosen);
	qsort(choices, count, sizeof(*choices), choice_compare);
	return (struct view_list){ count, choices };
}

static struct error used_countries(struct ctx *cx, const char *chosen,
    struct view_list *ret_list)
{
	const char *const *codes;
	struct error e = customer_countries(cx, &codes);
	size_t count = 0;
	struct choice *choices;

	if (e.code != 0)
		return e;
	while (codes[count] != NULL)
		count++;
	choices = ARENA_ARRAY(cx->arena, struct choice, count + 1);
	for (count = 0; codes[count] != NULL;)
		choice_add(cx, choices, &count, codes[count], chosen);
	qsort(choices, count, sizeof(*choices), choice_compare);
	*ret_list = (struct view_list){ count, choices };
	return OK;
}

/* ---- the list ---- */

struct customer_row {
	const char *customer_id, *name, *domain, *href, *country, *city;
	struct house_mark mark;
	bool no_reservations;
};
static const struct view_field customer_row_view[] = {
	VIEW(TEXT, struct customer_row, customer_id),
	VIEW(TEXT, struct customer_row, name),
	VIEW(TEXT, struct customer_row, domain),
	VIEW(TEXT, struct customer_row, href),
	VIEW(TEXT, struct customer_row, country),
	VIEW(TEXT, struct customer_row, city),
	VIEW_OF(INLINE, struct customer_row, mark, house_mark_view,
	    struct house_mark),
	VIEW(BOOL, struct customer_row, no_reservations),
	VIEW_FIELD_END,
};

struct customers_view {
	const char *words, *counted, *nothing, *next_href, *first_href;
	struct view_list rows, countries;
	bool none_yet, may_add;
};
static const struct view_field customers_view[] = {
	VIEW(TEXT, struct customers_view, words),
	VIEW(TEXT, struct customers_view, counted),
	VIEW(TEXT, struct customers_view, nothing),
	VIEW(TEXT, struct customers_view, next_href),
	VIEW(TEXT, struct customers_view, first_href),
	VIEW_OF(LIST, struct customers_view, rows, customer_row_view,
	    struct customer_row),
	VIEW_OF(LIST, struct customers_view, countries, choice_view,
	    struct choice),
	VIEW(BOOL, struct customers_view, none_yet),
	VIEW(BOOL, struct customers_view, may_add),
	VIEW_FIELD_END,
};

static struct view_list customer_rows(struct ctx *cx,
    const struct customer_list *list)
{
	struct customer_row *rows = ARENA_ARRAY(cx->arena, struct customer_row,
	    list->count + 1);

	for (size_t i = 0; i < list->count; i++) {
		const struct customer *customer = &list->customers[i];

		rows[i].customer_id = customer->customer_id;
		rows[i].name = customer->name;
		rows[i].domain = customer->domain;
		rows[i].href = arena_printf(cx->arena, "/customers/%s",
		    customer->customer_id);
		rows[i].country = country_text(cx, customer->country);
		rows[i].city = customer->city;
		rows[i].mark = house_mark(customer->customer_id);
		rows[i].no_reservations = market_blocks_reservation(cx->policy,
		    customer->country, cx->now);
	}
	return (struct view_list){ list->count, rows };
}

static const char *list_href(struct ctx *cx, const char *words,
    const char *country, const char *after)
{
	struct text href;

	text_init(&href, cx->arena);
	text_add(&href, "/customers?q=");
	text_add_url(&href, words);
	text_add(&href, "&country=");
	text_add_url(&href, country);
	if (after != NULL) {
		text_add(&href, "&after=");
		text_add_url(&href, after);
	}
	return href.bytes;
}

static const char *nothing_text(struct ctx *cx, const char *words)
{
	if (words[0] == '\0')
		return _("There are no customers in this country.");
	return message_with(cx, N_("Nothing found for “{words}”."),
	    HOLES({ "words", words }));
}

/* Somebody types an order number where customers are searched. */
static bool is_order(struct ctx *cx, const char *words, const char **ret_href)
{
	struct order order;

	if (strlen(words) != ORDER_ID_TEXT - 1 ||
	    !roles_may(cx->who->roles, MAY_SEE_ORDERS) ||
	    order_find(cx, words, &order).code != 0)
		return false;
	*ret_href = customer_path(cx, order.customer_id, "/orders/%s",
	    order.order_id);
	return true;
}

static struct error list_fill(struct ctx *cx, const char *words,
    const char *country, const char *after, struct customers_view *view)
{
	struct customer_filter filter = { .words = words, .limit = PAGE_ROWS,
		.country = country[0] == '\0' ? NULL : country };
	struct customer_list list;
	struct customer last;
	int64_t count;
	struct error e;

	if (after[0] != '\0') {
		if ((e = customer_load(cx, after, &last)).code != 0)
			return e;
		filter.after_id = last.customer_id;
		filter.after_name = text_fold(cx->arena, last.name);
		view->first_href = list_href(cx, words, country, NULL);
	}
	if ((e = customer_list(cx, &filter, &list)).code != 0)
		return e;
	if ((e = customer_count(cx, &count)).code != 0)
		return e;
	if ((e = used_countries(cx, country, &view->countries)).code != 0)
		return e;
	view->rows = customer_rows(cx, &list);
	view->none_yet = count == 0;
	view->counted = message_plural(cx, N_("{n} customer"),
	    N_("{n} customers"), count, NULL);
	if (list.count == 0)
		view->nothing = nothing_text(cx, words);
	if (list.more)
		view->next_href = list_href(cx, words, country,
		    list.customers[list.count - 1].customer_id);
	return OK;
}

static struct error customers_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	const char *words = text_trim(cx->arena, query_value(rq, "q"));
	const char *href;
	struct customers_view view = {
		.words = words,
		.may_add = roles_may(cx->who->roles, MAY_MANAGE_CUSTOMERS),
	};
	struct page page = { .title = _("Customers"), .body = "customers/list",
		.place = PLACE_CUSTOMERS, .fields = customers_view,
		.data = &view };
	struct error e;

	if (is_order(cx, words, &href)) {
		response_redirect(rq, href);
		return OK;
	}
	e = list_fill(cx, words, query_value(rq, "country"),
	    query_value(rq, "after"), &view);
	return e.code != 0 ? e : page_answer(rq, &page);
}

/* ---- adding one ---- */

/* Names of the REST body, of the inputs on the page, and shown names. */
static const struct {
	const char *rest, *field, *label;
} names[] = {
	{ "billingProfile.companyName", "name", N_("Company name") },
	{ "companyProfile.domain", "domain", N_("Domain name") },
	{ "billingProfile.defaultAddress.country", "country", N_("Country") },
	{ "companyProfile.organizationRegistrationNumber", "registration",
	    N_("Organisation registration number") },
	{ "billingProfile.defaultAddress.firstName", "first_name",
	    N_("First name") },
	{ "billingProfile.defaultAddress.lastName", "last_name",
	    N_("Last name") },
	{ "billingProfile.email", "email", N_("E-mail address") },
	{ "billingProfile.defaultAddress.phoneNumber", "phone",
	    N_("Phone number") },
	{ "billingProfile.defaultAddress.addressLine1", "address_line1",
	    N_("Street and number") },
	{ "billingProfile.defaultAddress.addressLine2", "address_line2",
	    N_("Address, second line") },
	{ "billingProfile.defaultAddress.city", "city", N_("City") },
	{ "billingProfile.defaultAddress.state", "state",
	    N_("State or region") },
	{ "billingProfile.defaultAddress.postalCode", "postal_code",
	    N_("Postal code") },
};

struct input_view {
	const char *field, *label, *value, *problem, *kind, *complete;
	bool needed, country;
};
static const struct view_field input_view[] = {
	VIEW(TEXT, struct input_view, field),
	VIEW(TEXT, struct input_view, label),
	VIEW(TEXT, struct input_view, value),
	VIEW(TEXT, struct input_view, problem),
	VIEW(TEXT, struct input_view, kind),
	VIEW(TEXT, struct input_view, complete),
	VIEW(BOOL, struct input_view, needed),
	VIEW(BOOL, struct input_view, country),
	VIEW_FIELD_END,
};

struct new_view {
	struct view_list problems, company, contact, address, countries;
	bool wrong;
};
static const struct view_field new_view[] = {
	VIEW_OF(LIST, struct new_view, problems, field_problem_view,
	    struct field_problem),
	VIEW_OF(LIST, struct new_view, company, input_view, struct input_view),
	VIEW_OF(LIST, struct new_view, contact, input_view, struct input_view),
	VIEW_OF(LIST, struct new_view, address, input_view, struct input_view),
	VIEW_OF(LIST, struct new_view, countries, choice_view, struct choice),
	VIEW(BOOL, struct new_view, wrong),
	VIEW_FIELD_END,
};

/* The parts of the form, by row of names[]. */
static const struct {
	const char *kind, *complete;
	bool needed;
} inputs[COUNT(names)] = {
	{ "text", "off", true }, { "text", "off", true }, { "", "off", true },
	{ "text", "off", false }, { "text", "off", true },
	{ "text", "off", true }, { "email", "off", true },
	{ "tel", "off", false }, { "text", "off", true },
	{ "text", "off", false }, { "text", "off", true },
	{ "text", "off", false }, { "text", "off", false },
};

static struct view_list input_views(struct request *rq,
    const struct view_list *problems, size_t from, size_t to)
{
	struct ctx *cx = &rq->cx;
	struct input_view *views = ARENA_ARRAY(cx->arena, struct input_view,
	    to - from);

	for (size_t i = from; i < to; i++)
		views[i - from] = (struct input_view){
			.field = names[i].field,
			.label = _(names[i].label),
			.value = typed(rq, names[i].field),
			.problem = problem_of(problems, names[i].field),
			.kind = inputs[i].kind,
			.complete = inputs[i].complete,
			.needed = inputs[i].needed,
			.country = text_same(names[i].field, "country"),
		};
	return (struct view_list){ to - from, views };
}

static const char *field_of(const char *rest)
{
	for (size_t i = 0; i < COUNT(names); i++)
		if (text_same(names[i].rest, rest))
			return names[i].field;
	return rest;
}

static struct error new_answer(struct request *rq, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	struct field_pair labels[COUNT(names) + 1] = { 0 };
	struct new_view view = { .wrong = outcome.code != 0 };
	struct page page = { .title = _("Add customer"),
		.body = "customers/new", .place = PLACE_CUSTOMERS,
		.fields = new_view, .data = &view };
	const char *country = typed(rq, "country");

	for (size_t i = 0; i < COUNT(names); i++)
		labels[i] = (struct field_pair){ names[i].field,
			names[i].label };
	outcome.field = field_of(outcome.field);
	if (view.wrong)
		page.status = error_info(outcome.code)->page_status;
	view.problems = page_problems(rq, outcome, labels);
	view.company = input_views(rq, &view.problems, 0, 4);
	view.contact = input_views(rq, &view.problems, 4, 8);
	view.address = input_views(rq, &view.problems, 8, COUNT(names));
	view.countries = all_countries(cx,
	    country[0] == '\0' ? cx->who->partner->country : country);
	return page_answer(rq, &page);
}

static struct error new_read(struct request *rq)
{
	return new_answer(rq, OK);
}

static const struct field new_fields[] = {
	FIELD(TEXT, struct customer_new, name),
	FIELD(TEXT, struct customer_new, domain),
	FIELD(TEXT, struct customer_new, country),
	FIELD_AS("registration", TEXT, struct customer_new,
	    registration_number),
	FIELD(TEXT, struct customer_new, first_name),
	FIELD(TEXT, struct customer_new, last_name),
	FIELD(TEXT, struct customer_new, email),
	FIELD(TEXT, struct customer_new, phone),
	FIELD(TEXT, struct customer_new, address_line1),
	FIELD(TEXT, struct customer_new, address_line2),
	FIELD(TEXT, struct customer_new, city),
	FIELD(TEXT, struct customer_new, state),
	FIELD(TEXT, struct customer_new, postal_code),
	FIELD_END,
};

struct new_state {
	const char *password, *hash;
	struct customer customer;
};

/* All that is wrong at once, under the names of the page. */
static struct error new_check(struct request *rq, struct customer_new *input)
{
	struct error *errors;
	struct error e = customer_check(&rq->cx, input, &errors);

	rq->errors.list = errors;
	for (rq->errors.count = 0; errors[rq->errors.count].code != 0;
	     rq->errors.count++) {
		struct error *error = &errors[rq->errors.count];

		error->field = field_of(error->field);
	}
	return e;
}

/* On a worker: argon2id is slow on purpose. */
static struct error new_prepare(struct request *rq)
{
	struct new_state *state = ARENA_NEW(rq->cx.arena, struct new_state);
	struct error e = new_check(rq, rq->input);

	if (e.code != 0)
		return e;
	state->password = password_random(&rq->cx);
	rq->state = state;
	return password_hash(&rq->cx, state->password, &state->hash);
}

static struct error new_effects(struct request *rq)
{
	struct new_state *state = rq->state;

	return customer_create(&rq->cx, rq->input, state->password,
	    state->hash, &state->customer);
}

struct made_view {
	const char *made_name, *href, *email, *password;
	struct house_mark mark;
};
static const struct view_field made_view[] = {
	VIEW(TEXT, struct made_view, made_name),
	VIEW(TEXT, struct made_view, href),
	VIEW(TEXT, struct made_view, email),
	VIEW(TEXT, struct made_view, password),
	VIEW_OF(INLINE, struct made_view, mark, house_mark_view,
	    struct house_mark),
	VIEW_FIELD_END,
};

static struct error new_finish(struct request *rq, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	const struct new_state *state = rq->state;
	struct made_view view;
	struct page page = { .title = _("Customer added"),
		.body = "customers/made", .fields = made_view, .data = &view };

	if (outcome.code != 0)
		return new_answer(rq, outcome);
	view = (struct made_view){
		.made_name = state->customer.name,
		.href = arena_printf(cx->arena, "/customers/%s",
		    state->customer.customer_id),
		.email = arena_printf(cx->arena, "admin@%s",
		    state->customer.domain),
		.password = state->password,
		.mark = house_mark(state->customer.customer_id),
	};
	page.customer = &state->customer;
	return page_answer(rq, &page);
}

const struct route web_customers_routes[] = {
	{ GET, "/customers", .needs = MAY_SEE_CUSTOMERS,
	    .read = customers_read },
	{ GET, "/customers/new", .needs = MAY_MANAGE_CUSTOMERS,
	    .read = new_read },
	{ POST, "/customers/new", .needs = MAY_MANAGE_CUSTOMERS, .slow = true,
	    .body = new_fields, .body_size = sizeof(struct customer_new),
	    .prepare = new_prepare, .effects = new_effects,
	    .finish = new_finish },
	ROUTE_END,
};
