/*
 * Rows of partners, and their names in the directory. Who may make a partner
 * or set its clock is the caller's.
 */
#include "accounts/partner.h"

#include "accounts/account_rows.h"
#include "accounts/directory.h"
#include "base/crypto.h"
#include "base/text.h"

void partner_read(struct rows *rows, int first, struct partner *ret_partner)
{
	*ret_partner = (struct partner){
		.partner_id = rows_int(rows, first),
		.tenant_id = rows_text(rows, first + 1),
		.name = rows_text(rows, first + 2),
		.domain = rows_text(rows, first + 3),
		.country = rows_text(rows, first + 4),
		.city = rows_text(rows, first + 5),
		.currency = rows_text(rows, first + 6),
		.culture = rows_text(rows, first + 7),
		.mpn_id = rows_text(rows, first + 8),
		.csp_enrolled = rows_int(rows, first + 9) != 0,
		.sandbox = rows_int(rows, first + 10) != 0,
		.test_clock = rows_int(rows, first + 11) != 0,
		.strict_app_user = rows_int(rows, first + 12) != 0,
		.clock_offset = rows_int(rows, first + 13),
	};
}

int64_t partner_now(const struct partner *partner, int64_t wall)
{
	return partner->test_clock ? wall + partner->clock_offset : wall;
}

struct error partner_load(
    struct ctx *cx, int64_t partner_id, struct partner *ret_partner)
{
	struct rows *rows = sql_open(cx, SQL_partner_load, ARGS(I(partner_id)));
	struct partner partner;
	bool found = rows_next(rows);
	struct error e;

	if (found)
		partner_read(rows, 0, &partner);
	if ((e = rows_close(rows)).code)
		return e;
	if (!found)
		return fail(ERR_SIGN_IN_NEEDED, NULL);
	*ret_partner = partner;
	return OK;
}

struct error partner_find(struct ctx *cx, const char *tenant,
    struct partner *ret_partner, bool *ret_found)
{
	const char *kind =
	    text_is_guid(tenant) ? DIRECTORY_TENANT : DIRECTORY_PARTNER_DOMAIN;
	struct directory_entry entry;
	struct error e;

	if ((e = directory_find(cx, kind, tenant, &entry, ret_found)).code)
		return e;
	if (!*ret_found)
		return OK;
	return partner_load(cx, entry.partner_id, ret_partner);
}

struct error partner_list(struct ctx *cx, struct partner_list *ret_list)
{
	struct rows *rows = sql_open(cx, SQL_partner_list, NO_ARGS);
	struct partner_list list = { 0, NULL };
	size_t room = 0;
	struct error e;

	while (rows_next(rows)) {
		ARENA_ROOM(cx->arena, list.partners, list.count, room);
		partner_read(rows, 0, &list.partners[list.count++]);
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_list = list;
	return OK;
}

static struct error partner_add(struct ctx *cx, const struct partner *p)
{
	return sql_run(cx, SQL_partner_add,
	    ARGS(I(p->partner_id), T(p->tenant_id), T(p->name), T(p->domain),
		T(p->country), T(p->city), T(p->currency), T(p->culture),
		T(p->mpn_id), I(p->csp_enrolled), I(p->sandbox),
		I(p->test_clock), I(p->strict_app_user), I(p->clock_offset),
		T(text_fold(cx->arena, p->name))),
	    NULL);
}

static struct error partner_names_add(struct ctx *cx, const struct partner *p)
{
	bool domain_taken = false, tenant_taken = false;
	struct error e;

	if ((e = directory_add(cx, DIRECTORY_PARTNER_DOMAIN, p->domain,
		 p->partner_id, p->tenant_id, &domain_taken))
		.code)
		return e;
	if ((e = directory_add(cx, DIRECTORY_TENANT, p->tenant_id,
		 p->partner_id, p->tenant_id, &tenant_taken))
		.code)
		return e;
	if (domain_taken || tenant_taken)
		return fail_with(cx->arena, ERR_DOMAIN_TAKEN, "domain",
		    HOLES({ "domain", p->domain }));
	return OK;
}

struct error partner_create(
    struct ctx *cx, const struct partner *partner, struct partner *ret_partner)
{
	struct partner made = *partner;
	struct error e;

	if (made.tenant_id == NULL) {
		char *guid = arena_alloc(cx->arena, GUID_TEXT);

		guid_random(guid);
		made.tenant_id = guid;
	}
	made.tenant_id = text_lower(cx->arena, made.tenant_id);
	made.domain = text_lower(cx->arena, made.domain);
	if ((e = sql_int(
		 cx, SQL_partner_next_id, NO_ARGS, &made.partner_id, NULL))
		.code)
		return e;
	if ((e = partner_names_add(cx, &made)).code)
		return e;
	if ((e = partner_add(cx, &made)).code)
		return e;
	*ret_partner = made;
	return OK;
}

struct error partner_set_clock(struct ctx *cx, int64_t clock_offset)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_partner_set_clock,
	    ARGS(I(cx->who->partner->partner_id), I(clock_offset)), &changed);

	if (e.code)
		return e;
	return changed == 1 ? OK : fail(ERR_CLOCK_OFF, NULL);
}

struct error partner_set_strict(struct ctx *cx, bool strict_app_user)
{
	return sql_run(cx, SQL_partner_set_strict,
	    ARGS(I(cx->who->partner->partner_id), I(strict_app_user)), NULL);
}
