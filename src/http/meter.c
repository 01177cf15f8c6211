/*
 * Counters of each thread in a block of its own, which only that thread
 * writes. What they count is told by response.c.
 */
#include "http/meter.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/metric.h"
#include "http/router.h"

/* 2xx, 3xx, 4xx without 429, 429, 5xx */
#define STATUSES 5

static const char *const status_names[STATUSES] = { "2xx", "3xx", "4xx", "429",
	"5xx" };

struct cell {
	_Atomic uint64_t statuses[STATUSES];
	_Atomic uint64_t times[METRIC_TIMES];
	_Atomic uint64_t sum_us;
};

struct block {
	struct block *next;
	_Atomic uint64_t refused;
	struct cell cells[];
};

struct metered {
	const struct route *route; /* NULL: the first, for none */
	const char *door;
};

struct meter {
	size_t count;
	struct metered *routes; /* in the order of their addresses */
	pthread_key_t mine;     /* the thread's block */
	pthread_mutex_t lock;   /* over the list */
	struct block *blocks;
};

static int by_address(const void *a, const void *b)
{
	const struct metered *one = a, *other = b;

	return one->route < other->route ? -1 : one->route > other->route;
}

/* The same table may stand behind several prefixes; it counts once. */
static void routes_find(struct meter *meter, const struct door_routes *doors)
{
	size_t count = 1;

	for (; doors->door != NULL; doors++)
		for (size_t i = 0; doors->tables[i] != NULL; i++)
			for (const struct route *r = doors->tables[i];
			     r->method != 0; r++) {
				if (meter->routes != NULL)
					meter->routes[count] =
					    (struct metered){ r,
						    doors->door->name };
				count++;
			}
	meter->count = count;
}

static void routes_sort(struct meter *meter)
{
	size_t kept = 1;

	meter->routes[0] = (struct metered){ NULL, "" };
	qsort(meter->routes, meter->count, sizeof *meter->routes, by_address);
	for (size_t i = 1; i < meter->count; i++)
		if (meter->routes[i].route != meter->routes[kept - 1].route)
			meter->routes[kept++] = meter->routes[i];
	meter->count = kept;
}

struct meter *meter_new(const struct door_routes *doors)
{
	struct meter *meter = calloc(1, sizeof *meter);

	if (meter == NULL)
		return NULL;
	routes_find(meter, doors);
	meter->routes = calloc(meter->count, sizeof *meter->routes);
	if (meter->routes == NULL ||
	    pthread_key_create(&meter->mine, NULL) != 0) {
		free(meter->routes);
		free(meter);
		return NULL;
	}
	routes_find(meter, doors);
	routes_sort(meter);
	pthread_mutex_init(&meter->lock, NULL);
	return meter;
}

void meter_free(struct meter *meter)
{
	struct block *next;

	if (meter == NULL)
		return;
	for (struct block *block = meter->blocks; block != NULL; block = next) {
		next = block->next;
		free(block);
	}
	pthread_key_delete(meter->mine);
	pthread_mutex_destroy(&meter->lock);
	free(meter->routes);
	free(meter);
}

/* The calling thread's, made the first time; NULL without memory. */
static struct block *block_mine(struct meter *meter)
{
	struct block *block = pthread_getspecific(meter->mine);

	if (block != NULL)
		return block;
	block = calloc(1, sizeof *block + meter->count * sizeof(struct cell));
	if (block == NULL)
		return NULL;
	if (pthread_setspecific(meter->mine, block) != 0) {
		free(block);
		return NULL;
	}
	pthread_mutex_lock(&meter->lock);
	block->next = meter->blocks;
	meter->blocks = block;
	pthread_mutex_unlock(&meter->lock);
	return block;
}

/* One thread writes, so that no locked instruction is needed. */
static void add(_Atomic uint64_t *counter, uint64_t more)
{
	atomic_store_explicit(counter,
	    atomic_load_explicit(counter, memory_order_relaxed) + more,
	    memory_order_relaxed);
}

