/*
 * Names and types of files that come from outside. Pure.
 */
#include "support/attachment.h"

#include <string.h>
#include <strings.h>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "base/text.h"

#define NAME_BYTES 150
#define EXTENSION_BYTES 12
#define LOOK_BYTES 512

/* ---- types ---- */

struct signature {
	size_t at, length;
	const char *bytes;
	const char *type; /* NULL: a program */
};
#define SIGNATURE(at_, bytes_, type_)                                          \
	{                                                                      \
		(at_), sizeof(bytes_) - 1, (bytes_), (type_)                   \
	}
static const struct signature signatures[] = {
	SIGNATURE(0,
	    "\x7f"
	    "ELF",
	    NULL),
	SIGNATURE(0, "MZ", NULL),
	SIGNATURE(0, "\xfe\xed\xfa\xce", NULL), /* Mach-O, four ways */
	SIGNATURE(0, "\xfe\xed\xfa\xcf", NULL),
	SIGNATURE(0, "\xce\xfa\xed\xfe", NULL),
	SIGNATURE(0, "\xcf\xfa\xed\xfe", NULL),
	SIGNATURE(0, "\xca\xfe\xba\xbe", NULL),      /* Java, fat Mach-O */
	SIGNATURE(0, "#!", NULL),                    /* scripts */
	SIGNATURE(0, "L\0\0\0\x01\x14\x02\0", NULL), /* Windows shortcut */
	SIGNATURE(0, "\0asm", NULL),
	SIGNATURE(0, "dex\n", NULL),
	SIGNATURE(0, "%PDF-", "application/pdf"),
	SIGNATURE(0, "\x89PNG\r\n\x1a\n", "image/png"),
	SIGNATURE(0, "\xff\xd8\xff", "image/jpeg"),
	SIGNATURE(0, "GIF87a", "image/gif"),
	SIGNATURE(0, "GIF89a", "image/gif"),
	SIGNATURE(8, "WEBP", "image/webp"),
	SIGNATURE(0, "II*\0", "image/tiff"),
	SIGNATURE(0, "MM\0*", "image/tiff"),
	SIGNATURE(0, "PK\x03\x04", "application/zip"),
	SIGNATURE(0, "PK\x05\x06", "application/zip"),
	SIGNATURE(0, "\x1f\x8b", "application/gzip"),
	SIGNATURE(0, "7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
	SIGNATURE(
	    0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
};

/* Endings that each type may have; the first is put behind others. */
static const struct {
	const char *type;
	const char *endings[12];
} endings[] = {
	{ "application/pdf", { "pdf" } },
	{ "image/png", { "png" } },
	{ "image/jpeg", { "jpg", "jpeg" } },
	{ "image/gif", { "gif" } },
	{ "image/webp", { "webp" } },
	{ "image/tiff", { "tif", "tiff" } },
	{ "application/zip",
	    { "zip", "docx", "xlsx", "pptx", "odt", "ods", "odp" } },
	{ "application/gzip", { "gz", "tgz" } },
	{ "application/x-7z-compressed", { "7z" } },
	{ "application/x-ole-storage", { "ole", "doc", "xls", "ppt", "msg" } },
	{ "text/plain", { "txt", "log", "csv", "tsv", "json", "md", "eml" } },
	{ ATTACHMENT_OCTETS, { "bin" } },
};

/* UTF-8 without controls but tab and line ends; cut at the end is fine. */
static bool is_text(const uint8_t *bytes, size_t length)
{
	int32_t at = 0, end = (int32_t)length;

	while (at < end) {
		int32_t start = at;
		UChar32 c;

		U8_NEXT(bytes, at, end, c);
		if (c < 0)
			return length == LOOK_BYTES && end - start < 4;
		if (c == 0x7f || (c < ' ' && c != '\t' && c != '\n' &&
				     c != '\r' && c != '\f'))
			return false;
	}
	return true;
}

/* Something a viewer would take as a page, wherever it says so. */
static bool is_markup(const uint8_t *bytes, size_t length)
{
	static const char *const marks[] = { "<html", "<!doctype", "<script",
		"<svg", "<?xml", "<body", "<head", "<iframe", "<?php" };

	for (size_t i = 0; i < length; i++)
		for (size_t j = 0; bytes[i] == '<' && j < COUNT(marks); j++)
			if (length - i >= strlen(marks[j]) &&
			    strncasecmp((const char *)bytes + i, marks[j],
				strlen(marks[j])) == 0)
				return true;
	return false;
}

const char *attachment_type(
    const uint8_t *bytes, size_t length, bool *ret_program)
{
	static const uint8_t mark[] = { 0xef, 0xbb, 0xbf };
	size_t look = length < LOOK_BYTES ? length : LOOK_BYTES;

	*ret_program = false;
	for (size_t i = 0; i < COUNT(signatures); i++) {
		const struct signature *s = &signatures[i];

		if (length < s->at + s->length ||
		    memcmp(bytes + s->at, s->bytes, s->length) != 0)
			continue;
		*ret_program = s->type == NULL;
		return s->type == NULL ? ATTACHMENT_OCTETS : s->type;
	}
	if (look >= sizeof(mark) && memcmp(bytes, mark, sizeof(mark)) == 0 &&
	    look - sizeof(mark) >= 2 && memcmp(bytes + 3, "#!", 2) == 0) {
		*ret_program = true;
		return ATTACHMENT_OCTETS;
	}
	return is_text(bytes, look) && !is_markup(bytes, look)
		   ? "text/plain"
		   : ATTACHMENT_OCTETS;
}

/* ---- names ---- */

static const char *last_step(const char *name)
{
	const char *step = name;

	for (const char *c = name; *c != '\0'; c++)
		if (*c == '/' || *c == '\\')
			step = c + 1;
	return step;
}

/* What cannot be seen, or turns the line around (CVE-2021-42574). */
static bool is_hidden(UChar32 c)
{
	switch (u_charType(c)) {
	case U_CONTROL_CHAR:
	case U_FORMAT_CHAR:
	case U_LINE_SEPARATOR:
	case U_PARAGRAPH_SEPARATOR:
	case U_PRIVATE_USE_CHAR:
	case U_SURROGATE:
	case U_UNASSIGNED:
		return true;
	default:
		return false;
	}
}

static char *visible(struct arena *arena, const char *name)
{
	const uint8_t *bytes = (const uint8_t *)name;
	char *out = arena_alloc(arena, strlen(name) + 1);
	int32_t at = 0, end = (int32_t)strlen(name);
	size_t n = 0;

	while (at < end) {
		int32_t start = at;
		UChar32 c;

		U8_NEXT(bytes, at, end, c);
		if (c < 0 || is_hidden(c))
			continue;
		if (c < 0x80 && strchr(":*?\"<>|", (int)c) != NULL) {
			out[n++] = '_';
			continue;
		}
		memcpy(out + n, name + start, (size_t)(at - start));
		n += (size_t)(at - start);
	}
	out[n] = '\0';
	return out;
}

/* Windows takes these for devices, whatever stands behind a point. */
static bool is_device(const char *stem)
{
	static const char *const names[] = { "CON", "PRN", "AUX", "NUL" };
	size_t length = strcspn(stem, ".");

	for (size_t i = 0; i < COUNT(names); i++)
		if (length == 3 && strncasecmp(stem, names[i], 3) == 0)
			return true;
	return length == 4 &&
	       (strncasecmp(stem, "COM", 3) == 0 ||
		   strncasecmp(stem, "LPT", 3) == 0) &&
	       stem[3] >= '0' && stem[3] <= '9';
}

static void trim_ends(char **text)
{
	size_t length;

	*text += strspn(*text, " .");
	length = strlen(*text);
	while (length > 0 && strchr(" .", (*text)[length - 1]) != NULL)
		(*text)[--length] = '\0';
}

/* At most so many bytes, and no half character. */
static void cut(char *text, size_t most)
{
	size_t length = strlen(text);

	if (length <= most)
		return;
	while (most > 0 && ((unsigned char)text[most] & 0xc0) == 0x80)
		most--;
	text[most] = '\0';
}

static const char *const *endings_of(const char *type)
{
	for (size_t i = 0; i < COUNT(endings); i++)
		if (text_same(endings[i].type, type))
			return endings[i].endings;
	return endings[COUNT(endings) - 1].endings;
}

static bool ending_fits(const char *ending, const char *const *list)
{
	for (; *list != NULL; list++)
		if (text_same_nocase(ending, *list))
			return true;
	return false;
}

void attachment_name(struct arena *arena, const char *name,
    const char *media_type, const char **ret_stem, const char **ret_extension)
{
	char *stem = visible(arena, last_step(name));
	const char *const *list = endings_of(media_type);
	char *point;

	trim_ends(&stem);
	point = strrchr(stem, '.');
	*ret_extension = list[0];
	if (point != NULL && strlen(point + 1) <= EXTENSION_BYTES &&
	    ending_fits(point + 1, list)) {
		*ret_extension = text_lower(arena, point + 1);
		*point = '\0';
		trim_ends(&stem);
	}
	cut(stem, NAME_BYTES - EXTENSION_BYTES - 2);
	trim_ends(&stem);
	if (stem[0] == '\0')
		stem = arena_dup(arena, "file");
	*ret_stem = is_device(stem) ? arena_printf(arena, "_%s", stem) : stem;
}

struct error attachment_find(const struct service_request *request,
    const char *file_id, const struct request_file **ret_file)
{
	for (size_t i = 0; i < request->file_count; i++)
		if (request->files[i].stored_as != NULL &&
		    text_same(request->files[i].id, file_id)) {
			*ret_file = &request->files[i];
			return OK;
		}
	return fail(ERR_FILE_UNKNOWN, NULL);
}
