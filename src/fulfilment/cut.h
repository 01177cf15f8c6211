/*
 * Downloads that must end although another process sends them (ruling 15): a
 * row each, which every process looks for (cli/news.h).
 */
#ifndef KONTOR_FULFILMENT_CUT_H
#define KONTOR_FULFILMENT_CUT_H

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

#define CUT_TAG 64 /* bytes of a tag, with its end */

/* In the writer: transfers with this tag (fulfilment.h, transfer_tag) end
 * everywhere. Nothing is written where there can be but one process. */
struct error cut_add(struct ctx *cx, const char *tag);

struct cut_list {
	size_t count;
	const char **tags;
};
/* Cut since that real time; any transaction. */
struct error cut_list(struct ctx *cx, int64_t since, struct cut_list *ret_list);
/* In the writer: deletes up to limit that every process has seen. */
struct error cut_purge(struct ctx *cx, int64_t limit, int64_t *ret_count);

#endif
