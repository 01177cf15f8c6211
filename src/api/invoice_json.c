/*
 * Writes invoices, lines and balances. Amounts are numbers, exact; what was
 * never (a payment) is the zero date that clients know (api.md 1.5).
 */
#include "api/invoice_json.h"

#include <string.h>

#include "accounts/principal.h"
#include "api/answer.h"
#include "base/day.h"
#include "i18n/i18n.h"

#define NEVER "0001-01-01T00:00:00Z"
#define ONE_TIME "OneTime"
#define LINE_TYPE "billing_line_items"
#define PROVIDER "one_time"

static void currency_json(struct json_out *json, const char *currency)
{
	json_text(json, "currencyCode", currency);
	json_text(json, "currencySymbol", currency_symbol(currency));
}

static void detail_json(
    struct request *rq, struct json_out *json, const struct invoice *invoice)
{
	json_array_begin(json, "invoiceDetails");
	resource_begin(json, NULL);
	json_text(json, "invoiceLineItemType", LINE_TYPE);
	json_text(json, "billingProvider", PROVIDER);
	links_self(json, arena_printf(rq->cx.arena,
			     "/invoices/" ONE_TIME "-%s/lineitems/" ONE_TIME
			     "/BillingLineItems",
			     invoice->invoice_id));
	resource_end(json, "InvoiceDetail", NULL);
	json_array_end(json);
}

static void receipts_json(
    struct request *rq, struct json_out *json, const struct invoice *invoice)
{
	const char *id = receipt_id_of(rq->cx.arena, invoice);

	if (id == NULL)
		return;
	json_array_begin(json, "taxReceipts");
	json_object_begin(json, NULL);
	json_text(json, "id", id);
	json_text(json, "taxReceiptPdfDownloadLink",
	    URI_OF(rq->cx.arena, "invoices", invoice->invoice_id, "receipts",
		id, "documents", "statement"));
	json_object_end(json);
	json_array_end(json);
}

void invoice_json(
    struct request *rq, struct json_out *json, const struct invoice *invoice)
{
	struct arena *arena = rq->cx.arena;
	/* a payment that came in is below zero (resources.json) */
	struct money paid = money_of(-invoice->paid.minor, invoice->currency);

	resource_begin(json, NULL);
	json_text(json, "id", invoice->invoice_id);
	json_instant(json, "invoiceDate", invoice->dated_at);
	json_instant(json, "billingPeriodStartDate",
	    day_start(month_first_day(invoice->month)));
	json_instant(json, "billingPeriodEndDate",
	    day_start(month_first_day(invoice->month + 1)) - 1);
	json_money(json, "totalCharges", invoice->gross);
	json_money(json, "paidAmount", paid);
	json_money(json, "balance", invoice->balance);
	json_instant(json, "dueDate", day_start(invoice->due_day));
	currency_json(json, invoice->currency);
	json_text(json, "pdfDownloadLink",
	    URI_OF(arena, "invoices", invoice->invoice_id, "documents",
		"statement"));
	detail_json(rq, json, invoice);
	json_array_begin(json, "amendments");
	json_array_end(json);
	receipts_json(rq, json, invoice);
	json_text(json, "documentType",
	    invoice->kind == INVOICE_CREDIT_NOTE ? "adjustment_note"
						 : "invoice");
	json_text(json, "state", invoice_state_id(invoice->state));
	json_text(json, "invoiceType", ONE_TIME);
	links_self(json, URI_OF(arena, "invoices", invoice->invoice_id));
	resource_end(json, "Invoice", NULL);
}

/* ---- lines ---- */

/* By enum charge_kind (api.md 2.9). */
static const char *const charge_types[] = {
	[CHARGE_NEW] = "new",
	[CHARGE_CANCEL] = "cancel",
	[CHARGE_ADD_QUANTITY] = "addQuantity",
	[CHARGE_REMOVE_QUANTITY] = "removeQuantity",
	[CHARGE_RENEW] = "renew",
	[CHARGE_CUSTOMER_CREDIT] = "customerCredit",
};

static void line_who(struct request *rq, struct json_out *json,
    const struct invoice_line *line, const char *invoice_number)
{
	const struct partner *partner = rq->cx.who->partner;

	json_text(json, "partnerId", partner->tenant_id);
	json_text(json, "customerId", line->charge.customer_id);
	json_text(json, "customerName", line->charge.customer_name);
	json_text(json, "customerDomainName", line->customer_domain);
	json_text(json, "customerCountry", line->customer_country);
	json_text(json, "invoiceNumber",
	    invoice_number == NULL ? "" : invoice_number);
	json_text(json, "mpnId", partner->mpn_id);
	json_text(json, "orderId", line->charge.order_id);
	json_instant(json, "orderDate", line->ordered_at);
	json_text(json, "alternateId", line->alternate_id);
}

