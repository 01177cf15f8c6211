/*
 * Renders compiled templates over a stack of views. Compiling is
 * mustache_set.c's; translating is the host's.
 */
#include "base/mustache_private.h"

#include <string.h>

#define VIEWS 256   /* depth of the context stack */
#define PARTIALS 64 /* one inside another */
#define CACHE 256   /* a power of two */

const struct view_field view_text[] = {
	{ .kind = VIEW_TEXT, .name = "." },
	VIEW_FIELD_END,
};

const struct view_field view_secret[] = {
	{ .kind = VIEW_SECRET, .name = "." },
	VIEW_FIELD_END,
};

static const struct view_field view_number[] = {
	{ .kind = VIEW_INT, .name = "." },
	VIEW_FIELD_END,
};

/* Names are interned, so a pointer says which; field may be NULL: not there. */
struct found {
	const struct view_field *fields;
	const char *name;
	const struct view_field *field;
};

struct render {
	const struct mustache_host *host;
	struct text *out;
	size_t depth;
	size_t partials;
	const char *indent; /* of the partial being rendered */
	size_t indent_length;
	const char *problem;
	struct view views[VIEWS];
	struct found cache[CACHE];
};

static bool render_nodes(struct render *render,
    const struct mustache_template *t, size_t from, size_t to);

static const struct view_field *field_find(
    struct render *render, const struct view_field *fields, const char *name)
{
	size_t slot = ((uintptr_t)fields / 8 + (uintptr_t)name / 16) % CACHE;
	struct found *found = &render->cache[slot];
	const struct view_field *field = fields;

	if (found->fields == fields && found->name == name)
		return found->field;
	while (field->kind != VIEW_END && strcmp(field->name, name) != 0)
		field++;
	if (field->kind == VIEW_END)
		field = NULL;
	*found = (struct found){ fields, name, field };
	return field;
}

static struct view_value value_of(
    const struct view_field *field, const void *data)
{
	const void *at = (const char *)data + field->offset;
	struct view_value value = { .kind = field->kind };

	switch (field->kind) {
	case VIEW_TEXT:
	case VIEW_SECRET:
		value.text = *(const char *const *)at;
		break;
	case VIEW_CHARS:
		value.text = at;
		break;
	case VIEW_INT:
		value.number = *(const int64_t *)at;
		break;
	case VIEW_BOOL:
		value.number = *(const bool *)at;
		break;
	case VIEW_OBJECT:
		value.view.fields = field->view;
		value.view.data = *(const void *const *)at;
		break;
	case VIEW_INLINE:
		value.view.fields = field->view;
		value.view.data = at;
		break;
	case VIEW_LIST:
		value.list = *(const struct view_list *)at;
		value.item_view = field->view;
		value.item_size = field->item_size;
		break;
	default:
		break;
	}
	return value;
}

static struct view_value value_in(
    struct render *render, const struct view *view, const char *name)
{
	const struct view_field *field;

	if (view->fields == NULL || view->data == NULL)
		return (struct view_value){ 0 };
	if (view->fields->kind == VIEW_CALL)
		return view->fields->get(view->data, name);
	field = field_find(render, view->fields, name);
	return field == NULL ? (struct view_value){ 0 }
			     : value_of(field, view->data);
}

/* The first part is looked for from the innermost view outwards, "." only in
 * the innermost; the other parts only inside what was found. */
static struct view_value value_find(
    struct render *render, const struct mustache_name *name)
{
	struct view_value value = { 0 };
	bool self = strcmp(name->parts[0], ".") == 0;

	for (size_t i = render->depth; i > 0; i--) {
		value = value_in(render, &render->views[i - 1], name->parts[0]);
		if (value.kind != VIEW_END || self)
			break;
	}
	for (size_t i = 1; i < name->count; i++) {
		if (value.kind != VIEW_OBJECT && value.kind != VIEW_INLINE)
			return (struct view_value){ 0 };
		value = value_in(render, &value.view, name->parts[i]);
	}
	return value;
}

static bool is_true(const struct view_value *value)
{
	switch (value->kind) {
	case VIEW_TEXT:
	case VIEW_SECRET:
	case VIEW_CHARS:
		return value->text != NULL && value->text[0] != '\0';
	case VIEW_INT:
	case VIEW_BOOL:
		return value->number != 0;
	case VIEW_OBJECT:
	case VIEW_INLINE:
		return value->view.data != NULL;
	case VIEW_LIST:
		return value->list.count > 0;
	default:
		return false;
	}
}

