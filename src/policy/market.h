/*
 * Markets without Azure reservations: R-013 .. R-023, domain.md 9. Other
 * countries exist too and are not blocked; which is sold where, catalog/ says.
 */
#ifndef KONTOR_POLICY_MARKET_H
#define KONTOR_POLICY_MARKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "policy/decision.h"
#include "policy/policy.h"

enum market_language {
	MARKET_EN = 0,
	MARKET_PT_BR,
	MARKET_RU_RU,
	MARKET_ZH_CN,
	MARKET_ES_ES,
	MARKET_SV_SE,
	MARKET_LANGUAGES
};

struct market {
	const char *code; /* of the partner centre, unique: "XS" */
	const char *iso;  /* ISO 3166-1 alpha-2, BQ three times, SJ twice */
	const char *names[MARKET_LANGUAGES];
	const char *const *spellings; /* other accepted ones, NULL at the end */
	const char *const *folded;    /* all of them, for comparing */
};

/* The 109, in the order of the English names. */
const struct market *market_list(
    const struct policy *policy, size_t *ret_count);
/* By partner-centre code, any case. NULL: not listed, so not blocked. */
const struct market *market_find(const struct policy *policy, const char *code);
/* By ISO code: writes up to room markets, returns how many there are (BQ 3,
 * SJ 2, else 0 or 1). */
size_t market_find_iso(const struct policy *policy, const char *iso,
    const struct market **ret_markets, size_t room);
/* On import: code, or a name in any of the six languages, folded, hyphens and
 * any blanks alike. NULL when unknown. The arena is for scratch. */
const struct market *market_find_name(
    const struct policy *policy, struct arena *arena, const char *name);
/* Is that its code, its ISO code, or part of any of its names, folded? The
 * arena is for scratch. */
bool market_matches(
    const struct market *market, struct arena *arena, const char *words);
/* "en", "pt-BR", ... in the order of enum market_language. */
extern const char *const market_language_tags[MARKET_LANGUAGES];
/* The day as of which the list was published, "2019-11-30": the
 * editions after it confirm the same markets. NULL: none says. */
const char *market_list_as_of(const struct policy *policy);
/* The name by language tag, "pt-BR" or "pt"; English when there is none. */
const char *market_name(const struct market *market, const char *tag);

/* country: partner-centre or ISO code of the customer, any case. */
bool market_blocks_reservation(
    const struct policy *policy, const char *country, int64_t now);
/* The same with its reason: ERR_MARKET_BLOCKED, R-014. */
void reservation_decide(const struct policy *policy, const char *country,
    int64_t now, struct decision *ret_decision);

#endif
