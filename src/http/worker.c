/*
 * The worker threads: a ring of jobs under one lock. What a job means, and
 * who waits for it, is left to the caller.
 */
#include "http/worker.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

struct job {
	void (*fn)(void *);
	void *arg;
};

struct workers {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	pthread_t *threads;
	size_t thread_count;
	struct job *line;
	size_t room, first, count;
	bool stopping;
};

static bool take(struct workers *workers, struct job *ret_job)
{
	bool got = false;

	pthread_mutex_lock(&workers->lock);
	while (workers->count == 0 && !workers->stopping)
		pthread_cond_wait(&workers->wake, &workers->lock);
	if (workers->count > 0) {
		*ret_job = workers->line[workers->first];
		workers->first = (workers->first + 1) % workers->room;
		workers->count--;
		got = true;
	}
	pthread_mutex_unlock(&workers->lock);
	return got;
}

static void *work(void *arg)
{
	struct workers *workers = arg;
	struct job job;

	while (take(workers, &job))
		job.fn(job.arg);
	return NULL;
}

struct workers *workers_start(size_t threads, size_t line)
{
	struct workers *workers = calloc(1, sizeof *workers);
	sigset_t all, old;

	if (workers == NULL)
		return NULL;
	workers->threads = calloc(threads, sizeof *workers->threads);
	workers->line = calloc(line, sizeof *workers->line);
	workers->room = line;
	pthread_mutex_init(&workers->lock, NULL);
	pthread_cond_init(&workers->wake, NULL);
	/* signals are the main thread's */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	while (workers->threads != NULL && workers->line != NULL &&
	       workers->thread_count < threads &&
	       pthread_create(&workers->threads[workers->thread_count], NULL,
		   work, workers) == 0)
		workers->thread_count++;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (workers->thread_count == threads)
		return workers;
	workers_stop(workers);
	return NULL;
}

bool workers_submit(struct workers *workers, void (*fn)(void *), void *arg)
{
	bool taken = false;

	pthread_mutex_lock(&workers->lock);
	if (!workers->stopping && workers->count < workers->room) {
		size_t at = (workers->first + workers->count) % workers->room;

		workers->line[at] = (struct job){ fn, arg };
		workers->count++;
		taken = true;
		pthread_cond_signal(&workers->wake);
	}
	pthread_mutex_unlock(&workers->lock);
	return taken;
}

void workers_stop(struct workers *workers)
{
	if (workers == NULL)
		return;
	pthread_mutex_lock(&workers->lock);
	workers->stopping = true;
	pthread_cond_broadcast(&workers->wake);
	pthread_mutex_unlock(&workers->lock);
	for (size_t i = 0; i < workers->thread_count; i++)
		pthread_join(workers->threads[i], NULL);
	pthread_mutex_destroy(&workers->lock);
	pthread_cond_destroy(&workers->wake);
	free(workers->threads);
	free(workers->line);
	free(workers);
}
