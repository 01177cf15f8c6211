/*
 * Licences over REST (api.md 2.13, 4): what a customer has bought, what a user
 * has, giving and taking. Seats are counted by orders/license.h.
 */
#include <string.h>

#include "accounts/permission.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/query.h"
#include "api/routes.h"
#include "api/user_json.h"
#include "i18n/i18n.h"
#include "orders/license.h"

/* ---- writing ---- */

static void product_json(struct json_out *json, const struct license *license)
{
	resource_begin(json, "productSku");
	json_text(json, "id", license->sku_id);
	json_text(json, "name", license->name);
	json_text(json, "skuPartNumber", license->part_number);
	json_text(json, "targetType", license->target_type);
	json_text(json, "licenseGroupId", license_group_id(license->group));
	json_object_end(json);
}

/* of: the user's, or NULL when plans are shown as bought. */
static void plans_json(struct json_out *json, const struct license *license,
    const struct user_license *of)
{
	json_array_begin(json, "servicePlans");
	for (size_t i = 0; i < license->plan_count; i++) {
		const struct service_plan *plan = &license->plans[i];
		bool off =
		    of != NULL && license_plan_excluded(of, plan->plan_id);

		resource_begin(json, NULL);
		json_text(json, "displayName", plan->name);
		json_text(json, "serviceName", plan->service_name);
		json_text(json, "id", plan->plan_id);
		json_text(
		    json, "capabilityStatus", off ? "Disabled" : "Enabled");
		json_text(json, "targetType", plan->target_type);
		json_object_end(json);
	}
	json_array_end(json);
}

static void sku_json(struct json_out *json, const struct subscribed_sku *sku)
{
	resource_begin(json, NULL);
	json_int(json, "availableUnits", license_available(sku));
	json_int(json, "activeUnits", sku->active);
	json_int(json, "consumedUnits", sku->consumed);
	json_int(json, "suspendedUnits", sku->suspended);
	json_int(json, "totalUnits", license_total(sku));
	json_int(json, "warningUnits", sku->warning);
	product_json(json, &sku->license);
	plans_json(json, &sku->license, NULL);
	json_text(json, "capabilityStatus", license_status(sku));
	resource_end(json, "SubscribedSku", NULL);
}

/* ---- reading ---- */

static const char *const groups[] = { "group1", "group2", NULL };
struct group_item {
	int group;
};
static const struct field group_fields[] = {
	FIELD_ITSELF(CHOICE, struct group_item, group, .choices = groups),
	FIELD_END,
};
struct licenses_query {
	struct field_list groups;
};
static const struct field licenses_query[] = {
	FIELD_AS("licenseGroupIds", LIST, struct licenses_query, groups,
	    .fields = group_fields, .item_size = sizeof(struct group_item),
	    .max = 10,
	    .help = N_("group1 when it is not said; may be repeated.")),
	FIELD_END,
};

static uint32_t groups_asked(const struct request *rq)
{
	const struct licenses_query *query = rq->query;
	const struct group_item *asked = query->groups.items;
	uint32_t bits = 0;

	for (size_t i = 0; i < query->groups.count; i++)
		bits |= 1u << asked[i].group;
	return bits == 0 ? LICENSE_GROUP_1 : bits;
}

static struct error skus_read(struct request *rq)
{
	struct customer customer;
	struct subscribed_sku_list list;
	struct json_out json;
	struct error e = path_customer(rq, &customer);

	if (e.code || (e = subscribed_sku_list(&rq->cx, customer.customer_id,
			   groups_asked(rq), &list))
			  .code)
		return e;
	answer_begin(rq, 200, &json);
	collection_begin(&json, list.count);
	for (size_t i = 0; i < list.count; i++)
		sku_json(&json, &list.skus[i]);
	collection_end(&json, URI_OF(rq->cx.arena, "customers",
				  customer.customer_id, "subscribedskus"));
	return OK;
}

static struct error licenses_read(struct request *rq)
{
	struct customer_user user;
	struct user_license_list list;
	struct json_out json;
	struct error e = path_user(rq, &user);

	if (e.code ||
	    (e = user_license_list(&rq->cx, &user, groups_asked(rq), &list))
		.code)
		return e;
	answer_begin(rq, 200, &json);
	collection_begin(&json, list.count);
	for (size_t i = 0; i < list.count; i++) {
		const struct user_license *one = &list.licenses[i];

		resource_begin(&json, NULL);
		plans_json(&json, &one->license, one);
		product_json(&json, &one->license);
		resource_end(&json, "License", NULL);
	}
	collection_end(
	    &json, URI_OF(rq->cx.arena, "customers", user.customer_id, "users",
		       user.user_id, "licenses"));
	return OK;
}

/* ---- giving and taking ---- */

#define LICENSES_MAX 50
#define PLANS_MAX 200

