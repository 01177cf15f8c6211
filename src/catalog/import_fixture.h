/*
 * For tests of imports: a fixture whose imports run in its own transaction
 * and keep what they say.
 */
#ifndef KONTOR_CATALOG_IMPORT_FIXTURE_H
#define KONTOR_CATALOG_IMPORT_FIXTURE_H

#include "fixture.h"
#include "check.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "catalog/catalog.h"
#include "catalog/import.h"
#include "db/slice.h"

struct desk {
	struct fixture f;
	struct import import;
	struct text said; /* bad lines, each ended by a newline */
	int slices;
	int stop_after; /* slices; 0 never */
};

static inline struct error desk_slice(struct import *import,
    struct error (*work)(struct ctx *cx, void *what), void *what)
{
	struct desk *desk = import->slicer;

	desk->slices++;
	return slice_here(import->cx, work, what);
}

static inline void desk_say(struct import *import, bool bad, const char *text)
{
	struct desk *desk = import->listener;

	if (bad)
		text_addf(&desk->said, "%s\n", text);
}

static inline bool desk_stopping(struct import *import)
{
	struct desk *desk = import->slicer;

	return desk->stop_after > 0 && desk->slices >= desk->stop_after;
}

/* Ready for the next import. */
static inline void desk_clear(struct desk *desk)
{
	desk->import = (struct import){ .cx = &desk->f.cx,
		.slice = desk_slice,
		.slicer = desk,
		.say = desk_say,
		.listener = desk,
		.stopping = desk_stopping };
	text_init(&desk->said, &desk->f.arena);
	text_add(&desk->said, "");
	desk->slices = desk->stop_after = 0;
}

static inline struct error desk_import(struct desk *desk,
    struct error (*run)(struct import *import, FILE *in, const char *name),
    const char *content)
{
	FILE *in = tmpfile();
	struct error e;

	CHECK(in != NULL && fputs(content, in) >= 0);
	rewind(in);
	e = run(&desk->import, in, "test file");
	fclose(in);
	return e;
}

/* Enough to sell: a perpetual product, a subscription, a seat, a reservation
 * and its markets. */
static const char small_catalogue[] =
    "{\"format\": \"kontor-catalogue-1\", \"markets\": {\"DE\": \"EUR\","
    " \"FR\": \"EUR\", \"MC\": \"EUR\", \"GP\": \"EUR\", \"GI\": \"GBP\","
    " \"JP\": \"JPY\", \"KW\": \"KWD\", \"US\": \"USD\", \"BR\": \"BRL\"},"
    " \"products\": [{\"id\": \"PERPETUAL001\", \"title\": \"Server Öl\","
    " \"kind\": \"perpetual_software\", \"family\": \"windows_server\","
    " \"publisher\": \"microsoft\", \"publisherName\": \"Microsoft\","
    " \"type\": {\"id\": \"Software\", \"name\": \"Software\"},"
    " \"views\": [\"Software\", \"SoftwarePerpetual\"], \"skus\": ["
    " {\"id\": \"0001\", \"title\": \"Core pack\", \"keySource\":"
    " \"generated\"}]},"
    " {\"id\": \"SUBSCRIPTION\", \"title\": \"Database\","
    " \"kind\": \"software_subscription\", \"family\": \"sql_server\","
    " \"publisher\": \"microsoft\", \"publisherName\": \"Microsoft\","
    " \"type\": {\"id\": \"Software\", \"name\": \"Software\"},"
    " \"views\": [\"Software\", \"SoftwareSubscriptions\"], \"skus\": ["
    " {\"id\": \"0001\", \"title\": \"One year\", \"term\": \"P1Y\"},"
    " {\"id\": \"0002\", \"title\": \"Three years\", \"term\": \"P3Y\"}]},"
    " {\"id\": \"RESERVATION1\", \"title\": \"Reserved VM\","
    " \"kind\": \"azure_reservation\", \"family\": \"azure_reservation\","
    " \"publisher\": \"microsoft\", \"publisherName\": \"Microsoft\","
    " \"type\": {\"id\": \"Azure\", \"name\": \"Azure\"},"
    " \"views\": [\"AzureReservations\"], \"skus\": ["
    " {\"id\": \"0001\", \"title\": \"One year\", \"term\": \"P1Y\"}]},"
    " {\"id\": \"SEAT00000001\", \"title\": \"Seat\", \"kind\": \"license\","
    " \"family\": \"seat\", \"publisher\": \"microsoft\","
    " \"publisherName\": \"Microsoft\","
    " \"type\": {\"id\": \"OnlineServices\", \"name\": \"Online\"},"
    " \"views\": [\"OnlineServices\"], \"skus\": ["
    " {\"id\": \"0001\", \"title\": \"Monthly\", \"term\": \"P1M\","
    " \"billingCycle\": \"monthly\"}]}]}";

static inline void desk_open(struct desk *desk)
{
	fixture_open(&desk->f);
	desk_clear(desk);
	CHECK_OK(desk_import(desk, catalogue_import, small_catalogue));
	CHECK_TEXT("", desk->said.bytes);
	desk_clear(desk);
}

static inline void desk_close(struct desk *desk)
{
	fixture_close(&desk->f);
}

/* The only offer of that SKU in that country. */
static inline struct offer offer_of(struct desk *desk, const char *product_id,
    const char *sku_id, const char *country)
{
	struct catalog_filter filter = {
		.country = country, .product_id = product_id, .sku_id = sku_id
	};
	struct offer_list list;

	CHECK_OK(catalog_list(&desk->f.cx, &filter, &list));
	CHECK_INT(1, list.count);
	return list.offers[0];
}

#endif
