/*
 * The cases of credit and tax (domain.md 11, E-19 to E-32, E-36 to E-41)
 * through the services: a price sheet is imported, a customer orders, the line
 * is cancelled, and the rows of the charges hold the sums. The rules alone are
 * tested in policy/.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "accounts/partner.h"
#include "base/day.h"
#include "base/text.h"
#include "billing/charge.h"
#include "check.h"
#include "world.h"

struct deal {
	const char *partner;  /* country of the partner; NULL: US */
	const char *customer; /* of the customer; NULL: US */
	const char *currency; /* NULL: USD */
	const char *term;     /* NULL: perpetual */
	const char *price;
	int64_t quantity; /* 0: 1 */
	const char *ordered;
	const char *cancelled; /* NULL: not */
};
struct sums {
	int64_t net, tax, gross;
};

/* ---- the shop of one case ---- */

static void bring(struct fixture *f, const char *text, const char *name,
    struct error (*take)(struct import *, FILE *, const char *))
{
	FILE *in = tmpfile();

	CHECK(in != NULL && fputs(text, in) >= 0);
	rewind(in);
	world_import(f, in, name, take);
	fclose(in);
}

static void goods(struct fixture *f, const struct deal *deal)
{
	bring(f,
	    arena_printf(&f->arena,
		"{\"format\":\"kontor-catalogue-1\",\"markets\":{\"%s\":"
		"\"%s\"},\"products\":[{\"id\":\"CASE00000001\",\"title\":"
		"\"Case\",\"kind\":\"%s\",\"family\":\"sql_server\","
		"\"publisher\":\"microsoft\",\"publisherName\":\"Microsoft\","
		"\"type\":{\"id\":\"Software\",\"name\":\"Software\"},"
		"\"views\":[\"Software\"],\"skus\":[{\"id\":\"0001\","
		"\"title\":\"Case\",\"term\":\"%s\",\"maxQuantity\":100,"
		"\"keySource\":\"generated\"}]}]}",
		deal->customer, deal->currency,
		deal->term[0] == '\0' ? "perpetual_software"
				      : "software_subscription",
		deal->term),
	    "catalogue.json", catalogue_import);
	bring(f,
	    arena_printf(&f->arena,
		"ProductId,SkuId,TermDuration,Market,Currency,UnitPrice,"
		"EffectiveStartDate\nCASE00000001,0001,%s,%s,%s,%s,2019-01-01\n",
		deal->term, deal->customer, deal->currency, deal->price),
	    "prices.csv", price_import);
}

/* Acts for a partner of that country. */
static void partner_of(struct fixture *f, const char *country)
{
	struct partner *partner = ARENA_NEW(&f->arena, struct partner);
	const struct partner wanted = {
		.name = "Fabrikam",
		.domain = "fabrikam.example",
		.country = country,
		.city = "Springfield",
		.currency = "USD",
		.culture = "en-US",
		.mpn_id = "5957494",
		.csp_enrolled = true,
		.test_clock = true,
	};

	CHECK_OK(partner_create(&f->cx, &wanted, partner));
	f->who.partner = partner;
}

static const char *customer_of(struct fixture *f, const char *country)
{
	static const struct {
		const char *country, *postal_code;
	} places[] = { { "US", "98052" }, { "JP", "100-0001" },
		{ "AU", "2000" }, { "BR", "01310-100" }, { "DE", "10115" },
		{ "FJ", "" } };
	struct customer_new wanted = {
		.name = "Wingtip",
		.domain = "wingtip.example",
		.country = country,
		.email = "office@wingtip.example",
		.language = "en",
		.culture = "en-US",
		.first_name = "Kim",
		.last_name = "Berg",
		.address_line1 = "1 Main Street",
		.city = "Springfield",
		.state = "WA",
		.phone = "+14255550101",
	};
	struct customer made;

	for (size_t i = 0; i < COUNT(places); i++)
		if (text_same(places[i].country, country))
			wanted.postal_code = places[i].postal_code;
	CHECK_OK(customer_create(&f->cx, &wanted, "Passw0rd!", "no", &made));
	return made.customer_id;
}

