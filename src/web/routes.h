/*
 * The tables of routes of the dashboard, one per file of pages.
 */
#ifndef KONTOR_WEB_ROUTES_H
#define KONTOR_WEB_ROUTES_H

#include "http/http.h"

extern const struct route web_account_routes[];
extern const struct route web_account_user_form_routes[];
extern const struct route web_account_user_routes[];
extern const struct route web_account_users_routes[];
extern const struct route web_activity_export_routes[];
extern const struct route web_activity_routes[];
extern const struct route web_application_form_routes[];
extern const struct route web_application_page_routes[];
extern const struct route web_application_secret_routes[];
extern const struct route web_applications_routes[];
extern const struct route web_webhook_delivery_routes[];
extern const struct route web_webhook_form_routes[];
extern const struct route web_webhooks_routes[];
extern const struct route web_authorize_routes[];
extern const struct route web_agreement_routes[];
extern const struct route web_billing_routes[];
extern const struct route web_invoice_routes[];
extern const struct route web_calculator_routes[];
extern const struct route web_cancel_routes[];
extern const struct route web_cart_routes[];
extern const struct route web_customer_account_routes[];
extern const struct route web_customer_act_routes[];
extern const struct route web_customer_profile_routes[];
extern const struct route web_customer_routes[];
extern const struct route web_customer_new_routes[];
extern const struct route web_customers_routes[];
extern const struct route web_clock_routes[];
extern const struct route web_device_routes[];
extern const struct route web_help_routes[];
extern const struct route web_keys_routes[];
extern const struct route web_markets_routes[];
extern const struct route web_notification_routes[];
extern const struct route web_orders_routes[];
extern const struct route web_organisation_form_routes[];
extern const struct route web_organisation_routes[];
extern const struct route web_partner_setting_routes[];
extern const struct route web_products_routes[];
extern const struct route web_reconciliation_routes[];
extern const struct route web_reference_routes[];
extern const struct route web_reservations_routes[];
extern const struct route web_password_routes[];
extern const struct route web_search_routes[];
extern const struct route web_security_routes[];
extern const struct route web_sign_in_step_routes[];
extern const struct route web_sign_in_routes[];
extern const struct route web_permissions_routes[];
extern const struct route web_software_routes[];
extern const struct route web_subscriptions_routes[];
extern const struct route web_support_form_routes[];
extern const struct route web_support_routes[];
extern const struct route web_support_thread_routes[];
extern const struct route web_static_routes[];
extern const struct route web_terms_routes[];
extern const struct route web_today_routes[];
extern const struct route web_user_new_routes[];
extern const struct route web_user_routes[];
extern const struct route web_users_routes[];

#endif
