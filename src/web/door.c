/*
 * The dashboard's door: who comes in by cookie, what a form must carry, how a
 * refusal looks. Pages are in their own files.
 */
#include <string.h>

#include "accounts/sign_in.h"
#include "activity/activity.h"
#include "i18n/i18n.h"
#include "web/kept.h"
#include "web/web.h"

#define LOCALE_COOKIE "kontor_language"

/* The user's own choice wins (session_enter), then the cookie of this
 * browser, then what the browser asks for. */
void web_locale_choose(struct request *rq)
{
	const char *cookie = request_cookie(rq, LOCALE_COOKIE);
	const struct locale *locale =
	    cookie == NULL ? NULL : locale_find(cookie);

	if (locale == NULL)
		locale =
		    locale_from_header(request_header(rq, "Accept-Language"));
	rq->cx.locale = locale;
}

const char web_public_form[] = "public";

struct error web_session(
    struct request *rq, enum actor_kind wanted, enum error_code other)
{
	const char *cookie = request_cookie(rq, SESSION_COOKIE);
	enum actor_kind second =
	    wanted == ACTOR_USER ? ACTOR_CUSTOMER_USER : ACTOR_USER;
	struct error e = session_enter(&rq->cx, cookie, wanted);

	if (e.code != ERR_SIGN_IN_NEEDED ||
	    session_enter(&rq->cx, cookie, second).code != 0)
		return e;
	return fail(other, NULL);
}

static struct error web_enter(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	bool form = rq->method == POST;
	struct error e;

	web_locale_choose(rq);
	e = web_session(rq, ACTOR_USER, ERR_DASHBOARD_PARTNERS);
	if (rq->route->needs == MAY_ANYONE) {
		if (cx->who != NULL && form &&
		    rq->route->more != WEB_PUBLIC_FORM)
			return csrf_check(cx, typed(rq, "_csrf"));
		return OK;
	}
	if (e.code != 0)
		return e;
	if (!cx->who->partner->csp_enrolled)
		return fail(ERR_NOT_ENROLLED, NULL);
	if (form && !rq->unread &&
	    (e = csrf_check(cx, typed(rq, "_csrf"))).code != 0)
		return e;
	return principal_may(cx, (enum permission)rq->route->needs);
}

static struct error web_again(struct request *rq, bool *ret_replayed)
{
	struct error e;

	*ret_replayed = false;
	rq->cx.act = NULL;
	if (rq->cx.who == NULL)
		return OK;
	/* a role may have been taken since enter looked */
	if ((e = principal_recheck(&rq->cx)).code != 0 ||
	    rq->route->needs == MAY_ANYONE)
		return e;
	return principal_may(&rq->cx, (enum permission)rq->route->needs);
}

static struct error web_record(struct request *rq, struct error outcome)
{
	return activity_record(&rq->cx, outcome);
}

/* ---- refusals ---- */

struct error_view {
	const char *heading, *message, *request_id;
	const char *home, *home_name; /* where to go from here, or NULL */
};
static const struct view_field error_view[] = {
	VIEW(TEXT, struct error_view, heading),
	VIEW(TEXT, struct error_view, message),
	VIEW(TEXT, struct error_view, request_id),
	VIEW(TEXT, struct error_view, home),
	VIEW(TEXT, struct error_view, home_name),
	VIEW_FIELD_END,
};

static const char *heading_of(struct ctx *cx, int status)
{
	switch (status) {
	case 403:
		return _("Not allowed with your roles");
	case 404:
		return _("No such page here");
	case 409:
		return _("Somebody was faster");
	case 410:
		return _("No longer there");
	case 429:
		return _("Too fast");
	case 500:
	case 503:
		return _("This did not work");
	default:
		return _("This cannot be done");
	}
}

/* Another partner's thing and one that never was look the same (ruling 10);
 * only who works for customers is told of theirs. */
static const char *message_of(struct ctx *cx, struct error error, int status)
{
	bool operator= cx->who != NULL && cx->who->kind == ACTOR_OPERATOR;

	if (status == 404 && operator)
		return error_message(cx, error);
	if (status == 404 && cx->who != NULL && cx->who->kind == ACTOR_USER)
		return _(
		    "The address may be mistyped, or it belongs to a customer you do not work for. We answer the same in both cases.");
	if (status == 404)
		return error_message(cx, fail(ERR_ROUTE_UNKNOWN, NULL));
	return problem_text(cx, error);
}

