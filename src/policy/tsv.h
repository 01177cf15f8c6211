/*
 * Lines of tab-separated data files of ours: '#' opens a comment, the first
 * other line names the columns. For the files of this folder.
 */
#ifndef KONTOR_POLICY_TSV_H
#define KONTOR_POLICY_TSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct tsv {
	struct arena *arena;
	const char *rest; /* what is not read yet */
	size_t columns;
	size_t line; /* of the file, from 1 */
	bool faulty; /* a line had another number of columns */
};

/* False when the line of names is not exactly this. */
bool tsv_start(
    struct tsv *tsv, struct arena *arena, const char *text, const char *names);
/* The next row's cells, in the arena; NULL at the end or at a fault. */
char **tsv_row(struct tsv *tsv);
/* Upper limit of the rows: for arrays. */
size_t tsv_most_rows(const char *text);
/* Cuts a cell at each separator: a list ended by NULL, without empty ones. */
const char **tsv_split(struct arena *arena, const char *cell, char separator);

#endif
