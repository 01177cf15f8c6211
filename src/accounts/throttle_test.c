/*
 * How fast a tenant may call: the burst, the refill, tenants apart.
 */
#include "check.h"
#include "fixture.h"

#include "accounts/throttle.h"
#include "base/error.h"

/* How many of these calls are let in. */
static int calls(struct ctx *cx, int count)
{
	int taken = 0;

	while (count-- > 0)
		taken += throttle_take(cx).code == 0;
	return taken;
}

static void open(struct fixture *f, int64_t per_minute)
{
	fixture_open(f);
	fixture_accounts(f);
	f->settings.throttle = true;
	f->settings.throttle_per_minute = per_minute;
}

TEST(five_hundred_calls_a_minute_are_let_in_and_not_one_more)
{
	struct fixture f;

	open(&f, 500);
	CHECK_INT(500, calls(&f.cx, 500));
	CHECK_FAILS(ERR_TOO_MANY, throttle_take(&f.cx));
	fixture_close(&f);
}

TEST(a_part_of_the_minute_gives_its_part_of_the_calls)
{
	struct fixture f;

	open(&f, 120);
	CHECK_INT(120, calls(&f.cx, 200));
	f.cx.wall += 3;
	CHECK_INT(6, calls(&f.cx, 200));
	f.cx.wall -= 10;
	CHECK_INT(0, calls(&f.cx, 10));
	f.cx.wall += 100;
	CHECK_INT(120, calls(&f.cx, 200));
	fixture_close(&f);
}

TEST(the_wait_is_told_in_seconds)
{
	struct fixture f;
	struct error e;

	open(&f, 6);
	CHECK_INT(6, calls(&f.cx, 6));
	e = throttle_take(&f.cx);
	CHECK_FAILS(ERR_TOO_MANY, e);
	CHECK_TEXT("seconds", e.holes[0].name);
	CHECK_TEXT("10", e.holes[0].value);
	f.cx.wall += 10;
	CHECK_OK(throttle_take(&f.cx));
	fixture_close(&f);
}

TEST(each_tenant_has_its_own_calls)
{
	struct fixture f;
	struct partner other;
	struct principal stranger;

	open(&f, 10);
	CHECK_INT(10, calls(&f.cx, 20));
	fixture_other_partner(&f, &other, &stranger);
	f.cx.who = &stranger;
	CHECK_INT(10, calls(&f.cx, 20));
	f.cx.who = &f.who;
	CHECK_INT(0, calls(&f.cx, 20));
	fixture_close(&f);
}

TEST(switched_off_everything_is_let_in)
{
	struct fixture f;

	open(&f, 1);
	f.settings.throttle = false;
	CHECK_INT(50, calls(&f.cx, 50));
	fixture_close(&f);
}

RUN_TESTS(TEST_1(five_hundred_calls_a_minute_are_let_in_and_not_one_more),
    TEST_1(a_part_of_the_minute_gives_its_part_of_the_calls),
    TEST_1(the_wait_is_told_in_seconds), TEST_1(each_tenant_has_its_own_calls),
    TEST_1(switched_off_everything_is_let_in))
