/*
 * What a new customer must look like: forms, lengths, and what a country
 * asks for. Whether its domain is taken is the store's.
 */
#include "customers/customer.h"

#include <string.h>

#include "accounts/principal.h"
#include "accounts/user.h"
#include "base/text.h"
#include "customers/address.h"
#include "policy/country.h"

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

/* The domain, the country and the number stay as they are. */
static bool is_of_profile(const char *name)
{
	return text_starts(name, "billingProfile.");
}

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

/* "Washington" and "98052 1234" as they are written there. */
static void write_address(struct ctx *cx, struct customer_new *customer)
{
	struct address address = { .state = customer->state,
		.postal_code = customer->postal_code,
		.country = customer->country };

	address = address_normal(cx->policy, cx->arena, &address);
	customer->state = address.state;
	customer->postal_code = address.postal_code;
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
	write_address(cx, customer);
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

static void check_forms(
    struct findings *findings, const struct customer_new *customer)
{
	check_form(findings, domain_form(customer->domain),
	    "companyProfile.domain", "example.com");
	check_form(findings, email_form(customer->email),
	    "billingProfile.email", "name@example.com");
	check_form(findings, culture_form(customer->culture),
	    "billingProfile.culture", "en-US");
}

static void check_registration(struct findings *findings,
    const struct country *country, const struct customer_new *customer)
{
	const char *field = "companyProfile.organizationRegistrationNumber";
	const char *number = customer->registration_number;
	bool must = country->registration == COUNTRY_REQUIRED;

	if (must && number[0] == '\0')
		found(findings, fail(ERR_REGISTRATION_MISSING, field));
	else if (country->registration == COUNTRY_NONE && number[0] != '\0')
		found(findings, fail(ERR_REGISTRATION_UNWANTED, field));
	else if (number[0] != '\0' &&
		 !form_matches(country->registration_form, number))
		found(findings,
		    fail_with(findings->cx->arena, ERR_REGISTRATION_FORMAT,
			field,
			HOLES({ "wanted", form_example(findings->cx->arena,
					      country->registration_form) })));
	if (must && customer->phone[0] == '\0')
		found(
		    findings, fail(ERR_PHONE_MISSING, ADDRESS("phoneNumber")));
}

static struct address address_of(const struct customer_new *customer)
{
	return (struct address){ customer->address_line1,
		customer->address_line2, customer->city, customer->state,
		customer->postal_code, customer->country };
}

static void check_address(
    struct findings *findings, const struct customer_new *customer)
{
	struct ctx *cx = findings->cx;
	struct address address = address_of(customer);
	struct error problems[ADDRESS_PROBLEMS_MAX];
	size_t count =
	    address_problems(cx->policy, cx->arena, &address, problems);

	/* a state or postal code that is not told is not held against
	   anybody: published clients leave them out */
	for (size_t i = 0; i < count; i++) {
		if (problems[i].code == ERR_FIELD_MISSING)
			continue;
		problems[i].field =
		    arena_printf(cx->arena, ADDRESS("%s"), problems[i].field);
		found(findings, problems[i]);
	}
}

static void check_country(
    struct findings *findings, const struct customer_new *customer)
{
	const struct country *country =
	    country_find(findings->cx->policy, customer->country);

	if (country == NULL) {
		if (customer->country[0] != '\0')
			found(findings,
			    fail_with(findings->cx->arena, ERR_COUNTRY_UNKNOWN,
				ADDRESS("country"),
				HOLES({ "value", customer->country })));
		return;
	}
	check_form(findings,
	    customer->phone[0] == '\0' ||
		form_matches(country->phone_form, customer->phone),
	    ADDRESS("phoneNumber"), "+1 425 555 0101");
	check_registration(findings, country, customer);
	check_address(findings, customer);
}

static struct error *findings_of(
    struct ctx *cx, struct customer_new *customer, size_t *ret_count)
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
	*ret_count = findings.count;
	return errors;
}

struct error customer_check(
    struct ctx *cx, struct customer_new *customer, struct error **ret_errors)
{
	size_t count;

	*ret_errors = findings_of(cx, customer, &count);
	return (*ret_errors)[0];
}

struct error customer_profile_check(struct ctx *cx,
    const struct customer *customer, struct customer_new *profile,
    struct error **ret_errors)
{
	const char *country = text_trim(
	    cx->arena, profile->country == NULL ? "" : profile->country);
	struct error *errors;
	size_t count, kept = 0;

	profile->domain = customer->domain;
	profile->registration_number = customer->registration_number;
	profile->country = customer->country;
	errors = findings_of(cx, profile, &count);
	for (size_t i = 0; i < count; i++)
		if (is_of_profile(errors[i].field)) {
			errors[kept] = errors[i];
			errors[kept++].field += strlen("billingProfile.");
		}
	errors[kept] = OK;
	if (!text_same_nocase(country, customer->country)) {
		errors = ARENA_ARRAY(cx->arena, struct error, 2);
		errors[0] = fail(ERR_COUNTRY_FIXED, "defaultAddress.country");
	}
	*ret_errors = errors;
	return errors[0];
}
