/*
 * The append-only record of who did what, for whom, with which result. Rows
 * are written in the transaction of the act; refused tries are kept with
 * result refused. Never holds a key. Two tabs with two sets of readers
 * (ruling 17, R-066 to R-072).
 */
#ifndef KONTOR_ACTIVITY_ACTIVITY_H
#define KONTOR_ACTIVITY_ACTIVITY_H

#include <stdbool.h>
#include <stdint.h>

#include "accounts/principal.h"
#include "base/ctx.h"

enum activity_action {
	ACTIVITY_NONE = 0,
	/* software tab */
	ACTIVITY_GET_SOFTWARE_KEY,
	ACTIVITY_GET_DOWNLOAD_LINK,
	ACTIVITY_SOFTWARE_DOWNLOADED,
	/* customer tab */
	ACTIVITY_ADD_CUSTOMER,
	ACTIVITY_CREATE_ORDER,
	ACTIVITY_CANCEL_ORDER,
	ACTIVITY_UPDATE_ORDER,
	ACTIVITY_UPDATE_SUBSCRIPTION,
	ACTIVITY_SET_CLOCK,
	ACTIVITY_SIGN_IN,
	ACTIVITY_CREATE_CUSTOMER_USER,
	ACTIVITY_UPDATE_CUSTOMER_USER,
	ACTIVITY_RENAME_CUSTOMER_USER,
	ACTIVITY_RESET_CUSTOMER_USER_PASSWORD,
	ACTIVITY_DELETE_CUSTOMER_USER,
	ACTIVITY_RESTORE_CUSTOMER_USER,
	ACTIVITY_ADD_USER_MEMBER,
	ACTIVITY_REMOVE_USER_MEMBER,
	ACTIVITY_UPDATE_USER_LICENSES,
	ACTIVITY_REGISTER_APPLICATION,
	ACTIVITY_UPDATE_APPLICATION,
	ACTIVITY_UNREGISTER_APPLICATION,
	ACTIVITY_ADD_APPLICATION_CREDENTIAL,
	ACTIVITY_REMOVE_APPLICATION_CREDENTIAL,
	ACTIVITY_CONSENT_TO_APPLICATION,
	ACTIVITY_END_CONSENT,
	ACTIVITY_SET_STRICT_APP_USER,
	ACTIVITY_UPDATE_BILLING_PROFILE,
	ACTIVITY_UPDATE_QUALIFICATION,
	ACTIVITY_REMOVE_RELATIONSHIP,
	ACTIVITY_DELETE_CUSTOMER,
	ACTIVITY_ADD_DOMAIN,
	ACTIVITY_CREATE_AGREEMENT,
	ACTIVITY_ADD_RESELLER,
	ACTIVITY_UPDATE_PROFILE,
	ACTIVITY_CREATE_SERVICE_REQUEST,
	ACTIVITY_UPDATE_SERVICE_REQUEST,
	ACTIVITY_GRANT_REFUND,
	ACTIVITY_CHANGE_WEBHOOK,
	ACTIVITY_CHANGE_PASSWORD,
	ACTIVITY_ENABLE_SECOND_FACTOR,
	ACTIVITY_DISABLE_SECOND_FACTOR,
	ACTIVITY_RENEW_RECOVERY_CODES,
	ACTIVITY_DEMAND_SECOND_FACTOR,
	ACTIVITY_END_SESSION,
	ACTIVITY_ISSUE_INVOICE,
	ACTIVITY_PAY_INVOICE,
	ACTIVITY_WRITE_EDITION,
	ACTIVITY_ADOPT_EDITION,
	ACTIVITY_WITHDRAW_EDITION,
	ACTIVITY_DISCARD_EDITION,
	ACTIVITY_IMPORT_CATALOGUE,
	ACTIVITY_IMPORT_PRICES,
	ACTIVITY_START_INVOICE_RUN,
	/* of operators; partner PROGRAMME_ID where it is nobody's */
	ACTIVITY_LOAD_KEYS,
	ACTIVITY_CHANGE_KEY_POOL,
	ACTIVITY_ADD_FILE,
	ACTIVITY_WITHDRAW_FILE,
	ACTIVITY_ADD_PARTNER,
	ACTIVITY_CHANGE_PARTNER,
	ACTIVITY_ADD_PARTNER_USER,
	ACTIVITY_CHANGE_PARTNER_USER,
	ACTIVITY_DECIDE_QUALIFICATION,
	ACTIVITY_RETRY_MESSAGE,
	ACTIVITY_CREATE_PARTNER_USER,
	ACTIVITY_UPDATE_PARTNER_USER,
	ACTIVITY_DISABLE_PARTNER_USER,
	ACTIVITY_ENABLE_PARTNER_USER,
	ACTIVITY_INVITE_PARTNER_USER,
	ACTIVITY_UPDATE_PARTNER_SETTINGS,
	ACTIVITY_ACTION_COUNT
};

