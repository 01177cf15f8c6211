/*
 * Add products: the catalogue of a customer's country, and adding to its cart
 * . Reviewing and ordering the cart is cart.c's.
 */
#include "catalog/catalog.h"

#include "base/text.h"
#include "customers/customer.h"
#include "i18n/i18n.h"
#include "orders/cart.h"
#include "policy/market.h"
#include "policy/tax.h"
#include "web/cart_view.h"
#include "web/routes.h"
#include "web/views.h"

#define QUANTITY_MAX INT64_C(1000000000)

static const struct {
	const char *view, *label;
} kinds[] = {
	{ "SoftwareSubscriptions", N_("Software subscriptions") },
	{ "SoftwarePerpetual", N_("Perpetual software") },
	{ "SoftwareSUSELinux", N_("Linux plans") },
	{ "AzureReservations", N_("Azure reservations") },
	{ "OnlineServices", N_("Online services") },
	{ "Azure", N_("Azure plans") },
};

struct kind_view {
	const char *code, *label;
	bool chosen;
};
static const struct view_field kind_view[] = {
	VIEW(TEXT, struct kind_view, code),
	VIEW(TEXT, struct kind_view, label),
	VIEW(BOOL, struct kind_view, chosen),
	VIEW_FIELD_END,
};

struct offer_view {
	int64_t number; /* of the row: its form and input ids */
	const char *item, *name, *about, *term, *price, *price_tax, *in_cart;
	const char *value, *problem;
	int64_t min, max;
};
static const struct view_field offer_view[] = {
	VIEW(INT, struct offer_view, number),
	VIEW(TEXT, struct offer_view, item),
	VIEW(TEXT, struct offer_view, name),
	VIEW(TEXT, struct offer_view, about),
	VIEW(TEXT, struct offer_view, term),
	VIEW(TEXT, struct offer_view, price),
	VIEW(TEXT, struct offer_view, price_tax),
	VIEW(TEXT, struct offer_view, in_cart),
	VIEW(TEXT, struct offer_view, value),
	VIEW(TEXT, struct offer_view, problem),
	VIEW(INT, struct offer_view, min),
	VIEW(INT, struct offer_view, max),
	VIEW_FIELD_END,
};

struct product_view {
	const char *product, *kind, *cancel;
	bool never, subscription, reservation;
	struct view_list offers;
};
static const struct view_field product_view[] = {
	VIEW(TEXT, struct product_view, product),
	VIEW(TEXT, struct product_view, kind),
	VIEW(TEXT, struct product_view, cancel),
	VIEW(BOOL, struct product_view, never),
	VIEW(BOOL, struct product_view, subscription),
	VIEW(BOOL, struct product_view, reservation),
	VIEW_OF(
	    LIST, struct product_view, offers, offer_view, struct offer_view),
	VIEW_FIELD_END,
};

struct products_view {
	const char *customer_name, *customer_href, *words, *chosen_kind;
	const char *prices, *blocked, *nothing, *added;
	struct view_list kinds, products, problems;
	const struct cart_view *cart;
	bool wrong;
};
static const struct view_field products_view[] = {
	VIEW(TEXT, struct products_view, customer_name),
	VIEW(TEXT, struct products_view, customer_href),
	VIEW(TEXT, struct products_view, words),
	VIEW(TEXT, struct products_view, chosen_kind),
	VIEW(TEXT, struct products_view, prices),
	VIEW(TEXT, struct products_view, blocked),
	VIEW(TEXT, struct products_view, nothing),
	VIEW(TEXT, struct products_view, added),
	VIEW_OF(LIST, struct products_view, kinds, kind_view, struct kind_view),
	VIEW_OF(LIST, struct products_view, products, product_view,
	    struct product_view),
	VIEW_OF(LIST, struct products_view, problems, field_problem_view,
	    struct field_problem),
	VIEW_OF(
	    OBJECT, struct products_view, cart, cart_view, struct cart_view),
	VIEW(BOOL, struct products_view, wrong),
	VIEW_FIELD_END,
};

/* What this answer shows: from the address, or from the form that failed. */
struct products_ask {
	struct customer customer;
	struct cart cart;
	bool has_cart;
	const char *words, *kind;
	const char *item, *quantity; /* as typed, where adding failed */
	struct error outcome;
	bool included;
};

