/*
 * Signing in: who it might be, whether the password may be tried, what a
 * wrong one costs, and the session a right one opens.
 */
#include "accounts/sign_in.h"

#include <string.h>

#include "accounts/directory.h"
#include "accounts/operator.h"
#include "accounts/partner.h"
#include "accounts/password.h"
#include "accounts/sign_in_private.h"
#include "accounts/sign_in_rows.h"
#include "accounts/tries.h"
#include "activity/activity.h"
#include "base/crypto.h"
#include "base/settings.h"
#include "base/text.h"
#include "i18n/i18n.h"

#define SECRET_BYTES 32

struct error sign_in_locked(struct ctx *cx, int64_t seconds)
{
	return fail_with(cx->arena, ERR_SIGN_IN_LOCKED, NULL,
	    HOLES({ "minutes", arena_printf(cx->arena, "%lld",
				   (long long)((seconds + 59) / 60)) }));
}

/* "user", or "customer/user" */
static void subject_split(
    struct ctx *cx, const char *subject, struct sign_in_candidate *candidate)
{
	const char *slash = strchr(subject, '/');

	candidate->kind = slash ? ACTOR_CUSTOMER_USER : ACTOR_USER;
	candidate->user_id = slash ? slash + 1 : subject;
	if (slash)
		candidate->customer_id =
		    arena_dup_n(cx->arena, subject, (size_t)(slash - subject));
}

static struct error look_known(
    struct ctx *cx, struct sign_in_candidate *candidate)
{
	struct sign_in_row row;
	struct error e;

	if ((e = sign_in_row_find(cx, candidate, &row, &candidate->known)).code)
		return e;
	if (!candidate->known)
		return OK;
	if (row.active)
		candidate->password_hash = row.password_hash;
	if (row.locked_until > cx->wall)
		candidate->refused =
		    sign_in_locked(cx, row.locked_until - cx->wall);
	return OK;
}

/* Names nobody has, and an address that tries many. */
static struct error look_wait(
    struct ctx *cx, struct sign_in_candidate *candidate)
{
	int64_t wait = 0;
	struct error e = OK;

	if (!candidate->known)
		e = tries_wait(cx, TRIES_NAME, candidate->email, &wait);
	if (e.code == 0 && wait == 0)
		e = tries_wait(cx, TRIES_ADDRESS, cx->address, &wait);
	if (e.code == 0 && wait > 0 && !candidate->refused.code)
		candidate->refused = sign_in_locked(cx, wait);
	return e;
}

struct error sign_in_look(
    struct ctx *cx, const char *email, struct sign_in_candidate *ret_candidate)
{
	struct sign_in_candidate candidate = { .known = false };
	struct directory_entry entry;
	bool found;
	struct error e;

	candidate.email =
	    email ? text_lower(cx->arena, text_trim(cx->arena, email)) : "";
	if ((e = directory_find(
		 cx, DIRECTORY_EMAIL, candidate.email, &entry, &found))
		.code)
		return e;
	if (found) {
		candidate.partner_id = entry.partner_id;
		subject_split(cx, entry.subject, &candidate);
		if ((e = look_known(cx, &candidate)).code)
			return e;
	}
	if ((e = look_wait(cx, &candidate)).code)
		return e;
	*ret_candidate = candidate;
	return OK;
}

struct error sign_in_look_operator(
    struct ctx *cx, const char *email, struct sign_in_candidate *ret_candidate)
{
	struct sign_in_candidate candidate = { .kind = ACTOR_OPERATOR,
		.partner_id = PROGRAMME_ID };
	struct error e;

	candidate.email =
	    email ? text_lower(cx->arena, text_trim(cx->arena, email)) : "";
	e = operator_find(cx, candidate.email, &candidate.user_id);
	if (e.code || (candidate.user_id != NULL &&
			  (e = look_known(cx, &candidate)).code))
		return e;
	if ((e = look_wait(cx, &candidate)).code)
		return e;
	*ret_candidate = candidate;
	return OK;
}

void sign_in_verify(
    struct ctx *cx, struct sign_in_candidate *candidate, const char *password)
{
	candidate->password_right = false;
	if (candidate->refused.code)
		return;
	candidate->password_right =
	    password_verify(cx, candidate->password_hash, password);
}

/* The principal of a candidate; needs its partner. */
static struct error candidate_who(struct ctx *cx,
    const struct sign_in_candidate *candidate, const struct sign_in_row *row,
    struct principal **ret_who)
{
	struct principal *who = ARENA_NEW(cx->arena, struct principal);
	struct partner *partner = ARENA_NEW(cx->arena, struct partner);
	struct error e;

