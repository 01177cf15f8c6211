/*
 * Rows of service requests, their notes and files. The partner is that of
 * cx->who.
 */
#include "accounts/principal.h"
#include "base/text.h"
#include "db/db.h"
#include "support/service_request_rows.h"

static int64_t tenant(const struct ctx *cx)
{
	return cx->who->partner->partner_id;
}

static const char *me(const struct ctx *cx)
{
	return cx->who->user_id != NULL ? cx->who->user_id : cx->who->client_id;
}

static const char *or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

static void people_read(struct rows *rows, struct service_request *request)
{
	request->organization = (struct request_organization){
		.id = rows_text(rows, 14),
		.name = rows_text(rows, 15),
		.phone = rows_text(rows, 16),
	};
	request->contact = (struct request_contact){
		.id = rows_text(rows, 17),
		.first_name = rows_text(rows, 18),
		.last_name = rows_text(rows, 19),
		.email = rows_text(rows, 20),
		.phone = rows_text(rows, 21),
	};
	request->created_by = rows_text(rows, 22);
	request->created_at = rows_int(rows, 23);
	request->updated_by = rows_text(rows, 24);
	request->updated_by_name = rows_text(rows, 25);
	request->updated_at = rows_int(rows, 26);
	request->closed_at = rows_int(rows, 27);
	request->note_count = rows_int(rows, 28);
	request->version = rows_int(rows, 29);
}

struct service_request request_read(struct rows *rows)
{
	struct service_request request = {
		.request_id = rows_text(rows, 0),
		.kind = request_kind_find(rows_text(rows, 1)),
		.state = request_state_find(rows_text(rows, 2)),
		.severity = request_severity_find(rows_text(rows, 3)),
		.topic_id = rows_text(rows, 4),
		.title = rows_text(rows, 5),
		.description = rows_text(rows, 6),
		.locale = rows_text(rows, 7),
		.country = rows_text(rows, 8),
		.product_id = rows_text(rows, 9),
		.customer_id = rows_text(rows, 10),
		.order_id = rows_text(rows, 11),
		.has_amount = !rows_null(rows, 12),
		.customer_ref = rows_text(rows, 30),
		.order_ref = rows_text(rows, 31),
		.line_number = rows_null(rows, 32) ? REQUEST_WHOLE_ORDER
						   : rows_int(rows, 32),
		.subscription_id = rows_text(rows, 33),
		.refund_reason = rows_text(rows, 34),
		.standing = request_standing_find(rows_text(rows, 35)),
		.standing_rule = rows_text(rows, 36),
		.standing_edition = rows_text(rows, 37),
		.standing_last_day = rows_int(rows, 38),
		.outcome = request_outcome_find(rows_text(rows, 39)),
		.granted_minor = rows_int(rows, 40),
		.files_count = rows_int(rows, 41),
	};

	if (request.has_amount)
		request.amount =
		    money_of(rows_int(rows, 12), rows_text(rows, 13));
	people_read(rows, &request);
	return request;
}

struct error service_request_list(struct ctx *cx,
    const struct request_filter *filter, struct request_list *ret_list)
{
	const char *author = filter->customer_id == NULL ? me(cx) : "";
	const char *customer = or_empty(filter->customer_id);
	const char *state = request_state_id(filter->state);
	int64_t limit = filter->limit > 0 && filter->limit < REQUEST_LIST_MAX
			    ? filter->limit
			    : REQUEST_LIST_MAX;
	struct request_list list = { 0 };
	struct rows *rows;
	size_t room = 0;
	struct error e;

	rows = sql_open(cx, SQL_service_request_list,
	    ARGS(I(tenant(cx)), T(author), T(customer), T(state), I(limit),
		I(filter->offset)));
	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.requests, list.count, room);
		list.requests[list.count++] = request_read(rows);
	}
	if ((e = rows_close(rows)).code)
		return e;
	e = sql_int(cx, SQL_service_request_count,
	    ARGS(I(tenant(cx)), T(author), T(customer), T(state)), &list.total,
	    NULL);
	if (e.code == 0)
		*ret_list = list;
	return e;
}

static struct error open_counts(
    struct ctx *cx, int64_t *ret_total, int64_t *ret_asked)
{
	struct rows *rows = sql_open(
	    cx, SQL_service_request_open_count, ARGS(I(tenant(cx)), T(me(cx))));

