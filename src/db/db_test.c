/*
 * Connections, statements, migrations and readers, on SQLite always and on
 * PostgreSQL when KONTOR_TEST_POSTGRES holds its address.
 */
#include "check.h"

#include "base/crypto.h"
#include "base/text.h"
#include "store_test.h"

TEST(migrations_apply_and_every_statement_prepares)
{
	for (int e = 0; e < ENGINES; e++) {
		struct store s;

		if (!store_open(&s, e))
			continue;
		CHECK_OK(db_migrate(s.db));
		CHECK_OK(db_prepare_all(s.db));
		CHECK_OK(db_migrate(s.db)); /* again: nothing to do */
		store_close(&s);
	}
}

static const struct migration two[] = {
	{ 1, "0001_a.sql", "CREATE TABLE a (x BIGINT);" },
	{ 2, "0002_b.sql",
	    "CREATE TABLE b (x BIGINT); INSERT INTO b VALUES (7);" },
};

TEST(a_database_newer_than_the_program_is_refused)
{
	for (int e = 0; e < ENGINES; e++) {
		struct store s;

		if (!store_open(&s, e))
			continue;
		CHECK_OK(db_migrate_with(s.db, two, 2));
		CHECK_FAILS(ERR_DATABASE_UNFIT, db_migrate_with(s.db, two, 1));
		CHECK_OK(db_migrate_with(s.db, two, 2));
		store_close(&s);
	}
}

TEST(an_applied_migration_whose_text_changed_is_refused)
{
	static const struct migration changed[] = {
		{ 1, "0001_a.sql", "CREATE TABLE a (x BIGINT, y BIGINT);" },
	};

	for (int e = 0; e < ENGINES; e++) {
		struct store s;

		if (!store_open(&s, e))
			continue;
		CHECK_OK(db_migrate_with(s.db, two, 1));
		CHECK_FAILS(
		    ERR_DATABASE_UNFIT, db_migrate_with(s.db, changed, 1));
		store_close(&s);
	}
}

TEST(a_migration_that_fails_leaves_nothing_and_can_be_mended)
{
	static const struct migration broken[] = {
		{ 1, "0001_a.sql", "CREATE TABLE a (x BIGINT);" },
		{ 2, "0002_b.sql", "CREATE TABLE b (x BIGINT); FALSE;" },
	};

	for (int e = 0; e < ENGINES; e++) {
		struct store s;

		if (!store_open(&s, e))
			continue;
		CHECK_FAILS(
		    ERR_DATABASE_UNFIT, db_migrate_with(s.db, broken, 2));
		CHECK_OK(db_migrate_with(s.db, two, 2));
		store_close(&s);
	}
}

TEST(only_the_words_of_the_engine_come_out_of_comments)
{
	struct arena arena;
	const char *text = "a) /*sqlite: WITHOUT ROWID*/; /* note */"
			   "/*postgres: x*//*sqlite:y*/";

	arena_init(&arena);
	CHECK_TEXT("a)  WITHOUT ROWID; /* note *//*postgres: x*/y",
	    migration_text(&arena, text, "sqlite"));
	CHECK_TEXT("a) /*sqlite: WITHOUT ROWID*/; /* note */ x/*sqlite:y*/",
	    migration_text(&arena, text, "postgres"));
	arena_done(&arena);
}

TEST(parameters_are_bound_by_number_out_of_order_and_repeated)
{
	for (int e = 0; e < ENGINES; e++) {
		struct store s;
		struct rows *rows;
		int64_t changed = 0;
		size_t length;

		if (!store_with_item(&s, e))
			continue;
		/* (id, name, twin, note) VALUES ($3, $1, $1, $2) */
		CHECK_OK(sql_run(&s.cx, ITEM_ADD_MIXED,
		    ARGS(T("one"), T("two"), I(3)), &changed));
		CHECK_INT(1, changed);
		rows = sql_open(&s.cx, ITEM_LOAD, ARGS(I(3)));
		CHECK(rows_next(rows));
		CHECK_TEXT("one", rows_text(rows, 0));
		CHECK_TEXT("one", rows_text(rows, 1));
		CHECK_TEXT("two", rows_text(rows, 2));
		CHECK(rows_null(rows, 3));
		CHECK_NO_TEXT(rows_text(rows, 3));
		CHECK(rows_blob(rows, 3, &length) == NULL);
		CHECK_INT(0, length);
		CHECK(!rows_next(rows));
		CHECK(!rows_next(rows));
		CHECK_OK(rows_close(rows));
		store_close(&s);
	}
}

TEST(a_wrong_number_of_arguments_is_refused)
{
	for (int e = 0; e < ENGINES; e++) {
		struct store s;

		if (!store_with_item(&s, e))
			continue;
		CHECK_FAILS(
		    ERR_INTERNAL, sql_run(&s.cx, ITEM_ADD, ARGS(I(1)), NULL));
		store_close(&s);
	}
}

