/*
 * Product keys: 32 digits, generated or drawn from a pool, one per entitlement
 * (ruling 14). At rest only sealed, and bound to their line; uniqueness by a
 * digest. Their form is policy/key_digits.h.
 */
#ifndef KONTOR_FULFILMENT_PRODUCT_KEY_H
#define KONTOR_FULFILMENT_PRODUCT_KEY_H

#include "base/crypto.h"
#include "fulfilment/entitlement.h"

#define KEY_TEXT 40 /* room for eight groups of four with blanks */

/*
 * In the writer: judges whether the person may see the key now (role, edition
 * of the day, state) and notes the activity, refusals too: the caller follows
 * with activity_record. The key itself is read after the commit by key_read.
 * Programs without a person are refused (ruling 12); an entitlement that has
 * no key is ERR_ENTITLEMENT_UNKNOWN.
 */
struct error key_show(struct ctx *cx, const char *customer_id,
    const char *entitlement_id, struct entitlement *ret_entitlement);
/* On a read snapshot, for a repeated call: judges again, records nothing. */
struct error key_again(struct ctx *cx, const char *customer_id,
    const char *entitlement_id, struct entitlement *ret_entitlement);
/*
 * After the commit of key_show, on a read snapshot: decrypts. Groups of four
 * with blanks. ERR_ENTITLEMENT_REVOKED when it was revoked meanwhile.
 */
struct error key_read(struct ctx *cx, const struct entitlement *entitlement,
    char ret_key[KEY_TEXT]);

/*
 * In the writer: the key of a line, by key_source; false when the pool is
 * empty. Used by entitlement_fulfil and entitlement_fill_waiting.
 */
struct error key_make(struct ctx *cx, int64_t partner_id, int64_t issued_at,
    const struct fulfilment_line *line, bool *ret_made);

/* The digest by which a key is unique; plain is 32 digits. */
void key_digest(struct ctx *cx, const char *plain, uint8_t ret[SHA256_BYTES]);

#endif
