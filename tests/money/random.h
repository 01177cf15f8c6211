/*
 * Random numbers that are the same for the same seed (splitmix64).
 */
#ifndef KONTOR_MONEY_RANDOM_H
#define KONTOR_MONEY_RANDOM_H

#include <stdint.h>

struct random {
	uint64_t state;
};

/* 0 .. below - 1; below > 0 */
static inline int64_t random_below(struct random *random, int64_t below)
{
	uint64_t z = random->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (int64_t)((z ^ (z >> 31)) % (uint64_t)below);
}

/* Neighbouring seeds share nothing. */
static inline void random_seed(struct random *random, uint64_t seed)
{
	random->state = seed;
	random->state = (uint64_t)random_below(random, INT64_MAX);
}

#endif
