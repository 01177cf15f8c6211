/*
 * What a partner must look like before it is added or changed.
 */
#include "accounts/partner_admin.h"

#include <string.h>

#include "base/money.h"
#include "base/text.h"
#include "i18n/i18n.h"

#define NAME_MAX_CHARS 256
#define ERRORS_MAX 16

struct check {
	struct ctx *cx;
	struct error *errors;
	size_t count;
};

static void bad(struct check *check, struct error e)
{
	check->errors[check->count++] = e;
}

static void wanted(struct check *check, const char *field, const char *form)
{
	bad(check, fail_with(check->cx->arena, ERR_FIELD_FORMAT, field,
		       HOLES({ "wanted", form })));
}

/* False when it is missing or too long, and told. */
static bool text_check(struct check *check, const char *field,
    const char **text, bool needed, size_t max)
{
	*text = *text == NULL ? "" : text_trim(check->cx->arena, *text);
	if (needed && **text == '\0') {
		bad(check, fail(ERR_FIELD_MISSING, field));
		return false;
	}
	if (text_width(*text) <= max)
		return **text != '\0';
	bad(check,
	    fail_with(check->cx->arena, ERR_FIELD_TOO_LONG, field,
		HOLES({ "max", arena_printf(check->cx->arena, "%zu", max) })));
	return false;
}

static bool letters(const char *text, size_t from, size_t to, bool upper)
{
	for (size_t i = from; i < to; i++)
		if (upper ? text[i] < 'A' || text[i] > 'Z'
			  : text[i] < 'a' || text[i] > 'z')
			return false;
	return true;
}

/* "de-DE" */
static bool culture_form(const char *culture)
{
	return strlen(culture) == 5 && culture[2] == '-' &&
	       letters(culture, 0, 2, false) && letters(culture, 3, 5, true);
}

static bool country_listed(const char *code)
{
	for (const char *const *c = country_codes(); *c != NULL; c++)
		if (strcmp(*c, code) == 0)
			return true;
	return false;
}

static bool digits(const char *text)
{
	return text[strspn(text, "0123456789")] == '\0';
}

static void culture_check(struct check *check, const char **culture)
{
	if (text_check(check, "culture", culture, true, 16) &&
	    !culture_form(*culture))
		wanted(check, "culture", "de-DE");
}

static void mpn_check(struct check *check, const char **mpn_id)
{
	if (text_check(check, "mpn_id", mpn_id, false, 16) && !digits(*mpn_id))
		wanted(check, "mpn_id", "4123087");
}

static void place_check(struct check *check, struct partner_new *new)
{
	struct ctx *cx = check->cx;

	if (text_check(check, "country", &new->country, true, 8)) {
		new->country = text_upper(cx->arena, new->country);
		if (!country_listed(new->country))
			wanted(check, "country", "DE");
	}
	if (text_check(check, "currency", &new->currency, true, 8)) {
		new->currency = text_upper(cx->arena, new->currency);
		if (currency_exponent(new->currency) < 0)
			wanted(check, "currency", "EUR");
	}
}

static struct error done(struct check *check, struct error **ret_errors)
{
	check->errors[check->count] = OK;
	*ret_errors = check->errors;
	return check->errors[0];
}

static struct check check_begin(struct ctx *cx)
{
	return (struct check){ .cx = cx,
		.errors = ARENA_ARRAY(cx->arena, struct error, ERRORS_MAX) };
}

struct error partner_new_check(
    struct ctx *cx, struct partner_new *new, struct error **ret_errors)
{
	struct check check = check_begin(cx);

	text_check(&check, "name", &new->name, true, NAME_MAX_CHARS);
	if (text_check(&check, "domain", &new->domain, true, 253)) {
		new->domain = text_lower(cx->arena, new->domain);
		if (!domain_form(new->domain))
			wanted(&check, "domain", "partner.example");
	}
	place_check(&check, new);
	text_check(&check, "city", &new->city, true, NAME_MAX_CHARS);
	culture_check(&check, &new->culture);
	mpn_check(&check, &new->mpn_id);
	text_check(
	    &check, "admin_name", &new->admin_name, true, NAME_MAX_CHARS);
	if (text_check(&check, "admin_email", &new->admin_email, true, 254)) {
		new->admin_email = text_lower(cx->arena, new->admin_email);
		if (!email_form(new->admin_email))
			wanted(&check, "admin_email", "name@partner.example");
	}
	return done(&check, ret_errors);
}

struct error partner_change_check(
    struct ctx *cx, struct partner_change *change, struct error **ret_errors)
{
	struct check check = check_begin(cx);

	text_check(&check, "name", &change->name, true, NAME_MAX_CHARS);
	text_check(&check, "city", &change->city, true, NAME_MAX_CHARS);
	culture_check(&check, &change->culture);
	mpn_check(&check, &change->mpn_id);
	return done(&check, ret_errors);
}
