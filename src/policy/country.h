/*
 * What addresses in a country look like, and what a customer there must have
 * (api.md 2.14): data/countries.tsv and data/states.tsv. Judging an address by
 * it is customers/address.h's.
 */
#ifndef KONTOR_POLICY_COUNTRY_H
#define KONTOR_POLICY_COUNTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/policy.h"

enum country_need { COUNTRY_NONE, COUNTRY_OPTIONAL, COUNTRY_REQUIRED };

struct country_state {
	const char *country, *code;
	const char *const *names; /* taken for it; NULL at the end */
};

struct country {
	const char *code;    /* ISO, or the partner centre's (XJ, XS, XE) */
	const char *culture; /* first of cultures */
	const char *const *cultures, *const *languages, *const *calling;
	enum country_need postal, state, city, registration;
	const char *postal_form, *phone_form; /* regular expressions; "" none */
	const char *registration_form, *vat_form;
	const char *tax_id, *tax_sample; /* "" none */
	const char *region;              /* of partner agreements */
	size_t state_count;              /* 0: states are not checked */
	const struct country_state *states;
};

/* Any case; NULL when unknown. */
const struct country *country_find(
    const struct policy *policy, const char *code);
/* In the order of their codes. */
const struct country *country_list(
    const struct policy *policy, size_t *ret_count);
/* One agreement serves both. */
bool country_same_region(
    const struct policy *policy, const char *a, const char *b);

#endif
