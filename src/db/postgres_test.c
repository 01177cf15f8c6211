/*
 * What only PostgreSQL does: statements that nobody waits for, connections that
 * break at any point, transactions that meet. Nothing runs without
 * KONTOR_TEST_POSTGRES.
 */
#include "check.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

#include "base/settings.h"
#include "db/postgres_private.h"
#include "store_test.h"

/* A store whose transaction is pipelined, and a second connection. */
struct pair {
	struct store s;
	struct db *other;
	struct ctx other_cx;
};

static bool pair_open(struct pair *p)
{
	if (!store_with_item(&p->s, 1))
		return false;
	CHECK_OK(tx_commit(p->s.cx.tx));
	CHECK_OK(db_open(p->s.where, DB_WRITE, NULL, &p->other));
	store_texts(p->other);
	p->other_cx = p->s.cx;
	return true;
}

static void pair_begin(struct pair *p)
{
	CHECK_OK(tx_begin(p->s.db, &p->s.cx.tx));
	tx_pipeline(p->s.cx.tx);
}

static void pair_close(struct pair *p)
{
	db_close(p->other);
	store_close(&p->s);
}

static int backend_of(struct db *db)
{
	return PQbackendPID(((struct postgres_db *)db)->conn);
}

/* By the other connection; returns when it is gone. */
static void backend_kill(struct pair *p, int backend)
{
	char text[200];

	snprintf(text, sizeof(text),
	    "DO 'BEGIN PERFORM pg_terminate_backend(%d, 10000); END'", backend);
	CHECK_OK(p->other->engine->script(p->other, text));
}

static int64_t count_items(struct pair *p)
{
	int64_t n = -1;

	CHECK_OK(tx_begin(p->other, &p->other_cx.tx));
	CHECK_OK(sql_int(&p->other_cx, ITEM_COUNT, NO_ARGS, &n, NULL));
	tx_rollback(p->other_cx.tx);
	return n;
}

static struct error item_add(struct ctx *cx, int64_t id, const char *name)
{
	return sql_run(cx, ITEM_ADD, ARGS(I(id), T(name)), NULL);
}

TEST(the_error_of_a_queued_statement_comes_with_the_next_read)
{
	struct pair p;
	struct error e;
	int64_t n;

	if (!pair_open(&p))
		return;
	pair_begin(&p);
	CHECK_OK(item_add(&p.s.cx, 1, "one"));
	CHECK_OK(item_add(&p.s.cx, 2, "one")); /* not waited for */
	CHECK(!tx_lost(p.s.cx.tx));
	e = sql_int(&p.s.cx, ITEM_COUNT, NO_ARGS, &n, NULL);
	CHECK_FAILS(ERR_CONFLICT, e);
	CHECK_TEXT("item.name", e.field);
	CHECK(tx_lost(p.s.cx.tx));
	CHECK(tx_late(p.s.cx.tx));
	CHECK_FAILS(ERR_BUSY, item_add(&p.s.cx, 3, "three"));
	tx_rollback(p.s.cx.tx);
	CHECK_INT(0, count_items(&p));
	pair_close(&p);
}

TEST(the_error_of_a_queued_statement_keeps_commit_from_happening)
{
	struct pair p;

	if (!pair_open(&p))
		return;
	pair_begin(&p);
	CHECK_OK(item_add(&p.s.cx, 1, "one"));
	CHECK_OK(item_add(&p.s.cx, 2, "one"));
	CHECK(tx_commit(p.s.cx.tx).code);
	CHECK(tx_lost(p.s.cx.tx));
	CHECK(tx_late(p.s.cx.tx));
	CHECK_INT(0, count_items(&p));
	pair_begin(&p); /* the connection is as good as before */
	CHECK_OK(item_add(&p.s.cx, 1, "one"));
	CHECK_OK(tx_commit(p.s.cx.tx));
	CHECK_INT(1, count_items(&p));
	pair_close(&p);
}

