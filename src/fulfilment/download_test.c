/*
 * Download links on a database: cases E-42 to E-51 and E-57 of domain.md,
 * ruling 15, and many starts at once through the real writer.
 */
#include "check.h"

#include <pthread.h>

#include "shop_test.h"

#define HERE "203.0.113.7"
#define THERE "203.0.113.8"

TEST(e_42_a_link_dies_14_days_after_its_issue_to_the_second)
{
	struct shop s;
	struct download_link link;
	struct download download;

	shop_open(&s, "2019-12-20T08:00:00Z");
	shop_now(&s, "2019-12-20T08:30:00Z");
	CHECK_OK(shop_link(&s, &link));
	CHECK_INT(at("2020-01-03T08:30:00Z"), link.expires_at);
	shop_now(&s, "2020-01-03T08:29:59Z");
	CHECK_OK(shop_get(&s, HERE, link.token, 0, NULL, &download));
	CHECK_TEXT("server-2019.iso", download.file.name);
	CHECK_OK(shop_head(&s, link.token));
	shop_now(&s, "2020-01-03T08:30:00Z");
	CHECK_FAILS(ERR_LINK_DEAD_AGE,
	    shop_get(&s, HERE, link.token, 0, NULL, &download));
	CHECK_FAILS(ERR_LINK_DEAD_AGE, shop_head(&s, link.token));
	shop_close(&s);
}

static void downloads_set(struct shop *s, int downloads)
{
	shop_sow(s, "UPDATE download_link SET downloads = %d;", downloads);
	fixture_commit(&s->f);
}

TEST(e_44_after_50_downloads_a_new_link_is_given_and_the_old_stays_dead)
{
	struct shop s;
	struct download_link old, new;
	struct download download;

	shop_open(&s, "2021-06-10T08:00:00Z");
	CHECK_OK(shop_link(&s, &old));
	downloads_set(&s, 50);
	shop_now(&s, "2021-06-13T08:00:00Z");
	CHECK_FAILS(ERR_LINK_DEAD_COUNT,
	    shop_get(&s, HERE, old.token, 0, NULL, &download));
	CHECK_OK(shop_link(&s, &new));
	CHECK(strcmp(old.token, new.token) != 0);
	CHECK_INT(0, new.downloads);
	CHECK_INT(50, new.max_downloads);
	CHECK_INT(at("2021-06-27T08:00:00Z"), new.expires_at);
	CHECK_FAILS(ERR_LINK_DEAD_COUNT,
	    shop_get(&s, HERE, old.token, 0, NULL, &download));
	CHECK_OK(shop_get(&s, HERE, new.token, 0, NULL, &download));
	shop_close(&s);
}

TEST(e_45_a_live_link_is_given_again_unchanged)
{
	struct shop s;
	struct download_link old, again;

	shop_open(&s, "2021-06-10T08:00:00Z");
	CHECK_OK(shop_link(&s, &old));
	downloads_set(&s, 10);
	shop_now(&s, "2021-06-12T08:00:00Z");
	CHECK_OK(shop_link(&s, &again));
	CHECK_TEXT(old.url, again.url);
	CHECK_INT(10, again.downloads);
	CHECK_INT(50, again.max_downloads);
	CHECK_INT(old.expires_at, again.expires_at);
	CHECK_INT(
	    2, shop_activity(&s, ACTIVITY_GET_DOWNLOAD_LINK, false).count);
	shop_close(&s);
}

TEST(e_46_resuming_and_head_do_not_count)
{
	struct shop s;
	struct download_link link;
	struct download download;

	shop_open(&s, "2021-06-10T08:00:00Z");
	CHECK_OK(shop_link(&s, &link));
	CHECK_OK(shop_get(&s, HERE, link.token, 0, NULL, &download));
	CHECK(download.counted);
	CHECK_INT(1, shop_downloads(&s));
	CHECK_OK(shop_head(&s, link.token));
	CHECK_OK(shop_get(&s, HERE, link.token, 3, NULL, &download));
	CHECK(!download.counted);
	CHECK_INT(1, shop_downloads(&s));
	CHECK_INT(
	    1, shop_activity(&s, ACTIVITY_SOFTWARE_DOWNLOADED, true).count);
	shop_close(&s);
}

