/*
 * What an availability promises, against the editions.
 */
#include "policy/refund.h"

#include "policy/policy_fixture.h"

static size_t options(enum product_kind kind, const char *publisher,
    const char *family, const char *when, bool sandbox,
    struct refund_option ret_options[REFUND_OPTIONS_MAX])
{
	struct policy *policy = POLICY(0);
	struct cancel_input input = { .may_cancel = true,
		.step = CANCEL_BY_API,
		.kind = kind,
		.publisher = publisher,
		.family = family,
		.sandbox = sandbox,
		.ordered_at = at(when) };
	size_t count = refund_options(policy, &input, ret_options);

	policy_close(policy);
	return count;
}

TEST(perpetual_software_comes_back_in_full_for_the_window_of_the_edition)
{
	struct refund_option o[REFUND_OPTIONS_MAX];

	CHECK_INT(1, options(PRODUCT_PERPETUAL_SOFTWARE, "microsoft",
			 "windows_server", "2021-06-01T23:59:59Z", false, o));
	CHECK(o[0].full);
	CHECK_INT(60, o[0].days);
	CHECK_INT(1, options(PRODUCT_PERPETUAL_SOFTWARE, "microsoft",
			 "windows_server", "2021-06-02T00:00:00Z", false, o));
	CHECK_INT(30, o[0].days);
}

TEST(a_subscription_is_full_for_a_day_and_then_by_unused_days)
{
	struct refund_option o[REFUND_OPTIONS_MAX];

	CHECK_INT(2, options(PRODUCT_SOFTWARE_SUBSCRIPTION, "microsoft",
			 "sql_server", "2021-06-10T09:00:00Z", false, o));
	CHECK(o[0].full);
	CHECK_INT(1, o[0].days);
	CHECK(!o[1].full);
	CHECK_INT(30, o[1].days);
}

TEST(what_cannot_be_cancelled_by_its_order_promises_nothing)
{
	struct refund_option o[REFUND_OPTIONS_MAX];
	const char *when = "2021-06-10T09:00:00Z";

	CHECK_INT(0, options(PRODUCT_SOFTWARE_SUBSCRIPTION, "suse",
			 "suse_linux", when, false, o));
	CHECK_INT(0, options(PRODUCT_SOFTWARE_SUBSCRIPTION, "redhat",
			 "red_hat_linux", when, false, o));
	CHECK_INT(0, options(PRODUCT_AZURE_RESERVATION, "microsoft",
			 "azure_reservation", when, false, o));
	CHECK_INT(0, options(PRODUCT_LICENSE, "microsoft", "microsoft_365",
			 when, false, o));
}

TEST(a_sandbox_takes_a_reservation_back_for_60_days)
{
	struct refund_option o[REFUND_OPTIONS_MAX];

	CHECK_INT(1, options(PRODUCT_AZURE_RESERVATION, "microsoft",
			 "azure_reservation", "2021-06-10T09:00:00Z", true, o));
	CHECK_INT(60, o[0].days);
}

RUN_TESTS(
    TEST_1(perpetual_software_comes_back_in_full_for_the_window_of_the_edition),
    TEST_1(a_subscription_is_full_for_a_day_and_then_by_unused_days),
    TEST_1(what_cannot_be_cancelled_by_its_order_promises_nothing),
    TEST_1(a_sandbox_takes_a_reservation_back_for_60_days))
