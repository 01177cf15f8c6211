/*
 * Files as the operator offers them; and pools as the operator sees them.
 */
#include "check.h"
#include "world.h"

#include "accounts/operator.h"
#include "activity/activity.h"
#include "base/text.h"
#include "fulfilment/file_admin.h"
#include "fulfilment/key_pool.h"

static struct file_new fresh(const char *version)
{
	return (struct file_new){ .product_id = "PERP00000001",
		.sku_id = "",
		.version = version,
		.language = "en-US",
		.os = "Windows",
		.file_type = "iso",
		.bits = "64",
		.name = "Setup_1%.iso" };
}

static const struct kept_file kept = { .size = 3,
	.sha256 =
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
	.path = "ba/ba78" };

TEST(a_file_is_offered_withdrawn_and_offered_again)
{
	struct fixture f;
	struct file_new new = fresh("1");
	struct offered_file file, again;
	struct software_file loaded;
	struct file_list list;
	struct activity_list log;
	struct activity_filter filter = { .to_day = 100000,
		.action = ACTIVITY_WITHDRAW_FILE };

	fixture_open(&f);
	world_open(&f);
	CHECK_OK(file_admin_add(&f.cx, &new, &kept, &file));
	CHECK_OK(file_list(&f.cx, "PERP00000001", "0001", &list));
	CHECK_INT(1, list.count);
	CHECK_FAILS(ERR_FILE_THERE, file_admin_add(&f.cx, &new, &kept, &again));
	CHECK_OK(file_admin_offer(&f.cx, file.file.file_id, false));
	CHECK_OK(file_admin_offer(&f.cx, file.file.file_id, false));
	CHECK_OK(file_list(&f.cx, "PERP00000001", "0001", &list));
	CHECK_INT(0, list.count);
	CHECK_FAILS(ERR_FILE_UNKNOWN,
	    file_of(&f.cx, file.file.file_id, "PERP00000001", "0001", &loaded));
	CHECK_OK(file_load(&f.cx, file.file.file_id, &loaded));
	CHECK(loaded.withdrawn_at != 0);
	CHECK_OK(file_admin_add(&f.cx, &new, &kept, &again));
	CHECK_TEXT(file.file.file_id, again.file.file_id);
	CHECK_INT(0, again.file.withdrawn_at);
	CHECK_OK(activity_list(&f.cx, &filter, &log));
	CHECK_INT(1, log.count);
	CHECK_FAILS(
	    ERR_FILE_UNKNOWN, file_admin_offer(&f.cx, "nothing", false));
	fixture_close(&f);
}

TEST(files_are_found_by_product_and_name_page_after_page)
{
	struct fixture f;
	struct file_new one = fresh("1"), two = fresh("2");
	struct offered_file file;
	struct files_found found;
	struct file_search search = { .limit = 1 };

	fixture_open(&f);
	world_open(&f);
	two.sku_id = "0001";
	CHECK_OK(file_admin_add(&f.cx, &one, &kept, &file));
	CHECK_OK(file_admin_add(&f.cx, &two, &kept, &file));
	CHECK_OK(file_admin_list(&f.cx, &search, &found));
	CHECK_INT(1, found.count);
	CHECK(found.more);
	search.after_title = found.files[0].title_folded;
	search.after_id = found.files[0].file.file_id;
	CHECK_OK(file_admin_list(&f.cx, &search, &found));
	CHECK_INT(1, found.count);
	CHECK(!found.more);
	search = (struct file_search){ .words = "SETUP_1%" };
	CHECK_OK(file_admin_list(&f.cx, &search, &found));
	CHECK_INT(2, found.count);
	search.words = "setupx";
	CHECK_OK(file_admin_list(&f.cx, &search, &found));
	CHECK_INT(0, found.count);
	search.words = "perp00000001";
	CHECK_OK(file_admin_list(&f.cx, &search, &found));
	CHECK_INT(2, found.count);
	fixture_close(&f);
}

TEST(a_files_traits_are_checked_one_by_one)
{
	static const struct {
		struct file_new new;
		const char *field;
	} cases[] = {
		{ { .product_id = "NOTHING" }, "goods" },
		{ { .sku_id = "9999" }, "goods" },
		{ { .version = " " }, "version" },
		{ { .language = "English" }, "language" },
		{ { .language = "en-" }, "language" },
		{ { .os = "" }, "os" },
		{ { .file_type = "i/o" }, "file_type" },
		{ { .bits = "16" }, "bits" },
		{ { .name = "a/b" }, "name" },
	};
	struct fixture f;
	struct goods_list goods;
	struct error *errors;
	struct file_new new = fresh("1");

	fixture_open(&f);
	world_open(&f);
	CHECK_OK(file_admin_goods(&f.cx, &goods));
	CHECK_OK(file_new_check(&f.cx, &goods, &new, &errors));
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct file_new *c = &cases[i].new;

		new = fresh("1");
		new.product_id = c->product_id ? c->product_id : new.product_id;
		new.sku_id = c->sku_id ? c->sku_id : new.sku_id;
		new.version = c->version ? c->version : new.version;
		new.language = c->language ? c->language : new.language;
		new.os = c->os ? c->os : new.os;
		new.file_type = c->file_type ? c->file_type : new.file_type;
		new.bits = c->bits ? c->bits : new.bits;
		new.name = c->name ? c->name : new.name;
		CHECK(file_new_check(&f.cx, &goods, &new, &errors).code != 0);
		CHECK_TEXT(cases[i].field, errors[0].field);
		CHECK_INT(0, errors[1].code);
	}
	fixture_close(&f);
}

TEST(a_pool_tells_who_waits_and_when_it_warns)
{
	struct fixture f;
	struct key_pool_level level;
	struct key_waiting_list waiting;
	const char *customer;

	fixture_open(&f);
	world_open(&f);
	customer = fixture_customer(&f, "Fabrikam", "fabrikam.example", "US");
	world_order(&f, customer, ITEMS(WORLD_POOLED));
	CHECK_OK(key_pool_level(&f.cx, "POOL00000001", "0001", &level));
	CHECK_INT(0, level.left);
	CHECK_INT(1, level.waiting);
	CHECK_OK(key_waiting_list(&f.cx, "POOL00000001", "0001", &waiting));
	CHECK_INT(1, waiting.count);
	CHECK_TEXT("Contoso", waiting.rows[0].partner_name);
	CHECK_TEXT("Fabrikam", waiting.rows[0].customer_name);
	CHECK_OK(key_pool_set_low(&f.cx, "POOL00000001", "0001", 17));
	CHECK_OK(key_pool_level(&f.cx, "POOL00000001", "0001", &level));
	CHECK_INT(17, level.low_stock);
	CHECK_FAILS(ERR_SKU_UNKNOWN,
	    key_pool_set_low(&f.cx, "PERP00000001", "0001", 1));
	CHECK_FAILS(ERR_SKU_UNKNOWN,
	    key_pool_level(&f.cx, "PERP00000001", "0001", &level));
	fixture_close(&f);
}

RUN_TESTS(TEST_1(a_file_is_offered_withdrawn_and_offered_again),
    TEST_1(files_are_found_by_product_and_name_page_after_page),
    TEST_1(a_files_traits_are_checked_one_by_one),
    TEST_1(a_pool_tells_who_waits_and_when_it_warns))
