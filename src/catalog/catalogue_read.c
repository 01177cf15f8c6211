/*
 * Reads a catalogue file and checks all of it. Leaves what is stored already
 * to catalogue_import.c.
 */
#include "catalog/catalogue.h"

#include <string.h>

#include "base/money.h"
#include "base/text.h"
#include "catalog/catalog_private.h"
#include "catalog/json_in.h"
#include "catalog/license_read.h"
#include "i18n/i18n.h"

#define FORMAT "kontor-catalogue-1"
#define TITLE_MAX 200
#define DESCRIPTION_MAX 4000
#define QUANTITY_MAX INT64_C(999999999)

static const char *const file_fields[] = { "format", "note", "markets",
	"products", NULL };
static const char *const product_fields[] = { "id", "title", "description",
	"kind", "family", "publisher", "publisherName", "type", "subtype",
	"views", "windowDays", "license", "markets", "skus", NULL };
static const char *const type_fields[] = { "id", "name", NULL };
static const char *const sku_fields[] = { "id", "title", "description", "term",
	"billingCycle", "minQuantity", "maxQuantity", "unit", "prerequisites",
	"inventoryVariables", "provisioningVariables", "dynamicAttributes",
	"keySource", "lowStock", "segments", "markets", NULL };
static const char *const kinds[] = { "perpetual_software",
	"software_subscription", "azure_reservation", "license", "azure_plan",
	NULL };
static const char *const terms[] = { "", "P1M", "P1Y", "P3Y", NULL };
static const char *const cycles[] = { "one_time", "monthly", "annual", "none",
	NULL };
static const char *const sources[] = { "none", "generated", "pool", NULL };
static const char *const segments[] = { "commercial", "education", "government",
	"nonprofit", NULL };
static const char *const prerequisites[] = { "InventoryCheck",
	"AzureSubscriptionRegistration", "MicrosoftCloudAgreement",
	"MicrosoftCustomerAgreement", NULL };
static const char *const inventory_variables[] = { "CustomerId",
	"AzureSubscriptionId", "ArmRegionName", NULL };
static const char *const provisioning_variables[] = { "Scope", "SubscriptionId",
	"Duration", NULL };

static void bad(const struct json_in *in, const char *reason)
{
	import_bad_place(in->import, in->path, reason);
}

static const char *read_id(const struct json_in *in, size_t length)
{
	int64_t before = in->import->bad;
	const char *id = json_in_text(in, length, NULL);

	if (in->import->bad != before)
		return "";
	if (strlen(id) != length ||
	    strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != length)
		import_bad_place(in->import, in->path,
		    N_("“{value}” is not {length} upper-case letters and digits"),
		    id, import_number(in->import, (int64_t)length));
	return id;
}

/* A word of ours: lower case, digits, '_'. */
static const char *read_word(const struct json_in *in)
{
	int64_t before = in->import->bad;
	const char *word = json_in_text(in, 60, NULL);

	if (in->import->bad == before &&
	    strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789_") !=
		strlen(word))
		bad(in, N_("only lower-case letters, digits and _"));
	return word;
}

/* A JSON array of choices, stored as it stands. */
static const char *read_list(
    const struct json_in *in, const char *const *choices)
{
	struct text out;
	size_t count = json_in_array(in, false);

	text_init(&out, in->import->cx->arena);
	text_add(&out, "[");
	for (size_t i = 0; i < count; i++) {
		struct json_in element = json_in_at(in, i);

		text_addf(&out, "%s\"%s\"", i ? "," : "",
		    json_in_choice(&element, choices, NULL));
	}
	text_add(&out, "]");
	return out.bytes;
}

