/*
 * The tables of routes of the REST API, one per file of routes.
 */
#ifndef KONTOR_API_ROUTES_H
#define KONTOR_API_ROUTES_H

#include "http/http.h"

extern const struct route api_address_routes[];
extern const struct route api_agreement_routes[];
extern const struct route api_audit_routes[];
extern const struct route api_benefit_routes[];
extern const struct route api_cart_routes[];
extern const struct route api_catalog_routes[];
extern const struct route api_clock_routes[];
extern const struct route api_customer_change_routes[];
extern const struct route api_customer_routes[];
extern const struct route api_edition_routes[];
extern const struct route api_entitlement_routes[];
extern const struct route api_inventory_routes[];
extern const struct route api_license_routes[];
extern const struct route api_invoice_line_routes[];
extern const struct route api_invoice_routes[];
extern const struct route api_market_routes[];
extern const struct route api_notification_routes[];
extern const struct route api_order_routes[];
extern const struct route api_partner_setting_routes[];
extern const struct route api_partner_user_routes[];
extern const struct route api_profile_routes[];
extern const struct route api_provisioning_routes[];
extern const struct route api_role_routes[];
extern const struct route api_qualification_routes[];
extern const struct route api_reconciliation_routes[];
extern const struct route api_reseller_routes[];
extern const struct route api_service_request_routes[];
extern const struct route api_software_routes[];
extern const struct route api_subscription_routes[];
extern const struct route api_token_routes[];
extern const struct route api_user_routes[];
extern const struct route api_webhook_routes[];
extern const struct route api_discovery_routes[];

#endif
