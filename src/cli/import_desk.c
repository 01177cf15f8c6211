/*
 * Runs files that operators sent. What they mean, catalog/ knows; what is kept
 * of them, programme/.
 */
#include "cli/import_desk.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/day.h"
#include "base/disk.h"
#include "base/log.h"
#include "base/settings.h"
#include "base/text.h"
#include "db/lease.h"
#include "i18n/i18n.h"
#include "policy/policy.h"
#include "programme/import_job.h"
#include "programme/import_report.h"

#define PAUSE_MS 500
#define TELL_US 500000     /* progress is written twice a second */
#define STRAY_SECONDS 3600 /* a file without a job: an upload cut off */

struct import_desk {
	struct ctx base;
	struct db_readers *readers;
	struct writer *writer;
	pthread_t thread;
	atomic_bool stopping;
	struct lease lease; /* one process runs one file at a time */
};

/* The job in hand. */
struct run {
	struct import_desk *desk;
	struct ctx cx;
	struct import_job job;
	struct import_report *report;
	int64_t told_us;
	int64_t done, total; /* to tell */
	enum job_state to;
};

/* ---- what an import asks for ---- */

/* What another process has taken over stops here, as if we did. */
static struct error slice_here_only(struct run *run, struct ctx *cx,
    struct error (*work)(struct ctx *cx, void *what), void *what)
{
	struct lease *lease = &run->desk->lease;
	struct error e;

	e = lease_slice(lease, run->desk->writer, cx, work, what);
	return e.code || lease->held ? e : fail(ERR_STOPPING, NULL);
}

static struct error in_writer(struct import *import,
    struct error (*work)(struct ctx *cx, void *what), void *what)
{
	struct run *run = import->slicer;

	return slice_here_only(run, import->cx, work, what);
}

/* A check writes nothing, so it takes nothing of the writer's time. */
static struct error in_reader(struct import *import,
    struct error (*work)(struct ctx *cx, void *what), void *what)
{
	struct run *run = import->slicer;

	return slice_in_reader(run->desk->readers, import->cx, work, what);
}

static void say(struct import *import __attribute__((unused)),
    bool bad __attribute__((unused)), const char *text __attribute__((unused)))
{
}

static void problem(
    struct import *import, int64_t line, const char *place, const char *reason)
{
	struct run *run = import->listener;
	struct import_report *report = run->report;

	if (report->problem_count == REPORT_PROBLEMS_MAX) {
		report->left_out++;
		return;
	}
	report->problems[report->problem_count++] =
	    (struct import_problem){ line, arena_dup(run->cx.arena, place),
		    arena_dup(run->cx.arena, reason) };
}

static bool is_stopping(struct import *import)
{
	struct run *run = import->listener;

	return atomic_load(&run->desk->stopping) || !run->desk->lease.held;
}

static struct error tell(struct ctx *cx, void *what)
{
	const struct run *run = what;

	return import_job_progress(cx, run->job.job_id, run->done, run->total);
}

static void progress(struct import *import, int64_t done, int64_t total)
{
	struct run *run = import->listener;

	if (clock_steady_us() - run->told_us < TELL_US)
		return;
	run->told_us = clock_steady_us();
	run->done = done;
	run->total = total;
	(void)slice_here_only(run, &run->cx, tell, run);
}

/* ---- one job ---- */

static const char *file_path(const struct run *run)
{
	return arena_printf(run->cx.arena, "%s/imports/%s",
	    run->cx.settings->data_dir, run->job.path);
}

static struct error file_run(struct run *run, FILE *in)
{
	bool check = run->job.state == JOB_CHECKING;
	struct import import = { .cx = &run->cx,
		.slice = check ? in_reader : in_writer,
		.slicer = run,
		.say = say,
		.listener = run,
		.stopping = is_stopping,
		.check_only = check,
		.preview = check ? &run->report->preview : NULL,
		.problem = problem,
		.progress = progress };

	return run->job.kind == JOB_PRICES
		   ? price_import(&import, in, run->job.name)
		   : catalogue_import(&import, in, run->job.name);
}

static struct error end(struct ctx *cx, void *what)
{
	const struct run *run = what;
	bool applied = run->to == JOB_APPLIED;

	return import_job_end(cx, run->job.job_id, run->job.state, run->to,
	    (int64_t)run->report->problem_count + run->report->left_out,
	    applied ? NULL : import_report_write(cx->arena, run->report),
	    run->to == JOB_CHECKED);
}

static enum job_state state_after(struct run *run, struct error e)
{
	if (e.code == 0)
		return run->job.state == JOB_CHECKING ? JOB_CHECKED
						      : JOB_APPLIED;
	if (e.code != ERR_IMPORT_LINES)
		run->report->failure = message_keep_error(run->cx.arena, e);
	return e.code == ERR_IMPORT_LINES || e.code == ERR_USAGE ? JOB_REFUSED
								 : JOB_FAILED;
}

