/*
 * Writes rows of comma-separated values.
 */
#include "base/csv_row.h"

#include <string.h>

/* What makes quotes needed, by the byte: most cells hold none of it. */
static size_t plain_length(const char *cell)
{
	static const bool special[256] = { ['\0'] = true,
		[','] = true,
		['"'] = true,
		['\r'] = true,
		['\n'] = true };
	size_t length = 0;

	while (!special[(unsigned char)cell[length]])
		length++;
	return length;
}

static void quoted_add(struct text *out, const char *cell, bool formula)
{
	text_add_char(out, '"');
	if (formula)
		text_add_char(out, '\'');
	for (; *cell != '\0'; cell++) {
		if (*cell == '"')
			text_add_char(out, '"');
		text_add_char(out, *cell);
	}
	text_add_char(out, '"');
}

void csv_cell(struct text *out, const char *cell, bool is_number)
{
	bool formula;
	size_t plain;

	if (cell == NULL || cell[0] == '\0')
		return;
	formula = !is_number && strchr("=+-@\t\r", cell[0]) != NULL;
	plain = plain_length(cell);
	if (cell[plain] != '\0') {
		quoted_add(out, cell, formula);
		return;
	}
	if (formula)
		text_add_char(out, '\'');
	text_add_n(out, cell, plain);
}

void csv_row_end(struct text *out)
{
	text_add(out, "\r\n");
}

void csv_row(struct text *out, const char *const *cells, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			text_add_char(out, ',');
		csv_cell(out, cells[i], false);
	}
	csv_row_end(out);
}
