/*
 * The failures of libcurl that people can do something about, in our words.
 * What the receiver itself said, the senders tell.
 */
#include "outbox/transport.h"

#include <stdio.h>

#include "base/arena.h"
#include "i18n/i18n.h"

static const char *other(CURLcode code, char *room, size_t size)
{
	struct arena arena;

	arena_init(&arena);
	snprintf(room, size, "%s",
	    MESSAGE_KEEP(&arena, N_("the sending failed: {reason}"),
		curl_easy_strerror(code)));
	arena_done(&arena);
	return room;
}

const char *transport_problem(CURLcode code, char *room, size_t size)
{
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return N_("the name of the receiver is not known");
	case CURLE_COULDNT_CONNECT:
		return N_("the receiver cannot be reached");
	case CURLE_OPERATION_TIMEDOUT:
		return N_("the receiver did not answer in time");
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
		return N_("the receiver’s certificate cannot be trusted");
	case CURLE_LOGIN_DENIED:
		return N_("the receiver refused the sign-in");
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
	case CURLE_GOT_NOTHING:
		return N_("the connection broke off");
	default:
		return other(code, room, size);
	}
}
