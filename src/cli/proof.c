/*
 * Looks at everything that can be proved of a database and its files, and
 * names what is wrong.
 */
#include "cli/proof.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "activity/activity.h"
#include "base/day.h"
#include "base/settings.h"
#include "base/text.h"
#include "billing/invoice_proof.h"
#include "billing/invoice_run.h"
#include "billing/invoice_service.h"
#include "db/db.h"
#include "db/engine.h"

#define ATTACHMENT_MAX ((int64_t)128 * 1024 * 1024)

void proof_wrong(struct proof *proof, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	proof->wrong_count++;
	proof->wrong(proof, arena_vprintf(proof->cx->arena, format, args));
	va_end(args);
}

/* ---- counts ---- */

struct error proof_count(struct ctx *cx, struct proof_counts *ret_counts)
{
	struct rows *rows = sql_open(cx, SQL_proof_counts, NO_ARGS);
	struct proof_counts counts = { 0 };
	struct error e;

	while (rows_next(rows) && counts.count < COUNT(counts.items)) {
		struct proof_count *one = &counts.items[counts.count++];

		one->name = rows_text(rows, 0);
		one->count = rows_int(rows, 1);
	}
	if ((e = rows_close(rows)).code != 0)
		return e;
	rows = sql_open(cx, SQL_migration_list, NO_ARGS);
	while (rows_next(rows))
		counts.migration = rows_int(rows, 0);
	e = rows_close(rows);
	if (e.code == 0)
		*ret_counts = counts;
	return e;
}

/* ---- the database itself ---- */

static struct error texts_say(struct proof *proof, enum sql statement)
{
	struct rows *rows = sql_open(proof->cx, statement, NO_ARGS);

	while (rows_next(rows))
		proof_wrong(proof, "database: %s", rows_text(rows, 0));
	return rows_close(rows);
}

/* ---- what is sealed ---- */

static struct error sealed_look(struct proof *proof)
{
	struct ctx *cx = proof->cx;
	struct rows *rows = sql_open(cx, SQL_proof_sealed, NO_ARGS);

	for (; rows_next(rows); proof->sealed++) {
		const char *place = rows_text(rows, 2);
		uint8_t *plain;
		size_t length, plain_length;
		const void *sealed = rows_blob(rows, 3, &length);

		if (secrets_unseal(cx->secrets, (enum purpose)rows_int(rows, 0),
			cx->arena, place, sealed, length, &plain,
			&plain_length))
			explicit_bzero(plain, plain_length);
		else
			proof_wrong(proof, "%s does not open: %s",
			    rows_text(rows, 1), place);
	}
	return rows_close(rows);
}

/* ---- files ---- */

static struct error files_look(struct proof *proof)
{
	struct arena *arena = proof->cx->arena;
	const char *root = arena_printf(arena, "%s/files", proof->folder);
	struct rows *rows = sql_open(proof->cx, SQL_proof_files, NO_ARGS);
	struct part part;

	for (; rows_next(rows); proof->files++) {
		const char *path = rows_text(rows, 0);

		if (!part_measure(root, path, &part))
			proof_wrong(
			    proof, "files/%s: %s", path, strerror(errno));
		else if (part.size != rows_int(rows, 1))
			proof_wrong(proof, "files/%s: has not its size", path);
		else if (strcmp(part.sha256, rows_text(rows, 2)) != 0)
			proof_wrong(
			    proof, "files/%s: has not its SHA-256", path);
	}
	return rows_close(rows);
}

static uint8_t *file_whole(
    struct arena *arena, const char *path, size_t *ret_length)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	uint8_t *bytes = NULL;
	struct stat st;

	if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size <= ATTACHMENT_MAX) {
		bytes = arena_alloc(arena, (size_t)st.st_size + 1);
		if (read(fd, bytes, (size_t)st.st_size) != st.st_size)
			bytes = NULL;
		*ret_length = (size_t)st.st_size;
	}
	if (fd >= 0)
		close(fd);
	return bytes;
}

/* NULL, or what is wrong with it. */
static const char *attachment_problem(struct proof *proof, struct arena *arena,
    int64_t partner, const char *name, const char *digest)
{
	const char *path =
	    arena_printf(arena, "%s/requests/%s", proof->folder, name);
	const char *place = arena_printf(
	    arena, "request_file %lld %s", (long long)partner, name);
	size_t length, plain_length;
	uint8_t *plain, *sealed = file_whole(arena, path, &length);
	char found[SHA256_HEX];

	if (sealed == NULL)
		return "is not there";
	if (!secrets_unseal(proof->cx->secrets, PURPOSE_ATTACHMENT, arena,
		place, sealed, length, &plain, &plain_length))
		return "does not open";
	sha256_hex(plain, plain_length, found);
	return strcmp(found, digest) == 0 ? NULL : "has not its SHA-256";
}

