/*
 * Changing one profile of the organisation. What was typed stays when
 * somebody else was quicker; what a profile must look like is accounts/'s.
 */
#include "base/money.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "web/countries.h"
#include "web/organisation.h"
#include "web/routes.h"
#include "web/views.h"

struct profile_input_view {
	const char *field, *label, *value, *problem, *kind, *now, *described;
	struct view_list choices;
	bool needed, chooses;
};
static const struct view_field profile_input_view[] = {
	VIEW(TEXT, struct profile_input_view, field),
	VIEW(TEXT, struct profile_input_view, label),
	VIEW(TEXT, struct profile_input_view, value),
	VIEW(TEXT, struct profile_input_view, problem),
	VIEW(TEXT, struct profile_input_view, kind),
	VIEW(TEXT, struct profile_input_view, now),
	VIEW(TEXT, struct profile_input_view, described),
	VIEW_OF(LIST, struct profile_input_view, choices, country_choice_view,
	    struct country_choice),
	VIEW(BOOL, struct profile_input_view, needed),
	VIEW(BOOL, struct profile_input_view, chooses),
	VIEW_FIELD_END,
};
struct part_view {
	const char *name;
	struct view_list inputs;
};
static const struct view_field part_view[] = {
	VIEW(TEXT, struct part_view, name),
	VIEW_OF(LIST, struct part_view, inputs, profile_input_view,
	    struct profile_input_view),
	VIEW_FIELD_END,
};
struct form_view {
	const char *title, *path, *version;
	struct view_list problems, parts;
	bool wrong, stale, pays;
};
static const struct view_field form_view[] = {
	VIEW(TEXT, struct form_view, title),
	VIEW(TEXT, struct form_view, path),
	VIEW(TEXT, struct form_view, version),
	VIEW_OF(LIST, struct form_view, problems, field_problem_view,
	    struct field_problem),
	VIEW_OF(LIST, struct form_view, parts, part_view, struct part_view),
	VIEW(BOOL, struct form_view, wrong),
	VIEW(BOOL, struct form_view, stale),
	VIEW(BOOL, struct form_view, pays),
	VIEW_FIELD_END,
};

/* ---- out ---- */

static struct view_list currencies(struct ctx *cx, const char *chosen)
{
	const char *const *codes = currency_codes();
	struct country_choice *choices;
	size_t count = 0;

	while (codes[count] != NULL)
		count++;
	choices = ARENA_ARRAY(cx->arena, struct country_choice, count);
	for (size_t i = 0; i < count; i++)
		choices[i] = (struct country_choice){ .code = codes[i],
			.label = codes[i],
			.chosen = text_same_nocase(codes[i], chosen) };
	return (struct view_list){ count, choices };
}

static const char *kind_of(enum profile_form form)
{
	return form == PROFILE_EMAIL     ? "email"
	       : form == PROFILE_WEBSITE ? "url"
					 : "text";
}

/* Ids of what stands below the input. */
static const char *described(
    struct ctx *cx, const struct profile_input_view *input)
{
	const char *id = input->field;

	if (text_empty(input->now))
		return input->problem ? arena_printf(cx->arena, "%s-error", id)
				      : NULL;
	return input->problem
		   ? arena_printf(cx->arena, "%s-now %s-error", id, id)
		   : arena_printf(cx->arena, "%s-now", id);
}

/* What is left empty stays as it was (profile_save): not called optional. */
static bool stays(enum profile_form form)
{
	return form == PROFILE_CURRENCY || form == PROFILE_CULTURE ||
	       form == PROFILE_LANGUAGE;
}

static struct profile_input_view input_of(struct request *rq,
    const struct profile_member *member, const char *now,
    const struct form_view *view)
{
	struct ctx *cx = &rq->cx;
	struct profile_input_view input = { .field = member->path,
		.label = _(member->label),
		.value = rq->method == POST ? typed(rq, member->path) : now,
		.problem = problem_of(&view->problems, member->path),
		.kind = kind_of(member->form),
		.needed = member->needed || stays(member->form) };

	if (view->stale && !text_same(input.value, now ? now : ""))
		input.now = text_empty(now) ? _("nothing")
			    : member->form == PROFILE_COUNTRY
				? country_text(cx, now)
				: now;
	input.described = described(cx, &input);
	if (member->form == PROFILE_COUNTRY)
		input.choices = countries_iso(cx, input.value);
	if (member->form == PROFILE_CURRENCY)
		input.choices = currencies(cx, input.value);
	input.chooses = input.choices.count > 0;
	return input;
}

