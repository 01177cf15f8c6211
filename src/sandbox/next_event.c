/*
 * Asks every place for its next moment and puts them in order. What happens
 * then, the places themselves know; moving the clock is clock.c's.
 */
#include "sandbox/next_event.h"

#include <stdlib.h>

#include "accounts/principal.h"
#include "base/day.h"
#include "base/text.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "policy/link.h"
#include "policy/policy.h"

static const struct {
	const char *id;
	const char *label;
	const char *text;
} kinds[CLOCK_EVENT_KINDS] = {
	[CLOCK_WINDOW_ENDS] = { "window_ends", N_("End of a window"),
	    N_("The window of order {id} ends: {name} of {customer} can no "
	       "longer be cancelled.") },
	[CLOCK_LINK_EXPIRES] = { "link_expires", N_("Expiry of a link"),
	    N_("A download link of {name} of {customer} expires (order "
	       "{id}).") },
	[CLOCK_TERM_ENDS] = { "term_ends", N_("End of a term"),
	    N_("The term of {name} of {customer} ends (order {id}).") },
	[CLOCK_SUBSCRIPTION_RENEWS] = { "subscription_renews", N_("Renewal"),
	    N_("The subscription {name} of {customer} renews itself.") },
	[CLOCK_SUBSCRIPTION_ENDS] = { "subscription_ends",
	    N_("End of a subscription"),
	    N_("The subscription {name} of {customer} ends.") },
	[CLOCK_PERIOD_BEGINS] = { "period_begins", N_("Billing period"),
	    N_("A billing period of {name} of {customer} begins and is "
	       "charged.") },
	[CLOCK_MONTH_ENDS] = { "month_ends", N_("End of a month"),
	    N_("{name} ends; its invoices are issued.") },
	[CLOCK_INVOICE_OVERDUE] = { "invoice_overdue", N_("Overdue invoice"),
	    N_("Invoice {id} becomes overdue.") },
	[CLOCK_CART_EXPIRES] = { "cart_expires", N_("Expiry of a cart"),
	    N_("A cart of {customer} expires.") },
	[CLOCK_QUALIFICATION_DECIDED] = { "qualification_decided",
	    N_("Decision"),
	    N_("The qualification {name} of {customer} is decided.") },
	[CLOCK_EDITION_BEGINS] = { "edition_begins", N_("New edition"),
	    N_("Edition {id} comes into force.") },
};

const char *clock_event_id(enum clock_event_kind kind)
{
	return kinds[kind].id;
}

const char *clock_event_label(struct ctx *cx, enum clock_event_kind kind)
{
	return _(kinds[kind].label);
}

const char *clock_event_text(struct ctx *cx, const struct clock_event *event)
{
	const char *name = event->name;

	if (event->kind == CLOCK_MONTH_ENDS)
		name = show_month(cx, month_of_day(day_of(event->at - 1)));
	return message_with(cx, kinds[event->kind].text,
	    HOLES({ "id", event->subject_id == NULL ? "" : event->subject_id },
		{ "name", name == NULL ? "" : name },
		{ "customer", event->customer_name == NULL
				  ? ""
				  : event->customer_name }));
}

static int event_order(const struct clock_event *a, const struct clock_event *b)
{
	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return (int)a->kind - (int)b->kind;
}

const struct clock_event *clock_event_next(
    const struct clock_event *events, size_t count, int64_t now)
{
	const struct clock_event *next = NULL;

	for (size_t i = 0; i < count; i++)
		if (events[i].at > now &&
		    (next == NULL || event_order(&events[i], next) < 0))
			next = &events[i];
	return next;
}

/* ---- from the database ---- */

static struct error event_add(struct ctx *cx, enum clock_event_kind kind,
    enum sql name, const struct sql_arg *args, struct clock_event_list *list)
{
	struct rows *rows = sql_open(cx, name, args);

	if (rows_next(rows))
		list->events[list->count++] = (struct clock_event){
			.kind = kind,
			.at = rows_int(rows, 0),
			.subject_id = rows_text(rows, 1),
			.name = rows_text(rows, 2),
			.customer_id = rows_text(rows, 3),
			.customer_name = rows_text(rows, 4),
		};
	return rows_close(rows);
}

static struct error rows_gather(
    struct ctx *cx, int64_t now, struct clock_event_list *list)
{
	/* what a link lives that was never used (ruling 15) */
	static const struct link_limits unused = {
		.starts = LINK_FROM_FIRST_DOWNLOAD
	};
	static const struct link_use fresh = { 0 };
	int64_t partner = cx->who->partner->partner_id;
	const struct {
		enum clock_event_kind kind;
		enum sql name;
		int64_t more; /* $3, where the statement has one */
		bool has_more;
	} asked[] = {
		{ CLOCK_WINDOW_ENDS, SQL_next_window, 0, false },
		{ CLOCK_LINK_EXPIRES, SQL_next_link,
		    link_expires_at(&unused, &fresh), true },
		{ CLOCK_TERM_ENDS, SQL_next_term, 0, false },
		{ CLOCK_SUBSCRIPTION_RENEWS, SQL_next_subscription_end, 1,
		    true },
		{ CLOCK_SUBSCRIPTION_ENDS, SQL_next_subscription_end, 0, true },
		{ CLOCK_PERIOD_BEGINS, SQL_next_period, 0, false },
		{ CLOCK_INVOICE_OVERDUE, SQL_next_overdue, 0, false },
		{ CLOCK_CART_EXPIRES, SQL_next_cart, 0, false },
		{ CLOCK_QUALIFICATION_DECIDED, SQL_next_qualification, 0,
		    false },
	};
	struct error e = OK;

	for (size_t i = 0; i < COUNT(asked) && e.code == 0; i++)
		e = event_add(cx, asked[i].kind, asked[i].name,
		    asked[i].has_more
			? ARGS(I(partner), I(now), I(asked[i].more))
			: ARGS(I(partner), I(now)),
		    list);
	return e;
}

/* ---- from the calendar and the rules ---- */

static void month_add(int64_t now, struct clock_event_list *list)
{
	int month = month_of_day(day_of(now)) + 1;

	list->events[list->count++] =
	    (struct clock_event){ .kind = CLOCK_MONTH_ENDS,
		    .at = day_start(month_first_day(month)) };
}

static void edition_add(
    struct ctx *cx, int64_t now, struct clock_event_list *list)
{
	size_t count;
	const struct edition *editions = policy_editions(cx->policy, &count);

	for (size_t i = 0; i < count; i++) {
		if (editions[i].effective_from <= now)
			continue;
		list->events[list->count++] =
		    (struct clock_event){ .kind = CLOCK_EDITION_BEGINS,
			    .at = editions[i].effective_from,
			    .subject_id = editions[i].id };
		return;
	}
}

static int event_compare(const void *a, const void *b)
{
	return event_order(a, b);
}

struct error clock_event_list(
    struct ctx *cx, int64_t now, struct clock_event_list *ret_list)
{
	struct clock_event_list list = { 0 };
	struct error e = rows_gather(cx, now, &list);

	if (e.code)
		return e;
	month_add(now, &list);
	edition_add(cx, now, &list);
	qsort(list.events, list.count, sizeof(list.events[0]), event_compare);
	*ret_list = list;
	return OK;
}
