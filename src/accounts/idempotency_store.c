/*
 * Rows of answers given before. Which answers are kept is the API door's.
 */
#include "accounts/idempotency.h"

#include <string.h>

#include "accounts/principal.h"
#include "base/crypto.h"
#include "base/text.h"
#include "db/db.h"

/* Longer than promised, so that the purge and a late repeat do not meet. */
#define KEPT_SECONDS (IDEMPOTENCY_SECONDS + 3600)

/* With its length before it: "ab" + "c" is not "a" + "bc". */
static void part(struct text *out, const char *value)
{
	const char *text = value ? value : "";

	text_addf(out, "%zu:", strlen(text));
	text_add(out, text);
}

static void key_hash(struct ctx *cx, const struct idempotency_key *key,
    uint8_t ret_hash[SHA256_BYTES])
{
	struct text out;

	text_init(&out, cx->arena);
	part(&out, cx->who->user_id);
	part(&out, cx->who->client_id);
	part(&out, cx->who->customer_id);
	part(&out, key->method);
	part(&out, key->path);
	part(&out, key->query);
	part(&out, text_lower(cx->arena, key->request_id));
	sha256(out.bytes, out.length, ret_hash);
}

static const char *seal_name(struct ctx *cx, const uint8_t hash[SHA256_BYTES])
{
	char hex[SHA256_HEX];

	hex_encode(hash, SHA256_BYTES, hex);
	return arena_printf(cx->arena, "answer %lld %s",
	    (long long)cx->who->partner->partner_id, hex);
}

/* False when sealed bytes cannot be opened: then it is a new call. */
static bool answer_read(struct ctx *cx, struct rows *rows,
    const uint8_t hash[SHA256_BYTES], struct stored_answer *ret_answer)
{
	struct stored_answer answer = { .status = (int)rows_int(rows, 1),
		.location = rows_text(rows, 4) };
	uint8_t *plain;

	if (!rows_null(rows, 2))
		answer.bytes = rows_blob(rows, 2, &answer.length);
	if (answer.bytes != NULL && rows_int(rows, 3) != 0) {
		if (!secrets_unseal(cx->secrets, PURPOSE_ANSWER, cx->arena,
			seal_name(cx, hash), (const uint8_t *)answer.bytes,
			answer.length, &plain, &answer.length))
			return false;
		answer.bytes = (const char *)plain;
	}
	*ret_answer = answer;
	return true;
}

static bool body_same(struct rows *rows, const uint8_t hash[SHA256_BYTES])
{
	size_t length;
	const void *stored = rows_blob(rows, 0, &length);

	return length == SHA256_BYTES && memcmp(stored, hash, length) == 0;
}

struct error idempotency_find(struct ctx *cx, const struct idempotency_key *key,
    struct stored_answer *ret_answer, bool *ret_found)
{
	uint8_t hash[SHA256_BYTES], body[SHA256_BYTES];
	struct rows *rows;
	bool found;
	struct error e;

	key_hash(cx, key, hash);
	sha256(key->body, key->body_length, body);
	rows = sql_open(cx, SQL_idempotency_find,
	    ARGS(I(cx->who->partner->partner_id), B(hash, SHA256_BYTES),
		I(cx->wall - KEPT_SECONDS)));
	found = rows_next(rows) && body_same(rows, body) &&
		answer_read(cx, rows, hash, ret_answer);
	if ((e = rows_close(rows)).code)
		return e;
	*ret_found = found;
	return OK;
}

struct error idempotency_keep(struct ctx *cx, const struct idempotency_key *key,
    const struct stored_answer *answer, bool sealed)
{
	uint8_t hash[SHA256_BYTES], body[SHA256_BYTES];
	const void *bytes = answer->bytes;
	size_t length = answer->length;
	uint8_t *locked;
	struct sql_arg kept = NIL;

	key_hash(cx, key, hash);
	sha256(key->body, key->body_length, body);
	if (bytes != NULL && sealed) {
		secrets_seal(cx->secrets, PURPOSE_ANSWER, cx->arena,
		    seal_name(cx, hash), bytes, length, &locked, &length);
		bytes = locked;
	}
	if (bytes != NULL)
		kept = (struct sql_arg)B(bytes, length);
	return sql_run(cx, SQL_idempotency_keep,
	    ARGS(I(cx->who->partner->partner_id), B(hash, SHA256_BYTES),
		B(body, SHA256_BYTES), I(answer->status), kept, I(sealed),
		T(answer->location), I(cx->wall)),
	    NULL);
}

struct error idempotency_purge(
    struct ctx *cx, int64_t limit, int64_t *ret_count)
{
	return sql_run(cx, SQL_idempotency_purge,
	    ARGS(I(cx->wall - KEPT_SECONDS), I(limit)), ret_count);
}
