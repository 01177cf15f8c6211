/*
 * Keys, pools and files on a database: cases E-49 to E-56 and E-69 of
 * domain.md, and that a key is nowhere in the clear.
 */
#include "check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "accounts/permission.h"
#include "base/log.h"
#include "policy/key_digits.h"
#include "shop_test.h"

TEST(e_49_an_admin_agent_gets_no_key_while_only_customers_see_keys)
{
	struct shop s;
	struct entitlement entitlement;
	struct activity_list list;

	shop_open(&s, "2020-12-01T10:00:00Z");
	shop_now(&s, "2021-02-10T10:00:00Z");
	CHECK_FAILS(
	    ERR_KEYS_NOT_FOR_PARTNER, shop_key(&s, ORDER "-0", &entitlement));
	list = shop_activity(&s, ACTIVITY_GET_SOFTWARE_KEY, false);
	CHECK_INT(0, list.count);
	list = shop_activity(&s, ACTIVITY_GET_SOFTWARE_KEY, true);
	CHECK_INT(1, list.count);
	CHECK(list.rows[0].refused);
	CHECK_TEXT("KEYS_NOT_FOR_PARTNER", list.rows[0].reason);
	shop_close(&s);
}

TEST(e_50_the_same_order_shows_its_key_when_the_next_edition_begins)
{
	struct shop s;
	struct entitlement entitlement;
	struct activity_list list;
	char key[KEY_TEXT];

	shop_open(&s, "2020-12-01T10:00:00Z");
	shop_now(&s, "2021-03-07T23:59:59Z");
	CHECK_FAILS(
	    ERR_KEYS_NOT_FOR_PARTNER, shop_key(&s, ORDER "-0", &entitlement));
	shop_now(&s, "2021-03-08T00:00:00Z");
	CHECK_OK(shop_key(&s, ORDER "-0", &entitlement));
	CHECK_OK(key_read(s.cx, &entitlement, key));
	CHECK(key_is_valid(key));
	list = shop_activity(&s, ACTIVITY_GET_SOFTWARE_KEY, false);
	CHECK_INT(1, list.count);
	CHECK_INT(at("2021-03-08T00:00:00Z"), list.rows[0].at);
	CHECK_TEXT(s.f.who.user_id, list.rows[0].actor_id);
	CHECK_TEXT("Ada Lind", list.rows[0].actor_name);
	CHECK_TEXT("Fabrikam", list.rows[0].customer_name);
	CHECK_TEXT(ORDER, list.rows[0].order_id);
	CHECK_INT(0, list.rows[0].line_number);
	shop_close(&s);
}

TEST(e_52_a_global_admin_without_admin_agent_gets_no_key)
{
	struct shop s;
	struct entitlement entitlement;

	shop_open(&s, "2021-06-10T10:00:00Z");
	fixture_roles(&s.f, ROLE_GLOBAL_ADMIN);
	CHECK_FAILS(ERR_ROLE_MISSING, shop_key(&s, ORDER "-0", &entitlement));
	fixture_roles(&s.f, ROLE_ADMIN_AGENT);
	CHECK_OK(shop_key(&s, ORDER "-0", &entitlement));
	shop_close(&s);
}

static void act_as_customer(struct shop *s, struct principal *who,
    uint32_t roles, const char *customer_id)
{
	*who = s->f.who;
	who->kind = ACTOR_CUSTOMER_USER;
	who->roles = roles;
	who->user_id = "55555555-5555-4555-8555-555555555555";
	who->user_name = "Carl Falk";
	who->customer_id = customer_id;
	s->cx->who = who;
}

