/*
 * The worker that delivers messages after the commit of their act. Putting
 * them out is outbox_put.c's, texts and the way to the server are mail.h's.
 */
#include "outbox/outbox.h"

#include <curl/curl.h>
#include <jansson.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "accounts/account_mail.h"
#include "base/day.h"
#include "base/log.h"
#include "base/settings.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "outbox/mail.h"

#define LOOK_SECONDS 5
#define BATCH 20

int64_t outbox_pause(int64_t attempts)
{
	static const int64_t minutes[] = { 1, 2, 5, 15, 30, 60, 120, 240, 360 };
	int64_t last = (int64_t)COUNT(minutes);

	return 60 * minutes[(attempts < last ? attempts : last) - 1];
}

struct error outbox_purge(struct ctx *cx, int64_t limit, int64_t *ret_count)
{
	int64_t before = cx->wall - cx->settings->mail_keep_days * 86400;

	return sql_run(
	    cx, SQL_outbox_purge, ARGS(I(before), I(limit)), ret_count);
}

struct outbox {
	const struct settings *settings;
	const struct secrets *secrets;
	struct db_readers *readers;
	struct writer *writer;
	pthread_t thread;
	bool runs;
	atomic_bool stop;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool nudged;
};

/* A row's change, as a command of the writer. */
struct change {
	struct command command;
	struct ctx *cx;
	const struct outbox_row *row;
	bool claim;
	const char *state;
	int64_t next_at;
	int64_t lease; /* until when a row to be settled is ours */
	const char *problem;
	int64_t changed;
};

static struct error change_effects(struct command *command, struct tx *tx)
{
	struct change *c = (struct change *)command;
	const struct outbox_row *row = c->row;
	struct ctx cx = *c->cx;

	cx.tx = tx;
	if (c->claim)
		return sql_run(&cx, SQL_outbox_claim,
		    ARGS(I(row->partner_id), T(row->event_id),
			T(row->recipient), I(row->next_at), I(c->next_at)),
		    &c->changed);
	return sql_run(&cx, SQL_outbox_settle,
	    ARGS(I(row->partner_id), T(row->event_id), T(row->recipient),
		T(c->state), I(c->next_at), T(c->problem), I(c->lease)),
	    &c->changed);
}

static struct error change_call(struct outbox *outbox, struct change *change)
{
	change->command.effects = change_effects;
	change->command.lane = LANE_BACKGROUND;
	return writer_call(outbox->writer, &change->command);
}

/* *ret_lease: until when the row is ours; 0 it is somebody else's. */
static struct error row_claim(struct outbox *outbox, struct ctx *cx,
    const struct outbox_row *row, int64_t *ret_lease)
{
	struct change change = { .cx = cx,
		.row = row,
		.claim = true,
		.next_at = cx->wall + OUTBOX_LEASE_SECONDS };
	struct error e = change_call(outbox, &change);

	*ret_lease = change.changed == 1 ? change.next_at : 0;
	return e;
}

static struct error row_settle(struct outbox *outbox, struct ctx *cx,
    const struct outbox_row *row, int64_t lease, enum mail_result result,
    const char *problem)
{
	int64_t attempts = row->attempts + 1;
	bool last = attempts >= OUTBOX_ATTEMPTS;
	struct change change = { .cx = cx,
		.row = row,
		.state = "waiting",
		.next_at = cx->wall,
		.lease = lease,
		.problem = problem };

	if (result == MAIL_SENT) {
		change.state = "delivered";
		change.problem = NULL;
	} else if (result == MAIL_REFUSED || last) {
		change.state = "failed";
	} else {
		change.next_at += outbox_pause(attempts);
	}
	if (result != MAIL_SENT)
		log_event(LOG_WARN, "mail not delivered",
		    LOG_T("mail", row->event_id), LOG_I("attempt", attempts),
		    LOG_T("problem", message_kept_plain(cx->arena, problem)),
		    LOG_T("state", change.state));
	return change_call(outbox, &change);
}

static const char *message_id(struct ctx *cx, const struct outbox_row *row)
{
	const char *at = strchr(cx->settings->mail_from, '@');

	return arena_printf(cx->arena, "%s.%s@%s", row->event_id,
	    row->recipient, at != NULL ? at + 1 : "localhost");
}

