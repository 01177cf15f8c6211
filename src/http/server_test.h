/*
 * A server with fake doors on a free port, and a client that speaks raw
 * bytes. For the tests of this folder alone.
 */
#ifndef KONTOR_HTTP_SERVER_TEST_H
#define KONTOR_HTTP_SERVER_TEST_H

#include <stdatomic.h>
#include <stddef.h>

#include "base/settings.h"
#include "http/http.h"

struct fixture {
	struct settings settings;
	struct server_options options;
	struct server *server;
	int port; /* stays after the drain */
};

/* Starts with short limits; change fixture->settings before. */
void fixture_init(struct fixture *fixture);
void fixture_start(struct fixture *fixture);
void fixture_stop(struct fixture *fixture);

/* -1 on failure. Reads give up after five seconds of silence. */
int client_open(const struct fixture *fixture);
void client_send(int fd, const char *bytes);
void client_send_n(int fd, const char *bytes, size_t length);
/* Reads one answer with its body (by Content-Length); head: without body.
 * Returns the status, 0 when the connection ended first. */
struct answer {
	int status;
	size_t length; /* of the body */
	char head[16384];
	char body[65536];
};
int client_read(int fd, bool head, struct answer *ret_answer);
/* True when the server ends the connection, without another byte. */
bool client_ended(int fd);
/* The value of a header of the answer in a static buffer, or "". */
const char *answer_header(const struct answer *answer, const char *name);
/* Opens, sends, reads one answer, closes; the status. */
int ask(const struct fixture *fixture, const char *bytes,
    struct answer *ret_answer);

#endif
