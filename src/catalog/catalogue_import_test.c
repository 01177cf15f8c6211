/*
 * Catalogue files: every fault with its path, taken at once or not at all;
 * and what readers make of the rows (R-013 to R-022, E-70 to E-73).
 */
#include "import_fixture.h"

#include "db/db.h"

#define SKU "{\"id\": \"0001\", \"title\": \"One\"%s}"
#define PRODUCT                                                                  \
	"{\"id\": \"PRODUCT00001\", \"title\": \"T\", \"kind\": \"%s\","         \
	" \"family\": \"f\", \"publisher\": \"p\", \"publisherName\": \"P\","    \
	" \"type\": {\"id\": \"t\", \"name\": \"T\"}, \"views\": [\"Software\"]" \
	"%s, \"skus\": [" SKU "]}"
#define FILE_OF(products)                                                      \
	"{\"format\": \"kontor-catalogue-1\", \"markets\": {\"DE\": \"EUR\"}," \
	" \"products\": [" products "]}"

TEST(every_fault_is_said_with_its_path)
{
	static const struct {
		const char *kind, *product, *sku, *want;
	} cases[] = {
		{ "software", "", "",
		    "products[0].kind: “software” is not one of "
		    "perpetual_software, software_subscription, "
		    "azure_reservation, license, azure_plan\n" },
		{ "perpetual_software", "", ", \"term\": \"P1Y\"",
		    "products[0].skus[0].term: perpetual software has no "
		    "term\n" },
		{ "software_subscription", "", "",
		    "products[0].skus[0].term: this kind of product has a term "
		    "of P1Y or P3Y\n" },
		{ "azure_plan", "", ", \"keySource\": \"pool\"",
		    "products[0].skus[0].keySource: only software has product "
		    "keys\n" },
		{ "perpetual_software", "",
		    ", \"minQuantity\": 5, "
		    "\"maxQuantity\": 4",
		    "products[0].skus[0].maxQuantity: this is below "
		    "minQuantity\n" },
		{ "perpetual_software", "", ", \"minQuantity\": 1.5",
		    "products[0].skus[0].minQuantity: this must be a whole "
		    "number from 1 to 999999999\n" },
		{ "perpetual_software", "", ", \"segments\": [\"education\"]",
		    "products[0].skus[0].segments[0]: software is sold to "
		    "commercial only\n" },
		{ "perpetual_software", "",
		    ", \"markets\": {\"DE\": \"EUX\", "
		    "\"ZZ\": \"EUR\"}",
		    "products[0].skus[0].markets.DE: “EUX” is not a currency "
		    "code\nproducts[0].skus[0].markets.ZZ: this is not a "
		    "country code\n" },
		{ "perpetual_software", ", \"windowDays\": 0", "",
		    "products[0].windowDays: this must be a whole number from "
		    "1 to 366\n" },
		{ "perpetual_software", ", \"colour\": \"red\"", "",
		    "products[0].colour: there is no such field\n" },
		{ "perpetual_software", "",
		    ", \"dynamicAttributes\": {\"a\": "
		    "{}}",
		    "products[0].skus[0].dynamicAttributes.a: this must be "
		    "text\n" },
		{ "perpetual_software", "",
		    "}, {\"id\": \"0001\", \"title\": "
		    "\"Again\"",
		    "products[0].skus[1]: this SKU stands twice\n" },
		{ "perpetual_software", "",
		    "}, {\"id\": \"1\", \"title\": \"\"",
		    "products[0].skus[1].id: “1” is not 4 upper-case letters "
		    "and digits\nproducts[0].skus[1].title: this is empty\n" },
	};
	struct desk desk;
	char content[4000];

	desk_open(&desk);
	for (size_t i = 0; i < COUNT(cases); i++) {
		snprintf(content, sizeof(content), FILE_OF(PRODUCT),
		    cases[i].kind, cases[i].product, cases[i].sku);
		desk_clear(&desk);
		CHECK_FAILS(ERR_IMPORT_LINES,
		    desk_import(&desk, catalogue_import, content));
		CHECK_TEXT(cases[i].want, desk.said.bytes);
	}
	desk_close(&desk);
}

