/*
 * Rows of a CSV file by libcsv, fed line by line so that each row knows the
 * line it began on. Leaves columns to the importers.
 */
#include "catalog/csv.h"

#include "base/error.h"

#include <csv.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define PIECE 65536

struct csv_file {
	FILE *in;
	struct csv_parser parser;
	char piece[PIECE];
	int64_t line;     /* of the piece in hand, from 1 */
	int64_t row_line; /* where the row in hand began */
	bool at_start, in_line, ended;
	bool broken; /* the row in hand cannot be read to its end */
	/* the row in hand */
	char *bytes;
	size_t used;
	size_t offsets[CSV_FIELDS_MAX];
	size_t count;
	size_t rows; /* that ended within this piece */
	const char *problem;
};

/* A missing quote must not swallow the rest of a large file. */
static void *grow_within_limit(void *old, size_t size)
{
	return size > CSV_ROW_BYTES_MAX ? NULL : realloc(old, size);
}

static bool parser_start(struct csv_file *file)
{
	if (csv_init(&file->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return false;
	csv_set_realloc_func(&file->parser, grow_within_limit);
	csv_set_blk_size(&file->parser, 1024);
	return true;
}

struct csv_file *csv_file_open(FILE *in)
{
	struct csv_file *file = calloc(1, sizeof(*file));

	if (file == NULL)
		return NULL;
	file->in = in;
	file->at_start = true;
	file->bytes = malloc(CSV_ROW_BYTES_MAX + 1);
	if (file->bytes != NULL && parser_start(file))
		return file;
	free(file->bytes);
	free(file);
	return NULL;
}

void csv_file_close(struct csv_file *file)
{
	if (file == NULL)
		return;
	csv_free(&file->parser);
	free(file->bytes);
	free(file);
}

static const char *field_problem(
    const struct csv_file *file, const char *bytes, size_t length)
{
	if (file->count == CSV_FIELDS_MAX)
		return "too many columns";
	if (file->used + length + 1 > CSV_ROW_BYTES_MAX)
		return "the row is too long; is a quote missing?";
	if (memchr(bytes, '\0', length) != NULL)
		return N_("a zero byte");
	if (!text_is_utf8(bytes, length))
		return N_("not UTF-8 text");
	return NULL;
}

static void field_end(void *bytes, size_t length, void *argument)
{
	struct csv_file *file = argument;

	if (file->rows > 0)
		file->problem = N_("a carriage return without a line feed");
	if (file->problem == NULL)
		file->problem = field_problem(file, bytes, length);
	if (file->problem != NULL)
		return;
	file->offsets[file->count++] = file->used;
	if (length > 0)
		memcpy(file->bytes + file->used, bytes, length);
	file->bytes[file->used + length] = '\0';
	file->used += length + 1;
}

static void row_end(int terminator, void *argument)
{
	struct csv_file *file = argument;

	(void)terminator;
	file->rows++;
}

static void row_clear(struct csv_file *file)
{
	file->count = 0;
	file->used = 0;
	file->rows = 0;
	file->problem = NULL;
	file->broken = false;
	file->row_line = 0;
}

/* After an error the next line is taken for the start of a row. */
static const char *parser_again(struct csv_file *file)
{
	int code = csv_error(&file->parser);

	csv_free(&file->parser);
	if (!parser_start(file))
		return N_("out of memory");
	if (code == CSV_ENOMEM)
		return N_("a field is too long; is a quote missing?");
	return N_("a quote in the wrong place");
}

/* The rest of a line longer than one piece, which holds an error. */
static void skip_line(struct csv_file *file)
{
	while (file->in_line && fgets(file->piece, PIECE, file->in) != NULL)
		file->in_line = strchr(file->piece, '\n') == NULL;
	file->in_line = false;
}

/*
 * fgets would hide zero bytes, so the length comes from the place: reads up
 * to a newline or a full piece.
 */
static size_t piece_read(struct csv_file *file)
{
	size_t length = 0;
	int c;

	flockfile(file->in);
	while (length < PIECE && (c = getc_unlocked(file->in)) != EOF) {
		file->piece[length++] = (char)c;
		if (c == '\n')
			break;
	}
	funlockfile(file->in);
	return length;
}

static size_t piece_next(struct csv_file *file)
{
	static const char mark[] = "\xef\xbb\xbf";
	size_t length = piece_read(file);

	if (length > 0 && !file->in_line)
		file->line++;
	file->in_line = length > 0 && file->piece[length - 1] != '\n';
	if (file->at_start && length >= 3 &&
	    memcmp(file->piece, mark, 3) == 0) {
		length -= 3;
		memmove(file->piece, file->piece + 3, length);
	}
	file->at_start = false;
	return length;
}

/* Feeds one piece, or the end; true when a row or a problem is at hand. */
static bool feed(struct csv_file *file)
{
	size_t length = piece_next(file);

	if (file->row_line == 0)
		file->row_line = file->line;
	if (length == 0) {
		file->ended = true;
		if (csv_fini(&file->parser, field_end, row_end, file) != 0)
			file->problem =
			    N_("the last field has no closing quote");
	} else if (csv_parse(&file->parser, file->piece, length, field_end,
		       row_end, file) != length) {
		file->problem = parser_again(file);
		file->broken = true;
		skip_line(file);
	}
	if (file->broken || file->rows > 0 || file->ended)
		return true;
	/* an empty line: the row begins later */
	if (file->count == 0 && !file->in_line && file->parser.pstate == 0)
		file->row_line = 0;
	return false;
}

enum csv_result csv_file_next(
    struct csv_file *file, struct csv_row *ret_row, const char **ret_reason)
{
	row_clear(file);
	while (!file->ended && !feed(file))
		;
	if (ferror(file->in))
		return CSV_FAILED;
	ret_row->line = file->row_line;
	ret_row->count = file->count;
	if (file->problem != NULL) {
		*ret_reason = file->problem;
		return CSV_BAD;
	}
	if (file->rows == 0 && file->count == 0)
		return CSV_END;
	for (size_t i = 0; i < file->count; i++)
		ret_row->fields[i] = file->bytes + file->offsets[i];
	return CSV_ROW;
}
