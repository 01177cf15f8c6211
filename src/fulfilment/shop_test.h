/*
 * Software that was bought, for the store tests of fulfilment: rows of orders
 * and the catalogue as those folders would write them. Included by tests only.
 */
#ifndef KONTOR_FULFILMENT_SHOP_TEST_H
#define KONTOR_FULFILMENT_SHOP_TEST_H

#include <stdio.h>
#include <stdlib.h>

#include "activity/activity.h"
#include "base/day.h"
#include "base/text.h"
#include "db/engine_private.h"
#include "fixture.h"
#include "fulfilment/entitlement.h"

#define SERVER "DG7GMGF0D5RQ" /* generated keys */
#define POOLED "DG7GMGF0D5RP" /* keys from a pool */
#define SKU "0001"
#define FILE_ID "44444444-4444-4444-8444-444444444444"
#define ORDER "Oq8hVLyS7G0eDlIhbL5W2G0k3pGhj2Ut1"

struct shop {
	struct fixture f;
	struct ctx *cx;
	const char *customer;
};

static inline int64_t at(const char *instant)
{
	int64_t seconds = 0;

	CHECK(instant_parse(instant, &seconds));
	return seconds;
}

static inline void shop_sow(struct shop *s, const char *format, ...)
{
	char script[4000];
	va_list args;

	va_start(args, format);
	vsnprintf(script, sizeof(script), format, args);
	va_end(args);
	CHECK_OK(s->f.db->engine->script(s->f.db, script));
}

static inline void shop_product(
    struct shop *s, const char *product_id, const char *key_source)
{
	shop_sow(s,
	    "INSERT INTO product (product_id, title, description, kind,"
	    " family, publisher, publisher_name, type_id, type_name,"
	    " target_views, title_folded) VALUES ('%s', 'Server 2019', '',"
	    " 'perpetual_software', 'windows_server', 'microsoft',"
	    " 'Microsoft', 'Software', 'Software', '', 'server 2019');"
	    "INSERT INTO sku VALUES ('%s', '" SKU "', 'Server 2019 Standard',"
	    " '', '', 'one_time', 1, 100, 'Licenses', '[]', '[]', '[]', '{}',"
	    " '%s', 1, 0);",
	    product_id, product_id, key_source);
}

/* want rows: "FROM orders WHERE ..." */
static inline void shop_count(struct shop *s, int want, const char *from)
{
	shop_sow(s,
	    "CREATE TABLE IF NOT EXISTS proof (good BIGINT NOT NULL);"
	    "INSERT INTO proof SELECT CASE WHEN COUNT(*) = %d THEN 1 END %s;",
	    want, from);
}

/* Leaves the database to a writer, and takes it back. */
static inline void shop_leave(struct shop *s)
{
	CHECK_OK(tx_commit(s->f.tx));
	db_close(s->f.db);
}

static inline void shop_back(struct shop *s)
{
	CHECK_OK(db_open(s->f.where, DB_WRITE, &s->f.settings, &s->f.db));
	CHECK_OK(tx_begin(s->f.db, &s->f.tx));
	s->f.cx.tx = s->f.tx;
}

/* An order of one software line or more, before its fulfilment. */
static inline void shop_order(struct shop *s, const char *order_id,
    const char *product_id, const char *ordered_at, int lines)
{
	int64_t when = at(ordered_at);

	shop_sow(s,
	    "INSERT INTO orders VALUES (%lld, '%s', 'abcdef012345', '%s',"
	    " %lld, 'USD', 'one_time', 'pending', 'u', 'Ada Lind', NULL,"
	    " 100, 0, 100, 1);",
	    (long long)s->f.partner.partner_id, order_id, s->customer,
	    (long long)when);
	for (int n = 0; n < lines; n++)
		shop_sow(s,
		    "INSERT INTO order_line (partner_id, order_id,"
		    " line_number, product_id, sku_id, availability_id,"
		    " title, kind, family, publisher, term, window_days,"
		    " quantity, unit_minor, net_minor, tax_minor,"
		    " gross_minor, tax_included, tax_rate_bp, edition_id,"
		    " term_start_day, cancel_until, state) VALUES (%lld,"
		    " '%s', %d, '%s', '" SKU "', 'A',"
		    " 'Server 2019 Standard', 'perpetual_software',"
		    " 'windows_server', 'microsoft', '', 0, 1, 100, 100, 0,"
		    " 100, 0, 0, '%s', %lld, %lld, 'ordered');",
		    (long long)s->f.partner.partner_id, order_id, n, product_id,
		    policy_edition_at(s->f.policy, when)->id,
		    (long long)day_of(when), (long long)when + 5184000);
}

static inline bool shop_fulfil(
    struct shop *s, const char *order_id, int64_t line, const char *product_id)
{
	bool fulfilled = false;

	CHECK_OK(entitlement_fulfil(s->cx,
	    &(struct fulfilment_line){ .order_id = order_id,
		.line_number = line,
		.customer_id = s->customer,
		.product_id = product_id,
		.sku_id = SKU,
		.key_source =
		    strcmp(product_id, POOLED) == 0 ? "pool" : "generated",
		.quantity = 1 },
	    &fulfilled));
	return fulfilled;
}

