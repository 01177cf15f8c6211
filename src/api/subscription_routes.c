/*
 * Subscriptions over REST (api.md 2.7): list, one, change; and the
 * registration of an Azure plan for reservations (2.8): every active plan is
 * registered here. What may change, orders/ says.
 */
#include <string.h>

#include "accounts/permission.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/line_input.h"
#include "api/order_json.h"
#include "api/routes.h"
#include "api/subscription_json.h"
#include "base/day.h"
#include "customers/customer.h"
#include "i18n/i18n.h"
#include "orders/order.h"
#include "orders/subscription.h"

struct subscriptions_query {
	const char *order_id, *mpn_id;
};
static const struct field subscriptions_query[] = {
	FIELD_AS("order_id", TEXT, struct subscriptions_query, order_id,
	    .alias = "orderId", .max = 64,
	    .help = N_("Only those of this order.")),
	FIELD_AS("mpn_id", TEXT, struct subscriptions_query, mpn_id,
	    .alias = "mpnId", .max = 64,
	    .help = N_("Only those of this reseller.")),
	FIELD_END,
};

static struct error subscriptions_show(struct request *rq)
{
	const struct subscriptions_query *query = rq->query;
	struct customer customer;
	struct order order;
	struct subscription_filter filter = { 0 };
	struct subscription_list list;
	struct json_out json;
	struct error e = path_customer(rq, &customer);

	if (e.code)
		return e;
	if (!text_empty(query->order_id))
		filter.order_id = query->order_id;
	if (!text_empty(query->mpn_id))
		filter.mpn_id = query->mpn_id;
	if (filter.order_id != NULL &&
	    (e = order_load(
		 &rq->cx, customer.customer_id, query->order_id, &order))
		.code)
		return e;
	e = subscription_list(&rq->cx, customer.customer_id, &filter, &list);
	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	collection_begin(&json, list.count);
	for (size_t i = 0; i < list.count; i++)
		subscription_json(
		    rq, &json, &list.subscriptions[i], customer.country);
	collection_end(&json, URI_OF(rq->cx.arena, "customers",
				  customer.customer_id, "subscriptions"));
	return OK;
}

static struct error subscription_open(struct request *rq,
    struct customer *ret_customer, struct subscription *ret_subscription)
{
	struct error e = path_customer(rq, ret_customer);

	if (e.code)
		return e;
	return subscription_load(&rq->cx, ret_customer->customer_id,
	    text_trim(rq->cx.arena, request_param(rq, "subscription")),
	    ret_subscription);
}

static struct error subscription_show(struct request *rq)
{
	struct customer customer;
	struct subscription subscription;
	struct json_out json;
	struct error e = subscription_open(rq, &customer, &subscription);

	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	subscription_json(rq, &json, &subscription, customer.country);
	return OK;
}

/* Add-ons bought for it, whatever their state. */
static struct error addons_show(struct request *rq)
{
	struct customer customer;
	struct subscription subscription;
	struct subscription_filter filter = { 0 };
	struct subscription_list list;
	struct json_out json;
	struct error e = subscription_open(rq, &customer, &subscription);

	if (e.code)
		return e;
	filter.parent_id = subscription.subscription_id;
	e = subscription_list(&rq->cx, customer.customer_id, &filter, &list);
	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	collection_begin(&json, list.count);
	for (size_t i = 0; i < list.count; i++)
		subscription_json(
		    rq, &json, &list.subscriptions[i], customer.country);
	collection_end(
	    &json, subscription_uri(rq->cx.arena, &subscription, "addons"));
	return OK;
}

/* A plan is one Azure subscription here, with its id; seats have none. */
static struct error azure_show(struct request *rq)
{
	struct customer customer;
	struct subscription plan;
	struct json_out json;
	struct error e = subscription_open(rq, &customer, &plan);
	bool is_plan;

