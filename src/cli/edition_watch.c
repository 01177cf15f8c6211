/*
 * The thread that looks for new editions. What is looked at, programme/ knows.
 */
#include "cli/edition_watch.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/day.h"
#include "base/log.h"
#include "programme/adoption.h"

#define PAUSE_SECONDS 1

struct edition_watch {
	struct ctx base;
	struct db_readers *readers;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stopping;
};

static struct error look(struct edition_watch *watch)
{
	struct ctx cx = watch->base;
	struct arena arena;
	struct error e = readers_begin(watch->readers, &cx.tx);

	if (e.code)
		return e;
	arena_init(&arena);
	cx.arena = &arena;
	cx.wall = cx.now = clock_wall();
	e = adoptions_refresh(&cx);
	readers_end(watch->readers, cx.tx);
	arena_done(&arena);
	return fail((enum error_code)e.code, NULL);
}

static bool wait_for_next(struct edition_watch *watch)
{
	struct timespec until;
	bool go_on;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += PAUSE_SECONDS;
	pthread_mutex_lock(&watch->lock);
	if (!watch->stopping)
		pthread_cond_timedwait(&watch->wake, &watch->lock, &until);
	go_on = !watch->stopping;
	pthread_mutex_unlock(&watch->lock);
	return go_on;
}

/* Said once until it is well again: a log line a second helps nobody. */
static void *run(void *arg)
{
	struct edition_watch *watch = arg;
	bool said = false;

	while (wait_for_next(watch)) {
		bool failed = look(watch).code != 0;

		if (failed && !said)
			log_event(LOG_ERROR, "editions cannot be read",
			    LOG_T("in_use", "those known before"));
		said = failed;
	}
	return NULL;
}

struct error edition_watch_start(const struct ctx *cx,
    struct db_readers *readers, struct edition_watch **ret_watch)
{
	struct edition_watch *watch = calloc(1, sizeof(*watch));
	struct error e;

	if (watch == NULL)
		return fail(ERR_INTERNAL, NULL);
	watch->base = *cx;
	watch->base.who = NULL;
	watch->readers = readers;
	if ((e = look(watch)).code != 0) {
		free(watch);
		return e;
	}
	pthread_mutex_init(&watch->lock, NULL);
	clock_cond_init(&watch->wake);
	if (pthread_create(&watch->thread, NULL, run, watch) != 0) {
		free(watch);
		return fail(ERR_INTERNAL, NULL);
	}
	*ret_watch = watch;
	return OK;
}

void edition_watch_stop(struct edition_watch *watch)
{
	if (watch == NULL)
		return;
	pthread_mutex_lock(&watch->lock);
	watch->stopping = true;
	pthread_cond_signal(&watch->wake);
	pthread_mutex_unlock(&watch->lock);
	pthread_join(watch->thread, NULL);
	pthread_mutex_destroy(&watch->lock);
	pthread_cond_destroy(&watch->wake);
	free(watch);
}
