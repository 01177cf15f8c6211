/*
 * Pools of product keys: filling, drawing, telling how full they are. What
 * becomes of a drawn key is product_key.c's.
 */
#include "fulfilment/key_pool.h"

#include <string.h>

#include "base/log.h"
#include "db/db.h"
#include "fulfilment/product_key.h"

#define KEY_FORM "0000 0000 0000 0000 0000 0000 0000 0000"

/* A key is sealed to its pool until it is drawn. */
static const char *place_of(
    struct ctx *cx, const char *product_id, const char *sku_id)
{
	return arena_printf(cx->arena, "pool/%s/%s", product_id, sku_id);
}

static struct error stock_check(
    struct ctx *cx, const char *product_id, const char *sku_id)
{
	int64_t low, left;
	bool found;
	struct error e;

	e = sql_int(cx, SQL_key_pool_low_stock, ARGS(T(product_id), T(sku_id)),
	    &low, &found);
	if (e.code || !found)
		return e;
	e = sql_int(cx, SQL_key_pool_left,
	    ARGS(T(product_id), T(sku_id), I(low + 1)), &left, NULL);
	if (e.code == 0 && left <= low)
		log_event(LOG_WARN, "low stock", LOG_T("product", product_id),
		    LOG_T("sku", sku_id), LOG_I("left", left));
	return e;
}

struct error key_pool_draw(struct ctx *cx, const char *product_id,
    const char *sku_id, char ret_plain[KEY_PLAIN_TEXT], bool *ret_drawn)
{
	struct rows *rows =
	    sql_open(cx, SQL_key_pool_draw, ARGS(T(product_id), T(sku_id)));
	const uint8_t *sealed = NULL;
	uint8_t *plain;
	size_t length = 0, plain_length;
	struct error e;

	if (rows_next(rows))
		sealed = rows_blob(rows, 1, &length);
	if ((e = rows_close(rows)).code)
		return e;
	if (sealed == NULL) {
		*ret_drawn = false;
		return stock_check(cx, product_id, sku_id);
	}
	if (!secrets_unseal(cx->secrets, PURPOSE_PRODUCT_KEY, cx->arena,
		place_of(cx, product_id, sku_id), sealed, length, &plain,
		&plain_length) ||
	    plain_length != KEY_DIGITS) {
		log_event(LOG_ERROR, "a key of the pool cannot be unsealed",
		    LOG_T("product", product_id), LOG_T("sku", sku_id));
		return fail(ERR_INTERNAL, NULL);
	}
	memcpy(ret_plain, plain, KEY_DIGITS);
	ret_plain[KEY_DIGITS] = '\0';
	explicit_bzero(plain, plain_length);
	*ret_drawn = true;
	return stock_check(cx, product_id, sku_id);
}

static struct error pool_save(struct ctx *cx, const char *product_id,
    const char *sku_id, const char *plain, const uint8_t *digest)
{
	uint8_t *sealed;
	size_t length;

	secrets_seal(cx->secrets, PURPOSE_PRODUCT_KEY, cx->arena,
	    place_of(cx, product_id, sku_id), plain, KEY_DIGITS, &sealed,
	    &length);
	return sql_run(cx, SQL_key_pool_add,
	    ARGS(T(product_id), T(sku_id), B(digest, SHA256_BYTES),
		B(sealed, length)),
	    NULL);
}

static struct error digest_knows(
    struct ctx *cx, const uint8_t digest[SHA256_BYTES], bool *ret_known)
{
	bool given = false, held = false;
	int64_t one;
	struct error e;

	e = sql_int(cx, SQL_product_key_given, ARGS(B(digest, SHA256_BYTES)),
	    &one, &given);
	if (e.code == 0)
		e = sql_int(cx, SQL_key_pool_holds,
		    ARGS(B(digest, SHA256_BYTES)), &one, &held);
	if (e.code == 0)
		*ret_known = given || held;
	return e;
}

struct error key_pool_knows(
    struct ctx *cx, const char plain[KEY_PLAIN_TEXT], bool *ret_known)
{
	uint8_t digest[SHA256_BYTES];

