/*
 * Decimal amounts and whole numbers: what is read is written the same, and no
 * product of amounts leaves its bounds.
 */
#include "base/money.h"
#include "fuzz.h"

static void decimal(const char *text, int exponent)
{
	char again[24];
	int64_t minor, same, half;

	if (!money_parse(text, exponent, true, &minor))
		return;
	NEED(minor >= -MONEY_MAX && minor <= MONEY_MAX);
	money_decimal(minor, exponent, again, sizeof(again));
	NEED(money_parse(again, exponent, true, &same) && same == minor);
	NEED(money_share(minor, 365, 365, &same) && same == minor);
	NEED(money_share(minor, 1, 2, &half));
	NEED(2 * half >= minor - 1 && 2 * half <= minor + 1);
	if (money_share(minor, INT64_MAX, 7, &same))
		NEED(same >= -MONEY_MAX && same <= MONEY_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	char *text = fuzz_text(bytes, length);
	char again[24];
	int64_t value;

	for (int exponent = 0; exponent <= 3; exponent++)
		decimal(text, exponent);
	if (text_to_int(text, &value)) {
		int64_t same;

		snprintf(again, sizeof(again), "%lld", (long long)value);
		NEED(text_to_int(again, &same) && same == value);
	}
	if (length >= 3)
		NEED(currency_exponent(text) <= 4);
	free(text);
	return 0;
}