	if (rows_next(rows)) {
		*ret_total = rows_int(rows, 0);
		*ret_asked = rows_int(rows, 1);
	}
	return rows_close(rows);
}

struct error service_request_open(struct ctx *cx, int64_t limit,
    struct request_list *ret_list, int64_t *ret_asked)
{
	struct rows *rows = sql_open(cx, SQL_service_request_open,
	    ARGS(I(tenant(cx)), T(me(cx)), I(limit)));
	struct request_list list = { 0 };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.requests, list.count, room);
		list.requests[list.count++] = request_read(rows);
	}
	if ((e = rows_close(rows)).code ||
	    (e = open_counts(cx, &list.total, ret_asked)).code)
		return e;
	*ret_list = list;
	return OK;
}

static struct error notes_read(struct ctx *cx, struct service_request *request)
{
	struct rows *rows = sql_open(cx, SQL_service_request_notes,
	    ARGS(I(tenant(cx)), T(request->request_id)));
	size_t room = 0;

	while (rows_next(rows)) {
		ARENA_ROOM(
		    cx->arena, request->notes, request->notes_read, room);
		request->notes[request->notes_read++] = (struct request_note){
			.side = request_side_find(rows_text(rows, 0)),
			.author_id = rows_text(rows, 1),
			.author_name = rows_text(rows, 2),
			.at = rows_int(rows, 3),
			.body = rows_text(rows, 4),
		};
	}
	return rows_close(rows);
}

static struct error files_read(struct ctx *cx, struct service_request *request)
{
	struct rows *rows = sql_open(cx, SQL_service_request_files,
	    ARGS(I(tenant(cx)), T(request->request_id)));
	size_t room = 0;

	while (rows_next(rows)) {
		ARENA_ROOM(
		    cx->arena, request->files, request->file_count, room);
		request->files[request->file_count++] = (struct request_file){
			.id = rows_text(rows, 0),
			.name = rows_text(rows, 1),
			.extension = rows_text(rows, 2),
			.size = rows_int(rows, 3),
			.comment = rows_text(rows, 4),
			.stored_as = rows_text(rows, 5),
			.media_type = rows_text(rows, 6),
			.digest = rows_text(rows, 7),
			.note_position =
			    rows_null(rows, 8) ? -1 : rows_int(rows, 8),
		};
	}
	return rows_close(rows);
}

struct error request_row_load(
    struct ctx *cx, const char *request_id, struct service_request *ret_request)
{
	struct rows *rows = sql_open(
	    cx, SQL_service_request_load, ARGS(I(tenant(cx)), T(request_id)));
	struct service_request request = { 0 };
	bool found = rows_next(rows);
	struct error e;

	if (found)
		request = request_read(rows);
	if ((e = rows_close(rows)).code)
		return e;
	if (!found)
		return fail(ERR_REQUEST_UNKNOWN, NULL);
	if ((e = notes_read(cx, &request)).code == 0)
		e = files_read(cx, &request);
	if (e.code == 0)
		*ret_request = request;
	return e;
}

struct error service_request_load(struct ctx *cx, const char *customer_id,
    const char *request_id, struct service_request *ret_request)
{
	struct service_request request;
	struct error e = request_row_load(cx, request_id, &request);

	if (e.code)
		return e;
	if (customer_id == NULL ? !text_same(request.created_by, me(cx))
				: !text_same(request.customer_id, customer_id))
		return fail(ERR_REQUEST_UNKNOWN, NULL);
	*ret_request = request;
	return OK;
}

struct error request_note_add(struct ctx *cx, const char *request_id,
    int64_t position, const struct request_note *note)
{
	return sql_run(cx, SQL_service_request_note_add,
	    ARGS(I(tenant(cx)), T(request_id), I(position),
		T(request_side_id(note->side)), T(note->author_id),
		T(note->author_name), I(note->at), T(note->body)),
	    NULL);
}

struct error request_subscription_find(struct ctx *cx,
    const char *subscription_id, const char **ret_order_id,
    int64_t *ret_line_number)
{
	struct rows *rows = sql_open(cx, SQL_service_request_subscription,
	    ARGS(I(tenant(cx)), T(text_lower(cx->arena, subscription_id))));

	*ret_order_id = NULL;
	if (rows_next(rows)) {
		*ret_order_id = rows_text(rows, 0);
		*ret_line_number = rows_int(rows, 1);
	}
	return rows_close(rows);
}

