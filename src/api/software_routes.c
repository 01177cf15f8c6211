/*
 * Software over REST, an extension (ruling 9): what was bought, its files, its
 * key, its download links. Who may see a key today is policy's.
 */
#include <string.h>

#include "accounts/permission.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/routes.h"
#include "base/day.h"
#include "customers/customer.h"
#include "fulfilment/entitlement.h"
#include "i18n/i18n.h"
#include "orders/order.h"

/* Below /customers/{customer}/software/{entitlement}. */
static const char *software_uri(struct request *rq, const char *customer_id,
    const char *entitlement_id, const char *below)
{
	return URI_OF(rq->cx.arena, "customers", customer_id, "software",
	    entitlement_id, below);
}

/* ---- list ---- */

static const char *state_of(
    const struct ctx *cx, const struct software_line *line)
{
	int64_t end = line->line.term_end_day;

	if (line->line.state == LINE_CANCELLED)
		return "cancelled";
	if (line->pending)
		return "pending";
	return end != 0 && day_of(cx->now) > end ? "expired" : "active";
}

static void software_links(struct request *rq, struct json_out *json,
    const char *customer_id, const struct software_line *line,
    const char *entitlement_id)
{
	const char *order = URI_OF(
	    rq->cx.arena, "customers", customer_id, "orders", line->order_id);

	links_begin(json);
	links_add(json, "order", "GET", order);
	links_add(json, "cancellation", "GET",
	    arena_printf(rq->cx.arena, "%s/cancellation", order));
	links_add(json, "files", "GET",
	    software_uri(rq, customer_id, entitlement_id, "files"));
	/* a cancelled purchase has no key any more (E-69) */
	if (line->line.state != LINE_CANCELLED) {
		links_add(json, "key", "POST",
		    software_uri(rq, customer_id, entitlement_id, "key"));
		links_add(json, "downloadLinks", "POST",
		    software_uri(rq, customer_id, entitlement_id, "links"));
	}
	links_end(json);
}

static void software_json(struct request *rq, struct json_out *json,
    const char *customer_id, const struct software_line *line)
{
	const struct order_line *of = &line->line;
	const char *id =
	    entitlement_id_of(&rq->cx, line->order_id, of->line_number);
	char day[DAY_TEXT];

	resource_begin(json, NULL);
	json_text(json, "entitlementId", id);
	json_text(json, "orderId", line->order_id);
	json_int(json, "lineItemNumber", of->line_number);
	json_text(json, "productId", of->product_id);
	json_text(json, "skuId", of->sku_id);
	json_text(json, "title", of->title);
	json_text(json, "kind", product_kind_id(of->kind));
	json_int(
	    json, "quantity", of->state == LINE_CANCELLED ? 0 : of->quantity);
	json_text(json, "termDuration", of->term);
	json_text(json, "status", state_of(&rq->cx, line));
	json_text(json, "edition", of->edition_id);
	json_instant(json, "purchaseDate", line->ordered_at);
	if (of->term_end_day != 0) {
		day_text(of->term_end_day, day);
		json_text(json, "termEndDay", day);
	}
	if (of->cancel_until != 0 && of->state != LINE_CANCELLED)
		json_instant(json, "cancellableUntil", of->cancel_until);
	if (of->state == LINE_CANCELLED)
		json_instant(json, "cancelledDate", of->cancelled_at);
	software_links(rq, json, customer_id, line, id);
	resource_end(json, "Software", NULL);
}

static struct error software_show(struct request *rq)
{
	struct customer customer;
	struct software_list list;
	struct json_out json;
	struct error e = path_customer(rq, &customer);

	if (e.code)
		return e;
	e = software_list(&rq->cx, customer.customer_id, &list);
	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	collection_begin(&json, list.count);
	for (size_t i = 0; i < list.count; i++)
		software_json(rq, &json, customer.customer_id, &list.lines[i]);
	collection_end(&json, URI_OF(rq->cx.arena, "customers",
				  customer.customer_id, "software"));
	return OK;
}

