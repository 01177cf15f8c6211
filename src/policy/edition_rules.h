/*
 * What an operator may choose in an edition of his own: the parameters that
 * the program acts on, each with the values it has rules for. All others are
 * taken over from the edition before as they are.
 */
#ifndef KONTOR_POLICY_EDITION_RULES_H
#define KONTOR_POLICY_EDITION_RULES_H

#include "base/arena.h"
#include "base/error.h"
#include "policy/edition.h"

struct parameter_rule {
	const char *name; /* of the parameter */
	int64_t min, max; /* PARAMETER_INT */
	/* PARAMETER_TEXT: one of these, "" for none; PARAMETER_LIST: any of
	 * these. Ended by NULL. NULL: any text up to max characters, or a list
	 * of countries. */
	const char *const *choices;
};

/* Ended by a NULL name; in the order of edition_parameters. */
const struct parameter_rule *parameter_rules(void);
const struct parameter_rule *parameter_rule_find(const char *name);

/*
 * Writes a value as typed into its field: a whole number, "true" or "false", a
 * choice, choices or country codes parted by blanks or commas. The error's
 * field is the parameter's name. Not for exclusions.
 */
struct error parameter_choose(struct arena *arena,
    const struct parameter_rule *rule, const char *typed,
    struct edition *edition);
/* The other way round; never NULL. */
const char *parameter_typed(
    struct arena *arena, const char *name, const struct edition *edition);

/* Is it there, and cancelled how? route: ROUTE_NONE or SUPPORT_REQUEST. */
struct exclusion_choice {
	const char *by;    /* "publisher" or "product_family" */
	const char *value; /* "suse"; "" leaves the row out */
	enum cancel_route route;
};
/* ERR_FIELD_... on "self_service_exclusions" when a row is wrong, or given
 * twice. */
struct error exclusions_choose(struct arena *arena,
    const struct exclusion_choice *rows, size_t count, struct edition *edition);

/* Says of every parameter whether it differs from base: PROVENANCE_OPERATOR
 * or PROVENANCE_INHERITED. Returns how many differ. */
size_t edition_mark(
    struct arena *arena, const struct edition *base, struct edition *edition);

#endif
