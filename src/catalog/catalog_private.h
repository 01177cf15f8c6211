/*
 * What the files of catalog/ share: item ids taken apart and made.
 */
#ifndef KONTOR_CATALOG_CATALOG_PRIVATE_H
#define KONTOR_CATALOG_CATALOG_PRIVATE_H

#include <stdbool.h>

#define PRODUCT_ID_LENGTH 12
#define SKU_ID_LENGTH 4
#define AVAILABILITY_ID_LENGTH 12

struct item_key {
	char product_id[PRODUCT_ID_LENGTH + 1];
	char sku_id[SKU_ID_LENGTH + 1];
	char availability_id[AVAILABILITY_ID_LENGTH + 1];
};

/* False unless the text is product:sku:availability; gives upper case. */
bool catalog_item_parse(const char *catalog_item_id, struct item_key *ret_key);

/* The same four words always give the same id, on every installation. */
void availability_id_make(const char *product_id, const char *sku_id,
    const char *country, const char *segment,
    char ret_id[AVAILABILITY_ID_LENGTH + 1]);

/* Each of the folded words stands in one of the folded titles. */
bool catalog_words_match(
    const char *words, const char *title_folded, const char *sku_folded);

#endif
