/*
 * The answer to "may this be done?", with its reasons: one answer feeds the
 * button, the dialog, the API error, the stored explanation and the test.
 */
#ifndef KONTOR_POLICY_DECISION_H
#define KONTOR_POLICY_DECISION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "policy/edition.h"

#define DAYS_ABSENT (-1) /* no days remain: the window has passed */

struct json_out; /* base/json.h; not with jansson in one file */

/* Texts live as long as the policy and the input they came from. */
struct decision {
	bool allowed;
	enum error_code error;  /* ERR_NONE when allowed */
	const char *rule;       /* "R-073": the rule that decided */
	const char *edition_id; /* the edition that rule was taken from */

	/* the window, where there is one; else has_window is false */
	bool has_window;
	bool own_window; /* the product's own number of days */
	const char *window_rule;
	int64_t window_days;    /* N */
	int64_t elapsed_days;   /* UTC days since the purchase, never < 0 */
	int64_t days_remaining; /* N .. 0, or DAYS_ABSENT */
	int64_t last_day;       /* the last day inside */
	int64_t deadline;       /* instant: the first refused one */

	enum cancel_route route;
	bool support_link;             /* offer a support request */
	bool deep_link;                /* offer the deep link instead */
	bool acknowledgement_required; /* by the surface */
	const char *publisher;         /* as people write it: "Red Hat" */
	const char *market;            /* code of the market refused */
	const char *const *roles; /* ids of the roles that may, when refused for
				     roles; else NULL */
	int64_t at;               /* the instant asked about */
	int64_t ordered_at;
};

/* OK, or the registry's error with its holes: {days} {day} {edition}
 * {publisher} {market} {roles}. Days are in the form 2021-06-18. */
struct error decision_error(
    struct arena *arena, const struct decision *decision);

/* The stored explanation and the API's: an object with every input above. */
void decision_json(
    const struct decision *decision, struct json_out *json, const char *key);

const char *route_name(
    enum cancel_route route); /* "self", "support_request", "none" */

#endif
