/*
 * Everything of one database into an empty one of the other engine: all of it
 * or nothing, every row compared. Which files belong to it is the verb's.
 */
#ifndef KONTOR_DB_COPY_H
#define KONTOR_DB_COPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/crypto.h"
#include "base/ctx.h"

enum copy_outcome {
	COPY_DONE = 0,
	COPY_NO_SOURCE, /* it is not there, or not of this program's version */
	COPY_NOT_EMPTY, /* the target holds something already */
	COPY_IN_USE,    /* somebody serves the target, or the lock is held */
	COPY_UNFIT,     /* a value or a table that the other cannot have */
	COPY_DIFFERENT, /* not the same on both sides afterwards */
	COPY_FAILED     /* disk, connection, server */
};

/* Of a table, on either side. */
struct copy_sum {
	int64_t rows;
	char sha256[SHA256_HEX]; /* of all rows in the order of the key */
};

struct copy {
	struct ctx *cx;       /* arena and settings */
	const char *sqlite;   /* the file */
	const char *postgres; /* the address */
	bool to_postgres;
	/* Called for each table, in the order of names, when both sides were
	 * read and are the same. */
	void (*said)(
	    struct copy *copy, const char *table, const struct copy_sum *sum);
	/* what became of it */
	int64_t tables, rows;
	size_t migrations;
	enum copy_outcome outcome;
	const char *problem; /* English, in the arena; NULL when done */
};

/* False: outcome and problem say why, and the target is empty as before. */
bool db_copy(struct copy *copy);

#endif
