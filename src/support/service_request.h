/*
 * Problems reported to the operator: by a partner's user for the partner, or
 * for one of its customers. Each has a thread of notes from both sides. A
 * refund names an order and an amount besides; deciding it is the operator's.
 */
#ifndef KONTOR_SUPPORT_SERVICE_REQUEST_H
#define KONTOR_SUPPORT_SERVICE_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/money.h"

#define REQUEST_DIGITS 15
#define REQUEST_TITLE_MAX 200
#define REQUEST_TEXT_MAX 10000
#define REQUEST_NOTES_MAX 500
#define REQUEST_FILES_MAX 10
#define REQUEST_LIST_MAX 20000 /* ruling 11 */

enum request_kind { REQUEST_PROBLEM = 1, REQUEST_REFUND };
enum request_state { REQUEST_OPEN = 1, REQUEST_ATTENTION, REQUEST_CLOSED };
enum request_severity {
	SEVERITY_CRITICAL = 1,
	SEVERITY_MODERATE,
	SEVERITY_MINIMAL
};
enum request_side { SIDE_PARTNER = 1, SIDE_OPERATOR };

/* As stored and answered: "attention_needed"; find gives 0 for none. */
const char *request_kind_id(enum request_kind kind);
const char *request_state_id(enum request_state state);
const char *request_severity_id(enum request_severity severity);
const char *request_side_id(enum request_side side);
enum request_kind request_kind_find(const char *id);
enum request_state request_state_find(const char *id);
enum request_severity request_severity_find(const char *id);
enum request_side request_side_find(const char *id);

/* What a request may be about. Ids are digits and stay for ever. */
struct support_topic {
	const char *id;
	const char *name;        /* N_() */
	const char *description; /* N_() */
	enum request_kind kind;
};
const struct support_topic *support_topics(void); /* ended by a NULL id */
const struct support_topic *support_topic_find(const char *id); /* or NULL */

struct request_organization {
	const char *id, *name, *phone;
};
struct request_contact {
	const char *id, *first_name, *last_name, *email, *phone;
};
struct request_note {
	enum request_side side;
	const char *author_id, *author_name;
	int64_t at;
	const char *body;
};
struct request_file { /* what is told of a file; its bytes are not here */
	const char *id, *name, *extension, *comment;
	int64_t size;
};

struct service_request {
	const char *request_id; /* 15 digits */
	enum request_kind kind;
	enum request_state state;
	enum request_severity severity;
	const char *topic_id;
	const char *title, *description;
	const char *locale, *country, *product_id;
	const char *customer_id; /* NULL: the partner's own */
	const char *order_id;    /* or NULL */
	bool has_amount;
	struct money amount;
	struct request_organization organization;
	struct request_contact contact;
	const char *created_by;
	int64_t created_at;
	const char *updated_by, *updated_by_name;
	int64_t updated_at;
	int64_t closed_at; /* the last time; 0 never */
	int64_t note_count;
	int64_t version;
	/* of service_request_load only */
	size_t notes_read;
	struct request_note *notes; /* oldest first */
	size_t file_count;
	struct request_file *files;
};

/* ---- rules ---- */

/* May this side bring a request from one state to another? The same state is
 * always good. */
bool request_may_move(
    enum request_side side, enum request_state from, enum request_state to);
/* Where a note of this side brings an open request; ERR_REQUEST_CLOSED. */
struct error request_after_note(enum request_side side, enum request_state from,
    enum request_state *ret_state);

/* What can be changed; NULL, 0: stays. */
struct request_change {
	const char *title, *description, *note;
	enum request_severity severity;
	enum request_state state;
	bool has_contact;
	struct request_contact contact; /* NULL members stay */
};
/* Pure. ERR_REQUEST_MOVE, ERR_REQUEST_CLOSED, ERR_REQUEST_FULL. */
struct error request_apply(struct ctx *cx, enum request_side side,
    const struct request_change *change, struct service_request *request);

/* ---- what people do ---- */

/* Whose requests: own ones of cx->who, or those about one customer (the caller
 * asked for MAY_SEE_CUSTOMER_REQUESTS and the customer's being there). */
struct request_filter {
	const char *customer_id;  /* NULL: own ones */
	enum request_state state; /* 0 all */
	int64_t limit;            /* 0: all, up to REQUEST_LIST_MAX */
	int64_t offset;
};
struct request_list {
	size_t count;
	struct service_request *requests; /* newest first, without notes */
	int64_t total;
};
struct error service_request_list(struct ctx *cx,
    const struct request_filter *filter, struct request_list *ret_list);
/* With notes and files. customer_id as in the filter. ERR_REQUEST_UNKNOWN. */
struct error service_request_load(struct ctx *cx, const char *customer_id,
    const char *request_id, struct service_request *ret_request);

/* Takes topic_id, severity, title, description and what there is of the rest.
 * note, may be NULL, is its first note. An organization.id that is not the
 * partner's own names a customer: then ERR_CUSTOMER_UNKNOWN, ERR_ROLE_MISSING;
 * an order_id names its customer. */
struct error service_request_create(struct ctx *cx,
    const struct service_request *request, const char *note,
    struct service_request *ret_request);
struct error service_request_change(struct ctx *cx, const char *customer_id,
    const char *request_id, const struct request_change *change,
    struct service_request *ret_request);

#endif
