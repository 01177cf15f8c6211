/*
 * The listening socket, from ADDR:PORT or handed over. Accepting is the
 * library's, or acceptor.c's.
 */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "http/exchange.h"

#define BACKLOG 1024

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
	if (bind(fd, place->ai_addr, place->ai_addrlen) == 0)
		return fd;
	on = errno;
	close(fd);
	errno = on;
	return -1;
}

/* Where it is bound, as numbers; false when it is no internet socket. */
static bool bound_where(struct listener *listener)
{
	struct sockaddr *bound = (struct sockaddr *)&listener->bound;
	char host[64], port[8];
	bool six;

	listener->bound_length = sizeof listener->bound;
	if (getsockname(listener->fd, bound, &listener->bound_length) != 0)
		return false;
	six = bound->sa_family == AF_INET6;
	if (!six && bound->sa_family != AF_INET)
		return false;
	if (getnameinfo(bound, listener->bound_length, host, sizeof host, port,
		sizeof port, NI_NUMERICHOST | NI_NUMERICSERV) != 0)
		return false;
	snprintf(listener->where, sizeof listener->where,
	    six ? "[%s]:%s" : "%s:%s", host, port);
	listener->port = ntohs(six ? ((struct sockaddr_in6 *)bound)->sin6_port
				   : ((struct sockaddr_in *)bound)->sin_port);
	return true;
}

struct error listener_bind(const char *where, struct listener *ret_listener)
{
	struct addrinfo hints = { .ai_flags = AI_PASSIVE,
		.ai_socktype = SOCK_STREAM };
	struct listener listener = { .fd = -1 };
	struct addrinfo *places;
	char host[256], port[16];
	int status;

	if (!split_address(where, host, port))
		return listen_failed(where, "write it as ADDR:PORT");
	status =
	    getaddrinfo(host[0] == '\0' ? NULL : host, port, &hints, &places);
	if (status != 0)
		return listen_failed(where, gai_strerror(status));
	listener.fd = bind_one(places);
	status = errno;
	freeaddrinfo(places);
	if (listener.fd < 0 || !bound_where(&listener))
		return listen_failed(where, strerror(status));
	*ret_listener = listener;
	return OK;
}

struct error listener_take(int fd, struct listener *ret_listener)
{
	struct listener listener = { .fd = fd, .inherited = true };
	int on = 1;

	if (!bound_where(&listener))
		return listen_failed(
		    "LISTEN_FDS", "hand over an internet socket");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	*ret_listener = listener;
	return OK;
}

void listener_close(struct listener *listener)
{
	if (listener->fd >= 0)
		close(listener->fd);
	listener->fd = -1;
}

struct error listen_on(struct server *server)
{
	const struct server_options *options = &server->options;
	struct error e = OK;

	if (options->listener != NULL)
		server->listener = *options->listener;
	else
		e = listener_bind(options->settings->listen, &server->listener);
	if (e.code || server->listener.inherited)
		return e;
	if (listen(server->listener.fd, BACKLOG) == 0)
		return OK;
	return listen_failed(server->listener.where, strerror(errno));
}
