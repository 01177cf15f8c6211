/*
 * Our own cases for each rule of the templates, in our own words. The public
 * test data is mustache_public_test.c's.
 */
#include "base/mustache.h"

#include "base/embedded.h"
#include "check.h"

struct place {
	const char *town;
	int64_t floors;
};

struct line {
	const char *title;
	int64_t seats;
	bool cancelled;
	char currency[4];
	struct view_list notes; /* const char * */
	const struct place *place;
};

struct page {
	const char *title;
	const char *nothing;
	const char *sharp; /* needs escaping */
	const char *part;  /* names a partial */
	const char *lines_of_text;
	bool open;
	int64_t zero;
	int64_t below;
	struct view_list lines;
	struct view_list none;
	struct place here;
	const struct place *there;
	const struct place *nowhere;
};

static const struct view_field place_view[] = {
	VIEW(TEXT, struct place, town),
	VIEW(INT, struct place, floors),
	VIEW_FIELD_END,
};

static const struct view_field line_view[] = {
	VIEW(TEXT, struct line, title),
	VIEW(INT, struct line, seats),
	VIEW(BOOL, struct line, cancelled),
	VIEW(CHARS, struct line, currency),
	VIEW_OF(LIST, struct line, notes, view_text, const char *),
	VIEW_OF(OBJECT, struct line, place, place_view, struct place),
	VIEW_FIELD_END,
};

static const struct view_field page_view[] = {
	VIEW(TEXT, struct page, title),
	VIEW(TEXT, struct page, nothing),
	VIEW(TEXT, struct page, sharp),
	VIEW(TEXT, struct page, part),
	VIEW(TEXT, struct page, lines_of_text),
	VIEW(BOOL, struct page, open),
	VIEW(INT, struct page, zero),
	VIEW(INT, struct page, below),
	VIEW_OF(LIST, struct page, lines, line_view, struct line),
	VIEW_OF(LIST, struct page, none, line_view, struct line),
	VIEW_OF(INLINE, struct page, here, place_view, struct place),
	VIEW_OF(OBJECT, struct page, there, place_view, struct place),
	VIEW_OF(OBJECT, struct page, nowhere, place_view, struct place),
	VIEW_FIELD_END,
};

static const char *const notes[] = { "first", "a < b" };
static const struct place malmo = { "Malmö", 7 };
static const struct line lines[] = {
	{ "SQL Server", 4, false, "EUR", { 2, notes }, &malmo },
	{ "Windows Server", 1, true, "", { 0, NULL }, NULL },
};
static const struct page page = {
	.title = "Software",
	.sharp = "<a href=\"x\">Tom & 'Jerry'</a>",
	.part = "badge",
	.lines_of_text = "one\ntwo",
	.open = true,
	.below = -5,
	.lines = { 2, lines },
	.here = { "Kyiv", 2 },
	.there = &malmo,
};

struct named {
	const char *name;
	const char *text;
};

static const struct named partials[] = {
	{ "badge", "[{{title}}]" },
	{ "two", "a\nb\n" },
	{ "outer", "o\n {{> two}}\nend\n" },
	{ "value", "{{lines_of_text}}\nlast\n" },
	{ "blocks", "{{#open}}\nin\n{{/open}}\n{{^open}}{{/open}}after\n" },
	{ "bars", "{{=| |=}}|title|{{title}}" },
};

/* "In <b>": a translation for each message the cases use. */
static const char *translate(void *data, const char *text)
{
	(void)data;
	if (strcmp(text, "At most {below} of {here.town}.") == 0)
		return "{here.town}: höchstens {below}.";
	if (strcmp(text, "Terms & more") == 0)
		return "Regeln & <mehr>";
	if (strcmp(text, "Only {title}") == 0)
		return "{sharp} {title} {";
	if (strcmp(text, "verb\004Open") == 0)
		return "Öffnen";
	return text;
}

static void add(struct mustache_set *set, const char *name, const char *text)
{
	const char *problem = "";

	if (!mustache_set_add(set, name, text, strlen(text), &problem))
		FAIL("%s", problem);
}

