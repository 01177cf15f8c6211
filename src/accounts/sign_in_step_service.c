/*
 * The steps behind the right password: which come, and what each does.
 */
#include <string.h>

#include "accounts/account_mail.h"
#include "accounts/second_factor.h"
#include "accounts/sign_in_private.h"
#include "accounts/sign_in_step_rows.h"
#include "accounts/token_grant.h"
#include "base/text.h"
#include "i18n/i18n.h"

static enum sign_in_need need_of(const struct person *person,
    const struct second_factor *factor, bool factor_done)
{
	if (factor->on && !factor_done)
		return NEED_CODE;
	if (person->must_change)
		return NEED_PASSWORD;
	if (person->demanded && !factor->on)
		return NEED_FACTOR;
	return NEED_NOTHING;
}

struct error sign_in_need_of(struct ctx *cx,
    const struct sign_in_candidate *candidate, struct person *ret_person,
    enum sign_in_need *ret_need)
{
	struct person key = { .kind = candidate->kind,
		.partner_id = candidate->partner_id,
		.customer_id = candidate->customer_id,
		.user_id = candidate->user_id };
	struct second_factor factor;
	bool found;
	struct error e = person_load(cx, &key, ret_person, &found);

	if (e.code == 0 && !found)
		e = fail(ERR_SIGN_IN_WRONG, NULL);
	if (e.code || (e = second_factor_of(cx, &key, &factor)).code)
		return e;
	*ret_need = need_of(ret_person, &factor, false);
	return OK;
}

struct error sign_in_step_start(struct ctx *cx, const struct person *person,
    bool factor_done, enum sign_in_need need, struct sign_in_result *result)
{
	uint8_t hash[SHA256_BYTES];
	struct error e = OK;

	result->need = need;
	result->step = token_opaque(cx, person->partner_id, hash);
	if (need == NEED_FACTOR)
		e = second_factor_begin(cx, person);
	return e.code ? e : step_row_add(cx, person, factor_done, hash);
}

/* Found by its cookie, with the hash to end it by. */
static struct error step_find(struct ctx *cx, const char *cookie,
    struct sign_in_step *step, uint8_t hash[SHA256_BYTES])
{
	const char *dot = cookie ? strchr(cookie, '.') : NULL;
	struct second_factor factor;
	int64_t partner_id;
	bool found = false;
	struct error e = OK;

	if (dot != NULL &&
	    text_to_int(arena_dup_n(cx->arena, cookie, (size_t)(dot - cookie)),
		&partner_id)) {
		sha256(cookie, strlen(cookie), hash);
		e = step_row_find(cx, partner_id, hash, step, &found);
	}
	if (e.code == 0 && found)
		e = person_load(cx, &step->person, &step->person, &found);
	if (e.code)
		return e;
	if (!found || !step->person.active)
		return fail(ERR_SIGN_IN_STEP_OVER, NULL);
	if ((e = second_factor_of(cx, &step->person, &factor)).code)
		return e;
	step->need = need_of(&step->person, &factor, step->factor_done);
	return step->need == NEED_NOTHING ? fail(ERR_SIGN_IN_STEP_OVER, NULL)
					  : OK;
}

struct error sign_in_step_enter(
    struct ctx *cx, const char *cookie, struct sign_in_step *ret_step)
{
	uint8_t hash[SHA256_BYTES];

	return step_find(cx, cookie, ret_step, hash);
}

/* What a step works on, in the writer. */
struct work {
	struct sign_in_step step;
	uint8_t hash[SHA256_BYTES];
	struct sign_in_candidate candidate;
	struct sign_in_row row;
};

/* Sets the outcome when the person is locked: then there is no more to do. */
static struct error work_begin(struct ctx *cx, const char *cookie,
    enum sign_in_need need, struct work *work, struct sign_in_result *result)
{
	const struct person *person = &work->step.person;
	bool found;
	struct error e = step_find(cx, cookie, &work->step, work->hash);

	if (e.code == 0 && work->step.need != need)
		e = fail(ERR_SIGN_IN_STEP_OVER, NULL);
	if (e.code)
		return e;
	work->candidate = (struct sign_in_candidate){ .email = person->email,
		.known = true,
		.kind = person->kind,
		.partner_id = person->partner_id,
		.customer_id = person->customer_id,
		.user_id = person->user_id };
	e = sign_in_row_find(cx, &work->candidate, &work->row, &found);
	if (e.code == 0 && !found)
		e = fail(ERR_SIGN_IN_STEP_OVER, NULL);
	if (e.code == 0 && work->row.locked_until > cx->wall)
		result->outcome =
		    sign_in_locked(cx, work->row.locked_until - cx->wall);
	return e;
}

