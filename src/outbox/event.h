/*
 * What happened, told to programs. The service that acts writes one row in the
 * act's transaction and nothing else; who is told, and how often it is tried,
 * webhook.h's worker finds out afterwards. Rows of a partner are numbered
 * without gaps in the order of their commits. Never holds a key.
 */
#ifndef KONTOR_OUTBOX_EVENT_H
#define KONTOR_OUTBOX_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "activity/activity.h"
#include "base/ctx.h"

enum event_name {
	EVENT_NONE = 0,
	/* documented ones */
	EVENT_TEST_CREATED,
	EVENT_SUBSCRIPTION_UPDATED,
	EVENT_INVOICE_READY,
	EVENT_USAGE_THRESHOLD_EXCEEDED, /* taken, never raised */
	EVENT_REFERRAL_CREATED,         /* likewise */
	EVENT_REFERRAL_UPDATED,         /* likewise */
	/* ours */
	EVENT_CUSTOMER_CREATED,
	EVENT_ORDER_CREATED,
	EVENT_ORDER_CANCELLED,
	EVENT_NAME_COUNT
};

struct event_info {
	const char *id;       /* "order-created" */
	const char *resource; /* ResourceName: "order" */
	const char *summary;  /* N_(): what it tells, for people */
};
const struct event_info *event_info(enum event_name name);
/* Without case; EVENT_NONE when there is none. */
enum event_name event_find(const char *id);

/*
 * In the writer: the activity row of the act, and the event about it.
 * subject_id: the order, subscription, invoice or customer that the name means;
 * its customer is the activity's.
 */
struct error event_record(struct ctx *cx, enum event_name name,
    const char *subject_id, const struct activity *activity);
/* The event alone. ret_event_id, a GUID in the arena, may be NULL. */
struct error event_add(struct ctx *cx, enum event_name name,
    const char *customer_id, const char *subject_id, const char **ret_event_id);

struct event {
	int64_t seq;
	const char *event_id;
	enum event_name name;
	const char *resource_uri; /* absolute */
	const char *audit_uri;    /* absolute, or NULL */
	int64_t changed_at;
	const char *request_id, *correlation_id;
};
struct event_list {
	size_t count;
	struct event *events; /* oldest first */
};

/* Of cx->who's partner: those behind seq, at most limit. */
struct error event_list(struct ctx *cx, int64_t after_seq, int64_t limit,
    struct event_list *ret_list);

/* A row as event.sql's statements begin: for outbox/ only. */
struct rows;
void event_read(struct ctx *cx, struct rows *rows, const char *tenant_id,
    struct event *ret_event);
#define EVENT_COLUMNS 10

#endif
