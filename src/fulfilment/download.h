/*
 * Download links and downloads: bearer links with limits stamped at issue
 * counted starts (ruling 15), and downloads of signed-in
 * users. The rules are policy/link.h's, sending is the door's.
 */
#ifndef KONTOR_FULFILMENT_DOWNLOAD_H
#define KONTOR_FULFILMENT_DOWNLOAD_H

#include "fulfilment/entitlement.h"
#include "fulfilment/software_file.h"

struct download_link {
	const char *url; /* {public_url}/d/{token} */
	const char *token;
	const char *file_id;
	int64_t issued_at;
	int64_t expires_at; /* latest possible moment */
	int64_t downloads, max_downloads;
	const char *edition_id;
};
/*
 * "Get keys and downloads" for a file: the live link unchanged, or a new one
 * (R-049 to R-053, E-44, E-45). In the writer; notes the activity, refusals
 * too: the caller follows with activity_record.
 */
struct error link_issue(struct ctx *cx, const char *customer_id,
    const char *entitlement_id, const char *file_id,
    struct download_link *ret_link);

/*
 * The link of the last link_issue once more, on a read snapshot: rights and
 * state are judged anew, nothing is noted. ERR_LINK_DEAD_... when it died.
 */
struct error link_again(struct ctx *cx, const char *customer_id,
    const char *entitlement_id, const char *file_id,
    struct download_link *ret_link);

/*
 * Whether a live link is out for a file of a line, and what is left of it;
 * issues and notes nothing. url and token are not given. On any snapshot.
 */
struct error link_live(struct ctx *cx, const char *order_id,
    int64_t line_number, const char *file_id, struct download_link *ret_link,
    bool *ret_live);

struct download {
	struct software_file file;
	const char *etag;
	const char *transfer_tag; /* of this entitlement, for server_cut */
	int64_t partner_id;
	const char *order_id;
	int64_t order_line;
	bool counted; /* false: a free resume, a look, no link */
};
/*
 * The public download, GET /d/{token}, without a session: the tenant is the
 * one the token names, business time that of its clock (ruling 16); cx->who
 * and cx->now are not used.
 *
 * link_look is for HEAD, on a read snapshot: ERR_FILE_UNKNOWN (404) for tokens
 * that never were, ERR_LINK_DEAD_AGE, _COUNT, _REVOKED for dead ones.
 */
struct error link_look(
    struct ctx *cx, const char *token, struct download *ret_download);
/*
 * For GET, in the writer, before the first byte: counts the start unless it is
 * a free resume (range_start > 0 within 24 hours of a counted start of this
 * link from cx->address, or with if_range its ETag; range_start < 0: the last
 * -range_start bytes). An if_range that is not the ETag means the whole file is
 * sent, so it counts; several ranges are the whole file, too: pass 0. Notes the
 * activity of counted starts and of tries on dead links; the caller follows
 * with activity_record. if_range NULL: none.
 * A door may ask link_known first, to refuse made-up tokens without writing.
 */
struct error link_start(struct ctx *cx, const char *token, int64_t range_start,
    const char *if_range, struct download *ret_download);
/* On a read snapshot: OK for any link that ever was, else ERR_FILE_UNKNOWN. */
struct error link_known(struct ctx *cx, const char *token);

/*
 * A download by a signed-in user: uses no link count. In the writer; notes the
 * activity, refusals too: the caller follows with activity_record.
 */
struct error file_download(struct ctx *cx, const char *customer_id,
    const char *entitlement_id, const char *file_id,
    struct download *ret_download);

#endif