static void check_renders(const char *template, const char *want)
{
	struct mustache_set *set = mustache_set_new();
	struct mustache_host host = { .set = set, .message = translate };
	struct view view = { page_view, &page };
	const char *problem = "";
	struct arena arena;
	struct text out;

	arena_init(&arena);
	text_init(&out, &arena);
	for (size_t i = 0; i < COUNT(partials); i++)
		add(set, partials[i].name, partials[i].text);
	add(set, "it", template);
	if (!mustache_render(&host, "it", &view, 1, &out, &problem))
		FAIL("%s", problem);
	if (strcmp(want, out.bytes) != 0)
		FAIL("%s\ngives %s\nnot   %s", template, out.bytes, want);
	arena_done(&arena);
	mustache_set_free(set);
}

struct rendering {
	const char *template;
	const char *want;
};

#define CHECK_RENDERINGS(cases)                                                \
	for (size_t i_ = 0; i_ < COUNT(cases); i_++)                           \
	check_renders((cases)[i_].template, (cases)[i_].want)

TEST(a_value_is_escaped_and_a_missing_one_is_nothing)
{
	static const struct rendering cases[] = {
		{ "no tag } { at all\n", "no tag } { at all\n" },
		{ "", "" },
		{ "<h1>{{title}}</h1>", "<h1>Software</h1>" },
		{ "{{ title\t}}", "Software" },
		{ "{{sharp}}", "&lt;a href=&quot;x&quot;&gt;Tom &amp; "
			       "&#39;Jerry&#39;&lt;/a&gt;" },
		{ "{{{sharp}}}|{{& sharp }}",
		    "<a href=\"x\">Tom & 'Jerry'</a>|"
		    "<a href=\"x\">Tom & 'Jerry'</a>" },
		{ "({{nothing}}{{unknown}}{{unknown.more}})", "()" },
		{ "{{below}} {{zero}}", "-5 0" },
		{ "({{open}}{{lines}}{{here}})", "()" },
		{ "  {{title}}\n", "  Software\n" },
	};

	CHECK_RENDERINGS(cases);
}

TEST(dotted_names_go_into_objects_and_never_back_out)
{
	static const struct rendering cases[] = {
		{ "{{here.town}} {{there.floors}}", "Kyiv 7" },
		{ "({{nowhere.town}}{{here.title}}{{title.town}})", "()" },
		{ "{{#there}}{{here.town}}{{/there}}", "Kyiv" },
		{ "{{#lines}}({{place.town}}){{/lines}}", "(Malmö)()" },
	};

	CHECK_RENDERINGS(cases);
}

TEST(a_section_repeats_enters_or_is_left_out)
{
	static const struct rendering cases[] = {
		{ "{{#lines}}{{seats}} {{title}}, {{/lines}}",
		    "4 SQL Server, 1 Windows Server, " },
		{ "{{#lines}}{{here.town}}{{/lines}}", "KyivKyiv" },
		{ "{{#lines}}{{#cancelled}}x{{title}}{{/cancelled}}{{/lines}}",
		    "xWindows Server" },
		{ "{{#lines}}{{#notes}}({{.}}){{/notes}}{{/lines}}",
		    "(first)(a &lt; b)" },
		{ "{{#lines}}{{#currency}}{{.}}{{/currency}};{{/lines}}",
		    "EUR;;" },
		{ "{{#there}}{{town}} in {{title}}{{/there}}",
		    "Malmö in Software" },
		{ "{{#here}}{{town}}{{/here}}", "Kyiv" },
		{ "{{#title}}<b>{{.}}</b> {{title}}{{/title}}",
		    "<b>Software</b> Software" },
		{ "{{#below}}{{.}}{{/below}}", "-5" },
		{ "{{#none}}a{{/none}}{{#nothing}}b{{/nothing}}{{#zero}}c"
		  "{{/zero}}{{#nowhere}}d{{/nowhere}}{{#unknown}}e{{/unknown}}",
		    "" },
		{ "{{#open}}1{{#open}}2{{/open}}3{{/open}}", "123" },
		{ "{{# open }}y{{/ open }}", "y" },
	};

	CHECK_RENDERINGS(cases);
}

