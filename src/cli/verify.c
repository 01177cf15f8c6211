/*
 * kontor verify: proves a backup, or the data folder of the settings.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/settings.h"
#include "cli/backup.h"
#include "cli/house.h"
#include "cli/postgres_tool.h"
#include "cli/verb.h"
#include "cli/verify.h"

static void wrong_say(struct proof *proof, const char *text)
{
	(void)proof;
	fprintf(stderr, "wrong: %s\n", text);
}

static struct proof proof_of(struct ctx *cx, const char *folder)
{
	return (struct proof){ .cx = cx, .folder = folder, .wrong = wrong_say };
}

/* ---- the parts of a backup ---- */

static void part_look(
    struct proof *proof, const char *folder, const struct part *want)
{
	struct part part;

	if (!part_measure(folder, want->path, &part))
		proof_wrong(proof, "%s: %s", want->path, strerror(errno));
	else if (part.size != want->size)
		proof_wrong(proof, "%s: has %" PRId64 " bytes, not %" PRId64,
		    want->path, part.size, want->size);
	else if (strcmp(part.sha256, want->sha256) != 0)
		proof_wrong(proof, "%s: has not its SHA-256", want->path);
}

static void strangers_look(
    struct proof *proof, const char *folder, const struct backup_index *index)
{
	struct parts found = { .arena = proof->cx->arena };

	if (!parts_walk(proof->cx->arena, folder, "", &found))
		proof_wrong(proof, "%s: %s", folder, strerror(errno));
	for (size_t i = 0; i < found.count; i++) {
		const char *path = found.items[i].path;

		if (strcmp(path, "index.json") != 0 &&
		    strcmp(path, "index.sha256") != 0 &&
		    parts_find(&index->parts, path) == NULL)
			proof_wrong(proof, "%s: is not in the index", path);
	}
}

/* ---- what is in them ---- */

static struct error secrets_find(
    struct proof *proof, struct secrets **ret_secrets)
{
	struct ctx *cx = proof->cx;
	const char *path =
	    arena_printf(cx->arena, "%s/keys/master.key", proof->folder);
	struct part part;
	struct secrets *secrets = NULL;

	/* opening one that is not there would make it */
	if (part_measure(proof->folder, "keys/master.key", &part))
		secrets = secrets_open(path);
	if (secrets == NULL) {
		proof_wrong(proof, "keys/master.key: cannot be used");
		return fail(ERR_INTERNAL, NULL);
	}
	*ret_secrets = secrets;
	cx->secrets = secrets;
	return OK;
}

static struct error inside_look(
    struct proof *proof, const char *database, struct proof_counts *ret_counts)
{
	struct ctx *cx = proof->cx;
	struct policy *policy = NULL;
	struct secrets *secrets = NULL;
	struct error e = secrets_find(proof, &secrets);

	if (e.code == 0)
		e = house_policy_open(cx, &policy);
	cx->policy = policy;
	if (e.code == 0)
		e = proof_database(proof, database, ret_counts);
	cx->policy = NULL;
	policy_close(policy);
	cx->secrets = NULL;
	secrets_close(secrets);
	if (e.code)
		proof_wrong(proof, "%s: cannot be read to the end",
		    strstr(database, "://") == NULL ? database
						    : "the database");
	return e;
}

static void counts_compare(struct proof *proof, const struct proof_counts *want,
    const struct proof_counts *got)
{
	for (size_t i = 0; i < want->count; i++) {
		const struct proof_count *one = &want->items[i];
		int64_t count = -1;

		for (size_t j = 0; j < got->count; j++)
			if (strcmp(got->items[j].name, one->name) == 0)
				count = got->items[j].count;
		if (count != one->count)
			proof_wrong(proof,
			    "%s: %" PRId64 " are there, not %" PRId64,
			    one->name, count, one->count);
	}
}

static void database_look(
    struct proof *proof, const char *folder, const struct backup_index *index)
{
	struct arena *arena = proof->cx->arena;
	const char *path =
	    arena_printf(arena, "%s/%s", folder, index->database);
	struct proof_counts counts = { 0 };

	if (strcmp(index->database, BACKUP_POSTGRES) == 0) {
		if (!postgres_dump_reads(arena, path))
			proof_wrong(proof,
			    BACKUP_POSTGRES ": cannot be read to its end");
	} else if (inside_look(proof, path, &counts).code == 0) {
		counts_compare(proof, &index->counts, &counts);
	}
}

static bool looked_say(const struct proof *proof, const char *what)
{
	if (proof->wrong_count > 0) {
		fprintf(stderr, "%s: %" PRId64 " things are wrong\n", what,
		    proof->wrong_count);
		return false;
	}
	printf("%s: nothing is wrong\n", what);
	return true;
}

static void looked_count(const struct proof *proof)
{
	printf("%" PRId64 " sealed secrets open, %" PRId64 " files and %" PRId64
	       " attachments have their SHA-256, %" PRId64
	       " invoices match their lines, %" PRId64
	       " acts are as they were written\n",
	    proof->sealed, proof->files, proof->attachments, proof->invoices,
	    proof->acts);
}

bool backup_verify(
    struct ctx *cx, const char *folder, struct backup_index *ret_index)
{
	struct proof proof = proof_of(cx, folder);
	const char *problem = backup_index_read(cx->arena, folder, ret_index);

	if (problem != NULL) {
		proof_wrong(&proof, "%s", problem);
		return looked_say(&proof, folder);
	}
	for (size_t i = 0; i < ret_index->parts.count; i++)
		part_look(&proof, folder, &ret_index->parts.items[i]);
	strangers_look(&proof, folder, ret_index);
	/* what is damaged is not opened */
	if (proof.wrong_count == 0)
		database_look(&proof, folder, ret_index);
	if (proof.wrong_count == 0 &&
	    strcmp(ret_index->database, BACKUP_SQLITE) == 0)
		looked_count(&proof);
	return looked_say(&proof, folder);
}

/* ---- the verb ---- */

bool data_verify(struct ctx *cx, const char *database)
{
	struct proof proof = proof_of(cx, cx->settings->data_dir);

	(void)inside_look(&proof, database, NULL);
	if (proof.wrong_count == 0)
		looked_count(&proof);
	return looked_say(&proof, cx->settings->data_dir);
}

int cli_verify(struct ctx *cx, int argc, char **operands)
{
	struct backup_index index;
	bool fine = argc == 0 ? data_verify(cx, house_database(cx))
			      : backup_verify(cx, operands[0], &index);

	return fine ? EX_OK : EX_DATAERR;
}
