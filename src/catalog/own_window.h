/*
 * Products with a cancellation window of their own: the edition's does
 * not hold for them, whichever it is.
 */
#ifndef KONTOR_CATALOG_OWN_WINDOW_H
#define KONTOR_CATALOG_OWN_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

#define OWN_WINDOWS_MAX 200

struct own_window {
	const char *product_id, *title;
	int64_t days;
};
struct own_window_list {
	size_t count;
	struct own_window *items; /* by title */
	bool more;                /* than OWN_WINDOWS_MAX */
};

struct error own_window_list(struct ctx *cx, struct own_window_list *ret_list);

#endif
