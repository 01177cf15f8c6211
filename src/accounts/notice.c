/*
 * Kinds of mail and who may get them. Rows are notice_store.c's.
 */
#include "accounts/notice.h"

#include <string.h>

#include "base/crypto.h"
#include "base/text.h"
#include "i18n/i18n.h"

static const struct notice_info infos[] = {
	{ NOTICE_ORDER_PLACED, "order_placed", N_("Orders placed"),
	    N_("When an order is placed for a customer, with its prices and "
	       "the last day to cancel."),
	    MAY_SEE_ORDERS },
	{ NOTICE_ORDER_CANCELLED, "order_cancelled",
	    N_("Cancellations and credits"),
	    N_("When a purchase is cancelled, with the credit."),
	    MAY_SEE_ORDERS },
	{ NOTICE_SUBSCRIPTION_CHANGED, "subscription_changed",
	    N_("Subscriptions changed"),
	    N_("When seats, renewal or state of a subscription change."),
	    MAY_SEE_ORDERS },
	{ NOTICE_CUSTOMER_ADDED, "customer_added", N_("Customers added"),
	    N_("When a new customer comes in."), MAY_SEE_CUSTOMERS },
	{ NOTICE_INVOICE_READY, "invoice_ready",
	    N_("Invoices and credit notes"),
	    N_("When the invoice or credit note of a month is issued."),
	    MAY_SEE_BILLING },
	{ NOTICE_KEY_SHOWN, "key_shown", N_("Keys shown and links copied"),
	    N_("When somebody, here or at the customer, is shown a product "
	       "key or copies a download link. The mail holds neither."),
	    MAY_SEE_SOFTWARE_ACTIVITY },
	{ 0, NULL, NULL, NULL, MAY_NOTHING },
};

const struct notice_info *notice_infos(void)
{
	return infos;
}

const struct notice_info *notice_info(enum notice notice)
{
	for (size_t i = 0; infos[i].id != NULL; i++)
		if (infos[i].notice == notice)
			return &infos[i];
	return NULL;
}

const struct notice_info *notice_find(const char *id)
{
	for (size_t i = 0; id != NULL && infos[i].id != NULL; i++)
		if (strcmp(infos[i].id, id) == 0)
			return &infos[i];
	return NULL;
}

uint32_t notices_offered(uint32_t roles)
{
	uint32_t offered = 0;

	for (size_t i = 0; infos[i].id != NULL; i++)
		if (roles_may(roles, infos[i].needs))
			offered |= infos[i].notice;
	return offered;
}

/* ---- the link ---- */

static const char *signature(struct ctx *cx, const char *what)
{
	uint8_t digest[SHA256_BYTES];

	secrets_digest(
	    cx->secrets, PURPOSE_UNSUBSCRIBE, what, strlen(what), digest);
	return base64url_encode(cx->arena, digest, sizeof(digest));
}

const char *notice_token(struct ctx *cx, int64_t partner_id,
    const char *user_id, const struct notice_info *info)
{
	const char *what = arena_printf(
	    cx->arena, "%lld.%s.%s", (long long)partner_id, user_id, info->id);

	return arena_printf(cx->arena, "%s.%s", what, signature(cx, what));
}

static const char *part_take(struct ctx *cx, const char **rest)
{
	size_t length = strcspn(*rest, ".");
	const char *part = arena_dup_n(cx->arena, *rest, length);

	*rest += length + ((*rest)[length] == '.');
	return part;
}

bool notice_token_read(
    struct ctx *cx, const char *token, struct notice_link *ret_link)
{
	const char *dot = token == NULL ? NULL : strrchr(token, '.');
	const char *rest, *wanted;
	struct notice_link link;

	if (dot == NULL)
		return false;
	rest = arena_dup_n(cx->arena, token, (size_t)(dot - token));
	wanted = signature(cx, rest);
	if (strlen(wanted) != strlen(dot + 1) ||
	    !crypto_same(wanted, dot + 1, strlen(wanted)) ||
	    !text_to_int(part_take(cx, &rest), &link.partner_id))
		return false;
	link.user_id = part_take(cx, &rest);
	link.info = notice_find(rest);
	if (link.info == NULL)
		return false;
	*ret_link = link;
	return true;
}
