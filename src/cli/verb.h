/*
 * The verbs of the command line as one table, and how a verb ends. What a
 * verb does is in a file of its own beside this one.
 */
#ifndef KONTOR_CLI_VERB_H
#define KONTOR_CLI_VERB_H

#include <stdio.h>

#include "base/ctx.h"

struct verb {
	const char *name;  /* one word, or two: "import prices" */
	const char *usage; /* its operands, "FILE.csv"; "" when none */
	int operands_min;
	int operands_max;
	const char *help; /* one line */
	/*
	 * Returns a status of sysexits.h, EX_OK when done. cx holds the arena,
	 * settings, language and real time; what else it needs a verb opens
	 * itself (arena_defer closes it). operands are argc words, ended by
	 * NULL.
	 */
	int (*run)(struct ctx *cx, int argc, char **operands);
};

/* Ended by a NULL name. */
const struct verb *verbs(void);
/*
 * The verb that argv[1..] names, NULL when there is none; *ret_words: how many
 * words the name took. A name of two words goes before its first word.
 */
const struct verb *verb_find(int argc, char **argv, int *ret_words);
/* Checks the number of operands, then runs. */
int verb_run(
    struct ctx *cx, const struct verb *verb, int argc, char **operands);

/* Verbs and settings, from their tables. */
void verbs_help(FILE *out);

/*
 * "kontor: what failed" on stderr, with its holes filled; the status of
 * sysexits.h that fits: EX_USAGE, EX_DATAERR, EX_TEMPFAIL, EX_SOFTWARE.
 */
int verb_failed(struct ctx *cx, struct error e);
/* That status alone. */
int verb_status(struct error e);
/* "kontor: PATH: why" on stderr, by errno; returns the given status, one of
 * EX_NOINPUT, EX_IOERR, EX_CANTCREAT. */
int verb_failed_file(const char *path, int status);

/* The verbs, each in a file of its name. */
int cli_help(struct ctx *cx, int argc, char **operands);
int cli_version(struct ctx *cx, int argc, char **operands);

#endif
