/*
 * The set of compiled templates: names, and all embedded ones at once.
 * Compiling one is mustache_parse.c's, rendering mustache.c's.
 */
#include "base/mustache_private.h"

#include <string.h>

#include "base/embedded.h"

#define BUCKETS 512

struct symbol {
	struct symbol *next;
	char *name;
};

struct mustache_set {
	struct arena arena;
	struct symbol *symbols[BUCKETS];
	struct mustache_template *templates[BUCKETS];
};

static size_t bucket_of(const char *name, size_t length)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)name[i]) * 16777619u;
	return hash % BUCKETS;
}

const char *mustache_intern(
    struct mustache_set *set, const char *name, size_t length)
{
	struct symbol **bucket = &set->symbols[bucket_of(name, length)];
	struct symbol *s;

	for (s = *bucket; s != NULL; s = s->next)
		if (strlen(s->name) == length &&
		    memcmp(s->name, name, length) == 0)
			return s->name;
	s = ARENA_NEW(&set->arena, struct symbol);
	s->name = arena_dup_n(&set->arena, name, length);
	s->next = *bucket;
	*bucket = s;
	return s->name;
}

const struct mustache_template *mustache_set_find(
    const struct mustache_set *set, const char *name)
{
	const struct mustache_template *t =
	    set->templates[bucket_of(name, strlen(name))];

	while (t != NULL && strcmp(t->name, name) != 0)
		t = t->next;
	return t;
}

struct mustache_template *mustache_template_of(
    struct mustache_set *set, const char *name, size_t length)
{
	struct mustache_template **bucket =
	    &set->templates[bucket_of(name, length)];
	struct mustache_template *t;

	for (t = *bucket; t != NULL; t = t->next)
		if (strlen(t->name) == length &&
		    memcmp(t->name, name, length) == 0)
			return t;
	t = ARENA_NEW(&set->arena, struct mustache_template);
	t->name = arena_dup_n(&set->arena, name, length);
	t->next = *bucket;
	*bucket = t;
	return t;
}

struct arena *mustache_arena(struct mustache_set *set)
{
	return &set->arena;
}

struct mustache_set *mustache_set_new(void)
{
	struct arena arena;
	struct mustache_set *set;

	arena_init(&arena);
	set = ARENA_NEW(&arena, struct mustache_set);
	set->arena = arena;
	return set;
}

void mustache_set_free(struct mustache_set *set)
{
	struct arena arena;

	if (set == NULL)
		return;
	arena = set->arena; /* the set itself lies in it */
	arena_done(&arena);
}

bool mustache_set_add(struct mustache_set *set, const char *name,
    const char *bytes, size_t length, const char **ret_problem)
{
	struct mustache_template *t =
	    mustache_template_of(set, name, strlen(name));

	if (t->defined) {
		*ret_problem = arena_printf(
		    &set->arena, "%s: there are two of this name", name);
		return false;
	}
	t->defined = mustache_parse(set, t, bytes, length, ret_problem);
	return t->defined;
}

/* "web/templates/a/b.mustache" -> "a/b", "portal/templates/a.mustache" ->
 * "portal/a"; NULL when it is no template. */
static const char *template_name(struct arena *arena, const char *file)
{
	static const char folder[] = "/templates/", suffix[] = ".mustache";
	const char *inside = strstr(file, folder);
	size_t length = strlen(file);
	int door;

	if (inside == NULL || length < sizeof(suffix) ||
	    strcmp(file + length - strlen(suffix), suffix) != 0)
		return NULL;
	door = (int)(inside - file);
	inside += strlen(folder);
	length = (size_t)(file + length - strlen(suffix) - inside);
	if (door == 3 && memcmp(file, "web", 3) == 0)
		return arena_dup_n(arena, inside, length);
	return arena_printf(
	    arena, "%.*s/%.*s", door, file, (int)length, inside);
}

static bool add_embedded(struct mustache_set *set, const char **ret_problem)
{
	size_t count;
	const struct embedded *files = embedded_list(&count);

	for (size_t i = 0; i < count; i++) {
		const char *name = template_name(&set->arena, files[i].name);

		if (name != NULL && !mustache_set_add(set, name, files[i].bytes,
					files[i].length, ret_problem))
			return false;
	}
	if (mustache_set_missing(set) == NULL)
		return true;
	*ret_problem = arena_printf(
	    &set->arena, "there is no partial %s", mustache_set_missing(set));
	return false;
}

struct mustache_set *mustache_set_embedded(
    struct arena *arena, const char **ret_problem)
{
	struct mustache_set *set = mustache_set_new();
	const char *why;

	if (add_embedded(set, &why))
		return set;
	*ret_problem = arena_dup(arena, why);
	mustache_set_free(set);
	return NULL;
}

const char *mustache_set_missing(const struct mustache_set *set)
{
	for (size_t i = 0; i < BUCKETS; i++)
		for (const struct mustache_template *t = set->templates[i];
		     t != NULL; t = t->next)
			if (!t->defined)
				return t->name;
	return NULL;
}

bool mustache_set_has(const struct mustache_set *set, const char *name)
{
	const struct mustache_template *t = mustache_set_find(set, name);

	return t != NULL && t->defined;
}

void mustache_set_messages(const struct mustache_set *set,
    void (*fn)(void *data, const char *template_name, const char *text),
    void *data)
{
	for (size_t i = 0; i < BUCKETS; i++)
		for (const struct mustache_template *t = set->templates[i];
		     t != NULL; t = t->next)
			for (size_t n = 0; n < t->count; n++)
				if (t->nodes[n].kind == NODE_MESSAGE)
					fn(data, t->name, t->nodes[n].text);
}

const char *mustache_set_unescaped(const struct mustache_set *set)
{
	for (size_t i = 0; i < BUCKETS; i++)
		for (const struct mustache_template *t = set->templates[i];
		     t != NULL; t = t->next)
			if (t->raw)
				return t->name;
	return NULL;
}
