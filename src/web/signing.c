/*
 * Cookies and ways of signing in; the pages are in their own files.
 */
#include "web/signing.h"

#include <string.h>

#include "base/settings.h"
#include "web/page.h"

/* "//host" and "/\host" would leave. */
const char *signing_back(const char *path)
{
	if (path == NULL || path[0] != '/' || path[1] == '/' ||
	    path[1] == '\\' || strpbrk(path, "\r\n") != NULL)
		return "/";
	return path;
}

const char *signing_query(struct ctx *cx, const char *back)
{
	struct text out;

	if (text_empty(back))
		return "";
	text_init(&out, cx->arena);
	text_add(&out, "?back=");
	text_add_url(&out, back);
	return out.bytes;
}

static bool below(const char *path, const char *door)
{
	size_t n = strlen(door);

	return strncmp(path, door, n) == 0 &&
	       (path[n] == '\0' || path[n] == '/' || path[n] == '?');
}

bool signing_portal(const char *path)
{
	return below(path, "/portal");
}

const char *signing_home(const struct principal *who, const char *back)
{
	back = signing_back(back);
	if (who->kind == ACTOR_OPERATOR)
		return below(back, "/operator") &&
			       !below(back, "/operator/sign-in")
			   ? back
			   : "/operator";
	if (who->kind == ACTOR_CUSTOMER_USER && !signing_portal(back))
		return "/portal";
	return back;
}

static void cookie(struct request *rq, const char *name, const char *value,
    const char *path, const char *attributes)
{
	response_header(rq, "Set-Cookie",
	    arena_printf(rq->cx.arena, "%s=%s; Path=%s; HttpOnly%s%s", name,
		value, path, rq->cx.settings->secure_cookies ? "; Secure" : "",
		attributes));
}

void signing_cookie(struct request *rq, const char *name, const char *value,
    const char *attributes)
{
	cookie(rq, name, value, "/", attributes);
}

const char *signing_token(struct request *rq)
{
	const char *nonce = request_cookie(rq, FORM_COOKIE);

	if (nonce == NULL) {
		nonce = form_nonce(&rq->cx);
		signing_cookie(rq, FORM_COOKIE, nonce, "; SameSite=Strict");
	}
	return form_token(&rq->cx, nonce);
}

struct error signing_check(struct request *rq)
{
	return form_check(
	    &rq->cx, request_cookie(rq, FORM_COOKIE), typed(rq, "_form"));
}

void signing_enter(struct request *rq, const struct sign_in_result *result)
{
	bool operator= result->who->kind == ACTOR_OPERATOR;

	cookie(rq, operator? OPERATOR_COOKIE : SESSION_COOKIE,
	    result->cookie, operator? "/operator" : "/",
	    arena_printf(rq->cx.arena,
		"; SameSite=%s; Max-Age=%lld", operator? "Strict" : "Lax",
		(long long)(result->expires_at - rq->cx.wall)));
	if (request_cookie(rq, STEP_COOKIE) != NULL)
		signing_cookie(
		    rq, STEP_COOKIE, "", "; SameSite=Strict; Max-Age=0");
}

struct error signing_on(
    struct request *rq, const struct sign_in_result *result, const char *back)
{
	if (result->need == NEED_NOTHING) {
		signing_enter(rq, result);
		response_redirect(rq, signing_home(result->who, back));
		return OK;
	}
	signing_cookie(
	    rq, STEP_COOKIE, result->step, "; SameSite=Strict; Max-Age=600");
	response_redirect(rq, arena_printf(rq->cx.arena, "/signin/next%s",
				  signing_query(&rq->cx, back)));
	return OK;
}