TEST(what_is_no_catalogue_is_said_with_its_place)
{
	static const struct {
		const char *content, *want;
	} cases[] = {
		{ "[]", "file: this must be an object\n" },
		{ "{\"format\": \"other\", \"products\": []}",
		    "format: “other” is not one of kontor-catalogue-1\n" },
		{ "{\"format\": \"kontor-catalogue-1\"}",
		    "products: this is needed\n" },
		{ "{\"a\": 1,\n \"a\": 2}",
		    "test file: line 2, column 4: duplicate object key near "
		    "'\"a\"'\n" },
	};
	struct desk desk;

	desk_open(&desk);
	for (size_t i = 0; i < COUNT(cases); i++) {
		desk_clear(&desk);
		CHECK_FAILS(ERR_IMPORT_LINES,
		    desk_import(&desk, catalogue_import, cases[i].content));
		CHECK_TEXT(cases[i].want, desk.said.bytes);
	}
	desk_close(&desk);
}

TEST(a_file_with_one_fault_changes_nothing)
{
	struct desk desk;
	char content[8000];
	char *title;
	struct offer offer;

	desk_open(&desk);
	strcpy(content, small_catalogue);
	title = strstr(content, "Server Öl");
	memcpy(title, "Server XX", 9);
	memcpy(strstr(content, "\"license\""), "\"lizenze\"", 9);
	CHECK_FAILS(
	    ERR_IMPORT_LINES, desk_import(&desk, catalogue_import, content));
	offer = offer_of(&desk, "PERPETUAL001", "0001", "DE");
	CHECK_TEXT("Server Öl", offer.product.title);
	desk_close(&desk);
}

TEST(importing_again_updates_titles_and_keeps_ids)
{
	struct desk desk;
	char content[8000];
	struct offer before, after;

	desk_open(&desk);
	before = offer_of(&desk, "PERPETUAL001", "0001", "DE");
	strcpy(content, small_catalogue);
	memcpy(strstr(content, "Core pack"), "New title", 9);
	memcpy(strstr(content, "\"DE\": \"EUR\""), "\"DE\": \"USD\"", 11);
	CHECK_OK(desk_import(&desk, catalogue_import, content));
	after = offer_of(&desk, "PERPETUAL001", "0001", "DE");
	CHECK_TEXT("New title", after.sku.title);
	CHECK_TEXT("USD", after.availability.currency);
	CHECK_TEXT(before.catalog_item_id, after.catalog_item_id);
	desk_close(&desk);
}

TEST(kind_and_term_of_what_is_sold_never_change)
{
	struct desk desk;
	char content[8000];

	desk_open(&desk);
	strcpy(content, small_catalogue);
	memcpy(strstr(content, "\"term\": \"P1Y\""), "\"term\": \"P3Y\"", 13);
	CHECK_FAILS(
	    ERR_IMPORT_LINES, desk_import(&desk, catalogue_import, content));
	CHECK_TEXT("products[1].skus[0]: term and billing cycle of "
		   "SUBSCRIPTION:0001 are P1Y and one_time already; use a new "
		   "id\n",
	    desk.said.bytes);
	desk_close(&desk);
}

TEST(nothing_new_is_seen_before_all_of_it_is)
{
	struct desk desk;
	struct catalog_filter filter = { .country = "DE" };
	struct offer_list list;

	fixture_open(&desk.f);
	desk_clear(&desk);
	desk.stop_after = 4; /* checks, cleaning and staging; not the last */
	CHECK_FAILS(ERR_STOPPING,
	    desk_import(&desk, catalogue_import, small_catalogue));
	CHECK_OK(catalog_list(&desk.f.cx, &filter, &list));
	CHECK_INT(0, list.count);
	desk_clear(&desk);
	CHECK_OK(desk_import(&desk, catalogue_import, small_catalogue));
	CHECK_OK(catalog_list(&desk.f.cx, &filter, &list));
	CHECK_INT(5, list.count);
	desk_close(&desk);
}

TEST(lists_are_narrowed_by_view_words_and_ids)
{
	static const struct {
		const char *view, *words, *product_id;
		size_t want;
	} cases[] = {
		{ NULL, NULL, NULL, 5 },
		{ "software", NULL, NULL, 3 },
		{ "SOFTWARE_PERPETUAL", NULL, NULL, 1 },
		{ "AzureReservations", NULL, NULL, 1 },
		{ "AzureReservationsVM", NULL, NULL, 0 },
		{ NULL, "OL server", NULL, 1 },
		{ NULL, "database three", NULL, 1 },
		{ NULL, "nothing", NULL, 0 },
		{ NULL, NULL, "subscription", 2 },
	};
	struct desk desk;

	desk_open(&desk);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct catalog_filter filter = { .country = "de",
			.target_view = cases[i].view,
			.words = cases[i].words,
			.product_id = cases[i].product_id };
		struct offer_list list;

		CHECK_OK(catalog_list(&desk.f.cx, &filter, &list));
		CHECK_INT(cases[i].want, list.count);
	}
	desk_close(&desk);
}

