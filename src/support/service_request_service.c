/*
 * Reporting a problem, answering and changing it, each with its activity row.
 */
#include <string.h>

#include "accounts/permission.h"
#include "accounts/principal.h"
#include "activity/activity.h"
#include "base/crypto.h"
#include "base/text.h"
#include "customers/customer.h"
#include "orders/order.h"
#include "support/request_private.h"
#include "support/service_request_rows.h"

static const char *my_id(const struct ctx *cx)
{
	return cx->who->user_id != NULL ? cx->who->user_id : cx->who->client_id;
}

static const char *my_name(const struct ctx *cx)
{
	return text_empty(cx->who->user_name) ? my_id(cx) : cx->who->user_name;
}

static const char *id_draw(struct ctx *cx)
{
	char *id = arena_alloc(cx->arena, REQUEST_DIGITS + 1);

	crypto_random_text("123456789", 1, id);
	crypto_random_text("0123456789", REQUEST_DIGITS - 1, id + 1);
	return id;
}

/* ---- whom it is about ---- */

static struct error customer_take(struct ctx *cx, const char *customer_id,
    struct service_request *request, struct customer *customer)
{
	struct error e = customer_load(cx, customer_id, customer);

	if (e.code == 0)
		e = principal_may(cx, MAY_SEE_CUSTOMER_REQUESTS);
	if (e.code)
		return e;
	request->customer_id = customer->customer_id;
	request->organization.id = customer->customer_id;
	if (text_empty(request->organization.name))
		request->organization.name = customer->name;
	return OK;
}

static struct error about(
    struct ctx *cx, struct service_request *request, struct customer *customer)
{
	const char *id = request->organization.id;

	request->customer_id = request->order_id = NULL;
	if (!text_empty(id) &&
	    !text_same_nocase(id, cx->who->partner->tenant_id))
		return customer_take(cx, id, request, customer);
	return OK;
}

/* Who acts, when nobody else is named. */
static void contact_fill(struct ctx *cx, struct request_contact *contact)
{
	const char *name = my_name(cx);
	const char *blank = strrchr(name, ' ');

	if (!text_empty(contact->email) || !text_empty(contact->first_name) ||
	    !text_empty(contact->last_name))
		return;
	contact->id = my_id(cx);
	contact->email = cx->who->email;
	contact->first_name = name;
	if (blank != NULL) {
		contact->first_name =
		    arena_dup_n(cx->arena, name, (size_t)(blank - name));
		contact->last_name = blank + 1;
	}
}

static struct error note_write(struct ctx *cx, enum request_side side,
    const struct service_request *request, const char *body)
{
	struct request_note note = { side, my_id(cx), my_name(cx), cx->now,
		body };

	return text_empty(body) ? OK
				: request_note_add(cx, request->request_id,
				      request->note_count - 1, &note);
}

static struct error log_it(struct ctx *cx, enum activity_action action,
    const struct service_request *request, const struct customer *customer,
    const char *changed)
{
	return activity_add(cx,
	    &(struct activity){ .action = action,
		.customer_id = request->customer_id,
		.customer_name = customer->name,
		.order_id = request->order_id,
		.line_number = -1,
		.details = HOLES({ "ServiceRequestId", request->request_id },
		    { "Topic", request->topic_id },
		    { "Status", request_state_id(request->state) },
		    { changed ? "Changed" : NULL, changed }) },
	    OK);
}

struct error request_insert(struct ctx *cx, struct service_request *request,
    const char *note, struct service_request *ret_request)
{
	struct customer customer = { .customer_id = request->customer_id,
		.name = request->organization.name };
	const struct partner *partner = cx->who->partner;
	struct error e;

	if (request->customer_id == NULL) {
		request->organization.id = partner->tenant_id;
		if (text_empty(request->organization.name))
			request->organization.name = partner->name;
	}
	contact_fill(cx, &request->contact);
	request->request_id = id_draw(cx);
	request->kind = support_topic_find(request->topic_id)->kind;
	request->state = REQUEST_OPEN;
	request->created_by = request->updated_by = my_id(cx);
	request->updated_by_name = my_name(cx);
	request->created_at = request->updated_at = cx->now;
	request->closed_at = 0;
	request->note_count = text_empty(note) ? 0 : 1;
	request->version = 1;
	if ((e = request_add(cx, request)).code ||
	    (e = note_write(cx, SIDE_PARTNER, request, note)).code ||
	    (e = log_it(
		 cx, ACTIVITY_CREATE_SERVICE_REQUEST, request, &customer, NULL))
		.code)
		return e;
	return service_request_load(cx, NULL, request->request_id, ret_request);
}