TEST(ruling_15_which_ranges_are_free)
{
	static const struct {
		const char *address;
		int64_t later; /* seconds of real time after the start */
		int64_t start;
		const char *if_range; /* "=": its ETag */
		bool free;
	} cases[] = {
		{ HERE, 0, 1, NULL, true },
		{ HERE, 86399, 1, NULL, true },
		{ HERE, 86400, 1, NULL, false },
		{ HERE, 60, 0, NULL, false },
		{ THERE, 60, 1, NULL, false },
		{ THERE, 60, 1, "=", true },
		{ THERE, 200000, 1, "=", true },
		{ HERE, 60, 1, "\"another\"", false },
		{ HERE, 60, 0, "=", false },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct shop s;
		struct download_link link;
		struct download first, next;
		const char *if_range = cases[i].if_range;

		shop_open(&s, "2021-06-10T08:00:00Z");
		CHECK_OK(shop_link(&s, &link));
		CHECK_OK(shop_get(&s, HERE, link.token, 0, NULL, &first));
		fixture_wall(&s.f, s.f.cx.wall + cases[i].later);
		if (if_range != NULL && if_range[0] == '=')
			if_range = first.etag;
		CHECK_OK(shop_get(&s, cases[i].address, link.token,
		    cases[i].start, if_range, &next));
		if (next.counted == cases[i].free)
			FAIL("case %zu", i);
		shop_close(&s);
	}
}

TEST(ruling_15_resuming_works_after_the_50th_but_not_after_the_end)
{
	struct shop s;
	struct download_link link;
	struct download download;

	shop_open(&s, "2021-06-10T08:00:00Z");
	CHECK_OK(shop_link(&s, &link));
	downloads_set(&s, 49);
	CHECK_OK(shop_get(&s, HERE, link.token, 0, NULL, &download));
	CHECK_OK(shop_get(&s, HERE, link.token, 4, NULL, &download));
	CHECK(!download.counted);
	CHECK_OK(shop_get(&s, THERE, link.token, 4, download.etag, &download));
	CHECK_FAILS(ERR_LINK_DEAD_COUNT,
	    shop_get(&s, THERE, link.token, 4, NULL, &download));
	shop_now(&s, "2021-06-24T08:00:00Z");
	CHECK_FAILS(ERR_LINK_DEAD_AGE,
	    shop_get(&s, HERE, link.token, 4, download.etag, &download));
	shop_now(&s, "2021-06-11T08:00:00Z");
	shop_cancel(&s, 0);
	CHECK_FAILS(ERR_LINK_DEAD_REVOKED,
	    shop_get(&s, HERE, link.token, 4, download.etag, &download));
	shop_close(&s);
}

TEST(e_47_e_48_cancelling_kills_the_link_at_once_and_for_ever)
{
	struct shop s;
	struct download_link link;
	struct download download;

	shop_open(&s, "2021-06-10T08:00:00Z");
	CHECK_OK(shop_link(&s, &link));
	CHECK_OK(shop_get(&s, HERE, link.token, 0, NULL, &download));
	shop_cancel(&s, 0);
	CHECK_FAILS(ERR_LINK_DEAD_REVOKED,
	    shop_get(&s, HERE, link.token, 0, NULL, &download));
	CHECK_FAILS(ERR_LINK_DEAD_REVOKED, shop_head(&s, link.token));
	CHECK_FAILS(ERR_ENTITLEMENT_REVOKED, shop_link(&s, &link));
	CHECK_FAILS(ERR_ENTITLEMENT_REVOKED,
	    file_download(s.cx, s.customer, ORDER "-0", FILE_ID, &download));
	shop_close(&s);
}

