/*
 * A pool of read connections: grown when all are out, up to a bound, then
 * whoever comes waits a little. Leaves what is read to the services.
 */
#include "db/engine_private.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"

#define READERS_MAX 64
#define WAIT_SECONDS 5

struct db_readers {
	pthread_mutex_t lock;
	pthread_cond_t freed;
	const struct settings *settings;
	char *where;
	struct db *free[READERS_MAX];
	int free_count;
	int all_count;
};

struct error readers_open(const char *where, const struct settings *settings,
    struct db_readers **ret_readers)
{
	struct db_readers *readers = calloc(1, sizeof(*readers));
	pthread_condattr_t attr;

	if (readers == NULL || (readers->where = strdup(where)) == NULL) {
		free(readers);
		return fail(ERR_INTERNAL, NULL);
	}
	readers->settings = settings;
	pthread_mutex_init(&readers->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&readers->freed, &attr);
	pthread_condattr_destroy(&attr);
	*ret_readers = readers;
	return OK;
}

void readers_close(struct db_readers *readers)
{
	if (readers == NULL)
		return;
	if (readers->free_count != readers->all_count)
		log_event(LOG_ERROR, "readers_in_use",
		    LOG_I("count", readers->all_count - readers->free_count));
	for (int i = 0; i < readers->free_count; i++)
		db_close(readers->free[i]);
	pthread_cond_destroy(&readers->freed);
	pthread_mutex_destroy(&readers->lock);
	free(readers->where);
	free(readers);
}

/* With the lock held: a free one, or NULL and a place to open one in. */
static struct error take(struct db_readers *readers, struct db **ret_db)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += WAIT_SECONDS;
	while (readers->free_count == 0 && readers->all_count == READERS_MAX)
		if (pthread_cond_timedwait(
			&readers->freed, &readers->lock, &until) == ETIMEDOUT)
			return fail(ERR_BUSY, NULL);
	if (readers->free_count > 0) {
		*ret_db = readers->free[--readers->free_count];
		return OK;
	}
	*ret_db = NULL;
	readers->all_count++;
	return OK;
}

/* db NULL: its place becomes free */
static void give_back(struct db_readers *readers, struct db *db)
{
	pthread_mutex_lock(&readers->lock);
	if (db != NULL)
		readers->free[readers->free_count++] = db;
	else
		readers->all_count--;
	pthread_cond_signal(&readers->freed);
	pthread_mutex_unlock(&readers->lock);
}

struct error readers_begin(struct db_readers *readers, struct tx **ret_tx)
{
	struct db *db = NULL;
	struct error e;

	pthread_mutex_lock(&readers->lock);
	e = take(readers, &db);
	pthread_mutex_unlock(&readers->lock);
	if (e.code)
		return e;
	if (db == NULL)
		e = db_open(readers->where, DB_READ, readers->settings, &db);
	if (!e.code)
		e = tx_begin(db, ret_tx);
	if (!e.code)
		return OK;
	db_close(db);
	give_back(readers, NULL);
	/* a server that is away comes back; why is in the log */
	return fail(ERR_BUSY, NULL);
}

/* A connection that lost its transaction may be broken for good. */
void readers_end(struct db_readers *readers, struct tx *tx)
{
	struct db *db = tx->db;
	bool lost = tx_lost(tx);

	tx_rollback(tx);
	if (lost)
		db_close(db);
	give_back(readers, lost ? NULL : db);
}
