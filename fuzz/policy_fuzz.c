/*
 * Editions, markets and tax rates: the first byte says which of them is
 * foreign, the others are our own.
 */
#include "base/embedded.h"
#include "fuzz.h"
#include "policy/policy.h"

static char *own(const char *name)
{
	const struct embedded *file = embedded_find(name);

	NEED(file != NULL);
	return fuzz_text((const uint8_t *)file->bytes, file->length);
}

/* At any time some edition is in force. */
static void policy_holds(const struct policy *policy)
{
	static const int64_t at[] = { INT64_MIN, 0, 1624008240, INT64_MAX };
	size_t count;

	for (size_t i = 0; i < COUNT(at); i++)
		NEED(policy_edition_at(policy, at[i]) != NULL);
	for (const struct edition *e = policy_editions(policy, &count);
	     count > 0; count--, e++)
		NEED(policy_edition_find(policy, e->id) == e);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	const struct policy_switches switches = {
		.announced_dates = length > 0 && (bytes[0] & 4)
	};
	struct fuzz fuzz;
	char *files[] = { own("data/editions.json"), own("data/markets.tsv"),
		own("data/tax_rates.tsv") };
	struct policy_data data;
	struct policy *policy;

	fuzz_begin(&fuzz);
	if (length > 0) {
		size_t which = (bytes[0] & 3) % 3;

		free(files[which]);
		files[which] = fuzz_text(bytes + 1, length - 1);
	}
	data = (struct policy_data){ files[0], files[1], files[2] };
	if (policy_open(&data, &switches, &policy).code == 0) {
		policy_holds(policy);
		policy_close(policy);
	}
	for (size_t i = 0; i < COUNT(files); i++)
		free(files[i]);
	fuzz_end(&fuzz);
	return 0;
}
