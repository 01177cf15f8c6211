/*
 * What the files of the demo share: who is in it, with the passwords that
 * only DIR/demo.json keeps.
 */
#ifndef KONTOR_SANDBOX_DEMO_PRIVATE_H
#define KONTOR_SANDBOX_DEMO_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "accounts/principal.h"
#include "base/ctx.h"
#include "catalog/import.h"
#include "db/writer.h"

#define DEMO_PARTNERS 2
#define DEMO_REDIRECT "http://127.0.0.1/callback"
#define DEMO_USERS_MAX 16
#define DEMO_CUSTOMERS_MAX 16
#define DEMO_STAFF 3             /* users of the customer with licences */
#define DEMO_LICENSED_PARTNER 0  /* whose customer that is, ... */
#define DEMO_LICENSED_CUSTOMER 8 /* ... and which; it has 12 seats */

struct demo_user {
	const char *email, *name;
	uint32_t roles;
	const char *user_id; /* once written */
	const char *password, *password_hash;
	const char *first_name, *last_name; /* of customers' users */
};

struct demo_customer {
	const char *name, *domain, *country, *city, *postal_code, *state;
	const char *first_name, *last_name;
	const char *registration_number, *phone;
	const char *customer_id; /* once written */
	size_t user_count;
	/* Customer global admin, then Customer users */
	struct demo_user users[DEMO_STAFF + 1];
};

struct demo_partner {
	struct partner partner;
	size_t user_count;
	struct demo_user users[DEMO_USERS_MAX];
	size_t customer_count;
	struct demo_customer customers[DEMO_CUSTOMERS_MAX];
	const char *client_id, *client_secret;
};

struct demo {
	struct demo_partner partners[DEMO_PARTNERS];
	struct demo_user operator_user;
};

/* Names without ids; draws and hashes passwords, so it takes seconds. */
struct error demo_people_draw(struct ctx *cx, struct demo *ret_demo);
/* In the writer: all of them, at once; fills in the ids. */
struct error demo_people_write(struct ctx *cx, struct demo *demo);

/* Products, prices, files and keys, by the imports. */
struct error demo_goods(struct ctx *cx, struct writer *writer);

/* Orders and cancellations of the last four months; licences given out. */
struct error demo_history(
    struct ctx *cx, struct writer *writer, const struct demo *demo);

/* DIR/demo.json, mode 0600. */
struct error demo_json_write(struct ctx *cx, const struct demo *demo);

#endif
