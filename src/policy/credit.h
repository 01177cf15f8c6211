/*
 * What a cancelled line gives back: .. R-113, domain.md 6. The
 * rows and invoices are billing's.
 */
#ifndef KONTOR_POLICY_CREDIT_H
#define KONTOR_POLICY_CREDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "policy/cancel.h"
#include "policy/policy.h"

struct json_out; /* base/json.h; not with jansson in one file */

struct credit_input {
	enum product_kind kind;
	const char *edition_id; /* stored on the line; NULL: by ordered_at */
	int64_t ordered_at;
	const char *currency;
	int64_t net_minor; /* what the line cost; net + tax = gross */
	int64_t tax_minor;
	int64_t gross_minor;
	bool tax_included;      /* the price was gross (AU, BR) */
	int64_t term_start_day; /* both 0 for perpetual software */
	int64_t term_end_day;
};

struct credit {
	const char *formula; /* "full", "unused_days" */
	const char *rule;    /* "R-112", "R-113" */
	const char *edition_id;
	const char *currency;
	int64_t term_days; /* these three 0 for perpetual software */
	int64_t used_days; /* 0 on the first day */
	int64_t unused_days;
	int64_t fee_minor;      /* always shown, always 0 */
	int64_t net_minor;      /* <= 0 */
	int64_t tax_minor;      /* <= 0 */
	int64_t gross_minor;    /* <= 0; net + tax = gross */
	int month;              /* the UTC month it belongs to (day.h) */
	struct credit_input of; /* the inputs it was made from */
};

/*
 * Perpetual software (and, in the sandbox, what is not software): the exact
 * reverse. Subscriptions: unused UTC days over days of the term, rounded once,
 * half to even, never more than the line. ERR_INTERNAL, logged, when the line
 * contradicts itself (net + tax != gross, an end before its start).
 */
struct error credit_decide(const struct policy *policy,
    const struct credit_input *input, int64_t cancelled_at,
    struct credit *ret_credit);

/* The UTC month, as in day.h, that holds the instant (E-33). */
int credit_month(int64_t cancelled_at);

/* Credit granted by an operator: 1 .. what was paid, else ERR_FIELD_RANGE on
 * "amount" (E-35). */
struct error credit_check_grant(struct arena *arena, int64_t gross_minor,
    int64_t granted_minor, const char *currency);

/* The explanation: formula, inputs, edition, fee 0. */
void credit_json(
    const struct credit *credit, struct json_out *json, const char *key);

#endif
