/*
 * The registry of connections and the sweeper that ends those which take too
 * long. The library's own timeout counts silence only, so it is not used.
 * What happens on a connection is left to the dispatcher.
 */
#include <arpa/inet.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "base/day.h"
#include "base/log.h"
#include "base/stop.h"
#include "http/exchange.h"

#define SWEEP_MS 250
/* An answer that is taken slower than this, over one idle_seconds, ends. */
#define ANSWER_BYTES_PER_SECOND 256

static int64_t now_ms(void)
{
	return clock_steady_us() / 1000;
}

static uint64_t clock_pack(enum phase phase, int64_t since_ms)
{
	return (uint64_t)since_ms << 3 | (uint64_t)phase;
}

/* One word, so that the sweeper never pairs a phase with another's start. */
void conn_phase(struct conn *conn, enum phase phase)
{
	uint64_t old = atomic_load_explicit(&conn->clock, memory_order_relaxed);
	int64_t since = now_ms();

	/* the first header counts from the connect */
	if (phase == PHASE_HEADER && (old & 7) == PHASE_FRESH)
		since = (int64_t)(old >> 3);
	atomic_store_explicit(
	    &conn->clock, clock_pack(phase, since), memory_order_relaxed);
}

struct conn *conn_of(struct MHD_Connection *mhd)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info == NULL ? NULL : info->socket_context;
}

static void address_text(struct MHD_Connection *mhd, char *ret, size_t room)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *peer = info == NULL ? NULL : info->client_addr;
	const struct sockaddr_in6 *six = (const void *)peer;
	const struct sockaddr_in *four = (const void *)peer;

	snprintf(ret, room, "-");
	if (peer != NULL && peer->sa_family == AF_INET)
		inet_ntop(AF_INET, &four->sin_addr, ret, (socklen_t)room);
	if (peer == NULL || peer->sa_family != AF_INET6)
		return;
	if (IN6_IS_ADDR_V4MAPPED(&six->sin6_addr))
		inet_ntop(
		    AF_INET, &six->sin6_addr.s6_addr[12], ret, (socklen_t)room);
	else
		inet_ntop(AF_INET6, &six->sin6_addr, ret, (socklen_t)room);
}

static struct conn *conn_new(struct server *server, struct MHD_Connection *mhd)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct conn *conn = calloc(1, sizeof *conn);

	if (conn == NULL)
		return NULL;
	conn->server = server;
	conn->fd = info->connect_fd;
	atomic_init(&conn->clock, clock_pack(PHASE_FRESH, now_ms()));
	address_text(mhd, conn->address, sizeof conn->address);
	atomic_fetch_add(&server->connections, 1);
	pthread_mutex_lock(&server->lock);
	conn->next = server->conns;
	if (conn->next != NULL)
		conn->next->prev = conn;
	server->conns = conn;
	pthread_mutex_unlock(&server->lock);
	return conn;
}

/* The library closes the descriptor after this, so nobody who holds the lock
 * and finds the connection in the list can shut down a reused one. */
static void conn_free(struct conn *conn)
{
	struct server *server = conn->server;

	pthread_mutex_lock(&server->lock);
	if (conn->next != NULL)
		conn->next->prev = conn->prev;
	if (conn->prev != NULL)
		conn->prev->next = conn->next;
	else
		server->conns = conn->next;
	pthread_mutex_unlock(&server->lock);
	atomic_fetch_sub(&server->connections, 1);
	free(conn->uri);
	free(conn);
}

void conn_notify(void *cls, struct MHD_Connection *mhd, void **socket_context,
    enum MHD_ConnectionNotificationCode code)
{
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		*socket_context = conn_new(cls, mhd);
	} else if (*socket_context != NULL) {
		conn_free(*socket_context);
		*socket_context = NULL;
	}
}

/*
 * The query is ours alone: the library finds none. It would make a list of the
 * pairs in the connection's memory, and where some hundred of them do not fit,
 * close the connection without a word. It calls this between finding where the
 * query begins and cutting it up in place; the bytes are its own buffer.
 */
static void query_hide(const char *uri)
{
	char *query = strchr(uri, '?');

	if (query != NULL)
		query[1] = '\0';
}

/*
 * The library cuts the target up in place; this keeps it as it came. The
 * return value becomes the request's context, which the handler makes.
 */
void *conn_uri(void *cls, const char *uri, struct MHD_Connection *mhd)
{
	struct conn *conn = conn_of(mhd);
	size_t length = uri == NULL ? 0 : strlen(uri);

	(void)cls;
	if (conn == NULL)
		return NULL;
	conn_phase(conn, PHASE_HEADER);
	conn->uri_place = uri;
	if (length + 1 > conn->uri_room) {
		free(conn->uri);
		conn->uri_room = length + 256;
		conn->uri = malloc(conn->uri_room);
		if (conn->uri == NULL)
			stop_memory(conn->uri_room);
	}
	memcpy(conn->uri, uri == NULL ? "" : uri, length + 1);
	if (uri != NULL)
		query_hide(uri);
	return NULL;
}

/* ---- transfers that may be cut ---- */

static void conn_cut(struct conn *conn)
{
	if (!conn->cut)
		shutdown(conn->fd, SHUT_RDWR);
	conn->cut = true;
}

