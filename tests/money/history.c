/*
 * Random histories for ./test money: partners under both tax modes buy, cancel
 * and change seats through the product's services, on days picked to hurt.
 * What the amounts must be, tools/recompute says; nothing is checked here.
 *
 *   money_history FOLDER SEED COUNT
 *
 * FOLDER holds catalogue.json and prices.csv; decisions.jsonl is written into
 * it. Says where the database is, then keeps it until standard input ends.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "accounts/partner.h"
#include "base/day.h"
#include "base/text.h"
#include "orders/due.h"
#include "orders/renewal.h"
#include "orders/subscription.h"
#include "random.h"
#include "support/request_desk.h"
#include "world.h"

#define CUSTOMERS_EACH 6
#define OFFERS_MOST 64
#define ORDERS_MOST 6
#define COMMIT_EVERY 250

struct buyer {
	const struct principal *who;
	const char *customer_id;
	const char *plan; /* Azure plan that reservations need */
	struct offer *offers;
	size_t offer_count;
};
struct house {
	struct fixture f;
	struct random random;
	FILE *decisions;
	const struct principal **partners;
	size_t partner_count;
	struct buyer *buyers;
	size_t buyer_count;
	int64_t day; /* about which histories begin; it passes */
	int64_t acts, refused;
};
/* One customer's orders, one after the other. */
struct history {
	struct house *house;
	struct ctx *cx;
	const struct buyer *buyer;
	const char *order_ids[ORDERS_MOST];
	size_t order_count;
};

static void stop(const char *what, struct error e)
{
	fprintf(stderr, "history: %s: %s (%s)\n", what,
	    error_info(e.code)->name, e.field == NULL ? "" : e.field);
	exit(1);
}

static void need(struct error e, const char *what)
{
	if (e.code != 0)
		stop(what, e);
}

/* A rule said no; anything else is a fault of the product's. */
static bool is_refusal(struct error e)
{
	return error_info(e.code)->rest_status < 500 && e.code != ERR_CONFLICT;
}

/* ---- one act: all of it or nothing, as the writer does it ---- */

typedef struct error act(struct history *h, void *what);

static struct error attempt(struct history *h, act *fn, void *what)
{
	struct tx *tx = h->house->f.tx;
	struct error e;

	need(tx_savepoint(tx), "a savepoint");
	e = fn(h, what);
	if (e.code != 0 && !is_refusal(e))
		stop("an act", e);
	if (e.code != 0)
		tx_rollback_to(tx);
	need(tx_release(tx), "a savepoint");
	h->house->acts++;
	h->house->refused += e.code != 0;
	return e;
}

/* ---- buying ---- */

static int64_t quantity_of(struct random *random, const struct offer *offer)
{
	static const int64_t most[] = { 1, 3, 7, 50, 200, 5000 };
	int64_t wanted =
	    1 + random_below(random, most[random_below(random, 6)]);

	return wanted < offer->sku.max_quantity ? wanted
						: offer->sku.max_quantity;
}

static void line_fill(struct history *h, struct cart_line_input *line)
{
	struct random *random = &h->house->random;
	const struct buyer *buyer = h->buyer;
	const struct offer *offer =
	    &buyer->offers[random_below(random, (int64_t)buyer->offer_count)];
	struct field_pair *pairs =
	    ARENA_ARRAY(h->cx->arena, struct field_pair, 2);

	*line = (struct cart_line_input){
		.catalog_item_id = offer->catalog_item_id,
		.quantity = quantity_of(random, offer),
	};
	if (offer->product.kind != PRODUCT_AZURE_RESERVATION)
		return;
	pairs[0] = (struct field_pair){ "subscriptionId", buyer->plan };
	pairs[1] = (struct field_pair){ "scope", "shared" };
	line->context = (struct field_map){ 2, pairs };
}

static struct error buy(struct history *h, void *what)
{
	struct cart_line_input lines[4];
	size_t count = 1 + (size_t)random_below(&h->house->random, 4);
	const char *customer = h->buyer->customer_id;
	struct order_list orders;
	struct cart cart;
	struct error e;

