/*
 * Moves deliveries: takes up new events, sends what is due, many at once, and
 * writes down how it went. Rows are leased, so that several processes share
 * the work. What a message is, webhook_message.c knows.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "base/log.h"
#include "base/settings.h"
#include "db/db.h"
#include "outbox/webhook_private.h"
#include "i18n/i18n.h"

#define FLIGHTS 64
#define FLIGHTS_EACH 4   /* of one partner */
#define LOOK_MS 1000     /* for new events and due rows */
#define LEASE_SECONDS 60 /* more than a sending can last */
#define FAN_PARTNERS 50

struct webhooks {
	struct ctx base;
	struct db_readers *readers;
	struct writer *writer;
	struct signer signer;
	CURLM *multi;
	pthread_t thread;
	bool runs;
	atomic_bool stop;
	struct flight flights[FLIGHTS];
};

/* ---- new events become deliveries ---- */

struct fan {
	struct command command;
	struct ctx *cx;
	int64_t partner_id, seq, until;
};

static struct error fan_effects(struct command *command, struct tx *tx)
{
	struct fan *fan = (struct fan *)command;
	struct ctx cx = *fan->cx;
	int64_t changed = 0;
	struct error e;

	cx.tx = tx;
	e = sql_run(&cx, SQL_webhook_cursor_move,
	    ARGS(I(fan->partner_id), I(fan->seq), I(fan->until)), &changed);
	if (e.code || changed == 0) /* somebody else was there first */
		return e;
	return sql_run(&cx, SQL_webhook_fan_out,
	    ARGS(I(fan->partner_id), I(fan->seq), I(fan->until), I(cx.wall)),
	    NULL);
}

static struct error behind_list(struct webhooks *w, struct ctx *cx,
    struct fan list[FAN_PARTNERS], size_t *ret_count)
{
	size_t count = 0;
	struct rows *rows;
	struct error e = readers_begin(w->readers, &cx->tx);

	if (e.code)
		return e;
	rows = sql_open(cx, SQL_webhook_behind, NO_ARGS);
	while (count < FAN_PARTNERS && rows_next(rows)) {
		list[count++] = (struct fan){ .command.effects = fan_effects,
			.command.lane = LANE_BACKGROUND,
			.cx = cx,
			.partner_id = rows_int(rows, 0),
			.seq = rows_int(rows, 1),
			.until = rows_int(rows, 2) };
	}
	e = rows_close(rows);
	readers_end(w->readers, cx->tx);
	cx->tx = NULL;
	*ret_count = count;
	return e;
}

/* *ret_more: some is left for the next look. */
static struct error fan_out(struct webhooks *w, int64_t wall, bool *ret_more)
{
	struct fan list[FAN_PARTNERS];
	struct arena arena;
	struct ctx cx = w->base;
	size_t count = 0;
	struct error e;

	arena_init(&arena);
	cx.arena = &arena;
	cx.wall = cx.now = wall;
	e = behind_list(w, &cx, list, &count);
	for (size_t i = 0; i < count && e.code == 0; i++)
		e = writer_call(w->writer, &list[i].command);
	arena_done(&arena);
	*ret_more = count > 0;
	return e;
}

/* ---- what is due takes off ---- */

static size_t flights_of(const struct webhooks *w, int64_t partner_id)
{
	size_t count = 0;

	for (size_t i = 0; i < FLIGHTS; i++)
		count += w->flights[i].used &&
			 (partner_id == 0 ||
			     w->flights[i].due.partner_id == partner_id);
	return count;
}

static void due_read(struct ctx *cx, struct rows *rows, struct due *due)
{
	due->tenant_id = rows_text(rows, 14);
	event_read(cx, rows, due->tenant_id, &due->event);
	due->partner_id = rows_int(rows, 10);
	due->attempts = rows_int(rows, 11);
	due->tries = rows_int(rows, 12);
	due->next_at = rows_int(rows, 13);
	due->active = rows_int(rows, 15) != 0;
	due->url = rows_text(rows, 16);
	due->ms_header = rows_int(rows, 17) != 0;
	due->secret_sealed = rows_blob(rows, 18, &due->secret_length);
}

static struct flight *flight_take(struct webhooks *w, int64_t wall)
{
	struct flight *flight = NULL;

	for (size_t i = 0; i < FLIGHTS && flight == NULL; i++)
		if (!w->flights[i].used)
			flight = &w->flights[i];
	if (flight == NULL)
		return NULL;
	memset(flight, 0, sizeof(*flight));
	flight->used = true;
	arena_init(&flight->arena);
	flight->cx = w->base;
	flight->cx.arena = &flight->arena;
	flight->cx.wall = flight->cx.now = wall;
	return flight;
}

