/*
 * Forms and query strings: decoding into pairs, and pairs through field
 * tables. The values themselves are field.c's.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "http/field_private.h"
#include "http/router.h"

#define PAIRS_MAX 4000

static bool pair_decode(struct ctx *cx, const char *bytes, size_t length,
    struct field_pair *ret_pair)
{
	const char *equals = memchr(bytes, '=', length);
	size_t n = equals == NULL ? length : (size_t)(equals - bytes);
	char *key = url_decode(cx->arena, bytes, n, true);
	char *value = equals == NULL ? arena_dup(cx->arena, "")
				     : url_decode(cx->arena, equals + 1,
					   length - n - 1, true);

	if (key == NULL || value == NULL || !text_is_utf8(key, strlen(key)) ||
	    !text_is_utf8(value, strlen(value)))
		return false;
	*ret_pair = (struct field_pair){ key, value };
	return true;
}

static size_t pairs_count(const char *bytes, size_t length)
{
	size_t count = 1;

	for (size_t i = 0; i < length; i++)
		count += bytes[i] == '&';
	return count;
}

struct error pairs_decode(struct ctx *cx, const char *bytes, size_t length,
    struct field_map *ret_pairs)
{
	struct field_map pairs = { 0 };
	size_t most = pairs_count(bytes, length);

	if (most > PAIRS_MAX || memchr(bytes, '\0', length) != NULL)
		return fail(ERR_FIELD_ENCODING, NULL);
	pairs.pairs = ARENA_ARRAY(cx->arena, struct field_pair, most);
	while (length > 0) {
		const char *end = memchr(bytes, '&', length);
		size_t n = end == NULL ? length : (size_t)(end - bytes);

		if (n > 0 &&
		    !pair_decode(cx, bytes, n, &pairs.pairs[pairs.count++]))
			return fail(ERR_FIELD_ENCODING, NULL);
		bytes += n;
		length -= n;
		if (length > 0) {
			bytes++;
			length--;
		}
	}
	*ret_pairs = pairs;
	return OK;
}

/* ---- pairs through tables ---- */

static void fill(struct filling *filling, const struct field_map *pairs,
    const char *prefix, const struct field *fields, const struct spot *above,
    void *base);

/* What follows prefix + name in the key, without case; NULL: other key. */
static const char *key_rest(
    const char *key, const char *prefix, const char *name)
{
	size_t n = strlen(prefix), m;

	if (name == NULL || strncasecmp(key, prefix, n) != 0)
		return NULL;
	m = strlen(name);
	return strncasecmp(key + n, name, m) == 0 ? key + n + m : NULL;
}

static bool is_field(
    const char *key, const char *prefix, const struct field *field)
{
	const char *rest = key_rest(key, prefix, field->name);
	const char *other = key_rest(key, prefix, field->alias);

	return (rest != NULL && *rest == '\0') ||
	       (other != NULL && *other == '\0');
}

static void fill_plain(struct filling *filling, const struct field_map *pairs,
    const char *prefix, const struct field *field, const struct spot *spot,
    void *base)
{
	struct raw raw = { .kind = RAW_TEXT };

	for (size_t i = 0; i < pairs->count; i++)
		if (is_field(pairs->pairs[i].key, prefix, field))
			raw.text = pairs->pairs[i].value;
	if (raw.text == NULL || !field_scalar(filling, field, spot, &raw, base))
		field_missing(filling, field, spot);
}

/* name=a&name=b */
static void fill_repeated(struct filling *filling,
    const struct field_map *pairs, const char *prefix,
    const struct field *field, const struct spot *spot, void *base)
{
	size_t count = 0;
	char *items;

	for (size_t i = 0; i < pairs->count; i++)
		count += is_field(pairs->pairs[i].key, prefix, field);
	if (count == 0) {
		field_missing(filling, field, spot);
		return;
	}
	if (!field_list_fits(filling, field, spot, count))
		return;
	items = field_list_make(filling, field, count, base);
	count = 0;
	for (size_t i = 0; i < pairs->count; i++) {
		struct raw raw = { RAW_TEXT, pairs->pairs[i].value, 0, false };
		struct spot item = { spot, NULL, count };

		if (!is_field(pairs->pairs[i].key, prefix, field))
			continue;
		if (!field_scalar(filling, field->fields, &item, &raw,
			items + count * field->item_size))
			field_missing(filling, field->fields, &item);
		count++;
	}
}

