/*
 * Who may cancel what: E-58 to E-67, the order of the checks, switches.
 */
#include "policy/cancel.h"

#include "base/json.h"
#include "policy/policy_fixture.h"

static struct cancel_input software(const char *ordered)
{
	return (struct cancel_input){ .step = CANCEL_ON_PAGE,
		.may_cancel = true,
		.acknowledged = true,
		.kind = PRODUCT_PERPETUAL_SOFTWARE,
		.publisher = "microsoft",
		.family = "windows_server",
		.ordered_at = at(ordered) };
}

static struct cancel_input esu(const char *ordered)
{
	struct cancel_input input = software(ordered);

	input.family = "windows_7_esu_2020";
	return input;
}

static struct decision decide(struct cancel_input input, const char *now)
{
	struct policy *policy = POLICY(0);
	struct decision decision;

	cancel_decide(policy, &input, at(now), &decision);
	decision.edition_id = NULL; /* dies with the policy */
	decision.window_rule = NULL;
	policy_close(policy);
	return decision;
}

static void check_refused(struct decision d, enum error_code error,
    const char *rule, bool support_link)
{
	CHECK(!d.allowed);
	CHECK_INT(error, d.error);
	CHECK_TEXT(rule, d.rule);
	CHECK_INT(support_link, d.support_link);
}

TEST(e_52_without_the_role_nobody_cancels)
{
	struct cancel_input input = software("2021-03-10T00:00:00Z");
	struct policy *policy = POLICY(0);
	struct decision d;

	input.may_cancel = false;
	cancel_decide(policy, &input, at("2021-03-11T00:00:00Z"), &d);
	check_refused(d, ERR_ROLE_MISSING, "R-084", false);
	CHECK_TEXT("admin_agent", d.roles[0]);
	CHECK_NO_TEXT(d.roles[1]);
	policy_close(policy);
}

TEST(e_58_windows_7_esu_is_cancelled_by_request)
{
	struct decision d =
	    decide(esu("2020-02-01T00:00:00Z"), "2020-02-02T00:00:00Z");

	check_refused(d, ERR_CANCEL_BY_REQUEST, "R-079", true);
	CHECK_INT(ROUTE_SUPPORT_REQUEST, d.route);
	d = decide(esu("2021-02-01T00:00:00Z"), "2021-02-02T00:00:00Z");
	CHECK(d.allowed); /* C-24: edition 2019-12-18 only */
}

static bool inside_policy(struct cancel_input input, const char *filed)
{
	struct policy *policy = POLICY(0);
	struct decision d;

	cancel_decide_request(policy, &input, at(filed), &d);
	policy_close(policy);
	return d.allowed;
}

TEST(e_59_a_request_on_day_60_is_inside_policy_on_day_61_outside)
{
	struct cancel_input input = esu("2020-02-01T00:00:00Z");
	struct policy *policy = POLICY(0);
	struct decision d;

	CHECK(inside_policy(input, "2020-04-01T23:59:59Z"));
	CHECK(!inside_policy(input, "2020-04-02T00:00:00Z"));
	cancel_decide_request(policy, &input, at("2020-04-02T00:00:00Z"), &d);
	check_refused(d, ERR_CANCEL_WINDOW_PASSED, "R-075", false);
	CHECK_DAY("2020-04-01", d.last_day);
	policy_close(policy);
}

TEST(e_60_suse_and_red_hat_are_never_cancelled_nor_by_request)
{
	static const char *const publishers[] = { "suse", "redhat", "SUSE" };
	static const char *const ordered[] = { "2020-01-10T00:00:00Z",
		"2021-02-01T00:00:00Z", "2021-03-10T00:00:00Z",
		"2021-06-10T00:00:00Z" };

	for (size_t i = 0; i < COUNT(publishers); i++)
		for (size_t k = 0; k < COUNT(ordered); k++) {
			struct cancel_input input = software(ordered[k]);

			input.kind = PRODUCT_SOFTWARE_SUBSCRIPTION;
			input.publisher = publishers[i];
			check_refused(decide(input, ordered[k]),
			    ERR_CANCEL_NEVER, "R-082", false);
			CHECK(!inside_policy(input, ordered[k]));
		}
}

TEST(e_60_nor_exchanged_in_any_edition)
{
	struct policy *policy = POLICY(0);
	size_t count;
	const struct edition *list = policy_editions(policy, &count);

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < 2; k++) {
			const struct exclusion *x =
			    &list[i].self_service_exclusions[k];

			CHECK_INT(ANSWER_NO, x->exchange);
			CHECK_INT(ROUTE_NONE, x->route);
		}
	policy_close(policy);
}

