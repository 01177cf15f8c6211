/*
 * The Azure Hybrid Benefit over REST: one question in the query, one answer.
 * Rules are policy's; nothing is stored.
 */
#include "accounts/permission.h"
#include "accounts/principal.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/routes.h"
#include "base/day.h"
#include "i18n/i18n.h"
#include "policy/benefit.h"

struct benefit_query {
	int edition, system;
	int64_t cores, machine_cores, machines, hours;
	int64_t from_day, to_day, day;
	bool has_from, has_to, has_day;
	const char *windows_rate, *base_rate, *currency;
};
static const char *const systems[] = { "windows", "linux", NULL };
enum { SYSTEM_WINDOWS, SYSTEM_LINUX };

#define NUMBER(name_, member_, max_, ...)                                      \
	FIELD_AS(name_, INT, struct benefit_query, member_, .required = true,  \
	    .min = 1, .max = (max_), __VA_ARGS__)
static const struct field benefit_query[] = {
	FIELD(CHOICE, struct benefit_query, edition, .required = true,
	    .choices = benefit_edition_ids, .help = N_("Of the licence.")),
	NUMBER("cores", cores, BENEFIT_CORES_MAX, .help = N_("Licensed.")),
	FIELD_AS("coverageFrom", DAY, struct benefit_query, from_day,
	    .has_offset = offsetof(struct benefit_query, has_from),
	    .help = N_("First day of Software Assurance; without both days "
		       "the licence has none.")),
	FIELD_AS("coverageTo", DAY, struct benefit_query, to_day,
	    .has_offset = offsetof(struct benefit_query, has_to),
	    .help = N_("Its last day.")),
	FIELD(DAY, struct benefit_query, day,
	    .has_offset = offsetof(struct benefit_query, has_day),
	    .help = N_("The day asked about; today.")),
	FIELD(CHOICE, struct benefit_query, system, .choices = systems,
	    .help = N_("Of the machines; windows.")),
	NUMBER("machineCores", machine_cores, BENEFIT_CORES_MAX,
	    .help = N_("Of each machine.")),
	NUMBER("machines", machines, BENEFIT_MACHINES_MAX, .help = NULL),
	NUMBER("hours", hours, BENEFIT_HOURS_MAX, .help = N_("A month.")),
	FIELD_AS("windowsRate", DECIMAL, struct benefit_query, windows_rate,
	    .required = true,
	    .help = N_("An hour of a machine with Windows, at most four digits "
		       "after the point.")),
	FIELD_AS("baseRate", DECIMAL, struct benefit_query, base_rate,
	    .required = true,
	    .help = N_("An hour at the base compute rate, as of a Linux "
		       "machine.")),
	FIELD(TEXT, struct benefit_query, currency, .max = 3,
	    .help = N_("Of the rates; the partner's own.")),
	FIELD_END,
};

static struct error form_wrong(
    struct ctx *cx, const char *field, const char *wanted)
{
	return fail_with(
	    cx->arena, ERR_FIELD_FORMAT, field, HOLES({ "wanted", wanted }));
}

static struct error rates_read(struct ctx *cx,
    const struct benefit_query *asked, struct benefit_question *question)
{
	question->currency = text_empty(asked->currency)
				 ? cx->who->partner->currency
				 : text_upper(cx->arena, asked->currency);
	if (!benefit_rate_parse(asked->windows_rate, &question->windows_rate))
		return form_wrong(cx, "windowsRate", "0.1920");
	if (!benefit_rate_parse(asked->base_rate, &question->base_rate))
		return form_wrong(cx, "baseRate", "0.1160");
	if (!benefit_currency_good(question->currency))
		return form_wrong(cx, "currency", "EUR");
	return OK;
}

static struct error question_read(
    struct request *rq, struct benefit_question *ret_question)
{
	const struct benefit_query *asked = rq->query;
	struct benefit_question question = {
		.edition = &benefit_editions[asked->edition],
		.cores = asked->cores,
		.assured = asked->has_from && asked->has_to,
		.from_day = asked->from_day,
		.to_day = asked->to_day,
		.day = asked->has_day ? asked->day : day_of(rq->cx.now),
		.linux_machines = asked->system == SYSTEM_LINUX,
		.machine_cores = asked->machine_cores,
		.machines = asked->machines,
		.hours = asked->hours,
	};
	struct error e;

