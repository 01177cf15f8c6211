/*
 * Keeps the editions in use up to what is stored: looks once a second, so
 * that an edition adopted in another process holds here, too, long before it
 * begins.
 */
#ifndef KONTOR_CLI_EDITION_WATCH_H
#define KONTOR_CLI_EDITION_WATCH_H

#include "base/ctx.h"
#include "base/error.h"
#include "db/engine.h"

struct edition_watch;

/* Looks once before it returns. Needs cx->policy. */
struct error edition_watch_start(const struct ctx *cx,
    struct db_readers *readers, struct edition_watch **ret_watch);
void edition_watch_stop(struct edition_watch *watch); /* NULL is fine */

#endif
