/*
 * Takes connections from a socket that was handed over and gives them to the
 * library. Whoever handed it over keeps it, so it cannot be taken out of the
 * library's own sets by closing it; here it is enough to stop asking. What was
 * not accepted then waits in the kernel for the next process.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "http/exchange.h"

static void accept_one(struct server *server)
{
	const struct timespec pause = { 0, 10000000 };
	struct sockaddr_storage from;
	socklen_t length = sizeof from;
	int fd = accept4(server->listener.fd, (struct sockaddr *)&from, &length,
	    SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd >= 0)
		/* it closes the socket when it does not want it */
		MHD_add_connection(
		    server->daemon, fd, (struct sockaddr *)&from, length);
	else if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
		nanosleep(&pause, NULL); /* out of descriptors */
}

static void *acceptor_run(void *arg)
{
	struct server *server = arg;
	struct pollfd fds[2] = { { .fd = server->acceptor_stop,
				     .events = POLLIN },
		{ .fd = server->listener.fd, .events = POLLIN } };

	for (;;) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return NULL;
		if (fds[0].revents != 0)
			return NULL;
		if (fds[1].revents != 0)
			accept_one(server);
	}
}

bool acceptor_start(struct server *server)
{
	int flags = fcntl(server->listener.fd, F_GETFL);
	sigset_t all, old;

	/* a connection that was reset meanwhile must not hold us up */
	fcntl(server->listener.fd, F_SETFL, flags | O_NONBLOCK);
	server->acceptor_stop = eventfd(0, EFD_CLOEXEC);
	if (server->acceptor_stop < 0)
		return false;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	server->acceptor_on =
	    pthread_create(&server->acceptor, NULL, acceptor_run, server) == 0;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return server->acceptor_on;
}

void acceptor_stop(struct server *server)
{
	if (server->acceptor_on) {
		eventfd_write(server->acceptor_stop, 1);
		pthread_join(server->acceptor, NULL);
	}
	server->acceptor_on = false;
	if (server->acceptor_stop >= 0)
		close(server->acceptor_stop);
	server->acceptor_stop = -1;
}
