/*
 * Charts of months. Which months and what came to them, pages know.
 */
#include "web/plot.h"

#include "i18n/i18n.h"

#define HEIGHT 100     /* of the drawing, in its own units */
#define MONTH_WIDTH 10 /* of a month; its bar leaves a gap */
#define BAR_LEFT 2
#define LINES_MAX 4 /* steps of the scale */

static const struct view_field bar_view[] = {
	VIEW(TEXT, struct plot_bar, x),
	VIEW(TEXT, struct plot_bar, y),
	VIEW(TEXT, struct plot_bar, height),
	VIEW(TEXT, struct plot_bar, tone),
	VIEW_FIELD_END,
};
static const struct view_field line_view[] = {
	VIEW(TEXT, struct plot_line, y),
	VIEW(BOOL, struct plot_line, base),
	VIEW_FIELD_END,
};
static const struct view_field row_view[] = {
	VIEW(TEXT, struct plot_row, month),
	VIEW(TEXT, struct plot_row, charged),
	VIEW(TEXT, struct plot_row, credited),
	VIEW(BOOL, struct plot_row, unfinished),
	VIEW_FIELD_END,
};
const struct view_field plot_view[] = {
	VIEW(TEXT, struct plot_view, id),
	VIEW(TEXT, struct plot_view, currency),
	VIEW(TEXT, struct plot_view, size),
	VIEW_OF(LIST, struct plot_view, scale, view_text, const char *),
	VIEW_OF(LIST, struct plot_view, lines, line_view, struct plot_line),
	VIEW_OF(LIST, struct plot_view, bars, bar_view, struct plot_bar),
	VIEW_OF(LIST, struct plot_view, labels, view_text, const char *),
	VIEW_OF(LIST, struct plot_view, rows, row_view, struct plot_row),
	VIEW_FIELD_END,
};

/* ---- the scale ---- */

static int64_t steps_of(int64_t minor, int64_t step)
{
	return minor / step + (minor % step != 0);
}

struct plot_scale plot_scale(int64_t up_minor, int64_t down_minor, int most)
{
	static const int64_t round[] = { 1, 2, 5 };
	struct plot_scale scale = { 1, 1, 0 };

	for (int64_t tens = 1; tens < MONEY_MAX; tens *= 10)
		for (size_t i = 0; i < COUNT(round); i++) {
			scale.step_minor = round[i] * tens;
			scale.up = steps_of(up_minor, scale.step_minor);
			scale.down = steps_of(down_minor, scale.step_minor);
			if (scale.up + scale.down == 0)
				scale.up = 1;
			if (scale.up + scale.down <= most)
				return scale;
		}
	return scale;
}

/* A place from the top, in hundredths of the drawing's units. */
static int64_t place(const struct plot_scale *scale, int64_t minor)
{
	int64_t whole = (scale->up + scale->down) * scale->step_minor;
	int64_t from_top = 0;

	money_share(scale->up * scale->step_minor - minor, HEIGHT * 100, whole,
	    &from_top);
	return from_top;
}

static const char *hundredths(struct ctx *cx, int64_t value)
{
	return arena_printf(cx->arena, "%lld.%02lld", (long long)(value / 100),
	    (long long)(value % 100));
}

static void scale_fill(struct ctx *cx, const char *currency,
    const struct plot_scale *scale, struct plot_view *plot)
{
	size_t count = (size_t)(scale->up + scale->down + 1);
	struct plot_line *lines =
	    ARENA_ARRAY(cx->arena, struct plot_line, count);
	const char **texts = ARENA_ARRAY(cx->arena, const char *, count);

	for (size_t i = 0; i < count; i++) {
		int64_t minor = (scale->up - (int64_t)i) * scale->step_minor;

		lines[i] =
		    (struct plot_line){ hundredths(cx, place(scale, minor)),
			    minor == 0 };
		texts[i] = show_money_short(cx, money_of(minor, currency));
	}
	plot->lines = (struct view_list){ count, lines };
	plot->scale = (struct view_list){ count, texts };
}

/* ---- the bars ---- */

static struct plot_bar bar_of(struct ctx *cx, const struct plot_scale *scale,
    size_t at, int64_t from_minor, int64_t to_minor, const char *tone)
{
	int64_t top = place(scale, from_minor);

	return (struct plot_bar){
		.x =
		    arena_printf(cx->arena, "%zu", at * MONTH_WIDTH + BAR_LEFT),
		.y = hundredths(cx, top),
		.height = hundredths(cx, place(scale, to_minor) - top),
		.tone = tone,
	};
}

static void bars_fill(struct ctx *cx, const struct plot_scale *scale,
    const struct plot_month *months, size_t count, struct plot_view *plot)
{
	struct plot_bar *bars =
	    ARENA_ARRAY(cx->arena, struct plot_bar, 2 * count + 1);
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		const struct plot_month *m = &months[i];

		if (m->charged_minor > 0)
			bars[n++] = bar_of(cx, scale, i, m->charged_minor, 0,
			    m->unfinished ? "c3" : "c1");
		if (m->credited_minor < 0)
			bars[n++] =
			    bar_of(cx, scale, i, 0, m->credited_minor, "c2");
	}
	plot->bars = (struct view_list){ n, bars };
}

static void words_fill(struct ctx *cx, const char *currency,
    const struct plot_month *months, size_t count, struct plot_view *plot)
{
	const char **labels = ARENA_ARRAY(cx->arena, const char *, count + 1);
	struct plot_row *rows =
	    ARENA_ARRAY(cx->arena, struct plot_row, count + 1);

	for (size_t i = 0; i < count; i++) {
		const struct plot_month *m = &months[i];

		labels[i] = show_month_short(cx, m->month);
		rows[count - 1 - i] = (struct plot_row){
			.month = show_month(cx, m->month),
			.charged = show_money(
			    cx, money_of(m->charged_minor, currency)),
			.credited = show_money(
			    cx, money_of(m->credited_minor, currency)),
			.unfinished = m->unfinished,
		};
	}
	plot->labels = (struct view_list){ count, labels };
	plot->rows = (struct view_list){ count, rows };
}

struct plot_view plot_of(struct ctx *cx, const char *currency,
    const struct plot_month *months, size_t count)
{
	int64_t up = 0, down = 0;
	struct plot_scale scale;
	struct plot_view plot = {
		.id = currency,
		.currency = currency,
		.size = arena_printf(cx->arena, "%zu", count * MONTH_WIDTH),
	};

	for (size_t i = 0; i < count; i++) {
		if (months[i].charged_minor > up)
			up = months[i].charged_minor;
		if (-months[i].credited_minor > down)
			down = -months[i].credited_minor;
	}
	scale = plot_scale(up, down, LINES_MAX);
	scale_fill(cx, currency, &scale, &plot);
	bars_fill(cx, &scale, months, count, &plot);
	words_fill(cx, currency, months, count, &plot);
	return plot;
}
