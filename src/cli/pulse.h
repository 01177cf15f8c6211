/*
 * Whether this process can do its work: a thread writes a row every few
 * seconds and sees whether it is committed. /readyz tells what it found, and
 * the watchdog of the service manager is fed as long as the writer and an
 * event loop answer.
 */
#ifndef KONTOR_CLI_PULSE_H
#define KONTOR_CLI_PULSE_H

#include <sys/socket.h>

#include "base/ctx.h"
#include "db/writer.h"

struct pulse;

struct error pulse_start(
    struct ctx *cx, struct writer *writer, struct pulse **ret_pulse);
void pulse_stop(struct pulse *pulse); /* NULL is fine */

/* NULL: all is well; else why no request should come here, in English. */
const char *pulse_trouble(struct pulse *pulse);
/* From now on the watchdog, if there is one, wants answers from there;
 * length 0: no longer. */
void pulse_watch(
    struct pulse *pulse, const struct sockaddr *where, socklen_t length);

#endif
