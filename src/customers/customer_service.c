/*
 * Adding a customer: the row, its names in the directory, its first user and
 * the activity row, together. Changing it, and its end. Who may is the
 * route's.
 */
#include "customers/customer.h"

#include "accounts/directory.h"
#include "accounts/principal.h"
#include "accounts/user.h"
#include "activity/activity.h"
#include "base/crypto.h"
#include "base/text.h"
#include "customers/customer_rows.h"
#include "customers/domain_rows.h"
#include "customers/reseller.h"
#include "outbox/event.h"
#include "outbox/outbox.h"

static const char *guid(struct ctx *cx)
{
	char *text = arena_alloc(cx->arena, GUID_TEXT);

	guid_random(text);
	return text;
}

static struct customer customer_from(
    struct ctx *cx, const struct customer_new *new)
{
	return (struct customer){
		.customer_id = guid(cx),
		.commerce_id = guid(cx),
		.name = new->name,
		.domain = new->domain,
		.country = new->country,
		.segment = "commercial",
		.email = new->email,
		.language = new->language,
		.culture = new->culture,
		.first_name = new->first_name,
		.last_name = new->last_name,
		.address_line1 = new->address_line1,
		.address_line2 = new->address_line2,
		.city = new->city,
		.state = new->state,
		.postal_code = new->postal_code,
		.phone = new->phone,
		.registration_number = new->registration_number,
		.associated_partner_id = new->associated_partner_id,
		.version = 1,
		.created_at = cx->now,
	};
}

static struct error names_take(struct ctx *cx, const struct customer *customer)
{
	int64_t partner_id = cx->who->partner->partner_id;
	struct error taken_error = fail_with(cx->arena, ERR_DOMAIN_TAKEN,
	    "companyProfile.domain", HOLES({ "domain", customer->domain }));
	bool taken;
	struct error e;

	if ((e = customer_domain_taken(cx, customer->domain, &taken)).code)
		return e;
	if (taken)
		return taken_error;
	if ((e = directory_add(cx, DIRECTORY_CUSTOMER_DOMAIN, customer->domain,
		 partner_id, customer->customer_id, &taken))
		.code)
		return e;
	if (taken) /* by somebody at this very moment */
		return taken_error;
	return directory_add(cx, DIRECTORY_CUSTOMER, customer->customer_id,
	    partner_id, customer->customer_id, &taken);
}

static struct error first_user_add(
    struct ctx *cx, const struct customer *customer, const char *password_hash)
{
	struct user user = {
		.customer_id = customer->customer_id,
		.email = arena_printf(cx->arena, "admin@%s", customer->domain),
		.name = arena_printf(cx->arena, "%s %s", customer->first_name,
		    customer->last_name),
		.roles = ROLE_CUSTOMER_GLOBAL_ADMIN,
		.first_name = customer->first_name,
		.last_name = customer->last_name,
		.usage_location = customer->country,
	};
	struct user made;

	return user_create(cx, &user, password_hash, &made);
}

/* api.md: 800018. So many customers a sandbox holds. */
#define SANDBOX_CUSTOMERS 75

static struct error sandbox_check(struct ctx *cx)
{
	int64_t count;
	struct error e = OK;

	if (!cx->who->partner->sandbox || (e = customer_count(cx, &count)).code)
		return e;
	if (count < SANDBOX_CUSTOMERS)
		return OK;
	return fail_with(cx->arena, ERR_SANDBOX_LIMIT, NULL,
	    HOLES({ "max", arena_printf(cx->arena, "%d", SANDBOX_CUSTOMERS) }));
}

/* Customers come in through resellers that are there and at work. */
static struct error reseller_check(
    struct ctx *cx, struct customer_new *customer)
{
	struct reseller reseller;
	bool found;
	struct error e;

	if (text_empty(customer->associated_partner_id))
		return OK;
	e = reseller_find(
	    cx, customer->associated_partner_id, &reseller, &found);
	if (e.code)
		return e;
	if (!found || !reseller.active)
		return fail_with(cx->arena, ERR_RESELLER_UNKNOWN,
		    "associatedPartnerId",
		    HOLES({ "value", customer->associated_partner_id }));
	if (!reseller.agreement_signed)
		return fail(ERR_RESELLER_UNSIGNED, "associatedPartnerId");
	customer->associated_partner_id = reseller.reseller_id;
	return OK;
}

static struct error created_record(
    struct ctx *cx, const struct customer *customer)
{
	const struct activity activity = {
		.action = ACTIVITY_ADD_CUSTOMER,
		.customer_id = customer->customer_id,
		.customer_name = customer->name,
		.details = HOLES({ "PrimaryDomainName", customer->domain },
		    { "Relationship", "Reseller" }),
	};
	struct error e = event_record(
	    cx, EVENT_CUSTOMER_CREATED, customer->customer_id, &activity);

