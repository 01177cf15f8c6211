/*
 * What a draft would have done to purchases that exist. Dates and sums are
 * counted by hand from domain.md 4 and 6.
 */
#include "check.h"
#include "fixture.h"
#include "world.h"

#include "base/day.h"
#include "policy/edition_rules.h"
#include "programme/preview.h"

static struct edition draft_of(struct fixture *f, const char *days)
{
	const struct edition *base =
	    policy_edition_find(f->policy, "2021-06-02");
	struct edition e = *base;

	e.id = "draft";
	CHECK_OK(parameter_choose(&f->arena,
	    parameter_rule_find("cancellation_window_days"), days, &e));
	(void)edition_mark(&f->arena, base, &e);
	CHECK(day_parse("2021-09-01", &e.effective_from));
	e.effective_from = day_start(e.effective_from);
	return e;
}

struct shop {
	struct fixture f;
	const char *customer;
};

static void shop_open(struct shop *s)
{
	fixture_open(&s->f);
	world_open(&s->f);
	s->customer =
	    fixture_customer(&s->f, "Wingtip", "wingtip.example", "US");
}

static void buy(struct shop *s, const char *when, const char *item)
{
	world_at(&s->f, when);
	(void)world_order(&s->f, s->customer, ITEMS(item));
}

static struct preview *preview(
    struct shop *s, const char *now, const struct edition *draft)
{
	struct preview *p = NULL;
	int64_t instant = 0;

	/* the preview goes by the partner's own clock */
	CHECK(instant_parse(now, &instant));
	fixture_now(&s->f, instant);
	CHECK_OK(preview_make(&s->f.cx, draft, &p));
	return p;
}

TEST(a_shorter_window_refuses_what_is_allowed_now)
{
	struct shop s;
	struct edition draft;
	struct preview *p;

	shop_open(&s);
	buy(&s, "2021-06-10T09:00:00Z", WORLD_PERPETUAL);
	buy(&s, "2021-06-20T09:00:00Z", WORLD_PERPETUAL);
	draft = draft_of(&s.f, "14");
	/* 2021-06-25: bought 15 and 5 days ago */
	p = preview(&s, "2021-06-25T12:00:00Z", &draft);
	CHECK_INT(1, p->partner_count);
	CHECK_TEXT("Contoso", p->partners[0].name);
	CHECK_INT(2, p->counts.lines);
	CHECK_INT(2, p->counts.otherwise);
	CHECK_INT(2, p->counts.how[0]); /* days */
	CHECK_INT(2, p->counts.how[1]); /* last day */
	CHECK_INT(1, p->counts.how[2]); /* refused */
	CHECK_INT(0, p->counts.how[3]); /* allowed */
	CHECK_INT(0, p->counts.how[4]); /* route */
	CHECK_INT(1, p->counts.how[5]); /* credit */
	fixture_close(&s.f);
}

TEST(a_longer_window_gives_back_what_is_lost_now)
{
	struct shop s;
	struct edition draft;
	struct preview *p;
	const struct preview_sample *sample;

	shop_open(&s);
	buy(&s, "2021-06-10T09:00:00Z", WORLD_YEAR);
	draft = draft_of(&s.f, "60");
	/* 32 days of 365 used: 333/365 of 1,200.00 = 1,094.79 */
	p = preview(&s, "2021-07-12T00:00:00Z", &draft);
	CHECK_INT(1, p->counts.how[3]);
	CHECK_INT(1, p->counts.how[5]);
	CHECK_INT(1, p->sample_count);
	sample = &p->samples[0];
	CHECK(!sample->as_bought.decision.allowed);
	CHECK(sample->as_drafted.decision.allowed);
	CHECK_INT(0, sample->as_bought.credit.gross_minor);
	CHECK_INT(-109479, sample->as_drafted.credit.net_minor);
	CHECK_TEXT("Wingtip", sample->customer);
	CHECK_TEXT("USD", sample->currency);
	fixture_close(&s.f);
}

TEST(a_product_with_a_window_of_its_own_is_treated_alike)
{
	struct shop s;
	struct edition draft;
	struct preview *p;

	shop_open(&s);
	buy(&s, "2021-06-10T09:00:00Z", WORLD_SUSE);
	draft = draft_of(&s.f, "30");
	p = preview(&s, "2021-06-25T12:00:00Z", &draft);
	CHECK_INT(1, p->counts.lines);
	CHECK_INT(0, p->counts.otherwise);
	CHECK_INT(0, p->sample_count);
	fixture_close(&s.f);
}

TEST(what_is_cancelled_or_no_software_is_not_looked_at)
{
	struct shop s;
	struct edition draft;
	struct order order, cancelled;
	struct cancel_offer *offers;
	size_t count;

	shop_open(&s);
	world_at(&s.f, "2021-06-10T09:00:00Z");
	order = world_order(&s.f, s.customer, ITEMS(WORLD_PERPETUAL));
	(void)world_order(&s.f, s.customer, ITEMS(WORLD_SEAT));
	CHECK_OK(order_cancel(&s.f.cx, s.customer, order.order_id, NULL, 0,
	    ACK_CALL, &cancelled, &offers, &count));
	draft = draft_of(&s.f, "14");
	CHECK_INT(0, preview(&s, "2021-06-25T12:00:00Z", &draft)->counts.lines);
	fixture_close(&s.f);
}

RUN_TESTS(TEST_1(a_shorter_window_refuses_what_is_allowed_now),
    TEST_1(a_longer_window_gives_back_what_is_lost_now),
    TEST_1(a_product_with_a_window_of_its_own_is_treated_alike),
    TEST_1(what_is_cancelled_or_no_software_is_not_looked_at))