	(void)what;
	for (size_t i = 0; i < count; i++)
		line_fill(h, &lines[i]);
	e = cart_create(h->cx, customer, lines, count, &cart);
	if (e.code == 0)
		e = cart_checkout(
		    h->cx, customer, cart.cart_id, NULL, 0, &orders);
	for (size_t i = 0; e.code == 0 && i < orders.count; i++)
		if (h->order_count < ORDERS_MOST)
			h->order_ids[h->order_count++] =
			    orders.orders[i].order_id;
	return e;
}

/* ---- cancelling ---- */

struct cancelling {
	const char *order_id;
	const int64_t *lines;
	size_t count;
	enum acknowledgement acknowledgement;
};

static struct error cancel(struct history *h, void *what)
{
	const struct cancelling *c = what;
	struct cancel_offer *offers;
	struct order after;
	size_t count;

	return order_cancel(h->cx, h->buyer->customer_id, c->order_id, c->lines,
	    c->count, c->acknowledgement, &after, &offers, &count);
}

static void note(struct history *h, const struct order *order,
    const struct order_line *line, const struct cancelling *c, struct error e)
{
	static const char *const ways[] = { "page", "checkbox", "call" };

	fprintf(h->house->decisions,
	    "{\"partner\":%lld,\"order\":\"%s\",\"line\":%lld,\"at\":%lld,"
	    "\"by\":\"%s\",\"cancelled\":%s,\"answer\":\"%s\"}\n",
	    (long long)h->buyer->who->partner->partner_id, order->order_id,
	    (long long)line->line_number, (long long)h->cx->now,
	    ways[c->acknowledgement],
	    line->state == LINE_CANCELLED ? "true" : "false",
	    e.code == 0 ? "allowed" : error_info(e.code)->name);
}

static void cancel_line(struct history *h, const struct order *order)
{
	struct random *random = &h->house->random;
	const struct order_line *line =
	    &order->lines[random_below(random, (int64_t)order->line_count)];
	struct cancelling c = { order->order_id, &line->line_number, 1,
		random_below(random, 4) == 0
		    ? ACK_NONE
		    : ACK_CHECKBOX +
			  (enum acknowledgement)random_below(random, 2) };
	struct error e = attempt(h, cancel, &c);

	note(h, order, line, &c, e);
}

static void cancel_all(struct history *h, const struct order *order)
{
	struct cancelling c = { order->order_id, NULL, 0, ACK_CALL };

	attempt(h, cancel, &c);
}

/* ---- seats ---- */

struct changing {
	const char *subscription_id;
	struct subscription_change change;
};

static struct error change(struct history *h, void *what)
{
	const struct changing *c = what;
	struct subscription_plan plan;

	return subscription_change(h->cx, h->buyer->customer_id,
	    c->subscription_id, &c->change, &plan);
}

static void change_seats(struct history *h, const struct order *order)
{
	struct random *random = &h->house->random;
	struct changing c = { 0 };

	for (size_t i = 0; i < order->line_count; i++)
		if (order->lines[i].subscription_id != NULL &&
		    (c.subscription_id == NULL || random_below(random, 2)))
			c.subscription_id = order->lines[i].subscription_id;
	if (c.subscription_id == NULL)
		return;
	switch (random_below(random, 8)) {
	case 0:
		c.change.state = "deleted";
		break;
	case 1:
		c.change.state = "suspended";
		break;
	case 2:
		c.change.has_auto_renew = true;
		c.change.auto_renew = random_below(random, 3) == 0;
		break;
	default:
		c.change.has_quantity = true;
		c.change.quantity = 1 + random_below(random, 40);
	}
	attempt(h, change, &c);
}

/* ---- refunds by request ---- */

struct granting {
	const struct order *order;
	struct refund_item item;
	int64_t asked_minor;
};

/* Filed by the partner, decided by an operator. */
static struct error grant(struct history *h, void *what)
{
	const struct granting *g = what;
	const struct principal operator= { .kind = ACTOR_OPERATOR,
		.roles = ROLE_OPERATOR,
		.partner = h->buyer->who->partner,
		.user_id = "99999999-2222-4333-8444-555555555555",
		.user_name = "Olga Brandt" };
	char amount[32];
	struct request_ask ask = {
		.request = { .topic_id = "1001",
		    .severity = SEVERITY_MODERATE,
		    .title = "Refund",
		    .locale = "en",
		    .customer_ref = h->buyer->customer_id,
		    .order_ref = g->order->order_id,
		    .line_number = g->item.line_number,
		    .refund_reason = "Bought twice.",
		    .contact = { .first_name = "Ada",
			.last_name = "Lind",
			.email = "ada@contoso.example",
			.phone = "+1 555 0100" } },
		.amount = amount,
	};
	struct service_request request;
	struct refund_done done;
	struct error e;

