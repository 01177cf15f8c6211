/*
 * The settings as one table, and the four places they come from. What a
 * setting means is up to those who use it.
 */
#include "base/settings.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include <ini.h>

#include "base/log.h"
#include "base/net.h"
#include "base/text.h"

enum setting_kind { SETTING_TEXT, SETTING_NUMBER, SETTING_SWITCH };

struct setting {
	const char *name;
	enum setting_kind kind;
	size_t offset;
	const char *standard; /* the default, as somebody would type it */
	int64_t min;
	int64_t max;
	const char *help;
};

#define SET_TEXT(name, standard, help)                                         \
	{                                                                      \
#name, SETTING_TEXT, offsetof(struct settings, name),          \
		    standard, 0, 0, help                                       \
	}
#define SET_NUMBER(name, standard, min, max, help)                             \
	{                                                                      \
#name, SETTING_NUMBER, offsetof(struct settings, name),        \
		    #standard, min, max, help                                  \
	}
#define SET_SWITCH(name, standard, help)                                       \
	{                                                                      \
#name, SETTING_SWITCH, offsetof(struct settings, name),        \
		    #standard, 0, 0, help                                      \
	}

static const struct setting table[] = {
#include "base/settings.def"
};

static struct error usage(
    struct arena *arena, const char *field, const char *reason)
{
	return fail_with(arena, ERR_USAGE, field, HOLES({ "reason", reason }));
}

/* '-' and '_' are alike; a file or flag may use either. */
static bool name_same(const char *name, const char *given, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		char c = given[i] == '-' ? '_' : given[i];

		if (name[i] == '\0' || name[i] != c)
			return false;
	}
	return name[length] == '\0';
}

static const struct setting *setting_find(const char *given, size_t length)
{
	for (size_t i = 0; i < COUNT(table); i++)
		if (name_same(table[i].name, given, length))
			return &table[i];
	return NULL;
}

static bool switch_parse(const char *text, bool *ret_on)
{
	static const char *const on[] = { "true", "on", "yes", "1" };
	static const char *const off[] = { "false", "off", "no", "0" };

	for (size_t i = 0; i < COUNT(on); i++) {
		if (text_same_nocase(text, on[i])) {
			*ret_on = true;
			return true;
		}
		if (text_same_nocase(text, off[i])) {
			*ret_on = false;
			return true;
		}
	}
	return false;
}

static struct error number_set(struct arena *arena,
    const struct setting *setting, const char *text, int64_t *ret_number)
{
	int64_t number;

	if (!text_to_int(text, &number))
		return usage(arena, setting->name,
		    arena_printf(arena, "%s: \"%s\" is not a whole number",
			setting->name, text));
	if (number < setting->min || number > setting->max)
		return usage(arena, setting->name,
		    arena_printf(arena,
			"%s: choose a number between %" PRId64 " and %" PRId64,
			setting->name, setting->min, setting->max));
	*ret_number = number;
	return OK;
}

static struct error setting_set(struct arena *arena,
    const struct setting *setting, const char *text, struct settings *settings)
{
	char *place = (char *)settings + setting->offset;

	switch (setting->kind) {
	case SETTING_NUMBER:
		return number_set(
		    arena, setting, text, (int64_t *)(void *)place);
	case SETTING_SWITCH:
		if (switch_parse(text, (bool *)(void *)place))
			return OK;
		return usage(arena, setting->name,
		    arena_printf(arena, "%s: \"%s\" is not on or off",
			setting->name, text));
	case SETTING_TEXT:
	default:
		*(const char **)(void *)place = arena_dup(arena, text);
		return OK;
	}
}

void settings_defaults(struct settings *ret_settings)
{
	memset(ret_settings, 0, sizeof(*ret_settings));
	for (size_t i = 0; i < COUNT(table); i++) {
		char *place = (char *)ret_settings + table[i].offset;

		if (table[i].kind == SETTING_TEXT)
			*(const char **)(void *)place = table[i].standard;
		else if (table[i].kind == SETTING_SWITCH)
			switch_parse(table[i].standard, (bool *)(void *)place);
		else
			text_to_int(
			    table[i].standard, (int64_t *)(void *)place);
	}
}

/* ---- the file ---- */

struct file_reading {
	struct arena *arena;
	struct settings *settings;
	bool seen[COUNT(table)];
	bool too_long; /* inih cuts lines in two where its buffer ends */
	FILE *file;
	struct error error; /* the first */
};

static char *file_line(char *line, int room, void *given)
{
	struct file_reading *reading = given;
	size_t length;

	if (!fgets(line, room, reading->file))
		return NULL;
	length = strlen(line);
	if (length + 1 == (size_t)room && line[length - 1] != '\n')
		reading->too_long = true;
	return line;
}

