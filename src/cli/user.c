/*
 * Helps who lost the phone and the recovery codes: the second factor is gone,
 * the password stays. Asking who it is comes before, by people.
 */
#include "cli/user.h"

#include <string.h>
#include <sysexits.h>

#include "accounts/second_factor.h"
#include "cli/desk.h"
#include "cli/verb.h"
#include "db/slice.h"
#include "i18n/i18n.h"

#define RESET "user reset-second-factor"

bool user_verb_is(const char *verb)
{
	return strcmp(verb, RESET) == 0;
}

/* An operator may have the address of a partner's user: then both. */
static struct error reset(struct ctx *cx, void *what)
{
	static const enum person_door doors[] = { DOOR_PEOPLE, DOOR_OPERATOR };
	const char *email = what;
	int found = 0;

	for (size_t i = 0; i < COUNT(doors); i++) {
		struct error e =
		    second_factor_reset(cx, doors[i], email, "command line");

		if (e.code != 0 && e.code != ERR_USER_UNKNOWN)
			return e;
		found += e.code == 0;
	}
	return found > 0 ? OK : fail(ERR_USER_UNKNOWN, NULL);
}

int user_verb_run(struct import *import, struct writer *writer,
    const char *verb __attribute__((unused)), const char *what)
{
	struct ctx *cx = import->cx;
	char *email = arena_dup(cx->arena, what);
	struct error e = slice_in_writer(writer, cx, reset, email);

	if (e.code) {
		import->say(import, true,
		    arena_printf(
			cx->arena, "kontor: %s", error_message(cx, e)));
		return verb_status(e);
	}
	import_say(import,
	    "%s signs in by password alone; all sessions are over", email);
	return EX_OK;
}

int cli_user_reset_second_factor(
    struct ctx *cx, int argc __attribute__((unused)), char **operands)
{
	return desk_verb(cx, RESET, operands[0], user_verb_run);
}
