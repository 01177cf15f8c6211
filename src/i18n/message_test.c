/*
 * Messages: lookup, holes, plurals, and that extraction missed none of
 * error.def and of the templates. The second language is the pseudo-locale.
 */
#include "i18n/i18n.h"

#include "base/mustache.h"
#include "base/text.h"
#include "check.h"

static struct arena arena;

static struct ctx context(const char *tag)
{
	return (struct ctx){ .arena = &arena, .locale = locale_find(tag) };
}

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

TEST(english_text_is_its_own_translation)
{
	struct ctx here = context("en-US"), *cx = &here;

	CHECK_TEXT("Sign in first.", _("Sign in first."));
	CHECK_TEXT("Nobody ever wrote this.", _("Nobody ever wrote this."));
	CHECK_TEXT("", message(cx, ""));
}

TEST(the_pseudo_locale_marks_accents_and_lengthens)
{
	struct ctx here = context("en-XA"), *cx = &here;

	CHECK_TEXT("[Šîĝñ îñ ƒîŕšţ.·····]", _("Sign in first."));
	CHECK_TEXT(
	    "Nobody ever wrote this.", message(cx, "Nobody ever wrote this."));
	CHECK_TEXT("", message(cx, ""));
}

/* Contexts that exist only here are in no catalogue: the English is shown,
 * without the context. */
TEST(a_context_is_never_shown)
{
	struct ctx english = context("en-US"), pseudo = context("en-XA");
	struct ctx *cx = &english;

	CHECK_TEXT("Sheet", C_("of paper", "Sheet"));
	CHECK_TEXT("Sheet", message(cx, NC_("of paper", "Sheet")));
	CHECK_TEXT("Sheet", message(&pseudo, "of paper\004Sheet"));
	CHECK_TEXT(
	    "A sheet of 7", message_with(&pseudo, "of paper\004A sheet of {n}",
				HOLES({ "n", "7" })));
}

TEST(every_language_has_words_of_its_own)
{
	static const char *const save[][2] = { { "pt-BR", "Idioma" },
		{ "ru-RU", "Язык" }, { "zh-CN", "语言" }, { "es-ES", "Idioma" },
		{ "sv-SE", "Språk" } };

	for (size_t i = 0; i < COUNT(save); i++) {
		struct ctx here = context(save[i][0]);

		CHECK_TEXT(save[i][1], message(&here, "Language"));
	}
}

TEST(holes_keep_their_names_and_are_filled)
{
	struct ctx plain = context("en-US"), pseudo = context("en-XA");
	const char *text = N_("Choose a quantity between {min} and {max}.");
	const struct hole *holes = HOLES({ "min", "1" }, { "max", "{min}" });

	CHECK_TEXT("Choose a quantity between 1 and {min}.",
	    message_with(&plain, text, holes));
	CHECK_TEXT("[Çĥööšé å ǫûåñţîţý ƀéţŵééñ 1 åñđ {min}.···········]",
	    message_with(&pseudo, text, holes));
	CHECK_TEXT("Choose a quantity between {min} and {max}.",
	    message_with(&plain, text, NULL));
	CHECK_TEXT(
	    "{} {{min 1}", message_with(&plain, "{} {{min {min}}", holes));
}

TEST(a_number_chooses_the_plural_form)
{
	struct ctx plain = context("en-US"), *cx = &plain;
	const struct hole *holes = HOLES({ "what", "keys" });

	CHECK_TEXT("1 day left",
	    message_plural(cx, "{n} day left", "{n} days left", 1, NULL));
	CHECK_TEXT("0 days left",
	    message_plural(cx, "{n} day left", "{n} days left", 0, NULL));
	CHECK_TEXT("1,200 days, keys", message_plural(cx, "{n} day, {what}",
					   "{n} days, {what}", 1200, holes));
}

TEST(the_plural_form_comes_from_the_catalogue)
{
	struct ctx pseudo = context("en-XA");

	CHECK_TEXT("[1 đåý··]", show_days(&pseudo, 1));
	CHECK_TEXT("[30 đåýš··]", show_days(&pseudo, 30));
	CHECK_TEXT("[30 đåýš ļéƒţ····]",
	    message_plural(&pseudo, "{n} day left", "{n} days left", 30, NULL));
}

