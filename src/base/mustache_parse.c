/*
 * Compiles one template into nodes: tags, standalone lines, delimiters,
 * names. The set of templates is mustache_set.c's, rendering mustache.c's.
 */
#include "base/mustache_private.h"

#include <stdio.h>
#include <string.h>

#define SECTIONS 64 /* one inside another */
#define DELIMITER 8

struct parser {
	struct mustache_set *set;
	struct mustache_template *template;
	const char *start;
	const char *end;
	const char *text; /* of what is not yet a node */
	char open[DELIMITER];
	char close[DELIMITER];
	size_t room;
	size_t sections[SECTIONS]; /* the nodes that wait for their end */
	size_t depth;
	struct arena growing; /* nodes, until their number is known */
	const char *problem;
};

/* A tag: what lies between the delimiters, without kind and blanks. */
struct tag {
	char kind; /* one of # ^ / > * ! = & { _ or 0 for a value */
	const char *start;
	const char *content;
	size_t length;
	const char *after;
};

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool problem(struct parser *parser, const char *at, const char *what)
{
	int line = 1;

	for (const char *c = parser->start; c < at; c++)
		line += *c == '\n';
	parser->problem = arena_printf(mustache_arena(parser->set), "%s:%d: %s",
	    parser->template->name, line, what);
	return false;
}

static struct mustache_node *node_add(
    struct parser *parser, enum node_kind kind)
{
	struct mustache_template *t = parser->template;
	struct mustache_node *node;

	if (t->count == parser->room) {
		size_t size = sizeof(*t->nodes) * parser->room;

		parser->room = parser->room == 0 ? 16 : parser->room * 2;
		t->nodes = arena_grow(&parser->growing, t->nodes, size,
		    sizeof(*t->nodes) * parser->room);
	}
	node = &t->nodes[t->count++];
	memset(node, 0, sizeof(*node));
	node->kind = kind;
	return node;
}

static bool at_line_start(const struct parser *parser, const char *at)
{
	return at == parser->start || at[-1] == '\n';
}

/* The text before a tag; empty text stays where indentation must go. */
static void text_until(struct parser *parser, const char *until)
{
	bool line_start = at_line_start(parser, parser->text);
	struct mustache_node *node;

	if (parser->text < until) {
		node = node_add(parser, NODE_TEXT);
		node->text = parser->text;
		node->length = (size_t)(until - parser->text);
		node->line_start = line_start;
	}
}

static void indent_here(struct parser *parser, const char *at)
{
	if (at_line_start(parser, at)) {
		struct mustache_node *node = node_add(parser, NODE_TEXT);

		node->text = at;
		node->line_start = true;
	}
}

static size_t count_of(const char *text, size_t length, char what)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += text[i] == what;
	return count;
}

/* a.b.c, or "." alone; NULL when malformed. */
static const struct mustache_name *name_of(
    struct parser *parser, const char *text, size_t length)
{
	struct arena *arena = mustache_arena(parser->set);
	struct mustache_name *name = ARENA_NEW(arena, struct mustache_name);
	size_t from = 0;

	name->parts =
	    ARENA_ARRAY(arena, const char *, count_of(text, length, '.') + 2);
	if (length == 1 && text[0] == '.') {
		name->parts[name->count++] =
		    mustache_intern(parser->set, ".", 1);
		return name;
	}
	for (size_t i = 0; i <= length; i++) {
		if (i < length && is_space(text[i]))
			return NULL;
		if (i < length && text[i] != '.')
			continue;
		if (i == from)
			return NULL;
		name->parts[name->count++] =
		    mustache_intern(parser->set, text + from, i - from);
		from = i + 1;
	}
	return name;
}

static bool value_add(
    struct parser *parser, const struct tag *tag, enum node_kind kind)
{
	const struct mustache_name *name =
	    name_of(parser, tag->content, tag->length);
	struct mustache_node *node;

	if (name == NULL)
		return problem(parser, tag->start, "this is not a name");
	node = node_add(parser, kind);
	node->name = name;
	node->text = tag->content;
	node->length = tag->length;
	node->raw = tag->kind == '{' || tag->kind == '&';
	parser->template->raw |= node->raw;
	return true;
}

static bool section_add(struct parser *parser, const struct tag *tag)
{
	if (parser->depth == SECTIONS)
		return problem(parser, tag->start, "sections are too deep");
	parser->sections[parser->depth++] = parser->template->count;
	return value_add(
	    parser, tag, tag->kind == '#' ? NODE_SECTION : NODE_INVERTED);
}

