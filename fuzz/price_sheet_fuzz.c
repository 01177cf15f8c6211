/*
 * Price sheets, up to the check that no two lines price the same thing.
 */
#include "catalog/price_row.h"
#include "fuzz.h"

static struct price_sku sellable[] = {
	{ "PERPETUAL001", "0001", "", "one_time" },
	{ "SEAT00000001", "0001", "P1M", "monthly" },
	{ "SUBSCRIPTION", "0001", "P1Y", "one_time" },
	{ "SUBSCRIPTION", "0002", "P3Y", "one_time" },
};
static const struct price_skus skus = { COUNT(sellable), sellable };

#define LINES_MAX 2000

static void row_holds(const struct price_row *row)
{
	NEED(row->sku < skus.count);
	NEED(row->unit_minor >= 0);
	NEED(row->valid_from < row->valid_to);
	NEED(row->tier_min <= row->tier_max);
	NEED(strlen(row->market) == 2 && strlen(row->currency) == 3);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct price_span spans[LINES_MAX];
	struct fuzz fuzz;
	struct import import;
	FILE *in = fuzz_file(bytes, length);
	struct csv_file *csv = csv_file_open(in);
	struct csv_row row;
	struct price_header header;
	struct price_row price;
	const char *reason;
	enum csv_result result;
	bool headed = false;
	size_t count = 0;

	fuzz_begin(&fuzz);
	import = fuzz_import(&fuzz);
	while ((result = csv_file_next(csv, &row, &reason)) != CSV_END &&
	       result != CSV_FAILED) {
		if (result != CSV_ROW)
			continue;
		NEED(row.count <= CSV_FIELDS_MAX);
		if (!headed) {
			if (!price_header_read(&import, &row, &header))
				break;
			headed = true;
		} else if (price_row_read(
			       &import, &header, &skus, &row, &price)) {
			row_holds(&price);
			if (count < LINES_MAX)
				spans[count++] = price_span_of(&price);
		}
	}
	price_spans_check(&import, spans, count);
	csv_file_close(csv);
	fclose(in);
	fuzz_end(&fuzz);
	return 0;
}
