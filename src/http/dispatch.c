/*
 * The life of a request between the three executors: event loop, worker,
 * writer (design.md 3). What routes do and how errors look is theirs.
 */
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "db/engine.h"
#include "http/exchange.h"

/* ---- refusing, finishing ---- */

static void refuse(struct exchange *ex, struct error error)
{
	response_reset(ex);
	ex->rq.door->refuse(&ex->rq, error);
	if (ex->rq.response.status != 0)
		return;
	log_event(LOG_ERROR, "the door did not answer an error",
	    LOG_T("door", ex->rq.door->name), LOG_I("code", error.code));
	response_status(&ex->rq, 500, NULL);
}

/* The route may answer its own failures; what it cannot, the door does. */
void dispatch_settle(struct exchange *ex, struct error outcome)
{
	const struct route *route = ex->rq.route;
	struct error e = outcome;

	if (route->finish != NULL)
		e = route->finish(&ex->rq, outcome);
	if (e.code == 0 && ex->rq.response.status != 0)
		return;
	if (e.code == 0) {
		log_event(LOG_ERROR, "the route did not answer",
		    LOG_T("route", route->path));
		e = fail(ERR_INTERNAL, NULL);
	}
	refuse(ex, e);
}

struct error snapshot_begin(struct exchange *ex)
{
	struct db_readers *readers = ex->server->options.readers;

	if (readers == NULL || ex->rq.route->plain)
		return OK;
	return readers_begin(readers, &ex->rq.cx.tx);
}

void snapshot_end(struct exchange *ex)
{
	if (ex->rq.cx.tx != NULL) {
		ex->rq.db_us += tx_spent_us(ex->rq.cx.tx);
		readers_end(ex->server->options.readers, ex->rq.cx.tx);
	}
	ex->rq.cx.tx = NULL;
}

/* ---- on the loop, or on a worker when slow ---- */

/* True when effects must run, or door->pay. */
static bool begin_inside(struct exchange *ex)
{
	struct request *rq = &ex->rq;
	struct error e = OK;

	if (!rq->paid)
		input_form(ex);
	if (!rq->route->plain && rq->door->enter != NULL)
		e = rq->door->enter(rq);
	if (rq->pay)
		return true;
	if (e.code) {
		refuse(ex, e);
		return false;
	}
	e = input_fields(ex);
	if (e.code == 0 && rq->route->read != NULL) {
		e = rq->route->read(rq);
		if (e.code == 0 && rq->elsewhere)
			return false;
	} else if (e.code == 0 && rq->route->prepare != NULL) {
		e = rq->route->prepare(rq);
	}
	if (e.code) {
		response_reset(ex);
		dispatch_settle(ex, e);
		return false;
	}
	if (rq->route->effects != NULL && rq->response.status == 0)
		return true;
	if (rq->response.status == 0)
		dispatch_settle(ex, OK);
	return false;
}

/* Everything before the writer; true when the writer is next. */
static bool begin(struct exchange *ex)
{
	struct error e = snapshot_begin(ex);
	bool writes = false;

	if (e.code)
		refuse(ex, e);
	else
		writes = begin_inside(ex);
	snapshot_end(ex);
	return writes;
}

/* ---- leaving the loop, and coming back ---- */

static enum MHD_Result answer(struct exchange *ex)
{
	if (ex->rq.door->leave != NULL)
		ex->rq.door->leave(&ex->rq);
	return response_send(ex);
}

static bool leave_loop(struct exchange *ex, bool writing)
{
	if (loop_leave(ex, writing))
		return true;
	refuse(ex, fail(ERR_STOPPING, NULL));
	return false;
}

/* Nobody took it: the loop goes on itself, on a resumed connection. */
static enum MHD_Result nobody(struct exchange *ex)
{
	ex->outcome = fail(ERR_BUSY, NULL);
	loop_come_back(ex, STAGE_WAITING);
	return MHD_YES;
}

/* ---- in the writer ---- */

static struct exchange *exchange_of(struct command *command)
{
	return (struct exchange *)(void *)((char *)command -
					   offsetof(struct exchange, command));
}

/* All is checked and answered; the error undoes it. */
static struct error dry_end(struct request *rq)
{
	struct error e = OK;

	if (rq->response.status == 0 && rq->route->finish != NULL)
		e = rq->route->finish(rq, OK);
	return e.code ? e : fail(ERR_DRY_RUN, NULL);
}

static struct error command_effects(struct command *command, struct tx *tx)
{
	struct exchange *ex = exchange_of(command);
	struct request *rq = &ex->rq;
	struct error e = OK;
	bool runs;

