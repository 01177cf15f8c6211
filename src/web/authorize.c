/*
 * Where programs send a browser for a person's consent, and the page that
 * asks. What a request must be and what a code is, accounts/authorize says.
 */
#include "accounts/authorize.h"

#include <string.h>

#include "accounts/token.h"
#include "i18n/i18n.h"
#include "web/page.h"
#include "web/routes.h"
#include "web/web.h"

#define LONG_MAX_TEXT 8192

/* As they come by query, and again with the answer of the page. */
struct authorize_form {
	const char *client_id, *redirect_uri, *response_type, *response_mode;
	const char *scope, *resource, *state, *nonce, *code_challenge;
	const char *code_challenge_method, *prompt, *login_hint;
	const char *tenant, *version, *choice; /* of the page */
};
/* SECRET: exactly as sent, since state goes back as it came. */
#define REQUEST_FIELDS                                                         \
	FIELD(SECRET, struct authorize_form, client_id),                       \
	    FIELD(SECRET, struct authorize_form, redirect_uri,                 \
		.max = LONG_MAX_TEXT),                                         \
	    FIELD(SECRET, struct authorize_form, response_type),               \
	    FIELD(SECRET, struct authorize_form, response_mode),               \
	    FIELD(SECRET, struct authorize_form, scope, .max = LONG_MAX_TEXT), \
	    FIELD(SECRET, struct authorize_form, resource),                    \
	    FIELD(SECRET, struct authorize_form, state, .max = LONG_MAX_TEXT), \
	    FIELD(SECRET, struct authorize_form, nonce, .max = LONG_MAX_TEXT), \
	    FIELD(SECRET, struct authorize_form, code_challenge),              \
	    FIELD(SECRET, struct authorize_form, code_challenge_method),       \
	    FIELD(SECRET, struct authorize_form, prompt),                      \
	    FIELD(SECRET, struct authorize_form, login_hint)

static const struct field query_fields[] = { REQUEST_FIELDS, FIELD_END };
static const struct field page_fields[] = { REQUEST_FIELDS,
	FIELD(TEXT, struct authorize_form, tenant),
	FIELD(TEXT, struct authorize_form, version),
	FIELD(TEXT, struct authorize_form, choice), FIELD_END };

struct asking {
	struct authorize_request request;
	struct authorization found;
	bool silent;
	bool refused; /* by the person */
	const char *code;
};

static struct authorize_request request_of(
    const struct authorize_form *form, const char *tenant, bool v2)
{
	return (struct authorize_request){
		.v2 = v2,
		.tenant = tenant,
		.client_id = form->client_id,
		.redirect_uri = form->redirect_uri,
		.response_type = form->response_type,
		.response_mode = form->response_mode,
		.scope = form->scope,
		.resource = form->resource,
		.state = form->state,
		.nonce = form->nonce,
		.code_challenge = form->code_challenge,
		.code_challenge_method = form->code_challenge_method,
		.prompt = form->prompt,
		.login_hint = form->login_hint,
	};
}

/* ---- back to the program ---- */

struct pair_view {
	const char *name, *value;
};
static const struct view_field pair_view[] = {
	VIEW(TEXT, struct pair_view, name),
	VIEW(SECRET, struct pair_view, value),
	VIEW_FIELD_END,
};

static void pair_add(
    struct pair_view *pairs, size_t *count, const char *name, const char *value)
{
	if (value != NULL && value[0] != '\0')
		pairs[(*count)++] = (struct pair_view){ name, value };
}

static struct view_list answer_pairs(
    struct ctx *cx, const struct asking *asking)
{
	struct pair_view *pairs = ARENA_ARRAY(cx->arena, struct pair_view, 5);
	const struct authorization *found = &asking->found;
	size_t count = 0;

	pair_add(pairs, &count, "code", asking->code);
	pair_add(pairs, &count, "error", found->error);
	pair_add(pairs, &count, "error_description",
	    found->error ? found->description : NULL);
	pair_add(pairs, &count, "state", asking->request.state);
	pair_add(pairs, &count, "iss",
	    token_issuer(cx, found->partner.tenant_id, asking->request.v2));
	return (struct view_list){ count, pairs };
}

struct post_view {
	const char *action, *program;
	struct view_list pairs;
};
static const struct view_field post_view[] = {
	VIEW(TEXT, struct post_view, action),
	VIEW(TEXT, struct post_view, program),
	VIEW_OF(LIST, struct post_view, pairs, pair_view, struct pair_view),
	VIEW_FIELD_END,
};

