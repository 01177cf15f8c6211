/*
 * Partners for the operator: found page by page, added whole or not at all,
 * changed; and the operator's way in and out of a tenant.
 */
#include "check.h"
#include "fixture.h"

#include "accounts/operator.h"
#include "accounts/partner_admin.h"
#include "accounts/password_link.h"
#include "accounts/sign_in.h"
#include "activity/activity.h"
#include "base/text.h"

static const struct principal *operator_who(struct fixture *f)
{
	struct principal *who = ARENA_NEW(&f->arena, struct principal);

	*who = (struct principal){ .kind = ACTOR_OPERATOR,
		.partner = operator_programme(),
		.roles = ROLE_OPERATOR,
		.user_id = "0a0a0a0a-0000-4000-8000-000000000001",
		.user_name = "Signe Holm" };
	return who;
}

static struct partner_new fresh(const char *name, const char *domain)
{
	return (struct partner_new){ .name = name,
		.domain = domain,
		.country = "se",
		.city = "Visby",
		.currency = "sek",
		.culture = "sv-SE",
		.mpn_id = "",
		.csp_enrolled = true,
		.admin_name = "Ek",
		.admin_email = "Ek@example.com" };
}

static void add(struct fixture *f, struct partner_new new, const char *email,
    struct partner *ret_partner)
{
	struct invitation invitation;
	struct error *errors;

	new.admin_email = email;
	CHECK_OK(partner_new_check(&f->cx, &new, &errors));
	CHECK_OK(partner_add_new(&f->cx, &new, ret_partner, &invitation));
	CHECK(invitation.link != NULL);
	operator_out(&f->cx);
}

TEST(a_new_partner_has_its_admin_and_its_log_says_who_added_it)
{
	struct fixture f;
	struct partner made;
	struct user_list users;
	struct activity_list log;
	struct activity_filter filter = { .to_day = 100000 };

	fixture_open(&f);
	f.cx.who = operator_who(&f);
	add(&f, fresh("  Ostsee Kontor  ", "OSTSEE.example"),
	    "a@ostsee.example", &made);
	CHECK_TEXT("Ostsee Kontor", made.name);
	CHECK_TEXT("ostsee.example", made.domain);
	CHECK_TEXT("SEK", made.currency);
	CHECK_OK(operator_into_partner(&f.cx, made.partner_id));
	CHECK_OK(user_list(&f.cx, &users));
	CHECK_INT(1, users.count);
	CHECK_INT(ROLE_GLOBAL_ADMIN | ROLE_ADMIN_AGENT, users.users[0].roles);
	CHECK_OK(activity_list(&f.cx, &filter, &log));
	CHECK_INT(2, log.count);
	for (size_t i = 0; i < log.count; i++) {
		CHECK_INT(ACTOR_OPERATOR, log.rows[i].actor_kind);
		CHECK_TEXT("Signe Holm", log.rows[i].actor_name);
	}
	fixture_close(&f);
}

TEST(a_domain_or_an_address_that_is_taken_adds_nothing)
{
	struct fixture f;
	struct partner made;
	struct invitation invitation;
	struct partner_new new = fresh("Twice", "contoso.example");
	struct error *errors;
	int64_t before, after;

	fixture_open(&f);
	f.cx.who = operator_who(&f);
	CHECK_OK(partner_count(&f.cx, &before));
	CHECK_OK(partner_new_check(&f.cx, &new, &errors));
	CHECK_FAILS(ERR_PARTNER_TAKEN,
	    partner_add_new(&f.cx, &new, &made, &invitation));
	CHECK_OK(partner_count(&f.cx, &after));
	CHECK_INT(before, after);
	fixture_close(&f);
}

TEST(all_that_is_wrong_is_told_at_once_and_by_field)
{
	struct fixture f;
	struct partner_new new = { .country = "XX", .mpn_id = "a" };
	static const char *const fields[] = { "name", "domain", "country",
		"currency", "city", "culture", "mpn_id", "admin_name",
		"admin_email" };
	struct error *errors;

	fixture_open(&f);
	CHECK_FAILS(ERR_FIELD_MISSING, partner_new_check(&f.cx, &new, &errors));
	for (size_t i = 0; i < COUNT(fields); i++)
		CHECK_TEXT(fields[i], errors[i].field);
	CHECK_INT(0, errors[COUNT(fields)].code);
	fixture_close(&f);
}