	/* given up by the drain, and told so: must not happen any more */
	if (!stage_move(ex, STAGE_WAITING, STAGE_APPLYING) &&
	    atomic_load(&ex->stage) == STAGE_ABANDONED)
		return fail(ERR_STOPPING, NULL);
	rq->cx.tx = tx;
	rq->replayed = ex->recorded = false;
	response_reset(ex); /* of a run that was rolled back */
	if (rq->door->again != NULL)
		e = rq->door->again(rq, &rq->replayed);
	runs = e.code == 0 && !rq->replayed;
	ex->unrecorded = !runs || rq->dry_run;
	if (runs)
		e = rq->route->effects(rq);
	if (e.code == 0 && rq->dry_run)
		e = dry_end(rq);
	if (e.code && e.code != ERR_DRY_RUN)
		response_reset(ex);
	ex->outcome = e;
	return e;
}

static struct error command_record(
    struct command *command, struct tx *tx, struct error outcome)
{
	struct exchange *ex = exchange_of(command);
	struct request *rq = &ex->rq;
	struct error e = OK;

	if (outcome.code == ERR_STOPPING &&
	    atomic_load(&ex->stage) == STAGE_ABANDONED)
		return outcome;
	rq->cx.tx = tx;
	if (!ex->unrecorded && rq->door->record != NULL)
		e = rq->door->record(rq, outcome);
	ex->recorded = e.code == 0;
	return e;
}

static void command_done(struct command *command, struct error outcome)
{
	struct exchange *ex = exchange_of(command);
	int stage = atomic_load(&ex->stage);

	if (stage != STAGE_ABANDONED) {
		ex->rq.cx.tx = NULL;
		/* the commit failed after all: nothing of the answer holds */
		if (!ex->recorded || outcome.code != ex->outcome.code) {
			response_reset(ex);
			ex->outcome =
			    outcome.code ? outcome : fail(ERR_INTERNAL, NULL);
		}
	}
	loop_come_back(ex, (enum stage)stage);
}

/* Only what enter needs to go on. */
static struct error pay_effects(struct command *command, struct tx *tx)
{
	struct exchange *ex = exchange_of(command);

	if (!stage_move(ex, STAGE_WAITING, STAGE_APPLYING) &&
	    atomic_load(&ex->stage) == STAGE_ABANDONED)
		return fail(ERR_STOPPING, NULL);
	ex->rq.cx.tx = tx;
	return ex->rq.door->pay(&ex->rq);
}

static void pay_done(struct command *command, struct error outcome)
{
	struct exchange *ex = exchange_of(command);
	int stage = atomic_load(&ex->stage);

	if (stage != STAGE_ABANDONED) {
		ex->rq.cx.tx = NULL;
		ex->outcome = outcome;
	}
	loop_come_back(ex, (enum stage)stage);
}

static enum MHD_Result to_writer(struct exchange *ex)
{
	bool pay = ex->rq.pay;

	ex->command.effects = pay ? pay_effects : command_effects;
	ex->command.record = pay ? NULL : command_record;
	ex->command.done = pay ? pay_done : command_done;
	ex->command.lane = LANE_PEOPLE;
	ex->command.tenant = exchange_tenant(ex);
	if (!leave_loop(ex, true))
		return answer(ex);
	if (ex->server->options.writer == NULL ||
	    !writer_submit(ex->server->options.writer, &ex->command))
		return nobody(ex);
	return MHD_YES;
}

/* ---- on a worker ---- */

static void worker_run(void *arg)
{
	struct exchange *ex = arg;

	if (stage_move(ex, STAGE_WAITING, STAGE_RUNNING)) {
		ex->on_loop = false;
		/* the loop sends it to the writer when effects are next */
		ex->command.effects = begin(ex) ? command_effects : NULL;
		ex->outcome = OK;
	}
	loop_come_back(ex, STAGE_RUNNING);
}

static enum MHD_Result to_lister(struct exchange *ex)
{
	ex->on_loop = false;
	if (!leave_loop(ex, false))
		return answer(ex);
	if (!workers_submit(ex->server->listers, elsewhere_run, ex))
		return nobody(ex);
	return MHD_YES;
}

static enum MHD_Result to_worker(struct exchange *ex)
{
	if (!leave_loop(ex, false))
		return answer(ex);
	if (!workers_submit(ex->server->workers, worker_run, ex))
		return nobody(ex);
	return MHD_YES;
}

/* ---- on the loop ---- */

static bool expects_continue(const struct request *rq)
{
	const char *expect = request_header(rq, "Expect");

	return expect != NULL && strcasecmp(expect, "100-continue") == 0;
}

static int64_t declared_length(const struct request *rq)
{
	const char *text = request_header(rq, "Content-Length");
	int64_t length = 0;

	return text != NULL && text_to_int(text, &length) ? length : 0;
}

static int64_t body_max(const struct exchange *ex)
{
	const struct settings *settings = ex->server->options.settings;

	if (ex->rq.route != NULL && ex->rq.route->many)
		return settings->max_body_bytes +
		       settings->request_files_max *
			   settings->request_file_bytes;
	return ex->rq.route != NULL && ex->rq.route->upload
		   ? settings->max_upload_bytes
		   : settings->max_body_bytes;
}

