/*
 * Luhn's check digit and the shape of a key.
 */
#include "policy/key_digits.h"

#include <string.h>

#define BODY_DIGITS (KEY_DIGITS - 1)

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Every second digit, counted from the check digit, is doubled. */
char key_check_digit(const char *digits)
{
	int sum = 0;

	for (int i = 0; i < BODY_DIGITS; i++) {
		int value = digits[i] - '0';

		if (!is_digit(digits[i]))
			return '\0';
		if ((BODY_DIGITS - i) % 2 == 1)
			value = value * 2 > 9 ? value * 2 - 9 : value * 2;
		sum += value;
	}
	return (char)('0' + (10 - sum % 10) % 10);
}

bool key_parse(const char *text, char ret_plain[KEY_PLAIN_TEXT])
{
	char plain[KEY_PLAIN_TEXT] = "";
	size_t n = 0;

	for (; text != NULL && *text != '\0'; text++) {
		if (strchr(" -\t", *text) != NULL)
			continue;
		if (!is_digit(*text) || n == KEY_DIGITS)
			return false;
		plain[n++] = *text;
	}
	if (n != KEY_DIGITS || key_check_digit(plain) != plain[BODY_DIGITS])
		return false;
	memcpy(ret_plain, plain, KEY_PLAIN_TEXT);
	return true;
}

bool key_is_valid(const char *text)
{
	char plain[KEY_PLAIN_TEXT];

	return key_parse(text, plain);
}

void key_groups(const char *plain, char ret_text[KEY_GROUPS_TEXT])
{
	size_t n = 0;

	for (size_t i = 0; i < KEY_DIGITS; i++) {
		if (i > 0 && i % 4 == 0)
			ret_text[n++] = ' ';
		ret_text[n++] = plain[i];
	}
	ret_text[n] = '\0';
}
