/*
 * Editions in words. Which edition holds when is policy's; here it is told.
 */
#include "web/edition_words.h"

#include "accounts/country.h"
#include "accounts/permission.h"
#include "base/day.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "policy/policy.h"
#include "web/page.h"

struct word {
	const char *id, *words;
};

static const struct word names[] = {
	{ "cancellation_window_days", N_("Cancellation window") },
	{ "cancellation_window_rule", N_("How its days are counted") },
	{ "after_window", N_("After the window") },
	{ "early_termination_fee_bp", N_("Fee for cancelling early") },
	{ "credit_rules.perpetual_software.kind",
	    N_("Credit for perpetual software") },
	{ "credit_rules.perpetual_software.share_bp",
	    N_("Share of the price that comes back") },
	{ "credit_rules.software_subscription.kind",
	    N_("Credit for software subscriptions") },
	{ "credit_rules.software_subscription.method",
	    N_("Method of prorating") },
	{ "credit_rules.software_subscription.day_count",
	    N_("Days of a term are") },
	{ "credit_rules.software_subscription.same_day_is_full",
	    N_("Full credit on the day of purchase") },
	{ "credit_rules.software_subscription.rounding", N_("Rounding") },
	{ "credit_rules.software_subscription.round_once",
	    N_("Rounded once, on the line’s total") },
	{ "credit_invoice", N_("Where the credit stands") },
	{ "self_service_exclusions", N_("Not cancelled by the usual steps") },
	{ "on_cancel.revoke_keys", N_("Cancelling revokes keys") },
	{ "on_cancel.revoke_links", N_("Cancelling revokes download links") },
	{ "on_cancel.item_stays_listed", N_("Cancelled items stay listed") },
	{ "on_cancel.key_shown", N_("Keys of cancelled items are shown") },
	{ "on_cancel.stop_use_duty", N_("Who must stop using the software") },
	{ "on_cancel.uninstall_and_remove_duty",
	    N_("Who must uninstall and remove it") },
	{ "tax_inclusive_countries", N_("Prices include tax in") },
	{ "tax_country", N_("Whose country decides about tax") },
	{ "partner_sees_keys", N_("Partners see keys") },
	{ "partner_sees_downloads", N_("Partners see downloads") },
	{ "customer_sees_keys", N_("Customers see keys and downloads") },
	{ "customer_portal_name", N_("Name of the customers’ own site") },
	{ "customer_portal_path", N_("Where it is found there") },
	{ "customer_key_roles", N_("Customer’s roles that see keys") },
	{ "deep_link", N_("Link to the customer’s own page") },
	{ "deep_link_label", N_("Text of that link") },
	{ "link_renewals", N_("Download links can be renewed") },
	{ "partner_issues_links", N_("Partners issue download links") },
	{ "select_fields", N_("To choose before a download") },
	{ "select_submit_step", N_("Submit between choosing and getting") },
	{ "get_key_button", N_("The key has a button of its own") },
	{ "key_digits", N_("Digits of a key") },
	{ "risk_notice", N_("Note on the risk of keys") },
	{ "learn_more_link", N_("Where to read more") },
	{ "acknowledgement_required", N_("Acknowledgement before cancelling") },
	{ "per_order_steps", N_("Steps repeated for each order") },
	{ "dialog_information", N_("What the dialog tells") },
	{ "confirmation_message", N_("Confirmation after cancelling") },
	{ "dashboard_delay_minutes_max",
	    N_("Lists may lag by, at most, minutes") },
	{ "cancel_api", N_("Cancelling over the REST API") },
	{ "roles.view_area", N_("Who sees the Software page") },
	{ "roles.create_order", N_("Who orders") },
	{ "roles.get_keys_and_downloads", N_("Who gets keys and downloads") },
	{ "roles.copy_deep_link", N_("Who copies the customer’s link") },
	{ "roles.cancel", N_("Who cancels") },
	{ "roles.view_software_activity",
	    N_("Who sees key and download activity") },
	{ "roles.customer_get_keys", N_("Who gets keys at the customer") },
	{ "activity_source", N_("Where the activity log is") },
	{ "reservation_unavailable_markets.file",
	    N_("List of markets without reservations") },
	{ "reservation_unavailable_markets.count",
	    N_("Markets without reservations") },
	{ "reservation_unavailable_markets.as_of",
	    N_("Markets without reservations, as of") },
	{ "reservation_market_of",
	    N_("Whose country decides about reservations") },
	{ "support_request.opens", N_("How a support request is opened") },
	{ "support_request.problem_type", N_("Type of the request") },
	{ "support_request.required", N_("Needed in a request") },
	{ "support_request.optional", N_("Possible in a request") },
	{ "hybrid_benefit.editions", N_("Azure Hybrid Benefit: editions") },
	{ "hybrid_benefit.needs", N_("Azure Hybrid Benefit needs") },
	{ "hybrid_benefit.claimed_saving_percent_max",
	    N_("Azure Hybrid Benefit: published saving, up to percent") },
	{ "next_steps_links", N_("What to read next") },
	{ "link_lifetime_days", N_("Life of a download link") },
	{ "link_max_downloads", N_("Downloads of a link") },
	{ "link_lifetime_starts", N_("A link’s life is counted") },
};

