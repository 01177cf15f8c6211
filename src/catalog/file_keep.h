/*
 * The store of downloadable files, DATA_DIR/files: bytes are kept by their
 * digest. Which file is offered for which software is a row's matter.
 */
#ifndef KONTOR_CATALOG_FILE_KEEP_H
#define KONTOR_CATALOG_FILE_KEEP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/crypto.h"
#include "base/ctx.h"

struct kept_file {
	int64_t size;
	char sha256[SHA256_HEX];
	const char *path; /* below the store; in cx's arena */
};
/*
 * Copies all that fd still has; a file in the store is always whole, and the
 * same bytes are kept once. Slow: on a worker. False with errno set.
 */
bool file_keep(struct ctx *cx, int fd, struct kept_file *ret_kept);

/* What makes a file that one: with the same traits it is the same file,
 * whatever its bytes. sku_id "" is every SKU; bits "32" or "64". */
struct file_traits {
	const char *product_id, *sku_id, *version, *language, *os, *file_type,
	    *bits;
};
void file_id_make(const struct file_traits *traits, char ret_id[GUID_TEXT]);

#endif
