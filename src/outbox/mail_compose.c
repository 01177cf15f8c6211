/*
 * The kinds of mail as one table, and what all of them have: the recipient's
 * language, and at the end of what was chosen, how to choose otherwise. The
 * texts are mail_order.c's and mail_act.c's; mail about accounts, which nobody
 * chooses, is mail_account.c's.
 */
#include <string.h>

#include "accounts/account_mail.h"
#include "accounts/permission.h"
#include "base/settings.h"
#include "i18n/i18n.h"
#include "outbox/mail.h"

static const struct mail_kind kinds[MAIL_TEMPLATE_COUNT] = {
	[MAIL_ORDER_PLACED] = { "order_placed", NOTICE_ORDER_PLACED,
	    mail_order_placed },
	[MAIL_ORDER_CANCELLED] = { "order_cancelled", NOTICE_ORDER_CANCELLED,
	    mail_order_cancelled },
	[MAIL_KEY_SHOWN] = { "key_shown", NOTICE_KEY_SHOWN, mail_act },
	[MAIL_SUBSCRIPTION_CHANGED] = { "subscription_changed",
	    NOTICE_SUBSCRIPTION_CHANGED, mail_act },
	[MAIL_CUSTOMER_ADDED] = { "customer_added", NOTICE_CUSTOMER_ADDED,
	    mail_act },
	[MAIL_INVOICE_READY] = { "invoice_ready", NOTICE_INVOICE_READY,
	    mail_invoice },
};

const struct mail_kind *mail_kind(enum outbox_template template)
{
	return &kinds[template];
}

const struct mail_kind *mail_kind_find(const char *id)
{
	for (size_t i = 1; i < MAIL_TEMPLATE_COUNT; i++)
		if (strcmp(kinds[i].id, id) == 0)
			return &kinds[i];
	return NULL;
}

void mail_line(struct ctx *cx, struct text *out, const char *text,
    const struct hole *holes)
{
	text_add(out, message_with(cx, text, holes));
	text_add_char(out, '\n');
}

const char *mail_fact(const struct outbox_row *row, const char *name)
{
	for (const struct hole *fact = row->facts; fact->name != NULL; fact++)
		if (strcmp(fact->name, name) == 0)
			return fact->value;
	return "";
}

/* RFC 8058, and the same for people. */
static void ending_add(struct ctx *cx, const struct outbox_row *row,
    const struct notice_info *info, struct mail *mail, struct text *out)
{
	mail->unsubscribe = arena_printf(cx->arena, "%s/unsubscribe/%s",
	    cx->settings->public_url,
	    notice_token(cx, row->partner_id, row->recipient, info));
	text_add(out, "\n-- \n");
	mail_line(cx, out,
	    N_("You chose mail of the kind “{kind}”. What you get by mail:"),
	    HOLES({ "kind", _(info->name) }));
	text_addf(out, "%s/account/notifications\n", cx->settings->public_url);
	mail_line(cx, out, N_("No more mail of this kind:"), HOLES({ 0 }));
	text_addf(out, "%s\n", mail->unsubscribe);
}

struct error mail_compose(
    struct ctx *cx, const struct outbox_row *row, struct mail *mail)
{
	const struct mail_kind *kind = mail_kind_find(row->template_id);
	const struct notice_info *info =
	    kind == NULL ? NULL : notice_info(kind->notice);
	struct text out;
	struct error e;

	if (account_mail_find(row->template_id) != 0)
		return mail_compose_account(cx, row, mail);
	if (request_mail_find(row->template_id) != 0)
		return mail_compose_request(cx, row, mail);
	if (info == NULL)
		return fail(ERR_INTERNAL, NULL);
	if (!roles_may(row->roles, info->needs))
		return fail(ERR_ROLE_MISSING, NULL);
	text_init(&out, cx->arena);
	if ((e = kind->write(cx, row, mail, &out)).code)
		return e;
	ending_add(cx, row, info, mail, &out);
	mail->body = out.bytes;
	mail->language = cx->locale->tag;
	return OK;
}
