/*
 * Forms and query strings through field tables.
 */
#include "fields.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct fuzz fuzz;
	struct input input = { 0 };
	struct field_map pairs = { 0 };
	struct field_errors errors = { 0 };
	char *text = fuzz_text(bytes, length);
	struct error e;

	fuzz_begin(&fuzz);
	e = pairs_decode(&fuzz.cx, text, length, &pairs);
	if (e.code == 0)
		e = fields_from_pairs(
		    &fuzz.cx, &pairs, all_fields, &input, &errors);
	if (e.code == 0)
		input_holds(&input);
	else
		errors_hold(&fuzz, e, &errors);
	fuzz_end(&fuzz);
	free(text);
	return 0;
}
