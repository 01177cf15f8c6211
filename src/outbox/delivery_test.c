/*
 * Webhooks from the event to a receiver on loopback: to whom, how often, when
 * again, by one worker only, and never to an address that is not public.
 */
#include "check.h"

#include "base/text.h"
#include "db/engine_private.h"
#include "db/writer.h"
#include "fixture.h"
#include "hook_test.h"
#include "outbox/webhook.h"

#define WALL FIXTURE_NOW
#define LEASE 60

struct yard {
	struct fixture f;
	struct hook hook;
	struct db_readers *readers;
	struct writer *writer;
	struct webhooks *worker, *other;
	int64_t sent_early, sent_late; /* by the other, around a lease's end */
};

static void yard_open(struct yard *y)
{
	memset(y, 0, sizeof(*y));
	fixture_open(&y->f);
	hook_open(&y->hook);
	y->f.settings.public_url = "https://kontor.example";
	y->f.settings.webhook_private_receivers = true;
	y->f.settings.webhook_pause_seconds = 60;
}

static void yard_close(struct yard *y)
{
	hook_close(&y->hook);
	fixture_close(&y->f);
}

/* The acts are committed and two workers without threads are there. */
static void yard_run(struct yard *y)
{
	struct fixture *f = &y->f;

	CHECK_OK(tx_commit(f->tx));
	db_close(f->db);
	f->cx.tx = NULL;
	CHECK_OK(writer_start(f->where, &f->settings, &y->writer));
	CHECK_OK(readers_open(f->where, &f->settings, &y->readers));
	CHECK_OK(webhooks_open(&f->cx, y->readers, y->writer, &y->worker));
	CHECK_OK(webhooks_open(&f->cx, y->readers, y->writer, &y->other));
}

static void yard_rest(struct yard *y)
{
	struct fixture *f = &y->f;

	webhooks_stop(y->worker);
	webhooks_stop(y->other);
	readers_close(y->readers);
	writer_stop(y->writer);
	CHECK_OK(db_open(f->where, DB_WRITE, &f->settings, &f->db));
	CHECK_OK(tx_begin(f->db, &f->tx));
	f->cx.tx = f->tx;
}

static int64_t deliver(struct yard *y, int64_t wall)
{
	int64_t count = -1;

	CHECK_OK(webhooks_deliver(y->worker, wall, &count));
	return count;
}

/* All of it, for tests that look at the rows afterwards. */
static int64_t delivered(struct yard *y, int64_t wall)
{
	int64_t count;

	yard_run(y);
	count = deliver(y, wall);
	yard_rest(y);
	return count;
}

static void registered(struct yard *y, const char *url, const char *event)
{
	const char *secret;
	struct webhook webhook;

	CHECK_OK(webhook_register(&y->f.cx,
	    &(struct webhook_input){
		.url = url, .events = &event, .event_count = 1 },
	    &webhook, &secret));
}

static const char *happened(struct yard *y, enum event_name name)
{
	const char *id = NULL;

	CHECK_OK(event_add(&y->f.cx, name, "c", "s", &id));
	return id;
}

static struct delivery found(struct yard *y, const char *id)
{
	struct delivery delivery = { 0 };

	CHECK_OK(delivery_load(&y->f.cx, id, &delivery));
	return delivery;
}

static size_t listed(struct yard *y, enum delivery_state state, bool newer)
{
	struct delivery_list list;

	CHECK_OK(delivery_list(&y->f.cx,
	    &(struct delivery_filter){ .state = state, .newer = newer },
	    &list));
	return list.count;
}

