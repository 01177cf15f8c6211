/*
 * What lines of carts and orders have in common on the way in. What may be
 * ordered is orders/'s.
 */
#include "api/line_input.h"

/* "unknown" asks for the default (client-quirks 5); the order is that of the
 * enum, whose positions clients send too. */
const char *const billing_cycles[] = { "unknown", "monthly", "annual", "none",
	"one_time", NULL };

const struct field renewal_fields[] = {
	FIELD_AS("termDuration", TEXT, struct renewal_input, term, .max = 10),
	FIELD_END,
};

const char *billing_cycle_of(int choice)
{
	return choice == 0 ? NULL : billing_cycles[choice];
}

struct cart_line_input cart_line_input_of(const struct line_input *line)
{
	const struct renewal_input *renewal = line->renews_to.items;

	return (struct cart_line_input){
		.quantity = line->quantity,
		.billing_cycle = billing_cycle_of(line->billing_cycle),
		.term = line->term,
		.currency = line->currency,
		.friendly_name = line->friendly_name,
		.renews_to = line->renews_to.count > 0 ? renewal->term : NULL,
		.context = line->context,
	};
}
