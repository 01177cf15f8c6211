/*
 * Loading keys: a list is checked and shown pool by pool, then taken in one
 * transaction, which also serves the purchases that wait (ruling 14). What a
 * key is, fulfilment/ knows.
 */
#include <string.h>

#include "base/text.h"
#include "fulfilment/key_import.h"
#include "fulfilment/key_pool.h"
#include "i18n/i18n.h"
#include "operator/import.h"
#include "operator/keys.h"

struct check_input {
	const char *pool, *keys;
};
static const struct field check_fields[] = {
	FIELD(TEXT, struct check_input, pool, .max = 40),
	FIELD(TEXT, struct check_input, keys, .max = KEYS_LOAD_BYTES),
	FIELD_END,
};

struct checked {
	struct sent sent;
	struct import_said said;
	struct key_import_result result;
};

/* "PRODUCT/SKU" or "" */
static void pool_split(struct ctx *cx, const char *pool,
    const char **ret_product, const char **ret_sku)
{
	const char *slash = strchr(pool, '/');

	*ret_product = *ret_sku = NULL;
	if (slash == NULL)
		return;
	*ret_product = arena_dup_n(cx->arena, pool, (size_t)(slash - pool));
	*ret_sku = slash + 1;
}

static struct error import_run(struct request *rq, const char *pool,
    bool check_only, struct checked *checked)
{
	struct import import;
	const char *product_id, *sku_id;
	FILE *in;
	struct error e = operator_import_open(&rq->cx, &checked->sent, &in);

	if (e.code)
		return e;
	operator_import_begin(rq, check_only, &import, &checked->said);
	pool_split(&rq->cx, pool, &product_id, &sku_id);
	return key_import_page(&import, in, checked->sent.name, product_id,
	    sku_id, KEYS_LOAD_MAX, &checked->result);
}

/* ---- what would be loaded ---- */

struct found_view {
	const char *title, *keys, *fresh, *here;
};
static const struct view_field found_view[] = {
	VIEW(TEXT, struct found_view, title),
	VIEW(TEXT, struct found_view, keys),
	VIEW(TEXT, struct found_view, fresh),
	VIEW(TEXT, struct found_view, here),
	VIEW_FIELD_END,
};

struct check_view {
	struct view_list pools;
	const char *name, *list, *pool;
	bool nothing;
};
static const struct view_field check_view[] = {
	VIEW_OF(LIST, struct check_view, pools, found_view, struct found_view),
	VIEW(TEXT, struct check_view, name),
	VIEW(TEXT, struct check_view, list),
	VIEW(TEXT, struct check_view, pool),
	VIEW(BOOL, struct check_view, nothing),
	VIEW_FIELD_END,
};

static struct error found_fill(
    struct ctx *cx, const struct key_import_pool *pool, struct found_view *view)
{
	struct key_pool_level level;
	struct error e =
	    key_pool_level(cx, pool->product_id, pool->sku_id, &level);

	if (e.code)
		return e;
	*view = (struct found_view){ .title = level.title,
		.keys = show_int(cx, pool->keys),
		.fresh = show_int(cx, pool->fresh),
		.here = show_int(cx, pool->keys - pool->fresh) };
	return OK;
}

static struct error check_answer(
    struct request *rq, const char *pool, const struct checked *checked)
{
	const struct key_import_result *result = &checked->result;
	struct ctx *cx = &rq->cx;
	struct found_view *pools =
	    ARENA_ARRAY(cx->arena, struct found_view, result->count + 1);
	struct check_view view = { .pools = { result->count, pools },
		.name = checked->sent.name,
		.pool = pool,
		.nothing = true };
	struct page page = { .title = _("Load keys"),
		.body = "operator/keys_check",
		.fields = check_view,
		.data = &view };
	struct error e = OK;

	for (size_t i = 0; i < result->count && e.code == 0; i++) {
		e = found_fill(cx, &result->pools[i], &pools[i]);
		view.nothing = view.nothing && result->pools[i].fresh == 0;
	}
	if (e.code)
		return e;
	if (!view.nothing)
		view.list = operator_import_seal(cx, "keys", &checked->sent);
	return operator_page(rq, &page);
}

static struct error wrong_answer(
    struct request *rq, struct error outcome, const struct checked *checked)
{
	static const struct field_pair labels[] = { { "keys", N_("Keys") },
		{ "pool", N_("Pool") }, { NULL, NULL } };
	struct ctx *cx = &rq->cx;
	struct keys_form form = { .pool = typed(rq, "pool"),
		.typed = typed(rq, "keys"),
		.wrong = true };

