/*
 * The HTTP side: limits, framing guard, routing, three executors, dispatch.
 * A door (api, web, portal) says who the caller is and how an error looks; a
 * route says what may be done, with which input, by which functions.
 *
 * Life of a request (design.md 3):
 *   guard -> route -> input by field tables -> door->enter (who, may)
 *   reads:  route->read on the event loop, or on a worker when slow
 *   writes: route->prepare (loop, or worker when slow)
 *           route->effects (writer, in a savepoint), door->record (writer)
 *           commit; route->finish (loop, on a fresh snapshot)
 * cx.tx is a read snapshot in enter, read, prepare and finish, and the
 * writer's transaction in again, effects and record.
 *
 * A failure is answered by route->finish when there is one (field errors and
 * what read, prepare or the writer said), else by door->refuse; a refusal of
 * door->enter always by door->refuse, before any field is checked. What was
 * answered before a failure is thrown away, but for what door->record wrote
 * about a refused act: that is stored, so that is sent. A prepare that
 * answers (sets a status) ends the request: effects do not run.
 */
#ifndef KONTOR_HTTP_HTTP_H
#define KONTOR_HTTP_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/ctx.h"
#include "base/text.h"
#include "db/writer.h"
#include "http/field.h"
#include "http/listener.h"

enum http_method { GET = 1, HEAD, POST, PUT, PATCH, DELETE };

struct request;
struct server;

struct route {
	enum http_method method; /* GET serves HEAD too */
	const char *path;        /* "/v1/customers/{customer}/orders/{order}";
				    {rest*} takes all that follows. API paths
				    match without case, '//' as '/', trailing
				    '/' ignored (api.md 1.1); page paths exact */
	int needs;               /* enum permission; 0 fails at start-up */
	const struct field *query;
	size_t query_size;
	const struct field *body;
	size_t body_size;
	bool slow;   /* read or prepare runs on a worker */
	bool upload; /* the body is multipart/form-data with one file, up to
			settings->max_upload_bytes: rq->upload. The door's
			enter is also asked before the body comes
			(rq->unread). Such routes are slow ones */
	bool many;   /* with upload: several files, rq->uploads, each up to
			settings->request_file_bytes, request_files_max of
			them; what is beyond is told and not kept */
	bool body_ignored; /* any or no body is taken */
	bool plain;        /* reads only, without enter and without a
			      snapshot: static files, /livez */
	struct error (*read)(struct request *rq);
	struct error (*prepare)(struct request *rq);
	struct error (*effects)(struct request *rq);
	/* Pages: renders or redirects, with the outcome in hand; also called
	 * with the first field error when the input did not pass. Without it
	 * an error goes to door->refuse, and effects must have answered. */
	struct error (*finish)(struct request *rq, struct error outcome);
	const char *summary; /* N_(): one line for the reference */
	const void *more;    /* the door's own data about the route */
};
#define ROUTE_END                                                              \
	{                                                                      \
		.method = 0                                                    \
	}

struct door {
	const char *name; /* "api", "web": in logs and metrics */
	bool loose_paths; /* the path rules of api.md 1.1 */
	bool json;        /* bodies are JSON; else forms */
	bool quiet;       /* its requests are logged at level debug */
	/* Who: principal, locale, now; and may: rq->route->needs. */
	struct error (*enter)(struct request *rq);
	/* In the writer, when enter failed and set rq->pay: what must be
	 * written before it can be decided whether the request may go on.
	 * Then enter is asked again, with rq->paid, and rq->pay_outcome is OK
	 * or why nothing was committed. May be NULL. */
	struct error (*pay)(struct request *rq);
	/* In the writer, before effects: the stored answer of a repeated
	 * request (ruling 4) is put into rq->response and *ret_replayed set;
	 * the principal's state is checked again. An error here ends the act:
	 * neither effects nor record run. Replayed without a status set, the
	 * answer is made anew by route->finish. May be NULL. */
	struct error (*again)(struct request *rq, bool *ret_replayed);
	/* In the writer, after effects: idempotency and activity rows. May
	 * answer a refused act (response.status is 0 then). May be NULL. */
	struct error (*record)(struct request *rq, struct error outcome);
	/* Answers an error: status, body, headers. Also for unknown routes,
	 * where rq->route is NULL, and before enter ran (who and door_state
	 * are NULL then, cx.tx may be NULL). */
	void (*refuse)(struct request *rq, struct error error);
	/* Last touch on every answer: headers all answers carry. */
	void (*leave)(struct request *rq);
};

struct door_routes {
	const struct door *door;
	const char *prefix; /* "/v1": whole segments; the longest match is asked
			       first; "" takes the rest */
	const struct route *const
	    *tables; /* each ended by ROUTE_END, list by NULL */
};

struct http_header {
	const char *name;
	const char *value;
};

struct response {
	int status; /* 0: not answered yet */
	const char *content_type;
	const char *encoding; /* of body or file as it is: "gzip", or NULL */
	struct secret_spans secrets; /* of body: not compressed with the rest */
	struct text body;            /* in the request's arena */
	const char *static_bytes;    /* instead of body: lives for ever */
	size_t static_length;
	int file; /* instead of body: descriptor, closed by the
		     server; -1 none */
	int64_t file_offset;
	int64_t file_length;
	const char *transfer_tag; /* server_cut(tag) ends this transfer */
	size_t header_count;
	struct http_header headers[32];
};

