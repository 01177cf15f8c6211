/*
 * Turns rows of the table of routes and entries of data/resources.json into
 * what the pages of the reference show.
 */
#include "web/reference_view.h"

#include <string.h>

#include "accounts/permission.h"
#include "http/router.h"
#include "i18n/i18n.h"

static const struct view_field field_view[] = {
	VIEW(TEXT, struct reference_field, name),
	VIEW(TEXT, struct reference_field, place),
	VIEW(TEXT, struct reference_field, type),
	VIEW(TEXT, struct reference_field, limits),
	VIEW(TEXT, struct reference_field, choices),
	VIEW(TEXT, struct reference_field, help),
	VIEW(BOOL, struct reference_field, required),
	VIEW_FIELD_END,
};
const struct view_field reference_error_view[] = {
	VIEW(TEXT, struct reference_error, status),
	VIEW(TEXT, struct reference_error, code),
	VIEW(TEXT, struct reference_error, message),
	VIEW_FIELD_END,
};
const struct view_field reference_route_view[] = {
	VIEW(TEXT, struct reference_route, anchor),
	VIEW(TEXT, struct reference_route, method),
	VIEW(TEXT, struct reference_route, path),
	VIEW(TEXT, struct reference_route, summary),
	VIEW(TEXT, struct reference_route, roles),
	VIEW(TEXT, struct reference_route, caller),
	VIEW(TEXT, struct reference_route, answer),
	VIEW(TEXT, struct reference_route, resource),
	VIEW(TEXT, struct reference_route, resource_href),
	VIEW(TEXT, struct reference_route, curl),
	VIEW(TEXT, struct reference_route, sealed),
	VIEW_OF(LIST, struct reference_route, fields, field_view,
	    struct reference_field),
	VIEW_OF(LIST, struct reference_route, errors, reference_error_view,
	    struct reference_error),
	VIEW(BOOL, struct reference_route, ours),
	VIEW(BOOL, struct reference_route, writes),
	VIEW(BOOL, struct reference_route, throttled),
	VIEW(BOOL, struct reference_route, has_fields),
	VIEW(BOOL, struct reference_route, has_errors),
	VIEW_FIELD_END,
};
static const struct view_field member_view[] = {
	VIEW(TEXT, struct reference_member, name),
	VIEW(TEXT, struct reference_member, type),
	VIEW(TEXT, struct reference_member, type_href),
	VIEW(TEXT, struct reference_member, words),
	VIEW(TEXT, struct reference_member, note),
	VIEW_FIELD_END,
};
const struct view_field reference_resource_view[] = {
	VIEW(TEXT, struct reference_resource, name),
	VIEW(TEXT, struct reference_resource, anchor),
	VIEW_OF(LIST, struct reference_resource, members, member_view,
	    struct reference_member),
	VIEW(BOOL, struct reference_resource, ours),
	VIEW_FIELD_END,
};

/* ---- fields ---- */

struct fields {
	struct ctx *cx;
	struct reference_field *list;
	size_t count, room;
};

static const char *kind_text_of(struct ctx *cx, enum field_kind kind)
{
	static const char *const texts[] = { "", N_("text"), N_("secret"),
		N_("whole number"), N_("true or false"), "GUID", N_("instant"),
		N_("day"), N_("choice"), N_("decimal text"), N_("object"),
		N_("list"), N_("texts by name") };

	return _(texts[kind]);
}

static const char *choices_text(struct ctx *cx, const char *const *choices)
{
	struct text out;

	text_init(&out, cx->arena);
	text_add(&out, "");
	for (; *choices != NULL; choices++) {
		if ((*choices)[0] == '\0')
			continue;
		if (out.length > 0)
			text_add(&out, ", ");
		text_add(&out, *choices);
	}
	return out.bytes;
}

static const char *limits_text(struct ctx *cx, const struct field *field)
{
	switch (field->kind) {
	case FIELD_KIND_TEXT:
	case FIELD_KIND_SECRET:
		return message_plural(cx, "at most {n} character",
		    "at most {n} characters",
		    field->max > 0 ? field->max : FIELD_TEXT_MAX, NULL);
	case FIELD_KIND_LIST:
		return message_plural(cx, "at most {n} item",
		    "at most {n} items",
		    field->max > 0 ? field->max : FIELD_LIST_MAX, NULL);
	case FIELD_KIND_INT:
		if (field->min == 0 && field->max == 0)
			return NULL;
		return message_with(cx, N_("{min} to {max}"),
		    HOLES({ "min", show_int(cx, field->min) },
			{ "max", show_int(cx, field->max) }));
	default:
		return NULL;
	}
}

