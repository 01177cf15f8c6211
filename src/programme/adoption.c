/*
 * Rules of adopting an edition: from when, under which name.
 */
#include "programme/adoption.h"

#include <inttypes.h>

#include "base/day.h"

int64_t adoption_first_day(int64_t wall)
{
	return day_of(wall + ADOPTION_LEAD_SECONDS - 1) + 1;
}

const char *adoption_name(
    struct arena *arena, int64_t effective_from, int64_t used_before)
{
	char day[DAY_TEXT];

	day_text(day_of(effective_from), day);
	if (used_before == 0)
		return arena_dup(arena, day);
	return arena_printf(arena, "%s.%" PRId64, day, used_before + 1);
}
