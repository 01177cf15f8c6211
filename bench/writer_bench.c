/*
 * Commits a second through the writer: one caller alone, then 64 at once, each
 * command ten rows. The limit of everything that writes; HTTP is not in it.
 *
 *   writer_bench FILE [SECONDS [CHECKPOINT_PAGES]]    FILE must not exist
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/settings.h"
#include "db/engine_private.h"

#define CALLERS_MAX 256
#define ROWS 10

static const struct migration schema[] = {
	{ 1, "0001_bench.sql",
	    "CREATE TABLE line (partner BIGINT, number BIGINT, name TEXT,"
	    " minor BIGINT, PRIMARY KEY (partner, number));" },
};

/* How many answers took so long, in steps of 10 us up to 0.2 s. */
#define STEP_US 10
#define STEPS 20000

struct times {
	int32_t counts[STEPS];
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
	struct times times;
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
		took = (now_us() - began) / STEP_US;
		caller->times.counts[took < STEPS ? took : STEPS - 1]++;
		caller->calls++;
		caller->next += ROWS;
	}
	return NULL;
}

static int64_t percentile(
    const struct caller *all, int callers, int64_t calls, int per_mille)
{
	int64_t want = calls * per_mille / 1000, seen = 0;
	int step = 0;

	for (; step < STEPS - 1; step++) {
		for (int i = 0; i < callers; i++)
			seen += all[i].times.counts[step];
		if (seen >= want)
			break;
	}
	return (int64_t)(step + 1) * STEP_US;
}

static void race(struct writer *writer, int callers, int seconds, int round)
{
	static struct caller all[CALLERS_MAX];
	struct writer_counts before, after;
	atomic_bool stop = false;
	int64_t began = now_us(), took, calls = 0;

	writer_counts(writer, &before);
	for (int i = 0; i < callers; i++) {
		memset(&all[i], 0, sizeof(all[i]));
		all[i].writer = writer;
		all[i].stop = &stop;
		all[i].partner = round * CALLERS_MAX + i;
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
	}
	took = now_us() - began;
	writer_counts(writer, &after);
	after.commits -= before.commits;
	after.commit_us -= before.commit_us;
	printf("%4d callers: %6lld commands/s, %6lld commits/s, "
	       "%5lld us a commit, p50 %lld p99 %lld p99.9 %lld us\n",
	    callers, (long long)(calls * 1000000 / took),
	    (long long)(after.commits * 1000000 / took),
	    (long long)(after.commit_us / after.commits),
	    (long long)percentile(all, callers, calls, 500),
	    (long long)percentile(all, callers, calls, 990),
	    (long long)percentile(all, callers, calls, 999));
}

int main(int argc, char **argv)
{
	static const int callers[] = { 1, 8, 64, 256 };
	int seconds = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 3;
	struct settings settings = { 0 };
	struct db *db;
	struct writer *writer;

	settings.checkpoint_pages = argc > 3 ? strtol(argv[3], NULL, 10) : 0;
	for (int i = 0; i < SQL_COUNT; i++)
		texts[i] = sql_texts[i];
	texts[SQL_COUNT] = (struct sql_text){ "line_add",
		"INSERT INTO line VALUES ($1, $2, $3, $4)",
		"INSERT INTO line VALUES ($1, $2, $3, $4)" };
	if (argc < 2 || db_open(argv[1], DB_WRITE, &settings, &db).code)
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
