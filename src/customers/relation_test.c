/*
 * What becomes of a customer, in a database: its end, its domains, resellers,
 * qualifications and agreements, kept apart by partner.
 */
#include "check.h"
#include "fixture.h"
#include "world.h"

#include "accounts/directory.h"
#include "accounts/user.h"
#include "base/text.h"
#include "customers/agreement.h"
#include "customers/domain.h"
#include "customers/qualification.h"
#include "customers/reseller.h"
#include "orders/relationship.h"

static int64_t version(struct fixture *f)
{
	int64_t version = 0;

	CHECK_OK(customers_version(&f->cx, &version));
	return version;
}

TEST(each_change_raises_what_lists_are_kept_by)
{
	struct fixture f;
	struct customer customer;
	struct customer_new profile = { .name = "Renamed",
		.country = "US",
		.email = "a@b.example",
		.first_name = "A",
		.last_name = "B",
		.address_line1 = "1 Way",
		.city = "Redmond",
		.state = "Oregon",
		.postal_code = "97201" };
	const char *id;
	int64_t before;

	fixture_open(&f);
	id = fixture_customer(&f, "Wingtip", "wingtip.example", "US");
	before = version(&f);
	CHECK_OK(customer_change(&f.cx, id, &profile, &customer));
	CHECK_INT(2, customer.version);
	CHECK(version(&f) > before);
	CHECK_OK(customer_load(&f.cx, id, &customer));
	CHECK_TEXT("Renamed", customer.name);
	CHECK_TEXT("OR", customer.state);
	CHECK_TEXT("wingtip.example", customer.domain);
	CHECK_INT(2, customer.version);
	before = version(&f);
	CHECK_OK(relationship_end(&f.cx, id, &customer));
	CHECK(version(&f) > before);
	fixture_close(&f);
}

TEST(one_who_left_is_unknown_but_to_its_own_users)
{
	struct fixture f;
	struct principal own;
	struct customer customer;
	struct customer_list list;
	const char *id;
	int64_t count;
	bool taken;

	fixture_open(&f);
	id = fixture_customer(&f, "Wingtip", "wingtip.example", "US");
	CHECK_OK(relationship_end(&f.cx, id, &customer));
	CHECK_FAILS(ERR_CUSTOMER_UNKNOWN, customer_load(&f.cx, id, &customer));
	CHECK_OK(customer_list(&f.cx, &(struct customer_filter){ 0 }, &list));
	CHECK_INT(0, list.count);
	CHECK_OK(customer_count(&f.cx, &count));
	CHECK_INT(0, count);
	CHECK_OK(customer_domain_taken(&f.cx, "wingtip.example", &taken));
	CHECK(taken);
	CHECK_FAILS(
	    ERR_CUSTOMER_UNKNOWN, relationship_end(&f.cx, id, &customer));
	own = f.who;
	own.kind = ACTOR_CUSTOMER_USER;
	own.customer_id = id;
	f.cx.who = &own;
	CHECK_OK(customer_load(&f.cx, id, &customer));
	fixture_close(&f);
}

TEST(what_is_open_keeps_the_relationship)
{
	static const char *const bought[] = { WORLD_PERPETUAL, NULL };
	static const char *const seat[] = { WORLD_SEAT, NULL };
	struct fixture f;
	struct customer customer;
	struct relationship_open open;
	struct order order;
	const char *id;

	fixture_open(&f);
	world_open(&f);
	world_at(&f, "2021-06-01T12:00:00Z");
	id = fixture_customer(&f, "Wingtip", "wingtip.example", "US");
	order = world_order(&f, id, bought);
	CHECK_OK(relationship_open(&f.cx, id, &open));
	CHECK_INT(1, open.windows);
	CHECK_INT(0, open.subscriptions);
	CHECK_FAILS(
	    ERR_RELATIONSHIP_OPEN, relationship_end(&f.cx, id, &customer));
	world_at(&f, "2021-09-01T12:00:00Z");
	CHECK_OK(relationship_open(&f.cx, id, &open));
	CHECK_INT(0, open.windows);
	(void)world_order(&f, id, seat);
	CHECK_OK(relationship_open(&f.cx, id, &open));
	CHECK_INT(1, open.subscriptions);
	CHECK_FAILS(
	    ERR_RELATIONSHIP_OPEN, relationship_end(&f.cx, id, &customer));
	CHECK(order.line_count == 1);
	fixture_close(&f);
}

