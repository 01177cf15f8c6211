/*
 * Rows of download links and their tokens. For fulfilment/ only.
 */
#ifndef KONTOR_FULFILMENT_DOWNLOAD_LINK_H
#define KONTOR_FULFILMENT_DOWNLOAD_LINK_H

#include "base/crypto.h"
#include "fulfilment/download.h"
#include "policy/link.h"

/* Where a link belongs; from it the token is made again at any time. */
struct link_place {
	int64_t partner_id;
	const char *order_id;
	int64_t line_number;
	const char *file_id;
	int64_t serial; /* from 1; a renewal is the next */
};

struct link {
	struct link_place place;
	uint8_t token_hash[SHA256_BYTES];
	struct link_limits limits;
	struct link_use use;
	const char *edition_id;
	/* the next are set by link_find alone */
	const char *customer_id, *customer_name;
	const char *issued_by, *issued_by_name;
	const char *product_id, *sku_id, *title;
	int64_t now; /* business time of the link's tenant */
};

/*
 * base64url of the partner's number (so that a look-up never scans tenants)
 * and 20 bytes of a digest under our secret. Only the SHA-256 of a token is
 * stored: the database alone gives no link, and still the live one can be
 * shown again unchanged (E-45).
 */
const char *link_token(struct ctx *cx, const struct link_place *place,
    uint8_t ret_hash[SHA256_BYTES]);
/* False for what cannot be a token. */
bool link_token_parse(struct ctx *cx, const char *token,
    int64_t *ret_partner_id, uint8_t ret_hash[SHA256_BYTES]);

/* The newest link of a line's file; serial 0 when there is none. place is set
 * by the caller but for its serial. */
struct error link_latest(struct ctx *cx, struct link *link);
struct error link_add(struct ctx *cx, const struct link *link);
/* By token: ERR_FILE_UNKNOWN. */
struct error link_find(
    struct ctx *cx, const char *token, struct link *ret_link);
/* One download more, unless the limit is reached or it was revoked: false. */
struct error link_count(
    struct ctx *cx, const struct link *link, bool *ret_counted);
/* Remembers, and asks for, the latest counted start from cx->address, by real
 * time; 0 when there is none. */
struct error link_start_save(struct ctx *cx, const struct link *link);
struct error link_start_at(
    struct ctx *cx, const struct link *link, int64_t *ret_started_at);

#endif
