/*
 * The catalogue of the store tests. Expected sums stand in the tests.
 */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "base/text.h"
#include "catalog/import.h"

static const char catalogue[] =
    "{\"format\":\"kontor-catalogue-1\",\"markets\":{\"US\":\"USD\"},"
    "\"products\":["
    "{\"id\":\"PERP00000001\",\"title\":\"Perpetual\",\"kind\":"
    "\"perpetual_software\",\"family\":\"windows_server\",\"publisher\":"
    "\"microsoft\",\"publisherName\":\"Microsoft\",\"type\":{\"id\":"
    "\"Software\",\"name\":\"Software\"},\"views\":[\"Software\"],\"skus\":["
    "{\"id\":\"0001\",\"title\":\"Perpetual\",\"maxQuantity\":100,"
    "\"keySource\":\"generated\"}]},"
    "{\"id\":\"SUBS00000001\",\"title\":\"Subscription\",\"kind\":"
    "\"software_subscription\",\"family\":\"sql_server\",\"publisher\":"
    "\"microsoft\",\"publisherName\":\"Microsoft\",\"type\":{\"id\":"
    "\"Software\",\"name\":\"Software\"},\"views\":[\"Software\"],\"skus\":["
    "{\"id\":\"0001\",\"title\":\"One year\",\"term\":\"P1Y\",\"keySource\":"
    "\"generated\"},{\"id\":\"0003\",\"title\":\"Three years\",\"term\":"
    "\"P3Y\",\"keySource\":\"generated\"}]},"
    "{\"id\":\"SUSE00000001\",\"title\":\"SUSE\",\"kind\":"
    "\"software_subscription\",\"family\":\"suse_linux\",\"publisher\":"
    "\"suse\",\"publisherName\":\"SUSE\",\"type\":{\"id\":\"Software\","
    "\"name\":\"Software\"},\"views\":[\"Software\"],\"skus\":[{\"id\":"
    "\"0001\",\"title\":\"SUSE one year\",\"term\":\"P1Y\",\"keySource\":"
    "\"generated\"}]},"
    "{\"id\":\"ESU000000001\",\"title\":\"ESU 2020\",\"kind\":"
    "\"software_subscription\",\"family\":\"windows_7_esu_2020\","
    "\"publisher\":\"microsoft\",\"publisherName\":\"Microsoft\",\"type\":"
    "{\"id\":\"Software\",\"name\":\"Software\"},\"views\":[\"Software\"],"
    "\"skus\":[{\"id\":\"0001\",\"title\":\"ESU one year\",\"term\":\"P1Y\","
    "\"keySource\":\"generated\"}]},"
    "{\"id\":\"LICE00000001\",\"title\":\"Seat\",\"kind\":\"license\","
    "\"family\":\"productivity\",\"publisher\":\"microsoft\","
    "\"publisherName\":\"Microsoft\",\"type\":{\"id\":\"OnlineServices\","
    "\"name\":\"Online services\"},\"views\":[\"OnlineServices\"],\"skus\":["
    "{\"id\":\"0001\",\"title\":\"Seat, monthly\",\"term\":\"P1M\","
    "\"billingCycle\":\"monthly\",\"keySource\":\"none\"}]},"
    "{\"id\":\"SAAS00000001\",\"title\":\"Backup\",\"kind\":\"license\","
    "\"family\":\"saas\",\"publisher\":\"fabrikam\","
    "\"publisherName\":\"Fabrikam\",\"type\":{\"id\":\"SaaS\","
    "\"name\":\"SaaS\"},\"views\":[\"OnlineServices\"],\"skus\":["
    "{\"id\":\"0001\",\"title\":\"Backup, yearly\",\"term\":\"P1Y\","
    "\"billingCycle\":\"annual\",\"keySource\":\"none\"}]},"
    "{\"id\":\"AZPL00000001\",\"title\":\"Azure plan\",\"kind\":"
    "\"azure_plan\",\"family\":\"azure\",\"publisher\":\"microsoft\","
    "\"publisherName\":\"Microsoft\",\"type\":{\"id\":\"Azure\",\"name\":"
    "\"Azure\"},\"views\":[\"MicrosoftAzure\"],\"skus\":[{\"id\":\"0001\","
    "\"title\":\"Azure plan\",\"maxQuantity\":1,\"keySource\":\"none\"}]},"
    "{\"id\":\"RESV00000001\",\"title\":\"Reserved VM\",\"kind\":"
    "\"azure_reservation\",\"family\":\"azure\",\"publisher\":\"microsoft\","
    "\"publisherName\":\"Microsoft\",\"type\":{\"id\":\"Azure\",\"name\":"
    "\"Azure\"},\"views\":[\"AzureReservations\"],\"skus\":[{\"id\":"
    "\"0001\",\"title\":\"Reserved VM, 1 year\",\"term\":\"P1Y\","
    "\"keySource\":\"none\"}]},"
    "{\"id\":\"POOL00000001\",\"title\":\"Pooled\",\"kind\":"
    "\"perpetual_software\",\"family\":\"windows_server\",\"publisher\":"
    "\"microsoft\",\"publisherName\":\"Microsoft\",\"type\":{\"id\":"
    "\"Software\",\"name\":\"Software\"},\"views\":[\"Software\"],\"skus\":["
    "{\"id\":\"0001\",\"title\":\"Pooled\",\"keySource\":\"pool\"}]}]}";

