/*
 * The partner's own users over REST, ours: the published API has none (api.md
 * 5); and the roles there are, with those the caller may give. Rules are
 * accounts/partner_user's.
 */
#include <string.h>

#include "accounts/partner_user.h"
#include "accounts/permission.h"
#include "accounts/principal.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/paging.h"
#include "api/query.h"
#include "api/routes.h"
#include "base/text.h"
#include "i18n/i18n.h"

#define SIZE_MAX_USERS 500

static void roles_json(struct json_out *json, uint32_t roles)
{
	json_array_begin(json, "roles");
	for (const struct role_info *r = role_infos(); r->id; r++)
		if (roles & r->role)
			json_text(json, NULL, r->id);
	json_array_end(json);
}

static void user_json(struct json_out *json, const struct partner_user *user)
{
	struct arena *arena = json->out->arena;

	resource_begin(json, NULL);
	json_text(json, "id", user->user_id);
	json_text(json, "email", user->email);
	json_text(json, "displayName", user->name);
	roles_json(json, user->roles);
	json_text(json, "state", partner_user_state_id(user));
	json_instant(json, "createdDate", user->created_at);
	if (user->invited_at > 0)
		json_instant(json, "invitedDate", user->invited_at);
	links_self(json, URI_OF(arena, "users", user->user_id));
	resource_end(
	    json, "PartnerUser", etag_of(arena, user->user_id, user->version));
}

/* ---- list ---- */

struct users_query {
	struct page_query page;
};
static const struct field users_query[] = {
	PAGE_FIELDS(struct users_query, SIZE_MAX_USERS),
	FIELD_END,
};

static const char *const equals[] = { "equals", NULL };
static const char *const substring[] = { "substring", NULL };
static const struct filter_rule user_filters[] = {
	{ "UserState", equals },
	{ "DisplayName", substring },
	{ 0 },
};

static struct error asked_from_query(
    struct request *rq, const char *text, struct partner_user_filter *ret_asked)
{
	struct filter filter;
	struct error e = filter_read(&rq->cx, text, user_filters, &filter);

	if (e.code || filter.field == NULL)
		return e;
	if (text_same(filter.field, "DisplayName")) {
		ret_asked->words = filter.value;
		return OK;
	}
	ret_asked->state = partner_user_state_find(filter.value);
	if (ret_asked->state != PARTNER_USER_ANY)
		return OK;
	return fail_with(rq->cx.arena, ERR_FIELD_CHOICE, "filter",
	    HOLES({ "value", filter.value },
		{ "choices", "active, invited, disabled" }));
}

static struct error asked_read(struct request *rq, struct paging *paging,
    struct partner_user_filter *ret_asked)
{
	const struct users_query *query = rq->query;
	struct partner_user_filter asked = { 0 };
	struct error e = paging_read(rq, &query->page, paging);

	if (!e.code && paging->asked.count == 0)
		e = asked_from_query(rq, query->page.filter, &asked);
	if (e.code)
		return e;
	if (paging->asked.count > 0) {
		asked.words = map_text(&paging->asked, "words");
		asked.state =
		    (enum partner_user_state)map_int(&paging->asked, "state");
	}
	asked.backward = paging->place.backward;
	asked.from_key = paging->place.key;
	asked.from_id = paging->place.id;
	asked.skip = paging->place.skip;
	asked.limit = paging->place.limit;
	*ret_asked = asked;
	return OK;
}

static void users_end(struct request *rq, struct json_out *json,
    const struct paging *paging, const struct partner_user_filter *asked,
    const struct partner_user_list *list)
{
	const struct users_query *query = rq->query;
	struct arena *arena = rq->cx.arena;
	struct page_found found = { list->count, list->more };

	if (list->count > 0) {
		found.first_key = list->first_key;
		found.first_id = list->users[0].user_id;
		found.last_key = list->last_key;
		found.last_id = list->users[list->count - 1].user_id;
	}
	paging_end(rq, json, paging, "/users",
	    uri_with(arena, "/users",
		HOLES({ "size", int_text(arena, query->page.size) },
		    { "filter", query->page.filter })),
	    &found,
	    HOLES({ "words", asked->words },
		{ "state", int_text(arena, asked->state) }));
}

static struct error users_read(struct request *rq)
{
	struct partner_user_filter asked;
	struct partner_user_list list;
	struct paging paging;
	struct json_out json;
	struct error e = asked_read(rq, &paging, &asked);

	if (e.code || (e = partner_user_page(&rq->cx, &asked, &list)).code)
		return e;
	answer_begin(rq, 200, &json);
	collection_begin(&json, list.count);
	for (size_t i = 0; i < list.count; i++)
		user_json(&json, &list.users[i]);
	users_end(rq, &json, &paging, &asked, &list);
	return OK;
}

