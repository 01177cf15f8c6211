/*
 * What a partner must look like before it is added or changed.
 */
#include "accounts/partner_admin.h"

#include <string.h>

#include "base/faults.h"
#include "base/money.h"
#include "base/text.h"
#include "i18n/i18n.h"

#define NAME_MAX_CHARS 256
#define ERRORS_MAX 16

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

static void culture_check(struct faults *check, const char **culture)
{
	if (faults_text(check, "culture", culture, true, 16) &&
	    !culture_form(*culture))
		faults_wanted(check, "culture", "de-DE");
}

static void mpn_check(struct faults *check, const char **mpn_id)
{
	if (faults_text(check, "mpn_id", mpn_id, false, 16) && !digits(*mpn_id))
		faults_wanted(check, "mpn_id", "4123087");
}

static void place_check(struct faults *check, struct partner_new *new)
{
	struct ctx *cx = check->cx;

	if (faults_text(check, "country", &new->country, true, 8)) {
		new->country = text_upper(cx->arena, new->country);
		if (!country_listed(new->country))
			faults_wanted(check, "country", "DE");
	}
	if (faults_text(check, "currency", &new->currency, true, 8)) {
		new->currency = text_upper(cx->arena, new->currency);
		if (currency_exponent(new->currency) < 0)
			faults_wanted(check, "currency", "EUR");
	}
}

struct error partner_new_check(
    struct ctx *cx, struct partner_new *new, struct error **ret_errors)
{
	struct faults check = faults_begin(cx, ERRORS_MAX);

	faults_text(&check, "name", &new->name, true, NAME_MAX_CHARS);
	if (faults_text(&check, "domain", &new->domain, true, 253)) {
		new->domain = text_lower(cx->arena, new->domain);
		if (!domain_form(new->domain))
			faults_wanted(&check, "domain", "partner.example");
	}
	place_check(&check, new);
	faults_text(&check, "city", &new->city, true, NAME_MAX_CHARS);
	culture_check(&check, &new->culture);
	mpn_check(&check, &new->mpn_id);
	faults_text(
	    &check, "admin_name", &new->admin_name, true, NAME_MAX_CHARS);
	if (faults_text(&check, "admin_email", &new->admin_email, true, 254)) {
		new->admin_email = text_lower(cx->arena, new->admin_email);
		if (!email_form(new->admin_email))
			faults_wanted(
			    &check, "admin_email", "name@partner.example");
	}
	return faults_end(&check, ret_errors);
}

struct error partner_change_check(
    struct ctx *cx, struct partner_change *change, struct error **ret_errors)
{
	struct faults check = faults_begin(cx, ERRORS_MAX);

	faults_text(&check, "name", &change->name, true, NAME_MAX_CHARS);
	faults_text(&check, "city", &change->city, true, NAME_MAX_CHARS);
	culture_check(&check, &change->culture);
	mpn_check(&check, &change->mpn_id);
	return faults_end(&check, ret_errors);
}
