/*
 * The requests to send, read from a file and made ready as bytes.
 *
 *   METHOD PATH [BODY]          one a line; the rest of the line is the body
 */
#ifndef KONTOR_BENCH_REQUESTS_H
#define KONTOR_BENCH_REQUESTS_H

#include <stdbool.h>
#include <stddef.h>

struct message {
	char *bytes; /* head and body */
	size_t length;
};

struct requests {
	struct message *list;
	size_t count;
};

/* headers: lines ended by CR LF, "" when none. False, with a line on stderr,
 * when the file cannot be read or holds a line that is no request. */
bool requests_read(const char *path, const char *host, const char *headers,
    struct requests *ret_requests);

#endif
