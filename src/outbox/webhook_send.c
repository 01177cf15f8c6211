/*
 * Requests of deliveries. What is in them, and what follows from the answer,
 * the worker knows.
 */
#include "outbox/webhook_send.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "outbox/receiver.h"
#include "outbox/transport.h"
#include "i18n/i18n.h"

#define CONNECT_SECONDS 5L
#define WHOLE_SECONDS 15L

/* A name may lead elsewhere than it did when it was registered. */
static curl_socket_t socket_open(
    void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct sending *sending = data;

	(void)purpose;
	if (!sending->private_allowed &&
	    !receiver_address_public(&address->addr)) {
		sending->refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC,
	    address->protocol);
}

/* What is more than the room ends the transfer: nobody needs it. */
static size_t answer_write(char *bytes, size_t size, size_t count, void *data)
{
	struct sending *sending = data;
	size_t n = size * count;
	size_t room = SENDING_ANSWER_BYTES - sending->answer_length;

	if (n > room)
		n = room;
	memcpy(sending->answer + sending->answer_length, bytes, n);
	sending->answer_length += n;
	sending->answer[sending->answer_length] = '\0';
	return n;
}

static void limits_set(CURL *curl, const struct sending *sending)
{
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR,
	    sending->private_allowed ? "http,https" : "https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(curl, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, WHOLE_SECONDS);
	/* a connection that is kept is not asked about again */
	curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
	curl_easy_setopt(curl, CURLOPT_DNS_CACHE_TIMEOUT, 0L);
	curl_easy_setopt(
	    curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
}

static void request_set(CURL *curl, struct sending *sending)
{
	curl_easy_setopt(curl, CURLOPT_URL, sending->url);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, sending->list);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "Kontor/" KONTOR_VERSION);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, sending->body);
	curl_easy_setopt(
	    curl, CURLOPT_POSTFIELDSIZE, (long)strlen(sending->body));
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, socket_open);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, sending);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, answer_write);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, sending);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, sending->error);
	curl_easy_setopt(curl, CURLOPT_PRIVATE, sending);
}

static bool list_make(struct sending *sending)
{
	for (const char *const *h = sending->headers; *h != NULL; h++) {
		struct curl_slist *more = curl_slist_append(sending->list, *h);

		if (more == NULL)
			return false;
		sending->list = more;
	}
	return true;
}

bool sending_start(CURLM *multi, struct sending *sending)
{
	sending->curl = curl_easy_init();
	if (sending->curl == NULL || !list_make(sending)) {
		sending_done(multi, sending);
		return false;
	}
	limits_set(sending->curl, sending);
	request_set(sending->curl, sending);
	if (curl_multi_add_handle(multi, sending->curl) == CURLM_OK)
		return true;
	sending_done(multi, sending);
	return false;
}

static void end(struct sending *sending, CURLcode code)
{
	curl_off_t wait = 0;

	sending->ended = true;
	curl_easy_getinfo(
	    sending->curl, CURLINFO_RESPONSE_CODE, &sending->status);
	curl_easy_getinfo(sending->curl, CURLINFO_RETRY_AFTER, &wait);
	sending->retry_after = wait;
	/* an answer that was longer than we read is an answer */
	if (code == CURLE_OK ||
	    (code == CURLE_WRITE_ERROR &&
		sending->answer_length == SENDING_ANSWER_BYTES))
		return;
	sending->status = 0;
	sending->problem =
	    transport_problem(code, sending->error, sizeof(sending->error));
	if (sending->refused)
		sending->problem =
		    N_("the name leads to an address that is not on the "
		       "public internet");
}

void sendings_move(CURLM *multi, int ms)
{
	struct sending *sending;
	int running = 0, left = 0;
	CURLMsg *said;

	curl_multi_perform(multi, &running);
	if (ms > 0)
		curl_multi_poll(multi, NULL, 0, ms, NULL);
	curl_multi_perform(multi, &running);
	while ((said = curl_multi_info_read(multi, &left)) != NULL) {
		if (said->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(
		    said->easy_handle, CURLINFO_PRIVATE, (char **)&sending);
		end(sending, said->data.result);
	}
}

void sending_done(CURLM *multi, struct sending *sending)
{
	if (sending->curl != NULL) {
		curl_multi_remove_handle(multi, sending->curl);
		curl_easy_cleanup(sending->curl);
	}
	curl_slist_free_all(sending->list);
	sending->curl = NULL;
	sending->list = NULL;
}
