/*
 * Days and instants, our own strict forms and what REST clients send.
 */
#include "base/day.h"
#include "fuzz.h"

static void strict(const char *text)
{
	char again[INSTANT_TEXT];
	int64_t value;

	if (day_parse(text, &value)) {
		day_text(value, again);
		NEED(strcmp(text, again) == 0);
	}
	if (instant_parse(text, &value)) {
		instant_text(value, again);
		NEED(strcmp(text, again) == 0);
	}
}

/* Whatever came in can be written, and reads the same again. */
static void wire(const char *text)
{
	char again[INSTANT_TEXT];
	int64_t value, same;

	if (!instant_parse_wire(text, &value))
		return;
	instant_text(value, again);
	NEED(instant_parse(again, &same) && same == value);
	NEED(instant_parse_wire(again, &same) && same == value);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	char *text = fuzz_text(bytes, length);

	strict(text);
	wire(text);
	free(text);
	return 0;
}