TEST(e_51_limits_are_stamped_at_issue_so_a_link_outlives_its_edition)
{
	struct shop s;
	struct download_link link, other;
	struct download download;

	shop_open(&s, "2020-12-01T10:00:00Z");
	shop_now(&s, "2021-01-28T12:00:00Z");
	CHECK_OK(shop_link(&s, &link));
	shop_now(&s, "2021-02-01T12:00:00Z");
	CHECK_OK(shop_get(&s, HERE, link.token, 0, NULL, &download));
	CHECK_FAILS(ERR_KEYS_NOT_FOR_PARTNER, shop_link(&s, &other));
	shop_close(&s);
}

static void overlay_on(struct shop *s)
{
	policy_close(s->f.policy);
	CHECK_OK(policy_open(NULL,
	    &(struct policy_switches){ .announced_dates = true },
	    &s->f.policy));
	s->f.cx.policy = s->f.policy;
}

TEST(e_57_announced_dates_count_five_days_from_the_first_download)
{
	struct shop s;
	struct download_link link;
	struct download download;

	shop_open(&s, "2021-06-04T08:00:00Z");
	overlay_on(&s);
	shop_now(&s, "2021-06-05T08:00:00Z");
	CHECK_OK(shop_link(&s, &link));
	shop_now(&s, "2021-06-10T10:00:00Z");
	CHECK_OK(shop_get(&s, HERE, link.token, 0, NULL, &download));
	shop_now(&s, "2021-06-15T09:59:59Z");
	CHECK_OK(shop_get(&s, HERE, link.token, 0, NULL, &download));
	shop_now(&s, "2021-06-15T10:00:00Z");
	CHECK_FAILS(ERR_LINK_DEAD_AGE,
	    shop_get(&s, HERE, link.token, 0, NULL, &download));
	shop_close(&s);
}

TEST(ruling_15_under_announced_dates_an_unused_link_dies_after_14_days)
{
	struct shop s;
	struct download_link link;
	struct download download;

	shop_open(&s, "2021-06-04T08:00:00Z");
	overlay_on(&s);
	shop_now(&s, "2021-06-05T08:00:00Z");
	CHECK_OK(shop_link(&s, &link));
	shop_now(&s, "2021-06-19T07:59:59Z");
	CHECK_OK(shop_head(&s, link.token));
	shop_now(&s, "2021-06-19T08:00:00Z");
	CHECK_FAILS(ERR_LINK_DEAD_AGE,
	    shop_get(&s, HERE, link.token, 0, NULL, &download));
	shop_close(&s);
}

TEST(a_download_by_link_is_a_link_holders_with_the_issuer_beside)
{
	struct shop s;
	struct download_link link;
	struct download download;
	struct activity_list list;

	shop_open(&s, "2021-06-10T08:00:00Z");
	CHECK_OK(shop_link(&s, &link));
	shop_now(&s, "2021-06-10T09:00:00Z");
	CHECK_OK(shop_get(&s, HERE, link.token, 0, NULL, &download));
	list = shop_activity(&s, ACTIVITY_SOFTWARE_DOWNLOADED, false);
	CHECK_INT(1, list.count);
	CHECK_INT(ACTOR_LINK_HOLDER, list.rows[0].actor_kind);
	CHECK_NO_TEXT(list.rows[0].actor_id);
	CHECK_TEXT("Ada Lind", list.rows[0].actor_name);
	CHECK_TEXT("{\"Act\":\"downloaded\",\"IssuedBy\":"
		   "\"33333333-3333-4333-8333-333333333333\"}",
	    list.rows[0].details);
	CHECK_TEXT(HERE, list.rows[0].address);
	CHECK_INT(at("2021-06-10T09:00:00Z"), list.rows[0].at);
	shop_close(&s);
}

