/*
 * The names of the kinds of product. Rules by kind are in cancel.c, credit.c.
 */
#include "policy/kind.h"

#include <stddef.h>
#include <string.h>

static const char *const ids[] = {
	[PRODUCT_PERPETUAL_SOFTWARE] = "perpetual_software",
	[PRODUCT_SOFTWARE_SUBSCRIPTION] = "software_subscription",
	[PRODUCT_AZURE_RESERVATION] = "azure_reservation",
	[PRODUCT_LICENSE] = "license",
	[PRODUCT_AZURE_PLAN] = "azure_plan",
};
#define KINDS (sizeof(ids) / sizeof(ids[0]))

const char *product_kind_id(enum product_kind kind)
{
	return (size_t)kind < KINDS && ids[kind] != NULL ? ids[kind] : "";
}

enum product_kind product_kind_find(const char *id)
{
	for (size_t i = 1; id != NULL && i < KINDS; i++)
		if (strcmp(ids[i], id) == 0)
			return (enum product_kind)i;
	return 0;
}

bool product_kind_is_software(enum product_kind kind)
{
	return kind == PRODUCT_PERPETUAL_SOFTWARE ||
	       kind == PRODUCT_SOFTWARE_SUBSCRIPTION;
}
