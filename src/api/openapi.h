/*
 * GET /openapi.json: the table of routes as OpenAPI 3.1, public. Made at the
 * first request in a language and kept.
 */
#ifndef KONTOR_API_OPENAPI_H
#define KONTOR_API_OPENAPI_H

#include "api/resources.h"
#include "api/table.h"

/* The whole document; texts in cx's language. */
void openapi_write(struct ctx *cx, struct json_out *json);

/* ---- openapi_schema.c ---- */

/* {"$ref":"#/components/KIND/NAME"} */
void openapi_ref(
    struct json_out *json, const char *key, const char *kind, const char *name);
/* The object that a table of fields reads. */
void openapi_fields(struct ctx *cx, struct json_out *json, const char *key,
    const struct field *fields);
/* One field of a table. */
void openapi_field(struct ctx *cx, struct json_out *json, const char *key,
    const struct field *field);
/* What a route answers with on success; not of SHAPE_NOTHING. */
void openapi_answer(struct json_out *json, const struct api_answer *answer);
/* components.schemas, of all that is in use. */
void openapi_schemas(struct ctx *cx, struct json_out *json);

/* ---- openapi_common.c ---- */

/* components but for the schemas, which it asks openapi_schema.c for. */
void openapi_components(struct ctx *cx, struct json_out *json);
/* The parameters of a route, with the names of holes as path has them: path,
 * query, headers. info NULL: a token route. */
void openapi_parameters(struct ctx *cx, struct json_out *json,
    const struct route *route, const char *path,
    const struct api_route_info *info);
/* The refusals of a route, one for each status. */
void openapi_refusals(struct ctx *cx, struct json_out *json,
    const struct route *route, const struct api_route_info *info);
/* Headers that every answer has. */
void openapi_headers(struct json_out *json, const struct route *route);

#endif
