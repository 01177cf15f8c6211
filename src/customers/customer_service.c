/*
 * Adding a customer: the row, its names in the directory, its first user and
 * the activity row, together. Who may is the route's.
 */
#include "customers/customer.h"

#include "accounts/directory.h"
#include "accounts/principal.h"
#include "accounts/user.h"
#include "activity/activity.h"
#include "base/crypto.h"
#include "base/text.h"
#include "customers/customer_rows.h"
#include "outbox/event.h"

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

struct error customer_create(struct ctx *cx, const struct customer_new *new,
    const char *password, const char *password_hash,
    struct customer *ret_customer)
{
	struct customer_new checked = *new;
	struct customer customer;
	struct error *errors;
	struct error e;

	(void)password; /* the caller shows it once; nothing keeps it */
	if ((e = customer_check(cx, &checked, &errors)).code)
		return e;
	customer = customer_from(cx, &checked);
	if ((e = names_take(cx, &customer)).code)
		return e;
	if ((e = customer_add(cx, &customer)).code)
		return e;
	if ((e = first_user_add(cx, &customer, password_hash)).code)
		return e;
	*ret_customer = customer;
	return event_record(cx, EVENT_CUSTOMER_CREATED, customer.customer_id,
	    &(struct activity){
		.action = ACTIVITY_ADD_CUSTOMER,
		.customer_id = customer.customer_id,
		.customer_name = customer.name,
		.details = HOLES({ "PrimaryDomainName", customer.domain },
		    { "Relationship", "Reseller" }),
	    });
}
