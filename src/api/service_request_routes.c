/*
 * Problems reported over REST (api.md 2.11, 3.8): topics, report, lists, one,
 * change. What may change and who sees which is support/'s.
 */
#include <string.h>

#include "accounts/permission.h"
#include "accounts/principal.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/query.h"
#include "api/routes.h"
#include "api/service_request_json.h"
#include "customers/customer.h"
#include "i18n/i18n.h"
#include "support/service_request.h"

#define LIST_PAGE_MAX 1000 /* api.md 1.6 */

static struct error topics_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	const struct support_topic *topics = support_topics();
	struct json_out json;
	size_t count = 0;

	while (topics[count].id != NULL)
		count++;
	answer_begin(rq, 200, &json);
	collection_begin(&json, count);
	for (size_t i = 0; i < count; i++) {
		resource_begin(&json, NULL);
		json_text(&json, "id", topics[i].id);
		json_text(&json, "name", _(topics[i].name));
		json_text(&json, "description", _(topics[i].description));
		resource_end(&json, "SupportTopic", NULL);
	}
	collection_end(&json, "/servicerequests/supporttopics");
	return OK;
}

/* ---- lists ---- */

/* As answered and by position; "none" asks for nothing. */
static const char *const states[] = { "none", "open", "closed",
	"attention_needed", NULL };
static const enum request_state state_of[] = { 0, REQUEST_OPEN, REQUEST_CLOSED,
	REQUEST_ATTENTION };

struct list_query {
	int64_t size, offset;
	const char *filter;
	int state;
};
static const struct field list_query[] = {
	FIELD(INT, struct list_query, size, .min = 0, .max = LIST_PAGE_MAX),
	FIELD(INT, struct list_query, offset, .min = 0, .max = 1000000),
	FIELD(TEXT, struct list_query, filter, .max = 2048),
	FIELD_AS("status", CHOICE, struct list_query, state, .choices = states),
	FIELD_END,
};
static const char *const equals[] = { "equals", NULL };
static const struct filter_rule filters[] = { { "Status", equals }, { 0 } };

static struct error state_read(
    struct request *rq, enum request_state *ret_state)
{
	const struct list_query *query = rq->query;
	struct filter filter;
	struct error e;

	*ret_state = state_of[query->state];
	e = filter_read(&rq->cx, query->filter, filters, &filter);
	if (e.code || filter.field == NULL)
		return e;
	for (size_t i = 0; states[i] != NULL; i++)
		if (text_same_loose(states[i], filter.value)) {
			*ret_state = state_of[i];
			return OK;
		}
	return fail_with(rq->cx.arena, ERR_FIELD_CHOICE, "filter",
	    HOLES({ "value", filter.value },
		{ "choices", "open, closed, attention_needed" }));
}

static const char *page_uri(struct request *rq, const char *path,
    const struct request_filter *filter, int64_t offset)
{
	return uri_with(rq->cx.arena, path,
	    HOLES({ "size", int_text(rq->cx.arena, filter->limit) },
		{ "offset", int_text(rq->cx.arena, offset) },
		{ "status",
		    filter->state ? request_state_id(filter->state) : NULL }));
}

static void page_links(struct request *rq, struct json_out *json,
    const char *path, const struct request_filter *filter,
    const struct request_list *list)
{
	int64_t offset = filter->offset, end = offset + (int64_t)list->count;

	links_begin(json);
	links_add(json, "self", "GET", page_uri(rq, path, filter, offset));
	if (list->count > 0 && end < list->total)
		links_add(json, "next", "GET", page_uri(rq, path, filter, end));
	if (offset > 0) {
		struct request_filter before = *filter;

		if (before.limit == 0)
			before.limit = LIST_PAGE_MAX;
		if (before.limit > offset)
			before.limit = offset;
		links_add(json, "previous", "GET",
		    page_uri(rq, path, &before, offset - before.limit));
	}
	links_end(json);
}

static struct error list_answer(
    struct request *rq, const char *customer_id, const char *path)
{
	const struct list_query *query = rq->query;
	struct request_filter filter = { .customer_id = customer_id,
		.limit = query->size,
		.offset = query->offset };
	struct request_list list;
	struct json_out json;
	struct error e = state_read(rq, &filter.state);