static struct reference_field *field_add(struct fields *fields)
{
	ARENA_ROOM(
	    fields->cx->arena, fields->list, fields->count, fields->room);
	return &fields->list[fields->count++];
}

static void add_holes(struct fields *fields, const char *path)
{
	struct ctx *cx = fields->cx;

	while ((path = strchr(path, '{')) != NULL) {
		size_t n = strcspn(++path, "*}");

		*field_add(fields) = (struct reference_field){
			.name = arena_dup_n(cx->arena, path, n),
			.place = _(N_("path")),
			.type = _(N_("text")),
			.required = true,
		};
	}
}

static void add_table(struct fields *fields, const char *place,
    const char *above, const struct field *table);

static void add_field(struct fields *fields, const char *place,
    const char *above, const struct field *field)
{
	struct ctx *cx = fields->cx;
	const char *name =
	    above[0] == '\0' || field->name[0] == '\0'
		? arena_printf(cx->arena, "%s%s", above, field->name)
		: arena_printf(cx->arena, "%s.%s", above, field->name);
	const char *help = field->help == NULL ? NULL : _(field->help);

	if (field->alias != NULL)
		help = arena_printf(cx->arena, "%s%s%s",
		    help == NULL ? "" : help, help == NULL ? "" : " ",
		    message_with(cx, N_("Also accepted as {name}."),
			HOLES({ "name", field->alias })));
	*field_add(fields) = (struct reference_field){
		.name = name[0] == '\0' ? _(N_("the body itself")) : name,
		.place = place,
		.type = kind_text_of(cx, field->kind),
		.limits = limits_text(cx, field),
		.choices = field->choices == NULL
			       ? NULL
			       : choices_text(cx, field->choices),
		.help = help,
		.required = field->required,
	};
	if (field->fields != NULL)
		add_table(fields, place,
		    field->kind == FIELD_KIND_LIST
			? arena_printf(cx->arena, "%s[]", name)
			: name,
		    field->fields);
}

static void add_table(struct fields *fields, const char *place,
    const char *above, const struct field *table)
{
	for (; table != NULL && table->kind != FIELD_KIND_END; table++)
		if (!table->read_only)
			add_field(fields, place, above, table);
}

static struct view_list fields_of(struct ctx *cx, const struct route *route)
{
	struct fields fields = { .cx = cx };

	add_holes(&fields, route->path);
	add_table(&fields, _(N_("query")), "", route->query);
	add_table(&fields, _(N_("body")), "", route->body);
	return (struct view_list){ fields.count, fields.list };
}

/* ---- errors ---- */

void reference_error_of(struct ctx *cx, const struct route *route, int code,
    struct reference_error *ret_view)
{
	const struct error_info *info = error_info(code);

	ret_view->status = arena_printf(cx->arena, "%d", info->rest_status);
	ret_view->code = arena_printf(
	    cx->arena, "%d", api_rest_code(route, info->rest_code));
	ret_view->message = _(info->message);
}

static struct view_list errors_of(struct ctx *cx, const struct route *route)
{
	const struct api_route_info *info = route->more;
	struct reference_error *list;
	size_t count = 0;

	while (info->errors[count] != 0)
		count++;
	list = ARENA_ARRAY(cx->arena, struct reference_error, count);
	for (size_t i = 0; i < count; i++)
		reference_error_of(cx, route, info->errors[i], &list[i]);
	return (struct view_list){ count, list };
}

/* ---- a route ---- */

static const char *caller_text(struct ctx *cx, enum api_caller caller)
{
	switch (caller) {
	case APP_USER:
		return _(N_("A program for a person. Programs alone, unless "
			    "the partner is strict about that."));
	case USER_ONLY:
		return _(N_("A program for a person, never a program alone."));
	default:
		return _(N_("A program alone, or for a person."));
	}
}

