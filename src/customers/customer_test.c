/*
 * Customers in a database: found, paged, made, and kept apart by partner.
 */
#include "check.h"
#include "fixture.h"

#include "accounts/directory.h"
#include "accounts/user.h"
#include "activity/activity.h"
#include "base/text.h"
#include "customers/customer.h"

static struct customer_new wingtip(void)
{
	return (struct customer_new){
		.name = "Wingtip Toys",
		.domain = "Wingtip.example",
		.country = "us",
		.email = "kim@wingtip.example",
		.first_name = "Kim",
		.last_name = "Berg",
		.address_line1 = "1 Main Street",
		.city = "Springfield",
		.state = "WA",
		.postal_code = "98052",
	};
}

static int find_error(const struct error *errors, const char *field)
{
	for (; errors->code; errors++)
		if (text_same(errors->field, field))
			return errors->code;
	return 0;
}

TEST(a_new_customer_is_found_by_name_domain_and_guid)
{
	static const char *const words[] = { "wingtip", "TOYS", "gtip t",
		"wingtip.exa", " Wingtip ", NULL };
	struct fixture f;
	const char *id;
	struct customer_list list;
	struct customer customer;

	fixture_open(&f);
	id = fixture_customer(&f, "Wingtip Toys", "Wingtip.example", "US");
	fixture_customer(&f, "Åland Öl", "oel.example", "FI");
	for (size_t i = 0; words[i]; i++) {
		struct customer_filter filter = { .words = words[i] };

		CHECK_OK(customer_list(&f.cx, &filter, &list));
		CHECK_INT(1, list.count);
		CHECK_TEXT(id, list.customers[0].customer_id);
	}
	CHECK_OK(customer_list(&f.cx,
	    &(struct customer_filter){ .words = text_upper(&f.arena, id) },
	    &list));
	CHECK_INT(1, list.count);
	CHECK_OK(customer_list(
	    &f.cx, &(struct customer_filter){ .words = "aland ol" }, &list));
	CHECK_INT(1, list.count);
	CHECK_OK(customer_load(&f.cx, text_upper(&f.arena, id), &customer));
	CHECK_TEXT("wingtip.example", customer.domain);
	CHECK_TEXT("commercial", customer.segment);
	CHECK_INT(1, customer.version);
	CHECK(text_is_guid(customer.commerce_id));
	fixture_close(&f);
}

TEST(marks_of_like_are_only_letters)
{
	struct fixture f;
	struct customer_list list;

	fixture_open(&f);
	fixture_customer(&f, "Plain", "plain.example", "US");
	fixture_customer(&f, "100% Wool", "wool.example", "US");
	CHECK_OK(customer_list(
	    &f.cx, &(struct customer_filter){ .words = "%" }, &list));
	CHECK_INT(1, list.count);
	CHECK_TEXT("100% Wool", list.customers[0].name);
	CHECK_OK(customer_list(
	    &f.cx, &(struct customer_filter){ .words = "_" }, &list));
	CHECK_INT(0, list.count);
	CHECK_OK(customer_list(
	    &f.cx, &(struct customer_filter){ .words = "!" }, &list));
	CHECK_INT(0, list.count);
	fixture_close(&f);
}

TEST(the_rest_filters_look_at_the_start)
{
	struct fixture f;
	struct customer_list list;

	fixture_open(&f);
	fixture_customer(&f, "Fabrikam", "zeta.example", "US");
	fixture_customer(&f, "Old Fabrikam", "alpha.example", "DE");
	CHECK_OK(customer_list(
	    &f.cx, &(struct customer_filter){ .name_starts = "FABR" }, &list));
	CHECK_INT(1, list.count);
	CHECK_TEXT("Fabrikam", list.customers[0].name);
	CHECK_OK(customer_list(
	    &f.cx, &(struct customer_filter){ .domain_starts = "Al" }, &list));
	CHECK_INT(1, list.count);
	CHECK_OK(customer_list(
	    &f.cx, &(struct customer_filter){ .country = "de" }, &list));
	CHECK_INT(1, list.count);
	CHECK_TEXT("Old Fabrikam", list.customers[0].name);
	fixture_close(&f);
}

