/*
 * The writer's thread and its two queues: batches, savepoints, one commit, then
 * the answers. What a command does is its own; SQL is the engine's.
 */
#include "db/engine_private.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "base/day.h"
#include "base/log.h"
#include "base/settings.h"
#include "base/stop.h"

#define QUEUE_MAX 10000
#define BATCH_MAX 256 /* without settings */
/* While people wait, one background command comes after so many batches. */
#define BATCHES_PER_BACKGROUND 32
/* Alone in its transaction a command may lose that often to others. */
#define TRIES_MAX 5

struct queue {
	struct command *first;
	struct command **end;
};

struct writer {
	pthread_mutex_t lock; /* over everything down to counts */
	pthread_cond_t wake;
	struct queue lanes[2];
	bool stopping;
	struct writer_counts counts;
	/* of the thread */
	pthread_t thread;
	struct db *db;
	int64_t batch_max;
	int passed_over; /* batches since background had its turn */
};

struct waiter {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct error outcome;
	bool done;
};

enum result { COMMITTED, LOST, NOT_BEGUN };

static void queue_add(struct queue *queue, struct command *command)
{
	command->next = NULL;
	*queue->end = command;
	queue->end = &command->next;
}

/* Cuts off up to max commands, a list of their own. */
static struct command *queue_take(
    struct queue *queue, int64_t max, int64_t *ret_count)
{
	struct command *first = queue->first, **last = &queue->first;

	for (*ret_count = 0; *ret_count < max && *last != NULL; ++*ret_count)
		last = &(*last)->next;
	queue->first = *last;
	*last = NULL;
	if (queue->first == NULL)
		queue->end = &queue->first;
	return first;
}

static bool writer_idle(const struct writer *writer)
{
	return writer->lanes[LANE_PEOPLE].first == NULL &&
	       writer->lanes[LANE_BACKGROUND].first == NULL;
}

/*
 * A background command has a batch to itself: people's answers do not wait
 * for its slice, and it comes only when nobody waits or its turn is due.
 */
static struct command *batch_choose(struct writer *writer, int64_t *ret_count)
{
	struct queue *people = &writer->lanes[LANE_PEOPLE];
	struct queue *background = &writer->lanes[LANE_BACKGROUND];
	bool due = background->first != NULL &&
		   writer->passed_over >= BATCHES_PER_BACKGROUND;

	if (people->first == NULL || due) {
		writer->passed_over = 0;
		return queue_take(background, 1, ret_count);
	}
	writer->passed_over += background->first != NULL;
	return queue_take(people, writer->batch_max, ret_count);
}

/* Waits for work; NULL when stopping and nothing is left. */
static struct command *batch_next(struct writer *writer)
{
	struct command *batch = NULL;
	int64_t count = 0;

	pthread_mutex_lock(&writer->lock);
	while (writer_idle(writer) && !writer->stopping)
		pthread_cond_wait(&writer->wake, &writer->lock);
	if (!writer_idle(writer))
		batch = batch_choose(writer, &count);
	writer->counts.queue_depth -= count;
	pthread_mutex_unlock(&writer->lock);
	return batch;
}

static struct error command_record(
    struct command *command, struct tx *tx, struct error outcome)
{
	struct error e;

	if (command->record == NULL)
		return outcome;
	e = command->record(command, tx, outcome);
	if (!e.code)
		return outcome;
	tx_rollback_to(tx);
	return e.code == ERR_BUSY ? e : fail(ERR_INTERNAL, NULL);
}

/* One savepoint serves both: what is left of it is the record alone when the
 * effects are refused, and nothing when the record fails. */
static struct error command_apply(struct command *command, struct tx *tx)
{
	struct error e = tx_savepoint(tx);
	struct error released;

