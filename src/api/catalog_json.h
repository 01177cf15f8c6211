/*
 * Products, SKUs and availabilities as the REST API writes them
 * (resources.json: Product, Sku, Availability, Term).
 */
#ifndef KONTOR_API_CATALOG_JSON_H
#define KONTOR_API_CATALOG_JSON_H

#include "base/ctx.h"
#include "base/json.h"
#include "catalog/catalog.h"

/* Where the catalogue is looked at from: links lead back there. */
struct catalog_place {
	const char *country;     /* NULL: the customer's */
	const char *customer_id; /* NULL: by country */
};

/* "/products/{segments}?country=..." or "/customers/.../products/{segments}";
 * query: more of it, with the country before. */
const char *place_uri(struct arena *arena, const struct catalog_place *place,
    const char *const *segments, const struct hole *query);

void product_json(struct json_out *json, const char *key,
    const struct product *product, const struct catalog_place *place);
void sku_json(struct json_out *json, const char *key, const struct sku *sku,
    const struct catalog_place *place);
/* With its product and SKU inside. */
void availability_json(struct ctx *cx, struct json_out *json,
    const struct offer *offer, const struct catalog_place *place);

#endif
