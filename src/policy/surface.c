/*
 * Who gets keys, downloads and links on the surface of the day. Limits of the
 * link itself are link.c's.
 */
#include "policy/surface.h"

const char *const *key_roles(
    const struct edition *surface, enum side side, enum key_act act)
{
	if (side == SIDE_CUSTOMER)
		return surface->roles_customer_get_keys;
	return act == KEY_COPY_DEEP_LINK
		   ? surface->roles_copy_deep_link
		   : surface->roles_get_keys_and_downloads;
}

static bool surface_offers(
    const struct edition *surface, enum side side, enum key_act act)
{
	if (side == SIDE_CUSTOMER)
		return surface->customer_sees_keys && act != KEY_COPY_DEEP_LINK;
	switch (act) {
	case KEY_SHOW:
		return surface->partner_sees_keys;
	case KEY_DOWNLOAD:
		return surface->partner_sees_downloads;
	case KEY_ISSUE_LINK:
		return surface->partner_issues_links;
	case KEY_COPY_DEEP_LINK:
		return surface->deep_link;
	}
	return false;
}

static void refuse(struct decision *d, enum error_code error, const char *rule)
{
	d->allowed = false;
	d->error = error;
	d->rule = rule;
}

void key_decide(const struct policy *policy, const struct key_input *input,
    int64_t now, struct decision *ret_decision)
{
	const struct edition *terms =
	    policy_terms(policy, input->edition_id, input->ordered_at);
	const struct edition *surface = policy_surface(policy, terms, now);
	bool partner = input->side == SIDE_PARTNER;
	struct decision *d = ret_decision;

	*d = (struct decision){ .allowed = true,
		.edition_id = surface->id,
		.rule = partner ? "R-034" : "R-059",
		.at = now,
		.ordered_at = input->ordered_at };
	if (!surface_offers(surface, input->side, input->act)) {
		d->deep_link = partner && surface->deep_link;
		refuse(d,
		    partner ? ERR_KEYS_NOT_FOR_PARTNER
			    : ERR_KEYS_NOT_FOR_CUSTOMER,
		    partner ? "R-057" : "R-063");
	} else if (!input->has_role) {
		d->roles = key_roles(surface, input->side, input->act);
		refuse(d, ERR_ROLE_MISSING, d->rule);
	} else if (input->revoked) {
		refuse(d, ERR_ENTITLEMENT_REVOKED, "R-106");
	} else if (input->pending && input->act != KEY_COPY_DEEP_LINK) {
		refuse(d, ERR_ENTITLEMENT_PENDING, "R-031");
	}
}
