/*
 * What the pages of the operator's inbox share.
 */
#ifndef KONTOR_OPERATOR_REQUESTS_H
#define KONTOR_OPERATOR_REQUESTS_H

#include "http/http.h"
#include "support/request_desk.h"

/* "/operator/requests/{partner}/{request}" */
const char *request_desk_href(
    struct ctx *cx, int64_t partner_id, const char *request_id);
/* "3 hours", "5 days": how long ago. */
const char *request_age_text(struct ctx *cx, int64_t seconds);

/* Of a route below it. Into the partner's tenant; ERR_REQUEST_UNKNOWN. */
struct error request_desk_enter(struct request *rq);
const char *request_desk_here(struct request *rq);
/* The page, with what went wrong when something did. */
struct error request_desk_answer(struct request *rq, struct error outcome);
/* "1200.00" */
const char *amount_decimal(struct ctx *cx, struct money amount);

#endif
