/*
 * Writes the rows of the activity log. Reading them is activity_list.c's,
 * their leaves are activity_leaf.c's.
 */
#include "activity/activity.h"

#include <string.h>

#include "activity/activity_leaf.h"
#include "base/crypto.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "db/db.h"

#define SOFTWARE "software"
#define CUSTOMER "customer"

static const struct activity_action_info infos[ACTIVITY_ACTION_COUNT] = {
	[ACTIVITY_NONE] = { "none", CUSTOMER, "", "", "" },
	[ACTIVITY_GET_SOFTWARE_KEY] = { "get_software_key", SOFTWARE,
	    N_("Key shown"), "get_software_key", "software_key" },
	[ACTIVITY_GET_DOWNLOAD_LINK] = { "get_software_download_link", SOFTWARE,
	    N_("Download link copied"), "get_software_download_link",
	    "software_download_link" },
	[ACTIVITY_SOFTWARE_DOWNLOADED] = { "software_downloaded", SOFTWARE,
	    N_("Software downloaded"), "get_software_download_link",
	    "software_download_link" },
	[ACTIVITY_ADD_CUSTOMER] = { "add_customer", CUSTOMER,
	    N_("Customer added"), "add_customer", "customer" },
	[ACTIVITY_CREATE_ORDER] = { "create_order", CUSTOMER,
	    N_("Order placed"), "create_order", "order" },
	[ACTIVITY_CANCEL_ORDER] = { "cancel_order", CUSTOMER,
	    N_("Purchase cancelled"), "update_order", "order" },
	[ACTIVITY_UPDATE_ORDER] = { "update_order", CUSTOMER,
	    N_("Add-on ordered"), "update_order", "order" },
	[ACTIVITY_UPDATE_SUBSCRIPTION] = { "update_subscription", CUSTOMER,
	    N_("Subscription changed"), "update_subscription", "subscription" },
	[ACTIVITY_SET_CLOCK] = { "set_clock", CUSTOMER, N_("Test clock set"),
	    "update_sandbox_clock", "sandbox_clock" },
	[ACTIVITY_SIGN_IN] = { "sign_in", CUSTOMER, N_("Signed in"), "sign_in",
	    "partner_user" },
	[ACTIVITY_CREATE_CUSTOMER_USER] = { "create_customer_user", CUSTOMER,
	    N_("Customer’s user added"), "create_customer_user",
	    "customer_user" },
	[ACTIVITY_UPDATE_CUSTOMER_USER] = { "update_customer_user", CUSTOMER,
	    N_("Customer’s user changed"), "update_customer_user",
	    "customer_user" },
	[ACTIVITY_RENAME_CUSTOMER_USER] = { "update_customer_user_principal_name",
	    CUSTOMER, N_("User name of a customer’s user changed"),
	    "update_customer_user_principal_name", "customer_user" },
	[ACTIVITY_RESET_CUSTOMER_USER_PASSWORD] = { "reset_customer_user_password",
	    CUSTOMER, N_("Password of a customer’s user reset"),
	    "reset_customer_user_password", "customer_user" },
	[ACTIVITY_DELETE_CUSTOMER_USER] = { "delete_customer_user", CUSTOMER,
	    N_("Customer’s user deleted"), "delete_customer_user",
	    "customer_user" },
	[ACTIVITY_RESTORE_CUSTOMER_USER] = { "restore_customer_user", CUSTOMER,
	    N_("Customer’s user restored"), "restore_customer_user",
	    "customer_user" },
	[ACTIVITY_ADD_USER_MEMBER] = { "add_user_member", CUSTOMER,
	    N_("Role given to a customer’s user"), "add_user_member",
	    "customer_directory_role" },
	[ACTIVITY_REMOVE_USER_MEMBER] = { "remove_user_member", CUSTOMER,
	    N_("Role taken from a customer’s user"), "remove_user_member",
	    "customer_directory_role" },
	[ACTIVITY_UPDATE_USER_LICENSES] = { "update_customer_user_licenses",
	    CUSTOMER, N_("Licences of a customer’s user changed"),
	    "update_customer_user_licenses", "license" },
	[ACTIVITY_REGISTER_APPLICATION] = { "register_application", CUSTOMER,
	    N_("Program registered"), "register_application", "application" },
	[ACTIVITY_UPDATE_APPLICATION] = { "update_application", CUSTOMER,
	    N_("Program changed"), "update_application", "application" },
	[ACTIVITY_UNREGISTER_APPLICATION] = { "unregister_application",
	    CUSTOMER, N_("Program deleted"), "unregister_application",
	    "application" },
	[ACTIVITY_ADD_APPLICATION_CREDENTIAL] = { "add_application_credential",
	    CUSTOMER, N_("Secret of a program added"),
	    "add_application_credential", "application_credential" },
	[ACTIVITY_REMOVE_APPLICATION_CREDENTIAL] = { "remove_application_credential",
	    CUSTOMER, N_("Secret of a program revoked"),
	    "remove_application_credential", "application_credential" },
	[ACTIVITY_CONSENT_TO_APPLICATION] = { "consent_to_application",
	    CUSTOMER, N_("Program allowed to act for a user"),
	    "consent_to_application", "application" },
	[ACTIVITY_END_CONSENT] = { "end_consent", CUSTOMER,
	    N_("Program no longer acts for a user"), "end_consent",
	    "application" },
	[ACTIVITY_SET_STRICT_APP_USER] = { "set_strict_app_user", CUSTOMER,
	    N_("Programs alone switched on or off"), "update_partner",
	    "partner" },
	[ACTIVITY_UPDATE_BILLING_PROFILE] = { "update_billing_profile",
	    CUSTOMER, N_("Billing profile changed"),
	    "update_customer_billing_profile", "customer" },
	[ACTIVITY_UPDATE_QUALIFICATION] = { "update_qualification", CUSTOMER,
	    N_("Qualification requested"), "update_customer_qualification",
	    "customer" },
	[ACTIVITY_REMOVE_RELATIONSHIP] = { "remove_relationship", CUSTOMER,
	    N_("Relationship ended"), "remove_partner_customer_relationship",
	    "customer" },
	[ACTIVITY_DELETE_CUSTOMER] = { "delete_customer", CUSTOMER,
	    N_("Customer deleted"), "delete_customer", "customer" },
	[ACTIVITY_ADD_DOMAIN] = { "add_domain", CUSTOMER, N_("Domain added"),
	    "add_customer_domain", "customer" },
	[ACTIVITY_CREATE_AGREEMENT] = { "create_agreement", CUSTOMER,
	    N_("Agreement confirmed"), "create_agreement", "agreement" },
	[ACTIVITY_ADD_RESELLER] = { "add_reseller", CUSTOMER,
	    N_("Reseller added"), "create_partner_relationship",
	    "partner_relationship" },
	[ACTIVITY_UPDATE_PROFILE] = { "update_profile", CUSTOMER,
	    N_("Profile changed"), "update_partner_profile",
	    "partner_profile" },
	[ACTIVITY_CREATE_SERVICE_REQUEST] = { "create_service_request",
	    CUSTOMER, N_("Problem reported"), "create_service_request",
	    "service_request" },
	[ACTIVITY_UPDATE_SERVICE_REQUEST] = { "update_service_request",
	    CUSTOMER, N_("Problem report changed"), "update_service_request",
	    "service_request" },
	[ACTIVITY_GRANT_REFUND] = { "grant_refund", CUSTOMER,
	    N_("Refund granted"), "grant_refund", "service_request" },
	[ACTIVITY_CHANGE_WEBHOOK] = { "change_webhook", CUSTOMER,
	    N_("Webhook changed"), "update_webhook", "webhook" },
	[ACTIVITY_CHANGE_PASSWORD] = { "change_password", CUSTOMER,
	    N_("Password changed"), "change_password", "account" },
	[ACTIVITY_ENABLE_SECOND_FACTOR] = { "enable_second_factor", CUSTOMER,
	    N_("Second factor turned on"), "enable_second_factor", "account" },
	[ACTIVITY_DISABLE_SECOND_FACTOR] = { "disable_second_factor", CUSTOMER,
	    N_("Second factor turned off"), "disable_second_factor",
	    "account" },
	[ACTIVITY_RENEW_RECOVERY_CODES] = { "renew_recovery_codes", CUSTOMER,
	    N_("Recovery codes made anew"), "renew_recovery_codes", "account" },
	[ACTIVITY_DEMAND_SECOND_FACTOR] = { "demand_second_factor", CUSTOMER,
	    N_("Demand for a second factor switched on or off"),
	    "update_partner", "partner" },
	[ACTIVITY_END_SESSION] = { "end_session", CUSTOMER,
	    N_("Signed out elsewhere"), "end_session", "account" },
	[ACTIVITY_ISSUE_INVOICE] = { "ready_invoice", CUSTOMER,
	    N_("Invoice issued"), "ready_invoice", "invoice" },
	[ACTIVITY_PAY_INVOICE] = { "pay_invoice", CUSTOMER, N_("Invoice paid"),
	    "update_invoice", "invoice" },
	[ACTIVITY_WRITE_EDITION] = { "write_edition", CUSTOMER,
	    N_("Draft of an edition written"), "write_policy_edition",
	    "policy_edition" },
	[ACTIVITY_ADOPT_EDITION] = { "adopt_edition", CUSTOMER,
	    N_("Edition adopted"), "adopt_policy_edition", "policy_edition" },
	[ACTIVITY_WITHDRAW_EDITION] = { "withdraw_edition", CUSTOMER,
	    N_("Edition withdrawn"), "withdraw_policy_edition",
	    "policy_edition" },
	[ACTIVITY_DISCARD_EDITION] = { "discard_edition", CUSTOMER,
	    N_("Draft of an edition discarded"), "discard_policy_edition",
	    "policy_edition" },
	[ACTIVITY_IMPORT_CATALOGUE] = { "import_catalogue", CUSTOMER,
	    N_("Catalogue taken in"), "import_catalogue", "catalogue" },
	[ACTIVITY_IMPORT_PRICES] = { "import_prices", CUSTOMER,
	    N_("Prices taken in"), "import_prices", "price_sheet" },
	[ACTIVITY_START_INVOICE_RUN] = { "start_invoice_run", CUSTOMER,
	    N_("Invoice run started"), "start_invoice_run", "invoice_run" },
	[ACTIVITY_LOAD_KEYS] = { "load_keys", CUSTOMER, N_("Keys loaded"),
	    "load_keys", "key_pool" },
	[ACTIVITY_CHANGE_KEY_POOL] = { "change_key_pool", CUSTOMER,
	    N_("Key pool changed"), "update_key_pool", "key_pool" },
	[ACTIVITY_ADD_FILE] = { "add_file", CUSTOMER, N_("File added"),
	    "add_file", "file" },
	[ACTIVITY_WITHDRAW_FILE] = { "withdraw_file", CUSTOMER,
	    N_("File withdrawn or offered again"), "update_file", "file" },
	[ACTIVITY_ADD_PARTNER] = { "add_partner", CUSTOMER, N_("Partner added"),
	    "add_partner", "partner" },
	[ACTIVITY_CHANGE_PARTNER] = { "change_partner", CUSTOMER,
	    N_("Partner changed"), "update_partner", "partner" },
	[ACTIVITY_ADD_PARTNER_USER] = { "add_partner_user", CUSTOMER,
	    N_("User added by the programme"), "add_partner_user",
	    "partner_user" },
	[ACTIVITY_CHANGE_PARTNER_USER] = { "change_partner_user", CUSTOMER,
	    N_("User changed by the programme"), "update_partner_user",
	    "partner_user" },
	[ACTIVITY_DECIDE_QUALIFICATION] = { "decide_qualification", CUSTOMER,
	    N_("Qualification decided"), "update_customer_qualification",
	    "customer" },
	[ACTIVITY_RETRY_MESSAGE] = { "retry_message", CUSTOMER,
	    N_("Message sent again"), "retry_message", "message" },
	[ACTIVITY_CREATE_PARTNER_USER] = { "create_partner_user", CUSTOMER,
	    N_("Partner’s user invited"), "create_partner_user",
	    "partner_user" },
	[ACTIVITY_UPDATE_PARTNER_USER] = { "update_partner_user", CUSTOMER,
	    N_("Partner’s user changed"), "update_partner_user",
	    "partner_user" },
	[ACTIVITY_DISABLE_PARTNER_USER] = { "remove_partner_user", CUSTOMER,
	    N_("Partner’s user disabled"), "remove_partner_user",
	    "partner_user" },
	[ACTIVITY_ENABLE_PARTNER_USER] = { "enable_partner_user", CUSTOMER,
	    N_("Partner’s user enabled again"), "update_partner_user",
	    "partner_user" },
	[ACTIVITY_INVITE_PARTNER_USER] = { "invite_partner_user", CUSTOMER,
	    N_("Partner’s user invited again"), "update_partner_user",
	    "partner_user" },
	[ACTIVITY_UPDATE_PARTNER_SETTINGS] = { "update_partner_settings",
	    CUSTOMER, N_("Settings of the account changed"), "update_partner",
	    "partner" },
};

