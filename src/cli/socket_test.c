/*
 * A price sheet through the socket of the serving process, while people go on
 * writing and reading.
 */
#include "check.h"

#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/day.h"
#include "base/embedded.h"
#include "base/settings.h"
#include "catalog/catalog.h"
#include "cli/socket.h"
#include "db/db.h"
#include "db/engine.h"
#include "i18n/i18n.h"
#include "policy/policy.h"

struct house {
	struct arena arena;
	struct settings settings;
	struct ctx cx;
	struct secrets *secrets;
	struct policy *policy;
	struct writer *writer;
	struct db_readers *readers;
	struct cli_socket *socket;
	char dir[64], where[96];
};

static void house_open(struct house *h)
{
	struct db *db;

	arena_init(&h->arena);
	strcpy(h->dir, "/tmp/kontor-socket-XXXXXX");
	CHECK(mkdtemp(h->dir) != NULL);
	snprintf(h->where, sizeof(h->where), "%s/kontor.db", h->dir);
	settings_defaults(&h->settings);
	h->settings.data_dir = h->dir;
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
	CHECK_OK(cli_socket_start(&h->cx, h->writer, &h->socket));
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
	cli_socket_stop(h->socket);
	readers_close(h->readers);
	writer_stop(h->writer);
	policy_close(h->policy);
	secrets_close(h->secrets);
	arena_done(&h->arena);
	nftw(h->dir, drop, 8, FTW_DEPTH | FTW_PHYS);
}

/* The verb's status, or -1 when nobody serves. */
static int call(struct house *h, const char *verb, const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	int folder = open(h->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int status = -1;

	CHECK(file >= 0 && folder >= 0);
	if (!cli_socket_call(&h->cx, verb, "a file", file, folder, &status))
		status = -1;
	close(file);
	close(folder);
	return status;
}

static const char *file_make(
    struct house *h, const char *name, const char *bytes, size_t length)
{
	const char *path = arena_printf(&h->arena, "%s/%s", h->dir, name);
	FILE *out = fopen(path, "w");

	CHECK(out != NULL && fwrite(bytes, 1, length, out) == length);
	fclose(out);
	return path;
}

static void catalogue_take(struct house *h)
{
	const struct embedded *file = embedded_find("data/demo/catalogue.json");

	CHECK_INT(
	    EX_OK, call(h, "import catalogue",
		       file_make(h, "c.json", file->bytes, file->length)));
}

/* 18 thousand prices, one a day, of one SKU in eleven markets. */
#define DAYS 1600
static const char *const markets[] = { "DE", "FR", "AT", "NL", "BE", "LU", "FI",
	"IE", "ES", "PT", "IT" };

static const char *sheet_make(struct house *h, const char *last)
{
	const char *path = arena_printf(&h->arena, "%s/p.csv", h->dir);
	FILE *out = fopen(path, "w");

	fputs("ProductId,SkuId,TermDuration,Market,Currency,UnitPrice,"
	      "EffectiveStartDate,EffectiveEndDate\n",
	    out);
	for (size_t m = 0; m < COUNT(markets); m++)
		for (int i = 0; i < DAYS; i++) {
			char day[DAY_TEXT];

			day_text(day_from_date(2026, 1, 1) + i, day);
			fprintf(out,
			    "KS19WSSTD001,0001,NoTerm,%s,EUR,%d,%s,%s\n",
			    markets[m], i + 1, day, day);
		}
	fputs(last, out);
	fclose(out);
	return path;
}

struct importer {
	struct house *house;
	const char *path;
	int status;
	atomic_bool ended;
};

static void *importer_run(void *argument)
{
	struct importer *importer = argument;

	importer->status =
	    call(importer->house, "import prices", importer->path);
	atomic_store(&importer->ended, true);
	return NULL;
}

/* A person's write: small, and its answer is waited for. */
static struct error person_effects(struct command *command, struct tx *tx)
{
	struct arena arena;
	struct ctx cx = { .arena = &arena, .tx = tx };
	int64_t generation;
	struct error e;

	(void)command;
	arena_init(&arena);
	e = sql_int(&cx, SQL_catalogue_generation, NO_ARGS, &generation, NULL);
	if (!e.code)
		e = sql_run(
		    &cx, SQL_catalogue_advance, ARGS(I(generation)), NULL);
	arena_done(&arena);
	return e;
}

static bool priced(struct house *h)
{
	struct catalog_filter filter = {
		.country = "DE", .product_id = "KS19WSSTD001", .sku_id = "0001"
	};
	struct offer_list list;
	struct tx *tx;
	bool found;

	CHECK_OK(readers_begin(h->readers, &tx));
	h->cx.tx = tx;
	h->cx.now = day_start(day_from_date(2026, 6, 18));
	CHECK_OK(catalog_list(&h->cx, &filter, &list));
	CHECK_INT(1, list.count);
	found = list.offers[0].priced;
	readers_end(h->readers, tx);
	return found;
}

TEST(people_go_on_while_a_sheet_comes_in_and_see_it_all_or_not_at_all)
{
	struct house h = { 0 };
	struct importer importer = { .house = &h };
	int64_t acts = 0, unseen = 0, slowest_us = 0;
	pthread_t thread;

	house_open(&h);
	catalogue_take(&h);
	importer.path = sheet_make(&h, "");
	CHECK(!priced(&h));
	CHECK_INT(0, pthread_create(&thread, NULL, importer_run, &importer));
	while (!atomic_load(&importer.ended)) {
		struct command command = { .effects = person_effects,
			.lane = LANE_PEOPLE };
		int64_t began = clock_steady_us(), took;

		CHECK_OK(writer_call(h.writer, &command));
		took = clock_steady_us() - began;
		slowest_us = took > slowest_us ? took : slowest_us;
		acts++;
		unseen += !priced(&h);
	}
	pthread_join(thread, NULL);
	CHECK_INT(EX_OK, importer.status);
	CHECK(priced(&h));
	CHECK(acts > 10);
	CHECK(unseen > 5);
	/* a slice is under 20 ms; the rest is for slow machines */
	CHECK(slowest_us < 1000000);
	printf(
	    "%d acts meanwhile, slowest %d us\n", (int)acts, (int)slowest_us);
	house_close(&h);
}

TEST(a_bad_line_comes_back_as_a_status)
{
	struct house h = { 0 };

	house_open(&h);
	catalogue_take(&h);
	CHECK_INT(
	    EX_DATAERR, call(&h, "import prices", sheet_make(&h, "x,y\n")));
	CHECK(!priced(&h));
	CHECK_INT(EX_USAGE, call(&h, "import dreams", sheet_make(&h, "")));
	house_close(&h);
}

TEST(the_socket_is_the_owners_and_goes_with_the_process)
{
	struct house h = { 0 };
	struct stat about;
	const char *path;

	house_open(&h);
	path = arena_printf(&h.arena, "%s/kontor.sock", h.dir);
	CHECK_INT(0, stat(path, &about));
	CHECK(S_ISSOCK(about.st_mode));
	CHECK_INT(0600, about.st_mode & 0777);
	cli_socket_stop(h.socket);
	h.socket = NULL;
	CHECK(stat(path, &about) != 0);
	CHECK_INT(-1, call(&h, "import prices", "/dev/null"));
	house_close(&h);
}

RUN_TESTS(
    TEST_1(people_go_on_while_a_sheet_comes_in_and_see_it_all_or_not_at_all),
    TEST_1(a_bad_line_comes_back_as_a_status),
    TEST_1(the_socket_is_the_owners_and_goes_with_the_process))
