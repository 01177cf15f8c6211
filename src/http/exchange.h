/*
 * Inside of http/: one connection, one request under way, and the server they
 * belong to. Doors and routes see struct request alone (http.h).
 */
#ifndef KONTOR_HTTP_EXCHANGE_H
#define KONTOR_HTTP_EXCHANGE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <microhttpd.h>

#include "accounts/principal.h"
#include "base/settings.h"
#include "http/http.h"
#include "http/meter.h"
#include "http/router.h"
#include "http/worker.h"

#define CONNECTION_BYTES ((size_t)12 * 1024)
#define HTTP_HEADERS_MAX 100
#define HTTP_PATH_MAX 8192
/* Read and thrown away beyond the limit, so that the refusal arrives. */
#define HTTP_DISCARD_BYTES (INT64_C(1024) * 1024)

/* What the sweeper waits for; each has its own limit. */
enum phase {
	PHASE_FRESH, /* nothing came yet: header_seconds since connect */
	PHASE_IDLE,  /* between requests: idle_seconds */
	PHASE_HEADER,
	PHASE_BODY,
	PHASE_WORK, /* ours: no limit */
	PHASE_ANSWER,
};

/* One connection. The list is under server->lock; clock is shared. */
struct conn {
	struct server *server;
	struct conn *next, *prev;
	int fd;
	bool cut;        /* shut down already; under the lock */
	const char *tag; /* running transfer; written by the loop,
			    under the lock */
	uint64_t acked;  /* the sweeper's own: bytes at acked_ms */
	int64_t acked_ms;
	_Atomic uint64_t clock; /* phase and milliseconds since it began */
	/* of the event loop */
	char *uri; /* raw target of the current request */
	size_t uri_room;
	const char *uri_place; /* where it stood, to see a NUL in it */
	char address[64];
};

/* Who holds a request that left its event loop. */
enum stage {
	STAGE_LOOP,      /* nobody else knows it */
	STAGE_WAITING,   /* in the line of a worker or of the writer */
	STAGE_RUNNING,   /* a worker has it */
	STAGE_APPLYING,  /* the writer has it: it may be committed */
	STAGE_READY,     /* resumed, the loop goes on with it */
	STAGE_ABANDONED, /* drain took the connection; the answer is 503 */
};

struct exchange {
	struct request rq; /* first member */
	struct command command;
	struct arena arena;
	struct server *server;
	struct conn *conn; /* of the loop */
	struct MHD_Connection *mhd;
	struct exchange *next, *prev; /* waiting; under server->lock */
	bool listed;                  /* it stands there; of the loop */
	atomic_int refs;              /* the connection, and the executor */
	atomic_int stage;
	bool writing;  /* left for the writer, else for a worker */
	bool on_loop;  /* a read that is long may leave */
	bool answered; /* given to the library */
	bool discard;  /* the body is not wanted */
	bool close;    /* Connection: close on the answer */
	int64_t body_seen;
	struct receiving *receiving; /* of upload.c; NULL: no upload */
	struct text body;
	struct error early;   /* known before the body was read */
	struct error outcome; /* of again/effects, in the writer */
	bool unrecorded;      /* a replay, or refused before effects */
	bool recorded;        /* the record ran and was kept */
};

struct cut_tag {
	char tag[64];
	int64_t at_us;
};
#define CUT_TAGS 128

struct server {
	struct server_options options;
	struct router *router;
	struct workers *workers;
	struct workers *listers; /* of reads that are long */
	struct kept *kept;
	struct MHD_Daemon *daemon;
	struct meter *meter;
	struct listener listener;
	pthread_t acceptor; /* of a listener that was handed over */
	bool acceptor_on;
	int acceptor_stop;
	int64_t connections_max;
	pthread_mutex_t lock; /* conns, waiting, cuts, sweeper_stop */
	pthread_cond_t wake;  /* of the sweeper */
	pthread_t sweeper;
	bool sweeper_on;
	bool sweeper_stop;
	struct conn *conns;
	struct exchange *waiting;
	bool closed;        /* nobody may leave the loop; under the lock */
	atomic_int outside; /* exchanges that an executor holds */
	struct cut_tag cuts[CUT_TAGS];
	size_t cut_next;
	atomic_int connections;
	atomic_int in_flight;
	atomic_bool stopping;
};

