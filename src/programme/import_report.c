/*
 * Writes the report of a check. Reading is import_report_read.c's.
 */
#include "programme/import_report.h"

#include "base/json.h"
#include "base/text.h"

static void samples_json(
    struct json_out *json, const struct import_preview *preview)
{
	json_array_begin(json, "samples");
	for (size_t i = 0; i < preview->sample_count; i++) {
		const struct import_sample *s = &preview->samples[i];

		json_object_begin(json, NULL);
		json_text(json, "kind", import_kind_id(s->kind));
		json_int(json, "line", s->line);
		json_text(json, "subject", s->subject);
		json_text(json, "before", s->before);
		json_text(json, "after", s->after);
		json_object_end(json);
	}
	json_array_end(json);
}

static void problems_json(
    struct json_out *json, const struct import_report *report)
{
	json_array_begin(json, "problems");
	for (size_t i = 0; i < report->problem_count; i++) {
		const struct import_problem *p = &report->problems[i];

		json_object_begin(json, NULL);
		json_int(json, "line", p->line);
		json_text(json, "place", p->place);
		json_text(json, "reason", p->reason);
		json_object_end(json);
	}
	json_array_end(json);
}

const char *import_report_write(
    struct arena *arena, const struct import_report *report)
{
	struct json_out json;
	struct text out;

	text_init(&out, arena);
	json_start(&json, &out);
	json_object_begin(&json, NULL);
	json_object_begin(&json, "counts");
	for (int i = 0; i < IMPORT_KIND_COUNT; i++)
		if (report->preview.counts[i] > 0)
			json_int(&json, import_kind_id((enum import_kind)i),
			    report->preview.counts[i]);
	json_object_end(&json);
	samples_json(&json, &report->preview);
	problems_json(&json, report);
	json_int(&json, "leftOut", report->left_out);
	json_text(&json, "failure", report->failure);
	json_object_end(&json);
	return out.bytes;
}
