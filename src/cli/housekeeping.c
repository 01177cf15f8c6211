/*
 * Deletes what is over, on the writer's background lane, so that no person
 * waits for it. What is over, each store knows.
 */
#include "cli/housekeeping.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "accounts/accounts.h"
#include "accounts/application.h"
#include "accounts/idempotency.h"
#include "accounts/password_link.h"
#include "accounts/sign_in_step.h"
#include "accounts/token.h"
#include "base/day.h"
#include "base/log.h"
#include "billing/invoice_run.h"
#include "db/slice.h"
#include "orders/due.h"
#include "outbox/outbox.h"
#include "outbox/webhook.h"
#include "support/attachment.h"
#include "policy/policy.h"

#define PAUSE_SECONDS 5
#define PURGE_PAUSES 12  /* once a minute */
#define FILE_PAUSES 4320 /* four times a day */
#define SLICE_ROWS 500   /* well under 20 ms */

struct housekeeping {
	struct ctx base;
	struct writer *writer;
	struct db_readers *readers;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stopping;
};

/* A store’s way of deleting what is over. */
typedef struct error purge_fn(
    struct ctx *cx, int64_t limit, int64_t *ret_count);

struct slice {
	struct command command; /* first: the writer hands it back */
	struct ctx cx;
	purge_fn *purge;
	int64_t count;
};

static struct error slice_effects(struct command *command, struct tx *tx)
{
	struct slice *slice = (struct slice *)command;

	slice->cx.tx = tx;
	return slice->purge(&slice->cx, SLICE_ROWS, &slice->count);
}

/* Full slices are followed by another; the writer puts people in between. */
static void purge_all(struct housekeeping *keeper, purge_fn *purge)
{
	struct arena arena;
	struct slice slice;

	do {
		arena_init(&arena);
		slice = (struct slice){
			.command = { .effects = slice_effects,
			    .lane = LANE_BACKGROUND },
			.cx = keeper->base,
			.purge = purge,
		};
		slice.cx.arena = &arena;
		slice.cx.wall = slice.cx.now = clock_wall();
		if (writer_call(keeper->writer, &slice.command).code != 0)
			slice.count = 0;
		arena_done(&arena);
	} while (slice.count >= SLICE_ROWS);
}

/* ---- billing: what falls due by the clocks of the tenants ---- */

struct due_slice {
	int64_t after;   /* the partner done last */
	int64_t partner; /* the one done now; 0 none was due */
	bool more;       /* of that partner */
	struct invoice_need need;
	struct invoice_run run;
};

static struct error due_next(struct ctx *cx, void *what)
{
	struct due_slice *slice = what;

	return due_step(
	    cx, slice->after, &slice->partner, &slice->more, &slice->need);
}

static struct error run_next(struct ctx *cx, void *what)
{
	struct due_slice *slice = what;
	struct error e = invoice_run_going(cx, &slice->run);

	if (e.code || slice->run.run_id == 0)
		return e;
	return invoice_run_step(
	    cx, slice->run.run_id, due_periods, &slice->run);
}

static bool stopping(struct housekeeping *keeper)
{
	bool stop;

	pthread_mutex_lock(&keeper->lock);
	stop = keeper->stopping;
	pthread_mutex_unlock(&keeper->lock);
	return stop;
}

static bool must_stop(void *who)
{
	return stopping(who);
}

/* Long months are proved on a snapshot, between two slices. */
static struct error prepare(struct housekeeping *keeper, struct ctx *cx,
    const struct invoice_need *need)
{
	const struct invoice_patience patience = { must_stop, keeper };

	if (need->partner_id == 0)
		return OK;
	return invoice_prepare(
	    keeper->writer, keeper->readers, cx, need, &patience);
}

/* One partner a slice; one that fails waits for the next time. */
static void bill_all(struct housekeeping *keeper)
{
	struct due_slice slice = { 0 };
	struct arena arena;
	struct ctx cx = keeper->base;
	struct error e;

	arena_init(&arena);
	cx.arena = &arena;
	do {
		cx.wall = cx.now = clock_wall();
		slice.partner = 0;
		slice.need.partner_id = 0;
		e = slice_in_writer(keeper->writer, &cx, due_next, &slice);
		if (e.code == 0)
			e = prepare(keeper, &cx, &slice.need);
		if (e.code)
			log_event(LOG_ERROR, "billing failed",
			    LOG_I("partner", slice.partner),
			    LOG_T("error", error_info(e.code)->name));
		if (e.code || !slice.more)
			slice.after = slice.partner;
	} while (slice.partner != 0 && !stopping(keeper));
	do {
		cx.wall = cx.now = clock_wall();
		e = slice_in_writer(keeper->writer, &cx, run_next, &slice);
		if (e.code == 0 && slice.run.run_id != 0)
			e = prepare(keeper, &cx, &slice.run.need);
	} while (e.code == 0 && slice.run.run_id != 0 && !stopping(keeper));
	arena_done(&arena);
}

static bool wait_for_next(struct housekeeping *keeper)
{
	struct timespec until;
	bool go_on;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += PAUSE_SECONDS;
	pthread_mutex_lock(&keeper->lock);
	if (!keeper->stopping)
		pthread_cond_timedwait(&keeper->wake, &keeper->lock, &until);
	go_on = !keeper->stopping;
	pthread_mutex_unlock(&keeper->lock);
	return go_on;
}

static void *run(void *arg)
{
	static purge_fn *const purges[] = { session_purge, idempotency_purge,
		token_purge, family_purge, code_purge, device_purge,
		accounts_keys_tidy, outbox_purge, delivery_purge,
		password_link_purge, sign_in_step_purge };
	struct housekeeping *keeper = arg;

	for (int pause = 1; wait_for_next(keeper); pause++) {
		/* editions that operators added meanwhile */
		keeper->base.policy = policy_newest(keeper->base.policy);
		if (application_uses_any(&keeper->base))
			purge_all(keeper, application_uses_write);
		purge_all(keeper, password_asked_serve);
		bill_all(keeper);
		if (pause % FILE_PAUSES == 1)
			purge_all(keeper, attachment_purge);
		if (pause % PURGE_PAUSES == 0)
			for (size_t i = 0; i < COUNT(purges); i++)
				purge_all(keeper, purges[i]);
	}
	return NULL;
}

struct error housekeeping_start(const struct ctx *cx,
    struct db_readers *readers, struct writer *writer,
    struct housekeeping **ret_housekeeping)
{
	struct housekeeping *keeper = calloc(1, sizeof(*keeper));

	if (keeper == NULL)
		return fail(ERR_INTERNAL, NULL);
	keeper->base = *cx;
	keeper->base.who = NULL;
	keeper->writer = writer;
	keeper->readers = readers;
	pthread_mutex_init(&keeper->lock, NULL);
	clock_cond_init(&keeper->wake);
	if (pthread_create(&keeper->thread, NULL, run, keeper) != 0) {
		free(keeper);
		return fail(ERR_INTERNAL, NULL);
	}
	*ret_housekeeping = keeper;
	return OK;
}

void housekeeping_stop(struct housekeeping *keeper)
{
	if (keeper == NULL)
		return;
	pthread_mutex_lock(&keeper->lock);
	keeper->stopping = true;
	pthread_cond_signal(&keeper->wake);
	pthread_mutex_unlock(&keeper->lock);
	pthread_join(keeper->thread, NULL);
	pthread_mutex_destroy(&keeper->lock);
	pthread_cond_destroy(&keeper->wake);
	free(keeper);
}
