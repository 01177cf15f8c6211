/*
 * The editions as data: every parameter against the specification, the
 * overlay, strict purchase mode, and data that must be refused.
 */
#include "policy/edition.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/embedded.h"
#include "base/log.h"
#include "policy/link.h"
#include "policy/policy_fixture.h"

static json_t *spec_load(void)
{
	json_t *spec =
	    json_load_file("tests/data/policy-editions.json", 0, NULL);

	CHECK(spec != NULL);
	return spec;
}

static json_t *spec_parameters(json_t *spec, size_t i)
{
	return json_object_get(
	    json_array_get(json_object_get(spec, "editions"), i), "parameters");
}

static json_t *spec_value(
    json_t *parameters, const char *path, json_t **ret_parameter)
{
	char name[128];
	char *part = name;
	json_t *value;

	snprintf(name, sizeof(name), "%s", path);
	*ret_parameter = json_object_get(parameters, strsep(&part, "."));
	value = json_object_get(*ret_parameter, "value");
	while (part != NULL)
		value = json_object_get(value, strsep(&part, "."));
	return value;
}

static void check_list(json_t *want, const char *const *got)
{
	size_t i;

	for (i = 0; i < json_array_size(want); i++) {
		CHECK(got[i] != NULL);
		CHECK_TEXT(json_string_value(json_array_get(want, i)), got[i]);
	}
	CHECK_NO_TEXT(got[i]);
}

static void check_text(json_t *want, const char *got)
{
	if (json_is_string(want))
		CHECK_TEXT(json_string_value(want), got);
	else
		CHECK_NO_TEXT(got);
}

static const char *route_word(enum cancel_route route)
{
	return route == ROUTE_NONE   ? "none"
	       : route == ROUTE_SELF ? "self"
				     : "support_request";
}

static void check_exclusion(json_t *want, const struct exclusion *got)
{
	json_t *match = json_object_get(want, "match");
	json_t *exchange = json_object_get(want, "exchange");

	check_text(json_object_get(match, "publisher"), got->publisher);
	check_text(
	    json_object_get(match, "product_family"), got->product_family);
	CHECK_INT(json_is_true(json_object_get(want, "cancel")), got->cancel);
	CHECK_INT(json_is_null(exchange)   ? ANSWER_UNSAID
		  : json_is_true(exchange) ? ANSWER_YES
					   : ANSWER_NO,
	    got->exchange);
	check_text(json_object_get(want, "route"), route_word(got->route));
	check_text(json_object_get(want, "reason"), got->reason);
}

static void check_parameter(
    const struct parameter *p, json_t *want, const struct edition *e)
{
	const void *field = (const char *)e + p->offset;

	CHECK(want != NULL);
	switch (p->kind) {
	case PARAMETER_INT:
		CHECK_INT(json_integer_value(want), *(const int64_t *)field);
		return;
	case PARAMETER_BOOL:
		CHECK(json_is_boolean(want));
		CHECK_INT(json_is_true(want), *(const bool *)field);
		return;
	case PARAMETER_TEXT:
		check_text(want, *(const char *const *)field);
		return;
	case PARAMETER_LIST:
		check_list(want, *(const char *const *const *)field);
		return;
	case PARAMETER_INTS:
		CHECK_INT(json_array_size(want), e->per_order_step_count);
		for (size_t i = 0; i < e->per_order_step_count; i++)
			CHECK_INT(json_integer_value(json_array_get(want, i)),
			    e->per_order_steps[i]);
		return;
	case PARAMETER_EXCLUSIONS:
		CHECK_INT(
		    json_array_size(want), e->self_service_exclusion_count);
		for (size_t i = 0; i < e->self_service_exclusion_count; i++)
			check_exclusion(json_array_get(want, i),
			    &e->self_service_exclusions[i]);
		return;
	}
	CHECK(false);
}

static const char *basis_word(enum basis basis)
{
	return basis == BASIS_PURCHASE ? "purchase"
	       : basis == BASIS_ACTION ? "action"
				       : "issue";
}

TEST(every_parameter_of_every_edition_is_the_specified_one)
{
	struct policy *policy = POLICY(0);
	json_t *spec = spec_load();
	size_t editions;
	size_t parameters;
	const struct edition *list = policy_editions(policy, &editions);
	const struct parameter *table = edition_parameters(&parameters);

	CHECK_INT(4, editions);
	CHECK_INT(4, json_array_size(json_object_get(spec, "editions")));
	for (size_t i = 0; i < editions; i++)
		for (size_t k = 0; k < parameters; k++) {
			json_t *parameter;
			json_t *want = spec_value(spec_parameters(spec, i),
			    table[k].name, &parameter);

			check_parameter(&table[k], want, &list[i]);
			CHECK_TEXT(json_string_value(
				       json_object_get(parameter, "basis")),
			    basis_word(table[k].basis));
		}
	json_decref(spec);
	policy_close(policy);
}

