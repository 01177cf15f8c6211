/*
 * The verb that serves.
 */
#ifndef KONTOR_CLI_SERVE_H
#define KONTOR_CLI_SERVE_H

#include "base/ctx.h"

int cli_serve(struct ctx *cx, int argc, char **operands);

#endif
