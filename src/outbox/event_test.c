/*
 * Events in the transaction of their act: one an act, numbered without gaps,
 * of their partner alone.
 */
#include "check.h"

#include "fixture.h"
#include "outbox/event.h"

static struct event_list listed(struct ctx *cx, int64_t after, int64_t limit)
{
	struct event_list list = { 0 };

	CHECK_OK(event_list(cx, after, limit, &list));
	return list;
}

TEST(an_act_leaves_one_event_that_names_its_resource_and_its_record)
{
	struct fixture f;
	struct event_list list;
	const char *id, *uri;

	fixture_open(&f);
	f.settings.public_url = "https://kontor.example";
	f.cx.request_id = "11111111-1111-4111-8111-111111111111";
	id = fixture_customer(&f, "Fabrikam", "fabrikam.example", "US");
	list = listed(&f.cx, 0, 10);
	CHECK_INT(1, list.count);
	CHECK_INT(1, list.events[0].seq);
	CHECK_INT(EVENT_CUSTOMER_CREATED, list.events[0].name);
	CHECK_INT(f.cx.now, list.events[0].changed_at);
	CHECK_TEXT(f.cx.request_id, list.events[0].request_id);
	uri = arena_printf(
	    &f.arena, "https://kontor.example/v1/customers/%s", id);
	CHECK_TEXT(uri, list.events[0].resource_uri);
	/* tenant_customer_resource_operation_ticks (api.md 2.10) */
	uri = arena_printf(&f.arena,
	    "https://kontor.example/v1/auditrecords/%s_%s_customer_addcustomer_"
	    "63759605040",
	    f.partner.tenant_id, id);
	CHECK(strstr(list.events[0].audit_uri, uri) != NULL);
	fixture_close(&f);
}

TEST(what_is_rolled_back_leaves_no_event_and_no_gap)
{
	struct fixture f;
	struct event_list list;

	fixture_open(&f);
	CHECK_OK(event_add(&f.cx, EVENT_ORDER_CREATED, "c", "o1", NULL));
	fixture_commit(&f);
	CHECK_OK(event_add(&f.cx, EVENT_ORDER_CREATED, "c", "o2", NULL));
	fixture_rollback(&f);
	CHECK_OK(event_add(&f.cx, EVENT_ORDER_CANCELLED, "c", "o3", NULL));
	CHECK_OK(event_add(&f.cx, EVENT_SUBSCRIPTION_UPDATED, "c", "s", NULL));
	list = listed(&f.cx, 0, 10);
	CHECK_INT(3, list.count);
	for (size_t i = 0; i < list.count; i++)
		CHECK_INT((int64_t)i + 1, list.events[i].seq);
	CHECK_INT(EVENT_ORDER_CANCELLED, list.events[1].name);
	CHECK(list.events[1].audit_uri == NULL);
	list = listed(&f.cx, 1, 1);
	CHECK_INT(1, list.count);
	CHECK_INT(2, list.events[0].seq);
	CHECK_INT(0, listed(&f.cx, 3, 10).count);
	fixture_close(&f);
}

TEST(partners_see_and_number_their_own_events_only)
{
	struct fixture f;
	struct partner partner;
	struct principal other;
	const struct principal *first;
	struct event_list list;

	fixture_open(&f);
	CHECK_OK(event_add(&f.cx, EVENT_ORDER_CREATED, "c", "ours", NULL));
	fixture_other_partner(&f, &partner, &other);
	first = f.cx.who;
	f.cx.who = &other;
	CHECK_INT(0, listed(&f.cx, 0, 10).count);
	CHECK_OK(event_add(&f.cx, EVENT_ORDER_CREATED, "c", "theirs", NULL));
	list = listed(&f.cx, 0, 10);
	CHECK_INT(1, list.count);
	CHECK_INT(1, list.events[0].seq);
	CHECK(strstr(list.events[0].resource_uri, "theirs") != NULL);
	f.cx.who = first;
	CHECK_INT(1, listed(&f.cx, 0, 10).count);
	fixture_close(&f);
}

TEST(names_are_found_in_any_case_and_told_apart)
{
	for (int i = EVENT_NONE + 1; i < EVENT_NAME_COUNT; i++)
		CHECK_INT(i, event_find(event_info((enum event_name)i)->id));
	CHECK_INT(EVENT_USAGE_THRESHOLD_EXCEEDED,
	    event_find("UsageRecords-ThresholdExceeded"));
	CHECK_INT(EVENT_NONE, event_find("key-shown"));
	CHECK_INT(EVENT_NONE, event_find(""));
}

RUN_TESTS(
    TEST_1(an_act_leaves_one_event_that_names_its_resource_and_its_record),
    TEST_1(what_is_rolled_back_leaves_no_event_and_no_gap),
    TEST_1(partners_see_and_number_their_own_events_only),
    TEST_1(names_are_found_in_any_case_and_told_apart))
