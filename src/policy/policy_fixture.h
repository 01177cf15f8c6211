/*
 * Policies and instants for tests: the compiled-in data under any switches.
 */
#ifndef KONTOR_POLICY_POLICY_FIXTURE_H
#define KONTOR_POLICY_POLICY_FIXTURE_H

#include "base/day.h"
#include "check.h"
#include "policy/policy.h"

static inline struct policy *policy_with(struct policy_switches switches)
{
	struct policy *policy = NULL;

	CHECK_OK(policy_open(NULL, &switches, &policy));
	return policy;
}
#define POLICY(...) policy_with((struct policy_switches){ __VA_ARGS__ })

static inline int64_t at(const char *text)
{
	int64_t instant = 0;

	CHECK(instant_parse(text, &instant));
	return instant;
}

static inline int64_t on(const char *text)
{
	int64_t day = 0;

	CHECK(day_parse(text, &day));
	return day;
}

#define CHECK_DAY(want, got) CHECK_INT(on(want), (got))
#define CHECK_AT(want, got) CHECK_INT(at(want), (got))

#endif
