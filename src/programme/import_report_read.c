/*
 * Reads the report of a check again, for its page.
 */
#include <jansson.h>

#include "base/text.h"
#include "programme/import_report.h"

static const char *text_of(
    struct arena *arena, json_t *object, const char *name)
{
	return arena_dup(
	    arena, json_string_value(json_object_get(object, name)));
}

static int64_t int_of(json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

static bool kind_find(const char *id, enum import_kind *ret_kind)
{
	for (int i = 0; i < IMPORT_KIND_COUNT; i++) {
		if (!text_same(import_kind_id((enum import_kind)i), id))
			continue;
		*ret_kind = (enum import_kind)i;
		return true;
	}
	return false;
}

static void samples_read(
    struct arena *arena, json_t *list, struct import_preview *preview)
{
	for (size_t i = 0;
	     i < json_array_size(list) && i < COUNT(preview->samples); i++) {
		json_t *item = json_array_get(list, i);
		struct import_sample *s =
		    &preview->samples[preview->sample_count];

		if (!kind_find(json_string_value(json_object_get(item, "kind")),
			&s->kind))
			continue;
		s->line = int_of(item, "line");
		s->subject = text_of(arena, item, "subject");
		s->before = text_of(arena, item, "before");
		s->after = text_of(arena, item, "after");
		preview->sample_count++;
	}
}

static void problems_read(
    struct arena *arena, json_t *list, struct import_report *report)
{
	for (size_t i = 0; i < json_array_size(list) && i < REPORT_PROBLEMS_MAX;
	     i++) {
		json_t *item = json_array_get(list, i);

		report->problems[report->problem_count++] =
		    (struct import_problem){ int_of(item, "line"),
			    text_of(arena, item, "place"),
			    text_of(arena, item, "reason") };
	}
}

const struct import_report *import_report_read(
    struct arena *arena, const char *json)
{
	struct import_report *report = ARENA_NEW(arena, struct import_report);
	json_t *root = json == NULL ? NULL : json_loads(json, 0, NULL);
	json_t *counts = json_object_get(root, "counts");

	for (int i = 0; i < IMPORT_KIND_COUNT; i++)
		report->preview.counts[i] =
		    int_of(counts, import_kind_id((enum import_kind)i));
	samples_read(arena, json_object_get(root, "samples"), &report->preview);
	problems_read(arena, json_object_get(root, "problems"), report);
	report->left_out = int_of(root, "leftOut");
	report->failure = text_of(arena, root, "failure");
	json_decref(root);
	return report;
}
