/*
 * Licences in a database: given to the last seat, taken, freed with the user.
 */
#include "check.h"
#include "fixture.h"
#include "world.h"

#include <string.h>

#include "activity/activity.h"
#include "orders/license.h"

#define SKU "f245ecc8-75af-4f8e-b61f-27d8114de5f3"
#define TEAMS "57ff2da0-773e-42df-b2af-ffb7a2317929"

struct house {
	struct fixture f;
	const char *customer;
	const char *users[3];
};

static const char *user_add(struct house *h, const char *upn)
{
	struct customer_user_change new = { .upn = upn,
		.name = "U",
		.first_name = "U",
		.last_name = "U",
		.usage_location = "US",
		.phone = "",
		.immutable_id = "" };
	struct customer_user user = { 0 };

	CHECK_OK(
	    customer_user_create(&h->f.cx, h->customer, &new, "hash", &user));
	return user.user_id;
}

/* Two seats, three users. */
static void house_open(struct house *h)
{
	fixture_open(&h->f);
	world_open(&h->f);
	h->customer =
	    fixture_customer(&h->f, "Wingtip Toys", "wingtip.example", "US");
	world_order(&h->f, h->customer, ITEMS(WORLD_SEAT));
	world_order(&h->f, h->customer, ITEMS(WORLD_SEAT));
	h->users[0] = user_add(h, "a@wingtip.example");
	h->users[1] = user_add(h, "b@wingtip.example");
	h->users[2] = user_add(h, "c@wingtip.example");
	fixture_commit(&h->f);
}

/* All or nothing, as a door does it. */
static struct error settle(struct house *h, struct error e)
{
	if (e.code)
		fixture_rollback(&h->f);
	else
		fixture_commit(&h->f);
	return e;
}

static const char *sku_id(struct house *h)
{
	struct subscribed_sku_list list;

	CHECK_OK(
	    subscribed_sku_list(&h->f.cx, h->customer, LICENSE_GROUP_1, &list));
	CHECK_INT(1, list.count);
	return list.skus[0].license.sku_id;
}

static struct error give(struct house *h, int user)
{
	struct license_assignment one = { .sku_id = sku_id(h) };
	struct license_update update = { .assign_count = 1, .assign = &one };

	return settle(
	    h, license_update(&h->f.cx, h->customer, h->users[user], &update));
}

static struct error take(struct house *h, int user)
{
	const char *id = sku_id(h);
	struct license_update update = { .remove_count = 1, .remove = &id };

	return settle(
	    h, license_update(&h->f.cx, h->customer, h->users[user], &update));
}

static void check_units(struct house *h, int64_t total, int64_t consumed)
{
	struct subscribed_sku_list list;

	CHECK_OK(
	    subscribed_sku_list(&h->f.cx, h->customer, LICENSE_GROUP_1, &list));
	CHECK_INT(total, license_total(&list.skus[0]));
	CHECK_INT(consumed, list.skus[0].consumed);
}

TEST(licences_go_to_the_last_seat_and_no_further)
{
	struct house h;

	house_open(&h);
	check_units(&h, 2, 0);
	CHECK_OK(give(&h, 0));
	CHECK_OK(give(&h, 0));
	check_units(&h, 2, 1);
	CHECK_OK(give(&h, 1));
	CHECK_FAILS(ERR_LICENSE_NONE_LEFT, give(&h, 2));
	check_units(&h, 2, 2);
	CHECK_OK(take(&h, 0));
	CHECK_OK(take(&h, 0));
	check_units(&h, 2, 1);
	CHECK_OK(give(&h, 2));
	check_units(&h, 2, 2);
	fixture_close(&h.f);
}

TEST(a_deleted_user_frees_its_licences)
{
	struct house h;
	struct customer_user_change back = { .restore = true };
	struct customer_user user;
	struct user_license_list has;

	house_open(&h);
	CHECK_OK(give(&h, 0));
	CHECK_OK(give(&h, 1));
	CHECK_OK(
	    settle(&h, customer_user_delete(&h.f.cx, h.customer, h.users[0])));
	check_units(&h, 2, 1);
	CHECK_OK(customer_user_change(
	    &h.f.cx, h.customer, h.users[0], &back, NULL, &user));
	CHECK_OK(user_license_list(&h.f.cx, &user, LICENSE_GROUP_1, &has));
	CHECK_INT(0, has.count);
	fixture_close(&h.f);
}

TEST(unknown_licences_and_plans_change_nothing)
{
	static const char *const unknown[] = { TEAMS };
	struct house h;
	struct license_assignment one = { .excluded_count = 1,
		.excluded = unknown };
	struct license_update update = { .assign_count = 1, .assign = &one };

	house_open(&h);
	one.sku_id = sku_id(&h);
	CHECK_FAILS(ERR_SERVICE_PLAN_UNKNOWN,
	    settle(
		&h, license_update(&h.f.cx, h.customer, h.users[0], &update)));
	one.sku_id = SKU; /* of another product */
	CHECK_FAILS(ERR_LICENSE_UNKNOWN,
	    settle(
		&h, license_update(&h.f.cx, h.customer, h.users[0], &update)));
	check_units(&h, 2, 0);
	fixture_close(&h.f);
}

RUN_TESTS(TEST_1(licences_go_to_the_last_seat_and_no_further),
    TEST_1(a_deleted_user_frees_its_licences),
    TEST_1(unknown_licences_and_plans_change_nothing))
