/*
 * The server's start and the library's callbacks. What a request does is in
 * dispatch.c; who takes too long, in conn.c; how it all ends, in drain.c.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/metric.h"
#include "base/stop.h"
#include "http/exchange.h"
#include "http/kept.h"

#define WORKERS 2
#define KEPT_BYTES ((size_t)16 * 1024 * 1024)
#define WORKER_LINE 256
#define LISTERS 2
#define LISTER_LINE 4096
#define DESCRIPTORS_OWN 512 /* readers, files on their way out, mail */

/* ---- the library's callbacks ---- */

static enum MHD_Result first_call(struct server *server,
    struct MHD_Connection *mhd, const char *method, const char *version,
    void **context)
{
	struct exchange *ex;
	const char *reason = NULL;

	if (conn_of(mhd) == NULL)
		return MHD_NO;
	ex = exchange_new(server, mhd, method);
	*context = ex;
	atomic_fetch_add(&server->in_flight, 1);
	if (!headers_collect(ex, version))
		reason = "folded header line or NUL in a header";
	if (reason == NULL)
		reason = guard_check(ex, version);
	if (reason != NULL) {
		meter_refused(server->meter);
		return response_bad_request(ex, reason);
	}
	exchange_open(ex);
	return dispatch_opened(ex);
}

static enum MHD_Result last_call(struct exchange *ex, void **context)
{
	struct exchange *instead;

	switch ((enum stage)atomic_load(&ex->stage)) {
	case STAGE_LOOP:
		return dispatch_start(ex);
	case STAGE_READY:
		return dispatch_resumed(ex);
	case STAGE_ABANDONED:
		instead = exchange_stand_in(ex);
		*context = instead;
		dispatch_abandoned(ex, instead);
		exchange_release(ex);
		return MHD_YES;
	case STAGE_WAITING:
	case STAGE_RUNNING:
	case STAGE_APPLYING:
	default:
		return MHD_YES;
	}
}

static enum MHD_Result on_call(void *cls, struct MHD_Connection *mhd,
    const char *url, const char *method, const char *version,
    const char *upload, size_t *upload_size, void **context)
{
	struct exchange *ex = *context;
	size_t size = *upload_size;

	(void)url;
	if (ex == NULL)
		return first_call(cls, mhd, method, version, context);
	if (size == 0)
		return last_call(ex, context);
	*upload_size = 0;
	return dispatch_body(ex, upload, size);
}

static void on_completed(void *cls, struct MHD_Connection *mhd, void **context,
    enum MHD_RequestTerminationCode code)
{
	struct server *server = cls;
	struct conn *conn = conn_of(mhd);
	struct exchange *ex = *context;

	(void)code;
	if (conn != NULL) {
		if (conn->tag != NULL)
			conn_tag(conn, NULL, 0);
		conn_phase(conn, PHASE_IDLE);
	}
	if (ex == NULL)
		return;
	*context = NULL;
	dispatch_forget(ex);
	exchange_release(ex);
	atomic_fetch_sub(&server->in_flight, 1);
}

static enum MHD_Result on_accept(
    void *cls, const struct sockaddr *address, socklen_t length)
{
	struct server *server = cls;

	(void)address;
	(void)length;
	return atomic_load(&server->connections) < server->connections_max
		   ? MHD_YES
		   : MHD_NO;
}

/* Paths and queries are decoded by us, once, where they are used. */
static size_t no_unescape(void *cls, struct MHD_Connection *mhd, char *text)
{
	(void)cls;
	(void)mhd;
	return strlen(text);
}

static void on_panic(
    void *cls, const char *file, unsigned line, const char *reason)
{
	(void)cls;
	log_event(LOG_ERROR, "the HTTP library gave up", LOG_T("file", file),
	    LOG_I("line", line));
	stop_fault("the HTTP library gave up", reason);
}

/* ---- starting ---- */

