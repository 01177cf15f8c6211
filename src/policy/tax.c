/*
 * Tax of a line from a rate by country and day. Who owes it to whom is not
 * asked: the bill is between operator and partner (domain.md 7).
 */
#include "policy/tax.h"

#include <string.h>

#include "base/day.h"
#include "base/money.h"
#include "base/text.h"
#include "policy/policy_private.h"
#include "policy/tsv.h"

static bool country_listed(const char *const *countries, const char *country)
{
	for (; *countries != NULL; countries++)
		if (text_same_nocase(*countries, country))
			return true;
	return false;
}

bool tax_is_included(
    const struct edition *purchase, const char *partner_country)
{
	return country_listed(
	    purchase->tax_inclusive_countries, partner_country);
}

const struct tax_rate *tax_rate_find(
    const struct policy *policy, const char *country, int64_t day)
{
	for (size_t i = 0; i < policy->rate_count; i++) {
		const struct tax_rate *rate = &policy->rates[i];

		if (text_same_nocase(rate->country, country) &&
		    rate->from_day <= day && day <= rate->to_day)
			return rate;
	}
	return NULL;
}

/* net = round(gross / (1 + rate)), tax the rest. */
static bool split_gross(int64_t gross, int64_t rate_bp, struct tax *tax)
{
	tax->gross_minor = gross;
	if (!money_share(gross, 10000, 10000 + rate_bp, &tax->net_minor))
		return false;
	tax->tax_minor = gross - tax->net_minor;
	return true;
}

/* tax = round(net x rate), gross the sum. */
static bool add_tax(int64_t net, int64_t rate_bp, struct tax *tax)
{
	tax->net_minor = net;
	if (!money_share(net, rate_bp, 10000, &tax->tax_minor))
		return false;
	tax->gross_minor = net + tax->tax_minor;
	return tax->gross_minor <= MONEY_MAX && tax->gross_minor >= -MONEY_MAX;
}

bool tax_by_rate(
    int64_t shown_minor, int64_t rate_bp, bool included, struct tax *ret_tax)
{
	struct tax tax = { .rate_bp = rate_bp, .included = included };

	if (shown_minor > MONEY_MAX || shown_minor < -MONEY_MAX)
		return false;
	if (included ? !split_gross(shown_minor, rate_bp, &tax)
		     : !add_tax(shown_minor, rate_bp, &tax))
		return false;
	*ret_tax = tax;
	return true;
}

struct error tax_of_line(const struct policy *policy,
    const struct edition *purchase, const char *partner_country, int64_t day,
    int64_t shown_minor, struct tax *ret_tax)
{
	const struct tax_rate *rate =
	    tax_rate_find(policy, partner_country, day);
	struct tax tax = {
		.rate_bp = rate != NULL ? rate->rate_bp : 0,
		.sample = rate != NULL && rate->sample,
		.included = tax_is_included(purchase, partner_country),
		.country = partner_country,
	};

	if (shown_minor > MONEY_MAX || shown_minor < -MONEY_MAX)
		return fail(ERR_AMOUNT_TOO_LARGE, NULL);
	if (tax.included ? !split_gross(shown_minor, tax.rate_bp, &tax)
			 : !add_tax(shown_minor, tax.rate_bp, &tax))
		return fail(ERR_AMOUNT_TOO_LARGE, NULL);
	*ret_tax = tax;
	return OK;
}

static bool rate_read(
    struct arena *arena, char **cells, struct tax_rate *ret_rate)
{
	bool sample = strcmp(cells[4], "sample") == 0;

	ret_rate->country = arena_dup(arena, cells[0]);
	ret_rate->sample = sample;
	ret_rate->name = arena_dup(arena, cells[5]);
	ret_rate->to_day = INT64_MAX;
	return strlen(cells[0]) == 2 &&
	       day_parse(cells[1], &ret_rate->from_day) &&
	       (strcmp(cells[2], "-") == 0 ||
		   day_parse(cells[2], &ret_rate->to_day)) &&
	       ret_rate->from_day <= ret_rate->to_day &&
	       text_to_int(cells[3], &ret_rate->rate_bp) &&
	       ret_rate->rate_bp >= 0 && ret_rate->rate_bp <= 10000 &&
	       (sample || strcmp(cells[4], "real") == 0);
}

static bool rates_overlap(const struct tax_rate *a, const struct tax_rate *b)
{
	return text_same_nocase(a->country, b->country) &&
	       a->from_day <= b->to_day && b->from_day <= a->to_day;
}

bool tax_rates_read(struct arena *arena, const char *text,
    struct tax_rate **ret_rates, size_t *ret_count)
{
	struct tax_rate *rates =
	    ARENA_ARRAY(arena, struct tax_rate, tsv_most_rows(text));
	struct tsv tsv;
	size_t n = 0;
	char **cells;

	if (!tsv_start(
		&tsv, arena, text, "country\tfrom\tto\trate_bp\tkind\tname"))
		return data_fault("columns", "tax_rates.tsv");
	while ((cells = tsv_row(&tsv)) != NULL) {
		if (!rate_read(arena, cells, &rates[n]))
			return data_fault("a tax rate", cells[0]);
		for (size_t i = 0; i < n; i++)
			if (rates_overlap(&rates[i], &rates[n]))
				return data_fault(
				    "tax rates overlap", cells[0]);
		n++;
	}
	if (tsv.faulty)
		return data_fault("number of cells", "tax_rates.tsv");
	*ret_rates = rates;
	*ret_count = n;
	return true;
}