/* Else every other writer would wait for this tenant for good. */
TEST(after_a_commit_that_failed_the_tenant_is_free)
{
	struct pair p;
	char text[200];
	int64_t n;

	if (!pair_open(&p))
		return;
	CHECK_OK(tx_begin_of(p.s.db, 7, &p.s.cx.tx));
	tx_pipeline(p.s.cx.tx);
	CHECK_OK(sql_int(&p.s.cx, ITEM_COUNT, NO_ARGS, &n, NULL));
	CHECK_OK(item_add(&p.s.cx, 1, "one"));
	CHECK_OK(item_add(&p.s.cx, 2, "one")); /* COMMIT follows unread */
	CHECK(tx_commit(p.s.cx.tx).code);
	snprintf(text, sizeof(text),
	    "DO 'BEGIN ASSERT NOT EXISTS (SELECT FROM pg_locks WHERE locktype "
	    "= ''advisory'' AND pid = %d); END'",
	    backend_of(p.s.db));
	CHECK_OK(p.other->engine->script(p.other, text));
	pair_close(&p);
}

TEST(a_savepoint_in_a_pipeline_takes_back_what_is_behind_it)
{
	struct pair p;

	if (!pair_open(&p))
		return;
	pair_begin(&p);
	CHECK_OK(item_add(&p.s.cx, 1, "one"));
	CHECK_OK(tx_savepoint(p.s.cx.tx));
	CHECK_OK(item_add(&p.s.cx, 2, "two"));
	CHECK_OK(tx_rollback_to(p.s.cx.tx));
	CHECK_OK(item_add(&p.s.cx, 3, "two"));
	CHECK_OK(tx_release(p.s.cx.tx));
	CHECK_OK(tx_commit(p.s.cx.tx));
	CHECK_INT(2, count_items(&p));
	pair_close(&p);
}

/* The error is its statement's own: rolled back to, the transaction lives. */
TEST(after_an_error_that_was_waited_for_the_savepoint_saves_the_rest)
{
	struct pair p;
	int64_t changed;

	if (!pair_open(&p))
		return;
	pair_begin(&p);
	CHECK_OK(item_add(&p.s.cx, 1, "one"));
	CHECK_OK(tx_savepoint(p.s.cx.tx));
	CHECK_FAILS(ERR_CONFLICT,
	    sql_run(&p.s.cx, ITEM_ADD, ARGS(I(2), T("one")), &changed));
	CHECK(!tx_lost(p.s.cx.tx));
	CHECK_OK(tx_rollback_to(p.s.cx.tx));
	CHECK_OK(tx_release(p.s.cx.tx));
	CHECK_OK(tx_commit(p.s.cx.tx));
	CHECK_INT(1, count_items(&p));
	pair_close(&p);
}

TEST(a_thousand_queued_statements_are_all_run)
{
	struct pair p;
	char name[24];

	if (!pair_open(&p))
		return;
	pair_begin(&p);
	for (int i = 1; i <= 1000; i++) {
		snprintf(name, sizeof(name), "item %d", i);
		CHECK_OK(item_add(&p.s.cx, i, name));
	}
	CHECK_OK(tx_commit(p.s.cx.tx));
	CHECK_INT(1000, count_items(&p));
	pair_close(&p);
}

TEST(what_was_asked_ahead_is_answered_once_and_not_behind_a_write)
{
	struct pair p;
	int64_t n = -1;

	if (!pair_open(&p))
		return;
	pair_begin(&p);
	sql_ahead(&p.s.cx, ITEM_COUNT, NO_ARGS);
	sql_ahead(&p.s.cx, ITEM_ID_BY_NAME, ARGS(T("one")));
	CHECK_OK(sql_int(&p.s.cx, ITEM_COUNT, NO_ARGS, &n, NULL));
	CHECK_INT(0, n);
	sql_ahead(&p.s.cx, ITEM_COUNT, NO_ARGS);
	CHECK_OK(item_add(&p.s.cx, 1, "one"));
	CHECK_OK(sql_int(&p.s.cx, ITEM_COUNT, NO_ARGS, &n, NULL));
	CHECK_INT(1, n);
	CHECK_OK(sql_int(&p.s.cx, ITEM_ID_BY_NAME, ARGS(T("one")), &n, NULL));
	CHECK_INT(1, n);
	/* other arguments are another question */
	sql_ahead(&p.s.cx, ITEM_ID_BY_NAME, ARGS(T("two")));
	CHECK_OK(sql_int(&p.s.cx, ITEM_ID_BY_NAME, ARGS(T("one")), &n, NULL));
	CHECK_INT(1, n);
	CHECK_OK(tx_commit(p.s.cx.tx));
	pair_close(&p);
}