static const char *read_attributes(const struct json_in *in)
{
	const char *key;
	json_t *value;
	char *dump;
	const char *copy;

	if (in->value == NULL)
		return "{}";
	if (!json_in_object(in, NULL))
		return "{}";
	json_object_foreach((json_t *)(uintptr_t)in->value, key, value)
	{
		struct json_in member = json_in_get(in, key);

		(void)json_in_text(&member, 500, "");
	}
	dump = json_dumps(in->value, JSON_COMPACT | JSON_SORT_KEYS);
	copy = arena_dup(in->import->cx->arena, dump ? dump : "{}");
	free(dump);
	return copy;
}

static const char *read_views(const struct json_in *in)
{
	size_t count = json_in_array(in, true);
	struct text out;

	text_init(&out, in->import->cx->arena);
	text_add(&out, " ");
	for (size_t i = 0; i < count; i++) {
		struct json_in element = json_in_at(in, i);

		text_addf(&out, "%s ",
		    json_in_choice(&element, catalog_views(), NULL));
	}
	return out.bytes;
}

static const struct catalogue_market *read_markets(
    const struct json_in *in, size_t *ret_count)
{
	size_t room = json_object_size(in->value), count = 0;
	struct catalogue_market *markets = ARENA_ARRAY(
	    in->import->cx->arena, struct catalogue_market, room + 1);
	const char *country;
	json_t *value;

	*ret_count = 0;
	if (!json_in_object(in, NULL))
		return markets;
	json_object_foreach((json_t *)(uintptr_t)in->value, country, value)
	{
		struct json_in member = json_in_get(in, country);
		int64_t before = in->import->bad;
		const char *currency = json_in_text(&member, 3, NULL);

		if (!country_is_known(country))
			bad(&member, N_("this is not a country code"));
		if (in->import->bad == before &&
		    currency_exponent(currency) < 0)
			import_bad_place(in->import, member.path,
			    N_("“{value}” is not a currency code"), currency);
		markets[count].country =
		    arena_dup(in->import->cx->arena, country);
		markets[count++].currency = currency;
	}
	*ret_count = count;
	return markets;
}

static void read_segments(
    const struct json_in *in, bool software, const char **ret_segments)
{
	size_t count = json_in_array(in, false), kept = 0;

	if (in->value == NULL)
		ret_segments[kept++] = segments[0];
	for (size_t i = 0; i < count; i++) {
		struct json_in element = json_in_at(in, i);
		const char *segment = json_in_choice(&element, segments, NULL);
		bool twice = false;

		for (size_t k = 0; k < kept; k++)
			twice |= strcmp(ret_segments[k], segment) == 0;
		if (twice)
			bad(&element, N_("this segment stands twice"));
		else if (software && *segment &&
			 strcmp(segment, segments[0]) != 0)
			bad(&element,
			    N_("software is sold to commercial only"));
		else if (*segment)
			ret_segments[kept++] = segment;
	}
	ret_segments[kept] = NULL;
}

/* What a kind of product asks of its SKUs (domain.md 2). */
static void check_sku(
    const struct json_in *in, enum product_kind kind, const struct sku *sku)
{
	struct json_in term = json_in_get(in, "term");
	struct json_in source = json_in_get(in, "keySource");
	struct json_in max = json_in_get(in, "maxQuantity");
	bool has_term = *sku->term != '\0';

	if (kind == PRODUCT_PERPETUAL_SOFTWARE && has_term)
		bad(&term, N_("perpetual software has no term"));
	if ((kind == PRODUCT_SOFTWARE_SUBSCRIPTION ||
		kind == PRODUCT_AZURE_RESERVATION) &&
	    strcmp(sku->term, "P1Y") != 0 && strcmp(sku->term, "P3Y") != 0)
		bad(&term, N_("this kind of product has a term of P1Y or P3Y"));
	if (kind == PRODUCT_LICENSE && !has_term)
		bad(&term, N_("a licence has a term"));
	if (!product_kind_is_software(kind) &&
	    strcmp(sku->key_source, "none") != 0)
		bad(&source, N_("only software has product keys"));
	if (sku->max_quantity < sku->min_quantity)
		bad(&max, N_("this is below minQuantity"));
}

