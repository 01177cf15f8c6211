/*
 * Lines of a file become HTTP/1.1 requests. Sending them is load.c's.
 */
#include "requests.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool request_make(
    char *line, const char *host, const char *headers, struct message *ret)
{
	char *path = strchr(line, ' ');
	char *body;
	int length;

	if (path == NULL)
		return false;
	*path++ = '\0';
	body = strchr(path, ' ');
	if (body != NULL)
		*body++ = '\0';
	else
		body = path + strlen(path);
	length =
	    strcmp(line, "GET") == 0
		? asprintf(&ret->bytes, "GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\n",
		      path, host, headers)
		: asprintf(&ret->bytes,
		      "%s %s HTTP/1.1\r\nHost: %s\r\n%s"
		      "Content-Type: application/json\r\n"
		      "Content-Length: %zu\r\n\r\n%s",
		      line, path, host, headers, strlen(body), body);
	ret->length = length < 0 ? 0 : (size_t)length;
	return length > 0;
}

static void requests_add(struct requests *requests, struct message message)
{
	/* grown whenever the count is a power of two */
	if ((requests->count & (requests->count - 1)) == 0)
		requests->list = realloc(requests->list,
		    sizeof(message) *
			(requests->count == 0 ? 1 : requests->count * 2));
	if (requests->list == NULL)
		abort();
	requests->list[requests->count++] = message;
}

bool requests_read(const char *path, const char *host, const char *headers,
    struct requests *ret_requests)
{
	FILE *file = fopen(path, "r");
	struct requests requests = { 0 };
	struct message message;
	char *line = NULL;
	size_t room = 0;
	ssize_t length;
	bool fine = file != NULL;

	while (fine && (length = getline(&line, &room, file)) > 0) {
		if (line[length - 1] == '\n')
			line[length - 1] = '\0';
		fine = request_make(line, host, headers, &message);
		if (fine)
			requests_add(&requests, message);
	}
	if (!fine || requests.count == 0)
		fprintf(stderr, "load: %s: %s\n", path,
		    file == NULL ? strerror(errno) : "no request in a line");
	free(line);
	if (file != NULL)
		fclose(file);
	*ret_requests = requests;
	return fine && requests.count > 0;
}
