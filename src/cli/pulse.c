/*
 * The thread that writes, looks and feeds. What the answers of /readyz are is
 * health.c's.
 */
#include "cli/pulse.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <systemd/sd-daemon.h>

#include "base/crypto.h"
#include "base/day.h"
#include "base/log.h"
#include "db/db.h"

#define WELL_US INT64_C(10000000) /* between two writes that went well */
#define ILL_US INT64_C(1000000)   /* after one that did not */
#define LATE_US INT64_C(15000000) /* a write under way for so long is stuck */
#define LOOP_SECONDS 5            /* an event loop answers within */

enum state { STATE_WELL, STATE_UNWRITABLE };

struct pulse {
	struct ctx base;
	uint8_t slot; /* our row: two processes seldom have one */
	struct writer *writer;
	pthread_t thread;
	pthread_mutex_t lock; /* stopping, loop */
	pthread_cond_t wake;
	bool stopping;
	struct sockaddr_storage loop; /* family 0: nobody is asked */
	socklen_t loop_length;
	atomic_int state;
	_Atomic int64_t writing_since; /* 0: no write is under way */
	/* of the thread */
	uint64_t watchdog_us; /* 0: there is none */
	int64_t wrote_us, fed_us, refused;
};

/* ---- writing ---- */

struct beat {
	struct command command; /* first: the writer hands it back */
	struct ctx cx;
	int64_t slot;
};

static struct error beat_effects(struct command *command, struct tx *tx)
{
	struct beat *beat = (struct beat *)command;

	beat->cx.tx = tx;
	return sql_run(&beat->cx, SQL_heartbeat,
	    ARGS(I(beat->slot), I(beat->cx.wall)), NULL);
}

static void state_set(struct pulse *pulse, enum state state)
{
	enum state before = (enum state)atomic_exchange(&pulse->state, state);

	if (before == state)
		return;
	if (state == STATE_WELL)
		log_event(LOG_WARN, "the database can be written again",
		    LOG_T("readyz", "ready"));
	else
		log_event(LOG_ERROR, "the database cannot be written",
		    LOG_T("readyz", "says no until it can"));
}

static void beat_write(struct pulse *pulse)
{
	struct arena arena;
	struct beat beat = { .command = { .effects = beat_effects },
		.cx = pulse->base,
		.slot = pulse->slot };
	struct error e;

	arena_init(&arena);
	beat.cx.arena = &arena;
	beat.cx.wall = beat.cx.now = clock_wall();
	atomic_store(&pulse->writing_since, clock_steady_us());
	e = writer_call(pulse->writer, &beat.command);
	atomic_store(&pulse->writing_since, 0);
	pulse->wrote_us = clock_steady_us();
	arena_done(&arena);
	state_set(pulse, e.code ? STATE_UNWRITABLE : STATE_WELL);
}

/* Every few seconds, and at once when somebody's write was given up. */
static bool beat_due(struct pulse *pulse)
{
	struct writer_counts counts;
	int64_t pause =
	    atomic_load(&pulse->state) == STATE_WELL ? WELL_US : ILL_US;
	bool refused;

	writer_counts(pulse->writer, &counts);
	refused = counts.refused != pulse->refused;
	pulse->refused = counts.refused;
	return refused || clock_steady_us() - pulse->wrote_us >= pause;
}

/* ---- the watchdog ---- */

static bool loop_where(struct pulse *pulse, struct sockaddr_storage *ret_loop,
    socklen_t *ret_length)
{
	pthread_mutex_lock(&pulse->lock);
	*ret_loop = pulse->loop;
	*ret_length = pulse->loop_length;
	pthread_mutex_unlock(&pulse->lock);
	return ret_loop->ss_family != 0;
}

/* Any answer will do, and so will an end: a loop that turns us away because
 * all connections are in use is alive. */