	if (asked->has_from != asked->has_to)
		return fail(ERR_FIELD_MISSING,
		    asked->has_from ? "coverageTo" : "coverageFrom");
	if ((e = rates_read(&rq->cx, asked, &question)).code)
		return e;
	*ret_question = question;
	return OK;
}

/* ---- the answer ---- */

static void json_day(struct json_out *json, const char *key, int64_t day)
{
	char text[DAY_TEXT];

	day_text(day, text);
	json_text(json, key, text);
}

static void eligible_json(
    struct ctx *cx, struct json_out *json, const struct benefit_answer *answer)
{
	bool refused = answer->refused != ERR_NONE;

	json_bool(json, "isEligible", !refused);
	json_text(json, "mode", benefit_mode_id(answer->mode));
	if (!refused)
		return;
	json_text(json, "reasonCode", benefit_refusal_id(answer->refused));
	json_text(json, "reasonDescription",
	    error_message(cx, fail(answer->refused, NULL)));
}

static void sums_json(
    struct ctx *cx, struct json_out *json, const struct benefit_answer *answer)
{
	json_int(json, "coveredMachines", answer->covered);
	json_int(json, "coveredCores", answer->covered_cores);
	json_money(json, "costWithout", answer->without);
	json_money(json, "costWith", answer->with);
	json_money(json, "saving", answer->saving);
	json_int(json, "savingBasisPoints", answer->saving_bp);
	json_bool(json, "isAbovePublished", answer->above_published);
	if (answer->above_published)
		json_text(json, "note",
		    message_with(cx,
			N_("The published figure is up to {percent}; at your "
			   "own rates it is more."),
			HOLES({ "percent",
			    show_percent_bp(cx, BENEFIT_PUBLISHED_BP) })));
}

/* With the day and the currency that were meant, so that the address gives
 * the same answer to everybody and for ever. */
static const char *self_uri(
    struct request *rq, const struct benefit_question *question)
{
	const struct benefit_query *asked = rq->query;
	struct text uri;
	char day[DAY_TEXT];

	text_init(&uri, rq->cx.arena);
	text_addf(&uri, "/hybridbenefit?edition=%s&cores=%lld",
	    question->edition->id, (long long)question->cores);
	if (question->assured) {
		day_text(question->from_day, day);
		text_addf(&uri, "&coverageFrom=%s", day);
		day_text(question->to_day, day);
		text_addf(&uri, "&coverageTo=%s", day);
	}
	day_text(question->day, day);
	text_addf(&uri, "&day=%s&system=%s&machineCores=%lld&machines=%lld",
	    day, systems[asked->system], (long long)question->machine_cores,
	    (long long)question->machines);
	text_addf(&uri, "&hours=%lld&windowsRate=%s&baseRate=%s&currency=%s",
	    (long long)question->hours, asked->windows_rate, asked->base_rate,
	    question->currency);
	return uri.bytes;
}

static struct error benefit_read(struct request *rq)
{
	struct benefit_question question;
	struct benefit_answer answer;
	struct json_out json;
	struct error e = question_read(rq, &question);

	if (e.code)
		return e;
	benefit_calculate(&question, &answer);
	answer_begin(rq, 200, &json);
	resource_begin(&json, NULL);
	json_text(&json, "edition", question.edition->id);
	json_day(&json, "day", question.day);
	eligible_json(&rq->cx, &json, &answer);
	json_text(&json, "currency", question.currency);
	sums_json(&rq->cx, &json, &answer);
	links_self(&json, self_uri(rq, &question));
	resource_end(&json, "HybridBenefit", NULL);
	return OK;
}

const struct route api_benefit_routes[] = {
	{ GET, "/v1/hybridbenefit", .needs = MAY_CALCULATE_BENEFIT,
	    .query = benefit_query, .query_size = sizeof(struct benefit_query),
	    .read = benefit_read,
	    .summary = N_("What Windows Server licences with Software "
			  "Assurance save on virtual machines in Azure."),
	    API(OURS, ANY_CALLER, ONE(200, "HybridBenefit"), NO_ERRORS) },
	ROUTE_END,
};
