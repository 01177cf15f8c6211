/*
 * Editions in a row: that they cover all time once, and taking in those that
 * operators added. What an edition says is edition_read.c's.
 */
#include <string.h>

#include "policy/edition_read.h"

bool timeline_check(const struct timeline *timeline)
{
	const struct edition *list = timeline->editions;
	size_t count = timeline->count;

	if (count == 0 || list[0].effective_from != EDITION_BEGIN ||
	    list[count - 1].effective_to != EDITION_END)
		return data_fault("editions do not cover all time", "editions");
	for (size_t i = 0; i < count; i++) {
		if (list[i].effective_from >= list[i].effective_to ||
		    (i > 0 &&
			list[i].effective_from != list[i - 1].effective_to))
			return data_fault("gap or overlap before", list[i].id);
		for (size_t j = 0; j < i; j++)
			if (strcmp(list[j].id, list[i].id) == 0)
				return data_fault("id given twice", list[i].id);
	}
	return true;
}

static bool added_read(struct arena *arena, const struct edition_added *row,
    struct edition *ret_edition)
{
	json_error_t fault;
	json_t *root =
	    json_loads(row->parameters, JSON_REJECT_DUPLICATES, &fault);

	if (root == NULL)
		return data_fault(fault.text, row->id);
	arena_defer(arena, json_drop, root);
	*ret_edition = (struct edition){
		.id = arena_dup(arena, row->id),
		.base_id = arena_dup(arena, row->id),
		.document_date = arena_dup(arena, row->document_date),
		.published = arena_dup(arena, row->published),
		.source = arena_dup(arena, row->source),
		.source_url = arena_dup(arena, row->source_url),
		.added = true,
		.effective_from = row->effective_from,
		.effective_to = EDITION_END,
	};
	return edition_values_read(arena, root, ret_edition);
}

/* Each ends where the next begins; the compiled-in ones stay as they are but
 * for the end of the last, with the overlay and without. */
static bool timeline_extend(struct arena *arena, struct timeline *timeline,
    const struct edition *added, size_t count)
{
	struct edition *list =
	    ARENA_ARRAY(arena, struct edition, timeline->count + count);
	size_t n = timeline->count;

	memcpy(list, timeline->editions, n * sizeof(*list));
	for (size_t i = 0; i < count; i++) {
		list[n + i] = added[i];
		list[n + i - 1].effective_to = added[i].effective_from;
	}
	*timeline = (struct timeline){ list, n + count };
	return timeline_check(timeline);
}

bool editions_add(
    struct policy *policy, const struct edition_added *rows, size_t row_count)
{
	struct arena *arena = &policy->arena;
	struct edition *added =
	    ARENA_ARRAY(arena, struct edition, row_count + 1);
	struct edition *former =
	    ARENA_ARRAY(arena, struct edition, row_count + 1);
	size_t count = 0, former_count = 0;

	for (size_t i = 0; i < row_count; i++) {
		struct edition *to = rows[i].withdrawn ? &former[former_count++]
						       : &added[count++];

		if (!added_read(arena, &rows[i], to))
			return false;
	}
	policy->former = (struct timeline){ former, former_count };
	return timeline_extend(arena, &policy->plain, added, count) &&
	       timeline_extend(arena, &policy->announced, added, count);
}
