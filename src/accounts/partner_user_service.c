/*
 * What is done with a partner's users: invited, changed, disabled; each with
 * its activity row, which holds the user before and after. Who may open this
 * at all is the route's, what whose roles may do to whom partner_user.c's.
 */
#include "accounts/partner_user.h"

#include "accounts/partner_user_rows.h"
#include "accounts/password_link.h"
#include "accounts/principal.h"
#include "accounts/user.h"
#include "activity/activity.h"
#include "base/json.h"
#include "base/text.h"

/* ---- the log ---- */

/* Ids of roles, which no language changes. */
static const char *role_ids(struct ctx *cx, uint32_t roles)
{
	struct text out;

	text_init(&out, cx->arena);
	text_add(&out, "");
	for (const struct role_info *r = role_infos(); r->id; r++)
		if (roles & r->role)
			text_addf(
			    &out, "%s%s", out.length > 0 ? ", " : "", r->id);
	return out.bytes;
}

static const char *user_text(struct ctx *cx, const struct partner_user *user)
{
	struct text out;
	struct json_out json;

	text_init(&out, cx->arena);
	json_start(&json, &out);
	json_object_begin(&json, NULL);
	json_text(&json, "Id", user->user_id);
	json_text(&json, "Email", user->email);
	json_text(&json, "DisplayName", user->name);
	json_text(&json, "Roles", role_ids(cx, user->roles));
	json_text(&json, "State", partner_user_state_id(user));
	json_object_end(&json);
	return out.bytes;
}

/* before NULL: a new one. */
static struct error note(struct ctx *cx, enum activity_action action,
    const struct partner_user *before, const struct partner_user *after)
{
	uint32_t had = before ? before->roles : 0;
	struct hole details[6] = {
		{ "PartnerUserId", after->user_id },
		{ "ResourceNewValue", user_text(cx, after) },
	};
	size_t count = 2;

	if (before != NULL)
		details[count++] =
		    (struct hole){ "ResourceOldValue", user_text(cx, before) };
	if (after->roles & ~had)
		details[count++] = (struct hole){ "RolesGiven",
			role_ids(cx, after->roles & ~had) };
	if (had & ~after->roles)
		details[count++] = (struct hole){ "RolesTaken",
			role_ids(cx, had & ~after->roles) };
	return activity_add(cx,
	    &(struct activity){
		.action = action, .title = after->email, .details = details },
	    OK);
}

/* ---- invitations ---- */

static struct person person_of(struct ctx *cx, const struct partner_user *user)
{
	return (struct person){ .kind = ACTOR_USER,
		.partner_id = cx->who->partner->partner_id,
		.user_id = user->user_id,
		.email = user->email,
		.name = user->name };
}

static struct error invitation_send(
    struct ctx *cx, const struct partner_user *user)
{
	const struct person person = person_of(cx, user);
	struct error e = partner_user_set_invited(cx, user->user_id);

	return e.code ? e
		      : password_link_send(cx, &person, PASSWORD_LINK_INVITE);
}

struct error partner_user_invitation(
    struct ctx *cx, const struct partner_user *user, int64_t *ret_until)
{
	const struct person person = person_of(cx, user);
	struct password_link link;
	bool found;
	struct error e = password_link_of(cx, &person, &link, &found);

	if (e.code)
		return e;
	*ret_until =
	    found && link.purpose == PASSWORD_LINK_INVITE ? link.expires_at : 0;
	return OK;
}

struct error partner_user_invite(
    struct ctx *cx, const char *user_id, struct partner_user *ret_user)
{
	struct partner_user before;
	struct error e = partner_user_load(cx, user_id, &before);

	if (e.code ||
	    (e = partner_user_may_manage(cx, cx->who->roles, before.roles))
		.code)
		return e;
	if (!before.active)
		return fail(ERR_USER_DISABLED, NULL);
	if (!before.invited)
		return fail(ERR_INVITED_NOT, NULL);
	if ((e = invitation_send(cx, &before)).code ||
	    (e = partner_user_load(cx, before.user_id, ret_user)).code)
		return e;
	return note(cx, ACTIVITY_INVITE_PARTNER_USER, &before, ret_user);
}

/* ---- new ---- */

