/*
 * The rules in force: editions, markets and tax rates, opened once from data
 * and read by every thread. It picks the edition; what an edition means,
 * the files named after the question answer.
 */
#ifndef KONTOR_POLICY_POLICY_H
#define KONTOR_POLICY_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "policy/edition.h"

struct policy;

struct policy_switches {
	bool strict_purchase_mode; /* every parameter by purchase */
	bool announced_dates;      /* the overlay: dates announced elsewhere */
	bool elapsed_24h;          /* windows of N x 24 h (domain.md 4) */
};

struct policy_data {
	const char *editions;  /* JSON text */
	const char *markets;   /* TSV text */
	const char *tax_rates; /* TSV text */
	const char *countries; /* TSV text; NULL: the one compiled in */
	const char *states;    /* likewise */
};

/*
 * data NULL: the files compiled in (data/editions.json, data/markets.tsv,
 * data/tax_rates.tsv). Faulty data is logged with its place and refused
 * (ERR_INTERNAL): gaps or overlaps between editions, an unknown or missing
 * parameter, a wrong basis, a duplicate market, overlapping tax rates.
 */
struct error policy_open(const struct policy_data *data,
    const struct policy_switches *switches, struct policy **ret_policy);
void policy_close(struct policy *policy); /* NULL is fine */
/* data and its texts must last as long as the policy. */

/* An edition that an operator added, as it is stored. */
struct edition_added {
	const char *id; /* its first day, "2027-01-01" */
	int64_t effective_from;
	const char *source;     /* name of the document it follows */
	const char *source_url; /* or NULL */
	const char *document_date;
	const char *published;  /* day it was adopted */
	const char *parameters; /* JSON, by edition_parameters_json */
	bool withdrawn;         /* found by its id, in force never */
};

/*
 * Makes a policy of the same data and these editions besides, which
 * policy_newest gives from then on; the older ones stay as they are until
 * policy_close of the first. rows: by effective_from, later than that of every
 * compiled-in edition; the overlay ends where the first of them begins.
 * version: the caller's name of this state; nothing is done when it is in use
 * already. ERR_INTERNAL, logged, when a row cannot be read: then what was in
 * use stays.
 */
struct error policy_renew(const struct policy *policy, int64_t version,
    const struct edition_added *rows, size_t row_count);
const struct policy *policy_newest(const struct policy *policy);
int64_t policy_version(const struct policy *policy); /* 0: as opened */

const struct policy_switches *policy_switches(const struct policy *policy);

/* The editions of the timeline in use, oldest first (with the overlay, the
 * stretches it changes are editions of their own). */
const struct edition *policy_editions(
    const struct policy *policy, size_t *ret_count);

/* In force at that instant; never NULL. Its id is stored on an order line. */
const struct edition *policy_edition_at(
    const struct policy *policy, int64_t instant);
/* As stored; also finds editions of an overlay that is off now, and withdrawn
 * ones. NULL when there is none. */
const struct edition *policy_edition_find(
    const struct policy *policy, const char *id);

/* Terms of a purchase: the stored edition, or by ordered_at without one. */
const struct edition *policy_terms(
    const struct policy *policy, const char *edition_id, int64_t ordered_at);

/*
 * What screens offer: the edition in force now, or, in strict purchase
 * mode, the one of the purchase. purchase NULL: no purchase is concerned.
 * Also for limits of a link: now is then its issue.
 */
const struct edition *policy_surface(
    const struct policy *policy, const struct edition *purchase, int64_t now);

#endif