struct error service_request_create(struct ctx *cx,
    const struct service_request *sent, const char *note,
    struct service_request *ret_request)
{
	struct service_request request = *sent;
	struct customer customer;
	struct error e;

	if (support_topic_find(sent->topic_id) == NULL)
		return fail_with(cx->arena, ERR_TOPIC_UNKNOWN, "supportTopicId",
		    HOLES({ "value", sent->topic_id }));
	if ((e = about(cx, &request, &customer)).code)
		return e;
	request.line_number = REQUEST_WHOLE_ORDER;
	return request_insert(cx, &request, note, ret_request);
}

struct error request_log(
    struct ctx *cx, const struct service_request *request, const char *what)
{
	struct customer customer = { .name = request->organization.name };

	return log_it(
	    cx, ACTIVITY_UPDATE_SERVICE_REQUEST, request, &customer, what);
}

/* The names of what is different, for the log. */
static const char *differences(struct ctx *cx, const struct service_request *a,
    const struct service_request *b)
{
	struct text out;

	text_init(&out, cx->arena);
	text_add(&out, "");
	if (a->state != b->state)
		text_add(&out, " status");
	if (a->severity != b->severity)
		text_add(&out, " severity");
	if (!text_same(a->title, b->title))
		text_add(&out, " title");
	if (!text_same(a->description, b->description))
		text_add(&out, " description");
	if (!text_same(a->contact.id, b->contact.id) ||
	    !text_same(a->contact.first_name, b->contact.first_name) ||
	    !text_same(a->contact.last_name, b->contact.last_name) ||
	    !text_same(a->contact.email, b->contact.email) ||
	    !text_same(a->contact.phone, b->contact.phone))
		text_add(&out, " primaryContact");
	if (a->note_count != b->note_count)
		text_add(&out, " notes");
	return out.length > 0 ? out.bytes + 1 : "";
}

/* Behind those that are there; they came with the last note. */
static struct error files_write(struct ctx *cx,
    const struct service_request *request, const struct request_change *change)
{
	struct error e = OK;

	for (size_t i = 0; i < change->file_count && e.code == 0; i++) {
		struct request_file file = change->files[i];

		file.note_position = request->note_count - 1;
		e = request_file_add(cx, request->request_id,
		    (int64_t)(request->file_count + i), &file);
	}
	return e;
}

struct error request_write(struct ctx *cx, enum request_side side,
    const struct service_request *before, struct service_request *after,
    const struct request_change *change, bool *ret_changed)
{
	const char *changed = differences(cx, before, after);
	struct customer customer = { 0 };
	struct error e = OK;

	*ret_changed = changed[0] != '\0';
	if (!*ret_changed)
		return OK;
	after->updated_by = my_id(cx);
	after->updated_by_name = my_name(cx);
	if (before->customer_id != NULL)
		e = customer_load(cx, before->customer_id, &customer);
	if (e.code == ERR_CUSTOMER_UNKNOWN) /* left meanwhile */
		e = OK;
	if (e.code || (e = request_save(cx, after)).code ||
	    (e = note_write(cx, side, after, change->note)).code ||
	    (e = files_write(cx, after, change)).code)
		return e;
	return log_it(
	    cx, ACTIVITY_UPDATE_SERVICE_REQUEST, after, &customer, changed);
}

struct error service_request_change(struct ctx *cx, const char *customer_id,
    const char *request_id, const struct request_change *change,
    struct service_request *ret_request)
{
	struct service_request before, after;
	bool changed;
	struct error e =
	    service_request_load(cx, customer_id, request_id, &before);

	if (e.code)
		return e;
	after = before;
	if ((e = request_apply(cx, SIDE_PARTNER, change, &after)).code ||
	    (e = request_write(
		 cx, SIDE_PARTNER, &before, &after, change, &changed))
		.code)
		return e;
	if (after.state == REQUEST_CLOSED && after.order_id != NULL &&
	    (e = order_hold(
		 cx, after.order_id, REQUEST_WHOLE_ORDER, request_id, false))
		.code)
		return e;
	if (changed)
		return service_request_load(
		    cx, customer_id, request_id, ret_request);
	*ret_request = before;
	return OK;
}