static void flight_end(struct webhooks *w, struct flight *flight)
{
	sending_done(w->multi, &flight->sending);
	arena_done(&flight->arena);
	flight->used = false;
}

/* Texts of a row live in the arena of the ctx that read it, so each row that
 * is taken is read once more by its own flight. */
static void due_copy(struct flight *flight, const struct due *from)
{
	struct arena *arena = &flight->arena;
	struct due *due = &flight->due;

	*due = *from;
	due->event.event_id = arena_dup(arena, from->event.event_id);
	due->event.resource_uri = arena_dup(arena, from->event.resource_uri);
	due->event.audit_uri = arena_dup(arena, from->event.audit_uri);
	due->event.request_id = arena_dup(arena, from->event.request_id);
	due->event.correlation_id =
	    arena_dup(arena, from->event.correlation_id);
	due->tenant_id = arena_dup(arena, from->tenant_id);
	due->url = arena_dup(arena, from->url);
	if (from->secret_sealed != NULL)
		due->secret_sealed = (const uint8_t *)arena_dup_n(arena,
		    (const char *)from->secret_sealed, from->secret_length);
}

struct claim {
	struct command command;
	struct flight *list[FLIGHTS];
	size_t count;
};

static struct error claim_effects(struct command *command, struct tx *tx)
{
	struct claim *claim = (struct claim *)command;
	struct error e = OK;

	for (size_t i = 0; i < claim->count && e.code == 0; i++) {
		struct flight *flight = claim->list[i];
		const struct due *due = &flight->due;
		struct ctx cx = flight->cx;
		int64_t changed = 0;

		cx.tx = tx;
		e = sql_run(&cx, SQL_delivery_claim,
		    ARGS(I(due->partner_id), T(due->event.event_id),
			I(due->next_at), I(cx.wall + LEASE_SECONDS),
			T(due->url != NULL ? due->url : ""), I(due->tries)),
		    &changed);
		flight->ours = changed == 1;
	}
	return e;
}

static struct error due_list(
    struct webhooks *w, int64_t wall, struct claim *claim)
{
	struct arena arena;
	struct ctx cx = w->base;
	struct rows *rows;
	struct due due = { 0 };
	struct error e;

	arena_init(&arena);
	cx.arena = &arena;
	if ((e = readers_begin(w->readers, &cx.tx)).code) {
		arena_done(&arena);
		return e;
	}
	rows = sql_open(
	    &cx, SQL_webhook_due, ARGS(I(wall), I(FLIGHTS), I(FLIGHTS_EACH)));
	while (rows_next(rows)) {
		struct flight *flight;

		due_read(&cx, rows, &due);
		if (flights_of(w, due.partner_id) >= FLIGHTS_EACH)
			continue;
		if ((flight = flight_take(w, wall)) == NULL)
			break;
		due_copy(flight, &due);
		claim->list[claim->count++] = flight;
	}
	e = rows_close(rows);
	readers_end(w->readers, cx.tx);
	arena_done(&arena);
	return e;
}

static void flight_start(struct webhooks *w, struct flight *flight)
{
	struct sending *sending = &flight->sending;

	sending->private_allowed = w->base.settings->webhook_private_receivers;
	if (!flight->due.active)
		flight->refusal =
		    N_("the registration is switched off or gone");
	else if (message_make(&flight->cx, &flight->due, &w->signer, sending)
			 .code != 0 ||
		 !sending_start(w->multi, sending))
		sending->problem = N_("the message could not be made");
	else
		return;
	sending->ended = true;
}

/* *ret_count: how many took off. */
static struct error launch(struct webhooks *w, int64_t wall, int64_t *ret_count)
{
	struct claim claim = { .command.effects = claim_effects,
		.command.lane = LANE_BACKGROUND };
	struct error e = OK;

	*ret_count = 0;
	if (flights_of(w, 0) < FLIGHTS)
		e = due_list(w, wall, &claim);
	if (e.code == 0 && claim.count > 0)
		e = writer_call(w->writer, &claim.command);
	for (size_t i = 0; i < claim.count; i++) {
		if (e.code != 0 || !claim.list[i]->ours) {
			flight_end(w, claim.list[i]);
			continue;
		}
		flight_start(w, claim.list[i]);
		++*ret_count;
	}
	return e;
}

/* ---- what came back is written down ---- */

struct settling {
	struct command command;
	struct outcome list[FLIGHTS];
	size_t count;
};

static struct error settle_effects(struct command *command, struct tx *tx)
{
	struct settling *settling = (struct settling *)command;
	struct error e = OK;

