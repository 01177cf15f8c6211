/*
 * The thread that runs files operators sent: checks them on read snapshots,
 * applies them in slices on the writer's background lane. One at a time; what
 * was cut off goes on after a start.
 */
#ifndef KONTOR_CLI_IMPORT_DESK_H
#define KONTOR_CLI_IMPORT_DESK_H

#include "base/ctx.h"
#include "base/error.h"
#include "db/writer.h"

struct import_desk;

struct error import_desk_start(const struct ctx *cx, struct db_readers *readers,
    struct writer *writer, struct import_desk **ret_desk);
void import_desk_stop(struct import_desk *desk); /* NULL is fine */

#endif
