/*
 * Puts mail about an account into the outbox. Letters are in outbox/.
 */
#include "accounts/account_mail.h"

#include <string.h>

#include "accounts/principal.h"
#include "base/crypto.h"
#include "base/text.h"
#include "db/db.h"
#include "i18n/i18n.h"

static const char *const ids[ACCOUNT_MAIL_COUNT] = {
	[ACCOUNT_MAIL_RESET] = "password_reset",
	[ACCOUNT_MAIL_INVITATION] = "invitation",
	[ACCOUNT_MAIL_PASSWORD_CHANGED] = "password_changed",
	[ACCOUNT_MAIL_FACTOR_ON] = "second_factor_on",
	[ACCOUNT_MAIL_FACTOR_OFF] = "second_factor_off",
	[ACCOUNT_MAIL_RECOVERY_USED] = "recovery_code_used",
};

const char *account_mail_id(enum account_mail mail)
{
	return ids[mail];
}

enum account_mail account_mail_find(const char *id)
{
	for (int i = 1; i < ACCOUNT_MAIL_COUNT; i++)
		if (text_same(ids[i], id))
			return (enum account_mail)i;
	return 0;
}

/* Who asks, asks in a language; what somebody else does is no sign of it. */
static struct sql_arg language_arg(
    struct ctx *cx, const struct person *person, enum account_mail mail)
{
	if (mail == ACCOUNT_MAIL_INVITATION || cx->locale == NULL ||
	    (cx->who != NULL && cx->who->user_id != NULL &&
		!text_same(cx->who->user_id, person->user_id)))
		return (struct sql_arg)NIL;
	return (struct sql_arg)T(
	    arena_printf(cx->arena, "{\"Language\":\"%s\"}", cx->locale->tag));
}

struct error account_mail(struct ctx *cx, const struct person *person,
    enum account_mail mail, const char *token)
{
	struct sql_arg sealed_arg = NIL;
	char event_id[GUID_TEXT];
	uint8_t *sealed;
	size_t length;

	guid_random(event_id);
	if (token != NULL) {
		secrets_seal(cx->secrets, PURPOSE_MAIL, cx->arena, event_id,
		    token, strlen(token), &sealed, &length);
		sealed_arg = (struct sql_arg)B(sealed, length);
	}
	return sql_run(cx, SQL_account_mail_add,
	    ARGS(I(person->partner_id), T(event_id), T(person->user_id),
		T(account_mail_id(mail)), I(cx->wall), T(person->customer_id),
		sealed_arg, language_arg(cx, person, mail)),
	    NULL);
}

const char *account_mail_token(
    struct ctx *cx, const char *event_id, const void *sealed, size_t length)
{
	uint8_t *bytes;
	size_t n;

	if (sealed == NULL || cx->secrets == NULL ||
	    !secrets_unseal(cx->secrets, PURPOSE_MAIL, cx->arena, event_id,
		sealed, length, &bytes, &n))
		return NULL;
	return arena_dup_n(cx->arena, (const char *)bytes, n);
}
