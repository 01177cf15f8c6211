/*
 * Billing, Your products, Software: what was bought for the customer, its keys
 * and downloads for the customer's global admins. Judging and
 * recording are fulfilment's; nothing is shown before it is committed.
 */
#include <string.h>

#include "activity/activity.h"
#include "base/day.h"
#include "base/settings.h"
#include "i18n/i18n.h"
#include "portal/portal.h"
#include "web/software.h"
#include "web/transfer.h"

#define SEEN_MAX 2000 /* showings looked through for the column */

struct product_view {
	const char *name, *under, *quantity, *purchased, *purchased_iso;
	const char *seen_by, *seen_at, *href, *get, *gone;
	bool waiting;
};
static const struct view_field product_view[] = {
	VIEW(TEXT, struct product_view, name),
	VIEW(TEXT, struct product_view, under),
	VIEW(TEXT, struct product_view, quantity),
	VIEW(TEXT, struct product_view, purchased),
	VIEW(TEXT, struct product_view, purchased_iso),
	VIEW(TEXT, struct product_view, seen_by),
	VIEW(TEXT, struct product_view, seen_at),
	VIEW(TEXT, struct product_view, href),
	VIEW(TEXT, struct product_view, get),
	VIEW(TEXT, struct product_view, gone),
	VIEW(BOOL, struct product_view, waiting),
	VIEW_FIELD_END,
};

struct products_page {
	const char *problem, *close;
	struct view_list products; /* struct product_view */
	const struct keys_dialog *keys;
	bool none, hidden, at_software;
};
static const struct view_field products_page[] = {
	VIEW(TEXT, struct products_page, problem),
	VIEW(TEXT, struct products_page, close),
	VIEW_OF(LIST, struct products_page, products, product_view,
	    struct product_view),
	VIEW_OF(OBJECT, struct products_page, keys, keys_dialog_view,
	    struct keys_dialog),
	VIEW(BOOL, struct products_page, none),
	VIEW(BOOL, struct products_page, hidden),
	VIEW(BOOL, struct products_page, at_software),
	VIEW_FIELD_END,
};

static const char *own_id(const struct request *rq)
{
	return rq->cx.who->customer_id;
}

static const char *path_of(
    struct ctx *cx, const char *entitlement_id, const char *act)
{
	return arena_printf(
	    cx->arena, PORTAL_SOFTWARE "/%s/%s", entitlement_id, act);
}

/* ---- the list ---- */

/* Who saw a key, newest first; partner and customer alike. */
static struct error seen_list(struct request *rq, struct activity_list *ret)
{
	struct activity_filter filter = { .from_day = 0,
		.to_day = day_of(rq->cx.now),
		.tab = "software",
		.customer_id = own_id(rq),
		.action = ACTIVITY_GET_SOFTWARE_KEY,
		.limit = SEEN_MAX };

	return activity_list(&rq->cx, &filter, ret);
}

static void seen_fill(struct ctx *cx, const struct software_line *line,
    const struct activity_list *seen, struct product_view *view)
{
	for (size_t i = 0; i < seen->count; i++) {
		const struct activity_row *row = &seen->rows[i];

		if (row->line_number != line->line.line_number ||
		    !text_same(row->order_id, line->order_id))
			continue;
		view->seen_by =
		    row->actor_kind == ACTOR_CUSTOMER_USER
			? row->actor_name
			: message_with(cx, N_("{person}, your partner"),
			      HOLES({ "person", row->actor_name }));
		view->seen_at = show_instant(cx, row->at);
		return;
	}
}

static const char *under_text(struct ctx *cx, const struct software_line *line)
{
	const char *kind = kind_text(cx, line->line.kind);

	if (line->line.term_end_day == 0)
		return kind;
	return message_with(cx, N_("{kind} · until {day}"),
	    HOLES({ "kind", kind },
		{ "day", show_day(cx, line->line.term_end_day) }));
}

static const char *gone_text(struct ctx *cx, const struct software_line *line)
{
	if (line->line.state != LINE_CANCELLED)
		return NULL;
	return message_with(cx,
	    N_("Cancelled by your partner on {day}. You must stop using this "
	       "software."),
	    HOLES({ "day", show_day(cx, day_of(line->line.cancelled_at)) }));
}

