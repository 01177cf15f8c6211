/*
 * Money: whole minor units with a currency. No floating point anywhere near
 * it; 128-bit inside; one rounding, half to even (domain.md 6).
 */
#ifndef KONTOR_BASE_MONEY_H
#define KONTOR_BASE_MONEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct money {
	int64_t minor;    /* minor units of the currency, may be negative */
	char currency[4]; /* ISO 4217, upper case, NUL-terminated */
};

/* The largest amount we accept of one line or one sum: 10^15 minor units. */
#define MONEY_MAX INT64_C(1000000000000000)

struct money money_of(int64_t minor, const char *currency);
/* Digits after the point: 0 for JPY, 2 for EUR, 3 for KWD; -1 when unknown. */
int currency_exponent(const char *currency);
/* Every ISO 4217 code we know, sorted, ended by NULL. */
const char *const *currency_codes(void);

/*
 * value * numerator / denominator, a half rounded to the even unit.
 * denominator > 0. Gives false when the result leaves +-MONEY_MAX.
 */
bool money_share(
    int64_t value, int64_t numerator, int64_t denominator, int64_t *ret_value);

/*
 * "1200.5" with exponent 2 -> 120050. Digits and at most one point; no sign
 * unless allow_minus, no grouping, no exponent. False on anything else, on
 * more digits after the point than the exponent (trailing zeros are fine),
 * and beyond MONEY_MAX.
 */
bool money_parse(
    const char *string, int exponent, bool allow_minus, int64_t *ret_minor);
/* The exact decimal, "-12.50", "110137"; room must hold 24 bytes. */
void money_decimal(int64_t minor, int exponent, char *ret_text, size_t room);

#endif
