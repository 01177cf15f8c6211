/*
 * Giving licences to users and taking them, with the activity row. Who may is
 * the route's.
 */
#include "orders/license.h"

#include <string.h>

#include "activity/activity.h"
#include "base/json.h"
#include "base/text.h"
#include "orders/license_store.h"

#define ALL_GROUPS (LICENSE_GROUP_1 | LICENSE_GROUP_2)

/* One update under way. */
struct updating {
	struct ctx *cx;
	struct customer customer;
	struct customer_user user;
	struct subscribed_sku_list skus;
	struct user_license_list has;
	uint32_t groups; /* of what was named */
	struct text added, removed;
};

static struct error open_all(struct ctx *cx, const char *customer_id,
    const char *user_id, struct updating *up)
{
	struct error e = customer_load(cx, customer_id, &up->customer);

	up->cx = cx;
	text_init(&up->added, cx->arena);
	text_init(&up->removed, cx->arena);
	if (e.code)
		return e;
	customer_id = up->customer.customer_id;
	if ((e = customer_user_active(cx, customer_id, user_id, &up->user))
		.code ||
	    (e = subscribed_sku_list(cx, customer_id, ALL_GROUPS, &up->skus))
		.code)
		return e;
	return user_license_list(cx, &up->user, ALL_GROUPS, &up->has);
}

static struct error sku_find(struct updating *up, const char *field,
    const char *sku_id, struct subscribed_sku **ret_sku)
{
	const char *wanted = text_trim(up->cx->arena, sku_id);

	for (size_t i = 0; i < up->skus.count; i++) {
		struct subscribed_sku *sku = &up->skus.skus[i];

		if (!text_same_nocase(sku->license.sku_id, wanted))
			continue;
		up->groups |= (uint32_t)sku->license.group;
		*ret_sku = sku;
		return OK;
	}
	return fail_with(up->cx->arena, ERR_LICENSE_UNKNOWN, field,
	    HOLES({ "value", sku_id }));
}

static bool has_license(const struct updating *up, const char *product_id)
{
	for (size_t i = 0; i < up->has.count; i++)
		if (strcmp(up->has.licenses[i].license.product_id,
			product_id) == 0)
			return true;
	return false;
}

static void listed(struct text *list, const char *sku_id)
{
	if (list->length > 0)
		text_add(list, ",");
	text_add(list, sku_id);
}

/* ---- taking ---- */

static struct error take(struct updating *up, size_t i, const char *sku_id)
{
	const char *field =
	    arena_printf(up->cx->arena, "licensesToRemove[%zu]", i);
	struct subscribed_sku *sku = NULL;
	bool changed;
	struct error e = sku_find(up, field, sku_id, &sku);

	if (e.code || (e = license_delete(up->cx, &up->user,
			   sku->license.product_id, &changed))
			  .code)
		return e;
	if (changed) {
		sku->consumed--;
		listed(&up->removed, sku->license.sku_id);
	}
	return OK;
}

/* ---- giving ---- */

static const struct service_plan *plan_find(
    const struct license *license, const char *plan_id)
{
	for (size_t i = 0; i < license->plan_count; i++)
		if (text_same_nocase(license->plans[i].plan_id, plan_id))
			return &license->plans[i];
	return NULL;
}

/* As it is stored: in the order of the licence, so that the same set of plans
 * is the same text. */
static const char *plans_text(struct ctx *cx, const struct license *license,
    const struct license_assignment *assignment)
{
	struct json_out json;
	struct text out;

	text_init(&out, cx->arena);
	json_start(&json, &out);
	json_array_begin(&json, NULL);
	for (size_t i = 0; i < license->plan_count; i++)
		for (size_t k = 0; k < assignment->excluded_count; k++)
			if (text_same_nocase(assignment->excluded[k],
				license->plans[i].plan_id)) {
				json_text(
				    &json, NULL, license->plans[i].plan_id);
				break;
			}
	json_array_end(&json);
	return out.bytes;
}

static struct error plans_check(struct updating *up, size_t at,
    const struct license *license, const struct license_assignment *assignment)
{
	struct arena *arena = up->cx->arena;

	for (size_t i = 0; i < assignment->excluded_count; i++)
		if (plan_find(license, assignment->excluded[i]) == NULL)
			return fail_with(arena, ERR_SERVICE_PLAN_UNKNOWN,
			    arena_printf(arena,
				"licensesToAssign[%zu].excludedPlans[%zu]", at,
				i),
			    HOLES({ "value", assignment->excluded[i] }));
	return OK;
}

static struct error none_left(
    struct updating *up, const char *field, const struct subscribed_sku *sku)
{
	return fail_with(up->cx->arena, ERR_LICENSE_NONE_LEFT, field,
	    HOLES({ "name", sku->license.name },
		{ "total", arena_printf(up->cx->arena, "%lld",
			       (long long)license_total(sku)) }));
}

static struct error give(
    struct updating *up, size_t i, const struct license_assignment *assignment)
{
	struct ctx *cx = up->cx;
	const char *field =
	    arena_printf(cx->arena, "licensesToAssign[%zu].skuId", i);
	struct subscribed_sku *sku = NULL;
	const char *plans;
	bool changed = true;
	struct error e = sku_find(up, field, assignment->sku_id, &sku);

	if (e.code || (e = plans_check(up, i, &sku->license, assignment)).code)
		return e;
	plans = plans_text(cx, &sku->license, assignment);
	if (has_license(up, sku->license.product_id)) {
		e = license_set_plans(
		    cx, &up->user, sku->license.product_id, plans, &changed);
	} else if (license_available(sku) <= 0) {
		return none_left(up, field, sku);
	} else {
		e = license_insert(
		    cx, &up->user, sku->license.product_id, plans);
		sku->consumed++;
	}
	if (e.code == 0 && changed)
		listed(&up->added, sku->license.sku_id);
	return e.code ? e
		      : user_license_list(cx, &up->user, ALL_GROUPS, &up->has);
}

/* ---- both ---- */

static struct error note(struct updating *up)
{
	struct hole details[4] = { { "CustomerUserId", up->user.user_id } };
	size_t n = 1;

	if (up->added.length > 0)
		details[n++] =
		    (struct hole){ "AddedLicenseSkuId", up->added.bytes };
	if (up->removed.length > 0)
		details[n++] =
		    (struct hole){ "RemovedLicenseSkuId", up->removed.bytes };
	if (n == 1)
		return OK;
	return activity_add(up->cx,
	    &(struct activity){
		.action = ACTIVITY_UPDATE_USER_LICENSES,
		.customer_id = up->customer.customer_id,
		.customer_name = up->customer.name,
		.title = up->user.upn,
		.details = details,
	    },
	    OK);
}

struct error license_update(struct ctx *cx, const char *customer_id,
    const char *user_id, const struct license_update *update)
{
	struct updating up = { 0 };
	struct error e = open_all(cx, customer_id, user_id, &up);

	for (size_t i = 0; !e.code && i < update->remove_count; i++)
		e = take(&up, i, update->remove[i]);
	if (!e.code)
		e = user_license_list(cx, &up.user, ALL_GROUPS, &up.has);
	for (size_t i = 0; !e.code && i < update->assign_count; i++)
		e = give(&up, i, &update->assign[i]);
	if (e.code)
		return e;
	if (up.groups == ALL_GROUPS)
		return fail_with(cx->arena, ERR_LICENSE_GROUPS,
		    "licensesToAssign", HOLES({ "groups", "group1, group2" }));
	return note(&up);
}
