/*
 * The badge of a cancellation window, as every list and page shows it: one
 * decision of policy, in one form (look: Days left).
 */
#ifndef KONTOR_WEB_WINDOW_H
#define KONTOR_WEB_WINDOW_H

#include "orders/order.h"
#include "web/page.h"

/*
 * Whatever the reader's own roles are, the window itself is shown: a person
 * who may not cancel still sees how many days are left. Never fails; with
 * nothing to say (no window at all) text is NULL.
 */
struct window_badge window_badge_of(struct ctx *cx,
    const struct cancel_offer *offer);

/* May be cancelled by the steps of the dashboard, roles aside: the window is
 * open and the route is self. */
bool window_is_open(struct ctx *cx, const struct cancel_offer *offer);

/* "Edition 2021-06-02", with the day ordered: the line under a purchase. */
const char *edition_text(struct ctx *cx, const char *edition_id);

/* "Jul 4, 2021, 23:59 UTC": the last moment before a first refused one. */
const char *deadline_text(struct ctx *cx, int64_t deadline);
/* The same in the partner's zone, with its offset; NULL when that is UTC. */
const char *deadline_local_text(struct ctx *cx, int64_t deadline);

#endif
