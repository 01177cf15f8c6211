/*
 * Rules of licences: how seats count by day, and what the catalogue says.
 */
#include "check.h"

#include <string.h>

#include "base/text.h"
#include "orders/license.h"

/* end 100, today: active to the last day, 30 days of warning, then none */
TEST(seats_run_out_by_days)
{
	static const struct {
		const char *state;
		bool renews;
		int64_t end, today;
		int64_t active, warning, suspended;
	} cases[] = {
		{ "active", false, 100, 100, 5, 0, 0 },
		{ "active", false, 100, 101, 0, 5, 0 },
		{ "active", false, 100, 130, 0, 5, 0 },
		{ "active", false, 100, 131, 0, 0, 5 },
		{ "active", true, 100, 500, 5, 0, 0 },
		{ "active", false, 0, 500, 5, 0, 0 },
		{ "suspended", true, 100, 50, 0, 0, 5 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct subscribed_sku sku = { .consumed = 2 };

		license_count(&sku, cases[i].state, cases[i].renews,
		    cases[i].end, cases[i].today, 5);
		CHECK_INT(cases[i].active, sku.active);
		CHECK_INT(cases[i].warning, sku.warning);
		CHECK_INT(cases[i].suspended, sku.suspended);
		CHECK_INT(
		    cases[i].active + cases[i].warning, license_total(&sku));
		CHECK_INT(cases[i].active + cases[i].warning - 2,
		    license_available(&sku));
	}
}

TEST(a_licence_is_what_the_catalogue_says)
{
	struct arena arena;
	struct license license;

	arena_init(&arena);
	license = license_of(&arena, "KSSEAT000001", "Seat",
	    "{\"skuId\":\"F245ECC8-75AF-4F8E-B61F-27D8114DE5F3\","
	    "\"skuPartNumber\":\"SEAT\",\"group\":\"group2\","
	    "\"servicePlans\":[{\"id\":\"ABC\",\"name\":\"Mail\","
	    "\"serviceName\":\"MAIL\"}]}");
	CHECK_TEXT("f245ecc8-75af-4f8e-b61f-27d8114de5f3", license.sku_id);
	CHECK_TEXT("group2", license_group_id(license.group));
	CHECK_TEXT("User", license.target_type);
	CHECK_INT(1, license.plan_count);
	CHECK_TEXT("abc", license.plans[0].plan_id);
	arena_done(&arena);
}

TEST(a_licence_without_words_has_an_id_of_its_own)
{
	struct arena arena;
	struct license one, same, other;

	arena_init(&arena);
	one = license_of(&arena, "KSSEAT000001", "Seat", NULL);
	same = license_of(&arena, "KSSEAT000001", "Seat 2", NULL);
	other = license_of(&arena, "KSSEAT000002", "Seat", NULL);
	CHECK(text_is_guid(one.sku_id));
	CHECK_TEXT(one.sku_id, same.sku_id);
	CHECK(strcmp(one.sku_id, other.sku_id) != 0);
	CHECK_TEXT("KSSEAT000001", one.part_number);
	CHECK_TEXT("group1", license_group_id(one.group));
	CHECK_INT(0, one.plan_count);
	arena_done(&arena);
}

RUN_TESTS(TEST_1(seats_run_out_by_days),
    TEST_1(a_licence_is_what_the_catalogue_says),
    TEST_1(a_licence_without_words_has_an_id_of_its_own))
