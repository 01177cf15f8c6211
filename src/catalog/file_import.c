/*
 * Takes files for download into DIR/files, by the digest of their bytes.
 * Leaves links and transfers to fulfilment.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/settings.h"
#include "base/text.h"
#include "catalog/file_keep.h"
#include "catalog/import_csv.h"
#include "db/db.h"
#include "i18n/i18n.h"

enum { PRODUCT, SKU, PATH, VERSION, LANGUAGE, OS, FILE_TYPE, BITS, NAME };
static const struct list_column columns[] = { [PRODUCT] = { "ProductId", true },
	[SKU] = { "SkuId", false },
	[PATH] = { "Path", true },
	[VERSION] = { "Version", true },
	[LANGUAGE] = { "Language", true },
	[OS] = { "OS", true },
	[FILE_TYPE] = { "FileType", true },
	[BITS] = { "Bits", true },
	[NAME] = { "Name", false },
	[NAME + 1] = { NULL, false } };

struct entry {
	int64_t line;
	const char *values[NAME + 1];
	struct kept_file kept;
	char file_id[GUID_TEXT];
};

struct files {
	struct import *import;
	int folder;
	struct entry *list;
	size_t count, room;
	size_t at; /* the entry a slice is about */
	bool software, sku_known;
};

static struct error product_ask(struct ctx *cx, void *what)
{
	struct files *files = what;
	const struct entry *entry = &files->list[files->at];
	struct rows *rows = sql_open(
	    cx, SQL_stock_product_kind, ARGS(T(entry->values[PRODUCT])));
	struct error e;
	int64_t value;

	files->software =
	    rows_next(rows) && strstr(rows_text(rows, 0), "software") != NULL;
	files->sku_known = true;
	if ((e = rows_close(rows)).code || !*entry->values[SKU])
		return e;
	return sql_int(cx, SQL_stock_sku,
	    ARGS(T(entry->values[PRODUCT]), T(entry->values[SKU])), &value,
	    &files->sku_known);
}

static struct error entry_check(struct files *files)
{
	struct import *import = files->import;
	const struct entry *entry = &files->list[files->at];
	struct error e = import_slice(import, product_ask, files);
	int fd;

	if (e.code)
		return e;
	if (!files->software)
		import_bad_line(import, entry->line, "ProductId",
		    N_("there is no software product {product}"),
		    entry->values[PRODUCT]);
	if (!files->sku_known)
		import_bad_line(import, entry->line, "SkuId",
		    N_("the product has no SKU {sku}"), entry->values[SKU]);
	if (!text_same(entry->values[BITS], "32") &&
	    !text_same(entry->values[BITS], "64"))
		import_bad_line(import, entry->line, "Bits", N_("32 or 64"));
	if (strchr(entry->values[NAME], '/') != NULL)
		import_bad_line(import, entry->line, "Name",
		    N_("a file name has no slash"));
	fd = openat(files->folder, entry->values[PATH], O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		import_bad_line(import, entry->line, "Path",
		    N_("{path}: {problem}"), entry->values[PATH],
		    strerror(errno));
	else
		close(fd);
	return OK;
}

static struct error entry_take(void *what, const struct list_row *row)
{
	struct files *files = what;
	struct arena *arena = files->import->cx->arena;
	struct entry entry = { .line = row->line };
	const char *slash;

	for (size_t i = 0; i <= NAME; i++)
		entry.values[i] = arena_dup(arena, row->values[i]);
	entry.values[PRODUCT] = text_upper(arena, entry.values[PRODUCT]);
	entry.values[SKU] = text_upper(arena, entry.values[SKU]);
	slash = strrchr(entry.values[PATH], '/');
	if (!*entry.values[NAME])
		entry.values[NAME] = slash ? slash + 1 : entry.values[PATH];
	file_id_make(
	    &(struct file_traits){ entry.values[PRODUCT], entry.values[SKU],
		entry.values[VERSION], entry.values[LANGUAGE], entry.values[OS],
		entry.values[FILE_TYPE], entry.values[BITS] },
	    entry.file_id);
	ARENA_ROOM(arena, files->list, files->count, files->room);
	files->at = files->count;
	files->list[files->count++] = entry;
	return entry_check(files);
}

static bool store(struct files *files, struct entry *entry)
{
	int in =
	    openat(files->folder, entry->values[PATH], O_RDONLY | O_CLOEXEC);
	bool fine = in >= 0 && file_keep(files->import->cx, in, &entry->kept);

	if (in >= 0)
		close(in);
	return fine;
}

static struct error files_write(struct ctx *cx, void *what)
{
	const struct files *files = what;

	for (size_t i = 0; i < files->count; i++) {
		const struct entry *f = &files->list[i];
		const char *const *v = f->values;
		struct error e = sql_run(cx, SQL_stock_file_put,
		    ARGS(T(f->file_id), T(v[PRODUCT]),
			T(*v[SKU] ? v[SKU] : NULL), T(v[VERSION]),
			T(v[LANGUAGE]), T(v[OS]), T(v[FILE_TYPE]),
			I(text_same(v[BITS], "32") ? 32 : 64), T(v[NAME]),
			I(f->kept.size), T(f->kept.sha256), T(f->kept.path)),
		    NULL);

		if (e.code)
			return e;
	}
	return OK;
}

struct error file_import(
    struct import *import, FILE *in, const char *name, int folder)
{
	struct files files = { .import = import, .folder = folder };
	struct error e;

	rewind(in);
	if ((e = list_read(import, in, name, columns, entry_take, &files))
		.code ||
	    (e = import_verdict(import)).code)
		return e;
	for (size_t i = 0; i < files.count; i++)
		if (!store(&files, &files.list[i]))
			return import_unreadable(
			    import, files.list[i].values[PATH]);
	if ((e = import_slice(import, files_write, &files)).code)
		return e;
	import_say(import, "%s: %zu files", name, files.count);
	return OK;
}