static void product_fill(struct ctx *cx, const struct software_line *line,
    const struct activity_list *seen, struct product_view *view)
{
	const struct edition *surface = software_surface(cx, line);
	bool gone = line->line.state == LINE_CANCELLED;

	*view = (struct product_view){ .name = line->line.title,
		.under = under_text(cx, line),
		.quantity = show_int(cx, gone ? 0 : line->line.quantity),
		.purchased = show_day(cx, day_of(line->ordered_at)),
		.purchased_iso = iso_of_day(cx, day_of(line->ordered_at)),
		.gone = gone_text(cx, line),
		.waiting = line->pending && !gone };
	if (!gone && !line->pending && surface->customer_sees_keys) {
		view->get = surface->get_key_button
				? _("Get Key")
				: _("Get keys and downloads");
		view->href = arena_printf(cx->arena, PORTAL_SOFTWARE "?open=%s",
		    software_id(cx, line));
	}
	seen_fill(cx, line, seen, view);
}

static struct error page_load(struct request *rq, struct software_list *bought,
    struct products_page *page)
{
	struct ctx *cx = &rq->cx;
	struct activity_list seen;
	struct product_view *views;
	struct error e = software_list(cx, own_id(rq), bought);

	if (e.code || (e = seen_list(rq, &seen)).code)
		return e;
	views = ARENA_ARRAY(cx->arena, struct product_view, bought->count + 1);
	for (size_t i = 0; i < bought->count; i++)
		product_fill(cx, &bought->lines[i], &seen, &views[i]);
	page->products = (struct view_list){ bought->count, views };
	page->at_software = true;
	page->none = bought->count == 0;
	page->hidden =
	    !policy_surface(cx->policy, NULL, cx->now)->customer_sees_keys;
	page->close = PORTAL_SOFTWARE;
	return OK;
}

static struct error page_show(
    struct request *rq, const struct products_page *page, int status)
{
	struct ctx *cx = &rq->cx;
	struct page shown = { .title = _("Your products"),
		.body = "portal/software",
		.dialog = page->keys == NULL ? NULL : "software/keys",
		.fields = products_page,
		.data = page,
		.status = status };

	return page_answer(rq, &shown);
}

/* ---- the dialog ---- */

static struct error files_fill(struct ctx *cx, const struct software_line *line,
    struct keys_dialog *dialog)
{
	struct file_list files;
	struct file_view *views;
	struct error e =
	    file_list(cx, line->line.product_id, line->line.sku_id, &files);

	if (e.code)
		return e;
	views = ARENA_ARRAY(cx->arena, struct file_view, files.count + 1);
	for (size_t i = 0; i < files.count; i++)
		views[i] = software_file_view(cx, &files.files[i]);
	dialog->files = (struct view_list){ files.count, views };
	dialog->no_files = files.count == 0;
	return OK;
}

static struct error dialog_load(struct request *rq, const char *entitlement_id,
    const struct software_list *bought, struct keys_dialog **ret_dialog)
{
	struct ctx *cx = &rq->cx;
	struct keys_dialog *dialog = ARENA_NEW(cx->arena, struct keys_dialog);
	const struct software_line *line =
	    software_line_find(cx, bought, entitlement_id);
	struct entitlement entitlement;
	struct error e;

	e = entitlement_load(cx, own_id(rq), entitlement_id, &entitlement);
	if (e.code)
		return e;
	if (line == NULL)
		return fail(ERR_ENTITLEMENT_UNKNOWN, NULL);
	dialog->product = entitlement.title;
	dialog->order_id = entitlement.order_id;
	dialog->note = keys_quantity_note(cx, &entitlement);
	dialog->act_key = path_of(cx, entitlement.entitlement_id, "key");
	dialog->act_download =
	    path_of(cx, entitlement.entitlement_id, "download");
	dialog->no_key = !entitlement.has_key;
	dialog->get = _("Get Key");
	*ret_dialog = dialog;
	return files_fill(cx, line, dialog);
}

static const char *entitlement_of(const struct request *rq)
{
	return request_param(rq, "entitlement");
}