	return e.code ? e
		      : outbox_mail_act(cx, MAIL_CUSTOMER_ADDED,
			    customer->customer_id, &activity);
}

struct error customer_create(struct ctx *cx, const struct customer_new *new,
    const char *password, const char *password_hash,
    struct customer *ret_customer)
{
	struct customer_new checked = *new;
	struct customer customer;
	struct error *errors;
	struct error e;

	(void)password; /* the caller shows it once; nothing keeps it */
	if ((e = customer_check(cx, &checked, &errors)).code ||
	    (e = sandbox_check(cx)).code)
		return e;
	if ((e = reseller_check(cx, &checked)).code)
		return e;
	customer = customer_from(cx, &checked);
	if ((e = names_take(cx, &customer)).code)
		return e;
	if ((e = customer_add(cx, &customer)).code)
		return e;
	if ((e = first_user_add(cx, &customer, password_hash)).code)
		return e;
	*ret_customer = customer;
	return created_record(cx, &customer);
}

/* ---- changing ---- */

static struct error act_add(struct ctx *cx, enum activity_action action,
    const struct customer *customer, const struct hole *details)
{
	return activity_add(cx,
	    &(struct activity){ .action = action,
		.customer_id = customer->customer_id,
		.customer_name = customer->name,
		.details = details },
	    OK);
}

static void profile_take(
    struct customer *customer, const struct customer_new *profile)
{
	customer->name = profile->name;
	customer->email = profile->email;
	customer->language = profile->language;
	customer->culture = profile->culture;
	customer->first_name = profile->first_name;
	customer->last_name = profile->last_name;
	customer->address_line1 = profile->address_line1;
	customer->address_line2 = profile->address_line2;
	customer->city = profile->city;
	customer->state = profile->state;
	customer->postal_code = profile->postal_code;
	customer->phone = profile->phone;
}

struct error customer_change(struct ctx *cx, const char *customer_id,
    const struct customer_new *profile, struct customer *ret_customer)
{
	struct customer_new checked = *profile;
	struct customer customer;
	struct error *errors;
	struct error e = customer_load(cx, customer_id, &customer);

	if (e.code)
		return e;
	e = customer_profile_check(cx, &customer, &checked, &errors);
	if (e.code)
		return e;
	profile_take(&customer, &checked);
	if ((e = customer_update(cx, &customer)).code)
		return e;
	customer.version++;
	*ret_customer = customer;
	return act_add(cx, ACTIVITY_UPDATE_BILLING_PROFILE, &customer,
	    HOLES({ "PrimaryDomainName", customer.domain }));
}

/* ---- its end ---- */

struct error customer_leave(
    struct ctx *cx, const char *customer_id, struct customer *ret_customer)
{
	struct customer customer;
	struct error e = customer_load(cx, customer_id, &customer);

	if (e.code)
		return e;
	e = customer_set_relationship(cx, customer.customer_id, "none");
	if (e.code)
		return e;
	customer.version++;
	*ret_customer = customer;
	return act_add(cx, ACTIVITY_REMOVE_RELATIONSHIP, &customer,
	    HOLES({ "PrimaryDomainName", customer.domain },
		{ "Relationship", "None" }));
}

/* Addresses and domains may be taken again. */
static struct error names_free(struct ctx *cx, const struct customer *customer)
{
	struct user_list users;
	struct customer_domain_list domains;
	struct error e = customer_user_list(cx, customer->customer_id, &users);

	if (e.code)
		return e;
	for (size_t i = 0; i < users.count && !e.code; i++)
		e = directory_remove(cx, DIRECTORY_EMAIL, users.users[i].email);
	if (!e.code)
		e = customer_domain_list(cx, customer->customer_id, &domains);
	for (size_t i = 0; !e.code && i < domains.count; i++)
		e = directory_remove(
		    cx, DIRECTORY_CUSTOMER_DOMAIN, domains.domains[i].name);
	if (!e.code)
		e = directory_remove(
		    cx, DIRECTORY_CUSTOMER_DOMAIN, customer->domain);
	if (!e.code)
		e = directory_remove(
		    cx, DIRECTORY_CUSTOMER, customer->customer_id);
	return e;
}

struct error customer_delete(struct ctx *cx, const char *customer_id)
{
	struct customer customer;
	struct error e = customer_load(cx, customer_id, &customer);

	if (e.code)
		return e;
	if (!cx->who->partner->sandbox)
		return fail(ERR_ENVIRONMENT, NULL);
	if ((e = names_free(cx, &customer)).code ||
	    (e = customer_users_remove(cx, customer.customer_id)).code ||
	    (e = customer_domains_remove(cx, customer.customer_id)).code)
		return e;
	e = customer_set_relationship(cx, customer.customer_id, "deleted");
	if (e.code)
		return e;
	return act_add(cx, ACTIVITY_DELETE_CUSTOMER, &customer,
	    HOLES({ "PrimaryDomainName", customer.domain }));
}
