/*
 * Reads price sheet lines, naming every fault of every column. Leaves what
 * rows do to each other to price_span.c.
 */
#include "catalog/price_row.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "base/money.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "catalog/import_csv.h"
#include "i18n/i18n.h"

static const struct {
	const char *name;
	bool needed;
} columns[PRICE_COLUMNS] = {
	[PRICE_PRODUCT_ID] = { "ProductId", true },
	[PRICE_SKU_ID] = { "SkuId", true },
	[PRICE_TERM] = { "TermDuration", true },
	[PRICE_BILLING_PLAN] = { "BillingPlan", false },
	[PRICE_MARKET] = { "Market", true },
	[PRICE_CURRENCY] = { "Currency", true },
	[PRICE_UNIT] = { "UnitPrice", true },
	[PRICE_TIER_MIN] = { "PricingTierRangeMin", false },
	[PRICE_TIER_MAX] = { "PricingTierRangeMax", false },
	[PRICE_FROM] = { "EffectiveStartDate", true },
	[PRICE_TO] = { "EffectiveEndDate", false },
	[PRICE_ERP] = { "ERP Price", false },
	[PRICE_SEGMENT] = { "Segment", false },
};

static const char *const segments[] = { "commercial", "education", "government",
	"nonprofit" };

const char *price_segment(uint8_t segment)
{
	return segments[segment & 3];
}

bool price_header_read(struct import *import, const struct csv_row *row,
    struct price_header *ret_header)
{
	struct price_header header = { .count = row->count };
	int64_t bad = import->bad;

	for (int c = 0; c < PRICE_COLUMNS; c++) {
		header.at[c] = -1;
		for (size_t i = 0; i < row->count; i++) {
			if (!column_same(columns[c].name, row->fields[i]))
				continue;
			if (header.at[c] >= 0)
				import_bad_line(import, row->line,
				    columns[c].name,
				    N_("the column stands twice"));
			header.at[c] = (int)i;
		}
		if (header.at[c] < 0 && columns[c].needed)
			import_bad_line(import, row->line, columns[c].name,
			    N_("the column is missing"));
	}
	if (import->bad != bad)
		return false;
	*ret_header = header;
	return true;
}

struct reader {
	struct import *import;
	const struct price_header *header;
	const struct price_skus *skus;
	const struct csv_row *row;
	struct price_row out;
	const struct price_sku *sku; /* NULL while unknown */
};

/* "" when the column is absent. */
static const char *value(const struct reader *r, enum price_column column)
{
	int at = r->header->at[column];

	return at < 0 ? "" : r->row->fields[at];
}

#define bad(r, column, ...)                                                    \
	import_bad_line(                                                       \
	    (r)->import, (r)->row->line, columns[column].name, __VA_ARGS__)

static int sku_compare(const void *key, const void *element)
{
	const struct price_sku *a = key, *b = element;
	int order = strcmp(a->product_id, b->product_id);

	return order ? order : strcmp(a->sku_id, b->sku_id);
}

static void upper(const char *text, char *ret_text)
{
	while ((*ret_text++ = (char)toupper((unsigned char)*text++)))
		;
}

static void read_sku(struct reader *r)
{
	const char *product = value(r, PRICE_PRODUCT_ID);
	const char *sku = value(r, PRICE_SKU_ID);
	struct price_sku key = { 0 };
	size_t length = strlen(sku);

	if (strlen(product) >= sizeof(key.product_id) || !*product) {
		bad(r, PRICE_PRODUCT_ID, N_("there is no product “{product}”"),
		    product);
		return;
	}
	if (length == 0 || length > 4) {
		bad(r, PRICE_SKU_ID, N_("there is no SKU “{sku}”"), sku);
		return;
	}
	upper(product, key.product_id);
	/* spreadsheets make 1 of 0001 */
	memcpy(key.sku_id, "0000", 4);
	upper(sku, key.sku_id + 4 - length);
	r->sku = bsearch(&key, r->skus->skus, r->skus->count,
	    sizeof(*r->skus->skus), sku_compare);
	if (r->sku == NULL)
		bad(r, PRICE_SKU_ID,
		    N_("there is no SKU {sku} of a product {product}"),
		    key.sku_id, key.product_id);
	else
		r->out.sku = (uint32_t)(r->sku - r->skus->skus);
}

static void read_term(struct reader *r)
{
	const char *text = value(r, PRICE_TERM);
	const char *term = text;

	if (text_same_loose(text, "NoTerm") || text_same_loose(text, "OneTime"))
		term = "";
	if (r->sku != NULL && !text_same_nocase(term, r->sku->term))
		bad(r, PRICE_TERM,
		    N_("“{value}” is not the SKU’s term, {term}"), text,
		    *r->sku->term ? r->sku->term : "NoTerm");
}

/* The plans of the sheets, and the billing cycle each belongs to. */
static void read_billing_plan(struct reader *r)
{
	static const struct {
		const char *text, *plan, *cycle;
	} plans[] = {
		{ "", "", NULL },
		{ "Monthly", "Monthly", "monthly" },
		{ "Annual", "Annual", "annual" },
		{ "OneTime", "", "one_time" },
		{ "None", "", NULL },
	};
	const char *text = value(r, PRICE_BILLING_PLAN);

	for (size_t i = 0; i < COUNT(plans); i++) {
		if (!text_same_loose(plans[i].text, text))
			continue;
		snprintf(r->out.billing_plan, sizeof(r->out.billing_plan), "%s",
		    plans[i].plan);
		if (r->sku != NULL && plans[i].cycle != NULL &&
		    strcmp(plans[i].cycle, r->sku->billing_cycle) != 0)
			bad(r, PRICE_BILLING_PLAN,
			    N_("“{value}” is not the SKU’s billing cycle, {cycle}"),
			    text, r->sku->billing_cycle);
		return;
	}
	bad(r, PRICE_BILLING_PLAN,
	    N_("“{value}” is not Monthly, Annual or OneTime"), text);
}