	if (candidate->kind == ACTOR_OPERATOR)
		*partner = *operator_programme();
	else if ((e = partner_load(cx, candidate->partner_id, partner)).code)
		return e;
	*who = (struct principal){
		.kind = candidate->kind,
		.partner = partner,
		.roles = row->roles,
		.user_id = candidate->user_id,
		.user_name = row->name,
		.email = row->email,
		.customer_id = candidate->customer_id,
	};
	*ret_who = who;
	return OK;
}

/* One activity row, by the tenant's clock. */
static struct error say(
    struct ctx *cx, const struct principal *who, struct error outcome)
{
	struct ctx as = *cx;

	as.who = who;
	as.now = partner_now(who->partner, cx->wall);
	return activity_add(&as,
	    &(struct activity){
		.action = ACTIVITY_SIGN_IN,
		.customer_id = who->customer_id,
	    },
	    outcome);
}

struct error sign_in_wrong(struct ctx *cx,
    const struct sign_in_candidate *candidate, const struct sign_in_row *row,
    struct error why, struct sign_in_result *result)
{
	int64_t failed = row->failed + 1;
	int64_t locked_until = 0;
	struct principal *who;
	struct error e;

	if (failed >= SIGN_IN_TRIES) {
		failed = 0;
		locked_until = cx->wall + SIGN_IN_LOCK_SECONDS;
	}
	result->outcome = why;
	if ((e = tries_add(cx, TRIES_ADDRESS, cx->address)).code ||
	    (e = sign_in_row_count(cx, candidate, failed, locked_until)).code)
		return e;
	if ((e = candidate_who(cx, candidate, row, &who)).code)
		return e;
	return say(cx, who, result->outcome);
}

static const char *random_text(struct ctx *cx)
{
	uint8_t bytes[SECRET_BYTES];

	crypto_random(bytes, sizeof(bytes));
	return base64url_encode(cx->arena, bytes, sizeof(bytes));
}

/* The cookie names the partner, so that a lookup never scans tenants. */
static struct error session_start(struct ctx *cx, struct principal *who,
    const char *agent, struct sign_in_result *result)
{
	const char *cookie = arena_printf(cx->arena, "%lld.%s",
	    (long long)who->partner->partner_id, random_text(cx));
	uint8_t hash[SHA256_BYTES];
	char *session_id = arena_alloc(cx->arena, SHA256_HEX);

	sha256(cookie, strlen(cookie), hash);
	hex_encode(hash, sizeof(hash), session_id);
	who->session_id = session_id;
	who->csrf = random_text(cx);
	result->cookie = cookie;
	result->expires_at = cx->wall + cx->settings->session_hours * 60 * 60;
	return session_add(cx,
	    &(struct session){
		.partner_id = who->partner->partner_id,
		.user_id = who->user_id,
		.customer_id = who->customer_id,
		.csrf = who->csrf,
		.expires_at = result->expires_at,
		.agent = agent,
	    },
	    hash);
}

static void become(
    struct ctx *cx, const struct principal *who, const char *locale)
{
	const struct locale *chosen = locale ? locale_find(locale) : NULL;

	cx->who = who;
	cx->now = partner_now(who->partner, cx->wall);
	if (chosen != NULL)
		cx->locale = chosen;
}

void sign_in_become(struct ctx *cx, const struct sign_in_result *result)
{
	if (result->who != NULL)
		become(cx, result->who, result->locale);
}

struct error sign_in_right(struct ctx *cx,
    const struct sign_in_candidate *candidate, const struct sign_in_row *row,
    const char *agent, struct sign_in_result *result)
{
	struct principal *who;
	struct error e;

	if ((row->failed || row->locked_until) &&
	    (e = sign_in_row_count(cx, candidate, 0, 0)).code)
		return e;
	if ((e = candidate_who(cx, candidate, row, &who)).code)
		return e;
	if (agent != NULL && (e = session_start(cx, who, agent, result)).code)
		return e;
	result->who = who;
	result->locale = row->locale;
	return say(cx, who, OK);
}

/*
 * The password was right, and more may be asked for. Then wrong ones go on
 * counting: who knows the password could try codes without end.
 */
static struct error record_right(struct ctx *cx,
    const struct sign_in_candidate *candidate, const struct sign_in_row *row,
    const char *agent, struct sign_in_result *result)
{
	struct person person;
	enum sign_in_need need;
	struct error e = sign_in_need_of(cx, candidate, &person, &need);

	if (e.code)
		return e;
	if (need == NEED_NOTHING || (agent == NULL && need == NEED_PASSWORD))
		return sign_in_right(cx, candidate, row, agent, result);
	if (agent != NULL)
		return sign_in_step_start(cx, &person, false, need, result);
	result->need = need;
	result->outcome = fail(ERR_SECOND_FACTOR_NEEDED, NULL);
	return OK;
}

