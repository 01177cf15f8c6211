/*
 * The list of policy editions: those compiled in, those operators added, and
 * drafts.
 */
#include "operator/editions.h"

#include "base/day.h"
#include "i18n/i18n.h"
#include "policy/policy.h"
#include "web/edition_words.h"
#include "web/views.h"

struct row_view {
	const char *name, *href, *from, *source, *who, *state, *tone;
};
static const struct view_field row_view[] = {
	VIEW(TEXT, struct row_view, name),
	VIEW(TEXT, struct row_view, href),
	VIEW(TEXT, struct row_view, from),
	VIEW(TEXT, struct row_view, source),
	VIEW(TEXT, struct row_view, who),
	VIEW(TEXT, struct row_view, state),
	VIEW(TEXT, struct row_view, tone),
	VIEW_FIELD_END,
};

struct list_view {
	const char *done;
	struct view_list added, built_in; /* struct row_view */
	bool strict, elapsed, announced;
};
static const struct view_field list_view[] = {
	VIEW(TEXT, struct list_view, done),
	VIEW_OF(LIST, struct list_view, added, row_view, struct row_view),
	VIEW_OF(LIST, struct list_view, built_in, row_view, struct row_view),
	VIEW(BOOL, struct list_view, strict),
	VIEW(BOOL, struct list_view, elapsed),
	VIEW(BOOL, struct list_view, announced),
	VIEW_FIELD_END,
};

struct error edition_of_path(struct request *rq, struct adoption *ret_adoption)
{
	int64_t serial;

	if (!text_to_int(request_param(rq, "serial"), &serial))
		return fail(ERR_EDITION_UNKNOWN, NULL);
	return adoption_load(&rq->cx, serial, ret_adoption);
}

bool edition_is_mistake(struct error e)
{
	int status = error_info(e.code)->page_status;

	return status == 422 || (status == 409 && e.code != ERR_CONFLICT);
}

const char *edition_state_words(
    struct ctx *cx, const struct adoption *adoption, const char **ret_tone)
{
	const struct edition *now = policy_edition_at(cx->policy, cx->wall);

	*ret_tone = "";
	if (adoption->state == ADOPTION_DRAFT)
		return _("Draft");
	if (adoption->state == ADOPTION_WITHDRAWN)
		return _("Withdrawn");
	*ret_tone = "info";
	if (adoption->effective_from > cx->wall)
		return _("Adopted");
	if (!text_same(now->id, adoption->edition_id))
		return _("Over");
	*ret_tone = "done";
	return _("In force");
}

static struct row_view row_of(struct ctx *cx, const struct adoption *a)
{
	struct row_view row = {
		.name = a->edition_id == NULL ? _("Draft") : a->edition_id,
		.href = arena_printf(
		    cx->arena, EDITIONS_PATH "/%lld", (long long)a->serial),
		.from = show_day(cx, day_of(a->effective_from)),
		.source = a->source,
		.who = a->state == ADOPTION_WITHDRAWN ? a->withdrawn_by_name
		       : a->state == ADOPTION_ADOPTED ? a->adopted_by_name
						      : a->written_by_name,
	};

	row.state = edition_state_words(cx, a, &row.tone);
	return row;
}

static struct view_list built_in(struct ctx *cx)
{
	const struct edition *now = policy_edition_at(cx->policy, cx->wall);
	size_t count, n = 0;
	const struct edition *list = policy_editions(cx->policy, &count);
	struct row_view *rows = ARENA_ARRAY(cx->arena, struct row_view, count);

	for (size_t i = count; i-- > 0;)
		if (!list[i].added)
			rows[n++] = (struct row_view){ .name = list[i].id,
				.from = edition_from_words(cx, &list[i]),
				.source = edition_source_words(cx, &list[i]),
				.state = &list[i] == now ? _("In force") : NULL,
				.tone = "done" };
	return (struct view_list){ n, rows };
}

static const char *done_words(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	const char *done = query_value(rq, "done");

	if (text_same(done, "discarded"))
		return _("The draft was discarded.");
	return NULL;
}

static struct error list_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	const struct policy_switches *switches = policy_switches(cx->policy);
	struct adoption_list list;
	struct list_view view = { .done = done_words(rq),
		.built_in = built_in(cx),
		.strict = switches->strict_purchase_mode,
		.elapsed = switches->elapsed_24h,
		.announced = switches->announced_dates };
	struct page page = { .title = _("Editions"),
		.body = "operator/editions",
		.fields = list_view,
		.data = &view };
	struct row_view *rows;
	struct error e = adoption_list(cx, &list);

	if (e.code)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct row_view, list.count + 1);
	for (size_t i = 0; i < list.count; i++)
		rows[i] = row_of(cx, &list.items[i]);
	view.added = (struct view_list){ list.count, rows };
	return operator_page(rq, &page);
}

const struct route operator_editions_routes[] = {
	{ GET, EDITIONS_PATH, .needs = MAY_OPERATE, .read = list_read },
	ROUTE_END,
};
