/*
 * A row of the Software page and what it offers when open (R-037 to R-043,
 * Choosing among files is software_files.c's.
 */
#include "base/day.h"
#include "accounts/partner_setting.h"
#include "base/settings.h"
#include "i18n/i18n.h"
#include "policy/surface.h"
#include "web/software.h"

/* What an open row offers. */
struct software_inner {
	struct view_list fields, files; /* choice_field, file_view */
	const char *action;             /* of the form with the choices */
	const char *reason;             /* why there is nothing to choose */
	const char *deep_link, *deep_link_label;
	const char *risk_url;
	const char *edition;
	bool submit_step, chosen, get_button, risk_notice, learn_more;
	bool no_files;    /* a licence without anything to download */
	const char *keys; /* address of the keys dialog */
};
static const struct view_field inner_view[] = {
	VIEW_OF(LIST, struct software_inner, fields, choice_field_view,
	    struct choice_field),
	VIEW_OF(
	    LIST, struct software_inner, files, file_view, struct file_view),
	VIEW(TEXT, struct software_inner, action),
	VIEW(TEXT, struct software_inner, reason),
	VIEW(TEXT, struct software_inner, deep_link),
	VIEW(TEXT, struct software_inner, deep_link_label),
	VIEW(TEXT, struct software_inner, risk_url),
	VIEW(TEXT, struct software_inner, edition),
	VIEW(TEXT, struct software_inner, keys),
	VIEW(BOOL, struct software_inner, submit_step),
	VIEW(BOOL, struct software_inner, chosen),
	VIEW(BOOL, struct software_inner, get_button),
	VIEW(BOOL, struct software_inner, risk_notice),
	VIEW(BOOL, struct software_inner, learn_more),
	VIEW(BOOL, struct software_inner, no_files),
	VIEW_FIELD_END,
};

const struct view_field software_entry_view[] = {
	VIEW(TEXT, struct software_entry, id),
	VIEW(TEXT, struct software_entry, entitlement_id),
	VIEW(TEXT, struct software_entry, name),
	VIEW(TEXT, struct software_entry, kind),
	VIEW(TEXT, struct software_entry, term),
	VIEW(TEXT, struct software_entry, quantity),
	VIEW(TEXT, struct software_entry, purchased),
	VIEW(TEXT, struct software_entry, purchased_iso),
	VIEW(TEXT, struct software_entry, edition),
	VIEW(TEXT, struct software_entry, amount),
	VIEW(TEXT, struct software_entry, tax),
	VIEW(TEXT, struct software_entry, href),
	VIEW(TEXT, struct software_entry, cancel),
	VIEW(TEXT, struct software_entry, cancel_name),
	VIEW_OF(INLINE, struct software_entry, badge, window_badge_view,
	    struct window_badge),
	VIEW(BOOL, struct software_entry, gone),
	VIEW(BOOL, struct software_entry, waiting),
	VIEW_OF(OBJECT, struct software_entry, inner, inner_view,
	    struct software_inner),
	VIEW_FIELD_END,
};

static bool holds_role(
    struct ctx *cx, const struct edition *surface, enum key_act act)
{
	const char *const *roles = key_roles(surface, SIDE_PARTNER, act);

	for (; *roles != NULL; roles++)
		if (cx->who->roles & role_find(*roles))
			return true;
	return false;
}

static const char *role_needed(struct ctx *cx)
{
	return message_with(cx, N_("Keys and downloads need the role {roles}."),
	    HOLES({ "roles", roles_list_text(cx, ROLE_ADMIN_AGENT) }));
}

/* The edition without keys for partners: the address to pass on. */
/* Labels that an edition names, for the catalogue of translations. */
__attribute__((unused)) static const char *const edition_labels[] = {
	N_("Link to Software product keys and downloads"),
};

static void inner_deep_link(struct ctx *cx, const struct edition *surface,
    const char *entitlement_id, struct software_inner *inner)
{
	inner->deep_link_label = surface->deep_link_label == NULL
				     ? NULL
				     : message(cx, surface->deep_link_label);
	inner->deep_link = arena_printf(cx->arena,
	    "%s/portal/billing/products/software?open=%s",
	    cx->settings->public_url, entitlement_id);
}

