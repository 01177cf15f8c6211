/*
 * Each source of settings, their order, and every kind of mistake. What a
 * setting does is tested where it is used.
 */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/settings.h"
#include "base/text.h"

static struct arena arena;

static int begin(void **state __attribute__((unused)))
{
	arena_init(&arena);
	return 0;
}

static int end(void **state __attribute__((unused)))
{
	arena_done(&arena);
	return 0;
}

static struct settings defaults(void)
{
	struct settings settings;

	settings_defaults(&settings);
	return settings;
}

static struct error read_text(const char *text, struct settings *settings)
{
	char path[] = "/tmp/kontor-settings-XXXXXX";
	int fd = mkstemp(path);
	struct error e;

	CHECK(fd >= 0);
	CHECK_INT(strlen(text), write(fd, text, strlen(text)));
	close(fd);
	e = settings_read_file(&arena, path, settings);
	unlink(path);
	return e;
}

/* Words after "kontor", ended by NULL. */
static struct error read_words(const char *const *words,
    struct settings *settings, int *ret_left, char **argv)
{
	int argc = 1;

	argv[0] = arena_dup(&arena, "kontor");
	while (words[argc - 1]) {
		argv[argc] = arena_dup(&arena, words[argc - 1]);
		argc++;
	}
	argv[argc] = NULL;
	*ret_left = argc;
	return settings_read_flags(&arena, ret_left, argv, settings);
}

static void check_says(struct error e, const char *field, const char *part)
{
	CHECK_FAILS(ERR_USAGE, e);
	CHECK_TEXT(field, e.field);
	CHECK_TEXT("reason", e.holes[0].name);
	if (!strstr(e.holes[0].value, part))
		CHECK_TEXT(part, e.holes[0].value);
}

TEST(without_a_word_the_defaults_hold_and_pass)
{
	struct settings settings = defaults();

	CHECK_TEXT("127.0.0.1:8080", settings.listen);
	CHECK_TEXT("var", settings.data_dir);
	CHECK_TEXT("info", settings.log_level);
	CHECK_INT(0, settings.threads);
	CHECK_INT(15, settings.cart_minutes);
	CHECK_INT(3600, settings.token_seconds);
	CHECK_INT(500, settings.throttle_per_minute);
	CHECK(settings.throttle);
	CHECK(!settings.password_grant);
	CHECK(!settings.strict_purchase_mode);
	CHECK_NO_TEXT(settings.config);
	CHECK_OK(settings_check(&arena, &settings));
}

TEST(no_default_is_lost)
{
	/* A default that did not parse would leave 0, below every minimum. */
	struct settings s = defaults();

	CHECK(s.worker_threads && s.max_connections && s.max_body_bytes);
	CHECK(s.header_seconds && s.body_seconds && s.idle_seconds);
	CHECK(s.drain_seconds && s.session_hours && s.writer_batch_max);
	CHECK(s.checkpoint_pages && s.writer_batch_max);
}

TEST(a_file_sets_texts_numbers_and_switches)
{
	struct settings settings = defaults();

	CHECK_OK(read_text("# a comment\n"
			   "listen = 0.0.0.0:443\n"
			   "cart-minutes = 30\n"
			   "[kontor]\n"
			   "behind_proxy = yes\n"
			   "throttle = off\n"
			   "smtp_password = a=b c ; said aside\n",
	    &settings));
	CHECK_TEXT("0.0.0.0:443", settings.listen);
	CHECK_INT(30, settings.cart_minutes);
	CHECK(settings.behind_proxy);
	CHECK(!settings.throttle);
	CHECK_TEXT("a=b c", settings.smtp_password);
}

