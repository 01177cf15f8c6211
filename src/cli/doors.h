/*
 * The doors of the program with their tables of routes, as serve mounts them.
 */
#ifndef KONTOR_CLI_DOORS_H
#define KONTOR_CLI_DOORS_H

#include "http/http.h"

/* Ended by a NULL door. */
extern const struct door_routes doors[];

#endif
