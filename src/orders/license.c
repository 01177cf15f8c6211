/*
 * Rules of licences: what one is made of and how seats count. Rows are
 * license_store.c's.
 */
#include "orders/license.h"

#include <string.h>

#include <jansson.h>

#include "base/crypto.h"
#include "base/text.h"

/* The same for ever, and like no other product's: a name-based GUID. */
static const char *made_id(struct arena *arena, const char *product_id)
{
	const char *name = arena_printf(arena, "kontor licence %s", product_id);
	uint8_t digest[SHA256_BYTES];
	char hex[SHA256_HEX];

	sha256(name, strlen(name), digest);
	digest[6] = (uint8_t)((digest[6] & 0x0f) | 0x80);
	digest[8] = (uint8_t)((digest[8] & 0x3f) | 0x80);
	hex_encode(digest, SHA256_BYTES, hex);
	return arena_printf(arena, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8,
	    hex + 12, hex + 16, hex + 20);
}

static const char *text_of(struct arena *arena, const json_t *object,
    const char *key, const char *otherwise)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text == NULL ? otherwise : arena_dup(arena, text);
}

static void plans_of(
    struct arena *arena, const json_t *list, struct license *license)
{
	struct service_plan *plans =
	    ARENA_ARRAY(arena, struct service_plan, json_array_size(list) + 1);
	json_t *plan;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)list, i, plan)
	{
		plans[i] = (struct service_plan){
			.plan_id =
			    text_lower(arena, text_of(arena, plan, "id", "")),
			.name = text_of(arena, plan, "name", ""),
			.service_name = text_of(arena, plan, "serviceName", ""),
			.target_type =
			    text_of(arena, plan, "targetType", "User"),
		};
		license->plan_count = i + 1;
	}
	license->plans = plans;
}

struct license license_of(struct arena *arena, const char *product_id,
    const char *title, const char *json)
{
	json_t *root = json == NULL ? NULL : json_loads(json, 0, NULL);
	struct license license = {
		.product_id = product_id,
		.name = title,
		.sku_id = text_of(arena, root, "skuId", NULL),
		.part_number =
		    text_of(arena, root, "skuPartNumber", product_id),
		.target_type = text_of(arena, root, "targetType", "User"),
		.group = LICENSE_GROUP_1,
	};

	if (strcmp(text_of(arena, root, "group", ""), "group2") == 0)
		license.group = LICENSE_GROUP_2;
	license.sku_id = license.sku_id == NULL
			     ? made_id(arena, product_id)
			     : text_lower(arena, license.sku_id);
	plans_of(arena, json_object_get(root, "servicePlans"), &license);
	json_decref(root);
	return license;
}

const char *license_group_id(enum license_group group)
{
	return group == LICENSE_GROUP_2 ? "group2" : "group1";
}

int64_t license_total(const struct subscribed_sku *sku)
{
	return sku->active + sku->warning;
}

int64_t license_available(const struct subscribed_sku *sku)
{
	return license_total(sku) - sku->consumed;
}

const char *license_status(const struct subscribed_sku *sku)
{
	if (sku->active > 0)
		return "Enabled";
	return sku->warning > 0 ? "Warning" : "Suspended";
}

void license_count(struct subscribed_sku *sku, const char *state,
    bool auto_renew, int64_t end_day, int64_t today, int64_t quantity)
{
	int64_t over = auto_renew || end_day == 0 || today <= end_day
			   ? 0
			   : today - end_day;

	if (strcmp(state, "active") != 0 || over > LICENSE_WARNING_DAYS)
		sku->suspended += quantity;
	else if (over > 0)
		sku->warning += quantity;
	else
		sku->active += quantity;
}

bool license_plan_excluded(
    const struct user_license *license, const char *plan_id)
{
	for (const char **id = license->excluded; *id != NULL; id++)
		if (text_same_nocase(*id, plan_id))
			return true;
	return false;
}