/* The deep link of R-055: the page, with this purchase open when its keys may
 * be seen; the address itself shows nothing (E-54). */
static struct error software_read(struct request *rq)
{
	struct products_page page = { 0 };
	struct software_list bought;
	struct keys_dialog *dialog;
	const char *open = query_value(rq, "open");
	struct error e = page_load(rq, &bought, &page);

	if (e.code)
		return e;
	if (!text_empty(open)) {
		const struct software_line *line =
		    software_line_find(&rq->cx, &bought, open);

		if (line == NULL)
			return fail(ERR_ENTITLEMENT_UNKNOWN, NULL);
		if (line->line.state != LINE_CANCELLED && !line->pending &&
		    software_surface(&rq->cx, line)->customer_sees_keys) {
			e = dialog_load(rq, open, &bought, &dialog);
			if (e.code)
				return e;
			page.keys = dialog;
		}
	}
	return page_show(rq, &page, 0);
}

static struct error refused(struct request *rq, struct error outcome)
{
	int status = error_info(outcome.code)->page_status;
	struct products_page page = { 0 };
	struct software_list bought;
	struct error e;

	if (status != 409 && status != 422)
		return outcome;
	if ((e = page_load(rq, &bought, &page)).code)
		return e;
	page.problem = problem_text(&rq->cx, outcome);
	return page_show(rq, &page, status);
}

static struct error key_effects(struct request *rq)
{
	struct entitlement *entitlement =
	    ARENA_NEW(rq->cx.arena, struct entitlement);

	rq->state = entitlement;
	return key_show(&rq->cx, own_id(rq), entitlement_of(rq), entitlement);
}

static struct error key_finish(struct request *rq, struct error outcome)
{
	struct products_page page = { 0 };
	struct software_list bought;
	struct keys_dialog *dialog;
	char key[KEY_TEXT];
	struct error e;

	if (outcome.code == 0)
		outcome = key_read(&rq->cx, rq->state, key);
	if (outcome.code != 0)
		return refused(rq, outcome);
	if ((e = page_load(rq, &bought, &page)).code ||
	    (e = dialog_load(rq, entitlement_of(rq), &bought, &dialog)).code)
		return e;
	keys_dialog_key(&rq->cx, key, dialog);
	explicit_bzero(key, sizeof key);
	page.keys = dialog;
	return page_show(rq, &page, 0);
}

struct file_input {
	const char *file;
};
static const struct field file_fields[] = {
	FIELD(TEXT, struct file_input, file, .max = 64),
	FIELD_END,
};

static struct error download_effects(struct request *rq)
{
	const struct file_input *input = rq->input;
	struct download *download = ARENA_NEW(rq->cx.arena, struct download);

	rq->state = download;
	return file_download(&rq->cx, own_id(rq), entitlement_of(rq),
	    input->file == NULL ? "" : input->file, download);
}

static struct error download_finish(struct request *rq, struct error outcome)
{
	if (outcome.code != 0)
		return refused(rq, outcome);
	return transfer_answer(rq, rq->state);
}

/* An address that was shared after a POST: the list, with it open. */
static struct error act_read(struct request *rq)
{
	response_redirect(
	    rq, arena_printf(rq->cx.arena, PORTAL_SOFTWARE "?open=%s",
		    entitlement_of(rq)));
	return OK;
}

const struct route portal_software_routes[] = {
	{ GET, PORTAL_SOFTWARE, .needs = MAY_GET_OWN_KEYS,
	    .read = software_read },
	{ GET, PORTAL_SOFTWARE "/{entitlement}/key", .needs = MAY_GET_OWN_KEYS,
	    .read = act_read },
	{ POST, PORTAL_SOFTWARE "/{entitlement}/key", .needs = MAY_GET_OWN_KEYS,
	    .effects = key_effects, .finish = key_finish },
	{ POST, PORTAL_SOFTWARE "/{entitlement}/download",
	    .needs = MAY_GET_OWN_KEYS, .body = file_fields,
	    .body_size = sizeof(struct file_input), .effects = download_effects,
	    .finish = download_finish },
	ROUTE_END,
};
