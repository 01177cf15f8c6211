/*
 * The table of parameters: which field of an edition holds which value, and
 * when it is taken. Reading them from data is edition_read.c's, writing them
 * edition_write.c's.
 */
#include "policy/edition.h"

#include <string.h>

#define FIELD(name, kind, basis, field)                                        \
	{                                                                      \
		name, PARAMETER_##kind, BASIS_##basis,                         \
		    offsetof(struct edition, field)                            \
	}
#define P(kind, basis, field) FIELD(#field, kind, basis, field)

static const struct parameter parameters[] = {
	P(INT, PURCHASE, cancellation_window_days),
	P(TEXT, PURCHASE, cancellation_window_rule),
	P(TEXT, PURCHASE, after_window),
	P(INT, PURCHASE, early_termination_fee_bp),
	FIELD("credit_rules.perpetual_software.kind", TEXT, PURCHASE,
	    credit_rules_perpetual_software_kind),
	FIELD("credit_rules.perpetual_software.share_bp", INT, PURCHASE,
	    credit_rules_perpetual_software_share_bp),
	FIELD("credit_rules.software_subscription.kind", TEXT, PURCHASE,
	    credit_rules_software_subscription_kind),
	FIELD("credit_rules.software_subscription.method", TEXT, PURCHASE,
	    credit_rules_software_subscription_method),
	FIELD("credit_rules.software_subscription.day_count", TEXT, PURCHASE,
	    credit_rules_software_subscription_day_count),
	FIELD("credit_rules.software_subscription.same_day_is_full", BOOL,
	    PURCHASE, credit_rules_software_subscription_same_day_is_full),
	FIELD("credit_rules.software_subscription.rounding", TEXT, PURCHASE,
	    credit_rules_software_subscription_rounding),
	FIELD("credit_rules.software_subscription.round_once", BOOL, PURCHASE,
	    credit_rules_software_subscription_round_once),
	P(TEXT, PURCHASE, credit_invoice),
	P(EXCLUSIONS, PURCHASE, self_service_exclusions),
	FIELD("on_cancel.revoke_keys", BOOL, PURCHASE, on_cancel_revoke_keys),
	FIELD("on_cancel.revoke_links", BOOL, PURCHASE, on_cancel_revoke_links),
	FIELD("on_cancel.item_stays_listed", BOOL, PURCHASE,
	    on_cancel_item_stays_listed),
	FIELD("on_cancel.key_shown", BOOL, PURCHASE, on_cancel_key_shown),
	FIELD(
	    "on_cancel.stop_use_duty", LIST, PURCHASE, on_cancel_stop_use_duty),
	FIELD("on_cancel.uninstall_and_remove_duty", LIST, PURCHASE,
	    on_cancel_uninstall_and_remove_duty),
	P(LIST, PURCHASE, tax_inclusive_countries),
	P(TEXT, PURCHASE, tax_country),

	P(BOOL, ACTION, partner_sees_keys),
	P(BOOL, ACTION, partner_sees_downloads),
	P(BOOL, ACTION, customer_sees_keys),
	P(TEXT, ACTION, customer_portal_name),
	P(LIST, ACTION, customer_portal_path),
	P(LIST, ACTION, customer_key_roles),
	P(BOOL, ACTION, deep_link),
	P(TEXT, ACTION, deep_link_label),
	P(TEXT, ACTION, link_renewals),
	P(BOOL, ACTION, partner_issues_links),
	P(LIST, ACTION, select_fields),
	P(BOOL, ACTION, select_submit_step),
	P(BOOL, ACTION, get_key_button),
	P(INT, ACTION, key_digits),
	P(BOOL, ACTION, risk_notice),
	P(TEXT, ACTION, learn_more_link),
	P(BOOL, ACTION, acknowledgement_required),
	P(INTS, ACTION, per_order_steps),
	P(LIST, ACTION, dialog_information),
	P(BOOL, ACTION, confirmation_message),
	P(INT, ACTION, dashboard_delay_minutes_max),
	P(TEXT, ACTION, cancel_api),
	FIELD("roles.view_area", LIST, ACTION, roles_view_area),
	FIELD("roles.create_order", LIST, ACTION, roles_create_order),
	FIELD("roles.get_keys_and_downloads", LIST, ACTION,
	    roles_get_keys_and_downloads),
	FIELD("roles.copy_deep_link", LIST, ACTION, roles_copy_deep_link),
	FIELD("roles.cancel", LIST, ACTION, roles_cancel),
	FIELD("roles.view_software_activity", LIST, ACTION,
	    roles_view_software_activity),
	FIELD("roles.customer_get_keys", LIST, ACTION, roles_customer_get_keys),
	P(TEXT, ACTION, activity_source),
	FIELD("reservation_unavailable_markets.file", TEXT, ACTION,
	    reservation_unavailable_markets_file),
	FIELD("reservation_unavailable_markets.count", INT, ACTION,
	    reservation_unavailable_markets_count),
	FIELD("reservation_unavailable_markets.as_of", TEXT, ACTION,
	    reservation_unavailable_markets_as_of),
	P(TEXT, ACTION, reservation_market_of),
	FIELD("support_request.opens", TEXT, ACTION, support_request_opens),
	FIELD("support_request.problem_type", TEXT, ACTION,
	    support_request_problem_type),
	FIELD(
	    "support_request.required", LIST, ACTION, support_request_required),
	FIELD(
	    "support_request.optional", LIST, ACTION, support_request_optional),
	FIELD("hybrid_benefit.editions", LIST, ACTION, hybrid_benefit_editions),
	FIELD("hybrid_benefit.needs", TEXT, ACTION, hybrid_benefit_needs),
	FIELD("hybrid_benefit.claimed_saving_percent_max", INT, ACTION,
	    hybrid_benefit_claimed_saving_percent_max),
	P(LIST, ACTION, next_steps_links),

	P(INT, ISSUE, link_lifetime_days),
	P(INT, ISSUE, link_max_downloads),
	P(TEXT, ISSUE, link_lifetime_starts),
};

