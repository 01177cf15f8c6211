/*
 * Range headers of downloads: what is sent lies inside the file.
 */
#include "fuzz.h"
#include "web/transfer.h"

static void part_holds(const struct transfer_range *range, int64_t size)
{
	int64_t start, length;
	enum transfer_part part = transfer_part(range, size, &start, &length);

	if (part == TRANSFER_NOTHING)
		return;
	NEED(start >= 0 && length >= 0 && start <= size - length);
	NEED(part == TRANSFER_PART ? length > 0 : start == 0 && length == size);
}

static void name_holds(struct arena *arena, const char *text)
{
	const char *name = transfer_file_name(arena, text);

	NEED(*name != '\0' && *name != '.');
	NEED(strpbrk(name, "\"\\/\r\n") == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static const int64_t sizes[] = { 0, 1, 2, 1000, INT64_C(1) << 40,
		INT64_MAX };
	struct fuzz fuzz;
	char *text = fuzz_text(bytes, length);
	struct transfer_range range = transfer_range(text);

	fuzz_begin(&fuzz);
	for (size_t i = 0; i < COUNT(sizes); i++)
		part_holds(&range, sizes[i]);
	name_holds(&fuzz.arena, text);
	fuzz_end(&fuzz);
	free(text);
	return 0;
}