TEST(an_inverted_section_is_for_what_is_not_there)
{
	static const struct rendering cases[] = {
		{ "{{^none}}a{{/none}}{{^nothing}}b{{/nothing}}{{^zero}}c"
		  "{{/zero}}{{^nowhere}}d{{/nowhere}}{{^unknown}}e{{/unknown}}",
		    "abcde" },
		{ "{{^lines}}a{{/lines}}{{^open}}b{{/open}}{{^here}}c{{/here}}"
		  "{{^title}}d{{/title}}{{^below}}e{{/below}}",
		    "" },
		{ "{{#lines}}{{^cancelled}}{{seats}}{{/cancelled}}{{/lines}}",
		    "4" },
		{ "{{^nowhere.town}}none{{/nowhere.town}}", "none" },
	};

	CHECK_RENDERINGS(cases);
}

TEST(a_tag_alone_on_its_line_takes_the_line_with_it)
{
	static const struct rendering cases[] = {
		{ "a\n{{#open}}\nb\n{{/open}}\nc\n", "a\nb\nc\n" },
		{ "a\n  {{#open}}  \nb\n\t{{/open}}\nc", "a\nb\nc" },
		{ "a\r\n{{#open}}\r\nb\r\n{{/open}}\r\nc", "a\r\nb\r\nc" },
		{ "{{^open}}\n{{/open}}", "" },
		{ "a\n  {{! note }}\nb", "a\nb" },
		{ "a\n{{! a\n  long\n  note }}\nb", "a\nb" },
		{ "a\n  {{! last }}", "a\n" },
		{ "a {{! note }}\nb", "a \nb" },
		{ " {{#open}} x {{/open}}\n", "  x \n" },
		{ "{{#open}}{{/open}}\n", "\n" },
		{ "a\n  {{=<% %>=}}\nb <%title%>", "a\nb Software" },
	};

	CHECK_RENDERINGS(cases);
}

TEST(a_partial_shares_views_and_is_indented_like_its_tag)
{
	static const struct rendering cases[] = {
		{ "{{> badge}}", "[Software]" },
		{ "{{#lines}}{{>badge}}{{/lines}}",
		    "[SQL Server][Windows Server]" },
		{ "({{> nobody}})", "()" },
		{ "x\n  {{> two}}\ny", "x\n  a\n  b\ny" },
		{ "x {{> two}}.", "x a\nb\n." },
		{ " {{> outer}}\n", " o\n  a\n  b\n end\n" },
		{ "  {{> value}}", "  one\ntwo\n  last\n" },
		{ "  {{> blocks}}", "  in\n  after\n" },
		{ "  {{> badge}}\n|", "  [Software]|" },
	};

	CHECK_RENDERINGS(cases);
}

TEST(a_partial_may_be_named_by_the_view)
{
	static const struct rendering cases[] = {
		{ "<{{> *part}}>", "<[Software]>" },
		{ "<{{>* part }}>", "<[Software]>" },
		{ "({{> *nothing}}{{> *title}}{{> *unknown}})", "()" },
		{ "x\n  {{> *part}}\n", "x\n  [Software]" },
	};

	CHECK_RENDERINGS(cases);
}

TEST(delimiters_change_for_the_rest_of_one_template)
{
	static const struct rendering cases[] = {
		{ "{{=<% %>=}}<%title%> {{title}}", "Software {{title}}" },
		{ "{{= | | =}}|#open||title||/open|", "Software" },
		{ "{{=[ ]=}}[title][={{ }}=]{{title}}", "SoftwareSoftware" },
		{ "{{> bars}} {{title}}", "Software{{title}} Software" },
		{ "{{=@ @=}}@> badge@", "[Software]" },
	};

	CHECK_RENDERINGS(cases);
}

