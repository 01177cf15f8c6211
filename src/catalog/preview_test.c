/*
 * What a file would change, told before it changes anything.
 */
#include "import_fixture.h"

#include "db/db.h"
#include "i18n/i18n.h"

#define HEAD                                                                   \
	"ProductId,SkuId,TermDuration,BillingPlan,Market,Currency,UnitPrice,"  \
	"PricingTierRangeMin,PricingTierRangeMax,EffectiveStartDate,"          \
	"EffectiveEndDate,ERP Price,Segment\n"
#define PERP "PERPETUAL001,0001,NoTerm,,"

static struct import_preview *look(struct desk *desk,
    struct error (*run)(struct import *import, FILE *in, const char *name),
    const char *content)
{
	struct import_preview *preview =
	    ARENA_NEW(&desk->f.arena, struct import_preview);
	struct error e;

	desk_clear(desk);
	desk->import.check_only = true;
	desk->import.preview = preview;
	e = desk_import(desk, run, content);
	CHECK_TEXT("", desk->said.bytes);
	CHECK_OK(e);
	return preview;
}

static int64_t prices(struct desk *desk)
{
	int64_t count = 0;

	CHECK_OK(sql_int(&desk->f.cx, SQL_price_count, NO_ARGS, &count, NULL));
	return count;
}

static const struct import_sample *sample(
    const struct import_preview *preview, enum import_kind kind)
{
	for (size_t i = 0; i < preview->sample_count; i++)
		if (preview->samples[i].kind == kind)
			return &preview->samples[i];
	return NULL;
}

/* Real time of the fixture is 2021-06-18. */
TEST(prices_are_new_changed_the_same_or_over_and_nothing_is_written)
{
	struct desk desk;
	struct import_preview *p;

	desk_open(&desk);
	CHECK_OK(desk_import(&desk, price_import,
	    HEAD PERP "DE,EUR,100.00,,,2021-01-01,,,\n" PERP
		      "FR,EUR,200.00,,,2021-01-01,2021-12-31,,\n"));
	CHECK_INT(2, prices(&desk));
	p = look(&desk, price_import,
	    HEAD PERP "DE,EUR,110.00,,,2021-07-01,2021-12-31,,\n" /* changed */
	    PERP "FR,EUR,200.00,,,2021-01-01,2021-12-31,,\n"      /* the same */
	    PERP "FR,EUR,210.00,,,2022-01-01,,,\n" PERP     /* new: none then */
		      "GB,GBP,90.00,,,2021-01-01,,,\n" PERP /* new */
		      "GB,GBP,80.00,,,2020-01-01,2020-12-31,,\n"); /* over */
	CHECK_INT(2, p->counts[IMPORT_PRICE_NEW]);
	CHECK_INT(1, p->counts[IMPORT_PRICE_CHANGED]);
	CHECK_INT(1, p->counts[IMPORT_PRICE_SAME]);
	CHECK_INT(1, p->counts[IMPORT_PRICE_ENDED]);
	CHECK_INT(2, p->counts[IMPORT_PRICE_ENDING]);
	CHECK_TEXT("100.00 EUR", sample(p, IMPORT_PRICE_CHANGED)->before);
	CHECK_TEXT("110.00 EUR", sample(p, IMPORT_PRICE_CHANGED)->after);
	CHECK_INT(2, sample(p, IMPORT_PRICE_CHANGED)->line);
	CHECK_TEXT("80.00 GBP, until 2020-12-31",
	    sample(p, IMPORT_PRICE_ENDED)->after);
	CHECK_NO_TEXT(sample(p, IMPORT_PRICE_NEW)->before);
	CHECK(sample(p, IMPORT_PRICE_SAME) == NULL);
	CHECK_INT(2, prices(&desk));
	desk_close(&desk);
}

TEST(another_retail_price_is_a_change_too)
{
	struct desk desk;

	desk_open(&desk);
	CHECK_OK(desk_import(&desk, price_import,
	    HEAD PERP "DE,EUR,100.00,,,2021-01-01,,120.00,\n"));
	CHECK_INT(1, look(&desk, price_import,
			 HEAD PERP "DE,EUR,100.00,,,2021-01-01,,121.00,\n")
			 ->counts[IMPORT_PRICE_CHANGED]);
	CHECK_INT(1, look(&desk, price_import,
			 HEAD PERP "DE,EUR,100.00,,,2021-01-01,,120.00,\n")
			 ->counts[IMPORT_PRICE_SAME]);
	desk_close(&desk);
}

TEST(samples_are_bounded_and_counts_are_not)
{
	struct desk desk;
	static const char *const segments[] = { "Commercial", "Education",
		"Government", "Nonprofit" };
	struct import_preview *p;
	struct text sheet;

	desk_open(&desk);
	text_init(&sheet, &desk.f.arena);
	text_add(&sheet, HEAD);
	for (int i = 0; i < 1000; i++)
		text_addf(&sheet, PERP "DE,EUR,%d.00,%d,%d,2021-01-01,,,%s\n",
		    i + 1, i / 4 + 1, i / 4 + 1, segments[i % 4]);
	p = look(&desk, price_import, sheet.bytes);
	CHECK_INT(1000, p->counts[IMPORT_PRICE_NEW]);
	CHECK_INT(IMPORT_SAMPLES, p->sample_count);
	CHECK_INT(0, prices(&desk));
	desk_close(&desk);
}

