/*
 * Money, numbers, days and places as people read them. The other languages of
 * the product are tried with locales of the test's own: ICU knows them.
 */
#include "i18n/i18n.h"

#include <pthread.h>
#include <unicode/ucal.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

#include "base/day.h"
#include "check.h"

#define NBSP "\u00a0"

/* 18 June 2021, 09:24 UTC */
#define NOON INT64_C(1624008240)

static struct arena arena;

static const struct locale german = { "de-DE", "de_DE", "Deutsch", NULL, NULL };
static const struct locale swedish = { "sv-SE", "sv_SE", "", NULL, NULL };
static const struct locale chinese = { "zh-CN", "zh_Hans_CN", "", NULL, NULL };
static const struct locale russian = { "ru-RU", "ru_RU", "", NULL, NULL };

static int open_arena(void **state)
{
	(void)state;
	arena_init(&arena);
	return 0;
}

static int close_arena(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

static struct ctx context(const struct locale *locale)
{
	return (struct ctx){ .arena = &arena,
		.locale = locale == NULL ? locales()[0] : locale };
}

TEST(money_has_its_symbol_its_digits_and_a_real_minus)
{
	static const struct {
		int64_t minor;
		const char *currency;
		const char *want;
	} cases[] = {
		{ 120000, "EUR", "€1,200.00" },
		{ -549291, "EUR", "−€5,492.91" },
		{ 0, "USD", "$0.00" },
		{ 5, "USD", "$0.05" },
		{ 110137, "JPY", "¥110,137" },
		{ -1, "JPY", "−¥1" },
		{ 1234567, "KWD", "KWD" NBSP "1,234.567" },
		{ 50, "ISK", "ISK" NBSP "50" },
		{ 123, "HUF", "HUF" NBSP "1.23" },
		{ MONEY_MAX, "EUR", "€10,000,000,000,000.00" },
		{ 900719925474099301, "USD", "$9,007,199,254,740,993.01" },
		{ 100, "", "1.00 " },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ctx cx = context(NULL);

		CHECK_TEXT(cases[i].want,
		    show_money(
			&cx, money_of(cases[i].minor, cases[i].currency)));
	}
}

TEST(money_is_written_as_the_reader_is_used_to)
{
	struct ctx de = context(&german), sv = context(&swedish);
	struct ctx zh = context(&chinese), ru = context(&russian);
	struct money money = money_of(-120000, "EUR");

	CHECK_TEXT("−1.200,00" NBSP "€", show_money(&de, money));
	CHECK_TEXT("−1" NBSP "200,00" NBSP "€", show_money(&sv, money));
	CHECK_TEXT("−€1,200.00", show_money(&zh, money));
	CHECK_TEXT("−1" NBSP "200,00" NBSP "€", show_money(&ru, money));
}

TEST(the_pseudo_locale_counts_in_english)
{
	struct ctx cx = context(locale_find("en-XA"));

	CHECK_TEXT("€1,200.00", show_money(&cx, money_of(120000, "EUR")));
	CHECK_TEXT("Jun 18, 2021", show_day(&cx, day_of(NOON)));
}

TEST(many_currencies_in_turn_do_not_mix)
{
	const char *const *codes = currency_codes();
	struct ctx cx = context(NULL);

	for (int turn = 0; turn < 2; turn++)
		for (size_t i = 0; codes[i] != NULL; i++)
			CHECK(show_money(&cx, money_of(100, codes[i]))[0] !=
			      '\0');
	CHECK_TEXT("€1.00", show_money(&cx, money_of(100, "EUR")));
	CHECK_TEXT("¥100", show_money(&cx, money_of(100, "JPY")));
}

TEST(numbers_shares_and_sizes)
{
	struct ctx cx = context(NULL), de = context(&german);

	CHECK_TEXT("0", show_int(&cx, 0));
	CHECK_TEXT("−1,234,567", show_int(&cx, -1234567));
	CHECK_TEXT("9,223,372,036,854,775,807", show_int(&cx, INT64_MAX));
	CHECK_TEXT("1.234.567", show_int(&de, 1234567));
	CHECK_TEXT("15%", show_percent_bp(&cx, 1500));
	CHECK_TEXT("12.5%", show_percent_bp(&cx, 1250));
	CHECK_TEXT("0.01%", show_percent_bp(&cx, 1));
	CHECK_TEXT("12,5" NBSP "%", show_percent_bp(&de, 1250));
	CHECK_TEXT("5.2 GB", show_bytes(&cx, 5200000000));
	CHECK_TEXT("999 byte", show_bytes(&cx, 999));
	CHECK_TEXT("1 kB", show_bytes(&cx, 1000));
	CHECK_TEXT("1.5 kB", show_bytes(&cx, 1450));
	CHECK_TEXT("999.9 kB", show_bytes(&cx, 999949));
	CHECK_TEXT("1 MB", show_bytes(&cx, 999950));
	CHECK_TEXT("0 byte", show_bytes(&cx, 0));
}

TEST(days_and_instants_are_shown_in_utc)
{
	struct ctx cx = context(NULL), zh = context(&chinese);
	int64_t day = day_of(NOON);

	CHECK_TEXT("Jun 18, 2021", show_day(&cx, day));
	CHECK_TEXT("Friday, June 18, 2021", show_day_long(&cx, day));
	CHECK_TEXT("June 2021", show_month(&cx, month_of_day(day)));
	CHECK_TEXT("Jun", show_month_short(&cx, month_of_day(day)));
	CHECK_TEXT("6月", show_month_short(&zh, month_of_day(day)));
	CHECK_TEXT("09:24 UTC", show_time(&cx, NOON));
	CHECK_TEXT("Jun 18, 2021, 09:24:00 UTC", show_instant(&cx, NOON));
	CHECK_TEXT(
	    "Jun 18, 2021, 00:00:00 UTC", show_instant(&cx, day_start(day)));
	CHECK_TEXT("2021年6月18日", show_day(&zh, day));
	CHECK_TEXT("Jun 18, 2021", show_day(&cx, day));
	CHECK_TEXT("Dec 31, 1969", show_day(&cx, -1));
}

TEST(an_instant_in_a_zone_says_its_offset)
{
	struct ctx cx = context(NULL);

	CHECK_TEXT("Jun 18, 2021, 11:24 UTC+02:00",
	    show_instant_in(&cx, NOON, "Europe/Berlin"));
	CHECK_TEXT("Jun 18, 2021, 05:24 UTC-04:00",
	    show_instant_in(&cx, NOON, "America/New_York"));
	CHECK_TEXT("Jun 18, 2021, 14:54 UTC+05:30",
	    show_instant_in(&cx, NOON, "Asia/Kolkata"));
	CHECK_TEXT(
	    "Jun 18, 2021, 09:24 UTC+00:00", show_instant_in(&cx, NOON, "UTC"));
}

TEST(countries_have_names_and_the_zone_of_most_people)
{
	struct ctx cx = context(NULL), de = context(&german);

	CHECK_TEXT("Germany", show_country(&cx, "DE"));
	CHECK_TEXT("Deutschland", show_country(&de, "DE"));
	CHECK_TEXT("Europe/Berlin", country_zone("DE"));
	CHECK_TEXT("America/New_York", country_zone("US"));
	CHECK_TEXT("Asia/Shanghai", country_zone("CN"));
	CHECK_TEXT("UTC", country_zone("ZZ"));
	CHECK_TEXT("UTC", country_zone(NULL));
}

TEST(every_zone_of_the_table_is_one_icu_knows)
{
	const char *const *codes = uloc_getISOCountries();
	size_t with_zone = 0;

	for (; *codes != NULL; codes++) {
		const char *zone = country_zone(*codes);
		UErrorCode error = U_ZERO_ERROR;
		UChar wide[64], canonical[64];

		u_strFromUTF8(wide, 64, NULL, zone, -1, &error);
		ucal_getCanonicalTimeZoneID(
		    wide, -1, canonical, 64, NULL, &error);
		if (U_FAILURE(error))
			FAIL("%s: %s", *codes, zone);
		with_zone += strcmp(zone, "UTC") != 0;
	}
	CHECK(with_zone > 240);
}

TEST(a_currency_has_a_symbol_or_is_its_own)
{
	char code[] = "CHF";

	CHECK_TEXT("€", currency_symbol("EUR"));
	CHECK_TEXT("$", currency_symbol("USD"));
	CHECK_TEXT("¥", currency_symbol("JPY"));
	CHECK_TEXT("CHF", currency_symbol(code));
	CHECK(currency_symbol(code) != code);
	CHECK_TEXT("", currency_symbol("???"));
}

static void *show_much(void *unused)
{
	struct arena own;
	struct ctx cx = { .arena = &own, .locale = locales()[0] };

	(void)unused;
	for (int i = 0; i < 200; i++) {
		arena_init(&own);
		CHECK_TEXT(
		    "€1,200.00", show_money(&cx, money_of(120000, "EUR")));
		CHECK_TEXT("Jun 18, 2021", show_day(&cx, day_of(NOON)));
		arena_done(&own);
	}
	return NULL;
}

TEST(threads_have_formatters_of_their_own)
{
	pthread_t threads[4];

	for (size_t i = 0; i < COUNT(threads); i++)
		CHECK_INT(
		    0, pthread_create(&threads[i], NULL, show_much, NULL));
	for (size_t i = 0; i < COUNT(threads); i++)
		pthread_join(threads[i], NULL);
}

#define WITH_ARENA(t)                                                          \
	cmocka_unit_test_setup_teardown(t, open_arena, close_arena)
RUN_TESTS(WITH_ARENA(money_has_its_symbol_its_digits_and_a_real_minus),
    WITH_ARENA(money_is_written_as_the_reader_is_used_to),
    WITH_ARENA(the_pseudo_locale_counts_in_english),
    WITH_ARENA(many_currencies_in_turn_do_not_mix),
    WITH_ARENA(numbers_shares_and_sizes),
    WITH_ARENA(days_and_instants_are_shown_in_utc),
    WITH_ARENA(an_instant_in_a_zone_says_its_offset),
    WITH_ARENA(countries_have_names_and_the_zone_of_most_people),
    WITH_ARENA(every_zone_of_the_table_is_one_icu_knows),
    WITH_ARENA(a_currency_has_a_symbol_or_is_its_own),
    WITH_ARENA(threads_have_formatters_of_their_own))
