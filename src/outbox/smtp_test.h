/*
 * A small SMTP server on loopback that answers as a test tells it and keeps
 * what it was sent, byte for byte. Included by tests only.
 */
#ifndef KONTOR_OUTBOX_SMTP_TEST_H
#define KONTOR_OUTBOX_SMTP_TEST_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define SMTP_MAILS 8

struct smtp {
	int listener;
	char url[64];
	pthread_t thread;
	/* set by the test while no delivery runs */
	const char *rcpt_answer, *data_answer;
	/* read by the test while no delivery runs */
	int count;               /* messages taken with 250 */
	char *raw[SMTP_MAILS];   /* each message as sent, dots and all */
	char from[256], to[256]; /* the last envelope */
};

static inline void smtp_say(int socket, const char *line)
{
	char out[300];
	int n = snprintf(out, sizeof(out), "%s\r\n", line);

	if (send(socket, out, (size_t)n, MSG_NOSIGNAL) < 0)
		perror("smtp");
}

/* The message up to the lone dot, which is not kept. */
static inline void smtp_take(struct smtp *smtp, FILE *in, int socket)
{
	size_t room = 0, length = 0;
	char *line = NULL, *raw = NULL;
	size_t line_room = 0;
	ssize_t n;

	smtp_say(socket, "354 go on");
	while ((n = getline(&line, &line_room, in)) > 0 &&
	       strcmp(line, ".\r\n") != 0) {
		if (length + (size_t)n + 1 > room) {
			room = room * 2 + (size_t)n + 1;
			raw = realloc(raw, room);
		}
		memcpy(raw + length, line, (size_t)n + 1);
		length += (size_t)n;
	}
	free(line);
	/* first kept, then answered: who is told looks at once */
	if (smtp->count < SMTP_MAILS)
		smtp->raw[smtp->count++] = raw;
	else
		free(raw);
	smtp_say(socket, smtp->data_answer);
}

static inline void smtp_talk(struct smtp *smtp, int socket)
{
	FILE *in = fdopen(dup(socket), "r");
	char line[1000];

	smtp_say(socket, "220 test");
	while (fgets(line, sizeof(line), in) != NULL) {
		line[strcspn(line, "\r\n")] = '\0';
		if (strncasecmp(line, "EHLO", 4) == 0) {
			smtp_say(socket, "250 test");
		} else if (strncasecmp(line, "MAIL", 4) == 0) {
			snprintf(
			    smtp->from, sizeof(smtp->from), "%.255s", line);
			smtp_say(socket, "250 ok");
		} else if (strncasecmp(line, "RCPT", 4) == 0) {
			snprintf(smtp->to, sizeof(smtp->to), "%.255s", line);
			smtp_say(socket, smtp->rcpt_answer);
		} else if (strncasecmp(line, "DATA", 4) == 0) {
			smtp_take(smtp, in, socket);
		} else if (strncasecmp(line, "QUIT", 4) == 0) {
			smtp_say(socket, "221 bye");
			break;
		} else {
			smtp_say(socket, "500 what");
		}
	}
	fclose(in);
}

static inline void *smtp_run(void *data)
{
	struct smtp *smtp = data;
	int socket;

	while ((socket = accept(smtp->listener, NULL, NULL)) >= 0) {
		smtp_talk(smtp, socket);
		close(socket);
	}
	return NULL;
}

static inline void smtp_open(struct smtp *smtp)
{
	struct sockaddr_in name = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(name);

	memset(smtp, 0, sizeof(*smtp));
	smtp->rcpt_answer = smtp->data_answer = "250 ok";
	smtp->listener = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(smtp->listener >= 0);
	CHECK_INT(0, bind(smtp->listener, (struct sockaddr *)&name, length));
	CHECK_INT(0, listen(smtp->listener, 8));
	CHECK_INT(
	    0, getsockname(smtp->listener, (struct sockaddr *)&name, &length));
	snprintf(smtp->url, sizeof(smtp->url), "smtp://127.0.0.1:%d",
	    ntohs(name.sin_port));
	CHECK_INT(0, pthread_create(&smtp->thread, NULL, smtp_run, smtp));
}

static inline void smtp_close(struct smtp *smtp)
{
	shutdown(smtp->listener, SHUT_RDWR);
	close(smtp->listener);
	pthread_join(smtp->thread, NULL);
	for (int i = 0; i < smtp->count; i++)
		free(smtp->raw[i]);
}

#endif
