/*
 * Eligibility, coverage and costs of the Azure Hybrid Benefit. What rates are
 * is the caller's; nothing here is a price of ours.
 */
#include "policy/benefit.h"

/* Which edition is re-used and which converted is ours, from the programme's
 * general terms (domain.md 8); others have no benefit here. */
const struct benefit_edition benefit_editions[] = {
	{ "windows_server_datacenter", "Windows Server Datacenter",
	    BENEFIT_REUSE },
	{ "windows_server_standard", "Windows Server Standard",
	    BENEFIT_CONVERT },
	{ "windows_server_essentials", "Windows Server Essentials",
	    BENEFIT_NONE },
	{ "sql_server", "SQL Server", BENEFIT_NONE },
	{ 0 },
};

const char *const benefit_edition_ids[] = { "windows_server_datacenter",
	"windows_server_standard", "windows_server_essentials", "sql_server",
	NULL };

const char *benefit_refusal_id(enum error_code refused)
{
	switch ((int)refused) {
	case ERR_BENEFIT_EDITION:
		return "edition";
	case ERR_BENEFIT_COVERAGE:
		return "coverage";
	case ERR_BENEFIT_LINUX:
		return "system";
	case ERR_BENEFIT_CORES:
		return "cores";
	default:
		return NULL;
	}
}

bool benefit_rate_parse(const char *text, int64_t *ret_rate)
{
	int64_t rate;

	if (!money_parse(text, BENEFIT_RATE_DIGITS, false, &rate) ||
	    rate > BENEFIT_RATE_MAX)
		return false;
	*ret_rate = rate;
	return true;
}

bool benefit_currency_good(const char *currency)
{
	int exponent = currency_exponent(currency);

	return exponent >= 0 && exponent <= 3;
}

const char *benefit_mode_id(enum benefit_mode mode)
{
	static const char *const ids[] = { "none", "reuse", "convert" };

	return ids[mode];
}

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static enum error_code refusal(const struct benefit_question *q)
{
	if (q->edition->mode == BENEFIT_NONE)
		return ERR_BENEFIT_EDITION;
	if (!q->assured || q->day < q->from_day || q->day > q->to_day)
		return ERR_BENEFIT_COVERAGE;
	if (q->linux_machines)
		return ERR_BENEFIT_LINUX;
	if (q->cores < larger(q->machine_cores, BENEFIT_VM_CORES_MIN))
		return ERR_BENEFIT_CORES;
	return ERR_NONE;
}

/* 10^exponent minor units make one; the sum is in 1/10000 units. */
static struct money total(int64_t parts, const char *currency)
{
	int exponent = currency_exponent(currency);
	int64_t scale = 1, minor = 0;

	while (exponent-- > 0)
		scale *= 10;
	/* within the limits of the question it cannot leave MONEY_MAX */
	(void)money_share(parts, scale, BENEFIT_RATE_PARTS, &minor);
	return money_of(minor, currency);
}

static void cost(
    const struct benefit_question *q, struct benefit_answer *answer)
{
	int64_t rest = q->machines - answer->covered;
	int64_t whole = q->machines * q->hours * q->windows_rate;
	int64_t reduced = rest * q->hours * q->windows_rate +
			  answer->covered * q->hours * q->base_rate;
	int64_t saving;

	answer->without = total(whole, q->currency);
	answer->with = total(reduced, q->currency);
	saving = larger(answer->without.minor - answer->with.minor, 0);
	answer->saving = money_of(saving, q->currency);
	if (answer->without.minor > 0)
		(void)money_share(
		    saving, 10000, answer->without.minor, &answer->saving_bp);
	answer->above_published = answer->saving_bp > BENEFIT_PUBLISHED_BP;
}

void benefit_calculate(
    const struct benefit_question *question, struct benefit_answer *ret_answer)
{
	struct benefit_answer answer = { .refused = refusal(question) };
	int64_t each = larger(question->machine_cores, BENEFIT_VM_CORES_MIN);

	if (answer.refused == ERR_NONE) {
		answer.mode = question->edition->mode;
		answer.covered =
		    smaller(question->machines, question->cores / each);
		answer.covered_cores = answer.covered * each;
	}
	cost(question, &answer);
	*ret_answer = answer;
}
