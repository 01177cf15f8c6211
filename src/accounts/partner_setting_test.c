/*
 * Links that a partner sets: their form, their holes, whose they are.
 */
#include "check.h"
#include "fixture.h"

#include "accounts/partner_setting.h"
#include "activity/activity.h"
#include "base/text.h"

static struct error checked(struct fixture *f, const char *azure,
    const char *risk, struct error **ret_errors)
{
	struct partner_setting setting = { azure, risk };

	return partner_setting_check(&f->cx, &setting, ret_errors);
}

TEST(a_link_is_https_or_http_with_a_host_and_nothing_a_browser_runs)
{
	static const char *const good[] = { "", "https://a.example",
		" https://portal.azure.com/{domain}#x ",
		"http://[::1]:80/a?b" };
	static const char *const bad[] = { "javascript:alert(1)", "//a.example",
		"https://", "https:///x", "ftp://a.example", "a.example",
		"https://user@a.example/", "https://a.example/\"onx",
		"https://a.example/ b", "https://a.example/\tb" };
	struct fixture f;
	struct error *errors;

	fixture_open(&f);
	for (size_t i = 0; i < COUNT(good); i++)
		CHECK_OK(checked(&f, good[i], NULL, &errors));
	for (size_t i = 0; i < COUNT(bad); i++) {
		CHECK_FAILS(ERR_FIELD_FORMAT, checked(&f, "", bad[i], &errors));
		CHECK_TEXT("riskNoticeUrl", errors[0].field);
		CHECK_FAILS(
		    ERR_FIELD_FORMAT, checked(&f, bad[i], bad[i], &errors));
		CHECK_TEXT("azurePortalUrl", errors[0].field);
		CHECK_TEXT("riskNoticeUrl", errors[1].field);
	}
	fixture_close(&f);
}

TEST(r_007_the_customer_stands_in_the_holes_of_the_link)
{
	struct fixture f;

	fixture_open(&f);
	CHECK_TEXT("https://p.example/acme.example?t=1-2",
	    link_fill(&f.arena, "https://p.example/{domain}?t={tenant}",
		"acme.example", "1-2"));
	CHECK_TEXT("https://p.example/a%2Fb/{other}",
	    link_fill(
		&f.arena, "https://p.example/{domain}/{other}", "a/b", "1"));
	fixture_close(&f);
}

static int64_t noted(struct fixture *f)
{
	struct activity_filter filter = { .from_day = 0,
		.to_day = 40000,
		.action = ACTIVITY_UPDATE_PARTNER_SETTINGS };
	struct activity_list list;

	CHECK_OK(activity_list(&f->cx, &filter, &list));
	return (int64_t)list.count;
}

TEST(r_007_r_033_links_are_the_operators_until_a_partner_sets_its_own)
{
	struct fixture f;
	struct partner other;
	struct principal bo;
	struct partner_setting own = { "https://own.example/{domain}", "" };

	fixture_open(&f);
	fixture_other_partner(&f, &other, &bo);
	f.settings.azure_portal_url = "https://portal.azure.com/";
	f.settings.risk_notice_url = "";
	CHECK_TEXT("https://portal.azure.com/",
	    azure_portal_link(&f.cx, "a.example", "1"));
	CHECK(risk_notice_link(&f.cx) == NULL);
	CHECK_OK(partner_setting_change(&f.cx, &own));
	CHECK_OK(partner_setting_change(&f.cx, &own)); /* nothing new */
	CHECK_INT(1, noted(&f));
	CHECK_TEXT("https://own.example/a.example",
	    azure_portal_link(&f.cx, "a.example", "1"));
	own.risk_notice_url = "https://own.example/keys";
	CHECK_OK(partner_setting_change(&f.cx, &own));
	CHECK_TEXT("https://own.example/keys", risk_notice_link(&f.cx));
	CHECK_INT(2, noted(&f));
	f.cx.who = &bo;
	CHECK_TEXT("https://portal.azure.com/",
	    azure_portal_link(&f.cx, "a.example", "1"));
	CHECK(risk_notice_link(&f.cx) == NULL);
	fixture_close(&f);
}

RUN_TESTS(
    TEST_1(a_link_is_https_or_http_with_a_host_and_nothing_a_browser_runs),
    TEST_1(r_007_the_customer_stands_in_the_holes_of_the_link),
    TEST_1(r_007_r_033_links_are_the_operators_until_a_partner_sets_its_own))
