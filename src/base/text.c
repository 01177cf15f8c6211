/*
 * The growing buffer and small questions about strings. Folding is ICU's;
 * languages are i18n's.
 */
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

void text_init(struct text *text, struct arena *arena)
{
	text->arena = arena;
	text->bytes = "";
	text->length = 0;
	text->room = 0;
}

static void text_reserve(struct text *text, size_t more)
{
	size_t need = text->length + more + 1;
	size_t room = text->room == 0 ? 256 : text->room;

	if (need <= text->room)
		return;
	while (room < need)
		room *= 2;
	text->bytes = arena_grow(text->arena, text->bytes, text->length, room);
	text->bytes[text->length] = '\0';
	text->room = room;
}

char *text_extend(struct text *text, size_t more)
{
	char *at;

	text_reserve(text, more);
	at = text->bytes + text->length;
	text->length += more;
	text->bytes[text->length] = '\0';
	return at;
}

void text_add_n(struct text *text, const char *bytes, size_t length)
{
	if (length > 0)
		memcpy(text_extend(text, length), bytes, length);
}

void text_add(struct text *text, const char *string)
{
	if (string != NULL)
		text_add_n(text, string, strlen(string));
}

void text_add_char(struct text *text, char c)
{
	*text_extend(text, 1) = c;
}

void text_add_int(struct text *text, int64_t value)
{
	uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	char digits[24];
	char *end = digits + sizeof(digits);
	char *at = end;

	do
		*--at = (char)('0' + size % 10);
	while ((size /= 10) > 0);
	if (value < 0)
		*--at = '-';
	text_add_n(text, at, (size_t)(end - at));
}

/* Printed into what is left; again only when that is too little. */
void text_addf(struct text *text, const char *format, ...)
{
	size_t left = text->room - text->length;
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(
	    left == 0 ? NULL : text->bytes + text->length, left, format, args);
	va_end(args);
	if (length <= 0)
		return;
	if ((size_t)length >= left) {
		text_reserve(text, (size_t)length);
		va_start(args, format);
		vsnprintf(text->bytes + text->length, (size_t)length + 1,
		    format, args);
		va_end(args);
	}
	text->length += (size_t)length;
}

static const char *html_entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void text_add_html_n(struct text *text, const char *bytes, size_t length)
{
	size_t plain = 0;

	for (size_t i = 0; i < length; i++) {
		const char *entity = html_entity(bytes[i]);

		if (entity == NULL)
			continue;
		text_add_n(text, bytes + plain, i - plain);
		text_add(text, entity);
		plain = i + 1;
	}
	text_add_n(text, bytes + plain, length - plain);
}

void text_add_html(struct text *text, const char *string)
{
	if (string != NULL)
		text_add_html_n(text, string, strlen(string));
}

/* A table: letters and digits of ids come in no order a branch could learn. */
static bool stands_in_url(char c)
{
	static const bool stands[256] = {
		['0' ... '9'] = true,
		['A' ... 'Z'] = true,
		['a' ... 'z'] = true,
		['-'] = true,
		['.'] = true,
		['_'] = true,
		['~'] = true,
	};

	return stands[(unsigned char)c];
}

void text_add_url(struct text *text, const char *string)
{
	size_t plain;

	if (string == NULL)
		return;
	for (;;) {
		for (plain = 0; stands_in_url(string[plain]);)
			plain++;
		text_add_n(text, string, plain);
		string += plain;
		if (*string == '\0')
			return;
		text_addf(text, "%%%02X", (unsigned char)*string++);
	}
}

/* Length of the well-formed sequence at p, 0 when it is not well formed. */
static size_t utf8_sequence(const unsigned char *p, size_t left)
{
	if (p[0] < 0x80)
		return 1;
	if (p[0] >= 0xC2 && p[0] <= 0xDF)
		return left >= 2 && (p[1] & 0xC0) == 0x80 ? 2 : 0;
	if (p[0] >= 0xE0 && p[0] <= 0xEF) {
		unsigned char low = p[0] == 0xE0 ? 0xA0 : 0x80;
		unsigned char high = p[0] == 0xED ? 0x9F : 0xBF;

		return left >= 3 && p[1] >= low && p[1] <= high &&
			       (p[2] & 0xC0) == 0x80
			   ? 3
			   : 0;
	}
	if (p[0] >= 0xF0 && p[0] <= 0xF4) {
		unsigned char low = p[0] == 0xF0 ? 0x90 : 0x80;
		unsigned char high = p[0] == 0xF4 ? 0x8F : 0xBF;

		return left >= 4 && p[1] >= low && p[1] <= high &&
			       (p[2] & 0xC0) == 0x80 && (p[3] & 0xC0) == 0x80
			   ? 4
			   : 0;
	}
	return 0;
}

