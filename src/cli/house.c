/*
 * Opens and closes what the service lives on. Serving is serve.c's.
 */
#include "cli/house.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/disk.h"
#include "base/log.h"
#include "base/settings.h"
#include "cli/housekeeping.h"
#include "cli/import_desk.h"
#include "cli/news.h"
#include "cli/pulse.h"
#include "cli/socket.h"
#include "db/alone.h"
#include "sandbox/demo.h"

static struct error folder_make(struct ctx *cx, const char *path)
{
	if (mkdir(path, 0700) == 0 ? disk_sync_entry(path) : errno == EEXIST)
		return OK;
	return fail_with(cx->arena, ERR_USAGE, "data_dir",
	    HOLES({ "reason",
		arena_printf(cx->arena, "%s: %s", path, strerror(errno)) }));
}

struct error house_folders_make(struct ctx *cx)
{
	const char *dir = cx->settings->data_dir;
	struct error e = folder_make(cx, dir);

	if (e.code == 0)
		e = folder_make(cx, arena_printf(cx->arena, "%s/keys", dir));
	if (e.code == 0)
		e = folder_make(cx, arena_printf(cx->arena, "%s/files", dir));
	return e;
}

struct error house_policy_open(struct ctx *cx, struct policy **ret_policy)
{
	const struct policy_switches switches = {
		.strict_purchase_mode = cx->settings->strict_purchase_mode,
		.announced_dates = cx->settings->announced_dates,
		.elapsed_24h = cx->settings->elapsed_24h,
	};

	return policy_open(NULL, &switches, ret_policy);
}

static struct error rules_open(struct ctx *cx, struct house *house)
{
	const char *problem = NULL;
	struct error e = house_policy_open(cx, &house->policy);

	if (e.code != 0)
		return e;
	house->templates = mustache_set_embedded(cx->arena, &problem);
	if (house->templates != NULL)
		return OK;
	log_event(
	    LOG_ERROR, "a template is malformed", LOG_T("problem", problem));
	return fail(ERR_INTERNAL, NULL);
}

/* The same connection that migrates is closed before the writer opens its
 * own: the lock of the file is one process's, once. */
static struct error database_prepare(
    struct house *house, const struct settings *settings)
{
	struct db *db;
	struct error e = db_open(house->database, DB_WRITE, settings, &db);

	if (e.code != 0)
		return e;
	e = db_migrate(db);
	db_close(db);
	return e;
}

/* Of several that start at once, one migrates and fills; the others find it
 * done. */
static struct error database_ready(struct ctx *cx, struct house *house)
{
	const struct settings *settings = cx->settings;
	struct db *alone = NULL;
	struct error e = db_alone(house->database, settings, &alone);

	if (e.code == 0)
		e = database_prepare(house, settings);
	if (e.code == 0)
		e = writer_start(house->database, settings, &house->writer);
	if (e.code == 0)
		e = readers_open(house->database, settings, &house->readers);
	if (e.code == 0)
		e = demo_fill(cx, house->writer);
	db_close(alone);
	return e;
}

static struct error start_all(struct ctx *cx, struct house *house)
{
	const struct settings *settings = cx->settings;
	struct error e;

	if ((e = database_ready(cx, house)).code != 0)
		return e;
	e = news_start(cx, house->readers, &house->news);
	if (e.code != 0)
		return e;
	e = import_desk_start(
	    cx, house->readers, house->writer, &house->imports);
	if (e.code != 0)
		return e;
	e = outbox_start(settings, house->secrets, house->readers,
	    house->writer, &house->outbox);
	if (e.code != 0)
		return e;
	e = webhooks_start(cx, house->readers, house->writer, &house->webhooks);
	if (e.code != 0)
		return e;
	e = housekeeping_start(
	    cx, house->readers, house->writer, &house->housekeeping);
	if (e.code != 0)
		return e;
	if ((e = pulse_start(cx, house->writer, &house->pulse)).code != 0)
		return e;
	return cli_socket_start(cx, house->writer, &house->socket);
}

const char *house_database(struct ctx *cx)
{
	if (cx->settings->database[0] != '\0')
		return cx->settings->database;
	return arena_printf(cx->arena, "%s/kontor.db", cx->settings->data_dir);
}

struct error house_open(struct ctx *cx, struct house *ret_house)
{
	struct house house = { 0 };
	struct error e;

	house.database = house_database(cx);
	e = house_folders_make(cx);
	if (e.code == 0) {
		house.secrets = secrets_open(arena_printf(
		    cx->arena, "%s/keys/master.key", cx->settings->data_dir));
		e = house.secrets == NULL ? fail(ERR_INTERNAL, NULL) : OK;
	}
	if (e.code == 0)
		e = rules_open(cx, &house);
	if (e.code == 0)
		e = accounts_open(cx->settings, house.secrets, &house.accounts);
	if (e.code == 0) {
		cx->secrets = house.secrets;
		cx->policy = house.policy;
		cx->accounts = house.accounts;
		e = start_all(cx, &house);
	}
	if (e.code != 0) {
		house_close(&house);
		return e;
	}
	*ret_house = house;
	return OK;
}

void house_close(struct house *house)
{
	cli_socket_stop(house->socket);
	pulse_stop(house->pulse);
	housekeeping_stop(house->housekeeping);
	import_desk_stop(house->imports);
	news_stop(house->news);
	webhooks_stop(house->webhooks);
	if (house->outbox != NULL)
		outbox_stop(house->outbox);
	if (house->readers != NULL)
		readers_close(house->readers);
	if (house->writer != NULL)
		writer_stop(house->writer);
	accounts_close(house->accounts);
	policy_close(house->policy);
	mustache_set_free(house->templates);
	if (house->secrets != NULL)
		secrets_close(house->secrets);
}
