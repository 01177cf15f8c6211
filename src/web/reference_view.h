/*
 * What a page of the reference shows of a route and of a resource. The pages
 * themselves are reference.c's.
 */
#ifndef KONTOR_WEB_REFERENCE_VIEW_H
#define KONTOR_WEB_REFERENCE_VIEW_H

#include "api/resources.h"
#include "api/table.h"
#include "web/page.h"

struct reference_field {
	const char *name;  /* "lineItems[].quantity" */
	const char *place; /* "path", "query", "body" */
	const char *type, *limits, *choices, *help;
	bool required;
};
struct reference_error {
	const char *status, *code, *message;
};
struct reference_route {
	const char *anchor, *method, *path, *summary;
	const char *roles, *caller, *answer, *resource, *resource_href;
	const char *curl, *sealed;
	struct view_list fields; /* struct reference_field */
	struct view_list errors; /* struct reference_error */
	bool ours, writes, throttled, has_fields, has_errors;
};
extern const struct view_field reference_route_view[];
extern const struct view_field reference_error_view[];

struct reference_member {
	const char *name, *type, *type_href, *words, *note;
};
struct reference_resource {
	const char *name, *anchor;
	struct view_list members; /* struct reference_member */
	bool ours;
};
extern const struct view_field reference_resource_view[];

void reference_route_of(struct ctx *cx, const struct route *route,
    struct reference_route *ret_view);
void reference_error_of(struct ctx *cx, const struct route *route, int code,
    struct reference_error *ret_view);
/* The resources that the routes of an area answer with, each once. */
struct view_list reference_resources(
    struct ctx *cx, const struct api_area *area);

/* reference_curl.c: a call that has all it needs, to be typed into a shell. */
const char *reference_curl(struct ctx *cx, const struct route *route);

#endif
