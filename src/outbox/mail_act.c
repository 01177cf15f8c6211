/*
 * What the mails say about acts that an activity row tells too: a key shown, a
 * subscription changed, a customer added. All is as it was at the act.
 */
#include <string.h>

#include "base/settings.h"
#include "i18n/i18n.h"
#include "outbox/mail.h"

struct act_text {
	const char *subject;       /* hole {customer} */
	const char *ours, *theirs; /* holes {name}, {customer}, {title} */
	const char *link;          /* said before the address */
	const char *path;          /* {customer_id}, {subject} */
};

static const struct act_text key_shown = { N_("Key shown: {customer}"),
	N_("{name} was shown the product key of “{title}”, which {customer} "
	   "bought."),
	N_("{name}, a user of {customer}, was shown the product key of "
	   "“{title}”."),
	N_("Who was shown which keys:"), "/activity?tab=software" };
static const struct act_text link_copied = {
	N_("Download link copied: {customer}"),
	N_("{name} copied a link to download “{title}” for {customer}."),
	N_("{name}, a user of {customer}, copied a link to download "
	   "“{title}”."),
	N_("Who copied which links:"), "/activity?tab=software"
};
static const struct act_text subscription_changed = {
	N_("Subscription changed: {customer}"),
	N_("{name} changed the subscription “{title}” of {customer}."), NULL,
	N_("The subscription in Kontor:"),
	"/customers/{customer_id}/subscriptions/{subject}"
};
static const struct act_text customer_added = {
	N_("Customer added: {customer}"),
	N_("{name} added the customer {customer}."), NULL,
	N_("The customer in Kontor:"), "/customers/{customer_id}"
};

static const struct act_text *text_of(const struct outbox_row *row)
{
	if (strcmp(row->template_id, "subscription_changed") == 0)
		return &subscription_changed;
	if (strcmp(row->template_id, "customer_added") == 0)
		return &customer_added;
	return strcmp(mail_fact(row, "action"), "get_software_key") == 0
		   ? &key_shown
		   : &link_copied;
}

/* A program alone has no name of a person. */
static const char *name_of(struct ctx *cx, const struct outbox_row *row)
{
	const char *name = mail_fact(row, "name");

	return name[0] != '\0' ? name : _("A program");
}

struct error mail_act(struct ctx *cx, const struct outbox_row *row,
    struct mail *mail, struct text *out)
{
	const struct act_text *text = text_of(row);
	const struct hole *holes = HOLES({ "name", name_of(cx, row) },
	    { "customer", mail_fact(row, "customer") },
	    { "title", mail_fact(row, "title") },
	    { "customer_id", mail_fact(row, "customer_id") },
	    { "subject", row->order_id });
	bool theirs = text->theirs != NULL &&
		      strcmp(mail_fact(row, "side"), "customer") == 0;
	int64_t at;

	mail->subject = message_with(cx, text->subject, holes);
	mail_line(cx, out, theirs ? text->theirs : text->ours, holes);
	text_add_char(out, '\n');
	if (mail_fact(row, "order")[0] != '\0')
		mail_line(cx, out, N_("Order number: {order}"),
		    HOLES({ "order", mail_fact(row, "order") }));
	if (text_to_int(mail_fact(row, "at"), &at))
		mail_line(cx, out, N_("When: {at}"),
		    HOLES({ "at", show_instant(cx, at) }));
	text_addf(out, "\n%s\n%s%s\n", _(text->link), cx->settings->public_url,
	    message_with(cx, text->path, holes));
	return OK;
}
