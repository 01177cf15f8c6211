/*
 * Alive: the process answers. Ready: it is not draining; /readyz?verbose says
 * besides what the writer has done, to who asks from this machine.
 */
#include "cli/health.h"

#include <inttypes.h>
#include <string.h>

#include "accounts/permission.h"

static struct error word(struct request *rq, int status, const char *text)
{
	response_status(rq, status, "text/plain; charset=utf-8");
	text_add(&rq->response.body, text);
	return OK;
}

static struct error livez(struct request *rq)
{
	return word(rq, 200, "alive\n");
}

static bool asks_for_counts(const struct request *rq)
{
	return strcmp(rq->raw_query, "verbose") == 0 &&
	       (strcmp(rq->cx.address, "127.0.0.1") == 0 ||
		   strcmp(rq->cx.address, "::1") == 0);
}

static void counts_say(struct request *rq)
{
	struct text *body = &rq->response.body;
	struct writer_counts counts;

	if (!server_writer_counts(rq->server, &counts))
		return;
	text_addf(body, "writer_commands %" PRId64 "\n", counts.commands);
	text_addf(body, "writer_commits %" PRId64 "\n", counts.commits);
	text_addf(body, "writer_commit_us %" PRId64 "\n", counts.commit_us);
	text_addf(body, "writer_waiting %" PRId64 "\n", counts.queue_depth);
}

static struct error readyz(struct request *rq)
{
	if (server_stopping(rq->server))
		return word(rq, 503, "stopping\n");
	word(rq, 200, "ready\n");
	if (asks_for_counts(rq))
		counts_say(rq);
	return OK;
}

static void refuse(struct request *rq, struct error error)
{
	(void)word(rq, error_info(error.code)->page_status, "no\n");
}

const struct door health_door = { .name = "health", .refuse = refuse };

static const struct route routes[] = {
	{ GET, "/livez", .needs = MAY_ANYONE, .plain = true, .read = livez },
	{ GET, "/readyz", .needs = MAY_ANYONE, .plain = true, .read = readyz },
	ROUTE_END,
};
const struct route *const health_tables[] = { routes, NULL };
