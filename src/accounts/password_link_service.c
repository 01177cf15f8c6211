/*
 * Links to set a password: issued, sent, asked for, used.
 */
#include <string.h>

#include "accounts/account_mail.h"
#include "accounts/password_link_rows.h"
#include "accounts/token_grant.h"
#include "accounts/tries.h"
#include "base/settings.h"
#include "base/text.h"
#include "i18n/i18n.h"

struct error password_link_issue(struct ctx *cx, const struct person *person,
    enum password_link_purpose purpose, const char **ret_token)
{
	int64_t seconds = purpose == PASSWORD_LINK_INVITE
			      ? PASSWORD_LINK_INVITE_SECONDS
			      : PASSWORD_LINK_RESET_SECONDS;
	struct password_link link = { .purpose = purpose,
		.person = *person,
		.created_at = cx->wall,
		.expires_at = cx->wall + seconds };
	uint8_t hash[SHA256_BYTES];
	const char *token = token_opaque(cx, person->partner_id, hash);
	struct error e;

	if ((e = password_links_end(cx, person)).code ||
	    (e = password_link_add(cx, &link, hash)).code)
		return e;
	*ret_token = token;
	return OK;
}

struct error password_link_send(struct ctx *cx, const struct person *person,
    enum password_link_purpose purpose)
{
	const char *token;
	struct error e = password_link_issue(cx, person, purpose, &token);

	return e.code ? e
		      : account_mail(cx, person,
			    purpose == PASSWORD_LINK_INVITE
				? ACCOUNT_MAIL_INVITATION
				: ACCOUNT_MAIL_RESET,
			    token);
}

const char *password_link_address(struct ctx *cx, const char *token)
{
	return arena_printf(
	    cx->arena, "%s/password/%s", cx->settings->public_url, token);
}

static bool partner_of(struct ctx *cx, const char *token, int64_t *ret_partner)
{
	const char *dot = token ? strchr(token, '.') : NULL;

	return dot != NULL &&
	       text_to_int(arena_dup_n(cx->arena, token, (size_t)(dot - token)),
		   ret_partner) &&
	       *ret_partner >= 0;
}

struct error password_link_find(
    struct ctx *cx, const char *token, struct password_link *ret_link)
{
	struct password_link link;
	uint8_t hash[SHA256_BYTES];
	int64_t partner_id;
	bool found = false;
	struct error e = OK;

	if (partner_of(cx, token, &partner_id)) {
		sha256(token, strlen(token), hash);
		e = password_link_row(cx, partner_id, hash, &link, &found);
	}
	if (e.code == 0 && found && link.expires_at > cx->wall)
		e = person_load(cx, &link.person, &link.person, &found);
	else
		found = false;
	if (e.code)
		return e;
	if (!found || !link.person.active)
		return fail(ERR_PASSWORD_LINK_OVER, NULL);
	*ret_link = link;
	return OK;
}

struct error password_link_use(
    struct ctx *cx, const char *token, const char *password_hash)
{
	struct password_link link;
	const struct person *person = &link.person;
	struct error e = password_link_find(cx, token, &link);
	bool invited = e.code == 0 && link.purpose == PASSWORD_LINK_INVITE;

	if (e.code || (e = password_links_end(cx, person)).code ||
	    (e = person_set_password(cx, person, password_hash)).code ||
	    (e = person_sign_out(cx, person, NULL)).code ||
	    (e = person_say(cx, person, ACTIVITY_CHANGE_PASSWORD,
		 HOLES({ "Way", invited ? "invitation" : "mail" })))
		.code)
		return e;
	return invited ? OK
		       : account_mail(
			     cx, person, ACCOUNT_MAIL_PASSWORD_CHANGED, NULL);
}

/* ---- asked for ---- */

static struct error too_often(
    struct ctx *cx, enum tries_of of, const char *who, bool *ret_often)
{
	int64_t wait;
	struct error e = tries_wait(cx, of, who, &wait);

	if (e.code)
		return e;
	*ret_often = wait > 0;
	return *ret_often ? OK : tries_add(cx, of, who);
}

struct error password_ask(
    struct ctx *cx, enum person_door door, const char *email)
{
	const char *name = text_lower(cx->arena, text_trim(cx->arena, email));

	bool often;
	struct error e =
	    too_often(cx, TRIES_RESET_ADDRESS, cx->address, &often);

	if (e.code)
		return e;
	if (often)
		return fail_with(
		    cx->arena, ERR_TOO_MANY, NULL, HOLES({ "seconds", "900" }));
	e = too_often(cx, TRIES_RESET_NAME, name, &often);
	return e.code || often ? e : password_asked_add(cx, door, name);
}

static struct error asked_serve(
    struct ctx *cx, const struct password_asked *asked)
{
	const struct locale *before = cx->locale;
	struct person person;
	bool found;
	struct error e =
	    person_by_email(cx, asked->door, asked->email, &person, &found);

	cx->locale = asked->locale ? locale_find(asked->locale) : NULL;
	/* who was only invited is invited again, with all its time */
	if (e.code == 0 && found && person.active)
		e = password_link_send(cx, &person,
		    text_same(person.password_hash, PASSWORD_NONE)
			? PASSWORD_LINK_INVITE
			: PASSWORD_LINK_RESET);
	cx->locale = before;
	return e.code ? e : password_asked_done(cx, asked->asked_id);
}

struct error password_asked_serve(
    struct ctx *cx, int64_t limit, int64_t *ret_count)
{
	struct password_asked *list;
	size_t count;
	struct error e = password_asked_list(cx, limit, &list, &count);

	for (size_t i = 0; e.code == 0 && i < count; i++)
		e = asked_serve(cx, &list[i]);
	if (e.code == 0)
		*ret_count = (int64_t)count;
	return e;
}
