/*
 * Prints the table of the API's routes, in api/table's form; with all the
 * routes of every door, pages too.
 */
#include "cli/routes.h"

#include <stdio.h>
#include <sysexits.h>

#include "api/table.h"
#include "cli/doors.h"
#include "http/router.h"

static void all_text(struct text *out)
{
	for (const struct door_routes *d = doors; d->door != NULL; d++)
		for (size_t t = 0; d->tables[t] != NULL; t++)
			for (const struct route *r = d->tables[t]; r->method;
			     r++)
				text_addf(out, "%-8s %-6s %s\n", d->door->name,
				    http_method_name(r->method), r->path);
}

static struct text table_text(struct ctx *cx, const char *form)
{
	struct json_out json;
	struct text out;

	text_init(&out, cx->arena);
	if (form == NULL) {
		api_table_text(&out);
	} else if (text_same(form, "all")) {
		all_text(&out);
	} else {
		json_start(&json, &out);
		api_table_json(&json);
		text_add_char(&out, '\n');
	}
	return out;
}

int cli_routes(struct ctx *cx, int argc, char **operands)
{
	const char *form = argc > 0 ? operands[0] : NULL;
	struct text out;

	if (form && !text_same(form, "--json") && !text_same(form, "all")) {
		fputs(
		    "usage: kontor routes [--json | all] [settings]\n", stderr);
		return EX_USAGE;
	}
	out = table_text(cx, form);
	fwrite(out.bytes, 1, out.length, stdout);
	return EX_OK;
}
