/*
 * The words and sums of the cancel dialog, between cancel.c and the preview of
 * the credit.
 */
#ifndef KONTOR_WEB_CANCEL_H
#define KONTOR_WEB_CANCEL_H

#include "billing/charge.h"
#include "web/software.h"

struct order_option {
	const char *order_id, *label;
	bool selected;
};

struct credit_day {
	const char *day, *iso, *amount;
	bool last;
};
struct credit_preview {
	const char *gross, *parts, *invoice;
	const char *area, *line;           /* paths of the drawing */
	const char *first, *final, *after; /* days under and after it */
	bool ends;                         /* the final day is the last one */
	int64_t width;                     /* of the drawing, in days */
	struct view_list days;             /* struct credit_day */
	struct view_list steps;            /* struct explanation_step */
};

struct cancel_dialog {
	const char *product, *act, *order_id, *order_href;
	struct view_list options; /* struct order_option */
	struct window_badge badge;
	const char *headline, *local, *basis;
	const struct credit_preview *preview;
	const char *refusal, *remains, *support, *delay, *unticked;
	struct view_list problems;
	bool allowed, asks, cancelled, never;
};

/* The lines of one product in one order: what one Submit cancels. */
struct cancel_lines {
	struct order order;
	struct order_line product; /* the line the dialog was opened for */
	int64_t quantity;
	size_t count;
	int64_t *numbers;
};
/* ERR_ORDER_UNKNOWN when the order does not hold the product. order_id NULL or
 * "": the order of the entitlement. */
struct error cancel_lines(struct ctx *cx, const char *customer_id,
    const char *entitlement_id, const char *order_id,
    struct cancel_lines *ret_lines);
void cancel_lines_pick(struct ctx *cx, struct cancel_lines *lines);

/* What submitting now and on each later day would give, by the functions that
 * give it. */
struct error credit_preview(struct ctx *cx, const struct cancel_offer *offers,
    size_t count, const struct credit_preview **ret_preview);

#endif