static bool section_end(struct parser *parser, const struct tag *tag)
{
	struct mustache_node *node;

	if (parser->depth == 0)
		return problem(parser, tag->start,
		    "this closes a section that is not open");
	node = &parser->template->nodes[parser->sections[--parser->depth]];
	if (node->length != tag->length ||
	    memcmp(node->text, tag->content, tag->length) != 0)
		return problem(parser, tag->start,
		    "this closes another section than the one open");
	node->end = parser->template->count;
	return true;
}

static bool partial_add(struct parser *parser, const struct tag *tag,
    const char *indent, size_t indent_length)
{
	struct mustache_node *node;
	struct tag rest = *tag;

	if (tag->length == 0)
		return problem(parser, tag->start, "the partial has no name");
	if (tag->content[0] == '*') {
		do {
			rest.content++;
			rest.length--;
		} while (rest.length > 0 && is_space(rest.content[0]));
		if (!value_add(parser, &rest, NODE_DYNAMIC))
			return false;
		node = &parser->template->nodes[parser->template->count - 1];
	} else {
		node = node_add(parser, NODE_PARTIAL);
		node->partial = mustache_template_of(
		    parser->set, tag->content, tag->length);
	}
	node->text = indent == NULL ? "" : indent;
	node->length = indent_length;
	node->standalone = indent != NULL;
	return true;
}

static bool delimiter_set(const char *from, const char *to, char *ret)
{
	size_t length = (size_t)(to - from);

	if (length == 0 || length >= DELIMITER || memchr(from, '=', length))
		return false;
	memcpy(ret, from, length);
	ret[length] = '\0';
	return true;
}

/* "<% %>" */
static bool delimiters_set(struct parser *parser, const struct tag *tag)
{
	const char *end = tag->content + tag->length;
	const char *gap = tag->content, *second;

	while (gap < end && !is_space(*gap))
		gap++;
	second = gap;
	while (second < end && is_space(*second))
		second++;
	for (const char *c = second; c < end; c++)
		if (is_space(*c))
			second = end;
	if (!delimiter_set(tag->content, gap, parser->open) ||
	    !delimiter_set(second, end, parser->close))
		return problem(
		    parser, tag->start, "these are not two delimiters");
	return true;
}

/* Blanks and line ends count as one blank, as tools/messages does it. */
static char *message_text(struct arena *arena, const char *from, size_t length)
{
	char *text = arena_dup_n(arena, from, length);
	size_t used = 0;

	for (size_t i = 0; i < length; i++) {
		if (!is_space(text[i]))
			text[used++] = text[i];
		else if (!is_space(text[i + 1]))
			text[used++] = ' ';
	}
	text[used] = '\0';
	return text;
}

/* {{_(verb) Open}}: how catalogues have it, the context and \004 before. */
static bool message_key(
    struct parser *parser, const struct tag *tag, char **ret_key)
{
	struct arena *arena = mustache_arena(parser->set);
	const char *from = tag->content, *end = from + tag->length, *close;
	size_t context;

	if (tag->start[strlen(parser->open) + 1] != '(') {
		*ret_key = message_text(arena, from, tag->length);
		return true;
	}
	close = memchr(from, ')', tag->length);
	if (close == NULL)
		return problem(parser, tag->start, "the context has no end");
	context = (size_t)(close - from) - 1;
	for (close++; close < end && is_space(*close); close++)
		;
	if (context == 0 || close == end)
		return problem(
		    parser, tag->start, "the context or the message is empty");
	*ret_key = arena_printf(arena, "%.*s\004%s", (int)context, from + 1,
	    message_text(arena, close, (size_t)(end - close)));
	return true;
}

static bool message_add(struct parser *parser, const struct tag *tag)
{
	struct arena *arena = mustache_arena(parser->set);
	char *text;
	struct mustache_node *node = node_add(parser, NODE_MESSAGE);
	struct mustache_hole *holes;

	if (!message_key(parser, tag, &text))
		return false;
	holes = ARENA_ARRAY(
	    arena, struct mustache_hole, count_of(text, strlen(text), '{') + 1);
	node->text = text;
	node->length = strlen(text);
	node->holes = holes;
	if (node->length == 0)
		return problem(parser, tag->start, "the message is empty");
	while ((text = strchr(text, '{')) != NULL) {
		struct mustache_hole *hole = &holes[node->hole_count++];

		hole->text = ++text;
		hole->length = strcspn(text, "{}");
		hole->name = name_of(parser, text, hole->length);
		if (text[hole->length] != '}' || hole->name == NULL)
			return problem(parser, tag->start,
			    "a hole of the message is not a {name}");
	}
	return true;
}

