/*
 * What an operator does with a file that was checked.
 */
#include "activity/activity.h"
#include "base/text.h"
#include "programme/import_job_rows.h"

#include <inttypes.h>

static struct error note(struct ctx *cx, const struct import_job *job)
{
	return activity_add(cx,
	    &(struct activity){
		.action = job->kind == JOB_PRICES ? ACTIVITY_IMPORT_PRICES
						  : ACTIVITY_IMPORT_CATALOGUE,
		.line_number = -1,
		.title = job->name,
		.details =
		    HOLES({ "File", job->name }, { "Digest", job->sha256 },
			{ "Import",
			    arena_printf(cx->arena, "%" PRId64, job->job_id) }),
	    },
	    OK);
}

struct error import_job_apply(struct ctx *cx, int64_t job_id)
{
	struct import_job job;
	bool changed = false;
	struct error e = import_job_load(cx, job_id, &job);

	if (!e.code)
		e = import_job_set_applying(cx, job_id, &changed);
	if (e.code)
		return e;
	return changed ? note(cx, &job) : fail(ERR_IMPORT_STATE, NULL);
}

struct error import_job_discard(struct ctx *cx, int64_t job_id)
{
	struct import_job job;
	bool changed = false;
	struct error e = import_job_load(cx, job_id, &job);

	if (!e.code)
		e = import_job_set_discarded(cx, job_id, &changed);
	if (e.code)
		return e;
	return changed ? OK : fail(ERR_IMPORT_STATE, NULL);
}