static struct order order_of(
    struct fixture *f, const char *customer, const struct deal *deal)
{
	struct catalog_filter filter = { .country = deal->customer };
	struct offer_list offers;
	struct cart_line_input line = { .quantity = deal->quantity };
	struct order_list orders;
	struct cart cart;

	CHECK_OK(catalog_list(&f->cx, &filter, &offers));
	line.catalog_item_id = offers.offers[0].catalog_item_id;
	CHECK_OK(cart_create(&f->cx, customer, &line, 1, &cart));
	CHECK_OK(
	    cart_checkout(&f->cx, customer, cart.cart_id, NULL, 0, &orders));
	CHECK_INT(1, orders.count);
	return orders.orders[0];
}

static void check_sums(struct sums want, const struct charge *got)
{
	CHECK_INT(want.net, got->net.minor);
	CHECK_INT(want.tax, got->tax.minor);
	CHECK_INT(want.gross, got->gross.minor);
}

static json_t *told(const struct charge *charge, const char *key)
{
	json_t *all = json_loads(charge->explanation, 0, NULL);
	json_t *value = json_incref(json_object_get(all, key));

	json_decref(all);
	return value;
}

static void check_told(
    const struct charge *charge, const char *key, int64_t want)
{
	json_t *value = told(charge, key);

	CHECK(json_is_integer(value) || json_is_boolean(value));
	CHECK_INT(want, json_is_integer(value) ? json_integer_value(value)
					       : json_is_true(value));
	json_decref(value);
}

static void cancel_it(struct fixture *f, const char *customer,
    const struct order *order, const char *at)
{
	struct cancel_offer *offers;
	struct order after;
	size_t count;

	world_at(f, at);
	CHECK_OK(order_cancel(&f->cx, customer, order->order_id, NULL, 0,
	    ACK_CHECKBOX, &after, &offers, &count));
}

/* The charge and, when there is one, the credit. */
static void check(struct deal deal, bool included, struct sums charge,
    struct sums credit, int64_t unused_days, int64_t term_days)
{
	struct fixture f;
	struct charge_list list;
	struct order order;
	const char *customer;

	deal.customer = deal.customer == NULL ? "US" : deal.customer;
	deal.currency = deal.currency == NULL ? "USD" : deal.currency;
	deal.term = deal.term == NULL ? "" : deal.term;
	deal.quantity = deal.quantity == 0 ? 1 : deal.quantity;
	fixture_open(&f);
	goods(&f, &deal);
	partner_of(&f, deal.partner == NULL ? "US" : deal.partner);
	customer = customer_of(&f, deal.customer);
	world_at(&f, deal.ordered);
	order = order_of(&f, customer, &deal);
	if (deal.cancelled != NULL)
		cancel_it(&f, customer, &order, deal.cancelled);
	CHECK_OK(charge_list_of_order(&f.cx, order.order_id, &list));
	CHECK_INT(deal.cancelled == NULL ? 1 : 2, list.count);
	check_sums(charge, &list.charges[0]);
	check_told(&list.charges[0], "taxIncluded", included);
	if (deal.cancelled != NULL) {
		check_sums(credit, &list.charges[1]);
		check_told(&list.charges[1], "feeMinor", 0);
	}
	if (term_days > 0) {
		check_told(&list.charges[1], "unusedDays", unused_days);
		check_told(&list.charges[1], "termDays", term_days);
	}
	fixture_close(&f);
}

#define NONE ((struct sums){ 0, 0, 0 })

/* In dollars, without tax. */
static void check_credit(struct deal deal, int64_t paid, int64_t back,
    int64_t unused_days, int64_t term_days)
{
	check(deal, false, (struct sums){ paid, 0, paid },
	    (struct sums){ -back, 0, -back }, unused_days, term_days);
}

#define DEAL(...) ((struct deal){ __VA_ARGS__ })

/* ---- credit ---- */

