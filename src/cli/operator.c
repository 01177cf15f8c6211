/*
 * Makes operators and gives them new passwords: the way into a fresh
 * installation. The password is printed once and stored as a hash only.
 */
#include "cli/operator.h"

#include <string.h>
#include <sysexits.h>

#include "accounts/operator.h"
#include "accounts/password.h"
#include "base/text.h"
#include "cli/desk.h"
#include "cli/verb.h"
#include "db/slice.h"
#include "i18n/i18n.h"

#define ADD "operator add"
#define PASSWORD "operator password"

bool operator_verb_is(const char *verb)
{
	return strcmp(verb, ADD) == 0 || strcmp(verb, PASSWORD) == 0;
}

struct wanted {
	bool anew; /* a new password of one who is there */
	const char *email, *name, *hash;
};

static struct error write_wanted(struct ctx *cx, void *what)
{
	const struct wanted *wanted = what;

	if (wanted->anew)
		return operator_set_password(cx, wanted->email, wanted->hash);
	return operator_create(cx, wanted->email, wanted->name, wanted->hash);
}

int operator_verb_run(struct import *import, struct writer *writer,
    const char *verb, const char *what)
{
	struct ctx *cx = import->cx;
	const char *space = strchr(what, ' ');
	const char *password = password_random(cx);
	struct wanted wanted = { .anew = strcmp(verb, PASSWORD) == 0,
		.email =
		    space ? arena_dup_n(cx->arena, what, (size_t)(space - what))
			  : what,
		.name = space ? space + 1 : NULL };
	struct error e = password_hash(cx, password, &wanted.hash);

	if (e.code == 0)
		e = slice_in_writer(writer, cx, write_wanted, &wanted);
	if (e.code) {
		import->say(import, true,
		    arena_printf(
			cx->arena, "kontor: %s", error_message(cx, e)));
		return verb_status(e);
	}
	import_say(import, "%s signs in at /operator with the password %s",
	    wanted.email, password);
	return EX_OK;
}

int cli_operator_add(struct ctx *cx, int argc, char **operands)
{
	return desk_verb(cx, ADD,
	    argc == 1
		? operands[0]
		: arena_printf(cx->arena, "%s %s", operands[0], operands[1]),
	    operator_verb_run);
}

int cli_operator_password(
    struct ctx *cx, int argc __attribute__((unused)), char **operands)
{
	return desk_verb(cx, PASSWORD, operands[0], operator_verb_run);
}
