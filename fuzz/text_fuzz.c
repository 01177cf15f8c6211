/*
 * Languages asked for, and text of people on its way out: HTML, JSON,
 * addresses and the folded form of lists.
 */
#include <jansson.h>

#include "base/json.h"
#include "fuzz.h"
#include "http/router.h"
#include "orders/map_json.h"

static void languages(const char *text)
{
	const struct locale *locale = locale_from_header(text);
	bool ours = false;

	for (const struct locale *const *l = locales(); *l != NULL; l++)
		ours = ours || *l == locale;
	NEED(ours);
	(void)locale_find(text);
}

static void html(struct arena *arena, const char *text)
{
	struct text out;

	text_init(&out, arena);
	text_add_html(&out, text);
	if (out.length > 0)
		NEED(strpbrk(out.bytes, "<>\"'") == NULL);
}

static void address(struct arena *arena, const char *text)
{
	struct text out;

	text_init(&out, arena);
	text_add(&out, "");
	text_add_url(&out, text);
	NEED(
	    strcmp(url_decode(arena, out.bytes, out.length, false), text) == 0);
}

/* Read by another parser, it is the same text. */
static void json(struct arena *arena, const char *text, size_t length)
{
	struct text out;
	struct json_out writer;
	json_t *read;

	text_init(&out, arena);
	json_start(&writer, &out);
	json_text_n(&writer, NULL, text, length);
	read = json_loadb(
	    out.bytes, out.length, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	NEED(read != NULL && json_is_string(read));
	NEED(json_string_length(read) == length);
	NEED(memcmp(json_string_value(read), text, length) == 0);
	json_decref(read);
}

static void map(struct arena *arena, char *text)
{
	struct field_pair pair = { text, text };
	const struct field_map one = { 1, &pair };
	struct field_map again = map_from_json(arena, map_to_json(arena, &one));

	NEED(again.count == 1 && strcmp(again.pairs[0].value, text) == 0);
	(void)map_from_json(arena, text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct fuzz fuzz;
	char *text = fuzz_text(bytes, length);

	fuzz_begin(&fuzz);
	languages(text);
	html(&fuzz.arena, text);
	address(&fuzz.arena, text);
	if (text_is_utf8(text, length)) {
		const char *folded = text_fold(&fuzz.arena, text);

		json(&fuzz.arena, text, length);
		map(&fuzz.arena, text);
		NEED(text_is_utf8(folded, strlen(folded)));
		NEED(text_width(text) <= length);
	}
	(void)text_trim(&fuzz.arena, text);
	fuzz_end(&fuzz);
	free(text);
	return 0;
}