/* What had come already is let go: the sanitizers see it. */
TEST(of_two_asked_ahead_the_failure_of_one_is_that_of_both)
{
	struct pair p;
	int64_t n;

	if (!pair_open(&p))
		return;
	pair_begin(&p);
	sql_ahead(&p.s.cx, ITEM_COUNT, NO_ARGS);
	sql_ahead(&p.s.cx, ITEM_LOAD, ARGS(T("no number")));
	CHECK(sql_int(&p.s.cx, ITEM_COUNT, NO_ARGS, &n, NULL).code);
	tx_rollback(p.s.cx.tx);
	CHECK_INT(0, count_items(&p));
	pair_close(&p);
}

TEST(a_row_too_few_where_one_is_demanded_drops_the_transaction)
{
	struct pair p;

	if (!pair_open(&p))
		return;
	pair_begin(&p);
	CHECK_OK(item_add(&p.s.cx, 1, "one"));
	CHECK_OK(sql_run_one(&p.s.cx, ITEM_RENAME, ARGS(I(1), T("two"))));
	CHECK_OK(tx_commit(p.s.cx.tx));
	pair_begin(&p);
	CHECK_OK(item_add(&p.s.cx, 2, "three"));
	CHECK_OK(sql_run_one(&p.s.cx, ITEM_RENAME, ARGS(I(7), T("four"))));
	CHECK_FAILS(ERR_BUSY, tx_commit(p.s.cx.tx));
	CHECK(tx_lost(p.s.cx.tx));
	CHECK(!tx_late(p.s.cx.tx));
	CHECK_INT(1, count_items(&p));
	pair_close(&p);
}

/* ---- connections that break ---- */

TEST(a_connection_that_ended_while_idle_is_made_anew_unseen)
{
	struct pair p;

	if (!pair_open(&p))
		return;
	backend_kill(&p, backend_of(p.s.db));
	pair_begin(&p);
	CHECK_OK(item_add(&p.s.cx, 1, "one"));
	CHECK_OK(tx_commit(p.s.cx.tx));
	CHECK_INT(1, count_items(&p));
	pair_close(&p);
}

TEST(a_connection_killed_between_statements_is_a_lost_transaction)
{
	struct pair p;
	int64_t n;

	if (!pair_open(&p))
		return;
	pair_begin(&p);
	CHECK_OK(item_add(&p.s.cx, 1, "one"));
	CHECK_OK(sql_int(&p.s.cx, ITEM_COUNT, NO_ARGS, &n, NULL));
	backend_kill(&p, backend_of(p.s.db));
	CHECK_FAILS(ERR_BUSY, sql_int(&p.s.cx, ITEM_COUNT, NO_ARGS, &n, NULL));
	CHECK(tx_lost(p.s.cx.tx));
	CHECK(!tx_late(p.s.cx.tx));
	tx_rollback(p.s.cx.tx);
	CHECK_INT(0, count_items(&p));
	pair_begin(&p);
	CHECK_OK(item_add(&p.s.cx, 1, "one"));
	CHECK_OK(tx_commit(p.s.cx.tx));
	CHECK_INT(1, count_items(&p));
	pair_close(&p);
}

/* Killed behind the first answers: only that it is not in is not known. */
TEST(a_connection_that_breaks_at_commit_is_in_doubt_and_not_lost)
{
	struct pair p;
	int64_t n;

	if (!pair_open(&p))
		return;
	pair_begin(&p);
	CHECK_OK(sql_int(&p.s.cx, ITEM_COUNT, NO_ARGS, &n, NULL));
	CHECK_OK(item_add(&p.s.cx, 1, "one"));
	/* without a word, as when a machine dies */
	shutdown(PQsocket(((struct postgres_db *)p.s.db)->conn), SHUT_RDWR);
	CHECK_FAILS(ERR_IN_DOUBT, tx_commit(p.s.cx.tx));
	CHECK(!tx_lost(p.s.cx.tx));
	pair_close(&p);
}

