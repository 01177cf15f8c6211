/*
 * A new file: what it is and its bytes, which come as a stream, are kept by
 * their digest, and are offered when all of them are there.
 */
#include <errno.h>
#include <string.h>

#include "base/disk.h"
#include "base/log.h"
#include "base/text.h"
#include "fulfilment/file_admin.h"
#include "i18n/i18n.h"
#include "operator/partners.h"

static const struct field_pair labels[] = {
	{ "goods", N_("Software") },
	{ "version", N_("Version") },
	{ "language", N_("Language") },
	{ "os", N_("Operating system") },
	{ "file_type", N_("File type") },
	{ "bits", N_("Bits") },
	{ "name", N_("Name, as downloaded") },
	{ "file", N_("File") },
	{ NULL, NULL },
};

struct new_view {
	struct view_list problems, inputs;
	const char *file_error;
	bool wrong;
};
static const struct view_field new_view[] = {
	VIEW_OF(LIST, struct new_view, problems, field_problem_view,
	    struct field_problem),
	VIEW_OF(
	    LIST, struct new_view, inputs, form_input_view, struct form_input),
	VIEW(TEXT, struct new_view, file_error),
	VIEW(BOOL, struct new_view, wrong),
	VIEW_FIELD_END,
};

static struct form_choice choice_of(struct ctx *cx, const char *product_id,
    const char *sku_id, const char *name, const char *chosen)
{
	const char *id = arena_printf(cx->arena, "%s/%s", product_id, sku_id);

	return (struct form_choice){ id, name, text_same(id, chosen) };
}

/* Each product as a whole, then its SKUs. */
static struct view_list goods_choices(
    struct ctx *cx, const struct goods_list *goods, const char *chosen)
{
	struct form_choice *choices =
	    ARENA_ARRAY(cx->arena, struct form_choice, 2 * goods->count + 1);
	const char *product = "";
	size_t count = 0;

	choices[count++] =
	    (struct form_choice){ "", _("Choose software"), false };
	for (size_t i = 0; i < goods->count; i++) {
		const struct goods *g = &goods->goods[i];

		if (!text_same(product, g->product_id))
			choices[count++] = choice_of(cx, g->product_id, "",
			    message_with(cx, N_("{product}: every SKU"),
				HOLES({ "product", g->product_title })),
			    chosen);
		product = g->product_id;
		choices[count++] = choice_of(cx, g->product_id, g->sku_id,
		    arena_printf(cx->arena, "%s (%s)", g->sku_title, g->sku_id),
		    chosen);
	}
	return (struct view_list){ count, choices };
}

static struct view_list bits_choices(struct ctx *cx, const char *chosen)
{
	struct form_choice *choices =
	    ARENA_ARRAY(cx->arena, struct form_choice, 2);

	choices[0] = (struct form_choice){ "64", "64", true };
	choices[1] =
	    (struct form_choice){ "32", "32", text_same(chosen, "32") };
	choices[0].chosen = !choices[1].chosen;
	return (struct view_list){ 2, choices };
}

static struct error inputs_fill(struct request *rq, struct new_view *view)
{
	static const char *const fields[] = { "goods", "version", "language",
		"os", "file_type", "bits", "name" };
	struct ctx *cx = &rq->cx;
	struct form_input *inputs =
	    ARENA_ARRAY(cx->arena, struct form_input, COUNT(fields));
	struct goods_list goods;
	struct error e = file_admin_goods(cx, &goods);

	if (e.code)
		return e;
	for (size_t i = 0; i < COUNT(fields); i++)
		inputs[i] = (struct form_input){ .field = fields[i],
			.label = _(labels[i].value),
			.value = typed(rq, fields[i]),
			.problem = problem_of(&view->problems, fields[i]),
			.kind = "text",
			.needed = strcmp(fields[i], "name") != 0 };
	inputs[0].select = inputs[5].select = true;
	inputs[0].choices = goods_choices(cx, &goods, typed(rq, "goods"));
	inputs[5].choices = bits_choices(cx, typed(rq, "bits"));
	inputs[2].hint = _("As in en-US.");
	inputs[3].hint = _("As customers choose it, like Windows.");
	inputs[4].hint = _("As in iso or exe.");
	inputs[6].hint = _("Empty: as the file is called.");
	view->inputs = (struct view_list){ COUNT(fields), inputs };
	return OK;
}

