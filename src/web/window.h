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
struct window_badge window_badge_of(
    struct ctx *cx, const struct cancel_offer *offer);

/* May be cancelled by the steps of the dashboard, roles aside: the window is
 * open and the route is self. */
bool window_is_open(struct ctx *cx, const struct cancel_offer *offer);

/* The offer of a line that stands in a list, without loading its order. */
struct error window_offer(struct ctx *cx, const struct order_line *line,
    int64_t ordered_at, struct cancel_offer *ret_offer);

/*
 * What cancelling would give today, as the price was shown: net, or gross
 * where prices include tax. Negative. For everybody who sees the order, also
 * who may not cancel; *ret_some false when nothing could be given.
 */
struct error credit_today(struct ctx *cx, const struct cancel_offer *offer,
    struct money *ret_credit, bool *ret_some);

/* What would hold for a purchase made now. */
struct decision window_if_bought(struct ctx *cx, const struct product *product);

/* "Edition 2021-06-02", with the day ordered: the line under a purchase. */
const char *edition_text(struct ctx *cx, const char *edition_id);

/* "Jul 4, 2021, 23:59 UTC": the last moment before a first refused one. */
const char *deadline_text(struct ctx *cx, int64_t deadline);
/* The same in the partner's zone, with its offset; NULL when that is UTC. */
const char *deadline_local_text(struct ctx *cx, int64_t deadline);

#endif