struct text_item {
	const char *text;
};
static const struct field text_fields[] = {
	FIELD_ITSELF(TEXT, struct text_item, text, .max = 100),
	FIELD_END,
};
struct assign_input {
	const char *sku_id;
	struct field_list excluded;
};
static const struct field assign_fields[] = {
	FIELD_AS("skuId", TEXT, struct assign_input, sku_id, .required = true,
	    .max = 100),
	FIELD_AS("excludedPlans", LIST, struct assign_input, excluded,
	    .fields = text_fields, .item_size = sizeof(struct text_item),
	    .max = PLANS_MAX),
	FIELD_END,
};
struct update_input {
	struct field_list assign, remove;
};
static const struct field update_fields[] = {
	FIELD_AS("licensesToAssign", LIST, struct update_input, assign,
	    .fields = assign_fields, .item_size = sizeof(struct assign_input),
	    .max = LICENSES_MAX),
	FIELD_AS("licensesToRemove", LIST, struct update_input, remove,
	    .fields = text_fields, .item_size = sizeof(struct text_item),
	    .max = LICENSES_MAX),
	FIELD_END,
};

static const char **texts_of(struct arena *arena, const struct field_list *list)
{
	const struct text_item *items = list->items;
	const char **texts = ARENA_ARRAY(arena, const char *, list->count + 1);

	for (size_t i = 0; i < list->count; i++)
		texts[i] = items[i].text == NULL ? "" : items[i].text;
	return texts;
}

static struct error update_prepare(struct request *rq)
{
	const struct update_input *input = rq->input;
	const struct assign_input *items = input->assign.items;
	struct arena *arena = rq->cx.arena;
	struct license_update *update = ARENA_NEW(arena, struct license_update);
	struct license_assignment *assign = ARENA_ARRAY(
	    arena, struct license_assignment, input->assign.count + 1);

	if (input->assign.count == 0 && input->remove.count == 0)
		return fail(ERR_FIELD_MISSING, "licensesToAssign");
	for (size_t i = 0; i < input->assign.count; i++)
		assign[i] = (struct license_assignment){ items[i].sku_id,
			items[i].excluded.count,
			texts_of(arena, &items[i].excluded) };
	*update = (struct license_update){ input->assign.count,
		input->remove.count, assign, texts_of(arena, &input->remove) };
	rq->state = update;
	return OK;
}

static void update_json(
    struct json_out *json, const struct license_update *update)
{
	resource_begin(json, NULL);
	json_array_begin(json, "licensesToAssign");
	for (size_t i = 0; i < update->assign_count; i++) {
		resource_begin(json, NULL);
		json_array_begin(json, "excludedPlans");
		for (size_t k = 0; k < update->assign[i].excluded_count; k++)
			json_text(json, NULL, update->assign[i].excluded[k]);
		json_array_end(json);
		json_text(json, "skuId", update->assign[i].sku_id);
		json_object_end(json);
	}
	json_array_end(json);
	json_array_begin(json, "licensesToRemove");
	for (size_t i = 0; i < update->remove_count; i++)
		json_text(json, NULL, update->remove[i]);
	json_array_end(json);
	json_array_begin(json, "licenseWarnings");
	json_array_end(json);
	resource_end(json, "LicenseUpdate", NULL);
}

static struct error update_effects(struct request *rq)
{
	const struct license_update *update = rq->state;
	struct json_out json;
	struct error e = license_update(
	    &rq->cx, path_customer_id(rq), request_param(rq, "user"), update);

	if (e.code)
		return e;
	answer_begin(rq, 201, &json);
	update_json(&json, update);
	return OK;
}

#define USER "/v1/customers/{customer}/users/{user}"
#define UNKNOWN ERR_CUSTOMER_UNKNOWN, ERR_USER_UNKNOWN

const struct route api_license_routes[] = {
	{ GET, "/v1/customers/{customer}/subscribedskus",
	    .needs = MAY_MANAGE_CUSTOMER_USERS, .query = licenses_query,
	    .query_size = sizeof(struct licenses_query), .read = skus_read,
	    .summary = N_("Licences of a customer: bought, given out, left."),
	    API(2, APP_USER, LIST_OF("SubscribedSku"),
		ERRORS(ERR_CUSTOMER_UNKNOWN)) },
	{ GET, USER "/licenses", .needs = MAY_MANAGE_CUSTOMER_USERS,
	    .query = licenses_query,
	    .query_size = sizeof(struct licenses_query), .read = licenses_read,
	    .summary = N_("The licences of a user."),
	    API(2, APP_USER, LIST_OF("License"), ERRORS(UNKNOWN)) },
	{ POST, USER "/licenseupdates", .needs = MAY_MANAGE_CUSTOMER_USERS,
	    .body = update_fields, .body_size = sizeof(struct update_input),
	    .prepare = update_prepare, .effects = update_effects,
	    .summary = N_("Takes licences from a user and gives others, all "
			  "or nothing."),
	    API(2, APP_USER, ONE(201, "LicenseUpdate"),
		ERRORS(UNKNOWN, ERR_LICENSE_UNKNOWN, ERR_LICENSE_GROUPS,
		    ERR_LICENSE_NONE_LEFT, ERR_SERVICE_PLAN_UNKNOWN)) },
	ROUTE_END,
};