	money_decimal(g->asked_minor, currency_exponent(g->order->currency),
	    amount, sizeof(amount));
	if ((e = request_ask_file(h->cx, &ask, &request)).code)
		return e;
	h->cx->who = &operator;
	e = refund_grant(
	    h->cx, request.request_id, &g->item, 1, "Granted.", &done);
	h->cx->who = h->buyer->who;
	return e;
}

/* All of what is left, or a part, or more than that. */
static void grant_some(struct history *h, const struct order *order)
{
	struct random *random = &h->house->random;
	const struct order_line *line =
	    &order->lines[random_below(random, (int64_t)order->line_count)];
	struct granting g = { .order = order,
		.item = { .line_number = line->line_number,
		    .cancel = random_below(random, 3) == 0 } };
	struct charge_paid left;

	need(charge_paid_in_all(
		 h->cx, order->order_id, line->line_number, &left),
	    "what is left");
	if (left.gross_minor <= 0)
		return;
	g.asked_minor = left.gross_minor;
	switch (random_below(random, 4)) {
	case 0:
		g.item.gross_minor = left.gross_minor;
		break;
	case 1:
		g.item.gross_minor = left.gross_minor + random_below(random, 3);
		break;
	default:
		g.item.gross_minor = 1 + random_below(random, left.gross_minor);
	}
	attempt(h, grant, &g);
}

/* ---- time ---- */

#define FIRST_DAY 18048 /* 2019-06-01 */
#define LAST_DAY 19173  /* 2022-06-30 */

/* Near the house's day, and one time in two one that hurts: the end of a
 * month, a leap day, a day around the beginning of an edition. */
static int64_t day_some(struct house *house)
{
	static const int64_t hard[] = { 18321 /* 2020-02-29 */,
		18656 /* 2021-01-29 */, 18694 /* 2021-03-08 */,
		18780 /* 2021-06-02 */ };
	struct random *random = &house->random;
	int64_t day = house->day + random_below(random, 40) - 10;
	struct date date = day_to_date(day);
	int last = days_in_month(date.year, date.month);
	int64_t near = hard[random_below(random, COUNT(hard))];

	switch (random_below(random, 4)) {
	case 0:
		return near - day < 60 && day - near < 60
			   ? near - 1 + random_below(random, 3)
			   : day;
	case 1:
		return day_from_date(
		    date.year, date.month, last - (int)random_below(random, 4));
	default:
		return day;
	}
}

static int64_t second_some(struct random *random)
{
	switch (random_below(random, 4)) {
	case 0:
		return 0;
	case 1:
		return DAY_SECONDS - 1;
	default:
		return random_below(random, DAY_SECONDS);
	}
}

static int64_t days_some(struct random *random, bool test_clock)
{
	static const int64_t days[] = { 0, 1, 14, 29, 30, 31, 59, 60, 61, 182,
		364, 365, 366 };

	switch (random_below(random, 8)) {
	case 0: /* a test clock goes back */
		return test_clock ? -random_below(random, 5) : 0;
	case 1:
	case 2:
		return days[random_below(random, COUNT(days))];
	case 3:
	case 4:
		return 0; /* the same day again */
	default:
		return random_below(random, 40);
	}
}

/* ---- a history ---- */

static void act_some(struct history *h)
{
	struct random *random = &h->house->random;
	struct order order;

	if (h->order_count == 0 || random_below(random, 8) == 0) {
		attempt(h, buy, NULL);
		return;
	}
	need(order_load(h->cx, h->buyer->customer_id,
		 h->order_ids[random_below(random, (int64_t)h->order_count)],
		 &order),
	    "an order");
	switch (random_below(random, 9)) {
	case 0:
		cancel_all(h, &order);
		break;
	case 8:
		grant_some(h, &order);
		break;
	case 1:
	case 2:
	case 3:
		change_seats(h, &order);
		break;
	default:
		cancel_line(h, &order);
	}
}

/* Forward on one day too, unless the clock is one for tests: no two acts at
 * one moment. */