TEST(pages_hold_everybody_once_while_others_come_in)
{
	struct fixture f;
	struct customer_filter filter = { .limit = 2 };
	struct customer_list list;
	char seen[64] = "";

	fixture_open(&f);
	fixture_customer(&f, "B", "b.example", "US");
	fixture_customer(&f, "d", "d.example", "US");
	fixture_customer(&f, "F", "f.example", "US");
	fixture_customer(&f, "h", "h.example", "US");
	fixture_customer(&f, "H", "h2.example", "US");
	do {
		CHECK_OK(customer_list(&f.cx, &filter, &list));
		CHECK(list.count <= 2);
		for (size_t i = 0; i < list.count; i++)
			strcat(seen, list.customers[i].name);
		if (filter.from_id == NULL) { /* before, and after the page */
			fixture_customer(&f, "A", "a.example", "US");
			fixture_customer(&f, "G", "g.example", "US");
		}
		filter.from_name = list.last_name_folded;
		filter.from_id = list.customers[list.count - 1].customer_id;
	} while (list.more);
	CHECK_INT(6, strlen(seen));
	CHECK(strncmp(seen, "BdFG", 4) == 0);
	CHECK(strchr(seen + 4, 'h') && strchr(seen + 4, 'H'));
	fixture_close(&f);
}

TEST(another_partners_customer_does_not_exist)
{
	struct fixture f;
	struct partner other;
	struct principal bo;
	struct customer customer;
	struct customer_list list;
	struct error unknown, foreign;
	const char *id;
	int64_t count;

	fixture_open(&f);
	id = fixture_customer(&f, "Wingtip", "wingtip.example", "US");
	fixture_other_partner(&f, &other, &bo);
	CHECK_OK(customer_load(&f.cx, id, &customer));
	f.cx.who = &bo;
	foreign = customer_load(&f.cx, id, &customer);
	unknown = customer_load(
	    &f.cx, "99999999-9999-4999-8999-999999999999", &customer);
	CHECK_FAILS(ERR_CUSTOMER_UNKNOWN, foreign);
	CHECK_FAILS(ERR_CUSTOMER_UNKNOWN, unknown);
	CHECK_OK(customer_list(&f.cx, &(struct customer_filter){ 0 }, &list));
	CHECK_INT(0, list.count);
	CHECK_OK(customer_list(
	    &f.cx, &(struct customer_filter){ .words = id }, &list));
	CHECK_INT(0, list.count);
	CHECK_OK(customer_count(&f.cx, &count));
	CHECK_INT(0, count);
	fixture_close(&f);
}

TEST(a_customers_user_sees_that_customer_only)
{
	struct fixture f;
	struct principal own;
	struct customer customer;
	struct customer_list list;
	const char *mine, *theirs;

	fixture_open(&f);
	mine = fixture_customer(&f, "Wingtip", "wingtip.example", "US");
	theirs = fixture_customer(&f, "Litware", "litware.example", "US");
	own = f.who;
	own.kind = ACTOR_CUSTOMER_USER;
	own.customer_id = mine;
	f.cx.who = &own;
	CHECK_OK(customer_load(&f.cx, mine, &customer));
	CHECK_FAILS(
	    ERR_CUSTOMER_UNKNOWN, customer_load(&f.cx, theirs, &customer));
	CHECK_OK(customer_list(&f.cx, &(struct customer_filter){ 0 }, &list));
	CHECK_INT(1, list.count);
	CHECK_TEXT(mine, list.customers[0].customer_id);
	CHECK_OK(customer_list(
	    &f.cx, &(struct customer_filter){ .words = theirs }, &list));
	CHECK_INT(1, list.count);
	CHECK_TEXT(mine, list.customers[0].customer_id);
	fixture_close(&f);
}

TEST(a_domain_is_taken_over_all_partners_and_in_any_case)
{
	struct fixture f;
	struct partner other;
	struct principal bo;
	struct customer_new again = wingtip();
	struct customer customer;
	bool taken;

	fixture_open(&f);
	fixture_customer(&f, "Wingtip", "wingtip.example", "US");
	fixture_other_partner(&f, &other, &bo);
	f.cx.who = &bo;
	again.domain = "WINGTIP.example";
	CHECK_FAILS(ERR_DOMAIN_TAKEN,
	    customer_create(&f.cx, &again, "x", "x", &customer));
	CHECK_OK(customer_domain_taken(&f.cx, "wingTip.example", &taken));
	CHECK(taken);
	CHECK_OK(customer_domain_taken(&f.cx, "contoso.example", &taken));
	CHECK(taken); /* a partner's own */
	CHECK_OK(customer_domain_taken(&f.cx, "free.example", &taken));
	CHECK(!taken);
	fixture_close(&f);
}

TEST(a_new_customer_has_an_admin_and_an_activity_row)
{
	struct fixture f;
	struct directory_entry entry;
	struct user_list users;
	struct activity_list log;
	const char *id;
	bool found;

	fixture_open(&f);
	id = fixture_customer(&f, "Wingtip", "wingtip.example", "US");
	CHECK_OK(customer_user_list(&f.cx, id, &users));
	CHECK_INT(1, users.count);
	CHECK_TEXT("admin@wingtip.example", users.users[0].email);
	CHECK_INT(ROLE_CUSTOMER_GLOBAL_ADMIN, users.users[0].roles);
	CHECK_OK(directory_find(
	    &f.cx, DIRECTORY_EMAIL, "Admin@Wingtip.example", &entry, &found));
	CHECK(found);
	CHECK_INT(1, entry.partner_id);
	CHECK_OK(activity_list(&f.cx,
	    &(struct activity_filter){ .from_day = 0, .to_day = 40000 }, &log));
	CHECK_INT(1, log.count);
	CHECK_INT(ACTIVITY_ADD_CUSTOMER, log.rows[0].action);
	CHECK_TEXT(id, log.rows[0].customer_id);
	fixture_close(&f);
}

