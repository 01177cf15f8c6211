/*
 * Orders as several pages show them, and small texts that all pages share.
 * Pages fill these and name them in their own views.
 */
#ifndef KONTOR_WEB_VIEWS_H
#define KONTOR_WEB_VIEWS_H

#include "accounts/country.h"
#include "catalog/catalog.h"
#include "customers/customer.h"
#include "orders/order.h"
#include "web/page.h"
#include "web/window.h"

/* "2021-06-18T09:24:00Z" for <time datetime>. */
const char *iso_text(struct ctx *cx, int64_t instant);
/* "1 year", "3 years", "1 month"; "No term" for perpetual ones. */
const char *term_text(struct ctx *cx, const char *term);
/* "Perpetual software", ... */
const char *kind_text(struct ctx *cx, enum product_kind kind);
/* "excluding tax" or "including tax". */
const char *tax_text(struct ctx *cx, bool included);
/* "2 × SQL Server" */
const char *count_text(struct ctx *cx, int64_t quantity, const char *name);
/* "Tartu, Estonia" */
const char *place_text(struct ctx *cx, const struct customer *customer);

struct order_line_view {
	int64_t number;
	const char *name;
	const char *counted;  /* "2 × SQL Server" */
	const char *quantity; /* "0" when cancelled */
	const char *priced;   /* "2 × €1,200.00, excluding tax" */
	const char *term;     /* "Term Jun 4, 2021 to Jun 3, 2022" */
	const char *net, *tax, *rate, *gross;
	const char *edition;
	const char *cancel_href; /* NULL: this reader, this line, now: no */
	const char *reservation_href; /* NULL: it is none */
	struct window_badge badge;
	bool cancelled, subscription, software, pending;
};
extern const struct view_field order_line_view[];

struct order_view {
	const char *order_id, *alternate_id, *cart_id, *href;
	const char *ordered, *ordered_iso, *ordered_day, *by;
	const char *state, *tone;
	const char *part;              /* "1 line cancelled" */
	const char *price, *price_tax; /* as priced: "€3,680.00", "excluding
					  tax" */
	const char *net, *tax, *gross;
	struct view_list lines;
	const char *reservation_href; /* of its first one, or NULL */
	bool software, pending;
};
extern const struct view_field order_view[];

struct error order_view_of(
    struct ctx *cx, const struct order *order, struct order_view *ret_view);
/* The orders of a list as a view of order_view. */
struct error order_views(
    struct ctx *cx, const struct order_list *list, struct view_list *ret_views);

#endif
