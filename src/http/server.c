/*
 * The server's life: listening, the library's callbacks, the drain. What a
 * request does is in dispatch.c; who takes too long, in conn.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "http/exchange.h"

#define CONNECTION_BYTES ((size_t)16 * 1024)
#define BACKLOG 1024
#define WORKERS 2
#define WORKER_LINE 256
#define TICK_MS 5

/* ---- the library's callbacks ---- */

struct collecting {
	struct arena *arena;
	struct http_header *headers;
	size_t count;
	const char *end; /* where the value before ended, in the buffer */
	bool odd;        /* folded lines or a NUL: not adjacent as sent */
};

/*
 * Headers stand one behind the other in the read buffer, the line ends made
 * NUL. A name or value that is not where it should be was folded by the
 * library (it joins lines in a way that changes the name) or holds a NUL.
 */
static bool adjacent(const struct collecting *all, const char *name,
    size_t name_length, const char *value)
{
	const char *at = name + name_length + 1;

	if (name != all->end + 1 && name != all->end + 2)
		return false;
	if (value < at || value > at + CONNECTION_BYTES)
		return false;
	for (; at < value; at++)
		if (*at != ' ' && *at != '\t')
			return false;
	return true;
}

static enum MHD_Result collect(void *cls, enum MHD_ValueKind kind,
    const char *name, size_t name_length, const char *value,
    size_t value_length)
{
	struct collecting *all = cls;
	struct http_header *header = &all->headers[all->count];

	(void)kind;
	if (value == NULL) {
		all->odd = true;
		return MHD_NO;
	}
	if (!adjacent(all, name, name_length, value))
		all->odd = true;
	all->end = value + value_length;
	header->name = arena_dup_n(all->arena, name, name_length);
	header->value = arena_dup_n(all->arena, value, value_length);
	return ++all->count < HTTP_HEADERS_MAX ? MHD_YES : MHD_NO;
}

/* False when the header block is not what it was on the wire. */
static bool headers_collect(struct exchange *ex, const char *version)
{
	struct collecting all = { .arena = &ex->arena,
		.end = version + strlen(version) };

	all.headers =
	    ARENA_ARRAY(&ex->arena, struct http_header, HTTP_HEADERS_MAX);
	MHD_get_connection_values_n(ex->mhd, MHD_HEADER_KIND, collect, &all);
	ex->rq.headers = all.headers;
	ex->rq.header_count = all.count;
	/* behind the last one, the empty line: two NULs at least */
	return !all.odd && (all.count == 0 || all.end[1] == '\0');
}

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
	if (reason != NULL)
		return response_bad_request(ex, reason);
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
	    LOG_I("line", line), LOG_T("why", reason));
	abort();
}

/* ---- listening ---- */

static struct error listen_failed(const char *where, const char *why)
{
	log_event(LOG_ERROR, "cannot listen", LOG_T("where", where),
	    LOG_T("why", why));
	return fail(ERR_INTERNAL, "listen");
}

static bool split_address(const char *where, char host[256], char port[16])
{
	const char *colon = strrchr(where, ':');
	size_t n = colon == NULL ? 0 : (size_t)(colon - where);

	if (colon == NULL || n >= 256 || strlen(colon + 1) >= 16)
		return false;
	if (n >= 2 && where[0] == '[' && where[n - 1] == ']') {
		where++;
		n -= 2;
	}
	memcpy(host, where, n);
	host[n] = '\0';
	memcpy(port, colon + 1, strlen(colon + 1) + 1);
	return true;
}

static int bind_one(const struct addrinfo *place)
{
	int on = 1, fd;

	fd = socket(
	    place->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	/* accepted sockets inherit it */
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (bind(fd, place->ai_addr, place->ai_addrlen) == 0 &&
	    listen(fd, BACKLOG) == 0)
		return fd;
	on = errno;
	close(fd);
	errno = on;
	return -1;
}

static int bound_port(int fd)
{
	struct sockaddr_storage bound;
	socklen_t length = sizeof bound;

	if (getsockname(fd, (struct sockaddr *)&bound, &length) != 0)
		return 0;
	if (bound.ss_family == AF_INET6)
		return ntohs(((struct sockaddr_in6 *)&bound)->sin6_port);
	return ntohs(((struct sockaddr_in *)&bound)->sin_port);
}

static struct error listen_on(struct server *server, const char *where)
{
	struct addrinfo hints = { .ai_flags = AI_PASSIVE,
		.ai_socktype = SOCK_STREAM };
	struct addrinfo *places;
	char host[256], port[16];
	int status;

	if (!split_address(where, host, port))
		return listen_failed(where, "write it as ADDR:PORT");
	status =
	    getaddrinfo(host[0] == '\0' ? NULL : host, port, &hints, &places);
	if (status != 0)
		return listen_failed(where, gai_strerror(status));
	server->listen_fd = bind_one(places);
	status = errno;
	freeaddrinfo(places);
	if (server->listen_fd < 0)
		return listen_failed(where, strerror(status));
	server->port = bound_port(server->listen_fd);
	return OK;
}

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
	struct MHD_OptionItem pool[] = {
		{ loops > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END,
		    (intptr_t)loops, NULL },
		{ MHD_OPTION_END, 0, NULL },
	};

	MHD_set_panic_func(on_panic, NULL);
	return MHD_start_daemon(flags, 0, on_accept, server, on_call, server,
	    MHD_OPTION_LISTEN_SOCKET, server->listen_fd,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_BYTES,
	    MHD_OPTION_CONNECTION_LIMIT, limit, MHD_OPTION_CONNECTION_TIMEOUT,
	    0U, MHD_OPTION_NOTIFY_COMPLETED, on_completed, server,
	    MHD_OPTION_NOTIFY_CONNECTION, conn_notify, server,
	    MHD_OPTION_URI_LOG_CALLBACK, conn_uri, server,
	    MHD_OPTION_UNESCAPE_CALLBACK, no_unescape, server, MHD_OPTION_ARRAY,
	    pool, MHD_OPTION_END);
}

