/*
 * Stores and finds download links, makes and reads their tokens. Limits and
 * their meaning are policy/link.h's.
 */
#include "fulfilment/download_link.h"

#include <string.h>

#include "db/db.h"

#define MAC_BYTES 20
#define VARINT_BYTES 9 /* a positive 63-bit number, seven bits a byte */

static size_t varint_write(int64_t value, uint8_t *bytes)
{
	size_t n = 0;

	for (; value > 0x7f; value >>= 7)
		bytes[n++] = (uint8_t)(0x80 | (value & 0x7f));
	bytes[n++] = (uint8_t)value;
	return n;
}

/* The length read; 0 when it does not fit. */
static size_t varint_read(
    const uint8_t *bytes, size_t length, int64_t *ret_value)
{
	int64_t value = 0;

	for (size_t n = 0; n < length && n < VARINT_BYTES; n++) {
		value |= (int64_t)(bytes[n] & 0x7f) << (7 * n);
		if (bytes[n] & 0x80)
			continue;
		*ret_value = value;
		return n + 1;
	}
	return 0;
}

const char *link_token(struct ctx *cx, const struct link_place *place,
    uint8_t ret_hash[SHA256_BYTES])
{
	const char *name = arena_printf(cx->arena, "%lld/%s/%lld/%s/%lld",
	    (long long)place->partner_id, place->order_id,
	    (long long)place->line_number, place->file_id,
	    (long long)place->serial);
	uint8_t bytes[VARINT_BYTES + MAC_BYTES], mac[SHA256_BYTES];
	size_t n = varint_write(place->partner_id, bytes);
	char *token;

	secrets_digest(cx->secrets, PURPOSE_LINK, name, strlen(name), mac);
	memcpy(bytes + n, mac, MAC_BYTES);
	token = base64url_encode(cx->arena, bytes, n + MAC_BYTES);
	sha256(token, strlen(token), ret_hash);
	return token;
}

bool link_token_parse(struct ctx *cx, const char *token,
    int64_t *ret_partner_id, uint8_t ret_hash[SHA256_BYTES])
{
	uint8_t *bytes;
	size_t length, n;
	int64_t partner_id;

	if (strlen(token) > 64 ||
	    !base64url_decode(cx->arena, token, &bytes, &length))
		return false;
	n = varint_read(bytes, length, &partner_id);
	if (n == 0 || length != n + MAC_BYTES)
		return false;
	*ret_partner_id = partner_id;
	sha256(token, strlen(token), ret_hash);
	return true;
}

static const char *starts_id(enum link_starts starts)
{
	return starts == LINK_FROM_FIRST_DOWNLOAD ? "first_download" : "issue";
}

static enum link_starts starts_find(const char *id)
{
	return strcmp(id, "first_download") == 0 ? LINK_FROM_FIRST_DOWNLOAD
						 : LINK_FROM_ISSUE;
}

/* issued_at, lifetime_days, lifetime_starts, max_downloads, downloads,
 * first_download_at, revoked: from column c on. */
static void link_read(struct rows *rows, int c, struct link *link)
{
	link->use.issued_at = rows_int(rows, c);
	link->limits.lifetime_days = rows_int(rows, c + 1);
	link->limits.starts = starts_find(rows_text(rows, c + 2));
	link->limits.max_downloads = rows_int(rows, c + 3);
	link->use.downloads = rows_int(rows, c + 4);
	link->use.first_download_at = rows_int(rows, c + 5);
	link->use.revoked = rows_int(rows, c + 6) != 0;
}

struct error link_latest(struct ctx *cx, struct link *link)
{
	struct rows *rows = sql_open(cx, SQL_download_link_latest,
	    ARGS(I(link->place.partner_id), T(link->place.order_id),
		I(link->place.line_number), T(link->place.file_id)));

