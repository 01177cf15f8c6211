/*
 * Files for download, product by product: which are offered, withdrawing and
 * offering again. A new one is file_new.c's.
 */
#include "fulfilment/file_admin.h"

#include "base/day.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "operator/operator.h"
#include "web/software.h"
#include "web/views.h"

#define PAGE_ROWS 25
#define FILES_PATH "/operator/files"

struct file_row {
	const char *name, *product, *sku, *traits, *size, *sha256, *act,
	    *withdrawn;
};
static const struct view_field file_row_view[] = {
	VIEW(TEXT, struct file_row, name),
	VIEW(TEXT, struct file_row, product),
	VIEW(TEXT, struct file_row, sku),
	VIEW(TEXT, struct file_row, traits),
	VIEW(TEXT, struct file_row, size),
	VIEW(TEXT, struct file_row, sha256),
	VIEW(TEXT, struct file_row, act),
	VIEW(TEXT, struct file_row, withdrawn),
	VIEW_FIELD_END,
};

struct files_view {
	const char *words, *nothing, *next_href, *first_href;
	struct view_list rows;
	bool none_yet, saved, added;
};
static const struct view_field files_view[] = {
	VIEW(TEXT, struct files_view, words),
	VIEW(TEXT, struct files_view, nothing),
	VIEW(TEXT, struct files_view, next_href),
	VIEW(TEXT, struct files_view, first_href),
	VIEW_OF(LIST, struct files_view, rows, file_row_view, struct file_row),
	VIEW(BOOL, struct files_view, none_yet),
	VIEW(BOOL, struct files_view, saved),
	VIEW(BOOL, struct files_view, added),
	VIEW_FIELD_END,
};

static const char *traits_text(struct ctx *cx, const struct software_file *file)
{
	return message_with(cx,
	    N_("Version {version} · {language} · {os} · {type} · {bits} bits"),
	    HOLES({ "version", file->version }, { "language", file->language },
		{ "os", file->os }, { "type", file->file_type },
		{ "bits", file->bits == 32 ? "32" : "64" }));
}

static void row_fill(
    struct ctx *cx, const struct offered_file *offered, struct file_row *row)
{
	const struct software_file *file = &offered->file;

	*row = (struct file_row){ .name = file->name,
		.product = offered->product_title,
		.sku = text_empty(offered->sku_id) ? _("every SKU")
						   : offered->sku_title,
		.traits = traits_text(cx, file),
		.size = software_file_view(cx, file).size,
		.sha256 = file->sha256,
		.act =
		    arena_printf(cx->arena, FILES_PATH "/%s", file->file_id) };
	if (file->withdrawn_at != 0)
		row->withdrawn = message_with(cx, N_("withdrawn {day}"),
		    HOLES({ "day", show_day(cx, day_of(file->withdrawn_at)) }));
}

static const char *list_href(
    struct ctx *cx, const char *words, const char *after)
{
	struct text href;

	text_init(&href, cx->arena);
	text_add(&href, FILES_PATH "?q=");
	text_add_url(&href, words);
	if (after != NULL)
		text_addf(&href, "&after=%s", after);
	return href.bytes;
}

static struct error list_fill(
    struct ctx *cx, const char *after, struct files_view *view)
{
	struct file_search search = { .words = view->words,
		.limit = PAGE_ROWS };
	struct offered_file last;
	struct files_found found;
	struct file_row *rows;
	struct error e;

	if (!text_empty(after)) {
		if ((e = file_admin_load(cx, after, &last)).code)
			return e;
		search.after_title = last.title_folded;
		search.after_id = last.file.file_id;
		view->first_href = list_href(cx, view->words, NULL);
	}
	if ((e = file_admin_list(cx, &search, &found)).code)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct file_row, found.count + 1);
	for (size_t i = 0; i < found.count; i++)
		row_fill(cx, &found.files[i], &rows[i]);
	view->rows = (struct view_list){ found.count, rows };
	view->none_yet = found.count == 0 && text_empty(view->words);
	if (found.count == 0)
		view->nothing =
		    message_with(cx, N_("Nothing found for “{words}”."),
			HOLES({ "words", view->words }));
	if (found.more)
		view->next_href = list_href(
		    cx, view->words, found.files[found.count - 1].file.file_id);
	return OK;
}

static struct error files_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	const char *done = query_value(rq, "done");
	struct files_view view = {
		.words = text_trim(cx->arena, query_value(rq, "q")),
		.saved = text_same(done, "saved"),
		.added = text_same(done, "added"),
	};
	struct page page = { .title = _("Files"),
		.body = "operator/files",
		.fields = files_view,
		.data = &view };
	struct error e = list_fill(cx, query_value(rq, "after"), &view);

	return e.code ? e : operator_page(rq, &page);
}

static struct error withdraw_effects(struct request *rq)
{
	return file_admin_offer(&rq->cx, request_param(rq, "file"), false);
}

static struct error offer_effects(struct request *rq)
{
	return file_admin_offer(&rq->cx, request_param(rq, "file"), true);
}

static struct error plain_finish(struct request *rq, struct error outcome)
{
	if (outcome.code)
		return outcome;
	response_redirect(rq, FILES_PATH "?done=saved");
	return OK;
}

const struct route operator_files_routes[] = {
	{ GET, "/operator/files", .needs = MAY_OPERATE, .read = files_read },
	{ POST, "/operator/files/{file}/withdraw", .needs = MAY_OPERATE,
	    .effects = withdraw_effects, .finish = plain_finish },
	{ POST, "/operator/files/{file}/offer", .needs = MAY_OPERATE,
	    .effects = offer_effects, .finish = plain_finish },
	ROUTE_END,
};