	if (e.code || (e = service_request_list(&rq->cx, &filter, &list)).code)
		return e;
	answer_begin(rq, 200, &json);
	collection_begin(&json, (size_t)list.total);
	for (size_t i = 0; i < list.count; i++)
		service_request_json(rq, &json, &list.requests[i], false);
	json_array_end(&json);
	page_links(rq, &json, path, &filter, &list);
	resource_end(&json, "Collection", NULL);
	return OK;
}

static struct error own_list_read(struct request *rq)
{
	return list_answer(rq, NULL, "/servicerequests");
}

static struct error customer_list_read(struct request *rq)
{
	struct customer customer;
	struct error e = path_customer(rq, &customer);

	return e.code ? e
		      : list_answer(rq, customer.customer_id,
			    URI_OF(rq->cx.arena, "customers",
				customer.customer_id, "servicerequests"));
}

/* ---- one ---- */

/* NULL when the path names no customer. */
static struct error customer_of(struct request *rq, const char **ret_customer)
{
	struct customer customer = { 0 };
	struct error e = OK;

	if (request_param(rq, "customer") != NULL)
		e = path_customer(rq, &customer);
	*ret_customer = customer.customer_id;
	return e;
}

static const char *request_id(struct request *rq)
{
	return text_trim(rq->cx.arena, request_param(rq, "request"));
}

static struct error one_read(struct request *rq)
{
	struct service_request request;
	const char *customer_id;
	struct json_out json;
	struct error e = customer_of(rq, &customer_id);

	if (e.code == 0)
		e = service_request_load(
		    &rq->cx, customer_id, request_id(rq), &request);
	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	service_request_json(rq, &json, &request, true);
	return OK;
}

/* ---- in ---- */

/* By name or position; "unknown" is not given. */
static const char *const severities[] = { "unknown", "critical", "moderate",
	"minimal", NULL };

struct organization_input {
	const char *id, *name, *phone;
};
struct contact_input {
	const char *id, *first_name, *last_name, *email, *phone;
};
struct note_input {
	const char *text;
};
struct file_input {
	const char *id, *name, *extension, *comment;
	int64_t size;
};
struct request_input {
	const char *title, *description, *topic_id, *country, *product_id;
	int severity, state;
	struct organization_input organization;
	struct contact_input contact;
	struct note_input note;
	struct field_list files;
	struct attributes_input attributes;
};

static const struct field organization_fields[] = {
	FIELD(TEXT, struct organization_input, id, .max = 64,
	    .help = N_("A customer’s id: the request is about that customer.")),
	FIELD(TEXT, struct organization_input, name, .max = 200),
	FIELD_AS(
	    "phoneNumber", TEXT, struct organization_input, phone, .max = 50),
	FIELD_END,
};
static const struct field contact_fields[] = {
	FIELD_AS("contactId", TEXT, struct contact_input, id, .max = 64),
	FIELD_AS(
	    "firstName", TEXT, struct contact_input, first_name, .max = 100),
	FIELD_AS("lastName", TEXT, struct contact_input, last_name, .max = 100),
	FIELD(TEXT, struct contact_input, email, .max = 200),
	FIELD_AS("phoneNumber", TEXT, struct contact_input, phone, .max = 50),
	FIELD_END,
};
static const struct field note_fields[] = {
	FIELD(TEXT, struct note_input, text, .max = REQUEST_TEXT_MAX),
	FIELD_END,
};
static const struct field file_fields[] = {
	FIELD(TEXT, struct file_input, id, .max = 64),
	FIELD_AS("fileNameWithoutExtension", TEXT, struct file_input, name,
	    .max = 200),
	FIELD_AS(
	    "fileExtension", TEXT, struct file_input, extension, .max = 20),
	FIELD_AS("fileSize", INT, struct file_input, size, .min = 0,
	    .max = INT64_C(1000000000000)),
	FIELD(TEXT, struct file_input, comment, .max = 1000),
	FIELD_END,
};

