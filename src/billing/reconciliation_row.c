/*
 * What stands in which column of a reconciliation file. Columns are the
 * published ones of the new-commerce file, in their order; what this
 * programme has not (exchange rates, meters) stays empty.
 */
#include "accounts/principal.h"
#include "base/day.h"
#include "billing/reconciliation_private.h"

const struct recon_column recon_columns[RECON_COLUMNS] = {
	{ "PartnerId", CELL_TEXT },
	{ "CustomerId", CELL_TEXT },
	{ "CustomerName", CELL_TEXT },
	{ "CustomerDomainName", CELL_TEXT },
	{ "CustomerCountry", CELL_TEXT },
	{ "InvoiceNumber", CELL_TEXT },
	{ "MpnId", CELL_TEXT },
	{ "ResellerMpnId", CELL_TEXT },
	{ "OrderId", CELL_TEXT },
	{ "OrderDate", CELL_TEXT },
	{ "ProductId", CELL_TEXT },
	{ "SkuId", CELL_TEXT },
	{ "AvailabilityId", CELL_TEXT },
	{ "SkuName", CELL_TEXT },
	{ "ProductName", CELL_TEXT },
	{ "ChargeType", CELL_TEXT },
	{ "UnitPrice", CELL_MONEY },
	{ "Quantity", CELL_NUMBER },
	[RECON_SUBTOTAL] = { "Subtotal", CELL_MONEY },
	[RECON_TAX_TOTAL] = { "TaxTotal", CELL_MONEY },
	[RECON_TOTAL] = { "Total", CELL_MONEY },
	{ "Currency", CELL_TEXT },
	{ "PriceAdjustmentDescription", CELL_TEXT },
	{ "PublisherName", CELL_TEXT },
	{ "PublisherId", CELL_TEXT },
	{ "SubscriptionDescription", CELL_TEXT },
	{ "SubscriptionId", CELL_TEXT },
	{ "ChargeStartDate", CELL_TEXT },
	{ "ChargeEndDate", CELL_TEXT },
	{ "TermAndBillingCycle", CELL_TEXT },
	{ "EffectiveUnitPrice", CELL_MONEY },
	{ "UnitType", CELL_TEXT },
	{ "AlternateId", CELL_TEXT },
	{ "BillableQuantity", CELL_NUMBER },
	{ "BillingFrequency", CELL_TEXT },
	{ "PricingCurrency", CELL_TEXT },
	{ "PCToBCExchangeRate", CELL_NUMBER },
	{ "PCToBCExchangeRateDate", CELL_TEXT },
	{ "MeterDescription", CELL_TEXT },
	{ "ReservationOrderId", CELL_TEXT },
	{ "CreditReasonCode", CELL_TEXT },
	{ "SubscriptionStartDate", CELL_TEXT },
	{ "SubscriptionEndDate", CELL_TEXT },
	{ "ReferenceId", CELL_TEXT },
	{ "ProductQualifiers", CELL_TEXT },
	{ "PromotionId", CELL_TEXT },
	{ "ProductCategory", CELL_TEXT },
};
enum {
	PARTNER_ID,
	CUSTOMER_ID,
	CUSTOMER_NAME,
	CUSTOMER_DOMAIN,
	CUSTOMER_COUNTRY,
	INVOICE_NUMBER,
	MPN_ID,
	RESELLER_MPN_ID,
	ORDER_ID,
	ORDER_DATE,
	PRODUCT_ID,
	SKU_ID,
	AVAILABILITY_ID,
	SKU_NAME,
	PRODUCT_NAME,
	CHARGE_TYPE,
	UNIT_PRICE,
	QUANTITY,
	CURRENCY = RECON_TOTAL + 1,
	PRICE_ADJUSTMENT,
	PUBLISHER_NAME,
	PUBLISHER_ID,
	SUBSCRIPTION_DESCRIPTION,
	SUBSCRIPTION_ID,
	CHARGE_START,
	CHARGE_END,
	TERM_AND_CYCLE,
	EFFECTIVE_UNIT_PRICE,
	UNIT_TYPE,
	ALTERNATE_ID,
	BILLABLE_QUANTITY,
	BILLING_FREQUENCY,
	PRICING_CURRENCY,
	EXCHANGE_RATE,
	EXCHANGE_RATE_DATE,
	METER,
	RESERVATION_ORDER,
	CREDIT_REASON,
	SUBSCRIPTION_START,
	SUBSCRIPTION_END,
};

static const char *decimal(struct ctx *cx, struct money money)
{
	char *text = arena_alloc(cx->arena, 32);

	money_decimal(money.minor, currency_exponent(money.currency), text, 32);
	return text;
}

