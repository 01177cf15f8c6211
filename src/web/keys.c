/*
 * Get keys and downloads: the dialog, the showing of a key, links and
 * downloads for signed-in users. Judging, counting and
 * recording are fulfilment's; nothing is shown before it is committed.
 */
#include <string.h>

#include "base/day.h"
#include "accounts/partner_setting.h"
#include "i18n/i18n.h"
#include "policy/surface.h"
#include "web/routes.h"
#include "web/software.h"
#include "web/transfer.h"

static const struct view_field pair_view[] = {
	VIEW(TEXT, struct field_pair, key),
	VIEW(TEXT, struct field_pair, value),
	VIEW_FIELD_END,
};
const struct view_field keys_dialog_view[] = {
	VIEW(TEXT, struct keys_dialog, product),
	VIEW(TEXT, struct keys_dialog, order_id),
	VIEW(TEXT, struct keys_dialog, note),
	VIEW(TEXT, struct keys_dialog, act_key),
	VIEW(TEXT, struct keys_dialog, act_link),
	VIEW(TEXT, struct keys_dialog, act_download),
	VIEW_OF(LIST, struct keys_dialog, chosen, pair_view, struct field_pair),
	VIEW_OF(LIST, struct keys_dialog, files, file_view, struct file_view),
	VIEW_OF(LIST, struct keys_dialog, groups, view_secret, const char *),
	VIEW(SECRET, struct keys_dialog, plain),
	VIEW(TEXT, struct keys_dialog, shown),
	VIEW(TEXT, struct keys_dialog, shown_iso),
	VIEW(TEXT, struct keys_dialog, get),
	VIEW(TEXT, struct keys_dialog, risk_url),
	VIEW(BOOL, struct keys_dialog, no_key),
	VIEW(BOOL, struct keys_dialog, no_files),
	VIEW(BOOL, struct keys_dialog, risk_notice),
	VIEW_FIELD_END,
};

/* What the dialog is about, loaded anew for every answer. */
struct keys_scene {
	struct software_page page;
	const struct software_line *line;
	struct entitlement entitlement;
	struct keys_dialog dialog;
};

static const char *entitlement_of(const struct request *rq)
{
	return request_param(rq, "entitlement");
}

/* The choices once more, for the forms of the dialog. */
static struct view_list chosen_pairs(
    struct ctx *cx, const struct file_choice *choice)
{
	const struct field_pair all[] = {
		{ "version", choice->version },
		{ "language", choice->language },
		{ "os", choice->os },
		{ "bit", choice->bit },
	};
	struct field_pair *pairs =
	    ARENA_ARRAY(cx->arena, struct field_pair, COUNT(all));
	size_t count = 0;

	for (size_t i = 0; i < COUNT(all); i++)
		if (!text_empty(all[i].value))
			pairs[count++] = all[i];
	return (struct view_list){ count, pairs };
}

const char *keys_quantity_note(
    struct ctx *cx, const struct entitlement *entitlement)
{
	if (entitlement->quantity == 1)
		return _("Quantity 1");
	return message_with(cx,
	    N_("Quantity {quantity} · one key for all {quantity}"),
	    HOLES({ "quantity", show_int(cx, entitlement->quantity) }));
}

static struct error dialog_make(
    struct ctx *cx, const struct file_choice *asked, struct keys_scene *scene)
{
	const struct edition *surface = software_surface(cx, scene->line);
	struct keys_dialog *dialog = &scene->dialog;
	const char *customer = scene->page.of.customer_id;
	const char *id = scene->entitlement.entitlement_id;
	struct file_choice choice = *asked;
	struct view_list fields;
	struct error e;

