/*
 * What a server has answered, by route: how often, how, and how long it took.
 * Every thread counts for itself, without a lock; who reads adds them up.
 */
#ifndef KONTOR_HTTP_METER_H
#define KONTOR_HTTP_METER_H

#include "http/http.h"

struct meter;

/* NULL without memory. doors must outlive it. */
struct meter *meter_new(const struct door_routes *doors);
void meter_free(struct meter *meter); /* NULL is fine */
/* route NULL: none was found. us: from the head of the request on. */
void meter_request(
    struct meter *meter, const struct route *route, int status, int64_t us);
/* A request that the guard refused. */
void meter_refused(struct meter *meter);
/* The figures of all threads, as Prometheus reads them. */
void meter_write(struct meter *meter, struct text *out);

#endif
