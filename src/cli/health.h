/*
 * /livez and /readyz: for supervisors and proxies; /metrics, for Prometheus,
 * on a listener of its own.
 */
#ifndef KONTOR_CLI_HEALTH_H
#define KONTOR_CLI_HEALTH_H

#include "http/http.h"

extern const struct door health_door;
/* Routes of the server and of the monitor; the owner of both is the house. */
extern const struct route *const health_tables[];
extern const struct route *const metrics_tables[];

/* metrics.c: everything that is measured. */
struct error metrics_read(struct request *rq);

#endif
