/*
 * What a person does with registrations of programs: each act checked, done
 * and written into the activity log in one transaction.
 */
#include <string.h>

#include "accounts/application_rows.h"
#include "accounts/partner.h"
#include "accounts/principal.h"
#include "activity/activity.h"
#include "base/text.h"

static struct error say(struct ctx *cx, enum activity_action action,
    const char *name, const struct hole *details)
{
	return activity_add(cx,
	    &(struct activity){
		.action = action, .title = name, .details = details },
	    OK);
}

static struct error too_long(struct ctx *cx, const char *field, int max)
{
	return fail_with(cx->arena, ERR_FIELD_TOO_LONG, field,
	    HOLES({ "max", arena_printf(cx->arena, "%d", max) }));
}

static struct error too_many(struct ctx *cx, const char *field, int max)
{
	return fail_with(cx->arena, ERR_LINES_TOO_MANY, field,
	    HOLES({ "max", arena_printf(cx->arena, "%d", max) }));
}

static struct error check_name(struct ctx *cx, const char *name)
{
	if (text_empty(name))
		return fail(ERR_FIELD_MISSING, "name");
	return text_width(name) > APPLICATION_NAME_MAX
		   ? too_long(cx, "name", APPLICATION_NAME_MAX)
		   : OK;
}

static struct error check_roles(struct ctx *cx, uint32_t roles)
{
	if (roles == 0)
		return fail(ERR_FIELD_MISSING, "roles");
	if (!roles_may_grant(cx->who->roles, roles))
		return fail_with(cx->arena, ERR_ROLE_MISSING, "roles",
		    HOLES({ "roles", roles_list_text(cx, ROLE_GLOBAL_ADMIN) }));
	return OK;
}

static struct error check_redirects(
    struct ctx *cx, const struct redirect_list *list)
{
	if (list->count > APPLICATION_REDIRECTS_MAX)
		return too_many(cx, "redirects", APPLICATION_REDIRECTS_MAX);
	for (size_t i = 0; i < list->count; i++)
		if (!redirect_form(list->uris[i]))
			return fail_with(cx->arena, ERR_REDIRECT_FORM,
			    "redirects", HOLES({ "value", list->uris[i] }));
	return OK;
}

struct error application_check(struct ctx *cx,
    const struct application_input *input, struct error **ret_errors)
{
	const struct error all[] = { check_name(cx, input->name),
		check_roles(cx, input->roles),
		check_redirects(cx, &input->redirects) };
	struct error *errors =
	    ARENA_ARRAY(cx->arena, struct error, COUNT(all) + 1);
	size_t count = 0;

	for (size_t i = 0; i < COUNT(all); i++)
		if (all[i].code)
			errors[count++] = all[i];
	errors[count] = OK;
	*ret_errors = errors;
	return errors[0];
}

static struct error check(struct ctx *cx, const struct application_input *input)
{
	struct error *errors;

	return application_check(cx, input, &errors);
}

static const char *lines(struct ctx *cx, const struct redirect_list *list)
{
	struct text out;

	text_init(&out, cx->arena);
	text_add(&out, "");
	for (size_t i = 0; i < list->count; i++)
		text_addf(&out, "%s%s", i ? " " : "", list->uris[i]);
	return out.bytes;
}

static const char *role_ids(struct ctx *cx, uint32_t held)
{
	struct text out;

	text_init(&out, cx->arena);
	text_add(&out, "");
	for (const struct role_info *role = role_infos(); role->id; role++)
		if (held & role->role)
			text_addf(
			    &out, "%s%s", out.length ? " " : "", role->id);
	return out.bytes;
}

static struct error say_whole(struct ctx *cx, enum activity_action action,
    const char *client_id, const struct application_input *input)
{
	return say(cx, action, input->name,
	    HOLES({ "ApplicationId", client_id }, { "Name", input->name },
		{ "Roles", role_ids(cx, input->roles) },
		{ "PublicClient", input->public_client ? "true" : "false" },
		{ "RedirectUris", lines(cx, &input->redirects) }));
}

struct error application_register(struct ctx *cx,
    const struct application_input *input, struct application *ret_application)
{
	struct application a = { .name = input->name,
		.roles = input->roles,
		.public_client = input->public_client };
	int64_t count;
	struct error e;

	if ((e = check(cx, input)).code ||
	    (e = application_row_count(cx, &count)).code)
		return e;
	if (count >= APPLICATIONS_MAX)
		return too_many(cx, "name", APPLICATIONS_MAX);
	if ((e = application_row_add(cx, NULL, &a)).code ||
	    (e = application_set_redirects(cx, a.client_id, &input->redirects))
		.code)
		return e;
	*ret_application = a;
	return say_whole(cx, ACTIVITY_REGISTER_APPLICATION, a.client_id, input);
}

