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
    const struct request_change *change, bool *ret_changed);
/* The activity row of something done with a request, in a few words. */
struct error request_log(
    struct ctx *cx, const struct service_request *request, const char *what);

/* On the operator's desk: loaded, ERR_REQUEST_DECIDED when it is closed. */
struct error request_desk_open(struct ctx *cx, const char *request_id,
    struct service_request *ret_request);
/* Closed, what waited for it released, its contact told. */
struct error request_desk_close(struct ctx *cx,
    const struct service_request *before, struct service_request *after,
    enum request_outcome outcome, const struct request_change *said);

#endif
