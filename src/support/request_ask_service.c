/*
 * What the form of a request must hold, everything wrong at once, and what the
 * typed ids mean (R-117 to R-123, E-77).
 */
#include <string.h>

#include "accounts/principal.h"
#include "accounts/user.h"
#include "base/text.h"
#include "customers/customer.h"
#include "i18n/i18n.h"
#include "orders/subscription.h"
#include "support/refund.h"
#include "support/request_private.h"
#include "support/service_request_rows.h"

#define ERRORS_MAX 16
#define PHONE_DIGITS 5

struct check {
	struct ctx *cx;
	struct request_ask *ask;
	bool refund;
	bool order_found;
	struct refund_view view;
	struct customer customer; /* of the order; id NULL when none */
	struct error *errors;
	size_t count;
	struct error fault; /* of the database */
};

static void wrong(struct check *check, struct error e)
{
	if (check->count < ERRORS_MAX)
		check->errors[check->count++] = e;
}

static void missing(struct check *check, const char *value, const char *field)
{
	if (text_empty(value))
		wrong(check, fail(ERR_FIELD_MISSING, field));
}

/* ---- which order ---- */

/* A subscription's id stands for its order line. */
static struct error by_subscription(struct check *check)
{
	struct service_request *r = &check->ask->request;
	const char *order_id = NULL;
	int64_t line = 0;
	struct error e = request_subscription_find(
	    check->cx, r->order_ref, &order_id, &line);

	if (e.code || order_id == NULL)
		return e.code ? e : fail(ERR_ORDER_UNKNOWN, NULL);
	r->subscription_id = text_lower(check->cx->arena, r->order_ref);
	r->order_id = order_id;
	r->line_number = line;
	return OK;
}

static void order_check(struct check *check)
{
	struct service_request *r = &check->ask->request;
	struct ctx *cx = check->cx;
	struct error e;

	r->order_id = r->subscription_id = NULL;
	if (text_empty(r->order_ref)) {
		r->line_number = REQUEST_WHOLE_ORDER;
		if (check->refund)
			wrong(check, fail(ERR_REQUEST_NO_ORDER, "order"));
		return;
	}
	r->order_id = r->order_ref;
	if (text_is_guid(r->order_ref) && (e = by_subscription(check)).code) {
		if (e.code == ERR_ORDER_UNKNOWN)
			e = fail(ERR_REQUEST_ORDER, "order");
		wrong(check, e);
		r->order_id = NULL;
		return;
	}
	e = refund_look(cx, r->order_id, r->line_number, cx->now, &check->view);
	if (e.code == 0)
		e = customer_load(
		    cx, check->view.order.customer_id, &check->customer);
	check->order_found = e.code == 0;
	if (check->order_found)
		r->order_id = check->view.order.order_id;
	else
		r->order_id = NULL;
	if (e.code == ERR_ORDER_UNKNOWN || e.code == ERR_CUSTOMER_UNKNOWN)
		wrong(check, fail(ERR_REQUEST_ORDER, "order"));
	else if (e.code == ERR_LINE_UNKNOWN)
		wrong(check, fail(ERR_REQUEST_LINE, "line"));
	else if (e.code)
		check->fault = e;
}

/* ---- which customer ---- */

static bool is_customer(const struct customer *customer, const char *ref)
{
	return text_same_nocase(customer->customer_id, ref) ||
	       text_same_nocase(customer->domain, ref);
}

static struct error customer_by_ref(
    struct ctx *cx, const char *ref, struct customer *ret_customer)
{
	struct customer_filter filter = { .words = ref, .limit = 50 };
	struct customer_list list;
	struct error e = customer_list(cx, &filter, &list);

	for (size_t i = 0; i < list.count && e.code == 0; i++)
		if (is_customer(&list.customers[i], ref)) {
			*ret_customer = list.customers[i];
			return OK;
		}
	return e.code ? e : fail(ERR_REQUEST_CUSTOMER, "tenant");
}

static void customer_check_ref(struct check *check)
{
	const char *ref = check->ask->request.customer_ref;
	struct error e;

	if (text_empty(ref)) {
		if (check->refund)
			wrong(check, fail(ERR_FIELD_MISSING, "tenant"));
		return;
	}
	if (check->order_found) {
		if (!is_customer(&check->customer, ref))
			wrong(
			    check, fail(ERR_REQUEST_CUSTOMER_OTHER, "tenant"));
		return;
	}
	e = customer_by_ref(check->cx, ref, &check->customer);
	if (e.code == ERR_REQUEST_CUSTOMER)
		wrong(check, e);
	else if (e.code)
		check->fault = e;
}

/* ---- how much ---- */

static const char *amount_text(int64_t minor, const char *currency, char *room)
{
	money_decimal(minor, currency_exponent(currency), room, 32);
	return room;
}

/* What was paid is told to those who may see orders or bills. */
static struct error too_much(struct check *check)
{
	struct ctx *cx = check->cx;
	int64_t left = check->view.left.gross_minor;
	const char *currency = check->view.order.currency;

	if (left <= 0)
		return fail(ERR_REQUEST_NOTHING_LEFT, "amount");
	if (principal_may(cx, MAY_SEE_ORDERS).code &&
	    principal_may(cx, MAY_SEE_BILLING).code)
		return fail(ERR_REQUEST_AMOUNT_HIGH, "amount");
	return fail_with(cx->arena, ERR_REQUEST_AMOUNT_OVER, "amount",
	    HOLES({ "max", show_money(cx, money_of(left, currency)) }));
}