const struct parameter *edition_parameters(size_t *ret_count)
{
	*ret_count = sizeof(parameters) / sizeof(parameters[0]);
	return parameters;
}

static size_t parameter_size(const struct parameter *parameter)
{
	switch (parameter->kind) {
	case PARAMETER_INT:
		return sizeof(int64_t);
	case PARAMETER_BOOL:
		return sizeof(bool);
	case PARAMETER_TEXT:
	case PARAMETER_LIST:
		return sizeof(void *);
	case PARAMETER_INTS:
	case PARAMETER_EXCLUSIONS:
		return sizeof(void *) + sizeof(size_t);
	}
	return 0;
}

void parameter_copy(const struct parameter *parameter,
    const struct edition *from, struct edition *to)
{
	memcpy((char *)to + parameter->offset,
	    (const char *)from + parameter->offset, parameter_size(parameter));
}

const struct parameter *parameter_find(const char *name)
{
	size_t count;
	const struct parameter *list = edition_parameters(&count);

	for (size_t i = 0; name != NULL && i < count; i++)
		if (strcmp(list[i].name, name) == 0)
			return &list[i];
	return NULL;
}

const char *basis_name(enum basis basis)
{
	return basis == BASIS_PURCHASE ? "purchase"
	       : basis == BASIS_ACTION ? "action"
				       : "issue";
}

const char *provenance_name(enum provenance provenance)
{
	static const char *const names[] = {
		[PROVENANCE_SEED] = "seed",
		[PROVENANCE_ABSENT] = "absent",
		[PROVENANCE_INHERITED] = "inherited",
		[PROVENANCE_DECISION] = "decision",
		[PROVENANCE_ANNOUNCED] = "announced",
		[PROVENANCE_OPERATOR] = "operator",
	};

	return names[provenance];
}

bool list_holds(const char *const *list, const char *text)
{
	for (; text != NULL && *list != NULL; list++)
		if (strcmp(*list, text) == 0)
			return true;
	return false;
}
