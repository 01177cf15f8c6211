/*
 * Bytes into the store of files, and the ids of files.
 */
#include "catalog/file_keep.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "base/disk.h"
#include "base/settings.h"

#define PIECE ((size_t)1 << 18)

void file_id_make(const struct file_traits *t, char ret_id[GUID_TEXT])
{
	uint8_t digest[SHA256_BYTES];
	char hex[SHA256_HEX], name[1024];
	int length = snprintf(name, sizeof(name), "%s|%s|%s|%s|%s|%s|%s",
	    t->product_id, t->sku_id, t->version, t->language, t->os,
	    t->file_type, t->bits);

	sha256(name,
	    (size_t)length < sizeof(name) ? (size_t)length : sizeof(name) - 1,
	    digest);
	digest[6] = (uint8_t)((digest[6] & 0x0f) | 0x80);
	digest[8] = (uint8_t)((digest[8] & 0x3f) | 0x80);
	hex_encode(digest, sizeof(digest), hex);
	snprintf(ret_id, GUID_TEXT, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8,
	    hex + 12, hex + 16, hex + 20);
}

/* Copies from in to out with digest and size. */
static bool copy(int in, int out, struct kept_file *kept)
{
	uint8_t digest[SHA256_BYTES];
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	char *piece = malloc(PIECE);
	bool fine =
	    md && piece && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1;
	ssize_t got = 0;

	kept->size = 0;
	while (fine && (got = read(in, piece, PIECE)) > 0) {
		fine = EVP_DigestUpdate(md, piece, (size_t)got) == 1 &&
		       disk_write(out, piece, (size_t)got);
		kept->size += got;
	}
	fine = fine && got == 0 && fsync(out) == 0 &&
	       EVP_DigestFinal_ex(md, digest, NULL) == 1;
	EVP_MD_CTX_free(md);
	free(piece);
	if (fine)
		hex_encode(digest, sizeof(digest), kept->sha256);
	return fine;
}

/* From its temporary name to that of its digest. The row that will name it
 * may not outlive it in a power cut: both folders are synced. */
static bool settle(struct ctx *cx, const char *root, int out,
    const char *temporary, struct kept_file *kept)
{
	const char *folder =
	    arena_printf(cx->arena, "%s/%.2s", root, kept->sha256);
	const char *path;

	kept->path =
	    arena_printf(cx->arena, "%.2s/%s", kept->sha256, kept->sha256);
	path = arena_printf(cx->arena, "%s/%s", root, kept->path);
	return (mkdir(folder, 0750) == 0 || errno == EEXIST) &&
	       fchmod(out, 0440) == 0 && rename(temporary, path) == 0 &&
	       disk_sync_folder(folder) && disk_sync_folder(root);
}

bool file_keep(struct ctx *cx, int fd, struct kept_file *ret_kept)
{
	const char *root =
	    arena_printf(cx->arena, "%s/files", cx->settings->data_dir);
	char *temporary = arena_printf(cx->arena, "%s/.new-XXXXXX", root);
	int out = -1, why;
	bool fine = (mkdir(root, 0750) == 0 || errno == EEXIST) &&
		    (out = mkostemp(temporary, O_CLOEXEC)) >= 0 &&
		    copy(fd, out, ret_kept) &&
		    settle(cx, root, out, temporary, ret_kept);

	why = errno;
	if (!fine && out >= 0)
		unlink(temporary);
	if (out >= 0)
		close(out);
	errno = why;
	return fine;
}
