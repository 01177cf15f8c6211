/*
 * The page of what was found. Finding is the finders', each of its kind.
 */
#include "web/search.h"

#include "accounts/principal.h"
#include "base/text.h"
#include "i18n/i18n.h"

static const struct view_field row_view[] = {
	VIEW(TEXT, struct search_row, href),
	VIEW(TEXT, struct search_row, name),
	VIEW(TEXT, struct search_row, about),
	VIEW(TEXT, struct search_row, id),
	VIEW_FIELD_END,
};

struct group_view {
	const char *id, *name, *icon, *count, *all_href;
	struct view_list rows;
};
static const struct view_field group_view[] = {
	VIEW(TEXT, struct group_view, id),
	VIEW(TEXT, struct group_view, name),
	VIEW(TEXT, struct group_view, icon),
	VIEW(TEXT, struct group_view, count),
	VIEW(TEXT, struct group_view, all_href),
	VIEW_OF(LIST, struct group_view, rows, row_view, struct search_row),
	VIEW_FIELD_END,
};

struct what_view {
	const char *name, *by, *icon;
};
static const struct view_field what_view[] = {
	VIEW(TEXT, struct what_view, name),
	VIEW(TEXT, struct what_view, by),
	VIEW(TEXT, struct what_view, icon),
	VIEW_FIELD_END,
};

struct results_view {
	const char *words, *path, *found, *nothing, *wrong, *back;
	struct view_list groups, what;
};
static const struct view_field results_view[] = {
	VIEW(TEXT, struct results_view, words),
	VIEW(TEXT, struct results_view, path),
	VIEW(TEXT, struct results_view, found),
	VIEW(TEXT, struct results_view, nothing),
	VIEW(TEXT, struct results_view, wrong),
	VIEW(TEXT, struct results_view, back),
	VIEW_OF(
	    LIST, struct results_view, groups, group_view, struct group_view),
	VIEW_OF(LIST, struct results_view, what, what_view, struct what_view),
	VIEW_FIELD_END,
};

const struct field search_fields[] = {
	FIELD(TEXT, struct search_query, q, .max = SEARCH_WORDS_MAX),
	FIELD(TEXT, struct search_query, kind, .max = 40),
	FIELD_END,
};

bool search_add(struct search *search, struct search_row row)
{
	if (search->count == search->limit) {
		search->more = true;
		return false;
	}
	search->rows[search->count++] = row;
	return true;
}

void search_exact(struct search *search, struct search_row row)
{
	search->count = 0;
	search->more = false;
	search->exact = search_add(search, row) && row.href != NULL;
}

static bool may(const struct ctx *cx, const struct search_kind *kind)
{
	return kind->needs == MAY_SIGNED_IN ||
	       roles_may(cx->who->roles, kind->needs);
}

static void what_fill(
    struct ctx *cx, const struct search_door *door, struct results_view *view)
{
	struct what_view *what =
	    ARENA_ARRAY(cx->arena, struct what_view, SEARCH_KINDS_MAX);
	size_t count = 0;

	for (const struct search_kind *kind = door->kinds; kind->id != NULL;
	     kind++)
		if (may(cx, kind))
			what[count++] = (struct what_view){ _(kind->name),
				_(kind->by), kind->icon };
	view->what = (struct view_list){ count, what };
}

static const char *address(struct ctx *cx, const struct search_door *door,
    const char *words, const char *kind)
{
	struct text href;

	text_init(&href, cx->arena);
	text_addf(&href, "%s?q=", door->path);
	text_add_url(&href, words);
	if (kind != NULL)
		text_addf(&href, "&kind=%s", kind);
	return href.bytes;
}

static struct group_view group_of(struct ctx *cx,
    const struct search_door *door, const struct search_kind *kind,
    const struct search *search)
{
	const char *number = show_int(cx, (int64_t)search->count);
	struct group_view group = { .id = kind->id,
		.name = _(kind->name),
		.icon = kind->icon,
		.count = search->more ? message_with(cx, N_("more than {n}"),
					    HOLES({ "n", number }))
				      : number,
		.rows = { search->count, search->rows } };

	if (search->more)
		group.all_href =
		    search->all_href != NULL ? search->all_href
		    : search->limit == SEARCH_ROWS
			? address(cx, door, search->words, kind->id)
			: NULL;
	return group;
}

/* Asks all kinds, or the one; *ret_jump is where the one thing is that was
 * named, NULL when there is none or more than one. */
static struct error find_all(struct ctx *cx, const struct search_door *door,
    const char *only, struct results_view *view, const char **ret_jump)
{
	struct group_view *groups =
	    ARENA_ARRAY(cx->arena, struct group_view, SEARCH_KINDS_MAX);
	size_t count = 0, named = 0;

	for (const struct search_kind *kind = door->kinds; kind->id != NULL;
	     kind++) {
		struct search search = { .cx = cx,
			.words = view->words,
			.limit = only == NULL ? SEARCH_ROWS : SEARCH_ALL };
		struct error e;

		if (!may(cx, kind) ||
		    (only != NULL && !text_same(only, kind->id)))
			continue;
		search.rows =
		    ARENA_ARRAY(cx->arena, struct search_row, search.limit);
		if ((e = kind->find(&search)).code)
			return e;
		if (search.exact && named++ == 0)
			*ret_jump = search.rows[0].href;
		if (search.count > 0)
			groups[count++] = group_of(cx, door, kind, &search);
	}
	if (named > 1)
		*ret_jump = NULL;
	view->groups = (struct view_list){ count, groups };
	return OK;
}

static struct error results_answer(struct request *rq,
    const struct search_door *door, struct results_view *view, int status)
{
	struct ctx *cx = &rq->cx;
	struct page page = { .title = _("Search"),
		.body = "search/results",
		.fields = results_view,
		.data = view,
		.status = status };

	view->path = door->path;
	if (view->groups.count == 0)
		what_fill(cx, door, view);
	return door->answer(rq, &page);
}

static void words_fill(struct ctx *cx, struct results_view *view)
{
	const struct hole holes[] = { { "words", view->words },
		{ NULL, NULL } };

	if (view->groups.count == 0)
		view->nothing =
		    message_with(cx, N_("Nothing found for “{words}”."), holes);
	else
		view->found =
		    message_with(cx, N_("Found for “{words}”"), holes);
}

struct error search_read(struct request *rq, const struct search_door *door)
{
	const struct search_query *query = rq->query;
	struct ctx *cx = &rq->cx;
	struct results_view view = { .words = text_trim(cx->arena,
					 query->q == NULL ? "" : query->q) };
	const char *only = text_empty(query->kind) ? NULL : query->kind;
	const char *jump = NULL;
	struct error e;

	if (text_empty(view.words))
		return results_answer(rq, door, &view, 0);
	if ((e = find_all(cx, door, only, &view, &jump)).code)
		return e;
	if (jump != NULL && only == NULL) {
		response_redirect(rq, jump);
		return OK;
	}
	if (only != NULL)
		view.back = address(cx, door, view.words, NULL);
	words_fill(cx, &view);
	return results_answer(rq, door, &view, 0);
}

/* What is too long or no text: as it was typed, and what is wrong with it. */
struct error search_finish(
    struct request *rq, const struct search_door *door, struct error outcome)
{
	struct results_view view = { .words = query_value(rq, "q") };

	if (outcome.code != 0)
		view.wrong = problem_text(&rq->cx,
		    rq->errors.count > 0 ? rq->errors.list[0] : outcome);
	return results_answer(
	    rq, door, &view, error_info(outcome.code)->page_status);
}