bool conn_tag(struct conn *conn, const char *tag, int64_t since_us)
{
	struct server *server = conn->server;
	bool good = true;

	pthread_mutex_lock(&server->lock);
	conn->tag = tag;
	/* revoked between the check of the link and now */
	for (size_t i = 0; tag != NULL && i < CUT_TAGS; i++)
		if (server->cuts[i].at_us >= since_us &&
		    strcmp(server->cuts[i].tag, tag) == 0)
			good = false;
	pthread_mutex_unlock(&server->lock);
	return good;
}

void server_cut(struct server *server, const char *tag)
{
	struct cut_tag *cut;

	pthread_mutex_lock(&server->lock);
	cut = &server->cuts[server->cut_next++ % CUT_TAGS];
	strncpy(cut->tag, tag, sizeof cut->tag - 1);
	cut->at_us = clock_steady_us();
	for (struct conn *conn = server->conns; conn; conn = conn->next)
		if (conn->tag != NULL && strcmp(conn->tag, tag) == 0)
			conn_cut(conn);
	pthread_mutex_unlock(&server->lock);
}

/* ---- the sweeper ---- */

/* True when the client took too little of its answer since the last look. */
static bool answer_stalls(struct conn *conn, int64_t since, int64_t limit)
{
	struct tcp_info info = { 0 };
	socklen_t size = sizeof info;
	int64_t now = now_ms();
	uint64_t before;

	if (conn->acked_ms < since) {
		conn->acked_ms = since;
		conn->acked = 0;
	}
	if (now - conn->acked_ms < limit * 1000)
		return false;
	if (getsockopt(conn->fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
		return false;
	before = conn->acked;
	conn->acked = info.tcpi_bytes_acked;
	conn->acked_ms = now;
	return before != 0 &&
	       conn->acked - before < (uint64_t)limit * ANSWER_BYTES_PER_SECOND;
}

static bool conn_late(struct conn *conn, const struct settings *settings)
{
	uint64_t clock =
	    atomic_load_explicit(&conn->clock, memory_order_relaxed);
	int64_t since = (int64_t)(clock >> 3), limit;

	switch ((enum phase)(clock & 7)) {
	case PHASE_FRESH:
	case PHASE_HEADER:
		limit = settings->header_seconds;
		break;
	case PHASE_IDLE:
		limit = settings->idle_seconds;
		break;
	case PHASE_BODY:
		limit = settings->body_seconds;
		break;
	case PHASE_ANSWER:
		return answer_stalls(conn, since, settings->idle_seconds);
	case PHASE_WORK:
	default:
		return false;
	}
	return now_ms() - since > limit * 1000;
}

static void sweep(struct server *server)
{
	for (struct conn *conn = server->conns; conn; conn = conn->next)
		if (!conn->cut && conn_late(conn, server->options.settings))
			conn_cut(conn);
}

static void *sweeper_run(void *arg)
{
	struct server *server = arg;
	struct timespec until;

	pthread_mutex_lock(&server->lock);
	while (!server->sweeper_stop) {
		sweep(server);
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_nsec += SWEEP_MS * 1000000L;
		if (until.tv_nsec >= 1000000000L) {
			until.tv_nsec -= 1000000000L;
			until.tv_sec++;
		}
		pthread_cond_timedwait(&server->wake, &server->lock, &until);
	}
	pthread_mutex_unlock(&server->lock);
	return NULL;
}

bool sweeper_start(struct server *server)
{
	sigset_t all, old;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	server->sweeper_on =
	    pthread_create(&server->sweeper, NULL, sweeper_run, server) == 0;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return server->sweeper_on;
}

void sweeper_stop(struct server *server)
{
	if (!server->sweeper_on)
		return;
	pthread_mutex_lock(&server->lock);
	server->sweeper_stop = true;
	pthread_cond_signal(&server->wake);
	pthread_mutex_unlock(&server->lock);
	pthread_join(server->sweeper, NULL);
	server->sweeper_on = false;
}

void conns_close(struct server *server, bool idle_only)
{
	pthread_mutex_lock(&server->lock);
	for (struct conn *conn = server->conns; conn; conn = conn->next) {
		uint64_t clock =
		    atomic_load_explicit(&conn->clock, memory_order_relaxed);
		enum phase phase = clock & 7;

		if (!idle_only)
			conn_cut(conn);
		else if (!conn->cut &&
			 (phase == PHASE_IDLE || phase == PHASE_FRESH))
			/* a request that arrived already is still read */
			shutdown(conn->fd, SHUT_RD);
	}
	pthread_mutex_unlock(&server->lock);
}

bool conns_fresh(struct server *server)
{
	bool fresh = false;

	pthread_mutex_lock(&server->lock);
	for (struct conn *conn = server->conns; conn; conn = conn->next) {
		enum phase phase =
		    atomic_load_explicit(&conn->clock, memory_order_relaxed) &
		    7;

		fresh |= phase == PHASE_FRESH || phase == PHASE_HEADER;
	}
	pthread_mutex_unlock(&server->lock);
	return fresh;
}

int conns_transfers(struct server *server)
{
	int count = 0;

	pthread_mutex_lock(&server->lock);
	for (struct conn *conn = server->conns; conn; conn = conn->next)
		count += conn->tag != NULL;
	pthread_mutex_unlock(&server->lock);
	return count;
}
