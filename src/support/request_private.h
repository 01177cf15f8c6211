/*
 * What the services of requests share.
 */
#ifndef KONTOR_SUPPORT_REQUEST_PRIVATE_H
#define KONTOR_SUPPORT_REQUEST_PRIVATE_H

#include "activity/activity.h"
#include "support/service_request.h"

/* Files a request that was checked: ids, times, rows and activity row. */
struct error request_insert(struct ctx *cx, struct service_request *request,
    const char *note, struct service_request *ret_request);
/* Writes what a change made of a request, with its note and activity row;
 * nothing different: nothing is written, *ret_changed false. */
struct error request_write(struct ctx *cx, enum request_side side,
    const struct service_request *before, struct service_request *after,
    const char *note, bool *ret_changed);

#endif
