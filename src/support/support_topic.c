/*
 * What problems can be about: data, nothing else.
 */
#include "base/text.h"
#include "i18n/i18n.h"
#include "support/service_request.h"

static const struct support_topic topics[] = {
	{ "1001", N_("CSP Purchase/Refund on behalf of customers"),
	    N_("Ask for a refund or a change of a purchase. Give the customer’s tenant id or domain, the order or subscription id, the reason of the refund and the amount."),
	    REQUEST_REFUND },
	{ "1002", N_("Orders and carts"),
	    N_("Something cannot be ordered, or an order is not as it was placed."),
	    REQUEST_PROBLEM },
	{ "1003", N_("Product keys and downloads"),
	    N_("A key is missing or does not work, or a file cannot be downloaded."),
	    REQUEST_PROBLEM },
	{ "1004", N_("Subscriptions and licences"),
	    N_("Seats, renewal, state or licences of a subscription."),
	    REQUEST_PROBLEM },
	{ "1005", N_("Azure reservations"),
	    N_("Buying, exchanging or ending a reservation."),
	    REQUEST_PROBLEM },
	{ "1006", N_("Invoices and payments"),
	    N_("An invoice, a credit or a payment is not as expected."),
	    REQUEST_PROBLEM },
	{ "1007", N_("Customers and relationships"),
	    N_("Adding a customer, its data, or the relationship with it."),
	    REQUEST_PROBLEM },
	{ "1008", N_("Users, roles and sign-in"),
	    N_("Somebody cannot sign in, or may not do what the role allows."),
	    REQUEST_PROBLEM },
	{ "1009", N_("Programs and webhooks"),
	    N_("The REST API, tokens, app registrations or webhooks."),
	    REQUEST_PROBLEM },
	{ "1010", N_("Anything else"), N_("What fits nowhere else."),
	    REQUEST_PROBLEM },
	{ 0 },
};

const struct support_topic *support_topics(void)
{
	return topics;
}

const struct support_topic *support_topic_find(const char *id)
{
	for (const struct support_topic *t = topics; t->id != NULL; t++)
		if (text_same(t->id, id))
			return t;
	return NULL;
}
