/*
 * Directory roles of a customer over REST (api.md 3.9): which there are, who
 * has them, giving and taking. The table is customers/directory_role.c's.
 */
#include "accounts/permission.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/query.h"
#include "api/routes.h"
#include "api/user_json.h"
#include "customers/customer_user.h"
#include "i18n/i18n.h"

/* The role of the path; an unknown customer is told first. */
static struct error path_role(struct request *rq, struct customer *ret_customer,
    const struct directory_role **ret_role)
{
	struct error e = path_customer(rq, ret_customer);

	if (e.code)
		return e;
	*ret_role = directory_role_find(
	    text_trim(rq->cx.arena, request_param(rq, "role")));
	return *ret_role == NULL ? fail(ERR_DIRECTORY_ROLE_UNKNOWN, NULL) : OK;
}

static struct error roles_read(struct request *rq)
{
	const struct directory_role *roles = directory_roles();
	struct customer customer;
	struct json_out json;
	size_t count = 0;
	struct error e = path_customer(rq, &customer);

	if (e.code)
		return e;
	while (roles[count].role_id != NULL)
		count++;
	answer_begin(rq, 200, &json);
	collection_begin(&json, count);
	for (size_t i = 0; i < count; i++)
		role_json(&json, &roles[i]);
	collection_end(&json, URI_OF(rq->cx.arena, "customers",
				  customer.customer_id, "directoryroles"));
	return OK;
}

static struct error user_roles_read(struct request *rq)
{
	struct customer_user user;
	struct directory_role_list list;
	struct json_out json;
	struct error e = path_user(rq, &user);

	if (e.code || (e = customer_user_roles(&rq->cx, &user, &list)).code)
		return e;
	answer_begin(rq, 200, &json);
	collection_begin(&json, list.count);
	for (size_t i = 0; i < list.count; i++)
		role_json(&json, list.roles[i]);
	collection_end(
	    &json, URI_OF(rq->cx.arena, "customers", user.customer_id, "users",
		       user.user_id, "directoryroles"));
	return OK;
}

/* ---- members ---- */

struct members_query {
	struct page_query page;
};
static const struct field members_query[] = {
	PAGE_FIELDS(struct members_query, 500),
	FIELD_END,
};

static void members_end(struct request *rq, struct json_out *json,
    const struct paging *paging, const struct customer_user_filter *asked,
    const char *name, const struct customer_user_list *list)
{
	const struct members_query *query = rq->query;
	struct arena *arena = rq->cx.arena;
	const char *path = URI_OF(arena, "customers", asked->customer_id,
	    "directoryroles", asked->role->role_id, "usermembers");

	user_paging_end(rq, json, paging, path,
	    uri_with(arena, path,
		HOLES({ "size", int_text(arena, query->page.size) })),
	    list, HOLES({ "list", name }));
}

static struct error members_read(struct request *rq)
{
	const struct members_query *query = rq->query;
	struct customer customer;
	struct customer_user_filter asked = { 0 };
	struct customer_user_list list;
	struct paging paging;
	struct json_out json;
	const char *name;
	struct error e = path_role(rq, &customer, &asked.role);

	if (e.code)
		return e;
	asked.customer_id = customer.customer_id;
	name = arena_printf(
	    rq->cx.arena, "%s %s", asked.customer_id, asked.role->role_id);
	if ((e = user_paging_read(rq, &query->page, name, &paging, &asked))
		.code ||
	    (e = customer_user_page(&rq->cx, &asked, &list)).code)
		return e;
	answer_begin(rq, 200, &json);
	collection_begin(&json, list.count);
	for (size_t i = 0; i < list.count; i++)
		member_json(&json, &list.users[i], asked.role);
	members_end(rq, &json, &paging, &asked, name, &list);
	return OK;
}

/* Who it is, the id says; the names that clients send with it are theirs. */
struct member_input {
	const char *id, *name, *upn;
};
static const struct field member_fields[] = {
	FIELD(GUID, struct member_input, id, .required = true),
	FIELD_AS(
	    "displayName", TEXT, struct member_input, name, .required = true),
	FIELD_AS("userPrincipalName", TEXT, struct member_input, upn,
	    .required = true),
	FIELD_END,
};

static struct error nothing_prepare(struct request *rq)
{
	(void)rq;
	return OK;
}

static struct error add_effects(struct request *rq)
{
	const struct member_input *input = rq->input;
	const struct directory_role *role;
	struct customer customer;
	struct customer_user user;
	struct json_out json;
	struct error e = path_role(rq, &customer, &role);

	if (e.code || (e = role_member_add(&rq->cx, customer.customer_id, role,
			   input->id, &user))
			  .code)
		return e;
	answer_begin(rq, 201, &json);
	member_json(&json, &user, role);
	return OK;
}

static struct error remove_effects(struct request *rq)
{
	const struct directory_role *role;
	struct customer customer;
	struct error e = path_role(rq, &customer, &role);

	if (e.code || (e = role_member_remove(&rq->cx, customer.customer_id,
			   role, request_param(rq, "user")))
			  .code)
		return e;
	answer_empty(rq, 204);
	return OK;
}

#define ROLES "/v1/customers/{customer}/directoryroles"
#define MEMBERS ROLES "/{role}/usermembers"
#define UNKNOWN ERR_CUSTOMER_UNKNOWN, ERR_DIRECTORY_ROLE_UNKNOWN

const struct route api_role_routes[] = {
	{ GET, ROLES, .needs = MAY_MANAGE_CUSTOMER_USERS, .read = roles_read,
	    .summary = N_("The roles of a customer’s directory; the same "
			  "for every customer."),
	    API(1, APP_USER, LIST_OF("DirectoryRole"),
		ERRORS(ERR_CUSTOMER_UNKNOWN)) },
	{ GET, "/v1/customers/{customer}/users/{user}/directoryroles",
	    .needs = MAY_MANAGE_CUSTOMER_USERS, .read = user_roles_read,
	    .summary = N_("The roles of a user."),
	    API(1, APP_USER, LIST_OF("DirectoryRole"),
		ERRORS(ERR_CUSTOMER_UNKNOWN, ERR_USER_UNKNOWN)) },
	{ GET, MEMBERS, .needs = MAY_MANAGE_CUSTOMER_USERS,
	    .query = members_query, .query_size = sizeof(struct members_query),
	    .read = members_read, .summary = N_("Who has a role."),
	    API(1, APP_USER, PAGES_OF("UserMember"), ERRORS(UNKNOWN)) },
	{ POST, MEMBERS, .needs = MAY_MANAGE_CUSTOMER_USERS,
	    .body = member_fields, .body_size = sizeof(struct member_input),
	    .prepare = nothing_prepare, .effects = add_effects,
	    .summary = N_("Gives a role to a user."),
	    API(1, APP_USER, ONE(201, "UserMember"),
		ERRORS(UNKNOWN, ERR_USER_UNKNOWN, ERR_ROLE_MEMBER_ALREADY)) },
	{ DELETE, MEMBERS "/{user}", .needs = MAY_MANAGE_CUSTOMER_USERS,
	    .prepare = nothing_prepare, .effects = remove_effects,
	    .summary = N_("Takes a role from a user."),
	    API(1, APP_USER, NOTHING(204),
		ERRORS(UNKNOWN, ERR_USER_UNKNOWN, ERR_ROLE_MEMBER_UNKNOWN)) },
	ROUTE_END,
};
