/*
 * The raw client of the server tests, and the starting and stopping of a
 * server. The doors and routes are in the tests.
 */
#include "http/server_test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/log.h"

void fixture_init(struct fixture *fixture)
{
	memset(fixture, 0, sizeof *fixture);
	fixture->settings = (struct settings){
		.listen = "127.0.0.1:0",
		.threads = 2,
		.max_connections = 200,
		.max_body_bytes = 10000,
		.header_seconds = 1,
		.body_seconds = 1,
		.idle_seconds = 2,
		.drain_seconds = 1,
	};
	log_set_level(LOG_ERROR);
	signal(SIGPIPE, SIG_IGN);
}

void fixture_start(struct fixture *fixture)
{
	fixture->options.settings = &fixture->settings;
	if (server_start(&fixture->options, &fixture->server).code)
		abort();
	fixture->port = server_port(fixture->server);
}

void fixture_stop(struct fixture *fixture)
{
	server_drain(fixture->server);
	fixture->server = NULL;
}

int client_open(const struct fixture *fixture)
{
	struct sockaddr_in place = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)fixture->port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct timeval patience = { 5, 0 };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	if (connect(fd, (struct sockaddr *)&place, sizeof place) == 0)
		return fd;
	close(fd);
	return -1;
}

void client_send_n(int fd, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t n = send(fd, bytes, length, MSG_NOSIGNAL);

		if (n <= 0)
			return;
		bytes += n;
		length -= (size_t)n;
	}
}

void client_send(int fd, const char *bytes)
{
	client_send_n(fd, bytes, strlen(bytes));
}

const char *answer_header(const struct answer *answer, const char *name)
{
	static _Thread_local char value[1024];
	const char *line = answer->head;
	size_t n = strlen(name);

	while ((line = strstr(line, "\r\n")) != NULL) {
		line += 2;
		if (strncasecmp(line, name, n) == 0 && line[n] == ':') {
			line += n + 1;
			line += strspn(line, " ");
			snprintf(value, sizeof value, "%.*s",
			    (int)strcspn(line, "\r"), line);
			return value;
		}
	}
	return "";
}

/* Byte by byte, so that nothing of the next answer is taken. */
static bool read_head(int fd, struct answer *answer)
{
	size_t n = 0;

	while (n + 1 < sizeof answer->head) {
		if (recv(fd, answer->head + n, 1, 0) != 1)
			break;
		answer->head[++n] = '\0';
		if (n >= 4 && strcmp(answer->head + n - 4, "\r\n\r\n") == 0)
			return true;
	}
	answer->head[n] = '\0';
	return false;
}

int client_read(int fd, bool head, struct answer *ret_answer)
{
	size_t want;

	memset(ret_answer, 0, sizeof *ret_answer);
	if (!read_head(fd, ret_answer))
		return 0;
	ret_answer->status = (int)strtol(ret_answer->head + 9, NULL, 10);
	if (head || ret_answer->status == 100 || ret_answer->status == 304)
		return ret_answer->status;
	want = strtoul(answer_header(ret_answer, "Content-Length"), NULL, 10);
	while (ret_answer->length < want &&
	       ret_answer->length + 1 < sizeof ret_answer->body) {
		ssize_t n = recv(fd, ret_answer->body + ret_answer->length,
		    want - ret_answer->length, 0);

		if (n <= 0)
			break;
		ret_answer->length += (size_t)n;
	}
	return ret_answer->status;
}

bool client_ended(int fd)
{
	char byte;
	ssize_t n = recv(fd, &byte, 1, 0);

	return n == 0 || (n < 0 && errno == ECONNRESET);
}

int ask(
    const struct fixture *fixture, const char *bytes, struct answer *ret_answer)
{
	int fd = client_open(fixture), status;

	client_send(fd, bytes);
	status = client_read(fd, strncmp(bytes, "HEAD", 4) == 0, ret_answer);
	close(fd);
	return status;
}
