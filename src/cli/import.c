/*
 * Opens what an import verb needs and turns its end into a status. What comes
 * in, catalog/ and fulfilment/ know; demo data goes the same way.
 */
#include "cli/import.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "base/crypto.h"
#include "base/settings.h"
#include "cli/house.h"
#include "cli/socket.h"
#include "cli/verb.h"
#include "db/alone.h"
#include "db/engine.h"
#include "db/slice.h"
#include "fulfilment/key_import.h"
#include "i18n/i18n.h"
#include "policy/policy.h"
#include "programme/adoption.h"
#include "programme/import_job.h"

/* All is checked and told, nothing changed. */
static struct error run_preview(struct import *import,
    struct error (*run)(struct import *import, FILE *in, const char *name),
    FILE *in, const char *name)
{
	struct error e;

	import->check_only = true;
	import->preview = ARENA_NEW(import->cx->arena, struct import_preview);
	e = run(import, in, name);
	if (e.code == 0)
		import_preview_say(import, name);
	return e;
}

static struct error run_plain(struct import *import, const char *verb, FILE *in,
    const char *name, int folder)
{
	if (strcmp(verb, "import catalogue") == 0)
		return catalogue_import(import, in, name);
	if (strcmp(verb, "import prices") == 0)
		return price_import(import, in, name);
	if (strcmp(verb, "preview catalogue") == 0)
		return run_preview(import, catalogue_import, in, name);
	if (strcmp(verb, "preview prices") == 0)
		return run_preview(import, price_import, in, name);
	if (strcmp(verb, "import keys") == 0)
		return key_import(import, in, name);
	if (strcmp(verb, "import files") == 0)
		return file_import(import, in, name, folder);
	return fail_with(import->cx->arena, ERR_USAGE, NULL,
	    HOLES({ "reason", "there is no such import" }));
}

static struct error in_writer(struct import *import,
    struct error (*work)(struct ctx *cx, void *what), void *what)
{
	return slice_in_writer(import->slicer, import->cx, work, what);
}

static bool digest(FILE *in, char ret_hex[SHA256_HEX], int64_t *ret_size)
{
	uint8_t bytes[SHA256_BYTES];
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	char piece[65536];
	bool fine = md && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1;
	size_t got;

	*ret_size = 0;
	rewind(in);
	while (fine && (got = fread(piece, 1, sizeof(piece), in)) > 0) {
		fine = EVP_DigestUpdate(md, piece, got) == 1;
		*ret_size += (int64_t)got;
	}
	fine = fine && EVP_DigestFinal_ex(md, bytes, NULL) == 1;
	EVP_MD_CTX_free(md);
	if (fine)
		hex_encode(bytes, sizeof(bytes), ret_hex);
	return fine;
}

static struct error job_record(struct ctx *cx, void *what)
{
	return import_job_record(cx, what);
}

/* The console's history holds what the command line took, too. */
static struct error history_add(
    struct import *import, const char *verb, FILE *in, const char *name)
{
	char sha256[SHA256_HEX];
	struct import_job job = { .name = name,
		.sha256 = sha256,
		.created_by_name = N_("Command line") };

	if (strcmp(verb, "import prices") == 0)
		job.kind = JOB_PRICES;
	else if (strcmp(verb, "import catalogue") == 0)
		job.kind = JOB_CATALOGUE;
	if (job.kind == 0 || !digest(in, sha256, &job.size))
		return OK;
	return import->slice(import, job_record, &job);
}

int import_verb_run(struct import *import, struct writer *writer,
    const char *verb, const char *name, int file, int folder)
{
	FILE *in = fdopen(file, "r");
	struct error e;

	if (in == NULL) {
		close(file);
		return EX_OSERR;
	}
	import->slice = in_writer;
	import->slicer = writer;
	e = run_plain(import, verb, in, name, folder);
	if (e.code == 0)
		e = history_add(import, verb, in, name);
	fclose(in);
	if (e.code)
		import->say(import, true,
		    arena_printf(import->cx->arena, "kontor: %s",
			error_message(import->cx, e)));
	return verb_status(e);
}

static void say_here(struct import *import, bool bad, const char *text)
{
	(void)import;
	fprintf(bad ? stderr : stdout, "%s\n", text);
}

/* What a verb opens when nobody serves; closed by close_all. */
struct desk {
	struct secrets *secrets;
	struct policy *policy;
	struct writer *writer;
};

static void close_all(void *what)
{
	struct desk *desk = what;

	writer_stop(desk->writer);
	policy_close(desk->policy);
	if (desk->secrets != NULL)
		secrets_close(desk->secrets);
}

