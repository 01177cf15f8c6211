/*
 * Users of a customer over REST (api.md 2.13, 3.9): list, one, add, change,
 * reset the password, delete, restore. Their roles are role_routes.c's, their
 * licences license_routes.c's.
 */
#include <string.h>

#include "accounts/password.h"
#include "accounts/permission.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/query.h"
#include "api/routes.h"
#include "api/user_json.h"
#include "customers/customer_user.h"
#include "i18n/i18n.h"

/* ---- list ---- */

/* In the order of enum customer_user_sort; the rest is the same for all. */
static const char *const sort_fields[] = { "displayName", "userPrincipalName",
	"firstName", "lastName", "usageLocation", "phoneNumber", "immutableId",
	"softDeletionTime", "id", "state", "userDomainType",
	"lastDirectorySyncTime", NULL };
enum { ASCENDING, DESCENDING };
static const char *const directions[] = { "ascending", "descending", NULL };

struct users_query {
	struct page_query page;
	int sort, direction;
};
static const struct field users_query[] = {
	PAGE_FIELDS(struct users_query, 500),
	FIELD_AS("sortField", CHOICE, struct users_query, sort,
	    .choices = sort_fields),
	FIELD_AS("sortDirection", CHOICE, struct users_query, direction,
	    .choices = directions),
	FIELD_END,
};

static const char *const equals[] = { "equals", NULL };
static const struct filter_rule user_filters[] = {
	{ "UserState", equals },
	{ "UserStatus", equals }, /* as a published sample writes it */
	{ 0 },
};

static struct error state_read(
    struct request *rq, const struct users_query *query, bool *ret_deleted)
{
	struct filter filter;
	struct error e =
	    filter_read(&rq->cx, query->page.filter, user_filters, &filter);

	if (e.code)
		return e;
	*ret_deleted =
	    filter.field != NULL && text_same_loose(filter.value, "inactive");
	if (filter.field == NULL || *ret_deleted ||
	    text_same_loose(filter.value, "active"))
		return OK;
	return fail_with(rq->cx.arena, ERR_FIELD_CHOICE, "filter",
	    HOLES(
		{ "value", filter.value }, { "choices", "active, inactive" }));
}

static struct error asked_from_query(
    struct request *rq, struct customer_user_filter *ret_asked)
{
	const struct users_query *query = rq->query;

	ret_asked->sort = query->sort < USER_SORT_COUNT
			      ? (enum customer_user_sort)query->sort
			      : USER_SORT_ID;
	ret_asked->descending = query->direction == DESCENDING;
	return state_read(rq, query, &ret_asked->deleted);
}

static void asked_from_token(
    const struct field_map *token, struct customer_user_filter *ret_asked)
{
	ret_asked->sort = (enum customer_user_sort)map_int(token, "sort");
	ret_asked->descending = map_int(token, "down") != 0;
	ret_asked->deleted = map_int(token, "deleted") != 0;
}

/* A token of one customer is none of another's. */
static struct error asked_read(struct request *rq, struct paging *ret_paging,
    struct customer_user_filter *ret_asked)
{
	const struct users_query *query = rq->query;
	struct error e = user_paging_read(
	    rq, &query->page, ret_asked->customer_id, ret_paging, ret_asked);

	if (e.code)
		return e;
	if (ret_paging->asked.count == 0)
		return asked_from_query(rq, ret_asked);
	asked_from_token(&ret_paging->asked, ret_asked);
	return OK;
}

static void users_end(struct request *rq, struct json_out *json,
    const struct paging *paging, const struct customer_user_filter *asked,
    const struct customer_user_list *list)
{
	const struct users_query *query = rq->query;
	struct arena *arena = rq->cx.arena;
	const char *path =
	    URI_OF(arena, "customers", asked->customer_id, "users");

	user_paging_end(rq, json, paging, path,
	    uri_with(arena, path,
		HOLES({ "size", int_text(arena, query->page.size) },
		    { "filter", query->page.filter })),
	    list,
	    HOLES({ "list", asked->customer_id },
		{ "sort", int_text(arena, asked->sort) },
		{ "down", int_text(arena, asked->descending) },
		{ "deleted", int_text(arena, asked->deleted) }));
}

static struct error users_read(struct request *rq)
{
	struct customer customer;
	struct customer_user_filter asked = { 0 };
	struct customer_user_list list;
	struct paging paging;
	struct json_out json;
	struct error e = path_customer(rq, &customer);

	if (e.code)
		return e;
	asked.customer_id = customer.customer_id;
	if ((e = asked_read(rq, &paging, &asked)).code ||
	    (e = customer_user_page(&rq->cx, &asked, &list)).code)
		return e;
	answer_begin(rq, 200, &json);
	collection_begin(&json, list.count);
	for (size_t i = 0; i < list.count; i++)
		user_json(&json, &list.users[i], NULL, false);
	users_end(rq, &json, &paging, &asked, &list);
	return OK;
}

/* ---- one ---- */

