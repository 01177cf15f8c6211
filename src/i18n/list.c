/*
 * Things that belong together as one text, "A, B and C", by ICU.
 */
#include "i18n/i18n.h"

#include <string.h>

#include <unicode/ulistformatter.h>
#include <unicode/ustring.h>

#include "base/text.h"

/* Without ICU, so that nothing is lost. */
static const char *joined(
    struct ctx *cx, const char *const *items, size_t count)
{
	struct text out;

	text_init(&out, cx->arena);
	text_add(&out, "");
	for (size_t i = 0; i < count; i++)
		text_addf(&out, "%s%s", i > 0 ? ", " : "", items[i]);
	return out.bytes;
}

static const UChar *wide_of(struct ctx *cx, const char *text, int32_t *length)
{
	UErrorCode code = U_ZERO_ERROR;
	size_t room = strlen(text) + 1;
	UChar *wide = ARENA_ARRAY(cx->arena, UChar, room);

	u_strFromUTF8WithSub(
	    wide, (int32_t)room, length, text, -1, 0xFFFD, NULL, &code);
	return wide;
}

static const char *formatted(struct ctx *cx, const UListFormatter *format,
    const char *const *items, size_t count)
{
	const UChar **wide = ARENA_ARRAY(cx->arena, const UChar *, count);
	int32_t *lengths = ARENA_ARRAY(cx->arena, int32_t, count);
	UErrorCode code = U_ZERO_ERROR;
	int32_t room = 64, length;
	UChar *out;
	char *text;

	for (size_t i = 0; i < count; i++) {
		wide[i] = wide_of(cx, items[i], &lengths[i]);
		room += lengths[i] + 16;
	}
	out = ARENA_ARRAY(cx->arena, UChar, (size_t)room);
	length = ulistfmt_format(
	    format, wide, lengths, (int32_t)count, out, room, &code);
	if (U_FAILURE(code))
		return NULL;
	text = arena_alloc(cx->arena, 3 * (size_t)length + 1);
	u_strToUTF8(text, 3 * length + 1, NULL, out, length, &code);
	return U_FAILURE(code) ? NULL : text;
}

const char *show_list(struct ctx *cx, const char *const *items, size_t count)
{
	UErrorCode code = U_ZERO_ERROR;
	const char *text = NULL;
	UListFormatter *format;

	if (count < 2)
		return count == 0 ? "" : items[0];
	format = ulistfmt_open(cx->locale->icu, &code);
	if (U_SUCCESS(code))
		text = formatted(cx, format, items, count);
	if (format != NULL)
		ulistfmt_close(format);
	return text == NULL ? joined(cx, items, count) : text;
}
