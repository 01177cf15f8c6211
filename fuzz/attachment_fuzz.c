/*
 * Names and contents of files that come with support requests.
 */
#include "support/attachment.h"

#include "fuzz.h"

/* The first line is the name, the rest the content. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct fuzz fuzz;
	char *text = fuzz_text(bytes, length);
	const char *type, *stem, *extension, *end = memchr(text, '\n', length);
	size_t name = end == NULL ? length : (size_t)(end - text);
	bool program;

	fuzz_begin(&fuzz);
	type = attachment_type(
	    (const uint8_t *)text + name, length - name, &program);
	NEED(type != NULL && type[0] != '\0');
	attachment_name(&fuzz.arena,
	    arena_dup_n(&fuzz.arena, text, strnlen(text, name)), type, &stem,
	    &extension);
	NEED(stem[0] != '\0' && stem[0] != '.' && extension[0] != '\0');
	NEED(strlen(stem) + strlen(extension) + 1 <= 150);
	NEED(text_is_utf8(stem, strlen(stem)));
	NEED(strpbrk(stem, "/\\:*?\"<>|\r\n\t\x7f") == NULL);
	fuzz_end(&fuzz);
	free(text);
	return 0;
}