static struct error attachments_look(struct proof *proof)
{
	struct rows *rows = sql_open(proof->cx, SQL_proof_attachments, NO_ARGS);

	for (; rows_next(rows); proof->attachments++) {
		const char *name = rows_text(rows, 1), *problem;
		struct arena arena;

		arena_init(&arena);
		problem = attachment_problem(
		    proof, &arena, rows_int(rows, 0), name, rows_text(rows, 2));
		if (problem != NULL)
			proof_wrong(proof, "attachment %s %s", name, problem);
		arena_done(&arena);
	}
	return rows_close(rows);
}

/* ---- acts ---- */

static struct error day_look(struct proof *proof, struct ctx *cx, int64_t day)
{
	char text[DAY_TEXT];
	int64_t rows = 0, broken = 0;
	struct error e = activity_verify(cx, day, day, &rows, &broken);

	proof->acts += rows;
	day_text(day, text);
	if (e.code == 0 && broken > 0)
		proof_wrong(proof,
		    "%" PRId64 " acts of %s were changed after they were "
		    "written",
		    broken, text);
	return e;
}

/* Day by day, from one that has acts to the next: a log may be long. */
static struct error acts_look(struct proof *proof, struct billing_job *of)
{
	struct ctx cx = of->cx;
	int64_t at = INT64_MIN;
	bool found = true;
	struct error e = OK;

	while (e.code == 0 && found) {
		struct arena arena;
		struct rows *rows;

		arena_init(&arena);
		cx.arena = &arena;
		rows = sql_open(&cx, SQL_proof_activity_next,
		    ARGS(I(of->partner.partner_id), I(at)));
		found = rows_next(rows) && !rows_null(rows, 0);
		if (found)
			at = rows_int(rows, 0);
		e = rows_close(rows);
		if (e.code == 0 && found)
			e = day_look(proof, &cx, day_of(at));
		at = day_start(day_of(at) + 1);
		arena_done(&arena);
	}
	return e;
}

/* ---- what partners have ---- */

static struct error partner_look(struct proof *proof, int64_t partner_id)
{
	struct billing_job of;
	struct invoice_list list;
	struct invoice_proof found;
	struct error e = billing_of_partner(proof->cx, partner_id, &of);

	if (e.code == 0)
		e = invoice_list(&of.cx, &list);
	for (size_t i = 0; e.code == 0 && i < list.count; i++) {
		proof->invoices++;
		e = invoice_verify(&of.cx, &list.invoices[i], &found);
		if (e.code == 0 && found.problem != NULL)
			proof_wrong(proof,
			    "%s does not match its lines (%s%s%s)",
			    list.invoices[i].invoice_id, found.problem,
			    text_empty(found.line) ? "" : ", line ",
			    text_empty(found.line) ? "" : found.line);
	}
	return e.code ? e : acts_look(proof, &of);
}

/* Their invoices and acts. */
static struct error partners_look(struct proof *proof)
{
	struct ctx *cx = proof->cx;
	struct arena *whole = cx->arena;
	int64_t partner = 0;
	struct error e = OK;

	do {
		struct arena arena;

		arena_init(&arena);
		cx->arena = &arena;
		e = partner_after(cx, partner, &partner);
		if (e.code == 0 && partner != 0)
			e = partner_look(proof, partner);
		arena_done(&arena);
	} while (e.code == 0 && partner != 0);
	cx->arena = whole;
	return e;
}

/* ---- all of it ---- */

static struct error all_look(
    struct proof *proof, struct proof_counts *ret_counts)
{
	struct proof_counts counts;
	struct error e;

	if ((e = texts_say(proof, SQL_proof_integrity)).code ||
	    (e = texts_say(proof, SQL_proof_foreign)).code ||
	    (e = proof_count(proof->cx, &counts)).code ||
	    (e = sealed_look(proof)).code || (e = files_look(proof)).code ||
	    (e = attachments_look(proof)).code ||
	    (e = partners_look(proof)).code)
		return e;
	if (ret_counts != NULL)
		*ret_counts = counts;
	return OK;
}

struct error proof_database(
    struct proof *proof, const char *database, struct proof_counts *ret_counts)
{
	struct db *db;
	struct error e = db_open(database, DB_READ, proof->cx->settings, &db);

	if (e.code)
		return e;
	e = tx_begin(db, &proof->cx->tx);
	if (e.code == 0) {
		e = all_look(proof, ret_counts);
		tx_rollback(proof->cx->tx);
	}
	proof->cx->tx = NULL;
	db_close(db);
	return e;
}
