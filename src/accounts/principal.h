/*
 * Who acts: a person or a program, of one tenant, with roles; and the tenant
 * itself as far as rules need it. Made by sign-in or by a token, checked again
 * in the writer.
 */
#ifndef KONTOR_ACCOUNTS_PRINCIPAL_H
#define KONTOR_ACCOUNTS_PRINCIPAL_H

#include "accounts/permission.h"
#include "base/ctx.h"

struct partner {
	int64_t partner_id;    /* leads every tenant table's key */
	const char *tenant_id; /* GUID */
	const char *name;
	const char *domain;
	const char *country; /* billing country: decides tax */
	const char *city;
	const char *currency; /* billing currency */
	const char *culture;  /* "en-US" */
	const char *mpn_id;
	bool csp_enrolled;
	bool sandbox;    /* sandbox rules (api.md 2.5) */
	bool test_clock; /* has a clock of its own (ruling 16) */
	bool strict_app_user;
	int64_t clock_offset; /* now = wall + offset, when test_clock */
};

enum actor_kind {
	ACTOR_USER = 1, /* partner user */
	ACTOR_APPLICATION,
	ACTOR_CUSTOMER_USER,
	ACTOR_LINK_HOLDER,
	ACTOR_SYSTEM,
	ACTOR_OPERATOR,
};

struct principal {
	enum actor_kind kind;
	const struct partner *partner;
	uint32_t roles;
	const char *user_id;   /* GUID; NULL for programs */
	const char *user_name; /* display name */
	const char *email;     /* also upn */
	const char *client_id; /* GUID of the program in between, or NULL */
	const char *family_id; /* the consent its token came out of, or NULL */
	const char
	    *customer_id; /* of customer users: their customer; else NULL */
	const char
	    *session_id;  /* stored hash, for sign-out; NULL with tokens */
	const char *csrf; /* form token of the session */
};

/* ERR_ROLE_MISSING with the role names in {roles}, or OK. Programs and
 * persons are judged alike (ruling 12). */
struct error principal_may(struct ctx *cx, enum permission permission);

/*
 * In the writer, before effects: the same session, user and program again, as
 * they are now. Sets cx->who to fresh roles and cx->now by the tenant's clock.
 * ERR_SIGN_IN_NEEDED (session) or ERR_TOKEN_BAD (token) when the session
 * ended, or user or program were disabled. The caller then asks principal_may
 * again. Does nothing without a principal, and for link holders and jobs.
 */
struct error principal_recheck(struct ctx *cx);

#endif
