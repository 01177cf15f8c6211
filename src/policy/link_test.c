/*
 * Links and who sees keys: the pure part of E-42 to E-53, E-57.
 */
#include "policy/link.h"

#include "policy/policy_fixture.h"
#include "policy/surface.h"

static const struct link_limits usual = { 14, 50, LINK_FROM_ISSUE };

static struct link_use used(const char *issued, int64_t downloads)
{
	return (
	    struct link_use){ .issued_at = at(issued), .downloads = downloads };
}

static enum link_state state_of(struct link_use use, const char *now)
{
	return link_decide(&usual, &use, at(now));
}

TEST(e_42_a_link_dies_14_times_86400_seconds_after_issue)
{
	struct link_use use = used("2019-12-20T08:30:00Z", 0);

	CHECK_INT(LINK_LIVE, state_of(use, "2020-01-03T08:29:59Z"));
	CHECK_INT(LINK_EXPIRED_AGE, state_of(use, "2020-01-03T08:30:00Z"));
	CHECK_AT("2020-01-03T08:30:00Z", link_expires_at(&usual, &use));
	CHECK_INT(ERR_LINK_DEAD_AGE, link_error(LINK_EXPIRED_AGE));
	CHECK_INT(410, error_info(ERR_LINK_DEAD_AGE)->page_status);
}

TEST(e_43_the_50th_download_succeeds_the_51st_does_not)
{
	struct link_use use = used("2019-12-20T08:30:00Z", 49);

	CHECK_INT(LINK_LIVE, state_of(use, "2019-12-21T00:00:00Z"));
	use.downloads = 50;
	CHECK_INT(LINK_EXPIRED_COUNT, state_of(use, "2019-12-21T00:00:00Z"));
	CHECK_INT(ERR_LINK_DEAD_COUNT, link_error(LINK_EXPIRED_COUNT));
}

TEST(e_44_to_45_a_spent_link_is_replaced_a_live_one_kept)
{
	CHECK_INT(LINK_NEW, link_next(state_of(used("2019-12-20T08:30:00Z", 50),
					  "2019-12-23T08:30:00Z"),
				false));
	CHECK_INT(
	    LINK_KEEP, link_next(state_of(used("2019-12-20T08:30:00Z", 10),
				     "2019-12-23T08:30:00Z"),
			   false));
	CHECK_INT(LINK_NEW, link_next(state_of(used("2019-12-20T08:30:00Z", 10),
					  "2020-01-23T08:30:00Z"),
				false));
}

TEST(e_46_a_resumed_transfer_may_go_on_after_the_last_download)
{
	CHECK(link_may_send(LINK_LIVE, false));
	CHECK(link_may_send(LINK_EXPIRED_COUNT, true));
	CHECK(!link_may_send(LINK_EXPIRED_COUNT, false));
	CHECK(!link_may_send(LINK_EXPIRED_AGE, true));
	CHECK(!link_may_send(LINK_REVOKED, true));
}

TEST(e_47_to_48_a_revoked_link_is_dead_and_not_renewed)
{
	struct link_use use = used("2019-12-20T08:30:00Z", 0);

	use.revoked = true;
	CHECK_INT(LINK_REVOKED, state_of(use, "2019-12-20T08:30:00Z"));
	CHECK_INT(ERR_LINK_DEAD_REVOKED, link_error(LINK_REVOKED));
	CHECK_INT(LINK_REFUSE, link_next(LINK_REVOKED, false));
	CHECK_INT(LINK_REFUSE, link_next(LINK_EXPIRED_AGE, true));
	CHECK_INT(LINK_REFUSE, link_next(LINK_LIVE, true));
}

TEST(revocation_is_told_before_age_and_age_before_count)
{
	struct link_use use = used("2019-12-20T08:30:00Z", 50);

	CHECK_INT(LINK_EXPIRED_AGE, state_of(use, "2020-02-01T00:00:00Z"));
	use.revoked = true;
	CHECK_INT(LINK_REVOKED, state_of(use, "2020-02-01T00:00:00Z"));
}

