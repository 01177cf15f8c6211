/*
 * Which route serves which path, and which tables are refused.
 */
#include "http/router.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "check.h"

static struct error nothing(struct request *rq)
{
	(void)rq;
	return OK;
}

#define GETS(path_)                                                            \
	{                                                                      \
		GET, path_, .needs = 1, .read = nothing                        \
	}

static const struct route api_routes[] = {
	GETS("/v1/customers"),
	GETS("/v1/customers/{customer}"),
	GETS("/v1/customers/all/validations"),
	GETS("/v1/customers/{customer}/orders/{order}"),
	GETS("/v1/customers/{id}/orders"),
	{ POST, "/v1/customers/all", .needs = 1, .read = nothing },
	{ HEAD, "/v1/domains/{domain}", .needs = 1, .read = nothing },
	ROUTE_END,
};
static const struct route web_routes[] = {
	GETS("/"),
	GETS("/customers/{customer}"),
	GETS("/static/{rest*}"),
	ROUTE_END,
};
static const struct route token_routes[] = {
	{ POST, "/{tenant}/oauth2/token", .needs = 1, .read = nothing },
	ROUTE_END,
};
static const struct door api = { .name = "api", .loose_paths = true };
static const struct door web = { .name = "web" };
static const struct door token = { .name = "token", .loose_paths = true };
static const struct door_routes doors[] = {
	{ &web, "", (const struct route *const[]){ web_routes, NULL } },
	{ &api, "/v1", (const struct route *const[]){ api_routes, NULL } },
	{ &token, "", (const struct route *const[]){ token_routes, NULL } },
	{ 0 },
};

static const struct {
	enum http_method method;
	const char *path;
	const char *door;
	const char *route;  /* NULL: unknown */
	const char *params; /* name=value, ... */
} cases[] = {
	{ GET, "/v1/customers", "api", "/v1/customers", "" },
	{ HEAD, "/v1/customers", "api", "/v1/customers", "" },
	{ GET, "//V1//Customers/", "api", "/v1/customers", "" },
	{ GET, "/v1/customers/C1", "api", "/v1/customers/{customer}",
	    "customer=C1" },
	{ GET, "/v1/customers/%20C1%20/", "api", "/v1/customers/{customer}",
	    "customer=C1" },
	{ GET, "/v1/customers/a%2Fb", "api", "/v1/customers/{customer}",
	    "customer=a/b" },
	{ GET, "/v1/customers/all", "api", "/v1/customers/{customer}",
	    "customer=all" },
	{ POST, "/v1/customers/all", "api", "/v1/customers/all", "" },
	{ GET, "/v1/customers/ALL/validations", "api",
	    "/v1/customers/all/validations", "" },
	{ GET, "/v1/customers/all/orders", "api", "/v1/customers/{id}/orders",
	    "id=all" },
	{ GET, "/v1/customers/1/orders/Ab", "api",
	    "/v1/customers/{customer}/orders/{order}", "customer=1,order=Ab" },
	{ GET, "/v1/c%75stomers", "api", "/v1/customers", "" },
	{ GET, "/v1/customers/%20", "api", NULL, "" },
	{ GET, "/v1/customers/%ff", "api", NULL, "" },
	{ GET, "/v1/customers/1/orders/2/3", "api", NULL, "" },
	{ DELETE, "/v1/customers", "api", NULL, "" },
	{ HEAD, "/v1/domains/a.example", "api", "/v1/domains/{domain}",
	    "domain=a.example" },
	{ GET, "/v1/domains/a.example", "api", NULL, "" },
	{ GET, "/v1", "api", NULL, "" },
	{ GET, "/v1x", "web", NULL, "" },
	{ GET, "/", "web", "/", "" },
	{ GET, "//", "web", NULL, "" },
	{ GET, "/customers/1", "web", "/customers/{customer}", "customer=1" },
	{ GET, "/customers/1/", "web", NULL, "" },
	{ GET, "/Customers/1", "web", NULL, "" },
	{ GET, "/customers/", "web", NULL, "" },
	{ GET, "/static/a/b%20c.css", "web", "/static/{rest*}",
	    "rest=a/b c.css" },
	{ GET, "/static", "web", NULL, "" },
	{ POST, "/acme.example/OAuth2/token", "token", "/{tenant}/oauth2/token",
	    "tenant=acme.example" },
	{ POST, "/nowhere", "web", NULL, "" },
	{ GET, "*", "web", NULL, "" },
	{ GET,
	    "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u/v/w/x/y/z/0/1/2/3/"
	    "4/5/6/7/8",
	    "web", NULL, "" },
};

