/*
 * Key pools: how many keys each has left, which run low and who waits. What
 * is loaded goes through keys_load.c.
 */
#include "fulfilment/key_pool.h"

#include "base/day.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "operator/keys.h"
#include "web/views.h"
#include "web/timeline.h"

#define LOADS_SHOWN 10

struct pool_view {
	const char *title, *ids, *href, *id, *left, *low, *waiting, *state,
	    *tone;
	bool chosen;
};
static const struct view_field pool_view[] = {
	VIEW(TEXT, struct pool_view, title),
	VIEW(TEXT, struct pool_view, ids),
	VIEW(TEXT, struct pool_view, href),
	VIEW(TEXT, struct pool_view, id),
	VIEW(TEXT, struct pool_view, left),
	VIEW(TEXT, struct pool_view, low),
	VIEW(TEXT, struct pool_view, waiting),
	VIEW(TEXT, struct pool_view, state),
	VIEW(TEXT, struct pool_view, tone),
	VIEW(BOOL, struct pool_view, chosen),
	VIEW_FIELD_END,
};

struct load_view {
	const char *what, *who, *when, *iso;
};
static const struct view_field load_view[] = {
	VIEW(TEXT, struct load_view, what),
	VIEW(TEXT, struct load_view, who),
	VIEW(TEXT, struct load_view, when),
	VIEW(TEXT, struct load_view, iso),
	VIEW_FIELD_END,
};

struct list_view {
	struct view_list pools, loads, problems, lines, low_pools;
	const char *counted, *loaded, *typed, *left_out, *keys_error;
	bool none, wrong, warn;
};
static const struct view_field list_view[] = {
	VIEW_OF(LIST, struct list_view, pools, pool_view, struct pool_view),
	VIEW_OF(LIST, struct list_view, loads, load_view, struct load_view),
	VIEW_OF(LIST, struct list_view, problems, field_problem_view,
	    struct field_problem),
	VIEW_OF(LIST, struct list_view, lines, view_text, const char *),
	VIEW_OF(LIST, struct list_view, low_pools, view_text, const char *),
	VIEW(TEXT, struct list_view, counted),
	VIEW(TEXT, struct list_view, loaded),
	VIEW(TEXT, struct list_view, typed),
	VIEW(TEXT, struct list_view, left_out),
	VIEW(TEXT, struct list_view, keys_error),
	VIEW(BOOL, struct list_view, none),
	VIEW(BOOL, struct list_view, wrong),
	VIEW(BOOL, struct list_view, warn),
	VIEW_FIELD_END,
};

static const char *pool_id(struct ctx *cx, const struct key_pool_level *level)
{
	return arena_printf(
	    cx->arena, "%s/%s", level->product_id, level->sku_id);
}

static void pool_fill(struct ctx *cx, const struct key_pool_level *level,
    const char *chosen, struct pool_view *view)
{
	*view = (struct pool_view){ .title = level->title,
		.id = pool_id(cx, level),
		.left = show_int(cx, level->left),
		.low = show_int(cx, level->low_stock),
		.waiting = show_int(cx, level->waiting),
		.tone = "done",
		.state = _("enough") };
	view->ids = view->id;
	view->href = arena_printf(cx->arena, KEYS_PATH "/%s", view->id);
	view->chosen = text_same(view->id, chosen);
	if (level->left <= level->low_stock) {
		view->tone = level->left == 0 ? "last" : "soon";
		view->state = level->left == 0 ? _("empty") : _("runs low");
	}
}

/* One sentence for each pool that needs keys. */
static const char *low_text(struct ctx *cx, const struct key_pool_level *level)
{
	if (level->waiting > 0)
		return message_plural(cx,
		    "{product}: {n} purchase waits for a key.",
		    "{product}: {n} purchases wait for keys.", level->waiting,
		    HOLES({ "product", level->title }));
	return message_plural(cx, "{product}: {n} key is left.",
	    "{product}: {n} keys are left.", level->left,
	    HOLES({ "product", level->title }));
}

static struct error pools_fill(
    struct ctx *cx, const char *chosen, struct list_view *view)
{
	struct key_pool_levels levels;
	struct pool_view *pools;
	const char **low;
	struct error e = key_pool_levels(cx, &levels);

	if (e.code)
		return e;
	pools = ARENA_ARRAY(cx->arena, struct pool_view, levels.count + 1);
	low = ARENA_ARRAY(cx->arena, const char *, levels.count + 1);
	for (size_t i = 0; i < levels.count; i++) {
		const struct key_pool_level *level = &levels.levels[i];

		pool_fill(cx, level, chosen, &pools[i]);
		if (level->left <= level->low_stock || level->waiting > 0)
			low[view->low_pools.count++] = low_text(cx, level);
	}
	view->low_pools.items = low;
	view->warn = view->low_pools.count > 0;
	view->pools = (struct view_list){ levels.count, pools };
	view->none = levels.count == 0;
	view->counted = message_plural(
	    cx, "{n} pool", "{n} pools", (int64_t)levels.count, NULL);
	return OK;
}