TEST(e_53_e_76_a_customer_global_admin_sees_keys_and_is_marked_so)
{
	struct shop s;
	struct principal who;
	struct entitlement entitlement;
	struct activity_list list;

	shop_open(&s, "2021-06-10T10:00:00Z");
	act_as_customer(&s, &who, ROLE_CUSTOMER_USER, s.customer);
	CHECK_FAILS(ERR_ROLE_MISSING, shop_key(&s, ORDER "-0", &entitlement));
	who.roles = ROLE_CUSTOMER_GLOBAL_ADMIN;
	CHECK_OK(shop_key(&s, ORDER "-0", &entitlement));
	who.customer_id = "66666666-6666-4666-8666-666666666666";
	CHECK_FAILS(
	    ERR_ENTITLEMENT_UNKNOWN, shop_key(&s, ORDER "-0", &entitlement));
	list = shop_activity(&s, ACTIVITY_GET_SOFTWARE_KEY, false);
	CHECK_INT(1, list.count);
	CHECK_INT(ACTOR_CUSTOMER_USER, list.rows[0].actor_kind);
	CHECK_TEXT("Carl Falk", list.rows[0].actor_name);
	shop_close(&s);
}

TEST(e_55_in_2019_the_key_comes_with_the_downloads_and_is_recorded)
{
	struct shop s;
	struct entitlement entitlement;
	struct download_link link;
	char key[KEY_TEXT];

	shop_open(&s, "2020-01-10T10:00:00Z");
	CHECK_OK(tx_savepoint(s.f.tx));
	CHECK_OK(key_show(s.cx, s.customer, ORDER "-0", &entitlement));
	CHECK_OK(link_issue(s.cx, s.customer, ORDER "-0", FILE_ID, &link));
	CHECK_OK(shop_settle(&s, s.cx, OK));
	CHECK_OK(key_read(s.cx, &entitlement, key));
	CHECK_INT(1, shop_activity(&s, ACTIVITY_GET_SOFTWARE_KEY, false).count);
	CHECK_INT(
	    1, shop_activity(&s, ACTIVITY_GET_DOWNLOAD_LINK, false).count);
	shop_close(&s);
}

TEST(e_56_a_key_has_32_digits_and_shows_the_same_each_time)
{
	struct shop s;
	struct entitlement entitlement;
	char key[KEY_TEXT], again[KEY_TEXT], plain[KEY_PLAIN_TEXT];

	shop_open(&s, "2021-06-10T10:00:00Z");
	CHECK_OK(shop_key(&s, ORDER "-0", &entitlement));
	CHECK_OK(key_read(s.cx, &entitlement, key));
	CHECK_OK(key_read(s.cx, &entitlement, again));
	CHECK_TEXT(key, again);
	CHECK(key_parse(key, plain));
	CHECK_INT(32, strlen(plain));
	CHECK_INT(39, strlen(key)); /* eight groups of four */
	CHECK_OK(shop_key(&s, ORDER "-1", &entitlement));
	CHECK_OK(key_read(s.cx, &entitlement, again));
	CHECK(strcmp(key, again) != 0);
	shop_close(&s);
}

TEST(e_69_a_cancelled_line_stays_known_and_its_key_is_gone)
{
	struct shop s;
	struct entitlement shown, entitlement;
	struct error e;
	char key[KEY_TEXT];

	shop_open(&s, "2021-06-10T10:00:00Z");
	CHECK_OK(shop_key(&s, ORDER "-0", &shown));
	shop_now(&s, "2021-06-20T08:00:00Z");
	shop_cancel(&s, 0);
	CHECK_OK(entitlement_load(s.cx, s.customer, ORDER "-0", &entitlement));
	CHECK_INT(ENTITLEMENT_REVOKED, entitlement.state);
	CHECK_INT(at("2021-06-20T08:00:00Z"), entitlement.cancelled_at);
	e = shop_key(&s, ORDER "-0", &entitlement);
	CHECK_FAILS(ERR_ENTITLEMENT_REVOKED, e);
	CHECK_TEXT("day", e.holes[0].name);
	CHECK_TEXT("2021-06-20", e.holes[0].value);
	/* also for one who was shown it a moment before */
	CHECK_FAILS(ERR_ENTITLEMENT_REVOKED, key_read(s.cx, &shown, key));
	CHECK_OK(shop_key(&s, ORDER "-1", &entitlement)); /* the other stays */
	shop_close(&s);
}

