/*
 * Reads data/editions.json into typed editions, strictly: every parameter
 * known, present and of its basis. Overlays are overlay.c's.
 */
#include "policy/edition_read.h"

#include <string.h>

#include "base/day.h"
#include "base/log.h"
#include "base/text.h"

bool data_fault(const char *what, const char *place)
{
	log_event(LOG_ERROR, "policy data refused", LOG_T("what", what),
	    LOG_T("place", place));
	return false;
}

bool instant_read(json_t *value, int64_t open, int64_t *ret_instant)
{
	if (!json_is_null(value))
		return instant_parse(json_string_value(value), ret_instant);
	*ret_instant = open;
	return true;
}

static bool list_read(
    struct arena *arena, json_t *value, const char *const **ret_list)
{
	size_t count = json_array_size(value); /* 0 for null */
	const char **list = ARENA_ARRAY(arena, const char *, count + 1);

	if (!json_is_array(value) && !json_is_null(value))
		return false;
	for (size_t i = 0; i < count; i++) {
		const char *text = json_string_value(json_array_get(value, i));

		if (text == NULL)
			return false;
		list[i] = arena_dup(arena, text);
	}
	*ret_list = list;
	return true;
}

static bool ints_read(struct arena *arena, json_t *value,
    const int64_t **ret_ints, size_t *ret_count)
{
	size_t count = json_array_size(value);
	int64_t *ints = ARENA_ARRAY(arena, int64_t, count + 1);

	if (!json_is_array(value))
		return false;
	for (size_t i = 0; i < count; i++) {
		json_t *item = json_array_get(value, i);

		if (!json_is_integer(item))
			return false;
		ints[i] = json_integer_value(item);
	}
	*ret_ints = ints;
	*ret_count = count;
	return true;
}

static bool route_read(const char *name, enum cancel_route *ret_route)
{
	static const char *const names[] = {
		[ROUTE_NONE] = "none",
		[ROUTE_SELF] = "self",
		[ROUTE_SUPPORT_REQUEST] = "support_request",
	};

	for (size_t i = 0; name != NULL && i < COUNT(names); i++) {
		if (strcmp(names[i], name) != 0)
			continue;
		*ret_route = (enum cancel_route)i;
		return true;
	}
	return false;
}

static bool exclusion_read(
    struct arena *arena, json_t *value, struct exclusion *ret_exclusion)
{
	json_t *match = json_object_get(value, "match");
	json_t *exchange = json_object_get(value, "exchange");
	struct exclusion *x = ret_exclusion;

	x->publisher = arena_dup(
	    arena, json_string_value(json_object_get(match, "publisher")));
	x->product_family = arena_dup(
	    arena, json_string_value(json_object_get(match, "product_family")));
	x->cancel = json_is_true(json_object_get(value, "cancel"));
	x->exchange = json_is_true(exchange)    ? ANSWER_YES
		      : json_is_false(exchange) ? ANSWER_NO
						: ANSWER_UNSAID;
	x->reason = arena_dup(
	    arena, json_string_value(json_object_get(value, "reason")));
	return route_read(json_string_value(json_object_get(value, "route")),
		   &x->route) &&
	       (x->publisher != NULL || x->product_family != NULL);
}

static bool exclusions_read(struct arena *arena, json_t *value,
    const struct exclusion **ret_exclusions, size_t *ret_count)
{
	size_t count = json_array_size(value);
	struct exclusion *list =
	    ARENA_ARRAY(arena, struct exclusion, count + 1);

	if (!json_is_array(value))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!exclusion_read(arena, json_array_get(value, i), &list[i]))
			return false;
	*ret_exclusions = list;
	*ret_count = count;
	return true;
}

/* Counts lie behind their pointers: edition.h, PARAMETER_INTS. */
bool parameter_read(struct arena *arena, const struct parameter *parameter,
    json_t *value, struct edition *edition)
{
	void *field = (char *)edition + parameter->offset;
	void *behind = (char *)field + sizeof(void *);

	if (value == NULL)
		return false;
	switch (parameter->kind) {
	case PARAMETER_INT:
		*(int64_t *)field = json_integer_value(value);
		return json_is_integer(value);
	case PARAMETER_BOOL:
		*(bool *)field = json_is_true(value);
		return json_is_boolean(value);
	case PARAMETER_TEXT:
		*(const char **)field =
		    arena_dup(arena, json_string_value(value));
		return json_is_string(value) || json_is_null(value);
	case PARAMETER_LIST:
		return list_read(arena, value, field);
	case PARAMETER_INTS:
		return ints_read(arena, value, field, behind);
	case PARAMETER_EXCLUSIONS:
		return exclusions_read(arena, value, field, behind);
	}
	return false;
}

/* "roles.view_area" -> parameters.roles and its value.view_area */
static json_t *value_find(
    json_t *parameters, const char *name, json_t **ret_parameter)
{
	size_t length = strcspn(name, ".");
	json_t *value;

	*ret_parameter = json_object_getn(parameters, name, length);
	value = json_object_get(*ret_parameter, "value");
	while (name[length] == '.') {
		name += length + 1;
		length = strcspn(name, ".");
		value = json_object_getn(value, name, length);
	}
	return value;
}

static enum basis basis_read(json_t *parameter)
{
	const char *name =
	    json_string_value(json_object_get(parameter, "basis"));

