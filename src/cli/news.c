/*
 * The thread that looks. What editions are, programme/ knows; what is cut,
 * fulfilment/ writes down.
 */
#include "cli/news.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/day.h"
#include "base/log.h"
#include "base/settings.h"
#include "db/alone.h"
#include "fulfilment/cut.h"
#include "http/http.h"
#include "programme/adoption.h"

#define PAUSE_SECONDS 1
#define CUT_SECONDS 60 /* clocks of machines differ, and commits take time */
#define SEEN 512

struct news {
	struct ctx base;
	struct db_readers *readers;
	pthread_t thread;
	pthread_mutex_t lock; /* stopping, server */
	pthread_cond_t wake;
	bool stopping;
	struct server *server;
	_Atomic int64_t newer; /* migration that we do not know; 0 none */
	/* of the thread: cuts that were carried out already */
	char seen[SEEN][CUT_TAG];
	size_t seen_next;
};

/* ---- downloads ---- */

static bool seen(struct news *news, const char *tag)
{
	for (size_t i = 0; i < SEEN; i++)
		if (strncmp(news->seen[i], tag, CUT_TAG - 1) == 0)
			return true;
	strncpy(news->seen[news->seen_next++ % SEEN], tag, CUT_TAG - 1);
	return false;
}

static struct error cuts_look(struct ctx *cx, struct news *news)
{
	struct cut_list list;
	struct error e = cut_list(cx, cx->wall - CUT_SECONDS, &list);

	for (size_t i = 0; e.code == 0 && i < list.count; i++) {
		pthread_mutex_lock(&news->lock);
		if (news->server != NULL && !seen(news, list.tags[i]))
			server_cut(news->server, list.tags[i]);
		pthread_mutex_unlock(&news->lock);
	}
	return e;
}

/* ---- the schema ---- */

static struct error schema_look(struct ctx *cx, struct news *news)
{
	int64_t newer = 0;
	struct error e = db_newer(cx, &newer);

	if (e.code == 0 && atomic_exchange(&news->newer, newer) != newer)
		log_event(LOG_ERROR, "the database is newer than this program",
		    LOG_I("migration", newer),
		    LOG_T("readyz", "says no; start the newer program"));
	return e;
}

const char *news_trouble(struct news *news)
{
	return atomic_load(&news->newer) != 0
		   ? "the database is newer than this program"
		   : NULL;
}

/* ---- one look ---- */

static struct error all_look(struct ctx *cx, struct news *news)
{
	struct error e = adoptions_refresh(cx);

	/* a file has one process: it is the one that did it */
	if (e.code || !settings_share_database(cx->settings->database))
		return e;
	e = cuts_look(cx, news);
	return e.code ? e : schema_look(cx, news);
}

static struct error look(struct news *news)
{
	struct ctx cx = news->base;
	struct arena arena;
	struct error e = readers_begin(news->readers, &cx.tx);

	if (e.code)
		return e;
	arena_init(&arena);
	cx.arena = &arena;
	cx.wall = cx.now = clock_wall();
	e = all_look(&cx, news);
	readers_end(news->readers, cx.tx);
	arena_done(&arena);
	return fail((enum error_code)e.code, NULL);
}

static bool wait_for_next(struct news *news)
{
	struct timespec until;
	bool go_on;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += PAUSE_SECONDS;
	pthread_mutex_lock(&news->lock);
	if (!news->stopping)
		pthread_cond_timedwait(&news->wake, &news->lock, &until);
	go_on = !news->stopping;
	pthread_mutex_unlock(&news->lock);
	return go_on;
}

/* Said once until it is well again: a log line a second helps nobody. */
static void *run(void *arg)
{
	struct news *news = arg;
	bool said = false;

	while (wait_for_next(news)) {
		bool failed = look(news).code != 0;

		if (failed && !said)
			log_event(LOG_ERROR, "news cannot be read",
			    LOG_T("editions", "those known before"));
		said = failed;
	}
	return NULL;
}

struct error news_start(
    const struct ctx *cx, struct db_readers *readers, struct news **ret_news)
{
	struct news *news = calloc(1, sizeof(*news));
	struct error e;

	if (news == NULL)
		return fail(ERR_INTERNAL, NULL);
	news->base = *cx;
	news->base.who = NULL;
	news->readers = readers;
	pthread_mutex_init(&news->lock, NULL);
	if ((e = look(news)).code != 0) {
		free(news);
		return e;
	}
	clock_cond_init(&news->wake);
	if (pthread_create(&news->thread, NULL, run, news) != 0) {
		log_event(LOG_ERROR, "no thread", LOG_T("for", "news"));
		free(news);
		return fail(ERR_INTERNAL, NULL);
	}
	*ret_news = news;
	return OK;
}

void news_serve(struct news *news, struct server *server)
{
	pthread_mutex_lock(&news->lock);
	news->server = server;
	pthread_mutex_unlock(&news->lock);
}

void news_stop(struct news *news)
{
	if (news == NULL)
		return;
	pthread_mutex_lock(&news->lock);
	news->stopping = true;
	pthread_cond_signal(&news->wake);
	pthread_mutex_unlock(&news->lock);
	pthread_join(news->thread, NULL);
	pthread_mutex_destroy(&news->lock);
	pthread_cond_destroy(&news->wake);
	free(news);
}
