/*
 * What a writer's thread does with a batch: a savepoint for each command, one
 * commit, the answers; and all of it again when the engine dropped it. The
 * queues are writer.c's.
 */
#include "db/writer_private.h"

#include <stdlib.h>
#include <time.h>

#include "base/day.h"
#include "base/log.h"
#include "base/stop.h"

/* Together a batch may lose that often to others, then each alone. */
#define BATCH_TRIES 3
#define PEOPLE_TRIES 12
#define BACKGROUND_TRIES 40
#define FIRST_PAUSE_US 500
#define LONGEST_PAUSE_US 50000
/* Where one connection writes, nobody else is in the way. */
#define SINGLE_TRIES 5
/* So long a batch waits for a database that is away, which is time enough for
 * one that starts again. */
#define PATIENCE_US INT64_C(3000000)
#define ASK_AGAIN_US 100000

enum result { COMMITTED, LOST, LATE, NOT_BEGUN, IN_DOUBT };

void pen_init(struct pen *pen, struct writer *writer, struct db *db)
{
	*pen = (struct pen){ .writer = writer,
		.db = db,
		.seed =
		    (unsigned)clock_steady_us() ^ (unsigned)(uintptr_t)pen };
}

static void pause_us(int64_t us)
{
	nanosleep(
	    &(struct timespec){ us / 1000000, us % 1000000 * 1000 }, NULL);
}

/* Longer each time, and never the same as that of who was in the way. */
static void pause_before(struct pen *pen, int tries)
{
	int64_t longest = (int64_t)FIRST_PAUSE_US << (tries < 10 ? tries : 10);

	if (!pen->db->engine->many_writers)
		return;
	if (longest > LONGEST_PAUSE_US)
		longest = LONGEST_PAUSE_US;
	pause_us(longest / 2 + rand_r(&pen->seed) % (longest / 2));
}

static struct error command_record(
    struct command *command, struct tx *tx, struct error outcome)
{
	struct error e;

	if (command->record == NULL)
		return outcome;
	e = command->record(command, tx, outcome);
	if (!e.code)
		return outcome;
	tx_rollback_to(tx);
	return e.code == ERR_BUSY ? e : fail(ERR_INTERNAL, NULL);
}

/* One savepoint serves both: what is left of it is the record alone when the
 * effects are refused, and nothing when the record fails. */
static struct error command_apply(struct command *command, struct tx *tx)
{
	struct error e = tx_savepoint(tx);
	struct error released;

	if (e.code)
		return e;
	if (command->effects != NULL)
		e = command->effects(command, tx);
	if (e.code)
		tx_rollback_to(tx);
	if (tx_lost(tx))
		return e;
	e = command_record(command, tx, e);
	released = tx_release(tx);
	return released.code ? released : e;
}

/* After a sync that failed nobody knows what the disk holds: stop, and let
 * the next start find out. */
static void commit_failed(void)
{
	stop_disk("commit_failed", "committed data is uncertain");
}

static enum result lost_how(const struct tx *tx)
{
	return tx_late(tx) ? LATE : LOST;
}

static enum result batch_commit(
    struct pen *pen, struct tx *tx, int64_t commands)
{
	int64_t began = clock_steady_us();
	struct error e = tx_commit(tx);

	if (e.code == ERR_IN_DOUBT && !tx_lost(tx))
		return IN_DOUBT;
	if (e.code && !tx_lost(tx))
		commit_failed();
	if (e.code)
		return lost_how(tx);
	writer_note_commit(pen->writer, commands, clock_steady_us() - began);
	return COMMITTED;
}

/* Outcomes are of worth only when the result is COMMITTED. */
static enum result batch_apply(
    struct pen *pen, struct command *batch, bool waiting)
{
	struct tx *tx;
	int64_t commands = 0;

	if (tx_begin_of(pen->db, batch->tenant, &tx).code)
		return NOT_BEGUN;
	if (!waiting)
		tx_pipeline(tx);
	for (struct command *c = batch; c != NULL; c = c->next) {
		c->outcome = command_apply(c, tx);
		if (tx_lost(tx)) {
			tx_rollback(tx);
			return lost_how(tx);
		}
		commands++;
	}
	return batch_commit(pen, tx, commands);
}

/*
 * A statement of its own failed that nobody had waited for: the same again,
 * waiting for each, so that the error is its command's and no other's.
 */
static enum result batch_try(struct pen *pen, struct command *batch)
{
	enum result result = batch_apply(pen, batch, false);

	return result == LATE ? batch_apply(pen, batch, true) : result;
}

/* Begins when the database is there again, if that is soon. */
static enum result batch_insist(struct pen *pen, struct command *batch)
{
	enum result result;

	for (;;) {
		int64_t now = clock_steady_us();

		result = batch_try(pen, batch);
		if (result != NOT_BEGUN) {
			pen->down_since = 0;
			return result == LATE ? LOST : result;
		}
		if (pen->down_since == 0)
			pen->down_since = now;
		if (!pen->db->engine->many_writers ||
		    now - pen->down_since > PATIENCE_US ||
		    writer_stops(pen->writer))
			return result;
		pause_us(ASK_AGAIN_US);
	}
}

static void batch_finish(struct command *batch)
{
	struct command *next;

	for (struct command *c = batch; c != NULL; c = next) {
		next = c->next;
		writer_finish(c);
	}
}

/* None of them is answered by what it found out itself. */
static void batch_refuse(
    struct pen *pen, struct command *batch, enum error_code code)
{
	int64_t count = 0;

	for (struct command *c = batch; c != NULL; c = c->next, count++)
		c->outcome = fail(code, NULL);
	writer_note(pen->writer,
	    &(struct writer_note){ .refused = code == ERR_BUSY ? count : 0,
		.in_doubt = code == ERR_IN_DOUBT ? count : 0 });
	batch_finish(batch);
}

/* True when it is settled; else it was dropped so often. */
static bool batch_settle(struct pen *pen, struct command *batch, int tries)
{
	enum result result = batch_insist(pen, batch);

	for (int i = 1; i < tries && result == LOST; i++) {
		writer_note(pen->writer, &(struct writer_note){ .again = 1 });
		pause_before(pen, i);
		result = batch_insist(pen, batch);
	}
	if (result == COMMITTED)
		batch_finish(batch);
	else if (result == IN_DOUBT)
		batch_refuse(pen, batch, ERR_IN_DOUBT);
	else if (result == NOT_BEGUN)
		batch_refuse(pen, batch, ERR_BUSY);
	return result != LOST;
}

static int tries_of(const struct pen *pen, const struct command *command)
{
	if (!pen->db->engine->many_writers)
		return SINGLE_TRIES;
	return command->lane == LANE_PEOPLE ? PEOPLE_TRIES : BACKGROUND_TRIES;
}

/* The engine dropped a batch: the one that made it do so fails alone. */
static void alone_run(struct pen *pen, struct command *command)
{
	int tries = tries_of(pen, command);

	if (batch_settle(pen, command, tries))
		return;
	log_event(LOG_WARN, "command_lost",
	    LOG_T("error", error_info(command->outcome.code)->name),
	    LOG_I("tries", tries));
	batch_refuse(pen, command, ERR_BUSY);
}

void batch_run(struct pen *pen, struct command *batch)
{
	bool many = pen->db->engine->many_writers;
	struct command *next;

	if (many && batch->next == NULL) {
		alone_run(pen, batch);
		return;
	}
	if (batch_settle(pen, batch, many ? BATCH_TRIES : 1))
		return;
	for (struct command *c = batch; c != NULL; c = next) {
		next = c->next;
		c->next = NULL;
		alone_run(pen, c);
	}
}
