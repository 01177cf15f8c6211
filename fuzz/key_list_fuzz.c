/*
 * Lists of product keys, and keys as people type them.
 */
#include "catalog/import_csv.h"
#include "fuzz.h"
#include "policy/key_digits.h"

static const struct list_column columns[] = { { "ProductId", true },
	{ "SkuId", true }, { "Key", true }, { NULL, false } };

static void key_holds(const char *text)
{
	char plain[KEY_PLAIN_TEXT], again[KEY_PLAIN_TEXT];
	char groups[KEY_GROUPS_TEXT];

	NEED(key_is_valid(text) == key_parse(text, plain));
	if (!key_parse(text, plain))
		return;
	NEED(strlen(plain) == KEY_DIGITS);
	NEED(key_check_digit(plain) == plain[KEY_DIGITS - 1]);
	key_groups(plain, groups);
	NEED(key_parse(groups, again) && strcmp(plain, again) == 0);
}

static struct error each(void *what, const struct list_row *row)
{
	(void)what;
	for (size_t i = 0; i < 3; i++)
		NEED(row->values[i] != NULL);
	key_holds(row->values[2]);
	return OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct fuzz fuzz;
	struct import import;
	FILE *in = fuzz_file(bytes, length);
	char *text = fuzz_text(bytes, length);

	fuzz_begin(&fuzz);
	import = fuzz_import(&fuzz);
	(void)list_read(&import, in, "keys", columns, each, NULL);
	key_holds(text);
	free(text);
	fclose(in);
	fuzz_end(&fuzz);
	return 0;
}
