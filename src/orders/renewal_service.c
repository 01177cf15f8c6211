/*
 * Charges the periods of subscriptions that have begun. What a period is and
 * what becomes of the term, the rules say.
 */
#include "orders/renewal.h"

#include "accounts/principal.h"
#include "activity/activity.h"
#include "base/day.h"
#include "base/text.h"
#include "billing/charge.h"
#include "customers/customer.h"
#include "orders/due_rows.h"
#include "orders/subscription_rules.h"
#include "orders/subscription_store.h"
#include "outbox/event.h"
#include "policy/tax.h"

#define BATCH 100

static struct error period_charge(struct ctx *cx, const struct subscription *of,
    const struct renewal *renewal)
{
	const char *currency = of->unit_price.currency;
	struct charge_inputs inputs = {
		.quantity = of->quantity,
		.unit = of->unit_price,
		.tax_included = of->tax_included,
		.tax_rate_bp = of->tax_rate_bp,
		.tax_country = cx->who->partner->country,
		.period_start_day = renewal->period.start_day,
		.period_end_day = renewal->period.end_day,
	};
	struct charge charge = {
		.order_id = of->order_id,
		.line_number = of->line_number,
		.kind = CHARGE_RENEW,
		.serial = renewal->period.start_day,
		.customer_id = of->customer_id,
		.quantity = of->quantity,
		.period_day = renewal->period.start_day,
		.month = month_of_day(renewal->period.start_day),
		.at = day_start(renewal->period.start_day),
		.edition_id = of->edition_id,
		.explanation = charge_explanation(cx, &inputs),
	};
	struct tax tax;
	int64_t shown;

	if (__builtin_mul_overflow(
		of->unit_price.minor, of->quantity, &shown) ||
	    !tax_by_rate(shown, of->tax_rate_bp, of->tax_included, &tax))
		return fail(ERR_AMOUNT_TOO_LARGE, NULL);
	charge.net = money_of(tax.net_minor, currency);
	charge.tax = money_of(tax.tax_minor, currency);
	charge.gross = money_of(tax.gross_minor, currency);
	return charge_add(cx, &charge);
}

/* Told when the term goes on or ends; a period within it is only money. */
static struct error renewal_record(struct ctx *cx,
    const struct subscription *of, const struct renewal *renewal)
{
	char day[DAY_TEXT];
	const struct hole details[] = {
		{ "SubscriptionId", of->subscription_id },
		{ "SubscriptionName", of->friendly_name },
		{ renewal->ends ? "EndedOn" : "RenewedUntil", day },
		{ NULL, NULL },
	};
	struct activity activity = {
		.action = ACTIVITY_UPDATE_SUBSCRIPTION,
		.customer_id = of->customer_id,
		.order_id = of->order_id,
		.line_number = of->line_number,
		.product_id = of->product_id,
		.sku_id = of->sku_id,
		.title = of->friendly_name,
		.details = details,
		.actor_kind = ACTOR_SYSTEM,
	};
	struct customer customer;
	struct error e = customer_load(cx, of->customer_id, &customer);

	if (e.code && e.code != ERR_CUSTOMER_UNKNOWN)
		return e;
	day_text(renewal->end_day, day);
	activity.customer_name = e.code ? NULL : customer.name;
	return event_record(
	    cx, EVENT_SUBSCRIPTION_UPDATED, of->subscription_id, &activity);
}

/* One step: a period, or the end. */
static struct error renew(struct ctx *cx, const struct subscription *of)
{
	struct renewal renewal = subscription_renewal(of);
	struct ctx then = *cx;
	struct error e;

	/* a test clock jumps; on the way it is that day */
	if (cx->who->partner->test_clock)
		then.now = day_start(of->next_day);
	e = subscription_row_renew(&then, of, renewal.next_day, renewal.end_day,
	    renewal.rolls || renewal.ends);
	if (e.code == 0 && renewal.charged)
		e = period_charge(&then, of, &renewal);
	if (e.code == 0 && (renewal.rolls || renewal.ends))
		e = renewal_record(&then, of, &renewal);
	return e;
}

struct error renewals_due(struct ctx *cx, int64_t limit, int64_t *ret_periods)
{
	int64_t today = day_of(cx->now), done = 0;
	struct due_subscription *due;
	size_t count = 1;
	struct error e = OK;

	while (e.code == 0 && count > 0 && done < limit) {
		int64_t most = limit - done < BATCH ? limit - done : BATCH;

		e = due_subscriptions(cx, today, most, &due, &count);
		for (size_t i = 0; i < count && e.code == 0; i++, done++) {
			struct subscription one;

			e = subscription_load(cx, due[i].customer_id,
			    due[i].subscription_id, &one);
			if (e.code == 0)
				e = renew(cx, &one);
		}
	}
	if (e.code == 0)
		*ret_periods = done;
	return e;
}

struct error renewal_catch_up(
    struct ctx *cx, const char *customer_id, const char *subscription_id)
{
	int64_t today = day_of(cx->now);
	struct subscription one;
	struct error e;

	do {
		e = subscription_load(cx, customer_id, subscription_id, &one);
		if (e.code || one.next_day == 0 || one.next_day > today)
			return e;
		e = renew(cx, &one);
	} while (e.code == 0);
	return e;
}

struct error renewals_undo(struct ctx *cx)
{
	struct due_undone *list;
	size_t count;
	struct error e = due_undone(cx, cx->now, &list, &count);

	for (size_t i = 0; i < count && e.code == 0; i++) {
		struct subscription one;
		int64_t end_day;

		e = subscription_load(
		    cx, list[i].customer_id, list[i].subscription_id, &one);
		if (e.code || text_same(one.state, "deleted"))
			continue;
		end_day = subscription_end_before(&one, list[i].first_day);
		e = subscription_row_renew(cx, &one, list[i].first_day, end_day,
		    end_day != one.end_day);
	}
	return e.code ? e : due_rows_undo(cx, cx->now);
}
