/*
 * How a sum came about: stored as numbers when it arises, told in words of
 * the reader's language when looked at. The sums themselves are policy's.
 */
#include <jansson.h>

#include "base/day.h"
#include "accounts/country.h"
#include "base/json.h"
#include "base/text.h"
#include "billing/charge.h"
#include "i18n/i18n.h"
#include "policy/edition.h"

const char *charge_explanation(
    struct ctx *cx, const struct charge_inputs *inputs)
{
	struct text text;
	struct json_out json;

	text_init(&text, cx->arena);
	json_start(&json, &text);
	json_object_begin(&json, NULL);
	json_text(&json, "formula", "quantity_times_price");
	json_text(&json, "rule", inputs->tax_included ? "R-030" : "R-029");
	json_int(&json, "quantity", inputs->quantity);
	json_int(&json, "unitMinor", inputs->unit.minor);
	json_int(&json, "taxRateBp", inputs->tax_rate_bp);
	json_bool(&json, "taxIncluded", inputs->tax_included);
	json_text(&json, "taxCountry", inputs->tax_country);
	if (inputs->period_end_day != 0) {
		json_int(&json, "periodStartDay", inputs->period_start_day);
		json_int(&json, "periodEndDay", inputs->period_end_day);
	}
	json_object_end(&json);
	return text.bytes;
}

const char *credit_explanation(struct ctx *cx, const struct credit *credit)
{
	struct text text;
	struct json_out json;

	text_init(&text, cx->arena);
	json_start(&json, &text);
	json_object_begin(&json, NULL);
	json_text(&json, "formula", credit->formula);
	json_text(&json, "rule", credit->rule);
	json_int(&json, "netMinor", credit->of.net_minor);
	json_int(&json, "taxMinor", credit->of.tax_minor);
	json_int(&json, "grossMinor", credit->of.gross_minor);
	json_bool(&json, "taxIncluded", credit->of.tax_included);
	json_int(&json, "feeMinor", credit->fee_minor);
	json_int(&json, "orderedAt", credit->of.ordered_at);
	if (credit->term_days > 0) {
		json_int(&json, "termStartDay", credit->of.term_start_day);
		json_int(&json, "termEndDay", credit->of.term_end_day);
		json_int(&json, "termDays", credit->term_days);
		json_int(&json, "usedDays", credit->used_days);
		json_int(&json, "unusedDays", credit->unused_days);
	}
	json_object_end(&json);
	return text.bytes;
}

struct charge charge_of_credit(
    struct ctx *cx, const struct credit *credit, int64_t at)
{
	return (struct charge){
		.kind = CHARGE_CANCEL,
		.is_credit = true,
		.month = credit->month,
		.at = at,
		.net = money_of(credit->net_minor, credit->currency),
		.tax = money_of(credit->tax_minor, credit->currency),
		.gross = money_of(credit->gross_minor, credit->currency),
		.edition_id = credit->edition_id,
		.explanation = credit_explanation(cx, credit),
	};
}

static const char *refund_explanation(
    struct ctx *cx, const struct refund_grant *grant)
{
	struct text text;
	struct json_out json;

	text_init(&text, cx->arena);
	json_start(&json, &text);
	json_object_begin(&json, NULL);
	json_text(&json, "formula", "granted");
	json_text(&json, "rule", grant->rule);
	json_text(&json, "request", grant->request_id);
	json_text(&json, "decidedBy", grant->decided_by);
	json_bool(&json, "outsidePolicy", grant->outside);
	json_int(&json, "filedAt", grant->filed_at);
	json_int(&json, "orderedAt", grant->ordered_at);
	json_int(&json, "netMinor", grant->left.net_minor);
	json_int(&json, "taxMinor", grant->left.tax_minor);
	json_int(&json, "grossMinor", grant->left.gross_minor);
	json_bool(&json, "taxIncluded", grant->tax_included);
	json_int(&json, "feeMinor", 0);
	json_object_end(&json);
	return text.bytes;
}

struct charge charge_of_refund(
    struct ctx *cx, const struct refund_grant *grant, int64_t at)
{
	const struct charge_paid *granted = &grant->granted;
	int64_t serial = 0;

	(void)text_to_int(grant->request_id, &serial);
	return (struct charge){
		.kind = CHARGE_CUSTOMER_CREDIT,
		.serial = serial,
		.is_credit = true,
		.month = month_of_day(day_of(at)),
		.at = at,
		.net = money_of(-granted->net_minor, grant->currency),
		.tax = money_of(-granted->tax_minor, grant->currency),
		.gross = money_of(-granted->gross_minor, grant->currency),
		.edition_id = grant->edition_id,
		.explanation = refund_explanation(cx, grant),
	};
}

