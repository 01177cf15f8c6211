/*
 * Renders pages into their frame. Which pages there are, and what is on them,
 * their own files say.
 */
#include "web/page.h"

#include <stdio.h>
#include <string.h>

#include "accounts/sign_in.h"
#include "base/day.h"
#include "base/log.h"
#include "base/settings.h"
#include "i18n/i18n.h"
#include "policy/policy.h"
#include "web/guide.h"
#include "web/page_private.h"

struct language_view {
	const char *tag, *name;
	bool current;
};
static const struct view_field language_view[] = {
	VIEW(TEXT, struct language_view, tag),
	VIEW(TEXT, struct language_view, name),
	VIEW(BOOL, struct language_view, current),
	VIEW_FIELD_END,
};

struct customer_view {
	const char *id, *name, *href;
	struct house_mark mark;
	bool at_overview, at_account, at_software, at_orders, at_products;
	bool at_users, at_subscriptions, at_reservations;
};
static const struct view_field customer_view[] = {
	VIEW(TEXT, struct customer_view, id),
	VIEW(TEXT, struct customer_view, name),
	VIEW(TEXT, struct customer_view, href),
	VIEW_OF(INLINE, struct customer_view, mark, house_mark_view,
	    struct house_mark),
	VIEW(BOOL, struct customer_view, at_overview),
	VIEW(BOOL, struct customer_view, at_account),
	VIEW(BOOL, struct customer_view, at_software),
	VIEW(BOOL, struct customer_view, at_orders),
	VIEW(BOOL, struct customer_view, at_subscriptions),
	VIEW(BOOL, struct customer_view, at_reservations),
	VIEW(BOOL, struct customer_view, at_products),
	VIEW(BOOL, struct customer_view, at_users),
	VIEW_FIELD_END,
};

struct clock_view {
	const char *now, *iso;
	bool sandbox, may_set;
};
static const struct view_field clock_view[] = {
	VIEW(TEXT, struct clock_view, now),
	VIEW(TEXT, struct clock_view, iso),
	VIEW(BOOL, struct clock_view, sandbox),
	VIEW(BOOL, struct clock_view, may_set),
	VIEW_FIELD_END,
};

static const struct view_field menu_entry_view[] = {
	VIEW(TEXT, struct menu_entry, href),
	VIEW(TEXT, struct menu_entry, name),
	VIEW(TEXT, struct menu_entry, icon),
	VIEW(TEXT, struct menu_entry, count),
	VIEW(BOOL, struct menu_entry, current),
	VIEW_FIELD_END,
};

struct frame {
	const char *lang, *dir, *window_title, *body, *dialog, *self,
	    *self_encoded, *csrf;
	const char *css, *js, *mark_icon;
	const char *partner_name, *partner_city, *partner_currency;
	const char *user_name, *user_roles, *user_initials, *language_now;
	const char *version, *help;
	struct view_list languages, menu;
	const struct customer_view *customer;
	const struct clock_view *clock;
	bool at_today, at_customers, at_billing, at_activity, at_settings;
	bool at_support;
	bool at_calculator, may_calculate;
	bool may_customers, may_orders, may_billing, may_activity, may_order;
	bool may_customer_users, may_profiles, may_webhooks, may_users;
};
static const struct view_field frame_view[] = {
	VIEW(TEXT, struct frame, lang),
	VIEW(TEXT, struct frame, dir),
	VIEW(TEXT, struct frame, window_title),
	VIEW(TEXT, struct frame, body),
	VIEW(TEXT, struct frame, dialog),
	VIEW(TEXT, struct frame, self),
	VIEW(TEXT, struct frame, self_encoded),
	VIEW(TEXT, struct frame, csrf),
	VIEW(TEXT, struct frame, css),
	VIEW(TEXT, struct frame, js),
	VIEW(TEXT, struct frame, mark_icon),
	VIEW(TEXT, struct frame, partner_name),
	VIEW(TEXT, struct frame, partner_city),
	VIEW(TEXT, struct frame, partner_currency),
	VIEW(TEXT, struct frame, user_name),
	VIEW(TEXT, struct frame, user_roles),
	VIEW(TEXT, struct frame, user_initials),
	VIEW(TEXT, struct frame, language_now),
	VIEW(TEXT, struct frame, version),
	VIEW(TEXT, struct frame, help),
	VIEW_OF(
	    LIST, struct frame, languages, language_view, struct language_view),
	VIEW_OF(LIST, struct frame, menu, menu_entry_view, struct menu_entry),
	VIEW_OF(OBJECT, struct frame, customer, customer_view,
	    struct customer_view),
	VIEW_OF(OBJECT, struct frame, clock, clock_view, struct clock_view),
	VIEW(BOOL, struct frame, at_today),
	VIEW(BOOL, struct frame, at_customers),
	VIEW(BOOL, struct frame, at_billing),
	VIEW(BOOL, struct frame, at_support),
	VIEW(BOOL, struct frame, at_calculator),
	VIEW(BOOL, struct frame, may_calculate),
	VIEW(BOOL, struct frame, at_activity),
	VIEW(BOOL, struct frame, at_settings),
	VIEW(BOOL, struct frame, may_customers),
	VIEW(BOOL, struct frame, may_orders),
	VIEW(BOOL, struct frame, may_billing),
	VIEW(BOOL, struct frame, may_activity),
	VIEW(BOOL, struct frame, may_order),
	VIEW(BOOL, struct frame, may_customer_users),
	VIEW(BOOL, struct frame, may_profiles),
	VIEW(BOOL, struct frame, may_webhooks),
	VIEW(BOOL, struct frame, may_users),
	VIEW_FIELD_END,
};