static struct error database_open(struct ctx *cx, struct desk *desk)
{
	const char *where = house_database(cx);
	struct db *db, *alone;
	struct error e = db_alone(where, cx->settings, &alone);

	if (e.code)
		return e;
	if ((e = db_open(where, DB_WRITE, cx->settings, &db)).code == 0) {
		e = db_migrate(db);
		db_close(db);
	}
	db_close(alone);
	return e.code ? e : writer_start(where, cx->settings, &desk->writer);
}

static struct error editions_look(
    struct ctx *cx, void *what __attribute__((unused)))
{
	return adoptions_refresh(cx);
}

static struct error desk_open(struct ctx *cx, struct desk *desk)
{
	const char *dir = cx->settings->data_dir;
	const char *keys = arena_printf(cx->arena, "%s/keys", dir);
	struct error e;

	if ((mkdir(dir, 0700) != 0 && errno != EEXIST) ||
	    (mkdir(keys, 0700) != 0 && errno != EEXIST))
		return fail_with(cx->arena, ERR_USAGE, NULL,
		    HOLES({ "reason", arena_printf(cx->arena, "%s: %s", dir,
					  strerror(errno)) }));
	arena_defer(cx->arena, close_all, desk);
	desk->secrets =
	    secrets_open(arena_printf(cx->arena, "%s/master.key", keys));
	if (desk->secrets == NULL)
		return fail(ERR_INTERNAL, NULL);
	e = house_policy_open(cx, &desk->policy);
	cx->secrets = desk->secrets;
	cx->policy = desk->policy;
	if (e.code || (e = database_open(cx, desk)).code ||
	    (e = slice_in_writer(desk->writer, cx, editions_look, NULL)).code)
		return e;
	cx->policy = policy_newest(desk->policy);
	return OK;
}

struct error import_desk_open(struct ctx *cx, struct writer **ret_writer)
{
	struct desk *desk = ARENA_NEW(cx->arena, struct desk);
	struct error e = desk_open(cx, desk);

	if (e.code == 0)
		*ret_writer = desk->writer;
	return e;
}

/* -1 with the status said already. Must be a file that can be read twice. */
static int file_open(const char *path, int *ret_status)
{
	struct stat about;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	*ret_status = EX_NOINPUT;
	if (fd < 0 || fstat(fd, &about) != 0) {
		(void)verb_failed_file(path, EX_NOINPUT);
	} else if (!S_ISREG(about.st_mode)) {
		fprintf(stderr, "kontor: %s: not a regular file\n", path);
	} else {
		return fd;
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

static int run_here(
    struct ctx *cx, const char *verb, const char *name, int file, int folder)
{
	struct writer *writer;
	struct import import = { .cx = cx, .say = say_here };
	struct error e = import_desk_open(cx, &writer);

	if (e.code) {
		close(file);
		return verb_failed(cx, e);
	}
	return import_verb_run(&import, writer, verb, name, file, folder);
}

static int import_verb(struct ctx *cx, const char *verb, const char *path)
{
	char *copy = arena_dup(cx->arena, path);
	const char *name = basename(arena_dup(cx->arena, path));
	int status, file, folder;

	if ((file = file_open(path, &status)) < 0)
		return status;
	folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0) {
		close(file);
		return verb_failed_file(copy, EX_NOINPUT);
	}
	if (cx->locale == NULL)
		cx->locale = locales()[0];
	if (cli_socket_call(cx, verb, name, file, folder, &status))
		close(file);
	else
		status = run_here(cx, verb, name, file, folder);
	close(folder);
	return status;
}

/* "FILE", "FILE preview" or "preview FILE". */
static int import_or_preview(struct ctx *cx, const char *import,
    const char *preview, int argc, char **operands)
{
	int file = argc == 2 && strcmp(operands[0], "preview") == 0;

	if (argc == 1)
		return import_verb(cx, import, operands[0]);
	if (!file && strcmp(operands[1], "preview") != 0) {
		fprintf(stderr, "kontor: one file at a time; the other word "
				"can be preview\n");
		return EX_USAGE;
	}
	return import_verb(cx, preview, operands[file]);
}

int cli_import_catalogue(struct ctx *cx, int argc, char **operands)
{
	return import_or_preview(
	    cx, "import catalogue", "preview catalogue", argc, operands);
}

int cli_import_prices(struct ctx *cx, int argc, char **operands)
{
	return import_or_preview(
	    cx, "import prices", "preview prices", argc, operands);
}

int cli_import_keys(
    struct ctx *cx, int argc __attribute__((unused)), char **operands)
{
	return import_verb(cx, "import keys", operands[0]);
}

int cli_import_files(
    struct ctx *cx, int argc __attribute__((unused)), char **operands)
{
	return import_verb(cx, "import files", operands[0]);
}
