/*
 * Sums of money on the first page: orders and credits of the last months, one
 * chart a currency. What came to a month is kept by billing.
 */
#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "billing/charge.h"
#include "i18n/i18n.h"
#include "web/today.h"
#include "web/views.h"

#define MONTHS 6
#define PLOTS_MAX 12

/* ---- sums ---- */

const struct view_field sum_view[] = {
	VIEW(TEXT, struct sum_view, amount),
	VIEW(TEXT, struct sum_view, tax),
	VIEW_FIELD_END,
};

struct sums sums_new(struct ctx *cx, size_t room)
{
	return (struct sums){ ARENA_ARRAY(cx->arena, struct sum, room + 1), 0 };
}

void sums_add(struct sums *sums, struct money money, bool tax_included)
{
	if (money.minor == 0)
		return;
	for (size_t i = 0; i < sums->count; i++) {
		struct sum *sum = &sums->list[i];

		if (sum->tax_included != tax_included ||
		    !text_same(sum->money.currency, money.currency))
			continue;
		sum->money.minor += money.minor;
		return;
	}
	sums->list[sums->count++] = (struct sum){ money, tax_included };
}

/* The partner's own first. */
static int currency_order(
    const struct ctx *cx, const char *first, const char *second)
{
	const char *own = cx->who->partner->currency;

	if (text_same(first, own) != text_same(second, own))
		return text_same(first, own) ? -1 : 1;
	return strcmp(first, second);
}

/* Few, so the plain way. */
static void sums_sort(const struct ctx *cx, struct sums *sums)
{
	for (size_t i = 1; i < sums->count; i++)
		for (size_t j = i; j > 0; j--) {
			struct sum *a = &sums->list[j - 1];
			struct sum *b = &sums->list[j];
			struct sum kept = *a;

			if (currency_order(
				cx, a->money.currency, b->money.currency) <= 0)
				break;
			*a = *b;
			*b = kept;
		}
}

struct view_list sums_shown(struct ctx *cx, struct sums *sums)
{
	struct sum_view *views =
	    ARENA_ARRAY(cx->arena, struct sum_view, sums->count + 1);

	sums_sort(cx, sums);
	for (size_t i = 0; i < sums->count; i++)
		views[i] =
		    (struct sum_view){ show_money(cx, sums->list[i].money),
			    tax_text(cx, sums->list[i].tax_included) };
	if (sums->count > 0)
		return (struct view_list){ sums->count, views };
	views[0] = (struct sum_view){
		show_money(cx, money_of(0, cx->who->partner->currency)), NULL
	};
	return (struct view_list){ 1, views };
}

/* ---- months ---- */

static const struct view_field other_months[] = {
	VIEW_OF(LIST, struct other_months, plots, plot_view, struct plot_view),
	VIEW_FIELD_END,
};
const struct view_field months_view[] = {
	VIEW_OF(OBJECT, struct months_view, first, plot_view, struct plot_view),
	VIEW_OF(OBJECT, struct months_view, others, other_months,
	    struct other_months),
	VIEW_OF(LIST, struct months_view, charges, sum_view, struct sum_view),
	VIEW_OF(LIST, struct months_view, credits, sum_view, struct sum_view),
	VIEW(TEXT, struct months_view, orders_title),
	VIEW(TEXT, struct months_view, credits_title),
	VIEW(TEXT, struct months_view, so_far),
	VIEW(BOOL, struct months_view, none),
	VIEW_FIELD_END,
};

/* The months of one currency. */
struct series {
	const char *currency;
	struct plot_month months[MONTHS];
};

struct series_list {
	struct series *all;
	size_t count;
};

static struct series *series_of(
    struct series_list *list, const char *currency, int first, int open)
{
	struct series *series;

	for (size_t i = 0; i < list->count; i++)
		if (text_same(list->all[i].currency, currency))
			return &list->all[i];
	series = &list->all[list->count++];
	series->currency = currency;
	for (int i = 0; i < MONTHS; i++)
		series->months[i] = (struct plot_month){ .month = first + i,
			.unfinished = first + i >= open };
	return series;
}

static struct series_list series_list(
    struct ctx *cx, const struct charge_sum_list *sums, int first, int open)
{
	struct series_list list = {
		ARENA_ARRAY(cx->arena, struct series, sums->count + 1), 0
	};

	for (size_t i = 0; i < sums->count; i++) {
		const struct charge_sum *sum = &sums->sums[i];
		struct plot_month *month =
		    &series_of(&list, sum->charged.currency, first, open)
			 ->months[sum->month - first];

		month->charged_minor = sum->charged.minor;
		month->credited_minor = sum->credited.minor;
	}
	return list;
}

static void plots_fill(
    struct ctx *cx, struct series_list *list, struct months_view *view)
{
	struct plot_view *plots =
	    ARENA_ARRAY(cx->arena, struct plot_view, list->count + 1);
	size_t count = list->count < PLOTS_MAX ? list->count : PLOTS_MAX;
	struct other_months *others;

	for (size_t i = 0; i < count; i++) {
		size_t best = i;
		struct series kept = list->all[i];

		for (size_t j = i + 1; j < list->count; j++)
			if (currency_order(cx, list->all[j].currency,
				list->all[best].currency) < 0)
				best = j;
		list->all[i] = list->all[best];
		list->all[best] = kept;
		plots[i] = plot_of(
		    cx, list->all[i].currency, list->all[i].months, MONTHS);
	}
	view->none = count == 0;
	view->first = &plots[0];
	if (count < 2)
		return;
	others = ARENA_NEW(cx->arena, struct other_months);
	others->plots = (struct view_list){ count - 1, &plots[1] };
	view->others = others;
}

static void titles_fill(struct ctx *cx, int month, struct months_view *view)
{
	const struct hole holes[] = { { "month", show_month(cx, month) },
		{ NULL, NULL } };

	view->orders_title =
	    message_with(cx, N_("Orders in {month} so far"), holes);
	view->credits_title =
	    message_with(cx, N_("Credits in {month} so far"), holes);
	view->so_far = message_with(cx, N_("{month} so far"), holes);
}

struct error months_fill(struct ctx *cx, struct months_view *view)
{
	int open = month_of_day(day_of(cx->now));
	int first = open - MONTHS + 1;
	struct charge_sum_list list;
	struct series_list series;
	struct sums charges, credits;
	struct error e = charge_sum_list(cx, first, open, &list);

	if (e.code)
		return e;
	charges = sums_new(cx, list.count);
	credits = sums_new(cx, list.count);
	for (size_t i = 0; i < list.count; i++) {
		if (list.sums[i].month != open)
			continue;
		sums_add(&charges, list.sums[i].charged, true);
		sums_add(&credits, list.sums[i].credited, true);
	}
	view->charges = sums_shown(cx, &charges);
	view->credits = sums_shown(cx, &credits);
	titles_fill(cx, open, view);
	series = series_list(cx, &list, first, open);
	plots_fill(cx, &series, view);
	return OK;
}
