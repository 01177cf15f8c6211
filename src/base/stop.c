/*
 * Last words. Closing in order is serve.c's, for who is told to stop.
 */
#include "base/stop.h"

#include <stdio.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"

void stop_disk(const char *event, const char *reason)
{
	log_event(LOG_ERROR, event, LOG_T("reason", reason),
	    LOG_T("process", "stops"));
	_exit(EX_IOERR);
}

void stop_fault(const char *event, const char *reason)
{
	log_event(LOG_ERROR, event, LOG_T("reason", reason),
	    LOG_T("process", "stops"));
	_exit(EX_SOFTWARE);
}

/* The log's own writer takes memory for its line. */
void stop_memory(size_t bytes)
{
	struct timespec now;
	struct tm utc;
	char at[32] = "", line[256];
	int length;

	clock_gettime(CLOCK_REALTIME, &now);
	if (gmtime_r(&now.tv_sec, &utc) != NULL)
		strftime(at, sizeof(at), "%Y-%m-%dT%H:%M:%S", &utc);
	length = snprintf(line, sizeof(line),
	    "{\"at\":\"%s.%03dZ\",\"level\":\"error\","
	    "\"event\":\"out of memory\",\"bytes\":%zu,"
	    "\"process\":\"stops\"}\n",
	    at, (int)(now.tv_nsec / 1000000), bytes);
	(void)!write(STDERR_FILENO, line, (size_t)length);
	_exit(EX_OSERR);
}
