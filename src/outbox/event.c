/*
 * Events as rows and as what is told of them. Who is told is webhook's.
 */
#include "outbox/event.h"

#include "accounts/principal.h"
#include "base/crypto.h"
#include "base/settings.h"
#include "base/text.h"
#include "db/db.h"
#include "i18n/i18n.h"

static const struct event_info infos[EVENT_NAME_COUNT] = {
	[EVENT_NONE] = { "", "", "" },
	[EVENT_TEST_CREATED] = { "test-created", "test",
	    N_("A test event was asked for.") },
	[EVENT_SUBSCRIPTION_UPDATED] = { "subscription-updated", "subscription",
	    N_("A subscription was changed or ended.") },
	[EVENT_INVOICE_READY] = { "invoice-ready", "invoice",
	    N_("An invoice or a credit note was issued.") },
	[EVENT_USAGE_THRESHOLD_EXCEEDED] = { "usagerecords-thresholdExceeded",
	    "usagerecords",
	    N_("Usage passed a budget. Kontor does not raise this.") },
	[EVENT_REFERRAL_CREATED] = { "referral-created", "referral",
	    N_("A referral came in. Kontor does not raise this.") },
	[EVENT_REFERRAL_UPDATED] = { "referral-updated", "referral",
	    N_("A referral was changed. Kontor does not raise this.") },
	[EVENT_CUSTOMER_CREATED] = { "customer-created", "customer",
	    N_("A customer was added.") },
	[EVENT_ORDER_CREATED] = { "order-created", "order",
	    N_("An order was placed.") },
	[EVENT_ORDER_CANCELLED] = { "order-cancelled", "order",
	    N_("A purchase was cancelled, in whole or in part.") },
};

const struct event_info *event_info(enum event_name name)
{
	return name > EVENT_NONE && name < EVENT_NAME_COUNT ? &infos[name]
							    : &infos[0];
}

enum event_name event_find(const char *id)
{
	for (int i = EVENT_NONE + 1; i < EVENT_NAME_COUNT; i++)
		if (text_same_nocase(infos[i].id, id))
			return (enum event_name)i;
	return EVENT_NONE;
}

/* ---- writing ---- */

struct about {
	const char *customer_id, *subject_id;
	const char *action; /* NULL: no activity row */
	int64_t activity_id;
};

static struct error row_add(struct ctx *cx, enum event_name name,
    const struct about *about, const char **ret_event_id)
{
	char *event_id = arena_alloc(cx->arena, GUID_TEXT);
	struct error e;

	guid_random(event_id);
	e = sql_run_one(cx, SQL_event_add,
	    ARGS(I(cx->who->partner->partner_id), T(event_id),
		T(event_info(name)->id), T(about->customer_id),
		T(about->subject_id), T(about->action), I(about->activity_id),
		I(cx->now), I(cx->wall),
		T(cx->request_id != NULL ? cx->request_id : ""),
		T(cx->correlation_id != NULL ? cx->correlation_id : "")));
	if (e.code)
		return e;
	if (ret_event_id != NULL)
		*ret_event_id = event_id;
	return OK;
}

struct error event_record(struct ctx *cx, enum event_name name,
    const char *subject_id, const struct activity *activity)
{
	struct about about = { .customer_id = activity->customer_id,
		.subject_id = subject_id,
		.action = activity_action_info(activity->action)->id };
	struct error e = activity_add_as(cx, activity, OK, &about.activity_id);

	return e.code ? e : row_add(cx, name, &about, NULL);
}

struct error event_add(struct ctx *cx, enum event_name name,
    const char *customer_id, const char *subject_id, const char **ret_event_id)
{
	struct about about = { .customer_id = customer_id,
		.subject_id = subject_id };

	return row_add(cx, name, &about, ret_event_id);
}

/* ---- reading ---- */

static const char *resource_path(
    struct ctx *cx, enum event_name name, const char *customer, const char *id)
{
	switch (name) {
	case EVENT_CUSTOMER_CREATED:
		return arena_printf(cx->arena, "/v1/customers/%s", id);
	case EVENT_ORDER_CREATED:
	case EVENT_ORDER_CANCELLED:
		return arena_printf(
		    cx->arena, "/v1/customers/%s/orders/%s", customer, id);
	case EVENT_SUBSCRIPTION_UPDATED:
		return arena_printf(cx->arena,
		    "/v1/customers/%s/subscriptions/%s", customer, id);
	case EVENT_INVOICE_READY:
		return arena_printf(cx->arena, "/v1/invoices/%s", id);
	default:
		return arena_printf(cx->arena,
		    "/webhooks/v1/registration/validationEvents/%s", id);
	}
}

void event_read(struct ctx *cx, struct rows *rows, const char *tenant_id,
    struct event *event)
{
	const char *base = cx->settings->public_url;
	const char *customer = rows_text(rows, 3), *action = rows_text(rows, 5);
	const char *subject = rows_text(rows, 4);

	event->seq = rows_int(rows, 0);
	event->event_id = rows_text(rows, 1);
	event->name = event_find(rows_text(rows, 2));
	event->changed_at = rows_int(rows, 7);
	event->request_id = rows_text(rows, 8);
	event->correlation_id = rows_text(rows, 9);
	event->resource_uri = arena_printf(cx->arena, "%s%s", base,
	    resource_path(cx, event->name, customer,
		subject != NULL ? subject : event->event_id));
	event->audit_uri = NULL;
	if (action != NULL)
		event->audit_uri =
		    arena_printf(cx->arena, "%s/v1/auditrecords/%s", base,
			activity_record_id(cx->arena, tenant_id, customer,
			    activity_action_find(action), event->changed_at,
			    rows_int(rows, 6)));
}

struct error event_list(struct ctx *cx, int64_t after_seq, int64_t limit,
    struct event_list *ret_list)
{
	const struct partner *partner = cx->who->partner;
	struct event_list list = { 0 };
	size_t room = 0;
	struct rows *rows = sql_open(cx, SQL_event_list,
	    ARGS(I(partner->partner_id), I(after_seq), I(limit)));
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.events, list.count, room);
		event_read(
		    cx, rows, partner->tenant_id, &list.events[list.count++]);
	}
	if ((e = rows_close(rows)).code == 0)
		*ret_list = list;
	return e;
}