static void time_pass(struct history *h)
{
	struct random *random = &h->house->random;
	bool test_clock = h->buyer->who->partner->test_clock;
	int64_t day = day_of(h->cx->now) + days_some(random, test_clock);
	int64_t next = day_start(day) + second_some(random);

	h->cx->now = next <= h->cx->now && !test_clock ? h->cx->now + 1 : next;
}

static void history_make(struct house *house)
{
	struct random *random = &house->random;
	struct ctx *cx = &house->f.cx;
	struct history h = { .house = house, .cx = cx };
	int64_t acts = 1 + random_below(random, 5);
	struct arena arena;

	arena_init(&arena);
	cx->arena = &arena;
	h.buyer =
	    &house->buyers[random_below(random, (int64_t)house->buyer_count)];
	cx->who = h.buyer->who;
	cx->now = day_start(day_some(house)) + second_some(random);
	attempt(&h, buy, NULL);
	for (int64_t i = 0; i < acts; i++) {
		time_pass(&h);
		act_some(&h);
	}
	cx->arena = &house->f.arena;
	arena_done(&arena);
}

/* ---- what falls due ---- */

static struct error due(struct history *h, void *what)
{
	struct error e;
	int64_t periods;

	(void)what;
	/* more at once than one step may be */
	while ((e = due_all(h->cx)).code == ERR_CLOCK_STEP)
		need(renewals_due(h->cx, DUE_MAX, &periods), "renewals");
	return e;
}

/* Renewals until now, and the invoices of the months that are over. */
static void bill(struct house *house, const struct principal *who, int64_t day)
{
	struct ctx *cx = &house->f.cx;
	struct history h = { .house = house, .cx = cx };
	struct arena arena;

	arena_init(&arena);
	cx->arena = &arena;
	cx->who = who;
	cx->now = day_start(day) + second_some(&house->random);
	need(attempt(&h, due, NULL), "what is due");
	cx->arena = &house->f.arena;
	arena_done(&arena);
}

/* Each partner about once a month, some later. */
static void days_pass(struct house *house, int64_t until)
{
	for (; house->day < until; house->day++)
		for (size_t i = 0; i < house->partner_count; i++)
			if (random_below(&house->random, 30) == 0)
				bill(house, house->partners[i], house->day);
}

/* ---- the house ---- */

static FILE *file_in(const char *folder, const char *name, const char *mode)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, mode);
	if (file == NULL)
		stop(path, fail(ERR_INTERNAL, NULL));
	return file;
}

static void import_from(struct house *house, const char *folder,
    const char *name,
    struct error (*take)(struct import *, FILE *, const char *))
{
	FILE *in = file_in(folder, name, "r");

	world_import(&house->f, in, name, take);
	fclose(in);
}

static const struct principal *partner_make(
    struct house *house, const char *country, bool sandbox, int number)
{
	struct fixture *f = &house->f;
	struct partner *partner = ARENA_NEW(&f->arena, struct partner);
	struct principal *who = ARENA_NEW(&f->arena, struct principal);
	const struct partner wanted = {
		.name = arena_printf(&f->arena, "Partner %d", number),
		.domain = arena_printf(&f->arena, "p%d.example", number),
		.country = country,
		.city = "Springfield",
		.currency = "EUR",
		.culture = "en-US",
		.mpn_id = arena_printf(&f->arena, "%d", 4800000 + number),
		.csp_enrolled = true,
		.test_clock = number % 3 == 0,
		.sandbox = sandbox,
	};

	need(partner_create(&f->cx, &wanted, partner), "a partner");
	*who = f->who;
	who->partner = partner;
	return who;
}

/* An Azure plan bought before every history. */
static const char *plan_buy(struct house *house, struct buyer *buyer)
{
	struct cart_line_input line = { .quantity = 1 };
	struct ctx *cx = &house->f.cx;
	struct order_list orders;
	struct cart cart;

	for (size_t i = 0; i < buyer->offer_count; i++)
		if (buyer->offers[i].product.kind == PRODUCT_AZURE_PLAN)
			line.catalog_item_id = buyer->offers[i].catalog_item_id;
	need(cart_create(cx, buyer->customer_id, &line, 1, &cart), "a cart");
	need(cart_checkout(
		 cx, buyer->customer_id, cart.cart_id, NULL, 0, &orders),
	    "a plan");
	return orders.orders[0].lines[0].subscription_id;
}

struct place {
	const char *country, *postal_code, *state;
};

