/*
 * Statements that are sent without waiting, and their answers, which come in
 * the same order (libpq's pipeline mode). After one that fails the server skips
 * everything up to the next sync, a COMMIT too.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/postgres_private.h"

static bool sent_add(struct postgres_db *own, struct sent sent, int good)
{
	if (!good) {
		own->unusable = true;
		return false;
	}
	own->sent[own->sent_count++] = sent;
	return true;
}

/* Before sending, so that what was sent can always be written down. */
static bool sent_room(struct postgres_db *own)
{
	size_t room = own->sent_room == 0 ? 64 : own->sent_room * 2;
	struct sent *grown;

	if (own->sent_count < own->sent_room)
		return true;
	grown = realloc(own->sent, room * sizeof(*grown));
	if (grown == NULL)
		return false;
	own->sent = grown;
	own->sent_room = room;
	return true;
}

static void handle_write(size_t name, char ret_text[24])
{
	snprintf(ret_text, 24, "s%zu", name);
}

bool pipe_control(struct postgres_db *own, const char *text)
{
	return sent_room(own) &&
	       sent_add(own,
		   (struct sent){ SENT_STATEMENT, .what = text, .ahead = -1 },
		   PQsendQueryParams(
		       own->conn, text, 0, NULL, NULL, NULL, NULL, 0));
}

bool pipe_number(struct postgres_db *own, const char *text, int64_t number)
{
	char digits[24];
	const char *const value = digits;

	snprintf(digits, sizeof(digits), "%lld", (long long)number);
	return sent_room(own) &&
	       sent_add(own,
		   (struct sent){ SENT_STATEMENT, .what = text, .ahead = -1 },
		   PQsendQueryParams(
		       own->conn, text, 1, NULL, &value, NULL, NULL, 0));
}

bool pipe_sync(struct postgres_db *own)
{
	return sent_room(own) &&
	       sent_add(own,
		   (struct sent){ SENT_SYNC, .what = "sync", .ahead = -1 },
		   PQpipelineSync(own->conn));
}

bool pipe_prepare(struct postgres_db *own, size_t name)
{
	const struct sql_text *text = &own->db.texts[name];
	char handle[24];

	if (own->known == NULL)
		own->known = calloc(own->db.text_count, 1);
	if (own->known == NULL)
		return false;
	if (own->known[name] != KNOWN_NOT)
		return true;
	handle_write(name, handle);
	if (!sent_room(own) ||
	    !sent_add(own,
		(struct sent){ SENT_PREPARE, .what = text->name, .name = name,
		    .ahead = -1 },
		PQsendPrepare(own->conn, handle, text->postgres, 0, NULL)))
		return false;
	own->known[name] = KNOWN_SENT;
	return true;
}

bool pipe_statement(struct postgres_db *own, size_t name,
    const struct values *values, int ahead)
{
	char handle[24];

	handle_write(name, handle);
	return pipe_prepare(own, name) && sent_room(own) &&
	       sent_add(own,
		   (struct sent){ SENT_STATEMENT,
		       .what = own->db.texts[name].name, .ahead = ahead },
		   PQsendQueryPrepared(own->conn, handle, values->count,
		       values->text, values->length, values->format, 0));
}

void pipe_forget(struct postgres_db *own)
{
	for (size_t i = 0; i < own->sent_count; i++) {
		own->sent[i].forgotten = true;
		own->sent[i].ahead = -1;
	}
}

/* From there on nothing will be answered. */
static void unanswered(struct postgres_db *own, size_t from)
{
	for (size_t i = from; i < own->sent_count; i++)
		if (own->sent[i].kind == SENT_PREPARE)
			own->known[own->sent[i].name] = KNOWN_NOT;
	own->sent_count = 0;
}

static void answered(struct postgres_db *own, size_t count)
{
	own->sent_count -= count;
	memmove(
	    own->sent, own->sent + count, own->sent_count * sizeof(*own->sent));
}

