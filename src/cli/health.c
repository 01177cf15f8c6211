/*
 * Alive: the process answers. Ready: it is not draining, and what it writes
 * is committed; /readyz?verbose says besides what the writer has done, to who
 * asks from this machine.
 */
#include "cli/health.h"

#include <inttypes.h>
#include <string.h>

#include "accounts/permission.h"
#include "cli/house.h"
#include "cli/news.h"
#include "cli/pulse.h"

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

static void counts_say(struct request *rq, const struct house *house)
{
	struct text *body = &rq->response.body;
	struct writer_counts counts;

	writer_counts(house->writer, &counts);
	text_addf(body, "writer_commands %" PRId64 "\n", counts.commands);
	text_addf(body, "writer_commits %" PRId64 "\n", counts.commits);
	text_addf(body, "writer_commit_us %" PRId64 "\n", counts.commit_us);
	text_addf(body, "writer_waiting %" PRId64 "\n", counts.queue_depth);
}

/* The server that is asked about: this one, or the one this one watches. */
static struct error readyz(struct request *rq)
{
	const struct house *house = server_owner(rq->server);
	const char *trouble = NULL;

	if (server_stopping(rq->server) || atomic_load(&house->stopping))
		return word(rq, 503, "stopping\n");
	trouble = pulse_trouble(house->pulse);
	if (trouble == NULL)
		trouble = news_trouble(house->news);
	if (trouble != NULL)
		return word(rq, 503,
		    arena_printf(rq->cx.arena, "not ready: %s\n", trouble));
	word(rq, 200, "ready\n");
	if (asks_for_counts(rq))
		counts_say(rq, house);
	return OK;
}

static void refuse(struct request *rq, struct error error)
{
	(void)word(rq, error_info(error.code)->page_status, "no\n");
}

static void leave(struct request *rq)
{
	response_header(rq, "X-Content-Type-Options", "nosniff");
	response_header(rq, "Cache-Control", "no-store");
}

const struct door health_door = {
	.name = "health", .quiet = true, .refuse = refuse, .leave = leave
};

static const struct route routes[] = {
	{ GET, "/livez", .needs = MAY_ANYONE, .plain = true, .read = livez },
	{ GET, "/readyz", .needs = MAY_ANYONE, .plain = true, .read = readyz },
	ROUTE_END,
};
const struct route *const health_tables[] = { routes, NULL };

static const struct route metrics_routes[] = {
	{ GET, "/metrics", .needs = MAY_ANYONE, .plain = true,
	    .read = metrics_read },
	ROUTE_END,
};
const struct route *const metrics_tables[] = { metrics_routes, NULL };
