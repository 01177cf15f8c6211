/*
 * The sum of a credit: full or by unused days, tax by its own share.
 * Writing it on an invoice is billing's.
 */
#include "policy/credit.h"

#include <stdio.h>

#include "base/day.h"
#include "base/json.h"
#include "base/log.h"
#include "base/money.h"
#include "policy/term.h"

int credit_month(int64_t cancelled_at)
{
	return month_of_day(day_of(cancelled_at));
}

static bool line_sound(const struct credit_input *in)
{
	return in->net_minor >= 0 && in->tax_minor >= 0 &&
	       in->gross_minor <= MONEY_MAX && in->net_minor <= MONEY_MAX &&
	       in->tax_minor <= MONEY_MAX &&
	       in->net_minor + in->tax_minor == in->gross_minor &&
	       (in->kind != PRODUCT_SOFTWARE_SUBSCRIPTION ||
		   in->term_end_day >= in->term_start_day);
}

static void credit_full(struct credit *credit)
{
	credit->formula = "full";
	credit->rule = "R-112";
	credit->net_minor = -credit->of.net_minor;
	credit->tax_minor = -credit->of.tax_minor;
	credit->gross_minor = -credit->of.gross_minor;
}

/* The day of cancelling is unused; a test clock may go back. */
static void count_days(struct credit *credit, int64_t cancelled_at)
{
	const struct credit_input *in = &credit->of;
	int64_t used = day_of(cancelled_at) - in->term_start_day;

	credit->term_days = term_days(in->term_start_day, in->term_end_day);
	if (used < 0)
		used = 0;
	if (used > credit->term_days)
		used = credit->term_days;
	credit->used_days = used;
	credit->unused_days = credit->term_days - used;
}

/* Prorates the amount that was priced and the tax; the third by subtraction
 * (domain.md 6, tax in a credit). */
static bool credit_unused_days(struct credit *credit)
{
	const struct credit_input *in = &credit->of;
	int64_t priced = in->tax_included ? in->gross_minor : in->net_minor;
	int64_t tax;

	credit->formula = "unused_days";
	credit->rule = "R-113";
	if (!money_share(
		priced, credit->unused_days, credit->term_days, &priced) ||
	    !money_share(
		in->tax_minor, credit->unused_days, credit->term_days, &tax))
		return false;
	credit->tax_minor = -tax;
	credit->gross_minor = in->tax_included ? -priced : -priced - tax;
	credit->net_minor = credit->gross_minor - credit->tax_minor;
	return true;
}

struct error credit_decide(const struct policy *policy,
    const struct credit_input *input, int64_t cancelled_at,
    struct credit *ret_credit)
{
	const struct edition *terms =
	    policy_terms(policy, input->edition_id, input->ordered_at);
	struct credit credit = {
		.of = *input,
		.edition_id = terms->id,
		.currency = input->currency,
		.fee_minor = 0, /* data with a fee is refused at opening */
		.month = credit_month(cancelled_at),
	};

	if (!line_sound(input)) {
		log_event(LOG_ERROR, "credit of an unsound line",
		    LOG_I("net", input->net_minor),
		    LOG_I("tax", input->tax_minor),
		    LOG_I("gross", input->gross_minor));
		return fail(ERR_INTERNAL, NULL);
	}
	if (input->kind != PRODUCT_SOFTWARE_SUBSCRIPTION) {
		credit_full(&credit);
	} else {
		count_days(&credit, cancelled_at);
		if (!credit_unused_days(&credit))
			return fail(ERR_AMOUNT_TOO_LARGE, NULL);
	}
	*ret_credit = credit;
	return OK;
}

struct error credit_check_grant(struct arena *arena, int64_t gross_minor,
    int64_t granted_minor, const char *currency)
{
	int exponent = currency_exponent(currency);
	char least[32];
	char most[32];

	if (granted_minor >= 1 && granted_minor <= gross_minor)
		return OK;
	money_decimal(1, exponent, least, sizeof(least));
	money_decimal(gross_minor, exponent, most, sizeof(most));
	return fail_with(arena, ERR_FIELD_RANGE, "amount",
	    HOLES({ "min", least }, { "max", most }));
}

static void inputs_json(const struct credit *credit, struct json_out *json)
{
	const struct credit_input *of = &credit->of;
	char day[DAY_TEXT];

	json_object_begin(json, "of");
	json_text(json, "kind", product_kind_id(of->kind));
	json_money(json, "net", money_of(of->net_minor, of->currency));
	json_money(json, "tax", money_of(of->tax_minor, of->currency));
	json_money(json, "gross", money_of(of->gross_minor, of->currency));
	json_bool(json, "taxIncluded", of->tax_included);
	if (credit->term_days > 0) {
		day_text(of->term_start_day, day);
		json_text(json, "termStartDay", day);
		day_text(of->term_end_day, day);
		json_text(json, "termEndDay", day);
	}
	json_object_end(json);
}

void credit_json(
    const struct credit *credit, struct json_out *json, const char *key)
{
	const char *currency = credit->currency;

	json_object_begin(json, key);
	json_text(json, "formula", credit->formula);
	json_text(json, "rule", credit->rule);
	json_text(json, "edition", credit->edition_id);
	json_text(json, "currency", currency);
	if (credit->term_days > 0) {
		json_int(json, "termDays", credit->term_days);
		json_int(json, "usedDays", credit->used_days);
		json_int(json, "unusedDays", credit->unused_days);
	}
	json_money(json, "fee", money_of(credit->fee_minor, currency));
	json_money(json, "net", money_of(credit->net_minor, currency));
	json_money(json, "tax", money_of(credit->tax_minor, currency));
	json_money(json, "gross", money_of(credit->gross_minor, currency));
	inputs_json(credit, json);
	json_object_end(json);
}
