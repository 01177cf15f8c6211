/*
 * What the operator does to partners and their users; every act inside the
 * tenant, whose log says so.
 */
#include "accounts/directory.h"
#include "accounts/operator.h"
#include "accounts/partner.h"
#include "accounts/partner_admin_rows.h"
#include "accounts/password_link.h"
#include "accounts/second_factor.h"
#include "activity/activity.h"
#include "base/json.h"
#include "base/settings.h"
#include "base/text.h"

/* ---- invitations ---- */

static struct person person_of(struct ctx *cx, const struct user *user)
{
	return (struct person){ .kind = ACTOR_USER,
		.partner_id = cx->who->partner->partner_id,
		.user_id = user->user_id,
		.email = user->email,
		.name = user->name };
}

static struct error invite(
    struct ctx *cx, const struct user *user, struct invitation *ret)
{
	const struct person person = person_of(cx, user);
	struct invitation invitation = { .email = user->email };
	const char *token;
	struct error e;

	if (!text_empty(cx->settings->smtp_url)) {
		e = password_link_send(cx, &person, PASSWORD_LINK_INVITE);
	} else {
		e = password_link_issue(
		    cx, &person, PASSWORD_LINK_INVITE, &token);
		if (e.code == 0)
			invitation.link = password_link_address(cx, token);
	}
	if (e.code == 0)
		*ret = invitation;
	return e;
}

static struct error user_say(struct ctx *cx, enum activity_action action,
    const struct user *user, const char *what)
{
	return activity_add(cx,
	    &(struct activity){ .action = action,
		.title = user->email,
		.details = HOLES(
		    { "PartnerUserId", user->user_id }, { "Act", what }) },
	    OK);
}

struct error partner_admin_add(struct ctx *cx, const char *name,
    const char *email, struct invitation *ret_invitation)
{
	struct user user = { .email = email,
		.name = name,
		.roles = ROLE_GLOBAL_ADMIN | ROLE_ADMIN_AGENT };
	struct error e = user_create(cx, &user, PASSWORD_NONE, &user);

	if (e.code == 0)
		e = user_say(cx, ACTIVITY_ADD_PARTNER_USER, &user, "added");
	return e.code ? e : invite(cx, &user, ret_invitation);
}

static struct error user_there(
    struct ctx *cx, const char *user_id, struct user *ret_user)
{
	bool found;
	struct error e = user_find(cx, user_id, ret_user, &found);

	if (e.code)
		return e;
	return found ? OK : fail(ERR_USER_UNKNOWN, NULL);
}

struct error partner_admin_invite(
    struct ctx *cx, const char *user_id, struct invitation *ret_invitation)
{
	struct user user;
	struct error e = user_there(cx, user_id, &user);

	if (e.code)
		return e;
	if (!user.active)
		return fail(ERR_USER_SWITCHED_OFF, NULL);
	e = user_say(cx, ACTIVITY_CHANGE_PARTNER_USER, &user, "invited");
	return e.code ? e : invite(cx, &user, ret_invitation);
}

struct error partner_admin_switch(
    struct ctx *cx, const char *user_id, bool active)
{
	struct user user;
	struct person person;
	struct error e = user_there(cx, user_id, &user);

	if (e.code || user.active == active)
		return e;
	person = person_of(cx, &user);
	if ((e = user_set_active(cx, user.user_id, active)).code ||
	    (!active && (e = password_links_end(cx, &person)).code))
		return e;
	return user_say(cx, ACTIVITY_CHANGE_PARTNER_USER, &user,
	    active ? "enabled" : "disabled");
}

struct error partner_admin_factor_reset(struct ctx *cx, const char *user_id)
{
	struct user user;
	struct person person;
	struct error e = user_there(cx, user_id, &user);

	if (e.code)
		return e;
	person = person_of(cx, &user);
	e = second_factor_end(cx, &person, "operator");
	return e.code ? e : person_sign_out(cx, &person, NULL);
}

/* ---- partners ---- */