	if (outcome.code == ERR_IMPORT_LINES)
		outcome.field = "keys";
	form.problems = page_problems(rq, outcome, labels);
	if (checked != NULL) {
		form.lines = operator_import_lines(&checked->said);
		if (checked->said.left_out > 0)
			form.left_out = show_int(cx, checked->said.left_out);
	}
	return keys_list_answer(
	    rq, &form, error_info(outcome.code)->page_status);
}

/* Mistakes of the list stand beside the form; all else is the door's. */
static bool is_mistake(struct error e)
{
	int status = error_info(e.code)->page_status;

	return e.code == ERR_IMPORT_LINES || e.code == ERR_USAGE ||
	       status == 422 || status == 413;
}

static struct error check_read(struct request *rq)
{
	const struct check_input *input = rq->input;
	const char *pool = input->pool == NULL ? "" : input->pool;
	struct checked *checked = ARENA_NEW(rq->cx.arena, struct checked);
	struct error e = operator_import_sent(
	    rq, "keys", input->keys, KEYS_LOAD_BYTES, &checked->sent);

	if (e.code)
		return e;
	rq->state = checked;
	if ((e = import_run(rq, pool, true, checked)).code)
		return e;
	return check_answer(rq, pool, checked);
}

static struct error check_finish(struct request *rq, struct error outcome)
{
	if (outcome.code == 0 || !is_mistake(outcome))
		return outcome;
	return wrong_answer(rq, outcome, rq->state);
}

/* ---- loading it ---- */

struct load_input {
	const char *pool, *list;
};
static const struct field load_fields[] = {
	FIELD(TEXT, struct load_input, pool, .max = 40),
	FIELD(TEXT, struct load_input, list, .required = true,
	    .max = 2 * KEYS_LOAD_BYTES),
	FIELD_END,
};

static struct error load_log(struct ctx *cx, const struct checked *checked)
{
	const struct key_import_result *result = &checked->result;
	const struct key_import_pool *one =
	    result->count == 1 ? &result->pools[0] : NULL;
	struct key_pool_level level;
	const char *what = checked->sent.name;
	struct error e;

	if (one != NULL) {
		e = key_pool_level(cx, one->product_id, one->sku_id, &level);
		if (e.code)
			return e;
		what = level.title;
	}
	return activity_add(cx,
	    &(struct activity){
		.action = ACTIVITY_LOAD_KEYS,
		.product_id = one ? one->product_id : NULL,
		.sku_id = one ? one->sku_id : NULL,
		.title = arena_printf(
		    cx->arena, "%lld × %s", (long long)result->added, what),
		.details = HOLES({ "File", checked->sent.name },
		    { "Added", arena_printf(cx->arena, "%lld",
				   (long long)result->added) },
		    { "AlreadyHere", arena_printf(cx->arena, "%lld",
					 (long long)result->here) },
		    { "Served", arena_printf(cx->arena, "%lld",
				    (long long)result->served) }),
	    },
	    OK);
}

static struct error load_effects(struct request *rq)
{
	const struct load_input *input = rq->input;
	struct checked *checked = ARENA_NEW(rq->cx.arena, struct checked);
	struct error e = operator_import_unseal(
	    &rq->cx, "keys", input->list, &checked->sent);

	rq->state = checked;
	if (e.code == 0)
		e = import_run(
		    rq, input->pool == NULL ? "" : input->pool, false, checked);
	return e.code ? e : load_log(&rq->cx, checked);
}

static struct error load_finish(struct request *rq, struct error outcome)
{
	const struct checked *checked = rq->state;

	if (outcome.code != 0)
		return is_mistake(outcome) ? wrong_answer(rq, outcome, checked)
					   : outcome;
	response_redirect(
	    rq, arena_printf(rq->cx.arena,
		    KEYS_PATH "?done=1&added=%lld&here=%lld&served=%lld",
		    (long long)checked->result.added,
		    (long long)checked->result.here,
		    (long long)checked->result.served));
	return OK;
}

const struct route operator_keys_load_routes[] = {
	{ POST, "/operator/keys/check", .needs = MAY_OPERATE, .upload = true,
	    .slow = true, .body = check_fields,
	    .body_size = sizeof(struct check_input), .read = check_read,
	    .finish = check_finish },
	{ POST, "/operator/keys/load", .needs = MAY_OPERATE,
	    .body = load_fields, .body_size = sizeof(struct load_input),
	    .effects = load_effects, .finish = load_finish },
	ROUTE_END,
};