static struct error inner_keys(struct ctx *cx, const struct software_line *line,
    const struct edition *surface, const struct file_choice *asked,
    struct software_inner *inner)
{
	struct file_choice choice = *asked;
	struct error e;

	inner->submit_step = surface->select_submit_step;
	inner->chosen = !inner->submit_step || text_same(asked->step, "chosen");
	inner->get_button = surface->get_key_button;
	e = software_files(cx, line, &choice, &inner->fields, &inner->files);
	inner->no_files = inner->fields.count == 0;
	if (inner->no_files)
		inner->submit_step = false;
	return e;
}

static struct error inner_make(struct ctx *cx, const char *customer_id,
    const struct software_line *line, const struct file_choice *choice,
    const struct software_inner **ret_inner)
{
	struct software_inner *inner =
	    ARENA_NEW(cx->arena, struct software_inner);
	const struct edition *surface = software_surface(cx, line);
	const char *id = software_id(cx, line);
	struct error e = OK;

	*ret_inner = inner;
	inner->edition = surface->id;
	inner->keys = software_path(cx, customer_id, id, "keys");
	inner->action = customer_path(cx, customer_id, "/software");
	inner->learn_more = surface->learn_more_link != NULL;
	inner->risk_notice = surface->risk_notice;
	inner->risk_url = risk_notice_link(cx);
	if (surface->deep_link && holds_role(cx, surface, KEY_COPY_DEEP_LINK))
		inner_deep_link(cx, surface, id, inner);
	else if (surface->deep_link || !holds_role(cx, surface, KEY_SHOW))
		inner->reason = role_needed(cx);
	else if (line->pending)
		inner->reason = _(
		    "The key has not been delivered yet. It appears here as soon as it is in stock.");
	else
		e = inner_keys(cx, line, surface, choice, inner);
	return e;
}

static void entry_words(struct ctx *cx, const struct software_line *line,
    struct software_entry *entry)
{
	const struct order_line *of = &line->line;
	int64_t day = day_of(line->ordered_at);

	entry->name = of->title;
	entry->kind = kind_text(cx, of->kind);
	if (of->term_end_day != 0)
		entry->term = message_with(cx, N_("Term until {day}"),
		    HOLES({ "day", show_day(cx, of->term_end_day) }));
	entry->quantity = show_int(cx, entry->gone ? 0 : of->quantity);
	entry->purchased = show_day(cx, day);
	entry->purchased_iso = iso_of_day(cx, day);
	entry->edition = edition_text(cx, of->edition_id);
	entry->amount = show_money(cx, of->tax_included ? of->gross : of->net);
	entry->tax = tax_text(cx, of->tax_included);
}

static const char *toggle(struct ctx *cx, const char *customer_id,
    const struct software_view *view, const char *open, const char *anchor)
{
	struct text text;
	char mark = '?';

	text_init(&text, cx->arena);
	text_add(&text, customer_path(cx, customer_id, "/software"));
	if (!text_empty(view->window)) {
		text_addf(&text, "%cwindow=", mark);
		text_add_url(&text, view->window);
		mark = '&';
	}
	if (open != NULL)
		text_addf(&text, "%copen=%s", mark, open);
	text_addf(&text, "#%s", anchor);
	return text.bytes;
}

struct error software_entry(struct ctx *cx, const struct customer *of,
    const struct software_line *line, const struct software_view *view,
    const struct cancel_offer *offer, struct software_entry *entry)
{
	const char *id = software_id(cx, line);
	bool open = text_same(id, view->open);

	entry->entitlement_id = id;
	entry->id = arena_printf(cx->arena, "line-%s", id);
	entry->gone = line->line.state == LINE_CANCELLED;
	entry->waiting = line->pending;
	entry->badge = window_badge_of(cx, offer);
	entry_words(cx, line, entry);
	if (entry->gone)
		return OK;
	entry->href =
	    toggle(cx, of->customer_id, view, open ? NULL : id, entry->id);
	if (roles_may(cx->who->roles, MAY_CANCEL)) {
		entry->cancel =
		    software_path(cx, of->customer_id, id, "cancel");
		entry->cancel_name =
		    message_with(cx, N_("Cancel: {product}, order {order}"),
			HOLES({ "product", entry->name },
			    { "order", line->order_id }));
	}
	return open ? inner_make(cx, of->customer_id, line, &view->choice,
			  &entry->inner)
		    : OK;
}
