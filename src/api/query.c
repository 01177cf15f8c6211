/*
 * Reads what lists are asked with. What a filter means is the list's.
 */
#include "api/query.h"

#include <inttypes.h>
#include <string.h>

const char *const seek_operations[] = { "Next", "Previous", "First", "Last",
	"PageIndex", NULL };

struct filter_input {
	const char *field, *value, *operator;
};
static const struct field filter_fields[] = {
	FIELD(TEXT, struct filter_input, field, .required = true),
	FIELD(TEXT, struct filter_input, value, .required = true),
	FIELD(TEXT, struct filter_input, operator, .required = true),
	FIELD_END,
};

static const char *one_of(const char *const *list, const char *text)
{
	for (; *list != NULL; list++)
		if (text_same_loose(*list, text))
			return *list;
	return NULL;
}

static const char *joined(struct ctx *cx, const char *const *list)
{
	struct text out;

	text_init(&out, cx->arena);
	for (size_t i = 0; list[i] != NULL; i++) {
		text_add(&out, i > 0 ? ", " : "");
		text_add(&out, list[i]);
	}
	return out.length > 0 ? out.bytes : "";
}

static struct error wrong_choice(
    struct ctx *cx, const char *value, const char *choices)
{
	return fail_with(cx->arena, ERR_FIELD_FORMAT, "filter",
	    HOLES({ "wanted",
		arena_printf(cx->arena, "%s, not %s", choices, value) }));
}

static const char *field_names(struct ctx *cx, const struct filter_rule *rules)
{
	struct text out;

	text_init(&out, cx->arena);
	for (size_t i = 0; rules[i].field != NULL; i++) {
		text_add(&out, i > 0 ? ", " : "");
		text_add(&out, rules[i].field);
	}
	return out.bytes;
}

struct error filter_read(struct ctx *cx, const char *text,
    const struct filter_rule *rules, struct filter *ret_filter)
{
	struct filter_input input = { 0 };
	struct field_errors errors = { 0 };
	struct filter filter = { 0 };
	size_t i = 0;

	if (text_empty(text)) {
		*ret_filter = filter;
		return OK;
	}
	if (fields_from_json(
		cx, text, strlen(text), filter_fields, &input, &errors)
		.code)
		return fail_with(cx->arena, ERR_FIELD_FORMAT, "filter",
		    HOLES({ "wanted", "{\"Field\":\"…\",\"Value\":\"…\","
				      "\"Operator\":\"…\"}" }));
	while (rules[i].field && !text_same_loose(rules[i].field, input.field))
		i++;
	if (rules[i].field == NULL)
		return wrong_choice(cx, input.field, field_names(cx, rules));
	filter.field = rules[i].field;
	filter.value = input.value;
	filter.operator= one_of(rules[i].operators, input.operator);
	if (filter.operator== NULL)
		return wrong_choice(
		    cx, input.operator, joined(cx, rules[i].operators));
	*ret_filter = filter;
	return OK;
}

const char *uri_with(
    struct arena *arena, const char *path, const struct hole *query)
{
	struct text uri;
	char mark = '?';

	text_init(&uri, arena);
	text_add(&uri, path);
	for (; query->name != NULL; query++) {
		if (text_empty(query->value))
			continue;
		text_add_char(&uri, mark);
		text_add_url(&uri, query->name);
		text_add_char(&uri, '=');
		text_add_url(&uri, query->value);
		mark = '&';
	}
	return uri.bytes;
}

const char *int_text(struct arena *arena, int64_t value)
{
	return value == 0 ? NULL : arena_printf(arena, "%" PRId64, value);
}
