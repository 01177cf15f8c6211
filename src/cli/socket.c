/*
 * The socket in the data folder, both ends. One packet asks, with two
 * descriptors; each packet back is one line ("o", "e") or the status ("x").
 */
#include "cli/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/day.h"
#include "base/log.h"
#include "base/settings.h"
#include "base/text.h"
#include "cli/import.h"
#include "cli/invoice.h"
#include "cli/keys.h"
#include "cli/operator.h"
#include "cli/user.h"
#include "policy/policy.h"

#define NAME "kontor.sock"
#define ASK_MAX 1024
#define LINE_MAX_BYTES 2048
#define SEND_SECONDS 10

struct cli_socket {
	struct ctx cx;
	struct writer *writer;
	int folder, listener, stop;
	atomic_bool stopping;
	pthread_t thread;
};

/* A folder's path may be longer than a socket's address can hold. */
static void address_of(int folder, struct sockaddr_un *ret_address)
{
	*ret_address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	snprintf(ret_address->sun_path, sizeof(ret_address->sun_path),
	    "/proc/self/fd/%d/" NAME, folder);
}

static int folder_open(const struct ctx *cx)
{
	return open(cx->settings->data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* Serving
 * --------------------------------------------------------------------*/

/* One verb at work. */
struct job {
	struct cli_socket *socket;
	int peer;
	bool gone; /* nobody reads any more */
};

static void packet_send(struct job *job, char kind, const char *text)
{
	char packet[LINE_MAX_BYTES];
	int length = snprintf(packet, sizeof(packet), "%c%s", kind, text);

	if (length >= (int)sizeof(packet))
		length = (int)sizeof(packet) - 1;
	if (!job->gone &&
	    send(job->peer, packet, (size_t)length, MSG_NOSIGNAL) < 0)
		job->gone = true;
}

static void job_say(struct import *import, bool bad, const char *text)
{
	packet_send(import->listener, bad ? 'e' : 'o', text);
}

/* Also when the person pressed Ctrl-C: an import nobody waits for ends. */
static bool job_stopping(struct import *import)
{
	struct job *job = import->listener;
	struct pollfd peer = { .fd = job->peer, .events = POLLRDHUP };

	if (poll(&peer, 1, 0) > 0 &&
	    (peer.revents & (POLLHUP | POLLRDHUP | POLLERR)))
		job->gone = true;
	return job->gone || atomic_load(&job->socket->stopping);
}

static void job_tell(void *job, bool bad, const char *text)
{
	packet_send(job, bad ? 'e' : 'o', text);
}

/* Closes file. */
static int job_verb(struct job *job, struct import *import, const char *verb,
    const char *name, int file, int folder)
{
	if (operator_verb_is(verb)) {
		close(file);
		return operator_verb_run(
		    import, job->socket->writer, verb, name);
	}
	if (user_verb_is(verb)) {
		close(file);
		return user_verb_run(import, job->socket->writer, verb, name);
	}
	if (invoice_verb_is(verb)) {
		close(file);
		return invoice_verb_run(
		    import, job->socket->writer, verb, name);
	}
	if (strcmp(verb, "keys rotate") != 0)
		return import_verb_run(
		    import, job->socket->writer, verb, name, file, folder);
	close(file);
	return keys_rotate_here(import->cx, name, job_tell, job);
}

static void job_run(
    struct job *job, const char *verb, const char *name, int file, int folder)
{
	struct ctx cx = job->socket->cx;
	struct import import = { .cx = &cx,
		.say = job_say,
		.listener = job,
		.stopping = job_stopping };
	struct arena arena;
	char status[16];

	arena_init(&arena);
	cx.arena = &arena;
	cx.policy = policy_newest(cx.policy);
	cx.wall = cx.now = clock_wall();
	log_event(LOG_INFO, "verb", LOG_T("verb", verb), LOG_T("file", name));
	snprintf(status, sizeof(status), "%d",
	    job_verb(job, &import, verb, name, file, folder));
	log_event(LOG_INFO, "verb ended", LOG_T("verb", verb),
	    LOG_T("status", status));
	packet_send(job, 'x', status);
	arena_done(&arena);
}

static bool peer_may(int peer)
{
	struct ucred who;
	socklen_t size = sizeof(who);

	return getsockopt(peer, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0 &&
	       (who.uid == geteuid() || who.uid == 0);
}

/* The descriptors of a message; extra ones are closed. */
static size_t descriptors_take(struct msghdr *message, int fds[2])
{
	size_t taken = 0;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c != NULL;
	     c = CMSG_NXTHDR(message, c)) {
		size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		for (size_t i = 0; i < count; i++) {
			int fd;

			memcpy(&fd, CMSG_DATA(c) + i * sizeof(fd), sizeof(fd));
			if (taken < 2)
				fds[taken++] = fd;
			else
				close(fd);
		}
	}
	return taken;
}

/* "verb\0name\0" and two descriptors, or nothing is done. */
static void peer_serve(struct cli_socket *self, int peer)
{
	char ask[ASK_MAX + 1], room[CMSG_SPACE(4 * sizeof(int))];
	struct iovec part = { .iov_base = ask, .iov_len = ASK_MAX };
	struct msghdr message = { .msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = room,
		.msg_controllen = sizeof(room) };
	const struct timeval limit = { .tv_sec = SEND_SECONDS };
	struct job job = { .socket = self, .peer = peer };
	int fds[2];
	ssize_t got;
	size_t count, verb;

	setsockopt(peer, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	if (!peer_may(peer) ||
	    (got = recvmsg(peer, &message, MSG_CMSG_CLOEXEC)) <= 0)
		return;
	count = descriptors_take(&message, fds);
	ask[got] = '\0';
	verb = strlen(ask) + 1;
	if (count == 2 && verb < (size_t)got && ask[got - 1] == '\0') {
		job_run(&job, ask, ask + verb, fds[0], fds[1]);
		close(fds[1]); /* the verb closed the other */
		return;
	}
	while (count > 0)
		close(fds[--count]);
}

static void *serve(void *argument)
{
	struct cli_socket *self = argument;
	struct pollfd fds[2] = { { .fd = self->stop, .events = POLLIN },
		{ .fd = self->listener, .events = POLLIN } };

	while (!atomic_load(&self->stopping)) {
		int peer;

		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			break;
		if (atomic_load(&self->stopping))
			break;
		peer = accept4(self->listener, NULL, NULL, SOCK_CLOEXEC);
		if (peer < 0)
			continue;
		peer_serve(self, peer);
		close(peer);
	}
	return NULL;
}

/* The folder is locked by us, so a socket that lies there is a dead one's. */
static bool listen_in(struct cli_socket *self)
{
	struct sockaddr_un address;
	mode_t before;
	int bound;

	address_of(self->folder, &address);
	self->listener =
	    socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (self->listener < 0)
		return false;
	(void)unlinkat(self->folder, NAME, 0);
	before = umask(0177);
	bound =
	    bind(self->listener, (struct sockaddr *)&address, sizeof(address));
	(void)umask(before);
	return bound == 0 && listen(self->listener, 8) == 0;
}

/* Signals are for the thread that waits for them. */
static bool thread_start(struct cli_socket *self)
{
	sigset_t all, before;
	bool started;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	started = pthread_create(&self->thread, NULL, serve, self) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!started)
		log_event(
		    LOG_ERROR, "no thread", LOG_T("for", "the command line"));
	return started;
}

static void socket_free(struct cli_socket *self)
{
	if (self->listener >= 0)
		close(self->listener);
	if (self->stop >= 0)
		close(self->stop);
	if (self->folder >= 0)
		close(self->folder);
	free(self);
}

struct error cli_socket_start(
    struct ctx *cx, struct writer *writer, struct cli_socket **ret_socket)
{
	struct cli_socket *self;

	*ret_socket = NULL;
	if (settings_share_database(cx->settings->database))
		return OK;
	if ((self = calloc(1, sizeof(*self))) == NULL)
		return fail(ERR_INTERNAL, NULL);
	self->cx = *cx;
	self->cx.tx = NULL;
	self->writer = writer;
	self->listener = -1;
	self->folder = folder_open(cx);
	self->stop = eventfd(0, EFD_CLOEXEC);
	if (self->folder >= 0 && self->stop >= 0 && listen_in(self) &&
	    thread_start(self)) {
		*ret_socket = self;
		return OK;
	}
	log_event(LOG_ERROR, "cli_socket",
	    LOG_T("folder", cx->settings->data_dir),
	    LOG_T("reason", strerror(errno)));
	socket_free(self);
	return fail(ERR_INTERNAL, NULL);
}

void cli_socket_stop(struct cli_socket *socket)
{
	if (socket == NULL)
		return;
	atomic_store(&socket->stopping, true);
	(void)eventfd_write(socket->stop, 1);
	pthread_join(socket->thread, NULL);
	(void)unlinkat(socket->folder, NAME, 0);
	socket_free(socket);
}

/* Calling
 * --------------------------------------------------------------------*/

static int socket_connect(const struct ctx *cx)
{
	struct sockaddr_un address;
	int folder = folder_open(cx);
	int fd = -1;

	if (folder < 0)
		return -1;
	address_of(folder, &address);
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd >= 0 &&
	    connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
		close(fd);
		fd = -1;
	}
	close(folder);
	return fd;
}

static bool ask_send(
    int fd, const char *verb, const char *name, int file, int folder)
{
	char ask[ASK_MAX], room[CMSG_SPACE(2 * sizeof(int))];
	const int fds[2] = { file, folder };
	struct iovec part = { .iov_base = ask };
	struct msghdr message = { .msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = room,
		.msg_controllen = sizeof(room) };
	struct cmsghdr *c;
	int length = snprintf(ask, sizeof(ask), "%s%c%s", verb, 0, name);

	if (length < 0 || length >= (int)sizeof(ask))
		return false;
	part.iov_len = (size_t)length + 1;
	memset(room, 0, sizeof(room));
	c = CMSG_FIRSTHDR(&message);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(fds));
	memcpy(CMSG_DATA(c), fds, sizeof(fds));
	return sendmsg(fd, &message, MSG_NOSIGNAL) == (ssize_t)part.iov_len;
}