static int file_value(
    void *given, const char *section, const char *name, const char *value)
{
	struct file_reading *reading = given;
	const struct setting *setting = setting_find(name, strlen(name));
	struct error e;

	if (reading->error.code)
		return 0;
	if (section[0] != '\0' && strcmp(section, "kontor") != 0)
		e = usage(reading->arena, "config",
		    arena_printf(
			reading->arena, "there is no section [%s]", section));
	else if (!setting || setting == &table[0])
		e = usage(reading->arena, arena_dup(reading->arena, name),
		    arena_printf(
			reading->arena, "there is no setting %s", name));
	else if (reading->seen[setting - table])
		e = usage(reading->arena, setting->name,
		    arena_printf(
			reading->arena, "%s is given twice", setting->name));
	else
		e = setting_set(
		    reading->arena, setting, value, reading->settings);
	if (setting)
		reading->seen[setting - table] = true;
	reading->error = e;
	return e.code == 0;
}

struct error settings_read_file(
    struct arena *arena, const char *path, struct settings *settings)
{
	struct settings read = *settings;
	struct file_reading reading = { .arena = arena, .settings = &read };
	int line;

	if (!path)
		return OK;
	reading.file = fopen(path, "re");
	if (!reading.file)
		return usage(arena, "config",
		    arena_printf(arena, "%s: %s", path, strerror(errno)));
	line = ini_parse_stream(file_line, &reading, file_value, &reading);
	fclose(reading.file);
	if (reading.too_long)
		return usage(arena, "config",
		    arena_printf(arena, "%s: a line is too long", path));
	if (reading.error.code)
		return usage(arena, reading.error.field,
		    arena_printf(
			arena, "%s: %s", path, reading.error.holes[0].value));
	if (line != 0)
		return usage(arena, "config",
		    arena_printf(
			arena, "%s, line %d: write name = value", path, line));
	*settings = read;
	return OK;
}

/* ---- the environment ---- */

static const struct setting *setting_of_env(
    const char *entry, const char **ret_value)
{
	static const char prefix[] = "KONTOR_";
	const char *equals = strchr(entry, '=');
	char name[64];
	size_t length;

	if (!equals || !text_starts(entry, prefix))
		return NULL;
	entry += sizeof(prefix) - 1;
	length = (size_t)(equals - entry);
	if (length >= sizeof(name))
		return NULL;
	for (size_t i = 0; i < length; i++) {
		if (entry[i] == '-' || islower((unsigned char)entry[i]))
			return NULL;
		name[i] = (char)tolower((unsigned char)entry[i]);
	}
	*ret_value = equals + 1;
	return setting_find(name, length);
}

struct error settings_read_env(
    struct arena *arena, char **environment, struct settings *settings)
{
	for (; *environment; environment++) {
		const char *value = NULL;
		const struct setting *setting =
		    setting_of_env(*environment, &value);
		struct error e;

		if (!setting)
			continue;
		if ((e = setting_set(arena, setting, value, settings)).code)
			return e;
	}
	return OK;
}

/* ---- the command line ---- */

struct flag {
	const struct setting *setting; /* NULL: there is no such flag */
	const char *value;             /* NULL: in the next word, if any */
};

static struct flag flag_parse(const char *word)
{
	const char *name = word + 2;
	const char *equals = strchr(name, '=');
	size_t length = equals ? (size_t)(equals - name) : strlen(name);
	struct flag flag = { setting_find(name, length), NULL };

	if (equals)
		flag.value = equals + 1;
	if (flag.setting || equals || !text_starts(name, "no-"))
		return flag;
	flag.setting = setting_find(name + 3, length - 3);
	if (flag.setting && flag.setting->kind != SETTING_SWITCH)
		flag.setting = NULL;
	flag.value = "off";
	return flag;
}

/* ret_words: how many words of argv the flag took. */
static struct error flag_read(struct arena *arena, const char *word,
    const char *next, struct settings *settings, int *ret_words)
{
	struct flag flag = flag_parse(word);
	bool on;

	*ret_words = 1;
	if (!flag.setting)
		return usage(arena, arena_dup(arena, word),
		    arena_printf(arena, "there is no flag %s", word));
	if (flag.value)
		return setting_set(arena, flag.setting, flag.value, settings);
	if (flag.setting->kind == SETTING_SWITCH &&
	    !(next && switch_parse(next, &on)))
		return setting_set(arena, flag.setting, "on", settings);
	if (!next)
		return usage(arena, flag.setting->name,
		    arena_printf(arena, "%s needs a value", word));
	*ret_words = 2;
	return setting_set(arena, flag.setting, next, settings);
}

struct error settings_read_flags(
    struct arena *arena, int *argc, char **argv, struct settings *settings)
{
	int kept = 1;
	int i = 1;

