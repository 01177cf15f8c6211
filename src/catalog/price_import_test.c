/*
 * Price sheets: every fault named, nothing live until all is, the right price
 * by date, sheet, tier, market and currency.
 */
#include "import_fixture.h"

#include "base/day.h"
#include "db/db.h"

#define HEAD                                                                   \
	"ProductId,SkuId,TermDuration,BillingPlan,Market,Currency,UnitPrice,"  \
	"PricingTierRangeMin,PricingTierRangeMax,EffectiveStartDate,"          \
	"EffectiveEndDate,ERP Price,Segment\n"
#define PERP "PERPETUAL001,0001,NoTerm,,"

static int64_t at(const char *text)
{
	int64_t instant = 0;

	CHECK(instant_parse(text, &instant));
	return instant;
}

static int64_t live_sheets(struct desk *desk)
{
	int64_t count = 0;

	CHECK_OK(sql_int(
	    &desk->f.cx, SQL_price_sheet_live_count, NO_ARGS, &count, NULL));
	return count;
}

TEST(every_kind_of_bad_line_is_named_and_nothing_goes_live)
{
	static const struct {
		const char *line, *want;
	} cases[] = {
		{ "PERPETUAL009,0001,NoTerm,,DE,EUR,1,,,2021-01-01,,,",
		    "SkuId: there is no SKU 0001 of a product PERPETUAL009" },
		{ "PERPETUAL001,0009,NoTerm,,DE,EUR,1,,,2021-01-01,,,",
		    "SkuId: there is no SKU 0009 of a product PERPETUAL001" },
		{ ",0001,NoTerm,,DE,EUR,1,,,2021-01-01,,,",
		    "ProductId: there is no product “”" },
		{ "PERPETUAL001,00001,NoTerm,,DE,EUR,1,,,2021-01-01,,,",
		    "SkuId: there is no SKU “00001”" },
		{ "PERPETUAL001,0001,P1Y,,DE,EUR,1,,,2021-01-01,,,",
		    "TermDuration: “P1Y” is not the SKU’s term, NoTerm" },
		{ "SUBSCRIPTION,0001,P3Y,,DE,EUR,1,,,2021-01-01,,,",
		    "TermDuration: “P3Y” is not the SKU’s term, P1Y" },
		{ "SEAT00000001,0001,P1M,Annual,DE,EUR,1,,,2021-01-01,,,",
		    "BillingPlan: “Annual” is not the SKU’s billing cycle, "
		    "monthly" },
		{ "PERPETUAL001,0001,NoTerm,Weekly,DE,EUR,1,,,2021-01-01,,,",
		    "BillingPlan: “Weekly” is not Monthly, Annual or OneTime" },
		{ PERP "XX,EUR,1,,,2021-01-01,,,",
		    "Market: “XX” is not a country code" },
		{ PERP "Germany,EUR,1,,,2021-01-01,,,",
		    "Market: “Germany” is not a country code" },
		{ PERP "DE,EURO,1,,,2021-01-01,,,",
		    "Currency: “EURO” is not a currency code" },
		{ PERP "DE,EUR,,,,2021-01-01,,,",
		    "UnitPrice: the price is missing" },
		{ PERP "DE,EUR,1.005,,,2021-01-01,,,",
		    "UnitPrice: “1.005” is not an amount of EUR (digits, a "
		    "point, at most 2 after it)" },
		{ PERP "DE,EUR,-1,,,2021-01-01,,,",
		    "UnitPrice: “-1” is not an amount of EUR (digits, a point, "
		    "at most 2 after it)" },
		{ PERP "DE,EUR,1e3,,,2021-01-01,,,",
		    "UnitPrice: “1e3” is not an amount of EUR (digits, a "
		    "point, at most 2 after it)" },
		{ PERP "JP,JPY,100.5,,,2021-01-01,,,",
		    "UnitPrice: “100.5” is not an amount of JPY (digits, a "
		    "point, at most 0 after it)" },
		{ PERP "DE,EUR,1,,,2021-01-01,,x,",
		    "ERP Price: “x” is not an amount of EUR (digits, a point, "
		    "at most 2 after it)" },
		{ PERP "DE,EUR,1,many,,2021-01-01,,,",
		    "PricingTierRangeMin: “many” is not a quantity" },
		{ PERP "DE,EUR,1,5,4,2021-01-01,,,",
		    "PricingTierRangeMax: 4 is below PricingTierRangeMin" },
		{ PERP "DE,EUR,1,,,2021-02-30,,,",
		    "EffectiveStartDate: “2021-02-30” is not a date" },
		{ PERP "DE,EUR,1,,,,,,",
		    "EffectiveStartDate: “” is not a date" },
		{ PERP "DE,EUR,1,,,2021-01-02,2021-01-01,,",
		    "EffectiveEndDate: 2021-01-01 is not after "
		    "EffectiveStartDate" },
		{ PERP "DE,EUR,1,,,2021-01-01,,,Military",
		    "Segment: “Military” is not a segment" },
		{ PERP "DE,EUR,1", "7 columns instead of 13" },
		{ PERP "DE,EUR,\"1,,,2021-01-01,,,",
		    "the last field has no closing quote" },
	};
	struct desk desk;
	char content[2000], want[500];

	desk_open(&desk);
	for (size_t i = 0; i < COUNT(cases); i++) {
		/* a good line before it must not go live either */
		snprintf(content, sizeof(content),
		    HEAD PERP "FR,EUR,1.00,,,2021-01-01,,,\n%s\n",
		    cases[i].line);
		snprintf(want, sizeof(want), "line 3: %s\n", cases[i].want);
		desk_clear(&desk);
		CHECK_FAILS(ERR_IMPORT_LINES,
		    desk_import(&desk, price_import, content));
		CHECK_TEXT(want, desk.said.bytes);
		CHECK_INT(0, live_sheets(&desk));
	}
	desk_close(&desk);
}