static const struct word choices[] = {
	{ "true", N_("Yes") },
	{ "false", N_("No") },
	{ "utc_calendar_days_inclusive",
	    N_("whole UTC days, the last one counts in full") },
	{ "utc_calendar_days", N_("UTC calendar days") },
	{ "elapsed_24h", N_("24 hours each, from the moment of purchase") },
	{ "no_cancellation", N_("no cancellation") },
	{ "full", N_("in full") },
	{ "prorated", N_("prorated") },
	{ "unused_days_of_term", N_("by the unused days of the term") },
	{ "half_even", N_("a half to the even cent") },
	{ "invoice_of_the_month_of_cancellation",
	    N_("on the invoice of the month of cancelling") },
	{ "partner_billing_country", N_("the partner’s") },
	{ "customer_country", N_("the customer’s") },
	{ "partner", N_("the partner") },
	{ "customer", N_("the customer") },
	{ "unlimited", N_("without limit") },
	{ "version", N_("Version") },
	{ "language", N_("Language") },
	{ "file_type_os", N_("File type/OS") },
	{ "bit", N_("bit") },
	{ "issue", N_("from its issue") },
	{ "first_download", N_("from the first download") },
	{ "days_remaining", N_("days left") },
	{ "window_passed", N_("that the window has passed") },
	{ "support_request_link", N_("the way to a support request") },
	{ "cancel_software_purchases", N_("software purchases") },
	{ "sandbox_only_page", N_("the sandbox’s page") },
	{ "gear > Activity log", N_("gear, then Activity log") },
	{ "download_software_and_license_keys", N_("Keys and downloads") },
	{ "new_commerce_operations_guide",
	    N_("Operations guide of the programme") },
	{ "windows_server_datacenter", N_("Windows Server Datacenter") },
	{ "windows_server_standard", N_("Windows Server Standard") },
	{ "software_assurance", N_("Software Assurance") },
	{ "sell-marketplace-products", N_("Selling marketplace products") },
	{ "assign-azure-subscriptions", N_("Assigning Azure subscriptions") },
	{ "impact", N_("Impact") },
	{ "title", N_("Title") },
	{ "description.customer_tenant", N_("Customer") },
	{ "description.order_or_subscription", N_("Order or subscription") },
	{ "description.refund_reason", N_("Reason for the refund") },
	{ "description.amount_requested", N_("Amount") },
	{ "contact.name", N_("Name") },
	{ "contact.email", N_("E-mail address") },
	{ "contact.phone", N_("Phone") },
	{ "files", N_("Files") },
	{ "markets.tsv", N_("The list of markets") },
	{ "Software tab", N_("Software tab") },
};

static const char *word_find(
    struct ctx *cx, const struct word *list, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++)
		if (text_same(list[i].id, id))
			return _(list[i].words);
	return NULL;
}

const char *parameter_words(struct ctx *cx, const char *name)
{
	const char *found = word_find(cx, names, COUNT(names), name);

	return found == NULL ? name : found;
}

