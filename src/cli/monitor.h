/*
 * A server of its own for who watches: /metrics, /livez and /readyz at
 * settings->metrics_listen. It also answers while the other one drains.
 */
#ifndef KONTOR_CLI_MONITOR_H
#define KONTOR_CLI_MONITOR_H

#include "base/ctx.h"
#include "cli/house.h"
#include "http/http.h"

/* listener: NULL, or a socket that was handed over. *ret_monitor is NULL when
 * none is wanted. house->server must outlive it. */
struct error monitor_start(struct ctx *cx, struct house *house,
    const struct listener *listener, struct server **ret_monitor);

#endif