/* ---- one ---- */

static struct error user_answer(
    struct request *rq, int status, const struct partner_user *user)
{
	struct json_out json;

	answer_begin(rq, status, &json);
	user_json(&json, user);
	return OK;
}

static struct error user_read(struct request *rq)
{
	struct partner_user user;
	struct error e =
	    partner_user_load(&rq->cx, request_param(rq, "user"), &user);

	return e.code ? e : user_answer(rq, 200, &user);
}

/* ---- add and change ---- */

struct role_item {
	const char *id;
};
static const struct field role_fields[] = {
	FIELD_ITSELF(TEXT, struct role_item, id, .max = 60),
	FIELD_END,
};
/* Whole users that were read may be sent back: invited ones say so. */
enum { STATE_ACTIVE, STATE_INVITED, STATE_DISABLED };
static const char *const states[] = { "active", "invited", "disabled", NULL };

struct user_input {
	const char *name, *email;
	struct field_list roles;
	bool has_roles, has_state;
	int state;
	struct attributes_input attributes;
};
#define ROLES_FIELD(needed_)                                                   \
	FIELD_AS("roles", LIST, struct user_input, roles,                      \
	    .required = (needed_), .fields = role_fields,                      \
	    .item_size = sizeof(struct role_item), .max = 32,                  \
	    .has_offset = offsetof(struct user_input, has_roles),              \
	    .help = N_("Ids as GET /v1/userroles lists them."))
static const struct field new_fields[] = {
	FIELD_AS("email", TEXT, struct user_input, email, .required = true,
	    .help = N_("What the user signs in with; an invitation goes "
		       "there.")),
	FIELD_AS(
	    "displayName", TEXT, struct user_input, name, .required = true),
	ROLES_FIELD(true),
	FIELD_END,
};
static const struct field change_fields[] = {
	FIELD_AS("displayName", TEXT, struct user_input, name),
	ROLES_FIELD(false),
	FIELD_AS("state", CHOICE, struct user_input, state, .choices = states,
	    .has_offset = offsetof(struct user_input, has_state),
	    .help = N_("disabled: no rights from then on; active: enabled "
		       "again.")),
	FIELD_AS("attributes", OBJECT, struct user_input, attributes,
	    .fields = attributes_fields),
	FIELD_END,
};

static struct error role_unknown(struct request *rq, size_t i, const char *id)
{
	struct text ids;

	text_init(&ids, rq->cx.arena);
	for (const struct role_info *r = role_infos(); r->id; r++)
		if (roles_may_grant(ROLE_GLOBAL_ADMIN, r->role))
			text_addf(
			    &ids, "%s%s", ids.length > 0 ? ", " : "", r->id);
	return fail_with(rq->cx.arena, ERR_FIELD_CHOICE,
	    arena_printf(rq->cx.arena, "roles[%zu]", i),
	    HOLES({ "value", id ? id : "" }, { "choices", ids.bytes }));
}

/* Roles of customers and operators are none of these. */
static struct error roles_read(
    struct request *rq, const struct field_list *list, uint32_t *ret_roles)
{
	const struct role_item *items = list->items;
	uint32_t roles = 0;

	for (size_t i = 0; i < list->count; i++) {
		uint32_t role =
		    text_empty(items[i].id) ? 0 : role_find(items[i].id);

		if (role == 0 || !roles_may_grant(ROLE_GLOBAL_ADMIN, role))
			return role_unknown(rq, i, items[i].id);
		roles |= role;
	}
	*ret_roles = roles;
	return OK;
}

static struct error change_prepare(struct request *rq, bool new)
{
	const struct user_input *input = rq->input;
	struct partner_user_change *change =
	    ARENA_NEW(rq->cx.arena, struct partner_user_change);
	struct error *errors;
	struct error e = roles_read(rq, &input->roles, &change->roles);

	if (e.code)
		return e;
	change->name = input->name;
	change->email = input->email;
	change->has_roles = new || input->has_roles;
	change->has_active = input->has_state;
	change->active = input->state != STATE_DISABLED;
	rq->state = change;
	e = partner_user_check(&rq->cx, change, new, &errors);
	rq->errors.list = errors;
	for (rq->errors.count = 0; errors[rq->errors.count].code != 0;)
		rq->errors.count++;
	return e;
}

static struct error new_prepare(struct request *rq)
{
	return change_prepare(rq, true);
}

static struct error new_effects(struct request *rq)
{
	struct partner_user user;
	struct error e = partner_user_create(&rq->cx, rq->state, &user);