static const char *role_words(struct ctx *cx, const char *id)
{
	for (const struct role_info *r = role_infos(); r->id != NULL; r++)
		if (text_same(r->id, id))
			return _(r->name);
	return NULL;
}

const char *choice_words(struct ctx *cx, const char *choice)
{
	const char *found;

	if (choice == NULL || *choice == '\0')
		return "–";
	found = word_find(cx, choices, COUNT(choices), choice);
	if (found == NULL)
		found = role_words(cx, choice);
	/* the label of a link or of a topic, as it stands on its page */
	return found == NULL ? message(cx, choice) : found;
}

static const char *list_words(
    struct ctx *cx, const char *name, const char *const *list)
{
	bool roles = text_starts(name, "roles.");
	bool countries = text_same(name, "tax_inclusive_countries");
	const char **words;
	size_t count = 0;

	while (list[count] != NULL)
		count++;
	words = ARENA_ARRAY(cx->arena, const char *, count + 1);
	for (size_t i = 0; i < count; i++)
		words[i] = countries ? country_text(cx, list[i])
				     : choice_words(cx, list[i]);
	if (count > 0)
		return show_list(cx, words, count);
	return roles ? _("Nobody") : "–";
}

static const char *ints_words(struct ctx *cx, const int64_t *list, size_t count)
{
	const char **numbers = ARENA_ARRAY(cx->arena, const char *, count + 1);

	for (size_t i = 0; i < count; i++)
		numbers[i] = show_int(cx, list[i]);
	return count > 0 ? show_list(cx, numbers, count) : "–";
}

/* Ids of publishers and families, as people know them. */
static const char *excluded_words(struct ctx *cx, const struct exclusion *x)
{
	static const struct word known[] = {
		{ "suse", "SUSE" },
		{ "redhat", "Red Hat" },
		{ "microsoft", "Microsoft" },
		{ "windows_7_esu_2020",
		    N_("Windows 7 Extended Security Updates 2020") },
		{ "windows_server", N_("Windows Server") },
		{ "sql_server", N_("SQL Server") },
	};
	const char *id =
	    x->publisher != NULL ? x->publisher : x->product_family;
	const char *found = word_find(cx, known, COUNT(known), id);

	return found == NULL ? id : found;
}

static const char *exclusions_words(
    struct ctx *cx, const struct exclusion *list, size_t count)
{
	struct text out;

	text_init(&out, cx->arena);
	for (size_t i = 0; i < count; i++) {
		const char *name = excluded_words(cx, &list[i]);

		text_add(&out, i > 0 ? "; " : "");
		text_add(&out,
		    list[i].route == ROUTE_NONE
			? message_with(cx, N_("{product}: never"),
			      HOLES({ "product", name }))
			: message_with(cx, N_("{product}: by support request"),
			      HOLES({ "product", name })));
	}
	return count > 0 ? out.bytes : _("None");
}

static const char *int_words(struct ctx *cx, const char *name, int64_t value)
{
	if (text_same(name, "cancellation_window_days") ||
	    text_same(name, "link_lifetime_days"))
		return show_days(cx, value);
	if (text_same(name, "early_termination_fee_bp") ||
	    text_same(name, "credit_rules.perpetual_software.share_bp"))
		return show_percent_bp(cx, value);
	return show_int(cx, value);
}

const char *value_words(struct ctx *cx, const struct parameter *parameter,
    const struct edition *edition)
{
	const void *field = (const char *)edition + parameter->offset;
	size_t count =
	    parameter->kind == PARAMETER_INTS ||
		    parameter->kind == PARAMETER_EXCLUSIONS
		? *(const size_t *)((const char *)field + sizeof(void *))
		: 0;

	switch (parameter->kind) {
	case PARAMETER_INT:
		return int_words(cx, parameter->name, *(const int64_t *)field);
	case PARAMETER_BOOL:
		return *(const bool *)field ? _("Yes") : _("No");
	case PARAMETER_TEXT:
		return choice_words(cx, *(const char *const *)field);
	case PARAMETER_LIST:
		return list_words(
		    cx, parameter->name, *(const char *const *const *)field);
	case PARAMETER_INTS:
		return ints_words(cx, *(const int64_t *const *)field, count);
	case PARAMETER_EXCLUSIONS:
		return exclusions_words(
		    cx, *(const struct exclusion *const *)field, count);
	}
	return "–";
}

