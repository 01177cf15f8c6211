/*
 * Typed values out of a JSON document; each fault is said with its path.
 */
#include "catalog/json_in.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "i18n/i18n.h"

struct json_in json_in_get(const struct json_in *in, const char *key)
{
	struct json_in member = *in;

	member.value = json_object_get(in->value, key);
	member.path = arena_printf(in->import->cx->arena, "%s%s%s", in->path,
	    in->path[0] ? "." : "", key);
	return member;
}

struct json_in json_in_at(const struct json_in *in, size_t index)
{
	struct json_in element = *in;

	element.value = json_array_get(in->value, index);
	element.path =
	    arena_printf(in->import->cx->arena, "%s[%zu]", in->path, index);
	return element;
}

static bool listed(const char *const *list, const char *text)
{
	for (; *list != NULL; list++)
		if (strcmp(*list, text) == 0)
			return true;
	return false;
}

bool json_in_object(const struct json_in *in, const char *const *known)
{
	const char *key;
	json_t *value;

	if (!json_is_object(in->value)) {
		import_bad_place(in->import, in->path[0] ? in->path : "file",
		    in->value ? N_("this must be an object")
			      : N_("this is needed"));
		return false;
	}
	json_object_foreach((json_t *)(uintptr_t)in->value, key, value)
	{
		struct json_in member;

		if (known == NULL || listed(known, key))
			continue;
		member = json_in_get(in, key);
		import_bad_place(
		    in->import, member.path, N_("there is no such field"));
	}
	return true;
}

size_t json_in_array(const struct json_in *in, bool needed)
{
	if (json_is_array(in->value))
		return json_array_size(in->value);
	if (in->value != NULL || needed)
		import_bad_place(in->import, in->path,
		    in->value ? N_("this must be an array")
			      : N_("this is needed"));
	return 0;
}

static bool has_control(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return true;
	return false;
}

const char *json_in_text(
    const struct json_in *in, size_t max, const char *otherwise)
{
	const char *text = json_string_value(in->value);

	if (in->value == NULL && otherwise != NULL)
		return otherwise;
	if (in->value == NULL)
		import_bad_place(in->import, in->path, N_("this is needed"));
	else if (text == NULL)
		import_bad_place(in->import, in->path, N_("this must be text"));
	else if (text_empty(text) && otherwise == NULL)
		import_bad_place(in->import, in->path, N_("this is empty"));
	else if (strlen(text) > max)
		import_bad_place(in->import, in->path,
		    N_("at most {max} bytes"),
		    import_number(in->import, (int64_t)max));
	else if (strlen(text) != json_string_length(in->value) ||
		 has_control(text))
		import_bad_place(
		    in->import, in->path, N_("this holds control characters"));
	else
		return arena_dup(in->import->cx->arena, text);
	return "";
}

const char *json_in_choice(
    const struct json_in *in, const char *const *choices, const char *otherwise)
{
	int64_t bad = in->import->bad;
	const char *text = json_in_text(in, 100, otherwise);
	struct text all;

	if (in->import->bad != bad || listed(choices, text))
		return text;
	text_init(&all, in->import->cx->arena);
	for (size_t i = 0; choices[i] != NULL; i++)
		text_addf(&all, "%s%s", i ? ", " : "",
		    choices[i][0] ? choices[i] : "\"\"");
	import_bad_place(in->import, in->path,
	    N_("“{value}” is not one of {choices}"), text, all.bytes);
	return "";
}

int64_t json_in_int(
    const struct json_in *in, int64_t min, int64_t max, int64_t otherwise)
{
	int64_t value;

	if (in->value == NULL)
		return otherwise;
	value = json_integer_value(in->value);
	if (json_is_integer(in->value) && value >= min && value <= max)
		return value;
	import_bad_place(in->import, in->path,
	    N_("this must be a whole number from {min} to {max}"),
	    import_number(in->import, min), import_number(in->import, max));
	return min;
}
