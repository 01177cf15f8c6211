/*
 * The manual pages, from the tables that --help is made of: so the two cannot
 * differ.
 *
 *   manual kontor.8 VERSION | manual kontor.conf.5 VERSION
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/settings.h"
#include "cli/verb.h"

/* One line of text: no macro, no escape. */
static void text_line(const char *text)
{
	if (text[0] == '.' || text[0] == '\'')
		fputs("\\&", stdout);
	for (; *text != '\0'; text++) {
		if (*text == '\\')
			fputs("\\e", stdout);
		else if (*text == '-' && text[1] == '-')
			fputs("\\-", stdout);
		else
			putchar(*text);
	}
	putchar('\n');
}

static void head(const char *title, const char *section, const char *version,
    const char *name, const char *about)
{
	printf(".Dd $Mdocdate$\n.Dt %s %s\n.Os \"Kontor %s\"\n.Sh NAME\n"
	       ".Nm %s\n.Nd %s\n",
	    title, section, version, name, about);
}

/* Operands as they stand in --help: "FILE [now]". */
static void verb_write(const struct verb *verb)
{
	printf(".It Cm %s", verb->name);
	if (verb->usage[0] != '\0')
		printf(" Ar %s", verb->usage);
	putchar('\n');
	text_line(verb->help);
}

static void setting_write(const struct setting_info *setting)
{
	printf(".It Va %s\n", setting->name);
	text_line(setting->help);
	if (setting->is_number)
		printf("\\(em a number, %" PRId64 " to %" PRId64 "\n",
		    setting->min, setting->max);
	if (setting->is_switch)
		puts("\\(em on or off");
	if (setting->standard != NULL && setting->standard[0] != '\0')
		printf(".br\nDefault:\n.Ql %s\n", setting->standard);
}

static void settings_write(bool flags)
{
	struct setting_info setting;

	puts(".Bl -tag -width Ds");
	for (size_t i = 0; setting_at(i, &setting); i++) {
		char flag[64];

		snprintf(flag, sizeof(flag), "%s", setting.name);
		for (char *c = flag; flags && *c != '\0'; c++)
			*c = *c == '_' ? '-' : *c;
		if (flags) {
			printf(".It Fl -%s\n", flag);
			text_line(setting.help);
		} else if (strcmp(setting.name, "config") != 0) {
			setting_write(&setting);
		}
	}
	puts(".El");
}

static void page_program(const char *version)
{
	head("KONTOR", "8", version, "kontor", "partner centre");
	puts(
	    ".Sh SYNOPSIS\n.Nm\n.Ar verb\n.Op Ar operand ...\n"
	    ".Op Fl -setting Ar value ...\n.Sh DESCRIPTION\n"
	    ".Nm\nserves the dashboard for partners, the customer admin centre,"
	    "\nthe REST API and the operator's console from one database.\n"
	    "The verbs are:\n.Bl -tag -width Ds");
	for (const struct verb *verb = verbs(); verb->name; verb++)
		verb_write(verb);
	puts(".El\n.Sh SETTINGS\nEach is a flag, a variable\n"
	     ".Ev KONTOR_NAME\nin the environment, and a line of the file of\n"
	     ".Xr kontor.conf 5 .\n"
	     "Flags win over the environment, that over the file.");
	settings_write(true);
	puts(".Sh FILES\n.Bl -tag -width Ds\n"
	     ".It Pa /etc/kontor/kontor.conf\n"
	     "Settings of the service.\n"
	     ".It Pa /var/lib/kontor\n"
	     "Its data folder: kontor.db, keys, files, requests, imports.\n"
	     "The master key in keys is needed to read what is sealed.\n.El\n"
	     ".Sh SIGNALS\n"
	     "SIGTERM and SIGINT end it: nobody new is let in, and requests\n"
	     "under way may end within\n.Va drain_seconds .\n"
	     ".Sh EXIT STATUS\n"
	     "0, or one of\n.In sysexits.h :\n"
	     "64 usage, 65 data, 66 no input, 69 unavailable, 70 software,\n"
	     "73 cannot create, 74 input or output, 75 try later,\n"
	     "78 configuration.\n.Sh SEE ALSO\n.Xr kontor.conf 5 ,\n"
	     ".Xr systemd.socket 5");
}

static void page_settings(const char *version)
{
	head("KONTOR.CONF", "5", version, "kontor.conf", "settings of kontor");
	puts(".Sh DESCRIPTION\nLines of\n.Ql name = value ;\n"
	     "what follows a semicolon or # at the start of a line is a note.\n"
	     "An unknown name, a name given twice and a value beyond its\n"
	     "limits are refused.\nThe settings are:");
	settings_write(false);
	puts(".Sh SEE ALSO\n.Xr kontor 8");
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return EX_USAGE;
	if (strcmp(argv[1], "kontor.8") == 0)
		page_program(argv[2]);
	else if (strcmp(argv[1], "kontor.conf.5") == 0)
		page_settings(argv[2]);
	else
		return EX_USAGE;
	return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}
