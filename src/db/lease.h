/*
 * What only one of several processes may do at a time: who holds the lease
 * does it, in transactions that prove that it still holds it. A holder that
 * dies is followed by another when its lease is over. With a SQLite file, which
 * one process owns, it is always held, and nothing is written.
 */
#ifndef KONTOR_DB_LEASE_H
#define KONTOR_DB_LEASE_H

#include "base/crypto.h"
#include "db/slice.h"

#define LEASE_SECONDS 30

struct lease {
	const char *name; /* what for: "imports" */
	char holder[GUID_TEXT];
	bool held; /* as the last slice found it */
};

/* A holder of its own; nothing is asked for yet. */
void lease_init(struct lease *lease, const char *name);
/*
 * slice_in_writer, when this process holds the lease or nobody does: it is
 * then this one's for LEASE_SECONDS more. Else work does not run, held is
 * false, and the answer is OK.
 */
struct error lease_slice(struct lease *lease, struct writer *writer,
    struct ctx *cx, struct error (*work)(struct ctx *cx, void *what),
    void *what);
/* Lets the next one in at once. */
void lease_end(struct lease *lease, struct writer *writer, struct ctx *cx);

/* In a transaction of the writer's: takes or keeps it; *ret_held whether. */
struct error lease_hold(
    struct ctx *cx, const struct lease *lease, bool *ret_held);

#endif
