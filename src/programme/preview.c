/*
 * How two views of one purchase differ. Which purchases are looked at is
 * preview_store.c's.
 */
#include "programme/preview.h"

unsigned preview_compare(
    const struct preview_view *a, const struct preview_view *b)
{
	const struct decision *x = &a->decision, *y = &b->decision;
	unsigned how = 0;

	if (x->window_days != y->window_days)
		how |= PREVIEW_DAYS;
	if (x->deadline != y->deadline)
		how |= PREVIEW_LAST_DAY;
	if (x->allowed && !y->allowed)
		how |= PREVIEW_REFUSED;
	if (!x->allowed && y->allowed)
		how |= PREVIEW_ALLOWED;
	if (x->route != y->route)
		how |= PREVIEW_ROUTE;
	if (a->credit.gross_minor != b->credit.gross_minor)
		how |= PREVIEW_CREDIT;
	return how;
}