	if (e.code)
		return e;
	if (command->effects != NULL)
		e = command->effects(command, tx);
	if (e.code)
		tx_rollback_to(tx);
	if (tx_lost(tx))
		return e;
	e = command_record(command, tx, e);
	released = tx_release(tx);
	return released.code ? released : e;
}

/* After a sync that failed nobody knows what the disk holds: stop, and let
 * the next start find out. */
static void commit_failed(void)
{
	stop_disk("commit_failed", "committed data is uncertain");
}

static void counts_class(
    struct writer_counts *counts, int64_t commands, int64_t took)
{
	counts->commit_times.counts[metric_time_class(took)]++;
	counts->commit_times.sum_us += (uint64_t)took;
	counts->batch_sizes.counts[metric_size_class(commands)]++;
	counts->batch_sizes.sum += (uint64_t)commands;
}

static enum result batch_commit(
    struct writer *writer, struct tx *tx, int64_t commands)
{
	int64_t began = clock_steady_us();
	struct error e = tx_commit(tx);
	int64_t took = clock_steady_us() - began;

	if (e.code && !tx_lost(tx))
		commit_failed();
	if (e.code)
		return LOST;
	pthread_mutex_lock(&writer->lock);
	writer->counts.commands += commands;
	writer->counts.commits++;
	writer->counts.commit_us += took;
	counts_class(&writer->counts, commands, took);
	pthread_mutex_unlock(&writer->lock);
	return COMMITTED;
}

/* Outcomes are of worth only when the result is COMMITTED. */
static enum result batch_apply(struct writer *writer, struct command *batch)
{
	struct tx *tx;
	int64_t commands = 0;

	if (tx_begin(writer->db, &tx).code)
		return NOT_BEGUN;
	for (struct command *c = batch; c != NULL; c = c->next) {
		c->outcome = command_apply(c, tx);
		if (tx_lost(tx)) {
			tx_rollback(tx);
			return LOST;
		}
		commands++;
	}
	return batch_commit(writer, tx, commands);
}

static void command_finish(struct command *command)
{
	struct waiter *waiter = command->waiter;
	struct error outcome = command->outcome;

	/* afterwards the command may be gone */
	if (command->done != NULL)
		command->done(command, outcome);
	if (waiter == NULL)
		return;
	pthread_mutex_lock(&waiter->lock);
	waiter->outcome = outcome;
	waiter->done = true;
	pthread_cond_signal(&waiter->wake);
	pthread_mutex_unlock(&waiter->lock);
}

static void batch_finish(struct command *batch)
{
	struct command *next;

	for (struct command *c = batch; c != NULL; c = next) {
		next = c->next;
		command_finish(c);
	}
}

static void batch_refuse(struct writer *writer, struct command *batch)
{
	int64_t count = 0;

	for (struct command *c = batch; c != NULL; c = c->next, count++)
		c->outcome = fail(ERR_BUSY, NULL);
	pthread_mutex_lock(&writer->lock);
	writer->counts.refused += count;
	pthread_mutex_unlock(&writer->lock);
	batch_finish(batch);
}

/* The engine dropped a batch: the one that made it do so fails alone. */
static void alone_run(struct writer *writer, struct command *command)
{
	enum result result = LOST;

	for (int i = 0; i < TRIES_MAX && result == LOST; i++)
		result = batch_apply(writer, command);
	if (result == COMMITTED) {
		batch_finish(command);
		return;
	}
	log_event(LOG_WARN, "command_lost",
	    LOG_T("error", error_info(command->outcome.code)->name));
	batch_refuse(writer, command);
}

static void batch_run(struct writer *writer, struct command *batch)
{
	enum result result = batch_apply(writer, batch);
	struct command *next;

	if (result == COMMITTED) {
		batch_finish(batch);
		return;
	}
	if (result == NOT_BEGUN) {
		batch_refuse(writer, batch);
		return;
	}
	for (struct command *c = batch; c != NULL; c = next) {
		next = c->next;
		c->next = NULL;
		alone_run(writer, c);
	}
}

