/*
 * The table of what may be chosen, and its checks. How it is asked for, the
 * operator's form knows.
 */
#include "policy/edition_rules.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define CHOICES(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define COUNTRIES_MAX 300
#define EXCLUSIONS_MAX 20

static const struct parameter_rule rules[] = {
	{ "cancellation_window_days", 0, 3650, NULL },
	{ "cancellation_window_rule", 0, 0,
	    CHOICES("utc_calendar_days_inclusive", "elapsed_24h") },
	{ "tax_inclusive_countries", 0, COUNTRIES_MAX, NULL },
	{ "partner_sees_keys", 0, 0, NULL },
	{ "partner_sees_downloads", 0, 0, NULL },
	{ "customer_sees_keys", 0, 0, NULL },
	{ "deep_link", 0, 0, NULL },
	{ "deep_link_label", 0, 80, NULL },
	{ "partner_issues_links", 0, 0, NULL },
	{ "select_fields", 0, 0,
	    CHOICES("version", "language", "file_type_os", "bit") },
	{ "select_submit_step", 0, 0, NULL },
	{ "get_key_button", 0, 0, NULL },
	{ "risk_notice", 0, 0, NULL },
	{ "acknowledgement_required", 0, 0, NULL },
	{ "dashboard_delay_minutes_max", 0, 1440, NULL },
	{ "roles.get_keys_and_downloads", 0, 0, CHOICES("admin_agent") },
	{ "roles.copy_deep_link", 0, 0, CHOICES("admin_agent") },
	{ "roles.cancel", 0, 0, CHOICES("admin_agent") },
	{ "roles.customer_get_keys", 0, 0, CHOICES("customer_global_admin") },
	{ "link_lifetime_days", 1, 3650, NULL },
	{ "link_max_downloads", 1, 1000000, NULL },
	{ "link_lifetime_starts", 0, 0, CHOICES("issue", "first_download") },
	{ 0 },
};

const struct parameter_rule *parameter_rules(void)
{
	return rules;
}

const struct parameter_rule *parameter_rule_find(const char *name)
{
	for (const struct parameter_rule *r = rules; r->name != NULL; r++)
		if (text_same(r->name, name))
			return r;
	return NULL;
}

static struct error bad_choice(struct arena *arena, const char *field,
    const char *value, const char *const *choices)
{
	struct text out;

	text_init(&out, arena);
	for (; choices != NULL && *choices != NULL; choices++) {
		text_add(&out, out.length > 0 ? ", " : "");
		text_add(&out, *choices);
	}
	return fail_with(arena, ERR_FIELD_CHOICE, field,
	    HOLES({ "value", value },
		{ "choices", out.length > 0 ? out.bytes : "–" }));
}

static struct error choose_int(struct arena *arena,
    const struct parameter_rule *rule, const char *typed, int64_t *ret_value)
{
	int64_t value;
	char min[24], max[24];

	if (!text_to_int(typed, &value))
		return fail_with(arena, ERR_FIELD_TYPE, rule->name,
		    HOLES({ "wanted", "a whole number" }));
	if (value >= rule->min && value <= rule->max) {
		*ret_value = value;
		return OK;
	}
	snprintf(min, sizeof(min), "%lld", (long long)rule->min);
	snprintf(max, sizeof(max), "%lld", (long long)rule->max);
	return fail_with(arena, ERR_FIELD_RANGE, rule->name,
	    HOLES({ "min", min }, { "max", max }));
}

static struct error choose_text(struct arena *arena,
    const struct parameter_rule *rule, const char *typed,
    const char **ret_value)
{
	char max[24];

	if (rule->choices != NULL && !list_holds(rule->choices, typed))
		return bad_choice(arena, rule->name, typed, rule->choices);
	snprintf(max, sizeof(max), "%lld", (long long)rule->max);
	if (rule->choices == NULL && (int64_t)text_width(typed) > rule->max)
		return fail_with(arena, ERR_FIELD_TOO_LONG, rule->name,
		    HOLES({ "max", max }));
	*ret_value = *typed == '\0' ? NULL : arena_dup(arena, typed);
	return OK;
}

/* "AU, BR": two capital letters each. */
static bool country_form(const char *word)
{
	return strlen(word) == 2 && isupper((unsigned char)word[0]) &&
	       isupper((unsigned char)word[1]);
}

static struct error choose_list(struct arena *arena,
    const struct parameter_rule *rule, const char *typed,
    const char *const **ret_list)
{
	const char *const between = " ,;\t\r\n";
	size_t room = strlen(typed) / 2 + 2, count = 0;
	const char **list = ARENA_ARRAY(arena, const char *, room);

	for (typed += strspn(typed, between); *typed != '\0';
	     typed += strspn(typed, between)) {
		size_t length = strcspn(typed, between);
		const char *word = arena_dup_n(arena, typed, length);

		typed += length;
		if (rule->choices == NULL)
			word = text_upper(arena, word);
		if (rule->choices != NULL ? !list_holds(rule->choices, word)
					  : !country_form(word))
			return rule->choices != NULL
				   ? bad_choice(
					 arena, rule->name, word, rule->choices)
				   : fail_with(arena, ERR_FIELD_FORMAT,
					 rule->name,
					 HOLES({ "wanted", "AU, BR" }));
		if (!list_holds(list, word))
			list[count++] = word;
	}
	*ret_list = list;
	return OK;
}