/* Bought and fulfilled at that instant, and it is that time now. */
static inline void shop_open(struct shop *s, const char *ordered_at)
{
	fixture_open(&s->f);
	s->cx = &s->f.cx;
	s->customer =
	    fixture_customer(&s->f, "Fabrikam", "fabrikam.example", "US");
	shop_product(s, SERVER, "generated");
	shop_product(s, POOLED, "pool");
	CHECK_OK(file_add(s->cx, SERVER, NULL,
	    &(struct software_file){ .file_id = FILE_ID,
		.version = "2019",
		.language = "en-US",
		.os = "Windows",
		.file_type = "iso",
		.bits = 64,
		.name = "server-2019.iso",
		.size = 5,
		.sha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e"
			  "1b161e5c1fa7425e73043362938b9824",
		.path = "server/2019.iso" }));
	fixture_now(&s->f, at(ordered_at));
	shop_order(s, ORDER, SERVER, ordered_at, 2);
	CHECK(shop_fulfil(s, ORDER, 0, SERVER));
	CHECK(shop_fulfil(s, ORDER, 1, SERVER));
	fixture_commit(&s->f);
}

static inline void shop_close(struct shop *s)
{
	fixture_close(&s->f);
}

static inline void shop_now(struct shop *s, const char *instant)
{
	fixture_now(&s->f, at(instant));
}

/* The person's act as a door does it: refused effects are rolled back, the
 * row is written with the outcome, then all of it is committed. */
static inline struct error shop_settle(
    struct shop *s, struct ctx *cx, struct error outcome)
{
	if (outcome.code)
		CHECK_OK(tx_rollback_to(s->f.tx));
	CHECK_OK(activity_record(cx, outcome));
	CHECK_OK(tx_release(s->f.tx));
	fixture_commit(&s->f);
	cx->tx = s->f.tx;
	return outcome;
}

static inline struct error shop_key(
    struct shop *s, const char *id, struct entitlement *ret_entitlement)
{
	CHECK_OK(tx_savepoint(s->f.tx));
	return shop_settle(
	    s, s->cx, key_show(s->cx, s->customer, id, ret_entitlement));
}

static inline struct error shop_link(
    struct shop *s, struct download_link *ret_link)
{
	CHECK_OK(tx_savepoint(s->f.tx));
	return shop_settle(s, s->cx,
	    link_issue(s->cx, s->customer, ORDER "-0", FILE_ID, ret_link));
}

/* Nobody in particular, from an address; the tenant is the token's. */
static inline struct error shop_get(struct shop *s, const char *address,
    const char *token, int64_t range_start, const char *if_range,
    struct download *ret_download)
{
	struct ctx cx = s->f.cx;

	cx.who = NULL;
	cx.now = 0;
	cx.address = address;
	CHECK_OK(tx_savepoint(s->f.tx));
	return shop_settle(s, &cx,
	    link_start(&cx, token, range_start, if_range, ret_download));
}

static inline struct error shop_head(struct shop *s, const char *token)
{
	struct ctx cx = s->f.cx;
	struct download download;

	cx.who = NULL;
	cx.now = 0;
	return link_look(&cx, token, &download);
}

static inline int64_t shop_downloads(struct shop *s)
{
	struct download_link link;

	CHECK_OK(shop_link(s, &link));
	return link.downloads;
}

static inline void shop_cancel(struct shop *s, int64_t line)
{
	CHECK_OK(entitlement_revoke(s->cx, ORDER, line));
	shop_sow(s,
	    "UPDATE order_line SET state = 'cancelled', cancelled_at = %lld"
	    " WHERE order_id = '" ORDER "' AND line_number = %lld;",
	    (long long)s->f.cx.now, (long long)line);
	fixture_commit(&s->f);
}

static inline bool file_holds(const char *path, const char *words)
{
	FILE *in = fopen(path, "r");
	bool found = false;
	char *bytes;
	long size;

	if (in == NULL)
		return false;
	fseek(in, 0, SEEK_END);
	size = ftell(in);
	rewind(in);
	bytes = malloc((size_t)size + 1);
	CHECK(bytes != NULL);
	CHECK_INT(size, fread(bytes, 1, (size_t)size, in));
	found = memmem(bytes, (size_t)size, words, strlen(words)) != NULL;
	free(bytes);
	fclose(in);
	return found;
}

/* In the clear, in the database or its journal; never on PostgreSQL. */
static inline bool shop_database_holds(struct shop *s, const char *words)
{
	char journal[600];

	if (s->f.schema[0] != '\0')
		return false;
	snprintf(journal, sizeof(journal), "%s-wal", s->f.where);
	return file_holds(s->f.where, words) || file_holds(journal, words);
}

/* All rows of the time of the tests, newest first. */
static inline struct activity_list shop_activity(
    struct shop *s, enum activity_action action, bool refused_too)
{
	struct activity_list list;
	struct activity_filter filter = { .from_day = 17000,
		.to_day = 20000,
		.action = action,
		.refused_too = refused_too };

	CHECK_OK(activity_list(s->cx, &filter, &list));
	return list;
}

#endif
