/*
 * Which mails are offered to whom, role by role: what a person may not see on
 * a page is not told by mail either.
 */
#include "check.h"

#include "accounts/notice.h"
#include "base/text.h"

/* placed, cancelled, subscription, customer, keys, invoice */
static const struct {
	uint32_t role;
	const char *cells;
} offered[] = {
	{ ROLE_ADMIN_AGENT, "YYYY-Y" },
	{ ROLE_GLOBAL_ADMIN, "YYYYYY" },
	{ ROLE_ACCOUNT_ADMIN, "----Y-" },
	{ ROLE_REFERRAL_ADMIN, "----Y-" },
	{ ROLE_MARKETING_CONTENT_ADMIN, "----Y-" },
	{ ROLE_SALES_AGENT, "---Y--" },
	{ ROLE_HELPDESK_AGENT, "---Y--" },
	{ ROLE_BILLING_ADMIN, "-----Y" },
	{ ROLE_USER_MANAGEMENT_ADMIN, "------" },
};
static const enum notice columns[] = { NOTICE_ORDER_PLACED,
	NOTICE_ORDER_CANCELLED, NOTICE_SUBSCRIPTION_CHANGED,
	NOTICE_CUSTOMER_ADDED, NOTICE_KEY_SHOWN, NOTICE_INVOICE_READY };

TEST(each_role_is_offered_what_it_may_see)
{
	for (size_t i = 0; i < COUNT(offered); i++)
		for (size_t c = 0; c < COUNT(columns); c++) {
			bool has = (notices_offered(offered[i].role) &
				       columns[c]) != 0;

			if (has != (offered[i].cells[c] == 'Y'))
				print_error("role %zu kind %zu\n", i, c);
			CHECK_INT(offered[i].cells[c] == 'Y', has);
		}
}

TEST(r_003_several_roles_are_offered_the_union)
{
	CHECK_INT(notices_offered(ROLE_GLOBAL_ADMIN),
	    notices_offered(ROLE_ADMIN_AGENT | ROLE_REFERRAL_ADMIN));
	CHECK_INT(0, notices_offered(0));
}

TEST(every_kind_has_a_bit_an_id_and_words)
{
	uint32_t seen = 0;

	for (const struct notice_info *n = notice_infos(); n->id; n++) {
		CHECK(n->notice != 0 && (seen & n->notice) == 0);
		seen |= n->notice;
		CHECK(!text_empty(n->name) && !text_empty(n->about));
		CHECK(notice_find(n->id) == n);
		CHECK(notice_info(n->notice) == n);
	}
	CHECK_INT(COUNT(columns), __builtin_popcount(seen));
	CHECK(notice_find("nothing") == NULL);
	CHECK(notice_info(0) == NULL);
}

RUN_TESTS(TEST_1(each_role_is_offered_what_it_may_see),
    TEST_1(r_003_several_roles_are_offered_the_union),
    TEST_1(every_kind_has_a_bit_an_id_and_words))
