/*
 * The sum of a change of seats. What a whole cancellation gives is credit.c's.
 */
#include "policy/seats.h"

#include "base/day.h"
#include "base/money.h"
#include "base/text.h"
#include "policy/tax.h"
#include "policy/term.h"

int billing_months(const char *billing_cycle, const char *term)
{
	int months = term_months(term);

	if (text_same_loose(billing_cycle, "monthly"))
		return 1;
	if (text_same_loose(billing_cycle, "annual") &&
	    (months == 0 || months > 12))
		return 12;
	return months;
}

struct period billing_period(int64_t term_start_day, int months, int64_t day)
{
	int passed = month_of_day(day) - month_of_day(term_start_day);
	int periods = passed <= 0 ? 0 : passed / months;

	/* the month has begun, its day perhaps not */
	if (periods > 0 &&
	    day_add_months(term_start_day, periods * months) > day)
		periods--;
	return (struct period){
		.start_day = day_add_months(term_start_day, periods * months),
		.end_day =
		    day_add_months(term_start_day, (periods + 1) * months) - 1,
	};
}

static void count_days(struct seat_change *change, int64_t now)
{
	const struct period *period = &change->of.period;
	int64_t used = day_of(now) - period->start_day;

	change->period_days = term_days(period->start_day, period->end_day);
	if (used < 0)
		used = 0;
	if (used > change->period_days)
		used = change->period_days;
	change->used_days = used;
	change->unused_days = change->period_days - used;
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* What was granted may be more than one period was. */
static int64_t or_nothing(int64_t paid)
{
	return paid > 0 ? paid : 0;
}

/* Nobody gets back more than was paid. */
static void cap(struct seat_change *change, int64_t *priced, int64_t *tax)
{
	const struct seat_change_input *in = &change->of;
	int64_t net = or_nothing(in->paid_net_minor);
	int64_t most = least(
	    *priced, in->tax_included ? or_nothing(in->paid_gross_minor) : net);
	int64_t most_tax = least(*tax, or_nothing(in->paid_tax_minor));

	/* seats paid for apart may have rounded to more tax and less net */
	if (in->tax_included && most - most_tax > net)
		most_tax = most - net;
	change->capped = most != *priced || most_tax != *tax;
	*priced = most;
	*tax = most_tax;
}

static bool prorate(struct seat_change *change)
{
	const struct seat_change_input *in = &change->of;
	bool credit = in->seats < 0;
	int64_t priced;
	int64_t tax;

	if (!money_share(change->full_minor, change->unused_days,
		change->period_days, &priced) ||
	    !money_share(change->full_tax_minor, change->unused_days,
		change->period_days, &tax))
		return false;
	if (credit)
		cap(change, &priced, &tax);
	change->tax_minor = tax;
	change->gross_minor = in->tax_included ? priced : priced + tax;
	change->net_minor = change->gross_minor - tax;
	if (credit) {
		change->net_minor = -change->net_minor;
		change->tax_minor = -change->tax_minor;
		change->gross_minor = -change->gross_minor;
	}
	return true;
}

struct error seat_change_decide(const struct policy *policy,
    const struct seat_change_input *input, int64_t now,
    struct seat_change *ret_change)
{
	const struct edition *terms =
	    policy_terms(policy, input->edition_id, input->ordered_at);
	struct seat_change change = {
		.formula = "unused_days",
		.rule = "R-113",
		.edition_id = terms->id,
		.of = *input,
	};
	int64_t seats = input->seats < 0 ? -input->seats : input->seats;
	struct tax tax;

	if (!money_share(input->unit_minor, seats, 1, &change.full_minor) ||
	    !tax_by_rate(change.full_minor, input->tax_rate_bp,
		input->tax_included, &tax))
		return fail(ERR_AMOUNT_TOO_LARGE, "quantity");
	change.full_tax_minor = tax.tax_minor;
	count_days(&change, now);
	if (!prorate(&change))
		return fail(ERR_AMOUNT_TOO_LARGE, "quantity");
	*ret_change = change;
	return OK;
}