TEST(e_61_without_the_checkbox_nothing_is_cancelled_in_2021)
{
	struct cancel_input input = software("2021-03-10T00:00:00Z");
	struct decision d;

	input.acknowledged = false;
	d = decide(input, "2021-03-11T00:00:00Z");
	check_refused(d, ERR_CANCEL_NOT_ACKNOWLEDGED, "R-093", false);
	CHECK_INT(422, error_info((int)d.error)->page_status);
	CHECK(d.acknowledgement_required);
}

TEST(e_62_the_2019_dialog_has_no_checkbox)
{
	struct cancel_input input = software("2020-01-10T00:00:00Z");

	input.acknowledged = false;
	CHECK(decide(input, "2020-01-11T00:00:00Z").allowed);
}

TEST(e_63_the_checkbox_follows_the_day_the_window_the_purchase)
{
	struct cancel_input input = software("2020-12-20T00:00:00Z");
	struct decision d;

	input.acknowledged = false;
	d = decide(input, "2021-02-01T00:00:00Z");
	check_refused(d, ERR_CANCEL_NOT_ACKNOWLEDGED, "R-093", false);
	CHECK_INT(60, d.window_days);
}

TEST(strict_purchase_mode_takes_the_checkbox_of_the_purchase)
{
	struct policy *policy = POLICY(.strict_purchase_mode = true);
	struct cancel_input input = software("2020-12-20T00:00:00Z");
	struct decision d;

	input.acknowledged = false;
	cancel_decide(policy, &input, at("2021-02-01T00:00:00Z"), &d);
	CHECK(d.allowed);
	CHECK(!d.acknowledgement_required);
	policy_close(policy);
}

TEST(the_api_call_is_itself_the_acknowledgement)
{
	struct cancel_input input = software("2021-03-10T00:00:00Z");
	struct decision d;

	input.acknowledged = false;
	input.step = CANCEL_BY_API;
	d = decide(input, "2021-03-11T00:00:00Z");
	CHECK(d.allowed);
	CHECK(d.acknowledgement_required);
}

TEST(e_66_one_suse_line_refuses_the_whole_order)
{
	struct policy *policy = POLICY(0);
	struct cancel_input lines[] = { software("2021-06-10T00:00:00Z"),
		software("2021-06-10T00:00:00Z") };
	struct decision d;
	size_t line;

	lines[1].publisher = "suse";
	cancel_decide_order(
	    policy, lines, 2, at("2021-06-11T00:00:00Z"), &d, &line);
	check_refused(d, ERR_CANCEL_NEVER, "R-082", false);
	CHECK_INT(1, line);
	CHECK_TEXT("SUSE", d.publisher);
	policy_close(policy);
}

static void check_order(
    bool first_cancelled, bool second_cancelled, bool allowed, size_t decided)
{
	struct policy *policy = POLICY(0);
	struct cancel_input lines[] = { software("2021-06-10T00:00:00Z"),
		software("2021-06-10T00:00:00Z") };
	struct decision d;
	size_t line;

	lines[0].cancelled = first_cancelled;
	lines[1].cancelled = second_cancelled;
	cancel_decide_order(
	    policy, lines, 2, at("2021-06-11T00:00:00Z"), &d, &line);
	CHECK_INT(allowed, d.allowed);
	CHECK_INT(decided, line);
	if (!allowed)
		CHECK_INT(ERR_CANCEL_DONE, d.error);
	policy_close(policy);
}

TEST(e_65_a_whole_order_passes_over_lines_cancelled_before)
{
	check_order(false, false, true, 0);
	check_order(true, false, true, 1);
	check_order(false, true, true, 0);
}

TEST(e_67_a_cancelled_line_or_order_is_not_cancelled_twice)
{
	struct cancel_input input = software("2021-06-10T00:00:00Z");

	check_order(true, true, false, 0);
	input.cancelled = true;
	check_refused(decide(input, "2021-06-11T00:00:00Z"), ERR_CANCEL_DONE,
	    "R-109", false);
}

TEST(a_pending_change_refuses_with_a_support_link)
{
	struct cancel_input input = software("2021-06-10T00:00:00Z");

	input.change_pending = true;
	check_refused(decide(input, "2021-06-11T00:00:00Z"), ERR_CANCEL_PENDING,
	    "R-100", true);
}

