/*
 * kontor routes: the table of the REST API, for people or, with --json, for
 * programs (api/table.h tells its form).
 */
#ifndef KONTOR_CLI_ROUTES_H
#define KONTOR_CLI_ROUTES_H

#include "base/ctx.h"

int cli_routes(struct ctx *cx, int argc, char **operands);

#endif
