/*
 * Charges and credits of the open month as they arise, each
 * with its explanation. Invoices freeze them later without touching them.
 */
#ifndef KONTOR_BILLING_CHARGE_H
#define KONTOR_BILLING_CHARGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/money.h"
#include "policy/credit.h"
#include "policy/seats.h"

enum charge_kind {
	CHARGE_NEW = 0,
	CHARGE_CANCEL,          /* credit */
	CHARGE_ADD_QUANTITY,    /* seats of a subscription */
	CHARGE_REMOVE_QUANTITY, /* credit */
	CHARGE_RENEW,           /* a period after the first */
	CHARGE_CUSTOMER_CREDIT, /* credit that somebody granted */
};
/* As stored: "new", "cancel", "add_quantity", "remove_quantity", "renew",
 * "customer_credit". */
const char *charge_kind_id(enum charge_kind kind);
bool charge_kind_is_credit(enum charge_kind kind);

struct charge {
	const char *order_id;
	int64_t line_number;
	enum charge_kind kind;
	int64_t serial; /* of changes of quantity: the version they made; of a
			 * renewal its first day; of a granted credit the
			 * number of the request */
	bool is_credit; /* by its kind */
	const char *customer_id;
	const char *customer_name; /* when listed */
	const char *title;         /* when listed */
	int64_t quantity;          /* bought, added or taken off */
	int month; /* base/day.h months: whose invoice it is on */
	int64_t at;
	struct money net, tax, gross; /* a credit is negative */
	int64_t period_day;           /* first day of what it pays for */
	const char *edition_id;
	const char *explanation; /* JSON, policy's words: see charge_explain */
};

/*
 * In the transaction of the act. customer_name and title are not stored: lists
 * join them. A second purchase or cancellation of one line, or renewal for one
 * period, is ERR_CONFLICT. explanation from one of the functions below. It is
 * stored on charge_month of its month and currency.
 */
struct error charge_add(struct ctx *cx, const struct charge *charge);
/*
 * The month whose invoice takes what happens in that one: itself, or, when it
 * is issued, the next that is not (domain.md 6).
 */
struct error charge_month(
    struct ctx *cx, const char *currency, int month, int *ret_month);

/* What was paid for a line and period, credits taken off. */
struct charge_paid {
	int64_t net_minor, tax_minor, gross_minor;
};
struct error charge_paid(struct ctx *cx, const char *order_id,
    int64_t line_number, int64_t period_day, struct charge_paid *ret_paid);
/* For all of its periods. */
struct error charge_paid_in_all(struct ctx *cx, const char *order_id,
    int64_t line_number, struct charge_paid *ret_paid);

/* The stored explanation of a charge: unit price, quantity, tax. */
struct charge_inputs {
	int64_t quantity;
	struct money unit;
	bool tax_included;
	int64_t tax_rate_bp;
	const char *tax_country;
	int64_t period_start_day, period_end_day; /* of a renewal; else 0 */
};
const char *charge_explanation(
    struct ctx *cx, const struct charge_inputs *inputs);
const char *credit_explanation(struct ctx *cx, const struct credit *credit);
/* A change of seats as the charge or credit it becomes, or would become: of
 * which line and subscription, the caller adds. */
struct charge charge_of_seats(
    struct ctx *cx, const struct seat_change *change, int64_t at);
/*
 * A credit as the charge it becomes, or would become, at that instant: amounts,
 * month, edition, explanation. Of which line, the caller adds. The preview of
 * a dialog and the stored row are both made by this.
 */
struct charge charge_of_credit(
    struct ctx *cx, const struct credit *credit, int64_t at);

/*
 * A credit that an operator granted, as the charge it becomes: parts are
 * positive, of what was left. Of which line, the caller adds.
 */
struct refund_grant {
	const char *request_id; /* digits: the charge's serial */
	const char *currency, *edition_id, *rule;
	const char *decided_by; /* name */
	bool tax_included;
	bool outside; /* of policy when it was filed */
	int64_t filed_at, ordered_at;
	struct charge_paid left, granted;
};
struct charge charge_of_refund(
    struct ctx *cx, const struct refund_grant *grant, int64_t at);

struct charge_total {
	struct money net, tax, gross;  /* all */
	struct money charges, credits; /* gross, apart */
};
struct charge_list {
	size_t count;
	struct charge *charges; /* newest first */
	size_t total_count;     /* one per currency */
	struct charge_total *totals;
};
struct error charge_list(
    struct ctx *cx, int month, struct charge_list *ret_list);
/* What came to a month, by currency: kept as charges are written, so that
 * asking costs the same however many there are. */
struct charge_sum {
	int month;
	int64_t charges, credits; /* how many */
	struct money charged;     /* with tax */
	struct money credited;    /* with tax, negative */
};
struct charge_sum_list {
	size_t count;
	struct charge_sum *sums; /* by month, then currency */
};
/* Both months are in. */
struct error charge_sum_list(struct ctx *cx, int from_month, int to_month,
    struct charge_sum_list *ret_list);
/* In the writer, after charges of that month or later were taken away. */
struct error charge_sum_again(struct ctx *cx, int month);
/* Months that have charges, newest first; the current one always. */
struct error charge_months(struct ctx *cx, int **ret_months, size_t *ret_count);
/* Charges and credits of all lines, for the order page. */
struct error charge_list_of_order(
    struct ctx *cx, const char *order_id, struct charge_list *ret_list);

/* One step of how a sum came about, in the reader's language. */
struct explanation_step {
	const char *label;
	const char *value;
};
struct explanation {
	size_t count;
	struct explanation_step *steps;
	const char *rule;              /* "R-113" */
	const char *formula;           /* "unused_days" */
	const struct edition *edition; /* NULL when it is not known here */
};
struct error charge_explain(struct ctx *cx, const struct charge *charge,
    struct explanation *ret_explanation);

#endif
