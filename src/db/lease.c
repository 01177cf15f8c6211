/*
 * Rows of leases. Written only when half of one is over, so that many slices
 * cost one look each.
 */
#include "db/lease.h"

#include "base/day.h"
#include "base/settings.h"
#include "base/text.h"

void lease_init(struct lease *lease, const char *name)
{
	*lease = (struct lease){ .name = name };
	guid_random(lease->holder);
}

struct error lease_hold(
    struct ctx *cx, const struct lease *lease, bool *ret_held)
{
	struct rows *rows = sql_open(cx, SQL_lease_find, ARGS(T(lease->name)));
	int64_t until = 0, changed = 0;
	bool ours = false;
	struct error e;

	if (rows_next(rows)) {
		ours = text_same(rows_text(rows, 0), lease->holder);
		until = rows_int(rows, 1);
	}
	if ((e = rows_close(rows)).code)
		return e;
	*ret_held = ours && until > cx->wall + LEASE_SECONDS / 2;
	if (*ret_held || (!ours && until > cx->wall))
		return OK;
	e = sql_run(cx, SQL_lease_take,
	    ARGS(T(lease->name), T(lease->holder), I(cx->wall + LEASE_SECONDS),
		I(cx->wall)),
	    &changed);
	*ret_held = changed > 0;
	return e;
}

struct leased {
	struct lease *lease;
	struct error (*work)(struct ctx *cx, void *what);
	void *what;
};

static struct error leased_run(struct ctx *cx, void *what)
{
	struct leased *leased = what;
	struct ctx now = *cx;
	struct error e;

	now.wall = clock_wall(); /* a job keeps the time it began */
	e = lease_hold(&now, leased->lease, &leased->lease->held);

	if (e.code || !leased->lease->held)
		return e;
	return leased->work(cx, leased->what);
}

struct error lease_slice(struct lease *lease, struct writer *writer,
    struct ctx *cx, struct error (*work)(struct ctx *cx, void *what),
    void *what)
{
	struct leased leased = { lease, work, what };

	lease->held = true;
	if (!settings_share_database(cx->settings->database))
		return slice_in_writer(writer, cx, work, what);
	return slice_in_writer(writer, cx, leased_run, &leased);
}

static struct error end(struct ctx *cx, void *what)
{
	const struct lease *lease = what;

	return sql_run(
	    cx, SQL_lease_end, ARGS(T(lease->name), T(lease->holder)), NULL);
}

void lease_end(struct lease *lease, struct writer *writer, struct ctx *cx)
{
	if (lease->held && settings_share_database(cx->settings->database))
		(void)slice_in_writer(writer, cx, end, lease);
	lease->held = false;
}
