/*
 * Guides: short paths through what people do here, step by step, in the
 * reader's language; and which page of help belongs to which page. The same
 * paths with pictures are in docs/guides.
 */
#ifndef KONTOR_WEB_GUIDE_H
#define KONTOR_WEB_GUIDE_H

#include "web/page.h"

struct guide_step {
	const char *title, *text; /* N_(); may hold {window}, {days},
				     {downloads} of the edition of today */
	const char *href, *link;  /* where the step is done, or NULL */
};

struct guide {
	const char *id, *title, *about; /* N_() but id */
	const struct guide_step *steps; /* ended by a NULL title */
};

/* The dashboard's, ended by a NULL id. */
extern const struct guide web_guides[];

/* {{> help/steps}} of a view with these fields. */
struct guide_view {
	const char *title;
	struct view_list steps; /* struct step_view, guide.c's own */
};
extern const struct view_field guide_view[];
void guide_fill(
    struct ctx *cx, const struct guide *guide, struct guide_view *ret_view);

/* The page of help for a page of any door, by its route and by who reads it:
 * "/help/billing", "/help/buying#step-3". */
const char *guide_for(const struct request *rq);

#endif
