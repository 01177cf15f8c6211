/*
 * The list of markets and finding one in it: by code, by ISO code, by any of
 * its names. Prices and availability are catalog's.
 */
#include "policy/market.h"

#include <string.h>

#include "base/text.h"
#include "policy/policy_private.h"
#include "policy/tsv.h"

/* Folded, and dashes, stops and brackets of any kind as blanks, so that
 * "Saint-Barthélemy" is "saint barthelemy" and "U.S." is "u s". */
static const char *name_fold(struct arena *arena, const char *name)
{
	static const char *const marks[] = { "-", "‐", "‑", "–", "—", ".", ",",
		"(", ")", "（", "）", "'", "’", "、", ":" };
	struct arena passing; /* folding needs many times what comes out */
	struct text out;

	arena_init(&passing);
	text_init(&out, &passing);
	for (name = text_fold(&passing, name); *name != '\0';) {
		size_t step = 0;

		for (size_t i = 0; i < COUNT(marks) && step == 0; i++)
			if (text_starts(name, marks[i]))
				step = strlen(marks[i]);
		if (step == 0)
			text_add_char(&out, *name++);
		else
			text_add_char(&out, ' ');
		name += step;
	}
	name = arena_dup(
	    arena, text_fold(&passing, text_trim(&passing, out.bytes)));
	arena_done(&passing);
	return name;
}

static const char *const *names_fold(
    struct arena *arena, const struct market *market)
{
	size_t spellings = 0;
	const char **folded;
	size_t n = 0;

	while (market->spellings[spellings] != NULL)
		spellings++;
	folded =
	    ARENA_ARRAY(arena, const char *, MARKET_LANGUAGES + spellings + 1);
	for (; n < MARKET_LANGUAGES; n++)
		folded[n] = name_fold(arena, market->names[n]);
	for (size_t i = 0; i < spellings; i++)
		folded[n++] = name_fold(arena, market->spellings[i]);
	return folded;
}

enum {
	COLUMN_CODE,
	COLUMN_ISO,
	COLUMN_NAMES,
	COLUMN_SPELLINGS = COLUMN_NAMES + MARKET_LANGUAGES
};

static bool code_sound(const char *code)
{
	return strlen(code) == 2 && code[0] >= 'A' && code[0] <= 'Z' &&
	       code[1] >= 'A' && code[1] <= 'Z';
}

static bool market_read(
    struct arena *arena, char **cells, struct market *ret_market)
{
	ret_market->code = cells[COLUMN_CODE];
	ret_market->iso = cells[COLUMN_ISO];
	if (!code_sound(ret_market->code) || !code_sound(ret_market->iso))
		return false;
	for (size_t i = 0; i < MARKET_LANGUAGES; i++) {
		ret_market->names[i] = cells[COLUMN_NAMES + i];
		if (text_empty(ret_market->names[i]))
			return false;
	}
	ret_market->spellings = tsv_split(arena, cells[COLUMN_SPELLINGS], '|');
	ret_market->folded = names_fold(arena, ret_market);
	return true;
}

bool markets_read(struct arena *arena, const char *text,
    struct market **ret_markets, size_t *ret_count)
{
	struct market *markets =
	    ARENA_ARRAY(arena, struct market, tsv_most_rows(text));
	struct tsv tsv;
	size_t n = 0;
	char **cells;

	if (!tsv_start(&tsv, arena, text,
		"code\tiso\ten\tpt_BR\tru_RU\tzh_CN\tes_ES\tsv_SE\t"
		"spellings"))
		return data_fault("columns", "markets.tsv");
	while ((cells = tsv_row(&tsv)) != NULL) {
		if (!market_read(arena, cells, &markets[n]))
			return data_fault("a market", cells[0]);
		for (size_t i = 0; i < n; i++)
			if (text_same(markets[i].code, markets[n].code))
				return data_fault("code given twice", cells[0]);
		n++;
	}
	if (tsv.faulty)
		return data_fault("number of cells", "markets.tsv");
	*ret_markets = markets;
	*ret_count = n;
	return true;
}