	return e.code ? e : user_answer(rq, 201, &user);
}

static struct error change_only_prepare(struct request *rq)
{
	return change_prepare(rq, false);
}

static struct error change_effects(struct request *rq)
{
	const struct user_input *input = rq->input;
	struct partner_user user;
	struct error e =
	    partner_user_load(&rq->cx, request_param(rq, "user"), &user);

	if (e.code ||
	    (e = etag_check(rq, &input->attributes,
		 etag_of(rq->cx.arena, user.user_id, user.version), false))
		.code ||
	    (e = partner_user_change(&rq->cx, user.user_id, rq->state, &user))
		.code)
		return e;
	return user_answer(rq, 200, &user);
}

/* ---- invitation ---- */

static struct error nothing_prepare(struct request *rq)
{
	(void)rq;
	return OK;
}

static struct error invite_effects(struct request *rq)
{
	struct partner_user user;
	struct error e =
	    partner_user_invite(&rq->cx, request_param(rq, "user"), &user);

	return e.code ? e : user_answer(rq, 200, &user);
}

/* ---- roles there are ---- */

static struct error userroles_read(struct request *rq)
{
	uint32_t mine = roles_grantable(rq->cx.who->roles);
	struct json_out json;

	answer_begin(rq, 200, &json);
	collection_begin(&json,
	    (size_t)__builtin_popcount(roles_grantable(ROLE_GLOBAL_ADMIN)));
	for (const struct role_info *r = role_infos(); r->id; r++) {
		if (!roles_may_grant(ROLE_GLOBAL_ADMIN, r->role))
			continue;
		resource_begin(&json, NULL);
		json_text(&json, "id", r->id);
		json_text(&json, "name", r->name);
		json_bool(&json, "canAssign", (mine & r->role) != 0);
		resource_end(&json, "PartnerRole", NULL);
	}
	collection_end(&json, "/userroles");
	return OK;
}

#define USERS "/v1/users"
#define RULES ERR_ROLES_NOT_GIVEN, ERR_ROLES_NONE

const struct route api_partner_user_routes[] = {
	{ GET, USERS, .needs = MAY_MANAGE_USERS, .query = users_query,
	    .query_size = sizeof(struct users_query), .read = users_read,
	    .summary = N_("Users of your own account, by name; filters: "
			  "UserState and DisplayName, which looks at "
			  "addresses, too."),
	    API(OURS, APP_USER, PAGES_OF("PartnerUser"), NO_ERRORS) },
	{ POST, USERS, .needs = MAY_MANAGE_USERS, .body = new_fields,
	    .body_size = sizeof(struct user_input), .prepare = new_prepare,
	    .effects = new_effects,
	    .summary = N_("A new user, invited by mail to choose a "
			  "password."),
	    API(OURS, APP_USER, ONE(201, "PartnerUser"),
		ERRORS(RULES, ERR_EMAIL_TAKEN)) },
	{ GET, USERS "/{user}", .needs = MAY_MANAGE_USERS, .read = user_read,
	    .summary = N_("One user, by id or e-mail address."),
	    API(OURS, APP_USER, ONE(200, "PartnerUser"),
		ERRORS(ERR_USER_UNKNOWN)) },
	{ PATCH, USERS "/{user}", .needs = MAY_MANAGE_USERS,
	    .body = change_fields, .body_size = sizeof(struct user_input),
	    .prepare = change_only_prepare, .effects = change_effects,
	    .summary = N_("Changes what is given: name, roles (all the user "
			  "then has), state."),
	    API(OURS, APP_USER, ONE(200, "PartnerUser"),
		ERRORS(RULES, ERR_USER_UNKNOWN, ERR_LAST_ADMIN, ERR_OWN_ACCOUNT,
		    ERR_ETAG_STALE)) },
	{ POST, USERS "/{user}/invitation", .needs = MAY_MANAGE_USERS,
	    .body_ignored = true, .prepare = nothing_prepare,
	    .effects = invite_effects,
	    .summary = N_("Invites once more who has not chosen a password; "
			  "the earlier link ends."),
	    API(OURS, APP_USER, ONE(200, "PartnerUser"),
		ERRORS(ERR_ROLES_NOT_GIVEN, ERR_USER_UNKNOWN, ERR_USER_DISABLED,
		    ERR_INVITED_NOT)) },
	{ GET, "/v1/userroles", .needs = MAY_MANAGE_USERS,
	    .read = userroles_read,
	    .summary = N_("The roles of users, and which of them you may "
			  "give."),
	    API(OURS, APP_USER, LIST_OF("PartnerRole"), NO_ERRORS) },
	ROUTE_END,
};
