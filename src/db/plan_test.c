/*
 * How SQLite goes through the rows, statement by statement, with what a large
 * tenant has: nothing reads a whole table or all of a tenant, but what stands
 * here with its reason.
 */
#include "check.h"

#include <sqlite3.h>

#include "base/text.h"
#include "store_test.h"

static const struct {
	const char *reason;
	const char *names; /* ' one two ' */
} allowed[] = {
	{ "one row a table", " catalogue_generation catalogue_advance "
			     "policy_version_load policy_version_raise "
			     "catalog_country catalog_one_product "
			     "catalog_item inventory_sku_list browse_markets "
			     "browse_skus " },
	{ "the newest one of an index that begins with the tenant",
	    " event_add webhook_cursor_set webhook_test_add charge_months "
	    "preview_lines " },
	{ "a list inside that has its own limit",
	    " attempt_list entitlement_pending entitlement_unseen found_lines "
	    "order_list key_pool_left metrics_mail metrics_mail_failed "
	    "metrics_webhooks metrics_sessions webhook_due " },
	{ "a page in the order of an index",
	    " customer_list_back partner_user_page partner_user_page_down "
	    "watch_mail watch_hooks partner_list migration_list "
	    "invoice_run_list webhook_behind " },
	{ "an index of nothing but what is open",
	    " invoice_run_going import_job_next password_asked_list "
	    "watch_counts next_overdue next_cart next_period " },
	{ "the programme's own: catalogue, editions, sheets, imports",
	    " browse_products catalog_own_windows catalogue_left "
	    "catalogue_product_count price_skus price_sheet_live_count "
	    "price_sheet_left price_count adoption_list adoption_names_used "
	    "adoption_in_use import_job_needs key_pool_levels key_pool_low "
	    "key_pool_names file_admin_list file_admin_goods "
	    "subscription_list " },
	{ "partners, of whom there are few",
	    " partner_count demo_partner_count due_count anywhere_order "
	    "anywhere_request invoice_run_insert invoice_refusal_list "
	    "partner_search partner_entry_load " },
	{ "people, programs, resellers and open codes of one partner",
	    " application_list application_count application_codes_delete "
	    "application_device_codes_delete consent_list "
	    "consent_codes_delete consent_device_codes_delete "
	    "partner_user_load partner_user_others user_list user_codes_end "
	    "person_device_codes_end outbox_mail customer_sessions_end "
	    "validation_code_list qualification_waiting reseller_list " },
	{ "a document a month and currency",
	    " invoice_list invoice_keep_reopened invoice_reopen " },
	{ "requests, which people write and people read",
	    " request_desk_list request_desk_count request_desk_counts "
	    "service_request_list service_request_count " },
	{ "counted once a page, over an index",
	    " customer_count customer_countries " },
	{ "a clock that is set: a test clock only",
	    " due_undone due_ends_undo next_link next_term "
	    "next_subscription_end next_qualification " },
	{ "everything is looked through, that is what it is for",
	    " proof_counts proof_integrity proof_foreign proof_sealed "
	    "proof_files tables_count database_size webhook_drop_waiting "
	    "copy_columns copy_foreign copy_parents copy_strangers " },
	{ "a month that is most of what there is, along the key; few sums",
	    " invoice_sum_along invoice_weight " },
};

static const char *reason_of(const char *name)
{
	char word[80];

	snprintf(word, sizeof(word), " %s ", name);
	for (size_t i = 0; i < COUNT(allowed); i++)
		if (strstr(allowed[i].names, word) != NULL)
			return allowed[i].reason;
	return NULL;
}

/* A key that is the tenant alone is one row. */
static bool reads_all(const char *step)
{
	if (text_starts(step, "SCAN"))
		return strcmp(step, "SCAN CONSTANT ROW") != 0;
	return strstr(step, "(partner_id=?)") != NULL &&
	       strstr(step, " sqlite_autoindex_") == NULL;
}

/* The first step of its plan that reads all of something; "" when none does. */
static void plan_look(
    struct store *s, sqlite3 *file, size_t name, char ret_step[256])
{
	char *text = arena_printf(&s->arena, "EXPLAIN QUERY PLAN %s",
	    migration_text(&s->arena, sql_texts[name].sqlite, "sqlite"));
	sqlite3_stmt *stmt;
	const char *step;

	ret_step[0] = '\0';
	CHECK_INT(SQLITE_OK, sqlite3_prepare_v2(file, text, -1, &stmt, NULL));
	while (ret_step[0] == '\0' && sqlite3_step(stmt) == SQLITE_ROW) {
		step = (const char *)sqlite3_column_text(stmt, 3);
		if (reads_all(step))
			snprintf(ret_step, 256, "%s", step);
	}
	sqlite3_finalize(stmt);
}

TEST(no_statement_reads_all_of_a_tenant_but_those_with_a_reason)
{
	struct store s;
	sqlite3 *file;
	char step[256];
	int bad = 0;

	CHECK(store_open(&s, 0));
	CHECK_OK(db_migrate(s.db));
	CHECK_INT(SQLITE_OK, sqlite3_open(s.where, &file));
	for (size_t i = 0; i < SQL_COUNT; i++) {
		const char *reason = reason_of(sql_texts[i].name);

		plan_look(&s, file, i, step);
		if ((step[0] == '\0') == (reason == NULL))
			continue;
		bad++;
		fprintf(stderr, "%s: %s\n", sql_texts[i].name,
		    reason == NULL ? step : "needs no reason any more");
	}
	CHECK_INT(0, bad);
	sqlite3_close(file);
	store_close(&s);
}

/* An index without its numbers is taken for the best one. */
TEST(every_index_that_begins_with_the_tenant_has_numbers)
{
	static const char missing[] =
	    "SELECT m.name, i.name FROM sqlite_master m, "
	    "pragma_index_list(m.name) i, pragma_index_info(i.name) c "
	    "WHERE m.type = 'table' AND c.seqno = 0 "
	    "AND c.name = 'partner_id' AND i.origin = 'c' "
	    "AND NOT EXISTS (SELECT 1 FROM sqlite_stat1 s "
	    "WHERE s.tbl = m.name AND s.idx = i.name)";
	struct store s;
	sqlite3 *file;
	sqlite3_stmt *stmt;
	int bad = 0;

	CHECK(store_open(&s, 0));
	CHECK_OK(db_migrate(s.db));
	CHECK_INT(SQLITE_OK, sqlite3_open(s.where, &file));
	CHECK_INT(
	    SQLITE_OK, sqlite3_prepare_v2(file, missing, -1, &stmt, NULL));
	for (; sqlite3_step(stmt) == SQLITE_ROW; bad++)
		fprintf(stderr, "%s: see 0034_plans.sql\n",
		    (const char *)sqlite3_column_text(stmt, 1));
	CHECK_INT(0, bad);
	sqlite3_finalize(stmt);
	sqlite3_close(file);
	store_close(&s);
}

RUN_TESTS(TEST_1(no_statement_reads_all_of_a_tenant_but_those_with_a_reason),
    TEST_1(every_index_that_begins_with_the_tenant_has_numbers))
