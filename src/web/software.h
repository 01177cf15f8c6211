/*
 * The Software page of a customer and what its dialogs share: the list is
 * always rendered behind them. The dialogs are keys.c's and cancel.c's.
 */
#ifndef KONTOR_WEB_SOFTWARE_H
#define KONTOR_WEB_SOFTWARE_H

#include "fulfilment/entitlement.h"
#include "orders/order.h"
#include "policy/edition.h"
#include "web/views.h"

/* What was chosen of a line's files; a value of NULL or "" is not chosen. */
struct file_choice {
	const char *version;
	const char *language;
	const char *os; /* file type and system: "ISO, Windows" */
	const char *bit;
	const char *file; /* file id, of the acts on one file */
	const char *step; /* "chosen" after the Submit of 2019 */
};
extern const struct field file_choice_fields[];

/* A field of choices, as the edition in force offers it. */
struct choice_field {
	const char *name, *id, *label;
	struct view_list options; /* struct choice_option */
};
struct choice_option {
	const char *value, *label;
	bool selected;
};
extern const struct view_field choice_field_view[];

struct file_view {
	const char *file_id, *name, *size, *sha256, *facts;
	const struct link_view *link; /* just asked for, with its address */
	const struct link_view *live; /* one that is out already */
};
extern const struct view_field file_view[];
struct link_view {
	const char *url, *used, *until, *until_iso, *left;
	int64_t share; /* percent used */
};

/* A row of the list; what it offers when open is its own. */
struct software_entry {
	const char *id, *entitlement_id, *name, *kind, *term;
	const char *quantity, *purchased, *purchased_iso, *edition;
	const char *amount, *tax, *href, *cancel, *cancel_name;
	struct window_badge badge;
	bool gone, waiting;
	const struct software_inner *inner;
};
extern const struct view_field software_entry_view[];
extern const struct view_field cancelled_note_view[];

struct file_view software_file_view(
    struct ctx *cx, const struct software_file *file);
const struct link_view *file_link_view(
    struct ctx *cx, const struct download_link *link);

/* The dialog of keys and downloads, for both doors of people. */
struct keys_dialog {
	const char *product, *order_id, *note;
	const char *act_key, *act_link,
	    *act_download;       /* act_link may be NULL */
	struct view_list chosen; /* struct field_pair */
	struct view_list files;  /* struct file_view */
	struct view_list groups; /* texts: the key, when it is shown */
	const char *plain, *shown, *shown_iso;
	const char *get; /* label of the button that shows the key */
	const char *risk_url;
	bool no_key, no_files, risk_notice;
};
/* Eight groups of four, as they come, and that it was shown. */
void keys_dialog_key(
    struct ctx *cx, const char *key, struct keys_dialog *dialog);
const char *keys_quantity_note(
    struct ctx *cx, const struct entitlement *entitlement);

struct cancel_dialog;
extern const struct view_field keys_dialog_view[];
extern const struct view_field cancel_dialog_view[];

struct software_page {
	struct customer of;
	struct software_list bought;
	/* of the view */
	struct view_list entries; /* struct software_entry */
	struct view_list filters;
	const char *problem; /* what was refused, or NULL */
	const struct cancelled_note *cancelled;
	const struct keys_dialog *keys;
	const struct cancel_dialog *cancel;
	const char *close; /* address without the dialog */
	const char *how;   /* who downloads where today */
	const char *keep;  /* as in struct page */
	bool none;         /* nothing was bought yet */
	bool next_steps;   /* the edition leads on */
};

/* What the page is asked to show; entitlement ids, NULL: none. */
struct software_view {
	const char *window; /* "", open, passed, cancelled */
	const char *open;
	const char *cancelled;
	struct file_choice choice;
};
/* Loads customer and list and fills all but problem and dialogs. */
struct error software_page_load(struct request *rq,
    const struct software_view *view, struct software_page *ret_page);
/* dialog: a template, or NULL. status 0: 200. */
struct error software_page_answer(struct request *rq,
    const struct software_page *page, const char *dialog, int status);

/* The offer of one line by itself: the list knows no whole orders. */
struct error software_offer(struct ctx *cx, const struct software_line *line,
    struct cancel_offer *ret_offer);
struct error software_entry(struct ctx *cx, const struct customer *of,
    const struct software_line *line, const struct software_view *view,
    const struct cancel_offer *offer, struct software_entry *entry);
/* Fills page->cancelled when that line is cancelled, else does nothing. */
struct error software_cancelled(
    struct ctx *cx, const char *entitlement_id, struct software_page *page);
const char *software_id(struct ctx *cx, const struct software_line *line);
/* NULL when the customer has no such line. */
const struct software_line *software_line_find(struct ctx *cx,
    const struct software_list *list, const char *entitlement_id);

/* The edition whose screens are shown for this line today. */
const struct edition *software_surface(
    struct ctx *cx, const struct software_line *line);
/* Files of the line by what was chosen, and fields of the edition with the
 * choice in them; what was not chosen is the first there is. */
struct error software_files(struct ctx *cx, const struct software_line *line,
    struct file_choice *choice, struct view_list *ret_fields,
    struct view_list *ret_files);

const char *software_path(struct ctx *cx, const char *customer_id,
    const char *entitlement_id, const char *act);
const char *iso_of_day(struct ctx *cx, int64_t day);

#endif