static bool tag_apply(struct parser *parser, const struct tag *tag,
    const char *indent, size_t indent_length)
{
	switch (tag->kind) {
	case '!':
		return true;
	case '=':
		return delimiters_set(parser, tag);
	case '#':
	case '^':
		return section_add(parser, tag);
	case '/':
		return section_end(parser, tag);
	case '>':
		return partial_add(parser, tag, indent, indent_length);
	case '_':
		return message_add(parser, tag);
	default:
		return value_add(parser, tag, NODE_VALUE);
	}
}

static const char *find(const char *from, const char *end, const char *what)
{
	return memmem(from, (size_t)(end - from), what, strlen(what));
}

static char kind_of(const char *at, const char *end)
{
	if (at == end || *at == '\0' || strchr("#^/>!=&{", *at) == NULL)
		return at + 1 < end && *at == '_' &&
			       (is_space(at[1]) || at[1] == '(')
			   ? '_'
			   : 0;
	return *at;
}

/* Reads the tag that opens at start. */
static bool tag_read(
    struct parser *parser, const char *start, struct tag *ret_tag)
{
	const char *from = start + strlen(parser->open);
	char close[DELIMITER + 1] = "";
	struct tag tag = { .start = start, .kind = kind_of(from, parser->end) };
	const char *to;

	if (tag.kind != 0)
		from++;
	if (tag.kind == '{' || tag.kind == '=')
		close[0] = tag.kind == '{' ? '}' : '=';
	snprintf(close + strlen(close), sizeof(close) - strlen(close), "%s",
	    parser->close);
	to = find(from, parser->end, close);
	if (to == NULL)
		return problem(parser, start, "the tag is never closed");
	/* {{_ Up to {max}}}: the first brace is the hole's */
	while (tag.kind == '_' && to + strlen(close) < parser->end &&
	       *close == '}' && to[strlen(close)] == '}')
		to++;
	tag.after = to + strlen(close);
	while (from < to && is_space(*from))
		from++;
	while (from < to && is_space(to[-1]))
		to--;
	tag.content = from;
	tag.length = (size_t)(to - from);
	*ret_tag = tag;
	return true;
}

/* Alone on its line: the whole line is the tag's, line end included. */
static bool is_standalone(const struct parser *parser, const struct tag *tag,
    const char **ret_line, const char **ret_next)
{
	const char *line = tag->start, *next = tag->after;

	if (tag->kind == 0 || strchr("&{_", tag->kind) != NULL)
		return false;
	while (line > parser->text && is_blank(line[-1]))
		line--;
	while (next < parser->end && is_blank(*next))
		next++;
	if (!at_line_start(parser, line))
		return false;
	if (next + 1 < parser->end && next[0] == '\r' && next[1] == '\n')
		next++;
	if (next < parser->end && *next != '\n')
		return false;
	*ret_line = line;
	*ret_next = next < parser->end ? next + 1 : next;
	return true;
}

static bool parse(struct parser *parser)
{
	const char *start, *line, *next;
	struct tag tag;
	bool good = true;

	while (good && (start = find(
			    parser->text, parser->end, parser->open)) != NULL) {
		if (!tag_read(parser, start, &tag))
			return false;
		if (is_standalone(parser, &tag, &line, &next)) {
			text_until(parser, line);
			good = tag_apply(
			    parser, &tag, line, (size_t)(start - line));
		} else {
			text_until(parser, start);
			indent_here(parser, start);
			next = tag.after;
			good = tag_apply(parser, &tag, NULL, 0);
		}
		parser->text = next;
	}
	if (!good)
		return false;
	text_until(parser, parser->end);
	if (parser->depth > 0)
		return problem(
		    parser, parser->end, "a section is never closed");
	return true;
}

/* What grew left smaller copies of itself behind; these go. */
static void nodes_keep(struct parser *parser)
{
	struct mustache_template *t = parser->template;
	struct mustache_node *nodes = ARENA_ARRAY(
	    mustache_arena(parser->set), struct mustache_node, t->count + 1);

	if (t->count > 0)
		memcpy(nodes, t->nodes, sizeof(*nodes) * t->count);
	t->nodes = nodes;
}

bool mustache_parse(struct mustache_set *set,
    struct mustache_template *template, const char *bytes, size_t length,
    const char **ret_problem)
{
	const char *copy = arena_dup_n(mustache_arena(set), bytes, length);
	struct parser parser = { .set = set,
		.template = template,
		.start = copy,
		.end = copy + length,
		.text = copy,
		.open = "{{",
		.close = "}}" };

	bool good;

	arena_init(&parser.growing);
	good = parse(&parser);
	nodes_keep(&parser);
	arena_done(&parser.growing);
	if (!good)
		*ret_problem = parser.problem;
	return good;
}