TEST(another_partners_entitlement_is_unknown)
{
	struct shop s;
	struct partner other;
	struct principal who;
	struct entitlement entitlement;

	shop_open(&s, "2021-06-10T10:00:00Z");
	fixture_other_partner(&s.f, &other, &who);
	s.cx->who = &who;
	CHECK_FAILS(ERR_ENTITLEMENT_UNKNOWN,
	    entitlement_load(s.cx, s.customer, ORDER "-0", &entitlement));
	CHECK_FAILS(
	    ERR_ENTITLEMENT_UNKNOWN, shop_key(&s, ORDER "-0", &entitlement));
	shop_close(&s);
}

TEST(another_customers_entitlement_is_unknown)
{
	struct shop s;
	struct entitlement entitlement;
	const char *other;

	shop_open(&s, "2021-06-10T10:00:00Z");
	other = fixture_customer(&s.f, "Wingtip", "wingtip.example", "US");
	CHECK_FAILS(ERR_ENTITLEMENT_UNKNOWN,
	    entitlement_load(s.cx, other, ORDER "-0", &entitlement));
	CHECK_FAILS(ERR_ENTITLEMENT_UNKNOWN,
	    key_show(s.cx, other, ORDER "-0", &entitlement));
	shop_close(&s);
}

TEST(a_subscription_whose_term_is_over_shows_no_key)
{
	struct shop s;
	struct entitlement entitlement;
	int64_t end;

	shop_open(&s, "2021-06-10T10:00:00Z");
	CHECK(day_parse("2022-06-10", &end)); /* the first day after it */
	shop_sow(
	    &s, "UPDATE entitlement SET expires_day = %lld;", (long long)end);
	shop_now(&s, "2022-06-09T23:59:59Z");
	CHECK_OK(shop_key(&s, ORDER "-0", &entitlement));
	shop_now(&s, "2022-06-10T00:00:00Z");
	CHECK_OK(entitlement_load(s.cx, s.customer, ORDER "-0", &entitlement));
	CHECK_INT(ENTITLEMENT_EXPIRED, entitlement.state);
	CHECK_FAILS(
	    ERR_ENTITLEMENT_EXPIRED, shop_key(&s, ORDER "-0", &entitlement));
	shop_close(&s);
}

TEST(a_program_without_a_person_gets_no_key)
{
	struct shop s;
	struct entitlement entitlement;

	shop_open(&s, "2021-06-10T10:00:00Z");
	s.f.who.kind = ACTOR_APPLICATION;
	s.f.who.user_id = NULL;
	s.f.who.client_id = "77777777-7777-4777-8777-777777777777";
	CHECK_FAILS(
	    ERR_USER_TOKEN_NEEDED, shop_key(&s, ORDER "-0", &entitlement));
	shop_close(&s);
}

TEST(a_sealed_key_cannot_be_moved_to_another_line)
{
	struct shop s;
	struct entitlement entitlement;
	char key[KEY_TEXT];

	shop_open(&s, "2021-06-10T10:00:00Z");
	shop_sow(&s,
	    "UPDATE product_key SET key_sealed = (SELECT k.key_sealed FROM"
	    " product_key k WHERE k.line_number = 0) WHERE line_number = 1;");
	CHECK_OK(shop_key(&s, ORDER "-0", &entitlement));
	CHECK_OK(key_read(s.cx, &entitlement, key));
	CHECK_OK(shop_key(&s, ORDER "-1", &entitlement));
	CHECK_FAILS(ERR_INTERNAL, key_read(s.cx, &entitlement, key));
	shop_close(&s);
}

