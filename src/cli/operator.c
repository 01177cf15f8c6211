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
#define DISABLE "operator disable"
#define ENABLE "operator enable"

bool operator_verb_is(const char *verb)
{
	return strcmp(verb, ADD) == 0 || strcmp(verb, PASSWORD) == 0 ||
	       strcmp(verb, DISABLE) == 0 || strcmp(verb, ENABLE) == 0;
}

struct wanted {
	bool anew; /* a new password of one who is there */
	bool active;
	const char *email, *name, *hash;
};

static struct error write_wanted(struct ctx *cx, void *what)
{
	const struct wanted *wanted = what;

	if (wanted->anew)
		return operator_set_password(cx, wanted->email, wanted->hash);
	return operator_create(cx, wanted->email, wanted->name, wanted->hash);
}

/* Switching on and off: no password is drawn. */
static struct error write_active(struct ctx *cx, void *what)
{
	const struct wanted *wanted = what;

	return operator_set_active(cx, wanted->email, wanted->active);
}

static int failed(struct import *import, struct error e)
{
	import->say(import, true,
	    arena_printf(
		import->cx->arena, "kontor: %s", error_message(import->cx, e)));
	return verb_status(e);
}

static int active_run(struct import *import, struct writer *writer,
    const char *verb, const char *email)
{
	struct wanted wanted = { .email = email,
		.active = strcmp(verb, ENABLE) == 0 };
	struct error e =
	    slice_in_writer(writer, import->cx, write_active, &wanted);

	if (e.code)
		return failed(import, e);
	import_say(import, "%s %s", email,
	    wanted.active ? "signs in again"
			  : "signs in no longer; all sessions ended");
	return EX_OK;
}

int operator_verb_run(struct import *import, struct writer *writer,
    const char *verb, const char *what)
{
	struct ctx *cx = import->cx;
	const char *space = strchr(what, ' ');
	const char *password;
	struct wanted wanted = { .anew = strcmp(verb, PASSWORD) == 0,
		.email =
		    space ? arena_dup_n(cx->arena, what, (size_t)(space - what))
			  : what,
		.name = space ? space + 1 : NULL };
	struct error e;

	if (strcmp(verb, DISABLE) == 0 || strcmp(verb, ENABLE) == 0)
		return active_run(import, writer, verb, what);
	e = password_draw(cx, &password, &wanted.hash);
	if (e.code == 0)
		e = slice_in_writer(writer, cx, write_wanted, &wanted);
	if (e.code)
		return failed(import, e);
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

int cli_operator_disable(
    struct ctx *cx, int argc __attribute__((unused)), char **operands)
{
	return desk_verb(cx, DISABLE, operands[0], operator_verb_run);
}

int cli_operator_enable(
    struct ctx *cx, int argc __attribute__((unused)), char **operands)
{
	return desk_verb(cx, ENABLE, operands[0], operator_verb_run);
}
