/*
 * Issues download links and starts downloads, counted and not (ruling 15).
 * Rows and tokens are download_link.c's, the limits policy/link.h's.
 */
#include "fulfilment/download.h"

#include "accounts/principal.h"
#include "base/day.h"
#include "base/settings.h"
#include "base/text.h"
#include "fulfilment/access.h"
#include "fulfilment/download_link.h"

static void link_renew(
    struct ctx *cx, const struct entitlement *entitlement, struct link *link)
{
	const struct edition *terms = policy_terms(
	    cx->policy, entitlement->edition_id, entitlement->ordered_at);
	const struct edition *surface =
	    policy_surface(cx->policy, terms, cx->now);

	link->place.serial++;
	link->limits = link_limits_of(surface);
	link->use = (struct link_use){ .issued_at = cx->now };
	link->edition_id = surface->id;
	link->customer_id = entitlement->customer_id;
	link->issued_by = cx->who->user_id;
	link->issued_by_name =
	    cx->who->user_name != NULL ? cx->who->user_name : "";
}

/* The live link as it is, or the next one (E-44, E-45). */
static struct error link_of(struct ctx *cx,
    const struct entitlement *entitlement, struct link *link,
    const char **ret_token)
{
	enum link_step step = LINK_NEW;
	struct error e = link_latest(cx, link);

	if (e.code)
		return e;
	if (link->place.serial != 0)
		step =
		    link_next(link_decide(&link->limits, &link->use, cx->now),
			entitlement->state == ENTITLEMENT_REVOKED);
	if (step == LINK_REFUSE)
		return access_revoked(cx, entitlement);
	if (step == LINK_NEW)
		link_renew(cx, entitlement, link);
	*ret_token = link_token(cx, &link->place, link->token_hash);
	return step == LINK_NEW ? link_add(cx, link) : OK;
}

/* Rights and state, and where the link belongs. */
static struct error link_begin(struct ctx *cx, const char *customer_id,
    const char *entitlement_id, const char *file_id,
    struct entitlement *entitlement, struct software_file *file,
    struct link *link)
{
	struct error e = access_begin(cx, KEY_ISSUE_LINK, customer_id,
	    entitlement_id, file_id, entitlement, file);

	if (e.code)
		return e;
	link->place = (struct link_place){ cx->who->partner->partner_id,
		entitlement->order_id, entitlement->line_number, file->file_id,
		0 };
	return OK;
}

static struct download_link link_shown(
    struct ctx *cx, const struct link *link, const char *token)
{
	return (struct download_link){
		.url = arena_printf(
		    cx->arena, "%s/d/%s", cx->settings->public_url, token),
		.token = token,
		.file_id = link->place.file_id,
		.issued_at = link->use.issued_at,
		.expires_at = link_expires_at(&link->limits, &link->use),
		.downloads = link->use.downloads,
		.max_downloads = link->limits.max_downloads,
		.edition_id = link->edition_id,
	};
}

struct error link_issue(struct ctx *cx, const char *customer_id,
    const char *entitlement_id, const char *file_id,
    struct download_link *ret_link)
{
	struct entitlement entitlement;
	struct software_file file;
	struct link link = { 0 };
	const char *token = NULL;
	struct error e = link_begin(cx, customer_id, entitlement_id, file_id,
	    &entitlement, &file, &link);

	if (e.code == 0)
		e = link_of(cx, &entitlement, &link, &token);
	if (e.code == 0)
		e = access_tell(cx, KEY_ISSUE_LINK, &entitlement, &file);
	if (e.code == 0)
		*ret_link = link_shown(cx, &link, token);
	return e;
}

struct error link_live(struct ctx *cx, const char *order_id,
    int64_t line_number, const char *file_id, struct download_link *ret_link,
    bool *ret_live)
{
	struct link link = { .place = { cx->who->partner->partner_id, order_id,
				 line_number, file_id, 0 } };
	struct error e = link_latest(cx, &link);

	if (e.code)
		return e;
	*ret_live = link.place.serial != 0 &&
		    link_decide(&link.limits, &link.use, cx->now) == LINK_LIVE;
	if (*ret_live)
		*ret_link = (struct download_link){
			.file_id = file_id,
			.issued_at = link.use.issued_at,
			.expires_at = link_expires_at(&link.limits, &link.use),
			.downloads = link.use.downloads,
			.max_downloads = link.limits.max_downloads,
			.edition_id = link.edition_id,
		};
	return OK;
}

static struct download download_of(struct ctx *cx, int64_t partner_id,
    const char *order_id, int64_t line_number, const struct software_file *file)
{
	return (struct download){ .file = *file,
		.etag = file_etag(cx, file),
		.transfer_tag =
		    transfer_tag(cx, partner_id, order_id, line_number),
		.partner_id = partner_id,
		.order_id = order_id,
		.order_line = line_number };
}

static struct error dead(
    struct ctx *cx, const struct link *link, enum link_state state)
{
	char at[INSTANT_TEXT];

	instant_text(link_expires_at(&link->limits, &link->use), at);
	return fail_with(cx->arena, link_error(state), NULL,
	    HOLES({ "at", at },
		{ "max", arena_printf(cx->arena, "%lld",
			     (long long)link->limits.max_downloads) }));
}