TEST(no_key_is_in_the_clear_in_the_database_or_in_the_log)
{
	static const char pooled[] = "49927398716499273987164992739877";
	struct shop s;
	struct entitlement entitlement;
	char key[KEY_TEXT], plain[KEY_PLAIN_TEXT], log[100];
	int keep = dup(STDERR_FILENO), fd;

	shop_open(&s, "2021-06-10T10:00:00Z");
	snprintf(log, sizeof(log), "%s/log", s.f.dir);
	fd = open(log, O_CREAT | O_WRONLY, 0600);
	dup2(fd, STDERR_FILENO);
	log_set_level(LOG_DEBUG);
	snprintf(plain, sizeof(plain), "%.31s%c", pooled,
	    key_check_digit("4992739871649927398716499273987"));
	CHECK_OK(key_pool_add(s.cx, POOLED, SKU, plain));
	shop_order(&s, "P1", POOLED, "2021-06-10T10:00:00Z", 1);
	CHECK(shop_fulfil(&s, "P1", 0, POOLED));
	CHECK_OK(shop_key(&s, "P1-0", &entitlement));
	CHECK_OK(key_read(s.cx, &entitlement, key));
	dup2(keep, STDERR_FILENO);
	close(fd);
	close(keep);
	CHECK(file_holds(log, "low stock"));
	CHECK(!file_holds(log, plain) && !file_holds(log, key));
	CHECK(!shop_database_holds(&s, plain));
	CHECK(!shop_database_holds(&s, key));
	/* the search does find what is there */
	CHECK(s.f.schema[0] || shop_database_holds(&s, ORDER));
	shop_close(&s);
}

/* A valid key that ends in its check digit; n tells them apart. */
static const char *pool_key(struct shop *s, int n)
{
	char *plain = arena_printf(s->cx->arena, "%031d?", n);

	plain[31] = '\0';
	plain[31] = key_check_digit(plain);
	return plain;
}

TEST(a_pool_gives_its_keys_in_order_and_then_lines_wait_for_more)
{
	struct shop s;
	struct entitlement entitlement;
	struct key_pool_levels levels;
	char key[KEY_TEXT], plain[KEY_PLAIN_TEXT];
	int64_t filled;

	shop_open(&s, "2021-06-10T10:00:00Z");
	CHECK_OK(key_pool_add(s.cx, POOLED, SKU, pool_key(&s, 1)));
	CHECK_OK(key_pool_add(s.cx, POOLED, SKU, pool_key(&s, 2)));
	shop_order(&s, "P1", POOLED, "2021-06-10T10:00:00Z", 4);
	CHECK(shop_fulfil(&s, "P1", 0, POOLED));
	CHECK(shop_fulfil(&s, "P1", 1, POOLED));
	CHECK(!shop_fulfil(&s, "P1", 2, POOLED));
	CHECK(!shop_fulfil(&s, "P1", 3, POOLED));
	fixture_commit(&s.f);
	CHECK_OK(shop_key(&s, "P1-1", &entitlement));
	CHECK_OK(key_read(s.cx, &entitlement, key));
	CHECK(key_parse(key, plain));
	CHECK_TEXT(pool_key(&s, 2), plain);
	CHECK_FAILS(
	    ERR_ENTITLEMENT_PENDING, shop_key(&s, "P1-2", &entitlement));
	CHECK_OK(key_pool_levels(s.cx, &levels));
	CHECK_INT(1, levels.count);
	CHECK_INT(0, levels.levels[0].left);
	CHECK_INT(2, levels.levels[0].waiting);

	CHECK_OK(key_pool_add(s.cx, POOLED, SKU, pool_key(&s, 3)));
	CHECK_OK(entitlement_fill_waiting(s.cx, POOLED, SKU, 10, &filled));
	CHECK_INT(1, filled);
	fixture_commit(&s.f);
	CHECK_OK(shop_key(&s, "P1-2", &entitlement));
	CHECK_FAILS(
	    ERR_ENTITLEMENT_PENDING, shop_key(&s, "P1-3", &entitlement));
	shop_close(&s);
}

TEST(a_line_cancelled_while_it_waits_for_its_key_is_revoked_not_unknown)
{
	struct shop s;
	struct entitlement entitlement;

	shop_open(&s, "2021-06-10T10:00:00Z");
	shop_order(&s, "P1", POOLED, "2021-06-10T10:00:00Z", 1);
	CHECK(!shop_fulfil(&s, "P1", 0, POOLED));
	CHECK_OK(entitlement_revoke(s.cx, "P1", 0));
	fixture_commit(&s.f);
	CHECK_FAILS(
	    ERR_ENTITLEMENT_REVOKED, shop_key(&s, "P1-0", &entitlement));
	CHECK_INT(1, shop_activity(&s, ACTIVITY_GET_SOFTWARE_KEY, true).count);
	shop_close(&s);
}

