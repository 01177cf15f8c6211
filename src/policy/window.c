/*
 * Windows and ranges of days, by arithmetic alone.
 */
#include "policy/window.h"

#include <string.h>

#include "base/day.h"

/* Under both rules: how many more days may pass with now still inside. */
struct window window_of(
    enum window_rule rule, int64_t start_at, int64_t days, int64_t now)
{
	struct window w = { .days = days };
	int64_t elapsed = day_of(now) - day_of(start_at);

	if (now < start_at) /* a test clock may go back (ruling 16) */
		now = start_at;
	if (rule == WINDOW_ELAPSED_24H)
		w.deadline = start_at + days * DAY_SECONDS;
	else
		w.deadline = day_start(day_of(start_at) + days + 1);
	w.inside = now < w.deadline;
	w.last_day = day_of(w.deadline - 1);
	w.elapsed_days = elapsed > 0 ? elapsed : 0;
	w.days_remaining = -1;
	if (w.inside)
		w.days_remaining = rule == WINDOW_ELAPSED_24H
				       ? (w.deadline - now) / DAY_SECONDS
				       : days - w.elapsed_days;
	return w;
}

enum window_rule window_rule_of(const char *name)
{
	return name != NULL && strcmp(name, "elapsed_24h") == 0
		   ? WINDOW_ELAPSED_24H
		   : WINDOW_CALENDAR_DAYS;
}

bool range_holds(int64_t from_day, int64_t to_day, int64_t at)
{
	return day_of(at) >= from_day && day_of(at) <= to_day;
}

void range_instants(int64_t from_day, int64_t to_day, int64_t *ret_from_at,
    int64_t *ret_before_at)
{
	*ret_from_at = day_start(from_day);
	*ret_before_at = day_start(to_day + 1);
}