static struct error user_read(struct request *rq)
{
	struct customer customer;
	struct customer_user user;
	struct json_out json;
	struct error e = path_customer(rq, &customer);

	if (e.code || (e = customer_user_load(&rq->cx, customer.customer_id,
			   request_param(rq, "user"), &user))
			  .code)
		return e;
	answer_begin(rq, 200, &json);
	user_json(&json, &user, NULL, false);
	return OK;
}

/* ---- input ---- */

struct password_input {
	const char *password;
	bool force, has_force;
};
struct user_input {
	const char *upn, *name, *first_name, *last_name, *usage_location;
	const char *phone, *immutable_id;
	struct password_input password;
	int state;
	bool has_state;
	struct attributes_input attributes;
};
enum { STATE_ACTIVE, STATE_INACTIVE };
static const char *const states[] = { "active", "inactive", NULL };

static const struct field password_fields[] = {
	FIELD(SECRET, struct password_input, password, .max = PASSWORD_MAX),
	FIELD_AS("forceChangePassword", BOOL, struct password_input, force,
	    .has_offset = offsetof(struct password_input, has_force)),
	FIELD_END,
};
#define USER_FIELDS(needed_)                                                   \
	FIELD_AS("userPrincipalName", TEXT, struct user_input, upn,            \
	    .required = (needed_)),                                            \
	    FIELD_AS("firstName", TEXT, struct user_input, first_name,         \
		.required = (needed_)),                                        \
	    FIELD_AS("lastName", TEXT, struct user_input, last_name,           \
		.required = (needed_)),                                        \
	    FIELD_AS("displayName", TEXT, struct user_input, name,             \
		.required = (needed_)),                                        \
	    FIELD_AS("usageLocation", TEXT, struct user_input, usage_location, \
		.required = (needed_), .help = N_("Country, two letters.")),   \
	    FIELD_AS("passwordProfile", OBJECT, struct user_input, password,   \
		.required = (needed_), .fields = password_fields),             \
	    FIELD_AS("phoneNumber", TEXT, struct user_input, phone),           \
	    FIELD_AS("immutableId", TEXT, struct user_input, immutable_id)

static const struct field new_fields[] = {
	USER_FIELDS(true),
	FIELD_END,
};
static const struct field change_fields[] = {
	USER_FIELDS(false),
	FIELD_AS("state", CHOICE, struct user_input, state, .choices = states,
	    .has_offset = offsetof(struct user_input, has_state),
	    .help = N_("active: restores a deleted user.")),
	FIELD_AS("attributes", OBJECT, struct user_input, attributes,
	    .fields = attributes_fields),
	FIELD_END,
};

/* The password is hashed before the writer is asked for anything. */
struct changing {
	struct customer_user_change change;
	const char *password_hash;
};

static struct error change_prepare(struct request *rq, bool new)
{
	const struct user_input *input = rq->input;
	struct changing *changing = ARENA_NEW(rq->cx.arena, struct changing);
	struct error *errors, e;

	changing->change = (struct customer_user_change){
		.upn = input->upn,
		.name = input->name,
		.first_name = input->first_name,
		.last_name = input->last_name,
		.usage_location = input->usage_location,
		.phone = input->phone,
		.immutable_id = input->immutable_id,
		.password = input->password.password,
		.must_change = input->password.force ||
			       (new && !input->password.has_force),
		.restore = input->has_state && input->state == STATE_ACTIVE,
	};
	e = customer_user_check(&rq->cx, &changing->change, new, &errors);
	if (e.code) {
		rq->errors.list = errors;
		while (rq->errors.list[rq->errors.count].code)
			rq->errors.count++;
		return e;
	}
	rq->state = changing;
	return changing->change.password == NULL
		   ? OK
		   : password_hash(&rq->cx, changing->change.password,
			 &changing->password_hash);
}

/* What was set is answered, as published; a dry run sets nothing. */
static struct error user_answer(
    struct request *rq, int status, const struct customer_user *user)
{
	const struct changing *changing = rq->state;
	struct json_out json;

	answer_begin(rq, status, &json);
	user_json(&json, user, rq->dry_run ? NULL : changing->change.password,
	    changing->change.must_change);
	return OK;
}

/* ---- add ---- */

static struct error new_prepare(struct request *rq)
{
	return change_prepare(rq, true);
}

static struct error new_effects(struct request *rq)
{
	const struct changing *changing = rq->state;
	struct customer_user user;
	struct error e = customer_user_create(&rq->cx, path_customer_id(rq),
	    &changing->change, changing->password_hash, &user);

	return e.code ? e : user_answer(rq, 200, &user);
}

/* ---- change ---- */

static struct error change_only_prepare(struct request *rq)
{
	return change_prepare(rq, false);
}

static struct error reset_prepare(struct request *rq)
{
	const struct user_input *input = rq->input;

	if (text_empty(input->password.password))
		return fail(ERR_FIELD_MISSING, "passwordProfile.password");
	return change_prepare(rq, false);
}

