/*
 * Files that come with a request or an answer: their names are
 * cleaned, their type is told from their content, programs are refused. The
 * bytes are kept in DATA_DIR/requests, sealed, under random names that say
 * nothing, and leave it only as downloads. They are written before the rows
 * that name them; what no row names is deleted after a day.
 */
#ifndef KONTOR_SUPPORT_ATTACHMENT_H
#define KONTOR_SUPPORT_ATTACHMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "support/service_request.h"

/* ---- rules ---- */

#define ATTACHMENT_OCTETS "application/octet-stream"

/*
 * What these bytes are; never NULL. *ret_program: they are something that a
 * computer would run, or take orders from. What a viewer would interpret (HTML,
 * SVG) and what is not known are ATTACHMENT_OCTETS.
 */
const char *attachment_type(
    const uint8_t *bytes, size_t length, bool *ret_program);
/*
 * A name that is safe to show and to save: no folders, controls, invisible or
 * turning characters, no names of devices; its ending fits the type, or that of
 * the type is put behind it. Never empty, at most 150 bytes. In two parts.
 */
void attachment_name(struct arena *arena, const char *name,
    const char *media_type, const char **ret_stem, const char **ret_extension);

/* ---- bytes ---- */

/* A file as it came: fd at its start. */
struct attachment_source {
	int fd;
	const char *name;
	int64_t size;
};
/*
 * Slow: on a worker. Stores the bytes and says what the row must hold.
 * ERR_ATTACHMENT_PROGRAM with {name}.
 */
struct error attachment_keep(struct ctx *cx,
    const struct attachment_source *source, struct request_file *ret_file);
/* Of a request that was not filed after all. */
void attachment_drop(struct ctx *cx, const struct request_file *file);
/* Slow. The bytes, opened and compared with their digest. ERR_FILE_UNKNOWN. */
struct error attachment_read(struct ctx *cx, const struct request_file *file,
    uint8_t **ret_bytes, size_t *ret_length);
/* Background: deletes up to limit files that no row names and that are a day
 * old, by real time. */
struct error attachment_purge(
    struct ctx *cx, int64_t limit, int64_t *ret_count);

/* The request's file of this id. ERR_FILE_UNKNOWN. */
struct error attachment_find(const struct service_request *request,
    const char *file_id, const struct request_file **ret_file);

#endif