	if (text_same(name, "purchase"))
		return BASIS_PURCHASE;
	if (text_same(name, "action"))
		return BASIS_ACTION;
	return text_same(name, "issue") ? BASIS_ISSUE : (enum basis)0;
}

static enum provenance provenance_read(json_t *parameter)
{
	const char *name =
	    json_string_value(json_object_get(parameter, "provenance"));
	enum provenance p = PROVENANCE_SEED;

	while (p <= PROVENANCE_OPERATOR && !text_same(name, provenance_name(p)))
		p++;
	return p <= PROVENANCE_OPERATOR ? p : (enum provenance)0;
}

/* A name in the data that no field takes would be silently without effect. */
static bool names_known(json_t *parameters)
{
	size_t count;
	const struct parameter *list = edition_parameters(&count);
	const char *name;
	json_t *value;

	json_object_foreach(parameters, name, value)
	{
		size_t length = strlen(name);
		bool known = false;

		for (size_t i = 0; i < count && !known; i++)
			known = strncmp(list[i].name, name, length) == 0 &&
				(list[i].name[length] == '\0' ||
				    list[i].name[length] == '.');
		if (!known)
			return data_fault("unknown parameter", name);
	}
	return true;
}

static bool parameters_read(
    struct arena *arena, json_t *parameters, struct edition *edition)
{
	size_t count;
	const struct parameter *list = edition_parameters(&count);
	enum provenance *provenance =
	    ARENA_ARRAY(arena, enum provenance, count);

	edition->provenance = provenance;
	for (size_t i = 0; i < count; i++) {
		json_t *parameter;
		json_t *value =
		    value_find(parameters, list[i].name, &parameter);

		if (basis_read(parameter) != list[i].basis)
			return data_fault("wrong basis", list[i].name);
		if ((provenance[i] = provenance_read(parameter)) == 0)
			return data_fault("unknown provenance", list[i].name);
		if (!parameter_read(arena, &list[i], value, edition))
			return data_fault("parameter missing or of a wrong "
					  "kind",
			    list[i].name);
	}
	return names_known(parameters);
}

/* Rules that the code does not have may not be promised by data. */
static bool values_possible(const struct edition *e)
{
	if (e->cancellation_window_days < 0 ||
	    e->cancellation_window_days > 36500 || e->link_lifetime_days < 1 ||
	    e->link_lifetime_days > 36500 || e->link_max_downloads < 1)
		return data_fault("a limit out of range", e->id);
	if (e->early_termination_fee_bp != 0)
		return data_fault(
		    "a fee: how it is taxed is not settled", e->id);
	if (e->credit_rules_perpetual_software_share_bp != 10000 ||
	    !text_same(
		e->credit_rules_software_subscription_rounding, "half_even"))
		return data_fault("a credit rule that is not built", e->id);
	if (!text_same(e->cancellation_window_rule, "elapsed_24h") &&
	    !text_same(
		e->cancellation_window_rule, "utc_calendar_days_inclusive"))
		return data_fault("unknown window rule", e->id);
	return true;
}

bool edition_values_read(
    struct arena *arena, json_t *parameters, struct edition *edition)
{
	return parameters_read(arena, parameters, edition) &&
	       values_possible(edition);
}

static bool edition_read(
    struct arena *arena, json_t *value, struct edition *edition)
{
	json_t *document = json_object_get(value, "document");

	edition->id =
	    arena_dup(arena, json_string_value(json_object_get(value, "id")));
	edition->base_id = edition->id;
	edition->document_date = arena_dup(arena,
	    json_string_value(json_object_get(document, "document_date")));
	edition->published = arena_dup(
	    arena, json_string_value(json_object_get(document, "published")));
	if (edition->id == NULL)
		return data_fault("an edition without id", "editions");
	if (!instant_read(json_object_get(value, "from"), EDITION_BEGIN,
		&edition->effective_from) ||
	    !instant_read(json_object_get(value, "to"), EDITION_END,
		&edition->effective_to))
		return data_fault("from or to is not an instant", edition->id);
	return edition_values_read(
	    arena, json_object_get(value, "parameters"), edition);
}

static bool timeline_read(
    struct arena *arena, json_t *editions, struct timeline *ret_timeline)
{
	size_t count = json_array_size(editions);
	struct edition *list = ARENA_ARRAY(arena, struct edition, count + 1);

	for (size_t i = 0; i < count; i++)
		if (!edition_read(arena, json_array_get(editions, i), &list[i]))
			return false;
	*ret_timeline = (struct timeline){ list, count };
	return timeline_check(ret_timeline);
}

void json_drop(void *root)
{
	json_decref(root);
}

bool editions_read(struct arena *arena, const char *json,
    struct timeline *ret_plain, struct timeline *ret_announced)
{
	json_error_t fault;
	json_t *root = json_loads(json, JSON_REJECT_DUPLICATES, &fault);
	json_t *overlays = json_object_get(root, "overlays");

	if (root == NULL)
		return data_fault(fault.text, "editions.json");
	arena_defer(arena, json_drop, root);
	if (!timeline_read(arena, json_object_get(root, "editions"), ret_plain))
		return false;
	if (json_array_size(overlays) != 1)
		return data_fault("one overlay is needed", "overlays");
	return overlay_apply(
	    arena, json_array_get(overlays, 0), ret_plain, ret_announced);
}
