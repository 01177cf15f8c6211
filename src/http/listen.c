/*
 * The listening socket, from ADDR:PORT. Accepting is the library's.
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

struct error listen_on(struct server *server, const char *where)
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