/* conn.c: the registry of connections and the sweeper */
void conn_notify(void *cls, struct MHD_Connection *mhd, void **socket_context,
    enum MHD_ConnectionNotificationCode code);
void *conn_uri(void *cls, const char *uri, struct MHD_Connection *mhd);
struct conn *conn_of(struct MHD_Connection *mhd);
void conn_phase(struct conn *conn, enum phase phase);
/* False when the tag was cut after since_us: the transfer must not start. */
bool conn_tag(struct conn *conn, const char *tag, int64_t since_us);
bool sweeper_start(struct server *server);
void sweeper_stop(struct server *server);
/* Ends connections without a request (drain), or all of them. */
void conns_close(struct server *server, bool idle_only);
/* Connected, but nothing or not all of a header came yet. */
bool conns_fresh(struct server *server);
/* Files and streams on their way. */
int conns_transfers(struct server *server);

/* server.c, listen.c */
void server_free(struct server *server);
struct error listen_on(struct server *server);

/* acceptor.c */
bool acceptor_start(struct server *server);
void acceptor_stop(struct server *server);

/* guard.c */
/* Copies the headers; false when the header block is not what it was on the
 * wire: lines folded into others, or a NUL in one. */
bool headers_collect(struct exchange *ex, const char *version);
/* NULL, or what is wrong with the framing, in English for the caller's
 * programmer. */
const char *guard_check(const struct exchange *ex, const char *version);

/* exchange.c: making and freeing; what request_…() reads */
struct exchange *exchange_new(
    struct server *server, struct MHD_Connection *mhd, const char *method);
void exchange_release(struct exchange *ex);
/* A fresh one that knows method, path, headers and ids of the other, to
 * answer 503 while the other is still in use elsewhere. */
struct exchange *exchange_stand_in(const struct exchange *other);
/* Splits path and query, finds ids. */
void exchange_open(struct exchange *ex);

/* leave.c */
/* False when it is no longer in the stage from. */
bool stage_move(struct exchange *ex, enum stage from, enum stage to);
/* Suspends the connection; false when the drain lets nobody leave. */
bool loop_leave(struct exchange *ex, bool writing);
void loop_come_back(struct exchange *ex, enum stage from);

/* dispatch.c */
/* rq->cx.tx, but for plain routes. */
struct error snapshot_begin(struct exchange *ex);
void snapshot_end(struct exchange *ex);
/* The route may answer its own failures; what it cannot, the door does. */
void dispatch_settle(struct exchange *ex, struct error outcome);
/* elsewhere.c: the read of an exchange, on a thread for long ones */
void elsewhere_run(void *arg);
/* The three calls of the library: header in, a part of the body, all in. */
enum MHD_Result dispatch_opened(struct exchange *ex);
enum MHD_Result dispatch_body(
    struct exchange *ex, const char *bytes, size_t length);
enum MHD_Result dispatch_start(struct exchange *ex);
/* The connection was resumed, with the exchange ready ... */
enum MHD_Result dispatch_resumed(struct exchange *ex);
/* ... or abandoned by the drain: instead answers. */
enum MHD_Result dispatch_abandoned(
    struct exchange *ex, struct exchange *instead);
/* Out of the list of those that wait, when it still stands there. */
void dispatch_forget(struct exchange *ex);
/* Drain: takes back what waits; with force also what runs, and from then on
 * nothing leaves the loop. */
void dispatch_abandon(struct server *server, bool force);

/* upload.c: bodies of routes with .upload. Errors go to ex->early. */
void upload_ask(struct exchange *ex); /* may it come: before the body */
void upload_take(struct exchange *ex, const char *bytes, size_t length);
void upload_end(struct exchange *ex);  /* rq->form and rq->upload are there */
void upload_drop(struct exchange *ex); /* what end did not close */

/* response.c */
void response_reset(struct exchange *ex);
enum MHD_Result response_send(struct exchange *ex);
enum MHD_Result response_bad_request(struct exchange *ex, const char *reason);

/* input.c: body and query by the route's field tables */
void input_form(struct exchange *ex); /* rq->form, for enter */
struct error input_fields(struct exchange *ex);

/* Whose rows it will change; 0: nobody's in particular. */
static inline int64_t exchange_tenant(const struct exchange *ex)
{
	const struct principal *who = ex->rq.cx.who;

	return who != NULL && who->partner != NULL ? who->partner->partner_id
						   : 0;
}

#endif
