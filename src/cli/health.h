/*
 * /livez and /readyz: for supervisors and proxies.
 */
#ifndef KONTOR_CLI_HEALTH_H
#define KONTOR_CLI_HEALTH_H

#include "http/http.h"

extern const struct door health_door;
extern const struct route *const health_tables[];

#endif
