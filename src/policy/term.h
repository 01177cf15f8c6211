/*
 * Terms of a subscription line: P1M, P1Y, P3Y and their days (domain.md 6).
 */
#ifndef KONTOR_POLICY_TERM_H
#define KONTOR_POLICY_TERM_H

#include <stdbool.h>
#include <stdint.h>

/* Months of "P1M", "P1Y", "P3Y" (any case); 0 for anything else. */
int term_months(const char *term);
/* Last day: the same day of month one term later, minus one day. */
int64_t term_end_day(int64_t start_day, int months);
/* end - start + 1 */
int64_t term_days(int64_t start_day, int64_t end_day);
/* From the instant of purchase. False for an unknown term. */
bool term_of(const char *term, int64_t ordered_at, int64_t *ret_start_day,
    int64_t *ret_end_day);

#endif