/* Reads what the mail is about, on a snapshot that is gone before sending. */
static enum mail_result row_compose(struct outbox *outbox, struct ctx *cx,
    const struct outbox_row *row, struct mail *mail, const char **ret_problem)
{
	struct tx *tx;
	struct error e = readers_begin(outbox->readers, &tx);

	*ret_problem = N_("the database cannot be read");
	if (e.code)
		return MAIL_LATER;
	cx->tx = tx;
	e = mail_compose(cx, row, mail);
	readers_end(outbox->readers, tx);
	cx->tx = NULL;
	if (e.code == ERR_ORDER_UNKNOWN)
		*ret_problem = N_("there is no such order");
	else if (e.code == ERR_PASSWORD_LINK_OVER)
		*ret_problem = N_("its link cannot be opened");
	else if (e.code == ERR_ROLE_MISSING)
		*ret_problem = N_("the recipient may no longer see this");
	else
		return e.code == 0 ? MAIL_SENT : MAIL_LATER;
	return MAIL_REFUSED;
}

static enum mail_result row_send(struct outbox *outbox, struct ctx *cx,
    const struct outbox_row *row, const char **ret_problem)
{
	struct mail mail = { .from = cx->settings->mail_from,
		.to = row->address,
		.to_name = row->name,
		.message_id = message_id(cx, row),
		.at = row->created_at };
	enum mail_result result;

	cx->locale = row->locale != NULL ? locale_find(row->locale) : NULL;
	if (cx->locale == NULL)
		cx->locale = locales()[0];
	*ret_problem = N_("the recipient is gone");
	if (row->address == NULL)
		return MAIL_REFUSED;
	*ret_problem = N_("the address cannot be written to");
	if (!mail_address_fine(row->address))
		return MAIL_REFUSED;
	result = row_compose(outbox, cx, row, &mail, ret_problem);
	if (result != MAIL_SENT)
		return result;
	return mail_send(cx, &mail, &outbox->stop, ret_problem);
}

static struct error row_deliver(
    struct outbox *outbox, struct ctx *cx, const struct outbox_row *row)
{
	const char *problem = NULL;
	enum mail_result result;
	int64_t lease = 0;
	struct error e = row_claim(outbox, cx, row, &lease);

	if (e.code || lease == 0)
		return e;
	result = row_send(outbox, cx, row, &problem);
	return row_settle(outbox, cx, row, lease, result, problem);
}

/* What outbox_put.c wrote, as holes again. */
static const struct hole *facts_read(struct ctx *cx, const char *json)
{
	json_t *object = json == NULL ? NULL : json_loads(json, 0, NULL);
	struct hole *facts =
	    ARENA_ARRAY(cx->arena, struct hole, json_object_size(object) + 1);
	size_t count = 0;
	const char *key;
	json_t *value;

	json_object_foreach(object, key, value)
	{
		facts[count].name = arena_dup(cx->arena, key);
		facts[count++].value =
		    arena_dup(cx->arena, json_string_value(value));
	}
	json_decref(object);
	return facts;
}

static const char *fact_find(const struct hole *facts, const char *name)
{
	for (; facts->name != NULL; facts++)
		if (text_same(facts->name, name))
			return facts->value;
	return NULL;
}

static void row_read(struct ctx *cx, struct rows *rows, struct outbox_row *row)
{
	const void *sealed;
	size_t length = 0;

	row->partner_id = rows_int(rows, 0);
	row->event_id = rows_text(rows, 1);
	row->recipient = rows_text(rows, 2);
	row->template_id = rows_text(rows, 3);
	row->order_id = rows_text(rows, 4);
	row->line_number = rows_int(rows, 5);
	row->attempts = rows_int(rows, 6);
	row->next_at = rows_int(rows, 7);
	row->created_at = rows_int(rows, 8);
	row->name = rows_text(rows, 9);
	row->address = rows_text(rows, 10);
	row->locale = rows_text(rows, 11);
	sealed = rows_blob(rows, 12, &length);
	row->token = account_mail_token(cx, row->event_id, sealed, length);
	row->organisation = rows_text(rows, 13);
	row->roles = (uint32_t)rows_int(rows, 14);
	row->facts = facts_read(cx, rows_text(rows, 15));
	if (row->locale == NULL)
		row->locale = fact_find(row->facts, "Language");
	if (row->locale == NULL)
		row->locale = rows_text(rows, 16);
}

