/*
 * Leases, on SQLite always and on PostgreSQL when KONTOR_TEST_POSTGRES holds
 * its address.
 */
#include "check.h"

#include "db/lease.h"
#include "store_test.h"

struct two {
	struct store s;
	struct arena arena;
	struct ctx cx;
	struct lease a, b;
};

static bool two_open(struct two *two, int engine)
{
	*two = (struct two){ .cx.wall = 1000 };
	if (!store_open(&two->s, engine))
		return false;
	CHECK_OK(db_migrate(two->s.db));
	arena_init(&two->arena);
	two->cx.arena = &two->arena;
	CHECK_OK(tx_begin(two->s.db, &two->cx.tx));
	lease_init(&two->a, "imports");
	lease_init(&two->b, "imports");
	return true;
}

static void two_close(struct two *two)
{
	tx_rollback(two->cx.tx);
	arena_done(&two->arena);
	store_close(&two->s);
}

static bool holds(struct two *two, const struct lease *lease, int64_t wall)
{
	bool held = false;

	two->cx.wall = wall;
	CHECK_OK(lease_hold(&two->cx, lease, &held));
	return held;
}

TEST(one_holds_a_lease_until_it_is_over)
{
	for (int e = 0; e < ENGINES; e++) {
		struct two two;

		if (!two_open(&two, e))
			continue;
		CHECK(holds(&two, &two.a, 1000));
		CHECK(!holds(&two, &two.b, 1000));
		CHECK(!holds(&two, &two.b, 1000 + LEASE_SECONDS - 1));
		CHECK(holds(&two, &two.b, 1000 + LEASE_SECONDS));
		CHECK(!holds(&two, &two.a, 1000 + LEASE_SECONDS));
		two_close(&two);
	}
}

TEST(who_goes_on_keeps_it)
{
	for (int e = 0; e < ENGINES; e++) {
		struct two two;

		if (!two_open(&two, e))
			continue;
		for (int64_t wall = 1000; wall < 1200; wall += 7) {
			CHECK(holds(&two, &two.a, wall));
			CHECK(!holds(&two, &two.b, wall + 6));
		}
		two_close(&two);
	}
}

TEST(leases_of_other_names_are_others)
{
	for (int e = 0; e < ENGINES; e++) {
		struct lease other;
		struct two two;

		if (!two_open(&two, e))
			continue;
		lease_init(&other, "housekeeping");
		CHECK(holds(&two, &two.a, 1000));
		CHECK(holds(&two, &other, 1000));
		two_close(&two);
	}
}

RUN_TESTS(TEST_1(one_holds_a_lease_until_it_is_over),
    TEST_1(who_goes_on_keeps_it), TEST_1(leases_of_other_names_are_others))
