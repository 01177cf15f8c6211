/*
 * A mail as a message (RFC 5322, MIME), its text, and its way to the server.
 * For outbox/ only.
 */
#ifndef KONTOR_OUTBOX_MAIL_H
#define KONTOR_OUTBOX_MAIL_H

#include <stdatomic.h>
#include <stdbool.h>

#include "accounts/notice.h"
#include "base/ctx.h"
#include "base/text.h"
#include "outbox/outbox.h"

struct mail {
	const char *from; /* address */
	const char *to;   /* address */
	const char *to_name;
	const char *message_id;  /* without <>; the same at every attempt */
	const char *language;    /* tag */
	int64_t at;              /* real time of the act */
	const char *subject;     /* UTF-8; controls become blanks */
	const char *body;        /* UTF-8, lines end in \n */
	const char *unsubscribe; /* address, for RFC 8058; NULL: none */
};

/* ASCII, one '@' with something around it, nothing that ends an address. */
bool mail_address_fine(const char *address);
/* The message with CRLF line ends; header injection is not possible. */
const char *mail_message(struct ctx *cx, const struct mail *mail);

enum mail_result { MAIL_SENT = 1, MAIL_LATER, MAIL_REFUSED };
/*
 * Hands it to settings->smtp_url; *ret_problem (arena) says why not. Once
 * *stop is true it breaks off with MAIL_LATER.
 */
enum mail_result mail_send(struct ctx *cx, const struct mail *mail,
    const atomic_bool *stop, const char **ret_problem);

/* A row of the outbox, with its recipient. */
struct outbox_row {
	int64_t partner_id;
	const char *event_id;
	const char *recipient; /* user id */
	const char *template_id;
	const char *order_id;
	int64_t line_number; /* -1 the whole order */
	int64_t attempts;
	int64_t next_at;
	int64_t created_at;
	const char *name, *address; /* NULL: the user is gone or inactive */
	const char *locale;         /* the user's, else the partner's culture */
	const char *organisation;   /* the recipient's; NULL the operator's */
	const char *token;          /* of a link in it, or NULL */
	uint32_t roles;
	const struct hole *facts; /* ended; never NULL */
};
/* "" when there is none. */
const char *mail_fact(const struct outbox_row *row, const char *name);
/*
 * Sets subject, body, language and the way to end this kind of mail, in the
 * recipient's language; on a read snapshot. ERR_ORDER_UNKNOWN; ERR_ROLE_MISSING
 * when the recipient may no longer see what it tells of.
 */
struct error mail_compose(
    struct ctx *cx, const struct outbox_row *row, struct mail *mail);
/* The same for mail about an account. ERR_PASSWORD_LINK_OVER: the token of its
 * link cannot be opened. */
struct error mail_compose_account(
    struct ctx *cx, const struct outbox_row *row, struct mail *mail);

/* The same for mail about a support request, to its contact. */
struct error mail_compose_request(
    struct ctx *cx, const struct outbox_row *row, struct mail *mail);
/* As stored: "request_asked"; find gives 0 for none. */
const char *request_mail_id(enum request_mail mail);
enum request_mail request_mail_find(const char *id);

/* The texts by kind: mail_order.c, mail_act.c,
 * mail_invoice.c. They set the subject and add the
 * body. */
struct error mail_order_placed(struct ctx *cx, const struct outbox_row *row,
    struct mail *mail, struct text *out);
struct error mail_order_cancelled(struct ctx *cx, const struct outbox_row *row,
    struct mail *mail, struct text *out);
struct error mail_act(struct ctx *cx, const struct outbox_row *row,
    struct mail *mail, struct text *out);
struct error mail_invoice(struct ctx *cx, const struct outbox_row *row,
    struct mail *mail, struct text *out);
/* A sentence with its holes, on a line of its own. */
void mail_line(struct ctx *cx, struct text *out, const char *text,
    const struct hole *holes);

/* A kind of mail that users choose. */
struct mail_kind {
	const char *id; /* the notice's */
	enum notice notice;
	struct error (*write)(struct ctx *cx, const struct outbox_row *row,
	    struct mail *mail, struct text *out);
};
const struct mail_kind *mail_kind(enum outbox_template template);
/* NULL when there is none. */
const struct mail_kind *mail_kind_find(const char *id);

#endif
