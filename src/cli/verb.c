/*
 * The table of verbs, finding one, help, and how failures become statuses.
 * Leaves what a verb does to the file of that verb.
 */
#include "cli/verb.h"

#include "cli/serve.h"

#include <errno.h>
#include <string.h>
#include <sysexits.h>

#include "base/settings.h"
#include "cli/backup.h"
#include "cli/copy.h"
#include "cli/import.h"
#include "cli/invoice.h"
#include "cli/routes.h"
#include "cli/keys.h"
#include "cli/operator.h"
#include "cli/user.h"
#include "i18n/i18n.h"

static const struct verb table[] = {
	{ "serve", "", 0, 0, "serve the programme until SIGTERM", cli_serve },
	{ "import catalogue", "FILE.json [--preview]", 1, 2,
	    "take products, SKUs and availabilities from a file; with "
	    "--preview only say what would change",
	    cli_import_catalogue },
	{ "import prices", "FILE.csv [--preview]", 1, 2,
	    "take a price sheet; with --preview only say what would change",
	    cli_import_prices },
	{ "import keys", "FILE.csv", 1, 1, "add product keys to the pools",
	    cli_import_keys },
	{ "import files", "FILE.csv", 1, 1,
	    "register downloadable files by a list", cli_import_files },
	{ "routes", "[--json | all]", 0, 1,
	    "show the table of the REST API, or every route of every door",
	    cli_routes },
	{ "keys rotate", "[now]", 0, 1,
	    "make a new key of tokens; it signs in five minutes, or now",
	    cli_keys_rotate },
	{ "operator add", "EMAIL [NAME]", 1, 2,
	    "make an operator; the password is printed once",
	    cli_operator_add },
	{ "operator disable", "EMAIL", 1, 1,
	    "let an operator sign in no longer; all sessions end",
	    cli_operator_disable },
	{ "operator enable", "EMAIL", 1, 1,
	    "let a disabled operator sign in again", cli_operator_enable },
	{ "operator password", "EMAIL", 1, 1,
	    "give an operator a new password, printed once",
	    cli_operator_password },
	{ "user reset-second-factor", "EMAIL", 1, 1,
	    "somebody lost app and recovery codes: the password alone signs "
	    "in again, and all sessions end",
	    cli_user_reset_second_factor },
	{ "invoice run", "MONTH [now]", 1, 2,
	    "issue the invoices of a month like 2021-06 for all partners; "
	    "with now also where it is not over",
	    cli_invoice_run },
	{ "invoice verify", "[NUMBER]", 0, 1,
	    "compare one or all issued invoices with their lines",
	    cli_invoice_verify },
	{ "invoice paid", "NUMBER [DAY]", 1, 2,
	    "an invoice was paid, today or on a day like 2021-08-30",
	    cli_invoice_paid },
	{ "backup", "FOLDER", 1, 1,
	    "copy database, keys and files of a running or stopped service "
	    "into a new folder",
	    cli_backup },
	{ "restore", "FOLDER", 1, 1,
	    "make the data folder from a backup, which is proved first; it "
	    "must be empty",
	    cli_restore },
	{ "verify", "[FOLDER]", 0, 1,
	    "prove a backup, or the data folder: the database, what is "
	    "sealed, files, sums of invoices",
	    cli_verify },
	{ "copy", "--to sqlite | --to postgresql://...", 2, 2,
	    "move the database to the other engine: from the data folder into "
	    "an empty PostgreSQL database, or from --database into the data "
	    "folder; all or nothing, every row compared",
	    cli_copy },
	{ "help", "[VERB]", 0, 2, "show verbs and settings, or one verb",
	    cli_help },
	{ "version", "", 0, 0, "show the version", cli_version },
	{ 0 },
};

const struct verb *verbs(void)
{
	return table;
}

/* How many words of argv[1..] spell the name; 0 when they do not. */
static int words_of_name(const char *name, int argc, char **argv)
{
	const char *space = strchr(name, ' ');
	size_t first = space ? (size_t)(space - name) : strlen(name);

	if (argc < 2 || strlen(argv[1]) != first ||
	    strncmp(name, argv[1], first) != 0)
		return 0;
	if (!space)
		return 1;
	return argc > 2 && strcmp(space + 1, argv[2]) == 0 ? 2 : 0;
}

const struct verb *verb_find(int argc, char **argv, int *ret_words)
{
	const struct verb *best = NULL;
	int best_words = 0;

	for (const struct verb *verb = table; verb->name; verb++) {
		int words = words_of_name(verb->name, argc, argv);

		if (words > best_words) {
			best = verb;
			best_words = words;
		}
	}
	if (best)
		*ret_words = best_words;
	return best;
}

static void verb_usage(FILE *out, const struct verb *verb)
{
	fprintf(out, "usage: kontor %s%s%s [settings]\n", verb->name,
	    verb->usage[0] ? " " : "", verb->usage);
}

int verb_run(struct ctx *cx, const struct verb *verb, int argc, char **operands)
{
	if (argc < verb->operands_min || argc > verb->operands_max) {
		verb_usage(stderr, verb);
		return EX_USAGE;
	}
	return verb->run(cx, argc, operands);
}

void verbs_help(FILE *out)
{
	fputs("usage: kontor VERB [operands] [settings]\n\nverbs:\n", out);
	for (const struct verb *verb = table; verb->name; verb++) {
		char head[64];

		snprintf(head, sizeof(head), "%s %s", verb->name, verb->usage);
		fprintf(out, "  %-27s %s\n", head, verb->help);
	}
	fputs("\nsettings: as flags, as KONTOR_NAME in the environment, or as "
	      "name = value in\nthe file that config names; flags win over the "
	      "environment, that over the file:\n",
	    out);
	settings_help(out);
	fputs("\nstatus: 0, or one of sysexits.h: 64 usage, 65 data, 66 no "
	      "input, 69 unavailable,\n70 software, 73 cannot create, 74 "
	      "input or output, 75 try later, 78 configuration\n",
	    out);
}

int cli_help(struct ctx *cx __attribute__((unused)), int argc, char **operands)
{
	const struct verb *verb;
	int words;

	if (argc == 0) {
		verbs_help(stdout);
		return EX_OK;
	}
	/* operands follow the word "help", which takes argv[0]'s place */
	verb = verb_find(argc + 1, operands - 1, &words);
	if (!verb || words != argc) {
		fprintf(stderr, "kontor: there is no verb %s\n", operands[0]);
		return EX_USAGE;
	}
	verb_usage(stdout, verb);
	printf("%s\n", verb->help);
	return EX_OK;
}

int cli_version(struct ctx *cx __attribute__((unused)),
    int argc __attribute__((unused)), char **operands __attribute__((unused)))
{
	puts("kontor " KONTOR_VERSION);
	return EX_OK;
}

int verb_status(struct error e)
{
	switch (e.code) {
	case ERR_NONE:
		return EX_OK;
	case ERR_USAGE:
		return EX_USAGE;
	case ERR_INTERNAL:
		return EX_SOFTWARE;
	case ERR_BUSY:
	case ERR_STOPPING:
	case ERR_CONFLICT:
		return EX_TEMPFAIL;
	default:
		return EX_DATAERR;
	}
}

int verb_failed(struct ctx *cx, struct error e)
{
	fprintf(stderr, "kontor: %s\n", error_message(cx, e));
	return verb_status(e);
}

int verb_failed_file(const char *path, int status)
{
	fprintf(stderr, "kontor: %s: %s\n", path, strerror(errno));
	return status;
}
