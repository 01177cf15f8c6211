/*
 * What a check of a file found, as it is kept with its job: counts, samples,
 * mistakes.
 */
#ifndef KONTOR_PROGRAMME_IMPORT_REPORT_H
#define KONTOR_PROGRAMME_IMPORT_REPORT_H

#include "catalog/import.h"

#define REPORT_PROBLEMS_MAX 200

struct import_problem {
	int64_t line; /* 0: none */
	const char *place;
	const char *reason;
};
struct import_report {
	struct import_preview preview;
	size_t problem_count;
	struct import_problem problems[REPORT_PROBLEMS_MAX];
	int64_t left_out;    /* mistakes beyond */
	const char *failure; /* the file as a whole, or NULL */
};

const char *import_report_write(
    struct arena *arena, const struct import_report *report);
/* What is not understood is left out. Never NULL. */
const struct import_report *import_report_read(
    struct arena *arena, const char *json);

#endif
