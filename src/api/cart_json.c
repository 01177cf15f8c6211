/*
 * Writes carts. Whether their lines can be ordered, orders/ has said.
 */
#include "api/cart_json.h"

#include "api/answer.h"
#include "i18n/i18n.h"

/* As documented, whatever way they were sent; unknown ones with a small first
 * letter. */
static const char *context_key(struct arena *arena, const char *sent)
{
	static const char *const keys[] = { "subscriptionId", "scope",
		"duration", "parentSubscriptionId", "region", "armRegionName" };
	char *key;

	for (size_t i = 0; i < COUNT(keys); i++)
		if (text_same_nocase(keys[i], sent))
			return keys[i];
	key = arena_dup(arena, sent);
	if (*key >= 'A' && *key <= 'Z')
		*key = (char)(*key + 32);
	return key;
}

void context_json(struct json_out *json, const struct field_map *context)
{
	if (context->count == 0)
		return;
	json_object_begin(json, "provisioningContext");
	for (size_t i = 0; i < context->count; i++)
		json_text(json,
		    context_key(json->out->arena, context->pairs[i].key),
		    context->pairs[i].value);
	json_object_end(json);
}

void renews_to_json(struct json_out *json, const char *term)
{
	if (text_empty(term))
		return;
	json_object_begin(json, "renewsTo");
	json_text(json, "termDuration", term);
	json_object_end(json);
}

static const char *or_nothing(const char *text)
{
	return text_empty(text) ? NULL : text;
}

static void participants_json(struct json_out *json, const char *mpn_id)
{
	if (text_empty(mpn_id))
		return;
	json_array_begin(json, "participants");
	json_object_begin(json, NULL);
	json_text(json, "key", "transaction_reseller");
	json_text(json, "value", mpn_id);
	json_object_end(json);
	json_array_end(json);
}

static void line_error_json(
    struct ctx *cx, struct json_out *json, const struct cart_line *line)
{
	if (line->error.code == 0)
		return;
	json_object_begin(json, "error");
	json_int(json, "errorCode",
	    line->error_code != 0 ? line->error_code : CART_LINE_CANNOT);
	json_text(json, "errorDescription", error_message(cx, line->error));
	json_object_end(json);
}

static void addons_json(
    struct ctx *cx, struct json_out *json, const struct cart *cart, size_t at);

static void line_json(
    struct ctx *cx, struct json_out *json, const struct cart *cart, size_t at)
{
	const struct cart_line *line = &cart->lines[at];
	const struct cart_line_input *input = &line->input;
	bool found = line->offer.catalog_item_id != NULL;

	json_object_begin(json, NULL);
	json_int(json, "id", line->line_id);
	json_text(json, "catalogItemId",
	    found ? line->offer.catalog_item_id : input->catalog_item_id);
	json_text(json, "friendlyName", or_nothing(input->friendly_name));
	json_int(json, "quantity", input->quantity);
	json_text(json, "currencyCode", or_nothing(input->currency));
	json_enum(json, "billingCycle", or_nothing(input->billing_cycle));
	json_text(json, "termDuration", or_nothing(input->term));
	participants_json(json, input->participant);
	context_json(json, &input->context);
	json_text(json, "orderGroup", line->order_group);
	addons_json(cx, json, cart, at);
	renews_to_json(json, input->renews_to);
	line_error_json(cx, json, line);
	json_object_end(json);
}

static bool is_addon_of(const struct cart_line *line, size_t parent)
{
	return line->input.is_addon &&
	       line->input.parent_line == (int64_t)parent;
}

static void addons_json(
    struct ctx *cx, struct json_out *json, const struct cart *cart, size_t at)
{
	bool any = false;

	for (size_t i = at + 1; i < cart->line_count; i++) {
		if (!is_addon_of(&cart->lines[i], at))
			continue;
		if (!any)
			json_array_begin(json, "addonItems");
		any = true;
		line_json(cx, json, cart, i);
	}
	if (any)
		json_array_end(json);
}

void cart_json(
    struct request *rq, struct json_out *json, const struct cart *cart)
{
	resource_begin(json, NULL);
	json_text(json, "id", cart->cart_id);
	json_instant(json, "creationTimestamp", cart->created_at);
	json_instant(json, "lastModifiedTimestamp", cart->modified_at);
	json_instant(json, "expirationTimestamp", cart->expires_at);
	json_text(json, "lastModifiedUser", cart->modified_by);
	json_text(
	    json, "status", cart->state == CART_ORDERED ? "Ordered" : "Active");
	json_array_begin(json, "lineItems");
	for (size_t i = 0; i < cart->line_count; i++)
		if (!cart->lines[i].input.is_addon)
			line_json(&rq->cx, json, cart, i);
	json_array_end(json);
	links_self(json, URI_OF(rq->cx.arena, "customers", cart->customer_id,
			     "carts", cart->cart_id));
	resource_end(json, "Cart", NULL);
}