	if (e.code)
		return e;
	is_plan = plan.kind == PRODUCT_AZURE_PLAN;
	answer_begin(rq, 200, &json);
	collection_begin(&json, is_plan ? 1 : 0);
	if (is_plan) {
		resource_begin(&json, NULL);
		json_text(&json, "id", plan.subscription_id);
		json_text(&json, "friendlyName", plan.friendly_name);
		json_enum(&json, "status", plan.state);
		json_text(&json, "subscriptionId", plan.subscription_id);
		resource_end(&json, "AzureEntitlement", NULL);
	}
	collection_end(
	    &json, subscription_uri(rq->cx.arena, &plan, "azureEntitlements"));
	return OK;
}

static struct error activate_effects(struct request *rq)
{
	struct subscription subscription;
	struct customer customer;
	struct json_out json;
	struct error e = path_customer(rq, &customer);

	if (e.code == 0)
		e = subscription_activate(&rq->cx, customer.customer_id,
		    text_trim(rq->cx.arena, request_param(rq, "subscription")),
		    &subscription);
	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	resource_begin(&json, NULL);
	json_text(&json, "subscriptionId", subscription.subscription_id);
	json_text(&json, "status", "Success");
	resource_end(&json, "SubscriptionActivationResult", NULL);
	return OK;
}

static struct error activation_show(struct request *rq)
{
	struct customer customer;
	struct subscription subscription;
	struct json_out json;
	struct error e = subscription_open(rq, &customer, &subscription);
	bool has_link;

	if (e.code)
		return e;
	has_link = subscription_is_marketplace(&subscription) &&
		   strcmp(subscription.state, "deleted") != 0;
	answer_begin(rq, 200, &json);
	collection_begin(&json, has_link ? 1 : 0);
	if (has_link)
		activation_link_json(rq, &json, customer.customer_id,
		    subscription.subscription_id, subscription.line_number);
	collection_end(&json,
	    subscription_uri(rq->cx.arena, &subscription, "activationlinks"));
	return OK;
}

static struct error provisioning_show(struct request *rq)
{
	struct customer customer;
	struct subscription subscription;
	struct json_out json;
	struct error e = subscription_open(rq, &customer, &subscription);
	const char *sku;

	if (e.code == ERR_SUBSCRIPTION_UNKNOWN)
		return fail(ERR_PROVISIONING_UNKNOWN, NULL);
	if (e.code)
		return e;
	sku = strchr(subscription.offer_id, ':');
	answer_begin(rq, 200, &json);
	resource_begin(&json, NULL);
	json_text_n(&json, "skuId", sku == NULL ? "" : sku + 1,
	    sku == NULL ? 0 : strcspn(sku + 1, ":"));
	json_text(&json, "status",
	    strcmp(subscription.state, "deleted") == 0 ? "deleted" : "success");
	json_int(&json, "quantity", subscription.quantity);
	json_instant(
	    &json, "endDate", subscription_commitment_end(&subscription));
	resource_end(&json, "SubscriptionProvisioningStatus", NULL);
	return OK;
}

/* ---- change ---- */

/* By name or position; "none" and "unknown" leave it as it is. */
static const char *const states[] = { "none", "active", "pending", "suspended",
	"deleted", "expired", "disabled", NULL };

struct patch_sent {
	const char *id, *friendly_name, *mpn_id;
	int64_t quantity;
	bool has_quantity, auto_renew, has_auto_renew;
	int state, billing_cycle;
	struct attributes_input attributes;
};
static const struct field patch_fields[] = {
	FIELD(TEXT, struct patch_sent, id, .max = 64),
	FIELD(INT, struct patch_sent, quantity,
	    .has_offset = offsetof(struct patch_sent, has_quantity),
	    .help = N_("Seats; a change is charged or credited by the unused "
		       "days of the billing period.")),
	FIELD_AS(
	    "friendlyName", TEXT, struct patch_sent, friendly_name, .max = 256),
	FIELD_AS("autoRenewEnabled", BOOL, struct patch_sent, auto_renew,
	    .has_offset = offsetof(struct patch_sent, has_auto_renew)),
	FIELD_AS("status", CHOICE, struct patch_sent, state, .choices = states),
	FIELD_AS("billingCycle", CHOICE, struct patch_sent, billing_cycle,
	    .choices = billing_cycles,
	    .help = N_("As it is; another one is set on the order.")),
	FIELD_AS("partnerId", TEXT, struct patch_sent, mpn_id, .max = 64),
	FIELD(
	    OBJECT, struct patch_sent, attributes, .fields = attributes_fields),
	FIELD_END,
};