static const char *seats_explanation(
    struct ctx *cx, const struct seat_change *change)
{
	struct text text;
	struct json_out json;

	text_init(&text, cx->arena);
	json_start(&json, &text);
	json_object_begin(&json, NULL);
	json_text(&json, "formula", change->formula);
	json_text(&json, "rule", change->rule);
	json_int(&json, "seats", change->of.seats);
	json_int(&json, "unitMinor", change->of.unit_minor);
	json_int(&json, "fullMinor", change->full_minor);
	json_int(&json, "fullTaxMinor", change->full_tax_minor);
	json_int(&json, "taxRateBp", change->of.tax_rate_bp);
	json_bool(&json, "taxIncluded", change->of.tax_included);
	json_int(&json, "periodStartDay", change->of.period.start_day);
	json_int(&json, "periodEndDay", change->of.period.end_day);
	json_int(&json, "termDays", change->period_days);
	json_int(&json, "usedDays", change->used_days);
	json_int(&json, "unusedDays", change->unused_days);
	json_bool(&json, "capped", change->capped);
	json_object_end(&json);
	return text.bytes;
}

struct charge charge_of_seats(
    struct ctx *cx, const struct seat_change *change, int64_t at)
{
	bool credit = change->of.seats < 0;
	const char *currency = change->of.currency;

	return (struct charge){
		.kind = credit ? CHARGE_REMOVE_QUANTITY : CHARGE_ADD_QUANTITY,
		.is_credit = credit,
		.quantity = credit ? -change->of.seats : change->of.seats,
		.month = month_of_day(day_of(at)),
		.at = at,
		.net = money_of(change->net_minor, currency),
		.tax = money_of(change->tax_minor, currency),
		.gross = money_of(change->gross_minor, currency),
		.period_day = change->of.period.start_day,
		.edition_id = change->edition_id,
		.explanation = seats_explanation(cx, change),
	};
}

/* ---- in words ---- */

/* What the numbered rules say, in a sentence. */
static const char *rule_text(struct ctx *cx, const char *rule)
{
	static const struct {
		const char *rule, *text;
	} texts[] = {
		{ "R-029", N_("Prices do not include tax. It is added.") },
		{ "R-030", N_("Prices include tax in Australia and Brazil.") },
		{ "R-112", N_("Perpetual software is credited in full.") },
		{ "R-113",
		    N_("A term is credited by its unused days. Seats that come or go are counted the same way.") },
	};

	for (size_t i = 0; i < COUNT(texts); i++)
		if (text_same(texts[i].rule, rule))
			return _(texts[i].text);
	return "";
}

/* The edition with its days: from when it holds, and of its document. */
static const char *edition_with_days(
    struct ctx *cx, const char *edition_id, const struct edition *edition)
{
	int64_t day;
	const char *document;

	if (edition == NULL || !day_parse(edition->document_date, &day))
		return edition_id;
	document = show_day(cx, day);
	if (edition->effective_from == EDITION_BEGIN)
		return message_with(cx,
		    N_("{edition}, the first one, by the document of {day}"),
		    HOLES({ "edition", edition_id }, { "day", document }));
	return message_with(cx,
	    N_("{edition}, in force from {from}, by the document of {day}"),
	    HOLES({ "edition", edition_id },
		{ "from", show_day(cx, day_of(edition->effective_from)) },
		{ "day", document }));
}

struct teller {
	struct ctx *cx;
	const struct charge *charge;
	json_t *stored;
	struct explanation told;
};

static void tell(struct teller *teller, const char *label, const char *value)
{
	teller->told.steps[teller->told.count++] =
	    (struct explanation_step){ label, value };
}

static int64_t number(const struct teller *teller, const char *key)
{
	return json_integer_value(json_object_get(teller->stored, key));
}

static const char *amount(const struct teller *teller, const char *key)
{
	return show_money(teller->cx,
	    money_of(number(teller, key), teller->charge->gross.currency));
}

static bool included(const struct teller *teller)
{
	return json_is_true(json_object_get(teller->stored, "taxIncluded"));
}

static void tell_period(struct teller *teller)
{
	struct ctx *cx = teller->cx;

	tell(teller, _("Billing period"),
	    message_with(cx, N_("{start} to {end}"),
		HOLES(
		    { "start", show_day(cx, number(teller, "periodStartDay")) },
		    { "end", show_day(cx, number(teller, "periodEndDay")) })));
}

