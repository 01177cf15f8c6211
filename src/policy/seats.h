/*
 * What adding or taking off seats of a subscription costs or gives back in the
 * middle of a billing period: by unused UTC days, the day of the change being
 * unused (domain.md 6, R-113). The rows are billing's.
 */
#ifndef KONTOR_POLICY_SEATS_H
#define KONTOR_POLICY_SEATS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "policy/policy.h"

struct period {
	int64_t start_day, end_day; /* both in */
};

/* Months that one payment is for: "monthly" 1, "annual" 12 or the term when it
 * is shorter, else the term. 0: paid once and for ever. */
int billing_months(const char *billing_cycle, const char *term);
/*
 * The billing period that holds the day: months long, counted from the first
 * day of the term. A day before the first is in the first (a test clock may go
 * back). months > 0.
 */
struct period billing_period(int64_t term_start_day, int months, int64_t day);

struct seat_change_input {
	const char *edition_id; /* of the purchase */
	int64_t ordered_at;
	const char *currency;
	int64_t unit_minor; /* as priced when ordered, for one period */
	int64_t seats;      /* > 0 added, < 0 taken off; not 0 */
	bool tax_included;
	int64_t tax_rate_bp;
	struct period period;
	/* for the period until now: no credit is larger */
	int64_t paid_net_minor, paid_tax_minor, paid_gross_minor;
};

struct seat_change {
	const char *formula; /* "unused_days" */
	const char *rule;    /* "R-113" */
	const char *edition_id;
	int64_t period_days, used_days, unused_days;
	int64_t full_minor; /* of the seats for the whole period, as priced */
	int64_t full_tax_minor;
	bool capped; /* the credit is what was paid */
	int64_t net_minor, tax_minor, gross_minor; /* credit: <= 0 */
	struct seat_change_input of;
};

/*
 * full = unit x seats, then full x unused / days and tax x unused / days, each
 * rounded once, half to even; the third by subtraction. ERR_AMOUNT_TOO_LARGE.
 */
struct error seat_change_decide(const struct policy *policy,
    const struct seat_change_input *input, int64_t now,
    struct seat_change *ret_change);

#endif
