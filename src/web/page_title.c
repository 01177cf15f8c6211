/*
 * What the browser calls a page.
 */
#include <string.h>

#include "base/text.h"
#include "i18n/i18n.h"
#include "web/page_private.h"

/* What a dialog does stands before what is behind it. */
static const struct {
	const char *dialog, *title;
} dialogs[] = {
	{ "account/application_delete", N_("Delete") },
	{ "account/secret_revoke", N_("Revoke") },
	{ "account/user_disable", N_("Disable user") },
	{ "account/webhook_remove", N_("Remove the registration?") },
	{ "customers/leave", N_("End the relationship") },
	{ "software/cancel", N_("Cancel purchase") },
	{ "software/keys", N_("Keys and downloads") },
	{ "users/delete", N_("Delete user") },
};

/* "Cancel purchase · Software · Customer": no two pages of a house have one
 * title (WCAG 2.4.2). */
const char *page_title(struct ctx *cx, const struct page *page)
{
	const char *title = page->title;

	if (page->customer != NULL &&
	    strstr(title, page->customer->name) == NULL)
		title = arena_printf(
		    cx->arena, "%s · %s", title, page->customer->name);
	for (size_t i = 0; page->dialog != NULL && i < COUNT(dialogs); i++)
		if (text_same(dialogs[i].dialog, page->dialog))
			return arena_printf(
			    cx->arena, "%s · %s", _(dialogs[i].title), title);
	return title;
}
