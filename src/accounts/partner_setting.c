/*
 * The form of links that a partner sets, and their holes.
 */
#include "accounts/partner_setting.h"

#include <string.h>

#include "base/text.h"

static bool plain(const char *url)
{
	for (; *url; url++)
		if ((unsigned char)*url <= ' ' || *url == 0x7f ||
		    strchr("\"<>\\", *url))
			return false;
	return true;
}

/* Scheme and host: nothing that a browser would run. */
static bool link_form(const char *url)
{
	size_t scheme = text_starts(url, "https://")  ? 8
			: text_starts(url, "http://") ? 7
						      : 0;

	return scheme > 0 && plain(url) && url[scheme] != '\0' &&
	       strcspn(url + scheme, "/?#@{") > 0 &&
	       url[scheme + strcspn(url + scheme, "/?#@{")] != '@';
}

static struct error link_check(
    struct ctx *cx, const char *field, const char *url)
{
	if (url[0] == '\0')
		return OK;
	if (!text_is_utf8(url, strlen(url)))
		return fail(ERR_FIELD_ENCODING, field);
	if (text_width(url) > PARTNER_LINK_MAX)
		return fail_with(cx->arena, ERR_FIELD_TOO_LONG, field,
		    HOLES({ "max",
			arena_printf(cx->arena, "%d", PARTNER_LINK_MAX) }));
	if (!link_form(url))
		return fail_with(cx->arena, ERR_FIELD_FORMAT, field,
		    HOLES({ "wanted", "https://example.com/page" }));
	return OK;
}

struct error partner_setting_check(
    struct ctx *cx, struct partner_setting *setting, struct error **ret_errors)
{
	const struct {
		const char *field;
		const char **url;
	} links[] = { { "azurePortalUrl", &setting->azure_portal_url },
		{ "riskNoticeUrl", &setting->risk_notice_url } };
	struct error *errors =
	    ARENA_ARRAY(cx->arena, struct error, COUNT(links) + 1);
	size_t count = 0;

	for (size_t i = 0; i < COUNT(links); i++) {
		const char *url = *links[i].url ? *links[i].url : "";
		struct error e;

		*links[i].url = text_trim(cx->arena, url);
		e = link_check(cx, links[i].field, *links[i].url);
		if (e.code)
			errors[count++] = e;
	}
	*ret_errors = errors;
	return errors[0];
}

const char *link_fill(struct arena *arena, const char *url, const char *domain,
    const char *tenant_guid)
{
	struct text out;

	text_init(&out, arena);
	text_add(&out, "");
	while (*url != '\0') {
		bool is_domain = text_starts(url, "{domain}");

		if (is_domain || text_starts(url, "{tenant}")) {
			text_add_url(&out, is_domain ? domain : tenant_guid);
			url += strlen("{domain}"); /* both have eight */
		} else {
			text_add_char(&out, *url++);
		}
	}
	return out.bytes;
}