TEST(e_19_perpetual_software_is_credited_in_full)
{
	check_credit(DEAL(.price = "1000.00", .ordered = "2021-03-10T10:00:00Z",
			 .cancelled = "2021-05-09T23:59:59Z"),
	    100000, 100000, 0, 0);
}

TEST(e_20_to_e_23_a_year_gives_back_365_364_335_and_305_of_365_days)
{
	static const struct {
		const char *day;
		int64_t back, unused;
	} cases[] = { { "2021-03-10T23:59:59Z", 120000, 365 },
		{ "2021-03-11T00:00:00Z", 119671, 364 },
		{ "2021-04-09T12:00:00Z", 110137, 335 },
		{ "2021-05-09T12:00:00Z", 100274, 305 } };

	for (size_t i = 0; i < COUNT(cases); i++)
		check_credit(DEAL(.term = "P1Y", .price = "1200.00",
				 .ordered = "2021-03-10T10:00:00Z",
				 .cancelled = cases[i].day),
		    120000, cases[i].back, cases[i].unused, 365);
}

TEST(e_24_three_years_give_back_1066_of_1096_days)
{
	check_credit(DEAL(.term = "P3Y", .price = "9999.99",
			 .ordered = "2021-06-10T10:00:00Z",
			 .cancelled = "2021-07-10T10:00:00Z"),
	    999999, 972627, 1066, 1096);
}

TEST(e_25_three_years_give_back_1036_of_1096_days)
{
	check_credit(DEAL(.term = "P3Y", .price = "9999.99",
			 .ordered = "2021-03-10T10:00:00Z",
			 .cancelled = "2021-05-09T10:00:00Z"),
	    999999, 945255, 1036, 1096);
}

TEST(e_26_half_a_cent_goes_down_to_the_even_cent)
{
	check_credit(DEAL(.term = "P1Y", .price = "1.83",
			 .ordered = "2019-12-20T10:00:00Z",
			 .cancelled = "2019-12-21T10:00:00Z"),
	    183, 182, 365, 366);
}

TEST(e_27_half_a_cent_goes_up_to_the_even_cent)
{
	check_credit(DEAL(.term = "P1Y", .price = "5.49",
			 .ordered = "2019-12-20T10:00:00Z",
			 .cancelled = "2019-12-21T10:00:00Z"),
	    549, 548, 365, 366);
}

TEST(e_28_a_year_from_a_leap_day_has_365_days)
{
	check_credit(DEAL(.term = "P1Y", .price = "365.00",
			 .ordered = "2020-02-29T10:00:00Z",
			 .cancelled = "2020-03-30T10:00:00Z"),
	    36500, 33500, 335, 365);
}

TEST(e_29_the_last_day_of_the_window_in_a_year_of_366_days)
{
	check_credit(DEAL(.term = "P1Y", .price = "100.00",
			 .ordered = "2019-12-20T10:00:00Z",
			 .cancelled = "2020-02-18T23:59:59Z"),
	    10000, 8361, 306, 366);
}

TEST(e_30_a_cent_gives_back_a_cent)
{
	check_credit(DEAL(.term = "P1Y", .price = "0.01",
			 .ordered = "2021-06-10T10:00:00Z",
			 .cancelled = "2021-07-10T10:00:00Z"),
	    1, 1, 335, 365);
}

TEST(e_31_yen_have_no_smaller_unit)
{
	check_credit(DEAL(.customer = "JP", .currency = "JPY", .term = "P1Y",
			 .price = "120000", .ordered = "2021-06-10T10:00:00Z",
			 .cancelled = "2021-07-10T10:00:00Z"),
	    120000, 110137, 335, 365);
}

TEST(e_32_three_units_are_rounded_once_on_their_total)
{
	check_credit(DEAL(.term = "P1Y", .price = "33.00", .quantity = 3,
			 .ordered = "2021-06-10T10:00:00Z",
			 .cancelled = "2021-07-10T10:00:00Z"),
	    9900, 9086, 335, 365);
}

