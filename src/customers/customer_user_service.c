/*
 * What is done with a customer's users: made, changed, deleted, restored,
 * given roles; each with its activity rows. Who may is the route's.
 */
#include "customers/customer_user.h"

#include <string.h>

#include "accounts/directory.h"
#include "accounts/password_link.h"
#include "accounts/principal.h"
#include "accounts/user.h"
#include "activity/activity.h"
#include "base/text.h"
#include "customers/customer_user_rows.h"

#define UPN "userPrincipalName"

static struct error note(struct ctx *cx, enum activity_action action,
    const struct customer *customer, const struct customer_user *user,
    const struct directory_role *role)
{
	return activity_add(cx,
	    &(struct activity){
		.action = action,
		.customer_id = customer->customer_id,
		.customer_name = customer->name,
		.title = user->upn,
		.details = role == NULL
			       ? HOLES({ "CustomerUserId", user->user_id })
			       : HOLES({ "RoleId", role->role_id },
				     { "CustomerUserId", user->user_id }),
	    },
	    OK);
}

/* ---- sign-in names ---- */

/* The customer's own domain, or one that was verified for it. */
static struct error domain_check(
    struct ctx *cx, const struct customer *customer, const char *upn)
{
	struct directory_entry entry;
	bool taken = false;
	struct error e = directory_find(cx, DIRECTORY_CUSTOMER_DOMAIN,
	    strchr(upn, '@') + 1, &entry, &taken);

	if (e.code)
		return e;
	if (taken && entry.partner_id == cx->who->partner->partner_id &&
	    text_same_nocase(entry.subject, customer->customer_id))
		return OK;
	return fail_with(cx->arena, ERR_UPN_DOMAIN, UPN,
	    HOLES({ "domain", customer->domain }));
}

/* The name of somebody who cannot come back is free. */
static struct error name_release(
    struct ctx *cx, const struct customer *customer, const char *upn)
{
	struct customer_user old;
	bool found;
	struct error e =
	    customer_user_find(cx, customer->customer_id, upn, &old, &found);

	if (e.code || !found || old.deleted_at == 0 ||
	    customer_user_restorable(&old, cx->now))
		return e;
	if ((e = customer_user_purge(cx, &old)).code)
		return e;
	return directory_remove(cx, DIRECTORY_EMAIL, upn);
}

static struct error name_ready(
    struct ctx *cx, const struct customer *customer, const char *upn)
{
	struct error e = domain_check(cx, customer, upn);

	return e.code ? e : name_release(cx, customer, upn);
}

/* ---- new ---- */

struct error customer_user_create(struct ctx *cx, const char *customer_id,
    const struct customer_user_change *new, const char *password_hash,
    struct customer_user *ret_user)
{
	struct user user = { .email = new->upn,
		.name = new->name,
		.roles = ROLE_CUSTOMER_USER,
		.first_name = new->first_name,
		.last_name = new->last_name,
		.usage_location = new->usage_location,
		.phone = new->phone,
		.immutable_id = new->immutable_id,
		.must_change = new->must_change };
	struct customer customer;
	struct error e = customer_load(cx, customer_id, &customer);

	if (e.code || (e = name_ready(cx, &customer, new->upn)).code)
		return e;
	user.customer_id = customer.customer_id;
	e = user_create(cx, &user, password_hash, &user);
	if (e.code == ERR_EMAIL_TAKEN)
		return fail(ERR_EMAIL_TAKEN, UPN);
	if (e.code || (e = customer_user_load(
			   cx, customer.customer_id, user.user_id, ret_user))
			  .code)
		return e;
	return note(
	    cx, ACTIVITY_CREATE_CUSTOMER_USER, &customer, ret_user, NULL);
}

/* ---- change ---- */

static struct error rename_user(struct ctx *cx, const struct customer *customer,
    const char *old, const char *new, const char *user_id)
{
	bool taken = false;
	struct error e = name_ready(cx, customer, new);

	if (e.code)
		return e;
	e = directory_add(cx, DIRECTORY_EMAIL, new,
	    cx->who->partner->partner_id,
	    arena_printf(cx->arena, "%s/%s", customer->customer_id, user_id),
	    &taken);
	if (e.code)
		return e;
	if (taken)
		return fail(ERR_EMAIL_TAKEN, UPN);
	return directory_remove(cx, DIRECTORY_EMAIL, old);
}

/* True when it differs from what is there. */
static bool take(const char **value, const char *asked)
{
	if (asked == NULL || strcmp(*value, asked) == 0)
		return false;
	*value = asked;
	return true;
}

static bool fields_take(
    struct customer_user *user, const struct customer_user_change *change)
{
	bool changed = take(&user->name, change->name);

	changed |= take(&user->first_name, change->first_name);
	changed |= take(&user->last_name, change->last_name);
	changed |= take(&user->usage_location, change->usage_location);
	changed |= take(&user->phone, change->phone);
	changed |= take(&user->immutable_id, change->immutable_id);
	return changed;
}

static struct error password_reset(struct ctx *cx, struct customer_user *user,
    bool must_change, const char *password_hash)
{
	const struct person person = { .kind = ACTOR_CUSTOMER_USER,
		.partner_id = cx->who->partner->partner_id,
		.customer_id = user->customer_id,
		.user_id = user->user_id };
	struct error e = customer_user_set_password(cx, user, password_hash);

	user->must_change = must_change;
	/* a link sent before would undo it */
	if (e.code == 0)
		e = password_links_end(cx, &person);
	return e.code ? e : user_sign_out(cx, user->user_id);
}

