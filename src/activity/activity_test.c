/*
 * The log on a database: days of a range, pages, summaries, refusals, and what
 * its leaves are made of. Case E-74 of domain.md.
 */
#include "check.h"

#include "activity/activity.h"
#include "activity/activity_leaf.h"
#include "base/day.h"
#include "base/text.h"
#include "db/engine_private.h"
#include "fixture.h"

static int64_t at(const char *instant)
{
	int64_t seconds = 0;

	CHECK(instant_parse(instant, &seconds));
	return seconds;
}

static int64_t day(const char *text)
{
	int64_t value = 0;

	CHECK(day_parse(text, &value));
	return value;
}

static void add(struct fixture *f, const char *when,
    enum activity_action action, enum error_code outcome)
{
	f->cx.now = at(when);
	CHECK_OK(activity_add(&f->cx,
	    &(struct activity){ .action = action,
		.customer_id = "c1",
		.customer_name = "Fabrikam",
		.order_id = "o1",
		.line_number = 0,
		.title = "Server 2019" },
	    outcome ? fail(outcome, NULL) : OK));
}

static struct activity_list list(
    struct fixture *f, const struct activity_filter *filter)
{
	struct activity_list found;

	CHECK_OK(activity_list(&f->cx, filter, &found));
	return found;
}

TEST(e_74_both_days_of_a_range_are_in)
{
	struct fixture f;
	struct activity_list found;

	fixture_open(&f);
	add(&f, "2021-05-31T23:59:59Z", ACTIVITY_CREATE_ORDER, 0);
	add(&f, "2021-06-01T00:00:00Z", ACTIVITY_CREATE_ORDER, 0);
	add(&f, "2021-06-30T23:59:59Z", ACTIVITY_CREATE_ORDER, 0);
	add(&f, "2021-07-01T00:00:00Z", ACTIVITY_CREATE_ORDER, 0);
	found =
	    list(&f, &(struct activity_filter){ .from_day = day("2021-06-01"),
			 .to_day = day("2021-06-30") });
	CHECK_INT(2, found.count);
	CHECK_INT(at("2021-06-30T23:59:59Z"), found.rows[0].at);
	CHECK_INT(at("2021-06-01T00:00:00Z"), found.rows[1].at);
	CHECK(!found.more);
	fixture_close(&f);
}

TEST(pages_follow_each_other_without_loss_also_within_one_second)
{
	struct fixture f;
	struct activity_filter filter = { .from_day = day("2021-06-01"),
		.to_day = day("2021-06-30"),
		.limit = 3 };
	struct activity_list page;
	size_t seen = 0;
	int64_t last_id = INT64_MAX, last_at = INT64_MAX;

	fixture_open(&f);
	for (int i = 0; i < 7; i++)
		add(&f, "2021-06-10T10:00:00Z", ACTIVITY_CREATE_ORDER, 0);
	add(&f, "2021-06-10T10:00:01Z", ACTIVITY_CREATE_ORDER, 0);
	do {
		page = list(&f, &filter);
		for (size_t i = 0; i < page.count; i++) {
			const struct activity_row *row = &page.rows[i];

			CHECK(
			    row->at < last_at ||
			    (row->at == last_at && row->activity_id < last_id));
			last_at = row->at;
			last_id = row->activity_id;
		}
		seen += page.count;
		filter.before_at = last_at;
		filter.before_id = last_id;
	} while (page.more);
	CHECK_INT(8, seen);
	fixture_close(&f);
}

TEST(tabs_customers_actors_and_refusals_are_told_apart)
{
	struct fixture f;
	struct activity_filter filter = { .from_day = day("2021-06-01"),
		.to_day = day("2021-06-30") };

	fixture_open(&f);
	add(&f, "2021-06-10T10:00:00Z", ACTIVITY_CREATE_ORDER, 0);
	add(&f, "2021-06-10T10:00:01Z", ACTIVITY_GET_SOFTWARE_KEY, 0);
	add(&f, "2021-06-10T10:00:02Z", ACTIVITY_GET_SOFTWARE_KEY,
	    ERR_ROLE_MISSING);
	CHECK_INT(2, list(&f, &filter).count);
	filter.refused_too = true;
	CHECK_INT(3, list(&f, &filter).count);
	CHECK_TEXT("ROLE_MISSING", list(&f, &filter).rows[0].reason);
	filter.tab = "software";
	CHECK_INT(2, list(&f, &filter).count);
	filter.customer_id = "c1";
	CHECK_INT(2, list(&f, &filter).count);
	filter.customer_id = "c2";
	CHECK_INT(0, list(&f, &filter).count);
	filter.customer_id = NULL;
	filter.actor_id = f.who.user_id;
	CHECK_INT(2, list(&f, &filter).count);
	filter.actor_id = "nobody";
	CHECK_INT(0, list(&f, &filter).count);
	filter.actor_id = NULL;
	filter.action = ACTIVITY_SOFTWARE_DOWNLOADED;
	CHECK_INT(0, list(&f, &filter).count);
	fixture_close(&f);
}

