/*
 * Filters of lists (api.md 1.7), and the address of a list written again.
 */
#include "api/query.h"
#include "fuzz.h"
#include "http/router.h"

static const char *const operators[] = { "equals", "starts_with", "substring",
	NULL };
static const struct filter_rule rules[] = {
	{ "CompanyName", operators },
	{ "ResourceType", operators + 2 },
	{ NULL, NULL },
};

static void filter_holds(const struct filter *filter)
{
	bool known = filter->field == NULL;

	for (const struct filter_rule *r = rules; r->field != NULL; r++)
		known = known || filter->field == r->field;
	NEED(known);
	if (filter->field != NULL)
		NEED(filter->value != NULL &&
		     filter->operator!= NULL &&
		     text_is_utf8(filter->value, strlen(filter->value)));
}

/* What is written into a link reads the same again. */
static void link_holds(struct ctx *cx, const char *text)
{
	const char *uri = uri_with(
	    cx->arena, "/customers", HOLES({ "size", NULL }, { "a", text }));
	struct field_map pairs = { 0 };

	if (text_empty(text) || !text_is_utf8(text, strlen(text)))
		return;
	NEED(strncmp(uri, "/customers?", 11) == 0);
	NEED(pairs_decode(cx, uri + 11, strlen(uri + 11), &pairs).code == 0);
	NEED(pairs.count == 1 && strcmp(pairs.pairs[0].value, text) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct fuzz fuzz;
	struct filter filter = { 0 };
	char *text = fuzz_text(bytes, length);
	struct error e;

	fuzz_begin(&fuzz);
	e = filter_read(&fuzz.cx, text, rules, &filter);
	if (e.code == 0)
		filter_holds(&filter);
	else
		NEED(error_message(&fuzz.cx, e) != NULL);
	link_holds(&fuzz.cx, text);
	fuzz_end(&fuzz);
	free(text);
	return 0;
}
