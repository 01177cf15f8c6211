/*
 * Writes figures in the text format of Prometheus. No floating point: seconds
 * are microseconds with a point.
 */
#include "base/metric.h"

#include <inttypes.h>
#include <stdio.h>

static const int64_t bounds_us[METRIC_TIMES - 1] = { 500, 1000, 2500, 5000,
	10000, 25000, 50000, 100000, 250000, 500000, 1000000, 2500000,
	10000000 };

size_t metric_time_class(int64_t us)
{
	size_t class = 0;

	while (class < METRIC_TIMES - 1 && us > bounds_us[class])
		class ++;
	return class;
}

size_t metric_size_class(int64_t size)
{
	size_t class = 0;

	while (class < METRIC_SIZES - 1 && size > INT64_C(1) << class)
		class ++;
	return class;
}

void metric_head(
    struct text *out, const char *name, const char *type, const char *help)
{
	text_addf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

void metric_value(
    struct text *out, const char *name, const char *labels, int64_t value)
{
	if (labels[0] == '\0')
		text_addf(out, "%s %" PRId64 "\n", name, value);
	else
		text_addf(out, "%s{%s} %" PRId64 "\n", name, labels, value);
}

static void seconds_add(struct text *out, int64_t us)
{
	text_addf(out, "%" PRId64 ".%06d", us / 1000000, (int)(us % 1000000));
}

void metric_seconds(
    struct text *out, const char *name, const char *labels, int64_t us)
{
	if (labels[0] == '\0')
		text_addf(out, "%s ", name);
	else
		text_addf(out, "%s{%s} ", name, labels);
	seconds_add(out, us);
	text_add_char(out, '\n');
}

/* name_bucket{labels,le=" */
static void bucket_begin(struct text *out, const char *name, const char *labels)
{
	text_addf(out, "%s_bucket{%s%sle=\"", name, labels,
	    labels[0] == '\0' ? "" : ",");
}

/* The last class, and how many there are in all: they must agree. */
static void bucket_end(
    struct text *out, const char *name, const char *labels, uint64_t count)
{
	bucket_begin(out, name, labels);
	text_addf(out, "+Inf\"} %" PRIu64 "\n", count);
	if (labels[0] == '\0')
		text_addf(out, "%s_count %" PRIu64 "\n", name, count);
	else
		text_addf(
		    out, "%s_count{%s} %" PRIu64 "\n", name, labels, count);
}

void metric_times_write(struct text *out, const char *name, const char *labels,
    const struct metric_times *times)
{
	uint64_t count = 0;
	char sum[128];

	for (size_t i = 0; i < METRIC_TIMES - 1; i++) {
		count += times->counts[i];
		bucket_begin(out, name, labels);
		seconds_add(out, bounds_us[i]);
		text_addf(out, "\"} %" PRIu64 "\n", count);
	}
	bucket_end(out, name, labels, count + times->counts[METRIC_TIMES - 1]);
	snprintf(sum, sizeof(sum), "%s_sum", name);
	metric_seconds(out, sum, labels, (int64_t)times->sum_us);
}

void metric_sizes_write(struct text *out, const char *name, const char *labels,
    const struct metric_sizes *sizes)
{
	uint64_t count = 0;
	char sum[128];

	for (size_t i = 0; i < METRIC_SIZES - 1; i++) {
		count += sizes->counts[i];
		bucket_begin(out, name, labels);
		text_addf(out, "%d\"} %" PRIu64 "\n", 1 << i, count);
	}
	bucket_end(out, name, labels, count + sizes->counts[METRIC_SIZES - 1]);
	snprintf(sum, sizeof(sum), "%s_sum", name);
	metric_value(out, sum, labels, (int64_t)sizes->sum);
}
