/*
 * Writes users of customers, directory roles and their members.
 */
#include "api/user_json.h"

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