TEST(a_try_on_a_dead_link_is_kept_as_refused)
{
	struct shop s;
	struct download_link link;
	struct download download;
	struct activity_list list;

	shop_open(&s, "2021-06-10T08:00:00Z");
	CHECK_OK(shop_link(&s, &link));
	shop_now(&s, "2021-06-30T08:00:00Z");
	CHECK_FAILS(ERR_LINK_DEAD_AGE,
	    shop_get(&s, HERE, link.token, 0, NULL, &download));
	list = shop_activity(&s, ACTIVITY_SOFTWARE_DOWNLOADED, false);
	CHECK_INT(0, list.count);
	list = shop_activity(&s, ACTIVITY_SOFTWARE_DOWNLOADED, true);
	CHECK_INT(1, list.count);
	CHECK_TEXT("LINK_DEAD_AGE", list.rows[0].reason);
	shop_close(&s);
}

TEST(a_download_by_a_signed_in_user_uses_no_link)
{
	struct shop s;
	struct download_link link;
	struct download download;
	struct activity_list list;

	shop_open(&s, "2021-06-10T08:00:00Z");
	CHECK_OK(shop_link(&s, &link));
	CHECK_OK(tx_savepoint(s.f.tx));
	CHECK_OK(shop_settle(&s, s.cx,
	    file_download(s.cx, s.customer, ORDER "-0", FILE_ID, &download)));
	CHECK(!download.counted);
	CHECK_TEXT("1/" ORDER "/0", download.transfer_tag);
	CHECK_INT(0, shop_downloads(&s));
	list = shop_activity(&s, ACTIVITY_SOFTWARE_DOWNLOADED, false);
	CHECK_INT(1, list.count);
	CHECK_INT(ACTOR_USER, list.rows[0].actor_kind);
	CHECK_FAILS(ERR_FILE_UNKNOWN,
	    file_download(s.cx, s.customer, ORDER "-0", "no-file", &download));
	shop_close(&s);
}

