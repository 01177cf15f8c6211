/*
 * Sums and shares of money in integers. What a price or a credit is, policy/
 * and billing/ say.
 */
#include "base/money.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ISO 4217, active currencies; sorted. Exponent is 2 unless named below. */
static const char *const codes[] = { "AED", "AFN", "ALL", "AMD", "ANG", "AOA",
	"ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BHD", "BIF",
	"BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD",
	"CDF", "CHF", "CLP", "CNY", "COP", "CRC", "CUP", "CVE", "CZK", "DJF",
	"DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP",
	"GEL", "GHS", "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HRK",
	"HTG", "HUF", "IDR", "ILS", "INR", "IQD", "IRR", "ISK", "JMD", "JOD",
	"JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT",
	"LAK", "LBP", "LKR", "LRD", "LSL", "LYD", "MAD", "MDL", "MGA", "MKD",
	"MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN",
	"NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK",
	"PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "RWF", "SAR",
	"SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP",
	"STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TND", "TOP", "TRY",
	"TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "UZS", "VES", "VND",
	"VUV", "WST", "XAF", "XCD", "XOF", "XPF", "YER", "ZAR", "ZMW", "ZWL",
	NULL };
static const char zero_digits[] = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF "
				  "UGX VND VUV XAF XOF XPF";
static const char three_digits[] = "BHD IQD JOD KWD LYD OMR TND";

struct money money_of(int64_t minor, const char *currency)
{
	struct money money = { minor, "" };

	for (size_t i = 0; i < sizeof(money.currency) - 1 && currency[i]; i++)
		money.currency[i] = currency[i];
	return money;
}

const char *const *currency_codes(void)
{
	return codes;
}

static int code_compare(const void *key, const void *entry)
{
	return strcmp(key, *(const char *const *)entry);
}

int currency_exponent(const char *currency)
{
	size_t count = sizeof(codes) / sizeof(codes[0]) - 1;

	if (currency == NULL || strlen(currency) != 3 ||
	    bsearch(currency, codes, count, sizeof(codes[0]), code_compare) ==
		NULL)
		return -1;
	if (strstr(zero_digits, currency) != NULL)
		return 0;
	return strstr(three_digits, currency) != NULL ? 3 : 2;
}

bool money_share(
    int64_t value, int64_t numerator, int64_t denominator, int64_t *ret_value)
{
	__int128 product = (__int128)value * numerator;
	__int128 quotient = product / denominator;
	__int128 rest = product % denominator;
	__int128 twice = (rest < 0 ? -rest : rest) * 2;
	int sign = product < 0 ? -1 : 1;

	if (twice > denominator || (twice == denominator && quotient % 2 != 0))
		quotient += sign;
	if (quotient > MONEY_MAX || quotient < -MONEY_MAX)
		return false;
	*ret_value = (int64_t)quotient;
	return true;
}

bool money_parse(
    const char *string, int exponent, bool allow_minus, int64_t *ret_minor)
{
	bool minus = allow_minus && *string == '-';
	int after = -1; /* digits after the point; -1 before it */
	int64_t value = 0;
	bool any = false;

	for (string += minus; *string != '\0'; string++) {
		if (*string == '.' && after < 0 && any) {
			after = 0;
			continue;
		}
		if (*string < '0' || *string > '9')
			return false;
		any = true;
		if (after >= exponent) {
			if (*string != '0')
				return false;
			after++;
			continue;
		}
		if (after >= 0)
			after++;
		value = value * 10 + (*string - '0');
		if (value > MONEY_MAX)
			return false;
	}
	if (!any || after == 0)
		return false;
	for (int i = after < 0 ? 0 : after; i < exponent; i++) {
		value *= 10;
		if (value > MONEY_MAX)
			return false;
	}
	*ret_minor = minus ? -value : value;
	return true;
}

void money_decimal(int64_t minor, int exponent, char *ret_text, size_t room)
{
	uint64_t size =
	    minor < 0 ? (uint64_t)0 - (uint64_t)minor : (uint64_t)minor;
	uint64_t scale = 1;

	char text[64];

	for (int i = 0; i < exponent; i++)
		scale *= 10;
	if (exponent <= 0)
		snprintf(text, sizeof(text), "%s%" PRIu64, minor < 0 ? "-" : "",
		    size);
	else
		snprintf(text, sizeof(text), "%s%" PRIu64 ".%0*" PRIu64,
		    minor < 0 ? "-" : "", size / scale,
		    exponent < 9 ? exponent : 9, size % scale);
	snprintf(ret_text, room, "%s", text);
}