/* Values one by one: objects are taken apart, lists are one value. */
static size_t leaves(json_t *value)
{
	const char *key;
	json_t *item;
	size_t n = 0;

	if (!json_is_object(value))
		return 1;
	json_object_foreach(value, key, item) n += leaves(item);
	return n;
}

TEST(no_specified_parameter_is_left_out)
{
	json_t *spec = spec_load();
	size_t fields;

	edition_parameters(&fields);
	for (size_t i = 0; i < 4; i++) {
		const char *name;
		json_t *parameter;
		size_t n = 0;

		json_object_foreach(spec_parameters(spec, i), name, parameter)
		    n += leaves(json_object_get(parameter, "value"));
		CHECK_INT(n, fields);
	}
	json_decref(spec);
}

TEST(the_data_keeps_where_each_value_came_from)
{
	json_t *spec = spec_load();
	json_t *ours =
	    json_loads(embedded_find("data/editions.json")->bytes, 0, NULL);

	CHECK(ours != NULL);
	for (size_t i = 0; i < 4; i++) {
		json_t *want =
		    json_array_get(json_object_get(spec, "editions"), i);
		json_t *got =
		    json_array_get(json_object_get(ours, "editions"), i);

		CHECK(json_equal(json_object_get(want, "parameters"),
		    json_object_get(got, "parameters")));
		CHECK(json_equal(json_object_get(want, "document"),
		    json_object_get(got, "document")));
		CHECK(json_equal(json_object_get(want, "seeds"),
		    json_object_get(got, "seeds")));
		CHECK(json_equal(json_object_get(want, "effective_from"),
		    json_object_get(got, "from")));
		CHECK(json_equal(json_object_get(want, "effective_to"),
		    json_object_get(got, "to")));
		CHECK(json_equal(
		    json_object_get(want, "id"), json_object_get(got, "id")));
	}
	json_decref(spec);
	json_decref(ours);
}

static const char *id_at(const struct policy *policy, const char *instant)
{
	return policy_edition_at(policy, at(instant))->id;
}

TEST(editions_hold_from_their_start_to_the_next)
{
	struct policy *policy = POLICY(0);

	CHECK_TEXT("2019-12-18", id_at(policy, "0001-01-01T00:00:00Z"));
	CHECK_TEXT("2019-12-18", id_at(policy, "2021-01-28T23:59:59Z"));
	CHECK_TEXT("2021-01-29", id_at(policy, "2021-01-29T00:00:00Z"));
	CHECK_TEXT("2021-01-29", id_at(policy, "2021-03-07T23:59:59Z"));
	CHECK_TEXT("2021-03-08", id_at(policy, "2021-03-08T00:00:00Z"));
	CHECK_TEXT("2021-03-08", id_at(policy, "2021-06-01T23:59:59Z"));
	CHECK_TEXT("2021-06-02", id_at(policy, "2021-06-02T00:00:00Z"));
	CHECK_TEXT("2021-06-02", id_at(policy, "9999-12-31T23:59:59Z"));
	policy_close(policy);
}

TEST(a_stored_edition_wins_over_the_instant)
{
	struct policy *policy = POLICY(0);
	int64_t later = at("2021-07-01T00:00:00Z");

	CHECK_INT(60, policy_terms(policy, "2021-03-08", later)
			  ->cancellation_window_days);
	CHECK_INT(
	    30, policy_terms(policy, NULL, later)->cancellation_window_days);
	CHECK_TEXT("2021-06-02", policy_terms(policy, "no such", later)->id);
	CHECK(policy_edition_find(policy, "no such") == NULL);
	CHECK(policy_edition_find(policy, NULL) == NULL);
	policy_close(policy);
}

TEST(terms_bought_under_the_overlay_stay_when_it_is_switched_off)
{
	struct policy *with = POLICY(.announced_dates = true);
	struct policy *without = POLICY(0);
	int64_t ordered = at("2021-06-01T12:00:00Z");
	const char *stored = policy_edition_at(with, ordered)->id;

	CHECK_TEXT("2021-03-08+announced-dates", stored);
	CHECK_INT(30,
	    policy_terms(without, stored, ordered)->cancellation_window_days);
	CHECK_TEXT(
	    "2021-03-08", policy_terms(without, stored, ordered)->base_id);
	CHECK_INT(60, policy_terms(with, "2021-03-08", ordered)
			  ->cancellation_window_days);
	policy_close(with);
	policy_close(without);
}

