/*
 * Starts the small server for who watches.
 */
#include "cli/monitor.h"

#include "base/log.h"
#include "base/settings.h"
#include "cli/health.h"

static const struct door_routes monitor_doors[] = {
	{ &health_door, "", health_tables },
	{ &health_door, "/metrics", metrics_tables },
	{ 0 },
};

struct error monitor_start(struct ctx *cx, struct house *house,
    const struct listener *listener, struct server **ret_monitor)
{
	struct settings *settings = ARENA_NEW(cx->arena, struct settings);
	const struct server_options options = {
		.settings = settings,
		.doors = monitor_doors,
		.listener = listener,
		.owner = house,
	};
	struct error e;

	*ret_monitor = NULL;
	if (listener == NULL && cx->settings->metrics_listen[0] == '\0')
		return OK;
	*settings = *cx->settings;
	settings->listen = settings->metrics_listen;
	settings->threads = 1;
	settings->worker_threads = 1;
	settings->max_connections = 64;
	settings->drain_seconds = 1;
	if ((e = server_start(&options, ret_monitor)).code == 0)
		log_event(LOG_INFO, "metrics",
		    LOG_I("port", server_port(*ret_monitor)));
	return e;
}