TEST(every_edition_stamps_14_days_and_50_downloads)
{
	struct policy *policy = POLICY(0);
	size_t count;
	const struct edition *list = policy_editions(policy, &count);

	for (size_t i = 0; i < count; i++) {
		struct link_limits limits = link_limits_of(&list[i]);

		CHECK_INT(14, limits.lifetime_days);
		CHECK_INT(50, limits.max_downloads);
		CHECK_INT(LINK_FROM_ISSUE, limits.starts);
	}
	policy_close(policy);
}

TEST(e_51_a_link_keeps_the_limits_stamped_at_issue)
{
	CHECK_INT(LINK_LIVE,
	    state_of(used("2021-01-28T12:00:00Z", 0), "2021-02-01T00:00:00Z"));
}

TEST(e_57_under_the_overlay_5_days_run_from_the_first_download)
{
	struct policy *policy = POLICY(.announced_dates = true);
	struct link_use use = used("2021-06-05T00:00:00Z", 1);
	struct link_limits limits =
	    link_limits_of(policy_surface(policy, NULL, use.issued_at));

	use.first_download_at = at("2021-06-10T10:00:00Z");
	CHECK_INT(
	    LINK_LIVE, link_decide(&limits, &use, at("2021-06-15T09:59:59Z")));
	CHECK_INT(LINK_EXPIRED_AGE,
	    link_decide(&limits, &use, at("2021-06-15T10:00:00Z")));
	policy_close(policy);
}

TEST(under_the_overlay_an_unused_link_dies_after_14_days)
{
	struct link_limits limits = { 5, 50, LINK_FROM_FIRST_DOWNLOAD };
	struct link_use use = used("2021-06-05T00:00:00Z", 0);

	CHECK_INT(
	    LINK_LIVE, link_decide(&limits, &use, at("2021-06-18T23:59:59Z")));
	CHECK_INT(LINK_EXPIRED_AGE,
	    link_decide(&limits, &use, at("2021-06-19T00:00:00Z")));
}

static struct decision key(struct key_input input, const char *now)
{
	struct policy *policy = POLICY(0);
	struct decision d;

	input.ordered_at = at("2020-12-01T00:00:00Z");
	key_decide(policy, &input, at(now), &d);
	d.edition_id = NULL; /* dies with the policy */
	d.roles = NULL;
	policy_close(policy);
	return d;
}

TEST(e_49_partners_are_offered_the_deep_link_instead_of_the_key)
{
	struct key_input input = { .has_role = true };
	struct decision d = key(input, "2021-02-10T00:00:00Z");

	CHECK(!d.allowed);
	CHECK_INT(ERR_KEYS_NOT_FOR_PARTNER, d.error);
	CHECK_TEXT("R-057", d.rule);
	CHECK(d.deep_link);
	input.act = KEY_DOWNLOAD;
	CHECK(!key(input, "2021-02-10T00:00:00Z").allowed);
	input.act = KEY_ISSUE_LINK;
	CHECK(!key(input, "2021-02-10T00:00:00Z").allowed);
	input.act = KEY_COPY_DEEP_LINK;
	CHECK(key(input, "2021-02-10T00:00:00Z").allowed);
	CHECK(!key(input, "2021-03-08T00:00:00Z").allowed);
}

TEST(e_50_partners_see_keys_again_from_8_march)
{
	struct key_input input = { .has_role = true };

	CHECK(!key(input, "2021-03-07T23:59:59Z").allowed);
	CHECK(key(input, "2021-03-08T00:00:00Z").allowed);
	CHECK(key(input, "2021-01-28T23:59:59Z").allowed);
}

TEST(e_52_a_global_admin_alone_gets_no_key)
{
	struct policy *policy = POLICY(0);
	struct key_input input = { 0 };
	size_t count;
	const struct edition *list = policy_editions(policy, &count);
	struct decision d = key(input, "2021-06-10T00:00:00Z");

	CHECK_INT(ERR_ROLE_MISSING, d.error);
	CHECK_INT(403, error_info((int)d.error)->page_status);
	for (size_t i = 0; i < count; i++) {
		CHECK(!list_holds(key_roles(&list[i], SIDE_PARTNER, KEY_SHOW),
		    "global_admin"));
		CHECK(!list_holds(list[i].roles_cancel, "global_admin"));
	}
	policy_close(policy);
}

