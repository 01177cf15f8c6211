/*
 * Webhooks: a partner's receiver, what is sent to it, and how that went. One
 * registration a partner. Events become deliveries after their commit: the
 * worker below takes them up, sends them, tries again with growing pauses, and
 * gives up after ten attempts. At least once; a message keeps its id.
 */
#ifndef KONTOR_OUTBOX_WEBHOOK_H
#define KONTOR_OUTBOX_WEBHOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "db/writer.h"
#include "outbox/event.h"

struct webhook {
	const char *subscriber_id; /* GUID */
	const char *url;
	bool events[EVENT_NAME_COUNT];
	bool ms_header; /* the RSA signature goes into x-ms-signature */
	bool active;    /* false: the receiver said 410 */
	const char *problem;
	int64_t changed_at;
};

struct webhook_input {
	const char *url;
	const char *const *events; /* names, in any case */
	size_t event_count;
	bool ms_header;
};
/* How the caller calls these fields. */
struct webhook_fields {
	const char *url, *events;
};
/*
 * Looks the host up, so it may be slow: ERR_WEBHOOK_URL, ERR_WEBHOOK_PRIVATE,
 * ERR_EVENTS_NONE, ERR_EVENT_UNKNOWN. A name that is not found passes: what it
 * leads to is asked again at each connection.
 */
struct error webhook_check(struct ctx *cx, const struct webhook_input *input,
    const struct webhook_fields *fields);

struct error webhook_find(
    struct ctx *cx, struct webhook *ret_webhook, bool *ret_found);
/* ERR_WEBHOOK_UNKNOWN. */
struct error webhook_load(struct ctx *cx, struct webhook *ret_webhook);

/*
 * In the writer, input checked, each with its activity row. The secret
 * ("whsec_...") is told here and never again; only events from now on are sent.
 * A registration that is there is replaced, its secret too.
 */
struct error webhook_register(struct ctx *cx, const struct webhook_input *input,
    struct webhook *ret_webhook, const char **ret_secret);
/* Also switches it on again. ERR_WEBHOOK_UNKNOWN, as the following. */
struct error webhook_change(struct ctx *cx, const struct webhook_input *input,
    struct webhook *ret_webhook);
struct error webhook_remove(struct ctx *cx);
struct error webhook_secret_renew(struct ctx *cx, const char **ret_secret);

/* In the writer: sends test-created, once, whatever the registration asks
 * for. At most two a minute: ERR_TOO_MANY. */
struct error webhook_test(struct ctx *cx, const char **ret_event_id);

enum delivery_state {
	DELIVERY_ANY = 0,
	DELIVERY_WAITING,
	DELIVERY_DELIVERED,
	DELIVERY_FAILED,
};
const char *delivery_state_id(enum delivery_state state); /* "waiting" */

struct delivery {
	const char *event_id; /* also the message's id */
	int64_t seq;
	enum event_name name;
	const char *url;
	enum delivery_state state;
	int64_t attempts;        /* since it was made or replayed */
	int64_t tries;           /* in all */
	int64_t next_at;         /* real time; when waiting */
	int64_t last_at;         /* 0: not tried yet */
	int64_t last_status;     /* HTTP; 0: no answer came */
	const char *last_answer; /* its beginning, or NULL */
	const char *problem;     /* or NULL */
	int64_t created_at;
};
#define DELIVERIES_MAX 20000
struct delivery_filter {
	enum delivery_state state;
	bool newer;          /* those before from_seq in the list */
	int64_t from_seq;    /* 0: from the end that newer says */
	int64_t skip, limit; /* limit 0: DELIVERIES_MAX */
};
struct delivery_list {
	size_t count;
	struct delivery *deliveries; /* newest first */
	bool more;
};
struct error delivery_list(struct ctx *cx, const struct delivery_filter *filter,
    struct delivery_list *ret_list);
/* ERR_DELIVERY_UNKNOWN. */
struct error delivery_load(
    struct ctx *cx, const char *event_id, struct delivery *ret_delivery);
/* In the writer: ten attempts more, from now on. ERR_DELIVERY_UNKNOWN,
 * ERR_WEBHOOK_UNKNOWN. */
struct error delivery_replay(
    struct ctx *cx, const char *event_id, struct delivery *ret_delivery);

struct attempt {
	int64_t at;
	int64_t status;               /* 0: no answer came */
	const char *answer, *problem; /* or NULL */
};
struct attempt_list {
	size_t count;
	struct attempt *attempts; /* oldest first, the last hundred */
};
struct error attempt_list(
    struct ctx *cx, const char *event_id, struct attempt_list *ret_list);

/* Everybody may have it: DER, by the name in its address. ERR_ROUTE_UNKNOWN. */
struct error webhook_certificate(struct ctx *cx, const char *name,
    const uint8_t **ret_bytes, size_t *ret_length);

/* Deliveries over for thirty days, at most limit: for housekeeping. */
struct error delivery_purge(struct ctx *cx, int64_t limit, int64_t *ret_count);

/* ---- the worker ---- */

struct webhooks;
/* Makes the certificate when there is none. cx: settings and secrets, which
 * must outlive it as the others. Several processes may deliver from one
 * database. */
struct error webhooks_start(const struct ctx *cx, struct db_readers *readers,
    struct writer *writer, struct webhooks **ret_webhooks);
/* The same without a thread: tests call webhooks_deliver. */
struct error webhooks_open(const struct ctx *cx, struct db_readers *readers,
    struct writer *writer, struct webhooks **ret_webhooks);
void webhooks_stop(struct webhooks *webhooks);
/* Takes up new events, sends what is due at the real time wall, and waits for
 * the answers; *ret_count were sent. */
struct error webhooks_deliver(
    struct webhooks *webhooks, int64_t wall, int64_t *ret_count);

#define WEBHOOK_ATTEMPTS 10
/* Seconds after the given attempt (from 1): in the mean, and with the jitter
 * that a random number makes of it, a fifth less to a fifth more. */
int64_t webhook_pause(int64_t first_seconds, int64_t attempts);
int64_t webhook_jitter(int64_t seconds, uint32_t random);

#endif
