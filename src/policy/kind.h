/*
 * Kinds of product, as rules tell them apart (domain.md 2). What a product is
 * besides, catalog/ says.
 */
#ifndef KONTOR_POLICY_KIND_H
#define KONTOR_POLICY_KIND_H

#include <stdbool.h>

enum product_kind {
	PRODUCT_PERPETUAL_SOFTWARE = 1,
	PRODUCT_SOFTWARE_SUBSCRIPTION,
	PRODUCT_AZURE_RESERVATION,
	PRODUCT_LICENSE,
	PRODUCT_AZURE_PLAN,
};

const char *product_kind_id(enum product_kind kind); /* as stored */
enum product_kind product_kind_find(const char *id); /* 0 when unknown */
/* Has keys and downloads, and is cancelled by the window rules. */
bool product_kind_is_software(enum product_kind kind);

#endif
