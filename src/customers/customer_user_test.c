/*
 * Customers' users in a database: pages that hold each once, deletion and its
 * 30 days, names that are taken and free again, roles with one truth.
 */
#include "check.h"
#include "fixture.h"

#include <string.h>

#include "accounts/directory.h"
#include "accounts/user.h"
#include "base/text.h"
#include "customers/customer_user.h"

#define DAYS_30 (INT64_C(30) * 86400)
#define HELPDESK "729827e3-9c14-49f7-bb1b-9608f156bbb8"
#define COMPANY_ADMINISTRATOR "62e90394-69f5-4237-9190-012177145e10"

static struct customer_user_change ute(const char *upn, const char *name)
{
	return (struct customer_user_change){ .upn = upn,
		.name = name,
		.first_name = name,
		.last_name = "Kranz",
		.usage_location = "DE",
		.phone = "",
		.immutable_id = "" };
}

static struct customer_user add(
    struct fixture *f, const char *customer, const char *upn, const char *name)
{
	struct customer_user_change new = ute(upn, name);
	struct customer_user user = { 0 };

	CHECK_OK(customer_user_create(&f->cx, customer, &new, "hash", &user));
	return user;
}

static void letters(
    struct fixture *f, struct customer_user_filter *filter, char *ret_seen)
{
	struct customer_user_list list;

	CHECK_OK(customer_user_page(&f->cx, filter, &list));
	ret_seen[0] = '\0';
	for (size_t i = 0; i < list.count; i++)
		strncat(ret_seen, list.users[i].name, 1);
}

TEST(a_list_is_in_order_by_any_field_and_both_ways)
{
	static const struct {
		enum customer_user_sort sort;
		bool descending, backward;
		const char *want;
	} cases[] = {
		{ USER_SORT_NAME, false, false, "ABC" },
		{ USER_SORT_NAME, true, false, "CBA" },
		{ USER_SORT_NAME, false, true, "ABC" },
		{ USER_SORT_UPN, false, false, "CAB" },
		{ USER_SORT_UPN, true, false, "BAC" },
		{ USER_SORT_FIRST_NAME, false, false, "ABC" },
	};
	struct fixture f;
	const char *id;
	char seen[16];

	fixture_open(&f);
	id = fixture_customer(&f, "Wingtip", "wingtip.example", "US");
	add(&f, id, "b@wingtip.example", "Ärla"); /* folds to a */
	add(&f, id, "c@wingtip.example", "Bo");
	add(&f, id, "a@wingtip.example", "Cy");
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct customer_user_filter filter = { .customer_id = id,
			.words = "wingtip",
			.sort = cases[i].sort,
			.descending = cases[i].descending,
			.backward = cases[i].backward };
		struct customer_user_list list;
		size_t n = 0;

		CHECK_OK(customer_user_page(&f.cx, &filter, &list));
		for (size_t k = 0; k < list.count; k++) {
			const char *upn = list.users[k].upn;

			if (text_starts(upn, "admin@"))
				continue;
			seen[n++] = upn[0] == 'b'   ? 'A'
				    : upn[0] == 'c' ? 'B'
						    : 'C';
		}
		seen[n] = '\0';
		CHECK_TEXT(cases[i].want, seen);
	}
	fixture_close(&f);
}

TEST(pages_hold_everybody_once_while_others_come_in)
{
	struct fixture f;
	struct customer_user_filter filter = { .words = "@wingtip.example",
		.limit = 2 };
	struct customer_user_list list;
	char seen[64] = "";
	const char *id;

	fixture_open(&f);
	id = fixture_customer(&f, "Wingtip", "wingtip.example", "US");
	filter.customer_id = id;
	filter.words = "u";
	add(&f, id, "u1@wingtip.example", "B");
	add(&f, id, "u2@wingtip.example", "D");
	add(&f, id, "u3@wingtip.example", "F");
	add(&f, id, "u4@wingtip.example", "F");
	do {
		CHECK_OK(customer_user_page(&f.cx, &filter, &list));
		CHECK(list.count <= 2);
		for (size_t i = 0; i < list.count; i++)
			strncat(seen, list.users[i].name, 1);
		if (filter.from_id == NULL) {
			add(&f, id, "u5@wingtip.example", "A");
			add(&f, id, "u6@wingtip.example", "E");
		}
		filter.from_key = list.last_key;
		filter.from_id = list.users[list.count - 1].user_id;
	} while (list.more);
	CHECK_TEXT("BDEFF", seen);
	filter = (struct customer_user_filter){
		.customer_id = id, .words = "u", .limit = 2, .backward = true
	};
	letters(&f, &filter, seen);
	CHECK_TEXT("FF", seen);
	fixture_close(&f);
}

