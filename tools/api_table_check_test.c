/*
 * Rows that are wrong in one thing each: the check of the build must say it.
 */
#include "check.h"

#include <string.h>

#include "accounts/permission.h"
#include "api/answer.h"
#include "api_table_check.h"

static struct error nothing(struct request *rq)
{
	(void)rq;
	return OK;
}

/* What the check says of one row; "" when it is whole. */
static char said[4096];
static int check_rows(const struct route *routes)
{
	const struct api_area areas[] = { { "area", "Area", routes }, { 0 } };
	FILE *out = fmemopen(said, sizeof said, "w");
	int count = api_table_check(areas, out);

	fclose(out);
	if (count == 0)
		said[0] = '\0';
	return count;
}

#define SAYS(text_, ...)                                                       \
	do {                                                                   \
		const struct route rows_[] = { { __VA_ARGS__ }, ROUTE_END };   \
		CHECK_INT(1, check_rows(rows_));                               \
		CHECK(strstr(said, text_) != NULL);                            \
	} while (0)
#define READ                                                                   \
	GET, "/v1/x", .needs = MAY_SIGNED_IN, .read = nothing, .summary = "X."
#define WRITE                                                                  \
	POST, "/v1/x", .needs = MAY_SIGNED_IN, .effects = nothing,             \
		       .summary = "X."
#define WHOLE API(1, ANY_CALLER, ONE(200, "Customer"), NO_ERRORS)

TEST(the_table_of_the_program_is_whole)
{
	CHECK_INT(0, api_table_check(api_areas, stderr));
}

TEST(a_whole_row_passes)
{
	const struct route rows[] = { { READ, WHOLE },
		{ WRITE, .body_ignored = true, WHOLE }, ROUTE_END };

	CHECK_INT(0, check_rows(rows));
}

TEST(a_row_without_its_parts_is_refused)
{
	SAYS("GET /v1/x: no API(...)", READ);
	SAYS("no permission", GET, "/v1/x", .read = nothing, .summary = "X.",
	    WHOLE);
	SAYS("no permission", GET, "/v1/x", .needs = PERMISSION_COUNT,
	    .read = nothing, .summary = "X.", WHOLE);
	SAYS("no summary", GET, "/v1/x", .needs = MAY_SIGNED_IN,
	    .read = nothing, WHOLE);
	SAYS("tier 0", READ, API(0, ANY_CALLER, NOTHING(200), NO_ERRORS));
	SAYS("no caller", READ, API(1, 0, NOTHING(200), NO_ERRORS));
	SAYS("no errors", READ, API(1, ANY_CALLER, NOTHING(200), NULL));
	SAYS("our own fault", READ,
	    API(1, ANY_CALLER, NOTHING(200), ERRORS(ERR_INTERNAL)));
}

TEST(an_answer_that_nobody_knows_is_refused)
{
	SAYS("no answer", READ, API(1, ANY_CALLER, (0, 200, NULL), NO_ERRORS));
	SAYS("answers with Unicorn", READ,
	    API(1, ANY_CALLER, LIST_OF("Unicorn"), NO_ERRORS));
	SAYS("answers with nothing", READ,
	    API(1, ANY_CALLER, ONE(200, NULL), NO_ERRORS));
	SAYS("status 302", READ, API(1, ANY_CALLER, NOTHING(302), NO_ERRORS));
	SAYS("media type", READ, API(1, ANY_CALLER, BYTES("pdf"), NO_ERRORS));
}

TEST(a_write_says_what_it_reads)
{
	const struct field nameless[] = { { .kind = FIELD_KIND_TEXT },
		FIELD_END };
	const struct field inner[] = { { .kind = FIELD_KIND_LIST,
					   .name = "lines",
					   .fields = nameless },
		FIELD_END };
	const struct field choice[] = {
		{ .kind = FIELD_KIND_CHOICE, .name = "colour" }, FIELD_END
	};

	const struct field etag[] = { { .kind = FIELD_KIND_OBJECT,
					  .name = "attributes",
					  .fields = attributes_fields },
		FIELD_END };

	SAYS("neither a body", WRITE, WHOLE);
	SAYS("ERR_ETAG_STALE", WRITE, .body = etag, WHOLE);
	SAYS("a write without effects", DELETE, "/v1/x", .needs = MAY_SIGNED_IN,
	    .read = nothing, .summary = "X.", WHOLE);
	SAYS("body: a field without a name", WRITE, .body = nameless, WHOLE);
	SAYS("body.lines: a field without a name", WRITE, .body = inner, WHOLE);
	SAYS("query.colour: no choices", READ, .query = choice, WHOLE);
}

TEST(a_row_that_is_there_twice_is_refused)
{
	const struct route twice[] = { { READ, WHOLE }, { READ, WHOLE },
		ROUTE_END };
	/* other paths, but the same name for those who call */
	const struct route alike[] = { { READ, WHOLE },
		{ GET, "/v1/{hole}/x", .needs = MAY_SIGNED_IN, .read = nothing,
		    .summary = "X.", WHOLE },
		ROUTE_END };

	CHECK_INT(2, check_rows(twice));
	CHECK(strstr(said, "the row GET /v1/x is there twice") != NULL);
	CHECK_INT(1, check_rows(alike));
	CHECK(strstr(said, "operationId getX is there twice") != NULL);
}

RUN_TESTS(TEST_1(the_table_of_the_program_is_whole), TEST_1(a_whole_row_passes),
    TEST_1(a_row_without_its_parts_is_refused),
    TEST_1(an_answer_that_nobody_knows_is_refused),
    TEST_1(a_write_says_what_it_reads),
    TEST_1(a_row_that_is_there_twice_is_refused))
