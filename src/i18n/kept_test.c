/*
 * Messages that are stored: read in the language of whoever reads them.
 */
#include "i18n/i18n.h"

#include "base/arena.h"
#include "check.h"

static struct arena arena;

static int open_arena(void **state)
{
	(void)state;
	arena_init(&arena);
	return 0;
}

static int close_arena(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

static struct ctx context(const char *tag)
{
	return (struct ctx){ .arena = &arena, .locale = locale_find(tag) };
}

TEST(a_kept_message_is_read_in_the_language_of_its_reader)
{
	const char *kept = MESSAGE_KEEP(
	    &arena, "Choose a quantity between {min} and {max}.", "1", "7");
	struct ctx english = context("en-US"), pseudo = context("en-XA");

	CHECK_TEXT(
	    "Choose a quantity between 1 and 7.", message_kept(&english, kept));
	CHECK_TEXT("Choose a quantity between 1 and 7.",
	    message_kept_plain(&arena, kept));
	CHECK_TEXT("[Çĥööšé å ǫûåñţîţý ƀéţŵééñ 1 åñđ 7.···········]",
	    message_kept(&pseudo, kept));
}

TEST(what_was_stored_before_is_shown_as_it_is)
{
	struct ctx pseudo = context("en-XA");

	CHECK(message_kept(&pseudo, NULL) == NULL);
	CHECK_TEXT("550 nobody", message_kept(&pseudo, "550 nobody"));
	CHECK_TEXT(
	    "[Šîĝñ îñ ƒîŕšţ.·····]", message_kept(&pseudo, "Sign in first."));
}

TEST(a_value_cannot_pass_for_another)
{
	struct ctx english = context("en-US");

	CHECK_TEXT("Choose a quantity between 1 7 and {max}.",
	    message_kept(
		&english, MESSAGE_KEEP(&arena,
			      "Choose a quantity between {min} and {max}.",
			      "1\x1f"
			      "7")));
	CHECK_TEXT("Choose a quantity between {max} and 7.",
	    message_kept(
		&english, MESSAGE_KEEP(&arena,
			      "Choose a quantity between {min} and {max}.",
			      "{max}", "7")));
}

TEST(an_error_is_kept_with_its_holes)
{
	struct ctx pseudo = context("en-XA");
	struct error type = fail_with(&arena, ERR_FIELD_TYPE, "quantity",
	    HOLES({ "wanted", "a whole number" }));

	CHECK_TEXT("[Ţĥîš ɱûšţ ƀé [å ŵĥöļé ñûɱƀéŕ·····].·····]",
	    message_kept(&pseudo, message_keep_error(&arena, type)));
	CHECK_TEXT("Too many requests. Try again in 7 seconds.",
	    message_kept_plain(&arena,
		message_keep_error(&arena, fail_with(&arena, ERR_TOO_MANY, NULL,
					       HOLES({ "seconds", "7" })))));
}

#define WITH_ARENA(t)                                                          \
	cmocka_unit_test_setup_teardown(t, open_arena, close_arena)
RUN_TESTS(WITH_ARENA(a_kept_message_is_read_in_the_language_of_its_reader),
    WITH_ARENA(what_was_stored_before_is_shown_as_it_is),
    WITH_ARENA(a_value_cannot_pass_for_another),
    WITH_ARENA(an_error_is_kept_with_its_holes))
