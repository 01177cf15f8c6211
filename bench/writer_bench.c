/*
 * Commits a second through the writer: one caller alone, then 64 at once, each
 * command ten rows. The limit of everything that writes; HTTP is not in it.
 *
 *   writer_bench FILE [SECONDS]      FILE must not be there yet
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "db/engine_private.h"

#define CALLERS_MAX 256
#define ROWS 10

static const struct migration schema[] = {
	{ 1, "0001_bench.sql",
	    "CREATE TABLE line (partner BIGINT, number BIGINT, name TEXT,"
	    " minor BIGINT, PRIMARY KEY (partner, number));" },
};

struct caller {
	struct command command; /* first */
	pthread_t thread;
	struct writer *writer;
	atomic_bool *stop;
	struct arena arena;
	struct ctx cx;
	int64_t partner, next;
	int64_t calls;
	int64_t slowest_us;
};

static struct sql_text texts[SQL_COUNT + 1];

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static struct error insert(struct command *command, struct tx *tx)
{
	struct caller *caller = (struct caller *)command;
	struct error e;

	caller->cx.tx = tx;
	for (int64_t i = 0; i < ROWS; i++) {
		e = sql_run(&caller->cx, (enum sql)SQL_COUNT,
		    ARGS(I(caller->partner), I(caller->next + i),
			T("Windows Server 2022 Standard, 16 cores"), I(107251)),
		    NULL);
		if (e.code)
			return e;
	}
	return OK;
}

static void *call(void *argument)
{
	struct caller *caller = argument;

	while (!*caller->stop) {
		int64_t began = now_us(), took;

		if (writer_call(caller->writer, &caller->command).code)
			exit(1);
		took = now_us() - began;
		caller->slowest_us =
		    took > caller->slowest_us ? took : caller->slowest_us;
		caller->calls++;
		caller->next += ROWS;
	}
	return NULL;
}

static void race(struct writer *writer, int callers, int seconds, int round)
{
	static struct caller all[CALLERS_MAX];
	struct writer_counts before, after;
	atomic_bool stop = false;
	int64_t began = now_us(), took, calls = 0, slowest = 0;

	writer_counts(writer, &before);
	for (int i = 0; i < callers; i++) {
		all[i] = (struct caller){ .writer = writer,
			.stop = &stop,
			.partner = round * CALLERS_MAX + i };
		all[i].command.effects = insert;
		all[i].cx.arena = &all[i].arena;
		arena_init(&all[i].arena);
		pthread_create(&all[i].thread, NULL, call, &all[i]);
	}
	nanosleep(&(struct timespec){ .tv_sec = seconds }, NULL);
	stop = true;
	for (int i = 0; i < callers; i++) {
		pthread_join(all[i].thread, NULL);
		arena_done(&all[i].arena);
		calls += all[i].calls;
		slowest =
		    all[i].slowest_us > slowest ? all[i].slowest_us : slowest;
	}
	took = now_us() - began;
	writer_counts(writer, &after);
	after.commits -= before.commits;
	after.commit_us -= before.commit_us;
	printf("%4d callers: %7lld commands/s, %6lld commits/s, "
	       "%4lld commands a commit, %5lld us a commit, "
	       "slowest answer %lld us\n",
	    callers, (long long)(calls * 1000000 / took),
	    (long long)(after.commits * 1000000 / took),
	    (long long)(calls / after.commits),
	    (long long)(after.commit_us / after.commits), (long long)slowest);
}

int main(int argc, char **argv)
{
	static const int callers[] = { 1, 8, 64, 256 };
	int seconds = argc > 2 ? atoi(argv[2]) : 3;
	struct db *db;
	struct writer *writer;

	for (int i = 0; i < SQL_COUNT; i++)
		texts[i] = sql_texts[i];
	texts[SQL_COUNT] = (struct sql_text){ "line_add",
		"INSERT INTO line VALUES ($1, $2, $3, $4)",
		"INSERT INTO line VALUES ($1, $2, $3, $4)" };
	if (argc < 2 || db_open(argv[1], DB_WRITE, NULL, &db).code)
		return 64;
	db_use_texts(db, texts, SQL_COUNT + 1);
	if (db_migrate_with(db, schema, 1).code ||
	    writer_start_on(db, NULL, &writer).code)
		return 70;
	for (size_t i = 0; i < COUNT(callers); i++)
		race(writer, callers[i], seconds, (int)i);
	writer_stop(writer);
	return 0;
}
