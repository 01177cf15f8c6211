/*
 * What a browser says of itself, in words for the list of own sessions.
 */
#ifndef KONTOR_WEB_AGENT_H
#define KONTOR_WEB_AGENT_H

#include "base/ctx.h"

/* "Firefox on Windows"; never NULL. agent may be "". */
const char *agent_words(struct ctx *cx, const char *agent);

#endif