/* ---- files ---- */

static const char *entitlement_of(const struct request *rq)
{
	return text_trim(rq->cx.arena, request_param(rq, "entitlement"));
}

/* The customer first: an unknown one and another partner's answer alike. */
static struct error entitlement_open(
    struct request *rq, struct entitlement *ret_entitlement)
{
	struct customer customer;
	struct error e = path_customer(rq, &customer);

	if (e.code)
		return e;
	return entitlement_load(
	    &rq->cx, customer.customer_id, entitlement_of(rq), ret_entitlement);
}

static struct error files_show(struct request *rq)
{
	struct entitlement entitlement;
	struct file_list files;
	struct json_out json;
	struct error e = entitlement_open(rq, &entitlement);

	if (e.code)
		return e;
	e = file_list(
	    &rq->cx, entitlement.product_id, entitlement.sku_id, &files);
	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	collection_begin(&json, files.count);
	for (size_t i = 0; i < files.count; i++) {
		const struct software_file *file = &files.files[i];

		resource_begin(&json, NULL);
		json_text(&json, "fileId", file->file_id);
		json_text(&json, "name", file->name);
		json_text(&json, "version", file->version);
		json_text(&json, "language", file->language);
		json_text(&json, "os", file->os);
		json_text(&json, "fileType", file->file_type);
		json_int(&json, "bits", file->bits);
		json_int(&json, "size", file->size);
		json_text(&json, "sha256", file->sha256);
		resource_end(&json, "SoftwareFile", NULL);
	}
	collection_end(&json, software_uri(rq, entitlement.customer_id,
				  entitlement.entitlement_id, "files"));
	return OK;
}

/* ---- the key ---- */

static struct error key_act(struct request *rq,
    struct error (*act)(struct ctx *cx, const char *customer_id,
	const char *entitlement_id, struct entitlement *ret_entitlement))
{
	struct entitlement *entitlement =
	    ARENA_NEW(rq->cx.arena, struct entitlement);
	struct customer customer;
	struct error e = path_customer(rq, &customer);

	if (e.code)
		return e;
	rq->state = entitlement;
	return act(
	    &rq->cx, customer.customer_id, entitlement_of(rq), entitlement);
}

static struct error key_effects(struct request *rq)
{
	return key_act(rq, key_show);
}

static void key_answer(
    struct request *rq, const struct entitlement *of, const char *key)
{
	struct json_out json;

	answer_begin(rq, 200, &json);
	resource_begin(&json, NULL);
	json_text(&json, "entitlementId", of->entitlement_id);
	json_text(&json, "orderId", of->order_id);
	json_int(&json, "lineItemNumber", of->line_number);
	json_text(&json, "productId", of->product_id);
	json_text(&json, "skuId", of->sku_id);
	json_text(&json, "title", of->title);
	json_text(&json, "key", key);
	resource_end(&json, "SoftwareKey", NULL);
}

/* After the commit of the activity row. A replay ran no effects: rights and
 * state are judged again, on what is now. */
static struct error key_finish(struct request *rq, struct error outcome)
{
	char key[KEY_TEXT];
	struct error e = outcome;

	if (e.code == 0 && rq->replayed)
		e = key_act(rq, key_again);
	if (e.code == 0)
		e = key_read(&rq->cx, rq->state, key);
	if (e.code)
		return e;
	/* nobody sees a key without a row that says so */
	key_answer(rq, rq->state, rq->dry_run ? NULL : key);
	explicit_bzero(key, sizeof key);
	return OK;
}

/* ---- links ---- */

struct link_input {
	const char *file_id;
};
static const struct field link_fields[] = {
	FIELD_AS("fileId", GUID, struct link_input, file_id, .required = true),
	FIELD_END,
};

