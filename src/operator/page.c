/*
 * The frame of the console: its menu. What is on a page, its own file says.
 */
#include <string.h>

#include "i18n/i18n.h"
#include "operator/operator.h"

/* In the order shown; a path also marks what is below it. */
static const struct {
	const char *href, *name, *icon;
} entries[] = {
	{ "/operator", N_("Start"), "icon/today" },
	{ "/operator/partners", N_("Partners"), "icon/customers" },
	{ "/operator/requests", N_("Support requests"), "icon/support" },
	{ "/operator/keys", N_("Key pools"), "icon/key" },
	{ "/operator/imports", N_("Imports"), "icon/renew" },
	{ "/operator/invoices", N_("Invoices"), "icon/billing" },
	{ "/operator/editions", N_("Editions"), "icon/log" },
	{ "/operator/files", N_("Files"), "icon/download" },
	{ "/operator/outbox", N_("Outbox"), "icon/renew" },
};

static bool is_current(const struct request *rq, const char *href)
{
	size_t length = strlen(href);

	if (strcmp(href, "/operator") == 0)
		return strcmp(rq->raw_path, href) == 0;
	return strncmp(rq->raw_path, href, length) == 0 &&
	       (rq->raw_path[length] == '\0' || rq->raw_path[length] == '/');
}

struct error operator_page(struct request *rq, struct page *page)
{
	struct ctx *cx = &rq->cx;
	struct menu_entry *shown =
	    ARENA_ARRAY(cx->arena, struct menu_entry, COUNT(entries));
	struct view_list menu = { COUNT(entries), shown };

	for (size_t i = 0; i < COUNT(entries); i++)
		shown[i] = (struct menu_entry){ .href = entries[i].href,
			.name = _(entries[i].name),
			.icon = entries[i].icon,
			.current = is_current(rq, entries[i].href) };
	page->menu = &menu;
	return page_answer(rq, page);
}
