/*
 * Second factors: begun, confirmed, used, renewed, ended, demanded. How often
 * a wrong code may be tried is sign-in's.
 */
#include <string.h>

#include "accounts/account_mail.h"
#include "accounts/second_factor_rows.h"
#include "accounts/totp.h"
#include "base/text.h"
#include "i18n/i18n.h"

#define ISSUER "Kontor"
#define RECOVERY_CHARS 10

struct error second_factor_of(struct ctx *cx, const struct person *person,
    struct second_factor *ret_factor)
{
	struct factor_row row;
	bool found;
	struct error e = factor_row_find(cx, person, &row, &found);

	if (e.code)
		return e;
	*ret_factor = (struct second_factor){
		.on = found && row.confirmed_at > 0,
		.begun = found && row.confirmed_at == 0,
		.since = row.confirmed_at,
		.codes_left = row.codes_left,
	};
	return OK;
}

/* The place of a sealed secret: bound to its person. */
static const char *place(struct ctx *cx, const struct person *person)
{
	return arena_printf(cx->arena, "%lld/%s", (long long)person->partner_id,
	    person->user_id);
}

struct error second_factor_begin(struct ctx *cx, const struct person *person)
{
	uint8_t secret[TOTP_SECRET_BYTES];
	struct second_factor factor;
	uint8_t *sealed;
	size_t length;
	struct error e = second_factor_of(cx, person, &factor);

	if (e.code)
		return e;
	if (factor.on)
		return fail(ERR_SECOND_FACTOR_ON, NULL);
	crypto_random(secret, sizeof(secret));
	secrets_seal(cx->secrets, PURPOSE_SECOND_FACTOR, cx->arena,
	    place(cx, person), secret, sizeof(secret), &sealed, &length);
	return factor_row_put(cx, person, sealed, length);
}

/* on: one in use; else one that waits. */
static struct error secret_open(struct ctx *cx, const struct person *person,
    bool on, struct factor_row *row, uint8_t **ret_secret, size_t *ret_length)
{
	bool found;
	struct error e = factor_row_find(cx, person, row, &found);

	if (e.code)
		return e;
	if (!found || (row->confirmed_at > 0) != on)
		return fail(ERR_SECOND_FACTOR_GONE, NULL);
	if (!secrets_unseal(cx->secrets, PURPOSE_SECOND_FACTOR, cx->arena,
		place(cx, person), row->sealed, row->sealed_length, ret_secret,
		ret_length))
		return fail(ERR_INTERNAL, NULL);
	return OK;
}

struct error second_factor_waiting(struct ctx *cx, const struct person *person,
    const char **ret_secret, const char **ret_address)
{
	struct factor_row row;
	uint8_t *secret;
	size_t length;
	struct error e = secret_open(cx, person, false, &row, &secret, &length);

	if (e.code)
		return e;
	*ret_secret = totp_secret_text(cx->arena, secret, length);
	*ret_address =
	    totp_address(cx->arena, ISSUER, person->email, *ret_secret);
	return OK;
}

/* Without what people type between the characters. */
static const char *code_plain(struct ctx *cx, const char *typed)
{
	struct text out;

	text_init(&out, cx->arena);
	text_add(&out, "");
	for (; typed != NULL && *typed != '\0'; typed++)
		if (strchr(" -\t\r\n", *typed) == NULL)
			text_add_char(&out, *typed);
	return text_lower(cx->arena, out.bytes);
}

/* Under a key that is not in the database, so that short ones suffice. */
static void recovery_hash(struct ctx *cx, const struct person *person,
    const char *plain, uint8_t hash[SHA256_BYTES])
{
	const char *bound =
	    arena_printf(cx->arena, "recovery %s %s", place(cx, person), plain);

	secrets_digest(
	    cx->secrets, PURPOSE_SECOND_FACTOR, bound, strlen(bound), hash);
}

static struct error codes_make(
    struct ctx *cx, const struct person *person, const char ***ret_codes)
{
	static const char alphabet[] = "23456789abcdefghjkmnpqrstuvwxyz";
	const char **codes =
	    ARENA_ARRAY(cx->arena, const char *, RECOVERY_CODES);
	struct error e = recovery_codes_delete(cx, person);

	for (int i = 0; i < RECOVERY_CODES && e.code == 0; i++) {
		uint8_t hash[SHA256_BYTES];
		char plain[RECOVERY_CHARS + 1];

		crypto_random_text(alphabet, RECOVERY_CHARS, plain);
		recovery_hash(cx, person, plain, hash);
		codes[i] = arena_printf(cx->arena, "%.5s-%s", plain, plain + 5);
		e = recovery_code_add(cx, person, hash);
	}
	if (e.code == 0)
		*ret_codes = codes;
	return e;
}

