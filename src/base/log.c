/*
 * One JSON line per event, written with one call, so that threads do not mix.
 * What may go in is the callers' promise.
 */
#include "base/log.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/json.h"

/* Set once before threads start; the level is the process's, not a call's. */
static atomic_int current_level = LOG_INFO;
static _Atomic int64_t lost;

static const char *const names[] = { "error", "warn", "info", "debug" };

int log_level_from(const char *text)
{
	for (int i = 0; i < (int)COUNT(names); i++)
		if (strcmp(names[i], text) == 0)
			return i;
	return -1;
}

void log_set_level(enum log_level level)
{
	atomic_store(&current_level, (int)level);
}

enum log_level log_get_level(void)
{
	return (enum log_level)atomic_load(&current_level);
}

static void add_time(struct json_out *json)
{
	struct timespec now;
	struct tm utc;
	char text[64];
	size_t length;

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &utc);
	length = strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &utc);
	snprintf(text + length, sizeof(text) - length, ".%03dZ",
	    (int)(now.tv_nsec / 1000000));
	json_text(json, "at", text);
}

/*
 * A log that takes nothing, on a full disk or behind a closed pipe, must not
 * stop the service. What was cut off ends before the next line begins, so that
 * each line can still be read; /metrics counts what is missing.
 */
static void line_write(const struct text *line)
{
	static atomic_bool cut;
	ssize_t written;

	if (atomic_exchange(&cut, false) && write(STDERR_FILENO, "\n", 1) < 0)
		atomic_store(&cut, true);
	written = write(STDERR_FILENO, line->bytes, line->length);
	if (written == (ssize_t)line->length)
		return;
	atomic_fetch_add(&lost, 1);
	if (written > 0)
		atomic_store(&cut, true);
}

int64_t log_lost(void)
{
	return atomic_load(&lost);
}

void log_write(
    enum log_level level, const char *event, const struct log_pair *pairs)
{
	struct arena arena;
	struct text line;
	struct json_out json;

	if ((int)level > atomic_load(&current_level))
		return;
	arena_init(&arena);
	text_init(&line, &arena);
	json_start(&json, &line);
	json_object_begin(&json, NULL);
	add_time(&json);
	json_text(&json, "level", names[level]);
	json_text(&json, "event", event);
	for (; pairs->key != NULL; pairs++) {
		if (pairs->text != NULL)
			json_text(&json, pairs->key, pairs->text);
		else
			json_int(&json, pairs->key, pairs->number);
	}
	json_object_end(&json);
	text_add_char(&line, '\n');
	line_write(&line);
	arena_done(&arena);
}
