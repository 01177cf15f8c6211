/*
 * Reads that turn out to be long, run again off the event loop. Who asks, and
 * what, dispatch.c has found out by then.
 */
#include "http/exchange.h"

bool request_elsewhere(struct request *rq)
{
	struct exchange *ex = (struct exchange *)(void *)rq;

	if (rq->server == NULL || !ex->on_loop)
		return false;
	rq->elsewhere = true;
	return true;
}

/* The read alone: who asks and what is asked are known. */
static void read_again(struct exchange *ex)
{
	struct request *rq = &ex->rq;
	struct error e = snapshot_begin(ex);

	if (e.code) {
		dispatch_settle(ex, e);
		return;
	}
	e = rq->route->read(rq);
	if (e.code)
		response_reset(ex);
	if (e.code || rq->response.status == 0)
		dispatch_settle(ex, e);
	snapshot_end(ex);
}

void elsewhere_run(void *arg)
{
	struct exchange *ex = arg;

	if (stage_move(ex, STAGE_WAITING, STAGE_RUNNING)) {
		ex->command.effects = NULL;
		ex->outcome = OK;
		read_again(ex);
	}
	loop_come_back(ex, STAGE_RUNNING);
}