/* What the worker saw may be old: many tries may be under way at once, and
 * the password may have been changed. */
static bool still_right(
    const struct sign_in_candidate *candidate, const struct sign_in_row *row)
{
	return candidate->password_right && row->active &&
	       text_same(candidate->password_hash, row->password_hash);
}

static struct error record_known(struct ctx *cx,
    const struct sign_in_candidate *candidate, const char *agent,
    struct sign_in_result *result)
{
	struct sign_in_row row;
	bool found;
	struct error e;

	if ((e = sign_in_row_find(cx, candidate, &row, &found)).code)
		return e;
	if (!found) {
		result->outcome = fail(ERR_SIGN_IN_WRONG, NULL);
		return OK;
	}
	if (row.locked_until > cx->wall) {
		result->outcome =
		    sign_in_locked(cx, row.locked_until - cx->wall);
		return OK;
	}
	if (!still_right(candidate, &row))
		return sign_in_wrong(
		    cx, candidate, &row, fail(ERR_SIGN_IN_WRONG, NULL), result);
	return record_right(cx, candidate, &row, agent, result);
}

static struct error record(struct ctx *cx,
    const struct sign_in_candidate *candidate, const char *agent,
    struct sign_in_result *result)
{
	struct error e;

	result->outcome = candidate->refused;
	if (result->outcome.code)
		return OK;
	if (candidate->known)
		return record_known(cx, candidate, agent, result);
	result->outcome = fail(ERR_SIGN_IN_WRONG, NULL);
	e = tries_add(cx, TRIES_NAME, candidate->email);
	return e.code ? e : tries_add(cx, TRIES_ADDRESS, cx->address);
}

struct error sign_in_record(struct ctx *cx,
    const struct sign_in_candidate *candidate, const char *agent,
    struct sign_in_result *ret_result)
{
	struct sign_in_result result = { .outcome = OK };
	struct error e;

	if ((e = record(cx, candidate, agent ? agent : "", &result)).code)
		return e;
	sign_in_become(cx, &result);
	*ret_result = result;
	return OK;
}

struct error sign_in_count(struct ctx *cx,
    const struct sign_in_candidate *candidate, struct error *ret_outcome,
    enum sign_in_need *ret_need)
{
	struct sign_in_result result = { .outcome = OK };
	struct error e;

	if ((e = record(cx, candidate, NULL, &result)).code)
		return e;
	*ret_outcome = result.outcome;
	*ret_need = result.need;
	return OK;
}

struct error sign_in_prove(struct ctx *cx,
    const struct sign_in_candidate *candidate, struct error *ret_outcome)
{
	struct sign_in_result result = { .outcome = candidate->refused };
	struct sign_in_row row;
	bool found = false;
	struct error e = OK;

	if (result.outcome.code == 0)
		e = sign_in_row_find(cx, candidate, &row, &found);
	if (e.code == 0 && found && row.locked_until > cx->wall)
		result.outcome =
		    sign_in_locked(cx, row.locked_until - cx->wall);
	else if (e.code == 0 && found && !still_right(candidate, &row))
		e = sign_in_wrong(cx, candidate, &row,
		    fail(ERR_PASSWORD_WRONG, "password"), &result);
	if (e.code == 0)
		*ret_outcome = result.outcome;
	return e;
}

struct error sign_out(struct ctx *cx)
{
	uint8_t hash[SHA256_BYTES];

	if (cx->who == NULL || cx->who->session_id == NULL ||
	    !hex_decode(cx->who->session_id, SHA256_HEX - 1, hash))
		return OK;
	return session_end(cx, session_partner(cx->who), hash);
}

struct error session_enter(
    struct ctx *cx, const char *cookie, enum actor_kind wanted)
{
	const char *dot = cookie ? strchr(cookie, '.') : NULL;
	struct principal *who = ARENA_NEW(cx->arena, struct principal);
	uint8_t hash[SHA256_BYTES];
	const char *locale = NULL;
	int64_t partner_id;
	bool found;
	struct error e;

	if (dot == NULL ||
	    !text_to_int(arena_dup_n(cx->arena, cookie, (size_t)(dot - cookie)),
		&partner_id))
		return fail(ERR_SIGN_IN_NEEDED, NULL);
	sha256(cookie, strlen(cookie), hash);
	e = wanted == ACTOR_OPERATOR
		? operator_session_who(cx, hash, who, &found)
		: session_who(cx, partner_id, hash, who, &locale, &found);
	if (e.code)
		return e;
	if (!found || who->kind != wanted)
		return fail(ERR_SIGN_IN_NEEDED, NULL);
	become(cx, who, locale);
	return OK;
}
