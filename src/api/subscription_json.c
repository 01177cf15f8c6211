/*
 * Writes subscriptions. What a route does with them is subscription_routes.c's.
 */
#include "api/subscription_json.h"

#include <string.h>

#include "api/answer.h"
#include "base/day.h"
#include "policy/seats.h"

/* "9999-12-31": how the API writes a commitment without an end (1.5). */
int64_t subscription_commitment_end(const struct subscription *subscription)
{
	return subscription->end_day != 0
		   ? day_start(subscription->end_day)
		   : day_start(day_from_date(9999, 12, 31));
}

const char *subscription_uri(
    struct arena *arena, const struct subscription *of, const char *below)
{
	return URI_OF(arena, "customers", of->customer_id, "subscriptions",
	    of->subscription_id, below);
}

/* product:sku:availability as three links. */
static void links_json(struct arena *arena, struct json_out *json,
    const struct subscription *of, const char *country)
{
	const char *sku = strchr(of->offer_id, ':');
	const char *last = sku == NULL ? NULL : strchr(sku + 1, ':');
	const char *uri;

	links_begin(json);
	if (last != NULL) {
		uri = arena_printf(arena, "/products/%.*s",
		    (int)(sku - of->offer_id), of->offer_id);
		links_add(json, "product", "GET",
		    arena_printf(arena, "%s?country=%s", uri, country));
		uri = arena_printf(
		    arena, "%s/skus/%.*s", uri, (int)(last - sku - 1), sku + 1);
		links_add(json, "sku", "GET",
		    arena_printf(arena, "%s?country=%s", uri, country));
		links_add(json, "availability", "GET",
		    arena_printf(arena, "%s/availabilities/%s?country=%s", uri,
			last + 1, country));
	}
	links_add(json, "activationLinks", "GET",
	    subscription_uri(arena, of, "activationlinks"));
	if (of->parent_id != NULL)
		links_add(json, "parentSubscription", "GET",
		    URI_OF(arena, "customers", of->customer_id, "subscriptions",
			of->parent_id));
	links_add(json, "self", "GET", subscription_uri(arena, of, NULL));
	links_end(json);
}

/* Why it is suspended: nobody but the partner does it here. */
static const char *const suspension_reasons[] = { "CustomerCancellation",
	NULL };

/* A word the Java SDK does not know spoils its whole answer. */
static const char *status_of(
    const struct request *rq, const struct subscription *of)
{
	const char *status = subscription_status(of);

	return text_same(status, "expired") && client_is_java(rq) ? "deleted"
								  : status;
}

/* What PATCH may do now (resources.json: edit, cancel). */
static const char *const *actions_of(const struct subscription *of)
{
	static const char *const none[] = { NULL };
	static const char *const edit[] = { "edit", NULL };
	static const char *const both[] = { "edit", "cancel", NULL };

	if (strcmp(of->state, "deleted") == 0)
		return none;
	return subscription_is_marketplace(of) ? both : edit;
}

/* An option's date under both of its names (api.md 7, 12). */
static void refund_json(struct json_out *json, const char *type, int64_t at)
{
	json_object_begin(json, NULL);
	json_text(json, "type", type);
	json_instant(json, "expiresAt", at);
	json_instant(json, "expiresAfter", at);
	json_object_end(json);
}

/* What ends by status "deleted" gives back all on the day of purchase, then
 * the unused days of its billing period. */
static void refunds_json(
    struct ctx *cx, struct json_out *json, const struct subscription *of)
{
	int months = billing_months(of->billing_cycle, of->term);
	int64_t today = day_of(cx->now);
	struct period period;

	if (!subscription_is_marketplace(of) || months == 0 ||
	    strcmp(of->state, "deleted") == 0)
		return;
	period = billing_period(of->start_day, months, today);
	json_array_begin(json, "refundOptions");
	if (today <= of->start_day)
		refund_json(json, "Full", day_start(of->start_day + 1));
	refund_json(json, "Partial", day_start(period.end_day + 1));
	json_array_end(json);
}

void subscription_json(struct request *rq, struct json_out *json,
    const struct subscription *of, const char *country)
{
	bool plan = of->kind == PRODUCT_AZURE_PLAN;

	resource_begin(json, NULL);
	json_text(json, "id", of->subscription_id);
	json_text(json, "offerId", of->offer_id);
	json_text(json, "entitlementId", plan ? of->subscription_id : NULL);
	json_text(json, "offerName", of->offer_name);
	json_text(json, "friendlyName", of->friendly_name);
	json_int(json, "quantity", of->quantity);
	json_text(json, "unitType", of->unit);
	json_text(json, "parentSubscriptionId", of->parent_id);
	json_bool(json, "hasPurchasableAddons", of->has_addons);
	json_instant(json, "creationDate", of->created_at);
	json_instant(json, "effectiveStartDate", day_start(of->start_day));
	json_instant(
	    json, "commitmentEndDate", subscription_commitment_end(of));
	json_enum(json, "status", status_of(rq, of));
	json_bool(json, "autoRenewEnabled", of->auto_renew);
	json_bool(json, "isTrial", false);
	json_text(json, "billingType", plan ? "usage" : "license");
	json_enum(json, "billingCycle", of->billing_cycle);
	json_text(json, "termDuration", text_empty(of->term) ? NULL : of->term);
	json_bool(json, "isMicrosoftProduct",
	    text_same_nocase(of->publisher, "microsoft"));
	json_text(json, "publisherName", of->publisher_name);
	json_texts(json, "actions", actions_of(of));
	json_text(json, "partnerId", of->mpn_id);
	if (strcmp(of->state, "suspended") == 0)
		json_texts(json, "suspensionReasons", suspension_reasons);
	json_text(json, "contractType", "subscription");
	refunds_json(&rq->cx, json, of);
	json_text(json, "orderId", of->order_id);
	links_json(rq->cx.arena, json, of, country);
	resource_end(json, "Subscription",
	    etag_of(rq->cx.arena, of->subscription_id, of->version));
}
