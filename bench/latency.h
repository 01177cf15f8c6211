/*
 * How many answers took how long: 64 steps an octave, so that a value read
 * back is at most 1/64 too high, from a microsecond to an hour in 2 k counters.
 */
#ifndef KONTOR_BENCH_LATENCY_H
#define KONTOR_BENCH_LATENCY_H

#include <stdint.h>

#define LATENCY_STEPS 2048

struct latency {
	int64_t counts[LATENCY_STEPS];
	int64_t total;
	int64_t max_us;
};

void latency_add(struct latency *latency, int64_t us);
/* The least value that per_mille of all do not exceed; 0 without any. */
int64_t latency_at(const struct latency *latency, int per_mille);

#endif