static bool loop_answers(struct pulse *pulse)
{
	static const char ask[] = "GET /livez HTTP/1.1\r\nHost: localhost\r\n"
				  "Connection: close\r\n\r\n";
	const struct timeval patience = { LOOP_SECONDS, 0 };
	struct sockaddr_storage loop;
	socklen_t length;
	char answer[512];
	bool answers;
	int fd;

	if (!loop_where(pulse, &loop, &length))
		return true;
	fd = socket(loop.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	answers =
	    connect(fd, (struct sockaddr *)&loop, length) == 0 &&
	    send(fd, ask, sizeof(ask) - 1, MSG_NOSIGNAL) > 0 &&
	    (recv(fd, answer, sizeof(answer), 0) >= 0 || errno == ECONNRESET);
	if (fd >= 0)
		close(fd);
	return answers;
}

/* The writer has answered: this thread would not be here otherwise. */
static void watchdog_feed(struct pulse *pulse)
{
	int64_t now = clock_steady_us();

	if (pulse->watchdog_us == 0 ||
	    now - pulse->fed_us < (int64_t)pulse->watchdog_us / 4)
		return;
	if (now - pulse->wrote_us > (int64_t)pulse->watchdog_us / 4)
		beat_write(pulse);
	if (!loop_answers(pulse)) {
		log_event(LOG_ERROR, "no event loop answers",
		    LOG_T("watchdog", "is not fed"));
		return;
	}
	pulse->fed_us = clock_steady_us();
	sd_notify(0, "WATCHDOG=1");
}

/* ---- the thread ---- */

static bool wait_for_next(struct pulse *pulse)
{
	struct timespec until;
	bool go_on;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += 1;
	pthread_mutex_lock(&pulse->lock);
	if (!pulse->stopping)
		pthread_cond_timedwait(&pulse->wake, &pulse->lock, &until);
	go_on = !pulse->stopping;
	pthread_mutex_unlock(&pulse->lock);
	return go_on;
}

static void *run(void *arg)
{
	struct pulse *pulse = arg;

	do {
		if (beat_due(pulse))
			beat_write(pulse);
		watchdog_feed(pulse);
	} while (wait_for_next(pulse));
	return NULL;
}

/* Signals are for the thread that waits for them. */
static bool thread_start(struct pulse *pulse)
{
	sigset_t all, before;
	bool started;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	started = pthread_create(&pulse->thread, NULL, run, pulse) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!started)
		log_event(LOG_ERROR, "no thread", LOG_T("for", "the pulse"));
	return started;
}

static void pulse_free(struct pulse *pulse)
{
	pthread_mutex_destroy(&pulse->lock);
	pthread_cond_destroy(&pulse->wake);
	free(pulse);
}

struct error pulse_start(
    struct ctx *cx, struct writer *writer, struct pulse **ret_pulse)
{
	struct pulse *pulse = calloc(1, sizeof(*pulse));
	pthread_condattr_t steady;

	if (pulse == NULL)
		return fail(ERR_INTERNAL, NULL);
	pulse->base = *cx;
	pulse->base.who = NULL;
	pulse->writer = writer;
	/* the first write is due at once: a start on a full disk is told */
	pulse->wrote_us = clock_steady_us() - WELL_US;
	crypto_random(&pulse->slot, sizeof(pulse->slot));
	if (sd_watchdog_enabled(0, &pulse->watchdog_us) <= 0)
		pulse->watchdog_us = 0;
	pthread_mutex_init(&pulse->lock, NULL);
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(&pulse->wake, &steady);
	pthread_condattr_destroy(&steady);
	if (!thread_start(pulse)) {
		pulse_free(pulse);
		return fail(ERR_INTERNAL, NULL);
	}
	*ret_pulse = pulse;
	return OK;
}

void pulse_stop(struct pulse *pulse)
{
	if (pulse == NULL)
		return;
	pthread_mutex_lock(&pulse->lock);
	pulse->stopping = true;
	pthread_cond_signal(&pulse->wake);
	pthread_mutex_unlock(&pulse->lock);
	pthread_join(pulse->thread, NULL);
	pulse_free(pulse);
}

const char *pulse_trouble(struct pulse *pulse)
{
	int64_t since = atomic_load(&pulse->writing_since);

	if (since != 0 && clock_steady_us() - since > LATE_US)
		return "the writer does not answer";
	if (atomic_load(&pulse->state) == STATE_UNWRITABLE)
		return "the database cannot be written";
	return NULL;
}

void pulse_watch(
    struct pulse *pulse, const struct sockaddr *where, socklen_t length)
{
	struct sockaddr_storage loop = { 0 };
	struct sockaddr_in *four = (struct sockaddr_in *)&loop;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)&loop;

	if (length > 0)
		memcpy(&loop, where, length);
	/* who listens everywhere listens here too */
	if (loop.ss_family == AF_INET && four->sin_addr.s_addr == INADDR_ANY)
		four->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (loop.ss_family == AF_INET6 &&
	    IN6_IS_ADDR_UNSPECIFIED(&six->sin6_addr))
		six->sin6_addr = in6addr_loopback;
	pthread_mutex_lock(&pulse->lock);
	pulse->loop = loop;
	pulse->loop_length = length;
	pthread_mutex_unlock(&pulse->lock);
}
