/*
 * Entitlements over REST (api.md 2.6): what a customer holds because of its
 * orders, and the reservations behind an artifact.
 */
#include <string.h>

#include "accounts/permission.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/routes.h"
#include "base/day.h"
#include "customers/customer.h"
#include "fulfilment/entitlement.h"
#include "i18n/i18n.h"

static const char *const entitlement_types[] = { "all", "software",
	"reservedInstance", "virtualmachinereservedinstance", NULL };

struct entitlements_query {
	int type; /* index into entitlement_types */
	bool show_expiry;
};
static const struct field entitlements_query[] = {
	FIELD_AS("entitlementType", CHOICE, struct entitlements_query, type,
	    .choices = entitlement_types),
	FIELD_AS("showExpiry", BOOL, struct entitlements_query, show_expiry,
	    .help = N_("Tells when what was bought ends.")),
	FIELD_END,
};

static bool is_wanted(const struct entitlement_row *row, int type)
{
	return type == 0 || row->software == (type == 1);
}

static const char *number(struct ctx *cx, int64_t value)
{
	return arena_printf(cx->arena, "%lld", (long long)value);
}

static const char *quantity_state(const struct entitlement_row *row)
{
	switch (row->state) {
	case ENTITLEMENT_REVOKED:
		return "Unfulfilled";
	case ENTITLEMENT_PENDING:
		return "PrefulfillmentPending";
	default:
		return "Fulfilled";
	}
}

static void quantity_json(
    struct json_out *json, const struct entitlement_row *row)
{
	bool held = row->state == ENTITLEMENT_ACTIVE ||
		    row->state == ENTITLEMENT_EXPIRED;

	json_int(json, "quantity", held ? row->quantity : 0);
	json_array_begin(json, "quantityDetails");
	json_object_begin(json, NULL);
	json_int(json, "quantity", row->quantity);
	json_text(json, "status", quantity_state(row));
	json_object_end(json);
	json_array_end(json);
}

static void type_json(
    struct ctx *cx, struct json_out *json, const struct entitlement_row *row)
{
	json_object_begin(json, "dynamicAttributes");
	json_text(json, "reservationType",
	    text_lower(cx->arena,
		row->subtype_id == NULL ? "virtualmachines" : row->subtype_id));
	json_object_end(json);
}

/* The sample prints the type beside it, the table inside (api.md 2.6): both. */
static void artifacts_json(struct ctx *cx, struct json_out *json,
    const char *customer_id, const struct entitlement_row *row)
{
	json_array_begin(json, "entitledArtifacts");
	if (row->reservation_id != NULL) {
		json_object_begin(json, NULL);
		json_text(json, "artifactType", "reservedinstance");
		json_text(json, "resourceId", row->reservation_id);
		json_object_begin(json, "link");
		json_text(json, "uri",
		    URI_OF(cx->arena, "customers", customer_id, "artifacts",
			"reservedinstance", "groups", row->order_id,
			"lineitems", number(cx, row->line_number), "resource",
			row->reservation_id));
		json_text(json, "method", "GET");
		json_array_begin(json, "headers");
		json_array_end(json);
		json_object_end(json);
		type_json(cx, json, row);
		json_object_end(json);
	}
	json_array_end(json);
	if (row->reservation_id != NULL)
		type_json(cx, json, row);
}

static void entitlement_json(struct ctx *cx, struct json_out *json,
    const char *customer_id, const struct entitlement_row *row,
    bool show_expiry)
{
	resource_begin(json, NULL);
	json_array_begin(json, "includedEntitlements");
	json_array_end(json);
	json_object_begin(json, "referenceOrder");
	json_text(json, "id", row->order_id);
	json_text(json, "lineItemId", number(cx, row->line_number));
	json_text(json, "alternateId", row->alternate_id);
	json_object_end(json);
	json_text(json, "productId", row->product_id);
	json_text(json, "skuId", row->sku_id);
	quantity_json(json, row);
	artifacts_json(cx, json, customer_id, row);
	json_text(json, "entitlementType",
	    row->software ? "software" : "reservedinstance");
	if (show_expiry && row->expires_day != 0)
		json_instant(json, "expiryDate", day_start(row->expires_day));
	resource_end(json, "Entitlement", NULL);
}