	for (size_t i = 0; i < settling->count && e.code == 0; i++)
		e = outcome_store(&settling->list[i], tx);
	return e;
}

/* What cannot be written down now is tried again when its lease ends. */
static struct error settle(struct webhooks *w)
{
	struct settling settling = { .command.effects = settle_effects,
		.command.lane = LANE_BACKGROUND };
	struct error e = OK;

	for (size_t i = 0; i < FLIGHTS; i++)
		if (w->flights[i].used && w->flights[i].sending.ended)
			outcome_make(
			    &w->flights[i], &settling.list[settling.count++]);
	if (settling.count > 0)
		e = writer_call(w->writer, &settling.command);
	for (size_t i = 0; i < settling.count; i++)
		outcome_log(&settling.list[i]);
	for (size_t i = 0; i < FLIGHTS; i++)
		if (w->flights[i].used && w->flights[i].sending.ended)
			flight_end(w, &w->flights[i]);
	return e;
}

/* ---- the worker ---- */

struct error webhooks_deliver(
    struct webhooks *w, int64_t wall, int64_t *ret_count)
{
	int64_t count = 0, launched = 0;
	bool more = true;
	struct error e = OK;

	while (more && e.code == 0)
		e = fan_out(w, wall, &more);
	while (e.code == 0) {
		e = launch(w, wall, &launched);
		count += launched;
		if (e.code || flights_of(w, 0) == 0)
			break;
		sendings_move(w->multi, 100);
		e = settle(w);
	}
	*ret_count = count;
	return e;
}

/* *ret_busy: there may be more to do at once. */
static void look(struct webhooks *w, bool *ret_busy)
{
	int64_t launched = 0;
	bool more = false;
	int64_t wall = clock_wall();
	struct error e = fan_out(w, wall, &more);

	if (e.code == 0)
		e = launch(w, wall, &launched);
	*ret_busy = e.code == 0 && (more || launched > 0);
}

static void *webhooks_run(void *data)
{
	struct webhooks *w = data;
	int64_t next_look = 0;

	while (!atomic_load(&w->stop)) {
		int64_t now = clock_steady_us() / 1000;
		bool busy = false;

		if (now >= next_look) {
			look(w, &busy);
			next_look = busy ? now : now + LOOK_MS;
		}
		sendings_move(w->multi, busy ? 10 : LOOK_MS);
		(void)settle(w);
	}
	return NULL;
}

struct error webhooks_open(const struct ctx *cx, struct db_readers *readers,
    struct writer *writer, struct webhooks **ret_webhooks)
{
	struct webhooks *w = calloc(1, sizeof(*w));
	struct arena arena;
	struct ctx own = *cx;
	struct error e;

	if (w == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != 0) {
		free(w);
		return fail(ERR_INTERNAL, NULL);
	}
	w->base =
	    (struct ctx){ .settings = cx->settings, .secrets = cx->secrets };
	w->readers = readers;
	w->writer = writer;
	w->multi = curl_multi_init();
	arena_init(&arena);
	own.arena = &arena;
	e = w->multi == NULL ? fail(ERR_INTERNAL, NULL)
			     : signer_open(&own, readers, writer, &w->signer);
	arena_done(&arena);
	if (e.code) {
		webhooks_stop(w);
		return e;
	}
	*ret_webhooks = w;
	return OK;
}

struct error webhooks_start(const struct ctx *cx, struct db_readers *readers,
    struct writer *writer, struct webhooks **ret_webhooks)
{
	struct error e = webhooks_open(cx, readers, writer, ret_webhooks);

	if (e.code)
		return e;
	(*ret_webhooks)->runs = pthread_create(&(*ret_webhooks)->thread, NULL,
				    webhooks_run, *ret_webhooks) == 0;
	if ((*ret_webhooks)->runs)
		return OK;
	log_event(
	    LOG_ERROR, "webhooks cannot start", LOG_T("reason", "no thread"));
	webhooks_stop(*ret_webhooks);
	*ret_webhooks = NULL;
	return fail(ERR_INTERNAL, NULL);
}

/* What is under way breaks off; its lease ends, and it is sent again. */
void webhooks_stop(struct webhooks *w)
{
	if (w == NULL)
		return;
	atomic_store(&w->stop, true);
	if (w->multi != NULL)
		curl_multi_wakeup(w->multi);
	if (w->runs)
		pthread_join(w->thread, NULL);
	for (size_t i = 0; i < FLIGHTS; i++)
		if (w->flights[i].used)
			flight_end(w, &w->flights[i]);
	curl_multi_cleanup(w->multi);
	signer_close(&w->signer);
	curl_global_cleanup();
	free(w);
}