/* From the programme's own log. */
static struct error loads_fill(struct ctx *cx, struct list_view *view)
{
	struct activity_filter filter = { .to_day = day_of(cx->now),
		.action = ACTIVITY_LOAD_KEYS,
		.limit = LOADS_SHOWN };
	struct activity_list list;
	struct load_view *loads;
	struct error e = activity_list(cx, &filter, &list);

	if (e.code)
		return e;
	loads = ARENA_ARRAY(cx->arena, struct load_view, list.count + 1);
	for (size_t i = 0; i < list.count; i++)
		loads[i] = (struct load_view){ .what = list.rows[i].title,
			.who = list.rows[i].actor_name,
			.when = show_instant(cx, list.rows[i].at),
			.iso = iso_text(cx, list.rows[i].at) };
	view->loads = (struct view_list){ list.count, loads };
	return OK;
}

struct list_query {
	int64_t added, here, served;
	bool done;
};
static const struct field list_query[] = {
	FIELD(INT, struct list_query, added, .max = KEYS_LOAD_MAX),
	FIELD(INT, struct list_query, here, .max = KEYS_LOAD_MAX),
	FIELD(INT, struct list_query, served, .max = KEYS_LOAD_MAX),
	FIELD(BOOL, struct list_query, done),
	FIELD_END,
};

static const char *loaded_text(struct ctx *cx, const struct list_query *query)
{
	return message_with(cx,
	    N_("Keys added: {added}; here already: {here}; waiting purchases "
	       "served: {served}."),
	    HOLES({ "added", show_int(cx, query->added) },
		{ "here", show_int(cx, query->here) },
		{ "served", show_int(cx, query->served) }));
}

struct error keys_list_answer(
    struct request *rq, const struct keys_form *form, int status)
{
	struct ctx *cx = &rq->cx;
	const struct list_query *query = rq->method == GET ? rq->query : NULL;
	struct list_view view = { 0 };
	struct page page = { .title = _("Key pools"),
		.body = "operator/keys",
		.fields = list_view,
		.data = &view,
		.status = status };
	struct error e;

	if (form != NULL) {
		view.problems = form->problems;
		view.lines = form->lines;
		view.typed = form->typed;
		view.left_out = form->left_out;
		view.wrong = form->wrong;
		view.keys_error = problem_of(&form->problems, "keys");
	}
	if (query != NULL && query->done)
		view.loaded = loaded_text(cx, query);
	e = pools_fill(cx, form ? form->pool : query_value(rq, "pool"), &view);
	if (e.code == 0)
		e = loads_fill(cx, &view);
	return e.code ? e : operator_page(rq, &page);
}

static struct error list_read_page(struct request *rq)
{
	return keys_list_answer(rq, NULL, 0);
}

/* ---- one pool ---- */

struct waiting_view {
	const char *partner, *customer, *order_id, *quantity, *since, *iso,
	    *href;
};
static const struct view_field waiting_view[] = {
	VIEW(TEXT, struct waiting_view, partner),
	VIEW(TEXT, struct waiting_view, customer),
	VIEW(TEXT, struct waiting_view, order_id),
	VIEW(TEXT, struct waiting_view, quantity),
	VIEW(TEXT, struct waiting_view, since),
	VIEW(TEXT, struct waiting_view, iso),
	VIEW(TEXT, struct waiting_view, href),
	VIEW_FIELD_END,
};

struct one_view {
	const struct timeline *timeline;
	struct pool_view pool;
	struct view_list waiting, problems;
	const char *low_typed, *low_error, *act, *load;
	bool nobody, wrong, saved;
};
static const struct view_field one_view[] = {
	VIEW_OF(
	    OBJECT, struct one_view, timeline, timeline_view, struct timeline),
	VIEW_OF(INLINE, struct one_view, pool, pool_view, struct pool_view),
	VIEW_OF(
	    LIST, struct one_view, waiting, waiting_view, struct waiting_view),
	VIEW_OF(LIST, struct one_view, problems, field_problem_view,
	    struct field_problem),
	VIEW(TEXT, struct one_view, low_typed),
	VIEW(TEXT, struct one_view, low_error),
	VIEW(TEXT, struct one_view, act),
	VIEW(TEXT, struct one_view, load),
	VIEW(BOOL, struct one_view, nobody),
	VIEW(BOOL, struct one_view, wrong),
	VIEW(BOOL, struct one_view, saved),
	VIEW_FIELD_END,
};

