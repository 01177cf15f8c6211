/*
 * The typed input of a request: query and body through the route's field
 * tables. What the fields mean is left to field.c and the routes.
 */
#include <string.h>

#include "http/exchange.h"

void input_form(struct exchange *ex)
{
	struct request *rq = &ex->rq;
	const struct route *route = rq->route;

	if (route == NULL || rq->door->json || route->body_ignored ||
	    route->upload || rq->body_length == 0)
		return;
	/* malformed pairs are told by input_fields, after enter */
	(void)pairs_decode(&rq->cx, rq->body, rq->body_length, &rq->form);
}

static void errors_join(struct request *rq, const struct field_errors *more)
{
	size_t total = rq->errors.count + more->count;
	struct error *list;

	if (more->count == 0)
		return;
	list = ARENA_ARRAY(rq->cx.arena, struct error, total);
	if (rq->errors.count > 0)
		memcpy(list, rq->errors.list, rq->errors.count * sizeof *list);
	memcpy(list + rq->errors.count, more->list, more->count * sizeof *list);
	rq->errors.list = list;
	rq->errors.count = total;
}

static struct error query_fields(struct request *rq)
{
	struct field_map pairs = { 0 };
	struct field_errors errors = { 0 };
	struct error e;

	if (rq->route->query == NULL)
		return OK;
	rq->query = arena_alloc(rq->cx.arena, rq->route->query_size);
	e = pairs_decode(&rq->cx, rq->raw_query, strlen(rq->raw_query), &pairs);
	if (e.code)
		return e;
	e = fields_from_pairs(
	    &rq->cx, &pairs, rq->route->query, rq->query, &errors);
	errors_join(rq, &errors);
	return e;
}

/* Forms come from our own pages alone: a type that a foreign page may send
 * without asking is refused. */
static bool form_type(const struct request *rq)
{
	const char *type = request_header(rq, "Content-Type");

	return type != NULL &&
	       strncasecmp(type, "application/x-www-form-urlencoded", 33) == 0;
}

static struct error form_fields(
    struct request *rq, struct field_errors *ret_errors)
{
	struct error e;

	if (rq->route->upload)
		return fields_from_pairs(
		    &rq->cx, &rq->form, rq->route->body, rq->input, ret_errors);
	if (rq->body_length > 0 && !form_type(rq))
		return fail_with(rq->cx.arena, ERR_CONTENT_TYPE, NULL,
		    HOLES({ "wanted", "application/x-www-form-urlencoded" }));
	/* once more for the error that input_form kept to itself */
	e = pairs_decode(&rq->cx, rq->body, rq->body_length, &rq->form);
	if (e.code)
		return e;
	return fields_from_pairs(
	    &rq->cx, &rq->form, rq->route->body, rq->input, ret_errors);
}

/* JSON is UTF-8; a body that says it is written otherwise is not read. No word
 * of it, and any media type, is taken (curl says it sends a form). */
static bool json_charset(struct request *rq)
{
	static const char *const taken[] = { "utf-8", "utf8", "us-ascii" };
	const char *type = request_header(rq, "Content-Type");
	const char *name = type == NULL ? NULL : strcasestr(type, "charset=");
	size_t length;

	if (name == NULL)
		return true;
	name += strlen("charset=");
	name += *name == '"';
	length = strcspn(name, "\"; \t");
	for (size_t i = 0; i < COUNT(taken); i++)
		if (length == strlen(taken[i]) &&
		    strncasecmp(name, taken[i], length) == 0)
			return true;
	return false;
}

static struct error json_fields(
    struct request *rq, struct field_errors *ret_errors)
{
	if (!json_charset(rq))
		return fail_with(rq->cx.arena, ERR_CONTENT_TYPE, NULL,
		    HOLES({ "wanted", "application/json; charset=utf-8" }));
	return fields_from_json(&rq->cx, rq->body, rq->body_length,
	    rq->route->body, rq->input, ret_errors);
}

static struct error body_fields(struct request *rq)
{
	struct field_errors errors = { 0 };
	struct error e;

	if (rq->route->body == NULL)
		return OK;
	rq->input = arena_alloc(rq->cx.arena, rq->route->body_size);
	if (rq->door->json)
		e = json_fields(rq, &errors);
	else
		e = form_fields(rq, &errors);
	errors_join(rq, &errors);
	return e;
}

/* The first error of query and body; all of them are in rq->errors. */
struct error input_fields(struct exchange *ex)
{
	struct error query = query_fields(&ex->rq);
	struct error body = body_fields(&ex->rq);

	return query.code ? query : body;
}
