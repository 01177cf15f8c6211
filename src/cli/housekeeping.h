/*
 * What has outlived its use goes away in small slices: sessions, stored
 * answers, refresh tokens, codes. Notes of last use are written, and what falls
 * due is billed: periods that begin, months that are over, the runs that the
 * operator started.
 */
#ifndef KONTOR_CLI_HOUSEKEEPING_H
#define KONTOR_CLI_HOUSEKEEPING_H

#include "base/ctx.h"
#include "db/writer.h"

struct housekeeping;

/* A thread that wakes every few seconds; cx lends settings, secrets, policy,
 * accounts. */
struct error housekeeping_start(const struct ctx *cx,
    struct db_readers *readers, struct writer *writer,
    struct housekeeping **ret_housekeeping);
void housekeeping_stop(struct housekeeping *housekeeping); /* NULL is fine */

#endif