static struct error too_large(struct exchange *ex)
{
	char max[24];

	snprintf(max, sizeof max, "%lld", (long long)body_max(ex));
	return fail_with(
	    &ex->arena, ERR_BODY_TOO_LARGE, NULL, HOLES({ "max", max }));
}

static void route_find(struct exchange *ex)
{
	struct request *rq = &ex->rq;
	struct match match;

	router_match(
	    ex->server->router, &ex->arena, rq->method, rq->raw_path, &match);
	rq->door = match.door;
	rq->route = match.route;
	rq->param_count = match.param_count;
	memcpy(rq->params, match.params, sizeof rq->params);
	if (rq->route == NULL)
		ex->early = fail(ERR_ROUTE_UNKNOWN, NULL);
	else if (declared_length(rq) > body_max(ex))
		ex->early = too_large(ex);
	ex->discard = ex->early.code != 0;
}

static enum MHD_Result early(struct exchange *ex)
{
	refuse(ex, ex->early);
	return answer(ex);
}

/* First call: true when the answer is clear and the body need not come. */
static bool refuse_unread(const struct exchange *ex)
{
	return ex->early.code != 0 &&
	       (expects_continue(&ex->rq) ||
		   declared_length(&ex->rq) >
		       ex->server->options.settings->max_body_bytes +
			   HTTP_DISCARD_BYTES);
}

enum MHD_Result dispatch_opened(struct exchange *ex)
{
	route_find(ex);
	if (ex->early.code == 0 && ex->rq.route->upload)
		upload_ask(ex);
	conn_phase(ex->conn, PHASE_BODY);
	return refuse_unread(ex) ? early(ex) : MHD_YES;
}

enum MHD_Result dispatch_body(
    struct exchange *ex, const char *bytes, size_t length)
{
	int64_t max = body_max(ex);

	ex->body_seen += (int64_t)length;
	if (ex->body_seen > max + HTTP_DISCARD_BYTES)
		return MHD_NO;
	if (ex->body_seen > max && ex->early.code == 0) {
		ex->early = too_large(ex);
		ex->discard = true;
	}
	if (ex->discard)
		return MHD_YES;
	if (ex->receiving == NULL) {
		text_add_n(&ex->body, bytes, length);
		return MHD_YES;
	}
	/* who may send a large file may take the time that it needs */
	conn_phase(ex->conn, PHASE_BODY);
	upload_take(ex, bytes, length);
	return MHD_YES;
}

static enum MHD_Result start(struct exchange *ex)
{
	if (ex->rq.route->slow)
		return to_worker(ex);
	ex->on_loop = true;
	if (begin(ex))
		return to_writer(ex);
	return ex->rq.elsewhere ? to_lister(ex) : answer(ex);
}

enum MHD_Result dispatch_start(struct exchange *ex)
{
	struct request *rq = &ex->rq;

	conn_phase(ex->conn, PHASE_WORK);
	if (ex->early.code == 0 && ex->receiving != NULL)
		upload_end(ex);
	if (ex->early.code)
		return early(ex);
	if (ex->body.length > 0) {
		rq->body = ex->body.bytes;
		rq->body_length = ex->body.length;
	}
	return start(ex);
}

static enum MHD_Result after_pay(struct exchange *ex)
{
	struct request *rq = &ex->rq;

	rq->pay = false;
	rq->paid = true;
	rq->pay_outcome = ex->outcome;
	ex->outcome = OK;
	return start(ex);
}

/* The writer is through: a fresh snapshot for finish. */
static void finish(struct exchange *ex)
{
	struct error e;

	/* a replayed answer, or one that record stored, goes out as it is */
	if (ex->rq.response.status != 0 &&
	    (ex->rq.replayed || ex->outcome.code != 0))
		return;
	if (ex->rq.response.status != 0 && ex->rq.route->finish == NULL)
		return;
	e = snapshot_begin(ex);
	if (e.code)
		refuse(ex, e);
	else
		dispatch_settle(ex, ex->outcome);
	snapshot_end(ex);
}

static enum MHD_Result after_worker(struct exchange *ex)
{
	if (ex->outcome.code) /* nobody took it */
		refuse(ex, ex->outcome);
	else if (ex->command.effects != NULL)
		return to_writer(ex);
	return answer(ex);
}

enum MHD_Result dispatch_resumed(struct exchange *ex)
{
	dispatch_forget(ex);
	if (!ex->writing)
		return after_worker(ex);
	if (ex->rq.pay)
		return after_pay(ex);
	finish(ex);
	return answer(ex);
}

/* The connection was taken back by the drain: another exchange answers it. */
enum MHD_Result dispatch_abandoned(
    struct exchange *ex, struct exchange *instead)
{
	dispatch_forget(ex);
	instead->close = true;
	refuse(instead, fail(ERR_STOPPING, NULL));
	return answer(instead);
}
