/*
 * Decimal numbers as people type them. A number is never read ten or a
 * thousand times too big or too small: what could be either is refused.
 */
#include "i18n/i18n.h"

#include <string.h>

#include <unicode/unum.h>

#include "base/text.h"

/* '.' or ',': what parts whole units from the rest. */
static char decimal_sign(const struct locale *locale)
{
	UErrorCode code = U_ZERO_ERROR;
	UNumberFormat *format =
	    unum_open(UNUM_DECIMAL, NULL, 0, locale->icu, NULL, &code);
	UChar sign[8] = { 0 };

	unum_getSymbol(format, UNUM_DECIMAL_SEPARATOR_SYMBOL, sign, 8, &code);
	unum_close(format);
	return U_SUCCESS(code) && sign[0] == ',' ? ',' : '.';
}

static bool is_digits(const char *text)
{
	return text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';
}

const char *read_decimal(struct ctx *cx, const char *typed)
{
	char *text = arena_dup(cx->arena, text_trim(cx->arena, typed));
	char *sign = strpbrk(text, ".,"), mark;

	if (sign == NULL)
		return is_digits(text) ? text : NULL;
	mark = *sign;
	*sign = '\0';
	if (!is_digits(text) || !is_digits(sign + 1))
		return NULL;
	/* the other language's sign: "1.250" is a thousand somewhere */
	if (mark != decimal_sign(cx->locale) && strlen(sign + 1) == 3 &&
	    strlen(text) <= 3 && strcmp(text, "0") != 0)
		return NULL;
	*sign = '.';
	return text;
}

const char *show_decimal_text(struct ctx *cx, const char *decimal)
{
	char *text = arena_dup(cx->arena, decimal);
	char *point = strchr(text, '.');

	if (point != NULL)
		*point = decimal_sign(cx->locale);
	return text;
}
