/*
 * Reads and checks "license" of a product. What is done with it, orders/ says.
 */
#include "catalog/license_read.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "i18n/i18n.h"

static const char *const license_fields[] = { "skuId", "skuPartNumber",
	"targetType", "group", "servicePlans", NULL };
static const char *const plan_fields[] = { "id", "name", "serviceName",
	"targetType", NULL };
static const char *const groups[] = { "group1", "group2", NULL };
static const char *const targets[] = { "User", "Tenant", NULL };

#define MEMBER(key) (&(struct json_in[]){ json_in_get(in, key) }[0])

static void guid_read(const struct json_in *in)
{
	int64_t before = in->import->bad;
	const char *text = json_in_text(in, 36, NULL);

	if (in->import->bad == before && !text_is_guid(text))
		import_bad_place(
		    in->import, in->path, N_("“{value}” is not a GUID"), text);
}

static void plan_read(const struct json_in *in)
{
	if (!json_in_object(in, plan_fields))
		return;
	guid_read(MEMBER("id"));
	(void)json_in_text(MEMBER("name"), 200, NULL);
	(void)json_in_text(MEMBER("serviceName"), 100, NULL);
	(void)json_in_choice(MEMBER("targetType"), targets, "User");
}

const char *license_read(const struct json_in *in)
{
	struct json_in plans = json_in_get(in, "servicePlans");
	size_t count;
	const char *copy;
	char *dump;

	if (in->value == NULL || !json_in_object(in, license_fields))
		return NULL;
	guid_read(MEMBER("skuId"));
	(void)json_in_text(MEMBER("skuPartNumber"), 100, NULL);
	(void)json_in_choice(MEMBER("targetType"), targets, "User");
	(void)json_in_choice(MEMBER("group"), groups, "group1");
	count = json_in_array(&plans, false);
	for (size_t i = 0; i < count; i++) {
		struct json_in plan = json_in_at(&plans, i);

		plan_read(&plan);
	}
	dump = json_dumps(in->value, JSON_COMPACT | JSON_SORT_KEYS);
	copy = dump == NULL ? NULL : arena_dup(in->import->cx->arena, dump);
	free(dump);
	return copy;
}
