/*
 * The writer: on SQLite one thread that takes all waiting commands, applies
 * each inside a savepoint, commits once (synchronous=FULL), then lets all of
 * them finish (design.md 3). On PostgreSQL there are several (the setting
 * writers), each with a connection and its own tenants' commands. Nobody is
 * answered before the sync. People's commands go before background ones, of
 * which one runs at a time; background commands must be slices under 20 ms.
 *
 * A transaction that the engine dropped, because it met another one or the
 * connection broke before COMMIT was sent, is run again: the batch first, then
 * its commands one by one, with pauses, and not for ever (ERR_BUSY). When the
 * connection broke during COMMIT nobody knows, and nothing is run again:
 * ERR_IN_DOUBT. Who repeats the request with its id learns from the
 * idempotency row what happened.
 */
#ifndef KONTOR_DB_WRITER_H
#define KONTOR_DB_WRITER_H

#include "base/metric.h"
#include "db/engine.h"

struct writer;

enum lane { LANE_PEOPLE, LANE_BACKGROUND };

struct command {
	/*
	 * In a writer's thread, inside the transaction; sets cx->tx itself
	 * from the argument. May run again when the engine dropped the whole
	 * transaction, so it must not keep state between runs.
	 *   effects  what the act changes; an error rolls these back only
	 *   record   runs after effects, outcome in hand: the idempotency
	 *            row and the activity row, which stay when the act is
	 *            refused. An error here rolls all of the command back.
	 */
	struct error (*effects)(struct command *command, struct tx *tx);
	struct error (*record)(
	    struct command *command, struct tx *tx, struct error outcome);
	/* After the commit, in that thread: must only hand over (resume the
	 * connection, signal a waiter). outcome is ERR_INTERNAL or ERR_BUSY
	 * when nothing was committed, ERR_IN_DOUBT when nobody knows. */
	void (*done)(struct command *command, struct error outcome);
	enum lane lane;
	/* Whose rows: on PostgreSQL commands of one tenant are not run at the
	 * same time, here or in another process, because they would nearly
	 * always be in each other's way. 0: anybody's. */
	int64_t tenant;
	/* the writer's own */
	struct command *next;
	struct error outcome;
	struct waiter *waiter;
};

struct error writer_start(const char *where, const struct settings *settings,
    struct writer **ret_writer);
/* False when stopping or when the queue is full: answer ERR_BUSY. */
bool writer_submit(struct writer *writer, struct command *command);
/* Submits and waits: for CLI verbs, jobs and tests; not for event loops. done
 * may be NULL; else it runs before this returns. */
struct error writer_call(struct writer *writer, struct command *command);
/* Finishes what is queued, then stops and closes. */
void writer_stop(struct writer *writer);

struct writer_counts {
	int64_t commands;
	int64_t commits;
	int64_t queue_depth;
	int64_t commit_us; /* summed over all commits */
	int64_t refused;   /* commands given up: queue full, or no commit */
	int64_t again;     /* transactions that met another and were repeated */
	int64_t in_doubt;  /* commands whose commit nobody knows of */
	struct metric_times commit_times;
	struct metric_sizes batch_sizes;
};
void writer_counts(struct writer *writer, struct writer_counts *ret_counts);

#endif
