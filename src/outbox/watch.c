/*
 * Lists of messages over all partners, and trying one again. Delivering is
 * outbox.c's and webhook_worker.c's.
 */
#include "outbox/watch.h"

#include <string.h>

#include "accounts/account_mail.h"
#include "accounts/principal.h"
#include "activity/activity.h"
#include "base/text.h"
#include "db/db.h"
#include "outbox/outbox.h"
#include "outbox/webhook.h"

#define LIMIT_MAX 20000 /* ruling 11 */

static const char *const states[] = { "", "waiting", "failed", "delivered" };

const char *message_state_id(enum message_state state)
{
	return states[state];
}

enum message_state message_state_find(const char *id)
{
	for (size_t i = 1; i < COUNT(states); i++)
		if (text_same(states[i], id))
			return (enum message_state)i;
	return MESSAGE_ANY;
}

/* The rest of an address may hold a secret of the receiver's. */
static const char *host_of(struct ctx *cx, const char *url)
{
	const char *host = url ? strstr(url, "://") : NULL;

	if (host == NULL)
		return url;
	host += strlen("://");
	if (memchr(host, '@', strcspn(host, "/?#")) != NULL)
		host = strchr(host, '@') + 1;
	return arena_dup_n(cx->arena, host, strcspn(host, "/?#"));
}

static bool has_link(const char *kind)
{
	enum account_mail mail = account_mail_find(kind);

	return mail == ACCOUNT_MAIL_RESET || mail == ACCOUNT_MAIL_INVITATION;
}

static struct message message_read(
    struct ctx *cx, struct rows *rows, enum message_channel channel)
{
	struct message message = {
		.partner_id = rows_int(rows, 0),
		.partner_name = rows_text(rows, 1),
		.event_id = rows_text(rows, 2),
		.recipient = rows_text(rows, 3),
		.to = rows_text(rows, 4),
		.kind = rows_text(rows, 5),
		.state = message_state_find(rows_text(rows, 6)),
		.attempts = rows_int(rows, 7),
		.next_at = rows_int(rows, 8),
		.last_status = rows_int(rows, 9),
		.problem = rows_text(rows, 10),
		.created_at = rows_int(rows, 11),
	};

	if (channel == MESSAGE_WEBHOOK)
		message.to = host_of(cx, message.to);
	message.link_gone = channel == MESSAGE_MAIL && has_link(message.kind) &&
			    rows_int(rows, 12) != 0;
	return message;
}

static struct rows *list_open(
    struct ctx *cx, const struct message_filter *filter, int64_t limit)
{
	bool first = filter->before_event == NULL;
	const char *event = first ? "" : filter->before_event;
	const char *recipient =
	    first || !filter->before_recipient ? "" : filter->before_recipient;
	const char *state = message_state_id(filter->state);
	int64_t at = first ? -1 : filter->before_at;

	if (filter->channel == MESSAGE_WEBHOOK)
		return sql_open(cx, SQL_watch_hooks,
		    ARGS(T(state), I(filter->partner_id), I(at), T(event),
			I(limit)));
	return sql_open(cx, SQL_watch_mail,
	    ARGS(T(state), I(filter->partner_id), I(at), T(event), T(recipient),
		I(limit)));
}

struct error message_list(struct ctx *cx, const struct message_filter *filter,
    struct message_list *ret_list)
{
	int64_t limit = filter->limit > 0 ? filter->limit : LIMIT_MAX;
	struct rows *rows = list_open(cx, filter, limit + 1);
	struct message_list list = { 0 };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.messages, list.count, room);
		list.messages[list.count++] =
		    message_read(cx, rows, filter->channel);
	}
	if ((e = rows_close(rows)).code)
		return e;
	list.more = (int64_t)list.count > limit;
	list.count -= list.more;
	*ret_list = list;
	return OK;
}

struct error message_counts(struct ctx *cx, struct message_counts *ret_counts)
{
	struct rows *rows = sql_open(cx, SQL_watch_counts, NO_ARGS);
	struct message_counts counts = { 0 };

	if (rows_next(rows))
		counts = (struct message_counts){ rows_int(rows, 0),
			rows_int(rows, 1), rows_int(rows, 2),
			rows_int(rows, 3) };
	*ret_counts = counts;
	return rows_close(rows);
}

static struct error mail_may(
    struct ctx *cx, const char *event_id, const char *recipient)
{
	struct rows *rows = sql_open(cx, SQL_watch_mail_one,
	    ARGS(I(cx->who->partner->partner_id), T(event_id), T(recipient)));
	bool found = rows_next(rows), delivered = false, gone = false;
	struct error e;

	if (found) {
		delivered = text_same(rows_text(rows, 0), "delivered");
		gone = has_link(rows_text(rows, 1)) && rows_int(rows, 2) != 0;
	}
	if ((e = rows_close(rows)).code)
		return e;
	if (!found)
		return fail(ERR_DELIVERY_UNKNOWN, NULL);
	if (delivered)
		return fail(ERR_MESSAGE_DELIVERED, NULL);
	return gone ? fail(ERR_MESSAGE_LINK_GONE, NULL) : OK;
}

static struct error mail_retry(
    struct ctx *cx, const char *event_id, const char *recipient)
{
	struct error e = mail_may(cx, event_id, recipient);

	if (e.code)
		return e;
	e = sql_run(cx, SQL_watch_mail_retry,
	    ARGS(I(cx->who->partner->partner_id), T(event_id), T(recipient),
		I(cx->wall), I(cx->wall + OUTBOX_LEASE_SECONDS)),
	    NULL);
	if (e.code)
		return e;
	return activity_add(cx,
	    &(struct activity){ .action = ACTIVITY_RETRY_MESSAGE,
		.details = HOLES(
		    { "DeliveryId", event_id }, { "Recipient", recipient }) },
	    OK);
}

struct error message_retry(
    struct ctx *cx, const char *event_id, const char *recipient)
{
	struct delivery delivery;
	struct error e;

	if (!text_empty(recipient))
		return mail_retry(cx, event_id, recipient);
	if ((e = delivery_load(cx, event_id, &delivery)).code)
		return e;
	if (delivery.state == DELIVERY_DELIVERED)
		return fail(ERR_MESSAGE_DELIVERED, NULL);
	return delivery_replay(cx, event_id, &delivery);
}
