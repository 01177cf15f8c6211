/*
 * Bodies and queries through the field tables of every route of the REST API:
 * the first two bytes choose the route.
 */
#include "api/api.h"
#include "fuzz.h"

static size_t route_count(void)
{
	size_t count = 0;

	for (const struct api_area *area = api_areas; area->id != NULL; area++)
		for (const struct route *r = area->routes; r->method; r++)
			count++;
	return count;
}

static const struct route *route_at(size_t at)
{
	for (const struct api_area *area = api_areas; area->id != NULL; area++)
		for (const struct route *r = area->routes; r->method; r++)
			if (at-- == 0)
				return r;
	return NULL;
}

/* Each thing that is wrong has a place and can be told. */
static void told(
    struct fuzz *fuzz, struct error e, const struct field_errors *errors)
{
	NEED((errors->count == 0) ||
	     (e.code == errors->list[0].code && e.code != 0));
	NEED(e.code == 0 || error_message(&fuzz->cx, e) != NULL);
	NEED(e.code == 0 || error_info(e.code)->rest_status == 400);
	for (size_t i = 0; i < errors->count; i++) {
		const struct error one = errors->list[i];

		NEED(one.field != NULL);
		NEED(text_is_utf8(one.field, strlen(one.field)));
		NEED(text_is_utf8(error_message(&fuzz->cx, one),
		    strlen(error_message(&fuzz->cx, one))));
	}
}

static void body(struct fuzz *fuzz, const struct route *route,
    const char *bytes, size_t length)
{
	struct field_errors errors = { 0 };
	void *input = arena_alloc(&fuzz->arena, route->body_size);

	told(fuzz,
	    fields_from_json(
		&fuzz->cx, bytes, length, route->body, input, &errors),
	    &errors);
}

static void query(struct fuzz *fuzz, const struct route *route,
    const char *bytes, size_t length)
{
	struct field_errors errors = { 0 };
	struct field_map pairs = { 0 };
	void *input = arena_alloc(&fuzz->arena, route->query_size);
	struct error e = pairs_decode(&fuzz->cx, bytes, length, &pairs);

	if (e.code == 0)
		e = fields_from_pairs(
		    &fuzz->cx, &pairs, route->query, input, &errors);
	told(fuzz, e, &errors);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static size_t count;
	const struct route *route;
	struct fuzz fuzz;
	char *text;

	if (length < 2)
		return 0;
	if (count == 0)
		count = route_count();
	route = route_at((bytes[0] * 256u + bytes[1]) % count);
	text = fuzz_text(bytes + 2, length - 2);
	fuzz_begin(&fuzz);
	if (route->body != NULL)
		body(&fuzz, route, text, length - 2);
	if (route->query != NULL)
		query(&fuzz, route, text, length - 2);
	fuzz_end(&fuzz);
	free(text);
	return 0;
}
