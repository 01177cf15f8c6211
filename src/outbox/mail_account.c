/*
 * What mail about an account says: a link to set a password, and that
 * somebody changed what guards the account.
 */
#include "accounts/account_mail.h"
#include "accounts/password_link.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "outbox/mail.h"

struct letter {
	const char *subject, *first, *second; /* N_(), with {organisation},
						 {at} and {name} */
	bool link;
};
static const struct letter letters[ACCOUNT_MAIL_COUNT] = {
	[ACCOUNT_MAIL_RESET] = { N_("Choose a new password"),
	    N_("Somebody, probably you, asked for a new password for your account with {organisation}. Choose it here, within one hour:"),
	    N_("If it was not you, do nothing: your password stays as it is. Do not give the link to anybody."),
	    .link = true },
	[ACCOUNT_MAIL_INVITATION] = { N_("You are invited to {organisation}"),
	    N_("An account was made for you with {organisation}. Choose your password here, within seven days:"),
	    N_("After that you sign in with the address this was sent to."),
	    .link = true },
	[ACCOUNT_MAIL_PASSWORD_CHANGED] = { N_("Your password was changed"),
	    N_("The password of your account with {organisation} was changed on {at}. You are signed out everywhere else."),
	    N_("If it was not you, choose a new one at once with “Forgot your password?” at the sign-in, and tell who administers your account.") },
	[ACCOUNT_MAIL_FACTOR_ON] = { N_("Your second factor is on"),
	    N_("A second factor was turned on for your account with {organisation} on {at}. From now on you sign in with a code besides your password."),
	    N_("Keep your recovery codes in a safe place. If it was not you, tell who administers your account at once.") },
	[ACCOUNT_MAIL_FACTOR_OFF] = { N_("Your second factor is off"),
	    N_("The second factor of your account with {organisation} was turned off on {at}. Your password alone opens it."),
	    N_("If you did not want this, tell who administers your account at once, and change your password.") },
	[ACCOUNT_MAIL_RECOVERY_USED] = { N_("A recovery code was used"),
	    N_("Somebody signed in to your account with {organisation} on {at} with one of your recovery codes. It does not work again."),
	    N_("If it was not you, change your password at once and make new recovery codes.") },
};

struct error mail_compose_account(
    struct ctx *cx, const struct outbox_row *row, struct mail *mail)
{
	const struct letter *letter =
	    &letters[account_mail_find(row->template_id)];
	const char *organisation =
	    row->organisation ? row->organisation : "Kontor";
	const struct hole *holes = HOLES({ "organisation", organisation },
	    { "at", show_instant(cx, row->created_at) });
	struct text out;

	if (letter->link && row->token == NULL)
		return fail(ERR_PASSWORD_LINK_OVER, NULL);
	text_init(&out, cx->arena);
	text_addf(&out, "%s\n", message_with(cx, letter->first, holes));
	if (letter->link)
		text_addf(
		    &out, "\n%s\n", password_link_address(cx, row->token));
	text_addf(&out, "\n%s\n", message_with(cx, letter->second, holes));
	mail->subject = message_with(cx, letter->subject, holes);
	mail->body = out.bytes;
	mail->language = cx->locale->tag;
	return OK;
}