static bool is_text(const struct view_value *value)
{
	return value->kind == VIEW_TEXT || value->kind == VIEW_SECRET ||
	       value->kind == VIEW_CHARS;
}

static void span_add(struct render *render, size_t from)
{
	struct secret_spans *spans = render->host->secrets;
	size_t room = spans->room == 0 ? 16 : spans->room * 2;

	if (spans->count == spans->room) {
		struct secret_span *list =
		    ARENA_ARRAY(render->out->arena, struct secret_span, room);

		if (spans->count > 0)
			memcpy(list, spans->list, spans->count * sizeof(*list));
		spans->list = list;
		spans->room = room;
	}
	spans->list[spans->count++] =
	    (struct secret_span){ from, render->out->length };
}

static void value_write(
    struct render *render, const struct view_value *value, bool raw)
{
	size_t from = render->out->length;

	if (value->kind == VIEW_INT)
		text_add_int(render->out, value->number);
	else if (!is_text(value))
		return;
	else if (raw)
		text_add(render->out, value->text);
	else
		text_add_html(render->out, value->text);
	if (value->kind == VIEW_SECRET && render->host->secrets != NULL)
		span_add(render, from);
}

static bool problem(struct render *render, const char *what, const char *name)
{
	render->problem =
	    arena_printf(render->out->arena, "%s: %s", name, what);
	return false;
}

/* Inside a partial that stands alone on its line, each of its lines begins
 * with that tag's indentation; lines of values do not. */
static void text_write(struct render *render, const struct mustache_node *node)
{
	const char *from = node->text, *end = node->text + node->length;
	const char *line_end;

	if (render->indent_length == 0) {
		text_add_n(render->out, from, node->length);
		return;
	}
	if (node->line_start)
		text_add_n(render->out, render->indent, render->indent_length);
	while ((line_end = memchr(from, '\n', (size_t)(end - from))) != NULL &&
	       line_end + 1 < end) {
		line_end++;
		text_add_n(render->out, from, (size_t)(line_end - from));
		text_add_n(render->out, render->indent, render->indent_length);
		from = line_end;
	}
	text_add_n(render->out, from, (size_t)(end - from));
}

static const struct mustache_hole *hole_find(
    const struct mustache_node *node, const char *text, size_t length)
{
	for (size_t i = 0; i < node->hole_count; i++)
		if (node->holes[i].length == length &&
		    memcmp(node->holes[i].text, text, length) == 0)
			return &node->holes[i];
	return NULL;
}

/* Writes the hole at the opening brace; false when nobody can fill it. */
static bool hole_write(struct render *render, const struct mustache_node *node,
    const char *brace, const char **ret_end)
{
	const char *end = strchr(brace, '}');
	const struct mustache_hole *hole;
	struct view_value value;

	if (end == NULL)
		return false;
	hole = hole_find(node, brace + 1, (size_t)(end - brace - 1));
	if (hole == NULL)
		return false;
	value = value_find(render, hole->name);
	if (value.kind == VIEW_END)
		return false;
	value_write(render, &value, false);
	*ret_end = end + 1;
	return true;
}

static void message_write(
    struct render *render, const struct mustache_node *node)
{
	const struct mustache_host *host = render->host;
	const char *text = node->text, *brace, *from;

	if (host->message != NULL)
		text = host->message(host->data, text);
	/* not translated: without its context */
	if (text == node->text && strchr(text, '\004') != NULL)
		text = strchr(text, '\004') + 1;
	from = text;
	while ((brace = strchr(from, '{')) != NULL) {
		text_add_html_n(render->out, from, (size_t)(brace - from));
		if (!hole_write(render, node, brace, &from)) {
			text_add_char(render->out, '{');
			from = brace + 1;
		}
	}
	text_add_html(render->out, from);
}

static bool render_in(struct render *render, const struct mustache_template *t,
    size_t node, struct view view)
{
	bool good;

	if (render->depth == VIEWS)
		return problem(render, "sections are too deep", t->name);
	render->views[render->depth++] = view;
	good = render_nodes(render, t, node + 1, t->nodes[node].end);
	render->depth--;
	return good;
}

