/*
 * Markets: the 109 rows against the specification, E-70 to E-73, names on
 * import.
 */
#include "policy/market.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/embedded.h"
#include "base/text.h"
#include "policy/policy_fixture.h"
#include "policy/tsv.h"

#define NOW "2021-06-10T00:00:00Z"

static char *spec_read(struct arena *arena)
{
	FILE *in = fopen("tests/data/markets.tsv", "rb");
	char *text = arena_alloc(arena, 65536);

	CHECK(in != NULL);
	CHECK(fread(text, 1, 65535, in) > 0);
	fclose(in);
	return text;
}

/* Columns of the specification's table. */
enum {
	SPEC_ISO = 3,
	SPEC_CODE = 5,
	SPEC_EN = 6,
	SPEC_VARIANT = 7,
	SPEC_PT = 8,
	SPEC_COLUMNS = 19,
	SPEC_NOTES = 18
};
#define SPEC_NAMES                                                             \
	"no\tlist_column\trow\tiso_alpha2\tiso_note\tpartner_center_code\t"    \
	"en_name\ten_variant\tpt_BR\tru_RU\tzh_CN\tes_ES\tsv_SE\tseed_000\t"   \
	"seed_001\tseed_002\tseed_003\tseed_004\tnotes"

/* The name of the page, or the one its note calls better; then the page's
 * stands among the spellings. */
static void check_name(const struct market *market, const char *got,
    const char *want, const char *notes)
{
	if (text_same(want, got))
		return;
	CHECK(list_holds(market->spellings, want));
	CHECK(strstr(notes, got) != NULL);
}

TEST(every_market_is_the_specified_one_in_six_languages)
{
	struct policy *policy = POLICY(0);
	struct arena arena;
	struct tsv tsv;
	char **cells;
	size_t count;
	const struct market *list = market_list(policy, &count);
	size_t n = 0;

	arena_init(&arena);
	CHECK(tsv_start(&tsv, &arena, spec_read(&arena), SPEC_NAMES));
	while ((cells = tsv_row(&tsv)) != NULL) {
		const struct market *market =
		    market_find(policy, cells[SPEC_CODE]);

		CHECK(market == &list[n++]);
		CHECK_TEXT(cells[SPEC_ISO], market->iso);
		check_name(market, market->names[MARKET_EN], cells[SPEC_EN],
		    cells[SPEC_NOTES]);
		for (size_t i = 0; i < 5; i++)
			check_name(market, market->names[1 + i],
			    cells[SPEC_PT + i], cells[SPEC_NOTES]);
		if (strcmp(cells[SPEC_VARIANT], "-") != 0)
			CHECK(
			    list_holds(market->spellings, cells[SPEC_VARIANT]));
	}
	CHECK(!tsv.faulty);
	CHECK_INT(109, n);
	CHECK_INT(109, count);
	arena_done(&arena);
	policy_close(policy);
}

TEST(every_name_of_the_pages_is_found_on_import)
{
	struct policy *policy = POLICY(0);
	struct arena arena;
	struct tsv tsv;
	char **cells;

	arena_init(&arena);
	CHECK(tsv_start(&tsv, &arena, spec_read(&arena), SPEC_NAMES));
	while ((cells = tsv_row(&tsv)) != NULL)
		for (size_t i = 0; i < 6; i++) {
			size_t column = i == 0 ? SPEC_EN : SPEC_PT + i - 1;
			const struct market *found =
			    market_find_name(policy, &arena, cells[column]);

			CHECK(found != NULL);
			CHECK_TEXT(cells[SPEC_CODE], found->code);
		}
	arena_done(&arena);
	policy_close(policy);
}

TEST(r_015_109_codes_and_106_iso_codes)
{
	struct policy *policy = POLICY(0);
	size_t count;
	const struct market *list = market_list(policy, &count);
	const struct market *found[4];
	size_t distinct = 0;

	for (size_t i = 0; i < count; i++) {
		market_find_iso(policy, list[i].iso, found, 4);
		distinct += found[0] == &list[i];
	}
	CHECK_INT(106, distinct);
	CHECK_INT(3, market_find_iso(policy, "BQ", found, 4));
	CHECK_TEXT("BQ", found[0]->code);
	CHECK_TEXT("XS", found[1]->code);
	CHECK_TEXT("XE", found[2]->code);
	CHECK_INT(2, market_find_iso(policy, "sj", found, 4));
	CHECK_INT(1, market_find_iso(policy, "GI", found, 4));
	CHECK_INT(0, market_find_iso(policy, "DE", found, 4));
	CHECK_INT(0, market_find_iso(policy, NULL, found, 4));
	policy_close(policy);
}

static bool blocked(const char *country)
{
	struct policy *policy = POLICY(0);
	bool answer = market_blocks_reservation(policy, country, at(NOW));

	policy_close(policy);
	return answer;
}