TEST(all_faults_of_a_file_are_named_at_once)
{
	struct desk desk;

	desk_open(&desk);
	CHECK_FAILS(ERR_IMPORT_LINES,
	    desk_import(&desk, price_import,
		HEAD "PERPETUAL001,0009,NoTerm,,ZZ,EUR,1,,,2021-01-01,,,\n" PERP
		     "DE,EUR,1,,,2021-01-01,,,\n" PERP
		     "DE,QQQ,1,,,nonsense,,,\n"));
	CHECK_TEXT("line 2: SkuId: there is no SKU 0009 of a product "
		   "PERPETUAL001\n"
		   "line 2: Market: “ZZ” is not a country code\n"
		   "line 4: Currency: “QQQ” is not a currency code\n"
		   "line 4: EffectiveStartDate: “nonsense” is not a date\n",
	    desk.said.bytes);
	CHECK_INT(4, desk.import.bad);
	desk_close(&desk);
}

TEST(faults_of_the_header_are_named)
{
	static const struct {
		const char *content, *want;
	} cases[] = {
		{ "", "line 1: the file is empty\n" },
		{ HEAD, "line 1: there is no price below the header\n" },
		{ "ProductId,SkuId,TermDuration,Market,Currency,UnitPrice\n"
		  "x\n",
		    "line 1: EffectiveStartDate: the column is missing\n" },
		{ "ProductId,Sku Id,SkuId,TermDuration,Market,Currency,"
		  "UnitPrice,EffectiveStartDate\nx\n",
		    "line 1: SkuId: the column stands twice\n" },
	};
	struct desk desk;

	desk_open(&desk);
	for (size_t i = 0; i < COUNT(cases); i++) {
		desk_clear(&desk);
		CHECK_FAILS(ERR_IMPORT_LINES,
		    desk_import(&desk, price_import, cases[i].content));
		CHECK_TEXT(cases[i].want, desk.said.bytes);
	}
	desk_close(&desk);
}

