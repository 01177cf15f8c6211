/*
 * The public door of download links, /d/{token}: no session, no right but the
 * link itself. Counting and refusing is fulfilment's, sending transfer.c's.
 */
#include "accounts/permission.h"
#include "activity/activity.h"
#include "base/text.h"
#include "web/transfer.h"
#include "web/web.h"

static struct error download_enter(struct request *rq)
{
	web_locale_choose(rq);
	return OK;
}

static struct error download_again(struct request *rq, bool *ret_replayed)
{
	*ret_replayed = false;
	rq->cx.act = NULL; /* of a run that was rolled back */
	return OK;
}

static struct error download_record(struct request *rq, struct error outcome)
{
	return activity_record(&rq->cx, outcome);
}

/* Pages in the caller's language, like those before sign-in. */
static void download_refuse(struct request *rq, struct error error)
{
	if (rq->cx.locale == NULL)
		web_locale_choose(rq);
	web_door.refuse(rq, error);
}

static void download_leave(struct request *rq)
{
	web_door.leave(rq);
}

/* Asking about a file sends nothing and counts nothing. */
static struct error download_head(struct request *rq)
{
	struct download download;
	struct error e =
	    link_look(&rq->cx, request_param(rq, "token"), &download);

	return e.code ? e : transfer_answer(rq, &download);
}

struct download_state {
	int64_t start; /* of the range asked for, as link_start takes it */
	struct download download;
};

/*
 * Made-up tokens are refused without writing, and so is a range that lies
 * outside the file. What a dead link is told, and that it was tried, effects
 * settle.
 */
static struct error download_prepare(struct request *rq)
{
	struct download_state *state =
	    ARENA_NEW(rq->cx.arena, struct download_state);
	const char *token = request_param(rq, "token");
	struct transfer_range range = transfer_asked(rq, NULL);
	int64_t length;
	struct download download;
	struct error e;

	if ((e = link_known(&rq->cx, token)).code)
		return e;
	rq->state = state;
	state->start = range.suffix ? -range.first : range.first;
	if (link_look(&rq->cx, token, &download).code != 0)
		return OK;
	range = transfer_asked(rq, download.etag);
	if (transfer_part(&range, download.file.size, &state->start, &length) ==
	    TRANSFER_NOTHING)
		return transfer_answer(rq, &download);
	return OK;
}

/* Before the first byte: the count is committed, then finish sends. */
static struct error download_effects(struct request *rq)
{
	struct download_state *state = rq->state;

	return link_start(&rq->cx, request_param(rq, "token"), state->start,
	    request_header(rq, "If-Range"), &state->download);
}

static struct error download_finish(struct request *rq, struct error outcome)
{
	const struct download_state *state = rq->state;

	if (outcome.code != 0)
		return outcome;
	return transfer_answer(rq, &state->download);
}

const struct door web_download_door = {
	.name = "download",
	.enter = download_enter,
	.again = download_again,
	.record = download_record,
	.refuse = download_refuse,
	.leave = download_leave,
};

static const struct route download_routes[] = {
	{ HEAD, "/d/{token}", .needs = MAY_ANYONE, .read = download_head },
	{ GET, "/d/{token}", .needs = MAY_ANYONE, .prepare = download_prepare,
	    .effects = download_effects, .finish = download_finish },
	ROUTE_END,
};

const struct route *const web_download_tables[] = { download_routes, NULL };
