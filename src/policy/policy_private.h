/*
 * What a policy is made of; for the files of this folder only.
 */
#ifndef KONTOR_POLICY_POLICY_PRIVATE_H
#define KONTOR_POLICY_POLICY_PRIVATE_H

#include "base/arena.h"
#include "policy/country.h"
#include "policy/market.h"
#include "policy/policy.h"
#include "policy/tax.h"

/* Editions without gaps or overlaps, oldest first. */
struct timeline {
	struct edition *editions;
	size_t count;
};

struct policy {
	struct arena arena; /* holds everything below */
	struct policy_switches switches;
	struct timeline plain;
	struct timeline announced; /* with the overlay announced-dates */
	struct market *markets;
	size_t market_count;
	struct tax_rate *rates;
	size_t rate_count;
	struct country *countries;
	size_t country_count;
};

/* Each logs the fault with its place and gives false. */
bool editions_read(struct arena *arena, const char *json,
    struct timeline *ret_plain, struct timeline *ret_announced);
bool markets_read(struct arena *arena, const char *tsv,
    struct market **ret_markets, size_t *ret_count);
bool tax_rates_read(struct arena *arena, const char *tsv,
    struct tax_rate **ret_rates, size_t *ret_count);
bool countries_read(struct arena *arena, const char *tsv, const char *states,
    struct country **ret_countries, size_t *ret_count);

/* "policy data refused", with what and where. Gives false. */
bool data_fault(const char *what, const char *place);

#endif
