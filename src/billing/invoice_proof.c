/*
 * Whether a line is right in itself. Reading and adding up the lines of an
 * invoice is invoice_proof_store.c's.
 */
#include "billing/invoice_proof.h"

#include <jansson.h>

#include "base/text.h"
#include "policy/tax.h"

const char *charge_canonical(struct arena *arena, const struct charge *charge)
{
	return arena_printf(arena,
	    "%s\t%lld\t%s\t%lld\t%s\t%d\t%lld\t%s\t%lld\t%lld\t%lld\t%lld\t%lld\t%s\t%s\n",
	    charge->order_id, (long long)charge->line_number,
	    charge_kind_id(charge->kind), (long long)charge->serial,
	    charge->customer_id, charge->month, (long long)charge->at,
	    charge->gross.currency, (long long)charge->quantity,
	    (long long)charge->net.minor, (long long)charge->tax.minor,
	    (long long)charge->gross.minor, (long long)charge->period_day,
	    charge->edition_id, charge->explanation);
}

/* ---- amounts from explanations ---- */

static int64_t number(const json_t *told, const char *key)
{
	return json_integer_value(json_object_get(told, key));
}

static int64_t size_of(int64_t minor)
{
	return minor < 0 ? -minor : minor;
}

static bool is_price(const struct charge *charge, const json_t *told)
{
	bool included = json_is_true(json_object_get(told, "taxIncluded"));
	struct tax tax;
	int64_t shown;

	return !__builtin_mul_overflow(number(told, "quantity"),
		   number(told, "unitMinor"), &shown) &&
	       tax_by_rate(shown, number(told, "taxRateBp"), included, &tax) &&
	       tax.net_minor == charge->net.minor &&
	       tax.tax_minor == charge->tax.minor;
}

static bool is_reverse(const struct charge *charge, const json_t *told)
{
	return charge->net.minor == -number(told, "netMinor") &&
	       charge->tax.minor == -number(told, "taxMinor") &&
	       charge->gross.minor == -number(told, "grossMinor");
}

/* A share by days: as large as it says, or smaller where it was capped; of a
 * capped one the tax may be more, when more was paid than its share. */
static bool is_share(const struct charge *charge, const json_t *told,
    int64_t priced_full, int64_t tax_full)
{
	bool included = json_is_true(json_object_get(told, "taxIncluded"));
	bool capped = json_is_true(json_object_get(told, "capped"));
	int64_t unused = number(told, "unusedDays");
	int64_t days = number(told, "termDays");
	int64_t priced, tax;
	int64_t is_priced =
	    size_of(included ? charge->gross.minor : charge->net.minor);
	int64_t is_tax = size_of(charge->tax.minor);

	if (days <= 0 || unused < 0 || unused > days ||
	    !money_share(priced_full, unused, days, &priced) ||
	    !money_share(tax_full, unused, days, &tax))
		return false;
	return capped ? is_priced <= priced && is_tax <= is_priced
		      : is_priced == priced && is_tax == tax;
}

/* What an operator granted: a part of what was left, tax by its share. */
static bool is_granted(const struct charge *charge, const json_t *told)
{
	int64_t left = number(told, "grossMinor");
	int64_t gross = -charge->gross.minor, tax;

	return left > 0 && gross > 0 && gross <= left &&
	       money_share(number(told, "taxMinor"), gross, left, &tax) &&
	       tax == -charge->tax.minor;
}

static bool follows(const struct charge *charge, const json_t *told)
{
	const char *formula =
	    json_string_value(json_object_get(told, "formula"));
	bool included = json_is_true(json_object_get(told, "taxIncluded"));

	if (!json_is_object(told))
		return false;
	if (text_same(formula, "quantity_times_price"))
		return is_price(charge, told);
	if (text_same(formula, "full"))
		return is_reverse(charge, told);
	if (text_same(formula, "granted"))
		return is_granted(charge, told);
	if (!text_same(formula, "unused_days"))
		return true;
	if (json_object_get(told, "seats") != NULL)
		return is_share(charge, told,
		    size_of(number(told, "fullMinor")),
		    size_of(number(told, "fullTaxMinor")));
	return is_share(charge, told,
	    number(told, included ? "grossMinor" : "netMinor"),
	    number(told, "taxMinor"));
}

const char *charge_problem(const struct charge *charge)
{
	int sign = charge->is_credit ? -1 : 1;
	json_t *told;
	bool right;

	if (charge->net.minor + charge->tax.minor != charge->gross.minor)
		return PROOF_PARTS;
	if (charge->net.minor * sign < 0 || charge->tax.minor * sign < 0)
		return PROOF_SIGN;
	told = json_loads(charge->explanation, 0, NULL);
	right = follows(charge, told);
	json_decref(told);
	return right ? NULL : PROOF_AMOUNT;
}
