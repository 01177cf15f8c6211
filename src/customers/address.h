/*
 * Judging an address by the rules of its country (api.md 2.14). Pure: a new
 * customer, the form on the dashboard and the validation route ask the same.
 */
#ifndef KONTOR_CUSTOMERS_ADDRESS_H
#define KONTOR_CUSTOMERS_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "policy/country.h"

/* NULL is "". */
struct address {
	const char *line1, *line2, *city, *state, *postal_code, *country;
};

/* A regular expression as they stand in the data; true for "". */
bool form_matches(const char *form, const char *text);
/* A text that matches, for people, of a form of registration numbers: digits
 * are counted up. The form itself where it is not of that kind. */
const char *form_example(struct arena *arena, const char *form);

/* Blanks once, the postal code as it is written there, the code of a state for
 * its name. What no rule knows stays as it is. */
struct address address_normal(const struct policy *policy, struct arena *arena,
    const struct address *address);

#define ADDRESS_PROBLEMS_MAX 3
/* What breaks a rule: fields "city", "state", "postalCode". The country must
 * be known. Returns how many. */
size_t address_problems(const struct policy *policy, struct arena *arena,
    const struct address *address,
    struct error ret_problems[ADDRESS_PROBLEMS_MAX]);

/*
 * The first that is true:
 * NotValidated         the country is unknown
 * None                 a rule is broken, and writing it otherwise does not help
 * StreetPartial        the first line has no number
 * PremisesPartial      it names a suite, a flat or a floor without its number
 * InteractionRequired  it is written otherwise there: one suggestion
 * Verified             all rules hold; the country has no postal codes
 * VerifiedShippable    all rules hold
 */
enum address_status {
	ADDRESS_NOT_VALIDATED,
	ADDRESS_NONE,
	ADDRESS_STREET_PARTIAL,
	ADDRESS_PREMISES_PARTIAL,
	ADDRESS_INTERACTION_REQUIRED,
	ADDRESS_VERIFIED,
	ADDRESS_VERIFIED_SHIPPABLE,
};
const char *address_status_id(enum address_status status); /* as sent */

struct address_verdict {
	enum address_status status;
	struct error problem; /* of ADDRESS_NONE: the first */
	bool suggests;
	struct address suggestion;
};
struct address_verdict address_judge(const struct policy *policy,
    struct arena *arena, const struct address *address);

#endif