static void amount_check(struct check *check)
{
	struct service_request *r = &check->ask->request;
	struct ctx *cx = check->cx;
	const char *currency = check->order_found ? check->view.order.currency
						  : cx->who->partner->currency;
	const char *typed = check->ask->amount;
	char form[32];
	int64_t minor;

	r->has_amount = false;
	if (text_empty(typed)) {
		if (check->refund)
			wrong(check, fail(ERR_FIELD_MISSING, "amount"));
		return;
	}
	if (!refund_amount_read(
		cx->arena, typed, currency_exponent(currency), &minor)) {
		wrong(
		    check, fail_with(cx->arena, ERR_FIELD_FORMAT, "amount",
			       HOLES({ "wanted",
				   amount_text(money_of(120000, currency).minor,
				       currency, form) })));
		return;
	}
	if (minor <= 0)
		wrong(check, fail(ERR_REQUEST_AMOUNT_NONE, "amount"));
	else if (check->order_found && minor > check->view.left.gross_minor)
		wrong(check, too_much(check));
	r->has_amount = true;
	r->amount = money_of(minor, currency);
}

/* ---- whom to ask ---- */

static bool phone_fine(const char *phone)
{
	size_t digits = 0;

	for (const char *c = phone; *c != '\0'; c++) {
		if (*c >= '0' && *c <= '9')
			digits++;
		else if (strchr("+-/(). x", *c) == NULL)
			return false;
	}
	return digits >= PHONE_DIGITS;
}

static void contact_check(struct check *check)
{
	const struct request_contact *c = &check->ask->request.contact;
	struct arena *arena = check->cx->arena;

	missing(check, c->first_name, "name");
	missing(check, c->email, "email");
	missing(check, c->phone, "phone");
	if (!text_empty(c->email) && !email_form(c->email))
		wrong(check, fail_with(arena, ERR_FIELD_FORMAT, "email",
				 HOLES({ "wanted", "name@example.com" })));
	if (!text_empty(c->phone) && !phone_fine(c->phone))
		wrong(check, fail_with(arena, ERR_FIELD_FORMAT, "phone",
				 HOLES({ "wanted", "+49 451 555 0134" })));
}

static void details_check(struct check *check)
{
	const struct service_request *r = &check->ask->request;
	struct arena *arena = check->cx->arena;

	if (support_topic_find(r->topic_id) == NULL)
		wrong(check, fail_with(arena, ERR_TOPIC_UNKNOWN, "topic",
				 HOLES({ "value", r->topic_id })));
	if (r->severity == 0)
		wrong(check,
		    fail_with(arena, ERR_FIELD_CHOICE, "impact",
			HOLES({ "value", "" },
			    { "choices", "critical, moderate, minimal" })));
	missing(check, r->title, "title");
}

/* In the order of the form, whatever was looked at first. */
static int place(const struct error *e)
{
	static const char *const fields[] = { "topic", "impact", "title",
		"tenant", "order", "line", "reason", "amount", "description",
		"name", "email", "phone" };
	int n = 0;

	while (n < (int)COUNT(fields) && !text_same(fields[n], e->field))
		n++;
	return n;
}

static void sort(struct check *check)
{
	for (size_t i = 1; i < check->count; i++)
		for (size_t j = i; j > 0 && place(&check->errors[j]) <
						place(&check->errors[j - 1]);
		     j--) {
			struct error e = check->errors[j];

			check->errors[j] = check->errors[j - 1];
			check->errors[j - 1] = e;
		}
}

static void standing_keep(struct check *check)
{
	struct service_request *r = &check->ask->request;
	const struct decision *decision = check->view.decision;

	r->standing = check->refund ? check->view.standing : STANDING_NONE;
	r->standing_rule = r->standing_edition = NULL;
	r->standing_last_day = 0;
	if (r->standing == STANDING_NONE)
		return;
	r->standing_rule = decision->rule;
	r->standing_edition = decision->edition_id;
	r->standing_last_day = decision->last_day;
}

struct error request_ask_check(
    struct ctx *cx, struct request_ask *ask, struct error **ret_errors)
{
	struct service_request *r = &ask->request;
	const struct support_topic *topic = support_topic_find(r->topic_id);
	struct check check = { .cx = cx,
		.ask = ask,
		.refund = topic != NULL && topic->kind == REQUEST_REFUND,
		.errors =
		    ARENA_ARRAY(cx->arena, struct error, ERRORS_MAX + 1) };

	details_check(&check);
	order_check(&check);
	customer_check_ref(&check);
	if (check.refund)
		missing(&check, r->refund_reason, "reason");
	amount_check(&check);
	if (!check.refund)
		missing(&check, r->description, "description");
	contact_check(&check);
	if (check.fault.code)
		return check.fault;
	sort(&check);
	standing_keep(&check);
	r->customer_id = check.customer.customer_id;
	r->organization = (struct request_organization){ r->customer_id,
		check.customer.name, NULL };
	*ret_errors = check.errors;
	return check.errors[0];
}

/* A refund without free text is read by its reason. */
struct error request_ask_file(struct ctx *cx, struct request_ask *ask,
    struct service_request *ret_request)
{
	struct error *errors;
	struct error e = request_ask_check(cx, ask, &errors);

	if (e.code)
		return e;
	if (text_empty(ask->request.description))
		ask->request.description = ask->request.refund_reason;
	return request_insert(cx, &ask->request, NULL, ret_request);
}