	key_digest(cx, plain, digest);
	return digest_knows(cx, digest, ret_known);
}

struct error key_pool_add(struct ctx *cx, const char *product_id,
    const char *sku_id, const char *text)
{
	char plain[KEY_PLAIN_TEXT];
	uint8_t digest[SHA256_BYTES];
	bool known = false;
	struct error e;

	if (!key_parse(text, plain))
		return fail_with(cx->arena, ERR_FIELD_FORMAT, "key",
		    HOLES({ "wanted", KEY_FORM }));
	key_digest(cx, plain, digest);
	e = digest_knows(cx, digest, &known);
	if (e.code == 0 && known)
		e = fail(ERR_CONFLICT, "key");
	if (e.code == 0)
		e = pool_save(cx, product_id, sku_id, plain, digest);
	explicit_bzero(plain, sizeof(plain));
	return e;
}

static void level_read(struct rows *rows, struct key_pool_level *level)
{
	level->product_id = rows_text(rows, 0);
	level->sku_id = rows_text(rows, 1);
	level->title = rows_text(rows, 2);
	level->low_stock = rows_int(rows, 3);
	level->left = rows_int(rows, 4);
	level->waiting = rows_int(rows, 5);
}

static struct error levels_read(
    struct ctx *cx, struct rows *rows, struct key_pool_levels *ret_levels)
{
	struct key_pool_levels all = { 0 };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, all.levels, all.count, room);
		level_read(rows, &all.levels[all.count++]);
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_levels = all;
	return OK;
}

struct error key_pool_levels(struct ctx *cx, struct key_pool_levels *ret_levels)
{
	return levels_read(
	    cx, sql_open(cx, SQL_key_pool_levels, NO_ARGS), ret_levels);
}

struct error key_pool_low(
    struct ctx *cx, int64_t limit, struct key_pool_levels *ret_levels)
{
	return levels_read(
	    cx, sql_open(cx, SQL_key_pool_low, ARGS(I(limit))), ret_levels);
}

struct error key_pool_names(struct ctx *cx, struct key_pool_levels *ret_levels)
{
	return levels_read(
	    cx, sql_open(cx, SQL_key_pool_names, NO_ARGS), ret_levels);
}

struct error key_pool_level(struct ctx *cx, const char *product_id,
    const char *sku_id, struct key_pool_level *ret_level)
{
	struct rows *rows =
	    sql_open(cx, SQL_key_pool_level, ARGS(T(product_id), T(sku_id)));
	struct key_pool_level level;
	bool found = rows_next(rows);
	struct error e;

	if (found)
		level_read(rows, &level);
	if ((e = rows_close(rows)).code)
		return e;
	if (!found)
		return fail(ERR_SKU_UNKNOWN, NULL);
	*ret_level = level;
	return OK;
}

struct error key_pool_set_low(struct ctx *cx, const char *product_id,
    const char *sku_id, int64_t low_stock)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_key_pool_set_low,
	    ARGS(T(product_id), T(sku_id), I(low_stock)), &changed);

	if (e.code)
		return e;
	return changed == 1 ? OK : fail(ERR_SKU_UNKNOWN, NULL);
}

struct error key_waiting_list(struct ctx *cx, const char *product_id,
    const char *sku_id, struct key_waiting_list *ret_list)
{
	struct rows *rows = sql_open(cx, SQL_key_waiting_list,
	    ARGS(T(product_id), T(sku_id), I(KEY_WAITING_MAX)));
	struct key_waiting_list list = { 0 };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.rows, list.count, room);
		list.rows[list.count++] = (struct key_waiting){
			.partner_id = rows_int(rows, 0),
			.partner_name = rows_text(rows, 1),
			.customer_name = rows_text(rows, 2),
			.order_id = rows_text(rows, 3),
			.quantity = rows_int(rows, 4),
			.ordered_at = rows_int(rows, 5),
		};
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_list = list;
	return OK;
}
