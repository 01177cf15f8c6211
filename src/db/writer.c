/*
 * The writer's threads and their two queues: who takes what, stopping,
 * counting. What is done with a batch is writer_batch.c's.
 */
#include "db/writer_private.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/settings.h"

#define QUEUE_MAX 10000
#define BATCH_MAX 256 /* without settings */
/* Of several writers: what a server remembers of the rows that a transaction
 * read is bounded, too. */
#define SHARED_BATCH_MAX 32
/* While people wait, one background command comes after so many batches. */
#define BATCHES_PER_BACKGROUND 32
#define PENS_MAX 64

struct queue {
	struct command *first;
	struct command **end;
};

struct writer {
	pthread_mutex_t lock; /* over everything down to counts */
	pthread_cond_t wake;
	struct queue lanes[2];
	bool stopping;
	bool shared;     /* with other connections and processes */
	bool background; /* one of them does such a command */
	int passed_over; /* batches since background had its turn */
	struct writer_counts counts;
	int64_t batch_max;
	int64_t pen_count, started;
	struct pen pens[PENS_MAX];
};

struct waiter {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct error outcome;
	bool done;
};

static void queue_add(struct queue *queue, struct command *command)
{
	command->next = NULL;
	*queue->end = command;
	queue->end = &command->next;
}

/* One is taken out of the middle. */
static struct command *queue_pick(struct queue *queue, struct command **at)
{
	struct command *picked = *at;

	*at = picked->next;
	if (*at == NULL)
		queue->end = at;
	picked->next = NULL;
	return picked;
}

/* On SQLite, which has one writer, it is nobody. */
static bool tenant_busy(const struct writer *writer, int64_t tenant)
{
	for (int64_t i = 0; tenant != 0 && i < writer->pen_count; i++)
		if (writer->pens[i].tenant == tenant)
			return true;
	return false;
}

/* The first whose tenant is nobody else's just now; NULL when there is none. */
static struct command **people_find(struct writer *writer)
{
	struct command **at = &writer->lanes[LANE_PEOPLE].first;

	while (*at != NULL && tenant_busy(writer, (*at)->tenant))
		at = &(*at)->next;
	return *at != NULL ? at : NULL;
}

/* From there on: all, or on PostgreSQL those of the same tenant. */
static struct command *people_take(
    struct writer *writer, struct command **at, int64_t max, int64_t *ret_count)
{
	struct queue *queue = &writer->lanes[LANE_PEOPLE];
	int64_t tenant = (*at)->tenant;
	struct command *first = NULL, **last = &first;

	for (*ret_count = 0; *at != NULL && *ret_count < max;) {
		if (writer->shared && (*at)->tenant != tenant) {
			at = &(*at)->next;
			continue;
		}
		*last = queue_pick(queue, at);
		last = &(*last)->next;
		++*ret_count;
	}
	return first;
}

/* Long work never has more than one of the connections. */
static bool background_may(const struct writer *writer)
{
	return writer->lanes[LANE_BACKGROUND].first != NULL &&
	       !writer->background;
}

/* What is nobody's in particular is shared out among the connections. */
static int64_t people_share(const struct writer *writer, int64_t tenant)
{
	int64_t share = (writer->counts.queue_depth + writer->pen_count - 1) /
			writer->pen_count;

	return tenant == 0 && share < writer->batch_max ? share
							: writer->batch_max;
}

/*
 * A background command has a batch to itself: people's answers do not wait
 * for its slice, and it comes only when nobody waits or its turn is due. NULL
 * when there is nothing to do just now.
 */
static struct command *batch_choose(struct writer *writer, int64_t *ret_count)
{
	struct queue *background = &writer->lanes[LANE_BACKGROUND];
	struct command **people = people_find(writer);
	bool may = background_may(writer);
	bool due = may && writer->passed_over >= BATCHES_PER_BACKGROUND;

	if (people != NULL && !due) {
		writer->passed_over += may;
		return people_take(writer, people,
		    people_share(writer, (*people)->tenant), ret_count);
	}
	if (!may)
		return NULL;
	writer->passed_over = 0;
	writer->background = true;
	*ret_count = 1;
	return queue_pick(background, &background->first);
}

static bool all_taken(const struct writer *writer)
{
	return writer->lanes[LANE_PEOPLE].first == NULL &&
	       writer->lanes[LANE_BACKGROUND].first == NULL;
}

/* Waits for work; NULL when stopping and nothing is left. */
static struct command *batch_next(struct pen *pen)
{
	struct writer *writer = pen->writer;
	struct command *batch;
	int64_t count = 0;

	pthread_mutex_lock(&writer->lock);
	while ((batch = batch_choose(writer, &count)) == NULL &&
	       !(writer->stopping && all_taken(writer)))
		pthread_cond_wait(&writer->wake, &writer->lock);
	if (batch != NULL && writer->shared)
		pen->tenant = batch->tenant;
	writer->counts.queue_depth -= count;
	pthread_mutex_unlock(&writer->lock);
	return batch;
}

/* What waited for this batch's tenant, or for its lane, may be anybody's. */
static void batch_over(struct pen *pen, bool background)
{
	struct writer *writer = pen->writer;

	pthread_mutex_lock(&writer->lock);
	pen->tenant = 0;
	if (background)
		writer->background = false;
	if (writer->shared && (!all_taken(writer) || writer->stopping))
		pthread_cond_broadcast(&writer->wake);
	pthread_mutex_unlock(&writer->lock);
}