	e = software_files(cx, scene->line, &choice, &fields, &dialog->files);
	if (e.code)
		return e;
	dialog->no_files = fields.count == 0;
	dialog->product = scene->entitlement.title;
	dialog->order_id = scene->entitlement.order_id;
	dialog->note = keys_quantity_note(cx, &scene->entitlement);
	dialog->act_key = software_path(cx, customer, id, "keys");
	dialog->act_link = software_path(cx, customer, id, "links");
	dialog->act_download = software_path(cx, customer, id, "download");
	dialog->chosen = chosen_pairs(cx, &choice);
	dialog->no_key = !scene->entitlement.has_key;
	dialog->get = surface->get_key_button ? _("Get Key")
					      : _("Get keys and downloads");
	dialog->risk_notice = surface->risk_notice;
	dialog->risk_url = risk_notice_link(cx);
	return OK;
}

static struct error scene_load(struct request *rq,
    const struct file_choice *choice, struct keys_scene *scene)
{
	struct ctx *cx = &rq->cx;
	struct software_view view = { .open = entitlement_of(rq),
		.choice = *choice };
	struct error e = software_page_load(rq, &view, &scene->page);

	if (e.code)
		return e;
	e = entitlement_load(
	    cx, scene->page.of.customer_id, view.open, &scene->entitlement);
	if (e.code)
		return e;
	scene->line = software_line_find(cx, &scene->page.bought, view.open);
	if (scene->line == NULL)
		return fail(ERR_ENTITLEMENT_UNKNOWN, NULL);
	return dialog_make(cx, choice, scene);
}

static struct error scene_answer(struct request *rq, struct keys_scene *scene)
{
	scene->page.keys = &scene->dialog;
	return software_page_answer(rq, &scene->page, "software/keys", 0);
}

/* The state of a thing is told on the list; what a person may not do, or what
 * is not there, on a page of its own. */
static struct error refused(
    struct request *rq, const struct file_choice *choice, struct error outcome)
{
	int status = error_info(outcome.code)->page_status;
	struct software_view view = { .open = entitlement_of(rq) };
	struct software_page page;
	struct error e;

	if (status != 409 && status != 422)
		return outcome;
	if (choice != NULL)
		view.choice = *choice;
	if ((e = software_page_load(rq, &view, &page)).code)
		return e;
	page.problem = problem_text(&rq->cx, outcome);
	return software_page_answer(rq, &page, NULL, status);
}

/* ---- the dialog before anything is shown ---- */

static struct error keys_open(struct request *rq)
{
	const struct file_choice *choice = rq->query;
	struct keys_scene *scene = ARENA_NEW(rq->cx.arena, struct keys_scene);
	const struct edition *surface;
	struct error e = scene_load(rq, choice, scene);

	if (e.code)
		return e;
	surface = software_surface(&rq->cx, scene->line);
	if (!surface->partner_sees_keys ||
	    !roles_may(rq->cx.who->roles, MAY_GET_KEYS) ||
	    scene->entitlement.state != ENTITLEMENT_ACTIVE) {
		response_redirect(rq, scene->page.close);
		return OK;
	}
	return scene_answer(rq, scene);
}

/* ---- showing the key ---- */

static struct error key_effects(struct request *rq)
{
	struct entitlement *entitlement =
	    ARENA_NEW(rq->cx.arena, struct entitlement);

	rq->state = entitlement;
	return key_show(&rq->cx, request_param(rq, "customer"),
	    entitlement_of(rq), entitlement);
}

void keys_dialog_key(
    struct ctx *cx, const char *key, struct keys_dialog *dialog)
{
	const char **groups = ARENA_ARRAY(cx->arena, const char *, KEY_TEXT);
	struct text plain;
	size_t count = 0;

	text_init(&plain, cx->arena);
	while (*key != '\0') {
		size_t length = strcspn(key, " ");

		groups[count++] = arena_dup_n(cx->arena, key, length);
		text_add_n(&plain, key, length);
		key += length + strspn(key + length, " ");
	}
	dialog->groups = (struct view_list){ count, groups };
	dialog->plain = plain.bytes;
	dialog->shown_iso = iso_text(cx, cx->now);
	dialog->shown =
	    message_with(cx, N_("Shown and recorded {moment} as {user_name}."),
		HOLES({ "moment", show_instant(cx, cx->now) },
		    { "user_name", cx->who->user_name }));
}

