/*
 * What a partner sets for all its users: where links of the dashboard lead
 * that leave it. What is not set is as the operator has it (settings.h).
 */
#ifndef KONTOR_ACCOUNTS_PARTNER_SETTING_H
#define KONTOR_ACCOUNTS_PARTNER_SETTING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"

#define PARTNER_LINK_MAX 1000 /* characters */

struct partner_setting {
	/* with the holes {domain} and {tenant} of the customer; "" not set */
	const char *azure_portal_url; /* */
	const char *risk_notice_url;  /* guidance, R-033; "" not set */
};

/* Of cx->who's partner. */
struct error partner_setting_load(
    struct ctx *cx, struct partner_setting *ret_setting);
/* Pure: trims; https or http, a host, no blanks. All errors in ret_errors
 * (fields azurePortalUrl, riskNoticeUrl; ended by code 0); returns the first.
 */
struct error partner_setting_check(
    struct ctx *cx, struct partner_setting *setting, struct error **ret_errors);
/* In the writer, checked: with its activity row when something differs. */
struct error partner_setting_change(
    struct ctx *cx, const struct partner_setting *setting);

/* Where the links lead: what is set, else the operator's; NULL: nowhere. */
const char *azure_portal_link(
    struct ctx *cx, const char *domain, const char *tenant_guid);
const char *risk_notice_link(struct ctx *cx);

/* Pure: the holes filled, as parts of an address. */
const char *link_fill(struct arena *arena, const char *url, const char *domain,
    const char *tenant_guid);

#endif
