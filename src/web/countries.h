/*
 * Countries to choose from in a form, sorted by their names in the reader's
 * language.
 */
#ifndef KONTOR_WEB_COUNTRIES_H
#define KONTOR_WEB_COUNTRIES_H

#include "web/page.h"

struct country_choice {
	const char *code, *label;
	const char *key; /* what they are sorted by */
	bool chosen;
};
extern const struct view_field country_choice_view[];

/* All of the world, as ISO 3166 has it. */
struct view_list countries_iso(struct ctx *cx, const char *chosen);
/* All of the world, and markets with a code of their own. */
struct view_list countries_all(struct ctx *cx, const char *chosen);
/* Those that the partner's customers are in. */
struct error countries_used(
    struct ctx *cx, const char *chosen, struct view_list *ret_list);

#endif
