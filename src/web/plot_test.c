/*
 * Scales of charts: round steps into which everything fits.
 */
#include "check.h"

#include "i18n/i18n.h"
#include "web/plot.h"

TEST(a_scale_takes_the_smallest_round_step_that_holds_everything)
{
	static const struct {
		int64_t up, down;
		int most;
		int64_t step, want_up, want_down;
	} cases[] = {
		/* nothing at all is one step of the smallest amount */
		{ 0, 0, 4, 1, 1, 0 },
		{ 4, 0, 4, 1, 4, 0 },
		{ 5, 0, 4, 2, 3, 0 },
		/* 41,380.00 and -5,120.00: 20,000.00 gives 3 + 1 */
		{ 4138000, 512000, 4, 2000000, 3, 1 },
		{ 4138000, 0, 4, 2000000, 3, 0 },
		{ 4000000, 0, 4, 1000000, 4, 0 },
		/* credits alone hang below the line */
		{ 0, 999, 4, 500, 0, 2 },
		/* one above and one below need two steps */
		{ 7, 7, 2, 10, 1, 1 },
		{ MONEY_MAX, MONEY_MAX, 4, MONEY_MAX / 2, 2, 2 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct plot_scale scale =
		    plot_scale(cases[i].up, cases[i].down, cases[i].most);

		CHECK_INT(cases[i].step, scale.step_minor);
		CHECK_INT(cases[i].want_up, scale.up);
		CHECK_INT(cases[i].want_down, scale.down);
	}
}

static const struct plot_bar *bars(const struct plot_view *plot)
{
	return plot->bars.items;
}

TEST(an_unfinished_month_is_drawn_otherwise_and_credits_hang_below)
{
	static const struct plot_month months[] = {
		{ .month = 2021 * 12 + 4, .charged_minor = 200 },
		{ .month = 2021 * 12 + 5,
		    .charged_minor = 100,
		    .credited_minor = -100,
		    .unfinished = true },
	};
	struct arena arena;
	struct ctx cx = { .arena = &arena };
	struct plot_view plot;
	const struct plot_row *rows;

	arena_init(&arena);
	cx.locale = locale_find("en-US");
	plot = plot_of(&cx, "EUR", months, COUNT(months));
	CHECK_TEXT("20", plot.size);
	/* 2.00 up and 1.00 down in steps of 1.00: thirds of the drawing */
	CHECK_INT(4, plot.scale.count);
	CHECK_INT(3, plot.bars.count);
	CHECK_TEXT("c1", bars(&plot)[0].tone);
	CHECK_TEXT("0.00", bars(&plot)[0].y);
	CHECK_TEXT("66.67", bars(&plot)[0].height);
	CHECK_TEXT("c3", bars(&plot)[1].tone);
	CHECK_TEXT("33.33", bars(&plot)[1].y);
	CHECK_TEXT("c2", bars(&plot)[2].tone);
	CHECK_TEXT("66.67", bars(&plot)[2].y);
	CHECK_TEXT("33.33", bars(&plot)[2].height);
	rows = plot.rows.items;
	CHECK_TEXT("June 2021", rows[0].month);
	CHECK(rows[0].unfinished);
	CHECK_TEXT("€1.00", rows[0].charged);
	CHECK_TEXT("−€1.00", rows[0].credited);
	CHECK_TEXT("May 2021", rows[1].month);
	CHECK_TEXT("€0.00", rows[1].credited);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_1(
		    a_scale_takes_the_smallest_round_step_that_holds_everything),
		TEST_1(
		    an_unfinished_month_is_drawn_otherwise_and_credits_hang_below),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