struct error customer_user_change(struct ctx *cx, const char *customer_id,
    const char *user_id, const struct customer_user_change *change,
    const char *password_hash, struct customer_user *ret_user)
{
	enum activity_action acts[4];
	struct customer customer;
	struct customer_user user;
	size_t count = 0;
	struct error e = customer_load(cx, customer_id, &customer);

	if (e.code ||
	    (e = customer_user_load(cx, customer.customer_id, user_id, &user))
		.code)
		return e;
	if (user.deleted_at && !change->restore)
		return fail(ERR_USER_UNKNOWN, NULL);
	if (user.deleted_at)
		acts[count++] = ACTIVITY_RESTORE_CUSTOMER_USER;
	user.deleted_at = 0;
	if (change->upn != NULL && strcmp(change->upn, user.upn) != 0) {
		e = rename_user(
		    cx, &customer, user.upn, change->upn, user.user_id);
		user.upn = change->upn;
		acts[count++] = ACTIVITY_RENAME_CUSTOMER_USER;
	}
	if (fields_take(&user, change))
		acts[count++] = ACTIVITY_UPDATE_CUSTOMER_USER;
	if (!e.code && password_hash != NULL) {
		e = password_reset(
		    cx, &user, change->must_change, password_hash);
		acts[count++] = ACTIVITY_RESET_CUSTOMER_USER_PASSWORD;
	}
	user.changed_at = cx->now;
	if (!e.code && count > 0)
		e = customer_user_save(cx, &user);
	for (size_t i = 0; !e.code && i < count; i++)
		e = note(cx, acts[i], &customer, &user, NULL);
	return e.code ? e
		      : customer_user_load(
			    cx, customer.customer_id, user.user_id, ret_user);
}

struct error customer_user_delete(
    struct ctx *cx, const char *customer_id, const char *user_id)
{
	struct customer customer;
	struct customer_user user;
	struct error e = customer_load(cx, customer_id, &customer);

	if (e.code ||
	    (e = customer_user_active(cx, customer.customer_id, user_id, &user))
		.code)
		return e;
	user.deleted_at = user.changed_at = cx->now;
	if ((e = customer_user_save(cx, &user)).code ||
	    (e = customer_licenses_free(cx, &user)).code ||
	    (e = user_sign_out(cx, user.user_id)).code)
		return e;
	return note(cx, ACTIVITY_DELETE_CUSTOMER_USER, &customer, &user, NULL);
}

/* ---- roles ---- */

/* A role that is a bit of the user's: who has it not is a plain user. */
static struct error bit_set(struct ctx *cx, const struct customer_user *user,
    uint32_t bit, bool wanted, bool *ret_changed)
{
	*ret_changed = ((user->roles & bit) != 0) != wanted;
	if (!*ret_changed)
		return OK;
	return customer_user_set_roles(
	    cx, user, wanted ? bit : ROLE_CUSTOMER_USER);
}

static struct error member_open(struct ctx *cx, const char *customer_id,
    const char *user_id, struct customer *ret_customer,
    struct customer_user *ret_user)
{
	struct error e = customer_load(cx, customer_id, ret_customer);

	return e.code ? e
		      : customer_user_active(
			    cx, ret_customer->customer_id, user_id, ret_user);
}

struct error role_member_add(struct ctx *cx, const char *customer_id,
    const struct directory_role *role, const char *user_id,
    struct customer_user *ret_user)
{
	struct customer customer;
	struct customer_user user;
	bool added;
	struct error e =
	    member_open(cx, customer_id, user_id, &customer, &user);

	if (e.code)
		return e;
	e = role->bit ? bit_set(cx, &user, role->bit, true, &added)
		      : role_member_insert(cx, &user, role, &added);
	if (e.code)
		return e;
	if (!added)
		return fail(ERR_ROLE_MEMBER_ALREADY, NULL);
	*ret_user = user;
	return note(cx, ACTIVITY_ADD_USER_MEMBER, &customer, &user, role);
}

struct error role_member_remove(struct ctx *cx, const char *customer_id,
    const struct directory_role *role, const char *user_id)
{
	struct customer customer;
	struct customer_user user;
	bool removed;
	struct error e =
	    member_open(cx, customer_id, user_id, &customer, &user);

	if (e.code)
		return e;
	e = role->bit ? bit_set(cx, &user, role->bit, false, &removed)
		      : role_member_delete(cx, &user, role, &removed);
	if (e.code)
		return e;
	if (!removed)
		return fail(ERR_ROLE_MEMBER_UNKNOWN, NULL);
	return note(cx, ACTIVITY_REMOVE_USER_MEMBER, &customer, &user, role);
}

struct error role_members_set(struct ctx *cx, const char *customer_id,
    const char *user_id, const char *const *give, const char *const *take)
{
	const struct directory_role *role;
	struct customer customer;
	struct customer_user user;
	struct error e =
	    member_open(cx, customer_id, user_id, &customer, &user);

	for (; !e.code && *take != NULL; take++) {
		if ((role = directory_role_find(*take)) == NULL)
			return fail(ERR_DIRECTORY_ROLE_UNKNOWN, NULL);
		e = role_member_remove(cx, customer_id, role, user_id);
		if (e.code == ERR_ROLE_MEMBER_UNKNOWN)
			e = OK;
	}
	for (; !e.code && *give != NULL; give++) {
		if ((role = directory_role_find(*give)) == NULL)
			return fail(ERR_DIRECTORY_ROLE_UNKNOWN, NULL);
		e = role_member_add(cx, customer_id, role, user_id, &user);
		if (e.code == ERR_ROLE_MEMBER_ALREADY)
			e = OK;
	}
	return e;
}