const struct activity_action_info *activity_action_info(
    enum activity_action action)
{
	return &infos[action];
}

/* A row before it is written: what the caller said and what cx adds. */
struct entry {
	int64_t partner_id;
	int64_t at;
	int64_t activity_id;
	const struct activity_action_info *info;
	const char *result;
	const char *reason;
	enum actor_kind actor_kind;
	const char *actor_id;
	const char *actor_name;
	const char *client_id;
	const char *details;
	const struct activity *what;
	uint8_t salt[SALT_BYTES];
	uint8_t leaf[SHA256_BYTES];
};

static void entry_leaf(struct ctx *cx, struct entry *entry)
{
	const struct activity *what = entry->what;
	struct leaf leaf = { .partner_id = entry->partner_id,
		.at = entry->at,
		.activity_id = entry->activity_id,
		.actor_kind = (int64_t)entry->actor_kind,
		.line_number = what->order_id != NULL ? what->line_number : -1,
		.texts = { entry->info->tab, entry->info->id, entry->result,
		    entry->reason, entry->actor_id, entry->client_id,
		    what->customer_id, what->order_id, what->product_id,
		    what->sku_id, what->title, what->file_id,
		    entry->details } };

	memcpy(leaf.salt, entry->salt, SALT_BYTES);
	leaf_digest(cx->arena, &leaf, entry->leaf);
}