bool text_is_utf8(const char *bytes, size_t length)
{
	const unsigned char *p = (const unsigned char *)bytes;

	while (length > 0) {
		size_t step = utf8_sequence(p, length);

		if (step == 0)
			return false;
		p += step;
		length -= step;
	}
	return true;
}

size_t text_width(const char *string)
{
	size_t width = 0;

	for (; *string != '\0'; string++)
		if (((unsigned char)*string & 0xC0) != 0x80)
			width++;
	return width;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' ||
	       c == '\v';
}

bool text_empty(const char *string)
{
	for (; string != NULL && *string != '\0'; string++)
		if (!is_blank(*string))
			return false;
	return true;
}

bool text_same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool text_same_nocase(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	while (*a != '\0' && lower(*a) == lower(*b)) {
		a++;
		b++;
	}
	return *a == *b;
}

bool text_same_loose(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	for (;;) {
		while (*a == '_')
			a++;
		while (*b == '_')
			b++;
		if (lower(*a) != lower(*b))
			return false;
		if (*a == '\0')
			return true;
		a++;
		b++;
	}
}

bool text_starts(const char *string, const char *prefix)
{
	return strncmp(string, prefix, strlen(prefix)) == 0;
}

char *text_lower(struct arena *arena, const char *string)
{
	char *copy = arena_dup(arena, string);

	for (char *p = copy; p != NULL && *p != '\0'; p++)
		*p = lower(*p);
	return copy;
}

char *text_upper(struct arena *arena, const char *string)
{
	char *copy = arena_dup(arena, string);

	for (char *p = copy; p != NULL && *p != '\0'; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	return copy;
}

char *text_trim(struct arena *arena, const char *string)
{
	size_t length;

	if (string == NULL)
		return NULL;
	while (is_blank(*string))
		string++;
	length = strlen(string);
	while (length > 0 && is_blank(string[length - 1]))
		length--;
	return arena_dup_n(arena, string, length);
}

/* Letters without their marks, blanks joined. */
static int32_t fold_points(UChar32 *points, int32_t length)
{
	int32_t out = 0;
	bool gap = false;

	for (int32_t in = 0; in < length; in++) {
		if (u_charType(points[in]) == U_NON_SPACING_MARK)
			continue;
		if (u_isUWhiteSpace(points[in])) {
			gap = out > 0;
			continue;
		}
		if (gap)
			points[out++] = ' ';
		gap = false;
		points[out++] = points[in];
	}
	return out;
}

char *text_fold(struct arena *arena, const char *string)
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *nfkd = unorm2_getNFKDInstance(&status);
	int32_t room = (int32_t)strlen(string) * 4 + 16;
	UChar *units = ARENA_ARRAY(arena, UChar, room);
	UChar *folded = ARENA_ARRAY(arena, UChar, room);
	UChar32 *points = ARENA_ARRAY(arena, UChar32, room);
	char *utf8 = arena_alloc(arena, (size_t)room * 4);
	int32_t length = 0;

	u_strFromUTF8Lenient(units, room, &length, string, -1, &status);
	length = u_strFoldCase(
	    folded, room, units, length, U_FOLD_CASE_DEFAULT, &status);
	length = unorm2_normalize(nfkd, folded, length, units, room, &status);
	u_strToUTF32(points, room, &length, units, length, &status);
	if (U_FAILURE(status))
		return text_lower(arena, string);
	length = fold_points(points, length);
	u_strFromUTF32(units, room, &length, points, length, &status);
	u_strToUTF8(utf8, room * 4, NULL, units, length, &status);
	return U_FAILURE(status) ? text_lower(arena, string) : utf8;
}

bool text_is_guid(const char *string)
{
	size_t i;

	for (i = 0; string != NULL && string[i] != '\0' && i < 36; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;
		char c = lower(string[i]);
		bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');

		if (dash ? c != '-' : !hex)
			return false;
	}
	return string != NULL && i == 36 && string[i] == '\0';
}

bool text_to_int(const char *string, int64_t *ret_value)
{
	const char *digits = string;
	char *end;
	long long value;

	if (string == NULL)
		return false;
	if (*digits == '-')
		digits++;
	if (*digits < '0' || *digits > '9')
		return false;
	errno = 0;
	value = strtoll(string, &end, 10);
	if (errno != 0 || *end != '\0')
		return false;
	*ret_value = value;
	return true;
}
