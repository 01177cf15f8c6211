/*
 * Opens the rules and picks editions: by instant, by stored id, by what a
 * screen asks. What they mean is decided in the files beside.
 */
#include "policy/policy.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"
#include "policy/policy_private.h"

static const char *embedded_text(const char *name)
{
	const struct embedded *file = embedded_find(name);

	if (file == NULL)
		data_fault("not compiled in", name);
	return file == NULL ? NULL : file->bytes;
}

static bool policy_countries_read(
    struct policy *policy, const struct policy_data *data)
{
	const char *countries = data->countries;
	const char *states = data->states;

	if (countries == NULL)
		countries = embedded_text("data/countries.tsv");
	if (states == NULL)
		states = embedded_text("data/states.tsv");
	return countries != NULL && states != NULL &&
	       countries_read(&policy->arena, countries, states,
		   &policy->countries, &policy->country_count);
}

static bool policy_read(struct policy *policy, const struct policy_data *data)
{
	struct arena *arena = &policy->arena;

	return data->editions != NULL && data->markets != NULL &&
	       data->tax_rates != NULL &&
	       editions_read(
		   arena, data->editions, &policy->plain, &policy->announced) &&
	       markets_read(arena, data->markets, &policy->markets,
		   &policy->market_count) &&
	       tax_rates_read(arena, data->tax_rates, &policy->rates,
		   &policy->rate_count) &&
	       policy_countries_read(policy, data);
}

/* The list's length is stated by every edition. */
static bool markets_counted(const struct policy *policy)
{
	for (size_t i = 0; i < policy->plain.count; i++) {
		const struct edition *edition = &policy->plain.editions[i];

		if (edition->reservation_unavailable_markets_count !=
		    (int64_t)policy->market_count)
			return data_fault("number of markets", edition->id);
	}
	return true;
}

/* Everything but the arena goes with the arena. */
static void policy_free(struct policy *policy)
{
	arena_done(&policy->arena);
	free(policy);
}

static struct error policy_make(const struct policy_data *data,
    const struct policy_switches *switches, const struct edition_added *rows,
    size_t row_count, struct policy **ret_policy)
{
	struct policy *policy = calloc(1, sizeof(*policy));

	if (policy == NULL)
		return fail(ERR_INTERNAL, NULL);
	arena_init(&policy->arena);
	policy->switches = *switches;
	if (!policy_read(policy, data) ||
	    !editions_add(policy, rows, row_count) ||
	    !markets_counted(policy)) {
		policy_free(policy);
		return fail(ERR_INTERNAL, NULL);
	}
	*ret_policy = policy;
	return OK;
}

struct error policy_open(const struct policy_data *data,
    const struct policy_switches *switches, struct policy **ret_policy)
{
	struct policy_line *line = calloc(1, sizeof(*line));
	struct policy *policy;
	struct error e;

	if (line == NULL)
		return fail(ERR_INTERNAL, NULL);
	if (data != NULL) {
		line->data = *data;
	} else {
		line->data.editions = embedded_text("data/editions.json");
		line->data.markets = embedded_text("data/markets.tsv");
		line->data.tax_rates = embedded_text("data/tax_rates.tsv");
	}
	e = policy_make(&line->data, switches, NULL, 0, &policy);
	if (e.code) {
		free(line);
		return e;
	}
	pthread_mutex_init(&line->lock, NULL);
	atomic_init(&line->newest, policy);
	policy->line = line;
	*ret_policy = policy;
	return OK;
}

struct error policy_renew(const struct policy *policy, int64_t version,
    const struct edition_added *rows, size_t row_count)
{
	struct policy_line *line = policy->line;
	struct policy *next, *newest;
	struct error e = OK;

	pthread_mutex_lock(&line->lock);
	newest = atomic_load(&line->newest);
	if (newest->version != version &&
	    !(e = policy_make(
		  &line->data, &policy->switches, rows, row_count, &next))
		 .code) {
		next->line = line;
		next->older = newest;
		next->version = version;
		atomic_store(&line->newest, next);
	}
	pthread_mutex_unlock(&line->lock);
	return e;
}

const struct policy *policy_newest(const struct policy *policy)
{
	return atomic_load(&policy->line->newest);
}

int64_t policy_version(const struct policy *policy)
{
	return policy->version;
}

void policy_close(struct policy *policy)
{
	struct policy_line *line;
	struct policy *newest;

	if (policy == NULL)
		return;
	line = policy->line;
	newest = atomic_load(&line->newest);
	while (newest != NULL) {
		struct policy *older = newest->older;

		policy_free(newest);
		newest = older;
	}
	pthread_mutex_destroy(&line->lock);
	free(line);
}

const struct policy_switches *policy_switches(const struct policy *policy)
{
	return &policy->switches;
}

static const struct timeline *timeline_in_use(const struct policy *policy)
{
	return policy->switches.announced_dates ? &policy->announced
						: &policy->plain;
}

const struct edition *policy_editions(
    const struct policy *policy, size_t *ret_count)
{
	*ret_count = timeline_in_use(policy)->count;
	return timeline_in_use(policy)->editions;
}

const struct edition *policy_edition_at(
    const struct policy *policy, int64_t instant)
{
	const struct timeline *timeline = timeline_in_use(policy);
	size_t i = timeline->count - 1;

	while (i > 0 && instant < timeline->editions[i].effective_from)
		i--;
	return &timeline->editions[i];
}

static const struct edition *edition_in(
    const struct timeline *timeline, const char *id)
{
	for (size_t i = 0; i < timeline->count; i++)
		if (strcmp(timeline->editions[i].id, id) == 0)
			return &timeline->editions[i];
	return NULL;
}

const struct edition *policy_edition_find(
    const struct policy *policy, const char *id)
{
	const struct edition *edition;

	if (id == NULL)
		return NULL;
	edition = edition_in(&policy->plain, id);
	if (edition == NULL)
		edition = edition_in(&policy->announced, id);
	return edition != NULL ? edition : edition_in(&policy->former, id);
}

const struct edition *policy_terms(
    const struct policy *policy, const char *edition_id, int64_t ordered_at)
{
	const struct edition *edition = policy_edition_find(policy, edition_id);

	return edition != NULL ? edition
			       : policy_edition_at(policy, ordered_at);
}

const struct edition *policy_surface(
    const struct policy *policy, const struct edition *purchase, int64_t now)
{
	if (policy->switches.strict_purchase_mode && purchase != NULL)
		return purchase;
	return policy_edition_at(policy, now);
}