/* ---- what batches tell ---- */

bool writer_stops(struct writer *writer)
{
	bool stops;

	pthread_mutex_lock(&writer->lock);
	stops = writer->stopping;
	pthread_mutex_unlock(&writer->lock);
	return stops;
}

void writer_note_commit(struct writer *writer, int64_t commands, int64_t took)
{
	struct writer_counts *counts = &writer->counts;

	pthread_mutex_lock(&writer->lock);
	counts->commands += commands;
	counts->commits++;
	counts->commit_us += took;
	counts->commit_times.counts[metric_time_class(took)]++;
	counts->commit_times.sum_us += (uint64_t)took;
	counts->batch_sizes.counts[metric_size_class(commands)]++;
	counts->batch_sizes.sum += (uint64_t)commands;
	pthread_mutex_unlock(&writer->lock);
}

void writer_note(struct writer *writer, const struct writer_note *note)
{
	pthread_mutex_lock(&writer->lock);
	writer->counts.refused += note->refused;
	writer->counts.again += note->again;
	writer->counts.in_doubt += note->in_doubt;
	pthread_mutex_unlock(&writer->lock);
}

void writer_finish(struct command *command)
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

/* ---- the threads ---- */

static void *pen_thread(void *argument)
{
	struct pen *pen = argument;
	struct command *batch;

	while ((batch = batch_next(pen)) != NULL) {
		bool background = batch->lane == LANE_BACKGROUND;

		batch_run(pen, batch);
		batch_over(pen, background);
		db_rest(pen->db);
	}
	return NULL;
}

/* Signals are for the thread that waits for them. */
static bool threads_start(struct writer *writer)
{
	sigset_t all, before;
	bool good = true;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	while (good && writer->started < writer->pen_count) {
		struct pen *pen = &writer->pens[writer->started];

		good = pthread_create(&pen->thread, NULL, pen_thread, pen) == 0;
		writer->started += good;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return good;
}

static void dbs_close(struct db *const *list, int64_t count)
{
	for (int64_t i = 0; i < count; i++)
		db_close(list[i]);
}

static struct writer *writer_make(
    struct db *const *list, int64_t count, const struct settings *settings)
{
	struct writer *writer = calloc(1, sizeof(*writer));

	if (writer == NULL)
		return NULL;
	writer->shared = list[0]->engine->many_writers;
	pthread_mutex_init(&writer->lock, NULL);
	pthread_cond_init(&writer->wake, NULL);
	for (int i = 0; i < 2; i++)
		writer->lanes[i].end = &writer->lanes[i].first;
	writer->batch_max = settings && settings->writer_batch_max > 0
				? settings->writer_batch_max
				: BATCH_MAX;
	if (writer->shared && writer->batch_max > SHARED_BATCH_MAX)
		writer->batch_max = SHARED_BATCH_MAX;
	writer->pen_count = count;
	for (int64_t i = 0; i < count; i++)
		pen_init(&writer->pens[i], writer, list[i]);
	return writer;
}

struct error writer_start_many(struct db *const *list, int64_t count,
    const struct settings *settings, struct writer **ret_writer)
{
	struct writer *writer = writer_make(list, count, settings);

	for (int64_t i = 0; i < count; i++)
		db_rest(list[i]); /* from now on it is ours to call */
	if (writer != NULL && threads_start(writer)) {
		*ret_writer = writer;
		return OK;
	}
	log_event(LOG_ERROR, "writer_start", LOG_T("reason", "no thread"));
	if (writer != NULL)
		writer_stop(writer);
	else
		dbs_close(list, count);
	return fail(ERR_INTERNAL, NULL);
}

struct error writer_start_on(
    struct db *db, const struct settings *settings, struct writer **ret_writer)
{
	return writer_start_many(&db, 1, settings, ret_writer);
}

struct error writer_start(const char *where, const struct settings *settings,
    struct writer **ret_writer)
{
	struct db *list[PENS_MAX];
	int64_t count = 0, wanted = 1;
	struct error e = OK;

	while (e.code == 0 && count < wanted) {
		e = db_open(where, DB_WRITE, settings, &list[count]);
		if (e.code == 0 && count++ == 0 &&
		    list[0]->engine->many_writers && settings != NULL &&
		    settings->writers > 1)
			wanted = settings->writers < PENS_MAX
				     ? settings->writers
				     : PENS_MAX;
	}
	if (e.code == 0)
		return writer_start_many(list, count, settings, ret_writer);
	dbs_close(list, count);
	return e;
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
	pthread_cond_broadcast(&writer->wake);
	pthread_mutex_unlock(&writer->lock);
	for (int64_t i = 0; i < writer->started; i++)
		pthread_join(writer->pens[i].thread, NULL);
	for (int64_t i = 0; i < writer->pen_count; i++)
		db_close(writer->pens[i].db);
	pthread_cond_destroy(&writer->wake);
	pthread_mutex_destroy(&writer->lock);
	free(writer);
}

void writer_counts(struct writer *writer, struct writer_counts *ret_counts)
{
	pthread_mutex_lock(&writer->lock);
	*ret_counts = writer->counts;
	pthread_mutex_unlock(&writer->lock);
}
