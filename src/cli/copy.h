/*
 * The verb copy: from the database of the settings into one of the other
 * engine.
 */
#ifndef KONTOR_CLI_COPY_H
#define KONTOR_CLI_COPY_H

#include "base/ctx.h"

int cli_copy(struct ctx *cx, int argc, char **operands);

#endif
