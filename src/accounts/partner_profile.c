/*
 * What belongs to a profile, and what it must look like.
 */
#include "accounts/partner_profile.h"

#include <string.h>

#include "base/money.h"
#include "base/text.h"
#include "i18n/i18n.h"

#define TEXT_MAX 200
#define COMPANY N_("Company")
#define ADDRESS N_("Address")
#define CONTACT N_("Contact")
#define APPROVER N_("Approver of the company")
#define PAYING N_("Billing")
#define REACHED N_("How customers reach you")

#define M(path_, member_, part_, label_, ...)                                  \
	{                                                                      \
		.path = path_, .offset = offsetof(struct profile, member_),    \
		.part = part_, .label = label_, __VA_ARGS__                    \
	}
#define ADDRESS_MEMBERS(path_, member_, part_, needed_)                        \
	M(path_ ".firstName", member_.first_name, part_, N_("First name"),     \
	    .max = 50),                                                        \
	    M(path_ ".middleName", member_.middle_name, part_,                 \
		N_("Middle name"), .max = 50),                                 \
	    M(path_ ".lastName", member_.last_name, part_, N_("Last name"),    \
		.max = 50),                                                    \
	    M(path_ ".addressLine1", member_.line1, part_,                     \
		N_("Street and number")),                                      \
	    M(path_ ".addressLine2", member_.line2, part_,                     \
		N_("Address, second line")),                                   \
	    M(path_ ".postalCode", member_.postal_code, part_,                 \
		N_("Postal code")),                                            \
	    M(path_ ".city", member_.city, part_, N_("City")),                 \
	    M(path_ ".state", member_.state, part_, N_("State or region")),    \
	    M(path_ ".region", member_.region, part_, N_("Region")),           \
	    M(path_ ".country", member_.country, part_, N_("Country"),         \
		.form = PROFILE_COUNTRY, .needed = needed_),                   \
	    M(path_ ".phoneNumber", member_.phone, part_, N_("Phone number"))
#define CONTACT_MEMBERS                                                        \
	M("primaryContact.firstName", contact.first_name, CONTACT,             \
	    N_("First name"), .max = 50),                                      \
	    M("primaryContact.lastName", contact.last_name, CONTACT,           \
		N_("Last name"), .max = 50),                                   \
	    M("primaryContact.email", contact.email, CONTACT,                  \
		N_("E-mail address"), .form = PROFILE_EMAIL),                  \
	    M("primaryContact.phoneNumber", contact.phone, CONTACT,            \
		N_("Phone number"))

static const struct profile_member organization[] = {
	M("companyName", company_name, COMPANY, N_("Company name"),
	    .needed = true),
	M("email", email, COMPANY, N_("E-mail address"), .form = PROFILE_EMAIL),
	M("language", language, COMPANY, N_("Language"),
	    .form = PROFILE_LANGUAGE),
	M("culture", culture, COMPANY, N_("Culture"), .form = PROFILE_CULTURE),
	ADDRESS_MEMBERS("defaultAddress", address, ADDRESS, true),
	{ 0 },
};
static const struct profile_member legal[] = {
	M("companyName", company_name, COMPANY, N_("Company name"),
	    .needed = true),
	ADDRESS_MEMBERS("address", address, ADDRESS, true),
	CONTACT_MEMBERS,
	M("companyApproverEmail", approver_email, APPROVER,
	    N_("E-mail address"), .form = PROFILE_EMAIL),
	ADDRESS_MEMBERS(
	    "companyApproverAddress", approver_address, APPROVER, false),
	{ 0 },
};
static const struct profile_member billing[] = {
	M("companyName", company_name, COMPANY, N_("Company name"),
	    .needed = true),
	M("purchaseOrderNumber", purchase_order, PAYING,
	    N_("Purchase order number")),
	M("taxId", tax_id, PAYING, N_("Tax number")),
	M("billingCurrency", currency, PAYING, N_("Billing currency"),
	    .form = PROFILE_CURRENCY),
	ADDRESS_MEMBERS("address", address, ADDRESS, true),
	CONTACT_MEMBERS,
	{ 0 },
};
static const struct profile_member support[] = {
	M("email", email, REACHED, N_("E-mail address"), .form = PROFILE_EMAIL),
	M("telephone", telephone, REACHED, N_("Phone number")),
	M("website", website, REACHED, N_("Website"), .form = PROFILE_WEBSITE),
	{ 0 },
};

static const struct {
	const char *id;
	const struct profile_member *members;
} kinds[PROFILE_KIND_COUNT] = {
	[PROFILE_ORGANIZATION] = { "organization", organization },
	[PROFILE_LEGAL] = { "legalbusiness", legal },
	[PROFILE_BILLING] = { "billing", billing },
	[PROFILE_SUPPORT] = { "support", support },
};

