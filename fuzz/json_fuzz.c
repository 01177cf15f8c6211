/*
 * JSON bodies through field tables (ruling 11).
 */
#include "fields.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct fuzz fuzz;
	struct input input = { 0 };
	struct field_errors errors = { 0 };
	char *text = fuzz_text(bytes, length);
	struct error e;

	fuzz_begin(&fuzz);
	e = fields_from_json(
	    &fuzz.cx, text, length, all_fields, &input, &errors);
	if (e.code == 0)
		input_holds(&input);
	else
		errors_hold(&fuzz, e, &errors);
	fuzz_end(&fuzz);
	free(text);
	return 0;
}