static int number_order(const void *a, const void *b)
{
	const int *first = a, *second = b;

	return (*first > *second) - (*first < *second);
}

/* The different numbers n of name.n.member, in order. */
static size_t numbers_of(struct filling *filling, const struct field_map *pairs,
    const char *prefix, const struct field *field, int **ret_numbers)
{
	int *numbers = ARENA_ARRAY(filling->cx->arena, int, pairs->count + 1);
	size_t count = 0, kept = 0;

	for (size_t i = 0; i < pairs->count; i++) {
		const char *rest =
		    key_rest(pairs->pairs[i].key, prefix, field->name);
		size_t digits;

		if (rest == NULL || *rest++ != '.')
			continue;
		digits = strspn(rest, "0123456789");
		if (digits > 0 && digits < 7 && rest[digits] == '.')
			numbers[count++] = (int)strtol(rest, NULL, 10);
	}
	qsort(numbers, count, sizeof *numbers, number_order);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || numbers[kept - 1] != numbers[i])
			numbers[kept++] = numbers[i];
	*ret_numbers = numbers;
	return kept;
}

static void fill_numbered(struct filling *filling,
    const struct field_map *pairs, const char *prefix,
    const struct field *field, const struct spot *spot, void *base)
{
	int *numbers;
	size_t count = numbers_of(filling, pairs, prefix, field, &numbers);
	char *items;

	if (count == 0) {
		field_missing(filling, field, spot);
		return;
	}
	if (!field_list_fits(filling, field, spot, count))
		return;
	items = field_list_make(filling, field, count, base);
	for (size_t i = 0; i < count; i++) {
		struct spot item = { spot, NULL, i };
		const char *inner = arena_printf(filling->cx->arena, "%s%s.%d.",
		    prefix, field->name, numbers[i]);

		fill(filling, pairs, inner, field->fields, &item,
		    items + i * field->item_size);
	}
}

static void fill_map(struct filling *filling, const struct field_map *pairs,
    const char *prefix, const struct field *field, const struct spot *spot,
    void *base)
{
	struct field_map *map =
	    (struct field_map *)(void *)((char *)base + field->offset);

	map->pairs = ARENA_ARRAY(
	    filling->cx->arena, struct field_pair, pairs->count + 1);
	for (size_t i = 0; i < pairs->count; i++) {
		const char *rest =
		    key_rest(pairs->pairs[i].key, prefix, field->name);

		if (rest == NULL || rest[0] != '.' || rest[1] == '\0')
			continue;
		map->pairs[map->count].key = rest + 1;
		map->pairs[map->count++].value = pairs->pairs[i].value;
	}
	if (map->count == 0)
		field_missing(filling, field, spot);
	else if (field_list_fits(filling, field, spot, map->count))
		field_given(field, base);
}

static void fill_object(struct filling *filling, const struct field_map *pairs,
    const char *prefix, const struct field *field, const struct spot *spot,
    void *base)
{
	const char *inner =
	    arena_printf(filling->cx->arena, "%s%s.", prefix, field->name);

	fill(filling, pairs, inner, field->fields, spot,
	    (char *)base + field->offset);
	field_given(field, base);
}

static void fill(struct filling *filling, const struct field_map *pairs,
    const char *prefix, const struct field *fields, const struct spot *above,
    void *base)
{
	for (; fields->kind != FIELD_KIND_END; fields++) {
		struct spot spot = { above, fields->name, 0 };

		if (fields->read_only)
			continue;
		if (fields->kind == FIELD_KIND_OBJECT)
			fill_object(
			    filling, pairs, prefix, fields, &spot, base);
		else if (fields->kind == FIELD_KIND_MAP)
			fill_map(filling, pairs, prefix, fields, &spot, base);
		else if (fields->kind != FIELD_KIND_LIST)
			fill_plain(filling, pairs, prefix, fields, &spot, base);
		else if (field_is_itself(fields->fields))
			fill_repeated(
			    filling, pairs, prefix, fields, &spot, base);
		else
			fill_numbered(
			    filling, pairs, prefix, fields, &spot, base);
	}
}

struct error fields_from_pairs(struct ctx *cx, const struct field_map *pairs,
    const struct field *fields, void *ret_input,
    struct field_errors *ret_errors)
{
	struct filling filling = { cx, ret_errors, 0 };

	*ret_errors = (struct field_errors){ 0, NULL };
	fill(&filling, pairs, "", fields, NULL, ret_input);
	return field_result(&filling);
}
