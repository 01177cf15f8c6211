/*
 * What a policy is made of; for the files of this folder only.
 */
#ifndef KONTOR_POLICY_POLICY_PRIVATE_H
#define KONTOR_POLICY_POLICY_PRIVATE_H

#include <pthread.h>

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

/* A policy and those that followed it; a request may still hold any. */
struct policy_line {
	pthread_mutex_t lock; /* of renewing */
	struct policy *_Atomic newest;
	struct policy_data data;
};

struct policy {
	struct arena arena; /* holds everything below */
	struct policy_line *line;
	struct policy *older;
	int64_t version;
	struct policy_switches switches;
	struct timeline plain;
	struct timeline announced; /* with the overlay announced-dates */
	struct timeline former;    /* withdrawn; orders may speak of them */
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
/* Appends those in force to both timelines, the others to former. */
bool editions_add(
    struct policy *policy, const struct edition_added *rows, size_t row_count);
bool markets_read(struct arena *arena, const char *tsv,
    struct market **ret_markets, size_t *ret_count);
bool tax_rates_read(struct arena *arena, const char *tsv,
    struct tax_rate **ret_rates, size_t *ret_count);
bool countries_read(struct arena *arena, const char *tsv, const char *states,
    struct country **ret_countries, size_t *ret_count);

/* "policy data refused", with what and where. Gives false. */
bool data_fault(const char *what, const char *place);

#endif