static struct server *server_new(const struct server_options *options)
{
	struct server *server = calloc(1, sizeof *server);
	pthread_condattr_t steady;

	if (server == NULL)
		abort();
	server->options = *options;
	server->listen_fd = -1;
	server->connections_max = options->settings->max_connections > 0
				      ? options->settings->max_connections
				      : 1024;
	pthread_mutex_init(&server->lock, NULL);
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(&server->wake, &steady);
	pthread_condattr_destroy(&steady);
	return server;
}

static void server_free(struct server *server)
{
	router_free(server->router);
	pthread_mutex_destroy(&server->lock);
	pthread_cond_destroy(&server->wake);
	free(server);
}

static struct error start_failed(struct server *server, struct error error)
{
	sweeper_stop(server);
	workers_stop(server->workers);
	if (server->listen_fd >= 0)
		close(server->listen_fd);
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
	if ((e = listen_on(server, options->settings->listen)).code)
		return start_failed(server, e);
	server->workers = workers_start(WORKERS, WORKER_LINE);
	if (server->workers == NULL || !sweeper_start(server))
		return start_failed(server, fail(ERR_INTERNAL, NULL));
	server->daemon = daemon_start(server);
	if (server->daemon == NULL) {
		log_event(LOG_ERROR, "the HTTP library does not start",
		    LOG_T("why", strerror(errno)));
		return start_failed(server, fail(ERR_INTERNAL, NULL));
	}
	*ret_server = server;
	return OK;
}

int server_port(const struct server *server)
{
	return server->port;
}

bool server_stopping(const struct server *server)
{
	return atomic_load(&server->stopping);
}

bool server_work(struct server *server, void (*fn)(void *), void *arg)
{
	return workers_submit(server->workers, fn, arg);
}

/* ---- the drain ---- */

/*
 * Another socket, on which nobody ever connects, takes the descriptor's
 * place: the kernel then closes the real one and takes it out of every epoll
 * set at once. MHD_quiesce_daemon does the same from outside of the loops
 * without a lock, and stops the process when a loop was faster.
 */
static void stop_listening(struct server *server)
{
	struct sockaddr_un unnamed = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return;
	/* only the family: the kernel makes up an abstract name */
	if (bind(fd, (struct sockaddr *)&unnamed, sizeof(sa_family_t)) == 0 &&
	    listen(fd, 1) == 0)
		dup3(fd, server->listen_fd, O_CLOEXEC);
	close(fd);
}

static void tick(void)
{
	struct timespec pause = { 0, TICK_MS * 1000000L };

	nanosleep(&pause, NULL);
}

/* Quiet for a while, so that a request on its way is not cut off. */
static bool wait_quiet(struct server *server, int64_t milliseconds)
{
	int quiet = 0;

	for (int64_t ms = 0; ms < milliseconds && quiet < 20; ms += TICK_MS) {
		if (atomic_load(&server->connections) == 0)
			return true;
		quiet = atomic_load(&server->in_flight) == 0 ? quiet + 1 : 0;
		tick();
	}
	return quiet == 20;
}

static bool none_waits(struct server *server)
{
	bool none;

	pthread_mutex_lock(&server->lock);
	none = server->waiting == NULL;
	pthread_mutex_unlock(&server->lock);
	return none;
}

/* What did not end in time: 503, first to those nothing happened to. */
static void take_back(struct server *server)
{
	log_event(LOG_WARN, "requests did not end within the drain",
	    LOG_I("in_flight", atomic_load(&server->in_flight)));
	dispatch_abandon(server, false);
	if (!wait_quiet(server, 2000))
		dispatch_abandon(server, true);
	wait_quiet(server, 1000);
}

void server_drain(struct server *server)
{
	int64_t seconds = server->options.settings->drain_seconds;

	atomic_store(&server->stopping, true);
	stop_listening(server);
	conns_close(server, true);
	if (!wait_quiet(server, seconds * 1000))
		take_back(server);
	dispatch_abandon(server, true); /* from here on nobody suspends */
	conns_close(server, false);
	while (!none_waits(server))
		tick();
	workers_stop(server->workers);
	MHD_stop_daemon(server->daemon);
	sweeper_stop(server);
	/* the writer may still hold what was taken back from it */
	for (int i = 0; i < 2000 && atomic_load(&server->outside) > 0; i++)
		tick();
	if (atomic_load(&server->outside) == 0)
		server_free(server);
	else
		log_event(LOG_ERROR, "the writer keeps requests",
		    LOG_I("count", atomic_load(&server->outside)));
}
