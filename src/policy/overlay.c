/*
 * The overlay "announced-dates": cuts the editions where its changes begin
 * and end, and gives each stretch an id of its own, so that what a purchase
 * was made under stays known when the switch is turned. Off by default.
 */
#include "policy/edition_read.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static void mark(enum provenance *marks, const struct parameter *parameter)
{
	size_t count;

	marks[parameter - edition_parameters(&count)] = PROVENANCE_ANNOUNCED;
}

static bool change_as_edition(json_t *change, const struct timeline *plain,
    enum provenance *marks, struct edition *edition)
{
	const char *id =
	    json_string_value(json_object_get(change, "as_edition"));
	json_t *names = json_object_get(change, "parameters");
	const struct edition *from = NULL;

	for (size_t i = 0; i < plain->count; i++)
		if (text_same(plain->editions[i].id, id))
			from = &plain->editions[i];
	if (from == NULL || json_array_size(names) == 0)
		return data_fault("overlay without edition or parameters", id);
	for (size_t i = 0; i < json_array_size(names); i++) {
		const char *name = json_string_value(json_array_get(names, i));
		const struct parameter *parameter = parameter_find(name);

		if (parameter == NULL)
			return data_fault("unknown parameter in overlay", name);
		parameter_copy(parameter, from, edition);
		mark(marks, parameter);
	}
	return true;
}

static bool change_set(struct arena *arena, json_t *change,
    enum provenance *marks, struct edition *edition)
{
	json_t *set = json_object_get(change, "set");
	const char *name;
	json_t *value;

	if (json_object_size(set) == 0)
		return data_fault("overlay change without effect", edition->id);
	json_object_foreach(set, name, value)
	{
		const struct parameter *parameter = parameter_find(name);

		if (parameter == NULL ||
		    !parameter_read(arena, parameter, value, edition))
			return data_fault("unknown or wrong in overlay", name);
		mark(marks, parameter);
	}
	return true;
}

struct overlay {
	const char *id;
	struct change *changes;
	size_t count;
	int64_t *cuts; /* sorted; twice the count */
};

static int instant_compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a;
	int64_t y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static bool overlay_read(
    struct arena *arena, json_t *value, struct overlay *ret_overlay)
{
	json_t *list = json_object_get(value, "changes");
	size_t count = json_array_size(list);
	struct overlay o = { .count = count };

	o.id =
	    arena_dup(arena, json_string_value(json_object_get(value, "id")));
	o.changes = ARENA_ARRAY(arena, struct change, count + 1);
	o.cuts = ARENA_ARRAY(arena, int64_t, 2 * count + 1);
	if (o.id == NULL)
		return data_fault("an overlay without id", "overlays");
	for (size_t i = 0; i < count; i++) {
		struct change *change = &o.changes[i];

		change->change = json_array_get(list, i);
		if (!instant_read(json_object_get(change->change, "from"),
			EDITION_BEGIN, &change->from) ||
		    !instant_read(json_object_get(change->change, "to"),
			EDITION_END, &change->to) ||
		    change->from >= change->to)
			return data_fault("from or to is wrong", o.id);
		o.cuts[2 * i] = change->from;
		o.cuts[2 * i + 1] = change->to;
	}
	qsort(o.cuts, 2 * count, sizeof(o.cuts[0]), instant_compare);
	*ret_overlay = o;
	return true;
}

/* Makes the changes that hold for the whole of this stretch. */
static bool stretch_change(struct arena *arena, const struct overlay *overlay,
    const struct timeline *plain, struct edition *stretch)
{
	bool changed = false;
	size_t count;
	enum provenance *marks;

	(void)edition_parameters(&count);
	marks = ARENA_ARRAY(arena, enum provenance, count);
	memcpy(marks, stretch->provenance, count * sizeof(*marks));
	stretch->provenance = marks;
	for (size_t i = 0; i < overlay->count; i++) {
		const struct change *c = &overlay->changes[i];

		if (c->from > stretch->effective_from ||
		    c->to < stretch->effective_to)
			continue;
		changed = true;
		if (json_object_get(c->change, "set") != NULL
			? !change_set(arena, c->change, marks, stretch)
			: !change_as_edition(c->change, plain, marks, stretch))
			return false;
	}
	if (!changed)
		return true;
	stretch->overlay = overlay->id;
	stretch->id =
	    arena_printf(arena, "%s+%s", stretch->base_id, overlay->id);
	return true;
}

bool overlay_apply(struct arena *arena, json_t *value,
    const struct timeline *plain, struct timeline *ret_announced)
{
	struct overlay overlay = { 0 };
	struct edition *list;
	size_t n = 0;

	if (!overlay_read(arena, value, &overlay))
		return false;
	list = ARENA_ARRAY(
	    arena, struct edition, plain->count * (2 * overlay.count + 1));
	for (size_t i = 0; i < plain->count; i++) {
		struct edition rest = plain->editions[i];

		for (size_t c = 0; c < 2 * overlay.count; c++) {
			int64_t cut = overlay.cuts[c];

			if (cut <= rest.effective_from ||
			    cut >= rest.effective_to)
				continue;
			list[n] = rest;
			list[n++].effective_to = cut;
			rest.effective_from = cut;
		}
		list[n++] = rest;
	}
	for (size_t i = 0; i < n; i++)
		if (!stretch_change(arena, &overlay, plain, &list[i]))
			return false;
	*ret_announced = (struct timeline){ list, n };
	return timeline_check(ret_announced);
}
