/*
 * The matrix, cell by cell, against domain.md 1 (and api.md 1.13 for the two
 * rows that only it has).
 */
#include "check.h"

#include "accounts/permission.h"
#include "accounts/principal.h"
#include "base/text.h"
#include "i18n/i18n.h"

#define COLUMNS 12

/* AA GA | ACC REF MCA | SA HA BA UA | customer: admin, user | operator */
static const uint32_t columns[COLUMNS] = { ROLE_ADMIN_AGENT, ROLE_GLOBAL_ADMIN,
	ROLE_ACCOUNT_ADMIN, ROLE_REFERRAL_ADMIN, ROLE_MARKETING_CONTENT_ADMIN,
	ROLE_SALES_AGENT, ROLE_HELPDESK_AGENT, ROLE_BILLING_ADMIN,
	ROLE_USER_MANAGEMENT_ADMIN, ROLE_CUSTOMER_GLOBAL_ADMIN,
	ROLE_CUSTOMER_USER, ROLE_OPERATOR };

/* a table as in the specification */
/* clang-format off */
static const struct {
	enum permission permission;
	const char *cells;
} matrix[] = {
	/*                           AG  arm  shbu  cu  o */
	{ MAY_SEE_CUSTOMERS,         "YY" "---" "YY--" "--" "-" },
	{ MAY_MANAGE_CUSTOMERS,      "YY" "---" "Y---" "--" "-" },
	{ MAY_EDIT_CUSTOMERS,        "YY" "---" "YY--" "--" "-" },
	{ MAY_SEE_AGREEMENTS,        "YY" "---" "Y---" "--" "-" },
	{ MAY_CONFIRM_AGREEMENTS,    "YY" "---" "----" "--" "-" },
	{ MAY_SEE_CATALOGUE,         "YY" "---" "Y-YY" "--" "-" },
	{ MAY_SEE_ORDERS,            "YY" "---" "----" "Y-" "-" },
	{ MAY_ORDER,                 "YY" "---" "----" "--" "-" },
	{ MAY_ORDER_RESERVATIONS,    "YY" "---" "----" "--" "-" },
	{ MAY_GET_KEYS,              "Y-" "---" "----" "--" "-" },
	{ MAY_COPY_DEEP_LINK,        "Y-" "---" "----" "--" "-" },
	{ MAY_GET_OWN_KEYS,          "--" "---" "----" "Y-" "-" },
	{ MAY_CANCEL,                "Y-" "---" "----" "--" "-" },
	{ MAY_SEE_SOFTWARE_ACTIVITY, "-Y" "YYY" "----" "--" "-" },
	{ MAY_SEE_CUSTOMER_ACTIVITY, "YY" "---" "YYYY" "--" "-" },
	{ MAY_SEE_ACTIVITY,          "YY" "YYY" "YYYY" "--" "-" },
	{ MAY_REQUEST_SUPPORT,       "YY" "YYY" "YYYY" "--" "-" },
	{ MAY_SEE_CUSTOMER_REQUESTS, "YY" "---" "-Y--" "--" "-" },
	{ MAY_SEE_BILLING,           "YY" "---" "--Y-" "--" "-" },
	{ MAY_SEE_PROFILES,          "-Y" "---" "---Y" "--" "-" },
	{ MAY_CHANGE_PROFILES,       "-Y" "---" "----" "--" "-" },
	{ MAY_MANAGE_USERS,          "-Y" "Y--" "---Y" "--" "-" },
	{ MAY_MANAGE_CUSTOMER_USERS, "YY" "---" "---Y" "--" "-" },
	{ MAY_MANAGE_APPLICATIONS,   "-Y" "---" "----" "--" "-" },
	{ MAY_MANAGE_WEBHOOKS,       "YY" "---" "----" "--" "-" },
	{ MAY_CALCULATE_BENEFIT,     "YY" "---" "Y---" "--" "-" },
	{ MAY_SET_CLOCK,             "YY" "---" "----" "--" "-" },
	{ MAY_OPERATE,               "--" "---" "----" "--" "Y" },
};
/* clang-format on */

TEST(every_cell_of_the_matrix_is_that_of_the_specification)
{
	CHECK_INT(PERMISSION_COUNT - MAY_SEE_CUSTOMERS, COUNT(matrix));
	for (size_t i = 0; i < COUNT(matrix); i++)
		for (int c = 0; c < COLUMNS; c++) {
			bool want = matrix[i].cells[c] == 'Y';

			if (want != roles_may(columns[c], matrix[i].permission))
				print_error("row %zu column %d\n", i, c);
			CHECK_INT(
			    want, roles_may(columns[c], matrix[i].permission));
		}
}

TEST(rights_of_several_roles_add_up)
{
	uint32_t both = ROLE_ADMIN_AGENT | ROLE_GLOBAL_ADMIN;

	CHECK(roles_may(both, MAY_CANCEL));
	CHECK(roles_may(both, MAY_SEE_SOFTWARE_ACTIVITY));
	CHECK(roles_may(both, MAY_MANAGE_USERS));
	CHECK(!roles_may(0, MAY_SEE_ORDERS));
	CHECK(!roles_may(0xffffffff, MAY_NOTHING));
	CHECK(!roles_may(0xffffffff, PERMISSION_COUNT));
}

TEST(who_fetches_keys_does_not_read_who_fetched_keys)
{
	for (int c = 0; c < COLUMNS; c++)
		CHECK(!(roles_may(columns[c], MAY_GET_KEYS) &&
			roles_may(columns[c], MAY_SEE_SOFTWARE_ACTIVITY)));
}

