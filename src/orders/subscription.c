/*
 * Rules of subscriptions. What a change of seats costs is policy's.
 */
#include "orders/subscription_rules.h"

#include <stdio.h>

#include "base/day.h"
#include "base/text.h"
#include "policy/term.h"

bool subscription_is_marketplace(const struct subscription *subscription)
{
	return subscription->kind == PRODUCT_LICENSE &&
	       !text_same_nocase(subscription->publisher, "microsoft");
}

bool subscription_differs(
    const struct subscription *a, const struct subscription *b)
{
	return a->quantity != b->quantity || a->auto_renew != b->auto_renew ||
	       !text_same(a->state, b->state) ||
	       !text_same(a->friendly_name, b->friendly_name) ||
	       !text_same(a->mpn_id, b->mpn_id);
}

static struct error over_fail(
    struct arena *arena, const struct subscription *now, const char *field)
{
	char day[DAY_TEXT];

	day_text(now->end_day, day);
	return fail_with(
	    arena, ERR_SUBSCRIPTION_OVER, field, HOLES({ "day", day }));
}

static struct error state_apply(struct arena *arena,
    const struct subscription *now, const char *wanted,
    struct subscription *after)
{
	bool known =
	    text_same(wanted, "active") || text_same(wanted, "suspended") ||
	    (text_same(wanted, "deleted") && subscription_is_marketplace(now));

	if (wanted == NULL || text_same(wanted, now->state))
		return OK;
	if (now->over)
		return over_fail(arena, now, "status");
	if (!known)
		return fail_with(arena, ERR_SUBSCRIPTION_MOVE, "status",
		    HOLES({ "from", now->state }, { "to", wanted }));
	after->state = wanted;
	if (text_same(wanted, "deleted"))
		after->next_day = 0;
	return OK;
}

static struct error quantity_range(
    struct arena *arena, const struct subscription *now, int64_t quantity)
{
	int64_t most = now->max_quantity > 0 ? now->max_quantity : INT32_MAX;
	int64_t least = now->min_quantity > 0 ? now->min_quantity : 1;
	char min[24];
	char max[24];

	if (quantity >= least && quantity <= most)
		return OK;
	snprintf(min, sizeof(min), "%lld", (long long)least);
	snprintf(max, sizeof(max), "%lld", (long long)most);
	return fail_with(arena, ERR_SEATS_RANGE, "quantity",
	    HOLES({ "min", min }, { "max", max }));
}

bool subscription_is_over(
    const struct subscription *subscription, bool auto_renew, int64_t today)
{
	return subscription->end_day != 0 && today > subscription->end_day &&
	       (!auto_renew || subscription->next_day == 0);
}

const char *subscription_status(const struct subscription *subscription)
{
	return subscription->over && !text_same(subscription->state, "deleted")
		   ? "expired"
		   : subscription->state;
}

int64_t subscription_second_day(
    const char *billing_cycle, const char *term, int64_t start_day)
{
	int months = billing_months(billing_cycle, term);

	return months == 0 ? 0 : day_add_months(start_day, months);
}

int64_t subscription_end_before(const struct subscription *of, int64_t day)
{
	int months = term_months(of->term);

	return of->end_day == 0 || months == 0
		   ? of->end_day
		   : billing_period(of->start_day, months, day - 1).end_day;
}

struct renewal subscription_renewal(const struct subscription *of)
{
	int months = billing_months(of->billing_cycle, of->term);
	int64_t day = of->next_day;
	struct renewal renewal = { .end_day = of->end_day };
	bool over = of->end_day != 0 && day > of->end_day;

	if (months == 0 || text_same(of->state, "deleted") ||
	    (over && !(of->auto_renew && text_same(of->state, "active")))) {
		renewal.ends = true;
		return renewal;
	}
	renewal.period = billing_period(of->start_day, months, day);
	renewal.next_day = renewal.period.end_day + 1;
	/* the first one was paid when it was bought */
	renewal.charged = day > of->start_day;
	if (over) {
		renewal.rolls = true;
		renewal.end_day =
		    billing_period(of->start_day, term_months(of->term), day)
			.end_day;
	}
	return renewal;
}

static struct error quantity_apply(struct arena *arena,
    const struct subscription *now, const struct subscription_change *change,
    int64_t today, struct subscription *after)
{
	struct error e;

	if (!change->has_quantity || change->quantity == now->quantity)
		return OK;
	if (now->kind != PRODUCT_LICENSE)
		return fail(ERR_SEATS_FIXED, "quantity");
	if (!text_same(now->state, "active") ||
	    !text_same(after->state, "active"))
		return fail(ERR_SUBSCRIPTION_SUSPENDED, "quantity");
	if (subscription_is_over(now, after->auto_renew, today))
		return over_fail(arena, now, "quantity");
	if ((e = quantity_range(arena, now, change->quantity)).code == 0)
		after->quantity = change->quantity;
	return e;
}

static struct error renewal_apply(struct arena *arena,
    const struct subscription *now, const struct subscription_change *change,
    struct subscription *after)
{
	if (!change->has_auto_renew || change->auto_renew == now->auto_renew)
		return OK;
	if (now->end_day == 0)
		return fail(ERR_AUTO_RENEW_IMPOSSIBLE, "autoRenewEnabled");
	if (now->over)
		return over_fail(arena, now, "autoRenewEnabled");
	after->auto_renew = change->auto_renew;
	if (after->next_day == 0)
		after->next_day = now->end_day + 1;
	return OK;
}

static struct error name_apply(struct arena *arena,
    const struct subscription_change *change, struct subscription *after)
{
	const char *name;

	if (change->friendly_name == NULL)
		return OK;
	name = text_trim(arena, change->friendly_name);
	if (name[0] == '\0')
		return fail(ERR_FIELD_MISSING, "friendlyName");
	after->friendly_name = name;
	return OK;
}

struct error subscription_apply(struct arena *arena,
    const struct subscription *now, const struct subscription_change *change,
    int64_t today, struct subscription *ret_after)
{
	struct subscription after = *now;
	struct error e;

	if (text_same(now->state, "deleted"))
		return fail(ERR_SUBSCRIPTION_DELETED, NULL);
	if (change->billing_cycle != NULL &&
	    !text_same_loose(change->billing_cycle, now->billing_cycle))
		return fail(ERR_CYCLE_ON_ORDER, "billingCycle");
	if ((e = state_apply(arena, now, change->state, &after)).code ||
	    (e = renewal_apply(arena, now, change, &after)).code ||
	    (e = quantity_apply(arena, now, change, today, &after)).code ||
	    (e = name_apply(arena, change, &after)).code)
		return e;
	if (change->mpn_id != NULL)
		after.mpn_id = change->mpn_id;
	*ret_after = after;
	return OK;
}
