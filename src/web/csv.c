/*
 * Writes rows of comma-separated values.
 */
#include "web/csv.h"

#include <string.h>

static void cell_write(struct text *out, const char *cell)
{
	bool formula, quoted;

	if (cell == NULL || cell[0] == '\0')
		return;
	formula = strchr("=+-@\t\r", cell[0]) != NULL;
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

void csv_row(struct text *out, const char *const *cells, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			text_add_char(out, ',');
		cell_write(out, cells[i]);
	}
	text_add(out, "\r\n");
}