void web_sign_in_first(struct request *rq, const char *sign_in)
{
	const char *from = kept_from(rq);
	struct text to;
	struct page page;

	text_init(&to, rq->cx.arena);
	text_add(&to, sign_in);
	if (rq->method == GET && strcmp(rq->raw_path, "/") != 0) {
		text_add(&to, "?back=");
		text_add_url(&to, rq->raw_path);
		if (rq->raw_query[0] != '\0') {
			text_add_url(&to, "?");
			text_add_url(&to, rq->raw_query);
		}
	} else if (from != NULL) {
		text_add(&to, "?back=");
		text_add_url(&to, from);
	}
	if (kept_page(rq, fail(ERR_SIGN_IN_NEEDED, NULL), to.bytes, &page))
		(void)page_answer_bare(rq, &page);
	else
		response_redirect(rq, to.bytes);
}

/* Each kind of person has its own; a customer's plain user has none. */
static void home_fill(struct ctx *cx, struct error_view *view)
{
	if (cx->who == NULL) {
		view->home = "/signin";
		view->home_name = _("Sign in");
	} else if (cx->who->kind == ACTOR_OPERATOR) {
		view->home = "/operator";
		view->home_name = _("Go to the start of the console");
	} else if (cx->who->kind == ACTOR_USER) {
		view->home = "/";
		view->home_name = _("Go to Today");
	} else if (roles_may(cx->who->roles, MAY_GET_OWN_KEYS)) {
		view->home = "/portal";
		view->home_name = _("Go to your products");
	}
}

void web_error_page(
    struct request *rq, struct error error, struct page *ret_page)
{
	int status = error_info(error.code)->page_status;
	struct ctx *cx = &rq->cx;
	struct error_view *view = ARENA_NEW(cx->arena, struct error_view);

	if (rq->route == NULL)
		web_locale_choose(rq);
	if (kept_page(rq, error, NULL, ret_page))
		return;
	*ret_page = (struct page){ .body = "error",
		.fields = error_view,
		.data = view,
		.status = status == 0 ? 500 : status };
	view->heading = heading_of(cx, ret_page->status);
	view->message = message_of(cx, error, ret_page->status);
	view->request_id = cx->request_id;
	home_fill(cx, view);
	ret_page->title = view->heading;
}

static void web_refuse(struct request *rq, struct error error)
{
	struct page page;

	if (error.code == ERR_SIGN_IN_NEEDED) {
		web_sign_in_first(rq, "/signin");
		return;
	}
	web_error_page(rq, error, &page);
	if (rq->cx.who != NULL) {
		(void)page_answer(rq, &page);
		return;
	}
	page.body = "error_bare";
	(void)page_answer_bare(rq, &page);
}

/* Without the query, which has no place in a policy. */
void web_form_target(struct request *rq, const char *uri)
{
	rq->door_state =
	    arena_printf(rq->cx.arena, " %.*s", (int)strcspn(uri, "?"), uri);
}

/* Pages are in the language of whoever asks, files and styles are in none. */
static void language_headers(struct request *rq)
{
	const char *type = rq->response.content_type;

	if (rq->cx.locale == NULL || type == NULL ||
	    !text_starts(type, "text/html"))
		return;
	response_header(rq, "Content-Language", rq->cx.locale->tag);
	response_header(rq, "Vary", "Accept-Language, Cookie");
}

static void web_leave(struct request *rq)
{
	const char *target = rq->door_state ? rq->door_state : "";

	response_header(rq, "Content-Security-Policy",
	    arena_printf(rq->cx.arena,
		"default-src 'none'; style-src 'self'; script-src 'self'; "
		"img-src 'self'; connect-src 'self'; form-action 'self'%s; "
		"frame-ancestors 'none'; base-uri 'none'",
		target));
	language_headers(rq);
	response_header(rq, "X-Content-Type-Options", "nosniff");
	response_header(rq, "Referrer-Policy", "same-origin");
	response_header(rq, "X-Request-Id", rq->cx.request_id);
	/* static files say themselves how long they are good */
	if (rq->route == NULL || !rq->route->plain ||
	    rq->response.status >= 400)
		response_header(rq, "Cache-Control", "no-store");
}

const struct door web_door = {
	.name = "web",
	.enter = web_enter,
	.again = web_again,
	.record = web_record,
	.refuse = web_refuse,
	.leave = web_leave,
};
