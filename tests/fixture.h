/*
 * A small house for store tests: an empty database (SQLite in a folder of its
 * own; PostgreSQL, in a schema of its own, with KONTOR_TEST_POSTGRES) with
 * the migrations run, one partner, and a ctx in which a user of it acts.
 */
#ifndef KONTOR_TEST_FIXTURE_H
#define KONTOR_TEST_FIXTURE_H

#include "accounts/accounts.h"
#include "accounts/principal.h"
#include "base/crypto.h"
#include "base/ctx.h"
#include "base/settings.h"
#include "customers/customer.h"
#include "db/engine.h"
#include "policy/policy.h"

/* 2021-06-18T09:24:00Z: business time and real time when it opens */
#define FIXTURE_NOW INT64_C(1624008240)

struct fixture {
	struct arena arena;
	struct ctx cx; /* who: Admin agent and Global admin */
	struct settings settings;
	struct secrets *secrets;
	struct policy *policy;
	struct accounts *accounts; /* NULL until fixture_accounts */
	struct db *db;
	struct tx *tx;          /* open write transaction, as cx.tx */
	struct partner partner; /* number 1: Contoso, US, USD, test clock */
	struct principal who;
	char dir[64];    /* removed at the end */
	char where[512]; /* path or URL, to open it once more */
	char schema[64]; /* of PostgreSQL */
};

/* Ends the test program with a message when something is not possible. A
 * write transaction is open afterwards. */
void fixture_open(struct fixture *f);
void fixture_close(struct fixture *f);
/* Keys of tokens and limits of sign-in, for those who need them: slow. */
void fixture_accounts(struct fixture *f);
/* Commits and begins the next; the arena keeps what it has. */
void fixture_commit(struct fixture *f);
void fixture_rollback(struct fixture *f);
/* Acts with these roles from now on (bits of permission.h). */
void fixture_roles(struct fixture *f, uint32_t roles);
/* A second partner, committed; *ret_who acts for it: cx.who = ret_who. */
void fixture_other_partner(
    struct fixture *f, struct partner *ret_partner, struct principal *ret_who);
/* Sets business time (the partner's clock too) or real time. */
void fixture_now(struct fixture *f, int64_t now);
void fixture_wall(struct fixture *f, int64_t wall);
/* A customer of the acting partner; country "US". Returns its id. */
const char *fixture_customer(struct fixture *f, const char *name,
    const char *domain, const char *country);

#endif
