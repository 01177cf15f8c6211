/*
 * Cancellation windows that close within the next days, with the credit that
 * is then no longer given. What a window and a credit are, policy says.
 */
#include "base/day.h"
#include "i18n/i18n.h"
#include "orders/order.h"
#include "web/today.h"
#include "web/views.h"

#define CLOSING_DAYS 7
#define CLOSING_ROWS 100
#define LOCAL_DAYS 2 /* so close, one's own clock is what one looks at */

struct closing_row {
	const char *customer_name, *customer_href, *href, *name, *quantity;
	const char *bought, *bought_iso, *edition, *credit, *credit_tax;
	struct house_mark mark;
};
static const struct view_field closing_row_view[] = {
	VIEW(TEXT, struct closing_row, customer_name),
	VIEW(TEXT, struct closing_row, customer_href),
	VIEW(TEXT, struct closing_row, href),
	VIEW(TEXT, struct closing_row, name),
	VIEW(TEXT, struct closing_row, quantity),
	VIEW(TEXT, struct closing_row, bought),
	VIEW(TEXT, struct closing_row, bought_iso),
	VIEW(TEXT, struct closing_row, edition),
	VIEW(TEXT, struct closing_row, credit),
	VIEW(TEXT, struct closing_row, credit_tax),
	VIEW_OF(INLINE, struct closing_row, mark, house_mark_view,
	    struct house_mark),
	VIEW_FIELD_END,
};

/* Everything that closes at one moment. */
struct closing_day {
	struct window_badge badge;
	struct view_list rows, sums;
};
static const struct view_field closing_day_view[] = {
	VIEW_OF(INLINE, struct closing_day, badge, window_badge_view,
	    struct window_badge),
	VIEW_OF(LIST, struct closing_day, rows, closing_row_view,
	    struct closing_row),
	VIEW_OF(LIST, struct closing_day, sums, sum_view, struct sum_view),
	VIEW_FIELD_END,
};

const struct view_field windows_view[] = {
	VIEW_OF(LIST, struct windows_view, days, closing_day_view,
	    struct closing_day),
	VIEW_OF(LIST, struct windows_view, totals, sum_view, struct sum_view),
	VIEW(TEXT, struct windows_view, title),
	VIEW(TEXT, struct windows_view, counted),
	VIEW(TEXT, struct windows_view, more),
	VIEW(BOOL, struct windows_view, none),
	VIEW_FIELD_END,
};

static struct closing_row row_of(struct ctx *cx,
    const struct closing_line *closing, const struct money *credit)
{
	const struct order_line *line = &closing->line;

	return (struct closing_row){
		.customer_name = closing->customer_name,
		.customer_href =
		    customer_path(cx, closing->customer_id, "%s", ""),
		.href = customer_path(
		    cx, closing->customer_id, "/orders/%s", line->order_id),
		.name = line->title,
		.quantity = show_int(cx, line->quantity),
		.bought = show_day(cx, day_of(closing->ordered_at)),
		.bought_iso = iso_text(cx, closing->ordered_at),
		.edition = edition_text(cx, line->edition_id),
		.credit = credit == NULL ? NULL : show_money(cx, *credit),
		.credit_tax = tax_text(cx, line->tax_included),
		.mark = house_mark(closing->customer_id),
	};
}

/* The lines from the first on that close at its moment: *ret_count of them. */
static struct error day_fill(struct ctx *cx, const struct closing_line *lines,
    size_t count, struct sums *total, struct closing_day *day,
    size_t *ret_count)
{
	struct closing_row *rows =
	    ARENA_ARRAY(cx->arena, struct closing_row, count);
	struct sums sums = sums_new(cx, count);
	size_t n = 0;

	for (; n < count &&
	       lines[n].line.cancel_until == lines[0].line.cancel_until;
	     n++) {
		struct cancel_offer offer;
		struct money credit;
		bool some;
		struct error e = window_offer(
		    cx, &lines[n].line, lines[n].ordered_at, &offer);

		if (e.code ||
		    (e = credit_today(cx, &offer, &credit, &some)).code)
			return e;
		if (some) {
			sums_add(&sums, credit, lines[n].line.tax_included);
			sums_add(total, credit, lines[n].line.tax_included);
		}
		if (n == 0)
			day->badge = window_badge_of(cx, &offer);
		rows[n] = row_of(cx, &lines[n], some ? &credit : NULL);
	}
	if (lines[0].line.cancel_until - cx->now > LOCAL_DAYS * DAY_SECONDS)
		day->badge.local = NULL;
	day->rows = (struct view_list){ n, rows };
	day->sums = sums_shown(cx, &sums);
	*ret_count = n;
	return OK;
}

/* Day N counts in full: windows of up to so many days left end before the
 * midnight after the last of them. */
struct error windows_fill(struct ctx *cx, struct windows_view *view)
{
	int64_t until_day = day_of(cx->now) + CLOSING_DAYS;
	struct closing_list list;
	struct closing_day *days;
	struct sums total;
	size_t day_count = 0, taken = 0;
	struct error e =
	    closing_list(cx, day_start(until_day + 1), CLOSING_ROWS, &list);

	if (e.code)
		return e;
	days = ARENA_ARRAY(cx->arena, struct closing_day, list.count + 1);
	total = sums_new(cx, list.count);
	for (size_t at = 0; at < list.count; at += taken) {
		e = day_fill(cx, &list.lines[at], list.count - at, &total,
		    &days[day_count++], &taken);
		if (e.code)
			return e;
	}
	*view = (struct windows_view){
		.days = { day_count, days },
		.totals = sums_shown(cx, &total),
		.title = message_with(cx,
		    N_("Credit still possible, closing by {day}"),
		    HOLES({ "day", show_day(cx, until_day) })),
		.counted =
		    list.count == 0
			? _("No cancellation window closes within the next "
			    "days.")
			: message_plural(cx,
			      "{n} cancellation window closes soon.",
			      "{n} cancellation windows close soon.",
			      (int64_t)list.count, NULL),
		.none = list.count == 0,
	};
	if (list.more)
		view->more = message_with(cx,
		    N_("These are the first {n}; more close within these days, "
		       "and the sums are of these alone."),
		    HOLES({ "n", show_int(cx, CLOSING_ROWS) }));
	return OK;
}
