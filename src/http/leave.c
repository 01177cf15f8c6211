/*
 * Requests that leave their event loop for an executor, and come back; and how
 * the drain takes them from it. What executors do is dispatch.c's.
 */
#include "http/exchange.h"

bool stage_move(struct exchange *ex, enum stage from, enum stage to)
{
	int old = (int)from;

	return atomic_compare_exchange_strong(&ex->stage, &old, (int)to);
}

/* False when the drain allows nobody to leave any more. */
static bool waiting_add(struct exchange *ex)
{
	struct server *server = ex->server;
	bool open;

	pthread_mutex_lock(&server->lock);
	open = !server->closed;
	if (open) {
		ex->prev = NULL;
		ex->next = server->waiting;
		if (ex->next != NULL)
			ex->next->prev = ex;
		server->waiting = ex;
		ex->listed = true;
		server->outside++;
		MHD_suspend_connection(ex->mhd);
	}
	pthread_mutex_unlock(&server->lock);
	return open;
}

/* Also from the end of the request: a client that went away meanwhile is
 * found gone before the resumed request is called again. */
void dispatch_forget(struct exchange *ex)
{
	struct server *server = ex->server;

	if (!ex->listed)
		return;
	ex->listed = false;
	pthread_mutex_lock(&server->lock);
	if (ex->next != NULL)
		ex->next->prev = ex->prev;
	if (ex->prev != NULL)
		ex->prev->next = ex->next;
	else
		server->waiting = ex->next;
	pthread_mutex_unlock(&server->lock);
}

/*
 * Suspends first, so that whoever takes the exchange may resume at once. The
 * executor holds a reference of its own.
 */
bool loop_leave(struct exchange *ex, bool writing)
{
	ex->writing = writing;
	atomic_fetch_add(&ex->refs, 1);
	atomic_store(&ex->stage, STAGE_WAITING);
	if (waiting_add(ex))
		return true;
	atomic_store(&ex->stage, STAGE_LOOP);
	atomic_fetch_sub(&ex->refs, 1);
	return false;
}

/* The executor is through, from this stage: wakes the loop unless the drain
 * has taken the connection meanwhile. */
void loop_come_back(struct exchange *ex, enum stage from)
{
	struct server *server = ex->server;

	if (from != STAGE_ABANDONED && stage_move(ex, from, STAGE_READY))
		MHD_resume_connection(ex->mhd);
	exchange_release(ex);
	atomic_fetch_sub(&server->outside, 1);
}

void dispatch_abandon(struct server *server, bool force)
{
	pthread_mutex_lock(&server->lock);
	server->closed = server->closed || force;
	for (struct exchange *ex = server->waiting; ex != NULL; ex = ex->next)
		if (stage_move(ex, STAGE_WAITING, STAGE_ABANDONED) ||
		    (force &&
			(stage_move(ex, STAGE_RUNNING, STAGE_ABANDONED) ||
			    stage_move(ex, STAGE_APPLYING, STAGE_ABANDONED))))
			MHD_resume_connection(ex->mhd);
	pthread_mutex_unlock(&server->lock);
}
