/*
 * Mail and webhook deliveries of all partners: what waits, what failed and
 * why, and trying again. What they say is shown to nobody here.
 */
#include "outbox/watch.h"

#include <string.h>

#include "accounts/account_mail.h"
#include "accounts/notice.h"
#include "base/settings.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "operator/operator.h"
#include "outbox/event.h"
#include "outbox/mail.h"
#include "web/views.h"

#define PAGE_ROWS 25
#define OUTBOX_PATH "/operator/outbox"

struct message_view {
	const char *to, *kind, *partner, *partner_href, *state, *tone, *why,
	    *tries, *made, *made_iso, *next, *next_iso, *act, *link_gone;
	bool may_retry;
};
static const struct view_field message_view[] = {
	VIEW(TEXT, struct message_view, to),
	VIEW(TEXT, struct message_view, kind),
	VIEW(TEXT, struct message_view, partner),
	VIEW(TEXT, struct message_view, partner_href),
	VIEW(TEXT, struct message_view, state),
	VIEW(TEXT, struct message_view, tone),
	VIEW(TEXT, struct message_view, why),
	VIEW(TEXT, struct message_view, tries),
	VIEW(TEXT, struct message_view, made),
	VIEW(TEXT, struct message_view, made_iso),
	VIEW(TEXT, struct message_view, next),
	VIEW(TEXT, struct message_view, next_iso),
	VIEW(TEXT, struct message_view, act),
	VIEW(TEXT, struct message_view, link_gone),
	VIEW(BOOL, struct message_view, may_retry),
	VIEW_FIELD_END,
};

struct tab_view {
	const char *href, *name, *count;
	bool current;
};
static const struct view_field tab_view[] = {
	VIEW(TEXT, struct tab_view, href),
	VIEW(TEXT, struct tab_view, name),
	VIEW(TEXT, struct tab_view, count),
	VIEW(BOOL, struct tab_view, current),
	VIEW_FIELD_END,
};

struct outbox_view {
	struct view_list rows, tabs, states;
	const char *next_href, *first_href, *partner, *all_href, *problem,
	    *back;
	bool none, sent, no_server;
};
static const struct view_field outbox_view[] = {
	VIEW_OF(
	    LIST, struct outbox_view, rows, message_view, struct message_view),
	VIEW_OF(LIST, struct outbox_view, tabs, tab_view, struct tab_view),
	VIEW_OF(LIST, struct outbox_view, states, tab_view, struct tab_view),
	VIEW(TEXT, struct outbox_view, next_href),
	VIEW(TEXT, struct outbox_view, first_href),
	VIEW(TEXT, struct outbox_view, partner),
	VIEW(TEXT, struct outbox_view, all_href),
	VIEW(TEXT, struct outbox_view, problem),
	VIEW(TEXT, struct outbox_view, back),
	VIEW(BOOL, struct outbox_view, none),
	VIEW(BOOL, struct outbox_view, sent),
	VIEW(BOOL, struct outbox_view, no_server),
	VIEW_FIELD_END,
};

/* What the page is asked for; also carried through a POST. */
struct outbox_query {
	const char *channel, *state, *event, *recipient;
	int64_t partner, at;
	bool has_partner, sent;
};
static const struct field outbox_query[] = {
	FIELD(TEXT, struct outbox_query, channel, .max = 16),
	FIELD(TEXT, struct outbox_query, state, .max = 16),
	FIELD(TEXT, struct outbox_query, event, .max = 64),
	FIELD(TEXT, struct outbox_query, recipient, .max = 64),
	FIELD(INT, struct outbox_query, partner,
	    .has_offset = offsetof(struct outbox_query, has_partner)),
	FIELD(INT, struct outbox_query, at),
	FIELD(BOOL, struct outbox_query, sent),
	FIELD_END,
};

static const char *href_of(struct ctx *cx, const struct outbox_query *q,
    const char *channel, const char *state, const struct message *after)
{
	struct text href;

	text_init(&href, cx->arena);
	text_addf(&href, OUTBOX_PATH "?channel=%s&state=%s", channel, state);
	if (q->has_partner)
		text_addf(&href, "&partner=%lld", (long long)q->partner);
	if (after != NULL)
		text_addf(&href, "&at=%lld&event=%s&recipient=%s",
		    (long long)after->created_at, after->event_id,
		    after->recipient);
	return href.bytes;
}

/* ---- words ---- */

