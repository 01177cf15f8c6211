/*
 * Azure Hybrid Benefit: what Windows Server licences with Software Assurance
 * save on virtual machines in Azure (R-008 .. R-012, domain.md 8). Pure.
 */
#ifndef KONTOR_POLICY_BENEFIT_H
#define KONTOR_POLICY_BENEFIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/money.h"

/* What the licence becomes when it is used in Azure. */
enum benefit_mode {
	BENEFIT_NONE = 0,
	BENEFIT_REUSE,   /* use on the owner's own servers goes on */
	BENEFIT_CONVERT, /* it ends there */
};

struct benefit_edition {
	const char *id;         /* "windows_server_datacenter" */
	const char *name;       /* N_() as the trade calls it */
	enum benefit_mode mode; /* BENEFIT_NONE: not eligible */
};
/* Ended by a NULL id. */
extern const struct benefit_edition benefit_editions[];
/* Their ids in the same order, ended by NULL: the choices of a field. */
extern const char *const benefit_edition_ids[];
/* Why there is none: "edition", "coverage", "system", "cores"; NULL for
 * ERR_NONE. */
const char *benefit_refusal_id(enum error_code refused);
const char *benefit_mode_id(enum benefit_mode mode); /* "reuse" */

#define BENEFIT_RATE_DIGITS 4     /* after the point */
#define BENEFIT_RATE_PARTS 10000  /* of a currency unit, an hour */
#define BENEFIT_PUBLISHED_BP 4000 /* "up to 40 percent" */
#define BENEFIT_VM_CORES_MIN 8    /* every machine counts at least that */
#define BENEFIT_CORES_MAX 100000
#define BENEFIT_MACHINES_MAX 100000
#define BENEFIT_HOURS_MAX 8784             /* of a leap year */
#define BENEFIT_RATE_MAX INT64_C(10000000) /* 1,000 an hour */

struct benefit_question {
	const struct benefit_edition *edition;
	int64_t cores; /* licensed */
	bool assured;  /* Software Assurance covers from_day .. to_day */
	int64_t from_day, to_day, day;
	bool linux_machines;
	int64_t machine_cores, machines, hours;
	int64_t windows_rate, base_rate; /* 1/10000 of the unit, an hour */
	const char *currency;
};

/* "0.1920" -> 1920; false when it is no rate or above the largest. */
bool benefit_rate_parse(const char *text, int64_t *ret_rate);
/* A currency whose totals stay within MONEY_MAX. */
bool benefit_currency_good(const char *currency);

struct benefit_answer {
	/* ERR_NONE, or why not: ERR_BENEFIT_EDITION, ERR_BENEFIT_COVERAGE,
	 * ERR_BENEFIT_LINUX, ERR_BENEFIT_CORES */
	enum error_code refused;
	enum benefit_mode mode;
	int64_t covered;       /* machines */
	int64_t covered_cores; /* licensed ones they take */
	struct money without, with, saving;
	int64_t saving_bp;    /* of without; 0 when that is 0 */
	bool above_published; /* the note */
};

/* Every number within the limits above, from 0. Costs are rounded once, each
 * total by itself, half to even; the saving is their difference, never below
 * 0. Refused, nothing is covered and with is without. */
void benefit_calculate(
    const struct benefit_question *question, struct benefit_answer *ret_answer);

#endif
