/*
 * The start of the console: what waits for an operator, and where.
 */
#include "accounts/partner.h"
#include "i18n/i18n.h"
#include "operator/operator.h"

struct home_view {
	const char *partners;
};
static const struct view_field home_view[] = {
	VIEW(TEXT, struct home_view, partners),
	VIEW_FIELD_END,
};

static struct error home_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	struct partner_list partners;
	struct home_view view = { 0 };
	struct page page = { .title = _("Start"),
		.body = "operator/home",
		.fields = home_view,
		.data = &view };
	struct error e = partner_list(cx, &partners);

	if (e.code)
		return e;
	view.partners = show_int(cx, (int64_t)partners.count);
	return operator_page(rq, &page);
}

const struct route operator_home_routes[] = {
	{ GET, "/operator", .needs = MAY_OPERATE, .read = home_read },
	ROUTE_END,
};