static struct view_list kind_views(struct ctx *cx, const char *chosen)
{
	struct kind_view *views =
	    ARENA_ARRAY(cx->arena, struct kind_view, COUNT(kinds));

	for (size_t i = 0; i < COUNT(kinds); i++) {
		views[i].code = kinds[i].view;
		views[i].label = _(kinds[i].label);
		views[i].chosen = text_same(kinds[i].view, chosen);
	}
	return (struct view_list){ COUNT(kinds), views };
}

static const char *in_cart(
    struct ctx *cx, const struct products_ask *ask, const char *item)
{
	for (size_t i = 0; ask->has_cart && i < ask->cart.line_count; i++) {
		const struct cart_line *line = &ask->cart.lines[i];

		if (text_same(line->offer.catalog_item_id, item))
			return message_with(cx, N_("{count} in the cart"),
			    HOLES({ "count",
				show_int(cx, line->input.quantity) }));
	}
	return NULL;
}

static void offer_fill(struct ctx *cx, const struct products_ask *ask,
    const struct offer *offer, int64_t number, struct offer_view *view)
{
	bool failed = text_same(ask->item, offer->catalog_item_id);
	const char *region = offer_region_text(cx, offer);

	*view = (struct offer_view){
		.number = number,
		.item = offer->catalog_item_id,
		.name = offer->sku.title,
		.about = region == NULL ? offer->sku.description : region,
		.term = term_text(cx, offer->sku.term),
		.price = offer->priced ? show_money(cx, offer->unit) : NULL,
		.price_tax = tax_text(cx, ask->included),
		.in_cart = in_cart(cx, ask, offer->catalog_item_id),
		.value = failed ? ask->quantity
				: arena_printf(cx->arena, "%lld",
				      (long long)offer->sku.min_quantity),
		.problem = failed ? problem_text(cx, ask->outcome) : NULL,
		.min = offer->sku.min_quantity,
		.max = offer->sku.max_quantity,
	};
}

static void product_fill(
    struct ctx *cx, const struct product *product, struct product_view *view)
{
	struct decision d = window_if_bought(cx, product);

	view->product = product->title;
	view->kind = kind_text(cx, product->kind);
	view->subscription = product->kind == PRODUCT_SOFTWARE_SUBSCRIPTION;
	view->reservation = product->kind == PRODUCT_AZURE_RESERVATION;
	view->never = d.error == ERR_CANCEL_NEVER;
	if (view->never)
		view->cancel = _("Cannot be cancelled or exchanged");
	else if (!d.allowed)
		view->cancel = _("Cancelled by support request only");
	else
		view->cancel =
		    message_with(cx, N_("{days} to cancel (edition {edition})"),
			HOLES({ "days", show_days(cx, d.window_days) },
			    { "edition", d.edition_id }));
}

/* Offers come sorted by product: one group each. */
static struct view_list product_views(struct ctx *cx,
    const struct products_ask *ask, const struct offer_list *list)
{
	struct product_view *products =
	    ARENA_ARRAY(cx->arena, struct product_view, list->count + 1);
	struct offer_view *offers =
	    ARENA_ARRAY(cx->arena, struct offer_view, list->count + 1);
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct offer *offer = &list->offers[i];

		if (i == 0 || !text_same(offer->product.product_id,
				  list->offers[i - 1].product.product_id)) {
			product_fill(cx, &offer->product, &products[count]);
			products[count++].offers.items = &offers[i];
		}
		offer_fill(cx, ask, offer, (int64_t)i, &offers[i]);
		products[count - 1].offers.count++;
	}
	return (struct view_list){ count, products };
}

/* Where reservations are barred it is said, with the rule. */
static const char *blocked_text(struct ctx *cx, const struct products_ask *ask)
{
	struct decision decision;

	if (ask->kind[0] != '\0' && !text_same(ask->kind, "AzureReservations"))
		return NULL;
	reservation_decide(
	    cx->policy, ask->customer.country, cx->now, &decision);
	if (decision.allowed)
		return NULL;
	return message_with(cx,
	    N_("Azure reservations are not listed here: they are not sold in {market} (R-014, edition {edition}). Software is not affected."),
	    HOLES({ "market", country_text(cx, ask->customer.country) },
		{ "edition", decision.edition_id }));
}