/* The first thing that is sent is never COMMIT: that would be in doubt. */
TEST(a_connection_that_breaks_before_anything_was_said_is_not_in_doubt)
{
	struct pair p;

	if (!pair_open(&p))
		return;
	pair_begin(&p);
	CHECK_OK(item_add(&p.s.cx, 1, "one"));
	shutdown(PQsocket(((struct postgres_db *)p.s.db)->conn), SHUT_RDWR);
	CHECK_FAILS(ERR_BUSY, tx_commit(p.s.cx.tx));
	CHECK(tx_lost(p.s.cx.tx));
	CHECK_INT(0, count_items(&p));
	pair_close(&p);
}

TEST(a_reader_that_lost_its_connection_reads_all_the_same)
{
	struct pair p;
	struct db_readers *readers;
	struct ctx cx;
	int64_t n = -1;

	if (!pair_open(&p))
		return;
	cx = p.s.cx;
	CHECK_OK(readers_open(p.s.where, NULL, &readers));
	for (int i = 0; i < 3; i++) {
		CHECK_OK(readers_begin(readers, &cx.tx));
		store_texts(cx.tx->db);
		/* i == 1: idle before; 2: behind BEGIN */
		if (i == 2)
			backend_kill(&p, backend_of(cx.tx->db));
		CHECK_OK(sql_int(&cx, ITEM_COUNT, NO_ARGS, &n, NULL));
		CHECK_INT(0, n);
		if (i == 0)
			backend_kill(&p, backend_of(cx.tx->db));
		readers_end(readers, cx.tx);
	}
	readers_close(readers);
	pair_close(&p);
}

/* ---- the writer ---- */

/* Counts the items, adds one, and notes what it counted. */
struct tally {
	struct command command; /* first */
	struct writer *writer;
	struct pair *pair;
	struct arena arena;
	struct ctx cx;
	atomic_int *met; /* how many have counted */
	int64_t id;
	const char *name;
	bool kill, cut; /* its own connection, the first time */
	int runs;
	struct error outcome;
};

static struct error tally_effects(struct command *command, struct tx *tx)
{
	struct tally *tally = (struct tally *)command;
	struct postgres_db *own = (struct postgres_db *)tx->db;
	struct error e;
	int64_t n;

	tally->cx.tx = tx;
	tally->runs++;
	e = sql_int(&tally->cx, ITEM_COUNT, NO_ARGS, &n, NULL);
	if (e.code)
		return e;
	if (tally->met != NULL && tally->runs == 1) {
		++*tally->met;
		while (*tally->met < 2)
			usleep(100);
	}
	if (tally->kill && tally->runs == 1)
		backend_kill(tally->pair, backend_of(tx->db));
	if (!(e = item_add(&tally->cx, tally->id, tally->name)).code)
		e = sql_run(
		    &tally->cx, NOTE_ADD, ARGS(I(tally->id), I(n)), NULL);
	if (tally->kill && !e.code)
		e = sql_int(&tally->cx, ITEM_COUNT, NO_ARGS, &n, NULL);
	if (tally->cut)
		shutdown(PQsocket(own->conn), SHUT_RDWR);
	return e;
}

static void tally_init(struct tally *tally, struct pair *p, int64_t id,
    const char *name, struct writer *writer)
{
	*tally = (struct tally){ .pair = p,
		.id = id,
		.name = name,
		.writer = writer,
		.command.effects = tally_effects };
	arena_init(&tally->arena);
	tally->cx.arena = &tally->arena;
}

static void *tally_call(void *argument)
{
	struct tally *tally = argument;

	tally->outcome = writer_call(tally->writer, &tally->command);
	return NULL;
}

static int64_t count_notes(struct pair *p, int64_t outcome)
{
	int64_t n = -1;

	CHECK_OK(tx_begin(p->other, &p->other_cx.tx));
	CHECK_OK(sql_int(&p->other_cx, NOTE_COUNT, ARGS(I(outcome)), &n, NULL));
	tx_rollback(p->other_cx.tx);
	return n;
}

