/*
 * Prints the table of routes. Its form is api/table's.
 */
#include "cli/routes.h"

#include <stdio.h>
#include <sysexits.h>

#include "api/table.h"

int cli_routes(struct ctx *cx, int argc, char **operands)
{
	struct json_out json;
	struct text out;

	if (argc > 0 && !text_same(operands[0], "--json")) {
		fputs("usage: kontor routes [--json] [settings]\n", stderr);
		return EX_USAGE;
	}
	text_init(&out, cx->arena);
	if (argc > 0) {
		json_start(&json, &out);
		api_table_json(&json);
		text_add_char(&out, '\n');
	} else {
		api_table_text(&out);
	}
	fwrite(out.bytes, 1, out.length, stdout);
	return EX_OK;
}