TEST(an_unknown_view_or_segment_is_refused)
{
	struct desk desk;
	struct catalog_filter view = { .country = "DE",
		.target_view = "OnetimePurchaseSoftware" };
	struct catalog_filter segment = { .country = "DE",
		.segment = "military" };
	struct offer_list list;

	desk_open(&desk);
	CHECK_FAILS(ERR_VIEW_REFUSED, catalog_list(&desk.f.cx, &view, &list));
	CHECK_FAILS(
	    ERR_SEGMENT_REFUSED, catalog_list(&desk.f.cx, &segment, &list));
	segment.segment = "Education";
	CHECK_OK(catalog_list(&desk.f.cx, &segment, &list));
	CHECK_INT(0, list.count);
	desk_close(&desk);
}

TEST(reservations_are_left_out_where_they_are_not_sold)
{
	static const struct {
		const char *country;
		int product, perpetual;
	} cases[] = { { "DE", 0, 0 }, { "BR", 0, 0 }, { "MC", 0, 0 },
		{ "GI", ERR_PRODUCT_UNKNOWN, 0 },
		{ "GP", ERR_PRODUCT_UNKNOWN, 0 },
		{ "SE", ERR_PRODUCT_UNKNOWN, ERR_PRODUCT_UNKNOWN } };
	struct desk desk;
	struct product product;
	struct sku sku;

	desk_open(&desk);
	for (size_t i = 0; i < COUNT(cases); i++) {
		CHECK_FAILS(cases[i].product,
		    catalog_product(&desk.f.cx, "RESERVATION1",
			cases[i].country, NULL, &product));
		CHECK_FAILS(cases[i].perpetual,
		    catalog_product(&desk.f.cx, "PERPETUAL001",
			cases[i].country, NULL, &product));
	}
	CHECK_FAILS(ERR_SKU_UNKNOWN,
	    catalog_sku(&desk.f.cx, "PERPETUAL001", "0002", "DE", NULL, &sku));
	desk_close(&desk);
}

TEST(an_item_follows_the_customer_to_another_country)
{
	struct desk desk;
	struct offer french, offer;

	desk_open(&desk);
	french = offer_of(&desk, "RESERVATION1", "0001", "FR");
	CHECK_OK(catalog_offer(
	    &desk.f.cx, french.catalog_item_id, "MC", NULL, 1, &offer));
	CHECK_TEXT("MC", offer.availability.country);
	CHECK(strcmp(offer.catalog_item_id, french.catalog_item_id) != 0);
	/* not sold in Sweden at all; blocked in Andorra */
	CHECK_FAILS(ERR_CATALOG_ITEM_BAD,
	    catalog_offer(
		&desk.f.cx, french.catalog_item_id, "SE", NULL, 1, &offer));
	CHECK_FAILS(ERR_MARKET_BLOCKED,
	    catalog_offer(
		&desk.f.cx, french.catalog_item_id, "AD", NULL, 1, &offer));
	desk_close(&desk);
}

TEST(what_is_no_item_id_is_refused)
{
	static const char *const ids[] = { "", "PERPETUAL001",
		"PERPETUAL001:0001", "PERPETUAL001:0001:", "MS-AZR-0145P",
		"PERPETUAL001:0001:AAAAAAAAAAAA", "PERPETUAL001:0001:A:B",
		"PERPETUAL001:00001:AAAAAAAAAAAA" };
	struct desk desk;
	struct offer offer;

	desk_open(&desk);
	for (size_t i = 0; i < COUNT(ids); i++)
		CHECK_FAILS(ERR_CATALOG_ITEM_BAD,
		    catalog_offer(&desk.f.cx, ids[i], "DE", NULL, 1, &offer));
	CHECK_FAILS(ERR_CATALOG_ITEM_BAD,
	    catalog_offer(&desk.f.cx, NULL, "DE", NULL, 1, &offer));
	desk_close(&desk);
}

RUN_TESTS(TEST_1(every_fault_is_said_with_its_path),
    TEST_1(what_is_no_catalogue_is_said_with_its_place),
    TEST_1(a_file_with_one_fault_changes_nothing),
    TEST_1(importing_again_updates_titles_and_keeps_ids),
    TEST_1(kind_and_term_of_what_is_sold_never_change),
    TEST_1(nothing_new_is_seen_before_all_of_it_is),
    TEST_1(lists_are_narrowed_by_view_words_and_ids),
    TEST_1(an_unknown_view_or_segment_is_refused),
    TEST_1(reservations_are_left_out_where_they_are_not_sold),
    TEST_1(an_item_follows_the_customer_to_another_country),
    TEST_1(what_is_no_item_id_is_refused))
