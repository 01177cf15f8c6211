/*
 * Is every row of the table of routes whole? The build asks this of api_areas
 * and fails when not.
 */
#ifndef KONTOR_TOOLS_API_TABLE_CHECK_H
#define KONTOR_TOOLS_API_TABLE_CHECK_H

#include <stdio.h>

#include "api/api.h"

/*
 * Says what is missing, a line each: "POST /v1/x: no summary". Also that every
 * name in data/resources.json is known. Returns the number of lines.
 */
int api_table_check(const struct api_area *areas, FILE *out);

#endif
