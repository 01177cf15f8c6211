/*
 * The service: opens everything in order, serves until SIGTERM, drains and
 * closes in the opposite order. Routes belong to the doors, demo data to
 * sandbox/.
 */
#include "cli/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include <systemd/sd-daemon.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/mustache.h"
#include "base/settings.h"
#include "base/text.h"
#include "cli/doors.h"
#include "cli/house.h"
#include "cli/memory.h"
#include "cli/monitor.h"
#include "cli/news.h"
#include "cli/pulse.h"
#include "cli/verb.h"
#include "http/http.h"
#include "sandbox/demo.h"

/* SIGTERM and SIGINT stop, and so does SIGHUP: the terminal is gone. A closed
 * pipe or socket is an error, no signal, and the other ones mean nothing here:
 * settings are read at the start alone. */
static void signals_block(sigset_t *ret_set)
{
	sigemptyset(ret_set);
	sigaddset(ret_set, SIGTERM);
	sigaddset(ret_set, SIGINT);
	sigaddset(ret_set, SIGHUP);
	pthread_sigmask(SIG_BLOCK, ret_set, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGUSR1, SIG_IGN);
	signal(SIGUSR2, SIG_IGN);
}

/* What whoever starts it can mend has statuses of its own. */
static int start_failed(struct ctx *cx, struct error e)
{
	if (text_same(e.field, "listen")) { /* why is in the log */
		fprintf(stderr, "kontor: cannot listen at %s\n",
		    cx->settings->listen);
		return EX_UNAVAILABLE;
	}
	(void)verb_failed(cx, e);
	return text_same(e.field, "data_dir") ? EX_CANTCREAT : verb_status(e);
}

/* ---- what was handed over ---- */

struct listeners {
	struct listener people, watchers; /* fd -1: none */
};

/* By systemd.socket(5): FileDescriptorName=metrics is the one of metrics,
 * the first other one serves. */
static struct error listeners_take(struct listeners *ret_listeners)
{
	char **names = NULL;
	int count = sd_listen_fds_with_names(1, &names);
	/* said to be there, and is not */
	struct error e = count < 0 ? fail(ERR_INTERNAL, "listen") : OK;

	ret_listeners->people.fd = ret_listeners->watchers.fd = -1;
	for (int i = 0; i < count; i++) {
		int fd = SD_LISTEN_FDS_START + i;
		struct listener *taken = text_same(names[i], "metrics")
					     ? &ret_listeners->watchers
					     : &ret_listeners->people;

		if (e.code == 0 && taken->fd < 0)
			e = listener_take(fd, taken);
		else
			close(fd);
		free(names[i]);
	}
	free(names);
	return e;
}

/* The port is known before anything that writes links is opened. */
static struct error listeners_open(
    struct ctx *cx, struct listeners *ret_listeners)
{
	struct settings *settings = ARENA_NEW(cx->arena, struct settings);
	struct listener *people = &ret_listeners->people;
	struct error e = listeners_take(ret_listeners);
	const char *colon = strrchr(cx->settings->listen, ':');

	if (e.code == 0 && people->fd < 0)
		e = listener_bind(cx->settings->listen, people);
	if (e.code != 0)
		return e;
	*settings = *cx->settings;
	settings_bound(cx->arena, settings,
	    people->inherited ? people->where
			      : arena_printf(cx->arena, "%.*s:%d",
				    (int)(colon - cx->settings->listen),
				    cx->settings->listen, people->port));
	cx->settings = settings;
	return OK;
}

/* ---- serving ---- */

/*
 * Whoever sends requests here looks at /readyz now and then, and sends them
 * elsewhere before nobody is let in. A second signal ends the wait.
 */
static void leave_wait(int64_t seconds, const sigset_t *stop)
{
	const struct timespec most = { .tv_sec = (time_t)seconds };

	if (seconds > 0)
		sigtimedwait(stop, NULL, &most);
}

static void until_told(
    struct ctx *cx, struct house *house, const sigset_t *stop)
{
	int signal_number;

	if (demo_announce(cx, server_port(house->server), stdout).code != 0)
		log_event(LOG_WARN, "demo.json cannot be written",
		    LOG_T("folder", cx->settings->data_dir));
	fflush(stdout);
	memory_give_back();
	log_event(
	    LOG_INFO, "serving", LOG_I("port", server_port(house->server)));
	sd_notifyf(0, "READY=1\nSTATUS=Serving on %s", cx->settings->listen);
	sigwait(stop, &signal_number);
	log_event(LOG_INFO, "stopping", LOG_I("signal", signal_number));
	sd_notify(0, "STOPPING=1\nSTATUS=Requests under way may end");
	atomic_store(&house->stopping, true);
	leave_wait(cx->settings->leave_seconds, stop);
}

/* Who watches is answered to the end. */
static int serve_until_told(struct ctx *cx, struct house *house,
    const struct listeners *listeners, const sigset_t *stop)
{
	struct server_options options = {
		.settings = cx->settings,
		.secrets = house->secrets,
		.policy = house->policy,
		.policy_newest = policy_newest,
		.accounts = house->accounts,
		.templates = house->templates,
		.writer = house->writer,
		.readers = house->readers,
		.doors = doors,
		.listener = &listeners->people,
		.owner = house,
	};
	struct server *monitor = NULL;
	struct error e;

	if ((e = server_start(&options, &house->server)).code != 0)
		return start_failed(cx, e);
	e = monitor_start(cx, house,
	    listeners->watchers.fd < 0 ? NULL : &listeners->watchers, &monitor);
	if (e.code == 0) {
		news_serve(house->news, house->server);
		pulse_watch(house->pulse,
		    (const struct sockaddr *)&listeners->people.bound,
		    listeners->people.bound_length);
		until_told(cx, house, stop);
		pulse_watch(house->pulse, NULL, 0);
		news_serve(house->news, NULL);
	}
	server_stop(house->server);
	if (monitor != NULL)
		server_drain(monitor);
	server_end(house->server);
	return e.code == 0 ? EX_OK : start_failed(cx, e);
}

int cli_serve(struct ctx *cx, int argc __attribute__((unused)),
    char **operands __attribute__((unused)))
{
	struct house house;
	struct listeners listeners;
	sigset_t stop;
	struct error e;
	int status;

	/* before any thread is made: one that took a signal would end all */
	signals_block(&stop);
	memory_settle();
	sd_notify(0, "STATUS=Opening the database");
	if ((e = house_folders_make(cx)).code != 0 ||
	    (e = listeners_open(cx, &listeners)).code != 0 ||
	    (e = house_open(cx, &house)).code != 0)
		return start_failed(cx, e);
	status = serve_until_told(cx, &house, &listeners, &stop);
	house_close(&house);
	return status;
}
