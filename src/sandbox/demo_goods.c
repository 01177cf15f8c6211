/*
 * What the demo sells: the compiled-in catalogue and sample prices through
 * the imports, and made-up files and keys. Leaves buying to demo_history.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/embedded.h"
#include "base/log.h"
#include "base/settings.h"
#include "base/text.h"
#include "db/slice.h"
#include "fulfilment/key_import.h"
#include "policy/key_digits.h"
#include "sandbox/demo_private.h"

/* Files: a product, what it is called in file names, version, bits. */
static const struct {
	const char *product_id, *short_name, *version, *os, *type;
	int bits;
	size_t size;
} files[] = {
	{ "KS19WSSTD001", "windows-server-2019-standard", "2019", "Windows",
	    "iso", 64, 4 << 20 },
	{ "KS19WSDC0001", "windows-server-2019-datacenter", "2019", "Windows",
	    "iso", 64, 1 << 20 },
	{ "KS19WSRDS001", "windows-server-2019-rds", "2019", "Windows", "exe",
	    64, 300000 },
	{ "KSSUBWSSTD01", "windows-server-standard", "2019", "Windows", "iso",
	    64, 1 << 20 },
	{ "KSSUBWSDC001", "windows-server-datacenter", "2019", "Windows", "iso",
	    64, 1 << 20 },
	{ "KS19SQLSTD01", "sql-server-2019-standard", "2019", "Windows", "iso",
	    64, 900000 },
	{ "KS19SQLSTD01", "sql-server-2019-standard", "2019", "Linux", "rpm",
	    64, 700000 },
	{ "KS19SQLENT01", "sql-server-2019-enterprise", "2019", "Windows",
	    "iso", 64, 900000 },
	{ "KSSUBSQLSTD1", "sql-server-standard", "2019", "Windows", "iso", 64,
	    800000 },
	{ "KSSUBSQLENT1", "sql-server-enterprise", "2019", "Windows", "iso", 64,
	    800000 },
	{ "KSWIN7ESU020", "windows-7-esu-2020", "2020", "Windows", "exe", 32,
	    200000 },
	{ "KSWIN7ESU020", "windows-7-esu-2020", "2020", "Windows", "exe", 64,
	    240000 },
	{ "KSSUSESLES01", "sles", "15 SP3", "Linux", "iso", 64, 1 << 20 },
	{ "KSRHEL000001", "rhel", "8.4", "Linux", "iso", 64, 1 << 20 },
	{ "KS19VSPRO001", "visual-studio-professional-2019", "2019", "Windows",
	    "exe", 64, 400000 },
	{ "KS19VSPRO001", "visual-studio-professional-2019", "2019", "Windows",
	    "exe", 32, 380000 },
};
static const char *const languages[] = { "en-US", "de-DE" };

/* Pools: one with plenty, one that runs low soon. */
static const struct {
	const char *product_id, *sku_id;
	int keys;
} pools[] = { { "KSWIN7ESU020", "0001", 120 }, { "KS19SQLSTD01", "0002", 7 } };

static struct error slice(struct import *import,
    struct error (*work)(struct ctx *cx, void *what), void *what)
{
	return slice_in_writer(import->slicer, import->cx, work, what);
}

static void say(struct import *import, bool bad, const char *text)
{
	(void)import;
	log_event(bad ? LOG_ERROR : LOG_INFO, "demo", LOG_T("import", text));
}

static FILE *embedded_open(const char *name)
{
	const struct embedded *file = embedded_find(name);

	return file == NULL ? NULL
			    : fmemopen((void *)(uintptr_t)file->bytes,
				  file->length, "r");
}

static struct error embedded_import(struct import *import, const char *name,
    struct error (*run)(struct import *import, FILE *in, const char *name))
{
	FILE *in = embedded_open(name);
	struct error e;

	if (in == NULL)
		return fail(ERR_INTERNAL, NULL);
	e = run(import, in, name);
	fclose(in);
	return e;
}