static void tell_charge(struct teller *teller)
{
	struct ctx *cx = teller->cx;
	const struct charge *charge = teller->charge;
	struct money shown = included(teller) ? charge->gross : charge->net;
	const struct hole holes[] = {
		{ "quantity", show_int(cx, number(teller, "quantity")) },
		{ "price", amount(teller, "unitMinor") },
		{ "sum", show_money(cx, shown) },
		{ "rate", show_percent_bp(cx, number(teller, "taxRateBp")) },
		{ "country",
		    country_text(cx, json_string_value(json_object_get(
					 teller->stored, "taxCountry"))) },
		{ "tax", show_money(cx, charge->tax) },
		{ NULL, NULL },
	};

	if (number(teller, "periodEndDay") != 0)
		tell_period(teller);
	tell(teller, _("Price"),
	    message_with(cx, N_("{quantity} × {price} = {sum}"), holes));
	tell(teller, _("Tax"),
	    message_with(cx,
		included(teller)
		    ? N_("{rate}, {country}, included in the price: {tax}")
		    : N_("{rate}, {country}, added to the price: {tax}"),
		holes));
	tell(teller, _("Rounding"),
	    _("The tax once, on the line total, a half to the even minor unit"));
}

/* What the result is a share of; a credit is told without its sign. */
static const char *share(
    const struct teller *teller, const char *key, struct money result)
{
	struct ctx *cx = teller->cx;
	int64_t minor = result.minor < 0 ? -result.minor : result.minor;

	return message_with(cx, N_("{amount} × {unused} ÷ {term} = {result}"),
	    HOLES({ "amount", amount(teller, key) },
		{ "unused", show_int(cx, number(teller, "unusedDays")) },
		{ "term", show_int(cx, number(teller, "termDays")) },
		{ "result",
		    show_money(cx, money_of(minor, result.currency)) }));
}

static void tell_days(struct teller *teller)
{
	struct ctx *cx = teller->cx;
	const struct hole holes[] = {
		{ "start", show_day(cx, number(teller, "termStartDay")) },
		{ "end", show_day(cx, number(teller, "termEndDay")) },
		{ "used", show_int(cx, number(teller, "usedDays")) },
		{ "unused", show_int(cx, number(teller, "unusedDays")) },
		{ NULL, NULL },
	};

	tell(teller, _("Term"),
	    message_plural(cx, "{start} to {end}, {n} day",
		"{start} to {end}, {n} days", number(teller, "termDays"),
		holes));
	tell(teller, _("Days"),
	    message_with(cx,
		N_("{used} used, {unused} unused; the day of cancelling is unused"),
		holes));
}

static void tell_credit(struct teller *teller)
{
	struct ctx *cx = teller->cx;
	const struct charge *charge = teller->charge;
	bool prorated = number(teller, "termDays") > 0;

	tell(teller, _("Ordered"),
	    show_instant(cx, number(teller, "orderedAt")));
	tell(teller, C_("label", "Cancelled"), show_instant(cx, charge->at));
	if (!prorated) {
		tell(teller, _("Credit"),
		    _("The exact reverse of the charge: 100 % of net and tax"));
		tell(teller, _("Rounding"),
		    _("None: what was charged comes back as it was"));
	} else {
		tell_days(teller);
		if (included(teller))
			tell(teller, _("Gross"),
			    share(teller, "grossMinor", charge->gross));
		else
			tell(teller, _("Net"),
			    share(teller, "netMinor", charge->net));
		tell(teller, _("Tax"), share(teller, "taxMinor", charge->tax));
		tell(teller, _("Rounding"),
		    _("Once, on the line total, a half to the even minor unit"));
	}
	tell(teller, _("Early termination fee"), amount(teller, "feeMinor"));
}

/* Seats added or taken off in the middle of a billing period. */
static void tell_seats(struct teller *teller)
{
	struct ctx *cx = teller->cx;
	const struct charge *charge = teller->charge;
	int64_t seats = number(teller, "seats");
	const struct hole holes[] = {
		{ "seats", show_int(cx, seats < 0 ? -seats : seats) },
		{ "price", amount(teller, "unitMinor") },
		{ "sum", amount(teller, "fullMinor") },
		{ "start", show_day(cx, number(teller, "periodStartDay")) },
		{ "end", show_day(cx, number(teller, "periodEndDay")) },
		{ "used", show_int(cx, number(teller, "usedDays")) },
		{ "unused", show_int(cx, number(teller, "unusedDays")) },
		{ NULL, NULL },
	};

	tell(teller, seats < 0 ? _("Seats removed") : _("Seats added"),
	    message_with(cx, N_("{seats} × {price} = {sum}"), holes));
	tell(teller, _("Billing period"),
	    message_plural(cx, "{start} to {end}, {n} day",
		"{start} to {end}, {n} days", number(teller, "termDays"),
		holes));
	tell(teller, _("Days"),
	    message_with(cx,
		N_("{used} used, {unused} unused; the day of the change is unused"),
		holes));
	if (included(teller))
		tell(teller, _("Gross"),
		    share(teller, "fullMinor", charge->gross));
	else
		tell(teller, _("Net"), share(teller, "fullMinor", charge->net));
	tell(teller, _("Tax"), share(teller, "fullTaxMinor", charge->tax));
	if (json_is_true(json_object_get(teller->stored, "capped")))
		tell(teller, _("Limit"),
		    _("Not more than was paid for this period"));
	tell(teller, _("Rounding"),
	    _("Once, on the line total, a half to the even minor unit"));
}

