/*
 * Passwords: made, compared, and as slow for nobody as for somebody.
 */
#include "check.h"

#include "accounts/password.h"
#include "base/day.h"
#include "base/text.h"

struct house {
	struct arena arena;
	struct ctx cx;
};

static void house_open(struct house *h)
{
	arena_init(&h->arena);
	h->cx = (struct ctx){ .arena = &h->arena };
}

TEST(a_password_fits_its_own_hash_only)
{
	struct house h;
	const char *one, *two;

	house_open(&h);
	CHECK_OK(password_hash(&h.cx, "correct horse", &one));
	CHECK_OK(password_hash(&h.cx, "correct horse", &two));
	CHECK(strcmp(one, two) != 0); /* salted */
	CHECK(text_starts(one, "$argon2id$v=19$m=19456,t=2,p=1$"));
	CHECK(password_verify(&h.cx, one, "correct horse"));
	CHECK(password_verify(&h.cx, two, "correct horse"));
	CHECK(!password_verify(&h.cx, one, "correct horsf"));
	CHECK(!password_verify(&h.cx, one, ""));
	CHECK(!password_verify(&h.cx, one, NULL));
	arena_done(&h.arena);
}

TEST(nobody_and_damaged_hashes_never_fit)
{
	struct house h;

	house_open(&h);
	CHECK(!password_verify(&h.cx, NULL, "correct horse"));
	CHECK(!password_verify(&h.cx, NULL, ""));
	CHECK(!password_verify(&h.cx, "", "x"));
	CHECK(!password_verify(&h.cx, "$argon2id$v=19$broken", "x"));
	arena_done(&h.arena);
}

static void check_costs_as_nobody(struct house *h, const char *encoded)
{
	int64_t start, known, unknown;

	start = clock_steady_us();
	for (int i = 0; i < 5; i++)
		(void)password_verify(&h->cx, encoded, "wrong horse");
	known = clock_steady_us() - start;
	start = clock_steady_us();
	for (int i = 0; i < 5; i++)
		(void)password_verify(&h->cx, NULL, "wrong horse");
	unknown = clock_steady_us() - start;
	/* a shortcut would be a thousand times faster */
	CHECK(unknown * 5 > known);
	CHECK(known * 5 > unknown);
}

TEST(an_unknown_user_costs_as_much_as_a_known_one)
{
	struct house h;
	const char *chosen, *drawn, *hash_of_drawn;

	house_open(&h);
	CHECK_OK(password_hash(&h.cx, "correct horse", &chosen));
	CHECK_OK(password_draw(&h.cx, &drawn, &hash_of_drawn));
	check_costs_as_nobody(&h, chosen);
	check_costs_as_nobody(&h, hash_of_drawn);
	arena_done(&h.arena);
}

TEST(a_password_has_eight_characters_and_is_text)
{
	char longest[PASSWORD_MAX + 2];
	struct house h;

	house_open(&h);
	memset(longest, 'a', sizeof(longest));
	longest[PASSWORD_MAX + 1] = '\0';
	CHECK_FAILS(ERR_FIELD_TOO_LONG, password_check(&h.cx, "p", longest));
	longest[PASSWORD_MAX] = '\0';
	CHECK_OK(password_check(&h.cx, "p", longest));
	CHECK_OK(password_check(&h.cx, "p", "åäöåäöåä"));
	CHECK_FAILS(ERR_PASSWORD_SHORT, password_check(&h.cx, "p", "åäöåäöå"));
	CHECK_FAILS(ERR_FIELD_MISSING, password_check(&h.cx, "p", ""));
	CHECK_FAILS(ERR_FIELD_MISSING, password_check(&h.cx, "p", NULL));
	CHECK_FAILS(
	    ERR_FIELD_ENCODING, password_check(&h.cx, "p", "aaaaaaaa\xff"));
	arena_done(&h.arena);
}

TEST(drawn_passwords_differ_and_pass_the_check)
{
	struct house h;
	const char *one, *two, *hash_of_one, *hash_of_two;

	house_open(&h);
	CHECK_OK(password_draw(&h.cx, &one, &hash_of_one));
	CHECK_OK(password_draw(&h.cx, &two, &hash_of_two));
	CHECK_OK(password_check(&h.cx, "p", one));
	CHECK_INT(16, strlen(one));
	CHECK(strcmp(one, two) != 0);
	CHECK(password_verify(&h.cx, hash_of_one, one));
	CHECK(password_verify(&h.cx, hash_of_two, two));
	CHECK(!password_verify(&h.cx, hash_of_one, two));
	CHECK(!password_verify(&h.cx, hash_of_one, ""));
	arena_done(&h.arena);
}

TEST(a_chosen_password_is_long_and_not_the_first_that_anybody_tries)
{
	static const struct {
		enum error_code want;
		const char *password;
	} cases[] = { { ERR_NONE, "tall ships sail at dawn" },
		{ ERR_NONE, "Xk29vB0qLm4z" }, { ERR_NONE, "åäöü tjugo katter" },
		{ ERR_PASSWORD_SHORT_CHOSEN, "Xk29vB0qLm4" },
		{ ERR_PASSWORD_SHORT_CHOSEN, "short" },
		{ ERR_FIELD_MISSING, "" },
		{ ERR_PASSWORD_COMMON, "123456789012" },
		{ ERR_PASSWORD_COMMON, "aaaaaaaaaaaaaaaa" },
		{ ERR_PASSWORD_COMMON, "abababababab" },
		{ ERR_PASSWORD_COMMON, "password2026!" },
		{ ERR_PASSWORD_COMMON, "P@ssw0rdP@ssw0rd" },
		{ ERR_PASSWORD_COMMON, "Qwertyuiop123" },
		{ ERR_PASSWORD_COMMON, "correct horse battery staple" },
		{ ERR_PASSWORD_COMMON, "2026-11-21 17:35" },
		{ ERR_PASSWORD_EMAIL, "Ada.Lind@contoso.example" },
		{ ERR_PASSWORD_EMAIL, "AdaLind201199" } };
	struct house h;

	house_open(&h);
	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_FAILS(cases[i].want,
		    password_check_chosen(&h.cx, "p", cases[i].password,
			"ada.lind@contoso.example"));
	CHECK_OK(password_check_chosen(&h.cx, "p", "Ada Lind 201199", NULL));
	arena_done(&h.arena);
}

RUN_TESTS(TEST_1(a_password_fits_its_own_hash_only),
    TEST_1(nobody_and_damaged_hashes_never_fit),
    TEST_1(an_unknown_user_costs_as_much_as_a_known_one),
    TEST_1(a_password_has_eight_characters_and_is_text),
    TEST_1(drawn_passwords_differ_and_pass_the_check),
    TEST_1(a_chosen_password_is_long_and_not_the_first_that_anybody_tries))