TEST(only_a_sandbox_deletes_and_frees_every_name)
{
	struct fixture f;
	struct customer customer;
	struct customer_domain domain = { .name = "Second.example",
		.capability = "email",
		.root_domain = "",
		.verification = "none" };
	struct directory_entry entry;
	const char *id;
	bool found;

	fixture_open(&f);
	id = fixture_customer(&f, "Wingtip", "wingtip.example", "US");
	CHECK_OK(customer_domain_create(&f.cx, id, &domain, &domain));
	CHECK_TEXT("second.example", domain.name);
	CHECK_FAILS(ERR_DOMAIN_TAKEN,
	    customer_domain_create(&f.cx, id, &domain, &domain));
	CHECK_FAILS(ERR_ENVIRONMENT, customer_delete(&f.cx, id));
	f.partner.sandbox = true;
	CHECK_OK(customer_delete(&f.cx, id));
	for (size_t i = 0; i < 3; i++) {
		static const char *const names[][2] = {
			{ DIRECTORY_CUSTOMER_DOMAIN, "wingtip.example" },
			{ DIRECTORY_CUSTOMER_DOMAIN, "second.example" },
			{ DIRECTORY_EMAIL, "admin@wingtip.example" },
		};

		CHECK_OK(directory_find(
		    &f.cx, names[i][0], names[i][1], &entry, &found));
		CHECK(!found);
	}
	CHECK_FAILS(ERR_CUSTOMER_UNKNOWN, customer_load(&f.cx, id, &customer));
	fixture_customer(&f, "Wingtip again", "wingtip.example", "US");
	fixture_close(&f);
}

#define RESELLER "5a1c0f52-7d36-4e9b-8a41-2c6f0b9d3e17"

TEST(resellers_are_one_partners_own)
{
	struct fixture f;
	struct partner other;
	struct principal bo;
	struct reseller reseller = { RESELLER, "4987201", "Hanse", "US",
		.agreement_signed = true };
	struct reseller made;
	struct reseller_list list;
	bool found;

	fixture_open(&f);
	CHECK_OK(reseller_create(&f.cx, &reseller, &made));
	CHECK_FAILS(
	    ERR_RESELLER_TAKEN, reseller_create(&f.cx, &reseller, &made));
	CHECK_OK(reseller_agreement(&f.cx, "4987201", NULL));
	CHECK_FAILS(
	    ERR_MPN_UNKNOWN, reseller_agreement(&f.cx, "4987202", NULL));
	reseller.country = "QQ";
	CHECK_FAILS(
	    ERR_COUNTRY_UNKNOWN, reseller_create(&f.cx, &reseller, &made));
	fixture_other_partner(&f, &other, &bo);
	f.cx.who = &bo;
	CHECK_OK(reseller_find(&f.cx, RESELLER, &made, &found));
	CHECK(!found);
	CHECK_OK(reseller_list(&f.cx, &(struct reseller_filter){ 0 }, &list));
	CHECK_INT(0, list.count);
	CHECK_FAILS(
	    ERR_MPN_UNKNOWN, reseller_agreement(&f.cx, "4987201", NULL));
	fixture_close(&f);
}

TEST(the_segment_follows_an_approved_qualification)
{
	struct fixture f;
	struct customer customer;
	struct qualification made;
	const struct qualification_kind *kind =
	    qualification_kind_find("education");
	const char *id;

	fixture_open(&f);
	world_at(&f, "2026-11-20T10:00:00Z");
	id = fixture_customer(&f, "School", "school.example", "US");
	CHECK_OK(qualification_request(&f.cx, id, kind, NULL, &made));
	CHECK(!made.approved);
	CHECK_OK(customer_load(&f.cx, id, &customer));
	CHECK_TEXT("commercial", customer.segment);
	world_at(&f, "2026-11-23T10:00:00Z");
	CHECK_OK(customer_load(&f.cx, id, &customer));
	CHECK_TEXT("education", customer.segment);
	CHECK_OK(qualification_clear(&f.cx, id));
	CHECK_OK(customer_load(&f.cx, id, &customer));
	CHECK_TEXT("commercial", customer.segment);
	fixture_close(&f);
}

