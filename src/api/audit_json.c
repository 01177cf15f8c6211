/*
 * Writes audit records. Which rows are listed is audit_routes.c's.
 */
#include "api/audit_json.h"

#include <string.h>

#include <jansson.h>

#include "api/answer.h"
#include "base/day.h"

bool audit_is_published(const struct activity_row *row)
{
	switch (row->action) {
	case ACTIVITY_SIGN_IN:
	case ACTIVITY_SET_CLOCK:
	case ACTIVITY_ADD_DOMAIN:
	case ACTIVITY_UPDATE_APPLICATION:
	case ACTIVITY_CONSENT_TO_APPLICATION:
	case ACTIVITY_END_CONSENT:
	case ACTIVITY_SET_STRICT_APP_USER:
	case ACTIVITY_CHANGE_WEBHOOK:
	case ACTIVITY_CHANGE_PASSWORD:
	case ACTIVITY_ENABLE_SECOND_FACTOR:
	case ACTIVITY_DISABLE_SECOND_FACTOR:
	case ACTIVITY_RENEW_RECOVERY_CODES:
	case ACTIVITY_DEMAND_SECOND_FACTOR:
	case ACTIVITY_END_SESSION:
	/* the programme's own log */
	case ACTIVITY_WRITE_EDITION:
	case ACTIVITY_ADOPT_EDITION:
	case ACTIVITY_WITHDRAW_EDITION:
	case ACTIVITY_DISCARD_EDITION:
	case ACTIVITY_IMPORT_CATALOGUE:
	case ACTIVITY_IMPORT_PRICES:
	case ACTIVITY_START_INVOICE_RUN:
	case ACTIVITY_ADD_PARTNER:
	case ACTIVITY_CHANGE_PARTNER:
	case ACTIVITY_ADD_PARTNER_USER:
	case ACTIVITY_CHANGE_PARTNER_USER:
	case ACTIVITY_RETRY_MESSAGE:
	case ACTIVITY_UPDATE_PARTNER_SETTINGS:
		return false;
	default:
		return true;
	}
}

const char *audit_record_id(struct ctx *cx, const struct activity_row *row)
{
	return activity_record_id(cx->arena, cx->who->partner->tenant_id,
	    row->customer_id, row->action, row->at, row->activity_id);
}

/* What the Java SDK reads; anything else spoils its whole answer. */
static bool java_knows(const struct activity_action_info *info)
{
	static const char *const operations[] = {
		"update_customer_qualification", "update_subscription",
		"upgrade_subscription", "convert_trial_subscription",
		"add_customer", "update_customer_billing_profile",
		"delete_customer", "remove_partner_customer_relationship",
		"create_order", "update_order", "create_customer_user",
		"delete_customer_user", "update_customer_user",
		"update_customer_user_licenses", "reset_customer_user_password",
		"update_customer_user_principal_name", "restore_customer_user",
		"create_mpn_association", "update_mpn_association",
		"update_sfb_customer_user_licenses", "update_transfer",
		"create_partner_relationship", "register_application",
		"unregister_application", "add_application_credential",
		"remove_application_credential", "create_partner_user",
		"update_partner_user", "remove_partner_user", "create_referral",
		"update_referral", "get_software_key",
		"get_software_download_link", "increase_credit_limit",
		"ready_invoice", "create_agreement", NULL
	};
	static const char *const resources[] = { "customer", "customer_user",
		"order", "subscription", "license", "third_party_add_on",
		"mpn_association", "transfer", "application",
		"application_credential", "partner_user",
		"partner_relationship", "referral", "software_key",
		"software_download_link", "credit_limit", "invoice",
		"agreement", NULL };
	bool known = false;

	for (size_t i = 0; operations[i] != NULL; i++)
		known |= text_same(operations[i], info->operation_type);
	for (size_t i = 0; known && resources[i] != NULL; i++)
		if (text_same(resources[i], info->resource_type))
			return true;
	return false;
}

static const char *principal_name(
    const struct audit_writer *writer, const struct activity_row *row)
{
	const struct user_list *users = writer->users;

	if (row->actor_kind == ACTOR_USER)
		for (size_t i = 0; i < users->count; i++)
			if (text_same(users->users[i].user_id, row->actor_id))
				return users->users[i].email;
	return row->actor_name != NULL ? row->actor_name : row->actor_id;
}

/* ---- customizedData ---- */

static void pair_json(struct json_out *json, const char *key, const char *value)
{
	json_object_begin(json, NULL);
	json_text(json, "key", key);
	if (value != NULL)
		json_text(json, "value", value);
	else
		json_null_value(json, "value");
	json_object_end(json);
}

/* "one_time" -> "OneTime": the one place where enums look so. */
static const char *cycle_text(struct arena *arena, const char *cycle)
{
	struct text out;
	bool upper = true;

	text_init(&out, arena);
	for (; *cycle != '\0'; cycle++) {
		if (*cycle == '_') {
			upper = true;
			continue;
		}
		text_add_char(&out, upper && *cycle >= 'a' && *cycle <= 'z'
					? (char)(*cycle - 32)
					: *cycle);
		upper = false;
	}
	return out.length > 0 ? out.bytes : "";
}

