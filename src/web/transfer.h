/*
 * Sending an installation file: whole or one range of it, with the headers a
 * download needs. Whether it may be sent, fulfilment decided before.
 */
#ifndef KONTOR_WEB_TRANSFER_H
#define KONTOR_WEB_TRANSFER_H

#include "fulfilment/download.h"
#include "http/http.h"

/* The Range header as far as we serve it: one range of bytes. Several ranges
 * and what is malformed ask for the whole file (ruling 15, RFC 9110 14.2). */
struct transfer_range {
	bool given;
	bool suffix; /* the last `first` bytes */
	int64_t first;
	int64_t last; /* -1: to the end */
};
/* header may be NULL. Pure. */
struct transfer_range transfer_range(const char *header);

enum transfer_part { TRANSFER_WHOLE, TRANSFER_PART, TRANSFER_NOTHING };
/* What of a file of that size the range means. Pure. */
enum transfer_part transfer_part(const struct transfer_range *range,
    int64_t size, int64_t *ret_start, int64_t *ret_length);

/* The range this request asks for; none but for GET and HEAD, none with an
 * If-Range that is not the ETag (RFC 9110 13.1.5). etag NULL: not compared. */
struct transfer_range transfer_asked(
    const struct request *rq, const char *etag);
/* Name for the Content-Disposition header: nothing that could end the quotes,
 * leave the folder or hide the ending. In the arena. */
const char *transfer_file_name(struct arena *arena, const char *name);

/* After the commit: opens the file and answers 200, 206 or 416. */
struct error transfer_answer(
    struct request *rq, const struct download *download);

#endif