/* The whole resource comes back: what is not there, is null or "unknown"
 * stays. */
static struct subscription_change change_of(
    const struct patch_sent *sent, const struct subscription *now)
{
	return (struct subscription_change){
		.has_quantity = sent->has_quantity,
		.quantity = sent->quantity,
		.has_auto_renew = sent->has_auto_renew,
		.auto_renew = sent->auto_renew,
		.friendly_name = text_empty(sent->friendly_name)
				     ? NULL
				     : sent->friendly_name,
		.state = sent->state == 0 ? NULL : states[sent->state],
		.billing_cycle = billing_cycle_of(sent->billing_cycle),
		.mpn_id = text_empty(sent->mpn_id) ||
				  text_same(sent->mpn_id, now->mpn_id)
			      ? NULL
			      : sent->mpn_id,
	};
}

static struct error id_check(
    struct request *rq, const struct subscription *subscription)
{
	const struct patch_sent *sent = rq->input;

	if (text_empty(sent->id) ||
	    text_same_nocase(sent->id, subscription->subscription_id))
		return OK;
	return fail_with(rq->cx.arena, ERR_FIELD_FORMAT, "id",
	    HOLES({ "wanted", subscription->subscription_id }));
}

static struct error patch_effects(struct request *rq)
{
	const struct patch_sent *sent = rq->input;
	struct customer customer;
	struct subscription now;
	struct subscription_change change;
	struct subscription_plan plan;
	struct json_out json;
	struct error e = subscription_open(rq, &customer, &now);

	if (e.code == 0)
		e = id_check(rq, &now);
	if (e.code == 0)
		e = etag_check(rq, &sent->attributes,
		    etag_of(rq->cx.arena, now.subscription_id, now.version),
		    false);
	if (e.code)
		return e;
	change = change_of(sent, &now);
	e = subscription_change(
	    &rq->cx, customer.customer_id, now.subscription_id, &change, &plan);
	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	subscription_json(rq, &json, &plan.after, customer.country);
	return OK;
}

/* ---- registration for reservations ---- */

static bool is_registered(const struct subscription *subscription)
{
	return subscription->kind == PRODUCT_AZURE_PLAN &&
	       strcmp(subscription->state, "active") == 0;
}

static struct error registration_prepare(struct request *rq)
{
	struct customer customer;
	struct subscription subscription;
	struct error e = subscription_open(rq, &customer, &subscription);

	if (e.code)
		return e;
	if (!is_registered(&subscription))
		return fail(ERR_RESERVATION_SUBSCRIPTION, NULL);
	answer_empty(rq, 202);
	response_header(rq, "Location",
	    subscription_uri(
		rq->cx.arena, &subscription, "registrationstatus"));
	return OK;
}

/* prepare has answered: nothing is left to do in the writer. */
static struct error registration_effects(struct request *rq)
{
	(void)rq;
	return OK;
}

static struct error registration_show(struct request *rq)
{
	struct customer customer;
	struct subscription subscription;
	struct json_out json;
	struct error e = subscription_open(rq, &customer, &subscription);

	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	resource_begin(&json, NULL);
	json_text(&json, "subscriptionId", subscription.subscription_id);
	json_text(&json, "status",
	    is_registered(&subscription) ? "Registered" : "NotRegistered");
	resource_end(&json, "SubscriptionRegistrationStatus", NULL);
	return OK;
}

#define SUBSCRIPTION "/v1/customers/{customer}/subscriptions/{subscription}"
#define UNKNOWN ERR_CUSTOMER_UNKNOWN, ERR_SUBSCRIPTION_UNKNOWN

