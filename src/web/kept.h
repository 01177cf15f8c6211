/*
 * What was typed into a form that came too late.
 */
#ifndef KONTOR_WEB_KEPT_H
#define KONTOR_WEB_KEPT_H

#include "web/page.h"

/*
 * Whether a refusal is of a form that came too late and was typed into a page
 * of ours: then ret_page shows what was typed and sends it again.
 *
 * sign_in      the sign-in page of this door, for a session that is over
 */
bool kept_page(struct request *rq, struct error error, const char *sign_in,
    struct page *ret_page);

/* The page of ours that a form was sent from, with its query; NULL: unknown. */
const char *kept_from(const struct request *rq);

#endif
