/*
 * Prints the messages of templates, {{_ text }} and {{_(context) text }}, as C
 * that xgettext reads.
 * Knows only the usual delimiters; a unit test compares with the renderer.
 *
 * messages FILE ...
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void die(const char *what, const char *path)
{
	fprintf(stderr, "messages: %s: %s\n", what, path);
	exit(1);
}

static char *read_file(const char *path)
{
	FILE *in = fopen(path, "rb");
	char *text;
	long length = 0;

	if (!in || fseek(in, 0, SEEK_END) || (length = ftell(in)) < 0)
		die("cannot read", path);
	rewind(in);
	text = malloc((size_t)length + 1);
	if (!text || fread(text, 1, (size_t)length, in) != (size_t)length)
		die("cannot read", path);
	text[length] = '\0';
	fclose(in);
	return text;
}

/* Blanks and line ends count as one blank, as in the renderer. */
static void print_text(const char *from, const char *to)
{
	int blank = 0;

	putchar('"');
	for (; from < to; from++) {
		if (strchr(" \t\r\n", *from)) {
			blank = 1;
			continue;
		}
		if (blank)
			putchar(' ');
		blank = 0;
		if (*from == '"' || *from == '\\')
			putchar('\\');
		putchar(*from);
	}
	putchar('"');
}

/* {{_(verb) Open}} has a context; the renderer refuses one without an end. */
static void print_message(const char *from, const char *to, int context)
{
	const char *close = memchr(from, ')', (size_t)(to - from));

	if (!context || !close) {
		fputs("N_(", stdout);
	} else {
		fputs("NC_(", stdout);
		print_text(from + 1, close);
		fputs(", ", stdout);
		for (from = close + 1; strchr(" \t\r\n", *from); from++)
			;
	}
	print_text(from, to);
	puts(")");
}

static int line_of(const char *text, const char *at)
{
	int line = 1;

	for (; text < at; text++)
		line += *text == '\n';
	return line;
}

static void print_messages(const char *path)
{
	char *text = read_file(path);
	const char *from = text, *to;

	while ((from = strstr(from, "{{_"))) {
		const char *tag = from;

		from += 3;
		from += strspn(from, " \t\r\n");
		if (from == tag + 3 && *from != '(') /* a name like {{_x}} */
			continue;
		to = strstr(from, "}}");
		if (!to)
			die("a message is never closed", path);
		while (to[2] == '}')
			to++;
		printf("#line %d \"%s\"\n", line_of(text, tag), path);
		while (to > from && strchr(" \t\r\n", to[-1]))
			to--;
		print_message(from, to, tag[3] == '(');
		from = to;
	}
	free(text);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		print_messages(argv[i]);
	return 0;
}
