/*
 * Rows of everybody who signs in, and the row in the log that says what one of
 * them did to the own account.
 */
#include "accounts/person.h"

#include <string.h>

#include "accounts/directory.h"
#include "accounts/operator.h"
#include "accounts/partner.h"
#include "base/crypto.h"
#include "base/text.h"
#include "db/db.h"
#include "i18n/i18n.h"

struct person person_key(const struct principal *who)
{
	return (struct person){
		.kind = who->kind,
		.partner_id =
		    who->kind == ACTOR_OPERATOR ? 0 : who->partner->partner_id,
		.customer_id = who->customer_id,
		.user_id = who->user_id,
	};
}

static struct rows *person_open(struct ctx *cx, const struct person *key)
{
	if (key->kind == ACTOR_OPERATOR)
		return sql_open(cx, SQL_person_operator, ARGS(T(key->user_id)));
	if (key->customer_id != NULL)
		return sql_open(cx, SQL_person_customer_user,
		    ARGS(I(key->partner_id), T(key->customer_id),
			T(key->user_id)));
	return sql_open(
	    cx, SQL_person_user, ARGS(I(key->partner_id), T(key->user_id)));
}

struct error person_load(struct ctx *cx, const struct person *key,
    struct person *ret_person, bool *ret_found)
{
	struct rows *rows = person_open(cx, key);
	struct person person = *key;
	bool found = rows_next(rows);
	struct error e;

	if (found) {
		person.email = rows_text(rows, 0);
		person.name = rows_text(rows, 1);
		person.locale = rows_text(rows, 2);
		person.password_hash = rows_text(rows, 3);
		person.active = rows_int(rows, 4) != 0;
		person.must_change = rows_int(rows, 5) != 0;
		person.demanded = rows_int(rows, 6) != 0;
	}
	if ((e = rows_close(rows)).code)
		return e;
	if (found)
		*ret_person = person;
	*ret_found = found;
	return OK;
}

/* "user", or "customer/user" */
static struct person subject_person(
    struct ctx *cx, const struct directory_entry *entry)
{
	const char *slash = strchr(entry->subject, '/');
	struct person key = { .kind = ACTOR_USER,
		.partner_id = entry->partner_id,
		.user_id = entry->subject };

	if (slash == NULL)
		return key;
	key.kind = ACTOR_CUSTOMER_USER;
	key.user_id = slash + 1;
	key.customer_id = arena_dup_n(
	    cx->arena, entry->subject, (size_t)(slash - entry->subject));
	return key;
}

static struct error operator_by_email(
    struct ctx *cx, const char *email, struct person *ret_key, bool *ret_found)
{
	struct rows *rows =
	    sql_open(cx, SQL_person_operator_by_email, ARGS(T(email)));

	*ret_found = rows_next(rows);
	if (*ret_found)
		*ret_key = (struct person){ .kind = ACTOR_OPERATOR,
			.user_id = rows_text(rows, 0) };
	return rows_close(rows);
}

struct error person_by_email(struct ctx *cx, enum person_door door,
    const char *email, struct person *ret_person, bool *ret_found)
{
	const char *wanted = text_lower(cx->arena, text_trim(cx->arena, email));
	struct directory_entry entry;
	struct person key;
	bool found;
	struct error e;

	*ret_found = false;
	if (door == DOOR_OPERATOR) {
		e = operator_by_email(cx, wanted, &key, &found);
	} else {
		e = directory_find(cx, DIRECTORY_EMAIL, wanted, &entry, &found);
		if (e.code == 0 && found)
			key = subject_person(cx, &entry);
	}
	if (e.code || !found)
		return e;
	return person_load(cx, &key, ret_person, ret_found);
}

struct error person_set_password(
    struct ctx *cx, const struct person *person, const char *password_hash)
{
	if (person->kind == ACTOR_OPERATOR)
		return sql_run(cx, SQL_person_operator_password,
		    ARGS(T(person->user_id), T(password_hash)), NULL);
	if (person->customer_id != NULL)
		return sql_run(cx, SQL_person_customer_user_password,
		    ARGS(I(person->partner_id), T(person->customer_id),
			T(person->user_id), T(password_hash)),
		    NULL);
	return sql_run(cx, SQL_person_user_password,
	    ARGS(I(person->partner_id), T(person->user_id), T(password_hash)),
	    NULL);
}

struct error person_sign_out(
    struct ctx *cx, const struct person *person, const char *keep_session)
{
	static const enum sql ends[] = { SQL_person_steps_end,
		SQL_person_device_codes_end, SQL_user_refresh_tokens_end,
		SQL_user_families_end, SQL_user_codes_end };
	uint8_t keep[SHA256_BYTES] = { 0 };
	struct error e;

	if (keep_session != NULL && strlen(keep_session) == SHA256_HEX - 1)
		(void)hex_decode(keep_session, SHA256_HEX - 1, keep);
	e = sql_run(cx, SQL_person_sessions_end,
	    ARGS(I(person->partner_id), T(person->user_id),
		B(keep, sizeof(keep))),
	    NULL);
	for (size_t i = 0; i < COUNT(ends) && !e.code; i++)
		e = sql_run(cx, ends[i],
		    ARGS(I(person->partner_id), T(person->user_id)), NULL);
	return e;
}

static struct error say(
    struct ctx *cx, const struct person *person, struct activity *activity)
{
	struct partner partner = *operator_programme();
	struct error e;

	if (person->kind != ACTOR_OPERATOR &&
	    (e = partner_load(cx, person->partner_id, &partner)).code)
		return e;
	activity->partner = &partner;
	activity->at = partner_now(&partner, cx->wall);
	activity->customer_id = person->customer_id;
	activity->title = person->email;
	return activity_add(cx, activity, OK);
}

struct error person_say(struct ctx *cx, const struct person *person,
    enum activity_action action, const struct hole *details)
{
	struct activity activity = { .action = action, .details = details };

	if (cx->who == NULL) {
		activity.actor_kind = person->kind;
		activity.actor_id = person->user_id;
		activity.actor_name = person->name;
	}
	return say(cx, person, &activity);
}

struct error person_say_system(struct ctx *cx, const struct person *person,
    enum activity_action action, const struct hole *details)
{
	struct activity activity = {
		.action = action, .details = details, .actor_kind = ACTOR_SYSTEM
	};

	return say(cx, person, &activity);
}