/* Deleting has a method of its own: DELETE. Whole objects of users that are
 * deleted say inactive and change nothing. */
static struct error state_check(
    struct request *rq, const struct customer_user *user)
{
	const struct user_input *input = rq->input;

	if (!input->has_state || input->state == STATE_ACTIVE ||
	    user->deleted_at)
		return OK;
	return fail_with(rq->cx.arena, ERR_FIELD_CHOICE, "state",
	    HOLES({ "value", "inactive" }, { "choices", "active" }));
}

static struct error change_effects(struct request *rq)
{
	const struct user_input *input = rq->input;
	const struct changing *changing = rq->state;
	struct customer customer;
	struct customer_user user;
	struct error e = path_customer(rq, &customer);

	if (e.code ||
	    (e = customer_user_load(&rq->cx, customer.customer_id,
		 request_param(rq, "user"), &user))
		.code ||
	    (e = state_check(rq, &user)).code ||
	    (e = etag_check(rq, &input->attributes,
		 etag_of(rq->cx.arena, user.user_id, user.version), false))
		.code ||
	    (e = customer_user_change(&rq->cx, customer.customer_id,
		 user.user_id, &changing->change, changing->password_hash,
		 &user))
		.code)
		return e;
	return user_answer(rq, 200, &user);
}

/* ---- delete ---- */

static struct error nothing_prepare(struct request *rq)
{
	(void)rq;
	return OK;
}

static struct error delete_effects(struct request *rq)
{
	struct error e = customer_user_delete(
	    &rq->cx, path_customer_id(rq), request_param(rq, "user"));

	if (e.code)
		return e;
	answer_empty(rq, 204);
	return OK;
}

#define USERS "/v1/customers/{customer}/users"
#define UNKNOWN ERR_CUSTOMER_UNKNOWN, ERR_USER_UNKNOWN
#define CHANGES                                                                \
	UNKNOWN, ERR_UPN_DOMAIN, ERR_EMAIL_TAKEN, ERR_COUNTRY_UNKNOWN,         \
	    ERR_PASSWORD_SHORT, ERR_ETAG_STALE

const struct route api_user_routes[] = {
	{ GET, USERS, .needs = MAY_MANAGE_CUSTOMER_USERS, .query = users_query,
	    .query_size = sizeof(struct users_query), .read = users_read,
	    .summary = N_("Users of a customer; with the filter UserState "
			  "Inactive the deleted ones that can be restored."),
	    API(1, APP_USER, PAGES_OF("CustomerUser"),
		ERRORS(ERR_CUSTOMER_UNKNOWN)) },
	{ POST, USERS, .needs = MAY_MANAGE_CUSTOMER_USERS, .slow = true,
	    .body = new_fields, .body_size = sizeof(struct user_input),
	    .prepare = new_prepare, .effects = new_effects,
	    .summary = N_("A new user, whose name ends with a domain of the "
			  "customer."),
	    API(1, APP_USER, ONE(200, "CustomerUser"),
		ERRORS(ERR_CUSTOMER_UNKNOWN, ERR_UPN_DOMAIN, ERR_EMAIL_TAKEN,
		    ERR_COUNTRY_UNKNOWN, ERR_PASSWORD_SHORT),
		.sealed = true) },
	{ GET, USERS "/{user}", .needs = MAY_MANAGE_CUSTOMER_USERS,
	    .read = user_read,
	    .summary = N_("One user, by id or user name; a deleted one as "
			  "long as it can be restored."),
	    API(1, APP_USER, ONE(200, "CustomerUser"), ERRORS(UNKNOWN)) },
	{ PATCH, USERS "/{user}", .needs = MAY_MANAGE_CUSTOMER_USERS,
	    .slow = true, .body = change_fields,
	    .body_size = sizeof(struct user_input),
	    .prepare = change_only_prepare, .effects = change_effects,
	    .summary = N_("Changes what is given; a passwordProfile resets "
			  "the password, state active restores a deleted "
			  "user within 30 days."),
	    API(1, APP_USER, ONE(200, "CustomerUser"), ERRORS(CHANGES),
		.sealed = true) },
	{ PATCH, USERS "/{user}/resetpassword",
	    .needs = MAY_MANAGE_CUSTOMER_USERS, .slow = true,
	    .body = change_fields, .body_size = sizeof(struct user_input),
	    .prepare = reset_prepare, .effects = change_effects,
	    .summary = N_("Resets the password, as one published client "
			  "asks for it."),
	    API(2, APP_USER, ONE(200, "CustomerUser"), ERRORS(CHANGES),
		.sealed = true) },
	{ DELETE, USERS "/{user}", .needs = MAY_MANAGE_CUSTOMER_USERS,
	    .prepare = nothing_prepare, .effects = delete_effects,
	    .summary = N_("Deletes a user; for 30 days it can be restored."),
	    API(1, APP_USER, NOTHING(204), ERRORS(UNKNOWN)) },
	ROUTE_END,
};
