/*
 * The credit a cancellation would give, today and by day: sum, steps, drawing
 * and table. The sums are policy's, the steps billing's.
 */
#include "base/day.h"
#include "i18n/i18n.h"
#include "orders/order_rules.h"
#include "web/cancel.h"

#define FULL_TENTHS 920 /* of the drawing's height, in tenths of a percent */

/* The gross credit of all lines when cancelled at that instant. */
static struct error credit_at(struct ctx *cx, const struct cancel_offer *offers,
    size_t count, int64_t at, int64_t *ret_gross)
{
	int64_t gross = 0;

	for (size_t i = 0; i < count; i++) {
		struct credit_input input =
		    credit_input_of(&offers[i].line, offers[i].ordered_at);
		struct credit credit;
		struct error e = credit_decide(cx->policy, &input, at, &credit);

		if (e.code)
			return e;
		gross += credit.gross_minor;
	}
	*ret_gross = gross;
	return OK;
}

static struct money sum_of(
    const struct cancel_offer *offers, size_t count, size_t part)
{
	struct money sum = money_of(0, offers[0].credit.currency);

	for (size_t i = 0; i < count; i++) {
		const struct credit *credit = &offers[i].credit;
		const int64_t parts[] = { credit->net_minor, credit->tax_minor,
			credit->gross_minor, credit->fee_minor };

		sum.minor += parts[part];
	}
	return sum;
}

static void words(struct ctx *cx, const struct cancel_offer *offers,
    size_t count, int month, struct credit_preview *preview)
{
	preview->gross = show_money(cx, sum_of(offers, count, 2));
	preview->parts = message_with(cx,
	    N_("net {net} · tax {tax} · early termination fee {fee}"),
	    HOLES({ "net", show_money(cx, sum_of(offers, count, 0)) },
		{ "tax", show_money(cx, sum_of(offers, count, 1)) },
		{ "fee", show_money(cx, sum_of(offers, count, 3)) }));
	preview->invoice = message_with(cx, N_("On the {month} invoice."),
	    HOLES({ "month", show_month(cx, month) }));
}

static struct error steps(struct ctx *cx, const struct cancel_offer *offers,
    size_t count, struct credit_preview *preview)
{
	struct explanation_step *all = NULL;
	size_t total = 0;

	for (size_t i = 0; i < count; i++) {
		struct charge charge =
		    charge_of_credit(cx, &offers[i].credit, cx->now);
		struct explanation told;
		struct error e = charge_explain(cx, &charge, &told);

		if (e.code)
			return e;
		all = arena_grow(cx->arena, all, total * sizeof(*all),
		    (total + told.count) * sizeof(*all));
		for (size_t j = 0; j < told.count; j++)
			all[total++] = told.steps[j];
	}
	preview->steps = (struct view_list){ total, all };
	return OK;
}

/* Height of a day's credit beside that of the first day, from the top. */
static int64_t height(int64_t gross, int64_t first)
{
	int64_t tenths = 0;

	if (first < 0)
		(void)money_share(-gross, FULL_TENTHS, -first, &tenths);
	return 1000 - tenths;
}

static void draw(struct ctx *cx, const int64_t *gross, int64_t count,
    struct credit_preview *preview)
{
	struct text points;
	int64_t tenths = 0;

	text_init(&points, cx->arena);
	for (int64_t i = 0; i < count; i++) {
		tenths = height(gross[i], gross[0]);
		text_addf(&points, "%lld %lld.%lld ", (long long)i,
		    (long long)(tenths / 10), (long long)(tenths % 10));
	}
	text_addf(&points, "%lld %lld.%lld", (long long)count,
	    (long long)(tenths / 10), (long long)(tenths % 10));
	preview->width = count;
	preview->line = arena_printf(cx->arena, "M%sV99", points.bytes);
	preview->area = arena_printf(cx->arena, "M0 100L%sV100z", points.bytes);
}

static void days_view(struct ctx *cx, const int64_t *gross, int64_t count,
    const struct cancel_offer *offer, struct credit_preview *preview)
{
	struct credit_day *days =
	    ARENA_ARRAY(cx->arena, struct credit_day, count);
	int64_t today = day_of(cx->now);

	for (int64_t i = 0; i < count; i++)
		days[i] = (struct credit_day){ show_day(cx, today + i),
			iso_of_day(cx, today + i),
			show_money(
			    cx, money_of(gross[i], offer->credit.currency)),
			today + i == offer->decision.last_day };
	preview->days = (struct view_list){ (size_t)count, days };
	preview->first = days[0].day;
	preview->final = days[count - 1].day;
	preview->ends = days[count - 1].last;
	preview->after = message_with(cx, N_("from {day}"),
	    HOLES({ "day", show_day(cx, day_of(offer->decision.deadline)) }));
}

/* Today to the last day; never more than the window holds, for a test clock
 * may stand long before the purchase. */
static int64_t days_shown(struct ctx *cx, const struct decision *decision)
{
	int64_t days = day_of(decision->deadline - 1) - day_of(cx->now) + 1;

	return days > decision->window_days + 1 ? decision->window_days + 1
						: days;
}

struct error credit_preview(struct ctx *cx, const struct cancel_offer *offers,
    size_t count, const struct credit_preview **ret_preview)
{
	struct credit_preview *preview =
	    ARENA_NEW(cx->arena, struct credit_preview);
	int64_t days = days_shown(cx, &offers[0].decision);
	int64_t *gross = ARENA_ARRAY(cx->arena, int64_t, days);
	int month = 0;
	struct error e = steps(cx, offers, count, preview);

	if (e.code == 0)
		e = cancel_invoice_month(cx, &offers[0], &month);
	for (int64_t i = 0; i < days && e.code == 0; i++)
		e = credit_at(
		    cx, offers, count, cx->now + i * DAY_SECONDS, &gross[i]);
	if (e.code)
		return e;
	words(cx, offers, count, month, preview);
	draw(cx, gross, days, preview);
	days_view(cx, gross, days, &offers[0], preview);
	*ret_preview = preview;
	return OK;
}
