/*
 * The socket a server listens on: bound here before anything else is opened,
 * so that the port is known, or handed over by who started the process.
 */
#ifndef KONTOR_HTTP_LISTENER_H
#define KONTOR_HTTP_LISTENER_H

#include <stdbool.h>
#include <sys/socket.h>

#include "base/error.h"

struct listener {
	int fd; /* -1: none */
	int port;
	char where[96]; /* ADDR:PORT, as numbers */
	struct sockaddr_storage bound;
	socklen_t bound_length;
	bool inherited; /* it listens already, and goes on after our end */
};

/* Binds ADDR:PORT and does not listen yet: who comes before the server has
 * started is refused. ERR_INTERNAL with the field "listen", logged. */
struct error listener_bind(const char *where, struct listener *ret_listener);
/* A socket that listens, of the internet kind. */
struct error listener_take(int fd, struct listener *ret_listener);
void listener_close(struct listener *listener);

#endif
