/*
 * All tables of the dashboard, and its static files.
 */
#include "web/web.h"

#include "accounts/permission.h"
#include "web/routes.h"

const struct route web_static_routes[] = {
	{ GET, "/static/{rest*}", .needs = MAY_ANYONE, .plain = true,
	    .read = http_static_read },
	ROUTE_END,
};

static struct error unknown_read(struct request *rq __attribute__((unused)))
{
	return fail(ERR_ROUTE_UNKNOWN, NULL);
}

/* Any other address, so that who is signed in keeps the menu beside it. */
static const struct route unknown_routes[] = {
	{ GET, "/{rest*}", .needs = MAY_SIGNED_IN, .read = unknown_read },
	ROUTE_END,
};

const struct route *const web_tables[] = {
	web_static_routes,
	web_sign_in_routes,
	web_sign_in_step_routes,
	web_password_routes,
	web_security_routes,
	web_today_routes,
	web_search_routes,
	web_software_routes,
	web_keys_routes,
	web_cancel_routes,
	web_customers_routes,
	web_customer_new_routes,
	web_customer_routes,
	web_users_routes,
	web_user_new_routes,
	web_user_routes,
	web_customer_account_routes,
	web_customer_act_routes,
	web_customer_profile_routes,
	web_products_routes,
	web_cart_routes,
	web_orders_routes,
	web_subscriptions_routes,
	web_reservations_routes,
	web_calculator_routes,
	web_markets_routes,
	web_billing_routes,
	web_invoice_routes,
	web_reconciliation_routes,
	web_activity_routes,
	web_activity_export_routes,
	web_account_routes,
	web_account_users_routes,
	web_account_user_form_routes,
	web_account_user_routes,
	web_notification_routes,
	web_partner_setting_routes,
	web_organisation_routes,
	web_organisation_form_routes,
	web_applications_routes,
	web_webhooks_routes,
	web_webhook_form_routes,
	web_webhook_delivery_routes,
	web_application_form_routes,
	web_application_page_routes,
	web_application_secret_routes,
	web_authorize_routes,
	web_device_routes,
	web_permissions_routes,
	web_terms_routes,
	web_clock_routes,
	web_support_form_routes,
	web_support_routes,
	web_support_thread_routes,
	web_help_routes,
	web_reference_routes,
	web_agreement_routes,
	unknown_routes,
	NULL,
};