/* ---- tax ---- */

TEST(e_36_australia_110_hold_10_of_tax)
{
	check(DEAL(.partner = "AU", .customer = "AU", .currency = "AUD",
		  .price = "110.00", .ordered = "2021-06-10T10:00:00Z"),
	    true, (struct sums){ 10000, 1000, 11000 }, NONE, 0, 0);
}

TEST(e_37_australia_100_hold_9_09_of_tax)
{
	check(DEAL(.partner = "AU", .customer = "AU", .currency = "AUD",
		  .price = "100.00", .ordered = "2021-06-10T10:00:00Z"),
	    true, (struct sums){ 9091, 909, 10000 }, NONE, 0, 0);
}

TEST(e_38_germany_adds_20_to_100_at_the_test_rate)
{
	check(DEAL(.partner = "DE", .customer = "DE", .currency = "EUR",
		  .price = "100.00", .ordered = "2021-06-10T10:00:00Z"),
	    false, (struct sums){ 10000, 2000, 12000 }, NONE, 0, 0);
}

TEST(e_39_brazil_115_hold_15_of_tax_at_the_test_rate)
{
	check(DEAL(.partner = "BR", .customer = "BR", .currency = "BRL",
		  .price = "115.00", .ordered = "2021-06-10T10:00:00Z"),
	    true, (struct sums){ 10000, 1500, 11500 }, NONE, 0, 0);
}

TEST(e_40_a_customer_in_fiji_of_a_partner_in_australia_pays_prices_with_tax)
{
	check(DEAL(.partner = "AU", .customer = "FJ", .currency = "AUD",
		  .price = "110.00", .ordered = "2021-06-10T10:00:00Z"),
	    true, (struct sums){ 10000, 1000, 11000 }, NONE, 0, 0);
	/* and the other way round */
	check(DEAL(.partner = "DE", .customer = "AU", .currency = "AUD",
		  .price = "100.00", .ordered = "2021-06-10T10:00:00Z"),
	    false, (struct sums){ 10000, 2000, 12000 }, NONE, 0, 0);
}

TEST(e_41_gross_and_tax_are_prorated_and_net_is_what_is_left)
{
	check(DEAL(.partner = "AU", .customer = "AU", .currency = "AUD",
		  .term = "P1Y", .price = "110.00",
		  .ordered = "2021-06-10T10:00:00Z",
		  .cancelled = "2021-06-20T10:00:00Z"),
	    true, (struct sums){ 10000, 1000, 11000 },
	    (struct sums){ -9726, -973, -10699 }, 355, 365);
}

RUN_TESTS(TEST_1(e_19_perpetual_software_is_credited_in_full),
    TEST_1(e_20_to_e_23_a_year_gives_back_365_364_335_and_305_of_365_days),
    TEST_1(e_24_three_years_give_back_1066_of_1096_days),
    TEST_1(e_25_three_years_give_back_1036_of_1096_days),
    TEST_1(e_26_half_a_cent_goes_down_to_the_even_cent),
    TEST_1(e_27_half_a_cent_goes_up_to_the_even_cent),
    TEST_1(e_28_a_year_from_a_leap_day_has_365_days),
    TEST_1(e_29_the_last_day_of_the_window_in_a_year_of_366_days),
    TEST_1(e_30_a_cent_gives_back_a_cent),
    TEST_1(e_31_yen_have_no_smaller_unit),
    TEST_1(e_32_three_units_are_rounded_once_on_their_total),
    TEST_1(e_36_australia_110_hold_10_of_tax),
    TEST_1(e_37_australia_100_hold_9_09_of_tax),
    TEST_1(e_38_germany_adds_20_to_100_at_the_test_rate),
    TEST_1(e_39_brazil_115_hold_15_of_tax_at_the_test_rate),
    TEST_1(
	e_40_a_customer_in_fiji_of_a_partner_in_australia_pays_prices_with_tax),
    TEST_1(e_41_gross_and_tax_are_prorated_and_net_is_what_is_left))
