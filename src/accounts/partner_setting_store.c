/*
 * Rows of what a partner sets, and the links that come of it.
 */
#include "accounts/partner_setting.h"

#include "accounts/partner_setting_rows.h"
#include "accounts/principal.h"
#include "base/settings.h"
#include "base/text.h"
#include "db/db.h"

struct error partner_setting_load(
    struct ctx *cx, struct partner_setting *ret_setting)
{
	struct partner_setting setting = { "", "" };
	struct rows *rows = sql_open(cx, SQL_partner_setting_load,
	    ARGS(I(cx->who->partner->partner_id)));
	struct error e;

	if (rows_next(rows)) {
		setting.azure_portal_url = rows_text(rows, 0);
		setting.risk_notice_url = rows_text(rows, 1);
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_setting = setting;
	return OK;
}

struct error partner_setting_save(
    struct ctx *cx, const struct partner_setting *setting)
{
	return sql_run(cx, SQL_partner_setting_save,
	    ARGS(I(cx->who->partner->partner_id), T(setting->azure_portal_url),
		T(setting->risk_notice_url), I(cx->now)),
	    NULL);
}

/* A database that fails is logged there; the page then fails elsewhere. */
static struct partner_setting setting_of(struct ctx *cx)
{
	struct partner_setting setting = { "", "" };

	(void)partner_setting_load(cx, &setting);
	return setting;
}

static const char *link_or(const char *url, const char *other)
{
	if (text_empty(url))
		url = other;
	return text_empty(url) ? NULL : url;
}

const char *azure_portal_link(
    struct ctx *cx, const char *domain, const char *tenant_guid)
{
	const char *url = link_or(
	    setting_of(cx).azure_portal_url, cx->settings->azure_portal_url);

	return url == NULL ? NULL
			   : link_fill(cx->arena, url, domain, tenant_guid);
}

const char *risk_notice_link(struct ctx *cx)
{
	return link_or(
	    setting_of(cx).risk_notice_url, cx->settings->risk_notice_url);
}