TEST(the_overlay_cuts_the_four_editions_into_eight_with_ids_of_their_own)
{
	static const char *const ids[] = { "2019-12-18",
		"2019-12-18+announced-dates", "2021-01-29",
		"2021-01-29+announced-dates", "2021-03-08",
		"2021-03-08+announced-dates", "2021-06-02",
		"2021-06-02+announced-dates" };
	struct policy *policy = POLICY(.announced_dates = true);
	size_t count;
	const struct edition *list = policy_editions(policy, &count);

	CHECK_INT(COUNT(ids), count);
	for (size_t i = 0; i < count; i++) {
		CHECK_TEXT(ids[i], list[i].id);
		CHECK_INT(i % 2, list[i].overlay != NULL);
		CHECK_TEXT(ids[i - i % 2], list[i].base_id);
	}
	policy_close(policy);
}

static void check_partner_sees(
    const struct policy *policy, const char *instant, bool sees)
{
	const struct edition *e = policy_surface(policy, NULL, at(instant));

	CHECK_INT(sees, e->partner_sees_keys);
	CHECK_INT(sees, e->partner_sees_downloads);
	CHECK_INT(sees, e->partner_issues_links);
	CHECK_INT(!sees, e->deep_link);
	CHECK_INT(
	    sees, list_holds(e->roles_get_keys_and_downloads, "admin_agent"));
	CHECK_INT(!sees, list_holds(e->roles_copy_deep_link, "admin_agent"));
}

TEST(the_overlay_hides_keys_from_19_january_to_4_march)
{
	struct policy *policy = POLICY(.announced_dates = true);

	check_partner_sees(policy, "2021-01-18T23:59:59Z", true);
	check_partner_sees(policy, "2021-01-19T00:00:00Z", false);
	check_partner_sees(policy, "2021-02-10T00:00:00Z", false);
	check_partner_sees(policy, "2021-03-03T23:59:59Z", false);
	check_partner_sees(policy, "2021-03-04T00:00:00Z", true);
	CHECK(policy_surface(policy, NULL, at("2021-01-19T00:00:00Z"))
		  ->customer_sees_keys);
	CHECK(!policy_surface(policy, NULL, at("2021-01-19T00:00:00Z"))
		   ->acknowledgement_required);
	policy_close(policy);
}

TEST(without_the_overlay_keys_are_hidden_from_29_january_to_8_march)
{
	struct policy *policy = POLICY(0);

	check_partner_sees(policy, "2021-01-28T23:59:59Z", true);
	check_partner_sees(policy, "2021-01-29T00:00:00Z", false);
	check_partner_sees(policy, "2021-03-07T23:59:59Z", false);
	check_partner_sees(policy, "2021-03-08T00:00:00Z", true);
	policy_close(policy);
}

TEST(the_overlay_shortens_links_from_3_june)
{
	struct policy *policy = POLICY(.announced_dates = true);
	struct link_limits before = link_limits_of(
	    policy_surface(policy, NULL, at("2021-06-02T23:59:59Z")));
	struct link_limits after = link_limits_of(
	    policy_surface(policy, NULL, at("2021-06-03T00:00:00Z")));

	CHECK_INT(14, before.lifetime_days);
	CHECK_INT(LINK_FROM_ISSUE, before.starts);
	CHECK_INT(5, after.lifetime_days);
	CHECK_INT(LINK_FROM_FIRST_DOWNLOAD, after.starts);
	CHECK_INT(50, after.max_downloads);
	policy_close(policy);
}

TEST(strict_purchase_mode_takes_the_surface_of_the_purchase)
{
	struct policy *strict = POLICY(.strict_purchase_mode = true);
	struct policy *plain = POLICY(0);
	int64_t ordered = at("2020-12-01T00:00:00Z");
	int64_t now = at("2021-02-10T00:00:00Z");
	const struct edition *purchase = policy_edition_at(strict, ordered);

	CHECK_TEXT("2019-12-18", policy_surface(strict, purchase, now)->id);
	CHECK_TEXT("2021-01-29", policy_surface(strict, NULL, now)->id);
	CHECK_TEXT("2021-01-29",
	    policy_surface(plain, policy_edition_at(plain, ordered), now)->id);
	policy_close(strict);
	policy_close(plain);
}

TEST(e_55_the_2019_page_has_three_choices_and_submit)
{
	static const char *const fields[] = { "version", "language",
		"file_type_os" };
	struct policy *policy = POLICY(0);
	const struct edition *e =
	    policy_surface(policy, NULL, at("2019-12-20T00:00:00Z"));

	for (size_t i = 0; i < COUNT(fields); i++)
		CHECK_TEXT(fields[i], e->select_fields[i]);
	CHECK_NO_TEXT(e->select_fields[COUNT(fields)]);
	CHECK(e->select_submit_step);
	CHECK(!e->get_key_button);
	CHECK(!e->acknowledgement_required);
	policy_close(policy);
}

