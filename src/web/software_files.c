/*
 * Choosing among the files of a purchase by the fields of the edition in force
 * . Getting one is keys.c's.
 */
#include <stdlib.h>

#include "base/day.h"
#include "i18n/i18n.h"
#include "web/software.h"

const struct field file_choice_fields[] = {
	FIELD(TEXT, struct file_choice, version),
	FIELD(TEXT, struct file_choice, language),
	FIELD(TEXT, struct file_choice, os),
	FIELD(TEXT, struct file_choice, bit),
	FIELD(TEXT, struct file_choice, file),
	FIELD(TEXT, struct file_choice, step),
	FIELD_END,
};

static const struct view_field option_view[] = {
	VIEW(TEXT, struct choice_option, value),
	VIEW(TEXT, struct choice_option, label),
	VIEW(BOOL, struct choice_option, selected),
	VIEW_FIELD_END,
};
const struct view_field choice_field_view[] = {
	VIEW(TEXT, struct choice_field, name),
	VIEW(TEXT, struct choice_field, id),
	VIEW(TEXT, struct choice_field, label),
	VIEW_OF(LIST, struct choice_field, options, option_view,
	    struct choice_option),
	VIEW_FIELD_END,
};
static const struct view_field link_view[] = {
	VIEW(SECRET, struct link_view, url),
	VIEW(TEXT, struct link_view, used),
	VIEW(TEXT, struct link_view, until),
	VIEW(TEXT, struct link_view, until_iso),
	VIEW(TEXT, struct link_view, left),
	VIEW(INT, struct link_view, share),
	VIEW_FIELD_END,
};
const struct view_field file_view[] = {
	VIEW_OF(OBJECT, struct file_view, live, link_view, struct link_view),
	VIEW(TEXT, struct file_view, file_id),
	VIEW(TEXT, struct file_view, name),
	VIEW(TEXT, struct file_view, size),
	VIEW(TEXT, struct file_view, sha256),
	VIEW(TEXT, struct file_view, facts),
	VIEW_OF(OBJECT, struct file_view, link, link_view, struct link_view),
	VIEW_FIELD_END,
};

static const char *version_of(struct ctx *cx, const struct software_file *file)
{
	(void)cx;
	return file->version;
}

static const char *language_of(struct ctx *cx, const struct software_file *file)
{
	(void)cx;
	return file->language;
}

static const char *os_of(struct ctx *cx, const struct software_file *file)
{
	return arena_printf(cx->arena, "%s, %s",
	    text_upper(cx->arena, file->file_type), file->os);
}

static const char *bit_of(struct ctx *cx, const struct software_file *file)
{
	return arena_printf(cx->arena, "%lld", (long long)file->bits);
}

/* The fields editions name in select_fields, in the order of the screen. */
static const struct {
	const char *field; /* in the edition */
	const char *name;  /* of the input */
	const char *label;
	size_t offset;
	const char *(*value)(struct ctx *, const struct software_file *);
} parts[] = {
	{ "version", "version", N_("Version"),
	    offsetof(struct file_choice, version), version_of },
	{ "language", "language", N_("Language"),
	    offsetof(struct file_choice, language), language_of },
	{ "file_type_os", "os", N_("File type/OS"),
	    offsetof(struct file_choice, os), os_of },
	{ "bit", "bit", N_("bit"), offsetof(struct file_choice, bit), bit_of },
};

static const char *label_of(struct ctx *cx, size_t part, const char *value)
{
	return parts[part].value == language_of ? show_language(cx, value)
						: value;
}

static const char **chosen_part(struct file_choice *choice, size_t part)
{
	return (const char **)(void *)((char *)choice + parts[part].offset);
}

static bool matches(struct ctx *cx, const struct software_file *file,
    struct file_choice *choice, const struct edition *surface)
{
	for (size_t i = 0; i < COUNT(parts); i++) {
		const char *want = *chosen_part(choice, i);

		if (list_holds(surface->select_fields, parts[i].field) &&
		    !text_empty(want) &&
		    !text_same(want, parts[i].value(cx, file)))
			return false;
	}
	return true;
}