TEST(partners_are_listed_by_name_page_after_page)
{
	struct fixture f;
	struct partner made;
	struct partner_found found;
	struct partner_search search = { .limit = 2 };

	fixture_open(&f);
	f.cx.who = operator_who(&f);
	add(&f, fresh("Ärla", "arla.example"), "a@arla.example", &made);
	add(&f, fresh("Beta_10%", "beta.example"), "a@beta.example", &made);
	CHECK_OK(partner_search(&f.cx, &search, &found));
	CHECK_INT(2, found.count);
	CHECK(found.more);
	/* accents do not count in the order of names */
	CHECK_TEXT("Ärla", found.entries[0].partner.name);
	CHECK_TEXT("Beta_10%", found.entries[1].partner.name);
	CHECK_INT(1, found.entries[1].users);
	search.after_name = text_fold(&f.arena, found.entries[1].partner.name);
	search.after_id = found.entries[1].partner.partner_id;
	CHECK_OK(partner_search(&f.cx, &search, &found));
	CHECK_INT(1, found.count);
	CHECK(!found.more);
	search = (struct partner_search){ .words = "_10%" };
	CHECK_OK(partner_search(&f.cx, &search, &found));
	CHECK_INT(1, found.count);
	search.words = "ÄRL";
	CHECK_OK(partner_search(&f.cx, &search, &found));
	CHECK_INT(1, found.count);
	fixture_close(&f);
}

TEST(a_change_is_written_with_what_was_before)
{
	struct fixture f;
	struct partner_change change = { .name = "Contoso 2",
		.city = "Oslo",
		.culture = "nb-NO",
		.mpn_id = "7",
		.agreement_required = true };
	struct partner_entry entry;
	struct activity_list log;
	struct activity_filter filter = { .to_day = 100000,
		.action = ACTIVITY_CHANGE_PARTNER };
	struct error *errors;

	fixture_open(&f);
	f.cx.who = operator_who(&f);
	CHECK_OK(partner_change_check(&f.cx, &change, &errors));
	CHECK_OK(operator_into_partner(&f.cx, 1));
	CHECK_OK(partner_change(&f.cx, &change));
	CHECK_OK(partner_entry_load(&f.cx, 1, &entry));
	CHECK_TEXT("Contoso 2", entry.partner.name);
	CHECK(!entry.partner.csp_enrolled && entry.agreement_required);
	CHECK_OK(activity_list(&f.cx, &filter, &log));
	CHECK_INT(1, log.count);
	CHECK(strstr(log.rows[0].details, "ResourceOldValue") != NULL);
	fixture_close(&f);
}

TEST(only_an_operator_goes_into_a_tenant_and_finds_nothing_outside)
{
	struct fixture f;
	struct user_list users;

	fixture_open(&f);
	CHECK_FAILS(ERR_ROLE_MISSING, operator_into_partner(&f.cx, 1));
	f.cx.who = operator_who(&f);
	CHECK_FAILS(ERR_PARTNER_UNKNOWN, operator_into_partner(&f.cx, 0));
	CHECK_FAILS(ERR_PARTNER_UNKNOWN, operator_into_partner(&f.cx, 77));
	CHECK_INT(PROGRAMME_ID, f.cx.who->partner->partner_id);
	CHECK_OK(user_list(&f.cx, &users));
	CHECK_INT(0, users.count);
	CHECK_OK(operator_into_partner(&f.cx, 1));
	CHECK_INT(1, f.cx.who->partner->partner_id);
	operator_out(&f.cx);
	CHECK_INT(PROGRAMME_ID, f.cx.who->partner->partner_id);
	fixture_close(&f);
}

TEST(an_operator_is_found_by_its_own_door_only)
{
	struct fixture f;
	struct sign_in_candidate candidate;

	fixture_open(&f);
	CHECK_OK(operator_create(&f.cx, " Signe@Kontor.example", NULL, "hash"));
	CHECK_FAILS(ERR_EMAIL_TAKEN,
	    operator_create(&f.cx, "signe@kontor.example", "S", "hash"));
	CHECK_FAILS(
	    ERR_FIELD_FORMAT, operator_create(&f.cx, "signe", "S", "hash"));
	CHECK_OK(
	    sign_in_look_operator(&f.cx, "SIGNE@kontor.example", &candidate));
	CHECK(candidate.known);
	CHECK_TEXT("hash", candidate.password_hash);
	CHECK_OK(sign_in_look(&f.cx, "signe@kontor.example", &candidate));
	CHECK(!candidate.known);
	CHECK_FAILS(ERR_USER_UNKNOWN,
	    operator_set_password(&f.cx, "x@kontor.example", "other"));
	CHECK_OK(operator_set_password(&f.cx, "signe@kontor.example", "other"));
	CHECK_OK(
	    sign_in_look_operator(&f.cx, "signe@kontor.example", &candidate));
	CHECK_TEXT("other", candidate.password_hash);
	fixture_close(&f);
}

RUN_TESTS(TEST_1(a_new_partner_has_its_admin_and_its_log_says_who_added_it),
    TEST_1(a_domain_or_an_address_that_is_taken_adds_nothing),
    TEST_1(all_that_is_wrong_is_told_at_once_and_by_field),
    TEST_1(partners_are_listed_by_name_page_after_page),
    TEST_1(a_change_is_written_with_what_was_before),
    TEST_1(only_an_operator_goes_into_a_tenant_and_finds_nothing_outside),
    TEST_1(an_operator_is_found_by_its_own_door_only))