TEST(only_the_registration_that_wants_it_and_of_its_partner_is_told)
{
	struct yard y;
	struct hook theirs;
	struct partner partner;
	struct principal other;
	const char *before, *wanted, *not_wanted;

	yard_open(&y);
	hook_open(&theirs);
	before = happened(&y, EVENT_ORDER_CREATED);
	registered(&y, y.hook.url, "order-created");
	wanted = happened(&y, EVENT_ORDER_CREATED);
	not_wanted = happened(&y, EVENT_ORDER_CANCELLED);
	fixture_other_partner(&y.f, &partner, &other);
	y.f.cx.who = &other;
	registered(&y, theirs.url, "order-cancelled");
	happened(&y, EVENT_ORDER_CREATED);
	CHECK_INT(1, delivered(&y, WALL));
	CHECK_INT(0, theirs.count);
	CHECK_INT(1, y.hook.count);
	CHECK_TEXT(wanted, y.hook.calls[0]->id);
	CHECK_INT(0, listed(&y, DELIVERY_ANY, false));
	CHECK_FAILS(ERR_DELIVERY_UNKNOWN,
	    delivery_load(&y.f.cx, wanted, &(struct delivery){ 0 }));
	y.f.cx.who = &y.f.who;
	CHECK_INT(1, listed(&y, DELIVERY_ANY, true));
	CHECK_INT(DELIVERY_DELIVERED, found(&y, wanted).state);
	CHECK_INT(200, found(&y, wanted).last_status);
	CHECK_FAILS(ERR_DELIVERY_UNKNOWN,
	    delivery_load(&y.f.cx, before, &(struct delivery){ 0 }));
	CHECK_FAILS(ERR_DELIVERY_UNKNOWN,
	    delivery_load(&y.f.cx, not_wanted, &(struct delivery){ 0 }));
	CHECK_INT(0, delivered(&y, WALL + 100000));
	hook_close(&theirs);
	yard_close(&y);
}

TEST(ten_attempts_with_growing_pauses_then_no_more)
{
	static const int64_t minutes[] = { 1, 2, 5, 15, 30, 60, 120, 240, 360 };
	struct yard y;
	struct attempt_list attempts;
	struct delivery d;
	int64_t wall = WALL;
	const char *id;

	yard_open(&y);
	y.hook.answer = "500 no";
	registered(&y, y.hook.url, "order-created");
	id = happened(&y, EVENT_ORDER_CREATED);
	for (int n = 1; n < 10; n++) {
		int64_t pause = minutes[n - 1] * 60;

		CHECK_INT(1, delivered(&y, wall));
		d = found(&y, id);
		CHECK_INT(DELIVERY_WAITING, d.state);
		CHECK_INT(n, d.attempts);
		CHECK(d.next_at >= wall + pause - pause / 5);
		CHECK(d.next_at <= wall + pause + pause / 5);
		CHECK_INT(0, delivered(&y, d.next_at - 1));
		wall = d.next_at;
	}
	CHECK_INT(1, listed(&y, DELIVERY_WAITING, false));
	CHECK_INT(1, delivered(&y, wall));
	CHECK_INT(DELIVERY_FAILED, found(&y, id).state);
	CHECK_INT(0, delivered(&y, wall + 1000000));
	CHECK_INT(10, y.hook.count);
	for (int i = 0; i < 10; i++)
		CHECK_TEXT(id, y.hook.calls[i]->id);
	CHECK_OK(attempt_list(&y.f.cx, id, &attempts));
	CHECK_INT(10, attempts.count);
	CHECK_INT(WALL, attempts.attempts[0].at);
	CHECK_INT(500, attempts.attempts[9].status);
	/* and ten more on demand */
	y.hook.answer = "204 yes";
	fixture_wall(&y.f, wall + 10);
	CHECK_OK(delivery_replay(&y.f.cx, id, &d));
	CHECK_INT(0, delivered(&y, wall + 9));
	CHECK_INT(1, delivered(&y, wall + 10));
	d = found(&y, id);
	CHECK_INT(DELIVERY_DELIVERED, d.state);
	CHECK_INT(1, d.attempts);
	CHECK_INT(11, d.tries);
	yard_close(&y);
}

TEST(retry_after_is_waited_for_up_to_a_day)
{
	struct yard y;
	const char *id;

	yard_open(&y);
	y.hook.answer = "503 later\r\nRetry-After: 5000";
	registered(&y, y.hook.url, "order-created");
	id = happened(&y, EVENT_ORDER_CREATED);
	CHECK_INT(1, delivered(&y, WALL));
	CHECK_INT(WALL + 5000, found(&y, id).next_at);
	y.hook.answer = "503 later\r\nRetry-After: 900000";
	CHECK_INT(0, delivered(&y, WALL + 4999));
	CHECK_INT(1, delivered(&y, WALL + 5000));
	CHECK_INT(WALL + 5000 + 86400, found(&y, id).next_at);
	yard_close(&y);
}

