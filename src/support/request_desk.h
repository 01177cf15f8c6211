/*
 * The operator's side of support requests: the inbox over all partners, one
 * request with everything about its order, and deciding it. All but the list
 * runs inside the partner's tenant (operator_into_partner).
 */
#ifndef KONTOR_SUPPORT_REQUEST_DESK_H
#define KONTOR_SUPPORT_REQUEST_DESK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/refund.h"
#include "support/service_request.h"

struct desk_filter {
	enum request_state state; /* 0 all */
	enum request_severity severity;
	bool outside; /* only those outside of policy */
	int64_t limit, offset;
};
struct desk_row {
	int64_t partner_id;
	const char *partner_name;
	int64_t age; /* seconds since it was filed, in the partner's time */
	struct service_request request; /* without notes and files */
};
struct desk_list {
	size_t count;
	struct desk_row *rows; /* critical first, then the oldest */
	int64_t total;
};
struct error request_desk_list(struct ctx *cx, const struct desk_filter *filter,
    struct desk_list *ret_list);
/* How many are in each state, by enum request_state. */
struct error request_desk_counts(
    struct ctx *cx, int64_t ret_counts[REQUEST_CLOSED + 1]);

/* With notes and files, whoever filed it. ERR_REQUEST_UNKNOWN. */
struct error request_desk_load(struct ctx *cx, const char *request_id,
    struct service_request *ret_request);

enum desk_act {
	DESK_ANSWER = 1, /* a note; the state stays */
	DESK_ASK,        /* a note that waits for an answer */
	DESK_SOLVE,      /* closed, with a note */
	DESK_REFUSE,     /* closed, with the reason as a note */
	DESK_HOLD,       /* cancelling by oneself waits for the decision */
	DESK_RELEASE
};
/* In the writer. said: note and files alone. Notes are needed but for the last
 * two. The contact is told by mail. ERR_REQUEST_DECIDED when it is closed;
 * ERR_FIELD_MISSING "note". */
struct error request_desk_act(struct ctx *cx, const char *request_id,
    enum desk_act act, const struct request_change *said,
    struct service_request *ret_request);

/* What is granted on one line. */
struct refund_item {
	int64_t line_number;
	int64_t gross_minor; /* > 0, tax included */
	bool cancel;         /* the line ends, as if its buyer cancelled */
};
struct refund_done {
	struct service_request request;
	struct order order;
	size_t count;
	struct refund_item *items;
	struct money granted;
};
/*
 * In the writer: posts the credits, cancels what is to be cancelled, closes
 * the request as solved and tells its contact; all of it or nothing. An amount
 * above what was paid and is not credited yet is ERR_FIELD_RANGE (E-35) on
 * "amount.LINE"; no items ERR_REFUND_NOTHING; a request without an order
 * ERR_REFUND_NO_ORDER; closed ERR_REQUEST_DECIDED; ERR_CANCEL_NEVER and
 * ERR_CANCEL_DONE on "cancel.LINE".
 */
struct error refund_grant(struct ctx *cx, const char *request_id,
    const struct refund_item *items, size_t count, const char *note,
    struct refund_done *ret_done);

#endif
