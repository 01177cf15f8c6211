/*
 * Amounts of refunds: reading what was typed, and its parts. Pure.
 */
#include "support/refund.h"

#include <string.h>

#include "base/text.h"

/* "." and "," are left; blanks of every kind are grouping. */
static char *without_blanks(struct arena *arena, const char *typed)
{
	static const char *const blanks[] = { " ", "\xC2\xA0", "\xE2\x80\xAF" };
	char *out = arena_dup(arena, typed);
	char *to = out;

	for (const char *at = typed; *at != '\0';) {
		size_t n = 0;

		for (size_t i = 0; i < COUNT(blanks) && n == 0; i++)
			if (text_starts(at, blanks[i]))
				n = strlen(blanks[i]);
		if (n == 0)
			*to++ = *at++;
		else
			at += n;
	}
	*to = '\0';
	return out;
}

/* "1,200,300": groups of three behind one to three digits. */
static bool groups_fine(const char *from, const char *end, char separator)
{
	size_t n = 0;
	bool first = true;

	for (const char *at = from; at <= end; at++) {
		if (at < end && *at != separator) {
			n++;
			continue;
		}
		if (first ? n < 1 || n > 3 : n != 3)
			return false;
		first = false;
		n = 0;
	}
	return true;
}

static void drop(char *text, char c)
{
	char *to = text;

	for (const char *at = text; *at != '\0'; at++)
		if (*at != c)
			*to++ = *at;
	*to = '\0';
}

bool refund_amount_read(
    struct arena *arena, const char *typed, int exponent, int64_t *ret_minor)
{
	char *text = without_blanks(arena, text_trim(arena, typed));
	char *point = strrchr(text, '.');
	char *comma = strrchr(text, ',');
	char *last = point > comma ? point : comma;
	char other = last == point ? ',' : '.';

	if (last == NULL)
		return money_parse(text, exponent, false, ret_minor);
	if (strchr(text, *last) != last) { /* twice: grouping, no fraction */
		if (strchr(text, other) != NULL ||
		    !groups_fine(text, text + strlen(text), *last))
			return false;
		drop(text, *last);
		return money_parse(text, exponent, false, ret_minor);
	}
	if (strchr(text, other) != NULL) {
		if (!groups_fine(text, last, other))
			return false;
	} else if (strlen(last + 1) == 3 && exponent != 3) {
		return false;
	}
	*last = '.';
	if (other == '.') { /* the point is grouping, the comma became one */
		*last = ',';
		drop(text, '.');
		*strchr(text, ',') = '.';
	} else {
		drop(text, ',');
	}
	return money_parse(text, exponent, false, ret_minor);
}

struct charge_paid refund_share(const struct charge_paid *left, int64_t gross)
{
	struct charge_paid part = { .gross_minor = gross };

	if (gross == left->gross_minor)
		return *left;
	if (left->gross_minor <= 0 || !money_share(left->tax_minor, gross,
					  left->gross_minor, &part.tax_minor))
		return (struct charge_paid){ 0 };
	part.net_minor = gross - part.tax_minor;
	return part;
}
