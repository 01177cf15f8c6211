/*
 * Lines as carts and new orders send them, read into what orders/ takes.
 */
#ifndef KONTOR_API_LINE_INPUT_H
#define KONTOR_API_LINE_INPUT_H

#include "http/field.h"
#include "orders/cart.h"

/* {"key":"transaction_reseller","value":"4390934"} */
struct participant_input {
	const char *key, *value;
};
/* A cart sends renewsTo as an object, older tables as a list (api.md 7). */
struct renewal_input {
	const char *term;
};

/* enum of billing cycles as sent: by name or position (api.md 1.5). */
extern const char *const billing_cycles[];
/* NULL for "unknown": the SKU's own. */
const char *billing_cycle_of(int choice);

/* The fields a line of a cart and of an order share. */
struct line_input {
	int64_t quantity;
	int billing_cycle; /* index into billing_cycles */
	const char *term, *currency, *friendly_name;
	struct field_list renews_to; /* struct renewal_input */
	struct field_map context;
};
extern const struct field renewal_fields[];
#define LINE_FIELDS(type_)                                                     \
	FIELD_AS("quantity", INT, type_, line.quantity, .required = true,      \
	    .min = -LINE_QUANTITY_MAX, .max = LINE_QUANTITY_MAX),              \
	    FIELD_AS("termDuration", TEXT, type_, line.term, .max = 10),       \
	    FIELD_AS(                                                          \
		"friendlyName", TEXT, type_, line.friendly_name, .max = 256),  \
	    FIELD_AS("renewsTo", LIST, type_, line.renews_to, .max = 1,        \
		.lone_item = true, .fields = renewal_fields,                   \
		.item_size = sizeof(struct renewal_input)),                    \
	    FIELD_AS(                                                          \
		"provisioningContext", MAP, type_, line.context, .max = 20)
/* What is outside of a SKU's limits is the line's error, not the body's. */
#define LINE_QUANTITY_MAX INT64_C(1000000000000)

/* All but the item and the participant. */
struct cart_line_input cart_line_input_of(const struct line_input *line);

#endif
