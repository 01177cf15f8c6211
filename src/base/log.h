/*
 * Structured log, one JSON object a line on stderr. A secret never goes in:
 * the callers pass names and ids, never bodies or headers.
 */
#ifndef KONTOR_BASE_LOG_H
#define KONTOR_BASE_LOG_H

#include <stddef.h>
#include <stdint.h>

enum log_level { LOG_ERROR = 0, LOG_WARN, LOG_INFO, LOG_DEBUG };

/* Before threads start. text: "error", "warn", "info", "debug". */
int log_level_from(const char *text); /* -1 when unknown */
void log_set_level(enum log_level level);
enum log_level log_get_level(void);
/* Lines that could not be written, or not to their end, since the start. */
int64_t log_lost(void);

struct log_pair {
	const char *key;
	const char *text; /* NULL: number is used */
	int64_t number;
};
#define LOG_T(key, text)                                                       \
	{                                                                      \
		(key), log_text(text), 0                                       \
	}
#define LOG_I(key, number)                                                     \
	{                                                                      \
		(key), NULL, (int64_t)(number)                                 \
	}

/* A function, because compilers object to asking an array whether it is. */
static inline const char *log_text(const char *text)
{
	return text != NULL ? text : "";
}

/* One line: time, level, event, pairs. Use the macro. */
void log_write(
    enum log_level level, const char *event, const struct log_pair *pairs);
#define log_event(level, event, ...)                                           \
	log_write(                                                             \
	    (level), (event), (const struct log_pair[]){ __VA_ARGS__, { 0 } })

#endif