struct error application_change(struct ctx *cx, const char *client_id,
    const struct application_input *input)
{
	struct application a;
	struct error e;

	if ((e = application_load(cx, client_id, &a)).code ||
	    (e = check(cx, input)).code ||
	    (e = application_row_change(cx, a.client_id, input)).code ||
	    (e = application_set_redirects(cx, a.client_id, &input->redirects))
		.code)
		return e;
	return say_whole(cx, ACTIVITY_UPDATE_APPLICATION, a.client_id, input);
}

struct error application_switch(
    struct ctx *cx, const char *client_id, bool active)
{
	struct application a;
	struct error e;

	if ((e = application_load(cx, client_id, &a)).code)
		return e;
	if (a.active == active)
		return OK;
	if ((e = application_set_active(cx, a.client_id, active)).code)
		return e;
	return say(cx, ACTIVITY_UPDATE_APPLICATION, a.name,
	    HOLES({ "ApplicationId", a.client_id },
		{ "Enabled", active ? "true" : "false" }));
}

struct error application_remove(struct ctx *cx, const char *client_id)
{
	struct application a;
	struct error e;

	if ((e = application_load(cx, client_id, &a)).code ||
	    (e = application_rows_delete(cx, a.client_id)).code)
		return e;
	return say(cx, ACTIVITY_UNREGISTER_APPLICATION, a.name,
	    HOLES({ "ApplicationId", a.client_id }, { "Name", a.name }));
}

static struct error check_secret(struct ctx *cx, const struct application *a,
    const char *label, int64_t months)
{
	struct application_secrets list;
	size_t live = 0;
	struct error e;

	if (text_empty(label))
		return fail(ERR_FIELD_MISSING, "label");
	if (text_width(label) > SECRET_LABEL_MAX)
		return too_long(cx, "label", SECRET_LABEL_MAX);
	if (!secret_months_allowed(months))
		return fail_with(cx->arena, ERR_FIELD_CHOICE, "months",
		    HOLES({ "value", arena_printf(cx->arena, "%lld",
					 (long long)months) },
			{ "choices", "3, 6, 12, 24" }));
	if ((e = application_secret_list(
		 cx, a->partner_id, a->client_id, &list))
		.code)
		return e;
	for (size_t i = 0; i < list.count; i++)
		live += list.secrets[i].expires_at > cx->wall;
	return live < APPLICATION_SECRETS_LIVE
		   ? OK
		   : fail(ERR_SECRETS_FULL, "label");
}

struct error application_secret_new(struct ctx *cx, const char *client_id,
    const char *label, int64_t months,
    struct application_secret *ret_description, const char **ret_secret)
{
	struct application a;
	struct error e;

	if ((e = application_load(cx, client_id, &a)).code ||
	    (e = check_secret(cx, &a, label, months)).code ||
	    (e = application_secret_row_add(
		 cx, a.client_id, label, months, ret_description, ret_secret))
		.code)
		return e;
	return say(cx, ACTIVITY_ADD_APPLICATION_CREDENTIAL, a.name,
	    HOLES({ "ApplicationId", a.client_id },
		{ "CredentialId", ret_description->secret_id },
		{ "Label", label }));
}

struct error application_secret_revoke(
    struct ctx *cx, const char *client_id, const char *secret_id)
{
	struct application a;
	bool was;
	struct error e;

	if ((e = application_load(cx, client_id, &a)).code ||
	    (e = application_secret_row_delete(
		 cx, a.client_id, secret_id, &was))
		.code)
		return e;
	if (!was)
		return OK; /* somebody else was first: it is gone */
	return say(cx, ACTIVITY_REMOVE_APPLICATION_CREDENTIAL, a.name,
	    HOLES({ "ApplicationId", a.client_id },
		{ "CredentialId", secret_id }));
}

struct error application_set_strict(struct ctx *cx, bool strict)
{
	struct error e;

	if (cx->who->partner->strict_app_user == strict)
		return OK;
	if ((e = partner_set_strict(cx, strict)).code)
		return e;
	return say(cx, ACTIVITY_SET_STRICT_APP_USER, NULL,
	    HOLES({ "StrictAppUser", strict ? "true" : "false" }));
}
