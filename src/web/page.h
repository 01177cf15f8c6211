/*
 * A page of the dashboard: a frame with navigation, and a body (and perhaps a
 * dialog) rendered from a view. What is on it, the page's own file says.
 *
 * For authors of pages: fill a struct with text that is ready to be shown
 * (show_money, show_day, _()), name its members in a view table, answer. What
 * nobody else may learn (a key, a password, a link that opens something) is
 * VIEW(SECRET, ...): it is sent as it is in a compressed page.
 * Inside the templates these names of the frame are there too: lang, csrf
 * (hidden field _csrf of every form), self (address of this page),
 * customer.{id,name,mark,href}, clock.
 */
#ifndef KONTOR_WEB_PAGE_H
#define KONTOR_WEB_PAGE_H

#include "accounts/principal.h"
#include "base/mustache.h"
#include "customers/customer.h"
#include "http/http.h"

/* Which entry of the menu is marked. */
enum page_place {
	PLACE_NONE = 0,
	PLACE_TODAY,
	PLACE_CUSTOMERS,
	PLACE_BILLING,
	PLACE_SUPPORT,
	PLACE_CALCULATOR,
	PLACE_ACTIVITY,
	PLACE_SETTINGS,
	/* of a chosen customer */
	PLACE_CUSTOMER,
	PLACE_ACCOUNT,
	PLACE_SOFTWARE,
	PLACE_ORDERS,
	PLACE_SUBSCRIPTIONS,
	PLACE_RESERVATIONS,
	PLACE_PRODUCTS,
	PLACE_USERS,
};

struct page {
	const char *title;  /* translated; the browser's title bar */
	const char *body;   /* template: "customers/list" */
	const char *dialog; /* template before the page, which is then
			       inert; or NULL */
	const char *self;   /* where it can be had again; NULL: where it is */
	const char *frame;  /* template of page_answer_bare; NULL: the sign-in
			       page's */
	enum page_place place;
	const struct customer *customer; /* chosen one, opens in the menu */
	const struct view_field *fields; /* of data; may be NULL */
	const void *data;
	int status; /* 0: 200 */
	/* Not NULL: the body is kept under this, which holds what it depends
	 * on besides language, roles, tenant and policy, with its version: the
	 * customer, the query, what is shown. Such a body has no form and no
	 * secret. */
	const char *keep;
	const struct view_list *menu; /* struct menu_entry: the console's */
};

/* An entry of the operator console's menu. */
struct menu_entry {
	const char *href, *name;
	const char *icon;  /* template: "icon/key" */
	const char *count; /* what waits there, or NULL */
	bool current;
};

/* Renders and answers. Needs cx->who and a read snapshot. */
struct error page_answer(struct request *rq, const struct page *page);
/* Answers when the body is kept already: then neither fields nor data are
 * looked at. */
bool page_answer_kept(struct request *rq, const struct page *page);
/* The same without a signed-in frame: sign-in, errors before sign-in. */
struct error page_answer_bare(struct request *rq, const struct page *page);

/* "/customers/{id}" + path, in the arena. */
const char *customer_path(struct ctx *cx, const char *customer_id,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* ---- parts that many pages show ---- */

/* Paths of a customer's house mark, from its GUID (look). */
struct house_mark {
	const char *top, *middle, *foot;
};
struct house_mark house_mark(const char *guid);
extern const struct view_field house_mark_view[];

/* {{> parts/window}}: the badge of a cancellation window (look: Days left). */
struct window_badge {
	const char *tone; /* info, soon, last, line, "" (cancelled) */
	const char *text; /* "16 days left" */
	const char
	    *until; /* "until Jul 4, 23:59 UTC", "ended Apr 12" or NULL */
	const char *until_iso; /* the moment of until */
	const char *local;     /* the same in the partner's zone, or NULL */
	int64_t ring;          /* 0..100, 0: no ring */
	bool lock, undo;       /* an icon in place of the ring */
};
extern const struct view_field window_badge_view[];

/* {{> parts/errors}}: a list of what is wrong, each a link to its field. */
struct field_problem {
	const char *field; /* id of the input */
	const char *label; /* shown name of the field, or NULL */
	const char *message;
};
extern const struct view_field field_problem_view[];
/* An error's message for people: like error_message, with days, moments,
 * numbers, markets and roles written the reader's way (policy knows them by
 * form and id alone). */
const char *problem_text(struct ctx *cx, struct error error);
/* From rq->errors, or from the one outcome when there are none. labels maps
 * field names to shown names: pairs, ended by NULL. */
struct view_list page_problems(
    struct request *rq, struct error outcome, const struct field_pair *labels);
/* {{> customers/input}}: one input of a form, with what is wrong with it. */
struct input_view {
	const char *field, *label, *value, *problem, *kind, *complete;
	bool needed, country;
};
extern const struct view_field input_view[];

/* The message for this field, NULL when it is fine. */
const char *problem_of(const struct view_list *problems, const char *field);

/* A value of the form as it was typed, "" when absent: errors keep it. */
const char *typed(const struct request *rq, const char *name);
const char *query_value(const struct request *rq, const char *name);

#endif
