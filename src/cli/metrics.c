/*
 * The figures of /metrics: of the process, of its server, of the writer and of
 * the database. Their form is base/metric's.
 */
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/day.h"
#include "base/log.h"
#include "base/metric.h"
#include "base/settings.h"
#include "cli/health.h"
#include "cli/house.h"
#include "cli/pulse.h"
#include "db/db.h"

static void gauge(
    struct text *out, const char *name, const char *help, int64_t value)
{
	metric_head(out, name, "gauge", help);
	metric_value(out, name, "", value);
}

static void counter(
    struct text *out, const char *name, const char *help, int64_t value)
{
	metric_head(out, name, "counter", help);
	metric_value(out, name, "", value);
}

/* ---- the process ---- */

static int64_t resident_bytes(void)
{
	FILE *file = fopen("/proc/self/statm", "re");
	int64_t pages = 0;

	if (file == NULL)
		return 0;
	if (fscanf(file, "%*d %" SCNd64, &pages) != 1)
		pages = 0;
	fclose(file);
	return pages * sysconf(_SC_PAGESIZE);
}

static int64_t open_files(void)
{
	DIR *folder = opendir("/proc/self/fd");
	int64_t count = -3; /* itself, "." and ".." */

	if (folder == NULL)
		return 0;
	while (readdir(folder) != NULL)
		count++;
	closedir(folder);
	return count;
}

static int64_t time_us(struct timeval time)
{
	return (int64_t)time.tv_sec * 1000000 + time.tv_usec;
}

static void process_say(struct text *out)
{
	struct rusage used;

	metric_head(out, "kontor_build_info", "gauge", "1; the version.");
	metric_value(
	    out, "kontor_build_info", "version=\"" KONTOR_VERSION "\"", 1);
	getrusage(RUSAGE_SELF, &used);
	metric_head(out, "process_cpu_seconds_total", "counter",
	    "Time of processors used.");
	metric_seconds(out, "process_cpu_seconds_total", "",
	    time_us(used.ru_utime) + time_us(used.ru_stime));
	gauge(out, "process_resident_memory_bytes", "Memory in use.",
	    resident_bytes());
	gauge(out, "process_open_fds", "Open descriptors.", open_files());
	counter(out, "kontor_log_lost_total",
	    "Lines of the log that could not be written.", log_lost());
}

/* ---- the writer ---- */

static void writer_say(struct text *out, const struct house *house)
{
	struct writer_counts counts;

	writer_counts(house->writer, &counts);
	gauge(out, "kontor_writer_queue",
	    "Writes that wait for the next commit.", counts.queue_depth);
	counter(out, "kontor_writer_commands_total", "Writes committed.",
	    counts.commands);
	counter(out, "kontor_writer_refused_total",
	    "Writes given up: the queue was full, or nothing was committed.",
	    counts.refused);
	counter(out, "kontor_writer_again_total",
	    "Transactions that met another one and were repeated.",
	    counts.again);
	counter(out, "kontor_writer_in_doubt_total",
	    "Writes whose commit broke off: they may be in or not.",
	    counts.in_doubt);
	metric_head(out, "kontor_writer_commit_seconds", "histogram",
	    "How long a commit took, with its sync to the disk.");
	metric_times_write(
	    out, "kontor_writer_commit_seconds", "", &counts.commit_times);
	metric_head(out, "kontor_writer_batch_size", "histogram",
	    "Writes in one commit.");
	metric_sizes_write(
	    out, "kontor_writer_batch_size", "", &counts.batch_sizes);
	gauge(out, "kontor_writable", "1: what is written is committed.",
	    pulse_trouble(house->pulse) == NULL);
}

/* ---- the database ---- */

static int64_t file_bytes(
    struct arena *arena, const char *path, const char *end)
{
	struct stat st;

	return stat(arena_printf(arena, "%s%s", path, end), &st) == 0
		   ? st.st_size
		   : 0;
}

/* How many wait, and for how long the oldest has. */
static struct error waiting_say(struct ctx *cx, struct text *out,
    enum sql statement, const char *name, const char *age_name)
{
	struct rows *rows = sql_open(cx, statement, NO_ARGS);
	int64_t count = 0, since = 0;

	if (rows_next(rows)) {
		count = rows_int(rows, 0);
		since = rows_int(rows, 1);
	}
	gauge(out, name, "Waiting to be delivered, up to 100000.", count);
	gauge(out, age_name, "Age of the oldest that waits.",
	    count == 0 || since > cx->wall ? 0 : cx->wall - since);
	return rows_close(rows);
}

static struct error counted_say(struct ctx *cx, struct text *out,
    enum sql statement, const struct sql_arg *args, const char *name,
    const char *help)
{
	int64_t count = 0;
	struct error e = sql_int(cx, statement, args, &count, NULL);

	if (e.code == 0)
		gauge(out, name, help, count);
	return e;
}

static struct error rows_say(struct ctx *cx, struct text *out)
{
	struct error e;

	if ((e = waiting_say(cx, out, SQL_metrics_mail, "kontor_outbox_waiting",
		 "kontor_outbox_oldest_seconds"))
		.code ||
	    (e = counted_say(cx, out, SQL_metrics_mail_failed, NO_ARGS,
		 "kontor_outbox_failed",
		 "Mail that was given up, up to 100000."))
		.code ||
	    (e = waiting_say(cx, out, SQL_metrics_webhooks,
		 "kontor_webhooks_waiting", "kontor_webhooks_oldest_seconds"))
		.code ||
	    (e = counted_say(cx, out, SQL_metrics_sessions, ARGS(I(cx->wall)),
		 "kontor_sessions", "Sign-ins that are open, up to 100000."))
		.code)
		return e;
	return counted_say(cx, out, SQL_database_size, NO_ARGS,
	    "kontor_database_bytes", "Size of the database.");
}

static void database_say(
    struct request *rq, struct text *out, const struct house *house)
{
	struct ctx *cx = &rq->cx;
	struct error e = readers_begin(house->readers, &cx->tx);
	bool began = e.code == 0;

	if (began)
		e = rows_say(cx, out);
	if (began)
		readers_end(house->readers, cx->tx);
	cx->tx = NULL;
	gauge(out, "kontor_database_up", "1: the database can be read.",
	    e.code == 0);
	if (cx->settings->database[0] == '\0')
		gauge(out, "kontor_database_log_bytes",
		    "Size of the log before the database.",
		    file_bytes(cx->arena, house->database, "-wal"));
}

struct error metrics_read(struct request *rq)
{
	const struct house *house = server_owner(rq->server);
	struct text *out = &rq->response.body;

	response_status(rq, 200, "text/plain; version=0.0.4; charset=utf-8");
	process_say(out);
	server_metrics(house->server, out);
	writer_say(out, house);
	database_say(rq, out, house);
	return OK;
}
