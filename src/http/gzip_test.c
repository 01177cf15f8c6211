/*
 * Who asks for gzip, by Accept-Encoding (RFC 9110, 12.5.3).
 */
#include "check.h"

#include "http/gzip.h"

TEST(gzip_is_asked_for_by_its_name_or_a_star_with_a_weight)
{
	static const struct {
		const char *header;
		bool want;
	} cases[] = {
		{ NULL, false },
		{ "", false },
		{ "gzip", true },
		{ "GZip", true },
		{ "deflate, gzip;q=1.0, *;q=0.5", true },
		{ "x-gzip", true },
		{ "br , gzip ; q=0.001", true },
		{ "gzip;q=0", false },
		{ "gzip;q=0.000, *", false },
		{ "gzip; q=0 , br", false },
		{ "*", true },
		{ "*;q=0", false },
		{ "identity", false },
		{ "gzipped", false },
		{ "br,,deflate,", false },
		{ ";;;,q=1", false },
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_INT(cases[i].want, gzip_asked(cases[i].header));
}

RUN_TESTS(TEST_1(gzip_is_asked_for_by_its_name_or_a_star_with_a_weight))
