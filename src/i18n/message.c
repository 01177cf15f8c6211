/*
 * Messages: looked up in the embedded catalogue of cx->locale (.mo, sorted,
 * little-endian as msgfmt writes it), holes filled. Numbers are show.c's.
 */
#include "i18n/i18n.h"

#include <string.h>

#include "base/embedded.h"
#include "base/text.h"

#define MO_MAGIC 0x950412deu
#define CONTEXT_END '\004' /* as gettext has it */
#define FORM_END '\005'    /* as NP_ has it */

struct catalogue {
	const char *bytes;
	uint32_t count;
	uint32_t originals; /* offsets of tables of {length, offset} */
	uint32_t translations;
};

static uint32_t number_at(const char *bytes, uint32_t offset)
{
	const unsigned char *b = (const unsigned char *)bytes + offset;

	return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
	       (uint32_t)b[3] << 24;
}

static bool catalogue_open(const char *name, struct catalogue *ret_catalogue)
{
	const struct embedded *file = embedded_find(name);

	if (file == NULL || file->length < 28 ||
	    number_at(file->bytes, 0) != MO_MAGIC)
		return false;
	ret_catalogue->bytes = file->bytes;
	ret_catalogue->count = number_at(file->bytes, 8);
	ret_catalogue->originals = number_at(file->bytes, 12);
	ret_catalogue->translations = number_at(file->bytes, 16);
	return true;
}

/* Bytes of entry i of a table: forms of a plural follow, split by NUL. */
static const char *entry(const struct catalogue *catalogue, uint32_t table,
    uint32_t i, uint32_t *ret_length)
{
	*ret_length = number_at(catalogue->bytes, table + 8 * i);
	return catalogue->bytes +
	       number_at(catalogue->bytes, table + 8 * i + 4);
}

/* The translation of a text, all its forms; NULL when there is none. */
static const char *lookup(
    const struct locale *locale, const char *text, uint32_t *ret_length)
{
	struct catalogue catalogue;
	uint32_t low = 0, high;

	if (text[0] == '\0' || locale->catalogue == NULL ||
	    !catalogue_open(locale->catalogue, &catalogue))
		return NULL;
	high = catalogue.count;
	while (low < high) {
		uint32_t middle = (low + high) / 2;
		const char *original =
		    entry(&catalogue, catalogue.originals, middle, ret_length);
		int order = strcmp(text, original);

		if (order == 0)
			return entry(&catalogue, catalogue.translations, middle,
			    ret_length);
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* English itself: what stands behind the context, if it has one. */
static const char *plain(const char *text)
{
	const char *end = strchr(text, CONTEXT_END);

	return end == NULL ? text : end + 1;
}

/* A text of NP_, taken apart; false for any other. */
static bool counted(struct ctx *cx, const char *text, const char **ret_one,
    const char **ret_many, const char **ret_count)
{
	const char *many = strchr(text, FORM_END);
	const char *count = many == NULL ? NULL : strchr(many + 1, FORM_END);

	if (count == NULL)
		return false;
	*ret_one = arena_printf(cx->arena, "%.*s", (int)(many - text), text);
	*ret_many =
	    arena_printf(cx->arena, "%.*s", (int)(count - many - 1), many + 1);
	*ret_count = count + 1;
	return true;
}

static const char *form_of(
    struct ctx *cx, const char *one, const char *many, int64_t n);

const char *message(struct ctx *cx, const char *text)
{
	const char *one, *many, *count;
	const char *found;
	uint32_t length;

	/* without its number it is said of many */
	if (counted(cx, text, &one, &many, &count))
		return form_of(cx, one, many, 100);
	found = lookup(cx->locale, text, &length);
	return found != NULL && length > 0 ? found : plain(text);
}

static const char *hole_value(
    const struct hole *holes, const char *name, size_t length)
{
	for (; holes != NULL && holes->name != NULL; holes++)
		if (strlen(holes->name) == length &&
		    memcmp(holes->name, name, length) == 0)
			return holes->value;
	return NULL;
}

/* A hole that nobody fills stays as it is, so that it is seen. */
static const char *fill(
    struct ctx *cx, const char *text, const struct hole *holes, const char *n)
{
	const char *brace;
	struct text out;

	if (strchr(text, '{') == NULL)
		return text;
	text_init(&out, cx->arena);
	while ((brace = strchr(text, '{')) != NULL) {
		size_t length = strcspn(brace + 1, "{}");
		const char *value = hole_value(holes, brace + 1, length);

		if (value == NULL && length == 1 && brace[1] == 'n')
			value = n;
		text_add_n(&out, text, (size_t)(brace - text));
		if (value != NULL && brace[1 + length] == '}') {
			text_add(&out, value);
			text = brace + length + 2;
		} else {
			text_add_char(&out, '{');
			text = brace + 1;
		}
	}
	text_add(&out, text);
	return out.bytes;
}

const char *message_with(
    struct ctx *cx, const char *text, const struct hole *holes)
{
	return fill(cx, message(cx, text), holes, NULL);
}

static const char *form_of(
    struct ctx *cx, const char *one, const char *many, int64_t n)
{
	uint32_t length;
	const char *found = lookup(cx->locale, one, &length);
	const char *form = found;
	int skip = cx->locale->plural(n);

	while (form != NULL && skip-- > 0) {
		form += strlen(form) + 1;
		if (form > found + length)
			form = NULL;
	}
	/* without a translation English is shown, by the English rule */
	if (form == NULL || form[0] == '\0')
		form = n == 1 || n == -1 ? one : many;
	return form;
}

const char *message_plural(struct ctx *cx, const char *one, const char *many,
    int64_t n, const struct hole *holes)
{
	return fill(cx, form_of(cx, one, many, n), holes, show_int(cx, n));
}

const char *show_days(struct ctx *cx, int64_t days)
{
	return message_plural(cx, "{n} day", "{n} days", days, NULL);
}

/* What a field wants is said where no language is known yet. */
static const struct hole *holes_here(struct ctx *cx, const struct hole *holes)
{
	size_t count = 0;
	struct hole *here;

	while (holes != NULL && holes[count].name != NULL)
		count++;
	here = ARENA_ARRAY(cx->arena, struct hole, count + 1);
	for (size_t i = 0; i < count; i++) {
		here[i] = holes[i];
		if (text_same(here[i].name, "wanted") && here[i].value != NULL)
			here[i].value = message(cx, here[i].value);
	}
	return here;
}

/* Numbers come written, perhaps with marks between their digits. */
static int64_t number_of(const char *value)
{
	int64_t n = 0;

	for (; value != NULL && *value != '\0'; value++)
		if (*value >= '0' && *value <= '9' && n < INT64_MAX / 100)
			n = n * 10 + (*value - '0');
	return n;
}

const char *message_said(
    struct ctx *cx, const char *text, const struct hole *said)
{
	const struct hole *holes = holes_here(cx, said);
	const char *one, *many, *count;

	if (!counted(cx, text, &one, &many, &count))
		return message_with(cx, text, holes);
	return fill(cx,
	    form_of(cx, one, many,
		number_of(hole_value(holes, count, strlen(count)))),
	    holes, NULL);
}

const char *error_message(struct ctx *cx, struct error error)
{
	return message_said(cx, error_info(error.code)->message, error.holes);
}