static const char *message_for(void *data, const char *text)
{
	return message(data, text);
}

static struct view_list language_list(struct ctx *cx)
{
	const struct locale *const *all = locales();
	size_t count = 0;
	struct language_view *views;

	while (all[count] != NULL)
		count++;
	views = ARENA_ARRAY(cx->arena, struct language_view, count);
	for (size_t i = 0; i < count; i++) {
		views[i].tag = all[i]->tag;
		views[i].name = all[i]->own_name;
		views[i].current = all[i] == cx->locale;
	}
	return (struct view_list){ count, views };
}

static const char *upper_part(struct ctx *cx, const char *tag)
{
	size_t length = strcspn(tag, "-");

	return text_upper(cx->arena, arena_dup_n(cx->arena, tag, length));
}

/* First letters of the first and last name: whole characters, not bytes. */
static const char *initials(struct ctx *cx, const char *name)
{
	struct text text;
	const char *last = strrchr(name, ' ');

	text_init(&text, cx->arena);
	for (int i = 0; i < 2; i++) {
		const char *from = i == 0 ? name : last == NULL ? "" : last + 1;
		size_t length = from[0] != '\0';

		while (
		    length > 0 && ((unsigned char)from[length] & 0xC0) == 0x80)
			length++;
		text_add_n(&text, from, length);
	}
	return text.bytes;
}

/* The page that the form stood on, as the browser tells: its path here. */
static const char *referring_path(struct request *rq)
{
	const char *from = request_header(rq, "Referer");

	from = from == NULL ? NULL : strstr(from, "://");
	from = from == NULL ? NULL : strchr(from + 3, '/');
	return from != NULL && request_page_exists(rq, from) ? from : NULL;
}

/* A form's way back is in the query when its page is asked for anew. */
static const char *with_back(struct request *rq, const char *path)
{
	struct text text;

	if (text_empty(typed(rq, "back")) || strchr(path, '?') != NULL)
		return path;
	text_init(&text, rq->cx.arena);
	text_addf(&text, "%s?back=", path);
	text_add_url(&text, typed(rq, "back"));
	return text.bytes;
}

/* Where this page can be had again, in another language for one. What a POST
 * answered has no address of its own unless there is a page of that path. */
static const char *self_path(struct request *rq)
{
	const char *path = arena_printf(rq->cx.arena, "%s%s%s", rq->raw_path,
	    rq->raw_query[0] == '\0' ? "" : "?", rq->raw_query);
	const char *from;

	if (rq->method == GET || rq->method == HEAD)
		return path;
	if (request_page_exists(rq, path))
		return rq->cx.who == NULL ? with_back(rq, path) : path;
	from = referring_path(rq);
	return from == NULL ? rq->raw_path : from;
}

static const char *url_encoded(struct ctx *cx, const char *string)
{
	struct text text;

	text_init(&text, cx->arena);
	text_add_url(&text, string);
	return text.bytes;
}

static void frame_base(
    struct request *rq, const struct page *page, struct frame *frame)
{
	struct ctx *cx = &rq->cx;

	frame->lang = cx->locale->tag;
	frame->dir = locale_dir(cx->locale);
	frame->language_now = upper_part(cx, cx->locale->tag);
	frame->window_title = page_title(cx, page);
	frame->body = page->body;
	frame->dialog = page->dialog;
	frame->self = page->self == NULL ? self_path(rq) : page->self;
	frame->self_encoded = url_encoded(cx, frame->self);
	frame->css = http_static_url(cx->arena, "kontor.css");
	frame->js = http_static_url(cx->arena, "kontor.js");
	frame->mark_icon = http_static_url(cx->arena, "mark.svg");
	frame->version = KONTOR_VERSION;
	frame->help = guide_for(rq);
	frame->languages = language_list(cx);
}

