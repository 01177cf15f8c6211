/*
 * What users chose to be told by mail, as rows.
 */
#include "accounts/notice.h"

#include "accounts/principal.h"
#include "db/db.h"

struct error notices_load(struct ctx *cx, uint32_t *ret_notices)
{
	int64_t notices = 0;
	struct error e = sql_int(cx, SQL_notices_load,
	    ARGS(I(cx->who->partner->partner_id), T(cx->who->user_id)),
	    &notices, NULL);

	if (e.code)
		return e;
	*ret_notices = (uint32_t)notices;
	return OK;
}

static struct error bits_set(struct ctx *cx, int64_t partner_id,
    const char *user_id, uint32_t mask, uint32_t bits)
{
	return sql_run(cx, SQL_notices_set,
	    ARGS(I(partner_id), T(user_id), I(~mask), I(bits & mask)), NULL);
}

struct error notices_choose(struct ctx *cx, uint32_t notices)
{
	return bits_set(cx, cx->who->partner->partner_id, cx->who->user_id,
	    notices_offered(cx->who->roles), notices);
}

struct error notice_end(struct ctx *cx, const struct notice_link *link)
{
	return bits_set(
	    cx, link->partner_id, link->user_id, link->info->notice, 0);
}

struct error notice_resume(struct ctx *cx, const struct notice_link *link)
{
	return bits_set(cx, link->partner_id, link->user_id, link->info->notice,
	    link->info->notice);
}
