/*
 * Messages that leave after their act is committed: one row a recipient,
 * written in the act's transaction, delivered by a worker, retried with
 * growing pauses.
 */
#ifndef KONTOR_OUTBOX_OUTBOX_H
#define KONTOR_OUTBOX_OUTBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "activity/activity.h"
#include "base/ctx.h"
#include "base/money.h"
#include "db/writer.h"

enum outbox_template {
	MAIL_ORDER_PLACED = 1,
	MAIL_ORDER_CANCELLED,
	MAIL_KEY_SHOWN,
	MAIL_SUBSCRIPTION_CHANGED,
	MAIL_CUSTOMER_ADDED,
	MAIL_INVOICE_READY,
	MAIL_TEMPLATE_COUNT
};

/* In the writer: a mail to every active user of the partner who chose this kind
 * (accounts/notice.h) and may see it. line is -1 for the whole order. One
 * statement. */
struct error outbox_mail(struct ctx *cx, enum outbox_template template,
    const char *order_id, int64_t line_number);
/* The same about another act: the mail says what the activity says, as it is
 * now. subject_id: what its link leads to, or NULL. */
struct error outbox_mail_act(struct ctx *cx, enum outbox_template template,
    const char *subject_id, const struct activity *activity);

/* The same about an invoice or credit note that is issued. */
struct invoice_mail_facts {
	const char *invoice_id;
	bool credit_note;
	int month; /* base/day.h months */
	struct money gross;
	int64_t due_day; /* 0: nothing is due */
};
struct error outbox_mail_invoice(
    struct ctx *cx, const struct invoice_mail_facts *facts);

/*
 * Mail to the contact of a support request, whoever that is: always sent. The
 * partner is cx->who's. What is told is kept as it is now.
 */
enum request_mail {
	REQUEST_MAIL_ANSWERED = 1,
	REQUEST_MAIL_ASKED,
	REQUEST_MAIL_SOLVED,
	REQUEST_MAIL_REFUSED,
	REQUEST_MAIL_GRANTED,
	REQUEST_MAIL_COUNT
};
struct request_mail_facts {
	const char *request_id, *title;
	const char *note;     /* of the operator; NULL none */
	struct money granted; /* of REQUEST_MAIL_GRANTED */
};
struct error outbox_mail_request(struct ctx *cx, enum request_mail mail,
    const struct request_mail_facts *facts);

struct outbox;

/*
 * Starts the worker that delivers; without an SMTP address rows wait and no
 * thread runs. secrets open the tokens of links that mail carries. All
 * arguments must outlive it; several processes may deliver from one database.
 */
struct error outbox_start(const struct settings *settings,
    const struct secrets *secrets, struct db_readers *readers,
    struct writer *writer, struct outbox **ret_outbox);
/* Delivers soon, not only at the next look (every few seconds). */
void outbox_nudge(struct outbox *outbox);
/* Breaks off a running delivery; its row waits for the next start. */
void outbox_stop(struct outbox *outbox);

/*
 * One look, for the worker and for tests: delivers what is due at the real
 * time wall; *ret_count mails were tried.
 */
struct error outbox_deliver(
    struct outbox *outbox, int64_t wall, int64_t *ret_count);

/* In the writer: deletes up to limit rows of mail that was delivered and is
 * older than settings->mail_keep_days. Mail that failed stays to be seen. */
struct error outbox_purge(struct ctx *cx, int64_t limit, int64_t *ret_count);

/* So long a delivery under way keeps its row from others. */
#define OUTBOX_LEASE_SECONDS 300
/* Pauses grow from a minute to six hours; then it has failed. */
#define OUTBOX_ATTEMPTS 10
/* Seconds after the given attempt (from 1). */
int64_t outbox_pause(int64_t attempts);

#endif