/* The same bytes on every installation, and no two files alike. */
static bool bytes_write(FILE *out, const char *name, size_t size)
{
	uint64_t state = 0x9e3779b97f4a7c15;
	uint64_t piece[512];

	for (const char *c = name; *c; c++)
		state = (state ^ (unsigned char)*c) * 0x100000001b3;
	if (fprintf(out, "Kontor demo file: %s\n", name) < 0)
		return false;
	for (size_t done = 0; done < size; done += sizeof(piece)) {
		for (size_t i = 0; i < COUNT(piece); i++) {
			state ^= state << 13;
			state ^= state >> 7;
			state ^= state << 17;
			piece[i] = state;
		}
		if (fwrite(piece, sizeof(piece), 1, out) != 1)
			return false;
	}
	return true;
}

static bool file_make(
    struct ctx *cx, const char *folder, const char *name, size_t size)
{
	FILE *out = fopen(arena_printf(cx->arena, "%s/%s", folder, name), "w");
	bool fine = out != NULL && bytes_write(out, name, size);

	return (out == NULL || fclose(out) == 0) && fine;
}

static bool files_make(struct ctx *cx, const char *folder, struct text *list)
{
	text_add(list, "ProductId,Path,Version,Language,OS,FileType,Bits\n");
	for (size_t i = 0; i < COUNT(files); i++)
		for (size_t k = 0; k < COUNT(languages); k++) {
			const char *name = arena_printf(cx->arena,
			    "%s_%s_x%d.%s", files[i].short_name, languages[k],
			    files[i].bits == 64 ? 64 : 86, files[i].type);

			text_addf(list, "%s,%s,%s,%s,%s,%s,%d\n",
			    files[i].product_id, name, files[i].version,
			    languages[k], files[i].os, files[i].type,
			    files[i].bits);
			if (!file_make(cx, folder, name, files[i].size))
				return false;
		}
	return true;
}

static void folder_remove(struct ctx *cx, const char *folder)
{
	for (size_t i = 0; i < COUNT(files); i++)
		for (size_t k = 0; k < COUNT(languages); k++)
			(void)unlink(arena_printf(cx->arena, "%s/%s_%s_x%d.%s",
			    folder, files[i].short_name, languages[k],
			    files[i].bits == 64 ? 64 : 86, files[i].type));
	(void)rmdir(folder);
}

static struct error files_import(struct import *import)
{
	struct ctx *cx = import->cx;
	char *folder =
	    arena_printf(cx->arena, "%s/.demo-XXXXXX", cx->settings->data_dir);
	struct text list;
	struct error e = fail(ERR_INTERNAL, NULL);
	FILE *in;
	int fd;

	if (mkdtemp(folder) == NULL)
		return e;
	text_init(&list, cx->arena);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0 && files_make(cx, folder, &list) &&
	    (in = fmemopen(list.bytes, list.length, "r")) != NULL) {
		e = file_import(import, in, "demo files", fd);
		fclose(in);
	}
	if (fd >= 0)
		close(fd);
	folder_remove(cx, folder);
	return e;
}

static struct error keys_import(struct import *import)
{
	struct text list;
	struct error e;
	FILE *in;

	text_init(&list, import->cx->arena);
	text_add(&list, "ProductId,SkuId,Key\n");
	for (size_t i = 0; i < COUNT(pools); i++)
		for (int k = 0; k < pools[i].keys; k++) {
			char digits[KEY_DIGITS];

			crypto_random_text("0123456789", 31, digits);
			text_addf(&list, "%s,%s,%s%c\n", pools[i].product_id,
			    pools[i].sku_id, digits, key_check_digit(digits));
		}
	in = fmemopen(list.bytes, list.length, "r");
	if (in == NULL)
		return fail(ERR_INTERNAL, NULL);
	e = key_import(import, in, "demo keys");
	fclose(in);
	explicit_bzero(list.bytes, list.length);
	return e;
}

struct error demo_goods(struct ctx *cx, struct writer *writer)
{
	struct import import = {
		.cx = cx, .slice = slice, .slicer = writer, .say = say
	};
	struct error e;

	if ((e = embedded_import(
		 &import, "data/demo/catalogue.json", catalogue_import))
		.code ||
	    (e = embedded_import(&import, "data/demo/prices.csv", price_import))
		.code ||
	    (e = files_import(&import)).code)
		return e;
	return keys_import(&import);
}
