/*
 * Opens and closes the small house of store tests. What is tested is the
 * tests' own business.
 */
#include "fixture.h"

#include <ftw.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "accounts/directory.h"
#include "accounts/partner.h"
#include "base/text.h"
#include "i18n/i18n.h"

static void need_true(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "fixture: %s\n", what);
	abort();
}

static void need(struct error error, const char *what)
{
	if (error.code)
		fprintf(stderr, "fixture: error %s, field %s\n",
		    error_info(error.code)->name,
		    error.field ? error.field : "none");
	need_true(error.code == 0, what);
}

static void postgres_do(const char *url, const char *statement)
{
	PGconn *connection = PQconnectdb(url);
	PGresult *result = PQexec(connection, statement);

	need_true(PQresultStatus(result) == PGRES_COMMAND_OK,
	    PQerrorMessage(connection));
	PQclear(result);
	PQfinish(connection);
}

/* A schema of its own: tests run at the same time. */
static void place_postgres(struct fixture *f, const char *url)
{
	char statement[128];

	snprintf(f->schema, sizeof(f->schema), "fixture_");
	crypto_random_text(
	    "abcdefghijklmnopqrstuvwxyz", 12, f->schema + strlen(f->schema));
	snprintf(statement, sizeof(statement), "CREATE SCHEMA %s", f->schema);
	postgres_do(url, statement);
	snprintf(f->where, sizeof(f->where), "%s%coptions=-csearch_path%%3D%s",
	    url, strchr(url, '?') ? '&' : '?', f->schema);
}

static void place(struct fixture *f)
{
	const char *url = getenv("KONTOR_TEST_POSTGRES");

	snprintf(f->dir, sizeof(f->dir), "/tmp/kontor-test-XXXXXX");
	need_true(mkdtemp(f->dir) != NULL, "no folder could be made");
	if (url != NULL && url[0] != '\0')
		place_postgres(f, url);
	else
		snprintf(f->where, sizeof(f->where), "%s/kontor.db", f->dir);
}

static void process(struct fixture *f)
{
	char path[96];

	settings_defaults(&f->settings);
	f->settings.data_dir = f->dir;
	f->settings.public_url = "http://127.0.0.1:8080";
	snprintf(path, sizeof(path), "%s/master.key", f->dir);
	f->secrets = secrets_open(path);
	need_true(f->secrets != NULL, "no secrets");
	need(policy_open(NULL, &(struct policy_switches){ false }, &f->policy),
	    "no policy");
}

static void context(struct fixture *f)
{
	arena_init(&f->arena);
	f->cx = (struct ctx){
		.arena = &f->arena,
		.locale = locales()[0],
		.now = FIXTURE_NOW,
		.wall = FIXTURE_NOW,
		.settings = &f->settings,
		.secrets = f->secrets,
		.policy = f->policy,
		.request_id = "11111111-1111-4111-8111-111111111111",
		.correlation_id = "22222222-2222-4222-8222-222222222222",
		.address = "127.0.0.1",
	};
}

static void begin(struct fixture *f)
{
	need(tx_begin(f->db, &f->tx), "no transaction");
	f->cx.tx = f->tx;
}

static struct principal user_of(const struct partner *partner)
{
	return (struct principal){
		.kind = ACTOR_USER,
		.partner = partner,
		.roles = ROLE_ADMIN_AGENT | ROLE_GLOBAL_ADMIN,
		.user_id = "33333333-3333-4333-8333-333333333333",
		.user_name = "Ada Lind",
		.email = "ada@contoso.example",
		.csrf = "form-token-of-the-fixture",
	};
}

static void first_partner(struct fixture *f)
{
	const struct partner contoso = {
		.tenant_id = "aaaaaaaa-0000-4000-8000-000000000001",
		.name = "Contoso",
		.domain = "contoso.example",
		.country = "US",
		.city = "Redmond",
		.currency = "USD",
		.culture = "en-US",
		.mpn_id = "4847383",
		.csp_enrolled = true,
		.test_clock = true,
	};

	need(partner_create(&f->cx, &contoso, &f->partner), "no partner");
	f->who = user_of(&f->partner);
	f->cx.who = &f->who;
}