static struct error key_finish(struct request *rq, struct error outcome)
{
	const struct file_choice *choice = rq->input;
	struct keys_scene *scene = ARENA_NEW(rq->cx.arena, struct keys_scene);
	char key[KEY_TEXT];
	struct error e;

	if (outcome.code == 0)
		outcome = key_read(&rq->cx, rq->state, key);
	if (outcome.code != 0)
		return refused(rq, choice, outcome);
	if ((e = scene_load(rq, choice, scene)).code)
		return e;
	keys_dialog_key(&rq->cx, key, &scene->dialog);
	return scene_answer(rq, scene);
}

/* ---- links ---- */

static struct error link_effects(struct request *rq)
{
	const struct file_choice *choice = rq->input;
	struct download_link *link =
	    ARENA_NEW(rq->cx.arena, struct download_link);

	rq->state = link;
	return link_issue(&rq->cx, request_param(rq, "customer"),
	    entitlement_of(rq), choice->file == NULL ? "" : choice->file, link);
}

static struct error link_finish(struct request *rq, struct error outcome)
{
	const struct file_choice *choice = rq->input;
	const struct download_link *link = rq->state;
	struct keys_scene *scene = ARENA_NEW(rq->cx.arena, struct keys_scene);
	struct file_view *files;
	struct error e;

	if (outcome.code != 0)
		return refused(rq, choice, outcome);
	if ((e = scene_load(rq, choice, scene)).code)
		return e;
	files = (struct file_view *)(uintptr_t)scene->dialog.files.items;
	for (size_t i = 0; i < scene->dialog.files.count; i++)
		if (text_same_nocase(files[i].file_id, link->file_id))
			files[i].link = file_link_view(&rq->cx, link);
	return scene_answer(rq, scene);
}

/* ---- download by a signed-in user ---- */

static struct error download_effects(struct request *rq)
{
	const struct file_choice *choice = rq->input;
	struct download *download = ARENA_NEW(rq->cx.arena, struct download);

	rq->state = download;
	return file_download(&rq->cx, request_param(rq, "customer"),
	    entitlement_of(rq), choice->file == NULL ? "" : choice->file,
	    download);
}

static struct error download_finish(struct request *rq, struct error outcome)
{
	if (outcome.code != 0)
		return refused(rq, rq->input, outcome);
	return transfer_answer(rq, rq->state);
}

/* Who may is the edition's to say, and refused tries are recorded: so the
 * routes ask for less than the acts (domain.md 10). */
#define KEYS_BODY                                                              \
	.needs = MAY_SEE_ORDERS, .body = file_choice_fields,                   \
	.body_size = sizeof(struct file_choice)

const struct route web_keys_routes[] = {
	{ GET, "/customers/{customer}/software/{entitlement}/keys",
	    .needs = MAY_SEE_ORDERS, .query = file_choice_fields,
	    .query_size = sizeof(struct file_choice), .read = keys_open },
	{ POST, "/customers/{customer}/software/{entitlement}/keys", KEYS_BODY,
	    .effects = key_effects, .finish = key_finish },
	{ GET, "/customers/{customer}/software/{entitlement}/links",
	    .needs = MAY_SEE_ORDERS, .query = file_choice_fields,
	    .query_size = sizeof(struct file_choice), .read = keys_open },
	{ POST, "/customers/{customer}/software/{entitlement}/links", KEYS_BODY,
	    .effects = link_effects, .finish = link_finish },
	{ POST, "/customers/{customer}/software/{entitlement}/download",
	    KEYS_BODY, .effects = download_effects, .finish = download_finish },
	ROUTE_END,
};
