/*
 * Makes the leaf of a row, and finds rows that no longer fit theirs. Trees
 * over leaves are a later job's.
 */
#include "activity/activity_leaf.h"

#include <string.h>

#include "activity/activity.h"
#include "base/day.h"
#include "base/text.h"
#include "db/db.h"

#define LEAF_VERSION "kontor-activity-1"

static void leaf_number(struct text *form, int64_t value)
{
	char bytes[8];

	for (int i = 0; i < 8; i++)
		bytes[i] = (char)((uint64_t)value >> (56 - 8 * i));
	text_add_n(form, bytes, sizeof(bytes));
}

static void leaf_text(struct text *form, const char *value)
{
	text_add_n(form, value != NULL ? "\1" : "\0", 1);
	if (value == NULL)
		return;
	leaf_number(form, (int64_t)strlen(value));
	text_add(form, value);
}

void leaf_digest(
    struct arena *arena, const struct leaf *leaf, uint8_t ret[SHA256_BYTES])
{
	struct text form;

	text_init(&form, arena);
	text_add_n(&form, "\0", 1);
	text_add_n(&form, LEAF_VERSION, sizeof(LEAF_VERSION));
	text_add_n(&form, (const char *)leaf->salt, sizeof(leaf->salt));
	leaf_number(&form, leaf->partner_id);
	leaf_number(&form, leaf->at);
	leaf_number(&form, leaf->activity_id);
	leaf_number(&form, leaf->actor_kind);
	leaf_number(&form, leaf->line_number);
	for (size_t i = 0; i < LEAF_TEXTS; i++)
		leaf_text(&form, leaf->texts[i]);
	sha256(form.bytes, form.length, ret);
}

/* A statement's row: salt, leaf, four numbers, then the texts. */
static bool row_fits(struct arena *arena, int64_t partner_id, struct rows *rows)
{
	struct leaf leaf = { .partner_id = partner_id };
	uint8_t digest[SHA256_BYTES];
	size_t salt_length, length;
	const void *salt = rows_blob(rows, 0, &salt_length);
	const void *stored = rows_blob(rows, 1, &length);

	if (salt_length != SALT_BYTES || length != SHA256_BYTES)
		return false;
	memcpy(leaf.salt, salt, SALT_BYTES);
	leaf.at = rows_int(rows, 2);
	leaf.activity_id = rows_int(rows, 3);
	leaf.actor_kind = rows_int(rows, 4);
	leaf.line_number = rows_int(rows, 5);
	for (int i = 0; i < LEAF_TEXTS; i++)
		leaf.texts[i] = rows_text(rows, 6 + i);
	leaf_digest(arena, &leaf, digest);
	return memcmp(digest, stored, SHA256_BYTES) == 0;
}

struct error activity_verify(struct ctx *cx, int64_t from_day, int64_t to_day,
    int64_t *ret_rows, int64_t *ret_broken)
{
	int64_t partner_id = cx->who->partner->partner_id, count = 0,
		broken = 0;
	struct rows *rows = sql_open(cx, SQL_activity_leaves,
	    ARGS(I(partner_id), I(day_start(from_day)),
		I(day_start(to_day + 1))));
	struct error e;

	while (rows_next(rows)) {
		count++;
		broken += !row_fits(cx->arena, partner_id, rows);
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_rows = count;
	*ret_broken = broken;
	return OK;
}
