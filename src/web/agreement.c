/*
 * The public pages behind links that the API hands out: the text of an
 * agreement, to read or to download, and who a partner is that asks for a
 * relationship. Nobody is signed in.
 */
#include "accounts/partner.h"
#include "base/text.h"
#include "customers/agreement_link.h"
#include "i18n/i18n.h"
#include "web/views.h"
#include "web/page.h"
#include "web/routes.h"

/* A sample of ours: a programme that sells brings its own. */
static const struct {
	const char *heading, *text;
} paragraphs[] = {
	{ N_("What this is"),
	    N_("A sample text of this installation. It shows where the "
	       "agreement of your programme stands; it binds nobody.") },
	{ N_("Who agrees"),
	    N_("The customer, by a person who may sign for it. The partner "
	       "confirms who that was and when, and keeps the confirmation.") },
	{ N_("Use"),
	    N_("What is ordered may be used by the customer and its own "
	       "people, in the quantity and for the term that the order "
	       "names.") },
	{ N_("Keys and downloads"),
	    N_("Product keys and downloads are for the customer alone and end "
	       "with the purchase they belong to.") },
	{ N_("Price and payment"),
	    N_("The partner sets the price for the customer and sends the "
	       "invoice. Taxes follow the law of the country of billing.") },
	{ N_("Cancelling"),
	    N_("What can be cancelled, and until when, the order shows on the "
	       "day of purchase.") },
	{ N_("Data"),
	    N_("The partner sees the customer's profile and orders as long as "
	       "the relationship lasts. What was done is recorded.") },
};

struct paragraph_view {
	const char *number, *heading, *text;
};
static const struct view_field paragraph_view[] = {
	VIEW(TEXT, struct paragraph_view, number),
	VIEW(TEXT, struct paragraph_view, heading),
	VIEW(TEXT, struct paragraph_view, text),
	VIEW_FIELD_END,
};
struct document_view {
	const char *heading, *country, *template_id, *download;
	struct view_list paragraphs;
};
static const struct view_field document_view[] = {
	VIEW(TEXT, struct document_view, heading),
	VIEW(TEXT, struct document_view, country),
	VIEW(TEXT, struct document_view, template_id),
	VIEW(TEXT, struct document_view, download),
	VIEW_OF(LIST, struct document_view, paragraphs, paragraph_view,
	    struct paragraph_view),
	VIEW_FIELD_END,
};

static const char *heading(struct ctx *cx, const char *type)
{
	return text_same(type, "MicrosoftCustomerAgreement")
		   ? _("Customer agreement (sample)")
		   : _("Cloud agreement (sample)");
}

/* In the language that the link names, whoever follows it, until the reader
 * chooses another on the page. */
static const struct locale *document_locale(
    struct request *rq, const char *language)
{
	const struct locale *locale = locale_find(query_value(rq, "language"));

	if (locale == NULL)
		locale = locale_find(language);
	return locale == NULL ? locales()[0] : locale;
}

static struct error document_open(
    struct request *rq, struct document_view *ret_view)
{
	struct ctx *cx = &rq->cx;
	struct paragraph_view *list =
	    ARENA_ARRAY(cx->arena, struct paragraph_view, COUNT(paragraphs));
	const char *token = request_param(rq, "token");
	struct agreement_document document;
	struct error e = agreement_link_open(cx, token, &document);

	if (e.code != 0)
		return e;
	cx->locale = document_locale(rq, document.language);
	for (size_t i = 0; i < COUNT(paragraphs); i++)
		list[i] = (struct paragraph_view){ show_int(cx, (int64_t)i + 1),
			_(paragraphs[i].heading), _(paragraphs[i].text) };
	*ret_view = (struct document_view){
		.heading = heading(cx, document.template->type),
		.country = country_text(cx, document.country),
		.template_id = document.template->template_id,
		.download = arena_printf(cx->arena,
		    "/agreements/%s/download?language=%s", token,
		    cx->locale->tag),
		.paragraphs = { COUNT(paragraphs), list },
	};
	return OK;
}

static struct error document_show(struct request *rq)
{
	struct document_view view;
	struct page page = { .body = "agreements/document",
		.frame = "agreements/frame",
		.fields = document_view,
		.data = &view };
	struct error e = document_open(rq, &view);

	page.title = view.heading;
	page.self = arena_printf(
	    rq->cx.arena, "%s?language=%s", rq->raw_path, rq->cx.locale->tag);
	return e.code != 0 ? e : page_answer_bare(rq, &page);
}

static struct error document_download(struct request *rq)
{
	struct text *out = &rq->response.body;
	const struct paragraph_view *list;
	struct document_view view;
	struct error e = document_open(rq, &view);

	if (e.code != 0)
		return e;
	response_status(rq, 200, "text/plain; charset=utf-8");
	response_header(
	    rq, "Content-Disposition", "attachment; filename=agreement.txt");
	text_addf(out, "%s\n%s\n", view.heading, view.country);
	list = view.paragraphs.items;
	for (size_t i = 0; i < view.paragraphs.count; i++)
		text_addf(out, "\n%s. %s\n%s\n", list[i].number,
		    list[i].heading, list[i].text);
	return OK;
}

/* ---- a partner that asks ---- */

struct partner_view {
	const char *partner_name, *place, *mpn_id, *tenant_id;
};
static const struct view_field partner_view[] = {
	VIEW(TEXT, struct partner_view, partner_name),
	VIEW(TEXT, struct partner_view, place),
	VIEW(TEXT, struct partner_view, mpn_id),
	VIEW(TEXT, struct partner_view, tenant_id),
	VIEW_FIELD_END,
};

static struct error partner_show(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	const char *tenant = request_param(rq, "tenant");
	struct partner partner;
	struct partner_view view;
	struct page page = { .body = "agreements/partner",
		.frame = "agreements/frame",
		.title = _("Relationship request"),
		.fields = partner_view,
		.data = &view };
	bool found = false;
	struct error e = OK;

	if (text_is_guid(tenant))
		e = partner_find(cx, tenant, &partner, &found);
	if (e.code == 0 && !found)
		e = fail(ERR_ROUTE_UNKNOWN, NULL);
	if (e.code != 0)
		return e;
	view = (struct partner_view){ partner.name,
		arena_printf(cx->arena, "%s, %s", partner.city,
		    country_text(cx, partner.country)),
		partner.mpn_id, partner.tenant_id };
	return page_answer_bare(rq, &page);
}

const struct route web_agreement_routes[] = {
	{ GET, "/agreements/{token}", .needs = MAY_ANYONE,
	    .read = document_show },
	{ GET, "/agreements/{token}/download", .needs = MAY_ANYONE,
	    .read = document_download },
	{ GET, "/partners/{tenant}", .needs = MAY_ANYONE,
	    .read = partner_show },
	ROUTE_END,
};
