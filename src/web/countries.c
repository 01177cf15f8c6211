/*
 * Countries to choose from. What a country means, policy and customers say.
 */
#include "web/countries.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "customers/customer.h"
#include "i18n/i18n.h"
#include "policy/market.h"
#include "web/views.h"

const struct view_field country_choice_view[] = {
	VIEW(TEXT, struct country_choice, code),
	VIEW(TEXT, struct country_choice, label),
	VIEW(BOOL, struct country_choice, chosen),
	VIEW_FIELD_END,
};

static int choice_compare(const void *a, const void *b)
{
	return strcmp(((const struct country_choice *)a)->key,
	    ((const struct country_choice *)b)->key);
}

static void choice_add(struct ctx *cx, struct country_choice *choices,
    size_t *count, const char *code, const char *chosen)
{
	struct country_choice *choice = &choices[(*count)++];

	choice->code = code;
	choice->label = country_text(cx, code);
	choice->key = sort_key(cx, choice->label);
	choice->chosen = text_same_nocase(code, chosen);
}

struct view_list countries_iso(struct ctx *cx, const char *chosen)
{
	const char *const *codes = country_codes();
	size_t count = 0;
	struct country_choice *choices;

	while (codes[count] != NULL)
		count++;
	choices = ARENA_ARRAY(cx->arena, struct country_choice, count);
	for (count = 0; codes[count] != NULL;)
		choice_add(cx, choices, &count, codes[count], chosen);
	qsort(choices, count, sizeof(*choices), choice_compare);
	return (struct view_list){ count, choices };
}

/* Markets of the partner centre with no ISO code of their own come along. */
struct view_list countries_all(struct ctx *cx, const char *chosen)
{
	const char *const *codes = country_codes();
	size_t market_count;
	const struct market *markets = market_list(cx->policy, &market_count);
	size_t count = 0;
	struct country_choice *choices;

	while (codes[count] != NULL)
		count++;
	choices =
	    ARENA_ARRAY(cx->arena, struct country_choice, count + market_count);
	count = 0;
	for (; *codes != NULL; codes++)
		choice_add(cx, choices, &count, *codes, chosen);
	for (size_t i = 0; i < market_count; i++)
		if (!text_same(markets[i].code, markets[i].iso))
			choice_add(
			    cx, choices, &count, markets[i].code, chosen);
	qsort(choices, count, sizeof(*choices), choice_compare);
	return (struct view_list){ count, choices };
}

struct error countries_used(
    struct ctx *cx, const char *chosen, struct view_list *ret_list)
{
	const char *const *codes;
	struct error e = customer_countries(cx, &codes);
	size_t count = 0;
	struct country_choice *choices;

	if (e.code != 0)
		return e;
	while (codes[count] != NULL)
		count++;
	choices = ARENA_ARRAY(cx->arena, struct country_choice, count + 1);
	for (count = 0; codes[count] != NULL;)
		choice_add(cx, choices, &count, codes[count], chosen);
	qsort(choices, count, sizeof(*choices), choice_compare);
	*ret_list = (struct view_list){ count, choices };
	return OK;
}