static unsigned loops_wanted(const struct settings *settings)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	int64_t loops = settings->threads > 0 ? settings->threads : cores;

	return loops < 1 ? 1 : loops > 64 ? 64 : (unsigned)loops;
}

static struct MHD_Daemon *daemon_start(struct server *server)
{
	unsigned loops = loops_wanted(server->options.settings);
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD |
			 MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC;
	/* more than on_accept lets in: at its own limit the library would take
	 * the listening socket out of epoll, which server_drain forbids */
	unsigned limit = (unsigned)(server->connections_max + 64) * 2 * loops;
	bool own = !server->listener.inherited;
	struct MHD_OptionItem items[] = {
		{ own ? MHD_OPTION_LISTEN_SOCKET : MHD_OPTION_END,
		    server->listener.fd, NULL },
		{ MHD_OPTION_END, 0, NULL },
	};
	struct MHD_OptionItem pool[] = {
		{ loops > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END,
		    (intptr_t)loops, NULL },
		{ MHD_OPTION_END, 0, NULL },
	};

	if (!own)
		flags |= MHD_USE_NO_LISTEN_SOCKET;
	MHD_set_panic_func(on_panic, NULL);
	return MHD_start_daemon(flags, 0, on_accept, server, on_call, server,
	    MHD_OPTION_ARRAY, items, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
	    CONNECTION_BYTES, MHD_OPTION_CONNECTION_LIMIT, limit,
	    MHD_OPTION_CONNECTION_TIMEOUT, 0U, MHD_OPTION_NOTIFY_COMPLETED,
	    on_completed, server, MHD_OPTION_NOTIFY_CONNECTION, conn_notify,
	    server, MHD_OPTION_URI_LOG_CALLBACK, conn_uri, server,
	    MHD_OPTION_UNESCAPE_CALLBACK, no_unescape, server, MHD_OPTION_ARRAY,
	    pool, MHD_OPTION_END);
}

/*
 * Each connection is a descriptor. As many as the system lets us have, less
 * what databases, files and sockets of our own take; what is beyond is refused
 * when it comes, and not found missing when a file is to be opened.
 */
static int64_t connections_possible(int64_t wanted)
{
	struct rlimit limit;
	rlim_t needed = (rlim_t)wanted + DESCRIPTORS_OWN;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return wanted;
	if (limit.rlim_cur < needed && limit.rlim_cur < limit.rlim_max) {
		limit.rlim_cur =
		    needed < limit.rlim_max ? needed : limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
		getrlimit(RLIMIT_NOFILE, &limit);
	}
	if (limit.rlim_cur >= needed)
		return wanted;
	log_event(LOG_WARN, "fewer connections than max_connections",
	    LOG_I("wanted", wanted), LOG_I("descriptors", limit.rlim_cur));
	return limit.rlim_cur > 2 * DESCRIPTORS_OWN
		   ? (int64_t)limit.rlim_cur - DESCRIPTORS_OWN
		   : (int64_t)limit.rlim_cur / 2;
}

static struct server *server_new(const struct server_options *options)
{
	struct server *server = calloc(1, sizeof *server);
	pthread_condattr_t steady;

	if (server == NULL)
		stop_memory(sizeof *server);
	server->options = *options;
	server->listener.fd = -1;
	server->acceptor_stop = -1;
	server->connections_max =
	    options->settings->max_connections > 0
		? connections_possible(options->settings->max_connections)
		: 1024;
	server->kept = kept_new(KEPT_BYTES);
	pthread_mutex_init(&server->lock, NULL);
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(&server->wake, &steady);
	pthread_condattr_destroy(&steady);
	return server;
}

void server_free(struct server *server)
{
	router_free(server->router);
	kept_free(server->kept);
	meter_free(server->meter);
	pthread_mutex_destroy(&server->lock);
	pthread_cond_destroy(&server->wake);
	free(server);
}