/* One answer to its end; NULL when none will come. */
static PGresult *answer_read(struct postgres_db *own)
{
	PGresult *result = PQgetResult(own->conn), *more;

	if (result == NULL || PQresultStatus(result) == PGRES_PIPELINE_SYNC)
		return result;
	while ((more = PQgetResult(own->conn)) != NULL)
		PQclear(more);
	return result;
}

static bool answer_good(const struct sent *sent, const PGresult *result)
{
	return sent->kind == SENT_SYNC
		   ? PQresultStatus(result) == PGRES_PIPELINE_SYNC
		   : postgres_good(result);
}

struct gathering {
	struct arena *arena;
	struct error first;
	size_t failed_at; /* SIZE_MAX: nothing has */
	bool said_why;    /* the server has, not the broken connection */
};

static void answer_note(
    struct postgres_db *own, struct gathering *g, size_t at, PGresult *result)
{
	struct sent *sent = &own->sent[at];
	bool good = answer_good(sent, result), other = false;

	if (sent->kind == SENT_PREPARE)
		own->known[sent->name] = good ? KNOWN : KNOWN_NOT;
	if (good && sent->one && strcmp(PQcmdTuples(result), "1")) {
		own->db.tx.lost = true;
		good = false;
		other = true;
	}
	if (good || g->failed_at != SIZE_MAX)
		return;
	if (sent->forgotten && PQstatus(own->conn) == CONNECTION_OK)
		return;
	g->first = other ? fail(ERR_BUSY, NULL)
			 : postgres_fail(own, g->arena, sent->what, result);
	g->failed_at = at;
	g->said_why = PQresultErrorField(result, PG_DIAG_SQLSTATE) != NULL;
}

/* The rows of a query that was asked ahead stay with it. */
static PGresult *ahead_keep(
    struct postgres_db *own, const struct sent *sent, PGresult *result)
{
	if (sent->ahead < 0 || !postgres_good(result))
		return result;
	own->aheads[sent->ahead].result = result;
	return NULL;
}

/* Reads what is due; the answer before the last sync comes out. */
static PGresult *answers_read(
    struct postgres_db *own, struct gathering *g, size_t end)
{
	PGresult *last = NULL, *result;
	size_t i = 0;

	while (i < end) {
		result = answer_read(own);
		answer_note(own, g, i, result);
		result = ahead_keep(own, &own->sent[i], result);
		i++;
		if (i + 1 == end)
			last = result;
		else
			PQclear(result);
		if (PQstatus(own->conn) != CONNECTION_OK)
			break;
	}
	if (i == end)
		answered(own, end);
	else
		unanswered(own, i);
	return last;
}

struct error pipe_read(struct postgres_db *own, struct arena *arena,
    size_t from, size_t end, PGresult **ret_result, bool *ret_skipped)
{
	struct gathering g = { arena, OK, SIZE_MAX, false };
	PGresult *last = NULL;

	if (!own->unusable)
		last = answers_read(own, &g, end);
	if (own->unusable || PQstatus(own->conn) != CONNECTION_OK) {
		own->unusable = true;
		own->db.tx.lost = true;
		unanswered(own, 0);
		g.first = fail(ERR_BUSY, NULL);
	} else if (g.first.code && g.failed_at < from) {
		own->db.tx.lost = true;
		own->db.tx.late = g.first.code != ERR_BUSY;
	}
	if (ret_skipped != NULL)
		*ret_skipped = g.said_why && g.failed_at + 2 < end;
	own->talked = own->talked || !g.first.code;
	if (g.first.code || ret_result == NULL)
		PQclear(last);
	else
		*ret_result = last;
	return g.first;
}

struct error pipe_gather(struct postgres_db *own, struct arena *arena,
    size_t from, PGresult **ret_result, bool *ret_skipped)
{
	(void)pipe_sync(own); /* what failed is unusable */
	return pipe_read(
	    own, arena, from, own->sent_count, ret_result, ret_skipped);
}