static bool section_write(
    struct render *render, const struct mustache_template *t, size_t node)
{
	struct view_value value = value_find(render, t->nodes[node].name);
	const char *item = value.list.items;
	bool good = true;

	if (!is_true(&value))
		return true;
	switch (value.kind) {
	case VIEW_LIST:
		for (size_t i = 0; good && i < value.list.count; i++)
			good = render_in(render, t, node,
			    (struct view){
				value.item_view, item + i * value.item_size });
		return good;
	case VIEW_OBJECT:
	case VIEW_INLINE:
		return render_in(render, t, node, value.view);
	case VIEW_TEXT:
	case VIEW_CHARS:
		return render_in(
		    render, t, node, (struct view){ view_text, &value.text });
	case VIEW_SECRET:
		return render_in(
		    render, t, node, (struct view){ view_secret, &value.text });
	case VIEW_INT:
		return render_in(render, t, node,
		    (struct view){ view_number, &value.number });
	default:
		return render_nodes(render, t, node + 1, t->nodes[node].end);
	}
}

static bool inverted_write(
    struct render *render, const struct mustache_template *t, size_t node)
{
	struct view_value value = value_find(render, t->nodes[node].name);

	if (is_true(&value))
		return true;
	return render_nodes(render, t, node + 1, t->nodes[node].end);
}

static const struct mustache_template *partial_of(
    struct render *render, const struct mustache_node *node)
{
	struct view_value value;

	if (node->kind == NODE_PARTIAL)
		return node->partial;
	value = value_find(render, node->name);
	if (!is_true(&value) || value.text == NULL)
		return NULL;
	return mustache_set_find(render->host->set, value.text);
}

static bool partial_write(
    struct render *render, const struct mustache_node *node)
{
	const struct mustache_template *t = partial_of(render, node);
	const char *indent = render->indent;
	size_t length = render->indent_length;
	bool good;

	if (t == NULL || !t->defined)
		return true;
	if (render->host->ready != NULL &&
	    text_same(render->host->ready_name, t->name)) {
		text_add_n(render->out, render->host->ready->bytes,
		    render->host->ready->length);
		return true;
	}
	if (render->partials == PARTIALS)
		return problem(render, "partials are too deep", t->name);
	render->partials++;
	render->indent = node->text;
	render->indent_length = node->length;
	if (node->standalone && length > 0) {
		render->indent_length += length;
		render->indent = arena_printf(render->out->arena, "%.*s%.*s",
		    (int)length, indent, (int)node->length, node->text);
	}
	good = render_nodes(render, t, 0, t->count);
	render->indent = indent;
	render->indent_length = length;
	render->partials--;
	return good;
}

/* Writes one node; *ret_next is the node after it. */
static bool node_write(struct render *render, const struct mustache_template *t,
    size_t i, size_t *ret_next)
{
	const struct mustache_node *node = &t->nodes[i];
	struct view_value value;

	*ret_next = i + 1;
	switch (node->kind) {
	case NODE_TEXT:
		text_write(render, node);
		return true;
	case NODE_VALUE:
		value = value_find(render, node->name);
		value_write(render, &value, node->raw);
		return true;
	case NODE_MESSAGE:
		message_write(render, node);
		return true;
	case NODE_SECTION:
		*ret_next = node->end;
		return section_write(render, t, i);
	case NODE_INVERTED:
		*ret_next = node->end;
		return inverted_write(render, t, i);
	case NODE_PARTIAL:
	case NODE_DYNAMIC:
		return partial_write(render, node);
	}
	return true;
}

static bool render_nodes(struct render *render,
    const struct mustache_template *t, size_t from, size_t to)
{
	while (from < to)
		if (!node_write(render, t, from, &from))
			return false;
	return true;
}

bool mustache_render(const struct mustache_host *host, const char *name,
    const struct view *stack, size_t depth, struct text *out,
    const char **ret_problem)
{
	const struct mustache_template *t = mustache_set_find(host->set, name);
	struct render render = { .host = host, .out = out };
	bool good;

	if (t == NULL || !t->defined)
		good = problem(&render, "there is no such template", name);
	else if (depth > VIEWS)
		good = problem(&render, "the stack is too deep", name);
	else {
		for (size_t i = 0; i < depth; i++)
			render.views[i] = stack[i];
		render.depth = depth;
		good = render_nodes(&render, t, 0, t->count);
	}
	if (!good)
		*ret_problem = render.problem;
	return good;
}