const char *profile_kind_id(enum profile_kind kind)
{
	return kinds[kind].id;
}

const struct profile_member *profile_members(enum profile_kind kind)
{
	return kinds[kind].members;
}

const char *profile_value(
    const struct profile *profile, const struct profile_member *member)
{
	return *(const char *const *)((const char *)profile + member->offset);
}

void profile_set(struct profile *profile, const struct profile_member *member,
    const char *value)
{
	*(const char **)((char *)profile + member->offset) = value;
}

/* ---- checks ---- */

static bool in_list(const char *const *list, const char *text)
{
	for (; *list != NULL; list++)
		if (strcmp(*list, text) == 0)
			return true;
	return false;
}

static bool letters(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!((text[i] | 32) >= 'a' && (text[i] | 32) <= 'z'))
			return false;
	return true;
}

/* "de-AT" */
static bool is_culture(const char *text)
{
	return strlen(text) == 5 && letters(text, 2) && text[2] == '-' &&
	       letters(text + 3, 2);
}

static bool is_email(const char *text)
{
	const char *at = strchr(text, '@');

	return at != NULL && at != text && strchr(at + 1, '@') == NULL &&
	       strchr(at, '.') != NULL && strpbrk(text, " \t<>") == NULL;
}

/* Shown as a link: nothing but the web. */
static bool is_website(const char *text)
{
	return (text_starts(text, "https://") ||
		   text_starts(text, "http://")) &&
	       strpbrk(text, " \t<>\"") == NULL;
}

static struct error wanted(
    struct ctx *cx, const struct profile_member *member, const char *form)
{
	return fail_with(cx->arena, ERR_FIELD_FORMAT, member->path,
	    HOLES({ "wanted", form }));
}

static const char *usual(
    struct ctx *cx, enum profile_form form, const char *value)
{
	if (form == PROFILE_COUNTRY || form == PROFILE_CURRENCY)
		return text_upper(cx->arena, value);
	if (form == PROFILE_LANGUAGE)
		return text_lower(cx->arena, value);
	if (form == PROFILE_CULTURE && is_culture(value)) {
		char *tag = text_lower(cx->arena, value);

		tag[3] = (char)(tag[3] - 32);
		tag[4] = (char)(tag[4] - 32);
		return tag;
	}
	return value;
}

static struct error form_check(
    struct ctx *cx, const struct profile_member *member, const char *value)
{
	switch (member->form) {
	case PROFILE_EMAIL:
		return is_email(value) ? OK
				       : wanted(cx, member, "name@example.com");
	case PROFILE_COUNTRY:
		return in_list(country_codes(), value)
			   ? OK
			   : fail_with(cx->arena, ERR_COUNTRY_UNKNOWN,
				 member->path, HOLES({ "value", value }));
	case PROFILE_CURRENCY:
		return in_list(currency_codes(), value)
			   ? OK
			   : wanted(cx, member, "EUR");
	case PROFILE_CULTURE:
		return is_culture(value) ? OK : wanted(cx, member, "en-US");
	case PROFILE_LANGUAGE:
		return strlen(value) == 2 && letters(value, 2)
			   ? OK
			   : wanted(cx, member, "en");
	case PROFILE_WEBSITE:
		return is_website(value)
			   ? OK
			   : wanted(cx, member, "https://example.com");
	default:
		return OK;
	}
}

static struct error member_check(struct ctx *cx,
    const struct profile_member *member, struct profile *profile)
{
	const char *value = profile_value(profile, member);
	int max = member->max > 0 ? member->max : TEXT_MAX;

	value = value == NULL ? "" : text_trim(cx->arena, value);
	value = usual(cx, member->form, value);
	profile_set(profile, member, value);
	if (value[0] == '\0')
		return member->needed ? fail(ERR_FIELD_MISSING, member->path)
				      : OK;
	if (text_width(value) > (size_t)max)
		return fail_with(cx->arena, ERR_FIELD_TOO_LONG, member->path,
		    HOLES({ "max", arena_printf(cx->arena, "%d", max) }));
	return form_check(cx, member, value);
}

struct error profile_check(struct ctx *cx, enum profile_kind kind,
    struct profile *profile, struct error **ret_errors)
{
	const struct profile_member *members = profile_members(kind);
	size_t count = 0, n = 0;
	struct error *errors;

	while (members[n].path != NULL)
		n++;
	errors = ARENA_ARRAY(cx->arena, struct error, n + 1);
	for (size_t i = 0; i < n; i++) {
		struct error e = member_check(cx, &members[i], profile);

		if (e.code != 0)
			errors[count++] = e;
	}
	*ret_errors = errors;
	return errors[0];
}
