/*
 * Paths to routes: one trie per prefix, literal segments before holes before
 * rests, found by binary search. Dispatching what was found is left to others.
 */
#include "http/router.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"

#define SEGMENTS_MAX 32
#define METHODS 7

struct node {
	char *literal; /* NULL: hole or rest */
	size_t count, room;
	struct node **children; /* literals, sorted after compiling */
	struct node *hole;
	struct node *rest;
	const struct route *routes[METHODS];
};

struct group {
	const struct door *door;
	const char *prefix;
	size_t order;
	struct node *root;
};

struct router {
	size_t count;
	struct group *groups; /* longest prefix first */
};

struct path {
	size_t count;
	char *segments[SEGMENTS_MAX];
	const char *starts[SEGMENTS_MAX]; /* raw, for {rest*} */
};

static const char *const method_names[METHODS] = { NULL, "GET", "HEAD", "POST",
	"PUT", "PATCH", "DELETE" };

enum http_method http_method_of(const char *name)
{
	for (int i = GET; i < METHODS; i++)
		if (strcmp(name, method_names[i]) == 0)
			return (enum http_method)i;
	return 0;
}

const char *http_method_name(enum http_method method)
{
	return method >= GET && method <= DELETE ? method_names[method] : "?";
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

char *url_decode(struct arena *arena, const char *bytes, size_t n, bool plus)
{
	char *out = arena_dup_n(arena, bytes, n);
	size_t to = 0;

	for (size_t i = 0; i < n; i++) {
		int high, low;

		if (bytes[i] != '%') {
			out[to++] = plus && bytes[i] == '+' ? ' ' : bytes[i];
			continue;
		}
		if (i + 2 >= n)
			return NULL;
		high = hex_digit(bytes[i + 1]);
		low = hex_digit(bytes[i + 2]);
		if (high < 0 || low < 0 || (high == 0 && low == 0))
			return NULL;
		out[to++] = (char)(high * 16 + low);
		i += 2;
	}
	out[to] = '\0';
	return out;
}

/* The segments of a path, decoded; false when there are too many. */
static bool split(
    struct arena *arena, const char *raw, bool loose, struct path *ret_path)
{
	ret_path->count = 0;
	while (*raw == '/') {
		const char *start = raw + 1;
		size_t n = strcspn(start, "/");
		char *segment;

		raw = start + n;
		if (loose && n == 0)
			continue;
		if (ret_path->count == SEGMENTS_MAX)
			return false;
		segment = url_decode(arena, start, n, false);
		if (segment == NULL || !text_is_utf8(segment, strlen(segment)))
			return false;
		ret_path->starts[ret_path->count] = start;
		ret_path->segments[ret_path->count++] = segment;
	}
	return *raw == '\0';
}

/* ---- compiling ---- */

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
		abort();
	if (literal != NULL && (node->literal = strndup(literal, n)) == NULL)
		abort();
	return node;
}

static int literal_compare(const char *a, const char *b, bool loose)
{
	return loose ? strcasecmp(a, b) : strcmp(a, b);
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
			abort();
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
		abort();
	while (doors[router->count].door != NULL)
		router->count++;
	router->groups = calloc(router->count + 1, sizeof *router->groups);
	if (router->groups == NULL)
		abort();
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

/* ---- matching ---- */

struct walk {
	const struct path *path;
	enum http_method method;
	bool loose;
	size_t holes;
	size_t hole_at[8]; /* index of the segment */
};

static const struct route *node_route(
    const struct node *node, enum http_method method)
{
	if (method == HEAD && node->routes[HEAD] == NULL)
		return node->routes[GET];
	return node->routes[method];
}

static const struct node *literal_find(
    const struct node *node, const char *text, bool loose)
{
	size_t low = 0, high = node->count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = literal_compare(
		    text, node->children[middle]->literal, loose);

		if (order == 0)
			return node->children[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

static const struct route *walk_rest(
    struct walk *walk, const struct node *node, size_t at)
{
	const struct route *route = node_route(node, walk->method);

	if (route != NULL)
		walk->hole_at[walk->holes++] = at;
	return route;
}

/* At most 8 holes deep on any path, so the recursion is bounded by the
 * longest path of the tables. */
static const struct route *walk_node(
    struct walk *walk, const struct node *node, size_t at)
{
	const struct route *route = NULL;
	const struct node *child;
	const char *segment;

	if (at == walk->path->count)
		return node_route(node, walk->method);
	segment = walk->path->segments[at];
	child = literal_find(node, segment, walk->loose);
	if (child != NULL && (route = walk_node(walk, child, at + 1)) != NULL)
		return route;
	if (node->hole != NULL && !text_empty(segment)) {
		walk->hole_at[walk->holes++] = at;
		route = walk_node(walk, node->hole, at + 1);
		if (route != NULL)
			return route;
		walk->holes--;
	}
	return node->rest == NULL ? NULL : walk_rest(walk, node->rest, at);
}

static bool prefix_fits(const char *prefix, const struct path *path, bool loose)
{
	for (size_t i = 0; *prefix == '/'; i++) {
		size_t n = strcspn(prefix + 1, "/");
		const char *segment;

		if (i == path->count)
			return false;
		segment = path->segments[i];
		if (strlen(segment) != n ||
		    (loose ? strncasecmp(segment, prefix + 1, n)
			   : strncmp(segment, prefix + 1, n)) != 0)
			return false;
		prefix += 1 + n;
	}
	return true;
}

/* Values of the holes, named as this route names them. */
static void params_fill(struct arena *arena, const struct walk *walk,
    const struct route *route, struct match *match)
{
	const char *at = route->path;

	match->param_count = 0;
	while ((at = strchr(at, '{')) != NULL) {
		size_t n = strcspn(at + 1, "*}");
		size_t index = walk->hole_at[match->param_count];
		struct field_pair *pair = &match->params[match->param_count++];

		pair->key = arena_dup_n(arena, at + 1, n);
		pair->value = walk->path->segments[index];
		if (at[1 + n] == '*') {
			const char *rest = walk->path->starts[index];

			pair->value =
			    url_decode(arena, rest, strlen(rest), false);
		} else if (walk->loose) {
			pair->value = text_trim(arena, pair->value);
		}
		at += 1 + n;
	}
}

void router_match(const struct router *router, struct arena *arena,
    enum http_method method, const char *raw_path, struct match *ret_match)
{
	struct path paths[2]; /* exact, loose */
	bool split_good[2];

	memset(ret_match, 0, sizeof *ret_match);
	split_good[0] = split(arena, raw_path, false, &paths[0]);
	split_good[1] = split(arena, raw_path, true, &paths[1]);
	for (size_t i = 0; i < router->count; i++) {
		const struct group *group = &router->groups[i];
		bool loose = group->door->loose_paths;
		struct walk walk = { &paths[loose], method, loose, 0, { 0 } };
		const struct route *route;

		if (!prefix_fits(group->prefix, &paths[loose], loose))
			continue;
		if (ret_match->door == NULL)
			ret_match->door = group->door;
		if (!split_good[loose] || method == 0)
			continue;
		route = walk_node(&walk, group->root, 0);
		if (route == NULL)
			continue;
		ret_match->door = group->door;
		ret_match->route = route;
		params_fill(arena, &walk, route, ret_match);
		return;
	}
	/* no prefix fits: the door with the shortest one answers */
	if (ret_match->door == NULL)
		ret_match->door = router->groups[router->count - 1].door;
}