static const char *mail_kind_name(struct ctx *cx, const char *id)
{
	const struct notice_info *notice = notice_find(id);

	if (notice != NULL)
		return _(notice->name);
	if (request_mail_find(id) != 0)
		return _("Support request");
	switch (account_mail_find(id)) {
	case ACCOUNT_MAIL_RESET:
		return _("Link for a new password");
	case ACCOUNT_MAIL_INVITATION:
		return _("Invitation");
	case ACCOUNT_MAIL_PASSWORD_CHANGED:
		return _("Password changed");
	case ACCOUNT_MAIL_FACTOR_ON:
	case ACCOUNT_MAIL_FACTOR_OFF:
		return _("Second factor turned on or off");
	case ACCOUNT_MAIL_RECOVERY_USED:
		return _("Recovery code used");
	default:
		return id;
	}
}

static const char *state_name(struct ctx *cx, enum message_state state)
{
	switch (state) {
	case MESSAGE_WAITING:
		return _("waiting");
	case MESSAGE_FAILED:
		return _("failed");
	case MESSAGE_DELIVERED:
		return _("delivered");
	default:
		return _("all");
	}
}

static const char *why_text(struct ctx *cx, const struct message *m)
{
	const char *problem = message_kept(cx, m->problem);

	if (m->last_status > 0 && m->state != MESSAGE_DELIVERED)
		return message_with(cx,
		    N_("The receiver answered {status}. {problem}"),
		    HOLES({ "status", arena_printf(cx->arena, "%lld",
					  (long long)m->last_status) },
			{ "problem", problem ? problem : "" }));
	return problem;
}

static const char *tone_of(const struct message *m)
{
	if (m->state == MESSAGE_FAILED)
		return "last";
	if (m->state == MESSAGE_DELIVERED)
		return "done";
	return m->attempts > 0 ? "soon" : "info";
}

static void message_fill(struct ctx *cx, const struct outbox_query *q,
    bool hooks, const struct message *m, struct message_view *view)
{
	*view = (struct message_view){
		.to = m->to ? m->to : _("somebody who is gone"),
		.kind = hooks ? m->kind : mail_kind_name(cx, m->kind),
		.partner = m->partner_id == PROGRAMME_ID ? _("The programme")
							 : m->partner_name,
		.state = m->state == MESSAGE_WAITING && m->attempts > 0
			     ? _("tries again")
			     : state_name(cx, m->state),
		.tone = tone_of(m),
		.why = why_text(cx, m),
		.tries = message_plural(
		    cx, "{n} attempt", "{n} attempts", m->attempts, NULL),
		.made = show_instant(cx, m->created_at),
		.made_iso = iso_text(cx, m->created_at),
		.may_retry = m->state != MESSAGE_DELIVERED && !m->link_gone &&
			     (m->state == MESSAGE_FAILED || m->attempts > 0),
	};
	if (m->partner_id != PROGRAMME_ID)
		view->partner_href = arena_printf(cx->arena,
		    "/operator/partners/%lld", (long long)m->partner_id);
	if (m->link_gone && m->state == MESSAGE_FAILED)
		view->link_gone = _("Its link is gone: send a new one.");
	if (m->state == MESSAGE_WAITING) {
		view->next = show_instant(cx, m->next_at);
		view->next_iso = iso_text(cx, m->next_at);
	}
	view->act = arena_printf(cx->arena,
	    OUTBOX_PATH "/%lld/%s?recipient=%s&channel=%s&state=%s%s",
	    (long long)m->partner_id, m->event_id, m->recipient,
	    hooks ? "webhooks" : "mail", q->state ? q->state : "",
	    q->has_partner ? arena_printf(cx->arena, "&partner=%lld",
				 (long long)q->partner)
			   : "");
}

/* ---- the page ---- */

static bool is_hooks(const struct outbox_query *q)
{
	return text_same(q->channel, "webhooks");
}

static struct error tabs_fill(
    struct ctx *cx, const struct outbox_query *q, struct outbox_view *view)
{
	struct message_counts counts;
	struct tab_view *tabs = ARENA_ARRAY(cx->arena, struct tab_view, 2);
	struct tab_view *states = ARENA_ARRAY(cx->arena, struct tab_view, 4);
	const char *state = q->state ? q->state : "";
	struct error e = message_counts(cx, &counts);

	if (e.code)
		return e;
	tabs[0] = (struct tab_view){ href_of(cx, q, "mail", state, NULL),
		_("Mail"), show_int(cx, counts.mail_failed), !is_hooks(q) };
	tabs[1] = (struct tab_view){ href_of(cx, q, "webhooks", state, NULL),
		_("Webhooks"), show_int(cx, counts.hooks_failed), is_hooks(q) };
	view->tabs = (struct view_list){ 2, tabs };
	for (size_t i = 0; i < 4; i++) {
		const char *id = message_state_id((enum message_state)i);

		states[i] = (struct tab_view){
			href_of(
			    cx, q, is_hooks(q) ? "webhooks" : "mail", id, NULL),
			state_name(cx, (enum message_state)i), NULL,
			message_state_find(state) == (enum message_state)i
		};
	}
	view->states = (struct view_list){ 4, states };
	return OK;
}

