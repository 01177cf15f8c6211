/*
 * What the pages of Billing share: a charge as a row, states of invoices.
 */
#ifndef KONTOR_WEB_BILLING_H
#define KONTOR_WEB_BILLING_H

#include "billing/invoice.h"
#include "web/views.h"

/* For the template billing/charge. */
struct charge_view {
	const char *product, *customer_name, *customer_href;
	const char *order_id, *order_href, *day, *iso, *edition;
	const char *net, *tax, *gross;
	bool is_credit;
	struct view_list steps;
};
extern const struct view_field charge_view[];
struct error charge_view_fill(
    struct ctx *cx, const struct charge *charge, struct charge_view *view);

const char *invoice_state_text(struct ctx *cx, enum invoice_state state);
const char *invoice_kind_text(struct ctx *cx, enum invoice_kind kind);
/* A class of badges. */
const char *invoice_tone(enum invoice_state state);

#endif