struct error second_factor_confirm(struct ctx *cx, const struct person *person,
    const char *code, const char *keep_session, const char ***ret_codes)
{
	struct factor_row row;
	uint8_t *secret;
	size_t length;
	int64_t step;
	bool taken = false;
	struct error e = secret_open(cx, person, false, &row, &secret, &length);

	if (e.code)
		return e;
	step = totp_match(
	    secret, length, code_plain(cx, code), cx->wall, row.last_step);
	if (step == 0)
		return fail(ERR_CODE_WRONG, "code");
	if ((e = factor_row_step(cx, person, step, true, &taken)).code)
		return e;
	if (!taken)
		return fail(ERR_SECOND_FACTOR_GONE, NULL);
	if ((e = codes_make(cx, person, ret_codes)).code ||
	    (e = person_sign_out(cx, person, keep_session)).code ||
	    (e = person_say(cx, person, ACTIVITY_ENABLE_SECOND_FACTOR, NULL))
		.code)
		return e;
	return account_mail(cx, person, ACCOUNT_MAIL_FACTOR_ON, NULL);
}

static struct error use_recovery(struct ctx *cx, const struct person *person,
    const char *plain, enum code_kind *ret_kind)
{
	uint8_t hash[SHA256_BYTES];
	bool taken = false;
	struct error e;

	recovery_hash(cx, person, plain, hash);
	e = recovery_code_take(cx, person, hash, &taken);
	if (e.code || !taken)
		return e;
	*ret_kind = CODE_RECOVERY;
	return account_mail(cx, person, ACCOUNT_MAIL_RECOVERY_USED, NULL);
}

struct error second_factor_use(struct ctx *cx, const struct person *person,
    const char *code, enum code_kind *ret_kind)
{
	const char *plain = code_plain(cx, code);
	struct factor_row row;
	uint8_t *secret;
	size_t length;
	int64_t step;
	bool taken = false;
	struct error e = secret_open(cx, person, true, &row, &secret, &length);

	*ret_kind = CODE_NONE;
	if (e.code)
		return e.code == ERR_SECOND_FACTOR_GONE ? OK : e;
	step = totp_match(secret, length, plain, cx->wall, row.last_step);
	if (step == 0)
		return use_recovery(cx, person, plain, ret_kind);
	e = factor_row_step(cx, person, step, false, &taken);
	if (e.code == 0 && taken)
		*ret_kind = CODE_APP;
	return e;
}

struct error second_factor_renew(
    struct ctx *cx, const struct person *person, const char ***ret_codes)
{
	struct second_factor factor;
	struct error e = second_factor_of(cx, person, &factor);

	if (e.code)
		return e;
	if (!factor.on)
		return fail(ERR_SECOND_FACTOR_GONE, NULL);
	e = codes_make(cx, person, ret_codes);
	return e.code ? e
		      : person_say(
			    cx, person, ACTIVITY_RENEW_RECOVERY_CODES, NULL);
}

struct error second_factor_end(
    struct ctx *cx, const struct person *person, const char *way)
{
	struct second_factor factor;
	bool was;
	struct error e = second_factor_of(cx, person, &factor);

	if (e.code || (!factor.on && !factor.begun))
		return e;
	if (person->demanded && text_same(way, "own"))
		return fail(ERR_SECOND_FACTOR_DEMANDED, NULL);
	if ((e = factor_row_delete(cx, person, &was)).code ||
	    (e = recovery_codes_delete(cx, person)).code || !factor.on)
		return e;
	e = cx->who == NULL
		? person_say_system(cx, person, ACTIVITY_DISABLE_SECOND_FACTOR,
		      HOLES({ "Way", way }))
		: person_say(cx, person, ACTIVITY_DISABLE_SECOND_FACTOR,
		      HOLES({ "Way", way }));
	return e.code ? e
		      : account_mail(cx, person, ACCOUNT_MAIL_FACTOR_OFF, NULL);
}

struct error second_factor_reset(
    struct ctx *cx, enum person_door door, const char *email, const char *way)
{
	struct person person;
	bool found;
	struct error e = person_by_email(cx, door, email, &person, &found);

	if (e.code)
		return e;
	if (!found)
		return fail(ERR_USER_UNKNOWN, NULL);
	e = second_factor_end(cx, &person, way);
	return e.code ? e : person_sign_out(cx, &person, NULL);
}

struct error second_factor_demand(struct ctx *cx, bool demanded)
{
	bool changed;
	struct error e = factor_demand_set(
	    cx, cx->who->partner->partner_id, demanded, &changed);

	if (e.code || !changed)
		return e;
	return activity_add(cx,
	    &(struct activity){ .action = ACTIVITY_DEMAND_SECOND_FACTOR,
		.title = cx->who->partner->name,
		.details = HOLES({ "Demanded", demanded ? "true" : "false" }) },
	    OK);
}
