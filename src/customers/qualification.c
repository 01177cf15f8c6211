/*
 * The kinds of qualifications and how long looking at one takes.
 */
#include "customers/qualification.h"

#include "base/day.h"
#include "base/text.h"

static const struct qualification_kind kinds[] = {
	{ "Education", "education", NULL, false },
	{ "GovernmentCommunityCloud", "government", "US", true },
	{ "StateOwnedEntity", "government", "CN", false },
	{ "Nonprofit", "nonprofit", NULL, false },
	{ 0 },
};

const struct qualification_kind *qualification_kinds(void)
{
	return kinds;
}

const struct qualification_kind *qualification_kind_find(const char *name)
{
	for (const struct qualification_kind *k = kinds; k->name; k++)
		if (name != NULL && text_same_loose(k->name, name))
			return k;
	return NULL;
}

/* 1970-01-01 was a Thursday: 0 is Monday. */
static int64_t weekday(int64_t instant)
{
	return (day_of(instant) % 7 + 10) % 7;
}

int64_t qualification_due(int64_t now, bool at_once)
{
	const int64_t day = 86400;
	int64_t due = now + day;

	if (at_once)
		return now;
	while (weekday(due) > 4)
		due += day;
	return due;
}
