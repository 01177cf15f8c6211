/*
 * How fast a tenant may call: the burst, the refill, tenants apart.
 */
#include "check.h"
#include "fixture.h"

#include "accounts/accounts_private.h"
#include "accounts/throttle.h"
#include "base/error.h"

static struct error call(struct ctx *cx, const struct throttle_call *of)
{
	struct throttle_left left;
	struct throttle_loan loan;
	struct error e = throttle_take(cx, of, &left, &loan);

	if (loan.wanted == 0)
		return e;
	CHECK_OK(throttle_borrow(cx, &loan));
	return throttle_lent(cx, of, &loan, &left);
}

static int calls_of(struct ctx *cx, const struct throttle_call *of, int count)
{
	int taken = 0;

	while (count-- > 0)
		taken += call(cx, of).code == 0;
	return taken;
}

/* How many of these calls are let in. */
static int calls(struct ctx *cx, int count)
{
	return calls_of(cx, &(struct throttle_call){ 0 }, count);
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
	CHECK_FAILS(ERR_TOO_MANY, call(&f.cx, &(struct throttle_call){ 0 }));
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
	e = call(&f.cx, &(struct throttle_call){ 0 });
	CHECK_FAILS(ERR_TOO_MANY, e);
	CHECK_TEXT("seconds", e.holes[0].name);
	CHECK_TEXT("10", e.holes[0].value);
	f.cx.wall += 10;
	CHECK_OK(call(&f.cx, &(struct throttle_call){ 0 }));
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

static const struct throttle_call get = { .customer_id = "c1",
	.request_id = "11111111-2222-3333-4444-555555555555",
	.method = "GET",
	.path = "/v1/customers/c1",
	.query = "" };

TEST(each_customer_has_its_own_calls_beside_the_tenants)
{
	struct throttle_call one = { .customer_id = "c1" };
	struct throttle_call two = { .customer_id = "c2" };
	struct fixture f;

	open(&f, 10);
	f.settings.throttle_customer_per_minute = 4;
	CHECK_INT(4, calls_of(&f.cx, &one, 10));
	CHECK_INT(4, calls_of(&f.cx, &two, 10));
	CHECK_INT(10, calls(&f.cx, 20));
	fixture_close(&f);
}

TEST(a_call_that_its_client_repeats_is_counted_once)
{
	struct fixture f;

	open(&f, 10);
	f.settings.throttle_customer_per_minute = 2;
	CHECK_INT(5, calls_of(&f.cx, &get, 5));
	CHECK_INT(1, calls_of(&f.cx, &(struct throttle_call){ "c1" }, 5));
	fixture_close(&f);
}

TEST(repeating_without_end_is_counted_again)
{
	struct fixture f;

	open(&f, 10);
	f.settings.throttle_customer_per_minute = 2;
	/* one counted and ten repeats, twice */
	CHECK_INT(22, calls_of(&f.cx, &get, 1000));
	fixture_close(&f);
}

TEST(one_id_pinned_over_different_calls_counts_each)
{
	struct throttle_call other = get, posted = get, body;
	struct fixture f;

	open(&f, 10);
	f.settings.throttle_customer_per_minute = 4;
	other.query = "size=1";
	posted.method = "POST";
	posted.body = "{}";
	posted.body_length = 2;
	body = posted;
	body.body = "[]";
	CHECK_OK(call(&f.cx, &get));
	CHECK_OK(call(&f.cx, &other));
	CHECK_OK(call(&f.cx, &posted));
	CHECK_OK(call(&f.cx, &body));
	CHECK_FAILS(ERR_TOO_MANY, call(&f.cx, &(struct throttle_call){ "c1" }));
	fixture_close(&f);
}

TEST(what_is_left_is_told)
{
	struct throttle_left left;
	struct throttle_loan loan;
	struct fixture f;

	open(&f, 120);
	CHECK_OK(
	    throttle_take(&f.cx, &(struct throttle_call){ 0 }, &left, &loan));
	CHECK_TEXT("tenant", left.policy);
	CHECK_INT(120, left.limit);
	CHECK_INT(119, left.calls);
	CHECK_INT(1, left.seconds);
	f.settings.throttle = false;
	CHECK_OK(throttle_take(&f.cx, &get, &left, &loan));
	CHECK_INT(0, left.limit);
	fixture_close(&f);
}

/* ---- several processes ---- */

struct processes {
	struct fixture f;
	struct accounts more[2]; /* with buckets of their own */
	struct ctx cx[3];
};

static void processes_open(struct processes *p, int64_t per_minute)
{
	open(&p->f, per_minute);
	p->f.settings.throttle_customer_per_minute = per_minute;
	p->f.settings.database = "postgresql://one.for.all/kontor";
	p->cx[0] = p->cx[1] = p->cx[2] = p->f.cx;
	for (int i = 0; i < 2; i++) {
		p->more[i] = *p->f.cx.accounts;
		p->more[i].throttle = throttle_new();
		p->cx[i + 1].accounts = &p->more[i];
	}
}

static void processes_close(struct processes *p)
{
	throttle_free(p->more[0].throttle);
	throttle_free(p->more[1].throttle);
	fixture_close(&p->f);
}

static void processes_at(struct processes *p, int64_t wall)
{
	for (int i = 0; i < 3; i++)
		p->cx[i].wall = wall;
}

/* Taking turns. */
static int calls_by_turns(struct processes *p, int count)
{
	int taken = 0;

	for (int i = 0; i < count; i++)
		taken += calls(&p->cx[i % 3], 1);
	return taken;
}

TEST(three_processes_let_in_together_what_one_may)
{
	struct processes p;
	int64_t at;

	processes_open(&p, 500);
	at = p.f.cx.wall;
	CHECK_INT(500, calls_by_turns(&p, 900));
	processes_at(&p, at + 6); /* 50 more */
	CHECK_INT(50, calls_by_turns(&p, 200));
	processes_at(&p, at + 6 + 60);
	CHECK_INT(500, calls_by_turns(&p, 900));
	processes_close(&p);
}

TEST(one_of_three_processes_has_all_but_what_the_others_hold)
{
	struct processes p;

	processes_open(&p, 500);
	CHECK_INT(32, calls(&p.cx[1], 32)); /* 1 2 4 8 16 25 are borrowed */
	CHECK_INT(500 - 56, calls(&p.cx[0], 600));
	CHECK_INT(24, calls(&p.cx[1], 600));
	CHECK_INT(0, calls(&p.cx[2], 10));
	processes_close(&p);
}

TEST(who_calls_seldom_loses_nothing_to_what_is_held)
{
	struct processes p;
	int64_t at;

	processes_open(&p, 4);
	at = p.f.cx.wall;
	/* three calls a minute by turns, for an hour: below the limit */
	for (int i = 0; i < 180; i++) {
		processes_at(&p, at + i * 20);
		CHECK_INT(1, calls(&p.cx[i % 3], 1));
	}
	processes_close(&p);
}

TEST(many_calls_ask_the_database_seldom)
{
	static const struct throttle_call any = { 0 };
	struct throttle_left left;
	struct throttle_loan loan;
	struct processes p;
	int asked = 0;

	processes_open(&p, 500);
	for (int i = 0; i < 500; i++) {
		if (throttle_take(&p.cx[0], &any, &left, &loan).code == 0)
			continue;
		asked++;
		CHECK_OK(throttle_borrow(&p.cx[0], &loan));
		CHECK_OK(throttle_lent(&p.cx[0], &any, &loan, &left));
	}
	/* 1 2 4 8 16, then 25 at a time */
	CHECK_INT(5 + (500 - 31 + 24) / 25, asked);
	processes_close(&p);
}

TEST(each_customer_of_each_tenant_has_a_row_of_its_own)
{
	struct processes p;
	int64_t count = 0;

	processes_open(&p, 20);
	CHECK_INT(20, calls_by_turns(&p, 40));
	CHECK_INT(20, calls_of(&p.cx[0], &(struct throttle_call){ "c1" }, 40));
	CHECK_INT(20, calls_of(&p.cx[1], &(struct throttle_call){ "c2" }, 40));
	CHECK_INT(0, calls_of(&p.cx[2], &(struct throttle_call){ "c1" }, 40));
	processes_at(&p, p.f.cx.wall + 600);
	CHECK_OK(throttle_purge(&p.cx[0], 100, &count));
	CHECK_INT(3, count);
	processes_close(&p);
}

TEST(a_refusal_tells_the_wait_and_is_remembered)
{
	static const struct throttle_call any = { 0 };
	struct throttle_left left;
	struct throttle_loan loan;
	struct processes p;
	struct error e;

	processes_open(&p, 6);
	CHECK_INT(6, calls_by_turns(&p, 6));
	e = call(&p.cx[0], &any);
	CHECK_FAILS(ERR_TOO_MANY, e);
	CHECK_TEXT("10", e.holes[0].value);
	/* at once again: nobody asks the database */
	CHECK_FAILS(ERR_TOO_MANY, throttle_take(&p.cx[0], &any, &left, &loan));
	CHECK_INT(0, loan.wanted);
	CHECK_INT(10, left.seconds);
	processes_at(&p, p.f.cx.wall + 10);
	CHECK_OK(call(&p.cx[0], &any));
	CHECK_FAILS(ERR_TOO_MANY, call(&p.cx[1], &any));
	processes_close(&p);
}

RUN_TESTS(TEST_1(three_processes_let_in_together_what_one_may),
    TEST_1(one_of_three_processes_has_all_but_what_the_others_hold),
    TEST_1(who_calls_seldom_loses_nothing_to_what_is_held),
    TEST_1(many_calls_ask_the_database_seldom),
    TEST_1(each_customer_of_each_tenant_has_a_row_of_its_own),
    TEST_1(a_refusal_tells_the_wait_and_is_remembered),
    TEST_1(five_hundred_calls_a_minute_are_let_in_and_not_one_more),
    TEST_1(a_part_of_the_minute_gives_its_part_of_the_calls),
    TEST_1(the_wait_is_told_in_seconds), TEST_1(each_tenant_has_its_own_calls),
    TEST_1(switched_off_everything_is_let_in),
    TEST_1(each_customer_has_its_own_calls_beside_the_tenants),
    TEST_1(a_call_that_its_client_repeats_is_counted_once),
    TEST_1(repeating_without_end_is_counted_again),
    TEST_1(one_id_pinned_over_different_calls_counts_each),
    TEST_1(what_is_left_is_told))