struct error parameter_choose(struct arena *arena,
    const struct parameter_rule *rule, const char *typed,
    struct edition *edition)
{
	const struct parameter *parameter = parameter_find(rule->name);
	void *field = (char *)edition + parameter->offset;

	switch (parameter->kind) {
	case PARAMETER_INT:
		return choose_int(arena, rule, typed, field);
	case PARAMETER_BOOL:
		if (!text_same(typed, "true") && !text_same(typed, "false"))
			return bad_choice(
			    arena, rule->name, typed, CHOICES("true", "false"));
		*(bool *)field = text_same(typed, "true");
		return OK;
	case PARAMETER_TEXT:
		return choose_text(arena, rule, typed, field);
	case PARAMETER_LIST:
		return choose_list(arena, rule, typed, field);
	case PARAMETER_INTS:
	case PARAMETER_EXCLUSIONS:
		break;
	}
	return fail(ERR_INTERNAL, rule->name);
}

static const char *list_typed(struct arena *arena, const char *const *list)
{
	struct text out;

	text_init(&out, arena);
	for (; *list != NULL; list++) {
		text_add(&out, out.length > 0 ? " " : "");
		text_add(&out, *list);
	}
	return out.length > 0 ? out.bytes : "";
}

const char *parameter_typed(
    struct arena *arena, const char *name, const struct edition *edition)
{
	const struct parameter *parameter = parameter_find(name);
	const void *field;
	const char *text;

	if (parameter == NULL)
		return "";
	field = (const char *)edition + parameter->offset;
	switch (parameter->kind) {
	case PARAMETER_INT:
		return arena_printf(
		    arena, "%lld", (long long)*(const int64_t *)field);
	case PARAMETER_BOOL:
		return *(const bool *)field ? "true" : "false";
	case PARAMETER_TEXT:
		text = *(const char *const *)field;
		return text == NULL ? "" : text;
	case PARAMETER_LIST:
		return list_typed(arena, *(const char *const *const *)field);
	case PARAMETER_INTS:
	case PARAMETER_EXCLUSIONS:
		break;
	}
	return "";
}

/* Ids of publishers and families as the catalogue writes them. */
static bool id_form(const char *text)
{
	for (; *text != '\0'; text++)
		if (!islower((unsigned char)*text) &&
		    !isdigit((unsigned char)*text) && *text != '_')
			return false;
	return true;
}

/* The reason that stands with the same product in the base stays; a new one
 * follows from the route. */
static const char *reason_of(const struct exclusion_choice *row)
{
	return row->route == ROUTE_NONE ? "linux_plan" : "esu_by_request";
}

struct error exclusions_choose(struct arena *arena,
    const struct exclusion_choice *rows, size_t count, struct edition *edition)
{
	const char *field = "self_service_exclusions";
	struct exclusion *list =
	    ARENA_ARRAY(arena, struct exclusion, count + 1);
	size_t n = 0;

	if (count > EXCLUSIONS_MAX) /* the form has fewer rows */
		count = EXCLUSIONS_MAX;
	for (size_t i = 0; i < count; i++) {
		const struct exclusion_choice *row = &rows[i];
		bool publisher = text_same(row->by, "publisher");
		const char *value = arena_dup(arena, row->value);

		if (*value == '\0')
			continue;
		if (!id_form(value) || row->route == ROUTE_SELF)
			return fail_with(arena, ERR_FIELD_FORMAT, field,
			    HOLES({ "wanted", "windows_7_esu_2020" }));
		for (size_t j = 0; j < n; j++)
			if (text_same(publisher ? list[j].publisher
						: list[j].product_family,
				value))
				return fail_with(arena, ERR_FIELD_TWICE, field,
				    HOLES({ "value", value }));
		list[n++] = (struct exclusion){
			.publisher = publisher ? value : NULL,
			.product_family = publisher ? NULL : value,
			.cancel = row->route != ROUTE_NONE,
			.exchange = row->route == ROUTE_NONE ? ANSWER_NO
							     : ANSWER_UNSAID,
			.route = row->route,
			.reason = reason_of(row),
		};
	}
	edition->self_service_exclusions = list;
	edition->self_service_exclusion_count = n;
	return OK;
}

size_t edition_mark(
    struct arena *arena, const struct edition *base, struct edition *edition)
{
	size_t count, changed = 0;
	const struct parameter *list = edition_parameters(&count);
	enum provenance *marks = ARENA_ARRAY(arena, enum provenance, count);

	for (size_t i = 0; i < count; i++) {
		bool same = parameter_same(&list[i], base, edition);

		marks[i] = same ? PROVENANCE_INHERITED : PROVENANCE_OPERATOR;
		changed += !same;
	}
	edition->provenance = marks;
	return changed;
}
