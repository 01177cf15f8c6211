/*
 * A partner's customers. Found by name, domain or tenant GUID; the
 * domain and the GUID are unique over all partners.
 */
#ifndef KONTOR_CUSTOMERS_CUSTOMER_H
#define KONTOR_CUSTOMERS_CUSTOMER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

struct customer {
	const char *customer_id; /* tenant GUID, lower case */
	const char *commerce_id;
	const char *name;
	const char *domain;
	const char *country; /* decides markets and currency */
	const char *segment; /* commercial, or by an approved qualification */
	const char *email;
	const char *language, *culture;
	const char *first_name, *last_name;
	const char *address_line1, *address_line2, *city, *state, *postal_code;
	const char *phone;
	const char *registration_number;
	const char *associated_partner_id;
	int64_t version;
	int64_t created_at;
};

struct customer_filter {
	const char *words;       /* name part, domain part or GUID; NULL all */
	const char *name_starts; /* REST filter starts_with */
	const char *domain_starts;
	const char *reseller;  /* GUID: only who was added through it */
	const char *country;   /* NULL all */
	int64_t limit;         /* 0: all, up to 20,000 (ruling 11) */
	bool backward;         /* the rows before, else after: */
	const char *from_name; /* folded, with from_id: keyset paging */
	const char *from_id;
	int64_t skip;
};

struct customer_list {
	size_t count;
	struct customer *customers; /* by folded name */
	bool more;                  /* beyond, in the direction of reading */
	const char *first_name_folded, *last_name_folded;
};

/* That it will be loaded soon (sql_ahead). */
void customer_ahead(struct ctx *cx, const char *customer_id);
/* ERR_CUSTOMER_UNKNOWN for another partner's too (ruling 10). */
struct error customer_load(
    struct ctx *cx, const char *customer_id, struct customer *ret_customer);
struct error customer_list(struct ctx *cx, const struct customer_filter *filter,
    struct customer_list *ret_list);
/* Rises with every change to the partner's customers. */
struct error customers_version(struct ctx *cx, int64_t *ret_version);
struct error customer_count(struct ctx *cx, int64_t *ret_count);
/* Codes of the countries that customers are in, ended by NULL. */
struct error customer_countries(
    struct ctx *cx, const char *const **ret_countries);
/* A domain is taken globally (ruling 10); any case. */
struct error customer_domain_taken(
    struct ctx *cx, const char *domain, bool *ret_taken);

/* What is typed or sent for a new customer; checked here, field by field. The
 * field names of errors are those of the REST body (companyProfile.domain). */
struct customer_new {
	const char *name;    /* billingProfile.companyName */
	const char *domain;  /* companyProfile.domain */
	const char *country; /* billingProfile.defaultAddress.country */
	const char *email;
	const char *language, *culture;
	const char *first_name, *last_name;
	const char *address_line1, *address_line2, *city, *state, *postal_code;
	const char *phone;
	const char *registration_number;
	const char *associated_partner_id;
};
/* Pure: trims, fills defaults, checks. Errors all at once in ret_errors (an
 * array in the arena ended by code 0); returns the first. */
struct error customer_check(
    struct ctx *cx, struct customer_new *customer, struct error **ret_errors);
/*
 * In the writer. Writes the customer, its directory entries, its first user
 * (admin@domain, Customer global admin) and the activity row.
 * ERR_DOMAIN_TAKEN. ret_password: the first user's, shown once.
 */
struct error customer_create(struct ctx *cx,
    const struct customer_new *customer, const char *password,
    const char *password_hash, struct customer *ret_customer);

/*
 * The billing profile as it is to be: all fields but domain, country and
 * registration number, which stay (they are taken from the customer; another
 * country is ERR_COUNTRY_FIXED). Errors as of customer_check, under the names
 * of the profile: "defaultAddress.city".
 */
struct error customer_profile_check(struct ctx *cx,
    const struct customer *customer, struct customer_new *profile,
    struct error **ret_errors);
/* In the writer, with the activity row. The caller has compared the version. */
struct error customer_change(struct ctx *cx, const char *customer_id,
    const struct customer_new *profile, struct customer *ret_customer);

/*
 * In the writer. The customer leaves all lists and answers like one that never
 * was; orders and charges stay in the books. Its domain stays taken, and its
 * own users keep what it bought. Whether anything still stands between the
 * two, orders/relationship.h asks first.
 */
struct error customer_leave(
    struct ctx *cx, const char *customer_id, struct customer *ret_customer);
/* In the writer, sandboxes only (ERR_ENVIRONMENT): likewise, but its users are
 * removed and its domains are free again. */
struct error customer_delete(struct ctx *cx, const char *customer_id);

#endif