TEST(a_token_that_never_was_is_unknown_and_a_changed_one_too)
{
	static const char *const bad[] = { "", "x", "AAAA",
		"AQAAAAAAAAAAAAAAAAAAAAAAAAAA", "____________________________",
		("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		 "AAAAAAAAAAAA") };
	struct shop s;
	struct download_link link;
	char *changed;

	shop_open(&s, "2021-06-10T08:00:00Z");
	CHECK_OK(shop_link(&s, &link));
	CHECK_OK(link_known(s.cx, link.token));
	changed = arena_dup(s.cx->arena, link.token);
	changed[9] = changed[9] == 'A' ? 'B' : 'A';
	CHECK_FAILS(ERR_FILE_UNKNOWN, link_known(s.cx, changed));
	CHECK_FAILS(ERR_FILE_UNKNOWN, shop_head(&s, changed));
	for (size_t i = 0; i < COUNT(bad); i++) {
		CHECK_FAILS(ERR_FILE_UNKNOWN, link_known(s.cx, bad[i]));
		CHECK_FAILS(ERR_FILE_UNKNOWN, shop_head(&s, bad[i]));
	}
	shop_close(&s);
}

TEST(the_database_holds_no_token)
{
	struct shop s;
	struct download_link link;

	shop_open(&s, "2021-06-10T08:00:00Z");
	CHECK_OK(shop_link(&s, &link));
	CHECK(!shop_database_holds(&s, link.token));
	CHECK(s.f.schema[0] || shop_database_holds(&s, FILE_ID));
	shop_close(&s);
}

/* One start as the server has it done: its own arena, the writer's thread. */
struct start {
	struct command command;
	struct writer *writer;
	pthread_t thread;
	struct arena arena;
	struct ctx cx;
	const char *token;
	struct error outcome;
};

static struct error start_effects(struct command *command, struct tx *tx)
{
	struct start *start = (struct start *)command;
	struct download download;

	start->cx.tx = tx;
	return link_start(&start->cx, start->token, 0, NULL, &download);
}

static struct error start_record(
    struct command *command, struct tx *tx, struct error outcome)
{
	struct start *start = (struct start *)command;

	start->cx.tx = tx;
	return activity_record(&start->cx, outcome);
}

static void *start_run(void *data)
{
	struct start *start = data;

	start->outcome = writer_call(start->writer, &start->command);
	return NULL;
}

static void starts_at_once(struct shop *s, const char *token, size_t count,
    int64_t want_files, int64_t want_dead)
{
	struct start *starts = calloc(count, sizeof(*starts));
	struct writer *writer;
	int64_t files = 0, dead = 0;

	CHECK(starts != NULL);
	CHECK_OK(writer_start(s->f.where, &s->f.settings, &writer));
	for (size_t i = 0; i < count; i++) {
		struct start *start = &starts[i];

		arena_init(&start->arena);
		start->writer = writer;
		start->cx = s->f.cx;
		start->cx.who = NULL;
		start->cx.arena = &start->arena;
		start->token = token;
		start->command.effects = start_effects;
		start->command.record = start_record;
		CHECK_INT(
		    0, pthread_create(&start->thread, NULL, start_run, start));
	}
	for (size_t i = 0; i < count; i++) {
		pthread_join(starts[i].thread, NULL);
		files += starts[i].outcome.code == 0;
		dead += starts[i].outcome.code == ERR_LINK_DEAD_COUNT;
		arena_done(&starts[i].arena);
	}
	writer_stop(writer);
	free(starts);
	CHECK_INT(want_files, files);
	CHECK_INT(want_dead, dead);
}

TEST(e_43_two_at_once_after_49_downloads_are_one_file_and_one_410)
{
	struct shop s;
	struct download_link link;

	shop_open(&s, "2021-06-10T08:00:00Z");
	CHECK_OK(shop_link(&s, &link));
	downloads_set(&s, 49);
	shop_leave(&s);
	starts_at_once(&s, link.token, 2, 1, 1);
	shop_back(&s);
	shop_count(&s, 1, "FROM download_link WHERE downloads = 50");
	shop_close(&s);
}

TEST(fifty_starts_at_once_are_exactly_as_many_as_the_limit_leaves)
{
	struct shop s;
	struct download_link link;

	shop_open(&s, "2021-06-10T08:00:00Z");
	CHECK_OK(shop_link(&s, &link));
	downloads_set(&s, 20);
	shop_leave(&s);
	starts_at_once(&s, link.token, 50, 30, 20);
	shop_back(&s);
	shop_count(&s, 1, "FROM download_link WHERE downloads = 50");
	shop_count(&s, 30,
	    "FROM activity WHERE action = 'software_downloaded'"
	    " AND result = 'done'");
	shop_count(&s, 20,
	    "FROM activity WHERE action = 'software_downloaded'"
	    " AND reason = 'LINK_DEAD_COUNT'");
	shop_close(&s);
}

RUN_TESTS(TEST_1(e_42_a_link_dies_14_days_after_its_issue_to_the_second),
    TEST_1(e_43_two_at_once_after_49_downloads_are_one_file_and_one_410),
    TEST_1(e_44_after_50_downloads_a_new_link_is_given_and_the_old_stays_dead),
    TEST_1(e_45_a_live_link_is_given_again_unchanged),
    TEST_1(e_46_resuming_and_head_do_not_count),
    TEST_1(ruling_15_which_ranges_are_free),
    TEST_1(ruling_15_resuming_works_after_the_50th_but_not_after_the_end),
    TEST_1(e_47_e_48_cancelling_kills_the_link_at_once_and_for_ever),
    TEST_1(e_51_limits_are_stamped_at_issue_so_a_link_outlives_its_edition),
    TEST_1(e_57_announced_dates_count_five_days_from_the_first_download),
    TEST_1(ruling_15_under_announced_dates_an_unused_link_dies_after_14_days),
    TEST_1(a_download_by_link_is_a_link_holders_with_the_issuer_beside),
    TEST_1(a_try_on_a_dead_link_is_kept_as_refused),
    TEST_1(a_download_by_a_signed_in_user_uses_no_link),
    TEST_1(a_token_that_never_was_is_unknown_and_a_changed_one_too),
    TEST_1(the_database_holds_no_token),
    TEST_1(fifty_starts_at_once_are_exactly_as_many_as_the_limit_leaves))
