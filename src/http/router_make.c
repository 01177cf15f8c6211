/*
 * Route tables into tries, and what is wrong with a table. Matching is left
 * to router.c.
 */
#include "http/router_private.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "base/stop.h"

int literal_compare(const char *a, const char *b, bool loose)
{
	return loose ? strcasecmp(a, b) : strcmp(a, b);
}

static void node_free(struct node *node)
{
	if (node == NULL)
		return;
	for (size_t i = 0; i < node->count; i++)
		node_free(node->children[i]);
	node_free(node->hole);
	node_free(node->rest);
	free(node->children);
	free(node->literal);
	free(node);
}

static struct node *node_new(const char *literal, size_t n)
{
	struct node *node = calloc(1, sizeof *node);

	if (node == NULL)
		stop_memory(sizeof *node);
	if (literal != NULL && (node->literal = strndup(literal, n)) == NULL)
		stop_memory(sizeof *node);
	return node;
}

static struct node *literal_child(
    struct node *node, const char *text, size_t n, bool loose)
{
	struct node *child = node_new(text, n);

	for (size_t i = 0; i < node->count; i++)
		if (literal_compare(node->children[i]->literal, child->literal,
			loose) == 0) {
			node_free(child);
			return node->children[i];
		}
	if (node->count == node->room) {
		node->room = node->room * 2 + 4;
		node->children =
		    realloc(node->children, node->room * sizeof(struct node *));
		if (node->children == NULL)
			stop_memory(sizeof *node);
	}
	node->children[node->count++] = child;
	return child;
}

static struct node *hole_child(struct node **place)
{
	if (*place == NULL)
		*place = node_new(NULL, 0);
	return *place;
}

static int node_order(const void *a, const void *b)
{
	const struct node *const *first = a, *const *second = b;

	return strcmp((*first)->literal, (*second)->literal);
}

static int node_order_loose(const void *a, const void *b)
{
	const struct node *const *first = a, *const *second = b;

	return strcasecmp((*first)->literal, (*second)->literal);
}

static void node_sort(struct node *node, bool loose)
{
	if (node == NULL)
		return;
	if (node->count > 1)
		qsort(node->children, node->count, sizeof(struct node *),
		    loose ? node_order_loose : node_order);
	for (size_t i = 0; i < node->count; i++)
		node_sort(node->children[i], loose);
	node_sort(node->hole, loose);
	node_sort(node->rest, loose);
}

static const char *shape_problem(const struct route *route)
{
	bool changes = route->effects != NULL;

	if (route->method < GET || route->method > DELETE)
		return "the method is unknown";
	if (route->path == NULL || route->path[0] != '/')
		return "the path does not begin with /";
	if (route->needs == 0)
		return "it does not say what it needs";
	if (route->read != NULL && (changes || route->prepare != NULL))
		return "it both reads and writes";
	if (route->plain && route->read == NULL)
		return "it is plain but does not read";
	if (route->read == NULL && !changes)
		return "it has neither read nor effects";
	if ((route->query != NULL) != (route->query_size > 0))
		return "query and query_size do not fit";
	if ((route->body != NULL) != (route->body_size > 0))
		return "body and body_size do not fit";
	if (route->body != NULL &&
	    (route->method == GET || route->method == HEAD))
		return "GET and HEAD take no body";
	if (route->body != NULL && route->body_ignored)
		return "the body is both read and ignored";
	return NULL;
}

/* Walks or grows the trie along the path; NULL with *ret_problem. */
static struct node *path_node(struct node *node, const struct route *route,
    bool loose, const char **ret_problem)
{
	const char *at = route->path;
	size_t holes = 0;

	while (*at == '/') {
		const char *start = at + 1;
		size_t n = strcspn(start, "/");
		bool hole = n > 2 && start[0] == '{' && start[n - 1] == '}';

		at = start + n;
		if (n == 0 && (loose || *at == '/')) {
			if (loose && route->path[1] == '\0')
				return node;
			*ret_problem = "the path has an empty segment";
			return NULL;
		}
		if (hole && ++holes > 8) {
			*ret_problem = "the path has more than 8 holes";
			return NULL;
		}
		if (hole && start[n - 2] == '*' && *at != '\0') {
			*ret_problem = "{rest*} must be the last segment";
			return NULL;
		}
		if (!hole)
			node = literal_child(node, start, n, loose);
		else if (start[n - 2] == '*')
			node = hole_child(&node->rest);
		else
			node = hole_child(&node->hole);
	}
	return node;
}

static const char *route_add(struct group *group, const struct route *route)
{
	const char *problem = shape_problem(route);
	struct node *node;

	if (problem != NULL)
		return problem;
	node =
	    path_node(group->root, route, group->door->loose_paths, &problem);
	if (node == NULL)
		return problem;
	if (node->routes[route->method] != NULL)
		return "the same method and path stand in the tables twice";
	node->routes[route->method] = route;
	return NULL;
}

static bool group_fill(struct group *group, const struct route *const *tables)
{
	bool good = true;

	for (; *tables != NULL; tables++)
		for (const struct route *r = *tables; r->method != 0; r++) {
			const char *problem = route_add(group, r);

			if (problem == NULL)
				continue;
			log_event(LOG_ERROR, "route refused",
			    LOG_T("door", group->door->name),
			    LOG_T("method", http_method_name(r->method)),
			    LOG_T("path", r->path), LOG_T("why", problem));
			good = false;
		}
	node_sort(group->root, group->door->loose_paths);
	return good;
}

static int group_order(const void *a, const void *b)
{
	const struct group *first = a, *second = b;
	size_t m = strlen(first->prefix), n = strlen(second->prefix);

	if (m != n)
		return m > n ? -1 : 1;
	return first->order < second->order ? -1 : 1;
}

struct error router_make(
    const struct door_routes *doors, struct router **ret_router)
{
	struct router *router = calloc(1, sizeof *router);
	bool good = true;

	if (router == NULL)
		stop_memory(sizeof *router);
	while (doors[router->count].door != NULL)
		router->count++;
	router->groups = calloc(router->count + 1, sizeof *router->groups);
	if (router->groups == NULL)
		stop_memory(sizeof *router->groups);
	for (size_t i = 0; i < router->count; i++) {
		struct group *group = &router->groups[i];

		group->door = doors[i].door;
		group->prefix = doors[i].prefix;
		group->order = i;
		group->root = node_new(NULL, 0);
		good = group_fill(group, doors[i].tables) && good;
	}
	qsort(
	    router->groups, router->count, sizeof *router->groups, group_order);
	if (good && router->count > 0) {
		*ret_router = router;
		return OK;
	}
	router_free(router);
	return fail(ERR_INTERNAL, NULL);
}

void router_free(struct router *router)
{
	if (router == NULL)
		return;
	for (size_t i = 0; i < router->count; i++)
		node_free(router->groups[i].root);
	free(router->groups);
	free(router);
}
