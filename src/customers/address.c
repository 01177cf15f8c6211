/*
 * Rules of addresses: what must be there, how it is written, what is missing.
 */
#include "customers/address.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uregex.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include "base/text.h"

#define TEXT_MAX 600 /* of what is matched; longer never matches */

bool form_matches(const char *form, const char *text)
{
	UChar pattern[TEXT_MAX], subject[TEXT_MAX];
	UErrorCode status = U_ZERO_ERROR;
	URegularExpression *regex;
	int32_t length = 0;
	bool matches;

	if (form[0] == '\0')
		return true;
	u_strFromUTF8(pattern, TEXT_MAX, NULL, form, -1, &status);
	u_strFromUTF8(subject, TEXT_MAX, &length, text, -1, &status);
	regex = uregex_open(pattern, -1, 0, NULL, &status);
	uregex_setText(regex, subject, length, &status);
	matches = uregex_matches(regex, 0, &status) && U_SUCCESS(status);
	uregex_close(regex);
	return matches;
}

/* Behind the class, the group, or the character that begins here. */
static const char *atom_end(const char *at)
{
	const char *close = *at == '['   ? strchr(at, ']')
			    : *at == '(' ? strchr(at, ')')
					 : NULL;

	if (close != NULL)
		return close + 1;
	return at + (*at == '\\' && at[1] != '\0' ? 2 : 1);
}

static char atom_char(const char *at, int *digits)
{
	if (*at == '[' && at[1] == '0')
		return "1234567890"[(*digits)++ % 10];
	return *at == '[' || *at == '\\' ? at[1] : *at;
}

const char *form_example(struct arena *arena, const char *form)
{
	const char *at = form + strspn(form, "^(");
	struct text out;
	int digits = 0;

	text_init(&out, arena);
	while (*at != '\0' && strchr("|)$", *at) == NULL) {
		const char *end = atom_end(at);
		long times = *end == '{' ? strtol(end + 1, NULL, 10) : 1;

		if (*end == '{')
			end += strcspn(end, "}") + 1;
		if (*at == '(' && *end != '?')
			return form;
		for (; *end != '?' && times > 0; times--)
			text_add(
			    &out, (char[]){ atom_char(at, &digits), '\0' });
		at = end + (*end == '?' ? 1 : 0);
	}
	return out.length > 0 ? out.bytes : form;
}

static const char *present(const char *text)
{
	return text == NULL ? "" : text;
}

/* ---- how it is written ---- */

/* Trimmed, and blanks between words once. */
static const char *blanks_once(struct arena *arena, const char *text)
{
	struct text out;

	text_init(&out, arena);
	text_add(&out, "");
	for (text = text_trim(arena, present(text)); *text != '\0'; text++)
		if (*text != ' ' || text[1] != ' ')
			text_add_char(&out, *text);
	return out.bytes;
}

/* Where postal codes have a mark, counted from the start, or from the end. */
static const struct {
	const char *country;
	int place; /* below 0: from the end */
	char mark;
} marks[] = {
	{ "BR", 5, '-' },
	{ "CA", 3, ' ' },
	{ "CZ", 3, ' ' },
	{ "GB", -3, ' ' },
	{ "GG", -3, ' ' },
	{ "GI", -3, ' ' },
	{ "GR", 3, ' ' },
	{ "IE", 3, ' ' },
	{ "IM", -3, ' ' },
	{ "JE", -3, ' ' },
	{ "JP", 3, '-' },
	{ "NL", 4, ' ' },
	{ "PL", 2, '-' },
	{ "PT", 4, '-' },
	{ "SE", 3, ' ' },
	{ "SK", 3, ' ' },
	{ "US", 5, '-' },
};

/* Upper case, without any mark. */
static const char *postal_bare(struct arena *arena, const char *code)
{
	struct text out;

	text_init(&out, arena);
	text_add(&out, "");
	for (code = text_upper(arena, code); *code != '\0'; code++)
		if (*code != ' ' && *code != '-')
			text_add_char(&out, *code);
	return out.bytes;
}

static const char *postal_marked(
    struct arena *arena, const struct country *country, const char *bare)
{
	int length = (int)strlen(bare);

	for (size_t i = 0; i < COUNT(marks); i++) {
		int at = marks[i].place;

		if (!text_same(marks[i].country, country->code))
			continue;
		at += at < 0 ? length : 0;
		if (at > 0 && at < length)
			return arena_printf(arena, "%.*s%c%s", at, bare,
			    marks[i].mark, bare + at);
	}
	return bare;
}

static const char *postal_normal(
    struct arena *arena, const struct country *country, const char *code)
{
	const char *bare = postal_bare(arena, code);
	const char *const tries[] = { code, postal_marked(arena, country, bare),
		text_upper(arena, code), bare,
		arena_printf(arena, "%s-%s", country->code, bare) };

	for (size_t i = 0; i < COUNT(tries); i++)
		if (form_matches(country->postal_form, tries[i]))
			return tries[i];
	return code;
}

static const struct country_state *state_find(
    struct arena *arena, const struct country *country, const char *text)
{
	const char *folded = text_fold(arena, text);

	for (size_t i = 0; i < country->state_count; i++) {
		const struct country_state *state = &country->states[i];

		if (text_same_nocase(state->code, text))
			return state;
		for (const char *const *name = state->names; *name; name++)
			if (text_same(text_fold(arena, *name), folded))
				return state;
	}
	return NULL;
}

