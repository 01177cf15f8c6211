/*
 * Product keys as digits: 32 of them, the last by Luhn, shown in eight groups
 * of four; separators do not count (R-045, ruling 14). Storing and showing
 * them is fulfilment's.
 */
#ifndef KONTOR_POLICY_KEY_DIGITS_H
#define KONTOR_POLICY_KEY_DIGITS_H

#include <stdbool.h>

#define KEY_DIGITS 32
#define KEY_PLAIN_TEXT 33  /* room for 32 digits */
#define KEY_GROUPS_TEXT 40 /* room for "1234 5678 ..." */

/* The check digit, '0' .. '9', of the first 31 characters; '\0' when one of
 * them is no digit. */
char key_check_digit(const char *digits);
/* Blanks and dashes are dropped; false unless 32 digits stay and the last is
 * right. */
bool key_parse(const char *text, char ret_plain[KEY_PLAIN_TEXT]);
bool key_is_valid(const char *text);
/* plain is what key_parse gives. */
void key_groups(const char *plain, char ret_text[KEY_GROUPS_TEXT]);

#endif
