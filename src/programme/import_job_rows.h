/*
 * Moves of files that operators send; the service says when.
 */
#ifndef KONTOR_PROGRAMME_IMPORT_JOB_ROWS_H
#define KONTOR_PROGRAMME_IMPORT_JOB_ROWS_H

#include "programme/import_job.h"

/* *ret_changed is false when its state does not allow it. */
struct error import_job_set_applying(
    struct ctx *cx, int64_t job_id, bool *ret_changed);
struct error import_job_set_discarded(
    struct ctx *cx, int64_t job_id, bool *ret_changed);

#endif
