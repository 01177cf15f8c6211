/*
 * Rows of operators, and their way into a partner's tenant. Signing in is
 * sign_in_service.c's.
 */
#include "accounts/operator.h"

#include <string.h>

#include "accounts/directory.h"
#include "accounts/partner.h"
#include "accounts/password_link.h"
#include "accounts/user.h"
#include "base/crypto.h"
#include "base/text.h"
#include "db/db.h"

const struct partner *operator_programme(void)
{
	static const struct partner programme = {
		.partner_id = PROGRAMME_ID,
		.tenant_id = "00000000-0000-0000-0000-000000000000",
		.name = "Kontor",
		.domain = "",
		.country = "",
		.city = "",
		.currency = "EUR",
		.culture = "en-US",
		.mpn_id = "",
	};

	return &programme;
}

static const char *email_of(struct ctx *cx, const char *email)
{
	return text_lower(cx->arena, text_trim(cx->arena, email));
}

static const char *name_of(struct ctx *cx, const char *email, const char *name)
{
	if (!text_empty(name))
		return name;
	return arena_dup_n(cx->arena, email, strcspn(email, "@"));
}

struct error operator_create(struct ctx *cx, const char *email,
    const char *name, const char *password_hash)
{
	char user_id[GUID_TEXT];
	int64_t added = 0;
	struct error e;

	email = email_of(cx, email);
	if (!email_form(email))
		return fail_with(cx->arena, ERR_FIELD_FORMAT, "email",
		    HOLES({ "wanted", "name@example.com" }));
	guid_random(user_id);
	e = sql_run(cx, SQL_operator_add,
	    ARGS(T(user_id), T(email), T(name_of(cx, email, name)),
		T(password_hash), I(cx->wall)),
	    &added);
	if (e.code || added == 1)
		return e;
	return fail(ERR_EMAIL_TAKEN, "email");
}

struct error operator_find(
    struct ctx *cx, const char *email, const char **ret_user_id)
{
	struct rows *rows =
	    sql_open(cx, SQL_operator_find, ARGS(T(email_of(cx, email))));
	const char *user_id = rows_next(rows) ? rows_text(rows, 0) : NULL;
	struct error e = rows_close(rows);

	if (e.code == 0)
		*ret_user_id = user_id;
	return e;
}

/* The key, and everything ended that was open. */
static struct error operator_out_of_all(
    struct ctx *cx, const char *email, struct person *ret_person)
{
	struct person person = { .kind = ACTOR_OPERATOR };
	const char *user_id;
	struct error e = operator_find(cx, email, &user_id);

	if (e.code)
		return e;
	if (user_id == NULL)
		return fail(ERR_USER_UNKNOWN, NULL);
	person.user_id = user_id;
	if ((e = person_sign_out(cx, &person, NULL)).code ||
	    (e = password_links_end(cx, &person)).code)
		return e;
	*ret_person = person;
	return OK;
}

struct error operator_set_password(
    struct ctx *cx, const char *email, const char *password_hash)
{
	struct person person;
	struct error e = operator_out_of_all(cx, email, &person);

	return e.code ? e : person_set_password(cx, &person, password_hash);
}

struct error operator_set_active(struct ctx *cx, const char *email, bool active)
{
	struct person person = { 0 };
	struct error e = operator_out_of_all(cx, email, &person);

	if (e.code)
		return e;
	return sql_run(cx, SQL_operator_set_active,
	    ARGS(T(person.user_id), I(active)), NULL);
}

static void move(struct ctx *cx, const struct partner *partner)
{
	struct principal *who = ARENA_NEW(cx->arena, struct principal);

	*who = *cx->who;
	who->partner = partner;
	cx->who = who;
	cx->now = partner_now(partner, cx->wall);
}

struct error operator_into_partner(struct ctx *cx, int64_t partner_id)
{
	struct partner *partner;
	struct error e;

	if (cx->who == NULL || cx->who->kind != ACTOR_OPERATOR)
		return principal_may(cx, MAY_OPERATE);
	partner = ARENA_NEW(cx->arena, struct partner);
	e = partner_load(cx, partner_id, partner);
	if (e.code == ERR_SIGN_IN_NEEDED)
		return fail(ERR_PARTNER_UNKNOWN, NULL);
	if (e.code)
		return e;
	move(cx, partner);
	return OK;
}

void operator_out(struct ctx *cx)
{
	if (cx->who != NULL && cx->who->kind == ACTOR_OPERATOR)
		move(cx, operator_programme());
}