TEST(reservations_are_cancelled_in_the_sandbox_only)
{
	struct cancel_input input = software("2021-06-10T00:00:00Z");

	input.kind = PRODUCT_AZURE_RESERVATION;
	check_refused(decide(input, "2021-06-11T00:00:00Z"),
	    ERR_CANCEL_NOT_SOFTWARE, "R-078", false);
	input.sandbox = true;
	CHECK(decide(input, "2021-06-11T00:00:00Z").allowed);
	CHECK(decide(input, "2021-08-09T23:59:59Z").allowed);
	CHECK(!decide(input, "2021-08-10T00:00:00Z").allowed);
}

TEST(licences_and_plans_are_ended_on_their_subscription)
{
	struct cancel_input input = software("2021-06-10T00:00:00Z");

	input.kind = PRODUCT_LICENSE;
	check_refused(decide(input, "2021-06-11T00:00:00Z"),
	    ERR_CANCEL_SUBSCRIPTION, "R-078", false);
	input.kind = PRODUCT_AZURE_PLAN;
	check_refused(decide(input, "2021-06-11T00:00:00Z"),
	    ERR_CANCEL_SUBSCRIPTION, "R-078", false);
}

TEST(a_product_may_carry_its_own_window)
{
	struct cancel_input input = software("2021-06-10T00:00:00Z");
	struct decision d;

	input.own_window_days = 7;
	d = decide(input, "2021-06-17T23:59:59Z");
	CHECK(d.allowed);
	CHECK(d.own_window);
	CHECK_INT(7, d.window_days);
	check_refused(decide(input, "2021-06-18T00:00:00Z"),
	    ERR_CANCEL_WINDOW_PASSED, "R-073", false);
}

/* Each fault is taken away in the order of domain.md 5. */
TEST(the_first_failing_check_answers)
{
	struct cancel_input input = { .step = CANCEL_ON_PAGE,
		.kind = PRODUCT_AZURE_RESERVATION,
		.publisher = "suse",
		.family = "windows_7_esu_2020",
		.cancelled = true,
		.change_pending = true,
		.ordered_at = at("2020-02-01T00:00:00Z") };
	const char *late = "2021-06-10T00:00:00Z";

	CHECK_INT(ERR_ROLE_MISSING, decide(input, late).error);
	input.may_cancel = true;
	CHECK_INT(ERR_CANCEL_NOT_SOFTWARE, decide(input, late).error);
	input.kind = PRODUCT_SOFTWARE_SUBSCRIPTION;
	CHECK_INT(ERR_CANCEL_DONE, decide(input, late).error);
	input.cancelled = false;
	CHECK_INT(ERR_CANCEL_PENDING, decide(input, late).error);
	input.change_pending = false;
	CHECK_INT(ERR_CANCEL_NEVER, decide(input, late).error);
	input.publisher = "microsoft";
	CHECK_INT(ERR_CANCEL_BY_REQUEST, decide(input, late).error);
	input.family = "sql_server";
	CHECK_INT(ERR_CANCEL_WINDOW_PASSED, decide(input, late).error);
	input.ordered_at = at("2021-06-09T00:00:00Z");
	CHECK_INT(ERR_CANCEL_NOT_ACKNOWLEDGED, decide(input, late).error);
	input.acknowledged = true;
	CHECK(decide(input, late).allowed);
}

/* What is offered is done: a preview and the act answer alike. */
TEST(a_preview_equals_the_act_for_any_input)
{
	struct policy *policy = POLICY(0);
	uint32_t seed = 42;

	for (int i = 0; i < 20000; i++) {
		struct cancel_input input = software("2019-12-18T00:00:00Z");
		struct decision preview;
		struct decision act;
		int64_t now;

		seed = seed * 1664525u + 1013904223u;
		input.ordered_at += seed % (86400u * 700u);
		seed = seed * 1664525u + 1013904223u;
		now = input.ordered_at + seed % (86400u * 90u);
		seed = seed * 1664525u + 1013904223u;
		input.publisher = (seed >> 9) % 5 == 0 ? "suse" : "microsoft";
		input.cancelled = (seed >> 13) % 9 == 0;
		input.change_pending = (seed >> 17) % 9 == 0;
		cancel_decide(policy, &input, now, &act);
		input.step = CANCEL_OFFER;
		input.acknowledged = false;
		cancel_decide(policy, &input, now, &preview);
		CHECK_INT(preview.allowed, act.allowed);
		CHECK_INT(preview.error, act.error);
		CHECK_INT(preview.deadline, act.deadline);
		CHECK_INT(preview.days_remaining, act.days_remaining);
		CHECK_INT(preview.days_remaining < 0, now >= act.deadline);
	}
	policy_close(policy);
}

