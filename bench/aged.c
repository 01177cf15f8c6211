/*
 * Gives the demo's first partner years of trade: customers with agreements, and
 * orders of two lines, through the same services that a request calls, so that
 * every row is one that a real life could have left. No HTTP and no sync; the
 * folder is nobody's while this runs.
 *
 *   aged FOLDER CUSTOMERS ORDERS
 *
 * FOLDER holds the demo. Half of the orders fall into twelve months that lie
 * five months and more back, each billed when it was over; the other half into
 * the month that goes on, whose charges (two an order) are not billed yet.
 * Mail of all that was delivered, and forgotten where it is 90 days old.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "accounts/partner.h"
#include "accounts/password.h"
#include "base/crypto.h"
#include "base/day.h"
#include "base/settings.h"
#include "billing/invoice_service.h"
#include "cli/house.h"
#include "customers/agreement.h"
#include "customers/customer.h"
#include "db/engine_private.h"
#include "i18n/i18n.h"
#include "orders/due.h"
#include "orders/order.h"

#define MONTHS_BACK 16
#define MONTHS 12
#define BATCH 20000 /* acts in a transaction */
#define LINES 2

struct aged {
	struct ctx cx; /* of all; each act has a copy with its own arena */
	struct arena act;
	struct db *db;
	struct tx *tx;
	int in_batch;
	struct partner partner;
	struct principal who;
	const char *items[LINES];
	char (*customers)[GUID_TEXT];
	size_t customer_count;
	uint64_t random;
	const char *password_hash;
};

static void check(struct error e, const char *what)
{
	if (e.code == 0)
		return;
	fprintf(stderr, "aged: %s: %s %s\n", what, error_info(e.code)->name,
	    e.field != NULL ? e.field : "");
	exit(EX_SOFTWARE);
}

/* The same each time: splitmix64. */
static uint64_t drawn(struct aged *aged, uint64_t below)
{
	uint64_t z = aged->random += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return (z ^ (z >> 31)) % below;
}

/* ---- one act after the other, some thousand a transaction ---- */

static void batch_end(struct aged *aged)
{
	if (aged->tx == NULL)
		return;
	check(tx_commit(aged->tx), "commit");
	db_rest(aged->db);
	aged->tx = NULL;
	aged->in_batch = 0;
}

/* A context for an act at that instant; its memory goes with the next. */
static struct ctx act_at(struct aged *aged, int64_t at)
{
	static char request[GUID_TEXT];
	struct ctx cx = aged->cx;

	if (aged->in_batch >= BATCH)
		batch_end(aged);
	if (aged->tx == NULL)
		check(tx_begin(aged->db, &aged->tx), "begin");
	aged->in_batch++;
	arena_done(&aged->act);
	arena_init(&aged->act);
	guid_random(request);
	cx.arena = &aged->act;
	cx.tx = aged->tx;
	cx.wall = cx.now = at;
	cx.request_id = cx.correlation_id = request;
	return cx;
}

static void progress(const char *what, size_t done, size_t of)
{
	if (done % 50000 == 0 || done == of)
		fprintf(stderr, "aged: %zu of %zu %s\n", done, of, what);
}

/* ---- customers ---- */

static void customer_make(struct aged *aged, size_t i, int64_t at)
{
	struct ctx cx = act_at(aged, at);
	struct customer_new new = {
		.name = arena_printf(cx.arena, "Betrieb %06zu GmbH", i),
		.domain = arena_printf(cx.arena, "betrieb%06zu.example", i),
		.country = "DE",
		.email =
		    arena_printf(cx.arena, "einkauf@betrieb%06zu.example", i),
		.language = "de",
		.culture = "de-DE",
		.first_name = "Ada",
		.last_name = "Beispiel",
		.address_line1 = arena_printf(cx.arena, "Hafenstr. %zu", i),
		.city = "Kiel",
		.postal_code = "24103",
	};
	struct agreement agreement = { .type = "MicrosoftCustomerAgreement",
		.agreed_at = at,
		.first_name = "Ada",
		.last_name = "Beispiel",
		.email = new.email };
	struct customer customer;
	struct error *errors;

	check(customer_check(&cx, &new, &errors), "customer");
	check(customer_create(
		  &cx, &new, "unused", aged->password_hash, &customer),
	    "customer");
	check(agreement_confirm(
		  &cx, customer.customer_id, &agreement, &agreement),
	    "agreement");
	memcpy(aged->customers[i], customer.customer_id, GUID_TEXT);
}

static void customers_make(struct aged *aged, int first_month)
{
	int64_t from = day_start(month_first_day(first_month - 1));
	int64_t span = day_start(month_first_day(first_month)) - from;

	for (size_t i = 0; i < aged->customer_count; i++) {
		customer_make(aged, i,
		    from + (int64_t)i * span / (int64_t)aged->customer_count);
		progress("customers", i + 1, aged->customer_count);
	}
	batch_end(aged);
}

/* ---- orders ---- */

/* Some buy often, most seldom. */
static const char *customer_draw(struct aged *aged)
{
	uint64_t count = aged->customer_count;
	uint64_t widest = drawn(aged, count) + 1;

	return aged->customers[drawn(aged, widest)];
}