TEST(e_53_the_customers_global_admin_sees_keys_since_2021)
{
	struct policy *policy = POLICY(0);
	struct key_input input = { .side = SIDE_CUSTOMER, .has_role = true };
	const struct edition *today =
	    policy_surface(policy, NULL, at("2021-06-10T00:00:00Z"));
	const char *const *roles = key_roles(today, SIDE_CUSTOMER, KEY_SHOW);

	CHECK(list_holds(roles, "customer_global_admin"));
	CHECK(!list_holds(roles, "customer_user"));
	CHECK_INT(ERR_KEYS_NOT_FOR_CUSTOMER,
	    key(input, "2020-12-10T00:00:00Z").error);
	CHECK(key(input, "2021-01-29T00:00:00Z").allowed);
	CHECK(key(input, "2021-06-10T00:00:00Z").allowed);
	input.has_role = false;
	CHECK_INT(ERR_ROLE_MISSING, key(input, "2021-06-10T00:00:00Z").error);
	policy_close(policy);
}

TEST(e_69_a_cancelled_purchase_shows_no_key)
{
	struct key_input input = { .has_role = true, .revoked = true };

	CHECK_INT(
	    ERR_ENTITLEMENT_REVOKED, key(input, "2021-06-10T00:00:00Z").error);
	input.side = SIDE_CUSTOMER;
	CHECK_INT(
	    ERR_ENTITLEMENT_REVOKED, key(input, "2021-06-10T00:00:00Z").error);
}

TEST(a_key_that_is_not_delivered_is_not_shown)
{
	struct key_input input = { .has_role = true, .pending = true };

	CHECK_INT(
	    ERR_ENTITLEMENT_PENDING, key(input, "2021-06-10T00:00:00Z").error);
}

TEST(e_75_software_activity_is_for_four_roles_and_not_the_admin_agent)
{
	static const char *const four[] = { "global_admin", "account_admin",
		"referral_admin", "marketing_content_admin" };
	struct policy *policy = POLICY(0);
	size_t count;
	const struct edition *list = policy_editions(policy, &count);

	for (size_t i = 0; i < count; i++) {
		const char *const *roles = list[i].roles_view_software_activity;

		for (size_t k = 0; k < COUNT(four); k++)
			CHECK(list_holds(roles, four[k]));
		CHECK_NO_TEXT(roles[COUNT(four)]);
		CHECK(!list_holds(roles, "admin_agent"));
	}
	policy_close(policy);
}

RUN_TESTS(TEST_1(e_42_a_link_dies_14_times_86400_seconds_after_issue),
    TEST_1(e_43_the_50th_download_succeeds_the_51st_does_not),
    TEST_1(e_44_to_45_a_spent_link_is_replaced_a_live_one_kept),
    TEST_1(e_46_a_resumed_transfer_may_go_on_after_the_last_download),
    TEST_1(e_47_to_48_a_revoked_link_is_dead_and_not_renewed),
    TEST_1(revocation_is_told_before_age_and_age_before_count),
    TEST_1(every_edition_stamps_14_days_and_50_downloads),
    TEST_1(e_51_a_link_keeps_the_limits_stamped_at_issue),
    TEST_1(e_57_under_the_overlay_5_days_run_from_the_first_download),
    TEST_1(under_the_overlay_an_unused_link_dies_after_14_days),
    TEST_1(e_49_partners_are_offered_the_deep_link_instead_of_the_key),
    TEST_1(e_50_partners_see_keys_again_from_8_march),
    TEST_1(e_52_a_global_admin_alone_gets_no_key),
    TEST_1(e_53_the_customers_global_admin_sees_keys_since_2021),
    TEST_1(e_69_a_cancelled_purchase_shows_no_key),
    TEST_1(a_key_that_is_not_delivered_is_not_shown),
    TEST_1(e_75_software_activity_is_for_four_roles_and_not_the_admin_agent))
