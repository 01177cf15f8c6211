/*
 * Makes the named statements of src/FOLDER/NAME.sql into enum sql and the table
 * of their texts. Whether a statement is right is for the store tests.
 *
 *   sqlgen SRC sql_names.h sql_texts.c
 *
 * A block opens with "-- name: order_save", or with a dialect behind the name
 * ("-- name: order_save postgres") for a twin; a block without dialect serves
 * the engines that have no twin. Lines that are only comment are dropped.
 * Outputs are rewritten only when they change, so builds stay short.
 */
#include <ctype.h>
#include <glob.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MARK "-- name:"

enum dialect { BOTH, SQLITE, POSTGRES, DIALECTS };

struct block {
	char *text; /* NULL: none of this dialect */
	const char *file;
	int line;
};

struct statement {
	char *name;
	struct block blocks[DIALECTS];
};

struct list {
	struct statement *items;
	size_t count;
};

static const char *const dialect_names[DIALECTS] = { "", "sqlite", "postgres" };

static void __attribute__((noreturn, format(printf, 3, 4)))
fatal(const char *file, int line, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s:%d: ", file, line);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

static void *need(void *memory)
{
	if (memory == NULL)
		fatal("sqlgen", 0, "out of memory");
	return memory;
}

static bool blank(const char *line)
{
	return line[strspn(line, " \t\r\n")] == '\0';
}

static bool comment(const char *line)
{
	return strncmp(line + strspn(line, " \t"), "--", 2) == 0;
}

static bool name_fits(const char *name)
{
	size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");

	return islower((unsigned char)name[0]) && name[length] == '\0';
}

static struct statement *statement_of(struct list *list, const char *name)
{
	struct statement *added;

	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i].name, name) == 0)
			return &list->items[i];
	list->items = need(
	    realloc(list->items, (list->count + 1) * sizeof(*list->items)));
	added = &list->items[list->count++];
	memset(added, 0, sizeof(*added));
	added->name = need(strdup(name));
	return added;
}

static struct block *block_open(
    struct list *list, const char *mark, const char *file, int line)
{
	char name[81] = "", dialect[21] = "", more[2] = "";
	struct block *block;
	int d = BOTH;

	if (sscanf(mark, "%80s %20s %1s", name, dialect, more) > 2)
		fatal(file, line, "more than a name and a dialect");
	if (!name_fits(name))
		fatal(file, line, "“%s” is not a name: a-z, 0-9, _", name);
	while (d < DIALECTS && strcmp(dialect, dialect_names[d]) != 0)
		d++;
	if (d == DIALECTS)
		fatal(
		    file, line, "“%s” is neither sqlite nor postgres", dialect);
	block = &statement_of(list, name)->blocks[d];
	if (block->text != NULL)
		fatal(file, line, "“%s” is there already: %s:%d", name,
		    block->file, block->line);
	block->text = need(strdup(""));
	block->file = file;
	block->line = line;
	return block;
}

static void block_add(struct block *block, const char *line)
{
	size_t old = strlen(block->text);

	block->text = need(realloc(block->text, old + strlen(line) + 1));
	memcpy(block->text + old, line, strlen(line) + 1);
}

static void file_read(struct list *list, const char *path)
{
	FILE *in = fopen(path, "r");
	char *line = NULL;
	size_t room = 0;
	int number = 0;
	struct block *block = NULL;

	if (in == NULL)
		fatal(path, 0, "cannot be read");
	while (getline(&line, &room, in) >= 0) {
		number++;
		if (strncmp(line, MARK, strlen(MARK)) == 0)
			block =
			    block_open(list, line + strlen(MARK), path, number);
		else if (blank(line) || comment(line))
			continue;
		else if (block == NULL)
			fatal(path, number, "a statement without a name");
		else
			block_add(block, line);
	}
	free(line);
	fclose(in);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct statement *)a)->name,
	    ((const struct statement *)b)->name);
}