struct error link_again(struct ctx *cx, const char *customer_id,
    const char *entitlement_id, const char *file_id,
    struct download_link *ret_link)
{
	struct entitlement entitlement;
	struct software_file file;
	struct link link = { 0 };
	enum link_state state;
	struct error e = link_begin(cx, customer_id, entitlement_id, file_id,
	    &entitlement, &file, &link);

	if (e.code == 0)
		e = link_latest(cx, &link);
	if (e.code)
		return e;
	if (link.place.serial == 0)
		return fail(ERR_FILE_UNKNOWN, NULL);
	state = link_decide(&link.limits, &link.use, cx->now);
	if (state != LINK_LIVE)
		return dead(cx, &link, state);
	*ret_link =
	    link_shown(cx, &link, link_token(cx, &link.place, link.token_hash));
	return OK;
}

/* The link and its file; whether it lives is the caller's question. */
static struct error link_open(struct ctx *cx, const char *token,
    struct link *link, struct download *download)
{
	struct software_file file;
	struct error e;

	if ((e = link_find(cx, token, link)).code)
		return e;
	if ((e = file_load(cx, link->place.file_id, &file)).code)
		return e;
	if (file.withdrawn_at != 0)
		return fail(ERR_FILE_WITHDRAWN, NULL);
	*download = download_of(cx, link->place.partner_id,
	    link->place.order_id, link->place.line_number, &file);
	return OK;
}

struct error link_look(
    struct ctx *cx, const char *token, struct download *ret_download)
{
	struct download download;
	struct link link;
	enum link_state state;
	struct error e;

	if ((e = link_open(cx, token, &link, &download)).code)
		return e;
	state = link_decide(&link.limits, &link.use, link.now);
	if (!link_may_send(state, false))
		return dead(cx, &link, state);
	*ret_download = download;
	return OK;
}

/* Ruling 15. Elapsed time below 0 (a clock set back) is still within a day. */
static struct error is_resumed(struct ctx *cx, const struct link *link,
    const struct download *download, int64_t range_start, const char *if_range,
    bool *ret_resumed)
{
	int64_t started_at = 0;
	struct error e;

	*ret_resumed = false;
	if (range_start <= 0)
		return OK;
	if (if_range != NULL) {
		*ret_resumed = text_same(if_range, download->etag);
		return OK;
	}
	if ((e = link_start_at(cx, link, &started_at)).code)
		return e;
	*ret_resumed = started_at != 0 && cx->wall - started_at < DAY_SECONDS;
	return OK;
}

static void holder_note(
    struct ctx *cx, const struct link *link, const struct software_file *file)
{
	struct partner *partner = ARENA_NEW(cx->arena, struct partner);
	struct hole *details = ARENA_ARRAY(cx->arena, struct hole, 3);

	/* all the log asks of a partner is its number */
	partner->partner_id = link->place.partner_id;
	details[0] = (struct hole){ "Act", "downloaded" };
	details[1] = (struct hole){ "IssuedBy", link->issued_by };
	activity_note(
	    cx, &(struct activity){ .action = ACTIVITY_SOFTWARE_DOWNLOADED,
		    .customer_id = link->customer_id,
		    .customer_name = link->customer_name,
		    .order_id = link->place.order_id,
		    .line_number = link->place.line_number,
		    .product_id = link->product_id,
		    .sku_id = link->sku_id,
		    .title = file->name,
		    .file_id = file->file_id,
		    .details = details,
		    .actor_kind = ACTOR_LINK_HOLDER,
		    .actor_name = link->issued_by_name,
		    .partner = partner,
		    .at = link->now });
}

struct error link_start(struct ctx *cx, const char *token, int64_t range_start,
    const char *if_range, struct download *ret_download)
{
	struct download download;
	struct link link;
	enum link_state state;
	bool resumed;
	struct error e;

	if ((e = link_open(cx, token, &link, &download)).code)
		return e;
	if (range_start < 0)
		range_start += download.file.size;
	e = is_resumed(cx, &link, &download, range_start, if_range, &resumed);
	if (e.code)
		return e;
	state = link_decide(&link.limits, &link.use, link.now);
	if (resumed && link_may_send(state, true)) {
		*ret_download = download;
		return OK;
	}
	holder_note(cx, &link, &download.file);
	if (!link_may_send(state, false))
		return dead(cx, &link, state);
	if ((e = link_count(cx, &link, &download.counted)).code)
		return e;
	/* another process took the last one since we looked */
	if (!download.counted)
		return dead(cx, &link, LINK_EXPIRED_COUNT);
	if ((e = link_start_save(cx, &link)).code)
		return e;
	*ret_download = download;
	return OK;
}

struct error file_download(struct ctx *cx, const char *customer_id,
    const char *entitlement_id, const char *file_id,
    struct download *ret_download)
{
	struct entitlement entitlement;
	struct software_file file;
	struct error e;

	e = access_begin(cx, KEY_DOWNLOAD, customer_id, entitlement_id, file_id,
	    &entitlement, &file);
	if (e.code)
		return e;
	*ret_download = download_of(cx, cx->who->partner->partner_id,
	    entitlement.order_id, entitlement.line_number, &file);
	return OK;
}
