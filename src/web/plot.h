/*
 * A chart of months in one currency: what was charged stands above the line,
 * what was credited hangs below it, and the same figures as a table. Drawn
 * here, in SVG, with all places as attributes.
 */
#ifndef KONTOR_WEB_PLOT_H
#define KONTOR_WEB_PLOT_H

#include "base/money.h"
#include "web/page.h"

/* How far a scale goes in either direction, in steps of a round amount. */
struct plot_scale {
	int64_t step_minor; /* > 0: 1, 2 or 5 and zeros */
	int64_t up, down;   /* steps above and below the line; up + down > 0 */
};
/* Pure: the smallest step with which both fit into `most` steps, most >= 2;
 * up_minor and down_minor are 0 or more. */
struct plot_scale plot_scale(int64_t up_minor, int64_t down_minor, int most);

struct plot_month {
	int month;
	int64_t charged_minor;  /* 0 or more */
	int64_t credited_minor; /* 0 or less */
	bool unfinished;
};

/* {{> parts/plot}} */
struct plot_bar {
	const char *x, *y, *height, *tone;
};
struct plot_line {
	const char *y;
	bool base;
};
struct plot_row {
	const char *month, *charged, *credited;
	bool unfinished;
};
struct plot_view {
	const char *id, *currency, *size; /* of the drawing: "60" wide */
	struct view_list scale;           /* texts, from the top */
	struct view_list lines;           /* struct plot_line */
	struct view_list bars;            /* struct plot_bar */
	struct view_list labels;          /* texts below */
	struct view_list rows;            /* struct plot_row, newest first */
};
extern const struct view_field plot_view[];

/* months in their order; all amounts are of that currency. */
struct plot_view plot_of(struct ctx *cx, const char *currency,
    const struct plot_month *months, size_t count);

#endif