static struct error link_act(struct request *rq,
    struct error (*act)(struct ctx *cx, const char *customer_id,
	const char *entitlement_id, const char *file_id,
	struct download_link *ret_link))
{
	const struct link_input *input = rq->input;
	struct download_link *link =
	    ARENA_NEW(rq->cx.arena, struct download_link);
	struct customer customer;
	struct error e = path_customer(rq, &customer);

	if (e.code)
		return e;
	rq->state = link;
	return act(&rq->cx, customer.customer_id, entitlement_of(rq),
	    input->file_id, link);
}

static struct error link_effects(struct request *rq)
{
	return link_act(rq, link_issue);
}

static struct error link_finish(struct request *rq, struct error outcome)
{
	const struct download_link *link;
	struct json_out json;
	struct error e = outcome;

	if (e.code == 0 && rq->replayed)
		e = link_act(rq, link_again);
	if (e.code)
		return e;
	link = rq->state;
	answer_begin(rq, 201, &json);
	resource_begin(&json, NULL);
	json_text(&json, "entitlementId", entitlement_of(rq));
	json_text(&json, "fileId", link->file_id);
	json_text(&json, "url", rq->dry_run ? NULL : link->url);
	json_instant(&json, "issuedDate", link->issued_at);
	json_instant(&json, "expiryDate", link->expires_at);
	json_int(&json, "downloads", link->downloads);
	json_int(&json, "maximumDownloads", link->max_downloads);
	json_text(&json, "edition", link->edition_id);
	resource_end(&json, "SoftwareDownloadLink", NULL);
	return OK;
}

#define SECRET_ERRORS                                                          \
	ERR_CUSTOMER_UNKNOWN, ERR_ENTITLEMENT_UNKNOWN, ERR_USER_TOKEN_NEEDED,  \
	    ERR_ROLE_MISSING, ERR_KEYS_NOT_FOR_PARTNER,                        \
	    ERR_ENTITLEMENT_REVOKED, ERR_ENTITLEMENT_PENDING,                  \
	    ERR_ENTITLEMENT_EXPIRED

/* Who may is the edition's to say, and refused tries are recorded: so the
 * routes ask for less than the acts (domain.md 10). */
const struct route api_software_routes[] = {
	{ GET, "/v1/customers/{customer}/software", .needs = MAY_SEE_ORDERS,
	    .read = software_show,
	    .summary = N_("All software bought for a customer, newest first."),
	    API(OURS, ANY_CALLER, LIST_OF("Software"),
		ERRORS(ERR_CUSTOMER_UNKNOWN)) },
	{ GET, "/v1/customers/{customer}/software/{entitlement}/files",
	    .needs = MAY_SEE_ORDERS, .read = files_show,
	    .summary = N_("The files of a purchase."),
	    API(OURS, ANY_CALLER, LIST_OF("SoftwareFile"),
		ERRORS(ERR_CUSTOMER_UNKNOWN, ERR_ENTITLEMENT_UNKNOWN)) },
	{ POST, "/v1/customers/{customer}/software/{entitlement}/key",
	    .needs = MAY_SEE_ORDERS, .body_ignored = true,
	    .effects = key_effects, .finish = key_finish,
	    .summary = N_("Shows the product key, and records who saw it."),
	    API(OURS, USER_ONLY, ONE(200, "SoftwareKey"), ERRORS(SECRET_ERRORS),
		.anew = true) },
	{ POST, "/v1/customers/{customer}/software/{entitlement}/links",
	    .needs = MAY_SEE_ORDERS, .body = link_fields,
	    .body_size = sizeof(struct link_input), .effects = link_effects,
	    .finish = link_finish,
	    .summary = N_("The live download link of a file, or a new one."),
	    API(OURS, USER_ONLY, ONE(201, "SoftwareDownloadLink"),
		ERRORS(SECRET_ERRORS, ERR_FILE_UNKNOWN), .anew = true) },
	ROUTE_END,
};