/* The server's lines until its status. */
static int lines_print(int fd)
{
	char packet[LINE_MAX_BYTES + 1];
	int64_t status;
	ssize_t got;

	while ((got = recv(fd, packet, LINE_MAX_BYTES, 0)) > 0 ||
	       (got < 0 && errno == EINTR)) {
		if (got < 0)
			continue;
		packet[got] = '\0';
		if (packet[0] == 'x')
			return text_to_int(packet + 1, &status) ? (int)status
								: EX_SOFTWARE;
		if (packet[0] == 'e')
			fprintf(stderr, "%s\n", packet + 1);
		else
			puts(packet + 1);
	}
	fputs("kontor: the serving process ended before the answer\n", stderr);
	return EX_TEMPFAIL;
}

bool cli_socket_call(struct ctx *cx, const char *verb, const char *name,
    int file, int folder, int *ret_status)
{
	int fd = settings_share_database(cx->settings->database)
		     ? -1
		     : socket_connect(cx);

	if (fd < 0)
		return false;
	if (ask_send(fd, verb, name, file, folder)) {
		*ret_status = lines_print(fd);
	} else {
		fputs("kontor: the serving process does not answer\n", stderr);
		*ret_status = EX_TEMPFAIL;
	}
	close(fd);
	return true;
}