static struct error rows_fill(
    struct ctx *cx, const struct outbox_query *q, struct outbox_view *view)
{
	bool hooks = is_hooks(q);
	struct message_filter filter = {
		.channel = hooks ? MESSAGE_WEBHOOK : MESSAGE_MAIL,
		.state = message_state_find(q->state),
		.partner_id = q->has_partner ? q->partner : ANY_PARTNER,
		.limit = PAGE_ROWS,
		.before_at = q->at,
		.before_event = q->event,
		.before_recipient = q->recipient,
	};
	const char *channel = hooks ? "webhooks" : "mail";
	const char *state = q->state ? q->state : "";
	struct message_list list;
	struct message_view *rows;
	struct error e = message_list(cx, &filter, &list);

	if (e.code)
		return e;
	rows = ARENA_ARRAY(cx->arena, struct message_view, list.count + 1);
	for (size_t i = 0; i < list.count; i++)
		message_fill(cx, q, hooks, &list.messages[i], &rows[i]);
	view->rows = (struct view_list){ list.count, rows };
	view->none = list.count == 0;
	if (q->event != NULL)
		view->first_href = href_of(cx, q, channel, state, NULL);
	if (list.more)
		view->next_href = href_of(
		    cx, q, channel, state, &list.messages[list.count - 1]);
	return OK;
}

static struct error partner_fill(
    struct ctx *cx, const struct outbox_query *q, struct outbox_view *view)
{
	struct ctx there = *cx;
	struct error e;

	if (!q->has_partner)
		return OK;
	view->all_href = OUTBOX_PATH;
	if (q->partner == PROGRAMME_ID) {
		view->partner = _("The programme");
		return OK;
	}
	e = operator_into_partner(&there, q->partner);
	if (e.code == 0)
		view->partner = there.who->partner->name;
	return e;
}

static struct error answer(
    struct request *rq, const struct outbox_query *q, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	struct outbox_view view = { .sent = q->sent && outcome.code == 0,
		.no_server =
		    text_empty(cx->settings->smtp_url) && !is_hooks(q) };
	struct page page = { .title = _("Outbox"),
		.body = "operator/outbox",
		.fields = outbox_view,
		.data = &view };
	struct error e;

	operator_out(cx);
	if (outcome.code) {
		page.status = error_info(outcome.code)->page_status;
		view.problem = problem_text(cx, outcome);
	}
	if ((e = partner_fill(cx, q, &view)).code ||
	    (e = tabs_fill(cx, q, &view)).code ||
	    (e = rows_fill(cx, q, &view)).code)
		return e;
	return operator_page(rq, &page);
}

static struct error outbox_read(struct request *rq)
{
	return answer(rq, rq->query, OK);
}

static struct error retry_effects(struct request *rq)
{
	const struct outbox_query *q = rq->query;
	const char *text = request_param(rq, "partner");
	int64_t partner_id;
	struct error e = OK;

	if (!text_to_int(text, &partner_id))
		return fail(ERR_PARTNER_UNKNOWN, NULL);
	if (partner_id != PROGRAMME_ID)
		e = operator_into_partner(&rq->cx, partner_id);
	if (e.code)
		return e;
	return message_retry(&rq->cx, request_param(rq, "event"),
	    q->recipient ? q->recipient : "");
}

static struct error retry_finish(struct request *rq, struct error outcome)
{
	struct outbox_query q = *(const struct outbox_query *)rq->query;

	if (outcome.code && error_info(outcome.code)->page_status != 409)
		return outcome;
	q.event = q.recipient = NULL;
	if (outcome.code)
		return answer(rq, &q, outcome);
	response_redirect(
	    rq, arena_printf(rq->cx.arena, "%s&sent=1",
		    href_of(&rq->cx, &q, is_hooks(&q) ? "webhooks" : "mail",
			message_state_id(message_state_find(q.state)), NULL)));
	return OK;
}

const struct route operator_outbox_routes[] = {
	{ GET, "/operator/outbox", .needs = MAY_OPERATE, .query = outbox_query,
	    .query_size = sizeof(struct outbox_query), .read = outbox_read },
	{ POST, "/operator/outbox/{partner}/{event}", .needs = MAY_OPERATE,
	    .query = outbox_query, .query_size = sizeof(struct outbox_query),
	    .effects = retry_effects, .finish = retry_finish },
	ROUTE_END,
};
