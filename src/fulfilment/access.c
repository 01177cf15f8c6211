/*
 * Judges what a signed-in person tries with an entitlement. The rules are
 * policy/surface.h's; what is then done, key, link and download say.
 */
#include "fulfilment/access.h"

#include "base/day.h"
#include "base/text.h"
#include "outbox/outbox.h"

static const enum activity_action actions[] = {
	[KEY_SHOW] = ACTIVITY_GET_SOFTWARE_KEY,
	[KEY_DOWNLOAD] = ACTIVITY_SOFTWARE_DOWNLOADED,
	[KEY_ISSUE_LINK] = ACTIVITY_GET_DOWNLOAD_LINK,
};

static struct activity activity_of(enum key_act act,
    const struct entitlement *entitlement, const struct software_file *file)
{
	return (struct activity){ .action = actions[act],
		.customer_id = entitlement->customer_id,
		.customer_name = entitlement->customer_name,
		.order_id = entitlement->order_id,
		.line_number = entitlement->line_number,
		.product_id = entitlement->product_id,
		.sku_id = entitlement->sku_id,
		.title = file != NULL ? file->name : entitlement->title,
		.file_id = file != NULL ? file->file_id : NULL };
}

static bool role_held(struct ctx *cx, const struct edition *surface,
    enum side side, enum key_act act)
{
	const char *const *roles = key_roles(surface, side, act);

	for (; *roles != NULL; roles++)
		if (cx->who->roles & role_find(*roles))
			return true;
	return false;
}

static struct error of_day(struct ctx *cx, enum error_code code, int64_t day)
{
	char text[DAY_TEXT];

	day_text(day, text);
	return fail_with(cx->arena, code, NULL, HOLES({ "day", text }));
}

struct error access_revoked(
    struct ctx *cx, const struct entitlement *entitlement)
{
	int64_t at = entitlement->cancelled_at;

	return of_day(
	    cx, ERR_ENTITLEMENT_REVOKED, day_of(at != 0 ? at : cx->now));
}

static struct error access_judge(
    struct ctx *cx, enum key_act act, const struct entitlement *entitlement)
{
	struct key_input input = { .act = act,
		.side = cx->who->kind == ACTOR_CUSTOMER_USER ? SIDE_CUSTOMER
							     : SIDE_PARTNER,
		.revoked = entitlement->state == ENTITLEMENT_REVOKED,
		.pending = entitlement->state == ENTITLEMENT_PENDING,
		.ordered_at = entitlement->ordered_at,
		.edition_id = entitlement->edition_id };
	const struct edition *terms = policy_terms(
	    cx->policy, entitlement->edition_id, entitlement->ordered_at);
	struct decision decision;

	input.has_role = role_held(
	    cx, policy_surface(cx->policy, terms, cx->now), input.side, act);
	key_decide(cx->policy, &input, cx->now, &decision);
	if (decision.error == ERR_ENTITLEMENT_REVOKED)
		return access_revoked(cx, entitlement);
	if (!decision.allowed)
		return decision_error(cx->arena, &decision);
	if (entitlement->state == ENTITLEMENT_EXPIRED)
		return of_day(
		    cx, ERR_ENTITLEMENT_EXPIRED, entitlement->expires_day - 1);
	return OK;
}

struct error access_begin(struct ctx *cx, enum key_act act,
    const char *customer_id, const char *entitlement_id, const char *file_id,
    struct entitlement *ret_entitlement, struct software_file *ret_file)
{
	struct entitlement entitlement;
	struct software_file file, *of = NULL;
	struct activity activity;
	struct error e;

	e = entitlement_load(cx, customer_id, entitlement_id, &entitlement);
	if (e.code)
		return e;
	if (file_id != NULL) {
		e = file_of(cx, file_id, entitlement.product_id,
		    entitlement.sku_id, &file);
		if (e.code)
			return e;
		of = &file;
	} else if (!entitlement.has_key &&
		   entitlement.state != ENTITLEMENT_PENDING &&
		   entitlement.state != ENTITLEMENT_REVOKED) {
		/* cancelled while it waited: there never was a key either */
		return fail(ERR_ENTITLEMENT_UNKNOWN, NULL);
	}
	activity = activity_of(act, &entitlement, of);
	activity_note(cx, &activity);
	if (cx->who->user_id == NULL)
		return fail(ERR_USER_TOKEN_NEEDED, NULL);
	if ((e = access_judge(cx, act, &entitlement)).code)
		return e;
	*ret_entitlement = entitlement;
	if (of != NULL)
		*ret_file = file;
	return OK;
}

struct error access_tell(struct ctx *cx, enum key_act act,
    const struct entitlement *entitlement, const struct software_file *file)
{
	struct activity activity = activity_of(act, entitlement, file);

	return outbox_mail_act(cx, MAIL_KEY_SHOWN, NULL, &activity);
}