static struct error post_answer(struct request *rq, const struct asking *asking)
{
	struct ctx *cx = &rq->cx;
	struct post_view view = { .action = asking->found.redirect_uri,
		.program = asking->found.application.name,
		.pairs = answer_pairs(cx, asking) };
	struct page page = { .title = _("Back to the program"),
		.body = "account/consent_post",
		.fields = post_view,
		.data = &view };

	web_form_target(rq, asking->found.redirect_uri);
	return page_answer_bare(rq, &page);
}

/* The address was compared with what is registered: it may leave us. */
static struct error program_answer(
    struct request *rq, const struct asking *asking)
{
	const char *uri = asking->found.redirect_uri;
	struct view_list list = answer_pairs(&rq->cx, asking);
	const struct pair_view *pairs = list.items;
	struct text to;

	if (asking->found.form_post)
		return post_answer(rq, asking);
	text_init(&to, rq->cx.arena);
	text_add(&to, uri);
	for (size_t i = 0; i < list.count; i++) {
		text_add(&to, i == 0 && strchr(uri, '?') == NULL ? "?" : "&");
		text_add(&to, pairs[i].name);
		text_add(&to, "=");
		text_add_url(&to, pairs[i].value);
	}
	response_status(rq, 303, NULL);
	response_header(rq, "Location", to.bytes);
	return OK;
}

/* ---- signing in first ---- */

/* The same request once more, without a prompt to sign in. */
static const char *again(struct request *rq, const struct asking *asking)
{
	const struct authorize_request *q = &asking->request;
	const struct pair_view pairs[] = { { "client_id", q->client_id },
		{ "redirect_uri", q->redirect_uri },
		{ "response_type", q->response_type },
		{ "response_mode", q->response_mode }, { "scope", q->scope },
		{ "resource", q->resource }, { "state", q->state },
		{ "nonce", q->nonce }, { "code_challenge", q->code_challenge },
		{ "code_challenge_method", q->code_challenge_method } };
	struct text to;

	text_init(&to, rq->cx.arena);
	text_addf(
	    &to, "/%s/oauth2%s/authorize", q->tenant, q->v2 ? "/v2.0" : "");
	for (size_t i = 0, n = 0; i < COUNT(pairs); i++)
		if (!text_empty(pairs[i].value)) {
			text_addf(&to, "%s%s=", n++ ? "&" : "?", pairs[i].name);
			text_add_url(&to, pairs[i].value);
		}
	return to.bytes;
}

static const char *sign_in_path(struct request *rq, const struct asking *asking)
{
	struct text to;

	text_init(&to, rq->cx.arena);
	text_add(&to, "/signin?anew=1&back=");
	text_add_url(&to, again(rq, asking));
	if (!text_empty(asking->request.login_hint)) {
		text_add(&to, "&email=");
		text_add_url(&to, asking->request.login_hint);
	}
	return to.bytes;
}

/* ---- the page ---- */

struct consent_view {
	const char *csrf, *program, *made_by, *client_id, *target;
	const char *user, *email, *roles, *partner, *sign_in;
	bool stranger; /* signed in for another partner */
	struct view_list pairs;
};
static const struct view_field consent_view[] = {
	VIEW(TEXT, struct consent_view, csrf),
	VIEW(TEXT, struct consent_view, program),
	VIEW(TEXT, struct consent_view, made_by),
	VIEW(TEXT, struct consent_view, client_id),
	VIEW(TEXT, struct consent_view, target),
	VIEW(TEXT, struct consent_view, user),
	VIEW(TEXT, struct consent_view, email),
	VIEW(TEXT, struct consent_view, roles),
	VIEW(TEXT, struct consent_view, partner),
	VIEW(TEXT, struct consent_view, sign_in),
	VIEW(BOOL, struct consent_view, stranger),
	VIEW_OF(LIST, struct consent_view, pairs, pair_view, struct pair_view),
	VIEW_FIELD_END,
};

static struct view_list kept_pairs(
    struct ctx *cx, const struct authorize_request *q)
{
	struct pair_view *pairs = ARENA_ARRAY(cx->arena, struct pair_view, 12);
	size_t count = 0;

	pair_add(pairs, &count, "tenant", q->tenant);
	pair_add(pairs, &count, "version", q->v2 ? "2" : "1");
	pair_add(pairs, &count, "client_id", q->client_id);
	pair_add(pairs, &count, "redirect_uri", q->redirect_uri);
	pair_add(pairs, &count, "response_type", q->response_type);
	pair_add(pairs, &count, "response_mode", q->response_mode);
	pair_add(pairs, &count, "scope", q->scope);
	pair_add(pairs, &count, "resource", q->resource);
	pair_add(pairs, &count, "state", q->state);
	pair_add(pairs, &count, "nonce", q->nonce);
	pair_add(pairs, &count, "code_challenge", q->code_challenge);
	pair_add(
	    pairs, &count, "code_challenge_method", q->code_challenge_method);
	return (struct view_list){ count, pairs };
}