static struct error waiting_fill(
    struct ctx *cx, const struct key_pool_level *level, struct one_view *view)
{
	struct key_waiting_list list;
	struct waiting_view *rows;
	struct error e =
	    key_waiting_list(cx, level->product_id, level->sku_id, &list);

	if (e.code)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct waiting_view, list.count + 1);
	for (size_t i = 0; i < list.count; i++)
		rows[i] = (struct waiting_view){
			.partner = list.rows[i].partner_name,
			.customer = list.rows[i].customer_name,
			.order_id = list.rows[i].order_id,
			.quantity = show_int(cx, list.rows[i].quantity),
			.since = show_instant(cx, list.rows[i].ordered_at),
			.iso = iso_text(cx, list.rows[i].ordered_at),
			.href =
			    arena_printf(cx->arena, "/operator/partners/%lld",
				(long long)list.rows[i].partner_id),
		};
	view->waiting = (struct view_list){ list.count, rows };
	view->nobody = list.count == 0;
	return OK;
}

static const char *product_of(const struct request *rq)
{
	return request_param(rq, "product");
}

static const char *sku_of(const struct request *rq)
{
	return request_param(rq, "sku");
}

static struct error one_answer(struct request *rq, struct error outcome)
{
	static const struct field_pair labels[] = {
		{ "low", N_("Warn when so many keys are left") },
		{ NULL, NULL },
	};
	struct ctx *cx = &rq->cx;
	struct key_pool_level level;
	struct one_view view = { 0 };
	struct page page = {
		.body = "operator/key_pool", .fields = one_view, .data = &view
	};
	struct error e = key_pool_level(cx, product_of(rq), sku_of(rq), &level);

	if (e.code || (e = waiting_fill(cx, &level, &view)).code)
		return e;
	pool_fill(cx, &level, NULL, &view.pool);
	page.title = level.title;
	view.low_typed =
	    arena_printf(cx->arena, "%lld", (long long)level.low_stock);
	view.act = arena_printf(cx->arena, "%s/low", view.pool.href);
	view.load =
	    arena_printf(cx->arena, KEYS_PATH "?pool=%s#load", view.pool.id);
	view.saved = text_same(query_value(rq, "saved"), "1");
	if (outcome.code) {
		view.wrong = true;
		view.low_typed = typed(rq, "low");
		view.problems = page_problems(rq, outcome, labels);
		view.low_error = problem_of(&view.problems, "low");
		page.status = error_info(outcome.code)->page_status;
	}
	e = timeline_of_object(cx,
	    arena_printf(cx->arena, "%s:%s", level.product_id, level.sku_id),
	    -1, 0, &view.timeline);
	return e.code ? e : operator_page(rq, &page);
}

static struct error one_read(struct request *rq)
{
	return one_answer(rq, OK);
}

struct low_input {
	int64_t low;
};
static const struct field low_fields[] = {
	FIELD(INT, struct low_input, low, .required = true, .min = 0,
	    .max = 1000000),
	FIELD_END,
};

static struct error low_effects(struct request *rq)
{
	const struct low_input *input = rq->input;
	struct ctx *cx = &rq->cx;
	struct key_pool_level level;
	struct error e = key_pool_level(cx, product_of(rq), sku_of(rq), &level);

	if (e.code == 0)
		e = key_pool_set_low(
		    cx, level.product_id, level.sku_id, input->low);
	if (e.code)
		return e;
	return activity_add(cx,
	    &(struct activity){
		.action = ACTIVITY_CHANGE_KEY_POOL,
		.product_id = level.product_id,
		.sku_id = level.sku_id,
		.title = level.title,
		.details = HOLES(
		    { "ResourceOldValue", arena_printf(cx->arena, "%lld",
					      (long long)level.low_stock) },
		    { "ResourceNewValue", arena_printf(cx->arena, "%lld",
					      (long long)input->low) }),
	    },
	    OK);
}

static struct error low_finish(struct request *rq, struct error outcome)
{
	if (outcome.code && error_info(outcome.code)->page_status != 422)
		return outcome;
	if (outcome.code)
		return one_answer(rq, outcome);
	response_redirect(
	    rq, arena_printf(rq->cx.arena, KEYS_PATH "/%s/%s?saved=1",
		    product_of(rq), sku_of(rq)));
	return OK;
}

const struct route operator_keys_routes[] = {
	{ GET, "/operator/keys", .needs = MAY_OPERATE, .query = list_query,
	    .query_size = sizeof(struct list_query), .read = list_read_page },
	{ GET, "/operator/keys/{product}/{sku}", .needs = MAY_OPERATE,
	    .read = one_read },
	{ POST, "/operator/keys/{product}/{sku}/low", .needs = MAY_OPERATE,
	    .body = low_fields, .body_size = sizeof(struct low_input),
	    .effects = low_effects, .finish = low_finish },
	ROUTE_END,
};
