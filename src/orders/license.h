/*
 * Licences: the seats of a customer's licence-based subscriptions, summed by
 * product, and which users have them (api.md 2.13).
 */
#ifndef KONTOR_ORDERS_LICENSE_H
#define KONTOR_ORDERS_LICENSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "customers/customer_user.h"

enum license_group { LICENSE_GROUP_1 = 1 << 0, LICENSE_GROUP_2 = 1 << 1 };

struct service_plan {
	const char *plan_id;      /* GUID */
	const char *name;         /* as shown */
	const char *service_name; /* EXCHANGE_S_STANDARD */
	const char *target_type;  /* User, Tenant */
};
struct license {
	const char *product_id;
	const char *sku_id; /* GUID of the directory, not of the catalogue */
	const char *name, *part_number;
	const char *target_type;
	enum license_group group;
	size_t plan_count;
	const struct service_plan *plans;
};
/* From the catalogue's JSON; NULL or damaged: an id made of the product's, no
 * plans. Pure. */
struct license license_of(struct arena *arena, const char *product_id,
    const char *title, const char *json);
const char *license_group_id(enum license_group group); /* "group1" */

/* What is bought and what is given out. */
struct subscribed_sku {
	struct license license;
	int64_t active, warning, suspended;
	int64_t consumed;
};
struct subscribed_sku_list {
	size_t count;
	struct subscribed_sku *skus; /* by name */
};
/* Pure. total = active + warning; available = total - consumed, below 0 when
 * seats were given back while users had them. */
int64_t license_total(const struct subscribed_sku *sku);
int64_t license_available(const struct subscribed_sku *sku);
const char *license_status(const struct subscribed_sku *sku);

#define LICENSE_WARNING_DAYS 30
/* How the seats of one subscription count on that day: active while it runs,
 * warning for 30 days after an end without renewal, then suspended. Pure. */
void license_count(struct subscribed_sku *sku, const char *state,
    bool auto_renew, int64_t end_day, int64_t today, int64_t quantity);

/* groups: bits. */
struct error subscribed_sku_list(struct ctx *cx, const char *customer_id,
    uint32_t groups, struct subscribed_sku_list *ret_list);

struct user_license {
	struct license license;
	const char **excluded; /* ids of plans, ended by NULL */
};
struct user_license_list {
	size_t count;
	struct user_license *licenses; /* by name */
};
struct error user_license_list(struct ctx *cx, const struct customer_user *user,
    uint32_t groups, struct user_license_list *ret_list);
bool license_plan_excluded(
    const struct user_license *license, const char *plan_id);

struct license_assignment {
	const char *sku_id;
	size_t excluded_count;
	const char *const *excluded; /* ids of plans, any case */
};
struct license_update {
	size_t assign_count, remove_count;
	const struct license_assignment *assign;
	const char *const *remove; /* SKU ids, any case */
};
/*
 * In the writer. First takes, then gives; what the user has or has not already
 * changes nothing, so a repeat does no harm. All or nothing.
 * ERR_USER_UNKNOWN, ERR_LICENSE_UNKNOWN, ERR_LICENSE_GROUPS,
 * ERR_SERVICE_PLAN_UNKNOWN, ERR_LICENSE_NONE_LEFT.
 */
struct error license_update(struct ctx *cx, const char *customer_id,
    const char *user_id, const struct license_update *update);

#endif
