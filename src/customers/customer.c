/*
 * What a new customer must look like: forms, lengths, and what a country
 * asks for. Whether its domain is taken is the store's.
 */
#include "customers/customer.h"

#include <string.h>
#include <unicode/uloc.h>

#include "accounts/principal.h"
#include "accounts/user.h"
#include "base/text.h"
#include "policy/market.h"

/* api.md 2.14: these need a registration number and a phone number, ... */
static const char *const registered[] = { "AM", "AZ", "BY", "HU", "KZ", "KG",
	"MD", "RU", "TJ", "UZ", "UA", NULL };
/* ... these may have a registration number; elsewhere it is refused. */
static const char *const registrable[] = { "BR", "IN", "ZA", "PL", "AE", "SA",
	"TR", "TH", "VN", "MM", "IQ", "SS", "VE", NULL };

enum need { NEEDED, OPTIONAL };

struct customer_field {
	const char *name; /* as in the REST body */
	size_t offset;
	size_t max;
	enum need need;
};

#define IN(name, member, max, need)                                            \
	{                                                                      \
		name, offsetof(struct customer_new, member), max, need         \
	}
#define ADDRESS(name) "billingProfile.defaultAddress." name

static const struct customer_field fields[] = {
	IN("companyProfile.domain", domain, 253, NEEDED),
	IN("companyProfile.organizationRegistrationNumber", registration_number,
	    50, OPTIONAL),
	IN("billingProfile.companyName", name, 120, NEEDED),
	IN("billingProfile.email", email, 254, NEEDED),
	IN("billingProfile.language", language, 16, NEEDED),
	IN("billingProfile.culture", culture, 16, NEEDED),
	IN(ADDRESS("firstName"), first_name, 60, NEEDED),
	IN(ADDRESS("lastName"), last_name, 60, NEEDED),
	IN(ADDRESS("addressLine1"), address_line1, 120, NEEDED),
	IN(ADDRESS("addressLine2"), address_line2, 120, OPTIONAL),
	IN(ADDRESS("city"), city, 80, NEEDED),
	IN(ADDRESS("state"), state, 80, OPTIONAL),
	IN(ADDRESS("postalCode"), postal_code, 20, OPTIONAL),
	IN(ADDRESS("country"), country, 2, NEEDED),
	IN(ADDRESS("phoneNumber"), phone, 40, OPTIONAL),
	IN("associatedPartnerId", associated_partner_id, 36, OPTIONAL),
};

struct findings {
	struct ctx *cx;
	struct error list[COUNT(fields) * 2 + 1];
	size_t count;
};

static void found(struct findings *findings, struct error error)
{
	for (size_t i = 0; i < findings->count; i++)
		if (text_same(findings->list[i].field, error.field))
			return; /* one a field: the first */
	findings->list[findings->count++] = error;
}

static const char **value_of(
    struct customer_new *customer, const struct customer_field *field)
{
	return (const char **)(void *)((char *)customer + field->offset);
}

static bool one_of(const char *const *codes, const char *code)
{
	for (; *codes; codes++)
		if (strcmp(*codes, code) == 0)
			return true;
	return false;
}

static bool has_controls(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return true;
	return false;
}

/* "EN-us", as published samples have it -> "en-US". */
static const char *culture_written(struct ctx *cx, const char *culture)
{
	size_t language = strcspn(culture, "-");
	const char *rest = culture + language;

	return arena_printf(cx->arena, "%s%s",
	    text_lower(cx->arena, arena_dup_n(cx->arena, culture, language)),
	    strlen(rest) == 3 ? text_upper(cx->arena, rest) : rest);
}

static void trim_all(struct ctx *cx, struct customer_new *customer)
{
	for (size_t i = 0; i < COUNT(fields); i++) {
		const char **value = value_of(customer, &fields[i]);

		*value = *value ? text_trim(cx->arena, *value) : "";
	}
	customer->domain = text_lower(cx->arena, customer->domain);
	customer->country = text_upper(cx->arena, customer->country);
	customer->language = text_lower(cx->arena, customer->language);
	customer->culture = culture_written(cx, customer->culture);
}

/* The partner's own culture, for forms that do not ask. */
static void fill_defaults(struct ctx *cx, struct customer_new *customer)
{
	if (customer->culture[0] == '\0')
		customer->culture = cx->who->partner->culture;
	if (customer->language[0] == '\0')
		customer->language = text_lower(
		    cx->arena, arena_dup_n(cx->arena, customer->culture,
				   strcspn(customer->culture, "-")));
}