TEST(blobs_texts_and_the_largest_numbers_come_back_as_they_went_in)
{
	static const uint8_t bytes[] = { 0, 1, 255, '\'', '\\', 0 };

	for (int e = 0; e < ENGINES; e++) {
		struct store s;
		struct rows *rows;
		const uint8_t *back;
		size_t length;

		if (!store_with_item(&s, e))
			continue;
		CHECK_OK(sql_run(&s.cx, ITEM_ADD_ALL,
		    ARGS(I(INT64_MIN), T("Åland '\" \\ $1"), NIL,
			B(bytes, sizeof(bytes))),
		    NULL));
		CHECK_OK(sql_run(&s.cx, ITEM_ADD_ALL,
		    ARGS(I(INT64_MAX), T(""), T(NULL), B(NULL, 0)), NULL));
		rows = sql_open(&s.cx, ITEM_LIST, NO_ARGS);
		CHECK(rows_next(rows));
		CHECK(rows_int(rows, 0) == INT64_MIN);
		CHECK_TEXT("Åland '\" \\ $1", rows_text(rows, 1));
		CHECK_NO_TEXT(rows_text(rows, 2));
		back = rows_blob(rows, 3, &length);
		CHECK_INT(sizeof(bytes), length);
		CHECK(memcmp(bytes, back, length) == 0);
		CHECK(rows_next(rows));
		CHECK(rows_int(rows, 0) == INT64_MAX);
		CHECK_TEXT("", rows_text(rows, 1));
		CHECK(rows_null(rows, 2));
		CHECK(rows_blob(rows, 3, &length) != NULL);
		CHECK_INT(0, length);
		CHECK_OK(rows_close(rows));
		store_close(&s);
	}
}

TEST(a_broken_unique_constraint_is_a_conflict_that_names_its_columns)
{
	for (int e = 0; e < ENGINES; e++) {
		struct store s;
		struct error error;

		if (!store_with_item(&s, e))
			continue;
		CHECK_OK(sql_run(&s.cx, ITEM_ADD, ARGS(I(1), T("a")), NULL));
		CHECK_OK(tx_savepoint(s.cx.tx));
		error = sql_run(&s.cx, ITEM_ADD, ARGS(I(2), T("a")), NULL);
		CHECK_FAILS(ERR_CONFLICT, error);
		CHECK_TEXT("item.name", error.field);
		CHECK_OK(tx_rollback_to(s.cx.tx));
		CHECK_OK(sql_run(&s.cx, PAIR_ADD, ARGS(I(1), I(2)), NULL));
		error = sql_run(&s.cx, PAIR_ADD, ARGS(I(1), I(2)), NULL);
		CHECK_FAILS(ERR_CONFLICT, error);
		CHECK_TEXT("pair.a, pair.b", error.field);
		CHECK_OK(tx_rollback_to(s.cx.tx));
		error = sql_run(&s.cx, ITEM_ADD, ARGS(I(-1), T("b")), NULL);
		CHECK_FAILS(ERR_CONFLICT, error);
		CHECK_TEXT("item_id_positive", error.field);
		store_close(&s);
	}
}

TEST(an_insert_gives_rows_and_a_missing_row_is_not_found)
{
	for (int e = 0; e < ENGINES; e++) {
		struct store s;
		int64_t value = -7;
		bool found = true;

		if (!store_with_item(&s, e))
			continue;
		CHECK_OK(sql_int(&s.cx, ITEM_ADD_RETURNING,
		    ARGS(I(5), T("five")), &value, NULL));
		CHECK_INT(5, value);
		value = -7;
		CHECK_OK(sql_int(
		    &s.cx, ITEM_ID_BY_NAME, ARGS(T("six")), &value, &found));
		CHECK(!found);
		CHECK_INT(-7, value);
		store_close(&s);
	}
}

TEST(a_query_left_open_ends_with_its_transaction)
{
	for (int e = 0; e < ENGINES; e++) {
		struct store s;
		struct rows *rows;

		if (!store_with_item(&s, e))
			continue;
		CHECK_OK(sql_run(&s.cx, ITEM_ADD, ARGS(I(1), T("a")), NULL));
		rows = sql_open(&s.cx, ITEM_LIST, NO_ARGS);
		CHECK(rows_next(rows));
		CHECK_OK(tx_commit(s.cx.tx));
		CHECK_OK(tx_begin(s.db, &s.cx.tx));
		rows = sql_open(&s.cx, ITEM_LIST, NO_ARGS);
		CHECK(rows_next(rows));
		CHECK_OK(rows_close(rows));
		store_close(&s);
	}
}

TEST(a_second_process_cannot_own_the_file)
{
	struct store s;
	struct db *second;

	CHECK(store_open(&s, 0));
	CHECK_FAILS(ERR_BUSY, db_open(s.where, DB_WRITE, NULL, &second));
	store_close(&s);
}

