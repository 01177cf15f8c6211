/*
 * Whether a database, with the folder of files and keys that belongs to it, is
 * what it was: nothing is changed.
 */
#ifndef KONTOR_CLI_PROOF_H
#define KONTOR_CLI_PROOF_H

#include "base/ctx.h"
#include "cli/parts.h"

struct proof {
	struct ctx *cx;     /* settings, arena, policy */
	const char *folder; /* with keys/ and files/ */
	/* Called with each thing that is wrong, in English. */
	void (*wrong)(struct proof *proof, const char *text);
	int64_t wrong_count;
	/* what was looked at */
	int64_t sealed, files, attachments, invoices, acts;
};

__attribute__((format(printf, 2, 3))) void proof_wrong(
    struct proof *proof, const char *format, ...);

/* Of a name, how many there are; in the order of proof.sql. */
struct proof_count {
	const char *name;
	int64_t count;
};
struct proof_counts {
	struct proof_count items[32];
	size_t count;
	int64_t migration;
};
/* On cx->tx. */
struct error proof_count(struct ctx *cx, struct proof_counts *ret_counts);

/* Everything, on a snapshot of the database; an error means it could not be
 * looked at. ret_counts may be NULL. */
struct error proof_database(
    struct proof *proof, const char *database, struct proof_counts *ret_counts);

#endif