	while (i < *argc) {
		int words;
		struct error e;

		if (strcmp(argv[i], "--") == 0) {
			i++;
			break;
		}
		/* --json is no setting: it says how a verb prints */
		if (!text_starts(argv[i], "--") ||
		    text_same(argv[i], "--json")) {
			argv[kept++] = argv[i++];
			continue;
		}
		e = flag_read(arena, argv[i],
		    i + 1 < *argc ? argv[i + 1] : NULL, settings, &words);
		if (e.code)
			return e;
		i += words;
	}
	while (i < *argc)
		argv[kept++] = argv[i++];
	*argc = kept;
	argv[kept] = NULL;
	return OK;
}

/* ---- all of them together ---- */

static bool address_fine(const char *listen)
{
	const char *colon = strrchr(listen, ':');
	int64_t port;

	return colon && colon != listen && text_to_int(colon + 1, &port) &&
	       port >= 0 && port <= 65535 && isdigit((unsigned char)colon[1]);
}

static bool url_fine(const char *url)
{
	return url[0] == '\0' || text_starts(url, "https://") ||
	       text_starts(url, "http://");
}

bool settings_share_database(const char *database)
{
	return database != NULL && (text_starts(database, "postgresql://") ||
				       text_starts(database, "postgres://"));
}

static bool database_fine(const char *where)
{
	return where[0] == '\0' || settings_share_database(where);
}

struct error settings_check(
    struct arena *arena, const struct settings *settings)
{
	const struct {
		bool fine;
		const char *name;
		const char *wanted;
	} checks[] = {
		{ address_fine(settings->listen), "listen",
		    "write ADDRESS:PORT, like 127.0.0.1:8080" },
		{ settings->metrics_listen[0] == '\0' ||
			address_fine(settings->metrics_listen),
		    "metrics_listen", "write ADDRESS:PORT, or nothing" },
		{ settings->data_dir[0] != '\0', "data_dir", "name a folder" },
		{ database_fine(settings->database), "database",
		    "write postgresql://USER@HOST/NAME, or nothing" },
		{ log_level_from(settings->log_level) >= 0, "log_level",
		    "choose error, warn, info or debug" },
		{ net_list_good(settings->trusted_proxies), "trusted_proxies",
		    "write addresses or networks, like 10.0.0.0/8 ::1" },
		{ url_fine(settings->public_url), "public_url",
		    "write http:// or https:// first" },
		{ url_fine(settings->risk_notice_url), "risk_notice_url",
		    "write http:// or https:// first" },
		{ url_fine(settings->azure_portal_url), "azure_portal_url",
		    "write http:// or https:// first" },
	};

	for (size_t i = 0; i < COUNT(checks); i++)
		if (!checks[i].fine)
			return usage(arena, checks[i].name,
			    arena_printf(arena, "%s: %s", checks[i].name,
				checks[i].wanted));
	return OK;
}

void settings_complete(struct arena *arena, struct settings *settings)
{
	if (settings->public_url[0] == '\0')
		settings->public_url =
		    arena_printf(arena, "http://%s", settings->listen);
	if (text_starts(settings->public_url, "https://"))
		settings->secure_cookies = true;
}

void settings_bound(
    struct arena *arena, struct settings *settings, const char *listen)
{
	const char *before = arena_printf(arena, "http://%s", settings->listen);

	if (strcmp(settings->public_url, before) == 0)
		settings->public_url = arena_printf(arena, "http://%s", listen);
	settings->listen = listen;
}

bool setting_at(size_t index, struct setting_info *ret_info)
{
	const struct setting *setting = &table[index];

	if (index >= COUNT(table))
		return false;
	*ret_info = (struct setting_info){
		.name = setting->name,
		.help = setting->help,
		.standard = setting->standard,
		.is_number = setting->kind == SETTING_NUMBER,
		.is_switch = setting->kind == SETTING_SWITCH,
		.min = setting->min,
		.max = setting->max,
	};
	return true;
}

void settings_help(FILE *out)
{
	for (size_t i = 0; i < COUNT(table); i++) {
		char flag[64];
		size_t n = 0;

		for (const char *c = table[i].name; *c; c++)
			flag[n++] = *c == '_' ? '-' : *c;
		flag[n] = '\0';
		fprintf(out, "  --%-22s %s", flag, table[i].help);
		if (table[i].kind == SETTING_NUMBER)
			fprintf(out, " (%" PRId64 " to %" PRId64 ")",
			    table[i].min, table[i].max);
		if (table[i].kind == SETTING_SWITCH)
			fprintf(out, " [%s]",
			    table[i].standard[0] == 't' ? "on" : "off");
		else if (table[i].standard && table[i].standard[0])
			fprintf(out, " [%s]", table[i].standard);
		fputc('\n', out);
	}
}
