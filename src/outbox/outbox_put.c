/*
 * Puts messages out in the transaction of their act: one row a recipient.
 * Delivering them is outbox.c's.
 */
#include <stdio.h>
#include <string.h>

#include "accounts/principal.h"
#include "base/crypto.h"
#include "base/json.h"
#include "db/db.h"
#include "outbox/mail.h"
#include "outbox/outbox.h"

static struct error put(struct ctx *cx, enum outbox_template template,
    const char *subject_id, int64_t line_number, const char *facts)
{
	const struct mail_kind *kind = mail_kind(template);
	const struct notice_info *info = notice_info(kind->notice);
	char event_id[GUID_TEXT];

	guid_ordered(cx->wall * 1000000, event_id);
	return sql_run(cx, SQL_outbox_mail,
	    ARGS(I(cx->who->partner->partner_id), T(event_id), T(kind->id),
		T(subject_id), I(line_number), I(cx->wall), T(facts),
		I(info->notice), I(permission_info(info->needs)->roles)),
	    NULL);
}

struct error outbox_mail(struct ctx *cx, enum outbox_template template,
    const char *order_id, int64_t line_number)
{
	return put(cx, template, order_id, line_number, NULL);
}

static const char *facts_of(struct ctx *cx, const struct activity *what)
{
	bool theirs = cx->who->kind == ACTOR_CUSTOMER_USER;
	struct text out;
	struct json_out json;

	text_init(&out, cx->arena);
	json_start(&json, &out);
	json_object_begin(&json, NULL);
	json_text(&json, "action", activity_action_info(what->action)->id);
	json_text(&json, "name", cx->who->user_name);
	json_text(&json, "side", theirs ? "customer" : "partner");
	json_text(&json, "customer", what->customer_name);
	json_text(&json, "customer_id", what->customer_id);
	json_text(&json, "order", what->order_id);
	json_text(&json, "title", what->title);
	json_text(
	    &json, "at", arena_printf(cx->arena, "%lld", (long long)cx->now));
	json_object_end(&json);
	return out.bytes;
}

struct error outbox_mail_act(struct ctx *cx, enum outbox_template template,
    const char *subject_id, const struct activity *activity)
{
	return put(cx, template, subject_id == NULL ? "" : subject_id, -1,
	    facts_of(cx, activity));
}

static const char *number(struct ctx *cx, int64_t value)
{
	return arena_printf(cx->arena, "%lld", (long long)value);
}

struct error outbox_mail_invoice(
    struct ctx *cx, const struct invoice_mail_facts *facts)
{
	struct text out;
	struct json_out json;

	text_init(&out, cx->arena);
	json_start(&json, &out);
	json_object_begin(&json, NULL);
	json_text(&json, "kind", facts->credit_note ? "credit_note" : "bill");
	json_text(&json, "month", number(cx, facts->month));
	json_text(&json, "gross", number(cx, facts->gross.minor));
	json_text(&json, "currency", facts->gross.currency);
	json_text(&json, "due", number(cx, facts->due_day));
	json_object_end(&json);
	return put(cx, MAIL_INVOICE_READY, facts->invoice_id, -1, out.bytes);
}

struct error outbox_mail_request(struct ctx *cx, enum request_mail mail,
    const struct request_mail_facts *facts)
{
	char event_id[GUID_TEXT], minor[24];
	struct text out;
	struct json_out json;

	guid_ordered(cx->wall * 1000000, event_id);
	snprintf(minor, sizeof(minor), "%lld", (long long)facts->granted.minor);
	text_init(&out, cx->arena);
	json_start(&json, &out);
	json_object_begin(&json, NULL);
	json_text(&json, "title", facts->title);
	json_text(&json, "note", facts->note == NULL ? "" : facts->note);
	json_text(&json, "granted", minor);
	json_text(&json, "currency", facts->granted.currency);
	json_object_end(&json);
	return sql_run(cx, SQL_outbox_mail_request,
	    ARGS(I(cx->who->partner->partner_id), T(event_id),
		T(request_mail_id(mail)), T(facts->request_id), I(cx->wall),
		T(out.bytes)),
	    NULL);
}
