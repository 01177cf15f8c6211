/*
 * A request from its making to its end, and what doors ask of it. Running it
 * through its route is left to dispatch.c.
 */
#include "http/exchange.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/day.h"
#include "base/net.h"
#include "base/settings.h"
#include "base/stop.h"
#include "i18n/i18n.h"

struct exchange *exchange_new(
    struct server *server, struct MHD_Connection *mhd, const char *method)
{
	struct exchange *ex = calloc(1, sizeof *ex);
	struct ctx *cx;

	if (ex == NULL)
		stop_memory(sizeof *ex);
	arena_init(&ex->arena);
	ex->server = server;
	ex->mhd = mhd;
	ex->conn = conn_of(mhd);
	atomic_init(&ex->refs, 1);
	atomic_init(&ex->stage, STAGE_LOOP);
	ex->rq.server = server;
	ex->rq.method = http_method_of(method);
	ex->rq.raw_path = ex->rq.raw_query = "";
	ex->rq.body = "";
	ex->rq.response.file = -1;
	ex->rq.upload.fd = -1;
	ex->rq.started_us = clock_steady_us();
	cx = &ex->rq.cx;
	cx->arena = &ex->arena;
	cx->locale = locales()[0];
	cx->now = cx->wall = clock_wall();
	cx->settings = server->options.settings;
	cx->secrets = server->options.secrets;
	cx->policy = server->options.policy;
	if (server->options.policy_newest != NULL)
		cx->policy = server->options.policy_newest(cx->policy);
	cx->accounts = server->options.accounts;
	cx->accounts = server->options.accounts;
	cx->templates = server->options.templates;
	cx->request_id = cx->correlation_id = cx->address = "";
	text_init(&ex->rq.response.body, &ex->arena);
	text_init(&ex->body, &ex->arena);
	return ex;
}

void exchange_release(struct exchange *ex)
{
	if (ex == NULL || atomic_fetch_sub(&ex->refs, 1) != 1)
		return;
	if (ex->rq.response.file >= 0)
		close(ex->rq.response.file);
	if (ex->rq.upload.fd >= 0)
		close(ex->rq.upload.fd);
	for (size_t i = 0; i < ex->rq.upload_count; i++)
		if (ex->rq.uploads[i].fd >= 0)
			close(ex->rq.uploads[i].fd);
	upload_drop(ex);
	arena_done(&ex->arena);
	free(ex);
}

struct exchange *exchange_stand_in(const struct exchange *other)
{
	struct exchange *ex = exchange_new(
	    other->server, other->mhd, http_method_name(other->rq.method));
	struct arena *arena = &ex->arena;
	struct http_header *headers;

	/* only what was settled before the other left the loop is read here */
	ex->rq.door = other->rq.door;
	ex->rq.route = other->rq.route;
	ex->rq.started_us = other->rq.started_us;
	ex->rq.raw_path = arena_dup(arena, other->rq.raw_path);
	ex->rq.raw_query = arena_dup(arena, other->rq.raw_query);
	ex->rq.cx.request_id = arena_dup(arena, other->rq.cx.request_id);
	ex->rq.cx.correlation_id =
	    arena_dup(arena, other->rq.cx.correlation_id);
	ex->rq.cx.address = arena_dup(arena, other->rq.cx.address);
	ex->rq.header_count = other->rq.header_count;
	headers = ARENA_ARRAY(arena, struct http_header, ex->rq.header_count);
	for (size_t i = 0; i < ex->rq.header_count; i++) {
		headers[i].name = arena_dup(arena, other->rq.headers[i].name);
		headers[i].value = arena_dup(arena, other->rq.headers[i].value);
	}
	ex->rq.headers = headers;
	return ex;
}

static const char *id_from(struct exchange *ex, const char *header)
{
	const char *given = request_header(&ex->rq, header);
	char *fresh;

	if (given != NULL && text_is_guid(given))
		return text_lower(&ex->arena, given);
	fresh = arena_alloc(&ex->arena, GUID_TEXT);
	guid_random(fresh);
	return fresh;
}

/* All X-Forwarded-For there are, as one list; NULL when there is none. */
static char *hops_of(struct exchange *ex)
{
	const struct request *rq = &ex->rq;
	char *hops = NULL;

	for (size_t i = 0; i < rq->header_count; i++)
		if (strcasecmp(rq->headers[i].name, "X-Forwarded-For") == 0)
			hops = hops == NULL
				   ? arena_dup(&ex->arena, rq->headers[i].value)
				   : arena_printf(&ex->arena, "%s,%s", hops,
					 rq->headers[i].value);
	return hops;
}

/*
 * The peer; where that is a proxy of ours, whom it names; and so on, as long
 * as the one who says so is a proxy of ours. What is no address is nobody.
 */
static const char *address_from(struct exchange *ex)
{
	const struct settings *settings = ex->rq.cx.settings;
	const char *address = arena_dup(&ex->arena, ex->conn->address);
	char *hops = settings->behind_proxy ? hops_of(ex) : NULL;

	while (
	    hops != NULL && net_list_has(settings->trusted_proxies, address)) {
		char *comma = strrchr(hops, ',');
		const char *hop =
		    text_trim(&ex->arena, comma == NULL ? hops : comma + 1);

		if (!net_is_address(hop))
			break;
		address = hop;
		if (comma == NULL)
			break;
		*comma = '\0';
	}
	return address;
}

void exchange_open(struct exchange *ex)
{
	const char *uri = ex->conn->uri, *authority;
	size_t path;

	/* absolute form, as proxies may send it (RFC 9112, 3.2.2) */
	if (uri[0] != '/' && (authority = strstr(uri, "://")) != NULL) {
		uri = authority + 3;
		uri += strcspn(uri, "/?");
	}
	path = strcspn(uri, "?");
	ex->rq.raw_path = path == 0 ? "/" : arena_dup_n(&ex->arena, uri, path);
	ex->rq.raw_query =
	    uri[path] == '?' ? arena_dup(&ex->arena, uri + path + 1) : "";
	ex->rq.cx.request_id = id_from(ex, "MS-RequestId");
	ex->rq.cx.correlation_id = id_from(ex, "MS-CorrelationId");
	ex->rq.cx.address = address_from(ex);
}

/* ---- what doors and routes ask ---- */

const char *request_header(const struct request *rq, const char *name)
{
	for (size_t i = 0; i < rq->header_count; i++)
		if (strcasecmp(rq->headers[i].name, name) == 0)
			return rq->headers[i].value;
	return NULL;
}

/* One "name=value" of a Cookie header, or NULL. */
static const char *cookie_in(
    const struct request *rq, const char *cookies, const char *name)
{
	size_t length = strlen(name);

	while (*cookies != '\0') {
		size_t n;

		cookies += strspn(cookies, "; ");
		n = strcspn(cookies, ";");
		if (n > length && cookies[length] == '=' &&
		    strncmp(cookies, name, length) == 0)
			return text_trim(rq->cx.arena,
			    arena_dup_n(rq->cx.arena, cookies + length + 1,
				n - length - 1));
		cookies += n;
	}
	return NULL;
}

const char *request_cookie(const struct request *rq, const char *name)
{
	const char *found = NULL;

	for (size_t i = 0; i < rq->header_count && found == NULL; i++)
		if (strcasecmp(rq->headers[i].name, "Cookie") == 0)
			found = cookie_in(rq, rq->headers[i].value, name);
	return found;
}

const char *request_param(const struct request *rq, const char *name)
{
	for (size_t i = 0; i < rq->param_count; i++)
		if (strcmp(rq->params[i].key, name) == 0)
			return rq->params[i].value;
	return NULL;
}
