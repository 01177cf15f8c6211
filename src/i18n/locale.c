/*
 * The table of languages and the choice among them. A new language is a row
 * here and a catalogue in tools/meson.build; messages are message.c's.
 */
#include "i18n/i18n.h"

#include <string.h>

#include "base/text.h"
#include "i18n/plural.h"

static const struct locale english = { "en-US", "en_US", "English", NULL,
	plural_english };
static const struct locale portuguese = { "pt-BR", "pt_BR",
	"Português (Brasil)", "po/pt-BR.mo", plural_portuguese };
static const struct locale russian = { "ru-RU", "ru_RU", "Русский",
	"po/ru-RU.mo", plural_russian };
static const struct locale chinese = { "zh-CN", "zh_Hans_CN", "简体中文",
	"po/zh-CN.mo", plural_chinese };
static const struct locale spanish = { "es-ES", "es_ES", "Español",
	"po/es-ES.mo", plural_english };
static const struct locale swedish = { "sv-SE", "sv_SE", "Svenska",
	"po/sv-SE.mo", plural_english };
static const struct locale pseudo = { "en-XA", "en_US", "[Éñĝļîšĥ···]",
	"po/en-XA.mo", plural_english };

static const struct locale *const all[] = { &english, &portuguese, &russian,
	&chinese, &spanish, &swedish, NULL };
/* Nobody's language: found by its whole tag, in no menu. */
static const struct locale *const generated = &pseudo;

/* Longest piece of an Accept-Language header we look at. */
#define TAG 36

static uint64_t positive(int64_t n)
{
	return n < 0 ? -(uint64_t)n : (uint64_t)n;
}

int plural_english(int64_t n)
{
	return positive(n) != 1;
}

int plural_portuguese(int64_t n)
{
	return positive(n) > 1;
}

int plural_russian(int64_t n)
{
	uint64_t ones = positive(n) % 10, tens = positive(n) % 100;

	if (ones == 1 && tens != 11)
		return 0;
	if (ones >= 2 && ones <= 4 && (tens < 12 || tens > 14))
		return 1;
	return 2;
}

int plural_chinese(int64_t n)
{
	(void)n;
	return 0;
}

const struct locale *const *locales(void)
{
	return all;
}

/* The language alone: "en" of "en-US". */
static size_t language_length(const char *tag)
{
	return strcspn(tag, "-_");
}

static bool same_tag(const char *a, const char *b)
{
	for (; *a != '\0' && *b != '\0'; a++, b++) {
		char pair[2][2] = { { *a == '_' ? '-' : *a },
			{ *b == '_' ? '-' : *b } };

		if (!text_same_nocase(pair[0], pair[1]))
			return false;
	}
	return *a == *b;
}

const struct locale *locale_find(const char *tag)
{
	char language[TAG];
	size_t length;

	if (tag == NULL)
		return NULL;
	for (size_t i = 0; all[i] != NULL; i++)
		if (same_tag(all[i]->tag, tag))
			return all[i];
	if (same_tag(generated->tag, tag))
		return generated;
	/* en-GB is better served by en-US than by nothing */
	length = language_length(tag);
	if (length == 0 || length >= sizeof(language))
		return NULL;
	memcpy(language, tag, length);
	language[length] = '\0';
	for (size_t i = 0; all[i] != NULL; i++) {
		char own[TAG];

		length = language_length(all[i]->tag);
		memcpy(own, all[i]->tag, length);
		own[length] = '\0';
		if (text_same_nocase(own, language))
			return all[i];
	}
	return NULL;
}

/* "0.85" -> 850, in thousandths; -1 when malformed. */
static int weight(const char *text)
{
	int value = 0, unit = 1000;

	if (*text != '0' && *text != '1')
		return -1;
	value = (*text++ - '0') * unit;
	if (*text == '.')
		text++;
	while (*text >= '0' && *text <= '9' && unit > 1)
		value += (*text++ - '0') * (unit /= 10);
	return value <= 1000 ? value : -1;
}

/* One piece, "pt-BR;q=0.8", without blanks. */
static int piece_read(const char *piece, size_t length, char ret_tag[TAG])
{
	char copy[TAG + TAG];
	char *q;
	size_t used = 0;

	for (size_t i = 0; i < length && used + 1 < sizeof(copy); i++)
		if (piece[i] != ' ' && piece[i] != '\t')
			copy[used++] = piece[i];
	copy[used] = '\0';
	q = strchr(copy, ';');
	if (q != NULL)
		*q++ = '\0';
	if (strlen(copy) >= TAG)
		return -1;
	memcpy(ret_tag, copy, strlen(copy) + 1);
	if (q == NULL)
		return 1000;
	return (*q == 'q' || *q == 'Q') && q[1] == '=' ? weight(q + 2) : -1;
}

const struct locale *locale_from_header(const char *accept_language)
{
	const struct locale *best = all[0];
	int best_weight = 0;
	const char *piece = accept_language;

	while (piece != NULL && *piece != '\0') {
		size_t length = strcspn(piece, ",");
		char tag[TAG] = "";
		int w = piece_read(piece, length, tag);
		const struct locale *found =
		    strcmp(tag, "*") == 0 ? all[0] : locale_find(tag);

		if (found != NULL && w > best_weight) {
			best = found;
			best_weight = w;
		}
		piece += length;
		if (*piece == ',')
			piece++;
	}
	return best;
}
