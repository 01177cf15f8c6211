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
/* How it was closed. */
enum request_outcome {
	OUTCOME_NONE = 0,
	OUTCOME_SOLVED,
	OUTCOME_REFUSED,
	OUTCOME_WITHDRAWN
};
/* Of what is asked for, by the day it was filed. */
enum request_standing {
	STANDING_NONE = 0, /* no software of an order: nothing to judge */
	STANDING_INSIDE,
	STANDING_OUTSIDE
};

/* As stored and answered: "attention_needed"; find gives 0 for none. */
const char *request_kind_id(enum request_kind kind);
const char *request_state_id(enum request_state state);
const char *request_severity_id(enum request_severity severity);
const char *request_side_id(enum request_side side);
enum request_kind request_kind_find(const char *id);
enum request_state request_state_find(const char *id);
enum request_severity request_severity_find(const char *id);
enum request_side request_side_find(const char *id);
const char *request_outcome_id(enum request_outcome outcome);
enum request_outcome request_outcome_find(const char *id);
const char *request_standing_id(enum request_standing standing);
enum request_standing request_standing_find(const char *id);

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
struct request_file {
	const char *id, *name, *extension, *comment;
	int64_t size;
	/* of files whose bytes are here (support/attachment.h); else NULL */
	const char *stored_as, *media_type, *digest;
	int64_t note_position; /* the note it came with; -1 the request */
};
/* The whole order. */
#define REQUEST_WHOLE_ORDER (-1)

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
	/* of a refund: as typed, and what it was found to mean */
	const char *customer_ref; /* tenant GUID or domain */
	const char *order_ref;    /* order or subscription id */
	const char *subscription_id;
	int64_t line_number; /* or REQUEST_WHOLE_ORDER */
	const char *refund_reason;
	bool has_amount;
	struct money amount; /* tax included */
	enum request_standing standing;
	const char *standing_rule, *standing_edition; /* or NULL */
	int64_t standing_last_day;                    /* 0 none */
	struct request_organization organization;
	struct request_contact contact;
	const char *created_by;
	int64_t created_at;
	const char *updated_by, *updated_by_name;
	int64_t updated_at;
	int64_t closed_at; /* the last time; 0 never */
	enum request_outcome outcome;
	int64_t granted_minor; /* in all, in the order's currency */
	int64_t note_count, files_count;
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
/*
 * Where a note of this side brings a request. A partner's note opens a closed
 * one again until that many days have passed (domain.md 3); else
 * ERR_REQUEST_CLOSED.
 */
struct error request_after_note(struct ctx *cx, enum request_side side,
    const struct service_request *request, enum request_state *ret_state);

/* What can be changed; NULL, 0: stays. */
struct request_change {
	const char *title, *description, *note;
	enum request_severity severity;
	enum request_state state;
	enum request_outcome outcome; /* when closing; 0: withdrawn */
	bool has_contact;
	struct request_contact contact; /* NULL members stay */
	/* that came with the note, kept already (support/attachment.h) */
	size_t file_count;
	struct request_file *files;
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
/* Own ones of cx->who that are not closed: first those that wait for an
 * answer, then by their last change. total counts all of them. */
struct error service_request_open(struct ctx *cx, int64_t limit,
    struct request_list *ret_list, int64_t *ret_asked);
/* With notes and files. customer_id as in the filter. ERR_REQUEST_UNKNOWN. */
struct error service_request_load(struct ctx *cx, const char *customer_id,
    const char *request_id, struct service_request *ret_request);

/*
 * What the form asks for. Refunds need customer_ref, order_ref, refund_reason
 * and amount (R-118 to R-121, E-77); other topics a description.
 */
struct request_ask {
	struct service_request request; /* topic_id, severity, title,
		description, customer_ref, order_ref, line_number,
		refund_reason, locale, country, contact; the rest is filled */
	const char *amount;             /* as typed */
};
/*
 * Everything wrong, under the names of the form's inputs (topic, tenant,
 * order, line, reason, amount, description, email, phone): an array in the
 * arena ended by code 0. Returns the first. Finds order, customer, amount and
 * standing and puts them into ask->request.
 */
struct error request_ask_check(
    struct ctx *cx, struct request_ask *ask, struct error **ret_errors);
/* In the writer: checks once more, then files it, with its activity row. */
struct error request_ask_file(struct ctx *cx, struct request_ask *ask,
    struct service_request *ret_request);

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
