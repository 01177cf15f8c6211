/*
 * Installation files of software: which there are, and the store of their
 * bytes, DATA_DIR/files. Who may have them is download.h's.
 */
#ifndef KONTOR_FULFILMENT_SOFTWARE_FILE_H
#define KONTOR_FULFILMENT_SOFTWARE_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

struct software_file {
	const char *file_id; /* GUID */
	const char *version, *language, *os, *file_type;
	int64_t bits;     /* 32, 64 */
	const char *name; /* as downloaded */
	int64_t size;
	const char *sha256;   /* 64 hex digits */
	const char *path;     /* below the file store */
	int64_t withdrawn_at; /* real time; 0 offered */
};
struct file_list {
	size_t count;
	struct software_file *files; /* newest version first */
};
struct error file_list(struct ctx *cx, const char *product_id,
    const char *sku_id, struct file_list *ret_list);
/* Withdrawn ones too, as file_list and file_of do not. ERR_FILE_UNKNOWN */
struct error file_load(
    struct ctx *cx, const char *file_id, struct software_file *ret_file);
/* The same, when it is a file of this software. */
struct error file_of(struct ctx *cx, const char *file_id,
    const char *product_id, const char *sku_id, struct software_file *ret_file);
/* In the writer. sku_id NULL: for every SKU of the product. */
struct error file_add(struct ctx *cx, const char *product_id,
    const char *sku_id, const struct software_file *file);

/* Version with digest, quoted, as the ETag header wants it. */
const char *file_etag(struct ctx *cx, const struct software_file *file);
/*
 * Opens the bytes for reading; the caller (or the server) closes *ret_fd.
 * Never leaves the store: no "..", no absolute path, no symbolic links. A file
 * that is missing or of another size than promised is logged: ERR_INTERNAL.
 */
struct error file_open(
    struct ctx *cx, const struct software_file *file, int *ret_fd);

#endif
