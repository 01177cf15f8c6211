/*
 * Asking for a qualification: who may have it, the code it takes, the row and
 * the activity row.
 */
#include "accounts/principal.h"
#include "activity/activity.h"
#include "base/text.h"
#include "customers/customer.h"
#include "customers/qualification_rows.h"

static struct error act_add(
    struct ctx *cx, const struct customer *customer, const char *name)
{
	return activity_add(cx,
	    &(struct activity){ .action = ACTIVITY_UPDATE_QUALIFICATION,
		.customer_id = customer->customer_id,
		.customer_name = customer->name,
		.details = HOLES({ "Qualification", name }) },
	    OK);
}

static const struct qualification *asked_before(
    const struct qualification_list *list,
    const struct qualification_kind *kind)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].kind == kind)
			return &list->items[i];
	return NULL;
}

/* The country, and a code where one is needed. */
static struct error may_have(struct ctx *cx, const struct customer *customer,
    const struct qualification_kind *kind, const char *code)
{
	bool used = false;
	struct error e;

	if (kind->country != NULL &&
	    !text_same(kind->country, customer->country))
		return fail(ERR_QUALIFICATION_COUNTRY, "qualification");
	if (!kind->coded)
		return OK;
	if (!text_empty(code) &&
	    (e = validation_code_use(cx, text_trim(cx->arena, code), &used))
		.code)
		return e;
	return used ? OK : fail(ERR_QUALIFICATION_CODE, "code");
}

struct error qualification_request(struct ctx *cx, const char *customer_id,
    const struct qualification_kind *kind, const char *code,
    struct qualification *ret_qualification)
{
	struct customer customer;
	struct qualification_list list;
	struct qualification made = { .kind = kind, .requested_at = cx->now };
	const struct qualification *before;
	bool at_once = kind->coded || cx->who->partner->sandbox;
	struct error e;

	if ((e = customer_load(cx, customer_id, &customer)).code ||
	    (e = qualification_list(cx, customer.customer_id, &list)).code)
		return e;
	before = asked_before(&list, kind);
	if (before != NULL && !before->denied) {
		*ret_qualification = *before;
		return OK;
	}
	if (before != NULL &&
	    (e = qualification_forget(cx, customer.customer_id, kind)).code)
		return e;
	if ((e = may_have(cx, &customer, kind, code)).code)
		return e;
	made.approved_at = qualification_due(cx->now, at_once);
	made.approved = made.approved_at <= cx->now;
	e = qualification_add(cx, customer.customer_id, &made,
	    kind->coded ? text_trim(cx->arena, code) : NULL);
	if (e.code)
		return e;
	*ret_qualification = made;
	return act_add(cx, &customer, kind->name);
}

struct error qualification_clear(struct ctx *cx, const char *customer_id)
{
	struct customer customer;
	struct qualification_list list;
	struct error e;

	if ((e = customer_load(cx, customer_id, &customer)).code ||
	    (e = qualification_list(cx, customer.customer_id, &list)).code ||
	    list.count == 0)
		return e;
	e = qualifications_remove(cx, customer.customer_id);
	return e.code ? e : act_add(cx, &customer, "None");
}

struct error qualification_decide(struct ctx *cx, const char *customer_id,
    const struct qualification_kind *kind, bool approved, const char *reason)
{
	struct customer customer;
	bool changed;
	struct error e;

	if ((e = customer_load(cx, customer_id, &customer)).code ||
	    (e = qualification_settle(
		 cx, customer.customer_id, kind, approved, reason, &changed))
		.code)
		return e;
	if (!changed)
		return fail(ERR_QUALIFICATION_DECIDED, NULL);
	return activity_add(cx,
	    &(struct activity){ .action = ACTIVITY_DECIDE_QUALIFICATION,
		.customer_id = customer.customer_id,
		.customer_name = customer.name,
		.details = HOLES({ "Qualification", kind->name },
		    { "Decision", approved ? "Approved" : "Denied" },
		    { "Reason", reason ? reason : "" }) },
	    OK);
}