#define INPUT(name_, kind_, member_, ...)                                      \
	FIELD_AS(name_, kind_, struct request_input, member_, __VA_ARGS__)
#define PEOPLE_FIELDS                                                          \
	INPUT("primaryContact", OBJECT, contact, .fields = contact_fields),    \
	    INPUT("newNote", OBJECT, note, .fields = note_fields)
static const struct field create_fields[] = {
	INPUT("title", TEXT, title, .max = REQUEST_TITLE_MAX, .required = true),
	INPUT("description", TEXT, description, .max = REQUEST_TEXT_MAX,
	    .required = true),
	INPUT("severity", CHOICE, severity, .choices = severities,
	    .required = true),
	INPUT("supportTopicId", TEXT, topic_id, .max = 20, .required = true),
	INPUT("countryCode", TEXT, country, .max = 10),
	INPUT("productId", TEXT, product_id, .max = 64),
	INPUT("organization", OBJECT, organization,
	    .fields = organization_fields),
	INPUT("fileLinks", LIST, files, .fields = file_fields,
	    .item_size = sizeof(struct file_input), .max = REQUEST_FILES_MAX),
	PEOPLE_FIELDS,
	FIELD_END,
};
static const struct field change_fields[] = {
	INPUT("title", TEXT, title, .max = REQUEST_TITLE_MAX),
	INPUT("description", TEXT, description, .max = REQUEST_TEXT_MAX),
	INPUT("severity", CHOICE, severity, .choices = severities),
	INPUT("status", CHOICE, state, .choices = states),
	PEOPLE_FIELDS,
	INPUT("attributes", OBJECT, attributes, .fields = attributes_fields),
	FIELD_END,
};

static struct request_contact contact_of(const struct contact_input *input)
{
	return (struct request_contact){ input->id, input->first_name,
		input->last_name, input->email, input->phone };
}

static void files_of(struct request *rq, const struct request_input *input,
    struct service_request *request)
{
	const struct file_input *files = input->files.items;

	request->file_count = input->files.count;
	request->files = ARENA_ARRAY(
	    rq->cx.arena, struct request_file, input->files.count + 1);
	for (size_t i = 0; i < input->files.count; i++)
		request->files[i] = (struct request_file){ files[i].id,
			files[i].name, files[i].extension, files[i].comment,
			files[i].size };
}

/* Such as en-US: the address of the documented call. */
static bool is_locale(const char *text)
{
	size_t n = strlen(text);

	return n >= 2 && n <= 10 &&
	       strspn(text, "-0123456789ABCDEFGHIJKLMNOPQRS"
			    "TUVWXYZabcdefghijklmnopqrstuvwxyz") == n &&
	       (n == 2 || text[2] == '-' || text[3] == '-');
}

static struct error create_effects(struct request *rq)
{
	const struct request_input *input = rq->input;
	struct service_request request = {
		.title = input->title,
		.description = input->description,
		.topic_id = input->topic_id,
		.country = input->country,
		.product_id = input->product_id,
		.severity = (enum request_severity)input->severity,
		.locale = text_trim(rq->cx.arena, request_param(rq, "locale")),
		.organization = { input->organization.id,
		    input->organization.name, input->organization.phone },
		.contact = contact_of(&input->contact),
	};
	struct json_out json;
	struct error e;

	if (!is_locale(request.locale))
		return fail(ERR_ROUTE_UNKNOWN, NULL);
	if (request.severity == 0)
		return fail_with(rq->cx.arena, ERR_FIELD_CHOICE, "severity",
		    HOLES({ "value", "unknown" },
			{ "choices", "critical, moderate, minimal" }));
	files_of(rq, input, &request);
	e = service_request_create(
	    &rq->cx, &request, input->note.text, &request);
	if (e.code)
		return e;
	answer_begin(rq, 201, &json);
	service_request_json(rq, &json, &request, true);
	return OK;
}

static struct error change_effects(struct request *rq)
{
	const struct request_input *input = rq->input;
	struct request_change change = {
		.title = input->title,
		.description = input->description,
		.note = input->note.text,
		.severity = (enum request_severity)input->severity,
		.state = state_of[input->state],
		.has_contact = true,
		.contact = contact_of(&input->contact),
	};
	struct service_request request;
	const char *customer_id;
	struct json_out json;
	struct error e = customer_of(rq, &customer_id);