struct address address_normal(const struct policy *policy, struct arena *arena,
    const struct address *address)
{
	const struct country *country = country_find(policy, address->country);
	struct address normal = {
		.line1 = blanks_once(arena, address->line1),
		.line2 = blanks_once(arena, address->line2),
		.city = blanks_once(arena, address->city),
		.state = blanks_once(arena, address->state),
		.postal_code = blanks_once(arena, address->postal_code),
		.country = text_upper(
		    arena, text_trim(arena, present(address->country))),
	};
	const struct country_state *state;

	if (country == NULL)
		return normal;
	if (normal.postal_code[0] != '\0')
		normal.postal_code =
		    postal_normal(arena, country, normal.postal_code);
	state = state_find(arena, country, normal.state);
	if (state != NULL)
		normal.state = state->code;
	return normal;
}

/* ---- what must be there ---- */

static struct error state_problem(struct arena *arena,
    const struct country *country, const struct address *address)
{
	if (text_empty(address->state))
		return country->state == COUNTRY_REQUIRED
			   ? fail(ERR_FIELD_MISSING, "state")
			   : OK;
	for (size_t i = 0; i < country->state_count; i++)
		if (text_same(country->states[i].code, address->state))
			return OK;
	if (country->state_count == 0)
		return OK;
	return fail_with(arena, ERR_STATE_UNKNOWN, "state",
	    HOLES({ "value", address->state }, { "country", country->code }));
}

static struct error postal_problem(struct arena *arena,
    const struct country *country, const struct address *address)
{
	if (text_empty(address->postal_code))
		return country->postal == COUNTRY_REQUIRED
			   ? fail(ERR_FIELD_MISSING, "postalCode")
			   : OK;
	if (form_matches(country->postal_form, address->postal_code))
		return OK;
	return fail_with(arena, ERR_POSTAL_CODE_FORM, "postalCode",
	    HOLES({ "value", address->postal_code },
		{ "country", country->code },
		{ "wanted", country->postal_form }));
}

size_t address_problems(const struct policy *policy, struct arena *arena,
    const struct address *address,
    struct error ret_problems[ADDRESS_PROBLEMS_MAX])
{
	const struct country *country = country_find(policy, address->country);
	struct error found[] = { OK, state_problem(arena, country, address),
		postal_problem(arena, country, address) };
	size_t count = 0;

	if (country->city == COUNTRY_REQUIRED && text_empty(address->city))
		found[0] = fail(ERR_FIELD_MISSING, "city");
	for (size_t i = 0; i < COUNT(found); i++)
		if (found[i].code)
			ret_problems[count++] = found[i];
	return count;
}

/* ---- the verdict ---- */

const char *address_status_id(enum address_status status)
{
	static const char *const ids[] = { "NotValidated", "None",
		"StreetPartial", "PremisesPartial", "InteractionRequired",
		"Verified", "VerifiedShippable" };

	return ids[status];
}

/* Digits of any script; or, as in "One Microsoft Way", a first word. */
static bool has_number(struct arena *arena, const char *line)
{
	static const char *const words[] = { "one", "two", "three", "four",
		"five", "six", "seven", "eight", "nine", "ten" };
	const char *folded = text_fold(arena, line);
	size_t first = strcspn(folded, " ");
	const uint8_t *bytes = (const uint8_t *)line;
	int32_t at = 0, length = (int32_t)strlen(line);

	while (at < length) {
		UChar32 c;

		U8_NEXT(bytes, at, length, c);
		if (c > 0 && u_isdigit(c))
			return true;
	}
	for (size_t i = 0; i < COUNT(words); i++)
		if (strlen(words[i]) == first &&
		    strncmp(words[i], folded, first) == 0)
			return true;
	return false;
}

/* "Suite", as a line or at the end of one: its number is missing. */
static bool lacks_unit(struct arena *arena, const char *line)
{
	static const char *const units[] = { "suite", "ste", "apt", "apartment",
		"unit", "floor", "flat", "room", "#" };
	const char *folded = text_fold(arena, line);
	const char *last = strrchr(folded, ' ');

	last = last == NULL ? folded : last + 1;
	for (size_t i = 0; i < COUNT(units); i++)
		if (text_same(units[i], last))
			return true;
	return false;
}

static bool same(const struct address *a, const struct address *b)
{
	return text_same(present(a->line1), b->line1) &&
	       text_same(present(a->line2), b->line2) &&
	       text_same(present(a->city), b->city) &&
	       text_same(present(a->state), b->state) &&
	       text_same(present(a->postal_code), b->postal_code);
}

struct address_verdict address_judge(const struct policy *policy,
    struct arena *arena, const struct address *address)
{
	struct address normal = address_normal(policy, arena, address);
	const struct country *country = country_find(policy, normal.country);
	struct error problems[ADDRESS_PROBLEMS_MAX];
	struct address_verdict verdict = { .suggestion = normal };

	if (country == NULL)
		return verdict;
	if (address_problems(policy, arena, &normal, problems) > 0) {
		verdict.status = ADDRESS_NONE;
		verdict.problem = problems[0];
	} else if (!has_number(arena, normal.line1)) {
		verdict.status = ADDRESS_STREET_PARTIAL;
	} else if (lacks_unit(arena, normal.line1) ||
		   lacks_unit(arena, normal.line2)) {
		verdict.status = ADDRESS_PREMISES_PARTIAL;
	} else if (!same(address, &normal)) {
		verdict.status = ADDRESS_INTERACTION_REQUIRED;
		verdict.suggests = true;
	} else {
		verdict.status = country->postal == COUNTRY_NONE
				     ? ADDRESS_VERIFIED
				     : ADDRESS_VERIFIED_SHIPPABLE;
	}
	return verdict;
}
