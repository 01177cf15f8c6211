/*
 * Many connections that do next to nothing.
 *
 *   crowd PORT COUNT                  each asks once for /livez, then is silent
 *   crowd PORT COUNT PATH [HEADER]    each asks for PATH and reads a kilobyte a
 *                                     second of the answer
 *
 * Says "ready COUNT" when all are there, goes on until its input ends, and then
 * says how many the server had closed before.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#define PER_ADDRESS 20000 /* local ports of one address */
#define SLOW_BUFFER 4096

struct crowd {
	int port, count;
	int *fds;
	char request[4096];
	int request_length;
	bool slow;
};

/* Every 127.0.0.0/8 address has ports of its own. */
static int connected(const struct crowd *crowd, int number)
{
	struct sockaddr_in own = { .sin_family = AF_INET,
		.sin_addr.s_addr =
		    htonl(INADDR_LOOPBACK + (uint32_t)(number / PER_ADDRESS)) };
	struct sockaddr_in server = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)crowd->port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int room = SLOW_BUFFER;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && crowd->slow)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	if (fd < 0 || bind(fd, (struct sockaddr *)&own, sizeof(own)) != 0 ||
	    connect(fd, (struct sockaddr *)&server, sizeof(server)) != 0 ||
	    write(fd, crowd->request, (size_t)crowd->request_length) < 0) {
		perror("crowd");
		exit(EX_UNAVAILABLE);
	}
	return fd;
}

static void crowd_open(struct crowd *crowd)
{
	char bytes[2048];

	crowd->fds = calloc((size_t)crowd->count, sizeof(int));
	for (int i = 0; i < crowd->count; i++) {
		crowd->fds[i] = connected(crowd, i);
		if (!crowd->slow &&
		    read(crowd->fds[i], bytes, sizeof(bytes)) <= 0) {
			perror("crowd");
			exit(EX_UNAVAILABLE);
		}
	}
}

/* Whether there was something to read, or nothing yet. */
static bool alive(int fd, size_t take)
{
	char bytes[1024];
	ssize_t got = recv(fd, bytes, take, MSG_DONTWAIT);

	return got > 0 || (got < 0 && errno == EAGAIN);
}

static void crowd_wait(const struct crowd *crowd)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	char bytes[64];

	for (;;) {
		if (poll(&input, 1, 1000) > 0 &&
		    read(STDIN_FILENO, bytes, sizeof(bytes)) <= 0)
			return;
		for (int i = 0; crowd->slow && i < crowd->count; i++)
			(void)alive(crowd->fds[i], sizeof(bytes) * 16);
	}
}

static bool crowd_read(int argc, char **argv, struct crowd *ret_crowd)
{
	struct crowd crowd = { 0 };

	if (argc < 3 || argc > 5)
		return false;
	crowd.port = (int)strtol(argv[1], NULL, 10);
	crowd.count = (int)strtol(argv[2], NULL, 10);
	crowd.slow = argc > 3;
	crowd.request_length = snprintf(crowd.request, sizeof(crowd.request),
	    "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s%s\r\n",
	    argc > 3 ? argv[3] : "/livez", crowd.port, argc > 4 ? argv[4] : "",
	    argc > 4 ? "\r\n" : "");
	*ret_crowd = crowd;
	return crowd.port > 0 && crowd.count > 0;
}

int main(int argc, char **argv)
{
	struct rlimit files;
	struct crowd crowd;
	int closed = 0;

	if (!crowd_read(argc, argv, &crowd)) {
		fputs("usage: crowd PORT COUNT [PATH [HEADER]]\n", stderr);
		return EX_USAGE;
	}
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	crowd_open(&crowd);
	printf("ready %d\n", crowd.count);
	fflush(stdout);
	crowd_wait(&crowd);
	for (int i = 0; i < crowd.count; i++)
		closed += !alive(crowd.fds[i], 1);
	printf("closed %d\n", closed);
	return EX_OK;
}
