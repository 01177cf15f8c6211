/*
 * Alive: the process answers. Ready: it is not draining.
 */
#include "cli/health.h"

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

static struct error readyz(struct request *rq)
{
	if (server_stopping(rq->server))
		return word(rq, 503, "stopping\n");
	return word(rq, 200, "ready\n");
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