static size_t status_class(int status)
{
	if (status == 429)
		return 3;
	if (status >= 500)
		return 4;
	return status >= 400 ? 2 : status >= 300 ? 1 : 0;
}

void meter_request(
    struct meter *meter, const struct route *route, int status, int64_t us)
{
	const struct metered wanted = { route, NULL };
	const struct metered *found;
	struct block *block;
	struct cell *cell;

	if (meter == NULL || (block = block_mine(meter)) == NULL)
		return;
	found = bsearch(
	    &wanted, meter->routes, meter->count, sizeof wanted, by_address);
	cell = &block->cells[found == NULL ? 0 : found - meter->routes];
	add(&cell->statuses[status_class(status)], 1);
	add(&cell->times[metric_time_class(us)], 1);
	add(&cell->sum_us, us > 0 ? (uint64_t)us : 0);
}

void meter_refused(struct meter *meter)
{
	struct block *block = meter == NULL ? NULL : block_mine(meter);

	if (block != NULL)
		add(&block->refused, 1);
}

/* ---- reading ---- */

struct total {
	uint64_t statuses[STATUSES];
	struct metric_times times;
};

static uint64_t get(_Atomic uint64_t *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

static void total_add(struct total *total, struct cell *cell)
{
	for (size_t i = 0; i < STATUSES; i++)
		total->statuses[i] += get(&cell->statuses[i]);
	for (size_t i = 0; i < METRIC_TIMES; i++)
		total->times.counts[i] += get(&cell->times[i]);
	total->times.sum_us += get(&cell->sum_us);
}

static const char *labels_of(struct text *out, const struct metered *metered)
{
	const struct route *route = metered->route;

	if (route == NULL)
		return "door=\"\",method=\"\",route=\"\"";
	return arena_printf(out->arena,
	    "door=\"%s\",method=\"%s\",route=\"%s\"", metered->door,
	    http_method_name(route->method), route->path);
}

static void counts_write(
    struct text *out, const struct metered *metered, const struct total *total)
{
	for (size_t i = 0; i < STATUSES; i++)
		if (total->statuses[i] > 0)
			metric_value(out, "kontor_http_requests_total",
			    arena_printf(out->arena, "%s,status=\"%s\"",
				labels_of(out, metered), status_names[i]),
			    (int64_t)total->statuses[i]);
}

static struct total *totals_take(
    struct meter *meter, struct arena *arena, uint64_t *ret_refused)
{
	struct total *totals = ARENA_ARRAY(arena, struct total, meter->count);

	*ret_refused = 0;
	pthread_mutex_lock(&meter->lock);
	for (struct block *b = meter->blocks; b != NULL; b = b->next) {
		*ret_refused += get(&b->refused);
		for (size_t i = 0; i < meter->count; i++)
			total_add(&totals[i], &b->cells[i]);
	}
	pthread_mutex_unlock(&meter->lock);
	return totals;
}

static bool was_called(const struct total *total)
{
	for (size_t i = 0; i < METRIC_TIMES; i++)
		if (total->times.counts[i] > 0)
			return true;
	return false;
}

void meter_write(struct meter *meter, struct text *out)
{
	static const char times[] = "kontor_http_request_duration_seconds";
	uint64_t refused;
	struct total *totals = totals_take(meter, out->arena, &refused);

	metric_head(out, "kontor_http_requests_total", "counter",
	    "Requests answered, by route and kind of status.");
	for (size_t i = 0; i < meter->count; i++)
		counts_write(out, &meter->routes[i], &totals[i]);
	metric_head(out, times, "histogram",
	    "From the head of a request to its answer, by route.");
	for (size_t i = 0; i < meter->count; i++)
		if (was_called(&totals[i]))
			metric_times_write(out, times,
			    labels_of(out, &meter->routes[i]),
			    &totals[i].times);
	metric_head(out, "kontor_http_refused_total", "counter",
	    "Requests whose framing could be read in two ways.");
	metric_value(out, "kontor_http_refused_total", "", (int64_t)refused);
}