TEST(keys_that_come_in_go_to_the_oldest_order_first_and_complete_it)
{
	struct shop s;
	int64_t filled;

	shop_open(&s, "2021-06-10T10:00:00Z");
	shop_order(&s, "New", POOLED, "2021-06-09T10:00:00Z", 1);
	shop_order(&s, "Old", POOLED, "2021-06-08T10:00:00Z", 1);
	CHECK(!shop_fulfil(&s, "New", 0, POOLED));
	CHECK(!shop_fulfil(&s, "Old", 0, POOLED));
	CHECK_OK(key_pool_add(s.cx, POOLED, SKU, pool_key(&s, 1)));
	CHECK_OK(entitlement_fill_waiting(s.cx, POOLED, SKU, 10, &filled));
	CHECK_INT(1, filled);
	shop_count(&s, 1,
	    "FROM orders o JOIN order_line l ON l.order_id = o.order_id"
	    " WHERE o.order_id = 'Old' AND o.state = 'completed'"
	    " AND l.state = 'fulfilled'");
	shop_count(
	    &s, 1, "FROM orders WHERE order_id = 'New' AND state = 'pending'");
	shop_close(&s);
}

TEST(a_key_comes_into_a_pool_once_and_only_with_its_check_digit)
{
	struct shop s;
	char wrong[KEY_PLAIN_TEXT];

	shop_open(&s, "2021-06-10T10:00:00Z");
	snprintf(wrong, sizeof(wrong), "%s", pool_key(&s, 1));
	CHECK_OK(key_pool_add(s.cx, POOLED, SKU, wrong));
	CHECK_FAILS(ERR_CONFLICT, key_pool_add(s.cx, POOLED, SKU, wrong));
	shop_order(&s, "P1", POOLED, "2021-06-10T10:00:00Z", 1);
	CHECK(shop_fulfil(&s, "P1", 0, POOLED));
	CHECK_FAILS(ERR_CONFLICT, key_pool_add(s.cx, POOLED, SKU, wrong));
	wrong[31] = wrong[31] == '9' ? '0' : (char)(wrong[31] + 1);
	CHECK_FAILS(ERR_FIELD_FORMAT, key_pool_add(s.cx, POOLED, SKU, wrong));
	CHECK_FAILS(ERR_FIELD_FORMAT, key_pool_add(s.cx, POOLED, SKU, "1"));
	shop_close(&s);
}

TEST(an_entitlement_id_is_order_and_line_and_nothing_else)
{
	static const char *const bad[] = { "", "-", "-0", "A", "A-", "A-01",
		"A-x", "A-+1", "A-1 ", "A-12345678" };
	struct shop s;
	const char *order_id;
	int64_t line;

	shop_open(&s, "2021-06-10T10:00:00Z");
	CHECK(entitlement_id_parse(s.cx, "a-b_c-12", &order_id, &line));
	CHECK_TEXT("a-b_c", order_id);
	CHECK_INT(12, line);
	for (size_t i = 0; i < COUNT(bad); i++)
		CHECK(!entitlement_id_parse(s.cx, bad[i], &order_id, &line));
	shop_close(&s);
}

static void store_put(struct shop *s, const char *name, const char *bytes)
{
	char path[200];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", s->f.dir, name);
	CHECK((out = fopen(path, "w")) != NULL);
	fputs(bytes, out);
	fclose(out);
}

