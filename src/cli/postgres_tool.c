/*
 * Runs the tools of PostgreSQL. A password goes into their environment: their
 * words can be seen by everybody on the machine.
 */
#include "cli/postgres_tool.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <libpq-fe.h>

#include "base/text.h"

/* key='value' with quotes and backslashes escaped. */
static void option_add(struct text *text, const char *key, const char *value)
{
	text_addf(text, "%s='", key);
	for (; *value != '\0'; value++) {
		if (*value == '\'' || *value == '\\')
			text_add_char(text, '\\');
		text_add_char(text, *value);
	}
	text_add(text, "' ");
}

/* The address without its password. */
static const char *address_plain(
    struct arena *arena, const char *database, const char **ret_password)
{
	PQconninfoOption *options = PQconninfoParse(database, NULL);
	struct text text;

	text_init(&text, arena);
	*ret_password = NULL;
	for (PQconninfoOption *o = options; o != NULL && o->keyword != NULL;
	     o++) {
		if (o->val == NULL)
			continue;
		if (strcmp(o->keyword, "password") == 0)
			*ret_password = arena_dup(arena, o->val);
		else
			option_add(&text, o->keyword, o->val);
	}
	PQconninfoFree(options);
	return text.length == 0 ? "" : text.bytes;
}

static char **environment_with(struct arena *arena, const char *password)
{
	size_t count = 0, kept = 0;
	char **list;

	while (environ[count] != NULL)
		count++;
	list = ARENA_ARRAY(arena, char *, count + 2);
	for (size_t i = 0; i < count; i++)
		if (password == NULL || !text_starts(environ[i], "PGPASSWORD="))
			list[kept++] = environ[i];
	if (password != NULL)
		list[kept] = arena_printf(arena, "PGPASSWORD=%s", password);
	return list;
}

static bool tool_run(
    struct arena *arena, const char *const *words, const char *password)
{
	posix_spawn_file_actions_t actions;
	int status, failed;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	/* what they print on the way is of no interest */
	posix_spawn_file_actions_addopen(
	    &actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	failed = posix_spawnp(&pid, words[0], &actions, NULL,
	    (char *const *)(uintptr_t)words, environment_with(arena, password));
	posix_spawn_file_actions_destroy(&actions);
	if (failed != 0) {
		fprintf(stderr,
		    "kontor: %s: %s; it is in the package "
		    "postgresql-client\n",
		    words[0], strerror(failed));
		return false;
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool postgres_dump(struct arena *arena, const char *database,
    const char *snapshot, const char *path)
{
	const char *password;
	const char *const words[] = { "pg_dump", "--format=custom",
		"--no-owner", "--no-privileges", "--no-password",
		arena_printf(arena, "--snapshot=%s", snapshot),
		arena_printf(arena, "--file=%s", path),
		arena_printf(arena, "--dbname=%s",
		    address_plain(arena, database, &password)),
		NULL };

	return tool_run(arena, words, password);
}

bool postgres_restore(
    struct arena *arena, const char *database, const char *path)
{
	const char *password;
	const char *const words[] = { "pg_restore", "--exit-on-error",
		"--single-transaction", "--no-owner", "--no-privileges",
		"--no-password",
		arena_printf(arena, "--dbname=%s",
		    address_plain(arena, database, &password)),
		path, NULL };

	return tool_run(arena, words, password);
}

bool postgres_dump_reads(struct arena *arena, const char *path)
{
	/* as a script to nowhere: all of it is unpacked */
	const char *const words[] = { "pg_restore", "--file=/dev/null", path,
		NULL };

	return tool_run(arena, words, NULL);
}
