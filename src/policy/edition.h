/*
 * A policy edition: the terms and screens of one stretch of time, as typed
 * fields read from data/editions.json (R-128, domain.md 4). Which edition holds
 * for whom, policy.h answers.
 */
#ifndef KONTOR_POLICY_EDITION_H
#define KONTOR_POLICY_EDITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* When a parameter is taken. */
enum basis {
	BASIS_PURCHASE = 1, /* edition stored on the order line, for ever */
	BASIS_ACTION,       /* edition in force when the person acts */
	BASIS_ISSUE,        /* stamped on the link when it is issued */
};

enum cancel_route {
	ROUTE_NONE = 0,        /* cannot be cancelled at all */
	ROUTE_SELF,            /* dashboard or API */
	ROUTE_SUPPORT_REQUEST, /* only by a customer support request */
};

enum answer {
	ANSWER_UNSAID = 0,
	ANSWER_YES,
	ANSWER_NO,
};

/* Products that are not cancelled by the usual steps (R-079 .. R-082). */
struct exclusion {
	const char *publisher;      /* to match, or NULL */
	const char *product_family; /* to match, or NULL */
	bool cancel;
	enum answer exchange;
	enum cancel_route route;
	const char *reason; /* "linux_plan", "esu_by_request" */
};

/* Where a value comes from. */
enum provenance {
	PROVENANCE_SEED = 1,  /* stated on the page of the edition */
	PROVENANCE_ABSENT,    /* that page says nothing: the feature is off */
	PROVENANCE_INHERITED, /* taken from the edition before */
	PROVENANCE_DECISION,  /* our reading of what the page leaves open */
	PROVENANCE_ANNOUNCED, /* by the overlay */
	PROVENANCE_OPERATOR,  /* chosen by an operator who added the edition */
};

#define EDITION_BEGIN INT64_MIN
#define EDITION_END INT64_MAX

/* Lists of texts end with NULL and are never NULL themselves. */
struct edition {
	const char *id;            /* "2021-06-02"; under an overlay
				      "2021-06-02+announced-dates" */
	const char *base_id;       /* the id without the overlay */
	const char *overlay;       /* NULL or "announced-dates" */
	const char *document_date; /* of the page, "2021-03-08" */
	const char *published;
	bool added;             /* by an operator; else compiled in */
	const char *source;     /* of an added one: the document's name */
	const char *source_url; /* where it is, or NULL */
	const enum provenance *provenance; /* one a parameter, in the order
					      of edition_parameters */
	int64_t effective_from;            /* instants: from <= t < to */
	int64_t effective_to;

	/* basis: purchase */
	int64_t cancellation_window_days;
	const char *cancellation_window_rule; /* utc_calendar_days_inclusive,
						 elapsed_24h */
	const char *after_window;
	int64_t early_termination_fee_bp;
	const char *credit_rules_perpetual_software_kind;
	int64_t credit_rules_perpetual_software_share_bp;
	const char *credit_rules_software_subscription_kind;
	const char *credit_rules_software_subscription_method;
	const char *credit_rules_software_subscription_day_count;
	bool credit_rules_software_subscription_same_day_is_full;
	const char *credit_rules_software_subscription_rounding;
	bool credit_rules_software_subscription_round_once;
	const char *credit_invoice;
	const struct exclusion *self_service_exclusions;
	size_t self_service_exclusion_count;
	bool on_cancel_revoke_keys;
	bool on_cancel_revoke_links;
	bool on_cancel_item_stays_listed;
	bool on_cancel_key_shown;
	const char *const *on_cancel_stop_use_duty;
	const char *const *on_cancel_uninstall_and_remove_duty;
	const char *const *tax_inclusive_countries;
	const char *tax_country;

	/* basis: action */
	bool partner_sees_keys;
	bool partner_sees_downloads;
	bool customer_sees_keys;
	const char *customer_portal_name; /* NULL when there is none */
	const char *const *customer_portal_path;
	const char *const *customer_key_roles;
	bool deep_link;
	const char *deep_link_label;
	const char *link_renewals;
	bool partner_issues_links;
	const char *const
	    *select_fields; /* version, language, file_type_os, bit */
	bool select_submit_step;
	bool get_key_button;
	int64_t key_digits;
	bool risk_notice;
	const char *learn_more_link; /* an id of a help page, or NULL */
	bool acknowledgement_required;
	const int64_t *per_order_steps;
	size_t per_order_step_count;
	const char *const *dialog_information;
	bool confirmation_message;
	int64_t dashboard_delay_minutes_max;
	const char *cancel_api;
	const char *const *roles_view_area; /* role ids: "admin_agent" */
	const char *const *roles_create_order;
	const char *const *roles_get_keys_and_downloads;
	const char *const *roles_copy_deep_link;
	const char *const *roles_cancel;
	const char *const *roles_view_software_activity;
	const char *const *roles_customer_get_keys;
	const char *activity_source;
	const char *reservation_unavailable_markets_file;
	int64_t reservation_unavailable_markets_count;
	const char *reservation_unavailable_markets_as_of;
	const char *reservation_market_of;
	const char *support_request_opens;
	const char *support_request_problem_type;
	const char *const *support_request_required;
	const char *const *support_request_optional;
	const char *const *hybrid_benefit_editions;
	const char *hybrid_benefit_needs;
	int64_t hybrid_benefit_claimed_saving_percent_max;
	const char *const *next_steps_links;

	/* basis: issue */
	int64_t link_lifetime_days;
	int64_t link_max_downloads;
	const char *link_lifetime_starts; /* issue, first_download */
};

enum parameter_kind {
	PARAMETER_INT = 1,
	PARAMETER_BOOL,
	PARAMETER_TEXT,       /* NULL when absent */
	PARAMETER_LIST,       /* of texts */
	PARAMETER_INTS,       /* pointer, then count */
	PARAMETER_EXCLUSIONS, /* pointer, then count */
};

/* One field of an edition: drives reading, overlays, tests and the page that
 * shows the editions. */
struct parameter {
	const char *name; /* "roles.view_area": a path in the data */
	enum parameter_kind kind;
	enum basis basis;
	size_t offset; /* in struct edition */
};

/* All parameters; *ret_count of them. */
const struct parameter *edition_parameters(size_t *ret_count);

/* By name, NULL when there is none. */
const struct parameter *parameter_find(const char *name);
/* Do two editions say the same? */
bool parameter_same(const struct parameter *parameter, const struct edition *a,
    const struct edition *b);
void parameter_copy(const struct parameter *parameter,
    const struct edition *from, struct edition *to);
const char *basis_name(enum basis basis);                /* "purchase" */
const char *provenance_name(enum provenance provenance); /* "seed" */

struct json_out; /* base/json.h; not with jansson in one file */

/* All of them in the form of data/editions.json. With nulls it is what
 * policy_renew reads; without them absent values are left out. */
void edition_parameters_json(const struct edition *edition, bool nulls,
    struct json_out *json, const char *key);

/* Is text in the list? Lists of editions, role ids and countries are exact. */
bool list_holds(const char *const *list, const char *text);

#endif
