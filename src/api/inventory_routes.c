/*
 * checkInventory (api.md 2.8, 3.3): a question with a body, so a POST, that
 * changes nothing. What stands against buying is orders/'s.
 */
#include <string.h>

#include "accounts/permission.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/routes.h"
#include "i18n/i18n.h"
#include "orders/inventory.h"

struct inventory_query {
	const char *country;
};
static const struct field inventory_query[] = {
	FIELD(TEXT, struct inventory_query, country, .required = true),
	FIELD_END,
};

struct target_sent {
	const char *product_id, *sku_id;
};
struct inventory_sent {
	struct field_list targets; /* struct target_sent */
	struct field_map context;
};
static const struct field target_fields[] = {
	FIELD_AS("productId", TEXT, struct target_sent, product_id,
	    .required = true, .max = 64),
	FIELD_AS("skuId", TEXT, struct target_sent, sku_id, .max = 64),
	FIELD_END,
};
static const struct field inventory_fields[] = {
	FIELD_AS("targetItems", LIST, struct inventory_sent, targets,
	    .required = true, .max = INVENTORY_TARGETS_MAX,
	    .fields = target_fields, .item_size = sizeof(struct target_sent)),
	FIELD_AS("inventoryContext", MAP, struct inventory_sent, context,
	    .max = 20,
	    .help = N_("customerId, azureSubscriptionId, armRegionName: those "
		       "that the SKU names in inventoryVariables.")),
	FIELD_END,
};

static void answer_json(
    struct json_out *json, const struct inventory_answer *answer)
{
	json_object_begin(json, NULL);
	json_text(json, "productId", answer->product_id);
	json_text(json, "skuId", answer->sku_id);
	json_bool(json, "isRestricted", answer->reason != NULL);
	json_array_begin(json, "restrictions");
	if (answer->reason != NULL) {
		json_object_begin(json, NULL);
		json_text(json, "reasonCode", answer->reason);
		json_text(json, "description", answer->description);
		json_object_begin(json, "properties");
		for (const struct hole *p = answer->properties; p->name; p++)
			json_text(json, p->name, p->value);
		json_object_end(json);
		json_object_end(json);
	}
	json_array_end(json);
	json_object_end(json);
}

static struct error inventory_prepare(struct request *rq)
{
	const struct inventory_query *query = rq->query;
	const struct inventory_sent *sent = rq->input;
	const struct target_sent *from = sent->targets.items;
	size_t count = sent->targets.count;
	struct inventory_target *targets =
	    ARENA_ARRAY(rq->cx.arena, struct inventory_target, count + 1);
	const char *country = text_upper(rq->cx.arena, query->country);
	struct inventory_list list;
	struct json_out json;
	struct error e;

	if (strspn(country, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 2 ||
	    country[2] != '\0')
		return fail_with(rq->cx.arena, ERR_COUNTRY_UNKNOWN, "country",
		    HOLES({ "value", query->country }));
	for (size_t i = 0; i < count; i++)
		targets[i] = (struct inventory_target){ from[i].product_id,
			text_empty(from[i].sku_id) ? NULL : from[i].sku_id };
	e = inventory_check(
	    &rq->cx, country, targets, count, &sent->context, &list);
	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	json_array_begin(&json, NULL);
	for (size_t i = 0; i < list.count; i++)
		answer_json(&json, &list.answers[i]);
	json_array_end(&json);
	return OK;
}

/* prepare has answered: nothing is left to do in the writer. */
static struct error inventory_effects(struct request *rq)
{
	(void)rq;
	return OK;
}

const struct route api_inventory_routes[] = {
	{ POST, "/v1/extensions/product/checkInventory",
	    .needs = MAY_SEE_CATALOGUE, .query = inventory_query,
	    .query_size = sizeof(struct inventory_query),
	    .body = inventory_fields,
	    .body_size = sizeof(struct inventory_sent),
	    .prepare = inventory_prepare, .effects = inventory_effects,
	    .summary = N_("What stands against buying these products or "
			  "SKUs in a country. Unknown ones are left out."),
	    API(1, ANY_CALLER, ARRAY_OF("InventoryItem"),
		ERRORS(ERR_CUSTOMER_UNKNOWN, ERR_COUNTRY_UNKNOWN)) },
	ROUTE_END,
};