const struct route api_subscription_routes[] = {
	{ GET, "/v1/customers/{customer}/subscriptions",
	    .needs = MAY_SEE_ORDERS, .query = subscriptions_query,
	    .query_size = sizeof(struct subscriptions_query),
	    .read = subscriptions_show,
	    .summary = N_("Licence-based subscriptions and Azure plans."),
	    API(1, ANY_CALLER, LIST_OF("Subscription"),
		ERRORS(ERR_CUSTOMER_UNKNOWN)) },
	{ GET, SUBSCRIPTION, .needs = MAY_SEE_ORDERS, .read = subscription_show,
	    .summary = N_("One subscription."),
	    API(1, ANY_CALLER, ONE(200, "Subscription"), ERRORS(UNKNOWN)) },
	{ PATCH, SUBSCRIPTION, .needs = MAY_ORDER, .body = patch_fields,
	    .body_size = sizeof(struct patch_sent), .effects = patch_effects,
	    .summary = N_("Changes seats, name, renewal, state or reseller: "
			  "what differs from what is sent."),
	    API(2, ANY_CALLER, ONE(200, "Subscription"),
		ERRORS(UNKNOWN, ERR_ETAG_STALE, ERR_SUBSCRIPTION_DELETED,
		    ERR_SUBSCRIPTION_SUSPENDED, ERR_SUBSCRIPTION_MOVE,
		    ERR_SUBSCRIPTION_OVER, ERR_SEATS_RANGE, ERR_SEATS_FIXED,
		    ERR_AUTO_RENEW_IMPOSSIBLE, ERR_CYCLE_ON_ORDER,
		    ERR_PARENT_INACTIVE, ERR_ACTIVATION_FIRST, ERR_ADVISER_BAD,
		    ERR_RECORD_UNKNOWN, ERR_RECORD_PROVIDER,
		    ERR_RESELLER_UNKNOWN, ERR_RESELLER_UNSIGNED)) },
	{ GET, SUBSCRIPTION "/addons", .needs = MAY_SEE_ORDERS,
	    .read = addons_show,
	    .summary = N_("Add-ons bought for a subscription."),
	    API(2, ANY_CALLER, LIST_OF("Subscription"), ERRORS(UNKNOWN)) },
	{ GET, SUBSCRIPTION "/azureEntitlements", .needs = MAY_SEE_ORDERS,
	    .read = azure_show,
	    .summary = N_("The Azure subscriptions of an Azure plan."),
	    API(2, ANY_CALLER, LIST_OF("AzureEntitlement"), ERRORS(UNKNOWN)) },
	{ POST, SUBSCRIPTION "/activate", .needs = MAY_ORDER,
	    .body_ignored = true, .effects = activate_effects,
	    .summary = N_("Activates seats of another publisher, in a "
			  "sandbox."),
	    API(2, ANY_CALLER, ONE(200, "SubscriptionActivationResult"),
		ERRORS(UNKNOWN, ERR_SANDBOX_ONLY, ERR_NOT_MARKETPLACE,
		    ERR_ACTIVATED_ALREADY, ERR_SUBSCRIPTION_DELETED)) },
	{ GET, SUBSCRIPTION "/activationlinks", .needs = MAY_SEE_ORDERS,
	    .read = activation_show,
	    .summary = N_("Activation links of a subscription: of seats of "
			  "another publisher."),
	    API(1, ANY_CALLER, LIST_OF("OrderLineItemActivationLink"),
		ERRORS(UNKNOWN)) },
	{ GET, SUBSCRIPTION "/provisioningstatus", .needs = MAY_SEE_ORDERS,
	    .read = provisioning_show,
	    .summary = N_("How far a subscription is delivered."),
	    API(1, APP_USER, ONE(200, "SubscriptionProvisioningStatus"),
		ERRORS(UNKNOWN)) },
	{ POST, SUBSCRIPTION "/registrations", .needs = MAY_ORDER_RESERVATIONS,
	    .body_ignored = true, .prepare = registration_prepare,
	    .effects = registration_effects,
	    .summary = N_("Registers an Azure plan for reservations."),
	    API(1, ANY_CALLER, NOTHING(202), ERRORS(UNKNOWN)) },
	{ GET, SUBSCRIPTION "/registrationstatus", .needs = MAY_SEE_ORDERS,
	    .read = registration_show,
	    .summary = N_("Whether reservations may be bought for it."),
	    API(1, ANY_CALLER, ONE(200, "SubscriptionRegistrationStatus"),
		ERRORS(UNKNOWN)) },
	ROUTE_END,
};
