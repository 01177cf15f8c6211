/*
 * The public Mustache test data, read from KONTOR_MUSTACHE_SPEC or
 * data/mustache-spec; it is not ours to copy. Skipped aloud when it is not
 * there: mustache_test.c has our own case for each rule.
 */
#include "base/mustache.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <jansson.h>

#include "check.h"

/* A view over JSON: data points to a json_t *, lists are arrays of those. */
static struct view_value json_get(const void *data, const char *name);

static const struct view_field json_view[] = {
	{ .kind = VIEW_CALL, .name = "", .get = json_get },
	VIEW_FIELD_END,
};

/* What outlives a call of json_get, freed after each case. */
static struct arena arena;

static json_t **keep(json_t *json)
{
	json_t **place = ARENA_NEW(&arena, json_t *);

	*place = json;
	return place;
}

static struct view_value list_value(json_t *json)
{
	size_t count = json_array_size(json);
	json_t **items = ARENA_ARRAY(&arena, json_t *, count + 1);

	for (size_t i = 0; i < count; i++)
		items[i] = json_array_get(json, i);
	return (struct view_value){ .kind = VIEW_LIST,
		.list = { count, items },
		.item_view = json_view,
		.item_size = sizeof(json_t *) };
}

static struct view_value json_value_of(json_t *json)
{
	struct view_value value = { .kind = VIEW_TEXT };

	switch (json_typeof(json)) {
	case JSON_STRING:
		value.text = json_string_value(json);
		break;
	case JSON_REAL:
		value.text = arena_printf(&arena, "%g", json_real_value(json));
		break;
	case JSON_INTEGER:
		value.kind = VIEW_INT;
		value.number = json_integer_value(json);
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		value.kind = VIEW_BOOL;
		value.number = json_is_true(json);
		break;
	case JSON_OBJECT:
		value.kind = VIEW_OBJECT;
		value.view = (struct view){ json_view, keep(json) };
		break;
	case JSON_ARRAY:
		return list_value(json);
	case JSON_NULL:
		break;
	}
	return value;
}

static struct view_value json_get(const void *data, const char *name)
{
	json_t *json = *(json_t *const *)data;

	if (strcmp(name, ".") != 0)
		json = json_object_get(json, name);
	return json == NULL ? (struct view_value){ 0 } : json_value_of(json);
}

static void add(struct mustache_set *set, const char *name, const char *text)
{
	const char *problem = "";

	if (!mustache_set_add(set, name, text, strlen(text), &problem))
		FAIL("%s", problem);
}

static bool run_case(json_t *test)
{
	struct mustache_set *set = mustache_set_new();
	struct mustache_host host = { .set = set };
	const char *want = json_string_value(json_object_get(test, "expected"));
	const char *name, *problem = "";
	json_t *partial;
	struct text out;
	bool good;

	arena_init(&arena);
	text_init(&out, &arena);
	add(set, "\n", /* no partial has this name */
	    json_string_value(json_object_get(test, "template")));
	json_object_foreach(json_object_get(test, "partials"), name, partial)
	    add(set, name, json_string_value(partial));
	good = mustache_render(&host, "\n",
	    &(struct view){ json_view, keep(json_object_get(test, "data")) }, 1,
	    &out, &problem);
	good = good && strcmp(want, out.bytes) == 0;
	if (!good)
		print_error("%s: %s%s\nnot %s\n",
		    json_string_value(json_object_get(test, "name")), problem,
		    out.bytes, want);
	arena_done(&arena);
	mustache_set_free(set);
	return good;
}

/* The tests run in the source or in the build folder. */
static const char *folder(void)
{
	const char *places[] = { getenv("KONTOR_MUSTACHE_SPEC"),
		"data/mustache-spec", "../data/mustache-spec" };

	for (size_t i = 0; i < COUNT(places); i++)
		if (places[i] != NULL && access(places[i], R_OK) == 0)
			return places[i];
	return NULL;
}

static void run_file(const char *name, size_t at_least)
{
	char path[4096];
	json_error_t why;
	json_t *root, *tests, *test;
	size_t i, failed = 0;

	if (folder() == NULL) {
		print_message("The public Mustache test data is not here.\n");
		skip();
	}
	snprintf(path, sizeof(path), "%s/%s.json", folder(), name);
	root = json_load_file(path, 0, &why);
	if (root == NULL)
		FAIL("%s: %s", path, why.text);
	tests = json_object_get(root, "tests");
	CHECK(json_array_size(tests) >= at_least);
	json_array_foreach(tests, i, test) failed += !run_case(test);
	json_decref(root);
	CHECK_INT(0, failed);
}

TEST(comments_are_as_the_public_data_says)
{
	run_file("comments", 11);
}

TEST(delimiters_are_as_the_public_data_says)
{
	run_file("delimiters", 13);
}

TEST(interpolation_is_as_the_public_data_says)
{
	run_file("interpolation", 30);
}

TEST(inverted_sections_are_as_the_public_data_says)
{
	run_file("inverted", 20);
}

TEST(partials_are_as_the_public_data_says)
{
	run_file("partials", 10);
}

TEST(sections_are_as_the_public_data_says)
{
	run_file("sections", 25);
}

RUN_TESTS(TEST_1(comments_are_as_the_public_data_says),
    TEST_1(delimiters_are_as_the_public_data_says),
    TEST_1(interpolation_is_as_the_public_data_says),
    TEST_1(inverted_sections_are_as_the_public_data_says),
    TEST_1(partials_are_as_the_public_data_says),
    TEST_1(sections_are_as_the_public_data_says))
