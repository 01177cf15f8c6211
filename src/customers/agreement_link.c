/*
 * Seals and opens links to agreements.
 */
#include "customers/agreement_link.h"

#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/settings.h"
#include "base/text.h"
#include "i18n/i18n.h"

#define PLACE "agreement"

const char *agreement_language(const char *asked)
{
	const struct locale *locale =
	    text_empty(asked) ? NULL : locale_find(asked);

	return locale == NULL ? "en-US" : locale->tag;
}

const char *agreement_link(struct ctx *cx,
    const struct agreement_template *template, const char *language,
    const char *country, bool shown)
{
	const char *plain = arena_printf(cx->arena, "%lld %s %s %s",
	    (long long)cx->wall + AGREEMENT_LINK_SECONDS, template->template_id,
	    language, country);
	uint8_t *sealed;
	size_t length;

	secrets_seal(cx->secrets, PURPOSE_CONTINUATION, cx->arena, PLACE, plain,
	    strlen(plain), &sealed, &length);
	return arena_printf(cx->arena, "%s/agreements/%s%s",
	    cx->settings->public_url,
	    base64url_encode(cx->arena, sealed, length),
	    shown ? "" : "/download");
}

/* "until template language country" */
static bool parts_read(struct ctx *cx, char *plain, int64_t *ret_until,
    struct agreement_document *ret_document)
{
	char *rest = plain;
	const char *until = strsep(&rest, " ");
	const char *template = strsep(&rest, " ");
	const char *language = strsep(&rest, " ");

	if (rest == NULL || !text_to_int(until, ret_until))
		return false;
	*ret_document = (struct agreement_document){
		.template = agreement_template_find(template),
		.language = language,
		.country = arena_dup(cx->arena, rest),
	};
	return ret_document->template != NULL;
}

struct error agreement_link_open(
    struct ctx *cx, const char *token, struct agreement_document *ret_document)
{
	struct agreement_document document;
	uint8_t *sealed, *plain;
	size_t sealed_length, length;
	int64_t until;

	if (!base64url_decode(cx->arena, token, &sealed, &sealed_length) ||
	    !secrets_unseal(cx->secrets, PURPOSE_CONTINUATION, cx->arena, PLACE,
		sealed, sealed_length, &plain, &length) ||
	    !parts_read(cx, arena_dup_n(cx->arena, (const char *)plain, length),
		&until, &document) ||
	    until < cx->wall)
		return fail(ERR_ROUTE_UNKNOWN, NULL);
	*ret_document = document;
	return OK;
}
