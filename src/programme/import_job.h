/*
 * Files of the catalogue and of prices that operators send: checked, shown with
 * what they would change, applied; and their history. Reading and writing them
 * is catalog's; a thread of the process runs the jobs one after the other.
 */
#ifndef KONTOR_PROGRAMME_IMPORT_JOB_H
#define KONTOR_PROGRAMME_IMPORT_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "catalog/import.h"

enum job_kind { JOB_CATALOGUE = 1, JOB_PRICES };
enum job_state {
	JOB_CHECKING = 1, /* waits for its check, or is in it */
	JOB_CHECKED,      /* good: may be applied or discarded */
	JOB_REFUSED,      /* has mistakes */
	JOB_APPLYING,
	JOB_APPLIED,
	JOB_FAILED, /* not by the file's fault */
	JOB_DISCARDED,
};

struct import_job {
	int64_t job_id;
	enum job_kind kind;
	enum job_state state;
	const char *name; /* of the file */
	const char *sha256;
	int64_t size;
	const char *path;    /* in DIR/imports; NULL: gone */
	int64_t done, total; /* of the reading in hand; total 0: not known */
	int64_t bad;         /* mistakes */
	const char *report;  /* JSON: import_report.h */
	int64_t version;
	int64_t created_at, applied_at; /* real time; 0: not yet */
	const char *created_by_name, *applied_by_name;
};
struct import_job_list {
	size_t count;
	struct import_job *items; /* newest first */
	bool more;
};

const char *job_kind_id(enum job_kind kind);    /* "prices" */
const char *job_state_id(enum job_state state); /* "checked" */
enum job_kind job_kind_find(const char *id);    /* 0: none */

/* before: the last job_id of the page before, 0 from the newest. */
struct error import_job_list(struct ctx *cx, int64_t before, int64_t limit,
    struct import_job_list *ret_list);
/* ERR_IMPORT_UNKNOWN */
struct error import_job_load(
    struct ctx *cx, int64_t job_id, struct import_job *ret_job);
/* The oldest that waits or was cut off; *ret_found false when none does. */
struct error import_job_next(
    struct ctx *cx, struct import_job *ret_job, bool *ret_found);

/*
 * In the writer. add takes kind, name, sha256, size and path, and the person
 * of cx; apply and discard want a state that allows it (ERR_IMPORT_STATE).
 * apply is an act in the programme's log.
 */
struct error import_job_add(
    struct ctx *cx, const struct import_job *job, int64_t *ret_job_id);
struct error import_job_apply(struct ctx *cx, int64_t job_id);
struct error import_job_discard(struct ctx *cx, int64_t job_id);
/* The same for a file that was taken on the command line: applied already. */
struct error import_job_record(struct ctx *cx, const struct import_job *job);

/* In the writer, by who runs the job. end does nothing when the job was
 * discarded meanwhile; keep: the file is still needed. */
struct error import_job_progress(
    struct ctx *cx, int64_t job_id, int64_t done, int64_t total);
struct error import_job_end(struct ctx *cx, int64_t job_id, enum job_state from,
    enum job_state to, int64_t bad, const char *report, bool keep);
/* Is a file of DIR/imports still needed? */
struct error import_job_needs(
    struct ctx *cx, const char *path, bool *ret_needed);

#endif
