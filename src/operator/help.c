/*
 * Help of the console: what each of its pages does, and what to know before.
 */
#include "i18n/i18n.h"
#include "operator/operator.h"

struct help_entry {
	const char *id, *title, *href, *does, *know;
};
static const struct view_field help_entry[] = {
	VIEW(TEXT, struct help_entry, id),
	VIEW(TEXT, struct help_entry, title),
	VIEW(TEXT, struct help_entry, href),
	VIEW(TEXT, struct help_entry, does),
	VIEW(TEXT, struct help_entry, know),
	VIEW_FIELD_END,
};

struct help_view {
	struct view_list pages; /* struct help_entry */
};
static const struct view_field help_view[] = {
	VIEW_OF(LIST, struct help_view, pages, help_entry, struct help_entry),
	VIEW_FIELD_END,
};

static const struct help_entry entries[] = {
	{ "partners", N_("Partners"), "/operator/partners",
	    N_("Add a partner with its first user, send password links, "
	       "switch users off, decide qualifications."),
	    N_("Domain, country and currency of a partner stay for ever: "
	       "orders, tax and prices were promised with them.") },
	{ "keys", N_("Key pools"), "/operator/keys",
	    N_("See which pools run low, and load keys from a list or a file. "
	       "Purchases that wait are served first, oldest first."),
	    N_("One bad line loads nothing. No page shows a key that is in a "
	       "pool.") },
	{ "imports", N_("Imports"), "/operator/imports",
	    N_("Send a file of the catalogue or of prices, look at what it "
	       "would change, then apply it or throw it away."),
	    N_("A price holds from its day on. Orders that were placed keep "
	       "theirs.") },
	{ "files", N_("Files"), "/operator/files",
	    N_("Add what customers download, with version, language and "
	       "architecture; its SHA-256 is shown beside every download."),
	    N_("Withdrawing a file ends the links to it that are out. "
	       "Offering it again makes them work again.") },
	{ "editions", N_("Editions"), "/operator/editions",
	    N_("Write new terms from a day in the future on, and see first "
	       "which purchases they would have treated otherwise."),
	    N_("What was bought before keeps the edition of its day. An "
	       "edition that is in force cannot be changed.") },
	{ "invoices", N_("Invoices"), "/operator/invoices",
	    N_("Start a run for a month, watch it, and note what was paid. "
	       "Months that are over are issued by themselves, too."),
	    N_("A document that does not prove, line by line, is refused and "
	       "named. What was issued never changes.") },
	{ "requests", N_("Support requests"), "/operator/requests",
	    N_("Answer, ask for more, hold an order, grant or deny a refund. "
	       "The most urgent impact stands first."),
	    N_("Granting posts the credit and closes the request in one step, "
	       "at most what was paid and not yet credited.") },
	{ "outbox", N_("Outbox"), "/operator/outbox",
	    N_("Mail and webhooks that wait or failed, with the reason of the "
	       "last attempt. Try again begins anew."),
	    N_("What a message says is not shown. A password link is not sent "
	       "again: make a new one on the partner’s page.") },
};

static struct error help_read(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	struct help_entry shown[COUNT(entries)];
	struct help_view view = { { COUNT(entries), shown } };
	struct page page = { .title = _("Help"),
		.body = "operator/help",
		.fields = help_view,
		.data = &view };

	for (size_t i = 0; i < COUNT(entries); i++)
		shown[i] = (struct help_entry){ entries[i].id,
			_(entries[i].title), entries[i].href,
			_(entries[i].does), _(entries[i].know) };
	return operator_page(rq, &page);
}

const struct route operator_help_routes[] = {
	{ GET, "/operator/help", .needs = MAY_OPERATE, .read = help_read },
	ROUTE_END,
};