const char *basis_words(struct ctx *cx, enum basis basis)
{
	switch (basis) {
	case BASIS_PURCHASE:
		return _("Fixed by the day of purchase");
	case BASIS_ACTION:
		return _("By the day somebody acts");
	case BASIS_ISSUE:
		return _("Stamped on a link when it is issued");
	}
	return "";
}

const char *basis_meaning(struct ctx *cx, enum basis basis)
{
	switch (basis) {
	case BASIS_PURCHASE:
		return _("They stay with an order, whatever changes later.");
	case BASIS_ACTION:
		return _("They follow the edition in force on that day.");
	case BASIS_ISSUE:
		return _("A link keeps the limits it was born with.");
	}
	return "";
}

const char *provenance_words(struct ctx *cx, enum provenance provenance)
{
	switch (provenance) {
	case PROVENANCE_SEED:
		return _("Stated on its page");
	case PROVENANCE_ABSENT:
		return _("Its page says nothing of it: off");
	case PROVENANCE_INHERITED:
		return _("Carried over from the edition before");
	case PROVENANCE_DECISION:
		return _("Our reading of what its page leaves open");
	case PROVENANCE_ANNOUNCED:
		return _("By the dates announced elsewhere");
	case PROVENANCE_OPERATOR:
		return _("Chosen when the edition was adopted");
	}
	return "";
}

static const char *day_words(struct ctx *cx, const char *day)
{
	int64_t parsed;

	return day_parse(day, &parsed) ? show_day(cx, parsed) : day;
}

const char *edition_from_words(struct ctx *cx, const struct edition *edition)
{
	if (edition->effective_from == EDITION_BEGIN)
		return _("from the beginning");
	return message_with(cx, N_("from {day}"),
	    HOLES({ "day", show_day(cx, day_of(edition->effective_from)) }));
}

const char *edition_until_words(struct ctx *cx, const struct edition *edition)
{
	if (edition->effective_to == EDITION_END)
		return NULL;
	return message_with(cx, N_("until {day}"),
	    HOLES({ "day", show_day(cx, day_of(edition->effective_to - 1)) }));
}

const char *edition_source_words(struct ctx *cx, const struct edition *edition)
{
	const char *day = day_words(cx, edition->document_date);
	const char *published = day_words(cx, edition->published);

	if (edition->added)
		return message_with(cx,
		    N_("{document} of {day}, adopted {adopted}"),
		    HOLES({ "document", edition->source }, { "day", day },
			{ "adopted", published }));
	if (text_same(edition->document_date, edition->published))
		return message_with(
		    cx, N_("Page of {day}"), HOLES({ "day", day }));
	return message_with(cx, N_("Page of {day}, published {published}"),
	    HOLES({ "day", day }, { "published", published }));
}

const struct view_field difference_view[] = {
	VIEW(TEXT, struct difference_view, id),
	VIEW(TEXT, struct difference_view, name),
	VIEW(TEXT, struct difference_view, before),
	VIEW(TEXT, struct difference_view, after),
	VIEW(TEXT, struct difference_view, basis),
	VIEW(TEXT, struct difference_view, provenance),
	VIEW_FIELD_END,
};

struct view_list differences_of(
    struct ctx *cx, const struct edition *before, const struct edition *after)
{
	size_t count, n = 0;
	const struct parameter *list = edition_parameters(&count);
	struct difference_view *views =
	    ARENA_ARRAY(cx->arena, struct difference_view, count);

	for (size_t i = 0; i < count; i++)
		if (!parameter_same(&list[i], before, after))
			views[n++] = (struct difference_view){
				.id = list[i].name,
				.name = parameter_words(cx, list[i].name),
				.before = value_words(cx, &list[i], before),
				.after = value_words(cx, &list[i], after),
				.basis = basis_words(cx, list[i].basis),
				.provenance =
				    provenance_words(cx, after->provenance[i]),
			};
	return (struct view_list){ n, views };
}