TEST(two_prices_for_one_instant_are_refused)
{
	static const struct {
		const char *lines, *want;
	} cases[] = {
		/* the same twice */
		{ PERP "DE,EUR,1,,,2021-01-01,,,\n" PERP
		       "DE,EUR,2,,,2021-01-01,,,\n",
		    "line 3: EffectiveStartDate: line 2 has a price for the "
		    "same on 2021-01-01\n" },
		/* an end in the middle of the other; the later line is named */
		{ PERP "DE,EUR,1,,,2021-06-01,,,\n" PERP
		       "DE,EUR,2,,,2021-01-01,2021-06-01,,\n",
		    "line 3: EffectiveStartDate: line 2 has a price for the "
		    "same on 2021-06-01\n" },
		{ PERP "DE,EUR,1,1,10,2021-01-01,,,\n" PERP
		       "DE,EUR,2,10,20,2021-01-01,,,\n",
		    "line 3: EffectiveStartDate: line 2 has a price for the "
		    "same on 2021-01-01\n" },
		/* one after the other, tiers side by side, other markets,
		 * currencies and segments are fine */
		{ PERP "DE,EUR,1,,,2021-01-01,2021-05-31,,\n" PERP
		       "DE,EUR,2,,,2021-06-01,,,\n",
		    "" },
		{ PERP "DE,EUR,1,1,9,2021-01-01,,,\n" PERP
		       "DE,EUR,2,10,,2021-01-01,,,\n",
		    "" },
		{ PERP "DE,EUR,1,,,2021-01-01,,,\n" PERP
		       "FR,EUR,2,,,2021-01-01,,,\n" PERP
		       "DE,USD,2,,,2021-01-01,,,\n" PERP
		       "DE,EUR,2,,,2021-01-01,,,Education\n",
		    "" },
	};
	struct desk desk;
	char content[2000];

	desk_open(&desk);
	for (size_t i = 0; i < COUNT(cases); i++) {
		snprintf(content, sizeof(content), HEAD "%s", cases[i].lines);
		desk_clear(&desk);
		CHECK_FAILS(*cases[i].want ? ERR_IMPORT_LINES : 0,
		    desk_import(&desk, price_import, content));
		CHECK_TEXT(cases[i].want, desk.said.bytes);
	}
	desk_close(&desk);
}

TEST(prices_are_whole_minor_units_of_their_currency)
{
	static const struct {
		const char *country;
		int64_t unit, erp;
	} cases[] = { { "DE", 120050, 150000 }, { "JP", 120000, 144000 },
		{ "KW", 1234567, 1500000 } };
	struct desk desk;

	desk_open(&desk);
	CHECK_OK(desk_import(&desk, price_import,
	    "\xef\xbb\xbf" HEAD PERP "DE,EUR,1200.5,,,2021-01-01,,1500,\r\n"
	    "\r\n" PERP "JP,JPY,120000,,,2021-01-01,,144000.00,\r\n"
	    "perpetual001,1,,OneTime,kw,kwd,\"1234.567\",0,,\"6/1/2021 "
	    "12:00:00 AM\",,1500.000,Commercial\r\n"));
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct offer offer =
		    offer_of(&desk, "PERPETUAL001", "0001", cases[i].country);

		CHECK(offer.priced);
		CHECK_INT(cases[i].unit, offer.unit.minor);
		CHECK(offer.has_erp);
		CHECK_INT(cases[i].erp, offer.erp.minor);
	}
	desk_close(&desk);
}

/* 0 when there is no price. */
static int64_t price_on(struct desk *desk, const char *instant,
    const char *country, int64_t quantity)
{
	struct offer found = offer_of(desk, "PERPETUAL001", "0001", country);
	struct offer offer;

	desk->f.cx.now = at(instant);
	CHECK_OK(catalog_offer(&desk->f.cx, found.catalog_item_id, country,
	    NULL, quantity, &offer));
	return offer.priced ? offer.unit.minor : 0;
}

TEST(the_price_follows_the_instant_and_the_quantity)
{
	static const struct {
		const char *instant;
		int64_t quantity, want;
	} cases[] = {
		{ "2020-12-31T23:59:59Z", 1, 0 },
		{ "2021-01-01T00:00:00Z", 1, 10000 },
		{ "2021-06-30T23:59:59Z", 1, 10000 },
		{ "2021-06-30T23:59:59Z", 9, 10000 },
		{ "2021-06-30T23:59:59Z", 10, 9000 },
		{ "2021-07-01T00:00:00Z", 1, 11000 },
		{ "2021-07-01T00:00:00Z", 10, 11000 },
		{ "2021-12-31T23:59:59Z", 1, 11000 },
		{ "2022-01-01T00:00:00Z", 1, 0 },
	};
	struct desk desk;

	desk_open(&desk);
	CHECK_OK(desk_import(&desk, price_import,
	    HEAD PERP "DE,EUR,100,1,9,2021-01-01,2021-06-30T23:59:59Z,,\n" PERP
		      "DE,EUR,90,10,,2021-01-01,2021-06-30,,\n" PERP
		      "DE,EUR,110,,,2021-07-01,2022-01-01T00:00:00Z,,\n" PERP
		      "FR,EUR,77,,,2021-01-01,,,\n" PERP
		      "US,EUR,78,,,2021-01-01,,,\n" PERP
		      "BR,BRL,79,,,2021-01-01,,,Education\n"));
	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_INT(cases[i].want,
		    price_on(&desk, cases[i].instant, "DE", cases[i].quantity));
	CHECK_INT(7700, price_on(&desk, "2021-06-18T00:00:00Z", "FR", 1));
	/* in another currency, or for another segment, is no price */
	CHECK_INT(0, price_on(&desk, "2021-06-18T00:00:00Z", "US", 1));
	CHECK_INT(0, price_on(&desk, "2021-06-18T00:00:00Z", "BR", 1));
	CHECK_INT(0, price_on(&desk, "2021-06-18T00:00:00Z", "JP", 1));
	desk_close(&desk);
}