static const char *answer_text(struct ctx *cx, const struct api_answer *answer)
{
	const char *text = N_("{status}, without a body");

	switch (answer->shape) {
	case SHAPE_ONE:
		text = N_("{status}, one");
		break;
	case SHAPE_LIST:
		text = N_("{status}, a collection of");
		break;
	case SHAPE_PAGES:
		text = N_("{status}, a page of a collection of");
		break;
	case SHAPE_ARRAY:
		text = N_("{status}, a bare list of");
		break;
	case SHAPE_VALUE:
		text = N_("{status}, a bare value");
		break;
	case SHAPE_BYTES:
		text = N_("{status}, a file of the type");
		break;
	default:
		break;
	}
	return message_with(cx, text,
	    HOLES({ "status", arena_printf(cx->arena, "%d", answer->status) }));
}

static const char *sealed_text(
    struct ctx *cx, const struct api_route_info *info)
{
	if (info->anew)
		return _(N_("It holds a secret. Of the call only that it was "
			    "made is stored; a repeated one is judged and "
			    "answered anew."));
	if (info->sealed)
		return _(N_("It holds a secret, and is stored encrypted for "
			    "repeated calls."));
	return NULL;
}

void reference_route_of(
    struct ctx *cx, const struct route *route, struct reference_route *ret_view)
{
	const struct api_route_info *info = route->more;
	const char *resource = info->answer.resource;
	uint32_t roles = permission_info((enum permission)route->needs)->roles;

	*ret_view = (struct reference_route){
		.anchor = operation_id(cx->arena, route),
		.method = http_method_name(route->method),
		.path = route->path,
		.summary = _(route->summary),
		.roles = roles == 0 ? _(N_("Every signed-in user"))
				    : roles_list_text(cx, roles),
		.caller = caller_text(cx, info->caller),
		.answer = answer_text(cx, &info->answer),
		.resource = resource,
		.curl = reference_curl(cx, route),
		.sealed = sealed_text(cx, info),
		.fields = fields_of(cx, route),
		.errors = errors_of(cx, route),
		.ours = info->tier == OURS,
		.writes = route_writes(route),
		.throttled = route_is_throttled(route),
	};
	ret_view->has_fields = ret_view->fields.count > 0;
	ret_view->has_errors = ret_view->errors.count > 0;
	if (resource != NULL && info->answer.shape != SHAPE_BYTES &&
	    !text_same(resource, API_TEXTS))
		ret_view->resource_href =
		    arena_printf(cx->arena, "#%s", resource);
}

/* ---- resources ---- */

static const char *words_text(struct ctx *cx, const json_t *words)
{
	struct text out;
	size_t i;
	json_t *word;

	text_init(&out, cx->arena);
	text_add(&out, "");
	json_array_foreach((json_t *)words, i, word)
	{
		if (out.length > 0)
			text_add(&out, ", ");
		if (json_is_integer(word))
			text_add_int(&out, json_integer_value(word));
		else
			text_add(&out, json_string_value(word));
	}
	return out.bytes;
}

static struct view_list members_of(
    struct ctx *cx, const json_t *resources, const json_t *resource)
{
	json_t *fields = json_object_get(resource, "fields");
	struct reference_member *list = ARENA_ARRAY(
	    cx->arena, struct reference_member, json_object_size(fields) + 1);
	const char *name;
	json_t *field;
	size_t n = 0;

	json_object_foreach(fields, name, field)
	{
		const char *type =
		    json_string_value(json_object_get(field, "type"));
		const char *item = resource_item(cx->arena, type);

		list[n++] = (struct reference_member){
			.name = name,
			.type = type,
			.type_href = resource_find(resources, item) == NULL
					 ? NULL
					 : arena_printf(cx->arena, "#%s", item),
			.words = words_text(cx, json_object_get(field, "enum")),
			.note =
			    json_string_value(json_object_get(field, "note")),
		};
	}
	return (struct view_list){ n, list };
}

struct view_list reference_resources(
    struct ctx *cx, const struct api_area *area)
{
	const struct api_area one[] = { *area, { 0 } };
	const json_t *resources = resources_open(cx->arena);
	const char **names =
	    resources_used(cx->arena, resources, one, (const char *[]){ NULL });
	struct reference_resource *list;
	size_t count = 0;

	while (names[count] != NULL)
		count++;
	list = ARENA_ARRAY(cx->arena, struct reference_resource, count);
	for (size_t i = 0; i < count; i++) {
		const json_t *resource = resource_find(resources, names[i]);

		list[i] = (struct reference_resource){
			.name = names[i],
			.anchor = names[i],
			.members = members_of(cx, resources, resource),
			.ours = json_is_true(json_object_get(resource, "ours")),
		};
	}
	return (struct view_list){ count, list };
}
