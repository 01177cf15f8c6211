/*
 * Files that operators send, in a database: their states, and their reports.
 */
#include "check.h"
#include "fixture.h"

#include "activity/activity.h"
#include "programme/import_job.h"
#include "programme/import_report.h"

static int64_t add(struct fixture *f, const char *path)
{
	const struct import_job job = { .kind = JOB_PRICES,
		.name = "june.csv",
		.sha256 = "00ff",
		.size = 123,
		.path = path };
	int64_t job_id = 0;

	CHECK_OK(import_job_add(&f->cx, &job, &job_id));
	return job_id;
}

static struct import_job load(struct fixture *f, int64_t job_id)
{
	struct import_job job;

	CHECK_OK(import_job_load(&f->cx, job_id, &job));
	return job;
}

TEST(a_file_is_checked_applied_and_kept_in_the_history)
{
	struct fixture f;
	struct import_job job;
	struct activity_filter filter = { .to_day = 40000 };
	struct activity_list log;
	int64_t id;
	bool found;

	fixture_open(&f);
	id = add(&f, "one");
	CHECK_INT(JOB_CHECKING, load(&f, id).state);
	CHECK_FAILS(ERR_IMPORT_STATE, import_job_apply(&f.cx, id));
	CHECK_OK(import_job_next(&f.cx, &job, &found));
	CHECK(found);
	CHECK_INT(id, job.job_id);
	CHECK_OK(import_job_progress(&f.cx, id, 5, 10));
	CHECK_INT(5, load(&f, id).done);
	CHECK_OK(import_job_end(
	    &f.cx, id, JOB_CHECKING, JOB_CHECKED, 0, "{}", true));
	CHECK_INT(JOB_CHECKED, load(&f, id).state);
	CHECK_TEXT("one", load(&f, id).path);
	CHECK_OK(import_job_next(&f.cx, &job, &found));
	CHECK(!found);
	CHECK_OK(import_job_apply(&f.cx, id));
	CHECK_FAILS(ERR_IMPORT_STATE, import_job_apply(&f.cx, id));
	CHECK_FAILS(ERR_IMPORT_STATE, import_job_discard(&f.cx, id));
	CHECK_OK(import_job_end(
	    &f.cx, id, JOB_APPLYING, JOB_APPLIED, 0, NULL, false));
	job = load(&f, id);
	CHECK_INT(JOB_APPLIED, job.state);
	CHECK_NO_TEXT(job.path);
	CHECK_TEXT("Ada Lind", job.applied_by_name);
	CHECK_TEXT("Ada Lind", job.created_by_name);
	CHECK_OK(activity_list(&f.cx, &filter, &log));
	CHECK_INT(1, log.count);
	CHECK_INT(ACTIVITY_IMPORT_PRICES, log.rows[0].action);
	fixture_close(&f);
}

TEST(what_was_discarded_while_it_was_checked_stays_discarded)
{
	struct fixture f;
	int64_t id;
	bool needed;

	fixture_open(&f);
	id = add(&f, "two");
	CHECK_OK(import_job_needs(&f.cx, "two", &needed));
	CHECK(needed);
	CHECK_OK(import_job_discard(&f.cx, id));
	CHECK_OK(import_job_end(
	    &f.cx, id, JOB_CHECKING, JOB_CHECKED, 0, "{}", true));
	CHECK_INT(JOB_DISCARDED, load(&f, id).state);
	CHECK_OK(import_job_needs(&f.cx, "two", &needed));
	CHECK(!needed);
	CHECK_FAILS(ERR_IMPORT_UNKNOWN, import_job_discard(&f.cx, 999));
	fixture_close(&f);
}

TEST(the_history_comes_in_pages_newest_first)
{
	struct fixture f;
	struct import_job_list list;
	const struct import_job cli = { .kind = JOB_CATALOGUE,
		.name = "c.json",
		.sha256 = "aa",
		.created_by_name = "Command line" };

	fixture_open(&f);
	(void)add(&f, "a");
	(void)add(&f, "b");
	CHECK_OK(import_job_record(&f.cx, &cli));
	CHECK_OK(import_job_list(&f.cx, 0, 2, &list));
	CHECK_INT(2, list.count);
	CHECK(list.more);
	CHECK_TEXT("c.json", list.items[0].name);
	CHECK_INT(JOB_APPLIED, list.items[0].state);
	CHECK_OK(import_job_list(&f.cx, list.items[1].job_id, 2, &list));
	CHECK_INT(1, list.count);
	CHECK(!list.more);
	CHECK_INT(1, list.items[0].job_id);
	fixture_close(&f);
}

TEST(a_report_is_read_as_it_was_written)
{
	struct arena arena;
	struct import_report *report;
	const struct import_report *read;

	arena_init(&arena);
	report = ARENA_NEW(&arena, struct import_report);
	report->preview.counts[IMPORT_PRICE_NEW] = 7;
	report->preview.samples[0] = (struct import_sample){ IMPORT_PRICE_NEW,
		3, "A:1 “DE”", NULL, "1.00 EUR" };
	report->preview.sample_count = 1;
	report->problems[0] =
	    (struct import_problem){ 4, "Market", "“XX” is no country" };
	report->problem_count = 1;
	report->left_out = 9;
	read = import_report_read(&arena, import_report_write(&arena, report));
	CHECK_INT(7, read->preview.counts[IMPORT_PRICE_NEW]);
	CHECK_INT(1, read->preview.sample_count);
	CHECK_TEXT("A:1 “DE”", read->preview.samples[0].subject);
	CHECK_NO_TEXT(read->preview.samples[0].before);
	CHECK_INT(4, read->problems[0].line);
	CHECK_TEXT("“XX” is no country", read->problems[0].reason);
	CHECK_INT(9, read->left_out);
	CHECK_INT(0, import_report_read(&arena, "rubbish")->problem_count);
	CHECK_INT(0, import_report_read(&arena, NULL)->problem_count);
	arena_done(&arena);
}

RUN_TESTS(TEST_1(a_file_is_checked_applied_and_kept_in_the_history),
    TEST_1(what_was_discarded_while_it_was_checked_stays_discarded),
    TEST_1(the_history_comes_in_pages_newest_first),
    TEST_1(a_report_is_read_as_it_was_written))
