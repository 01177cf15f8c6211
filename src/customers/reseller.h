/*
 * Indirect resellers: partners who bring customers to this one. Of other
 * partners, a reseller sees the providers that have named it.
 */
#ifndef KONTOR_CUSTOMERS_RESELLER_H
#define KONTOR_CUSTOMERS_RESELLER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

struct reseller {
	const char *reseller_id; /* tenant GUID, lower case */
	const char *mpn_id;      /* digits */
	const char *name;
	const char *country;
	bool active;
	bool agreement_signed; /* the partner agreement */
	int64_t created_at;
};
struct reseller_list {
	size_t count;
	struct reseller *resellers; /* by name */
};
struct reseller_filter {
	const char *name_holds;  /* NULL all; any case */
	const char *name_starts; /* likewise */
};

struct error reseller_find(struct ctx *cx, const char *reseller_id,
    struct reseller *ret_reseller, bool *ret_found);
struct error reseller_find_mpn(struct ctx *cx, const char *mpn_id,
    struct reseller *ret_reseller, bool *ret_found);
struct error reseller_list(struct ctx *cx, const struct reseller_filter *filter,
    struct reseller_list *ret_list);
/* The partners that have named cx->who's partner as their reseller. */
struct error provider_list(struct ctx *cx, const struct reseller_filter *filter,
    struct reseller_list *ret_list);

/* In the writer, with the activity row. ERR_RESELLER_TAKEN, errors of fields
 * tenantId, mpnId, name, country. */
struct error reseller_create(struct ctx *cx, const struct reseller *reseller,
    struct reseller *ret_reseller);

/* One of the two is NULL. OK: it has signed; else why not, by the codes of
 * the reference (2000 to 2206). region: two countries are in one. */
struct error reseller_agreement(
    struct ctx *cx, const char *mpn_id, const char *tenant_id);
/*
 * May this MPN id stand as partner on record of a purchase? field: as the
 * caller named it. ERR_ADVISER_BAD, ERR_RECORD_PROVIDER, ERR_RECORD_UNKNOWN,
 * ERR_RESELLER_UNKNOWN when it brings no customers any more,
 * ERR_RESELLER_UNSIGNED.
 */
struct error reseller_of_record(
    struct ctx *cx, const char *mpn_id, const char *field);

#endif
