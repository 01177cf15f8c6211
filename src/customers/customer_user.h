/*
 * Users of a customer: who they are, the roles they have in the customer's
 * directory, deletion that can be taken back for 30 days. What they sign in
 * with is accounts/user.h's, their licences are orders/license.h's.
 */
#ifndef KONTOR_CUSTOMERS_CUSTOMER_USER_H
#define KONTOR_CUSTOMERS_CUSTOMER_USER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "customers/customer.h"
#include "customers/directory_role.h"

/* Business time: restored while now < deleted_at + this. */
#define CUSTOMER_USER_RESTORE_SECONDS (INT64_C(30) * 86400)

struct customer_user {
	const char *user_id; /* GUID */
	const char *customer_id;
	const char *upn;  /* sign-in name, lower case, unique over everybody */
	const char *name; /* as shown */
	const char *first_name, *last_name;
	const char *usage_location; /* country */
	const char *phone;
	const char *immutable_id; /* of the customer's own directory, or "" */
	uint32_t roles;           /* bits of permission.h */
	bool must_change;         /* the password, at the next sign-in */
	int64_t deleted_at;       /* business time; 0: not deleted */
	int64_t changed_at;
	int64_t version;
};

enum customer_user_sort {
	USER_SORT_NAME,
	USER_SORT_UPN,
	USER_SORT_FIRST_NAME,
	USER_SORT_LAST_NAME,
	USER_SORT_USAGE_LOCATION,
	USER_SORT_PHONE,
	USER_SORT_IMMUTABLE_ID,
	USER_SORT_DELETED_AT,
	USER_SORT_ID,
	USER_SORT_COUNT
};
struct customer_user_filter {
	const char *customer_id;
	const char *words; /* part of the names or the sign-in name; NULL */
	const struct directory_role *role; /* who has it; NULL any */
	bool deleted;                      /* only those that can be restored */
	enum customer_user_sort sort;
	bool descending;
	int64_t limit;        /* 0: all, up to 20,000 (ruling 11) */
	bool backward;        /* the rows before, else after: */
	const char *from_key; /* with from_id: keyset paging */
	const char *from_id;
	int64_t skip;
};
struct customer_user_list {
	size_t count;
	struct customer_user *users;
	bool more; /* beyond, in the direction of reading */
	const char *first_key, *last_key;
};

struct error customer_user_page(struct ctx *cx,
    const struct customer_user_filter *filter,
    struct customer_user_list *ret_list);
/* Of any customer of the partner, by the whole address; not a deleted one. */
struct error customer_user_by_email(struct ctx *cx, const char *email,
    struct customer_user *ret_user, bool *ret_found);
/*
 * id: GUID or sign-in name, any case. ERR_USER_UNKNOWN. A deleted one is given
 * as long as it can be restored.
 */
struct error customer_user_load(struct ctx *cx, const char *customer_id,
    const char *id, struct customer_user *ret_user);
/* The same without the deleted ones. */
struct error customer_user_active(struct ctx *cx, const char *customer_id,
    const char *id, struct customer_user *ret_user);

/* Pure. */
bool customer_user_restorable(const struct customer_user *user, int64_t now);

/* What is asked of a new user or of a change; NULL: not said. The names of
 * fields in errors are those of the REST body. */
struct customer_user_change {
	const char *upn;
	const char *name, *first_name, *last_name;
	const char *usage_location, *phone, *immutable_id;
	const char *password; /* checked here; nothing keeps it */
	bool must_change;     /* with a password */
	bool restore;
};
/*
 * Pure: trims and checks. All errors in ret_errors (ended by code 0); returns
 * the first. new: what a new user needs must be there.
 */
struct error customer_user_check(struct ctx *cx,
    struct customer_user_change *change, bool new, struct error **ret_errors);

/*
 * In the writer; change was checked, password_hash of its password, NULL
 * without one. Each writes its activity rows.
 * ERR_CUSTOMER_UNKNOWN, ERR_UPN_DOMAIN, ERR_EMAIL_TAKEN (userPrincipalName).
 */
struct error customer_user_create(struct ctx *cx, const char *customer_id,
    const struct customer_user_change *new, const char *password_hash,
    struct customer_user *ret_user);
/* What differs is changed, a deleted user only together with restore. A new
 * password ends all sessions. ERR_USER_UNKNOWN. */
struct error customer_user_change(struct ctx *cx, const char *customer_id,
    const char *user_id, const struct customer_user_change *change,
    const char *password_hash, struct customer_user *ret_user);
/* Ends sessions, frees licences; sign-in is off at once, the name stays
 * taken. */
struct error customer_user_delete(
    struct ctx *cx, const char *customer_id, const char *user_id);

/* Roles of a user, by name. */
struct directory_role_list {
	size_t count;
	const struct directory_role **roles;
};
struct error customer_user_roles(struct ctx *cx,
    const struct customer_user *user, struct directory_role_list *ret_list);
/* In the writer. ERR_USER_UNKNOWN, ERR_ROLE_MEMBER_ALREADY,
 * ERR_ROLE_MEMBER_UNKNOWN. */
struct error role_member_add(struct ctx *cx, const char *customer_id,
    const struct directory_role *role, const char *user_id,
    struct customer_user *ret_user);
struct error role_member_remove(struct ctx *cx, const char *customer_id,
    const struct directory_role *role, const char *user_id);
/* Several at once, as a page of check boxes asks for; what is so already is
 * passed over. Lists of role ids, ended by NULL. */
struct error role_members_set(struct ctx *cx, const char *customer_id,
    const char *user_id, const char *const *give, const char *const *take);

#endif
