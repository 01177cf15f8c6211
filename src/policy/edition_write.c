/*
 * Editions as JSON, and whether two of them say the same. The form is that of
 * data/editions.json, so that what is written can be read again.
 */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "policy/decision.h"
#include "policy/edition.h"

static void null_json(struct json_out *json, const char *key, bool nulls)
{
	if (nulls)
		json_null_value(json, key);
}

static void exclusion_json(
    const struct exclusion *x, struct json_out *json, bool nulls)
{
	json_object_begin(json, NULL);
	json_object_begin(json, "match");
	json_text(json, "publisher", x->publisher);
	json_text(json, "product_family", x->product_family);
	json_object_end(json);
	json_bool(json, "cancel", x->cancel);
	if (x->exchange == ANSWER_UNSAID)
		null_json(json, "exchange", nulls);
	else
		json_bool(json, "exchange", x->exchange == ANSWER_YES);
	json_text(json, "route", route_name(x->route));
	json_text(json, "reason", x->reason);
	json_object_end(json);
}

static void texts_json(
    const char *const *list, struct json_out *json, const char *key)
{
	json_array_begin(json, key);
	for (; *list != NULL; list++)
		json_text(json, NULL, *list);
	json_array_end(json);
}

static void ints_json(
    const int64_t *list, size_t count, struct json_out *json, const char *key)
{
	json_array_begin(json, key);
	for (size_t i = 0; i < count; i++)
		json_int(json, NULL, list[i]);
	json_array_end(json);
}

static void exclusions_json(const struct exclusion *list, size_t count,
    struct json_out *json, const char *key, bool nulls)
{
	json_array_begin(json, key);
	for (size_t i = 0; i < count; i++)
		exclusion_json(&list[i], json, nulls);
	json_array_end(json);
}

/* Counts lie behind their pointers: edition.h, PARAMETER_INTS. */
static void parameter_json(const struct parameter *parameter,
    const struct edition *edition, struct json_out *json, const char *key,
    bool nulls)
{
	const void *field = (const char *)edition + parameter->offset;
	const void *behind = (const char *)field + sizeof(void *);
	const char *text;

	switch (parameter->kind) {
	case PARAMETER_INT:
		json_int(json, key, *(const int64_t *)field);
		return;
	case PARAMETER_BOOL:
		json_bool(json, key, *(const bool *)field);
		return;
	case PARAMETER_TEXT:
		if ((text = *(const char *const *)field) == NULL)
			null_json(json, key, nulls);
		else
			json_text(json, key, text);
		return;
	case PARAMETER_LIST:
		texts_json(*(const char *const *const *)field, json, key);
		return;
	case PARAMETER_INTS:
		ints_json(*(const int64_t *const *)field,
		    *(const size_t *)behind, json, key);
		return;
	case PARAMETER_EXCLUSIONS:
		exclusions_json(*(const struct exclusion *const *)field,
		    *(const size_t *)behind, json, key, nulls);
		return;
	}
}

static const char *value_text(struct arena *arena,
    const struct parameter *parameter, const struct edition *edition)
{
	struct json_out json;
	struct text out;

	text_init(&out, arena);
	json_start(&json, &out);
	parameter_json(parameter, edition, &json, NULL, true);
	return out.bytes;
}

bool parameter_same(const struct parameter *parameter, const struct edition *a,
    const struct edition *b)
{
	struct arena arena;
	bool same;

	arena_init(&arena);
	same = strcmp(value_text(&arena, parameter, a),
		   value_text(&arena, parameter, b)) == 0;
	arena_done(&arena);
	return same;
}

struct walk {
	const struct edition *edition;
	struct json_out *json;
	const struct parameter *list;
	size_t count, at;
	bool nulls;
};

static void value_write(struct walk *walk, size_t length, const char *key);

/* The members of one object: those whose names begin like that of the first,
 * up to length. "roles." -> view_area, create_order, ... */
static void members_write(struct walk *walk, size_t length)
{
	const char *prefix = walk->list[walk->at].name;

	while (walk->at < walk->count &&
	       strncmp(walk->list[walk->at].name, prefix, length) == 0) {
		const char *rest = walk->list[walk->at].name + length;
		size_t part = strcspn(rest, ".");
		char key[64];

		snprintf(key, sizeof(key), "%.*s", (int)part, rest);
		value_write(walk, length + part, key);
	}
}

/* The value whose name ends at length, or the object that goes on there. */
static void value_write(struct walk *walk, size_t length, const char *key)
{
	const struct parameter *parameter = &walk->list[walk->at];

	if (parameter->name[length] == '\0') {
		parameter_json(
		    parameter, walk->edition, walk->json, key, walk->nulls);
		walk->at++;
		return;
	}
	json_object_begin(walk->json, key);
	members_write(walk, length + 1);
	json_object_end(walk->json);
}

/* Of a group, what an operator chose stands out. */
static enum provenance group_provenance(
    const struct edition *edition, size_t from, size_t to)
{
	enum provenance provenance = edition->provenance[from];

	for (size_t i = from; i < to; i++)
		if (edition->provenance[i] == PROVENANCE_OPERATOR)
			provenance = PROVENANCE_OPERATOR;
	return provenance;
}

void edition_parameters_json(const struct edition *edition, bool nulls,
    struct json_out *json, const char *key)
{
	struct walk walk = { .edition = edition, .json = json, .nulls = nulls };

	walk.list = edition_parameters(&walk.count);
	json_object_begin(json, key);
	while (walk.at < walk.count) {
		size_t from = walk.at;
		const char *name = walk.list[from].name;
		size_t part = strcspn(name, ".");
		char head[64];

		snprintf(head, sizeof(head), "%.*s", (int)part, name);
		json_object_begin(json, head);
		value_write(&walk, part, "value");
		json_text(json, "basis", basis_name(walk.list[from].basis));
		json_text(json, "provenance",
		    provenance_name(group_provenance(edition, from, walk.at)));
		json_object_end(json);
	}
	json_object_end(json);
}
