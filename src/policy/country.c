/*
 * Reads the rules of countries and finds one.
 */
#include "policy/country.h"

#include <string.h>

#include "base/text.h"
#include "policy/policy_private.h"
#include "policy/tsv.h"

#define COUNTRY_COLUMNS                                                        \
	"code\tculture\tcultures\tlanguages\tcalling\tpostal\tpostal_form\t"   \
	"phone_form\tstate\tcity\tregistration\tregistration_form\tvat_form\t" \
	"tax_id\ttax_sample\tregion"

static bool need_read(const char *text, enum country_need *ret_need)
{
	static const char *const names[] = { "none", "optional", "required" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (text_same(names[i], text)) {
			*ret_need = (enum country_need)i;
			return true;
		}
	return false;
}

static bool country_read(struct arena *arena, char **cells, struct country *ret)
{
	*ret = (struct country){
		.code = cells[0],
		.culture = cells[1],
		.cultures = tsv_split(arena, cells[2], '|'),
		.languages = tsv_split(arena, cells[3], '|'),
		.calling = tsv_split(arena, cells[4], '|'),
		.postal_form = cells[6],
		.phone_form = cells[7],
		.registration_form = cells[11],
		.vat_form = cells[12],
		.tax_id = cells[13],
		.tax_sample = cells[14],
		.region = cells[15],
	};
	return strlen(ret->code) == 2 && ret->cultures[0] != NULL &&
	       text_same(ret->culture, ret->cultures[0]) &&
	       !text_empty(ret->region) && need_read(cells[5], &ret->postal) &&
	       need_read(cells[8], &ret->state) &&
	       need_read(cells[9], &ret->city) &&
	       need_read(cells[10], &ret->registration) &&
	       (ret->postal == COUNTRY_NONE) == (ret->postal_form[0] == '\0');
}

static struct country *find(
    struct country *countries, size_t count, const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (text_same_nocase(countries[i].code, code))
			return &countries[i];
	return NULL;
}

/* States stand together, by country. */
static bool states_read(struct arena *arena, const char *text,
    struct country *countries, size_t count)
{
	struct country_state *states =
	    ARENA_ARRAY(arena, struct country_state, tsv_most_rows(text));
	struct tsv tsv;
	size_t n = 0;
	char **cells;

	if (!tsv_start(&tsv, arena, text, "country\tcode\tnames"))
		return data_fault("columns", "states.tsv");
	while ((cells = tsv_row(&tsv)) != NULL) {
		struct country *country = find(countries, count, cells[0]);

		if (country == NULL || strlen(cells[1]) != 2)
			return data_fault("a state", cells[1]);
		states[n] = (struct country_state){ cells[0], cells[1],
			tsv_split(arena, cells[2], '|') };
		if (country->states == NULL)
			country->states = &states[n];
		country->state_count++;
		n++;
	}
	return tsv.faulty ? data_fault("number of cells", "states.tsv") : true;
}

bool countries_read(struct arena *arena, const char *text, const char *states,
    struct country **ret_countries, size_t *ret_count)
{
	struct country *countries =
	    ARENA_ARRAY(arena, struct country, tsv_most_rows(text));
	struct tsv tsv;
	size_t n = 0;
	char **cells;

	if (!tsv_start(&tsv, arena, text, COUNTRY_COLUMNS))
		return data_fault("columns", "countries.tsv");
	while ((cells = tsv_row(&tsv)) != NULL) {
		if (!country_read(arena, cells, &countries[n]))
			return data_fault("a country", cells[0]);
		if (find(countries, n, cells[0]) != NULL)
			return data_fault("code given twice", cells[0]);
		n++;
	}
	if (tsv.faulty)
		return data_fault("number of cells", "countries.tsv");
	if (!states_read(arena, states, countries, n))
		return false;
	*ret_countries = countries;
	*ret_count = n;
	return true;
}

const struct country *country_find(
    const struct policy *policy, const char *code)
{
	return code == NULL
		   ? NULL
		   : find(policy->countries, policy->country_count, code);
}

const struct country *country_list(
    const struct policy *policy, size_t *ret_count)
{
	*ret_count = policy->country_count;
	return policy->countries;
}

bool country_same_region(
    const struct policy *policy, const char *a, const char *b)
{
	const struct country *one = country_find(policy, a);
	const struct country *two = country_find(policy, b);

	return one != NULL && two != NULL &&
	       text_same(one->region, two->region);
}