static void read_market(struct reader *r)
{
	const char *text = value(r, PRICE_MARKET);

	if (strlen(text) == 2)
		upper(text, r->out.market);
	if (!country_is_known(r->out.market))
		bad(r, PRICE_MARKET, N_("“{value}” is not a country code"),
		    text);
}

static void read_amount(struct reader *r, enum price_column column,
    int exponent, int64_t *ret_minor)
{
	const char *text = value(r, column);

	if (*text == '\0')
		bad(r, column, N_("the price is missing"));
	else if (exponent >= 0 &&
		 !money_parse(text, exponent, false, ret_minor))
		bad(r, column,
		    N_("“{value}” is not an amount of {currency} (digits, a point, "
		       "at most {digits} after it)"),
		    text, r->out.currency, import_number(r->import, exponent));
}

static void read_prices(struct reader *r)
{
	const char *currency = value(r, PRICE_CURRENCY);
	int exponent = -1;

	if (strlen(currency) == 3) {
		upper(currency, r->out.currency);
		exponent = currency_exponent(r->out.currency);
	}
	if (exponent < 0)
		bad(r, PRICE_CURRENCY, N_("“{value}” is not a currency code"),
		    currency);
	read_amount(r, PRICE_UNIT, exponent, &r->out.unit_minor);
	r->out.has_erp = *value(r, PRICE_ERP) != '\0';
	if (r->out.has_erp)
		read_amount(r, PRICE_ERP, exponent, &r->out.erp_minor);
}

static bool read_number(struct reader *r, enum price_column column,
    int64_t absent, int64_t *ret_number)
{
	const char *text = value(r, column);

	*ret_number = absent;
	if (*text == '\0')
		return true;
	if (text_to_int(text, ret_number) && *ret_number >= 0 &&
	    *ret_number <= PRICE_TIER_NO_END)
		return true;
	bad(r, column, N_("“{value}” is not a quantity"), text);
	return false;
}

static void read_tier(struct reader *r)
{
	bool fine = read_number(r, PRICE_TIER_MIN, 1, &r->out.tier_min);

	fine &=
	    read_number(r, PRICE_TIER_MAX, PRICE_TIER_NO_END, &r->out.tier_max);
	if (r->out.tier_min == 0)
		r->out.tier_min = 1; /* some sheets count from 0 */
	if (fine && r->out.tier_max < r->out.tier_min)
		bad(r, PRICE_TIER_MAX,
		    N_("{value} is below PricingTierRangeMin"),
		    value(r, PRICE_TIER_MAX));
}

static bool read_instant(
    struct reader *r, enum price_column column, int64_t *ret_instant)
{
	const char *text = value(r, column);

	if (instant_parse_wire(text, ret_instant))
		return true;
	bad(r, column, N_("“{value}” is not a date"), text);
	return false;
}

/*
 * An end is the last moment inside when it is written as a day or as a last
 * second (23:59:59), as sheets do; a full minute is the first one outside.
 */
static int64_t end_outside(const char *text, int64_t end)
{
	int64_t day;

	if (day_parse(text, &day))
		return end + DAY_SECONDS;
	return end % 60 == 59 ? end + 1 : end;
}

static void read_dates(struct reader *r)
{
	bool fine = read_instant(r, PRICE_FROM, &r->out.valid_from);

	r->out.valid_to = PRICE_NO_END;
	if (*value(r, PRICE_TO) != '\0') {
		fine &= read_instant(r, PRICE_TO, &r->out.valid_to);
		r->out.valid_to =
		    end_outside(value(r, PRICE_TO), r->out.valid_to);
	}
	if (fine && r->out.valid_to <= r->out.valid_from)
		bad(r, PRICE_TO, N_("{value} is not after EffectiveStartDate"),
		    value(r, PRICE_TO));
}

static void read_segment(struct reader *r)
{
	const char *text = value(r, PRICE_SEGMENT);
	const char *found = catalog_segment_find(*text ? text : segments[0]);

	for (size_t i = 0; found && i < COUNT(segments); i++)
		if (strcmp(segments[i], found) == 0)
			r->out.segment = (uint8_t)i;
	if (found == NULL)
		bad(r, PRICE_SEGMENT, N_("“{value}” is not a segment"), text);
}

bool price_row_read(struct import *import, const struct price_header *header,
    const struct price_skus *skus, const struct csv_row *row,
    struct price_row *ret_row)
{
	struct reader r = { .import = import,
		.header = header,
		.skus = skus,
		.row = row,
		.out.line = row->line };
	int64_t bad_before = import->bad;

	if (row->count != header->count) {
		import_bad_line(import, row->line, NULL,
		    N_("{count} columns instead of {wanted_count}"),
		    import_number(import, (int64_t)row->count),
		    import_number(import, (int64_t)header->count));
		return false;
	}
	read_sku(&r);
	read_term(&r);
	read_billing_plan(&r);
	read_market(&r);
	read_prices(&r);
	read_tier(&r);
	read_dates(&r);
	read_segment(&r);
	if (import->bad != bad_before)
		return false;
	*ret_row = r.out;
	return true;
}
