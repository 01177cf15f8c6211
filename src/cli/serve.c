/*
 * The service: opens everything in order, serves until SIGTERM, drains and
 * closes in the opposite order. Routes belong to the doors, demo data to
 * sandbox/.
 */
#include "cli/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/mustache.h"
#include "base/settings.h"
#include "base/text.h"
#include "cli/doors.h"
#include "cli/house.h"
#include "cli/verb.h"
#include "http/http.h"
#include "sandbox/demo.h"

/* SIGTERM and SIGINT stop; a closed pipe or socket is an error, no signal. */
static void signals_block(sigset_t *ret_set)
{
	sigemptyset(ret_set);
	sigaddset(ret_set, SIGTERM);
	sigaddset(ret_set, SIGINT);
	pthread_sigmask(SIG_BLOCK, ret_set, NULL);
	signal(SIGPIPE, SIG_IGN);
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

static int serve_until_told(
    struct ctx *cx, struct house *house, const sigset_t *stop)
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
	};
	struct server *server;
	struct error e;
	int signal_number;

	if ((e = server_start(&options, &server)).code != 0)
		return start_failed(cx, e);
	if (demo_announce(cx, server_port(server), stdout).code != 0)
		log_event(LOG_WARN, "demo.json cannot be written",
		    LOG_T("folder", cx->settings->data_dir));
	fflush(stdout);
	log_event(LOG_INFO, "serving", LOG_I("port", server_port(server)));
	sigwait(stop, &signal_number);
	log_event(LOG_INFO, "stopping", LOG_I("signal", signal_number));
	server_drain(server);
	return EX_OK;
}

int cli_serve(struct ctx *cx, int argc __attribute__((unused)),
    char **operands __attribute__((unused)))
{
	struct house house;
	sigset_t stop;
	struct error e;
	int status;

	/* before any thread is made: one that took a signal would end all */
	signals_block(&stop);
	if ((e = house_open(cx, &house)).code != 0)
		return start_failed(cx, e);
	status = serve_until_told(cx, &house, &stop);
	house_close(&house);
	return status;
}
