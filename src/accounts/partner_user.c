/*
 * What a partner's user must look like, and what whose roles may do to whom.
 */
#include "accounts/partner_user.h"

#include <string.h>

#include "accounts/permission.h"
#include "accounts/user.h"
#include "base/text.h"

#define FINDINGS 4

static const char *const states[PARTNER_USER_STATE_COUNT] = {
	[PARTNER_USER_ANY] = "any",
	[PARTNER_USER_ACTIVE] = "active",
	[PARTNER_USER_INVITED] = "invited",
	[PARTNER_USER_DISABLED] = "disabled",
};

const char *partner_user_state_id(const struct partner_user *user)
{
	if (!user->active)
		return states[PARTNER_USER_DISABLED];
	return states[user->invited ? PARTNER_USER_INVITED
				    : PARTNER_USER_ACTIVE];
}

enum partner_user_state partner_user_state_find(const char *id)
{
	for (int i = 1; i < PARTNER_USER_STATE_COUNT; i++)
		if (text_same_loose(states[i], id))
			return (enum partner_user_state)i;
	return PARTNER_USER_ANY;
}

/* ---- input ---- */

static bool has_controls(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return true;
	return false;
}

static struct error name_check(struct ctx *cx, const char *name)
{
	if (name[0] == '\0')
		return fail(ERR_FIELD_MISSING, "displayName");
	if (!text_is_utf8(name, strlen(name)) || has_controls(name))
		return fail(ERR_FIELD_ENCODING, "displayName");
	if (text_width(name) > PARTNER_USER_NAME_MAX)
		return fail_with(cx->arena, ERR_FIELD_TOO_LONG, "displayName",
		    HOLES({ "max", arena_printf(cx->arena, "%d",
				       PARTNER_USER_NAME_MAX) }));
	return OK;
}

static struct error email_check(struct ctx *cx, const char *email)
{
	if (email[0] == '\0')
		return fail(ERR_FIELD_MISSING, "email");
	if (!email_form(email))
		return fail_with(cx->arena, ERR_FIELD_FORMAT, "email",
		    HOLES({ "wanted", "name@example.com" }));
	return OK;
}

struct error partner_user_check(struct ctx *cx,
    struct partner_user_change *change, bool new, struct error **ret_errors)
{
	struct error *errors =
	    ARENA_ARRAY(cx->arena, struct error, FINDINGS + 1);
	struct error found[FINDINGS] = { 0 };
	size_t count = 0;

	if (new)
		change->email = text_lower(cx->arena,
		    text_trim(cx->arena, change->email ? change->email : ""));
	if (new && change->name == NULL)
		change->name = "";
	if (change->name != NULL)
		change->name = text_trim(cx->arena, change->name);
	if (change->name != NULL)
		found[0] = name_check(cx, change->name);
	if (new)
		found[1] = email_check(cx, change->email);
	if ((new || change->has_roles) && change->roles == 0)
		found[2] = fail(ERR_ROLES_NONE, "roles");
	for (size_t i = 0; i < FINDINGS; i++)
		if (found[i].code)
			errors[count++] = found[i];
	*ret_errors = errors;
	return errors[0];
}

/* ---- who may ---- */

static struct error beyond(struct ctx *cx, uint32_t held, uint32_t roles)
{
	uint32_t not_given = roles & ~roles_grantable(held);

	if (not_given == 0)
		return OK;
	return fail_with(cx->arena, ERR_ROLES_NOT_GIVEN, "roles",
	    HOLES({ "roles", roles_list_text(cx, not_given) }));
}

struct error partner_user_may_roles(
    struct ctx *cx, uint32_t held, uint32_t has, uint32_t wanted)
{
	return beyond(cx, held, has ^ wanted);
}

struct error partner_user_may_manage(
    struct ctx *cx, uint32_t held, uint32_t has)
{
	struct error e = beyond(cx, held, has);

	e.field = NULL;
	return e;
}