static void job_run(struct run *run)
{
	FILE *in = run->job.path == NULL ? NULL : fopen(file_path(run), "r");
	struct error e = fail(ERR_INTERNAL, NULL);

	if (in != NULL) {
		e = file_run(run, in);
		fclose(in);
	} else {
		log_event(LOG_ERROR, "import file is gone",
		    LOG_I("job", run->job.job_id));
	}
	if (e.code == ERR_STOPPING) /* goes on after the next start */
		return;
	run->to = state_after(run, e);
	log_event(LOG_INFO, "import", LOG_I("job", run->job.job_id),
	    LOG_T("file", run->job.name),
	    LOG_T("state", job_state_id(run->to)));
	e = slice_here_only(run, &run->cx, end, run);
	if (e.code == 0 && run->to != JOB_CHECKED && run->job.path != NULL)
		unlink(file_path(run));
}

/* ---- the thread ---- */

static struct error next(struct run *run, bool *ret_found)
{
	struct ctx cx = run->cx;
	struct error e = readers_begin(run->desk->readers, &cx.tx);

	*ret_found = false;
	if (e.code)
		return e;
	e = import_job_next(&cx, &run->job, ret_found);
	readers_end(run->desk->readers, cx.tx);
	return e;
}

static struct error nothing(struct ctx *cx, void *what)
{
	(void)cx;
	(void)what;
	return OK;
}

/* With the lease in hand it is looked for again: who had it may have ended
 * this very file. */
static struct error next_ours(struct run *run, bool *ret_found)
{
	struct error e = next(run, ret_found);

	if (e.code || !*ret_found)
		return e;
	*ret_found = false;
	e = lease_slice(
	    &run->desk->lease, run->desk->writer, &run->cx, nothing, NULL);
	if (e.code || !run->desk->lease.held)
		return e;
	return next(run, ret_found);
}

static bool one(struct import_desk *desk)
{
	struct arena arena;
	struct run run = { .desk = desk, .cx = desk->base };
	bool found;

	arena_init(&arena);
	run.cx.arena = &arena;
	run.cx.policy = policy_newest(desk->base.policy);
	run.cx.wall = run.cx.now = clock_wall();
	run.report = ARENA_NEW(&arena, struct import_report);
	if (next_ours(&run, &found).code != 0)
		found = false;
	if (found)
		job_run(&run);
	lease_end(&desk->lease, desk->writer, &run.cx);
	arena_done(&arena);
	return found;
}

static bool is_needed(struct import_desk *desk, const char *name)
{
	struct arena arena;
	struct ctx cx = desk->base;
	bool needed = true;

	arena_init(&arena);
	cx.arena = &arena;
	if (readers_begin(desk->readers, &cx.tx).code == 0) {
		if (import_job_needs(&cx, name, &needed).code != 0)
			needed = true;
		readers_end(desk->readers, cx.tx);
	}
	arena_done(&arena);
	return needed;
}

/* Files no job speaks of: discarded ones, and uploads that were cut off. */
static void sweep(struct import_desk *desk)
{
	char path[4096];
	struct dirent *entry;
	struct stat about;
	DIR *dir;

	snprintf(
	    path, sizeof(path), "%s/imports", desk->base.settings->data_dir);
	if ((dir = opendir(path)) == NULL)
		return;
	while ((entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.' &&
		    fstatat(dirfd(dir), entry->d_name, &about, 0) == 0 &&
		    about.st_mtime < clock_wall() - STRAY_SECONDS &&
		    !is_needed(desk, entry->d_name))
			unlinkat(dirfd(dir), entry->d_name, 0);
	closedir(dir);
}

static void *serve(void *arg)
{
	struct import_desk *desk = arg;
	const struct timespec pause = { 0, PAUSE_MS * 1000000L };

	for (int64_t i = 0; !atomic_load(&desk->stopping); i++) {
		if (i % 600 == 0)
			sweep(desk);
		if (!one(desk))
			nanosleep(&pause, NULL);
	}
	return NULL;
}

static bool folder_make(const char *dir)
{
	if (mkdir(dir, 0700) == 0 ? disk_sync_entry(dir) : errno == EEXIST)
		return true;
	log_event(LOG_ERROR, "a folder cannot be made", LOG_T("folder", dir),
	    LOG_T("reason", strerror(errno)));
	return false;
}

struct error import_desk_start(const struct ctx *cx, struct db_readers *readers,
    struct writer *writer, struct import_desk **ret_desk)
{
	struct import_desk *desk = calloc(1, sizeof(*desk));
	const char *dir =
	    arena_printf(cx->arena, "%s/imports", cx->settings->data_dir);

	if (desk == NULL || !folder_make(dir)) {
		free(desk);
		return fail(ERR_INTERNAL, NULL);
	}
	desk->base = *cx;
	desk->base.who = NULL;
	if (desk->base.locale == NULL)
		desk->base.locale = locales()[0];
	desk->readers = readers;
	desk->writer = writer;
	lease_init(&desk->lease, "imports");
	if (pthread_create(&desk->thread, NULL, serve, desk) != 0) {
		log_event(LOG_ERROR, "no thread", LOG_T("for", "imports"));
		free(desk);
		return fail(ERR_INTERNAL, NULL);
	}
	*ret_desk = desk;
	return OK;
}

void import_desk_stop(struct import_desk *desk)
{
	if (desk == NULL)
		return;
	atomic_store(&desk->stopping, true);
	pthread_join(desk->thread, NULL);
	free(desk);
}
