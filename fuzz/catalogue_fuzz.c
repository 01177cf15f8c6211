/*
 * Catalogue files, up to what may be stored.
 */
#include "catalog/catalogue.h"
#include "fuzz.h"

static void sku_holds(const struct catalogue_sku *sku)
{
	NEED(strlen(sku->sku.sku_id) == 4);
	NEED(sku->sku.min_quantity >= 1);
	NEED(sku->sku.max_quantity >= sku->sku.min_quantity);
	NEED(sku->segments[0] != NULL);
	for (size_t i = 0; i < sku->market_count; i++) {
		NEED(strlen(sku->markets[i].country) == 2);
		NEED(strlen(sku->markets[i].currency) == 3);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct fuzz fuzz;
	struct import import;
	struct catalogue catalogue = { 0 };
	FILE *in = fuzz_file(bytes, length);

	fuzz_begin(&fuzz);
	import = fuzz_import(&fuzz);
	if (catalogue_read(&import, in, "catalogue", &catalogue).code == 0 &&
	    import.bad == 0)
		for (size_t i = 0; i < catalogue.count; i++) {
			const struct catalogue_product *p =
			    &catalogue.products[i];

			NEED(strlen(p->product.product_id) == 12);
			for (size_t k = 0; k < p->sku_count; k++)
				sku_holds(&p->skus[k]);
		}
	fclose(in);
	fuzz_end(&fuzz);
	return 0;
}