static const char prices[] =
    "ProductTitle,ProductId,SkuId,SkuTitle,Publisher,SkuDescription,"
    "UnitOfMeasure,TermDuration,BillingPlan,Market,Currency,UnitPrice,"
    "PricingTierRangeMin,PricingTierRangeMax,EffectiveStartDate,"
    "EffectiveEndDate,Tags,ERP Price,Segment\n"
    ",PERP00000001,0001,,,,,,OneTime,US,USD,1000.00,,,2019-01-01,,,,Commercial\n"
    ",SUBS00000001,0001,,,,,P1Y,OneTime,US,USD,1200.00,,,2019-01-01,,,,Commercial\n"
    ",SUBS00000001,0003,,,,,P3Y,OneTime,US,USD,9999.99,,,2019-01-01,,,,Commercial\n"
    ",SUSE00000001,0001,,,,,P1Y,OneTime,US,USD,100.00,,,2019-01-01,,,,Commercial\n"
    ",ESU000000001,0001,,,,,P1Y,OneTime,US,USD,50.00,,,2019-01-01,,,,Commercial\n"
    ",LICE00000001,0001,,,,,P1M,Monthly,US,USD,8.00,,,2019-01-01,,,,Commercial\n"
    ",SAAS00000001,0001,,,,,P1Y,Annual,US,USD,73.00,,,2019-01-01,,,,Commercial\n"
    ",AZPL00000001,0001,,,,,,OneTime,US,USD,0.00,,,2019-01-01,,,,Commercial\n"
    ",RESV00000001,0001,,,,,P1Y,OneTime,US,USD,500.00,,,2019-01-01,,,,Commercial\n"
    ",POOL00000001,0001,,,,,,OneTime,US,USD,300.00,,,2019-01-01,,,,Commercial\n";

static void stop(const char *what, struct error e)
{
	fprintf(stderr, "world: %s: %s (%s)\n", what, error_info(e.code)->name,
	    e.field == NULL ? "" : e.field);
	for (const struct hole *h = e.holes; h != NULL && h->name != NULL; h++)
		fprintf(stderr, "  %s: %s\n", h->name, h->value);
	exit(1);
}

/* The fixture's one write transaction stands in for the slices. */
static struct error slice(struct import *import,
    struct error (*work)(struct ctx *cx, void *what), void *what)
{
	return work(import->cx, what);
}

static void say(
    struct import *import __attribute__((unused)), bool bad, const char *text)
{
	if (bad)
		fprintf(stderr, "world: %s\n", text);
}

void world_import(struct fixture *f, FILE *in, const char *name,
    struct error (*take)(struct import *, FILE *, const char *))
{
	struct import import = { .cx = &f->cx, .slice = slice, .say = say };
	struct error e = take(&import, in, name);

	if (e.code != 0)
		stop(name, e);
}

static void bring_in(struct fixture *f, const char *text, const char *name,
    struct error (*take)(struct import *, FILE *, const char *))
{
	FILE *in = tmpfile();

	if (in == NULL || fputs(text, in) < 0)
		stop(name, fail(ERR_INTERNAL, NULL));
	rewind(in);
	world_import(f, in, name, take);
	fclose(in);
}

void world_open(struct fixture *f)
{
	bring_in(f, catalogue, "catalogue.json", catalogue_import);
	bring_in(f, prices, "prices.csv", price_import);
	fixture_commit(f);
}

const char *world_item(struct fixture *f, const char *product_and_sku)
{
	struct catalog_filter filter = {
		.country = "US",
		.product_id = arena_dup_n(&f->arena, product_and_sku, 12),
		.sku_id = product_and_sku + 13,
	};
	struct offer_list list;
	struct error e = catalog_list(&f->cx, &filter, &list);

	if (e.code != 0)
		stop(product_and_sku, e);
	if (list.count != 1)
		stop(product_and_sku, fail(ERR_CATALOG_ITEM_BAD, NULL));
	return list.offers[0].catalog_item_id;
}

struct cart world_cart(
    struct fixture *f, const char *customer_id, const char *const *items)
{
	struct cart_line_input lines[8] = { 0 };
	size_t count = 0;
	struct cart cart;
	struct error e;

	for (; items[count] != NULL; count++)
		lines[count] = (struct cart_line_input){
			.catalog_item_id = world_item(f, items[count]),
			.quantity = 1,
		};
	e = cart_create(&f->cx, customer_id, lines, count, &cart);
	if (e.code != 0)
		stop("cart", e);
	return cart;
}

struct order world_order(
    struct fixture *f, const char *customer_id, const char *const *items)
{
	struct cart cart = world_cart(f, customer_id, items);
	struct order_list orders;
	struct error e =
	    cart_checkout(&f->cx, customer_id, cart.cart_id, NULL, 0, &orders);

	if (e.code != 0)
		stop("checkout", e);
	return orders.orders[0];
}

void world_at(struct fixture *f, const char *instant)
{
	int64_t at;

	if (!instant_parse(instant, &at))
		stop(instant, fail(ERR_FIELD_DATE, NULL));
	fixture_now(f, at);
}
