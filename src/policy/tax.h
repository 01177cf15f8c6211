/*
 * Tax of one line, domain.md 7. Rates are data by country and
 * date; whether the price includes tax, the edition of the purchase says.
 */
#ifndef KONTOR_POLICY_TAX_H
#define KONTOR_POLICY_TAX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "policy/policy.h"

struct tax_rate {
	const char *country; /* ISO code */
	int64_t from_day;
	int64_t to_day;   /* last day, INT64_MAX when open */
	int64_t rate_bp;  /* 1/100 % */
	bool sample;      /* made up for demo and tests */
	const char *name; /* "GST" */
};

struct tax {
	int64_t net_minor;
	int64_t tax_minor;
	int64_t gross_minor; /* net + tax */
	int64_t rate_bp;
	bool included;       /* the shown price includes tax */
	bool sample;         /* by a sample rate */
	const char *country; /* whose tax: the partner's billing country */
};

/*
 * shown_minor: the line total as priced (unit price times quantity), of that
 * partner, on that day. purchase: the edition of the purchase (or, in a cart,
 * the one in force). ERR_AMOUNT_TOO_LARGE.
 */
struct error tax_of_line(const struct policy *policy,
    const struct edition *purchase, const char *partner_country, int64_t day,
    int64_t shown_minor, struct tax *ret_tax);

/* The same by a rate that is known: amounts alone. False beyond MONEY_MAX. */
bool tax_by_rate(
    int64_t shown_minor, int64_t rate_bp, bool included, struct tax *ret_tax);

/* "including tax" or "excluding tax" for that partner? */
bool tax_is_included(
    const struct edition *purchase, const char *partner_country);

/* NULL when the country has no rate on that day: the tax is then 0. */
const struct tax_rate *tax_rate_find(
    const struct policy *policy, const char *country, int64_t day);

#endif
