/*
 * Internet addresses and networks as people write them: "192.0.2.7",
 * "10.0.0.0/8", "2001:db8::/32".
 */
#ifndef KONTOR_BASE_NET_H
#define KONTOR_BASE_NET_H

#include <stdbool.h>

/* Addresses and networks with blanks or commas between; "" is fine. */
bool net_list_good(const char *list);
/* Whether one of them is or holds the address. False when it is none. */
bool net_list_has(const char *list, const char *address);
bool net_is_address(const char *address);

#endif
