/*
 * What a purchase could be given back for, and how long: the terms of an
 * availability say it before the purchase (api.md 2.5). The same rules as the
 * cancellation itself, asked at the instant of purchase.
 */
#ifndef KONTOR_POLICY_REFUND_H
#define KONTOR_POLICY_REFUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/cancel.h"

#define REFUND_OPTIONS_MAX 2

struct refund_option {
	bool full;    /* else by unused days */
	int64_t days; /* of the window, counted as the window is */
};
/*
 * input: of the purchase, ordered_at now and may_cancel set. Perpetual
 * software: in full for the window. Subscriptions: in full on the day of
 * purchase, then by unused days. 0 options for what is not cancelled by its
 * order, or by nobody.
 */
size_t refund_options(const struct policy *policy,
    const struct cancel_input *input,
    struct refund_option ret_options[REFUND_OPTIONS_MAX]);

#endif
