/*
 * Which mails a user gets: chosen in the account settings, ended by the link in
 * each mail, which needs no sign-in. What there is, accounts/notice says.
 */
#include "accounts/notice.h"
#include "base/settings.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "web/page.h"
#include "web/routes.h"
#include "web/web.h"

/* ---- choosing ---- */

struct notice_view {
	const char *id, *name, *about;
	bool chosen;
};
static const struct view_field notice_view[] = {
	VIEW(TEXT, struct notice_view, id),
	VIEW(TEXT, struct notice_view, name),
	VIEW(TEXT, struct notice_view, about),
	VIEW(BOOL, struct notice_view, chosen),
	VIEW_FIELD_END,
};

struct notices_view {
	const char *email;
	struct view_list notices;
	bool saved, none, no_server;
};
static const struct view_field notices_view[] = {
	VIEW(TEXT, struct notices_view, email),
	VIEW_OF(LIST, struct notices_view, notices, notice_view,
	    struct notice_view),
	VIEW(BOOL, struct notices_view, saved),
	VIEW(BOOL, struct notices_view, none),
	VIEW(BOOL, struct notices_view, no_server),
	VIEW_FIELD_END,
};

static struct view_list notice_views(struct ctx *cx, uint32_t chosen)
{
	const struct notice_info *infos = notice_infos();
	uint32_t offered = notices_offered(cx->who->roles);
	struct notice_view *views;
	size_t count = 0, n = 0;

	while (infos[n].id != NULL)
		n++;
	views = ARENA_ARRAY(cx->arena, struct notice_view, n + 1);
	for (size_t i = 0; i < n; i++)
		if (infos[i].notice & offered)
			views[count++] = (struct notice_view){ infos[i].id,
				_(infos[i].name), _(infos[i].about),
				(infos[i].notice & chosen) != 0 };
	return (struct view_list){ count, views };
}

static struct error notices_show(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	struct notices_view view = {
		.email = cx->who->email,
		.saved = text_same(query_value(rq, "saved"), "1"),
		.no_server = text_empty(cx->settings->smtp_url),
	};
	struct page page = { .title = _("Notifications"),
		.body = "account/notifications",
		.place = PLACE_SETTINGS,
		.fields = notices_view,
		.data = &view };
	uint32_t chosen;
	struct error e = notices_load(cx, &chosen);

	if (e.code)
		return e;
	view.notices = notice_views(cx, chosen);
	view.none = view.notices.count == 0;
	return page_answer(rq, &page);
}

struct notices_input {
	struct field_list mail;
};
struct notices_item {
	const char *id;
};
static const struct field item_fields[] = {
	FIELD_ITSELF(TEXT, struct notices_item, id, .max = 60),
	FIELD_END,
};
static const struct field notices_fields[] = {
	FIELD(LIST, struct notices_input, mail, .fields = item_fields,
	    .item_size = sizeof(struct notices_item), .max = 32),
	FIELD_END,
};

static struct error choose_effects(struct request *rq)
{
	const struct notices_input *input = rq->input;
	const struct notices_item *items = input->mail.items;
	const struct notice_info *info;
	uint32_t notices = 0;

	for (size_t i = 0; i < input->mail.count; i++)
		if ((info = notice_find(items[i].id)) != NULL)
			notices |= info->notice;
	return notices_choose(&rq->cx, notices);
}

static struct error choose_finish(struct request *rq, struct error outcome)
{
	if (outcome.code == 0)
		response_redirect(rq, "/account/notifications?saved=1");
	return outcome;
}

/* ---- the link in a mail ---- */

struct ending_view {
	const char *kind, *token;
	bool ended, resumed;
};
static const struct view_field ending_view[] = {
	VIEW(TEXT, struct ending_view, kind),
	VIEW(SECRET, struct ending_view, token),
	VIEW(BOOL, struct ending_view, ended),
	VIEW(BOOL, struct ending_view, resumed),
	VIEW_FIELD_END,
};

static struct error link_of(struct request *rq, struct notice_link *ret_link)
{
	return notice_token_read(&rq->cx, request_param(rq, "token"), ret_link)
		   ? OK
		   : fail(ERR_ROUTE_UNKNOWN, NULL);
}

static struct error ending_answer(struct request *rq, bool ended, bool resumed)
{
	struct ctx *cx = &rq->cx;
	struct notice_link link;
	struct ending_view view = { .token = request_param(rq, "token"),
		.ended = ended,
		.resumed = resumed };
	struct page page = { .title = _("Mail from Kontor"),
		.body = "account/unsubscribe",
		.fields = ending_view,
		.data = &view };
	struct error e = link_of(rq, &link);

	if (e.code)
		return e;
	view.kind = _(link.info->name);
	return page_answer_bare(rq, &page);
}

/* Looking changes nothing: programs look at links in mails, too. */
static struct error ending_show(struct request *rq)
{
	return ending_answer(rq, false, false);
}

static struct error end_effects(struct request *rq)
{
	struct notice_link link;
	struct error e = link_of(rq, &link);

	return e.code ? e : notice_end(&rq->cx, &link);
}

static struct error end_finish(struct request *rq, struct error outcome)
{
	return outcome.code ? outcome : ending_answer(rq, true, false);
}

static struct error resume_effects(struct request *rq)
{
	struct notice_link link;
	struct error e = link_of(rq, &link);

	return e.code ? e : notice_resume(&rq->cx, &link);
}

static struct error resume_finish(struct request *rq, struct error outcome)
{
	return outcome.code ? outcome : ending_answer(rq, false, true);
}

const struct route web_notification_routes[] = {
	{ GET, "/account/notifications", .needs = MAY_SIGNED_IN,
	    .read = notices_show },
	{ POST, "/account/notifications", .needs = MAY_SIGNED_IN,
	    .body = notices_fields, .body_size = sizeof(struct notices_input),
	    .effects = choose_effects, .finish = choose_finish },
	{ GET, "/unsubscribe/{token}", .needs = MAY_ANYONE,
	    .read = ending_show },
	{ POST, "/unsubscribe/{token}", .needs = MAY_ANYONE,
	    .more = WEB_PUBLIC_FORM, .body_ignored = true,
	    .effects = end_effects, .finish = end_finish },
	{ POST, "/unsubscribe/{token}/back", .needs = MAY_ANYONE,
	    .more = WEB_PUBLIC_FORM, .body_ignored = true,
	    .effects = resume_effects, .finish = resume_finish },
	ROUTE_END,
};