static const char *details_json(struct ctx *cx, const struct hole *details)
{
	struct text out;
	struct json_out json;

	if (details == NULL || details->name == NULL)
		return NULL;
	text_init(&out, cx->arena);
	json_start(&json, &out);
	json_object_begin(&json, NULL);
	for (; details->name != NULL; details++)
		json_text(&json, details->name, details->value);
	json_object_end(&json);
	return out.bytes;
}

static void entry_actor(
    struct ctx *cx, const struct activity *what, struct entry *entry)
{
	const struct principal *who = cx->who;

	if (what->actor_kind != 0) {
		entry->actor_kind = what->actor_kind;
		entry->actor_id = what->actor_id;
		entry->actor_name = what->actor_name;
		return;
	}
	if (who == NULL) {
		entry->actor_kind = ACTOR_SYSTEM;
		return;
	}
	entry->actor_kind = who->kind;
	entry->actor_id = who->user_id != NULL ? who->user_id : who->client_id;
	entry->actor_name = who->user_name;
	entry->client_id = who->client_id;
}

static struct error entry_make(struct ctx *cx, const struct activity *what,
    struct error outcome, struct entry *entry)
{
	const struct partner *partner = what->partner;

	if (partner == NULL && cx->who != NULL)
		partner = cx->who->partner;
	if (partner == NULL || what->action <= ACTIVITY_NONE ||
	    what->action >= ACTIVITY_ACTION_COUNT) {
		log_event(LOG_ERROR, "activity without partner or action",
		    LOG_I("action", what->action));
		return fail(ERR_INTERNAL, NULL);
	}
	*entry = (struct entry){ .what = what,
		.partner_id = partner->partner_id,
		.at = what->at != 0 ? what->at : cx->now,
		.info = activity_action_info(what->action),
		.result = outcome.code == 0 ? "done" : "refused",
		.reason =
		    outcome.code == 0 ? NULL : error_info(outcome.code)->name,
		.details = details_json(cx, what->details) };
	entry_actor(cx, what, entry);
	crypto_random(&entry->activity_id, sizeof(entry->activity_id));
	entry->activity_id = (entry->activity_id & INT64_MAX) | 1;
	crypto_random(entry->salt, sizeof(entry->salt));
	entry_leaf(cx, entry);
	return OK;
}