static void statements_check(const struct list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct block *blocks = list->items[i].blocks;

		for (int d = 0; d < DIALECTS; d++)
			if (blocks[d].text != NULL && blocks[d].text[0] == '\0')
				fatal(blocks[d].file, blocks[d].line,
				    "“%s” has no text", list->items[i].name);
		for (int d = SQLITE; d < DIALECTS; d++)
			if (blocks[BOTH].text == NULL && blocks[d].text == NULL)
				fatal("sqlgen", 0, "“%s” has no text for %s",
				    list->items[i].name, dialect_names[d]);
	}
}

static void literal_write(FILE *out, const char *text)
{
	fputs("\n\t    \"", out);
	for (; *text != '\0'; text++) {
		if (*text == '\n')
			fputs(text[1] != '\0' ? "\\n\"\n\t    \"" : "", out);
		else if (*text == '"' || *text == '\\')
			fprintf(out, "\\%c", *text);
		else if (*text == '\t')
			fputs("\\t", out);
		else
			fputc(*text, out);
	}
	fputc('"', out);
}

static void names_write(FILE *out, const struct list *list)
{
	fputs("/* made by tools/sqlgen.c; do not edit */\n"
	      "#ifndef KONTOR_SQL_NAMES_H\n#define KONTOR_SQL_NAMES_H\n\n"
	      "enum sql {\n",
	    out);
	for (size_t i = 0; i < list->count; i++)
		fprintf(out, "\tSQL_%s,\n", list->items[i].name);
	fputs("\tSQL_COUNT\n};\n\n#endif\n", out);
}

static void texts_write(FILE *out, const struct list *list)
{
	fputs("/* made by tools/sqlgen.c; do not edit */\n"
	      "#include \"db/engine_private.h\"\n\n"
	      "const struct sql_text sql_texts[SQL_COUNT + 1] = {\n",
	    out);
	for (size_t i = 0; i < list->count; i++) {
		const struct block *blocks = list->items[i].blocks;

		fprintf(out, "\t{ \"%s\"", list->items[i].name);
		for (int d = SQLITE; d < DIALECTS; d++) {
			fputc(',', out);
			literal_write(out, blocks[d].text != NULL
					       ? blocks[d].text
					       : blocks[BOTH].text);
		}
		fputs(" },\n", out);
	}
	fputs("\t{ 0 },\n};\n", out);
}

static bool same_as_file(const char *path, const char *bytes, size_t length)
{
	FILE *in = fopen(path, "r");
	bool same = in != NULL;

	for (size_t i = 0; same && i < length; i++)
		same = fgetc(in) == (unsigned char)bytes[i];
	same = same && fgetc(in) == EOF;
	if (in != NULL)
		fclose(in);
	return same;
}

static void output(const char *path, const struct list *list,
    void (*write)(FILE *, const struct list *))
{
	char *bytes;
	size_t length;
	FILE *out = need(open_memstream(&bytes, &length));

	write(out, list);
	fclose(out);
	if (!same_as_file(path, bytes, length)) {
		out = fopen(path, "w");
		if (out == NULL || fwrite(bytes, 1, length, out) != length ||
		    fclose(out) != 0)
			fatal(path, 0, "cannot be written");
	}
	free(bytes);
}

int main(int argc, char **argv)
{
	struct list list = { 0 };
	char pattern[4096];
	glob_t found;

	if (argc != 4)
		fatal("sqlgen", 0, "usage: sqlgen SRC NAMES.h TEXTS.c");
	snprintf(pattern, sizeof(pattern), "%s/*/*.sql", argv[1]);
	/* migrations lie one folder deeper, so the pattern leaves them out */
	if (glob(pattern, 0, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc; i++)
			file_read(&list, found.gl_pathv[i]);
	if (list.count > 0)
		qsort(list.items, list.count, sizeof(*list.items), by_name);
	statements_check(&list);
	output(argv[2], &list, names_write);
	output(argv[3], &list, texts_write);
	return 0;
}
