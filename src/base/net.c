/*
 * Reads networks and compares addresses with them. Lists are short and read
 * each time, so nothing is kept.
 */
#include "base/net.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"

#define BLANKS " \t,"
#define WORD_MAX 64

struct net {
	uint8_t bytes[16];
	int bits; /* of the prefix */
	int size; /* bytes: 4 or 16 */
};

static bool address_read(const char *text, struct net *ret_net)
{
	if (inet_pton(AF_INET, text, ret_net->bytes) == 1)
		ret_net->size = 4;
	else if (inet_pton(AF_INET6, text, ret_net->bytes) == 1)
		ret_net->size = 16;
	else
		return false;
	ret_net->bits = ret_net->size * 8;
	return true;
}

static bool net_read(const char *word, size_t length, struct net *ret_net)
{
	char text[WORD_MAX];
	char *slash;
	int64_t bits;

	if (length >= sizeof(text))
		return false;
	memcpy(text, word, length);
	text[length] = '\0';
	slash = strchr(text, '/');
	if (slash != NULL)
		*slash = '\0';
	if (!address_read(text, ret_net))
		return false;
	if (slash == NULL)
		return true;
	if (!text_to_int(slash + 1, &bits) || bits < 0 || bits > ret_net->bits)
		return false;
	ret_net->bits = (int)bits;
	return true;
}

static bool net_holds(const struct net *net, const struct net *address)
{
	int whole = net->bits / 8, rest = net->bits % 8;
	uint8_t mask = (uint8_t)(0xff00 >> rest);

	if (net->size != address->size ||
	    memcmp(net->bytes, address->bytes, (size_t)whole) != 0)
		return false;
	return rest == 0 ||
	       ((net->bytes[whole] ^ address->bytes[whole]) & mask) == 0;
}

bool net_list_good(const char *list)
{
	struct net net;

	for (list += strspn(list, BLANKS); *list != '\0';
	     list += strspn(list, BLANKS)) {
		size_t length = strcspn(list, BLANKS);

		if (!net_read(list, length, &net))
			return false;
		list += length;
	}
	return true;
}

bool net_list_has(const char *list, const char *address)
{
	struct net net, wanted;

	if (list == NULL || !address_read(address, &wanted))
		return false;
	for (list += strspn(list, BLANKS); *list != '\0';
	     list += strspn(list, BLANKS)) {
		size_t length = strcspn(list, BLANKS);

		if (net_read(list, length, &net) && net_holds(&net, &wanted))
			return true;
		list += length;
	}
	return false;
}

bool net_is_address(const char *address)
{
	struct net net;

	return address_read(address, &net);
}
