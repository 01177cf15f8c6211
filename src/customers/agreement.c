/*
 * The kinds of agreements and their templates.
 */
#include "customers/agreement.h"

#include "base/text.h"

static const struct agreement_template templates[] = {
	{ "998b88de-aa99-4388-a42c-1b3517d49490", "MicrosoftCloudAgreement",
	    0 },
	{ "117a77b0-9360-443b-8795-c6dedc750cf9", "MicrosoftCustomerAgreement",
	    1 },
	{ 0 },
};

const struct agreement_template *agreement_templates(void)
{
	return templates;
}

const struct agreement_template *agreement_template_find(const char *id)
{
	for (const struct agreement_template *t = templates; t->type; t++)
		if (text_same_nocase(t->template_id, id))
			return t;
	return NULL;
}

const char *agreement_type_find(const char *type)
{
	for (const struct agreement_template *t = templates; t->type; t++)
		if (type != NULL && text_same_loose(t->type, type))
			return t->type;
	return NULL;
}

bool agreement_type_asked(const char *asked, const char **ret_type)
{
	if (text_empty(asked)) {
		*ret_type = templates[0].type;
		return true;
	}
	if (text_same(asked, "*")) {
		*ret_type = NULL;
		return true;
	}
	*ret_type = agreement_type_find(asked);
	return *ret_type != NULL;
}
