/*
 * When programs, secrets and sessions were used last: noted in a small table in
 * memory, taken from there by housekeeping, so that no token waits for a write.
 * What does not fit is noted by the next use.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "accounts/accounts_private.h"
#include "accounts/application.h"
#include "accounts/sign_in_rows.h"
#include "base/crypto.h"
#include "base/text.h"
#include "db/db.h"

#define NOTES 1024
#define HOUR 3600
#define SESSION_SECONDS 300

struct note {
	int64_t partner_id, at;
	char client_id[GUID_TEXT], secret_id[GUID_TEXT];
	uint8_t session[SHA256_BYTES]; /* without client_id */
};

struct uses {
	pthread_mutex_t lock;
	size_t count;
	struct note notes[NOTES];
};

struct uses *uses_new(void)
{
	struct uses *uses = calloc(1, sizeof(*uses));

	if (uses != NULL && pthread_mutex_init(&uses->lock, NULL) != 0) {
		free(uses);
		return NULL;
	}
	return uses;
}

void uses_free(struct uses *uses)
{
	if (uses == NULL)
		return;
	pthread_mutex_destroy(&uses->lock);
	free(uses);
}

static bool same(const struct note *a, const struct note *b)
{
	return a->partner_id == b->partner_id &&
	       strcmp(a->client_id, b->client_id) == 0 &&
	       strcmp(a->secret_id, b->secret_id) == 0 &&
	       memcmp(a->session, b->session, SHA256_BYTES) == 0;
}

static void note_put(struct uses *uses, const struct note *note)
{
	pthread_mutex_lock(&uses->lock);
	for (size_t i = 0; i < uses->count; i++)
		if (same(&uses->notes[i], note)) {
			pthread_mutex_unlock(&uses->lock);
			return;
		}
	if (uses->count < NOTES)
		uses->notes[uses->count++] = *note;
	pthread_mutex_unlock(&uses->lock);
}

void application_used(struct ctx *cx, const struct application *application,
    const struct application_secret *secret)
{
	int64_t last =
	    secret ? secret->last_used_at : application->last_used_at;
	struct note note = { .partner_id = application->partner_id,
		.at = cx->wall };

	if (cx->accounts == NULL || cx->wall - last < HOUR ||
	    strlen(application->client_id) >= GUID_TEXT)
		return;
	memcpy(note.client_id, application->client_id,
	    strlen(application->client_id));
	if (secret != NULL && strlen(secret->secret_id) < GUID_TEXT)
		memcpy(note.secret_id, secret->secret_id,
		    strlen(secret->secret_id));
	note_put(cx->accounts->uses, &note);
}

void session_used(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], int64_t last_used_at)
{
	struct note note = { .partner_id = partner_id, .at = cx->wall };

	if (cx->accounts == NULL || cx->wall - last_used_at < SESSION_SECONDS)
		return;
	memcpy(note.session, hash, SHA256_BYTES);
	note_put(cx->accounts->uses, &note);
}

bool application_uses_any(const struct ctx *cx)
{
	struct uses *uses = cx->accounts->uses;
	bool any;

	pthread_mutex_lock(&uses->lock);
	any = uses->count > 0;
	pthread_mutex_unlock(&uses->lock);
	return any;
}

static size_t notes_take(struct uses *uses, struct note *ret_notes, size_t max)
{
	size_t count;

	pthread_mutex_lock(&uses->lock);
	count = uses->count < max ? uses->count : max;
	memcpy(ret_notes, uses->notes, count * sizeof(*ret_notes));
	uses->count -= count;
	memmove(uses->notes, uses->notes + count,
	    uses->count * sizeof(*uses->notes));
	pthread_mutex_unlock(&uses->lock);
	return count;
}

static struct error note_write(struct ctx *cx, const struct note *note)
{
	struct error e;

	if (note->client_id[0] == '\0')
		return sql_run(cx, SQL_session_used,
		    ARGS(I(note->partner_id), B(note->session, SHA256_BYTES),
			I(note->at)),
		    NULL);
	e = sql_run(cx, SQL_application_used,
	    ARGS(I(note->partner_id), T(note->client_id), I(note->at),
		I(note->at - HOUR)),
	    NULL);

	if (e.code || note->secret_id[0] == '\0')
		return e;
	return sql_run(cx, SQL_application_secret_used,
	    ARGS(I(note->partner_id), T(note->client_id), T(note->secret_id),
		I(note->at), I(note->at - HOUR)),
	    NULL);
}

struct error application_uses_write(
    struct ctx *cx, int64_t limit, int64_t *ret_count)
{
	size_t max = limit < NOTES ? (size_t)limit : NOTES;
	struct note *notes = ARENA_ARRAY(cx->arena, struct note, max);
	size_t count = notes_take(cx->accounts->uses, notes, max);
	struct error e = OK;

	for (size_t i = 0; i < count && !e.code; i++)
		e = note_write(cx, &notes[i]);
	*ret_count = (int64_t)count;
	return e;
}