static struct writer *writer_of(struct pair *p)
{
	struct writer *writer;
	struct db *db;

	CHECK_OK(db_open(p->s.where, DB_WRITE, NULL, &db));
	store_texts(db);
	CHECK_OK(writer_start_on(db, NULL, &writer));
	return writer;
}

/* As two processes would: neither saw the other, one has to look again. */
TEST(of_two_transactions_that_met_both_are_in_once_and_in_an_order)
{
	struct writer_counts first, second;
	struct tally tallies[2];
	pthread_t threads[2];
	atomic_int met = 0;
	struct pair p;

	if (!pair_open(&p))
		return;
	for (int i = 0; i < 2; i++) {
		tally_init(&tallies[i], &p, i + 1, i == 0 ? "one" : "two",
		    writer_of(&p));
		tallies[i].met = &met;
		CHECK_INT(0,
		    pthread_create(&threads[i], NULL, tally_call, &tallies[i]));
	}
	for (int i = 0; i < 2; i++) {
		pthread_join(threads[i], NULL);
		CHECK_OK(tallies[i].outcome);
	}
	writer_counts(tallies[0].writer, &first);
	writer_counts(tallies[1].writer, &second);
	CHECK(first.again + second.again >= 1);
	CHECK_INT(
	    2 + first.again + second.again, tallies[0].runs + tallies[1].runs);
	CHECK_INT(2, count_items(&p));
	CHECK_INT(1, count_notes(&p, 0));
	CHECK_INT(1, count_notes(&p, 1));
	for (int i = 0; i < 2; i++) {
		writer_stop(tallies[i].writer);
		arena_done(&tallies[i].arena);
	}
	pair_close(&p);
}

/* What would meet for ever, waits: nothing of a tenant is dropped. */
TEST(commands_of_one_tenant_wait_for_each_other_in_all_processes)
{
	struct writer_counts counts;
	struct tally tally;
	pthread_t thread;
	struct pair p;

	if (!pair_open(&p))
		return;
	tally_init(&tally, &p, 1, "one", writer_of(&p));
	tally.command.tenant = 7;
	CHECK_OK(tx_begin_of(p.other, 7, &p.other_cx.tx));
	CHECK_OK(item_add(&p.other_cx, 2, "two"));
	CHECK_INT(0, pthread_create(&thread, NULL, tally_call, &tally));
	usleep(50000);
	CHECK_OK(tx_commit(p.other_cx.tx));
	pthread_join(thread, NULL);
	CHECK_OK(tally.outcome);
	CHECK_INT(1, tally.runs);
	writer_counts(tally.writer, &counts);
	CHECK_INT(0, counts.again);
	CHECK_INT(1, count_notes(&p, 1)); /* it saw the other's */
	writer_stop(tally.writer);
	arena_done(&tally.arena);
	pair_close(&p);
}

TEST(a_command_whose_connection_was_killed_runs_again_and_is_in_once)
{
	struct tally tally;
	struct pair p;

	if (!pair_open(&p))
		return;
	tally_init(&tally, &p, 1, "one", writer_of(&p));
	tally.kill = true;
	CHECK_OK(writer_call(tally.writer, &tally.command));
	CHECK_INT(2, tally.runs);
	CHECK_INT(1, count_items(&p));
	CHECK_INT(1, count_notes(&p, 0));
	writer_stop(tally.writer);
	arena_done(&tally.arena);
	pair_close(&p);
}

TEST(a_command_in_doubt_is_told_so_and_never_run_again)
{
	struct writer_counts counts;
	struct tally tally;
	struct pair p;

	if (!pair_open(&p))
		return;
	tally_init(&tally, &p, 1, "one", writer_of(&p));
	tally.cut = true;
	CHECK_FAILS(ERR_IN_DOUBT, writer_call(tally.writer, &tally.command));
	CHECK_INT(1, tally.runs);
	writer_counts(tally.writer, &counts);
	CHECK_INT(1, counts.in_doubt);
	CHECK_INT(0, counts.refused);
	/* and the writer goes on with a new connection */
	tally.cut = false;
	tally.id = 2;
	tally.name = "two";
	CHECK_OK(writer_call(tally.writer, &tally.command));
	writer_stop(tally.writer);
	arena_done(&tally.arena);
	pair_close(&p);
}