/* This step is done: the next one, or the session. */
static struct error work_end(struct ctx *cx, struct work *work,
    const char *agent, struct sign_in_result *result)
{
	struct sign_in_step *step = &work->step;
	struct second_factor factor;
	enum sign_in_need need;
	bool found;
	struct error e = step_row_end(cx, step->person.partner_id, work->hash);

	if (e.code ||
	    (e = person_load(cx, &step->person, &step->person, &found)).code ||
	    (e = second_factor_of(cx, &step->person, &factor)).code)
		return e;
	need = need_of(&step->person, &factor, step->factor_done);
	if (need != NEED_NOTHING)
		return sign_in_step_start(
		    cx, &step->person, step->factor_done, need, result);
	e = sign_in_right(
	    cx, &work->candidate, &work->row, agent ? agent : "", result);
	if (e.code == 0)
		sign_in_become(cx, result);
	return e;
}

struct error sign_in_step_code(struct ctx *cx, const char *cookie,
    const char *code, const char *agent, struct sign_in_result *ret_result)
{
	struct sign_in_result result = { .outcome = OK };
	enum code_kind kind = CODE_NONE;
	struct work work;
	struct error e = work_begin(cx, cookie, NEED_CODE, &work, &result);

	if (e.code == 0 && result.outcome.code == 0) {
		e = second_factor_use(cx, &work.step.person, code, &kind);
		work.step.factor_done = true;
		if (e.code == 0)
			e = kind == CODE_NONE
				? sign_in_wrong(cx, &work.candidate, &work.row,
				      fail(ERR_CODE_WRONG, "code"), &result)
				: work_end(cx, &work, agent, &result);
	}
	if (e.code == 0)
		*ret_result = result;
	return e;
}

struct error sign_in_step_password(struct ctx *cx, const char *cookie,
    const char *password_hash, const char *agent,
    struct sign_in_result *ret_result)
{
	struct sign_in_result result = { .outcome = OK };
	struct work work;
	const struct person *person = &work.step.person;
	struct error e = work_begin(cx, cookie, NEED_PASSWORD, &work, &result);

	if (e.code == 0 && result.outcome.code == 0 &&
	    (e = person_set_password(cx, person, password_hash)).code == 0 &&
	    (e = person_sign_out(cx, person, NULL)).code == 0 &&
	    (e = person_say(cx, person, ACTIVITY_CHANGE_PASSWORD,
		 HOLES({ "Way", "sign-in" })))
		    .code == 0)
		e = work_end(cx, &work, agent, &result);
	if (e.code == 0)
		*ret_result = result;
	return e;
}

struct error sign_in_step_factor(struct ctx *cx, const char *cookie,
    const char *code, const char *agent, struct sign_in_result *ret_result,
    const char ***ret_codes)
{
	struct sign_in_result result = { .outcome = OK };
	struct work work;
	struct error e = work_begin(cx, cookie, NEED_FACTOR, &work, &result);

	if (e.code == 0 && result.outcome.code == 0) {
		e = second_factor_confirm(
		    cx, &work.step.person, code, NULL, ret_codes);
		work.step.factor_done = true;
		if (e.code == 0)
			e = work_end(cx, &work, agent, &result);
	}
	if (e.code == 0)
		*ret_result = result;
	return e;
}

struct error sign_in_prove_code(struct ctx *cx,
    const struct sign_in_candidate *candidate, const char *code,
    struct error *ret_outcome)
{
	struct person key = person_key(cx->who);
	struct sign_in_result result = { .outcome = OK };
	enum code_kind kind = CODE_NONE;
	struct sign_in_row row;
	bool found;
	struct error e = sign_in_prove(cx, candidate, &result.outcome);

	if (e.code == 0 && result.outcome.code == 0 && code != NULL) {
		e = person_load(cx, &key, &key, &found);
		if (e.code == 0)
			e = second_factor_use(cx, &key, code, &kind);
		if (e.code == 0 && kind == CODE_NONE)
			e = sign_in_row_find(cx, candidate, &row, &found);
		if (e.code == 0 && kind == CODE_NONE)
			e = sign_in_wrong(cx, candidate, &row,
			    fail(ERR_CODE_WRONG, "code"), &result);
	}
	if (e.code == 0)
		*ret_outcome = result.outcome;
	return e;
}