static const char *day(struct ctx *cx, int64_t number)
{
	char *text = arena_alloc(cx->arena, DAY_TEXT);

	day_text(number, text);
	return text;
}

static const char *instant(struct ctx *cx, int64_t at)
{
	char *text = arena_alloc(cx->arena, INSTANT_TEXT);

	instant_text(at, text);
	return text;
}

/* As the lines of the REST API have it: "add_quantity" is addQuantity. */
static const char *charge_type(struct ctx *cx, enum charge_kind kind)
{
	char *text = arena_dup(cx->arena, charge_kind_id(kind));
	char *to = text;

	for (const char *from = text; *from != '\0'; from++) {
		bool joined = from[0] == '_' && from[1] != '\0';

		from += joined;
		*to++ = joined ? (char)(*from - 'a' + 'A') : *from;
	}
	*to = '\0';
	return text;
}

static void who_fill(struct ctx *cx, const struct invoice_line *line,
    const char *number, const char **cells)
{
	const struct partner *partner = cx->who->partner;

	cells[PARTNER_ID] = partner->tenant_id;
	cells[CUSTOMER_ID] = line->charge.customer_id;
	cells[CUSTOMER_NAME] = line->charge.customer_name;
	cells[CUSTOMER_DOMAIN] = line->customer_domain;
	cells[CUSTOMER_COUNTRY] = line->customer_country;
	cells[INVOICE_NUMBER] = number;
	cells[MPN_ID] = partner->mpn_id;
	cells[RESELLER_MPN_ID] = line->participant;
	cells[ORDER_ID] = line->charge.order_id;
	cells[ORDER_DATE] = instant(cx, line->ordered_at);
	cells[ALTERNATE_ID] = line->alternate_id;
}

static void what_fill(
    struct ctx *cx, const struct invoice_line *line, const char **cells)
{
	const char *quantity =
	    arena_printf(cx->arena, "%lld", (long long)line->charge.quantity);

	cells[PRODUCT_ID] = line->product_id;
	cells[SKU_ID] = line->sku_id;
	cells[AVAILABILITY_ID] = line->availability_id;
	cells[SKU_NAME] = line->charge.title;
	cells[PRODUCT_NAME] = line->product_title;
	cells[PUBLISHER_NAME] = line->publisher_name;
	cells[UNIT_TYPE] = line->unit_type;
	cells[QUANTITY] = quantity;
	cells[BILLABLE_QUANTITY] = quantity;
	cells[CHARGE_TYPE] = charge_type(cx, line->charge.kind);
	cells[CREDIT_REASON] =
	    line->charge.kind == CHARGE_CANCEL ? "Cancellation" : NULL;
}

static void sums_fill(
    struct ctx *cx, const struct invoice_line *line, const char **cells)
{
	const struct charge *charge = &line->charge;

	cells[UNIT_PRICE] = decimal(cx, line->unit);
	cells[EFFECTIVE_UNIT_PRICE] = cells[UNIT_PRICE];
	cells[RECON_SUBTOTAL] = decimal(cx, charge->net);
	cells[RECON_TAX_TOTAL] = decimal(cx, charge->tax);
	cells[RECON_TOTAL] = decimal(cx, charge->gross);
	cells[CURRENCY] = arena_dup(cx->arena, charge->gross.currency);
	cells[PRICING_CURRENCY] = cells[CURRENCY];
	cells[EXCHANGE_RATE] = "1";
}

static void time_fill(
    struct ctx *cx, const struct invoice_line *line, const char **cells)
{
	const struct charge *charge = &line->charge;
	bool has_term = !text_empty(line->term);

	cells[CHARGE_START] = day(
	    cx, charge->period_day != 0 ? charge->period_day : line->start_day);
	if (line->end_day != 0)
		cells[CHARGE_END] = day(cx, line->end_day);
	cells[BILLING_FREQUENCY] = line->billing_cycle;
	cells[TERM_AND_CYCLE] = has_term ? arena_printf(cx->arena, "%s, %s",
					       line->term, line->billing_cycle)
					 : line->billing_cycle;
	cells[SUBSCRIPTION_ID] = line->subscription_id;
	if (line->subscription_id == NULL || line->end_day == 0)
		return;
	cells[SUBSCRIPTION_START] = day(cx, line->start_day);
	cells[SUBSCRIPTION_END] = day(cx, line->end_day);
}

struct recon_row recon_row_of(
    struct ctx *cx, const struct invoice_line *line, const char *number)
{
	struct recon_row row = { { NULL } };

	who_fill(cx, line, number, row.cells);
	what_fill(cx, line, row.cells);
	sums_fill(cx, line, row.cells);
	time_fill(cx, line, row.cells);
	return row;
}