/* Each value once; what was not chosen, or is not there, is the first. */
static struct view_list options_of(struct ctx *cx, size_t part,
    const struct file_list *files, struct file_choice *choice)
{
	struct choice_option *options =
	    ARENA_ARRAY(cx->arena, struct choice_option, files->count + 1);
	const char **chosen = chosen_part(choice, part);
	size_t count = 0;
	bool found = false;

	for (size_t i = 0; i < files->count; i++) {
		const char *value = parts[part].value(cx, &files->files[i]);
		size_t j = 0;

		while (j < count && !text_same(options[j].value, value))
			j++;
		if (j < count)
			continue;
		options[count].value = value;
		options[count].label = label_of(cx, part, value);
		options[count].selected = text_same(value, *chosen);
		found = found || options[count++].selected;
	}
	if (!found && count > 0) {
		options[0].selected = true;
		*chosen = options[0].value;
	}
	return (struct view_list){ count, options };
}

static struct view_list fields_of(struct ctx *cx, const struct edition *surface,
    const struct file_list *files, struct file_choice *choice)
{
	struct choice_field *fields =
	    ARENA_ARRAY(cx->arena, struct choice_field, COUNT(parts));
	size_t count = 0;

	for (size_t i = 0; i < COUNT(parts) && files->count > 0; i++) {
		if (!list_holds(surface->select_fields, parts[i].field))
			continue;
		fields[count++] = (struct choice_field){ parts[i].name,
			parts[i].name, _(parts[i].label),
			options_of(cx, i, files, choice) };
	}
	return (struct view_list){ count, fields };
}

struct file_view software_file_view(
    struct ctx *cx, const struct software_file *file)
{
	return (struct file_view){ .file_id = file->file_id,
		.name = file->name,
		.size = show_bytes(cx, file->size),
		.sha256 = file->sha256,
		.facts = message_with(cx,
		    N_("Version {version}, {language}, {type}, {os}, {bits} bit"),
		    HOLES({ "version", file->version },
			{ "language", show_language(cx, file->language) },
			{ "type", text_upper(cx->arena, file->file_type) },
			{ "os", file->os }, { "bits", bit_of(cx, file) })) };
}

static const char *days_left(struct ctx *cx, int64_t until)
{
	return message_plural(cx, "{n} day left", "{n} days left",
	    (until - cx->now) / DAY_SECONDS, NULL);
}

const struct link_view *file_link_view(
    struct ctx *cx, const struct download_link *link)
{
	struct link_view *view = ARENA_NEW(cx->arena, struct link_view);

	*view = (struct link_view){
		.url = link->url,
		.used = message_with(cx, N_("{used} of {max} downloads used"),
		    HOLES({ "used", show_int(cx, link->downloads) },
			{ "max", show_int(cx, link->max_downloads) })),
		.until = message_with(cx, N_("Link live until {moment}"),
		    HOLES({ "moment", show_instant(cx, link->expires_at) })),
		.until_iso = iso_text(cx, link->expires_at),
		.left = days_left(cx, link->expires_at),
		.share = link->max_downloads == 0
			     ? 0
			     : link->downloads * 100 / link->max_downloads,
	};
	return view;
}

/* What is out there already, for the open row. */
static struct error links_fill(struct ctx *cx, const struct software_line *line,
    struct file_view *views, size_t count)
{
	struct error e = OK;

	for (size_t i = 0; i < count && e.code == 0; i++) {
		struct download_link link;
		bool live = false;

		e = link_live(cx, line->order_id, line->line.line_number,
		    views[i].file_id, &link, &live);
		if (live)
			views[i].live = file_link_view(cx, &link);
	}
	return e;
}

struct error software_files(struct ctx *cx, const struct software_line *line,
    struct file_choice *choice, struct view_list *ret_fields,
    struct view_list *ret_files)
{
	const struct edition *surface = software_surface(cx, line);
	struct file_list list;
	struct file_view *views;
	size_t count = 0;
	struct error e =
	    file_list(cx, line->line.product_id, line->line.sku_id, &list);

	if (e.code)
		return e;
	*ret_fields = fields_of(cx, surface, &list, choice);
	views = ARENA_ARRAY(cx->arena, struct file_view, list.count + 1);
	for (size_t i = 0; i < list.count; i++)
		if (matches(cx, &list.files[i], choice, surface))
			views[count++] = software_file_view(cx, &list.files[i]);
	*ret_files = (struct view_list){ count, views };
	return links_fill(cx, line, views, count);
}