TEST(a_file_is_opened_inside_the_store_and_nowhere_else)
{
	static const char *const bad[] = { "../secret", "server/../../secret",
		"/etc/passwd", "link", "way/secret", "server", "server//x",
		"./server/2019.iso", "none", "" };
	struct shop s;
	struct software_file file;
	char path[200], to[200], bytes[6] = "";
	int fd;

	shop_open(&s, "2021-06-10T10:00:00Z");
	snprintf(path, sizeof(path), "%s/files", s.f.dir);
	CHECK_INT(0, mkdir(path, 0700));
	snprintf(path, sizeof(path), "%s/files/server", s.f.dir);
	CHECK_INT(0, mkdir(path, 0700));
	store_put(&s, "files/server/2019.iso", "hello");
	store_put(&s, "secret", "hello");
	snprintf(path, sizeof(path), "%s/files/link", s.f.dir);
	snprintf(to, sizeof(to), "%s/secret", s.f.dir);
	CHECK_INT(0, symlink(to, path));
	snprintf(path, sizeof(path), "%s/files/way", s.f.dir);
	CHECK_INT(0, symlink(s.f.dir, path));

	CHECK_OK(file_load(s.cx, FILE_ID, &file));
	CHECK_OK(file_open(s.cx, &file, &fd));
	CHECK_INT(5, read(fd, bytes, 5));
	CHECK_TEXT("hello", bytes);
	close(fd);
	for (size_t i = 0; i < COUNT(bad); i++) {
		file.path = bad[i];
		CHECK_FAILS(ERR_INTERNAL, file_open(s.cx, &file, &fd));
	}
	file.path = "server/2019.iso";
	file.size = 6; /* not the file that was promised */
	CHECK_FAILS(ERR_INTERNAL, file_open(s.cx, &file, &fd));
	shop_close(&s);
}

TEST(e_75_software_activity_is_for_the_four_roles)
{
	CHECK(!roles_may(ROLE_ADMIN_AGENT, MAY_SEE_SOFTWARE_ACTIVITY));
	CHECK(roles_may(ROLE_GLOBAL_ADMIN, MAY_SEE_SOFTWARE_ACTIVITY));
	CHECK(roles_may(ROLE_ACCOUNT_ADMIN, MAY_SEE_SOFTWARE_ACTIVITY));
	CHECK(roles_may(ROLE_REFERRAL_ADMIN, MAY_SEE_SOFTWARE_ACTIVITY));
	CHECK(
	    roles_may(ROLE_MARKETING_CONTENT_ADMIN, MAY_SEE_SOFTWARE_ACTIVITY));
}

RUN_TESTS(TEST_1(e_49_an_admin_agent_gets_no_key_while_only_customers_see_keys),
    TEST_1(e_50_the_same_order_shows_its_key_when_the_next_edition_begins),
    TEST_1(e_52_a_global_admin_without_admin_agent_gets_no_key),
    TEST_1(e_53_e_76_a_customer_global_admin_sees_keys_and_is_marked_so),
    TEST_1(e_55_in_2019_the_key_comes_with_the_downloads_and_is_recorded),
    TEST_1(e_56_a_key_has_32_digits_and_shows_the_same_each_time),
    TEST_1(e_69_a_cancelled_line_stays_known_and_its_key_is_gone),
    TEST_1(another_partners_entitlement_is_unknown),
    TEST_1(another_customers_entitlement_is_unknown),
    TEST_1(a_subscription_whose_term_is_over_shows_no_key),
    TEST_1(a_program_without_a_person_gets_no_key),
    TEST_1(a_sealed_key_cannot_be_moved_to_another_line),
    TEST_1(no_key_is_in_the_clear_in_the_database_or_in_the_log),
    TEST_1(a_pool_gives_its_keys_in_order_and_then_lines_wait_for_more),
    TEST_1(a_line_cancelled_while_it_waits_for_its_key_is_revoked_not_unknown),
    TEST_1(keys_that_come_in_go_to_the_oldest_order_first_and_complete_it),
    TEST_1(a_key_comes_into_a_pool_once_and_only_with_its_check_digit),
    TEST_1(an_entitlement_id_is_order_and_line_and_nothing_else),
    TEST_1(a_file_is_opened_inside_the_store_and_nowhere_else),
    TEST_1(e_75_software_activity_is_for_the_four_roles))