TEST(e_70_no_reservations_in_gibraltar)
{
	struct policy *policy = POLICY(0);
	struct decision d;

	reservation_decide(policy, "GI", at(NOW), &d);
	CHECK(!d.allowed);
	CHECK_INT(ERR_MARKET_BLOCKED, d.error);
	CHECK_TEXT("R-014", d.rule);
	CHECK_TEXT("GI", d.market);
	CHECK_TEXT("2021-06-02", d.edition_id);
	policy_close(policy);
}

TEST(e_71_azerbaijan_is_blocked_brazil_hong_kong_puerto_rico_are_not)
{
	CHECK(blocked("AZ"));
	CHECK(!blocked("BR"));
	CHECK(!blocked("HK"));
	CHECK(!blocked("PR"));
}

TEST(e_72_shared_codes_are_blocked_either_way)
{
	static const char *const codes[] = { "XS", "XE", "BQ", "SJ", "XJ", "XK",
		"bq" };

	for (size_t i = 0; i < COUNT(codes); i++)
		CHECK(blocked(codes[i]));
}

TEST(e_73_monaco_passes_guadeloupe_does_not)
{
	CHECK(!blocked("FR"));
	CHECK(!blocked("MC"));
	CHECK(blocked("GP"));
}

TEST(r_021_what_is_not_listed_is_not_blocked)
{
	static const char *const codes[] = { "MO", "TW", "VI", "CW", "DO", "US",
		"DE", "AU", "RU", "ZZ", "", "B", "GIB" };

	for (size_t i = 0; i < COUNT(codes); i++)
		CHECK(!blocked(codes[i]));
	CHECK(!blocked(NULL));
}

TEST(the_list_holds_in_every_edition)
{
	static const char *const times[] = { "2019-12-20T00:00:00Z",
		"2021-02-01T00:00:00Z", "2021-03-10T00:00:00Z", NOW };
	struct policy *policy = POLICY(0);

	for (size_t i = 0; i < COUNT(times); i++)
		CHECK(market_blocks_reservation(policy, "GI", at(times[i])));
	policy_close(policy);
}

TEST(import_accepts_spellings_of_domain_9)
{
	static const char *const names[][2] = {
		{ "Aland Islands", "AX" },
		{ "Åland Islands", "AX" },
		{ "Åland", "AX" },
		{ "ÅLAND  ISLANDS", "AX" },
		{ "Swaziland", "SZ" },
		{ "Eswatini", "SZ" },
		{ "eSwatini", "SZ" },
		{ "Reunion", "RE" },
		{ "Réunion", "RE" },
		{ "réunion", "RE" },
		{ "Saint Barthélemy", "BL" },
		{ "Saint-Barthélemy", "BL" },
		{ "Saint Barthelemy", "BL" },
		{ "Папуа — Новая Гвинея", "PG" },
		{ "Папуа\xC2\xA0— Новая Гвинея", "PG" },
		{ "Timor Leste", "TL" },
		{ "缅甸", "MM" },
		{ "缅甸语", "MM" },
		{ " gi ", "GI" },
		{ "XE", "XE" },
		{ "U.S. Outlying Islands", "UM" },
		{ "Congo", "CG" },
		{ "Congo (DRC)", "CD" },
	};
	struct policy *policy = POLICY(0);
	struct arena arena;

	arena_init(&arena);
	for (size_t i = 0; i < COUNT(names); i++) {
		const struct market *found =
		    market_find_name(policy, &arena, names[i][0]);

		CHECK(found != NULL);
		CHECK_TEXT(names[i][1], found->code);
	}
	CHECK(market_find_name(policy, &arena, "Germany") == NULL);
	CHECK(market_find_name(policy, &arena, "") == NULL);
	CHECK(market_find_name(policy, &arena, " - ") == NULL);
	CHECK(market_find_name(policy, &arena, "\xFF\xFE") == NULL);
	CHECK(market_find_name(policy, &arena, NULL) == NULL);
	arena_done(&arena);
	policy_close(policy);
}

/* A name that two markets share would be found as the wrong one. */
TEST(no_two_markets_share_a_name)
{
	struct policy *policy = POLICY(0);
	size_t count;
	const struct market *list = market_list(policy, &count);

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < i; k++)
			for (size_t n = 0; list[k].folded[n] != NULL; n++)
				CHECK(!list_holds(
				    list[i].folded, list[k].folded[n]));
	policy_close(policy);
}

