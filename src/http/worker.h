/*
 * A few threads for what is slow (argon2id, exports), with a bounded line.
 * Knows nothing of requests.
 */
#ifndef KONTOR_HTTP_WORKER_H
#define KONTOR_HTTP_WORKER_H

#include <stdbool.h>
#include <stddef.h>

struct workers;

/* NULL when threads cannot be made. */
struct workers *workers_start(size_t threads, size_t line);
/* False when the line is full or it is stopping. */
bool workers_submit(struct workers *workers, void (*fn)(void *), void *arg);
/* Runs what is in the line, then stops. */
void workers_stop(struct workers *workers);

#endif
