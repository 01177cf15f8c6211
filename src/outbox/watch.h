/*
 * Messages of all partners as the operator looks after them: what waits, what
 * failed and why, and trying again. Never what a message says.
 */
#ifndef KONTOR_OUTBOX_WATCH_H
#define KONTOR_OUTBOX_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

enum message_channel { MESSAGE_MAIL = 1, MESSAGE_WEBHOOK };

enum message_state {
	MESSAGE_ANY = 0,
	MESSAGE_WAITING, /* also between two attempts */
	MESSAGE_FAILED,  /* given up */
	MESSAGE_DELIVERED,
};
const char *message_state_id(enum message_state state); /* "failed" */
/* MESSAGE_ANY when unknown. */
enum message_state message_state_find(const char *id);

struct message {
	int64_t partner_id; /* 0: of the operator's own people */
	const char *partner_name;
	const char *event_id;
	const char *recipient; /* user id; "" of webhooks */
	const char *to;        /* address, or host of the receiver; NULL: the
				  user is gone */
	const char *kind;      /* "order_placed", "order-created" */
	enum message_state state;
	int64_t attempts;
	int64_t next_at;     /* real time, when waiting */
	int64_t last_status; /* HTTP, of webhooks; 0: none */
	const char *problem; /* of the last attempt, or NULL */
	int64_t created_at;
	bool link_gone; /* a mail whose link died with it: send a new one */
};
#define ANY_PARTNER (-1)
struct message_filter {
	enum message_channel channel;
	enum message_state state;
	int64_t partner_id; /* or ANY_PARTNER */
	int64_t limit;
	/* where the page before ended; event_id NULL: from the newest */
	int64_t before_at;
	const char *before_event, *before_recipient;
};
struct message_list {
	size_t count;
	struct message *messages; /* newest first */
	bool more;
};
struct error message_list(struct ctx *cx, const struct message_filter *filter,
    struct message_list *ret_list);

struct message_counts {
	int64_t mail_waiting, mail_failed, hooks_waiting, hooks_failed;
};
struct error message_counts(struct ctx *cx, struct message_counts *ret_counts);

/*
 * In the writer, for cx->who's partner (the programme: the operator's own):
 * ten attempts more from now on, with the activity row. recipient "" is a
 * webhook's. ERR_DELIVERY_UNKNOWN; ERR_MESSAGE_DELIVERED;
 * ERR_MESSAGE_LINK_GONE; ERR_WEBHOOK_UNKNOWN when there is no receiver now.
 */
struct error message_retry(
    struct ctx *cx, const char *event_id, const char *recipient);

#endif
