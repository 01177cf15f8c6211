/*
 * The parameters of editions in words: what each is called, what its values
 * say, when it is taken and where it comes from. For the page Terms and the
 * operator's console.
 */
#ifndef KONTOR_WEB_EDITION_WORDS_H
#define KONTOR_WEB_EDITION_WORDS_H

#include "base/ctx.h"
#include "base/mustache.h"
#include "policy/edition.h"

/* "Cancellation window" */
const char *parameter_words(struct ctx *cx, const char *name);
/* "30 days", "Admin agent", "Yes", "–" */
const char *value_words(struct ctx *cx, const struct parameter *parameter,
    const struct edition *edition);
/* One choice of a parameter: "from issue", "Version", "Yes". */
const char *choice_words(struct ctx *cx, const char *choice);
/* "Fixed by the day of purchase", and what that means. */
const char *basis_words(struct ctx *cx, enum basis basis);
const char *basis_meaning(struct ctx *cx, enum basis basis);
/* "Stated on the page", "Carried over from the edition before" */
const char *provenance_words(struct ctx *cx, enum provenance provenance);
/* "from Jun 2, 2021", "from the beginning"; "until Jun 1, 2021" or NULL. */
const char *edition_from_words(struct ctx *cx, const struct edition *edition);
const char *edition_until_words(struct ctx *cx, const struct edition *edition);
/* "Page of Mar 8, 2021, published Jun 2, 2021", or the document's name. */
const char *edition_source_words(struct ctx *cx, const struct edition *edition);

/* What differs between two editions. */
struct difference_view {
	const char *id; /* the parameter's name */
	const char *name, *before, *after, *basis, *provenance;
};
extern const struct view_field difference_view[];
/* A view of difference_view. */
struct view_list differences_of(
    struct ctx *cx, const struct edition *before, const struct edition *after);

#endif
