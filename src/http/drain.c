/*
 * The end of the server: nobody new, what runs may finish, the rest is told
 * 503 (design.md 3). A suspended connection at the library's own end would
 * stop the process; none is left then.
 */
#include <fcntl.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "http/exchange.h"

#define TICK_MS 5
#define FRESH_MS 1000

/*
 * Another socket, on which nobody ever connects, takes the descriptor's
 * place: the kernel then closes the real one and takes it out of every epoll
 * set at once. MHD_quiesce_daemon does the same from outside of the loops
 * without a lock, and stops the process when a loop was faster.
 */
static void stop_listening(struct server *server)
{
	struct sockaddr_un unnamed = { .sun_family = AF_UNIX };
	int fd;

	if (server->listener.inherited) {
		acceptor_stop(server);
		listener_close(&server->listener);
		return;
	}
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	/* only the family: the kernel makes up an abstract name */
	if (bind(fd, (struct sockaddr *)&unnamed, sizeof(sa_family_t)) == 0 &&
	    listen(fd, 1) == 0)
		dup3(fd, server->listener.fd, O_CLOEXEC);
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

/* Who connected just before is still asked what is wanted, for a moment. */
static void wait_for_fresh(struct server *server)
{
	for (int ms = 0; ms < FRESH_MS && conns_fresh(server); ms += TICK_MS)
		tick();
}

void server_stop(struct server *server)
{
	int64_t seconds = server->options.settings->drain_seconds;

	atomic_store(&server->stopping, true);
	stop_listening(server);
	wait_for_fresh(server);
	conns_close(server, true);
	if (!wait_quiet(server, seconds * 1000))
		take_back(server);
	dispatch_abandon(server, true); /* from here on nobody suspends */
	conns_close(server, false);
	while (!none_waits(server))
		tick();
	workers_stop(server->workers);
	workers_stop(server->listers);
	MHD_stop_daemon(server->daemon);
	sweeper_stop(server);
	/* the writer may still hold what was taken back from it */
	for (int i = 0; i < 2000 && atomic_load(&server->outside) > 0; i++)
		tick();
}

void server_end(struct server *server)
{
	if (atomic_load(&server->outside) == 0)
		server_free(server);
	else
		log_event(LOG_ERROR, "the writer keeps requests",
		    LOG_I("count", atomic_load(&server->outside)));
}

void server_drain(struct server *server)
{
	server_stop(server);
	server_end(server);
}
