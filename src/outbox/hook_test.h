/*
 * A small receiver of webhooks on loopback that answers as a test tells it,
 * one thread a connection, and keeps who was told what. Included by tests only.
 */
#ifndef KONTOR_OUTBOX_HOOK_TEST_H
#define KONTOR_OUTBOX_HOOK_TEST_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HOOKS 128

struct hook;
struct hook_call {
	struct hook *hook;
	pthread_t thread;
	int socket;
	char text[16384]; /* head and body */
	char id[64];      /* webhook-id */
};

struct hook {
	int listener, port;
	char url[64];
	pthread_t thread;
	/* set by the test while nothing is sent */
	_Atomic(const char *) answer;      /* status, and perhaps headers */
	void (*during)(struct hook *hook); /* in the first call, unanswered */
	void *data;
	/* read by the test while nothing is sent */
	atomic_int count; /* connections */
	struct hook_call *calls[HOOKS];
};

static inline bool hook_whole(const char *text)
{
	const char *body = strstr(text, "\r\n\r\n");
	const char *length = strcasestr(text, "\r\ncontent-length:");

	return body != NULL && length != NULL &&
	       strlen(body + 4) >= strtoul(length + 17, NULL, 10);
}

static inline void *hook_talk(void *data)
{
	struct hook_call *call = data;
	struct hook *hook = call->hook;
	size_t length = 0;
	const char *id;
	char out[400];
	ssize_t n;
	int size;

	while (!hook_whole(call->text) &&
	       (n = recv(call->socket, call->text + length,
		    sizeof(call->text) - 1 - length, 0)) > 0)
		length += (size_t)n;
	if ((id = strcasestr(call->text, "\r\nwebhook-id: ")) != NULL)
		snprintf(call->id, sizeof(call->id), "%.36s", id + 14);
	if (hook->during != NULL && call == hook->calls[0])
		hook->during(hook);
	size = snprintf(out, sizeof(out),
	    "HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
	    atomic_load(&hook->answer));
	if (send(call->socket, out, (size_t)size, MSG_NOSIGNAL) < 0)
		perror("hook");
	close(call->socket);
	return NULL;
}

static inline void *hook_run(void *data)
{
	struct hook *hook = data;
	int socket;

	while ((socket = accept(hook->listener, NULL, NULL)) >= 0) {
		struct hook_call *call = calloc(1, sizeof(*call));

		if (call == NULL || hook->count == HOOKS)
			abort();
		call->hook = hook;
		call->socket = socket;
		hook->calls[hook->count++] = call;
		if (pthread_create(&call->thread, NULL, hook_talk, call) != 0)
			abort();
	}
	return NULL;
}

static inline void hook_open(struct hook *hook)
{
	struct sockaddr_in name = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(name);

	memset(hook, 0, sizeof(*hook));
	hook->answer = "200 OK";
	hook->listener = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(hook->listener >= 0);
	CHECK_INT(0, bind(hook->listener, (struct sockaddr *)&name, length));
	CHECK_INT(0, listen(hook->listener, 64));
	CHECK_INT(
	    0, getsockname(hook->listener, (struct sockaddr *)&name, &length));
	hook->port = ntohs(name.sin_port);
	snprintf(hook->url, sizeof(hook->url), "http://127.0.0.1:%d/hook",
	    hook->port);
	CHECK_INT(0, pthread_create(&hook->thread, NULL, hook_run, hook));
}

static inline void hook_close(struct hook *hook)
{
	shutdown(hook->listener, SHUT_RDWR);
	close(hook->listener);
	pthread_join(hook->thread, NULL);
	for (int i = 0; i < hook->count; i++) {
		pthread_join(hook->calls[i]->thread, NULL);
		free(hook->calls[i]);
	}
}

#endif