static void line_what(struct json_out *json, const struct invoice_line *line)
{
	const struct charge *charge = &line->charge;

	json_text(json, "productId", line->product_id);
	json_text(json, "skuId", line->sku_id);
	json_text(json, "availabilityId", line->availability_id);
	json_text(json, "productName", line->product_title);
	json_text(json, "skuName", charge->title);
	json_text(json, "publisherName", line->publisher_name);
	json_some(json, "subscriptionId", line->subscription_id);
	json_text(json, "chargeType", charge_types[charge->kind]);
	json_some(json, "unitType", line->unit_type);
	json_int(json, "quantity", charge->quantity);
	json_int(json, "billableQuantity", charge->quantity);
	if (charge->kind == CHARGE_CANCEL)
		json_text(json, "creditReasonCode", "Cancellation");
	else if (charge->kind == CHARGE_CUSTOMER_CREDIT)
		json_text(json, "creditReasonCode", "Refund");
}

static void line_sums(struct json_out *json, const struct invoice_line *line)
{
	const struct charge *charge = &line->charge;
	struct period paid = invoice_line_period(line);
	int64_t end = paid.end_day;

	json_money(json, "unitPrice", line->unit);
	json_money(json, "effectiveUnitPrice", line->unit);
	json_money(json, "subtotal", charge->net);
	json_money(json, "taxTotal", charge->tax);
	json_money(json, "totalForCustomer", charge->gross);
	json_text(json, "currency", charge->gross.currency);
	json_text(json, "pricingCurrency", charge->gross.currency);
	json_instant(json, "chargeStartDate", day_start(paid.start_day));
	json_instant(json, "chargeEndDate",
	    end != 0 ? day_start(end) : day_start(day_from_date(9999, 12, 31)));
	json_enum(json, "billingFrequency", line->billing_cycle);
}

void invoice_line_json(struct request *rq, struct json_out *json,
    const struct invoice_line *line, const char *invoice_number)
{
	struct arena *arena = rq->cx.arena;

	resource_begin(json, NULL);
	line_who(rq, json, line, invoice_number);
	line_what(json, line);
	line_sums(json, line);
	json_text(json, "termAndBillingCycle",
	    text_empty(line->term) ? line->billing_cycle
				   : arena_printf(arena, "%s, %s", line->term,
					 line->billing_cycle));
	json_text(json, "invoiceLineItemType", LINE_TYPE);
	json_text(json, "billingProvider", PROVIDER);
	resource_end(json, "OneTimeInvoiceLineItem", NULL);
}

/* ---- balances ---- */

struct balance {
	struct money sum;
	int64_t first_at, latest_at; /* 0: no invoice */
	int64_t paid_day;            /* of the latest payment; 0 none */
	struct money paid;           /* how much that was */
};

/* What came in on one day is one payment. */
static void payment_add(struct balance *balance, const struct invoice *invoice)
{
	if (invoice->paid.minor <= 0 || invoice->paid_day < balance->paid_day)
		return;
	if (invoice->paid_day > balance->paid_day)
		balance->paid.minor = 0;
	balance->paid_day = invoice->paid_day;
	balance->paid.minor += invoice->paid.minor;
}

static struct balance balance_of(
    const struct invoice_list *list, const char *currency)
{
	struct balance balance = { .sum = money_of(0, currency),
		.paid = money_of(0, currency) };

	for (size_t i = 0; i < list->count; i++) {
		const struct invoice *invoice = &list->invoices[i];

		if (!text_same(invoice->currency, currency))
			continue;
		balance.sum.minor += invoice->balance.minor;
		payment_add(&balance, invoice);
		balance.first_at = invoice->dated_at;
		if (balance.latest_at == 0)
			balance.latest_at = invoice->dated_at;
	}
	return balance;
}

static void or_never(struct json_out *json, const char *key, int64_t at)
{
	if (at == 0)
		json_text(json, key, NEVER);
	else
		json_instant(json, key, at);
}

static void summary_fields(struct json_out *json, const struct balance *balance)
{
	const char *currency = balance->sum.currency;

	json_money(json, "balanceAmount", balance->sum);
	currency_json(json, currency);
	or_never(json, "accountingDate", balance->latest_at);
	or_never(json, "firstInvoiceCreationDate", balance->first_at);
	or_never(json, "lastPaymentDate",
	    balance->paid_day == 0 ? 0 : day_start(balance->paid_day));
	json_money(json, "lastPaymentAmount", balance->paid);
	or_never(json, "latestInvoiceDate", balance->latest_at);
}

void invoice_summary_json(struct request *rq, struct json_out *json,
    const struct invoice_list *list, const char *currency)
{
	struct balance balance = balance_of(list, currency);

	(void)rq;
	resource_begin(json, NULL);
	summary_fields(json, &balance);
	json_array_begin(json, "details");
	json_object_begin(json, NULL);
	json_text(json, "invoiceType", ONE_TIME);
	json_object_begin(json, "summary");
	summary_fields(json, &balance);
	json_object_end(json);
	json_object_end(json);
	json_array_end(json);
	links_self(json, "/invoices/summary");
	resource_end(json, "InvoiceSummary", NULL);
}
