/*
 * The registry of failures and how one is made. What people read of it is
 * looked up in i18n.
 */
#include "base/error.h"

#include <stddef.h>

#include "base/arena.h"

static const struct error_info infos[ERR_COUNT] = {
	[ERR_NONE] = { "NONE", 200, 200, 0, "" },
#define X(name, page, rest, code, message)                                     \
	[ERR_##name] = { #name, page, rest, code, message },
#include "base/error.def"
#undef X
};

const struct error_info *error_info(int code)
{
	if (code < 0 || code >= ERR_COUNT)
		return &infos[ERR_INTERNAL];
	return &infos[code];
}

struct error fail(enum error_code code, const char *field)
{
	return (struct error){ (int)code, field, NULL };
}

struct error fail_with(struct arena *arena, enum error_code code,
    const char *field, const struct hole *holes)
{
	size_t count = 0;
	struct hole *copy;

	while (holes[count].name != NULL)
		count++;
	copy = ARENA_ARRAY(arena, struct hole, count + 1);
	for (size_t i = 0; i < count; i++) {
		copy[i].name = arena_dup(arena, holes[i].name);
		copy[i].value = arena_dup(arena, holes[i].value);
	}
	return (struct error){ (int)code, field, copy };
}
