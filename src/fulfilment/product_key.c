/*
 * Makes, seals and reads product keys. Digits are in memory only between
 * making and sealing, or unsealing and showing. Pools are key_pool.c's.
 */
#include "fulfilment/product_key.h"

#include <string.h>

#include "accounts/principal.h"
#include "base/crypto.h"
#include "base/log.h"
#include "db/db.h"
#include "fulfilment/access.h"
#include "fulfilment/key_pool.h"
#include "policy/key_digits.h"

/* A key cannot be moved to another line: it is sealed to this place. */
static const char *line_place(struct ctx *cx, int64_t partner_id,
    const char *order_id, int64_t line_number)
{
	return arena_printf(cx->arena, "key/%lld/%s/%lld",
	    (long long)partner_id, order_id, (long long)line_number);
}

void key_digest(struct ctx *cx, const char *plain, uint8_t ret[SHA256_BYTES])
{
	secrets_digest(cx->secrets, PURPOSE_KEY_DIGEST, plain, KEY_DIGITS, ret);
}

static struct error key_store(struct ctx *cx, int64_t partner_id,
    int64_t issued_at, const struct fulfilment_line *line, const char *plain)
{
	uint8_t digest[SHA256_BYTES], *sealed;
	size_t length;

	key_digest(cx, plain, digest);
	secrets_seal(cx->secrets, PURPOSE_PRODUCT_KEY, cx->arena,
	    line_place(cx, partner_id, line->order_id, line->line_number),
	    plain, KEY_DIGITS, &sealed, &length);
	return sql_run(cx, SQL_product_key_add,
	    ARGS(I(partner_id), T(line->order_id), I(line->line_number),
		B(digest, sizeof(digest)), B(sealed, length), I(issued_at)),
	    NULL);
}

static void key_generate(char ret_plain[KEY_PLAIN_TEXT])
{
	crypto_random_text("0123456789", KEY_DIGITS - 1, ret_plain);
	ret_plain[KEY_DIGITS - 1] = key_check_digit(ret_plain);
	ret_plain[KEY_DIGITS] = '\0';
}

struct error key_make(struct ctx *cx, int64_t partner_id, int64_t issued_at,
    const struct fulfilment_line *line, bool *ret_made)
{
	char plain[KEY_PLAIN_TEXT] = "";
	bool drawn = true;
	struct error e = OK;

	if (strcmp(line->key_source, "generated") == 0)
		key_generate(plain);
	else if (strcmp(line->key_source, "pool") == 0)
		e = key_pool_draw(
		    cx, line->product_id, line->sku_id, plain, &drawn);
	if (e.code == 0 && plain[0] != '\0')
		e = key_store(cx, partner_id, issued_at, line, plain);
	explicit_bzero(plain, sizeof(plain));
	if (e.code)
		return e;
	*ret_made = drawn;
	return OK;
}

struct error key_again(struct ctx *cx, const char *customer_id,
    const char *entitlement_id, struct entitlement *ret_entitlement)
{
	return access_begin(cx, KEY_SHOW, customer_id, entitlement_id, NULL,
	    ret_entitlement, NULL);
}

struct error key_show(struct ctx *cx, const char *customer_id,
    const char *entitlement_id, struct entitlement *ret_entitlement)
{
	struct error e =
	    key_again(cx, customer_id, entitlement_id, ret_entitlement);

	return e.code ? e : access_tell(cx, KEY_SHOW, ret_entitlement, NULL);
}

struct error key_read(struct ctx *cx, const struct entitlement *entitlement,
    char ret_key[KEY_TEXT])
{
	int64_t partner_id = cx->who->partner->partner_id;
	const uint8_t *sealed = NULL;
	uint8_t *plain;
	char *digits;
	size_t length = 0, plain_length;
	struct rows *rows = sql_open(cx, SQL_product_key_load,
	    ARGS(I(partner_id), T(entitlement->order_id),
		I(entitlement->line_number)));
	struct error e;

	if (rows_next(rows))
		sealed = rows_blob(rows, 0, &length);
	if ((e = rows_close(rows)).code)
		return e;
	if (sealed == NULL)
		return access_revoked(cx, entitlement);
	if (!secrets_unseal(cx->secrets, PURPOSE_PRODUCT_KEY, cx->arena,
		line_place(cx, partner_id, entitlement->order_id,
		    entitlement->line_number),
		sealed, length, &plain, &plain_length)) {
		log_event(LOG_ERROR, "a key cannot be unsealed",
		    LOG_T("order", entitlement->order_id),
		    LOG_I("line", entitlement->line_number));
		return fail(ERR_INTERNAL, NULL);
	}
	digits = arena_dup_n(cx->arena, (const char *)plain, plain_length);
	key_groups(digits, ret_key);
	explicit_bzero(digits, plain_length);
	explicit_bzero(plain, plain_length);
	return OK;
}
