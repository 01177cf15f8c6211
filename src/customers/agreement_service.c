/*
 * Confirming that a customer has agreed: what is checked, the row and the
 * activity row.
 */
#include "accounts/principal.h"
#include "accounts/user.h"
#include "activity/activity.h"
#include "base/crypto.h"
#include "base/day.h"
#include "base/text.h"
#include "customers/agreement_rows.h"
#include "customers/customer.h"

#define CONTACT "primaryContact."

static struct error text_check(
    struct ctx *cx, const char *field, const char **value, size_t most)
{
	*value = *value == NULL ? "" : text_trim(cx->arena, *value);
	if ((*value)[0] == '\0')
		return fail(ERR_FIELD_MISSING, field);
	if (text_width(*value) > most)
		return fail_with(cx->arena, ERR_FIELD_TOO_LONG, field,
		    HOLES({ "max", arena_printf(cx->arena, "%zu", most) }));
	return OK;
}

static struct error contact_check(struct ctx *cx, struct agreement *a)
{
	struct error e;

	if ((e = text_check(cx, CONTACT "firstName", &a->first_name, 50))
		.code ||
	    (e = text_check(cx, CONTACT "lastName", &a->last_name, 50)).code ||
	    (e = text_check(cx, CONTACT "email", &a->email, 254)).code)
		return e;
	a->phone = a->phone == NULL ? "" : text_trim(cx->arena, a->phone);
	if (text_width(a->phone) > 40)
		return fail_with(cx->arena, ERR_FIELD_TOO_LONG,
		    CONTACT "phoneNumber", HOLES({ "max", "40" }));
	if (!email_form(a->email))
		return fail_with(cx->arena, ERR_FIELD_FORMAT, CONTACT "email",
		    HOLES({ "wanted", "name@example.com" }));
	return OK;
}

static const struct agreement_template *template_of_type(const char *type)
{
	const struct agreement_template *t = agreement_templates();

	while (t->type != NULL && !text_same(t->type, type))
		t++;
	return t;
}

static struct error template_check(struct ctx *cx, struct agreement *a)
{
	const struct agreement_template *template;
	const char *type = agreement_type_find(a->type);

	if (type == NULL)
		return fail_with(cx->arena, ERR_FIELD_CHOICE, "type",
		    HOLES({ "value", a->type == NULL ? "" : a->type },
			{ "choices", "MicrosoftCloudAgreement, "
				     "MicrosoftCustomerAgreement" }));
	template = text_empty(a->template_id)
		       ? template_of_type(type)
		       : agreement_template_find(a->template_id);
	if (template == NULL)
		return fail(ERR_TEMPLATE_UNKNOWN, "templateId");
	if (!text_same(template->type, type))
		return fail_with(cx->arena, ERR_TEMPLATE_TYPE, "templateId",
		    HOLES({ "wanted", template->type }));
	a->type = type;
	a->template_id = template->template_id;
	return OK;
}

/* A test clock may stand in the past while the client's does not. */
static bool in_future(const struct ctx *cx, int64_t at)
{
	int64_t latest = cx->wall > cx->now ? cx->wall : cx->now;

	return at > latest + 86400;
}

struct error agreement_confirm(struct ctx *cx, const char *customer_id,
    const struct agreement *given, struct agreement *ret_agreement)
{
	char *id = arena_alloc(cx->arena, GUID_TEXT);
	struct agreement agreement = *given;
	struct customer customer;
	char day[INSTANT_TEXT];
	struct error e;

	if ((e = customer_load(cx, customer_id, &customer)).code ||
	    (e = template_check(cx, &agreement)).code ||
	    (e = contact_check(cx, &agreement)).code)
		return e;
	if (in_future(cx, agreement.agreed_at))
		return fail(ERR_AGREED_IN_FUTURE, "dateAgreed");
	guid_random(id);
	agreement.agreement_id = id;
	agreement.user_id = cx->who->user_id;
	e = agreement_add(cx, customer.customer_id, &agreement);
	if (e.code)
		return e;
	*ret_agreement = agreement;
	instant_text(agreement.agreed_at, day);
	return activity_add(cx,
	    &(struct activity){ .action = ACTIVITY_CREATE_AGREEMENT,
		.customer_id = customer.customer_id,
		.customer_name = customer.name,
		.details = HOLES({ "AgreementType", agreement.type },
		    { "TemplateId", agreement.template_id },
		    { "DateAgreed", day }) },
	    OK);
}
