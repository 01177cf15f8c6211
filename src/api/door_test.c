/*
 * The door without a server: who may, which answers are kept, how refusals
 * look. What goes over the wire is tested from outside (tests/api).
 */
#include "check.h"
#include "fixture.h"

#include "accounts/permission.h"
#include "api/answer.h"
#include "api/api.h"

#define REQUEST_ID "6f1e2d3c-0f8b-4a3b-9a21-7f6e5d0c4b5a"

struct call {
	struct fixture f;
	struct request rq;
	struct route route;
	struct http_header headers[4];
	bool replayed;
};

/* A new request on the same house, with the same id and body. */
static void call_again(struct call *c, const struct api_route_info *info)
{
	memset(&c->rq, 0, sizeof(c->rq));
	c->headers[0] = (struct http_header){ "MS-RequestId", REQUEST_ID };
	c->route = (struct route){ .method = POST,
		.path = "/v1/customers/{customer}/orders",
		.needs = MAY_SEE_CUSTOMERS,
		.more = info };
	c->rq.cx = c->f.cx;
	c->rq.door = &api_door;
	c->rq.route = &c->route;
	c->rq.method = POST;
	c->rq.raw_path = "/v1/customers/1/orders";
	c->rq.raw_query = "";
	c->rq.body = "{}";
	c->rq.body_length = 2;
	c->rq.headers = c->headers;
	c->rq.header_count = 1;
	c->rq.response.file = -1;
	text_init(&c->rq.response.body, c->rq.cx.arena);
}

static void call_open(struct call *c, const struct api_route_info *info)
{
	fixture_open(&c->f);
	call_again(c, info);
}

static void call_close(struct call *c)
{
	fixture_close(&c->f);
}

static struct error again(struct call *c)
{
	return api_door.again(&c->rq, &c->replayed);
}

static void answer(struct call *c, const char *text)
{
	struct json_out json;

	answer_begin(&c->rq, 201, &json);
	json_object_begin(&json, NULL);
	json_text(&json, "text", text);
	json_object_end(&json);
}

/* A program alone, as the fixture's house has none. */
static void act_as_program(struct call *c)
{
	c->f.who.kind = ACTOR_APPLICATION;
	c->f.who.user_id = c->f.who.client_id = c->f.who.session_id = NULL;
	c->rq.cx.who = &c->f.who;
}

#define INFO(...) (&(const struct api_route_info){ __VA_ARGS__ })

TEST(keys_and_links_need_a_token_that_names_a_person)
{
	struct call c;

	call_open(&c, INFO(.caller = USER_ONLY));
	CHECK_OK(again(&c));
	act_as_program(&c);
	CHECK_INT(ERR_USER_TOKEN_NEEDED, again(&c).code);
	call_close(&c);
}

TEST(app_user_routes_refuse_programs_in_strict_tenants_only)
{
	struct call c;

	call_open(&c, INFO(.caller = APP_USER));
	act_as_program(&c);
	CHECK_OK(again(&c));
	c.f.partner.strict_app_user = true;
	c.f.who.partner = &c.f.partner;
	CHECK_INT(ERR_USER_TOKEN_NEEDED, again(&c).code);
	c.route.more = NULL;
	CHECK_OK(again(&c));
	call_close(&c);
}

TEST(a_partner_that_is_not_enrolled_may_nothing)
{
	struct call c;

	call_open(&c, NULL);
	c.f.partner.csp_enrolled = false;
	c.f.who.partner = &c.f.partner;
	c.rq.cx.who = &c.f.who;
	CHECK_INT(ERR_NOT_ENROLLED, again(&c).code);
	call_close(&c);
}

TEST(a_customers_user_has_no_business_here)
{
	struct call c;

	call_open(&c, NULL);
	c.f.who.kind = ACTOR_CUSTOMER_USER;
	c.rq.cx.who = &c.f.who;
	CHECK_INT(ERR_USER_TOKEN_NEEDED, again(&c).code);
	call_close(&c);
}