static void *writer_thread(void *argument)
{
	struct writer *writer = argument;
	struct command *batch;

	while ((batch = batch_next(writer)) != NULL) {
		batch_run(writer, batch);
		db_rest(writer->db);
	}
	return NULL;
}

/* Signals are for the thread that waits for them. */
static bool thread_start(struct writer *writer)
{
	sigset_t all, before;
	bool started;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	started =
	    pthread_create(&writer->thread, NULL, writer_thread, writer) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return started;
}

static void writer_free(struct writer *writer)
{
	if (writer == NULL)
		return;
	pthread_cond_destroy(&writer->wake);
	pthread_mutex_destroy(&writer->lock);
	free(writer);
}

struct error writer_start_on(
    struct db *db, const struct settings *settings, struct writer **ret_writer)
{
	struct writer *writer = calloc(1, sizeof(*writer));

	if (writer != NULL) {
		pthread_mutex_init(&writer->lock, NULL);
		pthread_cond_init(&writer->wake, NULL);
		for (int i = 0; i < 2; i++)
			writer->lanes[i].end = &writer->lanes[i].first;
		writer->db = db;
		writer->batch_max = settings && settings->writer_batch_max > 0
					? settings->writer_batch_max
					: BATCH_MAX;
		db_rest(db); /* from now on it is ours to call */
	}
	if (writer != NULL && thread_start(writer)) {
		*ret_writer = writer;
		return OK;
	}
	log_event(LOG_ERROR, "writer_start", LOG_T("reason", "no thread"));
	writer_free(writer);
	db_close(db);
	return fail(ERR_INTERNAL, NULL);
}

struct error writer_start(const char *where, const struct settings *settings,
    struct writer **ret_writer)
{
	struct db *db;
	struct error e = db_open(where, DB_WRITE, settings, &db);

	return e.code ? e : writer_start_on(db, settings, ret_writer);
}

static bool submit(
    struct writer *writer, struct command *command, struct waiter *waiter)
{
	bool taken;

	command->waiter = waiter;
	pthread_mutex_lock(&writer->lock);
	taken = !writer->stopping && writer->counts.queue_depth < QUEUE_MAX;
	if (taken) {
		queue_add(&writer->lanes[command->lane], command);
		writer->counts.queue_depth++;
		pthread_cond_signal(&writer->wake);
	} else {
		writer->counts.refused++;
	}
	pthread_mutex_unlock(&writer->lock);
	return taken;
}

bool writer_submit(struct writer *writer, struct command *command)
{
	return submit(writer, command, NULL);
}

struct error writer_call(struct writer *writer, struct command *command)
{
	struct waiter waiter = { .done = false };
	struct error outcome = fail(ERR_BUSY, NULL);

	pthread_mutex_init(&waiter.lock, NULL);
	pthread_cond_init(&waiter.wake, NULL);
	if (submit(writer, command, &waiter)) {
		pthread_mutex_lock(&waiter.lock);
		while (!waiter.done)
			pthread_cond_wait(&waiter.wake, &waiter.lock);
		outcome = waiter.outcome;
		pthread_mutex_unlock(&waiter.lock);
	}
	pthread_cond_destroy(&waiter.wake);
	pthread_mutex_destroy(&waiter.lock);
	return outcome;
}

void writer_stop(struct writer *writer)
{
	if (writer == NULL)
		return;
	pthread_mutex_lock(&writer->lock);
	writer->stopping = true;
	pthread_cond_signal(&writer->wake);
	pthread_mutex_unlock(&writer->lock);
	pthread_join(writer->thread, NULL);
	db_close(writer->db);
	writer_free(writer);
}

void writer_counts(struct writer *writer, struct writer_counts *ret_counts)
{
	pthread_mutex_lock(&writer->lock);
	*ret_counts = writer->counts;
	pthread_mutex_unlock(&writer->lock);
}