static void order_make(struct aged *aged, int64_t at)
{
	struct ctx cx = act_at(aged, at);
	const char *customer = customer_draw(aged);
	struct cart_line_input lines[LINES];
	struct order_list orders;
	struct cart cart;

	for (size_t i = 0; i < LINES; i++)
		lines[i] =
		    (struct cart_line_input){ .catalog_item_id = aged->items[i],
			    .quantity = 1 + (int64_t)drawn(aged, 4) };
	check(cart_create(&cx, customer, lines, LINES, &cart), "cart");
	check(cart_checkout(&cx, customer, cart.cart_id, NULL, 0, &orders),
	    "checkout");
}

/* What a month that is over brings, at the first instant of the next. */
static void month_bill(struct aged *aged, int64_t at)
{
	struct ctx cx = act_at(aged, at);
	struct billing_job job;

	check(billing_of_partner(&cx, aged->partner.partner_id, &job), "bill");
	check(due_all(&job.cx), "bill");
	batch_end(aged);
}

static void orders_make(struct aged *aged, size_t count, int month, int64_t end)
{
	int64_t from = day_start(month_first_day(month));
	int64_t until = day_start(month_first_day(month + 1));

	if (until > end)
		until = end;
	for (size_t i = 0; i < count; i++) {
		order_make(
		    aged, from + (int64_t)i * (until - from) / (int64_t)count);
		if ((i + 1) % 50000 == 0 || i + 1 == count)
			fprintf(stderr, "aged: %zu of %zu orders in %d-%02d\n",
			    i + 1, count, month / 12, month % 12 + 1);
	}
	batch_end(aged);
}

static void history_make(struct aged *aged, size_t orders, int64_t now)
{
	int current = month_of_day(day_of(now));
	int first = current - MONTHS_BACK;
	size_t earlier = orders / 2;

	customers_make(aged, first);
	for (int i = 0; i < MONTHS; i++) {
		size_t before = earlier * (size_t)i / MONTHS;
		size_t after = earlier * ((size_t)i + 1) / MONTHS;

		orders_make(aged, after - before, first + i, now);
		month_bill(aged, day_start(month_first_day(first + i + 1)));
	}
	orders_make(aged, orders - earlier, current, now);
	month_bill(aged, now);
}

/* As after delivery, and the housekeeping of each night. */
static void mail_settle(struct aged *aged, int64_t now)
{
	char text[320];

	snprintf(text, sizeof(text),
	    "DELETE FROM outbox WHERE created_at < %lld;"
	    "UPDATE outbox SET state = 'delivered' WHERE state = 'waiting';",
	    (long long)(now - (int64_t)90 * 86400));
	check(aged->db->engine->script(aged->db, text), "mail");
}

/* ---- what it needs ---- */

static const char *item_find(struct ctx *cx, const char *product_id)
{
	struct catalog_filter filter = {
		.country = "DE", .product_id = product_id, .sku_id = "0001"
	};
	struct offer_list list;

	check(catalog_list(cx, &filter, &list), "catalogue");
	if (list.count != 1)
		check(fail(ERR_SKU_UNKNOWN, product_id), "catalogue");
	return arena_dup(cx->arena, list.offers[0].catalog_item_id);
}

static void open_all(struct aged *aged)
{
	struct ctx *cx = &aged->cx;
	struct policy *policy = NULL;
	struct secrets *secrets = secrets_open(arena_printf(
	    cx->arena, "%s/keys/master.key", cx->settings->data_dir));
	const char *drawn;
	struct tx *tx;

	check(secrets != NULL ? OK : fail(ERR_INTERNAL, NULL), "master key");
	cx->secrets = secrets;
	check(house_policy_open(cx, &policy), "policy");
	cx->policy = policy;
	check(db_open(house_database(cx), DB_WRITE, cx->settings, &aged->db),
	    "database");
	check(aged->db->engine->script(aged->db,
		  "PRAGMA synchronous=OFF; PRAGMA cache_size=-4000000;"),
	    "database");
	check(tx_begin(aged->db, &tx), "begin");
	cx->tx = tx;
	check(partner_load(cx, 1, &aged->partner), "partner");
	aged->who = (struct principal){ .kind = ACTOR_USER,
		.partner = &aged->partner,
		.user_id = "5d4d4c1f-0d3b-4a56-9a43-0f4f0f3a6f11",
		.user_name = "Ada Beispiel" };
	cx->who = &aged->who;
	check(password_draw(cx, &drawn, &aged->password_hash), "password");
	aged->items[0] = item_find(cx, "KS19WSSTD001");
	aged->items[1] = item_find(cx, "KS19WSDC0001");
	tx_rollback(tx);
}

int main(int argc, char **argv)
{
	static struct settings settings;
	static struct aged aged = { .random = 1 };
	struct arena arena;
	size_t orders = argc == 4 ? strtoul(argv[3], NULL, 10) : 0;

	aged.customer_count = argc == 4 ? strtoul(argv[2], NULL, 10) : 0;
	if (orders == 0 || aged.customer_count == 0) {
		fputs("usage: aged FOLDER CUSTOMERS ORDERS\n", stderr);
		return EX_USAGE;
	}
	arena_init(&arena);
	arena_init(&aged.act);
	settings_defaults(&settings);
	settings.data_dir = argv[1];
	settings.checkpoint_pages = 131072;
	aged.customers = calloc(aged.customer_count, GUID_TEXT);
	aged.cx = (struct ctx){ .arena = &arena,
		.settings = &settings,
		.locale = locales()[0],
		.address = "127.0.0.1" };
	aged.cx.wall = aged.cx.now = clock_wall();
	open_all(&aged);
	history_make(&aged, orders, aged.cx.wall);
	mail_settle(&aged, aged.cx.wall);
	db_close(aged.db);
	return EX_OK;
}
