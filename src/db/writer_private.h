/*
 * Between the queues of the writer and what is done with a batch.
 */
#ifndef KONTOR_DB_WRITER_PRIVATE_H
#define KONTOR_DB_WRITER_PRIVATE_H

#include <pthread.h>

#include "db/engine_private.h"

/* One thread with its connection. */
struct pen {
	struct writer *writer;
	struct db *db;
	pthread_t thread;
	int64_t tenant;     /* of its batch, with the writer's lock */
	int64_t down_since; /* steady; 0: a transaction could be begun */
	unsigned seed;      /* of pauses */
};

void pen_init(struct pen *pen, struct writer *writer, struct db *db);
/* Applies, commits, and finishes every command of the list. */
void batch_run(struct pen *pen, struct command *batch);

/* Of the queues, with their lock: */
struct writer_note {
	int64_t refused, again, in_doubt;
};
void writer_note(struct writer *writer, const struct writer_note *note);
void writer_note_commit(struct writer *writer, int64_t commands, int64_t took);
bool writer_stops(struct writer *writer);
/* The outcome is in the command, which is gone afterwards. */
void writer_finish(struct command *command);

#endif
