/*
 * Words that the pages of support share.
 */
#ifndef KONTOR_WEB_SUPPORT_H
#define KONTOR_WEB_SUPPORT_H

#include "support/service_request.h"

const char *request_state_text(struct ctx *cx, enum request_state state);
const char *request_severity_text(
    struct ctx *cx, enum request_severity severity);

#endif
