/*
 * The panels of the first page. Each fills its own view and asks a fixed
 * number of questions, whatever lies behind them; who may see which, today.c
 * decides.
 */
#ifndef KONTOR_WEB_TODAY_H
#define KONTOR_WEB_TODAY_H

#include "web/page.h"
#include "web/plot.h"
#include "web/timeline.h"

/* ---- sums, one a currency ---- */

struct sum {
	struct money money;
	bool tax_included;
};
struct sums {
	struct sum *list;
	size_t count;
};
/* Room for that many different ones. */
struct sums sums_new(struct ctx *cx, size_t room);
/* What differs in currency or tax is never added. */
void sums_add(struct sums *sums, struct money money, bool tax_included);
/* {{amount}}, {{tax}}: the partner's own currency first, then by code. Never
 * an empty list: nothing yet is an amount too. */
struct sum_view {
	const char *amount, *tax;
};
extern const struct view_field sum_view[];
struct view_list sums_shown(struct ctx *cx, struct sums *sums);

/* ---- windows that close soon, by the day they close ---- */

struct windows_view {
	struct view_list days;   /* struct closing_day */
	struct view_list totals; /* struct sum_view */
	const char *title;       /* of the tile */
	const char *counted;     /* "7 cancellation windows close soon." */
	const char *more;        /* there are more than are shown */
	bool none;
};
extern const struct view_field windows_view[];
struct error windows_fill(struct ctx *cx, struct windows_view *view);

/* ---- orders and credits of the last months ---- */

struct other_months {
	struct view_list plots; /* struct plot_view */
};
struct months_view {
	const struct plot_view
	    *first; /* of the own currency, if there is one */
	const struct other_months *others; /* NULL: there is no other */
	struct view_list charges, credits; /* struct sum_view: this month */
	const char *orders_title, *credits_title;
	const char *so_far; /* of the legend: "June 2021 so far" */
	bool none;
};
extern const struct view_field months_view[];
struct error months_fill(struct ctx *cx, struct months_view *view);

/* ---- what is open ---- */

struct requests_view {
	struct view_list rows;
	const char *count, *asked; /* asked: "1 waits for your answer" */
	const char *all;           /* "See all 12", or NULL */
	bool none;
};
extern const struct view_field requests_view[];
struct error requests_fill(struct ctx *cx, struct requests_view *view);

struct unpaid_view {
	struct view_list rows;
	bool none;
};
extern const struct view_field unpaid_view[];
struct error unpaid_fill(struct ctx *cx, struct unpaid_view *view);

/* Purchases without their keys: the operator loads keys. */
struct waiting_view {
	struct view_list rows;
	const char *more;
};
extern const struct view_field waiting_view[];
/* *ret_view is NULL when nothing waits. */
struct error waiting_fill(struct ctx *cx, const struct waiting_view **ret_view);

#endif
