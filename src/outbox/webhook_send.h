/*
 * Sends many deliveries at once over libcurl, from one thread. To whom it may
 * connect is asked at each socket. For outbox/ only.
 */
#ifndef KONTOR_OUTBOX_WEBHOOK_SEND_H
#define KONTOR_OUTBOX_WEBHOOK_SEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <curl/curl.h>

#include "base/ctx.h"

#define SENDING_ANSWER_BYTES 4096

/* One request. The first four are the caller's and must live until it ended. */
struct sending {
	const char *url, *body;
	const char *const *headers; /* "Name: value", ended by NULL */
	bool private_allowed;

	long status;         /* 0: no answer came */
	int64_t retry_after; /* seconds; 0: the answer does not say */
	const char *problem; /* NULL when an answer came; in error or static */
	char answer[SENDING_ANSWER_BYTES + 1];
	size_t answer_length;

	/* its own */
	CURL *curl;
	struct curl_slist *list;
	bool refused; /* an address that is not public */
	bool ended;
	char error[CURL_ERROR_SIZE];
};

/* False without memory. Redirects are not followed. */
bool sending_start(CURLM *multi, struct sending *sending);
/* Moves all on and marks those that ended; waits up to ms for something. */
void sendings_move(CURLM *multi, int ms);
/* Frees what it holds but its texts; also when it did not end. */
void sending_done(CURLM *multi, struct sending *sending);

#endif
