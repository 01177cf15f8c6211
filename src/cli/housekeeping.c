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
#include "accounts/throttle.h"
#include "accounts/token.h"
#include "accounts/tries.h"
#include "base/day.h"
#include "base/log.h"
#include "billing/invoice_run.h"
#include "base/settings.h"
#include "cli/memory.h"
#include "db/lease.h"
#include "db/slice.h"
#include "fulfilment/cut.h"
#include "orders/due.h"
#include "outbox/outbox.h"
#include "outbox/webhook.h"
#include "support/attachment.h"
#include "policy/policy.h"

#define PAUSE_SECONDS 5
#define TRIM_PAUSES 6    /* twice a minute */
#define PURGE_PAUSES 12  /* once a minute */
#define FILE_PAUSES 4320 /* four times a day */
#define SLICE_ROWS 500   /* well under 20 ms */
#define RENEW_US INT64_C(10000000)

struct housekeeping {
	struct ctx base;
	struct writer *writer;
	struct db_readers *readers;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stopping;
	struct lease lease; /* on what one process does for all */
	int64_t renewed_us;
};

/* A store’s way of deleting what is over. */
typedef struct error purge_fn(
    struct ctx *cx, int64_t limit, int64_t *ret_count);

struct slice {
	struct command command; /* first: the writer hands it back */
	struct ctx cx;
	purge_fn *purge;
	const struct lease *lease; /* NULL: each process for itself */
	int64_t count;
};

static struct error slice_effects(struct command *command, struct tx *tx)
{
	struct slice *slice = (struct slice *)command;
	bool held = true;
	struct error e = OK;

	slice->cx.tx = tx;
	slice->count = 0;
	if (slice->lease != NULL &&
	    settings_share_database(slice->cx.settings->database))
		e = lease_hold(&slice->cx, slice->lease, &held);
	if (e.code || !held)
		return e;
	return slice->purge(&slice->cx, SLICE_ROWS, &slice->count);
}

/* Full slices are followed by another; the writer puts people in between. */
static void purge_all(
    struct housekeeping *keeper, const struct lease *lease, purge_fn *purge)
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
			.lease = lease,
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

static struct error nothing(struct ctx *cx, void *what)
{
	(void)cx;
	(void)what;
	return OK;
}

/* A long look goes on under the lease that it began with. */
static bool must_stop(void *who)
{
	struct housekeeping *keeper = who;
	struct arena arena;
	struct ctx cx = keeper->base;

	if (clock_steady_us() - keeper->renewed_us > RENEW_US) {
		keeper->renewed_us = clock_steady_us();
		arena_init(&arena);
		cx.arena = &arena;
		(void)lease_slice(
		    &keeper->lease, keeper->writer, &cx, nothing, NULL);
		arena_done(&arena);
	}
	return stopping(keeper) || !keeper->lease.held;
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
		e = lease_slice(
		    &keeper->lease, keeper->writer, &cx, due_next, &slice);
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
		slice.run = (struct invoice_run){ 0 };
		e = lease_slice(
		    &keeper->lease, keeper->writer, &cx, run_next, &slice);
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

/* Another process need not wait for its end. */
static void lease_give_back(struct housekeeping *keeper)
{
	struct arena arena;
	struct ctx cx = keeper->base;

	arena_init(&arena);
	cx.arena = &arena;
	cx.wall = cx.now = clock_wall();
	lease_end(&keeper->lease, keeper->writer, &cx);
	arena_done(&arena);
}

static void *run(void *arg)
{
	static purge_fn *const purges[] = { session_purge, idempotency_purge,
		token_purge, family_purge, code_purge, device_purge,
		outbox_purge, delivery_purge, password_link_purge,
		sign_in_step_purge, tries_purge, throttle_purge, cut_purge };
	struct housekeeping *keeper = arg;
	const struct lease *lease = &keeper->lease;

	for (int pause = 1; wait_for_next(keeper); pause++) {
		/* editions that operators added meanwhile */
		keeper->base.policy = policy_newest(keeper->base.policy);
		if (application_uses_any(&keeper->base))
			purge_all(keeper, NULL, application_uses_write);
		purge_all(keeper, lease, password_asked_serve);
		bill_all(keeper);
		if (pause % FILE_PAUSES == 1)
			purge_all(keeper, lease, attachment_purge);
		if (pause % TRIM_PAUSES == 0)
			memory_give_back();
		if (pause % PURGE_PAUSES != 0)
			continue;
		purge_all(keeper, NULL, accounts_keys_tidy);
		for (size_t i = 0; i < COUNT(purges); i++)
			purge_all(keeper, lease, purges[i]);
	}
	lease_give_back(keeper);
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
	lease_init(&keeper->lease, "housekeeping");
	pthread_mutex_init(&keeper->lock, NULL);
	clock_cond_init(&keeper->wake);
	if (pthread_create(&keeper->thread, NULL, run, keeper) != 0) {
		log_event(LOG_ERROR, "no thread", LOG_T("for", "housekeeping"));
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
