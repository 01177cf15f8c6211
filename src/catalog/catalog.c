/*
 * The fixed words of the catalogue: views, segments, ids and the match of
 * search words. Rows are catalog_store.c's.
 */
#include "catalog/catalog.h"

#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "base/text.h"
#include "catalog/catalog_private.h"

static const char *const views[] = {
	"Azure",
	"AzureReservations",
	"AzureReservationsVM",
	"AzureReservationsSQL",
	"AzureReservationsCosmosDb",
	"MicrosoftAzure",
	"OnlineServices",
	"Software",
	"SoftwareSUSELinux",
	"SoftwarePerpetual",
	"SoftwareSubscriptions",
	NULL,
};

static const char *const segments[] = { "commercial", "education", "government",
	"nonprofit", NULL };

const char *const *catalog_views(void)
{
	return views;
}

static const char *find_loose(const char *const *list, const char *text)
{
	for (; *list != NULL; list++)
		if (text_same_loose(*list, text))
			return *list;
	return NULL;
}

const char *catalog_view_find(const char *text)
{
	/* a published sample has this slip, and programs copy it */
	if (text_same_loose(text, "AzureAzureReservationsVM"))
		return "AzureReservationsVM";
	return find_loose(views, text);
}

const char *catalog_segment_find(const char *text)
{
	return find_loose(segments, text);
}

bool catalog_item_parse(const char *catalog_item_id, struct item_key *ret_key)
{
	static const size_t sizes[] = { PRODUCT_ID_LENGTH, SKU_ID_LENGTH,
		AVAILABILITY_ID_LENGTH };
	struct item_key key = { 0 };
	char *const parts[] = { key.product_id, key.sku_id,
		key.availability_id };
	const char *at = catalog_item_id;

	if (at == NULL)
		return false;
	for (size_t i = 0; i < COUNT(parts); i++) {
		if (strcspn(at, ":") != sizes[i] ||
		    at[sizes[i]] != (i < 2 ? ':' : '\0'))
			return false;
		/* ids are upper case; clients are not always */
		for (size_t k = 0; k < sizes[i]; k++)
			parts[i][k] =
			    (char)(at[k] >= 'a' && at[k] <= 'z' ? at[k] - 32
								: at[k]);
		at += sizes[i] + 1;
	}
	*ret_key = key;
	return true;
}

void availability_id_make(const char *product_id, const char *sku_id,
    const char *country, const char *segment,
    char ret_id[AVAILABILITY_ID_LENGTH + 1])
{
	static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
	uint8_t digest[SHA256_BYTES];
	char name[128];
	int length;

	length = snprintf(name, sizeof(name), "%s:%s:%s:%s", product_id, sku_id,
	    country, segment);
	sha256(name, (size_t)length, digest);
	/* 32 letters: five bits of a byte each, all ids equally likely */
	for (size_t i = 0; i < AVAILABILITY_ID_LENGTH; i++)
		ret_id[i] = letters[digest[i] & 31];
	ret_id[AVAILABILITY_ID_LENGTH] = '\0';
}

bool catalog_words_match(
    const char *words, const char *title_folded, const char *sku_folded)
{
	char word[64];

	while (words != NULL && *words != '\0') {
		size_t length = strcspn(words, " ");

		if (length >= sizeof(word))
			return false;
		memcpy(word, words, length);
		word[length] = '\0';
		if (strstr(title_folded, word) == NULL &&
		    strstr(sku_folded, word) == NULL)
			return false;
		words += length;
		words += strspn(words, " ");
	}
	return true;
}