static void parts_fill(struct request *rq, enum profile_kind kind,
    const struct profile *profile, struct form_view *view)
{
	struct ctx *cx = &rq->cx;
	const struct profile_member *members = profile_members(kind);
	size_t count = 0, parts = 0;
	struct profile_input_view *inputs;
	struct part_view *part;

	while (members[count].path != NULL)
		count++;
	inputs = ARENA_ARRAY(cx->arena, struct profile_input_view, count);
	part = ARENA_ARRAY(cx->arena, struct part_view, count);
	for (size_t i = 0; i < count; i++) {
		inputs[i] = input_of(
		    rq, &members[i], profile_value(profile, &members[i]), view);
		if (i == 0 || !text_same(members[i - 1].part, members[i].part))
			part[parts++] = (struct part_view){ _(members[i].part),
				{ 0, &inputs[i] } };
		part[parts - 1].inputs.count++;
	}
	view->parts = (struct view_list){ parts, part };
}

/* An address has a first name and so has the contact: then with its part. */
static const char *label_of(struct ctx *cx,
    const struct profile_member *members, const struct profile_member *member)
{
	for (; members->path != NULL; members++)
		if (members != member &&
		    text_same(members->label, member->label))
			return message_with(cx, N_("{part}, {label}"),
			    HOLES({ "part", _(member->part) },
				{ "label", _(member->label) }));
	return member->label;
}

static const struct field_pair *labels_of(
    struct ctx *cx, enum profile_kind kind)
{
	const struct profile_member *members = profile_members(kind);
	struct field_pair *labels;
	size_t count = 0;

	while (members[count].path != NULL)
		count++;
	labels = ARENA_ARRAY(cx->arena, struct field_pair, count + 1);
	for (size_t i = 0; i < count; i++)
		labels[i] = (struct field_pair){ members[i].path,
			label_of(cx, members, &members[i]) };
	return labels;
}

static struct error form_answer(struct request *rq, struct error outcome)
{
	struct ctx *cx = &rq->cx;
	enum profile_kind kind =
	    organisation_kind(request_param(rq, "profile"));
	struct form_view view = { .stale = outcome.code == ERR_ETAG_STALE };
	struct page page = { .body = "account/organisation_form",
		.place = PLACE_SETTINGS,
		.fields = form_view,
		.data = &view };
	struct profile profile;
	struct error e;

	if (kind == 0)
		return fail(ERR_ROUTE_UNKNOWN, NULL);
	if ((e = profile_load(cx, kind, &profile)).code)
		return e;
	view.title = organisation_title(cx, kind);
	page.title = arena_printf(
	    cx->arena, "%s · %s", view.title, _("Organisation profile"));
	view.pays = kind == PROFILE_BILLING;
	view.wrong = outcome.code != 0 && !view.stale;
	if (outcome.code != 0)
		page.status = error_info(outcome.code)->page_status;
	if (view.wrong)
		view.problems = page_problems(rq, outcome, labels_of(cx, kind));
	view.path = arena_printf(
	    cx->arena, "/account/organisation/%s", profile_kind_id(kind));
	/* After a conflict the person has seen it: the next one counts. What
	 * was refused for itself is still an answer to what was read. */
	view.version = view.wrong ? typed(rq, "version")
				  : arena_printf(cx->arena, "%lld",
					(long long)profile.version);
	parts_fill(rq, kind, &profile, &view);
	return page_answer(rq, &page);
}

static struct error form_read(struct request *rq)
{
	return form_answer(rq, OK);
}

/* ---- in ---- */