/* What the customer's segment has of its own, then what everybody buys. */
static struct error offers_of(
    struct ctx *cx, struct catalog_filter *filter, struct offer_list *ret_list)
{
	bool own = !text_same(filter->segment, "commercial");
	struct offer_list special = { 0 }, common, all;
	struct error e = OK;

	if (own)
		e = catalog_list(cx, filter, &special);
	filter->segment = NULL;
	if (e.code == 0)
		e = catalog_list(cx, filter, &common);
	if (e.code != 0)
		return e;
	all.count = special.count + common.count;
	all.offers = ARENA_ARRAY(cx->arena, struct offer, all.count + 1);
	for (size_t i = 0; i < special.count; i++)
		all.offers[i] = special.offers[i];
	for (size_t i = 0; i < common.count; i++)
		all.offers[special.count + i] = common.offers[i];
	*ret_list = own ? all : common;
	return OK;
}

static struct error catalogue_fill(
    struct ctx *cx, const struct products_ask *ask, struct products_view *view)
{
	struct catalog_filter filter = {
		.country = ask->customer.country,
		.segment = ask->customer.segment,
		.target_view = ask->kind[0] == '\0' ? NULL : ask->kind,
		.words = ask->words[0] == '\0'
			     ? NULL
			     : text_fold(cx->arena, ask->words),
	};
	struct offer_list list;
	struct error e = offers_of(cx, &filter, &list);

	if (e.code != 0)
		return e;
	view->products = product_views(cx, ask, &list);
	if (list.count == 0 && filter.words != NULL)
		view->nothing =
		    message_with(cx, N_("Nothing found for “{words}”."),
			HOLES({ "words", ask->words }));
	else if (list.count == 0)
		view->nothing =
		    _("Nothing of this kind is sold in the customer’s market.");
	return OK;
}

static struct error products_fill(
    struct ctx *cx, struct products_ask *ask, struct products_view *view)
{
	struct cart_view *cart = ARENA_NEW(cx->arena, struct cart_view);
	struct error e;

	ask->included = tax_is_included(
	    policy_edition_at(cx->policy, cx->now), cx->who->partner->country);
	e = cart_current(
	    cx, ask->customer.customer_id, &ask->cart, &ask->has_cart);
	if (e.code != 0)
		return e;
	if (ask->has_cart && ask->cart.line_count > 0) {
		if ((e = cart_view_of(cx, &ask->cart, cart)).code != 0)
			return e;
		view->cart = cart;
	}
	view->customer_name = ask->customer.name;
	view->customer_href =
	    arena_printf(cx->arena, "/customers/%s", ask->customer.customer_id);
	view->words = ask->words;
	view->chosen_kind = ask->kind;
	view->kinds = kind_views(cx, ask->kind);
	view->prices =
	    ask->included ? _("Prices include tax") : _("Prices exclude tax");
	view->blocked = blocked_text(cx, ask);
	return catalogue_fill(cx, ask, view);
}

static struct error products_answer(
    struct request *rq, struct products_ask *ask, struct products_view *view)
{
	struct ctx *cx = &rq->cx;
	struct page page = { .title = _("Add products"),
		.body = "products/list",
		.place = PLACE_PRODUCTS,
		.customer = &ask->customer,
		.fields = products_view,
		.data = view };
	struct error e = products_fill(cx, ask, view);

	if (e.code != 0)
		return e;
	if (view->wrong)
		page.status = error_info(ask->outcome.code)->page_status;
	return page_answer(rq, &page);
}

static struct error products_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	struct products_ask ask = {
		.words = text_trim(cx->arena, query_value(rq, "q")),
		.kind = query_value(rq, "view"),
	};
	struct products_view view = { 0 };
	struct error e;

	if (catalog_view_find(ask.kind) == NULL)
		ask.kind = "";
	if (query_value(rq, "added")[0] == '1')
		view.added = _("Added to the cart.");
	e = customer_load(cx, request_param(rq, "customer"), &ask.customer);
	return e.code != 0 ? e : products_answer(rq, &ask, &view);
}

/* ---- adding to the cart ---- */

struct add_input {
	const char *item;
	int64_t quantity;
	const char *q, *view;
};
static const struct field add_fields[] = {
	FIELD(TEXT, struct add_input, item, .required = true, .max = 64),
	FIELD(INT, struct add_input, quantity, .required = true),
	FIELD(TEXT, struct add_input, q),
	FIELD(TEXT, struct add_input, view),
	FIELD_END,
};