TEST(another_partners_rows_are_not_listed)
{
	struct fixture f;
	struct partner other;
	struct principal who;
	struct activity_filter filter = { .from_day = day("2021-06-01"),
		.to_day = day("2021-06-30") };

	fixture_open(&f);
	add(&f, "2021-06-10T10:00:00Z", ACTIVITY_CREATE_ORDER, 0);
	fixture_other_partner(&f, &other, &who);
	f.cx.who = &who;
	CHECK_INT(0, list(&f, &filter).count);
	fixture_close(&f);
}

TEST(the_summary_counts_by_user_and_link_holders_by_issuer)
{
	struct fixture f;
	struct activity_filter filter = { .from_day = day("2021-06-01"),
		.to_day = day("2021-06-30"),
		.refused_too = true };
	struct activity_summary summary;

	fixture_open(&f);
	add(&f, "2021-06-10T10:00:00Z", ACTIVITY_GET_SOFTWARE_KEY, 0);
	add(&f, "2021-06-10T10:00:01Z", ACTIVITY_GET_SOFTWARE_KEY, 0);
	add(&f, "2021-06-10T10:00:02Z", ACTIVITY_GET_DOWNLOAD_LINK, 0);
	add(&f, "2021-06-10T10:00:03Z", ACTIVITY_CREATE_ORDER, 0);
	add(&f, "2021-06-10T10:00:04Z", ACTIVITY_GET_SOFTWARE_KEY,
	    ERR_ROLE_MISSING);
	CHECK_OK(activity_add(&f.cx,
	    &(struct activity){ .action = ACTIVITY_SOFTWARE_DOWNLOADED,
		.actor_kind = ACTOR_LINK_HOLDER,
		.actor_name = "Ada Lind" },
	    OK));
	CHECK_OK(activity_summarise(&f.cx, &filter, &summary));
	CHECK_INT(2, summary.count);
	CHECK_INT(ACTOR_USER, summary.rows[0].actor_kind);
	CHECK_INT(2, summary.rows[0].keys);
	CHECK_INT(1, summary.rows[0].links);
	CHECK_INT(0, summary.rows[0].downloads);
	CHECK_INT(1, summary.rows[0].others);
	CHECK_INT(1, summary.rows[0].refused);
	CHECK_INT(at("2021-06-10T10:00:04Z"), summary.rows[0].latest_at);
	CHECK_INT(ACTOR_LINK_HOLDER, summary.rows[1].actor_kind);
	CHECK_TEXT("Ada Lind", summary.rows[1].actor_name);
	CHECK_INT(1, summary.rows[1].downloads);
	fixture_close(&f);
}

TEST(several_notes_are_several_rows_and_the_same_note_again_is_one)
{
	static const struct activity key = {
		.action = ACTIVITY_GET_SOFTWARE_KEY, .order_id = "o1"
	};
	static const struct activity link = {
		.action = ACTIVITY_GET_DOWNLOAD_LINK, .order_id = "o1"
	};
	struct fixture f;
	struct activity_filter filter = { .from_day = day("2021-06-01"),
		.to_day = day("2021-06-30"),
		.refused_too = true };

	fixture_open(&f);
	activity_note(&f.cx, &key);
	activity_note(&f.cx, &link);
	activity_note(&f.cx, &key); /* the command ran once more */
	CHECK_OK(activity_record(&f.cx, OK));
	CHECK_INT(2, list(&f, &filter).count);
	CHECK_OK(activity_record(&f.cx, OK)); /* nothing noted since */
	activity_note(&f.cx, &key);
	CHECK_OK(activity_record(&f.cx, fail(ERR_INTERNAL, NULL)));
	CHECK_INT(2, list(&f, &filter).count);
	fixture_close(&f);
}

static void proof(struct fixture *f, const char *query)
{
	char script[600];

	snprintf(script, sizeof(script),
	    "CREATE TABLE IF NOT EXISTS proof (good BIGINT NOT NULL);"
	    "INSERT INTO proof SELECT CASE WHEN %s THEN 1 END;",
	    query);
	CHECK_OK(f->db->engine->script(f->db, script));
}