TEST(e_56_the_2021_06_page_has_version_language_bit_and_get_key)
{
	static const char *const fields[] = { "version", "language", "bit" };
	struct policy *policy = POLICY(0);
	const struct edition *e =
	    policy_surface(policy, NULL, at("2021-06-15T00:00:00Z"));

	for (size_t i = 0; i < COUNT(fields); i++)
		CHECK_TEXT(fields[i], e->select_fields[i]);
	CHECK_NO_TEXT(e->select_fields[COUNT(fields)]);
	CHECK(!e->select_submit_step);
	CHECK(e->get_key_button);
	CHECK_INT(32, e->key_digits);
	policy_close(policy);
}

/* Our own data with one place changed. */
static char *data_with(const char *old, const char *new)
{
	const char *whole = embedded_find("data/editions.json")->bytes;
	const char *place = strstr(whole, old);
	char *copy;

	CHECK(place != NULL);
	CHECK(asprintf(&copy, "%.*s%s%s", (int)(place - whole), whole, new,
		  place + strlen(old)) > 0);
	return copy;
}

static void check_refused(char *editions)
{
	struct policy_data data = { editions,
		embedded_find("data/markets.tsv")->bytes,
		embedded_find("data/tax_rates.tsv")->bytes };
	struct policy_switches switches = { 0 };
	struct policy *policy = NULL;

	CHECK_FAILS(ERR_INTERNAL, policy_open(&data, &switches, &policy));
	CHECK(policy == NULL);
	free(editions);
}

TEST(faulty_editions_are_refused)
{
	check_refused(data_with("\"to\": \"2021-01-29T00:00:00Z\"",
	    "\"to\": \"2021-01-28T00:00:00Z\""));
	check_refused(data_with("\"from\": null", "\"from\": "
						  "\"2019-12-18T00:00:00Z\""));
	check_refused(data_with(
	    "\"to\": null,\n", "\"to\": \"2022-01-01T00:00:00Z\",\n"));
	check_refused(data_with(
	    "\"from\": \"2021-03-08T00:00:00Z\"", "\"from\": \"8 March\""));
	check_refused(data_with("\"partner_sees_keys\"", "\"partner_sees\""));
	check_refused(data_with("{\"value\": 60, \"basis\": \"purchase\"",
	    "{\"value\": 60, \"basis\": \"action\""));
	check_refused(data_with("\"value\": 60", "\"value\": \"60\""));
	check_refused(data_with("\"value\": 60", "\"value\": -1"));
	check_refused(data_with("\"route\": \"none\"", "\"route\": \"nope\""));
	check_refused(
	    data_with("\"id\": \"2021-01-29\"", "\"id\": \"2019-12-18\""));
	check_refused(data_with("\"count\": 109", "\"count\": 110"));
	check_refused(data_with("\"as_edition\": \"2021-01-29\"",
	    "\"as_edition\": \"2021-01-30\""));
	check_refused(
	    data_with("\"link_lifetime_days\": 5", "\"link_lifetime\": 5"));
}

/* Texts cut or with one letter changed: refused or read, never a fault of ours.
 */
TEST(garbage_is_refused_without_harm)
{
	const struct embedded *file = embedded_find("data/editions.json");
	uint32_t seed = 7;

	for (int i = 0; i < 300; i++) {
		char *text = strdup(file->bytes);
		struct policy_data data = { text,
			embedded_find("data/markets.tsv")->bytes,
			embedded_find("data/tax_rates.tsv")->bytes };
		struct policy_switches switches = { 0 };
		struct policy *policy = NULL;

		seed = seed * 1664525u + 1013904223u;
		text[seed % file->length] = (char)('!' + (seed >> 24) % 90);
		if (i % 3 == 0)
			text[(seed >> 3) % file->length] = '\0';
		if (policy_open(&data, &switches, &policy).code == 0)
			policy_close(policy);
		free(text);
	}
}

RUN_TESTS(TEST_1(every_parameter_of_every_edition_is_the_specified_one),
    TEST_1(no_specified_parameter_is_left_out),
    TEST_1(the_data_keeps_where_each_value_came_from),
    TEST_1(editions_hold_from_their_start_to_the_next),
    TEST_1(a_stored_edition_wins_over_the_instant),
    TEST_1(terms_bought_under_the_overlay_stay_when_it_is_switched_off),
    TEST_1(the_overlay_cuts_the_four_editions_into_eight_with_ids_of_their_own),
    TEST_1(the_overlay_hides_keys_from_19_january_to_4_march),
    TEST_1(without_the_overlay_keys_are_hidden_from_29_january_to_8_march),
    TEST_1(the_overlay_shortens_links_from_3_june),
    TEST_1(strict_purchase_mode_takes_the_surface_of_the_purchase),
    TEST_1(e_55_the_2019_page_has_three_choices_and_submit),
    TEST_1(e_56_the_2021_06_page_has_version_language_bit_and_get_key),
    TEST_1(faulty_editions_are_refused),
    TEST_1(garbage_is_refused_without_harm))
