/*
 * What a customer may use because of an order line: the entitlement, its
 * product key, its files and download links. One entitlement per software
 * line, delivered inside the checkout (ruling 14); its id outside is
 * "{orderId}-{lineNumber}".
 */
#ifndef KONTOR_FULFILMENT_ENTITLEMENT_H
#define KONTOR_FULFILMENT_ENTITLEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

#define KEY_TEXT 40 /* room for eight groups of four with blanks */

enum entitlement_state {
	ENTITLEMENT_PENDING = 1,
	ENTITLEMENT_ACTIVE,
	ENTITLEMENT_REVOKED,
	ENTITLEMENT_EXPIRED, /* by the day, never stored */
};

struct entitlement {
	const char *entitlement_id;
	const char *order_id;
	int64_t line_number;
	const char *customer_id;
	const char *product_id;
	const char *sku_id;
	const char *title;
	int64_t quantity;
	enum entitlement_state state;
	int64_t expires_day;   /* 0 never */
	int64_t ordered_at;
	int64_t cancelled_at;  /* 0 not */
	const char *edition_id;
};

/* What checkout hands over of a line. */
struct fulfilment_line {
	const char *order_id;
	int64_t line_number;
	const char *customer_id;
	const char *product_id;
	const char *sku_id;
	const char *key_source; /* generated, pool, none */
	int64_t quantity;
	int64_t expires_day;
};
/*
 * In the checkout's transaction: makes the entitlement and its key. With an
 * empty pool the entitlement stays pending and *ret_fulfilled is false.
 */
struct error entitlement_fulfil(struct ctx *cx,
    const struct fulfilment_line *line, bool *ret_fulfilled);
/* In the cancellation's transaction: entitlement, key and links die (R-104,
 * */
struct error entitlement_revoke(struct ctx *cx, const char *order_id,
    int64_t line_number);
/* In the import of keys: fills waiting entitlements, oldest first, and
 * completes their orders; in slices of at most limit. */
struct error entitlement_fill_waiting(struct ctx *cx, const char *product_id,
    const char *sku_id, int64_t limit, int64_t *ret_filled);

/* ERR_ENTITLEMENT_UNKNOWN also for another customer's. */
struct error entitlement_load(struct ctx *cx, const char *customer_id,
    const char *entitlement_id, struct entitlement *ret_entitlement);
bool entitlement_id_parse(struct ctx *cx, const char *entitlement_id,
    const char **ret_order_id, int64_t *ret_line_number);

/*
 * Records that the key is shown (activity row; refused ones too). In the
 * writer. Checks role, edition of the day, state. The key itself is
 * read after the commit by key_read.
 */
struct error key_show(struct ctx *cx, const char *customer_id,
    const char *entitlement_id, struct entitlement *ret_entitlement);
/* After the commit, on a read snapshot: decrypts. Groups of four with blanks.*/
struct error key_read(struct ctx *cx, const struct entitlement *entitlement,
    char ret_key[KEY_TEXT]);

struct software_file {
	const char *file_id;
	const char *version, *language, *os, *file_type;
	int64_t bits;
	const char *name;
	int64_t size;
	const char *sha256;
	const char *path;      /* below the file store */
};
struct file_list {
	size_t count;
	struct software_file *files;
};
struct error file_list(struct ctx *cx, const char *product_id,
    const char *sku_id, struct file_list *ret_list);
struct error file_load(struct ctx *cx, const char *file_id,
    struct software_file *ret_file);

struct download_link {
	const char *url;       /* {public_url}/d/{token} */
	const char *token;
	const char *file_id;
	int64_t issued_at;
	int64_t expires_at;    /* latest possible moment */
	int64_t downloads, max_downloads;
	const char *edition_id;
};
/*
 * "Get keys and downloads" for a file: the live link unchanged, or a new one
 * (R-049 to R-053, E-44, E-45). In the writer; writes the activity row.
 */
struct error link_issue(struct ctx *cx, const char *customer_id,
    const char *entitlement_id, const char *file_id,
    struct download_link *ret_link);

/* The public download, GET /d/{token}. */
struct download {
	struct software_file file;
	const char *transfer_tag; /* of this entitlement, for server_cut */
	int64_t partner_id;
	int64_t order_line;
	const char *order_id;
	const char *etag;
	bool counted;
	bool issuer_known;
};
/* On a read snapshot, for HEAD and to fail early: ERR_FILE_UNKNOWN (404) for
 * tokens that never were, ERR_LINK_DEAD_* for dead ones. */
struct error link_look(struct ctx *cx, const char *token,
    struct download *ret_download);
/*
 * In the writer, before the first byte: counts the start unless it is a free
 * resume (ruling 15: range_start > 0 within 24 hours of a counted start from
 * the same address, or If-Range with its ETag), and writes the activity row.
 */
struct error link_start(struct ctx *cx, const char *token, int64_t range_start,
    const char *if_range, struct download *ret_download);
/* A download by a signed-in user: uses no link count; activity row. Writer. */
struct error file_download(struct ctx *cx, const char *customer_id,
    const char *entitlement_id, const char *file_id,
    struct download *ret_download);
/* The tag of all transfers of one line's files. */
const char *transfer_tag(struct ctx *cx, int64_t partner_id,
    const char *order_id, int64_t line_number);

#endif
