/*
 * Windows in time: the cancellation window (R-073, R-098, domain.md 4) and
 * ranges of days. Which window holds, cancel.h decides.
 */
#ifndef KONTOR_POLICY_WINDOW_H
#define KONTOR_POLICY_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

enum window_rule {
	WINDOW_CALENDAR_DAYS =
	    0,              /* day 0 is the UTC date; day N counts in full */
	WINDOW_ELAPSED_24H, /* N x 86400 seconds */
};

struct window {
	int64_t days;         /* N */
	int64_t elapsed_days; /* UTC days since the start; never below 0 */
	int64_t
	    days_remaining; /* N at the start, 0 on the last day; -1 after */
	int64_t last_day;
	int64_t deadline; /* the first instant outside */
	bool inside;
};

/* days >= 0. */
struct window window_of(
    enum window_rule rule, int64_t start_at, int64_t days, int64_t now);
/* "elapsed_24h" and "utc_calendar_days_inclusive"; anything else is those. */
enum window_rule window_rule_of(const char *name);

/* from_day 00:00:00Z <= at < (to_day + 1) 00:00:00Z; both days in (E-74). */
bool range_holds(int64_t from_day, int64_t to_day, int64_t at);
void range_instants(int64_t from_day, int64_t to_day, int64_t *ret_from_at,
    int64_t *ret_before_at);

#endif