TEST(the_newest_sheet_that_covers_the_instant_wins)
{
	struct desk desk;

	desk_open(&desk);
	CHECK_OK(desk_import(&desk, price_import,
	    HEAD PERP "DE,EUR,100,,,2021-01-01,,,\n" PERP
		      "FR,EUR,100,,,2021-01-01,,,\n"));
	CHECK_OK(desk_import(&desk, price_import,
	    HEAD PERP "DE,EUR,80,,,2021-06-01,2021-06-30,,\n"));
	CHECK_INT(10000, price_on(&desk, "2021-05-31T23:59:59Z", "DE", 1));
	CHECK_INT(8000, price_on(&desk, "2021-06-18T00:00:00Z", "DE", 1));
	CHECK_INT(10000, price_on(&desk, "2021-07-01T00:00:00Z", "DE", 1));
	CHECK_INT(10000, price_on(&desk, "2021-06-18T00:00:00Z", "FR", 1));
	desk_close(&desk);
}

TEST(the_same_sheet_again_changes_nothing)
{
	static const char sheet[] = HEAD PERP "DE,EUR,100,,,2021-01-01,,,\n";
	struct desk desk;

	desk_open(&desk);
	CHECK_OK(desk_import(&desk, price_import, sheet));
	CHECK_OK(desk_import(&desk, price_import, sheet));
	CHECK_INT(1, live_sheets(&desk));
	desk_close(&desk);
}

TEST(an_import_that_was_cut_off_leaves_no_price)
{
	struct desk desk;
	struct text sheet;
	int64_t rows = -1;

	desk_open(&desk);
	text_init(&sheet, &desk.f.arena);
	text_add(&sheet, HEAD);
	for (int i = 0; i < 3000; i++) {
		char from[DAY_TEXT];

		day_text(day_from_date(2021, 1, 1) + i, from);
		text_addf(
		    &sheet, PERP "DE,EUR,%d,,,%s,%s,,\n", i + 1, from, from);
	}
	desk_clear(&desk);
	desk.stop_after = 6;
	CHECK_FAILS(
	    ERR_STOPPING, desk_import(&desk, price_import, sheet.bytes));
	CHECK_INT(0, live_sheets(&desk));
	CHECK_INT(0, price_on(&desk, "2021-06-18T00:00:00Z", "DE", 1));
	CHECK_OK(sql_int(&desk.f.cx, SQL_price_count, NO_ARGS, &rows, NULL));
	CHECK(rows > 0);
	/* the next import sweeps up */
	desk_clear(&desk);
	CHECK_OK(desk_import(
	    &desk, price_import, HEAD PERP "DE,EUR,5,,,2021-01-01,,,\n"));
	CHECK_OK(sql_int(&desk.f.cx, SQL_price_count, NO_ARGS, &rows, NULL));
	CHECK_INT(1, rows);
	CHECK_INT(500, price_on(&desk, "2021-06-18T00:00:00Z", "DE", 1));
	desk_close(&desk);
}

RUN_TESTS(TEST_1(every_kind_of_bad_line_is_named_and_nothing_goes_live),
    TEST_1(all_faults_of_a_file_are_named_at_once),
    TEST_1(faults_of_the_header_are_named),
    TEST_1(two_prices_for_one_instant_are_refused),
    TEST_1(prices_are_whole_minor_units_of_their_currency),
    TEST_1(the_price_follows_the_instant_and_the_quantity),
    TEST_1(the_newest_sheet_that_covers_the_instant_wins),
    TEST_1(the_same_sheet_again_changes_nothing),
    TEST_1(an_import_that_was_cut_off_leaves_no_price))
