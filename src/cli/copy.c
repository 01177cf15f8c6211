/*
 * kontor copy: the rows go to the other engine; keys and files stay in the
 * data folder, which both use. What is copied and compared is db/copy.h's.
 */
#include "cli/copy.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/log.h"
#include "base/settings.h"
#include "base/text.h"
#include "cli/verb.h"
#include "cli/verify.h"
#include "db/copy.h"

static bool is_postgres(const char *where)
{
	return text_starts(where, "postgresql://") ||
	       text_starts(where, "postgres://");
}

static int usage(const char *why)
{
	fprintf(stderr, "kontor: %s\n", why);
	return EX_USAGE;
}

/* EX_OK, or what does not fit was said. */
static int ends_choose(struct ctx *cx, const char *to, struct copy *copy)
{
	const char *database = cx->settings->database;

	copy->to_postgres = is_postgres(to);
	if (!copy->to_postgres && strcmp(to, "sqlite") != 0)
		return usage("--to takes sqlite or postgresql://...");
	if (copy->to_postgres && database[0] != '\0')
		return usage("the setting database names a source in "
			     "PostgreSQL: leave it away to copy from SQLite");
	if (!copy->to_postgres && database[0] == '\0')
		return usage("name the source in PostgreSQL with --database");
	copy->postgres = copy->to_postgres ? to : database;
	copy->sqlite =
	    arena_printf(cx->arena, "%s/kontor.db", cx->settings->data_dir);
	return EX_OK;
}

/* The rows are of no use without the keys that seal some of them. */
static int folder_check(struct ctx *cx, const struct copy *copy)
{
	const char *key = arena_printf(
	    cx->arena, "%s/keys/master.key", cx->settings->data_dir);

	if (access(key, R_OK) != 0)
		return verb_failed_file(key, EX_NOINPUT);
	if (copy->to_postgres && access(copy->sqlite, R_OK) != 0)
		return verb_failed_file(copy->sqlite, EX_NOINPUT);
	return EX_OK;
}

static void table_say(
    struct copy *copy, const char *table, const struct copy_sum *sum)
{
	(void)copy;
	printf("%-24s %10" PRId64 "  %s\n", table, sum->rows, sum->sha256);
}

static int failed(const struct copy *copy)
{
	static const int statuses[] = {
		[COPY_NO_SOURCE] = EX_NOINPUT,
		[COPY_NOT_EMPTY] = EX_CANTCREAT,
		[COPY_IN_USE] = EX_TEMPFAIL,
		[COPY_UNFIT] = EX_DATAERR,
		[COPY_DIFFERENT] = EX_SOFTWARE,
		[COPY_FAILED] = EX_IOERR,
	};

	fflush(stdout);
	fprintf(
	    stderr, "kontor: %s\nkontor: nothing was copied\n", copy->problem);
	return statuses[copy->outcome];
}

static void end_say(struct ctx *cx, const struct copy *copy)
{
	printf("%" PRId64 " tables, %" PRId64
	       " rows, %zu migrations: the same on both sides\n",
	    copy->tables, copy->rows, copy->migrations);
	if (copy->to_postgres)
		printf(
		    "serve with the same --data-dir, which has keys and "
		    "files, and this --database;\n%s is no longer used: move "
		    "it away\n",
		    copy->sqlite);
	else
		printf("serve with --data-dir %s, without --database\n",
		    cx->settings->data_dir);
}

int cli_copy(struct ctx *cx, int argc __attribute__((unused)), char **operands)
{
	struct copy copy = { .cx = cx, .said = table_say };
	int status;

	if (strcmp(operands[0], "to") != 0)
		return usage("copy takes --to");
	/* it says by itself what it does */
	if (log_get_level() > LOG_WARN)
		log_set_level(LOG_WARN);
	if ((status = ends_choose(cx, operands[1], &copy)) != EX_OK ||
	    (status = folder_check(cx, &copy)) != EX_OK)
		return status;
	if (!db_copy(&copy))
		return failed(&copy);
	end_say(cx, &copy);
	return data_verify(cx, copy.to_postgres ? copy.postgres : copy.sqlite)
		   ? EX_OK
		   : EX_DATAERR;
}