/* The documented keys of a line that have no value are there with null. */
static void line_nulls(
    struct ctx *cx, struct json_out *json, json_t *details, const char *line)
{
	static const char *const keys[] = { "SubscriptionId",
		"SubscriptionName", "PartnerOnRecord" };

	for (size_t i = 0; i < COUNT(keys); i++) {
		const char *key =
		    arena_printf(cx->arena, "%s-%s", keys[i], line);

		if (json_object_get(details, key) == NULL)
			pair_json(json, key, NULL);
	}
}

/* Old and new value have fields of their own (api.md 2.10). */
static bool is_resource_value(const char *key)
{
	return strcmp(key, "ResourceOldValue") == 0 ||
	       strcmp(key, "ResourceNewValue") == 0;
}

static void details_json(struct ctx *cx, struct json_out *json, json_t *details)
{
	const char *key;
	json_t *value;

	json_object_foreach(details, key, value)
	{
		const char *text = json_string_value(value);

		if (is_resource_value(key))
			continue;
		if (strcmp(key, "BillingCycle") == 0 && text != NULL)
			text = cycle_text(cx->arena, text);
		pair_json(json, key, text);
		if (text_starts(key, "OfferId-"))
			line_nulls(cx, json, details, key + strlen("OfferId-"));
	}
}

static void close_json(void *value)
{
	json_decref(value);
}

static json_t *details_of(struct ctx *cx, const struct activity_row *row)
{
	json_t *details =
	    row->details == NULL ? NULL : json_loads(row->details, 0, NULL);

	if (details != NULL)
		arena_defer(cx->arena, close_json, details);
	return details;
}

static void customized_json(struct ctx *cx, struct json_out *json,
    const struct activity_row *row, json_t *details)
{
	const char *const columns[][2] = { { "OrderId", row->order_id },
		{ "ProductId", row->product_id }, { "SkuId", row->sku_id } };

	json_array_begin(json, "customizedData");
	for (size_t i = 0; i < COUNT(columns); i++)
		if (columns[i][1] != NULL &&
		    json_object_get(details, columns[i][0]) == NULL)
			pair_json(json, columns[i][0], columns[i][1]);
	details_json(cx, json, details);
	json_array_end(json);
}

/* ---- the record ---- */

static void value_json(struct json_out *json, const char *key, const char *text)
{
	if (text != NULL)
		json_text(json, key, text);
	else
		json_null_value(json, key);
}

/* JSON as text, PascalCase, with nulls (api.md 1.5, 2.10). */
static const char *new_value(struct ctx *cx, const struct activity_row *row)
{
	struct json_out json;
	struct text out;

	text_init(&out, cx->arena);
	json_start(&json, &out);
	json_object_begin(&json, NULL);
	value_json(&json, "CustomerId", row->customer_id);
	value_json(&json, "OrderId", row->order_id);
	if (row->order_id != NULL && row->line_number >= 0)
		json_int(&json, "LineItemNumber", row->line_number);
	value_json(&json, "ProductId", row->product_id);
	value_json(&json, "SkuId", row->sku_id);
	value_json(&json, "Title", row->title);
	if (row->refused)
		value_json(&json, "Reason", row->reason);
	json_object_end(&json);
	return out.bytes;
}

static const char *stored_value(json_t *details, const char *key)
{
	return json_string_value(json_object_get(details, key));
}

static void who_json(struct ctx *cx, const struct audit_writer *writer,
    const struct activity_row *row)
{
	struct json_out *json = writer->json;

	json_text(json, "partnerId", cx->who->partner->tenant_id);
	json_text(json, "customerId", row->customer_id);
	json_text(json, "customerName", row->customer_name);
	json_text(json, "userPrincipalName", principal_name(writer, row));
	json_text(json, "applicationId",
	    row->client_id != NULL ? row->client_id : "Kontor");
}

void audit_json(struct ctx *cx, const struct audit_writer *writer,
    const struct activity_row *row)
{
	const struct activity_action_info *info =
	    activity_action_info(row->action);
	bool named = !writer->java || java_knows(info);
	struct json_out *json = writer->json;
	json_t *details = details_of(cx, row);
	const char *value = stored_value(details, "ResourceNewValue");

	resource_begin(json, NULL);
	json_text(json, "id", audit_record_id(cx, row));
	who_json(cx, writer, row);
	json_text(
	    json, "resourceType", named ? info->resource_type : "undefined");
	json_text(json, "resourceOldValue",
	    stored_value(details, "ResourceOldValue"));
	json_text(json, "resourceNewValue",
	    value != NULL ? value : new_value(cx, row));
	json_text(
	    json, "operationType", named ? info->operation_type : "undefined");
	json_text(json, "originalCorrelationId", row->correlation_id);
	json_instant(json, "operationDate", row->at);
	json_text(
	    json, "operationStatus", row->refused ? "failed" : "succeeded");
	customized_json(cx, json, row, details);
	resource_end(json, "AuditRecord", NULL);
}
