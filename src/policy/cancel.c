/*
 * The checks of a cancellation in their one order. It only answers; orders/
 * does it.
 */
#include "policy/cancel.h"

#include "base/day.h"
#include "base/text.h"
#include "policy/window.h"

/* Sandbox orders of any kind may be cancelled up to this age (api.md 2.5);
 * software keeps the window of its edition there too. */
#define SANDBOX_WINDOW_DAYS 60

/* As people write them; ids without blanks and case. */
static const char *publisher_name(const char *publisher)
{
	static const char *const names[][2] = {
		{ "suse", "SUSE" },
		{ "redhat", "Red Hat" },
		{ "microsoft", "Microsoft" },
	};

	for (size_t i = 0; i < COUNT(names); i++)
		if (text_same_loose(publisher, names[i][0]))
			return names[i][1];
	return publisher;
}

static bool exclusion_matches(
    const struct exclusion *exclusion, const struct cancel_input *input)
{
	return (exclusion->publisher == NULL ||
		   text_same_loose(exclusion->publisher, input->publisher)) &&
	       (exclusion->product_family == NULL ||
		   text_same_loose(exclusion->product_family, input->family));
}

static const struct exclusion *exclusion_find(
    const struct edition *terms, const struct cancel_input *input)
{
	for (size_t i = 0; i < terms->self_service_exclusion_count; i++)
		if (exclusion_matches(
			&terms->self_service_exclusions[i], input))
			return &terms->self_service_exclusions[i];
	return NULL;
}

static int64_t days_of(
    const struct edition *terms, const struct cancel_input *input)
{
	if (input->own_window_days > 0)
		return input->own_window_days;
	return product_kind_is_software(input->kind)
		   ? terms->cancellation_window_days
		   : SANDBOX_WINDOW_DAYS;
}

static const char *rule_of(
    const struct policy *policy, const struct edition *terms)
{
	return policy_switches(policy)->elapsed_24h
		   ? "elapsed_24h"
		   : terms->cancellation_window_rule;
}

/* Everything a dialog shows, whatever the answer will be. */
static struct decision facts(const struct policy *policy,
    const struct edition *terms, const struct cancel_input *input, int64_t now)
{
	const struct edition *surface = policy_surface(policy, terms, now);
	const struct exclusion *exclusion = exclusion_find(terms, input);
	const char *rule = rule_of(policy, terms);
	struct window w = window_of(window_rule_of(rule), input->ordered_at,
	    days_of(terms, input), now);

	return (struct decision){
		.edition_id = terms->id,
		.has_window = true,
		.own_window = input->own_window_days > 0,
		.window_rule = rule,
		.window_days = w.days,
		.elapsed_days = w.elapsed_days,
		.days_remaining = w.days_remaining,
		.last_day = w.last_day,
		.deadline = w.deadline,
		.route = exclusion == NULL ? ROUTE_SELF : exclusion->route,
		.acknowledgement_required = surface->acknowledgement_required,
		.publisher = publisher_name(input->publisher),
		.at = now,
		.ordered_at = input->ordered_at,
	};
}

static void refuse(struct decision *d, enum error_code error, const char *rule)
{
	d->allowed = false;
	d->error = error;
	d->rule = rule;
}

static void refuse_with_link(
    struct decision *d, enum error_code error, const char *rule)
{
	refuse(d, error, rule);
	d->support_link = true;
}

/* What is not software: its own route in production, by age in the sandbox. */
static bool kind_refuses(struct decision *d, const struct cancel_input *input)
{
	bool on_subscription =
	    input->kind == PRODUCT_LICENSE || input->kind == PRODUCT_AZURE_PLAN;

	if (product_kind_is_software(input->kind) || input->sandbox)
		return false;
	refuse(d,
	    on_subscription ? ERR_CANCEL_SUBSCRIPTION : ERR_CANCEL_NOT_SOFTWARE,
	    "R-078");
	d->route = ROUTE_SUPPORT_REQUEST;
	return true;
}

/* Checks on the line and its product, up to the route; domain.md 5. */
static bool line_refuses(struct decision *d, const struct cancel_input *input)
{
	if (kind_refuses(d, input))
		return true;
	if (input->cancelled) {
		refuse(d, ERR_CANCEL_DONE, "R-109");
		return true;
	}
	if (input->change_pending) {
		refuse_with_link(d, ERR_CANCEL_PENDING, "R-100");
		return true;
	}
	if (d->route == ROUTE_NONE) {
		refuse(d, ERR_CANCEL_NEVER, "R-082");
		return true;
	}
	return false;
}

void cancel_decide(const struct policy *policy,
    const struct cancel_input *input, int64_t now,
    struct decision *ret_decision)
{
	const struct edition *terms =
	    policy_terms(policy, input->edition_id, input->ordered_at);
	struct decision *d = ret_decision;

	*d = facts(policy, terms, input, now);
	if (!input->may_cancel) {
		refuse(d, ERR_ROLE_MISSING, "R-084");
		d->roles = policy_surface(policy, terms, now)->roles_cancel;
	} else if (line_refuses(d, input)) {
		return;
	} else if (d->route == ROUTE_SUPPORT_REQUEST) {
		refuse_with_link(d, ERR_CANCEL_BY_REQUEST, "R-079");
	} else if (d->days_remaining < 0) {
		refuse(d, ERR_CANCEL_WINDOW_PASSED, "R-073");
	} else if (input->step == CANCEL_ON_PAGE && !input->acknowledged &&
		   d->acknowledgement_required) {
		refuse(d, ERR_CANCEL_NOT_ACKNOWLEDGED, "R-093");
	} else {
		d->allowed = true;
		d->rule = "R-073";
	}
}

void cancel_decide_order(const struct policy *policy,
    const struct cancel_input *lines, size_t count, int64_t now,
    struct decision *ret_decision, size_t *ret_line)
{
	struct decision first = {
		.error = ERR_CANCEL_DONE, .rule = "R-109", .at = now
	};
	size_t decided = 0;

	for (size_t i = 0; i < count; i++) {
		struct decision d;
		bool refused;

		cancel_decide(policy, &lines[i], now, &d);
		refused = !d.allowed && d.error != ERR_CANCEL_DONE;
		if (i == 0 || refused || (d.allowed && !first.allowed)) {
			first = d;
			decided = i;
		}
		if (refused)
			break;
	}
	*ret_decision = first;
	*ret_line = decided;
}

void cancel_decide_request(const struct policy *policy,
    const struct cancel_input *input, int64_t filed_at,
    struct decision *ret_decision)
{
	const struct edition *terms =
	    policy_terms(policy, input->edition_id, input->ordered_at);
	struct decision *d = ret_decision;

	*d = facts(policy, terms, input, filed_at);
	if (d->route == ROUTE_NONE) {
		refuse(d, ERR_CANCEL_NEVER, "R-082");
		return;
	}
	d->route = ROUTE_SUPPORT_REQUEST;
	if (input->cancelled) {
		refuse(d, ERR_CANCEL_DONE, "R-109");
	} else if (d->days_remaining < 0) {
		refuse(d, ERR_CANCEL_WINDOW_PASSED, "R-075");
	} else {
		d->allowed = true;
		d->rule = "R-080";
	}
}