	link->place.serial = 0;
	if (rows_next(rows)) {
		link->place.serial = rows_int(rows, 0);
		link_read(rows, 1, link);
		link->edition_id = rows_text(rows, 8);
	}
	return rows_close(rows);
}

struct error link_add(struct ctx *cx, const struct link *link)
{
	const struct link_place *place = &link->place;

	return sql_run(cx, SQL_download_link_add,
	    ARGS(I(place->partner_id), T(place->order_id),
		I(place->line_number), T(place->file_id), I(place->serial),
		B(link->token_hash, SHA256_BYTES), T(link->customer_id),
		I(link->use.issued_at), T(link->issued_by),
		T(link->issued_by_name), I(link->limits.lifetime_days),
		T(starts_id(link->limits.starts)),
		I(link->limits.max_downloads), T(link->edition_id)),
	    NULL);
}

static void link_read_whole(
    struct ctx *cx, struct rows *rows, struct link *link)
{
	link_read(rows, 0, link);
	link->place.order_id = rows_text(rows, 7);
	link->place.line_number = rows_int(rows, 8);
	link->place.file_id = rows_text(rows, 9);
	link->customer_id = rows_text(rows, 10);
	link->issued_by = rows_text(rows, 11);
	link->issued_by_name = rows_text(rows, 12);
	link->product_id = rows_text(rows, 13);
	link->sku_id = rows_text(rows, 14);
	link->title = rows_text(rows, 15);
	link->customer_name = rows_text(rows, 16);
	link->now = cx->wall + rows_int(rows, 17);
}

struct error link_find(struct ctx *cx, const char *token, struct link *ret_link)
{
	struct link link = { 0 };
	struct rows *rows;
	bool found;
	struct error e;

	if (!link_token_parse(
		cx, token, &link.place.partner_id, link.token_hash))
		return fail(ERR_FILE_UNKNOWN, NULL);
	rows = sql_open(cx, SQL_download_link_find,
	    ARGS(I(link.place.partner_id), B(link.token_hash, SHA256_BYTES)));
	if ((found = rows_next(rows)))
		link_read_whole(cx, rows, &link);
	if ((e = rows_close(rows)).code)
		return e;
	if (!found)
		return fail(ERR_FILE_UNKNOWN, NULL);
	*ret_link = link;
	return OK;
}

struct error link_known(struct ctx *cx, const char *token)
{
	uint8_t hash[SHA256_BYTES];
	int64_t partner_id, one;
	bool found = false;
	struct error e = OK;

	if (link_token_parse(cx, token, &partner_id, hash))
		e = sql_int(cx, SQL_download_link_known,
		    ARGS(I(partner_id), B(hash, SHA256_BYTES)), &one, &found);
	if (e.code)
		return e;
	return found ? OK : fail(ERR_FILE_UNKNOWN, NULL);
}

struct error link_count(
    struct ctx *cx, const struct link *link, bool *ret_counted)
{
	int64_t changed;
	struct error e = sql_run(cx, SQL_download_link_count,
	    ARGS(I(link->place.partner_id), B(link->token_hash, SHA256_BYTES),
		I(link->now)),
	    &changed);

	if (e.code)
		return e;
	*ret_counted = changed == 1;
	return OK;
}

struct error link_start_save(struct ctx *cx, const struct link *link)
{
	return sql_run(cx, SQL_download_start_save,
	    ARGS(I(link->place.partner_id), B(link->token_hash, SHA256_BYTES),
		T(cx->address), I(cx->wall)),
	    NULL);
}

struct error link_start_at(
    struct ctx *cx, const struct link *link, int64_t *ret_started_at)
{
	int64_t at = 0;
	bool found;
	struct error e = sql_int(cx, SQL_download_start_at,
	    ARGS(I(link->place.partner_id), B(link->token_hash, SHA256_BYTES),
		T(cx->address)),
	    &at, &found);

	if (e.code)
		return e;
	*ret_started_at = found ? at : 0;
	return OK;
}