static void read_sku(const struct json_in *in,
    const struct catalogue_product *of, const struct catalogue_market *markets,
    size_t market_count, struct catalogue_sku *ret_sku)
{
	struct json_in own = json_in_get(in, "markets");
	struct json_in in_segments = json_in_get(in, "segments");
	bool software = product_kind_is_software(of->product.kind);
	struct sku *sku = &ret_sku->sku;

	if (!json_in_object(in, sku_fields))
		return;
#define MEMBER(key) (&(struct json_in[]){ json_in_get(in, key) }[0])
	*sku = (struct sku){
		.product_id = of->product.product_id,
		.sku_id = read_id(MEMBER("id"), SKU_ID_LENGTH),
		.title = json_in_text(MEMBER("title"), TITLE_MAX, NULL),
		.description =
		    json_in_text(MEMBER("description"), DESCRIPTION_MAX, ""),
		.term = json_in_choice(MEMBER("term"), terms, ""),
		.billing_cycle =
		    json_in_choice(MEMBER("billingCycle"), cycles, "one_time"),
		.min_quantity =
		    json_in_int(MEMBER("minQuantity"), 1, QUANTITY_MAX, 1),
		.max_quantity = json_in_int(
		    MEMBER("maxQuantity"), 1, QUANTITY_MAX, QUANTITY_MAX),
		.unit = json_in_text(MEMBER("unit"), 60, "each"),
		.prerequisites =
		    read_list(MEMBER("prerequisites"), prerequisites),
		.inventory_variables = read_list(
		    MEMBER("inventoryVariables"), inventory_variables),
		.provisioning_variables = read_list(
		    MEMBER("provisioningVariables"), provisioning_variables),
		.dynamic_attributes =
		    read_attributes(MEMBER("dynamicAttributes")),
		.key_source =
		    json_in_choice(MEMBER("keySource"), sources, "none"),
		.low_stock = json_in_int(MEMBER("lowStock"), 0, 1000000, 0),
	};
	check_sku(in, of->product.kind, sku);
	read_segments(&in_segments, software, ret_sku->segments);
	ret_sku->markets = markets;
	ret_sku->market_count = market_count;
	if (own.value != NULL)
		ret_sku->markets = read_markets(&own, &ret_sku->market_count);
}

static void read_type(const struct json_in *in, bool needed,
    const char **ret_id, const char **ret_name)
{
	if (in->value == NULL && !needed)
		return;
	if (!json_in_object(in, type_fields))
		return;
	*ret_id = json_in_text(MEMBER("id"), 60, NULL);
	*ret_name = json_in_text(MEMBER("name"), 100, NULL);
}

static void read_product(const struct json_in *in, struct product *ret_product)
{
	struct product *product = ret_product;

	*product = (struct product){
		.product_id = read_id(MEMBER("id"), PRODUCT_ID_LENGTH),
		.title = json_in_text(MEMBER("title"), TITLE_MAX, NULL),
		.description =
		    json_in_text(MEMBER("description"), DESCRIPTION_MAX, ""),
		.kind = product_kind_find(
		    json_in_choice(MEMBER("kind"), kinds, NULL)),
		.family = read_word(MEMBER("family")),
		.publisher = read_word(MEMBER("publisher")),
		.publisher_name =
		    json_in_text(MEMBER("publisherName"), 100, NULL),
		.target_views = read_views(MEMBER("views")),
		.window_days = json_in_int(MEMBER("windowDays"), 1, 366, 0),
	};
	product->license = license_read(MEMBER("license"));
	if (product->license != NULL && product->kind != PRODUCT_LICENSE)
		bad(MEMBER("license"), "only the kind license has this");
	read_type(MEMBER("type"), true, &product->type_id, &product->type_name);
	read_type(MEMBER("subtype"), false, &product->subtype_id,
	    &product->subtype_name);
}