/* Which detail names the thing, where it is no order; the mark keeps numbers
 * of different things apart. */
static const char *object_of_details(struct ctx *cx, const struct hole *details)
{
	static const char *const names[][2] = { { "ServiceRequestId", "" },
		{ "InvoiceId", "" }, { "CustomerUserId", "" },
		{ "PartnerUserId", "" }, { "ApplicationId", "" },
		{ "DeliveryId", "" }, { "Draft", "edition/" },
		{ "Import", "import/" } };

	for (; details != NULL && details->name != NULL; details++)
		for (size_t i = 0; i < COUNT(names); i++)
			if (strcmp(details->name, names[i][0]) == 0)
				return arena_printf(cx->arena, "%s%s",
				    names[i][1],
				    details->value == NULL ? ""
							   : details->value);
	return NULL;
}

static const char *object_of(struct ctx *cx, const struct entry *entry)
{
	const struct activity *what = entry->what;
	const char *named;

	if (what->order_id != NULL)
		return what->order_id;
	named = object_of_details(cx, what->details);
	if (named != NULL)
		return named;
	switch (what->action) {
	case ACTIVITY_LOAD_KEYS:
	case ACTIVITY_CHANGE_KEY_POOL:
		/* a list may hold keys of several pools */
		if (what->product_id == NULL || what->sku_id == NULL)
			return NULL;
		return arena_printf(
		    cx->arena, "%s:%s", what->product_id, what->sku_id);
	case ACTIVITY_ADD_FILE:
	case ACTIVITY_WITHDRAW_FILE:
		return what->file_id;
	case ACTIVITY_SIGN_IN:
	case ACTIVITY_CHANGE_PASSWORD:
	case ACTIVITY_ENABLE_SECOND_FACTOR:
	case ACTIVITY_DISABLE_SECOND_FACTOR:
	case ACTIVITY_RENEW_RECOVERY_CODES:
	case ACTIVITY_END_SESSION:
		return entry->actor_id;
	default:
		return NULL;
	}
}