static const char *hole(struct error e, const char *name)
{
	for (const struct hole *h = e.holes; h->name != NULL; h++)
		if (strcmp(h->name, name) == 0)
			return h->value;
	return NULL;
}

TEST(a_refusal_names_days_last_day_and_edition)
{
	struct policy *policy = POLICY(0);
	struct cancel_input input = software("2021-06-02T00:00:00Z");
	struct arena arena;
	struct decision d;
	struct error e;

	arena_init(&arena);
	cancel_decide(policy, &input, at("2021-07-03T00:00:00Z"), &d);
	e = decision_error(&arena, &d);
	CHECK_FAILS(ERR_CANCEL_WINDOW_PASSED, e);
	CHECK_TEXT("30", hole(e, "days"));
	CHECK_TEXT("2021-07-02", hole(e, "day"));
	CHECK_TEXT("2021-06-02", hole(e, "edition"));
	cancel_decide(policy, &input, at("2021-07-02T23:59:59Z"), &d);
	CHECK_OK(decision_error(&arena, &d));
	arena_done(&arena);
	policy_close(policy);
}

TEST(the_explanation_holds_every_input)
{
	struct policy *policy = POLICY(0);
	struct cancel_input input = software("2021-06-02T00:00:00Z");
	struct arena arena;
	struct decision d;
	struct json_out json;
	struct text text;

	arena_init(&arena);
	text_init(&text, &arena);
	json_start(&json, &text);
	cancel_decide(policy, &input, at("2021-06-03T08:00:00Z"), &d);
	decision_json(&d, &json, NULL);
	CHECK_TEXT("{\"allowed\":true,\"rule\":\"R-073\","
		   "\"edition\":\"2021-06-02\","
		   "\"at\":\"2021-06-03T08:00:00Z\","
		   "\"orderedAt\":\"2021-06-02T00:00:00Z\","
		   "\"windowRule\":\"utc_calendar_days_inclusive\","
		   "\"windowDays\":30,\"ownWindow\":false,\"elapsedDays\":1,"
		   "\"daysRemaining\":29,\"lastDay\":\"2021-07-02\","
		   "\"deadline\":\"2021-07-03T00:00:00Z\","
		   "\"route\":\"self\",\"acknowledgementRequired\":true,"
		   "\"supportLink\":false,\"deepLink\":false,"
		   "\"publisher\":\"Microsoft\"}",
	    text.bytes);
	arena_done(&arena);
	policy_close(policy);
}

RUN_TESTS(TEST_1(e_52_without_the_role_nobody_cancels),
    TEST_1(e_58_windows_7_esu_is_cancelled_by_request),
    TEST_1(e_59_a_request_on_day_60_is_inside_policy_on_day_61_outside),
    TEST_1(e_60_suse_and_red_hat_are_never_cancelled_nor_by_request),
    TEST_1(e_60_nor_exchanged_in_any_edition),
    TEST_1(e_61_without_the_checkbox_nothing_is_cancelled_in_2021),
    TEST_1(e_62_the_2019_dialog_has_no_checkbox),
    TEST_1(e_63_the_checkbox_follows_the_day_the_window_the_purchase),
    TEST_1(strict_purchase_mode_takes_the_checkbox_of_the_purchase),
    TEST_1(the_api_call_is_itself_the_acknowledgement),
    TEST_1(e_66_one_suse_line_refuses_the_whole_order),
    TEST_1(e_65_a_whole_order_passes_over_lines_cancelled_before),
    TEST_1(e_67_a_cancelled_line_or_order_is_not_cancelled_twice),
    TEST_1(a_pending_change_refuses_with_a_support_link),
    TEST_1(reservations_are_cancelled_in_the_sandbox_only),
    TEST_1(licences_and_plans_are_ended_on_their_subscription),
    TEST_1(a_product_may_carry_its_own_window),
    TEST_1(the_first_failing_check_answers),
    TEST_1(a_preview_equals_the_act_for_any_input),
    TEST_1(a_refusal_names_days_last_day_and_edition),
    TEST_1(the_explanation_holds_every_input))