/* The cart's lines as typed before, and room for one more. */
static struct cart_line_input *inputs_of(
    struct ctx *cx, const struct cart *cart)
{
	struct cart_line_input *inputs = ARENA_ARRAY(
	    cx->arena, struct cart_line_input, cart->line_count + 1);

	for (size_t i = 0; i < cart->line_count; i++)
		inputs[i] = cart->lines[i].input;
	return inputs;
}

/* Adding refuses what a line could only carry as an error; what is chosen
 * later, a reservation's subscription, is not asked for yet. */
static struct error line_added(const struct cart *cart, const char *item)
{
	for (size_t i = 0; i < cart->line_count; i++) {
		const struct cart_line *line = &cart->lines[i];

		if (text_same_nocase(line->input.catalog_item_id, item) &&
		    line->error.code != ERR_RESERVATION_SUBSCRIPTION)
			return line->error;
	}
	return OK;
}

/* What is no quantity at all stays one that the SKU's limits refuse. */
static int64_t quantity_with(int64_t before, int64_t more)
{
	if (more < 1 || more > QUANTITY_MAX)
		return more;
	return before + more;
}

static struct error add_effects(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	const struct add_input *input = rq->input;
	const char *customer_id = request_param(rq, "customer");
	struct cart cart = { 0 };
	struct cart_line_input *lines;
	size_t count, at;
	bool found;
	struct error e = cart_current(cx, customer_id, &cart, &found);

	if (e.code != 0)
		return e;
	lines = inputs_of(cx, &cart);
	count = cart.line_count;
	for (at = 0; at < count; at++)
		if (text_same_nocase(lines[at].catalog_item_id, input->item))
			break;
	if (at == count)
		lines[count++].catalog_item_id = input->item;
	lines[at].quantity = quantity_with(lines[at].quantity, input->quantity);
	e = found ? cart_replace(
			cx, customer_id, cart.cart_id, lines, count, &cart)
		  : cart_create(cx, customer_id, lines, count, &cart);
	return e.code != 0 ? e : line_added(&cart, input->item);
}

static const char *back_href(struct request *rq)
{
	struct text href;

	text_init(&href, rq->cx.arena);
	text_addf(&href, "/customers/%s/products?added=1&view=",
	    request_param(rq, "customer"));
	text_add_url(&href, typed(rq, "view"));
	text_add(&href, "&q=");
	text_add_url(&href, typed(rq, "q"));
	text_add(&href, "#cart");
	return href.bytes;
}

/* Every row has inputs of its own: the problem points at the one of the row
 * that was sent. */
static struct view_list row_problems(struct request *rq, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	struct view_list list = page_problems(rq, outcome, NULL);
	struct field_problem *problems =
	    ARENA_ARRAY(cx->arena, struct field_problem, list.count);
	const struct field_problem *from = list.items;
	int64_t row;

	for (size_t i = 0; i < list.count; i++) {
		problems[i] = from[i];
		problems[i].label = _("Quantity");
		problems[i].field = text_to_int(typed(rq, "row"), &row)
					? arena_printf(cx->arena,
					      "quantity-%lld", (long long)row)
					: NULL;
	}
	return (struct view_list){ list.count, problems };
}

static struct error add_finish(struct request *rq, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	struct products_ask ask = {
		.words = typed(rq, "q"),
		.kind = typed(rq, "view"),
		.item = typed(rq, "item"),
		.quantity = typed(rq, "quantity"),
		.outcome = outcome,
	};
	struct products_view view = { .wrong = true };
	struct error e;

	if (outcome.code == 0) {
		response_redirect(rq, back_href(rq));
		return OK;
	}
	e = customer_load(cx, request_param(rq, "customer"), &ask.customer);
	if (e.code != 0)
		return e;
	if (catalog_view_find(ask.kind) == NULL)
		ask.kind = "";
	view.problems = row_problems(rq, outcome);
	return products_answer(rq, &ask, &view);
}

const struct route web_products_routes[] = {
	{ GET, "/customers/{customer}/products", .needs = MAY_ORDER,
	    .read = products_read },
	{ POST, "/customers/{customer}/cart", .needs = MAY_ORDER,
	    .body = add_fields, .body_size = sizeof(struct add_input),
	    .effects = add_effects, .finish = add_finish },
	ROUTE_END,
};