static const struct customer_view *chosen(
    struct ctx *cx, const struct page *page)
{
	struct customer_view *view;

	if (page->customer == NULL)
		return NULL;
	view = ARENA_NEW(cx->arena, struct customer_view);
	view->id = page->customer->customer_id;
	view->name = page->customer->name;
	view->href = arena_printf(cx->arena, "/customers/%s", view->id);
	view->mark = house_mark(view->id);
	view->at_overview = page->place == PLACE_CUSTOMER;
	view->at_account = page->place == PLACE_ACCOUNT;
	view->at_software = page->place == PLACE_SOFTWARE;
	view->at_orders = page->place == PLACE_ORDERS;
	view->at_subscriptions = page->place == PLACE_SUBSCRIPTIONS;
	view->at_reservations = page->place == PLACE_RESERVATIONS;
	view->at_products = page->place == PLACE_PRODUCTS;
	view->at_users = page->place == PLACE_USERS;
	return view;
}

static const struct clock_view *tenant_clock(struct ctx *cx)
{
	const struct partner *partner = cx->who->partner;
	struct clock_view *view;
	char *iso;

	if (!partner->test_clock && !partner->sandbox)
		return NULL;
	view = ARENA_NEW(cx->arena, struct clock_view);
	iso = arena_alloc(cx->arena, INSTANT_TEXT);
	instant_text(cx->now, iso);
	view->iso = iso;
	view->now = show_instant(cx, cx->now);
	view->sandbox = partner->sandbox;
	view->may_set =
	    partner->test_clock && roles_may(cx->who->roles, MAY_SET_CLOCK);
	return view;
}

static void frame_person(
    struct ctx *cx, const struct page *page, struct frame *frame)
{
	const struct principal *who = cx->who;

	frame->csrf = csrf_token(cx);
	if (page->menu != NULL)
		frame->menu = *page->menu;
	frame->partner_name = who->partner->name;
	frame->partner_city = who->partner->city;
	frame->partner_currency = who->partner->currency;
	frame->user_name = who->user_name;
	frame->user_roles = roles_list_text(cx, who->roles);
	frame->user_initials = initials(cx, who->user_name);
	frame->customer = chosen(cx, page);
	frame->clock = tenant_clock(cx);
	frame->at_today = page->place == PLACE_TODAY;
	frame->at_customers = page->place == PLACE_CUSTOMERS;
	frame->at_billing = page->place == PLACE_BILLING;
	frame->at_support = page->place == PLACE_SUPPORT;
	frame->at_calculator = page->place == PLACE_CALCULATOR;
	frame->at_activity = page->place == PLACE_ACTIVITY;
	frame->at_settings = page->place == PLACE_SETTINGS;
	frame->may_customers = roles_may(who->roles, MAY_SEE_CUSTOMERS);
	frame->may_orders = roles_may(who->roles, MAY_SEE_ORDERS);
	frame->may_order = roles_may(who->roles, MAY_ORDER);
	frame->may_customer_users =
	    roles_may(who->roles, MAY_MANAGE_CUSTOMER_USERS);
	frame->may_billing = roles_may(who->roles, MAY_SEE_BILLING);
	frame->may_calculate = roles_may(who->roles, MAY_CALCULATE_BENEFIT);
	frame->may_profiles = roles_may(who->roles, MAY_SEE_PROFILES);
	frame->may_webhooks = roles_may(who->roles, MAY_MANAGE_WEBHOOKS);
	frame->may_users = roles_may(who->roles, MAY_MANAGE_USERS);
	frame->may_activity = roles_may(who->roles, MAY_SEE_ACTIVITY);
}

static struct error render_failed(const struct page *page, const char *problem)
{
	log_event(LOG_ERROR, "a page cannot be rendered",
	    LOG_T("template", page->body), LOG_T("problem", problem));
	return fail(ERR_INTERNAL, NULL);
}

/* body: as it was rendered before; or NULL. */
static struct error render(struct request *rq, const struct page *page,
    const char *template, const struct frame *frame, const struct text *body)
{
	struct ctx *cx = &rq->cx;
	struct mustache_host host = { cx->templates, message_for, cx,
		&rq->response.secrets, page->body, body };
	struct view stack[2] = { { frame_view, frame },
		{ page->fields, page->data } };
	const char *problem = NULL;
	int64_t begun = clock_steady_us();
	bool good;

	response_status(rq, page->status == 0 ? 200 : page->status,
	    "text/html; charset=utf-8");
	good = mustache_render(&host, template, stack,
	    page->fields == NULL ? 1 : 2, &rq->response.body, &problem);
	rq->render_us += clock_steady_us() - begun;
	return good ? OK : render_failed(page, problem);
}

