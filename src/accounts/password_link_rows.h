/*
 * Rows of links to set a password, and of who asked for one.
 */
#ifndef KONTOR_ACCOUNTS_PASSWORD_LINK_ROWS_H
#define KONTOR_ACCOUNTS_PASSWORD_LINK_ROWS_H

#include "accounts/password_link.h"
#include "base/crypto.h"

struct error password_link_add(struct ctx *cx, const struct password_link *link,
    const uint8_t hash[SHA256_BYTES]);
/* Of the person the key alone. */
struct error password_link_row(struct ctx *cx, int64_t partner_id,
    const uint8_t hash[SHA256_BYTES], struct password_link *ret_link,
    bool *ret_found);

struct password_asked {
	const char *asked_id, *email;
	const char *locale; /* of the page where it was asked, or NULL */
	enum person_door door;
};
struct error password_asked_add(
    struct ctx *cx, enum person_door door, const char *email);
struct error password_asked_list(struct ctx *cx, int64_t limit,
    struct password_asked **ret_list, size_t *ret_count);
struct error password_asked_done(struct ctx *cx, const char *asked_id);

#endif