/* What an operator granted on a support request. */
static void tell_refund(struct teller *teller)
{
	struct ctx *cx = teller->cx;
	const struct charge *charge = teller->charge;
	const char *request =
	    json_string_value(json_object_get(teller->stored, "request"));
	const char *by =
	    json_string_value(json_object_get(teller->stored, "decidedBy"));
	bool outside =
	    json_is_true(json_object_get(teller->stored, "outsidePolicy"));
	struct money granted =
	    money_of(-charge->gross.minor, charge->gross.currency);

	tell(teller, _("Support request"),
	    message_with(cx, N_("{request}, filed {moment}"),
		HOLES({ "request", request == NULL ? "" : request },
		    { "moment",
			show_instant(cx, number(teller, "filedAt")) })));
	tell(teller, _("Policy"),
	    outside ? _("Outside the policy on the day it was filed")
		    : _("Inside the policy on the day it was filed"));
	tell(teller, _("Granted"),
	    message_with(cx, N_("{moment}, by {name}"),
		HOLES({ "moment", show_instant(cx, charge->at) },
		    { "name", by == NULL ? "" : by })));
	tell(teller, _("Credit"),
	    message_with(cx,
		N_("{granted} of {left} that was paid and not credited yet"),
		HOLES({ "granted", show_money(cx, granted) },
		    { "left", amount(teller, "grossMinor") })));
	if (-charge->gross.minor < number(teller, "grossMinor"))
		tell(teller, _("Tax"),
		    message_with(cx,
			N_("{tax} × {granted} ÷ {left}, rounded once, a half to the even minor unit"),
			HOLES({ "tax", amount(teller, "taxMinor") },
			    { "granted", show_money(cx, granted) },
			    { "left", amount(teller, "grossMinor") })));
	tell(teller, _("Early termination fee"), amount(teller, "feeMinor"));
}

static const char *stored_text(const struct teller *teller, const char *key)
{
	const char *value =
	    json_string_value(json_object_get(teller->stored, key));

	return value == NULL ? "" : arena_dup(teller->cx->arena, value);
}

/* Rule and edition, and what came of it: the same for every line. */
static void tell_law(struct teller *teller)
{
	struct ctx *cx = teller->cx;
	const struct charge *charge = teller->charge;
	const struct edition *edition =
	    policy_edition_find(cx->policy, charge->edition_id);
	const char *text = rule_text(cx, teller->told.rule);

	teller->told.edition = edition;
	tell(teller, _("Rule"),
	    text[0] == '\0'
		? teller->told.rule
		: message_with(cx, N_("{rule}: {text}"),
		      HOLES({ "rule", teller->told.rule }, { "text", text })));
	tell(teller, _("Edition"),
	    edition_with_days(cx, charge->edition_id, edition));
	tell(teller, _("Amounts"),
	    message_with(cx, N_("net {net} + tax {tax} = gross {gross}"),
		HOLES({ "net", show_money(cx, charge->net) },
		    { "tax", show_money(cx, charge->tax) },
		    { "gross", show_money(cx, charge->gross) })));
}

static void json_free(void *json)
{
	json_decref(json);
}

struct error charge_explain(struct ctx *cx, const struct charge *charge,
    struct explanation *ret_explanation)
{
	struct teller teller = {
		.cx = cx,
		.charge = charge,
		.stored = json_loads(charge->explanation, 0, NULL),
		.told = { 0,
		    ARENA_ARRAY(cx->arena, struct explanation_step, 20) },
	};

	if (teller.stored == NULL)
		return fail(ERR_INTERNAL, NULL);
	arena_defer(cx->arena, json_free, teller.stored);
	teller.told.rule = stored_text(&teller, "rule");
	teller.told.formula = stored_text(&teller, "formula");
	if (json_object_get(teller.stored, "seats") != NULL)
		tell_seats(&teller);
	else if (text_same(teller.told.formula, "granted"))
		tell_refund(&teller);
	else if (charge->is_credit)
		tell_credit(&teller);
	else
		tell_charge(&teller);
	tell_law(&teller);
	*ret_explanation = teller.told;
	return OK;
}
