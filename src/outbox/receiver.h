/*
 * Where deliveries may go: rules over addresses, nothing else. Names are looked
 * up by others, who ask again for what they found.
 */
#ifndef KONTOR_OUTBOX_RECEIVER_H
#define KONTOR_OUTBOX_RECEIVER_H

#include <stdbool.h>

#include "base/ctx.h"

struct sockaddr;

/*
 * True for IPv4 and IPv6 addresses of the public internet. False for loopback,
 * private, link-local, shared (CGNAT), multicast, documentation and reserved
 * ones, and for everything that wraps an IPv4 address (mapped, NAT64, 6to4,
 * Teredo): what it leads to, somebody else decides.
 */
bool receiver_address_public(const struct sockaddr *address);

#define RECEIVER_URL_MAX 1000

/*
 * https:// (http:// too when private receivers are allowed) with a host, no
 * name and password, no fragment, printable ASCII. An address of numbers, in
 * any way of writing it, and localhost must be public, unless allowed. Errors
 * name the field: ERR_WEBHOOK_URL, ERR_WEBHOOK_PRIVATE. *ret_host (arena) is
 * the host without brackets.
 */
struct error receiver_url_check(struct ctx *cx, const char *field,
    const char *url, bool private_allowed, const char **ret_host);

#endif