struct error partner_user_create(struct ctx *cx,
    const struct partner_user_change *new, struct partner_user *ret_user)
{
	struct user user = {
		.email = new->email, .name = new->name, .roles = new->roles
	};
	struct error e =
	    partner_user_may_roles(cx, cx->who->roles, 0, new->roles);

	if (e.code || (e = user_create(cx, &user, PASSWORD_NONE, &user)).code ||
	    (e = partner_user_load(cx, user.user_id, ret_user)).code ||
	    (e = note(cx, ACTIVITY_CREATE_PARTNER_USER, NULL, ret_user)).code ||
	    (e = invitation_send(cx, ret_user)).code)
		return e;
	return partner_user_load(cx, user.user_id, ret_user);
}

/* ---- change ---- */

static struct error rights_check(struct ctx *cx,
    const struct partner_user *before, const struct partner_user *after)
{
	uint32_t held = cx->who->roles;
	bool managed = !text_same(before->name, after->name) ||
		       before->active != after->active;
	struct error e =
	    partner_user_may_roles(cx, held, before->roles, after->roles);

	if (!e.code && after->roles == 0 && before->roles != 0)
		e = fail(ERR_ROLES_NONE, "roles");
	if (!e.code && managed)
		e = partner_user_may_manage(cx, held, before->roles);
	if (!e.code && !after->active && before->active &&
	    text_same(before->user_id, cx->who->user_id))
		e = fail(ERR_OWN_ACCOUNT, NULL);
	return e;
}

/* The account stays in somebody's hands. */
static struct error last_check(struct ctx *cx,
    const struct partner_user *before, const struct partner_user *after)
{
	bool stays = after->active && (after->roles & ROLE_GLOBAL_ADMIN);
	bool last = false;
	struct error e = OK;

	if (before->active && !before->invited && !stays)
		e = partner_user_is_last_admin(cx, before, &last);
	if (e.code)
		return e;
	return last ? fail(ERR_LAST_ADMIN, NULL) : OK;
}

static struct error active_set(struct ctx *cx, const struct partner_user *after)
{
	const struct person person = person_of(cx, after);
	struct error e = user_set_active(cx, after->user_id, after->active);

	return e.code || after->active ? e : password_links_end(cx, &person);
}

static struct error change_write(struct ctx *cx,
    const struct partner_user *before, const struct partner_user *after)
{
	bool written = !text_same(before->name, after->name) ||
		       before->roles != after->roles;
	bool switched = before->active != after->active;
	struct partner_user between = *after;
	struct error e = OK;

	between.active = before->active;
	if (written || switched)
		e = partner_user_save(cx, after);
	if (!e.code && written)
		e = note(cx, ACTIVITY_UPDATE_PARTNER_USER, before, &between);
	if (!e.code && switched)
		e = active_set(cx, after);
	if (!e.code && switched)
		e = note(cx,
		    after->active ? ACTIVITY_ENABLE_PARTNER_USER
				  : ACTIVITY_DISABLE_PARTNER_USER,
		    &between, after);
	return e;
}

struct error partner_user_change(struct ctx *cx, const char *user_id,
    const struct partner_user_change *change, struct partner_user *ret_user)
{
	struct partner_user before, after;
	struct error e = partner_user_load(cx, user_id, &before);

	if (e.code)
		return e;
	after = before;
	if (change->name != NULL)
		after.name = change->name;
	if (change->has_roles)
		after.roles = change->roles;
	after.roles = (after.roles | change->give) & ~change->take;
	if (change->has_active)
		after.active = change->active;
	if ((e = rights_check(cx, &before, &after)).code ||
	    (e = last_check(cx, &before, &after)).code ||
	    (e = change_write(cx, &before, &after)).code)
		return e;
	return partner_user_load(cx, before.user_id, ret_user);
}

struct error own_name_change(struct ctx *cx, const char *name)
{
	struct partner_user_change change = { .name = name ? name : "" };
	struct partner_user before, after;
	struct error *errors;
	struct error e = partner_user_check(cx, &change, false, &errors);

	if (e.code ||
	    (e = partner_user_load(cx, cx->who->user_id, &before)).code)
		return e;
	after = before;
	after.name = change.name;
	return change_write(cx, &before, &after);
}