#define FILE_OF(title, window, sku_title, market)                              \
	"{\"format\":\"kontor-catalogue-1\",\"markets\":{" market              \
	"},\"products\":[{\"id\":\"PERPETUAL001\",\"title\":\"" title          \
	"\",\"description\":\"\",\"kind\":\"perpetual_software\",\"family\":"  \
	"\"windows_server\",\"publisher\":\"microsoft\",\"publisherName\":"    \
	"\"Microsoft\",\"type\":{\"id\":\"Software\",\"name\":\"Software\"},"  \
	"\"views\":[\"Software\"]" window                                      \
	",\"skus\":[{\"id\":\"0001\",\"title\":\"" sku_title                   \
	"\",\"keySource\":\"generated\"}]}]}"

TEST(a_catalogue_tells_what_it_would_add_and_change)
{
	struct desk desk;
	struct import_preview *p;
	int64_t count = 0;

	desk_open(&desk);
	CHECK_OK(desk_import(&desk, catalogue_import,
	    FILE_OF("Server", "", "Server", "\"DE\":\"EUR\"")));
	p = look(&desk, catalogue_import,
	    FILE_OF("Server", "", "Server", "\"DE\":\"EUR\""));
	CHECK_INT(1, p->counts[IMPORT_PRODUCT_SAME]);
	CHECK_INT(1, p->counts[IMPORT_SKU_SAME]);
	CHECK_INT(0, p->counts[IMPORT_MARKET_NEW]);
	CHECK_INT(0, p->sample_count);
	/* other products of the fixture are not in the file, and stay */
	CHECK_OK(sql_int(
	    &desk.f.cx, SQL_catalogue_product_count, NO_ARGS, &count, NULL));
	CHECK_INT(count - 1, p->counts[IMPORT_PRODUCT_ABSENT]);
	p = look(&desk, catalogue_import,
	    FILE_OF("Server", ",\"windowDays\":14", "Server core",
		"\"DE\":\"USD\",\"IT\":\"EUR\""));
	CHECK_INT(1, p->counts[IMPORT_PRODUCT_CHANGED]);
	CHECK_TEXT("PERPETUAL001, windowDays",
	    sample(p, IMPORT_PRODUCT_CHANGED)->subject);
	CHECK_TEXT("0", sample(p, IMPORT_PRODUCT_CHANGED)->before);
	CHECK_TEXT("14", sample(p, IMPORT_PRODUCT_CHANGED)->after);
	CHECK_INT(1, p->counts[IMPORT_SKU_CHANGED]);
	CHECK_INT(1, p->counts[IMPORT_MARKET_CHANGED]);
	CHECK_INT(1, p->counts[IMPORT_MARKET_NEW]);
	CHECK_TEXT("EUR", sample(p, IMPORT_MARKET_CHANGED)->before);
	CHECK_TEXT("USD", sample(p, IMPORT_MARKET_CHANGED)->after);
	/* and nothing of it was done */
	p = look(&desk, catalogue_import,
	    FILE_OF("Server", "", "Server", "\"DE\":\"EUR\""));
	CHECK_INT(1, p->counts[IMPORT_PRODUCT_SAME]);
	desk_close(&desk);
}

static int64_t told_line;
static char told_place[64], told_reason[200];

static void told(
    struct import *import, int64_t line, const char *place, const char *reason)
{
	told_line = line;
	snprintf(told_place, sizeof(told_place), "%s", place ? place : "");
	snprintf(told_reason, sizeof(told_reason), "%s",
	    message_kept(&(struct ctx){ .arena = import->cx->arena,
			     .locale = locales()[0] },
		reason));
}

TEST(a_mistake_comes_with_line_field_and_reason)
{
	struct desk desk;
	struct import_preview preview = { 0 };

	desk_open(&desk);
	desk_clear(&desk);
	desk.import.check_only = true;
	desk.import.preview = &preview;
	desk.import.problem = told;
	CHECK_FAILS(
	    ERR_IMPORT_LINES, desk_import(&desk, price_import,
				  HEAD PERP "DE,EUR,1.00,,,2021-01-01,,,\n" PERP
					    "DE,EURO,1.00,,,2021-01-01,,,\n"));
	CHECK_INT(3, told_line);
	CHECK_TEXT("Currency", told_place);
	CHECK_TEXT("“EURO” is not a currency code", told_reason);
	CHECK_INT(0, preview.sample_count);
	desk_close(&desk);
}

RUN_TESTS(
    TEST_1(prices_are_new_changed_the_same_or_over_and_nothing_is_written),
    TEST_1(another_retail_price_is_a_change_too),
    TEST_1(samples_are_bounded_and_counts_are_not),
    TEST_1(a_catalogue_tells_what_it_would_add_and_change),
    TEST_1(a_mistake_comes_with_line_field_and_reason))
