/*
 * How to reach support. Filing a request is not built yet, and the page says
 * so rather than pretend.
 */
#include "base/settings.h"
#include "i18n/i18n.h"
#include "web/routes.h"
#include "web/views.h"

struct support_view {
	const char *order_id, *mail, *mail_href;
};
static const struct view_field support_fields[] = {
	VIEW(TEXT, struct support_view, order_id),
	VIEW(TEXT, struct support_view, mail),
	VIEW(TEXT, struct support_view, mail_href),
	VIEW_FIELD_END,
};

static struct error support_show(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	struct support_view view = {
		.order_id = query_value(rq, "order"),
	};
	struct page page = { .title = _("Support"),
		.body = "account/support",
		.place = PLACE_NONE,
		.fields = support_fields,
		.data = &view };

	if (!text_empty(cx->settings->support_contact)) {
		view.mail = cx->settings->support_contact;
		view.mail_href =
		    arena_printf(cx->arena, "mailto:%s", view.mail);
	}
	return page_answer(rq, &page);
}

const struct route web_support_routes[] = {
	{ GET, "/support", .needs = MAY_REQUEST_SUPPORT, .read = support_show },
	ROUTE_END,
};