TEST(a_message_is_translated_escaped_and_its_holes_filled)
{
	static const struct rendering cases[] = {
		{ "{{_ At most {below} of {here.town}.}}",
		    "Kyiv: höchstens -5." },
		{ "{{_(verb) Open}}, {{_(state)\n Open }}", "Öffnen, Open" },
		{ "{{_(letter) For {title}}}", "For Software" },
		{ "{{_ (optional)}}", "(optional)" },
		{ "{{_ Terms & more}}", "Regeln &amp; &lt;mehr&gt;" },
		{ "{{_ Sent to {title}}}!", "Sent to Software!" },
		{ "{{_\n  Two\n\tlines  of {title} }}",
		    "Two lines of Software" },
		{ "{{_ For {sharp}}}", "For &lt;a href=&quot;x&quot;&gt;Tom "
				       "&amp; &#39;Jerry&#39;&lt;/a&gt;" },
		{ "{{_ <b> & {title} > x}}",
		    "&lt;b&gt; &amp; Software &gt; x" },
		{ "{{_ Not {known}}}", "Not {known}" },
		{ "{{#lines}}{{_ Only {title}}};{{/lines}}",
		    "{sharp} SQL Server {;{sharp} Windows Server {;" },
		{ "{{_title}}", "" }, /* a name, not a message */
	};

	CHECK_RENDERINGS(cases);
}

TEST(a_malformed_template_is_refused_with_its_line)
{
	static const struct rendering cases[] = {
		{ "a\n{{title", "bad:2: the tag is never closed" },
		{ "{{#a}}\n", "bad:2: a section is never closed" },
		{ "\n\n{{/a}}",
		    "bad:3: this closes a section that is not open" },
		{ "{{#a}}{{#b}}{{/a}}{{/b}}",
		    "bad:1: this closes another section than the one open" },
		{ "{{a b}}", "bad:1: this is not a name" },
		{ "{{}}", "bad:1: this is not a name" },
		{ "{{a..b}}", "bad:1: this is not a name" },
		{ "{{>}}", "bad:1: the partial has no name" },
		{ "{{=x=}}", "bad:1: these are not two delimiters" },
		{ "{{=a b c=}}", "bad:1: these are not two delimiters" },
		{ "{{_ }}", "bad:1: the message is empty" },
		{ "{{_(verb }}", "bad:1: the context has no end" },
		{ "{{_() Open}}",
		    "bad:1: the context or the message is empty" },
		{ "{{_(verb) }}",
		    "bad:1: the context or the message is empty" },
		{ "{{_ {open }}",
		    "bad:1: a hole of the message is not a {name}" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct mustache_set *set = mustache_set_new();
		const char *problem = "nothing";

		CHECK(!mustache_set_add(set, "bad", cases[i].template,
		    strlen(cases[i].template), &problem));
		CHECK_TEXT(cases[i].want, problem);
		mustache_set_free(set);
	}
}

struct told {
	const char *name, *key;
	struct view_list codes;
};
static const struct view_field told_view[] = {
	VIEW(TEXT, struct told, name),
	VIEW(SECRET, struct told, key),
	VIEW_OF(LIST, struct told, codes, view_secret, const char *),
	VIEW_FIELD_END,
};

TEST(whoever_renders_learns_where_secrets_were_written)
{
	static const struct {
		const char *template, *want;
		size_t count;
		struct secret_span spans[2];
	} cases[] = {
		{ "{{name}}", "Ada", 0, { { 0 } } },
		{ "{{#key}}is{{/key}}{{^key}}none{{/key}}", "is", 0,
		    { { 0 } } },
		{ "{{name}} {{key}}.", "Ada k-1.", 1, { { 4, 7 } } },
		{ "{{#key}}{{.}}{{/key}}", "k-1", 1, { { 0, 3 } } },
		{ "{{_ Key: {key}.}}", "Key: k-1.", 1, { { 5, 8 } } },
		{ "{{#codes}}{{.}},{{/codes}}", "first,a &lt; b,", 2,
		    { { 0, 5 }, { 6, 14 } } },
	};
	static const struct told told = { "Ada", "k-1", { 2, notes } };
	struct view view = { told_view, &told };

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct mustache_set *set = mustache_set_new();
		struct secret_spans spans = { 0 };
		struct mustache_host host = { .set = set, .secrets = &spans };
		const char *problem = "";
		struct arena arena;
		struct text out;

		arena_init(&arena);
		text_init(&out, &arena);
		add(set, "it", cases[i].template);
		CHECK(mustache_render(&host, "it", &view, 1, &out, &problem));
		CHECK_TEXT(cases[i].want, out.bytes);
		CHECK_INT(cases[i].count, spans.count);
		for (size_t n = 0; n < spans.count; n++) {
			CHECK_INT(cases[i].spans[n].from, spans.list[n].from);
			CHECK_INT(cases[i].spans[n].to, spans.list[n].to);
		}
		arena_done(&arena);
		mustache_set_free(set);
	}
}