static void params_text(
    struct arena *arena, const struct match *match, struct text *out)
{
	text_init(out, arena);
	text_add(out, "");
	for (size_t i = 0; i < match->param_count; i++)
		text_addf(out, "%s%s=%s", i > 0 ? "," : "",
		    match->params[i].key, match->params[i].value);
}

TEST(paths_find_their_routes)
{
	struct router *router;

	CHECK_OK(router_make(doors, &router));
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena arena;
		struct match match;
		struct text params;

		arena_init(&arena);
		router_match(
		    router, &arena, cases[i].method, cases[i].path, &match);
		params_text(&arena, &match, &params);
		if ((cases[i].route == NULL) != (match.route == NULL))
			fprintf(stderr, "%s\n", cases[i].path);
		CHECK_TEXT(cases[i].door, match.door->name);
		CHECK((cases[i].route == NULL) == (match.route == NULL));
		if (match.route != NULL)
			CHECK_TEXT(cases[i].route, match.route->path);
		CHECK_TEXT(
		    cases[i].params, params.length == 0 ? "" : params.bytes);
		arena_done(&arena);
	}
	router_free(router);
}

TEST(tables_that_do_not_hold_are_refused_at_the_start)
{
	static const struct field fields[] = {
		{ .kind = FIELD_KIND_TEXT, .name = "a" }, FIELD_END
	};
	static const struct route bad[][3] = {
		{ { GET, "/a", .read = nothing }, ROUTE_END }, /* no needs */
		{ { GET, "/a", .needs = 1 }, ROUTE_END },
		{ { GET, "a", .needs = 1, .read = nothing }, ROUTE_END },
		{ { POST, "/a", .needs = 1, .read = nothing,
		      .effects = nothing },
		    ROUTE_END },
		{ { POST, "/a", .needs = 1, .prepare = nothing }, ROUTE_END },
		{ { POST, "/a", .needs = 1, .effects = nothing,
		      .body = fields },
		    ROUTE_END },
		{ { GET, "/a", .needs = 1, .read = nothing, .body = fields,
		      .body_size = 8 },
		    ROUTE_END },
		{ { POST, "/a", .needs = 1, .effects = nothing, .plain = true },
		    ROUTE_END },
		{ GETS("/a//b"), ROUTE_END }, { GETS("/{a*}/b"), ROUTE_END },
		{ GETS("/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}"), ROUTE_END },
		{ GETS("/a/{b}"), GETS("/a/{c}"), ROUTE_END },
		{ GETS("/a"), GETS("/A"), ROUTE_END }, /* one, when loose */
	};
	struct router *router;

	log_set_level((enum log_level) - 1); /* the refusals are meant */
	for (size_t i = 0; i < COUNT(bad); i++) {
		const struct door_routes one[] = {
			{ &api, "",
			    (const struct route *const[]){ bad[i], NULL } },
			{ 0 }
		};

		CHECK_FAILS(ERR_INTERNAL, router_make(one, &router));
	}
	log_set_level(LOG_ERROR);
}

TEST(bad_escapes_are_not_decoded)
{
	static const struct {
		const char *in, *out;
	} escapes[] = {
		{ "a%20b", "a b" },
		{ "a+b", "a+b" },
		{ "%C3%a5", "å" },
		{ "%", NULL },
		{ "%4", NULL },
		{ "%4g", NULL },
		{ "%00", NULL },
	};
	struct arena arena;

	arena_init(&arena);
	for (size_t i = 0; i < COUNT(escapes); i++) {
		char *out = url_decode(
		    &arena, escapes[i].in, strlen(escapes[i].in), false);

		if (escapes[i].out == NULL)
			CHECK(out == NULL);
		else
			CHECK_TEXT(escapes[i].out, out);
	}
	CHECK_TEXT("a b", url_decode(&arena, "a+b", 3, true));
	arena_done(&arena);
}

RUN_TESTS(TEST_1(paths_find_their_routes),
    TEST_1(tables_that_do_not_hold_are_refused_at_the_start),
    TEST_1(bad_escapes_are_not_decoded))
