/*
 * What an operator may choose in an edition, and what not.
 */
#include "policy/edition_rules.h"

#include "base/arena.h"
#include "policy/policy_fixture.h"

static const struct edition *latest(const struct policy *policy)
{
	size_t count;
	const struct edition *list = policy_editions(policy, &count);

	return &list[count - 1];
}

static struct error choose(
    struct arena *arena, const char *name, const char *typed, struct edition *e)
{
	return parameter_choose(arena, parameter_rule_find(name), typed, e);
}

TEST(what_is_typed_is_what_the_edition_says)
{
	struct policy *policy = POLICY(0);
	struct edition e = *latest(policy);
	struct arena arena;

	arena_init(&arena);
	for (const struct parameter_rule *r = parameter_rules();
	     r->name != NULL; r++) {
		struct edition same = e;

		CHECK_OK(parameter_choose(
		    &arena, r, parameter_typed(&arena, r->name, &e), &same));
		CHECK(parameter_same(parameter_find(r->name), &e, &same));
	}
	CHECK_OK(choose(&arena, "cancellation_window_days", "0", &e));
	CHECK_INT(0, e.cancellation_window_days);
	CHECK_OK(choose(&arena, "tax_inclusive_countries", "au, nz BR", &e));
	CHECK(list_holds(e.tax_inclusive_countries, "NZ"));
	CHECK_OK(choose(&arena, "acknowledgement_required", "false", &e));
	CHECK(!e.acknowledgement_required);
	arena_done(&arena);
	policy_close(policy);
}

TEST(what_the_program_has_no_rule_for_cannot_be_chosen)
{
	static const struct {
		const char *name, *typed;
		enum error_code want;
	} cases[] = {
		{ "cancellation_window_days", "-1", ERR_FIELD_RANGE },
		{ "cancellation_window_days", "3651", ERR_FIELD_RANGE },
		{ "cancellation_window_days", "many", ERR_FIELD_TYPE },
		{ "link_lifetime_days", "0", ERR_FIELD_RANGE },
		{ "cancellation_window_rule", "lunar", ERR_FIELD_CHOICE },
		{ "deep_link", "maybe", ERR_FIELD_CHOICE },
		{ "roles.cancel", "global_admin", ERR_FIELD_CHOICE },
		{ "tax_inclusive_countries", "Brazil", ERR_FIELD_FORMAT },
	};
	struct policy *policy = POLICY(0);
	struct edition e = *latest(policy);
	struct arena arena;

	arena_init(&arena);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error got =
		    choose(&arena, cases[i].name, cases[i].typed, &e);

		CHECK_INT(cases[i].want, got.code);
		CHECK_TEXT(cases[i].name, got.field);
	}
	CHECK(parameter_rule_find("early_termination_fee_bp") == NULL);
	arena_done(&arena);
	policy_close(policy);
}

TEST(exclusions_are_chosen_row_by_row)
{
	const struct exclusion_choice rows[] = {
		{ "publisher", "suse", ROUTE_NONE },
		{ "product_family", "", ROUTE_NONE },
		{ "product_family", "sql_server", ROUTE_SUPPORT_REQUEST },
	};
	const struct exclusion_choice twice[] = { rows[0], rows[0] };
	const struct exclusion_choice odd[] = { { "publisher", "Red Hat",
	    ROUTE_NONE } };
	struct edition e = { 0 };
	struct arena arena;

	arena_init(&arena);
	CHECK_OK(exclusions_choose(&arena, rows, 3, &e));
	CHECK_INT(2, e.self_service_exclusion_count);
	CHECK_TEXT("suse", e.self_service_exclusions[0].publisher);
	CHECK(!e.self_service_exclusions[0].cancel);
	CHECK_TEXT("sql_server", e.self_service_exclusions[1].product_family);
	CHECK_INT(ROUTE_SUPPORT_REQUEST, e.self_service_exclusions[1].route);
	CHECK_FAILS(ERR_FIELD_TWICE, exclusions_choose(&arena, twice, 2, &e));
	CHECK_FAILS(ERR_FIELD_FORMAT, exclusions_choose(&arena, odd, 1, &e));
	arena_done(&arena);
}

RUN_TESTS(TEST_1(what_is_typed_is_what_the_edition_says),
    TEST_1(what_the_program_has_no_rule_for_cannot_be_chosen),
    TEST_1(exclusions_are_chosen_row_by_row))