TEST(every_permission_and_role_has_a_name_and_is_in_its_place)
{
	for (int p = MAY_NOTHING; p < PERMISSION_COUNT; p++) {
		const struct permission_info *info =
		    permission_info((enum permission)p);

		CHECK_INT(p, info->permission);
		CHECK(!text_empty(info->name));
		CHECK(!text_empty(permission_id((enum permission)p)));
	}
	for (const struct role_info *r = role_infos(); r->id; r++) {
		CHECK(!text_empty(r->name));
		CHECK_INT(r->role, role_find(r->id));
	}
	CHECK_INT(ROLE_ADMIN_AGENT, role_find("AdminAgent"));
	CHECK_INT(0, role_find("emperor"));
}

/* Who holds the role of the row may give the role of the column. */
/* clang-format off */
static const struct {
	uint32_t held;
	const char *cells;
} giving[] = {
	/*                               AG  arm  shbu  cu  o */
	{ ROLE_ADMIN_AGENT,             "--" "---" "----" "--" "-" },
	{ ROLE_GLOBAL_ADMIN,            "YY" "YYY" "YYYY" "--" "-" },
	{ ROLE_ACCOUNT_ADMIN,           "--" "YYY" "----" "--" "-" },
	{ ROLE_REFERRAL_ADMIN,          "--" "---" "----" "--" "-" },
	{ ROLE_MARKETING_CONTENT_ADMIN, "--" "---" "----" "--" "-" },
	{ ROLE_SALES_AGENT,             "--" "---" "----" "--" "-" },
	{ ROLE_HELPDESK_AGENT,          "--" "---" "----" "--" "-" },
	{ ROLE_BILLING_ADMIN,           "--" "---" "----" "--" "-" },
	{ ROLE_USER_MANAGEMENT_ADMIN,   "Y-" "YYY" "YYYY" "--" "-" },
	{ ROLE_CUSTOMER_GLOBAL_ADMIN,   "--" "---" "----" "--" "-" },
	{ ROLE_CUSTOMER_USER,           "--" "---" "----" "--" "-" },
	{ ROLE_OPERATOR,                "--" "---" "----" "--" "-" },
};
/* clang-format on */

TEST(every_pair_of_roles_who_may_give_which)
{
	CHECK_INT(COLUMNS, COUNT(giving));
	for (size_t i = 0; i < COUNT(giving); i++)
		for (int c = 0; c < COLUMNS; c++) {
			bool want = giving[i].cells[c] == 'Y';
			bool got = roles_may_grant(giving[i].held, columns[c]);

			if (want != got)
				print_error("row %zu column %d\n", i, c);
			CHECK_INT(want, got);
			CHECK_INT(want, (roles_granting((enum role)columns[c]) &
					    giving[i].held) != 0);
		}
}

TEST(nobody_without_the_right_to_manage_users_gives_any_role)
{
	for (int c = 0; c < COLUMNS; c++)
		CHECK_INT(roles_may(columns[c], MAY_MANAGE_USERS),
		    roles_grantable(columns[c]) != 0);
	CHECK(!roles_may_grant(0, 0));
}

TEST(nobody_can_make_himself_more_than_he_may_give)
{
	/* what one gives oneself, and with it gives again, is nothing new */
	for (int c = 0; c < COLUMNS; c++) {
		uint32_t gives = roles_grantable(columns[c]);

		CHECK_INT(gives, gives | roles_grantable(gives));
	}
}

TEST(r_003_roles_that_may_be_given_add_up)
{
	uint32_t both = ROLE_ACCOUNT_ADMIN | ROLE_USER_MANAGEMENT_ADMIN;

	CHECK(roles_may_grant(both, ROLE_REFERRAL_ADMIN | ROLE_SALES_AGENT));
	CHECK(!roles_may_grant(both, ROLE_GLOBAL_ADMIN));
	CHECK(!roles_may_grant(
	    ROLE_ACCOUNT_ADMIN, ROLE_REFERRAL_ADMIN | ROLE_SALES_AGENT));
}

TEST(a_refusal_names_the_roles_that_would_do)
{
	struct arena arena;
	struct principal who = { .kind = ACTOR_USER,
		.roles = ROLE_HELPDESK_AGENT };
	struct ctx cx = { .arena = &arena, .locale = locales()[0] };
	struct error e;

	arena_init(&arena);
	CHECK_FAILS(ERR_SIGN_IN_NEEDED, principal_may(&cx, MAY_SIGNED_IN));
	CHECK_OK(principal_may(&cx, MAY_ANYONE));
	cx.who = &who;
	CHECK_OK(principal_may(&cx, MAY_SIGNED_IN));
	CHECK_OK(principal_may(&cx, MAY_SEE_CUSTOMERS));
	e = principal_may(&cx, MAY_ORDER);
	CHECK_FAILS(ERR_ROLE_MISSING, e);
	CHECK_TEXT("roles", e.holes[0].name);
	CHECK_TEXT("Admin agent and Global admin", e.holes[0].value);
	arena_done(&arena);
}

RUN_TESTS(TEST_1(every_cell_of_the_matrix_is_that_of_the_specification),
    TEST_1(rights_of_several_roles_add_up),
    TEST_1(who_fetches_keys_does_not_read_who_fetched_keys),
    TEST_1(every_permission_and_role_has_a_name_and_is_in_its_place),
    TEST_1(every_pair_of_roles_who_may_give_which),
    TEST_1(nobody_without_the_right_to_manage_users_gives_any_role),
    TEST_1(nobody_can_make_himself_more_than_he_may_give),
    TEST_1(r_003_roles_that_may_be_given_add_up),
    TEST_1(a_refusal_names_the_roles_that_would_do))
