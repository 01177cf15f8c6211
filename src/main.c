/*
 * The life of the program: settings from their sources, then one verb. What a
 * verb does is in cli/.
 */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/day.h"
#include "base/log.h"
#include "base/settings.h"
#include "cli/verb.h"
#include "i18n/i18n.h"

/* -h, --help and --version, wherever they stand before "--". */
static const char *asked_for(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "--help") == 0 ||
		    strcmp(argv[i], "-h") == 0)
			return "help";
		if (strcmp(argv[i], "--version") == 0)
			return "version";
	}
	return NULL;
}

static int failed(struct ctx *cx, struct error e, int status)
{
	(void)verb_failed(cx, e);
	return status;
}

/*
 * Where the file is, flags and environment say; but they also win over the
 * file. So they are read twice: once to find it, once on top of it.
 */
static int read_settings(
    struct ctx *cx, int *argc, char **argv, struct settings *settings)
{
	int words = *argc;
	char **copy = ARENA_ARRAY(cx->arena, char *, words + 1);
	struct settings first;
	struct error e;

	memcpy(copy, argv, sizeof(*copy) * (size_t)words);
	settings_defaults(&first);
	if ((e = settings_read_env(cx->arena, environ, &first)).code)
		return failed(cx, e, EX_CONFIG);
	if ((e = settings_read_flags(cx->arena, &words, copy, &first)).code)
		return failed(cx, e, EX_USAGE);
	settings_defaults(settings);
	if ((e = settings_read_file(cx->arena, first.config, settings)).code ||
	    (e = settings_read_env(cx->arena, environ, settings)).code)
		return failed(cx, e, EX_CONFIG);
	if ((e = settings_read_flags(cx->arena, argc, argv, settings)).code)
		return failed(cx, e, EX_USAGE);
	if ((e = settings_check(cx->arena, settings)).code)
		return failed(cx, e, EX_CONFIG);
	settings_complete(cx->arena, settings);
	return EX_OK;
}

/* An option of a verb, not a setting: the verb takes it as a word. */
static void options_as_words(int argc, char **argv)
{
	static const char *const options[] = { "--preview", "--to" };

	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		for (size_t j = 0; j < COUNT(options); j++)
			if (strcmp(argv[i], options[j]) == 0)
				argv[i] += strlen("--");
}

static int run(struct ctx *cx, int argc, char **argv)
{
	const char *asked = asked_for(argc, argv);
	const struct verb *verb;
	struct settings settings;
	int words;
	int status;

	if (asked && strcmp(asked, "version") == 0)
		return cli_version(cx, 0, NULL);
	if (asked)
		return cli_help(cx, 0, NULL);
	options_as_words(argc, argv);
	if ((status = read_settings(cx, &argc, argv, &settings)) != EX_OK)
		return status;
	log_set_level((enum log_level)log_level_from(settings.log_level));
	if (argc < 2) {
		verbs_help(stderr);
		return EX_USAGE;
	}
	verb = verb_find(argc, argv, &words);
	if (!verb) {
		fprintf(stderr,
		    "kontor: there is no verb %s; kontor help shows "
		    "them\n",
		    argv[1]);
		return EX_USAGE;
	}
	cx->settings = &settings;
	cx->wall = clock_wall();
	cx->now = cx->wall;
	return verb_run(cx, verb, argc - 1 - words, argv + 1 + words);
}

int main(int argc, char **argv)
{
	struct arena arena;
	/* operators read English: the command line has no other language */
	struct ctx cx = { .arena = &arena, .locale = locales()[0] };
	int status;

	arena_init(&arena);
	status = run(&cx, argc, argv);
	if (fflush(stdout) != 0 && status == EX_OK)
		status = EX_IOERR;
	arena_done(&arena);
	return status;
}
