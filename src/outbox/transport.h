/*
 * Why something could not be sent, as a kept message (i18n.h), for mail and
 * webhooks alike.
 */
#ifndef KONTOR_OUTBOX_TRANSPORT_H
#define KONTOR_OUTBOX_TRANSPORT_H

#include <curl/curl.h>

#include <stddef.h>

/* code: not CURLE_OK. In room, or constant. */
const char *transport_problem(CURLcode code, char *room, size_t size);

#endif