TEST(equal_acts_have_different_ids_salts_and_leaves)
{
	struct fixture f;

	fixture_open(&f);
	for (int i = 0; i < 20; i++)
		add(&f, "2021-06-10T10:00:00Z", ACTIVITY_CREATE_ORDER, 0);
	proof(&f, "(SELECT COUNT(DISTINCT activity_id) FROM activity) = 20");
	proof(&f, "(SELECT COUNT(DISTINCT salt) FROM activity) = 20");
	proof(&f, "(SELECT COUNT(DISTINCT leaf) FROM activity) = 20");
	proof(&f, "(SELECT MIN(LENGTH(salt)) FROM activity) = 16");
	proof(&f, "(SELECT MIN(LENGTH(leaf)) FROM activity) = 32");
	proof(&f, "(SELECT MIN(activity_id) FROM activity) > 0");
	fixture_close(&f);
}

TEST(a_leaf_is_what_its_definition_says)
{
	static const struct leaf leaf = { .salt = { 1, 2, 3 },
		.partner_id = 1,
		.at = 1624008240,
		.activity_id = 7,
		.actor_kind = ACTOR_USER,
		.line_number = -1,
		.texts = { "software", "get_software_key", "done" } };
	struct arena arena;
	uint8_t digest[SHA256_BYTES];
	char hex[SHA256_HEX];

	arena_init(&arena);
	leaf_digest(&arena, &leaf, digest);
	hex_encode(digest, sizeof(digest), hex);
	/* by hashlib over the form of activity_leaf.h */
	CHECK_TEXT(
	    "34707b8665664d8d124723b81d1bb3c2583c0505f767928fa31dc46737d1da2c",
	    hex);
	arena_done(&arena);
}

TEST(a_changed_row_is_found_and_an_erased_name_is_not_a_change)
{
	static const char *const changes[] = { "at = at + 1",
		"action = 'sign_in'", "result = 'refused'", "order_id = 'o2'",
		"line_number = 1", "actor_id = 'x'", "customer_id = NULL",
		"reason = ''", "actor_kind = 2" };
	struct fixture f;
	char script[200];
	int64_t from = day("2021-06-01"), to = day("2021-06-30"), count, broken;

	fixture_open(&f);
	add(&f, "2021-06-10T10:00:00Z", ACTIVITY_CREATE_ORDER, 0);
	add(&f, "2021-06-10T10:00:01Z", ACTIVITY_GET_SOFTWARE_KEY,
	    ERR_ROLE_MISSING);
	CHECK_OK(f.db->engine->script(f.db,
	    "UPDATE activity SET actor_name = NULL, customer_name = 'gone',"
	    " address = ''"));
	CHECK_OK(activity_verify(&f.cx, from, to, &count, &broken));
	CHECK_INT(2, count);
	CHECK_INT(0, broken);
	for (size_t i = 0; i < COUNT(changes); i++) {
		CHECK_OK(tx_savepoint(f.tx));
		snprintf(script, sizeof(script),
		    "UPDATE activity SET %s WHERE result = 'done'", changes[i]);
		CHECK_OK(f.db->engine->script(f.db, script));
		CHECK_OK(activity_verify(&f.cx, from, to, &count, &broken));
		if (broken != 1)
			FAIL("%s is not seen", changes[i]);
		CHECK_OK(tx_rollback_to(f.tx));
		CHECK_OK(tx_release(f.tx));
	}
	fixture_close(&f);
}

/* Where a note costs time: it is on the path of every order. */
TEST(a_row_is_cheap)
{
	struct fixture f;
	int64_t start;

	fixture_open(&f);
	add(&f, "2021-06-10T10:00:00Z", ACTIVITY_CREATE_ORDER, 0);
	start = clock_steady_us();
	for (int i = 0; i < 2000; i++)
		add(&f, "2021-06-10T10:00:00Z", ACTIVITY_CREATE_ORDER, 0);
	print_message(
	    "one row: %.1f us\n", (double)(clock_steady_us() - start) / 2000);
	fixture_close(&f);
}

RUN_TESTS(TEST_1(e_74_both_days_of_a_range_are_in),
    TEST_1(pages_follow_each_other_without_loss_also_within_one_second),
    TEST_1(tabs_customers_actors_and_refusals_are_told_apart),
    TEST_1(another_partners_rows_are_not_listed),
    TEST_1(the_summary_counts_by_user_and_link_holders_by_issuer),
    TEST_1(several_notes_are_several_rows_and_the_same_note_again_is_one),
    TEST_1(equal_acts_have_different_ids_salts_and_leaves),
    TEST_1(a_leaf_is_what_its_definition_says),
    TEST_1(a_changed_row_is_found_and_an_erased_name_is_not_a_change),
    TEST_1(a_row_is_cheap))
