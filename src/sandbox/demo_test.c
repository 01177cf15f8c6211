/*
 * The demo: filled once, through the services, with a demo.json that fits.
 */
#include "check.h"

#include <ftw.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "accounts/partner.h"
#include "base/crypto.h"
#include "base/day.h"
#include "base/settings.h"
#include "catalog/catalog.h"
#include "customers/customer.h"
#include "db/db.h"
#include "db/engine.h"
#include "db/writer.h"
#include "i18n/i18n.h"
#include "orders/order.h"
#include "policy/policy.h"
#include "sandbox/demo.h"

struct house {
	struct arena arena;
	struct settings settings;
	struct ctx cx;
	struct secrets *secrets;
	struct policy *policy;
	struct writer *writer;
	struct db_readers *readers;
	char dir[64], where[96];
};

static void house_open(struct house *h)
{
	struct db *db;

	arena_init(&h->arena);
	strcpy(h->dir, "/tmp/kontor-demo-XXXXXX");
	CHECK(mkdtemp(h->dir) != NULL);
	snprintf(h->where, sizeof(h->where), "%s/kontor.db", h->dir);
	settings_defaults(&h->settings);
	h->settings.data_dir = h->dir;
	h->settings.public_url = "http://127.0.0.1:0";
	h->secrets =
	    secrets_open(arena_printf(&h->arena, "%s/master.key", h->dir));
	CHECK_OK(policy_open(NULL, &(struct policy_switches){ 0 }, &h->policy));
	h->cx = (struct ctx){ .arena = &h->arena,
		.locale = locales()[0],
		.now = clock_wall(),
		.wall = clock_wall(),
		.settings = &h->settings,
		.secrets = h->secrets,
		.policy = h->policy };
	CHECK_OK(db_open(h->where, DB_WRITE, &h->settings, &db));
	CHECK_OK(db_migrate(db));
	db_close(db);
	CHECK_OK(writer_start(h->where, &h->settings, &h->writer));
	CHECK_OK(readers_open(h->where, &h->settings, &h->readers));
}

static int drop(
    const char *path, const struct stat *about, int kind, struct FTW *place)
{
	(void)about;
	(void)kind;
	(void)place;
	return remove(path);
}

static void house_close(struct house *h)
{
	readers_close(h->readers);
	writer_stop(h->writer);
	policy_close(h->policy);
	secrets_close(h->secrets);
	arena_done(&h->arena);
	nftw(h->dir, drop, 8, FTW_DEPTH | FTW_PHYS);
}

