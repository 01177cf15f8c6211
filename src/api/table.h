/*
 * The table of routes as other programs read it: kontor routes. Everything is
 * taken from the rows (api.h) and from what they name.
 */
#ifndef KONTOR_API_TABLE_H
#define KONTOR_API_TABLE_H

#include "api/api.h"
#include "base/json.h"

/*
 * kontor routes --json, in the order of the reference:
 *
 *	{"routes":[{
 *	  "method":"POST", "path":"/v1/customers/{customer}/carts",
 *	  "area":"carts", "areaName":"Carts", "summary":"...",
 *	  "operationId":"postCustomersCarts",
 *	  "tier":1,                  1 to 3; 9: ours
 *	  "caller":"any",            any, app_user, user_only (enum api_caller)
 *	  "permission":"MAY_ORDER",  as in accounts/permission.h
 *	  "roles":["admin_agent"],   ids; empty with "anyRole":true
 *	  "anyRole":false,           every signed-in person
 *	  "writes":true, "slow":false, "sealed":false, "anew":false,
 *	  "throttled":true, "bodyIgnored":false,
 *	  "query":[FIELD],           absent without a table
 *	  "body":[FIELD],            absent without a table
 *	  "shape":"one",             one list pages array value nothing bytes
 *	  "status":201,              of success
 *	  "resource":"Cart",         of data/resources.json; of bytes the media
 *	                             type; else absent
 *	  "errors":[{"name":"CUSTOMER_UNKNOWN","status":403,"code":20002}]
 *	}]}
 *
 * FIELD, as enum field_kind and struct field have it (http/field.h):
 *
 *	{"kind":"text",  text secret int bool guid instant day choice decimal
 *	                 object list map
 *	 "name":"quantity", "alias":"...",   alias absent when there is none;
 *	                                     name "": the value itself
 *	 "min":0, "max":0,                   as in the table, 0: its default
 *	 "required":true, "readOnly":false, "loneItem":false,
 *	 "choices":["none"],                 of a choice
 *	 "fields":[FIELD],                   of an object and of a list's items
 *	 "help":"..."}                       absent when there is none
 */
void api_table_json(struct json_out *json);

/* For people: one line for each route. */
void api_table_text(struct text *out);

/* "postCustomersCarts": of method and path alone, so it stays what it is. */
const char *operation_id(struct arena *arena, const struct route *route);

/* Does it change something? */
bool route_writes(const struct route *route);
/* Whether calls count (api.md 1.12): customers and what is theirs, but for
 * the catalogue. */
bool route_is_throttled(const struct route *route);

/* The code that error.def gives, as it is answered on this route: 800002 is
 * said on commerce routes only, elsewhere it is 3000 (api.md 1.8). route NULL:
 * an unknown one. */
int api_rest_code(const struct route *route, int code);
/* All that a route may refuse with, its own errors first and none twice: also
 * what follows from its fields, its caller and its being a write. Ended by 0.
 */
const int *route_errors(struct arena *arena, const struct route *route,
    const struct api_route_info *info);

const char *field_kind_id(enum field_kind kind);   /* "text" */
const char *api_shape_id(enum api_shape shape);    /* "one" */
const char *api_caller_id(enum api_caller caller); /* "any" */

#endif