static struct error new_answer(struct request *rq, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	struct new_view view = { .wrong = outcome.code != 0 };
	struct page page = { .title = _("Add file"),
		.body = "operator/file_new",
		.fields = new_view,
		.data = &view };
	struct error e;

	if (view.wrong) {
		page.status = error_info(outcome.code)->page_status;
		view.problems = page_problems(rq, outcome, labels);
		view.file_error = problem_of(&view.problems, "file");
	}
	e = inputs_fill(rq, &view);
	return e.code ? e : operator_page(rq, &page);
}

static struct error new_read(struct request *rq)
{
	return new_answer(rq, OK);
}

struct new_input {
	const char *goods, *version, *language, *os, *file_type, *bits, *name;
};
static const struct field new_fields[] = {
	FIELD(TEXT, struct new_input, goods),
	FIELD(TEXT, struct new_input, version),
	FIELD(TEXT, struct new_input, language),
	FIELD(TEXT, struct new_input, os),
	FIELD(TEXT, struct new_input, file_type),
	FIELD(TEXT, struct new_input, bits),
	FIELD(TEXT, struct new_input, name),
	FIELD_END,
};

struct new_state {
	struct file_new new;
	struct kept_file kept;
	struct offered_file file;
};

static void new_take(struct request *rq, struct file_new *new)
{
	const struct new_input *input = rq->input;
	struct ctx *cx = &rq->cx;
	const char *slash = input->goods ? strchr(input->goods, '/') : NULL;

	*new = (struct file_new){ .version = input->version,
		.language = input->language,
		.os = input->os,
		.file_type = input->file_type,
		.bits = input->bits,
		.name = input->name };
	if (text_empty(new->name) && rq->upload.fd >= 0)
		new->name = rq->upload.name;
	if (slash == NULL)
		return;
	new->product_id = arena_dup_n(
	    cx->arena, input->goods, (size_t)(slash - input->goods));
	new->sku_id = slash + 1;
}

/* All that is wrong at once, the missing file with it. */
static struct error all_check(struct request *rq, struct file_new *new)
{
	bool no_file = rq->upload.fd < 0 || rq->upload.size == 0;
	struct goods_list goods;
	struct error *errors;
	struct error e = file_admin_goods(&rq->cx, &goods);

	if (e.code)
		return e;
	if (no_file && text_empty(new->name))
		new->name = "-"; /* it would be the file's */
	e = file_new_check(&rq->cx, &goods, new, &errors);
	for (rq->errors.count = 0; errors[rq->errors.count].code != 0;)
		rq->errors.count++;
	if (no_file)
		errors[rq->errors.count++] = fail(ERR_FIELD_MISSING, "file");
	rq->errors.list = errors;
	return rq->errors.count > 0 ? errors[0] : e;
}

/* On a worker: copies the file into the store. */
static struct error new_prepare(struct request *rq)
{
	struct new_state *state = ARENA_NEW(rq->cx.arena, struct new_state);
	struct error e;
	int why;

	rq->state = state;
	new_take(rq, &state->new);
	if ((e = all_check(rq, &state->new)).code)
		return e;
	if (file_keep(&rq->cx, rq->upload.fd, &state->kept))
		return OK;
	why = errno;
	log_event(
	    LOG_ERROR, "a file cannot be kept", LOG_T("reason", strerror(why)));
	return fail(disk_is_full(why) ? ERR_BUSY : ERR_INTERNAL, NULL);
}

static struct error new_effects(struct request *rq)
{
	struct new_state *state = rq->state;

	return file_admin_add(&rq->cx, &state->new, &state->kept, &state->file);
}

static struct error new_finish(struct request *rq, struct error outcome)
{
	int status = error_info(outcome.code)->page_status;

	if (outcome.code && status != 422 && status != 409)
		return outcome;
	if (outcome.code)
		return new_answer(rq, outcome);
	response_redirect(rq, "/operator/files?done=added");
	return OK;
}

const struct route operator_file_new_routes[] = {
	{ GET, "/operator/files/new", .needs = MAY_OPERATE, .read = new_read },
	{ POST, "/operator/files/new", .needs = MAY_OPERATE, .upload = true,
	    .slow = true, .body = new_fields,
	    .body_size = sizeof(struct new_input), .prepare = new_prepare,
	    .effects = new_effects, .finish = new_finish },
	ROUTE_END,
};
