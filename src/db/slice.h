/*
 * A piece of a long job as a transaction of its own: for imports and runs
 * that must not hold up people. What the pieces are is the job's.
 */
#ifndef KONTOR_DB_SLICE_H
#define KONTOR_DB_SLICE_H

#include "db/writer.h"

/*
 * Runs work in a transaction of its own on the background lane and waits for
 * the commit; its error rolls it back and comes out, with its texts in cx's
 * arena. The ctx that work gets is cx with that transaction and an arena of
 * its own, gone afterwards. work may run again (db/writer.h) and should end
 * within 20 ms.
 */
struct error slice_in_writer(struct writer *writer, struct ctx *cx,
    struct error (*work)(struct ctx *cx, void *what), void *what);
/* The same on a read snapshot of its own, for what only looks. */
struct error slice_in_reader(struct db_readers *readers, struct ctx *cx,
    struct error (*work)(struct ctx *cx, void *what), void *what);
/* The same inside cx->tx, which is open for writing, in a savepoint. */
struct error slice_here(struct ctx *cx,
    struct error (*work)(struct ctx *cx, void *what), void *what);

#endif
