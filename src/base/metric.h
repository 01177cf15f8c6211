/*
 * Figures as Prometheus reads them (text format 0.0.4). What is measured, and
 * where the figures come from, is the callers'.
 */
#ifndef KONTOR_BASE_METRIC_H
#define KONTOR_BASE_METRIC_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* How long something took, in classes. */
#define METRIC_TIMES 14 /* the last has no upper end */
struct metric_times {
	uint64_t counts[METRIC_TIMES];
	uint64_t sum_us;
};
/* The class of a time. */
size_t metric_time_class(int64_t us);

/* How many, in powers of two up to 512. */
#define METRIC_SIZES 11 /* the last has no upper end */
struct metric_sizes {
	uint64_t counts[METRIC_SIZES];
	uint64_t sum;
};
size_t metric_size_class(int64_t size);

/* Before the samples of a name: once. type: "counter", "gauge", "histogram". */
void metric_head(
    struct text *out, const char *name, const char *type, const char *help);
/* labels: a="b",c="d" or "". */
void metric_value(
    struct text *out, const char *name, const char *labels, int64_t value);
/* Microseconds, shown as seconds. */
void metric_seconds(
    struct text *out, const char *name, const char *labels, int64_t us);
void metric_times_write(struct text *out, const char *name, const char *labels,
    const struct metric_times *times);
void metric_sizes_write(struct text *out, const char *name, const char *labels,
    const struct metric_sizes *sizes);

#endif