TEST(names_come_by_language)
{
	struct policy *policy = POLICY(0);
	const struct market *market = market_find(policy, "GI");

	CHECK_TEXT(market->names[MARKET_EN], market_name(market, "en-US"));
	CHECK_TEXT(market->names[MARKET_SV_SE], market_name(market, "sv"));
	CHECK_TEXT(market->names[MARKET_RU_RU], market_name(market, "ru-RU"));
	CHECK_TEXT(market->names[MARKET_EN], market_name(market, "en-XA"));
	CHECK_TEXT(market->names[MARKET_EN], market_name(market, "fr-FR"));
	CHECK_TEXT(market->names[MARKET_EN], market_name(market, "svx"));
	CHECK_TEXT(market->names[MARKET_EN], market_name(market, NULL));
	policy_close(policy);
}

TEST(r_018_to_r_023_code_or_part_of_any_name_finds_a_market)
{
	static const struct {
		const char *words, *code;
		bool found;
	} cases[] = {
		{ "GI", "GI", true },
		{ "gi", "GI", true },
		{ "gi", "GW", false },
		{ "gibral", "GI", true },
		{ "Гибралтар", "GI", true },
		{ "直布罗陀", "GI", true },
		{ "aland", "AX", true },
		{ "Åland", "AX", true },
		{ "ÅLAND", "AX", true },
		{ "swaziland", "SZ", true },
		{ "Eswatini", "SZ", true },
		{ "reunion", "RE", true },
		{ "Réunion", "RE", true },
		{ "Saint-Barthelemy", "BL", true },
		{ "saint\xC2\xA0"
		  "barthélemy",
		    "BL", true },
		{ "BQ", "XS", true },
		{ "BQ", "XE", true },
		{ "SJ", "XJ", true },
		{ "XS", "BQ", false },
		{ "Germany", "GI", false },
		{ "", "GI", false },
		{ " - ", "GI", false },
		{ "\xFF\xFE", "GI", false },
	};
	struct policy *policy = POLICY(0);
	struct arena arena;

	arena_init(&arena);
	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_INT(cases[i].found,
		    market_matches(market_find(policy, cases[i].code), &arena,
			cases[i].words));
	CHECK(!market_matches(market_find(policy, "GI"), &arena, NULL));
	CHECK_TEXT("2019-11-30", market_list_as_of(policy));
	arena_done(&arena);
	policy_close(policy);
}

TEST(faulty_lists_are_refused)
{
#define NAMES "code\tiso\ten\tpt_BR\tru_RU\tzh_CN\tes_ES\tsv_SE\tspellings\n"
#define ROW(code) code "\tGI\ta\ta\ta\ta\ta\ta\t\n"
	static const char *const texts[] = { "", NAMES, NAMES ROW("GI"),
		NAMES ROW("GI") ROW("GI"), NAMES ROW("G"), NAMES "GI\tGI\n",
		NAMES "GI\tGI\ta\ta\t\ta\ta\ta\t\n" };

	for (size_t i = 0; i < COUNT(texts); i++) {
		struct policy_data data = {
			embedded_find("data/editions.json")->bytes, texts[i],
			embedded_find("data/tax_rates.tsv")->bytes
		};
		struct policy_switches switches = { 0 };
		struct policy *policy = NULL;

		CHECK_FAILS(
		    ERR_INTERNAL, policy_open(&data, &switches, &policy));
		CHECK(policy == NULL);
	}
}

TEST(any_bytes_as_a_name_do_no_harm)
{
	struct policy *policy = POLICY(0);
	uint32_t seed = 99;

	for (int i = 0; i < 3000; i++) {
		struct arena arena;
		char name[33] = "";

		arena_init(&arena);
		for (size_t k = 0; k < sizeof(name) - 1; k++) {
			seed = seed * 1664525u + 1013904223u;
			name[k] = (char)(seed >> 24);
		}
		name[seed % 32] = '\0';
		market_find_name(policy, &arena, name);
		market_blocks_reservation(policy, name, 0);
		arena_done(&arena);
	}
	policy_close(policy);
}

RUN_TESTS(TEST_1(every_market_is_the_specified_one_in_six_languages),
    TEST_1(every_name_of_the_pages_is_found_on_import),
    TEST_1(r_015_109_codes_and_106_iso_codes),
    TEST_1(e_70_no_reservations_in_gibraltar),
    TEST_1(e_71_azerbaijan_is_blocked_brazil_hong_kong_puerto_rico_are_not),
    TEST_1(e_72_shared_codes_are_blocked_either_way),
    TEST_1(e_73_monaco_passes_guadeloupe_does_not),
    TEST_1(r_021_what_is_not_listed_is_not_blocked),
    TEST_1(the_list_holds_in_every_edition),
    TEST_1(import_accepts_spellings_of_domain_9),
    TEST_1(no_two_markets_share_a_name), TEST_1(names_come_by_language),
    TEST_1(r_018_to_r_023_code_or_part_of_any_name_finds_a_market),
    TEST_1(faulty_lists_are_refused), TEST_1(any_bytes_as_a_name_do_no_harm))
