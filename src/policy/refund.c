/*
 * Refund options of a purchase made now.
 */
#include "policy/refund.h"

size_t refund_options(const struct policy *policy,
    const struct cancel_input *input,
    struct refund_option ret_options[REFUND_OPTIONS_MAX])
{
	struct decision decision;

	cancel_decide(policy, input, input->ordered_at, &decision);
	if (!decision.allowed || !decision.has_window)
		return 0;
	if (input->kind != PRODUCT_SOFTWARE_SUBSCRIPTION) {
		ret_options[0] =
		    (struct refund_option){ true, decision.window_days };
		return 1;
	}
	ret_options[0] = (struct refund_option){ true, 1 };
	ret_options[1] = (struct refund_option){ false, decision.window_days };
	return 2;
}
