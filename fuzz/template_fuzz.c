/*
 * Templates: ours, but their compiler reads any bytes.
 */
#include "base/mustache.h"
#include "fuzz.h"

struct row {
	const char *title;
};
struct page {
	const char *name;
	int64_t count;
	bool flag;
	const struct row *order;
	struct view_list rows;
};
static const struct view_field row_view[] = { VIEW(TEXT, struct row, title),
	VIEW_FIELD_END };
static const struct view_field page_view[] = {
	VIEW(TEXT, struct page, name),
	VIEW(INT, struct page, count),
	VIEW(BOOL, struct page, flag),
	VIEW_OF(OBJECT, struct page, order, row_view, struct row),
	VIEW_OF(LIST, struct page, rows, row_view, struct row),
	VIEW_FIELD_END,
};

static const char *said(void *data, const char *text)
{
	(void)data;
	return text;
}

static void render(struct fuzz *fuzz, const struct mustache_set *set)
{
	static const struct row rows[] = { { "<one>" }, { "two" } };
	const struct page page = { "page \"&\" 'more'", 2, true, rows,
		{ COUNT(rows), rows } };
	const struct view view = { page_view, &page };
	const struct mustache_host host = { .set = set, .message = said };
	const char *problem;
	struct text out;

	text_init(&out, &fuzz->arena);
	(void)mustache_render(&host, "t", &view, 1, &out, &problem);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct fuzz fuzz;
	struct mustache_set *set = mustache_set_new();
	char *text = fuzz_text(bytes, length);
	const char *problem = NULL;

	if (length > 4096)
		length = 4096;
	fuzz_begin(&fuzz);
	NEED(mustache_set_add(set, "parts", "({{title}})", 11, &problem));
	if (mustache_set_add(set, "t", text, length, &problem))
		render(&fuzz, set);
	else
		NEED(problem != NULL);
	mustache_set_free(set);
	fuzz_end(&fuzz);
	free(text);
	return 0;
}