TEST(an_error_is_shown_with_its_holes)
{
	struct ctx plain = context("en-US"), pseudo = context("en-XA");
	struct error error =
	    fail_with(&arena, ERR_TOO_MANY, NULL, HOLES({ "seconds", "7" }));

	CHECK_TEXT("Too many requests. Try again in 7 seconds.",
	    error_message(&plain, error));
	CHECK_TEXT("[Ţöö ɱåñý ŕéǫûéšţš. Ţŕý åĝåîñ îñ 7 šéçöñđš.·············]",
	    error_message(&pseudo, error));
}

TEST(the_number_of_an_error_chooses_the_form)
{
	struct ctx plain = context("en-US"), russian = context("ru-RU");
	struct error one =
	    fail_with(&arena, ERR_TOO_MANY, NULL, HOLES({ "seconds", "1" }));
	struct error few =
	    fail_with(&arena, ERR_TOO_MANY, NULL, HOLES({ "seconds", "22" }));
	struct error many = fail_with(
	    &arena, ERR_TOO_MANY, NULL, HOLES({ "seconds", "1,211" }));

	CHECK_TEXT("Too many requests. Try again in 1 second.",
	    error_message(&plain, one));
	CHECK_TEXT("Слишком много запросов. Повторите попытку через 1 секунду.",
	    error_message(&russian, one));
	CHECK_TEXT(
	    "Слишком много запросов. Повторите попытку через 22 секунды.",
	    error_message(&russian, few));
	CHECK_TEXT("Слишком много запросов. Повторите попытку через 1,211 "
		   "секунд.",
	    error_message(&russian, many));
	CHECK_TEXT("Too many requests. Try again in {seconds} seconds.",
	    message(&plain, error_info(ERR_TOO_MANY)->message));
}

TEST(what_a_field_wants_is_said_in_the_language_too)
{
	struct ctx pseudo = context("en-XA");
	struct error error = fail_with(&arena, ERR_FIELD_TYPE, "quantity",
	    HOLES({ "wanted", "a whole number" }));

	CHECK_TEXT("[Ţĥîš ɱûšţ ƀé [å ŵĥöļé ñûɱƀéŕ·····].·····]",
	    error_message(&pseudo, error));
}

static void check_translated(void *data, const char *where, const char *text)
{
	struct ctx pseudo = context("en-XA");

	(void)data;
	if (message(&pseudo, text)[0] != '[')
		FAIL("%s: not in the catalogue: %s", where, text);
}

TEST(every_message_of_an_error_is_in_the_catalogue)
{
	for (int i = ERR_NONE + 1; i < ERR_COUNT; i++)
		check_translated(
		    NULL, error_info(i)->name, error_info(i)->message);
}

TEST(every_message_of_a_template_is_in_the_catalogue)
{
	const char *problem = "";
	struct mustache_set *set = mustache_set_embedded(&arena, &problem);

	if (set == NULL)
		FAIL("%s", problem);
	mustache_set_messages(set, check_translated, NULL);
	mustache_set_free(set);
}

#define WITH_ARENA(t)                                                          \
	cmocka_unit_test_setup_teardown(t, open_arena, close_arena)
RUN_TESTS(WITH_ARENA(english_text_is_its_own_translation),
    WITH_ARENA(the_pseudo_locale_marks_accents_and_lengthens),
    WITH_ARENA(a_context_is_never_shown),
    WITH_ARENA(every_language_has_words_of_its_own),
    WITH_ARENA(holes_keep_their_names_and_are_filled),
    WITH_ARENA(a_number_chooses_the_plural_form),
    WITH_ARENA(the_number_of_an_error_chooses_the_form),
    WITH_ARENA(the_plural_form_comes_from_the_catalogue),
    WITH_ARENA(an_error_is_shown_with_its_holes),
    WITH_ARENA(what_a_field_wants_is_said_in_the_language_too),
    WITH_ARENA(every_message_of_an_error_is_in_the_catalogue),
    WITH_ARENA(every_message_of_a_template_is_in_the_catalogue))
