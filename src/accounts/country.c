/*
 * Names of countries. Which markets there are, policy knows.
 */
#include "accounts/country.h"

#include "i18n/i18n.h"
#include "policy/market.h"

/* The list of markets has its names in six languages (D-08, D-36, D-47,
 * D-64); some of them have a code of their own and no ISO name. */
const char *country_text(struct ctx *cx, const char *code)
{
	const struct market *market = market_find(cx->policy, code);

	if (market != NULL)
		return market_name(market, cx->locale->tag);
	return show_country(cx, code);
}
