/*
 * Order of texts as a reader's language has it, by ICU. Only for lists that
 * are short enough to be sorted whole: paged ones have a stored column.
 */
#include "i18n/i18n.h"

#include <string.h>

#include <unicode/ucol.h>
#include <unicode/ustring.h>

#include "base/text.h"

#define UNITS 256 /* UTF-16 of a name; what is beyond does not count */
#define ROOM 1024

const char *sort_key(struct ctx *cx, const char *text)
{
	UErrorCode error = U_ZERO_ERROR;
	UCollator *collator = ucol_open(cx->locale->icu, &error);
	uint8_t room[ROOM] = { 0 };
	UChar wide[UNITS];
	int32_t length = 0;

	if (collator == NULL || U_FAILURE(error))
		return text_fold(cx->arena, text);
	u_strFromUTF8WithSub(
	    wide, UNITS, &length, text, -1, 0xFFFD, NULL, &error);
	if (length > UNITS)
		length = UNITS;
	/* a key ends with NUL and has none inside */
	ucol_getSortKey(collator, wide, length, room, ROOM);
	room[ROOM - 1] = 0;
	ucol_close(collator);
	return arena_dup(cx->arena, (const char *)room);
}