TEST(the_first_answer_is_given_again)
{
	struct call c;

	call_open(&c, NULL);
	CHECK_OK(again(&c));
	CHECK(!c.replayed);
	answer(&c, "one");
	CHECK_OK(api_door.record(&c.rq, OK));
	call_again(&c, NULL);
	CHECK_OK(again(&c));
	CHECK(c.replayed);
	CHECK_INT(201, c.rq.response.status);
	CHECK_TEXT("{\"text\":\"one\"}", c.rq.response.body.bytes);
	call_close(&c);
}

TEST(another_body_is_another_call)
{
	struct call c;

	call_open(&c, NULL);
	answer(&c, "one");
	CHECK_OK(api_door.record(&c.rq, OK));
	call_again(&c, NULL);
	c.rq.body = "[]";
	CHECK_OK(again(&c));
	CHECK(!c.replayed);
	call_close(&c);
}

TEST(a_refusal_by_the_business_is_given_again_with_its_body)
{
	struct call c;
	const char *first;

	call_open(&c, NULL);
	CHECK_OK(api_door.record(&c.rq, fail(ERR_CANCEL_DONE, NULL)));
	CHECK_INT(409, c.rq.response.status);
	first = arena_dup(&c.f.arena, c.rq.response.body.bytes);
	call_again(&c, NULL);
	CHECK_OK(again(&c));
	CHECK(c.replayed);
	CHECK_INT(409, c.rq.response.status);
	CHECK_TEXT(first, c.rq.response.body.bytes);
	call_close(&c);
}

TEST(what_follows_from_the_request_or_passes_is_not_kept)
{
	static const enum error_code codes[] = { ERR_FIELD_MISSING,
		ERR_FIELD_CHOICE, ERR_TOKEN_BAD, ERR_ROUTE_UNKNOWN,
		ERR_TOO_MANY, ERR_BUSY, ERR_INTERNAL };
	struct call c;

	call_open(&c, NULL);
	for (size_t i = 0; i < COUNT(codes); i++) {
		CHECK_OK(api_door.record(&c.rq, fail(codes[i], "x")));
		CHECK_INT(0, c.rq.response.status);
		call_again(&c, NULL);
		CHECK_OK(again(&c));
		CHECK(!c.replayed);
	}
	call_close(&c);
}

TEST(of_a_key_only_that_it_was_shown_is_kept)
{
	struct call c;
	const struct api_route_info *info = INFO(.anew = true);

	call_open(&c, info);
	CHECK_OK(api_door.record(&c.rq, OK));
	call_again(&c, info);
	CHECK_OK(again(&c));
	CHECK(c.replayed);
	CHECK_INT(0, c.rq.response.status); /* finish renders it anew */
	call_close(&c);
}

TEST(a_key_that_was_refused_stays_refused_when_repeated)
{
	struct call c;
	const struct api_route_info *info = INFO(.anew = true);

	call_open(&c, info);
	CHECK_OK(api_door.record(&c.rq, fail(ERR_ENTITLEMENT_PENDING, NULL)));
	call_again(&c, info);
	CHECK_OK(again(&c));
	CHECK(c.replayed);
	CHECK_INT(409, c.rq.response.status);
	call_close(&c);
}

TEST(without_an_id_each_call_stands_for_itself)
{
	struct call c;

	call_open(&c, NULL);
	c.rq.header_count = 0;
	answer(&c, "one");
	CHECK_OK(api_door.record(&c.rq, OK));
	call_again(&c, NULL);
	c.rq.header_count = 0;
	CHECK_OK(again(&c));
	CHECK(!c.replayed);
	call_close(&c);
}

TEST(too_many_requests_have_a_body_of_their_own)
{
	struct call c;

	call_open(&c, NULL);
	api_door.refuse(&c.rq, fail_with(&c.f.arena, ERR_TOO_MANY, NULL,
				   HOLES({ "seconds", "7" })));
	CHECK_INT(429, c.rq.response.status);
	CHECK_TEXT("Retry-After", c.rq.response.headers[0].name);
	CHECK_TEXT("7", c.rq.response.headers[0].value);
	CHECK_TEXT("{\"statusCode\":429,\"message\":\"Too many requests. Try "
		   "again in 7 seconds.\"}",
	    c.rq.response.body.bytes);
	call_close(&c);
}

