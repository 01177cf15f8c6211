/*
 * Mails that a user of a partner chooses to get: one table. Which acts send
 * them, and what they say, is outbox's. Whoever may not see what a mail tells
 * of is neither offered it nor sent it.
 */
#ifndef KONTOR_ACCOUNTS_NOTICE_H
#define KONTOR_ACCOUNTS_NOTICE_H

#include <stdbool.h>
#include <stdint.h>

#include "accounts/permission.h"
#include "base/ctx.h"

/* Bits of partner_user.notices; stored, so never renumber. */
enum notice {
	NOTICE_ORDER_PLACED = 1 << 0,
	NOTICE_ORDER_CANCELLED = 1 << 1,
	NOTICE_KEY_SHOWN = 1 << 2,
	NOTICE_SUBSCRIPTION_CHANGED = 1 << 3,
	NOTICE_CUSTOMER_ADDED = 1 << 4,
	NOTICE_INVOICE_READY = 1 << 5,
};

struct notice_info {
	enum notice notice;
	const char *id;    /* "order_placed": forms, JSON, outbox.template */
	const char *name;  /* N_() "Orders placed" */
	const char *about; /* N_(): when it is sent */
	enum permission needs;
};
/* Ended by a NULL id. */
const struct notice_info *notice_infos(void);
/* NULL: none. */
const struct notice_info *notice_info(enum notice notice);
const struct notice_info *notice_find(const char *id);
/* All that these roles may be told of. */
uint32_t notices_offered(uint32_t roles);

/* The acting user's own choice; bits that are not offered stay as they are. */
struct error notices_load(struct ctx *cx, uint32_t *ret_notices);
/* In the writer. */
struct error notices_choose(struct ctx *cx, uint32_t notices);

/*
 * The link at the end of a mail: names one user and one kind of mail, and can
 * do nothing but end it. No sign-in, no expiry.
 */
const char *notice_token(struct ctx *cx, int64_t partner_id,
    const char *user_id, const struct notice_info *info);
struct notice_link {
	int64_t partner_id;
	const char *user_id;
	const struct notice_info *info;
};
/* False when it is not one of ours. */
bool notice_token_read(
    struct ctx *cx, const char *token, struct notice_link *ret_link);
/* In the writer: that kind of mail ends; already ended is fine. */
struct error notice_end(struct ctx *cx, const struct notice_link *link);
/* The other way, from the page that says it ended. */
struct error notice_resume(struct ctx *cx, const struct notice_link *link);

#endif