/* In a batch, an error nobody waited for hits its own command and no other. */
static struct error plain_effects(struct command *command, struct tx *tx)
{
	struct tally *tally = (struct tally *)command;

	tally->cx.tx = tx;
	tally->runs++;
	return item_add(&tally->cx, tally->id, tally->name);
}

static void plain_done(struct command *command, struct error outcome)
{
	struct tally *tally = (struct tally *)command;

	tally->outcome = outcome;
	++*tally->met;
}

static struct error gate_effects(struct command *command, struct tx *tx)
{
	struct tally *gate = (struct tally *)command;

	(void)tx;
	gate->runs = 1;
	while (*gate->met == 0)
		usleep(100);
	return OK;
}

TEST(a_queued_error_in_a_batch_is_the_one_commands_own)
{
	static const char *const names[] = { "a", "b", "a", "c" };
	struct tally tallies[COUNT(names)], gate;
	atomic_int done = 0, opened = 0;
	struct pair p;

	if (!pair_open(&p))
		return;
	tally_init(&gate, &p, 0, NULL, writer_of(&p));
	gate.command.effects = gate_effects;
	gate.met = &opened;
	CHECK(writer_submit(gate.writer, &gate.command));
	for (size_t i = 0; i < COUNT(names); i++) {
		tally_init(
		    &tallies[i], &p, (int64_t)i + 1, names[i], gate.writer);
		tallies[i].command.effects = plain_effects;
		tallies[i].command.done = plain_done;
		tallies[i].met = &done;
		CHECK(writer_submit(gate.writer, &tallies[i].command));
	}
	opened = 1;
	writer_stop(gate.writer);
	CHECK_INT(COUNT(names), done);
	for (size_t i = 0; i < COUNT(names); i++) {
		CHECK_FAILS(i == 2 ? ERR_CONFLICT : 0, tallies[i].outcome);
		CHECK(tallies[i].runs <= 2);
	}
	CHECK_TEXT("item.name", tallies[2].outcome.field);
	CHECK_INT(3, count_items(&p));
	for (size_t i = 0; i < COUNT(names); i++)
		arena_done(&tallies[i].arena);
	arena_done(&gate.arena);
	pair_close(&p);
}

RUN_TESTS(TEST_1(the_error_of_a_queued_statement_comes_with_the_next_read),
    TEST_1(the_error_of_a_queued_statement_keeps_commit_from_happening),
    TEST_1(after_a_commit_that_failed_the_tenant_is_free),
    TEST_1(a_savepoint_in_a_pipeline_takes_back_what_is_behind_it),
    TEST_1(after_an_error_that_was_waited_for_the_savepoint_saves_the_rest),
    TEST_1(a_thousand_queued_statements_are_all_run),
    TEST_1(what_was_asked_ahead_is_answered_once_and_not_behind_a_write),
    TEST_1(of_two_asked_ahead_the_failure_of_one_is_that_of_both),
    TEST_1(a_row_too_few_where_one_is_demanded_drops_the_transaction),
    TEST_1(a_connection_that_ended_while_idle_is_made_anew_unseen),
    TEST_1(a_connection_killed_between_statements_is_a_lost_transaction),
    TEST_1(a_connection_that_breaks_at_commit_is_in_doubt_and_not_lost),
    TEST_1(a_connection_that_breaks_before_anything_was_said_is_not_in_doubt),
    TEST_1(a_reader_that_lost_its_connection_reads_all_the_same),
    TEST_1(of_two_transactions_that_met_both_are_in_once_and_in_an_order),
    TEST_1(commands_of_one_tenant_wait_for_each_other_in_all_processes),
    TEST_1(a_command_whose_connection_was_killed_runs_again_and_is_in_once),
    TEST_1(a_command_in_doubt_is_told_so_and_never_run_again),
    TEST_1(a_queued_error_in_a_batch_is_the_one_commands_own))
