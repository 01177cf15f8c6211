/*
 * Writes rows of comma-separated values.
 */
#include "base/csv_row.h"

#include <string.h>

void csv_cell(struct text *out, const char *cell, bool is_number)
{
	bool formula, quoted;

	if (cell == NULL || cell[0] == '\0')
		return;
	formula = !is_number && strchr("=+-@\t\r", cell[0]) != NULL;
	quoted = strpbrk(cell, ",\"\r\n") != NULL;
	if (quoted)
		text_add_char(out, '"');
	if (formula)
		text_add_char(out, '\'');
	for (; *cell != '\0'; cell++) {
		if (*cell == '"')
			text_add_char(out, '"');
		text_add_char(out, *cell);
	}
	if (quoted)
		text_add_char(out, '"');
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