TEST(a_qualification_is_decided_before_its_day_once_and_asked_for_again)
{
	struct fixture f;
	struct customer customer;
	struct qualification made;
	struct qualification_list list;
	struct qualification_waiting_list waiting;
	const struct qualification_kind *kind =
	    qualification_kind_find("education");
	const char *id;

	fixture_open(&f);
	world_at(&f, "2026-11-20T10:00:00Z");
	id = fixture_customer(&f, "School", "school.example", "US");
	CHECK_FAILS(ERR_QUALIFICATION_DECIDED,
	    qualification_decide(&f.cx, id, kind, true, NULL));
	CHECK_OK(qualification_request(&f.cx, id, kind, NULL, &made));
	CHECK_OK(qualification_waiting(&f.cx, &waiting));
	CHECK_INT(1, waiting.count);
	CHECK_TEXT("School", waiting.rows[0].customer_name);
	CHECK_OK(qualification_decide(&f.cx, id, kind, false, "no school"));
	CHECK_OK(qualification_waiting(&f.cx, &waiting));
	CHECK_INT(0, waiting.count);
	CHECK_FAILS(ERR_QUALIFICATION_DECIDED,
	    qualification_decide(&f.cx, id, kind, true, NULL));
	/* denied for good: its day does not approve it */
	world_at(&f, "2026-11-30T10:00:00Z");
	CHECK_OK(qualification_list(&f.cx, id, &list));
	CHECK(list.items[0].denied && !list.items[0].approved);
	CHECK_TEXT("no school", list.items[0].reason);
	CHECK_OK(customer_load(&f.cx, id, &customer));
	CHECK_TEXT("commercial", customer.segment);
	CHECK_OK(qualification_request(&f.cx, id, kind, NULL, &made));
	CHECK(!made.denied && !made.approved);
	CHECK_OK(qualification_decide(&f.cx, id, kind, true, NULL));
	CHECK_OK(customer_load(&f.cx, id, &customer));
	CHECK_TEXT("education", customer.segment);
	CHECK_FAILS(ERR_CUSTOMER_UNKNOWN,
	    qualification_decide(&f.cx, "nobody", kind, true, NULL));
	fixture_close(&f);
}

TEST(a_code_lets_in_as_many_as_it_says)
{
	struct fixture f;
	const struct qualification_kind *gcc =
	    qualification_kind_find("GovernmentCommunityCloud");
	struct validation_code code = { "code-1", "Works", .max_creates = 1 };
	struct qualification made;
	const char *one, *two;

	fixture_open(&f);
	CHECK_OK(validation_code_create(&f.cx, &code));
	one = fixture_customer(&f, "One", "one.example", "US");
	two = fixture_customer(&f, "Two", "two.example", "US");
	CHECK_OK(qualification_request(&f.cx, one, gcc, "code-1", &made));
	CHECK(made.approved);
	CHECK_FAILS(ERR_QUALIFICATION_CODE,
	    qualification_request(&f.cx, two, gcc, "code-1", &made));
	fixture_close(&f);
}

TEST(an_order_waits_for_the_agreement_where_one_is_asked_for)
{
	static const char *const bought[] = { WORLD_PERPETUAL, NULL };
	struct fixture f;
	struct agreement agreement = { .type = "MicrosoftCustomerAgreement",
		.agreed_at = FIXTURE_NOW,
		.first_name = "Kim",
		.last_name = "Berg",
		.email = "kim@wingtip.example" };
	struct order_list orders;
	struct cart cart;
	const char *id;

	fixture_open(&f);
	world_open(&f);
	id = fixture_customer(&f, "Wingtip", "wingtip.example", "US");
	CHECK_OK(agreement_needed(&f.cx, id));
	CHECK_OK(agreement_require(&f.cx, true));
	cart = world_cart(&f, id, bought);
	CHECK_FAILS(ERR_AGREEMENT_MISSING,
	    cart_checkout(&f.cx, id, cart.cart_id, NULL, 0, &orders));
	CHECK_OK(agreement_confirm(&f.cx, id, &agreement, &agreement));
	CHECK_OK(cart_checkout(&f.cx, id, cart.cart_id, NULL, 0, &orders));
	agreement.template_id = "998b88de-aa99-4388-a42c-1b3517d49490";
	CHECK_FAILS(ERR_TEMPLATE_TYPE,
	    agreement_confirm(&f.cx, id, &agreement, &agreement));
	fixture_close(&f);
}

RUN_TESTS(TEST_1(each_change_raises_what_lists_are_kept_by),
    TEST_1(one_who_left_is_unknown_but_to_its_own_users),
    TEST_1(what_is_open_keeps_the_relationship),
    TEST_1(only_a_sandbox_deletes_and_frees_every_name),
    TEST_1(resellers_are_one_partners_own),
    TEST_1(the_segment_follows_an_approved_qualification),
    TEST_1(a_qualification_is_decided_before_its_day_once_and_asked_for_again),
    TEST_1(a_code_lets_in_as_many_as_it_says),
    TEST_1(an_order_waits_for_the_agreement_where_one_is_asked_for))