TEST(gone_switches_the_registration_off_and_a_change_on)
{
	struct yard y;
	struct webhook webhook;
	const char *id, *while_off, *after, *name = "order-created";
	int64_t count = 0;

	yard_open(&y);
	y.hook.answer = "410 gone";
	registered(&y, y.hook.url, name);
	id = happened(&y, EVENT_ORDER_CREATED);
	CHECK_INT(1, delivered(&y, WALL));
	CHECK_INT(DELIVERY_FAILED, found(&y, id).state);
	CHECK_OK(webhook_load(&y.f.cx, &webhook));
	CHECK(!webhook.active);
	CHECK(strstr(webhook.problem, "410") != NULL);
	while_off = happened(&y, EVENT_ORDER_CREATED);
	CHECK_INT(0, delivered(&y, WALL + 100000));
	y.hook.answer = "200 OK";
	CHECK_OK(webhook_change(&y.f.cx,
	    &(struct webhook_input){
		.url = y.hook.url, .events = &name, .event_count = 1 },
	    &webhook));
	after = happened(&y, EVENT_ORDER_CREATED);
	CHECK_INT(1, delivered(&y, WALL + 100000));
	CHECK_INT(DELIVERY_DELIVERED, found(&y, after).state);
	CHECK_FAILS(ERR_DELIVERY_UNKNOWN,
	    delivery_load(&y.f.cx, while_off, &(struct delivery){ 0 }));
	fixture_wall(&y.f, WALL + 31 * 86400);
	CHECK_OK(delivery_purge(&y.f.cx, 100, &count));
	CHECK_INT(1, count); /* the other is one day younger */
	yard_close(&y);
}

/* While the first worker waits for its answer; -1 when it fails. */
static void other_looks(struct hook *hook)
{
	struct yard *y = hook->data;

	y->sent_early = y->sent_late = -1;
	(void)webhooks_deliver(y->other, WALL + LEASE - 1, &y->sent_early);
	(void)webhooks_deliver(y->other, WALL + LEASE, &y->sent_late);
	hook->answer = "500 late";
}

TEST(a_lease_keeps_others_off_until_it_is_over)
{
	struct yard y;
	const char *id;
	struct delivery d;

	yard_open(&y);
	y.hook.during = other_looks;
	y.hook.data = &y;
	registered(&y, y.hook.url, "order-created");
	id = happened(&y, EVENT_ORDER_CREATED);
	CHECK_INT(1, delivered(&y, WALL));
	CHECK_INT(0, y.sent_early);
	CHECK_INT(1, y.sent_late);
	CHECK_INT(2, y.hook.count);
	CHECK_TEXT(id, y.hook.calls[0]->id);
	CHECK_TEXT(id, y.hook.calls[1]->id);
	/* who lost the lease does not undo what was done */
	d = found(&y, id);
	CHECK_INT(DELIVERY_DELIVERED, d.state);
	CHECK_INT(2, d.tries);
	yard_close(&y);
}

static void *other_delivers(void *data)
{
	struct yard *y = data;
	int64_t count = 0;

	return webhooks_deliver(y->other, WALL, &count).code == 0 ? y : NULL;
}

TEST(two_workers_at_once_send_each_event_once)
{
	struct yard y;
	pthread_t thread;
	void *good = NULL;

	yard_open(&y);
	registered(&y, y.hook.url, "order-created");
	for (int i = 0; i < 100; i++)
		happened(&y, EVENT_ORDER_CREATED);
	yard_run(&y);
	CHECK_INT(0, pthread_create(&thread, NULL, other_delivers, &y));
	deliver(&y, WALL);
	pthread_join(thread, &good);
	CHECK(good != NULL);
	yard_rest(&y);
	CHECK_INT(100, y.hook.count);
	CHECK_INT(100, listed(&y, DELIVERY_DELIVERED, false));
	for (int i = 0; i < 100; i++)
		for (int j = 0; j < i; j++)
			CHECK(strcmp(y.hook.calls[i]->id,
				  y.hook.calls[j]->id) != 0);
	yard_close(&y);
}