static void check_field(struct findings *findings,
    const struct customer_field *field, const char *value)
{
	struct arena *arena = findings->cx->arena;

	if (value[0] == '\0') {
		if (field->need == NEEDED)
			found(findings, fail(ERR_FIELD_MISSING, field->name));
		return;
	}
	if (!text_is_utf8(value, strlen(value)) || has_controls(value))
		found(findings, fail(ERR_FIELD_ENCODING, field->name));
	else if (text_width(value) > field->max)
		found(findings,
		    fail_with(arena, ERR_FIELD_TOO_LONG, field->name,
			HOLES({ "max",
			    arena_printf(arena, "%zu", field->max) })));
}

static void check_form(
    struct findings *findings, bool good, const char *field, const char *wanted)
{
	if (!good)
		found(findings, fail_with(findings->cx->arena, ERR_FIELD_FORMAT,
				    field, HOLES({ "wanted", wanted })));
}

static bool culture_form(const char *culture)
{
	size_t language = strspn(culture, "abcdefghijklmnopqrstuvwxyz");

	return (language == 2 || language == 3) && culture[language] == '-' &&
	       strlen(culture + language + 1) >= 2 &&
	       culture[strcspn(culture, " _/")] == '\0';
}

static bool phone_form(const char *phone)
{
	size_t digits = 0;

	for (const char *c = phone; *c; c++) {
		if (*c >= '0' && *c <= '9')
			digits++;
		else if (strchr("+ -()./x", *c) == NULL)
			return false;
	}
	return digits >= 4;
}

static void check_forms(
    struct findings *findings, const struct customer_new *customer)
{
	check_form(findings, domain_form(customer->domain),
	    "companyProfile.domain", "example.com");
	check_form(findings, email_form(customer->email),
	    "billingProfile.email", "name@example.com");
	check_form(findings, culture_form(customer->culture),
	    "billingProfile.culture", "en-US");
	check_form(findings,
	    customer->phone[0] == '\0' || phone_form(customer->phone),
	    ADDRESS("phoneNumber"), "+1 425 555 0101");
}

static bool country_known(struct ctx *cx, const char *country)
{
	return one_of(uloc_getISOCountries(), country) ||
	       market_find(cx->policy, country) != NULL;
}

/* 1 to 50 letters, digits and the marks such numbers are written with. */
static bool registration_form(const char *number)
{
	bool digit = false;

	for (const char *c = number; *c; c++) {
		digit |= *c >= '0' && *c <= '9';
		if ((*c < '0' || *c > '9') && (*c < 'A' || *c > 'Z') &&
		    (*c < 'a' || *c > 'z') && strchr("-./ ", *c) == NULL)
			return false;
	}
	return digit;
}

static void check_registration(
    struct findings *findings, const struct customer_new *customer)
{
	const char *field = "companyProfile.organizationRegistrationNumber";
	const char *number = customer->registration_number;
	bool must = one_of(registered, customer->country);
	bool may = must || one_of(registrable, customer->country);

	if (must && number[0] == '\0')
		found(findings, fail(ERR_REGISTRATION_MISSING, field));
	else if (!may && number[0] != '\0')
		found(findings, fail(ERR_REGISTRATION_UNWANTED, field));
	else if (number[0] != '\0' && !registration_form(number))
		found(findings,
		    fail_with(findings->cx->arena, ERR_REGISTRATION_FORMAT,
			field, HOLES({ "wanted", "^[0-9A-Za-z./ -]{1,50}$" })));
	if (must && customer->phone[0] == '\0')
		found(
		    findings, fail(ERR_PHONE_MISSING, ADDRESS("phoneNumber")));
}

static void check_country(
    struct findings *findings, const struct customer_new *customer)
{
	if (country_known(findings->cx, customer->country))
		check_registration(findings, customer);
	else
		found(findings, fail_with(findings->cx->arena,
				    ERR_COUNTRY_UNKNOWN, ADDRESS("country"),
				    HOLES({ "value", customer->country })));
}

struct error customer_check(
    struct ctx *cx, struct customer_new *customer, struct error **ret_errors)
{
	struct findings findings = { .cx = cx };
	struct error *errors;

	trim_all(cx, customer);
	fill_defaults(cx, customer);
	for (size_t i = 0; i < COUNT(fields); i++)
		check_field(
		    &findings, &fields[i], *value_of(customer, &fields[i]));
	check_forms(&findings, customer);
	check_country(&findings, customer);
	errors = ARENA_ARRAY(cx->arena, struct error, findings.count + 1);
	memcpy(errors, findings.list, findings.count * sizeof(*errors));
	*ret_errors = errors;
	return errors[0];
}