/* "https://host", where the answer goes: people know hosts, not paths. */
static const char *host_part(struct ctx *cx, const char *uri)
{
	const char *host = strstr(uri, "://");

	return host == NULL
		   ? uri
		   : arena_dup_n(cx->arena, uri,
			 (size_t)(host + 3 - uri) + strcspn(host + 3, "/?"));
}

static struct error consent_answer(
    struct request *rq, const struct asking *asking)
{
	struct ctx *cx = &rq->cx;
	const struct authorization *found = &asking->found;
	const struct principal *who = cx->who;
	struct consent_view view = {
		.csrf = csrf_token(cx),
		.program = found->application.name,
		.made_by = found->application.created_by,
		.client_id = found->application.client_id,
		.target = host_part(cx, found->redirect_uri),
		.user = who->user_name,
		.email = who->email,
		.roles = roles_list_text(cx, who->roles),
		.partner = who->partner->name,
		.sign_in = sign_in_path(rq, asking),
		.stranger =
		    who->partner->partner_id != found->partner.partner_id,
		.pairs = kept_pairs(cx, &asking->request),
	};
	struct page page = { .title = _("Allow a program"),
		.body = "account/consent",
		.fields = consent_view,
		.data = &view };

	if (view.stranger)
		page.status = 403;
	web_form_target(rq, found->redirect_uri);
	return page_answer_bare(rq, &page);
}

/* ---- the request comes ---- */

static struct error authorize_prepare(struct request *rq)
{
	struct asking *asking = ARENA_NEW(rq->cx.arena, struct asking);
	bool v2 = strstr(rq->route->path, "/v2.0/") != NULL;
	struct error e;

	asking->request =
	    request_of(rq->query, request_param(rq, "tenant"), v2);
	e = authorize_look(&rq->cx, &asking->request, &asking->found);
	rq->state = asking;
	if (e.code)
		return e;
	if (asking->found.error == NULL &&
	    asking->found.prompt == PROMPT_NONE) {
		e = authorize_look_silent(&rq->cx, &asking->found);
		asking->silent = true;
		if (e.code || asking->found.error == NULL)
			return e; /* effects make the code */
	}
	if (asking->found.error != NULL)
		return program_answer(rq, asking);
	if (!authorize_person(&rq->cx) ||
	    asking->found.prompt == PROMPT_LOGIN) {
		response_redirect(rq, sign_in_path(rq, asking));
		return OK;
	}
	return consent_answer(rq, asking);
}

static struct error grant_effects(struct request *rq)
{
	struct asking *asking = rq->state;

	if (asking->refused)
		return OK;
	return authorize_grant(&rq->cx, &asking->request, &asking->found,
	    asking->silent, &asking->code);
}

static struct error grant_finish(struct request *rq, struct error outcome)
{
	return outcome.code ? outcome : program_answer(rq, rq->state);
}

/* ---- the person answers ---- */

static struct error consent_prepare(struct request *rq)
{
	struct asking *asking = ARENA_NEW(rq->cx.arena, struct asking);
	const struct authorize_form *form = rq->input;
	struct error e;

	asking->request = request_of(form, form->tenant ? form->tenant : "",
	    text_same(form->version, "2"));
	e = authorize_look(&rq->cx, &asking->request, &asking->found);
	rq->state = asking;
	if (e.code)
		return e;
	if (rq->cx.who->partner->partner_id != asking->found.partner.partner_id)
		return consent_answer(rq, asking);
	if (!text_same(form->choice, "allow")) {
		asking->refused = true;
		if (asking->found.error == NULL) {
			asking->found.error = "access_denied";
			asking->found.description = "The person refused.";
		}
	}
	return asking->found.error ? program_answer(rq, asking) : OK;
}

/* clang-format off */
#define AUTHORIZE_ROUTE(path_)                                                 \
	{ GET, path_, .needs = MAY_ANYONE, .query = query_fields,              \
	    .query_size = sizeof(struct authorize_form),                       \
	    .prepare = authorize_prepare, .effects = grant_effects,            \
	    .finish = grant_finish }

const struct route web_authorize_routes[] = {
	AUTHORIZE_ROUTE("/{tenant}/oauth2/authorize"),
	AUTHORIZE_ROUTE("/{tenant}/oauth2/v2.0/authorize"),
	{ POST, "/consent", .needs = MAY_SIGNED_IN, .body = page_fields,
	    .body_size = sizeof(struct authorize_form),
	    .prepare = consent_prepare, .effects = grant_effects,
	    .finish = grant_finish },
	ROUTE_END,
};
/* clang-format on */
