/*
 * Translates a .pot into the pseudo-locale: accents, about a third longer,
 * markers at both ends, holes kept. So untranslated text is seen at once.
 *
 * pseudo < kontor.pot > en-XA.po
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const small[26] = { "å", "ƀ", "ç", "đ", "é", "ƒ", "ĝ", "ĥ",
	"î", "ĵ", "ķ", "ļ", "ɱ", "ñ", "ö", "þ", "ǫ", "ŕ", "š", "ţ", "û", "ṽ",
	"ŵ", "ẋ", "ý", "ž" };
static const char *const large[26] = { "Å", "Ɓ", "Ç", "Đ", "É", "Ƒ", "Ĝ", "Ĥ",
	"Î", "Ĵ", "Ķ", "Ļ", "Ṁ", "Ñ", "Ö", "Þ", "Ǫ", "Ŕ", "Š", "Ţ", "Û", "Ṽ",
	"Ŵ", "Ẋ", "Ý", "Ž" };

struct text {
	char bytes[16384];
	size_t length;
};

struct entry {
	struct text context;
	struct text one;
	struct text many;
	struct text *open; /* takes the lines that follow */
};

/* What stands between the quotes of a line, still escaped. */
static void append(struct text *text, const char *line)
{
	const char *from = strchr(line, '"'), *to = strrchr(line, '"');
	size_t length;

	if (!from || to <= from)
		return;
	length = (size_t)(to - from - 1);
	if (text->length + length >= sizeof(text->bytes)) {
		fputs("pseudo: a message is too long\n", stderr);
		exit(1);
	}
	memcpy(text->bytes + text->length, from + 1, length);
	text->length += length;
	text->bytes[text->length] = '\0';
}

static const char *write_one(const char *c)
{
	if (*c == '\\') {
		putchar(*c++);
		putchar(*c++);
	} else if (*c == '{' && strchr(c, '}')) {
		do
			putchar(*c);
		while (*c++ != '}');
	} else {
		if (islower((unsigned char)*c))
			fputs(small[*c - 'a'], stdout);
		else if (isupper((unsigned char)*c))
			fputs(large[*c - 'A'], stdout);
		else
			putchar(*c);
		c++;
	}
	return c;
}

static void write_pseudo(const char *key, const struct text *text)
{
	size_t width = 0;

	printf("%s \"[", key);
	for (const char *c = text->bytes; *c;) {
		c = write_one(c);
		width++;
	}
	for (width = (width * 3 + 9) / 10; width > 0; width--)
		fputs("·", stdout);
	puts("]\"");
}

static void write_entry(const struct entry *entry)
{
	if (!entry->one.length) /* the header of the .pot, or nothing */
		return;
	if (entry->context.length)
		printf("msgctxt \"%s\"\n", entry->context.bytes);
	printf("msgid \"%s\"\n", entry->one.bytes);
	if (entry->many.length) {
		printf("msgid_plural \"%s\"\n", entry->many.bytes);
		write_pseudo("msgstr[0]", &entry->one);
		write_pseudo("msgstr[1]", &entry->many);
	} else {
		write_pseudo("msgstr", &entry->one);
	}
	putchar('\n');
}

int main(void)
{
	static struct entry entry;
	static char line[65536];

	puts("msgid \"\"\nmsgstr \"\"\n\"Language: en_XA\\n\"\n"
	     "\"Content-Type: text/plain; charset=UTF-8\\n\"\n"
	     "\"Content-Transfer-Encoding: 8bit\\n\"\n"
	     "\"Plural-Forms: nplurals=2; plural=(n != 1);\\n\"\n");
	while (fgets(line, sizeof(line), stdin)) {
		if (line[0] == '\n') {
			write_entry(&entry);
			memset(&entry, 0, sizeof(entry));
		} else if (!strncmp(line, "msgctxt ", 8)) {
			entry.open = &entry.context;
		} else if (!strncmp(line, "msgid ", 6)) {
			entry.open = &entry.one;
		} else if (!strncmp(line, "msgid_plural ", 13)) {
			entry.open = &entry.many;
		} else if (line[0] != '"') {
			entry.open = NULL;
		}
		if (entry.open)
			append(entry.open, line);
	}
	write_entry(&entry);
	return 0;
}