TEST(rendering_says_when_a_template_is_missing_or_never_ends)
{
	struct mustache_set *set = mustache_set_new();
	struct mustache_host host = { .set = set };
	const char *problem = "";
	struct arena arena;
	struct text out;

	arena_init(&arena);
	text_init(&out, &arena);
	add(set, "loop", "x{{> loop}}");
	add(set, "named", "{{> absent}}");
	CHECK(!mustache_render(&host, "other", NULL, 0, &out, &problem));
	CHECK_TEXT("other: there is no such template", problem);
	CHECK(!mustache_render(&host, "absent", NULL, 0, &out, &problem));
	CHECK(!mustache_render(&host, "loop", NULL, 0, &out, &problem));
	CHECK_TEXT("loop: partials are too deep", problem);
	CHECK_TEXT("absent", mustache_set_missing(set));
	CHECK(mustache_set_has(set, "loop"));
	CHECK(!mustache_set_has(set, "absent"));
	arena_done(&arena);
	mustache_set_free(set);
}

TEST(every_embedded_template_compiles_and_escapes_and_has_its_partials)
{
	const char *problem = "";
	struct mustache_set *set;
	struct arena arena;

	arena_init(&arena);
	set = mustache_set_embedded(&arena, &problem);
	if (set == NULL)
		FAIL("%s", problem);
	if (mustache_set_unescaped(set) != NULL)
		FAIL("%s has something unescaped", mustache_set_unescaped(set));
	mustache_set_free(set);
	arena_done(&arena);
}

TEST(embedded_files_are_sorted_and_found_by_name)
{
	size_t count;
	const struct embedded *list = embedded_list(&count);

	for (size_t i = 0; i < count; i++) {
		CHECK(i == 0 || strcmp(list[i - 1].name, list[i].name) < 0);
		CHECK(embedded_find(list[i].name) == &list[i]);
		CHECK(list[i].bytes[list[i].length] == '\0');
		CHECK_INT(16, strlen(list[i].hash));
	}
	CHECK(embedded_find("db/migrations/0001_init.sql") != NULL);
	CHECK(embedded_find("no/such/file") == NULL);
	CHECK(embedded_find("") == NULL);
}

RUN_TESTS(TEST_1(a_value_is_escaped_and_a_missing_one_is_nothing),
    TEST_1(dotted_names_go_into_objects_and_never_back_out),
    TEST_1(a_section_repeats_enters_or_is_left_out),
    TEST_1(an_inverted_section_is_for_what_is_not_there),
    TEST_1(a_tag_alone_on_its_line_takes_the_line_with_it),
    TEST_1(a_partial_shares_views_and_is_indented_like_its_tag),
    TEST_1(a_partial_may_be_named_by_the_view),
    TEST_1(delimiters_change_for_the_rest_of_one_template),
    TEST_1(a_message_is_translated_escaped_and_its_holes_filled),
    TEST_1(a_malformed_template_is_refused_with_its_line),
    TEST_1(whoever_renders_learns_where_secrets_were_written),
    TEST_1(rendering_says_when_a_template_is_missing_or_never_ends),
    TEST_1(every_embedded_template_compiles_and_escapes_and_has_its_partials),
    TEST_1(embedded_files_are_sorted_and_found_by_name))
