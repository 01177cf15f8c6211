/*
 * Verbs about the key pairs of tokens.
 */
#ifndef KONTOR_CLI_KEYS_H
#define KONTOR_CLI_KEYS_H

#include <stdbool.h>

#include "base/ctx.h"

/* "keys rotate [now]": in the serving process, or here when there is none. */
int cli_keys_rotate(struct ctx *cx, int argc, char **operands);

/* In the process that has cx->accounts: when is "now" or "". say gets a line;
 * bad: it is a complaint. Returns the exit status. */
int keys_rotate_here(struct ctx *cx, const char *when,
    void (*say)(void *listener, bool bad, const char *text), void *listener);

#endif