TEST(readers_see_what_was_committed_and_keep_their_snapshot)
{
	for (int e = 0; e < ENGINES; e++) {
		struct store s;
		struct db_readers *readers;
		struct ctx old, new;
		int64_t n;

		if (!store_with_item(&s, e))
			continue;
		old = new = s.cx;
		CHECK_OK(readers_open(s.where, NULL, &readers));
		CHECK_OK(sql_run(&s.cx, ITEM_ADD, ARGS(I(1), T("a")), NULL));
		CHECK_OK(readers_begin(readers, &old.tx));
		store_texts(old.tx->db);
		CHECK_OK(sql_int(&old, ITEM_COUNT, NO_ARGS, &n, NULL));
		CHECK_INT(0, n); /* not committed yet */
		CHECK_OK(tx_commit(s.cx.tx));
		CHECK_OK(sql_int(&old, ITEM_COUNT, NO_ARGS, &n, NULL));
		CHECK_INT(0, n); /* still its own snapshot */
		CHECK_OK(readers_begin(readers, &new.tx));
		store_texts(new.tx->db);
		CHECK_OK(sql_int(&new, ITEM_COUNT, NO_ARGS, &n, NULL));
		CHECK_INT(1, n);
		CHECK_FAILS(ERR_INTERNAL,
		    sql_run(&new, ITEM_ADD, ARGS(I(2), T("b")), NULL));
		readers_end(readers, new.tx);
		readers_end(readers, old.tx);
		readers_close(readers);
		store_close(&s);
	}
}

TEST(after_a_lost_transaction_nothing_runs_until_the_next)
{
	for (int e = 0; e < ENGINES; e++) {
		struct store s;
		int64_t n = -1;

		if (!store_with_item(&s, e))
			continue;
		CHECK_OK(sql_run(&s.cx, ITEM_ADD, ARGS(I(1), T("a")), NULL));
		CHECK(
		    sql_run(&s.cx, ITEM_ADD, ARGS(I(2), T("bomb")), NULL).code);
		CHECK(tx_lost(s.cx.tx));
		CHECK_FAILS(ERR_BUSY,
		    sql_run(&s.cx, ITEM_ADD, ARGS(I(3), T("c")), NULL));
		CHECK_FAILS(ERR_BUSY, tx_commit(s.cx.tx));
		CHECK_OK(tx_begin(s.db, &s.cx.tx));
		CHECK_OK(sql_int(&s.cx, ITEM_COUNT, NO_ARGS, &n, NULL));
		CHECK_INT(0, n);
		store_close(&s);
	}
}

#define TEN ".........."

/* 300 pages: more than SQLite keeps in one piece on its way to a file. */
TEST(a_savepoint_holds_a_command_that_changes_a_megabyte)
{
	for (int e = 0; e < ENGINES; e++) {
		struct store s;

		if (!store_open(&s, e))
			continue;
		CHECK_OK(s.db->engine->script(s.db,
		    "CREATE TABLE big (id BIGINT PRIMARY KEY, filler TEXT);"
		    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
		    "SELECT i + 1 FROM n WHERE i < 300) "
		    "INSERT INTO big SELECT i, "
		    "replace('" TEN TEN TEN
		    "', '.', '" TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
		    "') FROM n;"));
		CHECK_OK(s.db->engine->script(s.db,
		    "BEGIN; SAVEPOINT one; "
		    "UPDATE big SET filler = filler || 'x'; "
		    "RELEASE SAVEPOINT one; COMMIT;"));
		store_close(&s);
	}
}

RUN_TESTS(TEST_1(a_savepoint_holds_a_command_that_changes_a_megabyte),
    TEST_1(migrations_apply_and_every_statement_prepares),
    TEST_1(a_database_newer_than_the_program_is_refused),
    TEST_1(an_applied_migration_whose_text_changed_is_refused),
    TEST_1(a_migration_that_fails_leaves_nothing_and_can_be_mended),
    TEST_1(only_the_words_of_the_engine_come_out_of_comments),
    TEST_1(parameters_are_bound_by_number_out_of_order_and_repeated),
    TEST_1(a_wrong_number_of_arguments_is_refused),
    TEST_1(blobs_texts_and_the_largest_numbers_come_back_as_they_went_in),
    TEST_1(a_broken_unique_constraint_is_a_conflict_that_names_its_columns),
    TEST_1(an_insert_gives_rows_and_a_missing_row_is_not_found),
    TEST_1(a_query_left_open_ends_with_its_transaction),
    TEST_1(a_second_process_cannot_own_the_file),
    TEST_1(readers_see_what_was_committed_and_keep_their_snapshot),
    TEST_1(after_a_lost_transaction_nothing_runs_until_the_next))