TEST(a_test_event_is_tried_once_and_two_are_sent_a_minute)
{
	struct yard y;
	const char *first, *second, *third;

	yard_open(&y);
	y.hook.answer = "500 no";
	registered(&y, y.hook.url, "invoice-ready");
	CHECK_OK(webhook_test(&y.f.cx, &first));
	CHECK_OK(webhook_test(&y.f.cx, &second));
	CHECK_FAILS(ERR_TOO_MANY, webhook_test(&y.f.cx, &third));
	CHECK_INT(2, delivered(&y, WALL));
	CHECK_INT(DELIVERY_FAILED, found(&y, first).state);
	CHECK_INT(DELIVERY_FAILED, found(&y, second).state);
	CHECK_INT(0, delivered(&y, WALL + 1000000));
	CHECK_INT(2, y.hook.count);
	yard_close(&y);
}

TEST(what_waits_ends_with_its_registration)
{
	struct yard y;
	const char *id, *secret;

	yard_open(&y);
	y.hook.answer = "500 no";
	registered(&y, y.hook.url, "order-created");
	CHECK_OK(webhook_secret_renew(&y.f.cx, &secret));
	id = happened(&y, EVENT_ORDER_CREATED);
	CHECK_INT(1, delivered(&y, WALL));
	CHECK_OK(webhook_remove(&y.f.cx));
	CHECK_INT(DELIVERY_FAILED, found(&y, id).state);
	CHECK_INT(0, delivered(&y, WALL + 1000000));
	CHECK_INT(1, y.hook.count);
	yard_close(&y);
}

TEST(what_signs_is_made_anew_when_it_cannot_be_opened)
{
	struct yard y;

	yard_open(&y);
	registered(&y, y.hook.url, "order-created");
	CHECK_INT(0, delivered(&y, WALL));
	/* a secret, but not that of the key */
	CHECK_OK(y.f.db->engine->script(y.f.db,
	    "UPDATE webhook_signer SET key_sealed = (SELECT secret_sealed"
	    " FROM webhook_registration WHERE partner_id = 1);"));
	happened(&y, EVENT_ORDER_CREATED);
	CHECK_INT(1, delivered(&y, WALL));
	CHECK_INT(1, y.hook.count);
	yard_close(&y);
}

TEST(a_name_that_leads_to_loopback_is_refused_at_the_socket)
{
	struct yard y;
	struct delivery d;
	const char *id;

	yard_open(&y);
	y.f.settings.webhook_private_receivers = false;
	/* not asked when it was registered: names change */
	registered(&y,
	    arena_printf(&y.f.arena, "https://localhost:%d/", y.hook.port),
	    "order-created");
	id = happened(&y, EVENT_ORDER_CREATED);
	CHECK_INT(1, delivered(&y, WALL));
	CHECK_INT(0, y.hook.count);
	d = found(&y, id);
	CHECK_INT(DELIVERY_WAITING, d.state);
	CHECK_INT(0, d.last_status);
	CHECK(strstr(d.problem, "not on the public internet") != NULL);
	yard_close(&y);
}

RUN_TESTS(
    TEST_1(only_the_registration_that_wants_it_and_of_its_partner_is_told),
    TEST_1(ten_attempts_with_growing_pauses_then_no_more),
    TEST_1(retry_after_is_waited_for_up_to_a_day),
    TEST_1(gone_switches_the_registration_off_and_a_change_on),
    TEST_1(a_lease_keeps_others_off_until_it_is_over),
    TEST_1(two_workers_at_once_send_each_event_once),
    TEST_1(a_test_event_is_tried_once_and_two_are_sent_a_minute),
    TEST_1(what_waits_ends_with_its_registration),
    TEST_1(what_signs_is_made_anew_when_it_cannot_be_opened),
    TEST_1(a_name_that_leads_to_loopback_is_refused_at_the_socket))