#define NUMBER_OR_NIL(has_, value_)                                            \
	{                                                                      \
		(has_) ? ARG_INT : ARG_NULL, (value_), NULL                    \
	}

struct error request_file_add(struct ctx *cx, const char *request_id,
    int64_t position, const struct request_file *file)
{
	return sql_run(cx, SQL_service_request_file_add,
	    ARGS(I(tenant(cx)), T(request_id), I(position),
		T(or_empty(file->id)), T(or_empty(file->name)),
		T(or_empty(file->extension)), I(file->size),
		T(or_empty(file->comment)), T(file->stored_as),
		T(file->media_type), T(file->digest),
		NUMBER_OR_NIL(
		    file->stored_as != NULL && file->note_position >= 0,
		    file->note_position)),
	    NULL);
}

static struct error files_add(
    struct ctx *cx, const struct service_request *request)
{
	struct error e = OK;

	for (size_t i = 0; i < request->file_count && e.code == 0; i++)
		e = request_file_add(
		    cx, request->request_id, (int64_t)i, &request->files[i]);
	return e;
}

static const char *id_or_null(const char *id)
{
	return text_empty(id) ? NULL : id;
}

static struct error refund_set(struct ctx *cx, const struct service_request *r)
{
	return sql_run(cx, SQL_service_request_refund,
	    ARGS(I(tenant(cx)), T(r->request_id), T(r->customer_ref),
		T(r->order_ref),
		NUMBER_OR_NIL(r->order_id != NULL &&
				  r->line_number != REQUEST_WHOLE_ORDER,
		    r->line_number),
		T(r->subscription_id), T(r->refund_reason),
		T(id_or_null(request_standing_id(r->standing))),
		T(r->standing_rule), T(r->standing_edition),
		NUMBER_OR_NIL(
		    r->standing != STANDING_NONE, r->standing_last_day)),
	    NULL);
}

struct error request_add(struct ctx *cx, const struct service_request *r)
{
	const struct request_organization *o = &r->organization;
	const struct request_contact *c = &r->contact;
	struct error e = sql_run(cx, SQL_service_request_add,
	    ARGS(I(tenant(cx)), T(r->request_id), T(request_kind_id(r->kind)),
		T(request_state_id(r->state)),
		T(request_severity_id(r->severity)), T(r->topic_id),
		T(r->title), T(r->description), T(or_empty(r->locale)),
		T(or_empty(r->country)), T(or_empty(r->product_id)),
		T(r->customer_id), T(r->order_id),
		NUMBER_OR_NIL(r->has_amount, r->amount.minor),
		T(r->has_amount ? r->amount.currency : NULL),
		T(or_empty(o->id)), T(or_empty(o->name)), T(or_empty(o->phone)),
		T(or_empty(c->id)), T(or_empty(c->first_name)),
		T(or_empty(c->last_name)), T(or_empty(c->email)),
		T(or_empty(c->phone)), T(r->created_by), I(r->created_at),
		T(r->updated_by), T(r->updated_by_name), I(r->updated_at),
		NUMBER_OR_NIL(r->closed_at != 0, r->closed_at),
		I(r->note_count), I(r->version)),
	    NULL);

	if (e.code == 0)
		e = refund_set(cx, r);
	return e.code ? e : files_add(cx, r);
}

struct error request_save(struct ctx *cx, const struct service_request *r)
{
	const struct request_contact *c = &r->contact;
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_service_request_save,
	    ARGS(I(tenant(cx)), T(r->request_id), I(r->version),
		T(request_state_id(r->state)),
		T(request_severity_id(r->severity)), T(r->title),
		T(r->description), T(c->id), T(c->first_name), T(c->last_name),
		T(c->email), T(c->phone), T(r->updated_by),
		T(r->updated_by_name), I(r->updated_at),
		NUMBER_OR_NIL(r->closed_at != 0, r->closed_at),
		I(r->note_count), T(id_or_null(request_outcome_id(r->outcome))),
		I(r->granted_minor)),
	    &changed);

	if (e.code)
		return e;
	return changed == 1 ? OK : fail(ERR_CONFLICT, NULL);
}
