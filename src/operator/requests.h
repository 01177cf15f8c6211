/*
 * What the pages of the operator's inbox share.
 */
#ifndef KONTOR_OPERATOR_REQUESTS_H
#define KONTOR_OPERATOR_REQUESTS_H

#include "support/request_desk.h"

/* "/operator/requests/{partner}/{request}" */
const char *request_desk_href(
    struct ctx *cx, int64_t partner_id, const char *request_id);
/* "3 hours", "5 days": how long ago. */
const char *request_age_text(struct ctx *cx, int64_t seconds);

#endif