void fixture_open(struct fixture *f)
{
	memset(f, 0, sizeof(*f));
	place(f);
	process(f);
	need(db_open(f->where, DB_WRITE, &f->settings, &f->db),
	    "the database does not open");
	need(db_migrate(f->db), "the migrations do not run");
	context(f);
	begin(f);
	first_partner(f);
	fixture_commit(f);
}

static int drop(
    const char *path, const struct stat *about, int kind, struct FTW *place_of)
{
	(void)about;
	(void)kind;
	(void)place_of;
	return remove(path);
}

void fixture_close(struct fixture *f)
{
	char statement[128];

	tx_rollback(f->tx);
	db_close(f->db);
	if (f->schema[0] != '\0') {
		snprintf(statement, sizeof(statement), "DROP SCHEMA %s CASCADE",
		    f->schema);
		postgres_do(getenv("KONTOR_TEST_POSTGRES"), statement);
	}
	accounts_close(f->accounts);
	policy_close(f->policy);
	secrets_close(f->secrets);
	arena_done(&f->arena);
	nftw(f->dir, drop, 8, FTW_DEPTH | FTW_PHYS);
}

void fixture_accounts(struct fixture *f)
{
	need(accounts_open(&f->settings, f->secrets, &f->accounts),
	    "no accounts");
	f->cx.accounts = f->accounts;
}

void fixture_commit(struct fixture *f)
{
	need(tx_commit(f->tx), "the commit failed");
	begin(f);
}

void fixture_rollback(struct fixture *f)
{
	tx_rollback(f->tx);
	begin(f);
}

void fixture_roles(struct fixture *f, uint32_t roles)
{
	f->who.roles = roles;
}

void fixture_other_partner(
    struct fixture *f, struct partner *ret_partner, struct principal *ret_who)
{
	const struct partner fabrikam = {
		.tenant_id = "aaaaaaaa-0000-4000-8000-000000000002",
		.name = "Fabrikam",
		.domain = "fabrikam.example",
		.country = "DE",
		.city = "Berlin",
		.currency = "EUR",
		.culture = "de-DE",
		.mpn_id = "5957494",
		.csp_enrolled = true,
		.test_clock = true,
	};

	need(partner_create(&f->cx, &fabrikam, ret_partner), "no partner");
	*ret_who = user_of(ret_partner);
	ret_who->user_id = "44444444-4444-4444-8444-444444444444";
	ret_who->user_name = "Bo Ek";
	ret_who->email = "bo@fabrikam.example";
	fixture_commit(f);
}

static void clock_write(struct fixture *f)
{
	f->partner.clock_offset = f->cx.now - f->cx.wall;
	if (f->cx.who != NULL && f->cx.who->partner == &f->partner)
		need(partner_set_clock(&f->cx, f->partner.clock_offset),
		    "no clock");
}

void fixture_now(struct fixture *f, int64_t now)
{
	f->cx.now = now;
	clock_write(f);
}

void fixture_wall(struct fixture *f, int64_t wall)
{
	f->cx.wall = wall;
	clock_write(f);
}

const char *fixture_customer(struct fixture *f, const char *name,
    const char *domain, const char *country)
{
	struct customer_new wanted = {
		.name = name,
		.domain = domain,
		.country = country,
		.email = arena_printf(&f->arena, "office@%s", domain),
		.language = "en",
		.culture = "en-US",
		.first_name = "Kim",
		.last_name = "Berg",
		.address_line1 = "1 Main Street",
		.city = "Springfield",
		.state = "WA",
		.postal_code = "98052",
		.phone = "+14255550101",
	};
	struct customer made;

	need(customer_create(&f->cx, &wanted, "Passw0rd!", "no hash", &made),
	    "no customer");
	return made.customer_id;
}
