/*
 * Chooses where a verb runs. What it does is its own file's.
 */
#include "cli/desk.h"

#include <fcntl.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/day.h"
#include "base/settings.h"
#include "cli/import.h"
#include "cli/socket.h"
#include "cli/verb.h"
#include "i18n/i18n.h"

static void say_here(struct import *import, bool bad, const char *text)
{
	(void)import;
	fprintf(bad ? stderr : stdout, "%s\n", text);
}

/* Nobody serves this folder. */
static int run_alone(
    struct ctx *cx, const char *verb, const char *what, desk_fn *here)
{
	struct import import = { .cx = cx, .say = say_here };
	struct writer *writer;
	struct error e = import_desk_open(cx, &writer);

	if (e.code)
		return verb_failed(cx, e);
	return here(&import, writer, verb, what);
}

/* The socket hands over two descriptors; these verbs read none. */
static bool run_there(
    struct ctx *cx, const char *verb, const char *what, int *ret_status)
{
	int folder =
	    open(cx->settings->data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool served;

	if (folder < 0)
		return false;
	served = cli_socket_call(cx, verb, what, folder, folder, ret_status);
	close(folder);
	return served;
}

int desk_verb(struct ctx *cx, const char *verb, const char *what, desk_fn *here)
{
	int status = EX_SOFTWARE;

	if (cx->locale == NULL)
		cx->locale = locales()[0];
	cx->wall = cx->now = clock_wall();
	return run_there(cx, verb, what, &status)
		   ? status
		   : run_alone(cx, verb, what, here);
}
