/*
 * What a partner owes for a month in one currency: the charges and
 * credits of the month, issued as one document when it is over. Issuing
 * freezes the number of lines, their sums and a hash over them, and touches no
 * line; a document whose lines do not sum to it is not issued. Below zero it is
 * a credit note. Each partner has a series of numbers for either kind, without
 * gaps. The open month is unbilled.
 */
#ifndef KONTOR_BILLING_INVOICE_H
#define KONTOR_BILLING_INVOICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "billing/charge.h"
#include "policy/seats.h"

enum invoice_kind { INVOICE_BILL, INVOICE_CREDIT_NOTE };
/* domain.md 3; open months have no document. Overdue follows from the
 * tenant's clock, so nothing lags and a clock that goes back does no harm. */
enum invoice_state { INVOICE_ISSUED, INVOICE_PAID, INVOICE_OVERDUE };
/* As stored and over REST: "invoice", "credit_note"; "issued", "paid",
 * "overdue". */
const char *invoice_kind_id(enum invoice_kind kind);
const char *invoice_state_id(enum invoice_state state);

struct invoice {
	const char *invoice_id; /* the number: "G0001000007", "C0001000001" */
	enum invoice_kind kind;
	int64_t serial;       /* from 1 in its series */
	int month;            /* base/day.h months */
	const char *currency; /* ISO 4217 */
	int64_t issued_at;    /* business time */
	int64_t dated_at;     /* first instant of the day it is dated */
	int64_t due_day;      /* last day to pay */
	struct money net, tax, gross;
	int64_t line_count;
	const char *lines_hash; /* SHA-256, hex: invoice_proof.h */
	int64_t paid_day;       /* 0: not paid */
	enum invoice_state state;
	struct money paid, balance; /* paid + balance = gross */
};
struct invoice_list {
	size_t count;
	struct invoice *invoices; /* newest first, then by currency */
};

/* All that were issued to cx->who's partner. */
struct error invoice_list(struct ctx *cx, struct invoice_list *ret_list);
/* Those that are to be paid yet, first due first. */
struct error invoice_unpaid(
    struct ctx *cx, int64_t limit, struct invoice_list *ret_list);
/* invoice_id in any case, with or without "OneTime-" or "Recurring-".
 * ERR_INVOICE_UNKNOWN. */
struct error invoice_load(
    struct ctx *cx, const char *invoice_id, struct invoice *ret_invoice);
/* Of a month and currency; ERR_INVOICE_UNKNOWN when it is not issued. */
struct error invoice_of_month(struct ctx *cx, int month, const char *currency,
    struct invoice *ret_invoice);

/* Pure: a number, and back. */
const char *invoice_id_of(struct arena *arena, enum invoice_kind kind,
    int64_t partner_id, int64_t serial);
bool invoice_id_parse(struct arena *arena, const char *invoice_id,
    enum invoice_kind *ret_kind, int64_t *ret_partner_id, int64_t *ret_serial);
/* Pure: state, paid and balance of an invoice by its other fields. */
void invoice_settle(struct invoice *invoice, int64_t today);
/* Pure: the day an invoice is dated. The first of the next month; the day it
 * is issued when that is earlier, or when it is late (after the 8th). */
int64_t invoice_dated_day(int month, int64_t issued_day);

/* Pure: the number of the tax receipt of an invoice, "RG0001000007"; NULL when
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
/* What the line pays for: a billing period, or the term; end_day 0 for ever. */
struct period invoice_line_period(const struct invoice_line *line);
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

/* Behind a line, in that order; zero is the start. */
struct invoice_place {
	int64_t at, line_number, serial;
	char order_id[64], kind[32];
};
/*
 * The lines behind *place, at most limit, each to fn (its arena dies with the
 * call of this); *place moves on. *ret_more: there may be others. For files:
 * the thousandth page costs what the first did.
 */
struct error invoice_lines_after(struct ctx *cx, int month,
    const char *currency, struct invoice_place *place, int64_t limit,
    struct error (*fn)(
	struct ctx *cx, const struct invoice_line *line, void *who),
    void *who, bool *ret_more);

#endif