static struct error entitlements_show(struct request *rq)
{
	const struct entitlements_query *query = rq->query;
	struct customer customer;
	struct entitlement_list list;
	struct json_out json;
	size_t count = 0;
	struct error e = path_customer(rq, &customer);

	if (e.code)
		return e;
	e = entitlement_list(&rq->cx, customer.customer_id, NULL, &list);
	if (e.code)
		return e;
	for (size_t i = 0; i < list.count; i++)
		if (is_wanted(&list.rows[i], query->type))
			list.rows[count++] = list.rows[i];
	answer_begin(rq, 200, &json);
	collection_begin(&json, count);
	for (size_t i = 0; i < count; i++)
		entitlement_json(&rq->cx, &json, customer.customer_id,
		    &list.rows[i], query->show_expiry);
	collection_end(&json, URI_OF(rq->cx.arena, "customers",
				  customer.customer_id, "entitlements"));
	return OK;
}

/* ---- reservations ---- */

static const struct entitlement_row *reservation_find(
    struct request *rq, const struct entitlement_list *list)
{
	int64_t line;

	if (!text_to_int(request_param(rq, "line"), &line))
		return NULL;
	for (size_t i = 0; i < list->count; i++)
		if (list->rows[i].line_number == line &&
		    text_same_nocase(list->rows[i].reservation_id,
			request_param(rq, "resource")))
			return &list->rows[i];
	return NULL;
}

static void reservations_json(
    struct json_out *json, const char *key, const struct entitlement_row *row)
{
	bool shared = strcmp(row->scope, "shared") == 0;

	json_array_begin(json, key);
	json_object_begin(json, NULL);
	json_text(json, "reservationId", row->reservation_id);
	json_text(json, "scopeType", shared ? "Shared" : "Single");
	json_text(json, "displayName", row->title);
	if (!shared) {
		json_array_begin(json, "appliedScopes");
		json_text(json, NULL, row->azure_subscription_id);
		json_array_end(json);
	}
	json_int(json, "quantity", row->quantity);
	if (row->expires_day != 0)
		json_instant(
		    json, "expiryDateTime", day_start(row->expires_day));
	json_instant(json, "effectiveDateTime", day_start(row->starts_day));
	json_text(json, "provisioningState",
	    row->state == ENTITLEMENT_REVOKED ? "Cancelled" : "Created");
	json_object_end(json);
	json_array_end(json);
}

static struct error artifact_show(struct request *rq)
{
	const char *type = text_lower(rq->cx.arena, request_param(rq, "type"));
	const struct entitlement_row *row;
	struct customer customer;
	struct entitlement_list list;
	struct json_out json;
	struct error e = path_customer(rq, &customer);

	if (e.code)
		return e;
	e = entitlement_list(
	    &rq->cx, customer.customer_id, request_param(rq, "group"), &list);
	if (e.code)
		return e;
	row = reservation_find(rq, &list);
	if (row == NULL || strstr(type, "reservedinstance") == NULL)
		return fail(ERR_ROUTE_UNKNOWN, NULL);
	answer_begin(rq, 200, &json);
	resource_begin(&json, NULL);
	json_text(&json, "type", "reservedinstance");
	reservations_json(&json, "reservations", row);
	reservations_json(&json, "virtualMachineReservations", row);
	resource_end(&json, "ReservedInstanceArtifactDetails", NULL);
	return OK;
}

const struct route api_entitlement_routes[] = {
	{ GET, "/v1/customers/{customer}/entitlements", .needs = MAY_SEE_ORDERS,
	    .query = entitlements_query,
	    .query_size = sizeof(struct entitlements_query),
	    .read = entitlements_show,
	    .summary = N_("Software and reservations a customer holds."),
	    API(1, APP_USER, LIST_OF("Entitlement"),
		ERRORS(ERR_CUSTOMER_UNKNOWN)) },
	{ GET,
	    "/v1/customers/{customer}/artifacts/{type}/groups/{group}/"
	    "lineitems/{line}/resource/{resource}",
	    .needs = MAY_SEE_ORDERS, .read = artifact_show,
	    .summary = N_("The reservations behind an entitlement."),
	    API(1, APP_USER, ONE(200, "ReservedInstanceArtifactDetails"),
		ERRORS(ERR_CUSTOMER_UNKNOWN)) },
	ROUTE_END,
};
