/*
 * Paths to routes: literal segments before holes before rests, found by
 * binary search in the tries of router_make.c. Dispatching is left to others.
 */
#include "http/router_private.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SEGMENTS_MAX 32

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
