/*
 * Rules of orders. Windows and credits are policy's, rows the store's.
 */
#include "orders/order_rules.h"

#include <string.h>

#include "base/crypto.h"
#include "base/text.h"

static const char *const order_states[] = {
	[ORDER_PENDING] = "pending",
	[ORDER_COMPLETED] = "completed",
	[ORDER_CANCELLED] = "cancelled",
};
static const char *const line_states[] = {
	[LINE_ORDERED] = "ordered",
	[LINE_FULFILLED] = "fulfilled",
	[LINE_CANCELLED] = "cancelled",
};

const char *order_state_id(enum order_state state)
{
	return order_states[state];
}

enum order_state order_state_find(const char *id)
{
	for (size_t i = 1; i < COUNT(order_states); i++)
		if (text_same(order_states[i], id))
			return (enum order_state)i;
	return ORDER_PENDING;
}

const char *line_state_id(enum line_state state)
{
	return line_states[state];
}

enum line_state line_state_find(const char *id)
{
	for (size_t i = 1; i < COUNT(line_states); i++)
		if (text_same(line_states[i], id))
			return (enum line_state)i;
	return LINE_ORDERED;
}

void order_id_new(int64_t wall_us, char ret_id[ORDER_ID_TEXT])
{
	static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "abcdefghijklmnopqrstuvwxyz";
	uint64_t time = (uint64_t)wall_us / 1000;

	for (int i = 7; i >= 0; i--) {
		ret_id[i] = alphabet[time % 62];
		time /= 62;
	}
	crypto_random_text(alphabet, 24, ret_id + 8);
	memcpy(ret_id + 32, "1", 2);
}

enum order_state order_state_of(const struct order_line *lines, size_t count)
{
	bool waiting = false;
	size_t cancelled = 0;

	for (size_t i = 0; i < count; i++) {
		waiting = waiting || lines[i].state == LINE_ORDERED;
		cancelled += lines[i].state == LINE_CANCELLED;
	}
	if (cancelled == count)
		return ORDER_CANCELLED;
	return waiting ? ORDER_PENDING : ORDER_COMPLETED;
}

struct cancel_input cancel_input_of(
    const struct order_line *line, int64_t ordered_at, bool sandbox)
{
	return (struct cancel_input){
		.sandbox = sandbox,
		.kind = line->kind,
		.publisher = line->publisher,
		.family = line->family,
		.own_window_days = line->window_days,
		.ordered_at = ordered_at,
		.edition_id = line->edition_id,
		.cancelled = line->state == LINE_CANCELLED,
		.change_pending = line->held_by != NULL,
	};
}

struct credit_input credit_input_of(
    const struct order_line *line, int64_t ordered_at)
{
	return (struct credit_input){
		.kind = line->kind,
		.edition_id = line->edition_id,
		.ordered_at = ordered_at,
		.currency = line->net.currency,
		.net_minor = line->net.minor - line->granted_net_minor,
		.tax_minor = line->tax.minor - line->granted_tax_minor,
		.gross_minor = line->gross.minor - line->granted_net_minor -
			       line->granted_tax_minor,
		.tax_included = line->tax_included,
		.term_start_day =
		    line->term_end_day == 0 ? 0 : line->term_start_day,
		.term_end_day = line->term_end_day,
	};
}

struct order_line *order_line_find(const struct order *order, int64_t number)
{
	for (size_t i = 0; i < order->line_count; i++)
		if (order->lines[i].line_number == number)
			return &order->lines[i];
	return NULL;
}