struct error activity_add(
    struct ctx *cx, const struct activity *what, struct error outcome)
{
	return activity_add_as(cx, what, outcome, NULL);
}

struct error activity_add_as(struct ctx *cx, const struct activity *what,
    struct error outcome, int64_t *ret_activity_id)
{
	struct entry entry;
	struct error e = entry_make(cx, what, outcome, &entry);

	if (e.code)
		return e;
	if (ret_activity_id != NULL)
		*ret_activity_id = entry.activity_id;
	return sql_run(cx, SQL_activity_add,
	    ARGS(I(entry.partner_id), I(entry.at), I(entry.activity_id),
		T(entry.info->tab), T(entry.info->id), T(entry.result),
		T(entry.reason), I(entry.actor_kind), T(entry.actor_id),
		T(entry.actor_name), T(entry.client_id), T(what->customer_id),
		T(what->customer_name), T(what->order_id),
		I(what->order_id != NULL ? what->line_number : -1),
		T(what->product_id), T(what->sku_id), T(what->title),
		T(what->file_id), T(entry.details),
		T(cx->address != NULL ? cx->address : ""),
		T(cx->request_id != NULL ? cx->request_id : ""),
		T(cx->correlation_id != NULL ? cx->correlation_id : ""),
		B(entry.salt, sizeof(entry.salt)),
		B(entry.leaf, sizeof(entry.leaf)), T(object_of(cx, &entry))),
	    NULL);
}

static bool same_act(const struct activity *a, const struct activity *b)
{
	return a->action == b->action && a->line_number == b->line_number &&
	       text_same(a->order_id, b->order_id) &&
	       text_same(a->file_id, b->file_id) &&
	       text_same(a->customer_id, b->customer_id);
}

void activity_note(struct ctx *cx, const struct activity *activity)
{
	struct activity *note = cx->act, *earlier;

	while (note != NULL && !same_act(note, activity))
		note = note->earlier;
	if (note == NULL) {
		note = ARENA_NEW(cx->arena, struct activity);
		note->earlier = cx->act;
		cx->act = note;
	}
	earlier = note->earlier;
	*note = *activity;
	note->earlier = earlier;
}

struct error activity_record(struct ctx *cx, struct error outcome)
{
	const struct activity *act = cx->act;
	struct error e = OK;

	cx->act = NULL;
	/* Our own faults are logged, not held against the person. */
	if (outcome.code != 0 && error_info(outcome.code)->rest_status >= 500)
		return OK;
	for (; act != NULL && e.code == 0; act = act->earlier)
		e = activity_add(cx, act, outcome);
	return e;
}
