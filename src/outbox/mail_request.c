/*
 * What mail about a support request says to its contact: an operator
 * answered, asks back, or decided.
 */
#include "base/settings.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "outbox/mail.h"

struct letter {
	const char *id;
	const char *subject, *first, *last; /* N_(), with {title}, {request},
					       {granted} */
};
static const struct letter letters[REQUEST_MAIL_COUNT] = {
	[REQUEST_MAIL_ANSWERED] = { "request_answered",
	    N_("Support answers: {title}"),
	    N_("There is an answer to your support request {request}, “{title}”."),
	    N_("The request and its answers in Kontor:") },
	[REQUEST_MAIL_ASKED] = { "request_asked",
	    N_("Support asks you: {title}"),
	    N_("Support needs something from you to go on with request {request}, “{title}”."),
	    N_("Answer in Kontor, not to this mail:") },
	[REQUEST_MAIL_SOLVED] = { "request_solved", N_("Solved: {title}"),
	    N_("Your support request {request}, “{title}”, is closed as solved."),
	    N_("Answering in Kontor opens it again:") },
	[REQUEST_MAIL_REFUSED] = { "request_refused", N_("Refused: {title}"),
	    N_("Your support request {request}, “{title}”, was refused."),
	    N_("Answering in Kontor opens it again:") },
	[REQUEST_MAIL_GRANTED] = { "request_granted",
	    N_("Refund granted: {title}"),
	    N_("A refund of {granted}, tax included, was granted on your support request {request}, “{title}”. It is a credit on the next invoice."),
	    N_("The request and its answers in Kontor:") },
};

const char *request_mail_id(enum request_mail mail)
{
	return letters[mail].id;
}

enum request_mail request_mail_find(const char *id)
{
	for (int i = 1; i < REQUEST_MAIL_COUNT; i++)
		if (text_same(letters[i].id, id))
			return (enum request_mail)i;
	return 0;
}

static const char *granted(struct ctx *cx, const struct outbox_row *row)
{
	const char *currency = mail_fact(row, "currency");
	int64_t minor = 0;

	if (currency_exponent(currency) < 0 ||
	    !text_to_int(mail_fact(row, "granted"), &minor))
		return "";
	return show_money(cx, money_of(minor, currency));
}

/* order_id of the row is its subject: the request. */
struct error mail_compose_request(
    struct ctx *cx, const struct outbox_row *row, struct mail *mail)
{
	const struct letter *letter =
	    &letters[request_mail_find(row->template_id)];
	const char *note = mail_fact(row, "note");
	const struct hole *holes = HOLES({ "title", mail_fact(row, "title") },
	    { "request", row->order_id }, { "granted", granted(cx, row) });
	struct text out;

	text_init(&out, cx->arena);
	mail_line(cx, &out, letter->first, holes);
	if (note[0] != '\0')
		text_addf(&out, "\n%s\n", note);
	text_addf(&out, "\n%s\n%s/support/%s\n", _(letter->last),
	    cx->settings->public_url, row->order_id);
	mail->subject = message_with(cx, letter->subject, holes);
	mail->body = out.bytes;
	mail->language = cx->locale->tag;
	return OK;
}