TEST(a_bad_file_is_refused_with_the_name_and_changes_nothing)
{
	static const struct {
		const char *text, *field, *part;
	} cases[] = {
		{ "cart_minutes = soon\n", "cart_minutes",
		    "not a whole number" },
		{ "cart_minutes =\n", "cart_minutes", "not a whole number" },
		{ "cart_minutes = 0\n", "cart_minutes", "between 1 and 10080" },
		{ "cart_minutes = 10081\n", "cart_minutes", "between" },
		{ "cart_minutes = 99999999999999999999\n", "cart_minutes",
		    "not a whole number" },
		{ "throttle = maybe\n", "throttle", "not on or off" },
		{ "cart_minuets = 3\n", "cart_minuets", "no setting" },
		{ "config = other.ini\n", "config", "no setting" },
		{ "threads = 2\nthreads = 3\n", "threads", "twice" },
		{ "[mail]\nsmtp_user = x\n", "config", "no section [mail]" },
		{ "threads = 2\nlisten\n", "config", "line 2" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct settings settings = defaults();

		check_says(read_text(cases[i].text, &settings), cases[i].field,
		    cases[i].part);
		CHECK_INT(0, settings.threads);
	}
}

TEST(a_line_longer_than_the_parser_takes_is_refused_not_cut)
{
	struct settings settings = defaults();
	struct text text;

	text_init(&text, &arena);
	text_add(&text, "smtp_password = ");
	for (int i = 0; i < 300; i++)
		text_add_char(&text, 'x');
	text_add(&text, "\n");
	check_says(read_text(text.bytes, &settings), "config", "too long");
	CHECK_TEXT("", settings.smtp_password);
}

TEST(a_file_may_be_missing_only_when_none_is_named)
{
	struct settings settings = defaults();

	CHECK_OK(settings_read_file(&arena, NULL, &settings));
	check_says(settings_read_file(&arena, "/no/such/file", &settings),
	    "config", "No such file");
}

TEST(the_environment_sets_by_upper_case_names)
{
	char *environment[] = { (char[]){ "KONTOR_CART_MINUTES=7" },
		(char[]){ "KONTOR_PASSWORD_GRANT=1" },
		(char[]){ "KONTOR_MAIL_FROM=a@b.example" },
		(char[]){ "KONTOR_TEST_POSTGRES=x" },
		(char[]){ "KONTOR_cart_minutes=9" },
		(char[]){ "CART_MINUTES=8" }, (char[]){ "KONTOR_" }, NULL };
	struct settings settings = defaults();

	CHECK_OK(settings_read_env(&arena, environment, &settings));
	CHECK_INT(7, settings.cart_minutes);
	CHECK(settings.password_grant);
	CHECK_TEXT("a@b.example", settings.mail_from);
}

TEST(a_bad_value_in_the_environment_is_refused_with_the_name)
{
	char *environment[] = { (char[]){ "KONTOR_THREADS=many" }, NULL };
	struct settings settings = defaults();

	check_says(settings_read_env(&arena, environment, &settings), "threads",
	    "\"many\" is not a whole number");
	CHECK_INT(0, settings.threads);
}

TEST(flags_are_taken_out_and_other_words_stay)
{
	static const char *const words[] = { "import", "--cart-minutes", "5",
		"prices", "--listen=[::1]:81", "--no-throttle", "file.csv",
		"--behind_proxy", "--elapsed-24h", "off", "--password-grant",
		"on", "--", "--not-a-flag", NULL };
	struct settings settings = defaults();
	char *argv[20];
	int left;

	settings.elapsed_24h = true;
	CHECK_OK(read_words(words, &settings, &left, argv));
	CHECK_INT(5, settings.cart_minutes);
	CHECK_TEXT("[::1]:81", settings.listen);
	CHECK(!settings.throttle);
	CHECK(settings.behind_proxy);
	CHECK(!settings.elapsed_24h);
	CHECK(settings.password_grant);
	CHECK_INT(5, left);
	CHECK_TEXT("kontor", argv[0]);
	CHECK_TEXT("import", argv[1]);
	CHECK_TEXT("prices", argv[2]);
	CHECK_TEXT("file.csv", argv[3]);
	CHECK_TEXT("--not-a-flag", argv[4]);
	CHECK_NO_TEXT(argv[5]);
}

TEST(a_bad_flag_is_refused_and_named)
{
	static const struct {
		const char *words[3];
		const char *field;
		const char *part;
	} cases[] = {
		{ { "--nonsense" }, "--nonsense", "no flag --nonsense" },
		{ { "--no-listen" }, "--no-listen", "no flag --no-listen" },
		{ { "--cart-minutes" }, "cart_minutes", "needs a value" },
		{ { "--cart-minutes", "x" }, "cart_minutes", "\"x\"" },
		{ { "--throttle=perhaps" }, "throttle", "not on or off" },
		{ { "--cart-minutes=5000000" }, "cart_minutes", "between" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct settings settings = defaults();
		char *argv[6];
		int left;

		check_says(read_words(cases[i].words, &settings, &left, argv),
		    cases[i].field, cases[i].part);
	}
}

TEST(flags_win_over_the_environment_and_that_over_the_file)
{
	char *environment[] = { (char[]){ "KONTOR_THREADS=3" },
		(char[]){ "KONTOR_CART_MINUTES=3" }, NULL };
	static const char *const words[] = { "--threads", "4", NULL };
	struct settings settings = defaults();
	char *argv[6];
	int left;

	CHECK_OK(read_text(
	    "threads = 2\ncart_minutes = 2\nidle_seconds = 2\n", &settings));
	CHECK_OK(settings_read_env(&arena, environment, &settings));
	CHECK_OK(read_words(words, &settings, &left, argv));
	CHECK_INT(4, settings.threads);
	CHECK_INT(3, settings.cart_minutes);
	CHECK_INT(2, settings.idle_seconds);
}

TEST(the_check_refuses_forms_that_cannot_work)
{
	static const struct {
		const char *flag, *field;
	} cases[] = {
		{ "--listen=8080", "listen" },
		{ "--listen=:8080", "listen" },
		{ "--listen=127.0.0.1:", "listen" },
		{ "--listen=127.0.0.1:65536", "listen" },
		{ "--listen=127.0.0.1:-1", "listen" },
		{ "--listen=127.0.0.1:+1", "listen" },
		{ "--data-dir=", "data_dir" },
		{ "--log-level=loud", "log_level" },
		{ "--public-url=kontor.example", "public_url" },
		{ "--database=kontor.db", "database" },
		{ "--risk-notice-url=javascript:1", "risk_notice_url" },
		{ "--azure-portal-url=javascript:1", "azure_portal_url" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *const words[] = { cases[i].flag, NULL };
		struct settings settings = defaults();
		char *argv[6];
		int left;

		CHECK_OK(read_words(words, &settings, &left, argv));
		check_says(settings_check(&arena, &settings), cases[i].field,
		    cases[i].field);
	}
}

TEST(the_public_address_follows_and_https_makes_cookies_secure)
{
	struct settings settings = defaults();

	settings_complete(&arena, &settings);
	CHECK_TEXT("http://127.0.0.1:8080", settings.public_url);
	CHECK(!settings.secure_cookies);
	settings.public_url = "https://kontor.example";
	settings_complete(&arena, &settings);
	CHECK(settings.secure_cookies);
}

TEST(help_names_every_setting_with_default_and_limits)
{
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);

	CHECK(out != NULL);
	settings_help(out);
	fclose(out);
	CHECK(strstr(text, "--listen ") && strstr(text, "[127.0.0.1:8080]"));
	CHECK(strstr(text, "--cart-minutes ") && strstr(text, "(1 to 10080)"));
	CHECK(strstr(text, "--throttle ") && strstr(text, "[on]"));
	CHECK(strstr(text, "_seconds") == NULL);
	free(text);
}

#define EACH(t) cmocka_unit_test_setup_teardown(t, begin, end)

RUN_TESTS(EACH(without_a_word_the_defaults_hold_and_pass),
    EACH(no_default_is_lost), EACH(a_file_sets_texts_numbers_and_switches),
    EACH(a_bad_file_is_refused_with_the_name_and_changes_nothing),
    EACH(a_line_longer_than_the_parser_takes_is_refused_not_cut),
    EACH(a_file_may_be_missing_only_when_none_is_named),
    EACH(the_environment_sets_by_upper_case_names),
    EACH(a_bad_value_in_the_environment_is_refused_with_the_name),
    EACH(flags_are_taken_out_and_other_words_stay),
    EACH(a_bad_flag_is_refused_and_named),
    EACH(flags_win_over_the_environment_and_that_over_the_file),
    EACH(the_check_refuses_forms_that_cannot_work),
    EACH(the_public_address_follows_and_https_makes_cookies_secure),
    EACH(help_names_every_setting_with_default_and_limits))
