/*
 * The common beginning of everything a signed-in person does with an
 * entitlement: find it, note the try, judge it. For fulfilment/ only.
 */
#ifndef KONTOR_FULFILMENT_ACCESS_H
#define KONTOR_FULFILMENT_ACCESS_H

#include "activity/activity.h"
#include "fulfilment/entitlement.h"
#include "policy/surface.h"

/*
 * file_id NULL: the key. ERR_ENTITLEMENT_UNKNOWN and ERR_FILE_UNKNOWN leave no
 * note, for there is nothing it could be about; what follows does. *ret_file
 * is only set with a file_id.
 */
struct error access_begin(struct ctx *cx, enum key_act act,
    const char *customer_id, const char *entitlement_id, const char *file_id,
    struct entitlement *ret_entitlement, struct software_file *ret_file);

/*
 * In the writer, when the act is done and not only repeated: mail to those who
 * chose to be told of keys shown and links copied.
 */
struct error access_tell(struct ctx *cx, enum key_act act,
    const struct entitlement *entitlement, const struct software_file *file);

/* ERR_ENTITLEMENT_REVOKED with its day. */
struct error access_revoked(
    struct ctx *cx, const struct entitlement *entitlement);

#endif
