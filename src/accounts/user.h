/*
 * Users of a partner, and the users of its customers: who can sign in, with
 * which roles. The store takes the partner from cx->who. How a password is
 * hashed is password.h's, what a user may do permission.h's.
 */
#ifndef KONTOR_ACCOUNTS_USER_H
#define KONTOR_ACCOUNTS_USER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

struct user {
	const char *user_id;     /* GUID */
	const char *customer_id; /* of customer users; NULL partner users */
	const char *email;       /* lower case, unique over everybody */
	const char *name;        /* display name */
	uint32_t roles;          /* bits of permission.h */
	bool active;
	const char *locale;   /* tag, or NULL: the browser's */
	int64_t locked_until; /* real time; 0 not locked */
	int64_t created_at;
	/* of customer users, read by user_create; NULL is "" */
	const char *first_name, *last_name, *usage_location, *phone;
	const char *immutable_id;
	bool must_change; /* the password, at the next sign-in */
};

struct user_list {
	size_t count;
	struct user *users; /* by name */
};

struct error user_find(struct ctx *cx, const char *user_id,
    struct user *ret_user, bool *ret_found);
struct error user_list(struct ctx *cx, struct user_list *ret_list);
/*
 * In the writer. user_id NULL: drawn. Reads email, name, roles, locale, and
 * customer_id, which decides the kind. ERR_EMAIL_TAKEN,
 * ERR_FIELD_FORMAT (email). password_hash: of password_hash().
 */
struct error user_create(struct ctx *cx, const struct user *user,
    const char *password_hash, struct user *ret_user);
/* In the writer, for partner users; ends all sessions and refresh tokens when
 * active is false or the password changes. */
struct error user_set_active(struct ctx *cx, const char *user_id, bool active);
struct error user_set_roles(
    struct ctx *cx, const char *user_id, uint32_t roles);
struct error user_set_password(
    struct ctx *cx, const char *user_id, const char *password_hash);
/* In the writer, any kind of user: ends all sessions and refresh tokens. */
struct error user_sign_out(struct ctx *cx, const char *user_id);
/* The acting user's own: tag or NULL. Customer users too. */
struct error user_set_locale(struct ctx *cx, const char *locale);

/* Users of one customer of cx->who's partner, by name; not the deleted. */
struct error customer_user_list(
    struct ctx *cx, const char *customer_id, struct user_list *ret_list);

/* Pure: one @, a domain with a dot, no blanks, at most 254 bytes. */
bool email_form(const char *email);
/* Pure: a domain name: labels of letters, digits and '-', at least two. */
bool domain_form(const char *domain);

#endif
