/*
 * What a partner owes for a month in one currency: the charges and credits of
 * a month that is over, as one invoice dated the first of the next.
 * Until invoices are issued they are worked out from the charges each time,
 * under a number that stays: "G202106EUR". The open month is unbilled.
 */
#ifndef KONTOR_BILLING_INVOICE_H
#define KONTOR_BILLING_INVOICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "billing/charge.h"

struct invoice {
	const char *invoice_id;
	int month;            /* base/day.h months */
	const char *currency; /* ISO 4217 */
	int64_t dated_at;     /* first instant of the month after */
	struct money net, tax, gross;
	int64_t line_count;
};
struct invoice_list {
	size_t count;
	struct invoice *invoices; /* newest first, then by currency */
};

/* Months before the current one (by cx->now). */
struct error invoice_list(struct ctx *cx, struct invoice_list *ret_list);
/* invoice_id in any case, with or without "OneTime-" or "Recurring-".
 * ERR_INVOICE_UNKNOWN. */
struct error invoice_load(
    struct ctx *cx, const char *invoice_id, struct invoice *ret_invoice);
/* Pure: the number of a month and currency, and back. */
const char *invoice_id_of(struct arena *arena, int month, const char *currency);
bool invoice_id_parse(struct arena *arena, const char *invoice_id,
    int *ret_month, const char **ret_currency);

/* Pure: the number of the tax receipt of an invoice, "R202106EUR"; NULL when
 * it holds no tax. */
const char *receipt_id_of(struct arena *arena, const struct invoice *invoice);

/* A charge or credit with everything a reconciliation needs. */
struct invoice_line {
	struct charge charge; /* customer_name and title set */
	const char *customer_domain, *customer_country;
	const char *alternate_id;
	int64_t ordered_at;
	const char *product_id, *product_title, *publisher_name;
	const char *sku_id, *availability_id;
	const char *term, *billing_cycle, *unit_type;
	struct money unit;
	int64_t start_day, end_day;  /* of the term; end_day 0: perpetual */
	const char *subscription_id; /* or NULL */
	const char *participant;     /* MPN id of a reseller, or NULL */
};
struct invoice_line_list {
	size_t count;
	struct invoice_line *lines; /* oldest first */
	bool more;
};
/*
 * From the skip'th line of a month and currency on (NULL: all currencies), at
 * most limit. Lines of a month that is over stand still, those of the open one
 * only grow: so a number is a place that stays.
 */
struct error invoice_lines(struct ctx *cx, int month, const char *currency,
    int64_t skip, int64_t limit, struct invoice_line_list *ret_list);

#endif