/* All that bodies depend on, whichever they are. */
static const char *body_key(struct ctx *cx, const struct page *page)
{
	const struct partner *partner = cx->who->partner;

	return arena_printf(cx->arena, "%s %lld %d %u %s %lld %s %s %d\n%s",
	    page->body, (long long)partner->partner_id, (int)cx->who->kind,
	    (unsigned)cx->who->roles, cx->locale->tag,
	    (long long)policy_version(cx->policy), partner->country,
	    partner->currency, partner->sandbox, page->keep);
}

/* The body by itself, for the next who asks for the same. */
static struct error body_keep(struct request *rq, const struct page *page,
    const struct frame *frame, struct text *body)
{
	struct ctx *cx = &rq->cx;
	struct mustache_host host = {
		.set = cx->templates, .message = message_for, .data = cx
	};
	struct view stack[2] = { { frame_view, frame },
		{ page->fields, page->data } };
	const char *problem = NULL;
	int64_t begun = clock_steady_us();

	text_init(body, cx->arena);
	if (!mustache_render(&host, page->body, stack,
		page->fields == NULL ? 1 : 2, body, &problem))
		return render_failed(page, problem);
	rq->render_us += clock_steady_us() - begun;
	response_part_keep(rq, body_key(cx, page), body);
	return OK;
}

/* A customer's user sees the own house above everything. */
static const struct customer_view *own_customer(struct ctx *cx)
{
	struct customer customer;
	struct page page = { .customer = &customer };

	if (cx->who->customer_id == NULL || cx->tx == NULL ||
	    customer_load(cx, cx->who->customer_id, &customer).code != 0)
		return NULL;
	return chosen(cx, &page);
}

/* Each kind of person works in a frame of its own. */
static const char *frame_of(const struct principal *who)
{
	switch (who->kind) {
	case ACTOR_CUSTOMER_USER:
		return "portal/frame";
	case ACTOR_OPERATOR:
		return "operator/frame";
	default:
		return "frame";
	}
}

static void frame_fill(
    struct request *rq, const struct page *page, struct frame *frame)
{
	frame_base(rq, page, frame);
	frame_person(&rq->cx, page, frame);
	if (frame->customer == NULL)
		frame->customer = own_customer(&rq->cx);
}

struct error page_answer(struct request *rq, const struct page *page)
{
	struct frame frame = { 0 };
	struct text body;
	struct error e = OK;

	frame_fill(rq, page, &frame);
	if (page->keep != NULL)
		e = body_keep(rq, page, &frame, &body);
	if (e.code)
		return e;
	return render(rq, page, frame_of(rq->cx.who), &frame,
	    page->keep != NULL ? &body : NULL);
}

bool page_answer_kept(struct request *rq, const struct page *page)
{
	struct frame frame = { 0 };
	struct text body;

	text_init(&body, rq->cx.arena);
	if (!response_part_kept(rq, body_key(&rq->cx, page), &body))
		return false;
	frame_fill(rq, page, &frame);
	return render(rq, page, frame_of(rq->cx.who), &frame, &body).code == 0;
}

struct error page_answer_bare(struct request *rq, const struct page *page)
{
	struct frame frame = { 0 };

	frame_base(rq, page, &frame);
	return render(rq, page,
	    page->frame == NULL ? "frame_bare" : page->frame, &frame, NULL);
}

const char *customer_path(
    struct ctx *cx, const char *customer_id, const char *format, ...)
{
	va_list args;
	const char *rest;

	va_start(args, format);
	rest = arena_vprintf(cx->arena, format, args);
	va_end(args);
	return arena_printf(cx->arena, "/customers/%s%s", customer_id, rest);
}

const char *typed(const struct request *rq, const char *name)
{
	for (size_t i = rq->form.count; i > 0; i--)
		if (strcmp(rq->form.pairs[i - 1].key, name) == 0)
			return rq->form.pairs[i - 1].value;
	return "";
}

const char *query_value(const struct request *rq, const char *name)
{
	struct ctx *cx = (struct ctx *)&((struct request *)rq)->cx;
	struct field_map pairs;

	if (pairs_decode(cx, rq->raw_query, strlen(rq->raw_query), &pairs)
		.code != 0)
		return "";
	for (size_t i = pairs.count; i > 0; i--)
		if (strcmp(pairs.pairs[i - 1].key, name) == 0)
			return pairs.pairs[i - 1].value;
	return "";
}
