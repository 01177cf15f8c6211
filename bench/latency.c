/*
 * The histogram of latency.h. What is measured, and when it began, the caller
 * says.
 */
#include "latency.h"

#define SUB_BITS 6
#define SUB (1 << SUB_BITS)

/* Below 64 us every microsecond has a step, above it 64 share an octave. */
static int step_of(int64_t us)
{
	int octave;
	int step;

	if (us < SUB)
		return us < 0 ? 0 : (int)us;
	octave = 63 - __builtin_clzll((unsigned long long)us) - SUB_BITS;
	step = (octave + 1) * SUB + (int)(us >> octave) - SUB;
	return step < LATENCY_STEPS ? step : LATENCY_STEPS - 1;
}

/* The greatest value that falls into the step. */
static int64_t step_top(int step)
{
	int octave = step / SUB - 1;

	if (octave < 0)
		return step;
	return ((int64_t)(step % SUB + SUB + 1) << octave) - 1;
}

void latency_add(struct latency *latency, int64_t us)
{
	latency->counts[step_of(us)]++;
	latency->total++;
	if (us > latency->max_us)
		latency->max_us = us;
}

int64_t latency_at(const struct latency *latency, int per_mille)
{
	int64_t want = (latency->total * per_mille + 999) / 1000;
	int64_t seen = 0;

	if (latency->total == 0)
		return 0;
	for (int step = 0; step < LATENCY_STEPS; step++) {
		seen += latency->counts[step];
		if (seen < want)
			continue;
		return step_top(step) < latency->max_us ? step_top(step)
							: latency->max_us;
	}
	return latency->max_us;
}
