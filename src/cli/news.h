/*
 * Looks each second for what other processes did: editions that were adopted,
 * downloads that were cut, a database that a newer program has migrated. An
 * operator adopts an edition in one process; all begin to use it within a
 * second.
 */
#ifndef KONTOR_CLI_NEWS_H
#define KONTOR_CLI_NEWS_H

#include "base/ctx.h"
#include "db/engine.h"

struct news;
struct server;

/*
 * Looks once before it returns, so that what serves next has the editions in
 * force. cx: arena, settings, policy; they and the readers must outlive it.
 */
struct error news_start(
    const struct ctx *cx, struct db_readers *readers, struct news **ret_news);
/* From now on its downloads are cut; NULL: no longer. */
void news_serve(struct news *news, struct server *server);
void news_stop(struct news *news); /* NULL is fine */

/* NULL, or why this process should be replaced, in English. */
const char *news_trouble(struct news *news);

#endif