#define UPLOAD_NAME_MAX 255
/* The file of a form; gone at the end of the request. */
struct upload {
	int fd;            /* at its start; -1: no file was sent */
	const char *field; /* name of the input */
	const char *name;  /* as the sender calls it, without folders */
	int64_t size;
	bool too_large; /* of many: its bytes were not kept */
};

struct request {
	struct ctx cx; /* first member */
	struct server *server;
	const struct door *door;
	const struct route *route;
	enum http_method method;
	const char *raw_path;  /* as sent, without query; "" when unknown */
	const char *raw_query; /* "" when none */
	size_t header_count;   /* as received, for request_header() */
	const struct http_header *headers;
	size_t param_count;
	struct field_pair params[8]; /* decoded values of {name}s */
	void *query;                 /* struct by route->query */
	void *input;                 /* struct by route->body */
	struct field_map form;       /* what was typed, to show it again */
	struct field_errors errors;  /* of query and body */
	bool unread;          /* enter, before the body: the form is empty */
	struct upload upload; /* of routes with .upload */
	size_t upload_count;  /* of routes with .many: uploads, in order */
	struct upload *uploads;
	bool uploads_beyond; /* there were more than may be */
	const char *body;    /* raw bytes, never logged */
	size_t body_length;
	struct response response;
	void *state;      /* of the route: prepare -> effects -> finish */
	void *door_state; /* of the door: enter -> record -> leave */
	bool pay, paid;   /* door->pay */
	struct error pay_outcome;
	bool replayed;
	bool dry_run; /* set by door->enter: effects run and are undone, record
			 does not run, and what was answered stands; finish
			 of a route that answers there runs before the undoing,
			 in the writer. ERR_DRY_RUN is the outcome. */
	bool elsewhere; /* its read goes on off the loop: request_elsewhere */
	int64_t started_us;
	/* parts of it, of snapshots and pages: Server-Timing */
	int64_t db_us, render_us;
};

/* Without case; NULL when absent. Repeated headers: the first. All of these
 * are copies in the arena and may be read on any of the three executors. */
const char *request_header(const struct request *rq, const char *name);
const char *request_cookie(const struct request *rq, const char *name);
/* NULL when the route has no such hole. */
const char *request_param(const struct request *rq, const char *name);

void response_header(struct request *rq, const char *name, const char *value);
void response_status(struct request *rq, int status, const char *content_type);
/*
 * Answers kept in memory (http/kept.h). The key must hold everything that the
 * answer depends on, with the version of what it shows as the request's own
 * snapshot has it. response_kept: true when rq is answered. response_keep:
 * keeps what rq answers, for the next.
 */
bool response_kept(struct request *rq, const char *key);
void response_keep(struct request *rq, const char *key);
/* The same for a part of an answer, in text. */
bool response_part_kept(struct request *rq, const char *key, struct text *out);
void response_part_keep(
    struct request *rq, const char *key, const struct text *part);
/*
 * Asked by a route's read that is about to be long (hundreds of rows), before
 * it answers anything: true on an event loop, where small requests would wait.
 * Then it returns OK at once, and is run again from its beginning on a thread
 * for such reads, with a snapshot of its own; there it is false.
 */
bool request_elsewhere(struct request *rq);
/* Whether a GET of this path (with or without a query) has a route of its own,
 * not only one that takes all the rest. */
bool request_page_exists(const struct request *rq, const char *path);
/* 303 to a path of ours; other hosts are refused. */
void response_redirect(struct request *rq, const char *path);

/* readers and writer may be NULL when no route needs them. */
struct server_options {
	const struct settings *settings;
	const struct secrets *secrets;
	const struct policy *policy;
	/* What a request goes by that comes in now; NULL: policy for ever. */
	const struct policy *(*policy_newest)(const struct policy *policy);
	struct accounts *accounts; /* goes into every cx */
	const struct mustache_set *templates;
	struct writer *writer;
	struct db_readers *readers;
	const struct door_routes *doors; /* ended by a NULL door */
	const struct listener *listener; /* NULL: by settings->listen; else
					    it is the server's from now on */
	void *owner; /* for routes of who started it: server_owner */
};

/* Checks the route tables (a route without needs fails), binds, listens. */
struct error server_start(
    const struct server_options *options, struct server **ret_server);
/* The port in use, when settings said 0. */
int server_port(const struct server *server);
/* Stops accepting, closes idle connections, waits for requests in flight up
 * to drain_seconds, answers the rest 503, stops. */
void server_drain(struct server *server);
/* The same in two steps: what is left in between may still be asked about. */
void server_stop(struct server *server);
void server_end(struct server *server);
/* Ends running transfers that carry this tag, at the next block (ruling 15). */
void server_cut(struct server *server, const char *tag);
/* Runs fn(arg) on a worker; false when they are all busy and the line full. */
bool server_work(struct server *server, void (*fn)(void *), void *arg);
/* Draining: /readyz says no. */
bool server_stopping(const struct server *server);
void *server_owner(const struct server *server);
/* What it has answered and has at hand, as Prometheus reads it. */
void server_metrics(struct server *server, struct text *out);

/*
 * read of a route "/static/{rest*}": an embedded file "web/static/..." with
 * ETag, 304 and type, compressed when the build found that smaller; for ever
 * cacheable when its hash is in the address, as http_static_url writes it:
 * "/static/{hash}/name". Another hash leads on to that address; the name alone
 * answers for some minutes.
 */
struct error http_static_read(struct request *rq);
const char *http_static_url(struct arena *arena, const char *name);

#endif