struct form_sent {
	struct profile profile;
	struct profile_address default_address; /* of the organisation */
	int64_t version;
};

#define ADDRESS(name_, member_)                                                \
	FIELD_AS(name_, TEXT, struct profile_address, member_)
static const struct field address_fields[] = {
	ADDRESS("firstName", first_name),
	ADDRESS("middleName", middle_name),
	ADDRESS("lastName", last_name),
	ADDRESS("addressLine1", line1),
	ADDRESS("addressLine2", line2),
	ADDRESS("postalCode", postal_code),
	ADDRESS("city", city),
	ADDRESS("state", state),
	ADDRESS("region", region),
	ADDRESS("country", country),
	ADDRESS("phoneNumber", phone),
	FIELD_END,
};
#define CONTACT(name_, member_)                                                \
	FIELD_AS(name_, TEXT, struct profile_contact, member_)
static const struct field contact_fields[] = {
	CONTACT("firstName", first_name),
	CONTACT("lastName", last_name),
	CONTACT("email", email),
	CONTACT("phoneNumber", phone),
	FIELD_END,
};
#define SENT(name_, member_)                                                   \
	FIELD_AS(name_, TEXT, struct form_sent, profile.member_)
#define SENT_OF(name_, member_, fields_)                                       \
	FIELD_AS(name_, OBJECT, struct form_sent, member_, .fields = fields_)
/* Members of all kinds: a form sends its own, profile_check looks at those. */
static const struct field form_fields[] = {
	SENT("companyName", company_name),
	SENT("email", email),
	SENT("language", language),
	SENT("culture", culture),
	SENT_OF("defaultAddress", default_address, address_fields),
	SENT_OF("address", profile.address, address_fields),
	SENT_OF("primaryContact", profile.contact, contact_fields),
	SENT("companyApproverEmail", approver_email),
	SENT_OF(
	    "companyApproverAddress", profile.approver_address, address_fields),
	SENT("purchaseOrderNumber", purchase_order),
	SENT("taxId", tax_id),
	SENT("billingCurrency", currency),
	SENT("telephone", telephone),
	SENT("website", website),
	FIELD(INT, struct form_sent, version, .required = true),
	FIELD_END,
};

static struct error form_prepare(struct request *rq)
{
	enum profile_kind kind =
	    organisation_kind(request_param(rq, "profile"));
	struct form_sent *sent = rq->input;
	struct error *errors, e;

	if (kind == 0)
		return fail(ERR_ROUTE_UNKNOWN, NULL);
	if (kind == PROFILE_ORGANIZATION)
		sent->profile.address = sent->default_address;
	e = profile_check(&rq->cx, kind, &sent->profile, &errors);
	rq->errors.list = errors;
	for (rq->errors.count = 0; errors[rq->errors.count].code != 0;)
		rq->errors.count++;
	return e;
}

static struct error form_effects(struct request *rq)
{
	enum profile_kind kind =
	    organisation_kind(request_param(rq, "profile"));
	const struct form_sent *sent = rq->input;
	struct profile profile;
	struct error e = profile_load(&rq->cx, kind, &profile);

	if (e.code == 0 && profile.version != sent->version)
		e = fail(ERR_ETAG_STALE, NULL);
	return e.code != 0
		   ? e
		   : profile_save(&rq->cx, kind, &sent->profile, &profile);
}

static struct error form_finish(struct request *rq, struct error outcome)
{
	if (outcome.code != 0)
		return form_answer(rq, outcome);
	response_redirect(
	    rq, arena_printf(rq->cx.arena, "/account/organisation?saved=%s",
		    request_param(rq, "profile")));
	return OK;
}

const struct route web_organisation_form_routes[] = {
	{ GET, "/account/organisation/{profile}", .needs = MAY_CHANGE_PROFILES,
	    .read = form_read },
	{ POST, "/account/organisation/{profile}", .needs = MAY_CHANGE_PROFILES,
	    .body = form_fields, .body_size = sizeof(struct form_sent),
	    .prepare = form_prepare, .effects = form_effects,
	    .finish = form_finish },
	ROUTE_END,
};