struct activity_action_info {
	const char *id;             /* stored: "get_software_key" */
	const char *tab;            /* "software" or "customer" */
	const char *name;           /* N_(): "Key shown" */
	const char *operation_type; /* REST operationType, api.md 2.10 */
	const char *resource_type;  /* REST resourceType */
};
const struct activity_action_info *activity_action_info(
    enum activity_action action);

/* By its stored id; ACTIVITY_NONE when there is none. */
enum activity_action activity_action_find(const char *id);

/* What the act is about; who, when and request ids come from cx. */
struct activity {
	enum activity_action action;
	const char *customer_id;
	const char *customer_name;
	const char *order_id;
	int64_t line_number; /* with order_id; -1 the whole order */
	const char *product_id;
	const char *sku_id;
	const char *title; /* product or file as shown then */
	const char *file_id;
	const struct hole *details; /* NULL or texts, become a JSON object */
	/*
	 * When it is not cx->who. Of ACTOR_LINK_HOLDER nothing is known:
	 * actor_id is NULL, actor_name is the issuer's of the link, and
	 * details hold IssuedBy, the issuer's id.
	 */
	enum actor_kind actor_kind;
	const char *actor_id;
	const char *actor_name;
	const struct partner *partner; /* NULL: that of cx->who */
	int64_t at;                    /* 0: cx->now */
	struct activity *earlier;      /* activity_note's */
};

/* Needs a write transaction. outcome 0 is done, else refused with its name. */
struct error activity_add(
    struct ctx *cx, const struct activity *activity, struct error outcome);

/* The same, telling the row's number in *ret_activity_id (may be NULL). */
struct error activity_add_as(struct ctx *cx, const struct activity *activity,
    struct error outcome, int64_t *ret_activity_id);
/*
 * The name of a row in the REST API's log (AuditRecord.id). customer_id may be
 * NULL, at and activity_id are the row's.
 */
const char *activity_record_id(struct arena *arena, const char *tenant_id,
    const char *customer_id, enum activity_action action, int64_t at,
    int64_t activity_id);
/* The second such a name is of; false when it is not of that form. */
bool activity_record_at(const char *record_id, int64_t *ret_at);

/*
 * For acts whose refusals are kept too (keys, links, downloads). The service
 * says early, before its checks, what is being tried; a copy lives in the
 * arena (texts are not copied). When the outcome is known, and effects were
 * rolled back if it is a refusal, the one who called the service (a door's
 * record) has the rows written. Several acts are several notes; the same act
 * noted again, by a command that runs once more, stays one. Without a note
 * nothing is written, nor after a fault of ours.
 */
void activity_note(struct ctx *cx, const struct activity *activity);
struct error activity_record(struct ctx *cx, struct error outcome);

struct activity_row {
	int64_t at;
	int64_t activity_id;
	enum activity_action action;
	bool refused;
	const char *reason; /* error name, when refused */
	enum actor_kind actor_kind;
	const char *actor_id;
	const char *actor_name;
	const char *client_id;
	const char *customer_id;
	const char *customer_name;
	const char *order_id;
	int64_t line_number;
	const char *product_id;
	const char *sku_id;
	const char *title;
	const char *file_id;
	const char *details; /* JSON object or NULL */
	const char *address;
	const char *request_id;
	const char *correlation_id;
};

struct activity_filter {
	int64_t from_day, to_day; /* both in (domain.md 4) */
	const char *tab;          /* "software", "customer", NULL both */
	const char *actor_id;     /* NULL any */
	const char *customer_id;
	/* About one thing: an order number, the id of a user, a request, a
	 * program; "PRODUCT:SKU" of a pool, "edition/3", "import/5". NULL any.
	 * Only with newest first. */
	const char *object_id;
	bool of_line; /* with an order: its line, and acts on all of it */
	int64_t line_number;
	enum activity_action action; /* ACTIVITY_NONE any */
	bool refused_too;            /* else only done */
	int64_t limit;               /* 0: all */
	/* where the page before ended (newest first), 0 0 from the start */
	int64_t before_at, before_id;
	bool newer; /* the rows before that one instead; from the end of the
		       log with 0 0 */
};

struct activity_list {
	size_t count;
	struct activity_row *rows; /* newest first; oldest, when newer */
	bool more;
};

/* The caller has checked which tabs cx->who may see. */
struct error activity_list(struct ctx *cx, const struct activity_filter *filter,
    struct activity_list *ret_list);

/*
 * Compares the rows of these days with their leaves: *ret_broken were changed
 * after they were written (a name or address may change, see activity_leaf.h).
 */
struct error activity_verify(struct ctx *cx, int64_t from_day, int64_t to_day,
    int64_t *ret_rows, int64_t *ret_broken);

struct activity_summary_row {
	enum actor_kind actor_kind;
	const char *actor_id;
	const char *actor_name;
	int64_t keys, links, downloads, others, refused;
	int64_t latest_at;
};
struct activity_summary {
	size_t count;
	struct activity_summary_row *rows; /* most first */
};
struct error activity_summarise(struct ctx *cx,
    const struct activity_filter *filter, struct activity_summary *ret_summary);

#endif