TEST(a_deleted_user_can_be_restored_for_30_days)
{
	struct fixture f;
	struct customer_user_filter gone = { .deleted = true };
	struct customer_user_change back = { .restore = true }, none = { 0 };
	struct customer_user user;
	struct customer_user_list list;
	const char *id;

	fixture_open(&f);
	gone.customer_id = id =
	    fixture_customer(&f, "Wingtip", "wingtip.example", "US");
	user = add(&f, id, "ute@wingtip.example", "Ute");
	CHECK_OK(customer_user_delete(&f.cx, id, user.user_id));
	CHECK_FAILS(ERR_USER_UNKNOWN,
	    customer_user_active(&f.cx, id, user.user_id, &user));
	CHECK_FAILS(ERR_USER_UNKNOWN,
	    customer_user_change(&f.cx, id, user.user_id, &none, NULL, &user));
	CHECK_FAILS(
	    ERR_USER_UNKNOWN, customer_user_delete(&f.cx, id, user.user_id));
	CHECK_OK(customer_user_page(&f.cx, &gone, &list));
	CHECK_INT(1, list.count);
	fixture_now(&f, FIXTURE_NOW + DAYS_30 - 1);
	CHECK_OK(
	    customer_user_change(&f.cx, id, user.user_id, &back, NULL, &user));
	CHECK_INT(0, user.deleted_at);
	CHECK_OK(customer_user_delete(&f.cx, id, user.user_id));
	fixture_now(&f, FIXTURE_NOW + DAYS_30 - 1 + DAYS_30);
	CHECK_FAILS(ERR_USER_UNKNOWN,
	    customer_user_change(&f.cx, id, user.user_id, &back, NULL, &user));
	CHECK_OK(customer_user_page(&f.cx, &gone, &list));
	CHECK_INT(0, list.count);
	fixture_close(&f);
}

TEST(the_name_of_a_deleted_user_is_taken_until_it_cannot_come_back)
{
	struct fixture f;
	struct customer_user_change again = ute("ute@wingtip.example", "Ute");
	struct customer_user user, next;
	struct user_list active;
	const char *id;

	fixture_open(&f);
	id = fixture_customer(&f, "Wingtip", "wingtip.example", "US");
	user = add(&f, id, "ute@wingtip.example", "Ute");
	CHECK_OK(customer_user_delete(&f.cx, id, user.user_id));
	CHECK_OK(customer_user_list(&f.cx, id, &active));
	CHECK_INT(1, active.count); /* its first user, admin@ */
	CHECK_FAILS(ERR_EMAIL_TAKEN,
	    customer_user_create(&f.cx, id, &again, "hash", &next));
	fixture_now(&f, FIXTURE_NOW + DAYS_30);
	CHECK_OK(customer_user_create(&f.cx, id, &again, "hash", &next));
	CHECK(strcmp(user.user_id, next.user_id) != 0);
	/* the clock goes back: the one who had the name is gone for good */
	fixture_now(&f, FIXTURE_NOW + 1);
	CHECK_FAILS(ERR_USER_UNKNOWN,
	    customer_user_load(&f.cx, id, user.user_id, &user));
	fixture_close(&f);
}