	if (e.code == 0)
		e = service_request_load(
		    &rq->cx, customer_id, request_id(rq), &request);
	if (e.code == 0)
		e = etag_check(rq, &input->attributes,
		    request_etag(rq->cx.arena, &request), false);
	if (e.code == 0)
		e = service_request_change(
		    &rq->cx, customer_id, request_id(rq), &change, &request);
	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	service_request_json(rq, &json, &request, true);
	return OK;
}

#define CHANGE_ERRORS                                                          \
	ERR_REQUEST_UNKNOWN, ERR_REQUEST_MOVE, ERR_REQUEST_CLOSED,             \
	    ERR_REQUEST_FULL, ERR_ETAG_STALE
#define CUSTOMERS "/v1/customers/{customer}/servicerequests"

const struct route api_service_request_routes[] = {
	{ GET, "/v1/servicerequests/supporttopics",
	    .needs = MAY_REQUEST_SUPPORT, .read = topics_read,
	    .summary = N_("What a problem can be about."),
	    API(1, APP_USER, LIST_OF("SupportTopic"), NO_ERRORS) },
	{ POST, "/v1/servicerequests/{locale}", .needs = MAY_REQUEST_SUPPORT,
	    .body = create_fields, .body_size = sizeof(struct request_input),
	    .effects = create_effects,
	    .summary = N_("Reports a problem, answered in that language; about "
			  "a customer when organization.id is one."),
	    API(1, APP_USER, ONE(201, "ServiceRequest"),
		ERRORS(ERR_TOPIC_UNKNOWN, ERR_CUSTOMER_UNKNOWN)) },
	{ GET, "/v1/servicerequests", .needs = MAY_REQUEST_SUPPORT,
	    .query = list_query, .query_size = sizeof(struct list_query),
	    .read = own_list_read,
	    .summary = N_("The problems you reported, newest first."),
	    API(1, APP_USER, LIST_OF("ServiceRequest"), NO_ERRORS) },
	{ GET, "/v1/servicerequests/{request}", .needs = MAY_REQUEST_SUPPORT,
	    .read = one_read, .summary = N_("A problem you reported."),
	    API(1, APP_USER, ONE(200, "ServiceRequest"),
		ERRORS(ERR_REQUEST_UNKNOWN)) },
	{ PATCH, "/v1/servicerequests/{request}", .needs = MAY_REQUEST_SUPPORT,
	    .body = change_fields, .body_size = sizeof(struct request_input),
	    .effects = change_effects,
	    .summary = N_("Changes a problem you reported, or adds a note."),
	    API(1, APP_USER, ONE(200, "ServiceRequest"),
		ERRORS(CHANGE_ERRORS)) },
	{ GET, CUSTOMERS, .needs = MAY_SEE_CUSTOMER_REQUESTS,
	    .query = list_query, .query_size = sizeof(struct list_query),
	    .read = customer_list_read,
	    .summary = N_("Problems reported for a customer, newest first."),
	    API(1, APP_USER, LIST_OF("ServiceRequest"),
		ERRORS(ERR_CUSTOMER_UNKNOWN)) },
	{ GET, CUSTOMERS "/{request}", .needs = MAY_SEE_CUSTOMER_REQUESTS,
	    .read = one_read,
	    .summary = N_("A problem reported for a customer."),
	    API(1, APP_USER, ONE(200, "ServiceRequest"),
		ERRORS(ERR_CUSTOMER_UNKNOWN, ERR_REQUEST_UNKNOWN)) },
	{ PATCH, CUSTOMERS "/{request}", .needs = MAY_SEE_CUSTOMER_REQUESTS,
	    .body = change_fields, .body_size = sizeof(struct request_input),
	    .effects = change_effects,
	    .summary = N_("Changes a customer’s problem, or adds a note."),
	    API(1, APP_USER, ONE(200, "ServiceRequest"),
		ERRORS(ERR_CUSTOMER_UNKNOWN, CHANGE_ERRORS)) },
	ROUTE_END,
};