const struct market *market_list(const struct policy *policy, size_t *ret_count)
{
	*ret_count = policy->market_count;
	return policy->markets;
}

const struct market *market_find(const struct policy *policy, const char *code)
{
	for (size_t i = 0; code != NULL && i < policy->market_count; i++)
		if (text_same_nocase(policy->markets[i].code, code))
			return &policy->markets[i];
	return NULL;
}

size_t market_find_iso(const struct policy *policy, const char *iso,
    const struct market **ret_markets, size_t room)
{
	size_t found = 0;

	for (size_t i = 0; iso != NULL && i < policy->market_count; i++) {
		if (!text_same_nocase(policy->markets[i].iso, iso))
			continue;
		if (found < room)
			ret_markets[found] = &policy->markets[i];
		found++;
	}
	return found;
}

const struct market *market_find_name(
    const struct policy *policy, struct arena *arena, const char *name)
{
	const struct market *market;
	const char *folded;

	if (name == NULL || !text_is_utf8(name, strlen(name)))
		return NULL;
	market = market_find(policy, text_trim(arena, name));
	if (market != NULL)
		return market;
	folded = name_fold(arena, name);
	for (size_t i = 0; i < policy->market_count; i++)
		if (list_holds(policy->markets[i].folded, folded))
			return &policy->markets[i];
	return NULL;
}

const char *const market_language_tags[MARKET_LANGUAGES] = { "en", "pt-BR",
	"ru-RU", "zh-CN", "es-ES", "sv-SE" };

bool market_matches(
    const struct market *market, struct arena *arena, const char *words)
{
	const char *folded;

	if (words == NULL || !text_is_utf8(words, strlen(words)))
		return false;
	words = text_trim(arena, words);
	if (text_same_nocase(market->code, words) ||
	    text_same_nocase(market->iso, words))
		return true;
	folded = name_fold(arena, words);
	/* two letters are a code */
	if (folded[0] == '\0' || (strlen(words) <= 2 && !(words[0] & 0x80)))
		return false;
	for (size_t i = 0; market->folded[i] != NULL; i++)
		if (strstr(market->folded[i], folded) != NULL)
			return true;
	return false;
}

const char *market_list_as_of(const struct policy *policy)
{
	const char *as_of = NULL;
	size_t count;
	const struct edition *editions = policy_editions(policy, &count);

	for (size_t i = 0; i < count && as_of == NULL; i++)
		as_of = editions[i].reservation_unavailable_markets_as_of;
	return as_of;
}

const char *market_name(const struct market *market, const char *tag)
{
	static const char *const languages[MARKET_LANGUAGES] = { "en", "pt",
		"ru", "zh", "es", "sv" };

	for (size_t i = 0; tag != NULL && i < MARKET_LANGUAGES; i++)
		if (text_starts(tag, languages[i]) &&
		    (tag[2] == '\0' || tag[2] == '-' || tag[2] == '_'))
			return market->names[i];
	return market->names[MARKET_EN];
}

/* A customer's country is an ISO code or, where that is shared, the code of
 * the partner centre; an ambiguous one is blocked either way.*/
static const struct market *market_blocked(
    const struct policy *policy, const char *country)
{
	const struct market *market = market_find(policy, country);

	if (market == NULL)
		market_find_iso(policy, country, &market, 1);
	return market;
}

bool market_blocks_reservation(
    const struct policy *policy, const char *country, int64_t now)
{
	struct decision decision;

	reservation_decide(policy, country, now, &decision);
	return !decision.allowed;
}

void reservation_decide(const struct policy *policy, const char *country,
    int64_t now, struct decision *ret_decision)
{
	const struct market *market = market_blocked(policy, country);

	*ret_decision = (struct decision){
		.allowed = market == NULL,
		.error = market == NULL ? ERR_NONE : ERR_MARKET_BLOCKED,
		.rule = market == NULL ? "R-021" : "R-014",
		.edition_id = policy_edition_at(policy, now)->id,
		.market = market == NULL ? NULL : market->code,
		.at = now,
	};
}
