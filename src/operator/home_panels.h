/*
 * The panels of the console's start: what waits, a few rows each, with the way
 * to all of it. Each asks a fixed number of questions.
 */
#ifndef KONTOR_OPERATOR_HOME_PANELS_H
#define KONTOR_OPERATOR_HOME_PANELS_H

#include "web/page.h"

struct home_row {
	const char *href, *name, *about;
	const char *state, *tone;    /* a badge */
	const char *when, *when_iso; /* or NULL */
};
struct home_panel {
	const char *id, *name;
	const char *none;     /* said when there is nothing */
	const char *all_href; /* where all of it is */
	const char *all_name;
	struct view_list rows; /* struct home_row */
};
extern const struct view_field home_panel_view[];

/* A view of home_panel. */
struct error home_panels(struct ctx *cx, struct view_list *ret_panels);

#endif