/* n is small within a product; among products the sorted list is asked. */
static void check_sku_twice(const struct json_in *skus,
    const struct catalogue_product *product, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		struct json_in element;

		if (strcmp(product->skus[k].sku.sku_id,
			product->skus[i].sku.sku_id) != 0)
			continue;
		element = json_in_at(skus, i);
		bad(&element, N_("this SKU stands twice"));
		return;
	}
}

static void read_product_and_skus(const struct json_in *in,
    const struct catalogue_market *markets, size_t market_count,
    struct catalogue_product *ret_product)
{
	struct json_in skus = json_in_get(in, "skus");
	struct json_in own = json_in_get(in, "markets");
	struct arena *arena = in->import->cx->arena;

	if (!json_in_object(in, product_fields))
		return;
	read_product(in, &ret_product->product);
	if (own.value != NULL)
		markets = read_markets(&own, &market_count);
	ret_product->sku_count = json_in_array(&skus, true);
	ret_product->skus = ARENA_ARRAY(
	    arena, struct catalogue_sku, ret_product->sku_count + 1);
	for (size_t i = 0; i < ret_product->sku_count; i++) {
		struct json_in sku = json_in_at(&skus, i);

		ret_product->skus[i].sku.sku_id = "";
		read_sku(&sku, ret_product, markets, market_count,
		    &ret_product->skus[i]);
		ret_product->skus[i].position = (int64_t)i;
		check_sku_twice(&skus, ret_product, i);
	}
}

static int by_product_id(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

static void check_products_twice(
    struct import *import, const struct catalogue *catalogue)
{
	const char **ids =
	    ARENA_ARRAY(import->cx->arena, const char *, catalogue->count + 1);

	for (size_t i = 0; i < catalogue->count; i++)
		ids[i] = catalogue->products[i].product.product_id
			     ? catalogue->products[i].product.product_id
			     : "";
	qsort(ids, catalogue->count, sizeof(*ids), by_product_id);
	for (size_t i = 1; i < catalogue->count; i++)
		if (*ids[i] && strcmp(ids[i], ids[i - 1]) == 0)
			import_bad_place(import, "products",
			    N_("the product {product} stands twice"), ids[i]);
}

static void read_file(const struct json_in *in, struct catalogue *ret_catalogue)
{
	static const char *const formats[] = { FORMAT, NULL };
	struct json_in products = json_in_get(in, "products");
	struct json_in in_markets = json_in_get(in, "markets");
	const struct catalogue_market *markets = NULL;
	size_t market_count = 0;

	if (!json_in_object(in, file_fields))
		return;
	(void)json_in_choice(MEMBER("format"), formats, NULL);
	if (in_markets.value != NULL)
		markets = read_markets(&in_markets, &market_count);
	ret_catalogue->count = json_in_array(&products, true);
	ret_catalogue->products = ARENA_ARRAY(in->import->cx->arena,
	    struct catalogue_product, ret_catalogue->count + 1);
	for (size_t i = 0; i < ret_catalogue->count; i++) {
		struct json_in product = json_in_at(&products, i);

		read_product_and_skus(&product, markets, market_count,
		    &ret_catalogue->products[i]);
	}
	check_products_twice(in->import, ret_catalogue);
}

struct error catalogue_read(struct import *import, FILE *in, const char *name,
    struct catalogue *ret_catalogue)
{
	json_error_t problem;
	json_t *root = json_loadf(in, JSON_REJECT_DUPLICATES, &problem);
	struct json_in file = { .import = import, .value = root, .path = "" };
	struct catalogue catalogue = { 0 };
	struct error e;

	if (root == NULL) {
		import_bad_place(import, name,
		    N_("line {line}, column {column}: {problem}"),
		    import_number(import, problem.line),
		    import_number(import, problem.column), problem.text);
		return import_verdict(import);
	}
	read_file(&file, &catalogue);
	json_decref(root);
	if (!(e = import_verdict(import)).code)
		*ret_catalogue = catalogue;
	return e;
}
