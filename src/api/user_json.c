/*
 * Writes users of customers, directory roles and their members.
 */
#include "api/user_json.h"

#include "customers/customer.h"

#include "i18n/i18n.h"

void user_json(struct json_out *json, const struct customer_user *user,
    const char *password, bool must_change)
{
	struct arena *arena = json->out->arena;

	resource_begin(json, NULL);
	json_some(json, "usageLocation", user->usage_location);
	json_text(json, "id", user->user_id);
	json_text(json, "userPrincipalName", user->upn);
	json_some(json, "firstName", user->first_name);
	json_some(json, "lastName", user->last_name);
	json_text(json, "displayName", user->name);
	json_some(json, "immutableId", user->immutable_id);
	if (password != NULL) {
		json_object_begin(json, "passwordProfile");
		json_text(json, "password", password);
		json_bool(json, "forceChangePassword", must_change);
		json_object_end(json);
	}
	json_some(json, "phoneNumber", user->phone);
	json_text(json, "userDomainType", "managed");
	json_text(json, "state", user->deleted_at ? "inactive" : "active");
	if (user->deleted_at)
		json_instant(json, "softDeletionTime", user->deleted_at);
	links_self(json, URI_OF(arena, "customers", user->customer_id, "users",
			     user->user_id));
	resource_end(
	    json, "CustomerUser", etag_of(arena, user->user_id, user->version));
}

void role_json(struct json_out *json, const struct directory_role *role)
{
	resource_begin(json, NULL);
	json_text(json, "id", role->role_id);
	json_text(json, "name", role->name);
	resource_end(json, "DirectoryRole", NULL);
}

void member_json(struct json_out *json, const struct customer_user *user,
    const struct directory_role *role)
{
	resource_begin(json, NULL);
	json_text(json, "displayName", user->name);
	json_text(json, "userPrincipalName", user->upn);
	json_text(json, "roleId", role->role_id);
	json_text(json, "id", user->user_id);
	resource_end(json, "UserMember", NULL);
}

/* ---- pages ---- */

struct error user_paging_read(struct request *rq,
    const struct page_query *query, const char *list, struct paging *ret_paging,
    struct customer_user_filter *filter)
{
	struct paging paging;
	struct error e = paging_read(rq, query, &paging);

	if (e.code)
		return e;
	if (paging.asked.count > 0 &&
	    !text_same(map_text(&paging.asked, "list"), list))
		return fail_with(rq->cx.arena, ERR_FIELD_FORMAT,
		    "MS-ContinuationToken",
		    HOLES({ "wanted", N_("the token of the page before") }));
	filter->backward = paging.place.backward;
	filter->from_key = paging.place.key;
	filter->from_id = paging.place.id;
	filter->skip = paging.place.skip;
	filter->limit = paging.place.limit;
	*ret_paging = paging;
	return OK;
}

void user_paging_end(struct request *rq, struct json_out *json,
    const struct paging *paging, const char *path, const char *self,
    const struct customer_user_list *list, const struct hole *asked)
{
	struct page_found found = { list->count, list->more };

	if (list->count > 0) {
		found.first_key = list->first_key;
		found.first_id = list->users[0].user_id;
		found.last_key = list->last_key;
		found.last_id = list->users[list->count - 1].user_id;
	}
	paging_end(rq, json, paging, path, self, &found, asked);
}

struct error path_user(struct request *rq, struct customer_user *ret_user)
{
	struct customer customer;
	struct error e = path_customer(rq, &customer);

	return e.code ? e
		      : customer_user_active(&rq->cx, customer.customer_id,
			    request_param(rq, "user"), ret_user);
}