TEST(a_bad_field_has_one_code_for_commerce_and_one_elsewhere)
{
	struct call c;

	call_open(&c, NULL);
	api_door.refuse(&c.rq, fail(ERR_FIELD_MISSING, "quantity"));
	CHECK_TEXT("{\"code\":800002,\"description\":\"quantity: This is "
		   "needed.\",\"data\":[\"quantity: This is needed.\"],"
		   "\"source\":\"Kontor\"}",
	    c.rq.response.body.bytes);
	call_again(&c, NULL);
	c.route.path = "/v1/customers";
	api_door.refuse(&c.rq, fail(ERR_FIELD_MISSING, "quantity"));
	CHECK(text_starts(c.rq.response.body.bytes, "{\"code\":3000,"));
	call_close(&c);
}

TEST(a_paging_token_opens_for_its_list_and_partner_only)
{
	struct call c;
	struct field_map values = { 0 };
	struct partner other;
	struct principal stranger;
	const char *token;

	call_open(&c, NULL);
	token = continuation_make(
	    &c.rq, HOLES({ "after", "a & b" }, { "none", NULL }));
	c.headers[1] = (struct http_header){ "MS-ContinuationToken", token };
	c.rq.header_count = 2;
	CHECK_OK(continuation_read(&c.rq, &values));
	CHECK_INT(1, values.count);
	CHECK_TEXT("a & b", map_text(&values, "after"));
	c.route.path = "/v1/auditrecords";
	CHECK_INT(ERR_FIELD_FORMAT, continuation_read(&c.rq, &values).code);
	c.route.path = "/v1/customers/{customer}/orders";
	fixture_other_partner(&c.f, &other, &stranger);
	c.rq.cx.who = &stranger;
	CHECK_INT(ERR_FIELD_FORMAT, continuation_read(&c.rq, &values).code);
	call_close(&c);
}

TEST(stored_json_is_written_flat)
{
	struct call c;
	struct json_out json;

	call_open(&c, NULL);
	answer_begin(&c.rq, 200, &json);
	json_object_begin(&json, NULL);
	json_enum(&json, "cycle", "OneTime");
	json_stored_texts(&json, "list", "[\"a\",1,\"b\"]");
	json_stored_flat(&json, "map",
	    "{\"a\":\"x\",\"b\":4,\"c\":true,\"d\":{\"e\":1},\"f\":[1]}");
	json_stored_flat(&json, "broken", "{");
	json_object_end(&json);
	CHECK_TEXT("{\"cycle\":\"one_time\",\"list\":[\"a\",\"b\"],"
		   "\"map\":{\"a\":\"x\",\"b\":\"4\",\"c\":\"true\"},"
		   "\"broken\":{}}",
	    c.rq.response.body.bytes);
	call_close(&c);
}

RUN_TESTS(TEST_1(keys_and_links_need_a_token_that_names_a_person),
    TEST_1(app_user_routes_refuse_programs_in_strict_tenants_only),
    TEST_1(a_partner_that_is_not_enrolled_may_nothing),
    TEST_1(a_customers_user_has_no_business_here),
    TEST_1(the_first_answer_is_given_again),
    TEST_1(another_body_is_another_call),
    TEST_1(a_refusal_by_the_business_is_given_again_with_its_body),
    TEST_1(what_follows_from_the_request_or_passes_is_not_kept),
    TEST_1(of_a_key_only_that_it_was_shown_is_kept),
    TEST_1(a_key_that_was_refused_stays_refused_when_repeated),
    TEST_1(without_an_id_each_call_stands_for_itself),
    TEST_1(too_many_requests_have_a_body_of_their_own),
    TEST_1(a_bad_field_has_one_code_for_commerce_and_one_elsewhere),
    TEST_1(a_paging_token_opens_for_its_list_and_partner_only),
    TEST_1(stored_json_is_written_flat))
