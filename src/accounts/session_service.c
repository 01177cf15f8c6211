/*
 * What people do with their own sessions and their own password.
 */
#include "accounts/session.h"

#include <string.h>

#include "accounts/account_mail.h"
#include "accounts/password_link.h"
#include "accounts/session_rows.h"

struct error session_end_own(struct ctx *cx, const char *session_id)
{
	struct person key = person_key(cx->who), person;
	bool was, found;
	struct error e = session_row_end(cx, &key, session_id, &was);

	if (e.code || !was ||
	    (e = person_load(cx, &key, &person, &found)).code || !found)
		return e;
	return person_say(
	    cx, &person, ACTIVITY_END_SESSION, HOLES({ "Which", "one" }));
}

struct error session_end_all(struct ctx *cx, bool all)
{
	struct person key = person_key(cx->who), person;
	bool found;
	struct error e = person_load(cx, &key, &person, &found);

	if (e.code || !found)
		return e;
	e = person_sign_out(cx, &person, all ? NULL : cx->who->session_id);
	return e.code ? e
		      : person_say(cx, &person, ACTIVITY_END_SESSION,
			    HOLES({ "Which", all ? "all" : "others" }));
}

struct error password_change(struct ctx *cx, const char *password_hash)
{
	struct person key = person_key(cx->who), person;
	bool found;
	struct error e = person_load(cx, &key, &person, &found);

	if (e.code == 0 && !found)
		e = fail(ERR_SIGN_IN_NEEDED, NULL);
	if (e.code ||
	    (e = person_set_password(cx, &person, password_hash)).code ||
	    (e = password_links_end(cx, &person)).code ||
	    (e = person_sign_out(cx, &person, cx->who->session_id)).code ||
	    (e = person_say(cx, &person, ACTIVITY_CHANGE_PASSWORD,
		 HOLES({ "Way", "own" })))
		.code)
		return e;
	return account_mail(cx, &person, ACCOUNT_MAIL_PASSWORD_CHANGED, NULL);
}