static json_t *demo_json(struct house *h)
{
	char path[128];
	struct stat about;
	json_t *root;

	snprintf(path, sizeof(path), "%s/demo.json", h->dir);
	CHECK_INT(0, stat(path, &about));
	CHECK_INT(0600, about.st_mode & 0777);
	root = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
	CHECK(root != NULL);
	return root;
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static void check_roles(const json_t *partner)
{
	json_t *user, *role;
	uint32_t seen = 0;
	size_t i, k;

	json_array_foreach(json_object_get(partner, "users"), i, user)
	{
		CHECK(strlen(text_of(user, "password")) >= 12);
		CHECK(strchr(text_of(user, "email"), '@') != NULL);
		json_array_foreach(json_object_get(user, "roles"), k, role)
		    seen |= role_find(json_string_value(role));
	}
	/* every partner-side role of domain.md 1 */
	CHECK_INT(ROLE_ADMIN_AGENT | ROLE_GLOBAL_ADMIN | ROLE_ACCOUNT_ADMIN |
		      ROLE_REFERRAL_ADMIN | ROLE_MARKETING_CONTENT_ADMIN |
		      ROLE_SALES_AGENT | ROLE_HELPDESK_AGENT |
		      ROLE_BILLING_ADMIN | ROLE_USER_MANAGEMENT_ADMIN,
	    seen);
}

static void check_json(struct house *h)
{
	json_t *root = demo_json(h);
	json_t *partners = json_object_get(root, "partners");
	json_t *first = json_array_get(partners, 0);
	json_t *second = json_array_get(partners, 1);
	char want[200];

	CHECK_INT(2, json_array_size(partners));
	CHECK_TEXT("http://127.0.0.1:8123", text_of(root, "base_url"));
	CHECK_TEXT("http://127.0.0.1:8123/portal", text_of(root, "portal_url"));
	CHECK_TEXT(
	    "http://127.0.0.1:8123/operator", text_of(root, "operator_url"));
	CHECK_TEXT("Nordlicht Systemhaus GmbH", text_of(first, "name"));
	CHECK_TEXT("nordlicht.example", text_of(first, "domain"));
	CHECK(json_is_true(json_object_get(first, "test_clock")));
	CHECK(json_is_false(json_object_get(first, "sandbox")));
	CHECK(json_is_true(json_object_get(second, "sandbox")));
	snprintf(want, sizeof(want), "http://127.0.0.1:8123/%s/oauth2/token",
	    text_of(first, "tenant_id"));
	CHECK_TEXT(want, text_of(first, "token_url"));
	CHECK_INT(36, strlen(text_of(first, "client_id")));
	CHECK(strlen(text_of(first, "client_secret")) >= 20);
	CHECK_INT(12, json_array_size(json_object_get(first, "customers")));
	CHECK_INT(12, json_array_size(json_object_get(second, "customers")));
	CHECK_INT(1, json_array_size(json_object_get(root, "operator_users")));
	check_roles(first);
	json_decref(root);
}

static void check_history(struct house *h)
{
	struct partner_list partners;
	struct principal who = { .kind = ACTOR_USER,
		.roles = ROLE_ADMIN_AGENT };
	struct closing_list closing;
	struct customer_list customers;
	int64_t orders = 0, cancelled = 0, pending = 0;
	struct tx *tx;

	CHECK_OK(readers_begin(h->readers, &tx));
	h->cx.tx = tx;
	CHECK_OK(partner_list(&h->cx, &partners));
	CHECK_INT(2, partners.count);
	who.partner = &partners.partners[0];
	h->cx.who = &who;
	CHECK_OK(
	    customer_list(&h->cx, &(struct customer_filter){ 0 }, &customers));
	CHECK_INT(12, customers.count);
	for (size_t i = 0; i < customers.count; i++) {
		struct order_filter filter = {
			.customer_id = customers.customers[i].customer_id
		};
		struct order_list list;

		CHECK_OK(order_list(&h->cx, &filter, &list));
		orders += (int64_t)list.count;
		for (size_t k = 0; k < list.count; k++) {
			cancelled += list.orders[k].state == ORDER_CANCELLED;
			pending += list.orders[k].state == ORDER_PENDING;
		}
	}
	/* the purchases of the first partner in demo_history.c */
	CHECK_INT(24, orders);
	CHECK_INT(4, cancelled);
	CHECK_INT(0, pending);
	CHECK_OK(
	    closing_list(&h->cx, h->cx.now + 3 * DAY_SECONDS, 100, &closing));
	CHECK(closing.count >= 3);
	readers_end(h->readers, tx);
	h->cx.tx = NULL;
	h->cx.who = NULL;
}

static void check_shelf(struct house *h)
{
	static const struct {
		const char *country;
		size_t reservations;
	} cases[] = { { "DE", 6 }, { "GI", 0 }, { "GP", 0 }, { "BR", 6 },
		{ "HK", 6 }, { "PR", 6 }, { "AZ", 0 }, { "XS", 0 } };
	struct tx *tx;

	CHECK_OK(readers_begin(h->readers, &tx));
	h->cx.tx = tx;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct catalog_filter filter = { .country = cases[i].country };
		struct offer_list list;
		size_t reservations = 0;

		CHECK_OK(catalog_list(&h->cx, &filter, &list));
		for (size_t k = 0; k < list.count; k++) {
			CHECK(list.offers[k].priced);
			reservations += list.offers[k].product.kind ==
					PRODUCT_AZURE_RESERVATION;
		}
		CHECK_INT(cases[i].reservations, reservations);
		CHECK_INT(31 + cases[i].reservations, list.count);
	}
	readers_end(h->readers, tx);
	h->cx.tx = NULL;
}

TEST(an_empty_database_is_filled_once)
{
	struct house h = { 0 };
	FILE *out = fopen("/dev/null", "w");
	json_t *before, *after;

	house_open(&h);
	CHECK_OK(demo_fill(&h.cx, h.writer));
	CHECK_OK(demo_announce(&h.cx, 8123, out));
	check_json(&h);
	check_shelf(&h);
	check_history(&h);
	before = demo_json(&h);
	CHECK_OK(demo_fill(&h.cx, h.writer));
	after = demo_json(&h);
	CHECK(json_equal(before, after));
	json_decref(before);
	json_decref(after);
	CHECK_OK(demo_announce(&h.cx, 9999, out));
	after = demo_json(&h);
	CHECK_TEXT("http://127.0.0.1:9999", text_of(after, "base_url"));
	json_decref(after);
	fclose(out);
	house_close(&h);
}

RUN_TESTS(TEST_1(an_empty_database_is_filled_once))