static const char *customer_make(
    struct house *house, const struct place *place, int number)
{
	struct fixture *f = &house->f;
	struct customer_new wanted = {
		.name = arena_printf(&f->arena, "Customer %d", number),
		.domain = arena_printf(&f->arena, "c%d.example", number),
		.country = place->country,
		.email = "office@example.org",
		.language = "en",
		.culture = "en-US",
		.first_name = "Kim",
		.last_name = "Berg",
		.address_line1 = "1 Main Street",
		.city = "Springfield",
		.state = place->state,
		.postal_code = place->postal_code,
		.phone = "+14255550101",
	};
	struct customer made;

	need(customer_create(&f->cx, &wanted, "Passw0rd!", "no hash", &made),
	    "a customer");
	return made.customer_id;
}

static void buyer_make(struct house *house, const struct principal *who,
    const struct place *place, int number)
{
	struct catalog_filter filter = { .country = place->country };
	struct fixture *f = &house->f;
	struct buyer *buyer = &house->buyers[house->buyer_count++];
	struct offer_list list;

	f->cx.who = who;
	need(catalog_list(&f->cx, &filter, &list), "the catalogue");
	*buyer = (struct buyer){
		.who = who,
		.customer_id = customer_make(house, place, number),
		.offers = list.offers,
		.offer_count = list.count,
	};
	buyer->plan = plan_buy(house, buyer);
}

/* Where tax is in the price twice as often; half of them with sandbox rules,
 * where what is not software may be cancelled too. */
static void buyers_make(struct house *house)
{
	static const char *const partners[] = { "AU", "BR", "AU", "BR", "DE",
		"US", "SE", "JP", "GB", "CN", "KW" };
	static const struct place places[] = { { "US", "98052", "WA" },
		{ "DE", "10115", "" }, { "JP", "100-0001", "" },
		{ "KW", "13001", "" }, { "AU", "2000", "" },
		{ "BR", "01310-100", "" }, { "TN", "1000", "" },
		{ "CL", "8320000", "" }, { "GB", "SW1A 1AA", "" },
		{ "KR", "03051", "" }, { "BH", "317", "" },
		{ "SE", "111 22", "" } };
	int number = 0;

	house->partner_count = 2 * COUNT(partners);
	house->partners = ARENA_ARRAY(
	    &house->f.arena, const struct principal *, house->partner_count);
	house->buyers = ARENA_ARRAY(&house->f.arena, struct buyer,
	    2 * COUNT(partners) * CUSTOMERS_EACH);
	for (size_t p = 0; p < 2 * COUNT(partners); p++) {
		const struct principal *who =
		    partner_make(house, partners[p % COUNT(partners)],
			p >= COUNT(partners), (int)p + 2);

		house->partners[p] = who;
		for (size_t c = 0; c < CUSTOMERS_EACH; c++, number++)
			buyer_make(house, who,
			    &places[(size_t)number % COUNT(places)], number);
	}
}

static void house_open(struct house *house, const char *folder)
{
	fixture_open(&house->f);
	world_at(&house->f, "2019-05-01T00:00:00Z");
	import_from(house, folder, "catalogue.json", catalogue_import);
	import_from(house, folder, "prices.csv", price_import);
	buyers_make(house);
	fixture_commit(&house->f);
	house->decisions = file_in(folder, "decisions.jsonl", "w");
}

int main(int argc, char **argv)
{
	static struct house house;
	int64_t seed, count;

	if (argc != 4 || !text_to_int(argv[2], &seed) ||
	    !text_to_int(argv[3], &count)) {
		fprintf(stderr, "usage: money_history FOLDER SEED COUNT\n");
		return 64;
	}
	random_seed(&house.random, (uint64_t)seed);
	house_open(&house, argv[1]);
	house.day = FIRST_DAY;
	for (int64_t i = 1; i <= count; i++) {
		days_pass(
		    &house, FIRST_DAY + (LAST_DAY - FIRST_DAY) * i / count);
		history_make(&house);
		if (i % COMMIT_EVERY == 0)
			fixture_commit(&house.f);
	}
	fixture_commit(&house.f);
	fclose(house.decisions);
	printf("%s %lld %lld\n", house.f.where, (long long)house.acts,
	    (long long)house.refused);
	fflush(stdout);
	while (getchar() != EOF)
		;
	fixture_close(&house.f);
	return 0;
}
