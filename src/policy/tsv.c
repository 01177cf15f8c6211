/*
 * Cuts our own data files into cells. What cells mean, the readers say.
 */
#include "policy/tsv.h"

#include <string.h>

#include "base/text.h"

static char *next_line(struct tsv *tsv)
{
	size_t length;
	char *line;

	do {
		if (*tsv->rest == '\0')
			return NULL;
		length = strcspn(tsv->rest, "\n");
		line = arena_dup_n(tsv->arena, tsv->rest, length);
		tsv->rest += length + (tsv->rest[length] == '\n');
		tsv->line++;
	} while (line[0] == '#' || line[0] == '\0');
	return line;
}

static size_t columns_of(const char *line)
{
	size_t columns = 1;

	for (; *line != '\0'; line++)
		columns += *line == '\t';
	return columns;
}

bool tsv_start(
    struct tsv *tsv, struct arena *arena, const char *text, const char *names)
{
	*tsv = (struct tsv){ .arena = arena, .rest = text };
	tsv->columns = columns_of(names);
	return text_same(next_line(tsv), names);
}

char **tsv_row(struct tsv *tsv)
{
	char *line = next_line(tsv);
	char **cells;

	if (line == NULL)
		return NULL;
	if (columns_of(line) != tsv->columns) {
		tsv->faulty = true;
		return NULL;
	}
	cells = ARENA_ARRAY(tsv->arena, char *, tsv->columns);
	for (size_t i = 0; i < tsv->columns; i++) {
		size_t length = strcspn(line, "\t");

		cells[i] = line;
		line += length + (line[length] == '\t');
		cells[i][length] = '\0';
	}
	return cells;
}

size_t tsv_most_rows(const char *text)
{
	size_t rows = 1;

	for (; *text != '\0'; text++)
		rows += *text == '\n';
	return rows;
}

const char **tsv_split(struct arena *arena, const char *cell, char separator)
{
	const char stop[2] = { separator, '\0' };
	const char **list = ARENA_ARRAY(arena, const char *, strlen(cell) + 2);
	size_t n = 0;

	while (*cell != '\0') {
		size_t length = strcspn(cell, stop);

		if (length > 0)
			list[n++] = arena_dup_n(arena, cell, length);
		cell += length + (cell[length] != '\0');
	}
	return list;
}
