/*
 * Writes and reads the index of a backup.
 */
#include "cli/backup_index.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/disk.h"
#include "base/text.h"

#define INDEX "index.json"
#define SUM "index.sha256"

/* ---- writing ---- */

static json_t *counts_json(const struct proof_counts *counts)
{
	json_t *json = json_object();

	for (size_t i = 0; i < counts->count; i++)
		json_object_set_new(json, counts->items[i].name,
		    json_integer(counts->items[i].count));
	return json;
}

static json_t *parts_json(const struct parts *parts)
{
	json_t *json = json_array();

	for (size_t i = 0; i < parts->count; i++)
		json_array_append_new(json,
		    json_pack("{s:s, s:I, s:s}", "path", parts->items[i].path,
			"size", (json_int_t)parts->items[i].size, "sha256",
			parts->items[i].sha256));
	return json;
}

bool backup_index_write(
    struct arena *arena, const char *folder, const struct backup_index *index)
{
	json_t *json = json_pack("{s:i, s:s, s:s, s:s, s:I, s:o, s:o}",
	    "format", BACKUP_FORMAT, "kontor", index->version, "taken_at",
	    index->taken_at, "database", index->database, "migration",
	    (json_int_t)index->counts.migration, "counts",
	    counts_json(&index->counts), "parts", parts_json(&index->parts));
	char *text = json == NULL ? NULL : json_dumps(json, JSON_INDENT(1));
	char sum[SHA256_HEX];
	bool fine;

	json_decref(json);
	if (text == NULL) {
		errno = EILSEQ; /* a name that is no UTF-8 */
		return false;
	}
	sha256_hex(text, strlen(text), sum);
	fine = whole_write(arena_printf(arena, "%s/" INDEX, folder), text,
		   strlen(text)) &&
	       whole_write(arena_printf(arena, "%s/" SUM, folder),
		   arena_printf(arena, "%s  " INDEX "\n", sum),
		   SHA256_HEX - 1 + 2 + strlen(INDEX) + 1) &&
	       disk_sync_folder(folder);
	free(text);
	return fine;
}

/* ---- reading ---- */

/* As it stands beside the index: "SHA256  index.json\n". */
static bool sum_fits(struct arena *arena, const char *folder)
{
	FILE *file = fopen(arena_printf(arena, "%s/" SUM, folder), "re");
	char line[SHA256_HEX + sizeof(INDEX) + 4] = "";
	struct part part;
	bool fits;

	if (file == NULL)
		return false;
	fits = fgets(line, sizeof(line), file) != NULL && fgetc(file) == EOF;
	fclose(file);
	return fits && part_measure(folder, INDEX, &part) &&
	       strcmp(line,
		   arena_printf(arena, "%s  " INDEX "\n", part.sha256)) == 0;
}

static bool part_read(
    struct arena *arena, const json_t *json, struct part *ret_part)
{
	const char *path, *sum;
	json_int_t size;

	if (json_unpack((json_t *)(uintptr_t)json, "{s:s, s:I, s:s}", "path",
		&path, "size", &size, "sha256", &sum) != 0 ||
	    strlen(sum) != SHA256_HEX - 1 || path[0] == '/' ||
	    path[0] == '\0' || strstr(path, "..") != NULL)
		return false;
	ret_part->path = arena_dup(arena, path);
	ret_part->size = size;
	memcpy(ret_part->sha256, sum, SHA256_HEX);
	return true;
}

static bool counts_read(
    struct arena *arena, json_t *json, struct proof_counts *counts)
{
	const char *name;
	json_t *value;

	json_object_foreach(json, name, value)
	{
		if (counts->count == COUNT(counts->items))
			return false;
		counts->items[counts->count++] =
		    (struct proof_count){ arena_dup(arena, name),
			    json_integer_value(value) };
	}
	return true;
}

static bool json_read(
    struct arena *arena, json_t *json, struct backup_index *index)
{
	const char *version, *taken, *database;
	json_t *counts, *parts, *one;
	json_int_t migration;
	int format;
	size_t i;

	if (json_unpack(json, "{s:i, s:s, s:s, s:s, s:I, s:o, s:o}", "format",
		&format, "kontor", &version, "taken_at", &taken, "database",
		&database, "migration", &migration, "counts", &counts, "parts",
		&parts) != 0 ||
	    format != BACKUP_FORMAT)
		return false;
	index->version = arena_dup(arena, version);
	index->taken_at = arena_dup(arena, taken);
	index->database = arena_dup(arena, database);
	index->counts.migration = migration;
	index->parts.arena = arena;
	json_array_foreach(parts, i, one)
	{
		struct part part = { 0 };

		if (!part_read(arena, one, &part))
			return false;
		parts_add(&index->parts, &part);
	}
	return counts_read(arena, counts, &index->counts) &&
	       parts_find(&index->parts, index->database) != NULL;
}

const char *backup_index_read(
    struct arena *arena, const char *folder, struct backup_index *ret_index)
{
	struct backup_index index = { 0 };
	const char *path = arena_printf(arena, "%s/" INDEX, folder);
	struct part part;
	json_t *json;
	bool fine;

	if (!part_measure(folder, INDEX, &part))
		return "there is no whole backup here: " INDEX " is missing";
	if (!sum_fits(arena, folder))
		return INDEX " is not what " SUM " says";
	json = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
	fine = json != NULL && json_read(arena, json, &index);
	json_decref(json);
	if (!fine)
		return INDEX " is not of a kind that this version reads";
	*ret_index = index;
	return NULL;
}