TEST(a_new_name_is_taken_and_the_old_one_free)
{
	struct fixture f;
	struct customer_user_change to = { .upn = "eva@wingtip.example" };
	struct customer_user_change away = { .upn = "ute@else.example" };
	struct directory_entry entry;
	struct customer_user user;
	const char *id;
	bool found;

	fixture_open(&f);
	id = fixture_customer(&f, "Wingtip", "wingtip.example", "US");
	user = add(&f, id, "ute@wingtip.example", "Ute");
	CHECK_FAILS(ERR_UPN_DOMAIN,
	    customer_user_change(&f.cx, id, user.user_id, &away, NULL, &user));
	CHECK_OK(
	    customer_user_change(&f.cx, id, user.user_id, &to, NULL, &user));
	CHECK_INT(2, user.version);
	CHECK_OK(directory_find(
	    &f.cx, DIRECTORY_EMAIL, "ute@wingtip.example", &entry, &found));
	CHECK(!found);
	CHECK_OK(directory_find(
	    &f.cx, DIRECTORY_EMAIL, "eva@wingtip.example", &entry, &found));
	CHECK(found);
	CHECK_TEXT(
	    arena_printf(&f.arena, "%s/%s", id, user.user_id), entry.subject);
	CHECK_OK(
	    customer_user_change(&f.cx, id, user.user_id, &to, NULL, &user));
	CHECK_INT(2, user.version); /* nothing differed */
	fixture_close(&f);
}

TEST(the_company_administrator_is_who_may_see_keys)
{
	struct fixture f;
	const struct directory_role *boss, *desk;
	struct customer_user user;
	struct directory_role_list roles;
	const char *id;

	fixture_open(&f);
	boss = directory_role_find(COMPANY_ADMINISTRATOR);
	desk = directory_role_find(HELPDESK);
	id = fixture_customer(&f, "Wingtip", "wingtip.example", "US");
	user = add(&f, id, "ute@wingtip.example", "Ute");
	CHECK_INT(ROLE_CUSTOMER_USER, user.roles);
	CHECK_OK(role_member_add(&f.cx, id, boss, user.user_id, &user));
	CHECK_OK(role_member_add(&f.cx, id, desk, user.user_id, &user));
	CHECK_FAILS(ERR_ROLE_MEMBER_ALREADY,
	    role_member_add(&f.cx, id, boss, user.user_id, &user));
	CHECK_FAILS(ERR_ROLE_MEMBER_ALREADY,
	    role_member_add(&f.cx, id, desk, user.user_id, &user));
	CHECK_OK(customer_user_load(&f.cx, id, user.user_id, &user));
	CHECK_INT(ROLE_CUSTOMER_GLOBAL_ADMIN, user.roles);
	CHECK_OK(customer_user_roles(&f.cx, &user, &roles));
	CHECK_INT(2, roles.count);
	CHECK(roles.roles[0] == boss && roles.roles[1] == desk);
	CHECK_OK(role_member_remove(&f.cx, id, boss, user.user_id));
	CHECK_FAILS(ERR_ROLE_MEMBER_UNKNOWN,
	    role_member_remove(&f.cx, id, boss, user.user_id));
	CHECK_OK(customer_user_load(&f.cx, id, user.user_id, &user));
	CHECK_INT(ROLE_CUSTOMER_USER, user.roles);
	fixture_close(&f);
}

TEST(another_partners_user_does_not_exist)
{
	struct fixture f;
	struct partner other;
	struct principal bo;
	struct customer_user user, none;
	struct customer_user_filter filter = { 0 };
	struct customer_user_list list;
	const char *id;

	fixture_open(&f);
	filter.customer_id = id =
	    fixture_customer(&f, "Wingtip", "wingtip.example", "US");
	user = add(&f, id, "ute@wingtip.example", "Ute");
	fixture_other_partner(&f, &other, &bo);
	f.cx.who = &bo;
	CHECK_FAILS(ERR_USER_UNKNOWN,
	    customer_user_load(&f.cx, id, user.user_id, &none));
	CHECK_OK(customer_user_page(&f.cx, &filter, &list));
	CHECK_INT(0, list.count);
	CHECK_FAILS(ERR_CUSTOMER_UNKNOWN,
	    customer_user_delete(&f.cx, id, user.user_id));
	fixture_close(&f);
}

RUN_TESTS(TEST_1(a_list_is_in_order_by_any_field_and_both_ways),
    TEST_1(pages_hold_everybody_once_while_others_come_in),
    TEST_1(a_deleted_user_can_be_restored_for_30_days),
    TEST_1(the_name_of_a_deleted_user_is_taken_until_it_cannot_come_back),
    TEST_1(a_new_name_is_taken_and_the_old_one_free),
    TEST_1(the_company_administrator_is_who_may_see_keys),
    TEST_1(another_partners_user_does_not_exist))