TEST(fields_are_checked_one_by_one_and_named_like_the_rest_body)
{
	struct fixture f;
	struct customer_new bad = wingtip();
	struct error *errors;

	fixture_open(&f);
	bad.domain = "no-dot";
	bad.email = "two@@ats.example";
	bad.name = "  ";
	bad.country = "QQ";
	bad.city = "a\nb";
	bad.culture = "english";
	CHECK_FAILS(ERR_FIELD_MISSING, customer_check(&f.cx, &bad, &errors));
	CHECK_INT(ERR_FIELD_MISSING,
	    find_error(errors, "billingProfile.companyName"));
	CHECK_INT(
	    ERR_FIELD_FORMAT, find_error(errors, "companyProfile.domain"));
	CHECK_INT(ERR_FIELD_FORMAT, find_error(errors, "billingProfile.email"));
	CHECK_INT(
	    ERR_FIELD_FORMAT, find_error(errors, "billingProfile.culture"));
	CHECK_INT(ERR_COUNTRY_UNKNOWN,
	    find_error(errors, "billingProfile.defaultAddress.country"));
	CHECK_INT(ERR_FIELD_ENCODING,
	    find_error(errors, "billingProfile.defaultAddress.city"));
	fixture_close(&f);
}

TEST(the_partners_culture_stands_in_and_the_country_is_upper_case)
{
	struct fixture f;
	struct customer_new customer = wingtip();
	struct error *errors;

	fixture_open(&f);
	CHECK_OK(customer_check(&f.cx, &customer, &errors));
	CHECK_INT(0, errors[0].code);
	CHECK_TEXT("US", customer.country);
	CHECK_TEXT("wingtip.example", customer.domain);
	CHECK_TEXT("en-US", customer.culture);
	CHECK_TEXT("en", customer.language);
	fixture_close(&f);
}

/* api.md 2.14 */
TEST(some_countries_need_a_registration_number_and_a_phone_number)
{
	static const struct {
		const char *country, *number, *phone;
		int of_number, of_phone;
	} cases[] = {
		{ "AM", "", "", ERR_REGISTRATION_MISSING, ERR_PHONE_MISSING },
		{ "HU", "12345678", "", 0, ERR_PHONE_MISSING },
		{ "UA", "12345678", "+380441234567", 0, 0 },
		{ "KZ", "no-digit", "+77", ERR_REGISTRATION_FORMAT,
		    ERR_FIELD_FORMAT },
		{ "BR", "", "", 0, 0 },
		{ "BR", "12.345.678/0001-95", "", 0, 0 },
		{ "US", "12345678", "", ERR_REGISTRATION_UNWANTED, 0 },
		{ "XK", "", "", 0, 0 }, /* a market code that ICU lacks */
	};
	struct fixture f;

	fixture_open(&f);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct customer_new customer = wingtip();
		struct error *errors;

		customer.country = cases[i].country;
		customer.registration_number = cases[i].number;
		customer.phone = cases[i].phone;
		(void)customer_check(&f.cx, &customer, &errors);
		CHECK_INT(cases[i].of_number,
		    find_error(errors,
			"companyProfile.organizationRegistrationNumber"));
		CHECK_INT(cases[i].of_phone,
		    find_error(
			errors, "billingProfile.defaultAddress.phoneNumber"));
	}
	fixture_close(&f);
}

RUN_TESTS(TEST_1(a_new_customer_is_found_by_name_domain_and_guid),
    TEST_1(marks_of_like_are_only_letters),
    TEST_1(the_rest_filters_look_at_the_start),
    TEST_1(pages_hold_everybody_once_while_others_come_in),
    TEST_1(another_partners_customer_does_not_exist),
    TEST_1(a_customers_user_sees_that_customer_only),
    TEST_1(a_domain_is_taken_over_all_partners_and_in_any_case),
    TEST_1(a_new_customer_has_an_admin_and_an_activity_row),
    TEST_1(fields_are_checked_one_by_one_and_named_like_the_rest_body),
    TEST_1(the_partners_culture_stands_in_and_the_country_is_upper_case),
    TEST_1(some_countries_need_a_registration_number_and_a_phone_number))
