/*
 * Facts of places that no language changes: the time zone of a country, the
 * symbol of a currency. Tables only, in places.def.
 */
#include "i18n/i18n.h"

#include <stdlib.h>
#include <string.h>

#include <unicode/uloc.h>

struct pair {
	const char *code;
	const char *value;
};

static const struct pair zones[] = {
#define ZONE(code, zone) { #code, zone },
#include "i18n/places.def"
#undef ZONE
};

static const struct pair symbols[] = {
#define SYMBOL(code, symbol) { #code, symbol },
#include "i18n/places.def"
#undef SYMBOL
};

static int pair_compare(const void *key, const void *pair)
{
	return strcmp(key, ((const struct pair *)pair)->code);
}

static const char *find(
    const struct pair *pairs, size_t count, const char *code)
{
	const struct pair *pair =
	    code == NULL
		? NULL
		: bsearch(code, pairs, count, sizeof(*pairs), pair_compare);

	return pair == NULL ? NULL : pair->value;
}

const char *const *country_codes(void)
{
	return uloc_getISOCountries();
}

const char *country_zone(const char *code)
{
	const char *zone = find(zones, COUNT(zones), code);

	return zone == NULL ? "UTC" : zone;
}

const char *currency_symbol(const char *currency)
{
	const char *symbol = find(symbols, COUNT(symbols), currency);
	const char *const *codes = currency_codes();

	if (symbol != NULL || currency == NULL)
		return symbol == NULL ? "" : symbol;
	/* a code of ours, whose memory lasts longer than the caller's */
	while (*codes != NULL && strcmp(*codes, currency) != 0)
		codes++;
	return *codes == NULL ? "" : *codes;
}