static struct error domain_free(struct ctx *cx, const char *domain)
{
	struct directory_entry entry;
	bool found;
	struct error e = directory_find(
	    cx, DIRECTORY_PARTNER_DOMAIN, domain, &entry, &found);

	if (e.code)
		return e;
	return found ? fail(ERR_PARTNER_TAKEN, "domain") : OK;
}

static struct error created_say(struct ctx *cx, const struct partner_new *new)
{
	return activity_add(cx,
	    &(struct activity){ .action = ACTIVITY_ADD_PARTNER,
		.title = new->name,
		.details = HOLES({ "Domain", new->domain },
		    { "Country", new->country }, { "Currency", new->currency },
		    { "Sandbox", new->sandbox ? "true" : "false" },
		    { "TestClock", new->test_clock ? "true" : "false" }) },
	    OK);
}

static struct partner_change change_of(const struct partner_new *new)
{
	return (struct partner_change){ .name = new->name,
		.city = new->city,
		.culture = new->culture,
		.mpn_id = new->mpn_id,
		.csp_enrolled = new->csp_enrolled,
		.agreement_required = new->agreement_required,
		.strict_app_user = new->strict_app_user };
}

struct error partner_add_new(struct ctx *cx, const struct partner_new *new,
    struct partner *ret_partner, struct invitation *ret_invitation)
{
	const struct partner_change rest = change_of(new);
	struct partner partner = { .name = new->name,
		.domain = new->domain,
		.country = new->country,
		.city = new->city,
		.currency = new->currency,
		.culture = new->culture,
		.mpn_id = new->mpn_id,
		.csp_enrolled = new->csp_enrolled,
		.sandbox = new->sandbox,
		.test_clock = new->test_clock,
		.strict_app_user = new->strict_app_user };
	struct error e = domain_free(cx, new->domain);

	if (e.code || (e = partner_create(cx, &partner, &partner)).code ||
	    (e = operator_into_partner(cx, partner.partner_id)).code ||
	    (e = partner_change_save(cx, &rest)).code ||
	    (e = created_say(cx, new)).code)
		return e;
	e = partner_admin_add(
	    cx, new->admin_name, new->admin_email, ret_invitation);
	if (e.code == ERR_EMAIL_TAKEN)
		e.field = "admin_email";
	if (e.code == 0)
		*ret_partner = partner;
	return e;
}

static const char *change_text(
    struct ctx *cx, const struct partner_change *change)
{
	struct text out;
	struct json_out json;

	text_init(&out, cx->arena);
	json_start(&json, &out);
	json_object_begin(&json, NULL);
	json_text(&json, "Name", change->name);
	json_text(&json, "City", change->city);
	json_text(&json, "Culture", change->culture);
	json_text(&json, "MpnId", change->mpn_id);
	json_bool(&json, "CspEnrolled", change->csp_enrolled);
	json_bool(&json, "AgreementRequired", change->agreement_required);
	json_bool(&json, "StrictAppUser", change->strict_app_user);
	json_object_end(&json);
	return out.bytes;
}

struct error partner_change(struct ctx *cx, const struct partner_change *change)
{
	struct partner_entry was;
	struct partner_change before;
	struct error e =
	    partner_entry_load(cx, cx->who->partner->partner_id, &was);

	if (e.code || (e = partner_change_save(cx, change)).code)
		return e;
	before = (struct partner_change){ .name = was.partner.name,
		.city = was.partner.city,
		.culture = was.partner.culture,
		.mpn_id = was.partner.mpn_id,
		.csp_enrolled = was.partner.csp_enrolled,
		.agreement_required = was.agreement_required,
		.strict_app_user = was.partner.strict_app_user };
	return activity_add(cx,
	    &(struct activity){ .action = ACTIVITY_CHANGE_PARTNER,
		.title = change->name,
		.details =
		    HOLES({ "ResourceOldValue", change_text(cx, &before) },
			{ "ResourceNewValue", change_text(cx, change) }) },
	    OK);
}