static struct error due_list(struct outbox *outbox, struct ctx *cx,
    struct outbox_row list[BATCH], size_t *ret_count)
{
	struct rows *rows;
	struct tx *tx;
	size_t count = 0;
	struct error e = readers_begin(outbox->readers, &tx);

	if (e.code)
		return e;
	cx->tx = tx;
	rows = sql_open(cx, SQL_outbox_due, ARGS(I(cx->wall), I(BATCH)));
	while (count < BATCH && rows_next(rows))
		row_read(cx, rows, &list[count++]);
	e = rows_close(rows);
	readers_end(outbox->readers, tx);
	cx->tx = NULL;
	*ret_count = count;
	return e;
}

struct error outbox_deliver(
    struct outbox *outbox, int64_t wall, int64_t *ret_count)
{
	struct outbox_row list[BATCH];
	struct arena arena;
	struct ctx cx = { .arena = &arena,
		.wall = wall,
		.now = wall,
		.settings = outbox->settings,
		.secrets = outbox->secrets };
	int64_t began = clock_steady_us();
	size_t count = 0, done = 0;
	struct error e;

	arena_init(&arena);
	e = due_list(outbox, &cx, list, &count);
	while (e.code == 0 && done < count && !atomic_load(&outbox->stop)) {
		/* the one before may have taken long: a lease begins now */
		cx.wall = wall + (clock_steady_us() - began) / 1000000;
		e = row_deliver(outbox, &cx, &list[done++]);
	}
	arena_done(&arena);
	*ret_count = (int64_t)done;
	return e;
}

static void outbox_wait(struct outbox *outbox)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += LOOK_SECONDS;
	pthread_mutex_lock(&outbox->lock);
	if (!outbox->nudged && !atomic_load(&outbox->stop))
		pthread_cond_timedwait(&outbox->wake, &outbox->lock, &until);
	outbox->nudged = false;
	pthread_mutex_unlock(&outbox->lock);
}

static void *outbox_run(void *data)
{
	struct outbox *outbox = data;

	while (!atomic_load(&outbox->stop)) {
		int64_t count = 0;
		struct error e = outbox_deliver(outbox, clock_wall(), &count);

		if (e.code || count < BATCH)
			outbox_wait(outbox);
	}
	return NULL;
}

struct error outbox_start(const struct settings *settings,
    const struct secrets *secrets, struct db_readers *readers,
    struct writer *writer, struct outbox **ret_outbox)
{
	struct outbox *outbox = calloc(1, sizeof(*outbox));

	if (outbox == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != 0) {
		free(outbox);
		log_event(LOG_ERROR, "mail cannot start",
		    LOG_T("server", settings->smtp_url));
		return fail(ERR_INTERNAL, NULL);
	}
	outbox->settings = settings;
	outbox->secrets = secrets;
	outbox->readers = readers;
	outbox->writer = writer;
	pthread_mutex_init(&outbox->lock, NULL);
	clock_cond_init(&outbox->wake);
	if (settings->smtp_url == NULL || settings->smtp_url[0] == '\0') {
		*ret_outbox = outbox; /* mail waits until there is a server */
		return OK;
	}
	outbox->runs =
	    pthread_create(&outbox->thread, NULL, outbox_run, outbox) == 0;
	if (outbox->runs) {
		*ret_outbox = outbox;
		return OK;
	}
	log_event(LOG_ERROR, "mail cannot start", LOG_T("reason", "no thread"));
	outbox_stop(outbox);
	return fail(ERR_INTERNAL, NULL);
}

void outbox_nudge(struct outbox *outbox)
{
	pthread_mutex_lock(&outbox->lock);
	outbox->nudged = true;
	pthread_cond_signal(&outbox->wake);
	pthread_mutex_unlock(&outbox->lock);
}

void outbox_stop(struct outbox *outbox)
{
	if (outbox == NULL)
		return;
	atomic_store(&outbox->stop, true);
	outbox_nudge(outbox);
	if (outbox->runs)
		pthread_join(outbox->thread, NULL);
	pthread_cond_destroy(&outbox->wake);
	pthread_mutex_destroy(&outbox->lock);
	curl_global_cleanup();
	free(outbox);
}
