/*
 * Days of a term. What the unused ones give back is credit.c's.
 */
#include "policy/term.h"

#include <stddef.h>

#include "base/day.h"
#include "base/text.h"

int term_months(const char *term)
{
	static const struct {
		const char *term;
		int months;
	} terms[] = { { "P1M", 1 }, { "P1Y", 12 }, { "P3Y", 36 } };

	for (size_t i = 0; term != NULL && i < COUNT(terms); i++)
		if (text_same_nocase(term, terms[i].term))
			return terms[i].months;
	return 0;
}

int64_t term_end_day(int64_t start_day, int months)
{
	return day_add_months(start_day, months) - 1;
}

int64_t term_days(int64_t start_day, int64_t end_day)
{
	return end_day - start_day + 1;
}

bool term_of(const char *term, int64_t ordered_at, int64_t *ret_start_day,
    int64_t *ret_end_day)
{
	int months = term_months(term);

	if (months == 0)
		return false;
	*ret_start_day = day_of(ordered_at);
	*ret_end_day = term_end_day(*ret_start_day, months);
	return true;
}