bool request_page_exists(const struct request *rq, const char *path)
{
	struct arena *arena = rq->cx.arena;
	struct match match;

	if (rq->server == NULL || path[0] != '/')
		return false;
	path = arena_dup_n(arena, path, strcspn(path, "?#"));
	if (url_decode(arena, path, strlen(path), false) == NULL)
		return false;
	router_match(rq->server->router, arena, GET, path, &match);
	return match.route != NULL && strstr(match.route->path, "*}") == NULL;
}

bool response_kept(struct request *rq, const char *key)
{
	return rq->server->kept != NULL && kept_find(rq->server->kept, rq, key);
}

void response_keep(struct request *rq, const char *key)
{
	if (rq->server->kept != NULL)
		kept_put(rq->server->kept, rq, key);
}

bool response_part_kept(struct request *rq, const char *key, struct text *out)
{
	return rq->server->kept != NULL &&
	       kept_part_find(rq->server->kept, key, out);
}

void response_part_keep(
    struct request *rq, const char *key, const struct text *part)
{
	if (rq->server->kept != NULL)
		kept_part_put(rq->server->kept, key, part->bytes, part->length);
}

static struct error start_failed(struct server *server, struct error error)
{
	acceptor_stop(server);
	if (server->daemon != NULL)
		MHD_stop_daemon(server->daemon);
	sweeper_stop(server);
	workers_stop(server->workers);
	workers_stop(server->listers);
	listener_close(&server->listener);
	server_free(server);
	return error;
}

struct error server_start(
    const struct server_options *options, struct server **ret_server)
{
	struct server *server = server_new(options);
	struct error e;

	if ((e = router_make(options->doors, &server->router)).code)
		return start_failed(server, e);
	if ((e = listen_on(server)).code)
		return start_failed(server, e);
	server->meter = meter_new(options->doors);
	server->workers =
	    workers_start(options->settings->worker_threads > 0
			      ? (size_t)options->settings->worker_threads
			      : WORKERS,
		WORKER_LINE);
	server->listers = workers_start(LISTERS, LISTER_LINE);
	if (server->workers == NULL || server->listers == NULL ||
	    !sweeper_start(server)) {
		log_event(LOG_ERROR, "no thread", LOG_T("for", "the server"));
		return start_failed(server, fail(ERR_INTERNAL, NULL));
	}
	server->daemon = daemon_start(server);
	if (server->daemon == NULL) {
		log_event(LOG_ERROR, "the HTTP library does not start",
		    LOG_T("why", strerror(errno)));
		return start_failed(server, fail(ERR_INTERNAL, NULL));
	}
	if (server->listener.inherited && !acceptor_start(server)) {
		log_event(LOG_ERROR, "no thread", LOG_T("for", "the socket"));
		return start_failed(server, fail(ERR_INTERNAL, NULL));
	}
	*ret_server = server;
	return OK;
}

int server_port(const struct server *server)
{
	return server->listener.port;
}

bool server_stopping(const struct server *server)
{
	return atomic_load(&server->stopping);
}

void *server_owner(const struct server *server)
{
	return server->options.owner;
}

void server_metrics(struct server *server, struct text *out)
{
	const struct {
		const char *name, *help;
		int value;
	} gauges[] = {
		{ "kontor_http_connections", "Open connections.",
		    atomic_load(&server->connections) },
		{ "kontor_http_in_flight", "Requests not answered to the end.",
		    atomic_load(&server->in_flight) },
		{ "kontor_http_transfers",
		    "Downloads running that a revocation can cut.",
		    conns_transfers(server) },
		{ "kontor_http_draining", "1: the server is stopping.",
		    atomic_load(&server->stopping) },
	};

	for (size_t i = 0; i < COUNT(gauges); i++) {
		metric_head(out, gauges[i].name, "gauge", gauges[i].help);
		metric_value(out, gauges[i].name, "", gauges[i].value);
	}
	if (server->meter != NULL)
		meter_write(server->meter, out);
}

bool server_work(struct server *server, void (*fn)(void *), void *arg)
{
	return workers_submit(server->workers, fn, arg);
}
