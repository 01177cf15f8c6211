/*
 * Partners, users and customers of the demo. Made-up people; *.example never
 * belongs to anybody. What they order is demo_history.c's.
 */
#include <string.h>

#include "accounts/application.h"
#include "accounts/partner.h"
#include "accounts/password.h"
#include "accounts/user.h"
#include "base/crypto.h"
#include "customers/agreement.h"
#include "customers/customer.h"
#include "customers/qualification.h"
#include "customers/reseller.h"
#include "db/db.h"
#include "sandbox/demo_private.h"

#define ADMIN (ROLE_ADMIN_AGENT | ROLE_GLOBAL_ADMIN)
#define AT "@nordlicht.example"
#define AT2 "@southerncross.example"

static const struct demo_partner nordlicht = {
	.partner = { .name = "Nordlicht Systemhaus GmbH",
	    .domain = "nordlicht.example",
	    .country = "DE",
	    .city = "Lübeck",
	    .currency = "EUR",
	    .culture = "de-DE",
	    .mpn_id = "4123087",
	    .csp_enrolled = true,
	    .test_clock = true },
	.user_count = 10,
	.users = { { "anneke" AT, "Anneke Brandt", ADMIN },
	    { "jonas" AT, "Jonas Petersen", ROLE_ADMIN_AGENT },
	    { "greta" AT, "Greta Lindqvist", ROLE_GLOBAL_ADMIN },
	    { "heiko" AT, "Heiko Matthiesen", ROLE_ACCOUNT_ADMIN },
	    { "femke" AT, "Femke de Boer", ROLE_REFERRAL_ADMIN },
	    { "marisol" AT, "Marisol Vega", ROLE_MARKETING_CONTENT_ADMIN },
	    { "tarek" AT, "Tarek Haddad", ROLE_SALES_AGENT },
	    { "ilse" AT, "Ilse Voss", ROLE_HELPDESK_AGENT },
	    { "bruno" AT, "Bruno Castell", ROLE_BILLING_ADMIN },
	    { "wiebke" AT, "Wiebke Janssen", ROLE_USER_MANAGEMENT_ADMIN } },
	.customer_count = 12,
	.customers = { { "Dorpat Maritime OÜ", "dorpatmaritime.example", "EE",
			   "Tartu", "51003", "", "Maarja", "Tamm", "", "" },
	    { "Kestrel & Lowe Shipbrokers Ltd", "kestrel-lowe.example", "GB",
		"Hull", "HU1 2AA", "", "Edith", "Lowe", "", "" },
	    { "瑞海物流有限公司", "ruihai-logistics.example", "CN", "上海",
		"200120", "SH", "伟", "李", "", "" },
	    { "ООО «Новгородский лес»", "novgorod-les.example", "RU",
		"Великий Новгород", "173001", "", "Ольга", "Соколова",
		"5321000000", "+7 8162 000000" },
	    { "Gdańsk Amber Works sp. z o.o.", "amberworks.example", "PL",
		"Gdańsk", "80-001", "", "Łukasz", "Wiśniewski", "", "" },
	    { "Rock Point Bunkering Ltd", "rockpoint.example", "GI",
		"Gibraltar", "GX11 1AA", "", "Ana", "Olivero", "", "" },
	    { "Ateliers du Vieux-Port SAS", "vieuxport.example", "FR",
		"Marseille", "13002", "", "Élodie", "Garnier", "", "" },
	    { "Travemünder Reederei AG", "travereederei.example", "DE",
		"Travemünde", "23570", "", "Klaus", "Ahrens", "", "" },
	    { "Ångermanlands Sågverk AB", "angsag.example", "SE", "Härnösand",
		"871 30", "", "Åsa", "Öberg", "", "" },
	    { "Fjordlaks Eksport AS", "fjordlaks.example", "NO", "Ålesund",
		"6002", "", "Sigrid", "Hauge", "", "" },
	    { "Van der Meulen Bloemen B.V.", "vdmbloemen.example", "NL",
		"Aalsmeer", "1431 AB", "", "Pieter", "van der Meulen", "", "" },
	    { "Monte Carlo Yacht Registry SAM", "mcyacht.example", "MC",
		"Monaco", "98000", "", "Luc", "Ferrari", "", "" } },
};

static const struct demo_partner southern_cross = {
	.partner = { .name = "Southern Cross IT Pty Ltd",
	    .domain = "southerncross.example",
	    .country = "AU",
	    .city = "Fremantle",
	    .currency = "AUD",
	    .culture = "en-AU",
	    .mpn_id = "5207431",
	    .csp_enrolled = true,
	    .test_clock = true,
	    .sandbox = true },
	.user_count = 4,
	.users = { { "matilda" AT2, "Matilda Hargreaves", ADMIN },
	    { "koa" AT2, "Koa Williams", ROLE_ADMIN_AGENT },
	    { "priya" AT2, "Priya Raman", ROLE_BILLING_ADMIN },
	    { "desmond" AT2, "Desmond Clarke", ROLE_SALES_AGENT } },
	.customer_count = 12,
	.customers = { { "Swan Valley Vineyards Pty Ltd", "swanvalley.example",
			   "AU", "Perth", "6000", "WA", "Holly", "Nguyen", "",
			   "" },
	    { "Aotearoa Wool Exchange Ltd", "woolexchange.example", "NZ",
		"Dunedin", "9016", "", "Aroha", "Parata", "", "" },
	    { "Viti Coral Tours Ltd", "viticoral.example", "FJ", "Nadi", "0000",
		"", "Mere", "Vuki", "", "" },
	    { "青葉精機株式会社", "aobaseiki.example", "JP", "仙台", "980-0811",
		"", "由美", "佐藤", "", "" },
	    { "Serra Azul Laticínios Ltda", "serraazul.example", "BR",
		"Belo Horizonte", "30110-000", "MG", "João", "Magalhães",
		"12345678000195", "+55 31 0000 0000" },
	    { "Great Lakes Tool & Die Inc.", "greatlakestool.example", "US",
		"Duluth", "55802", "MN", "Dana", "Kowalski", "", "" },
	    { "維港數據有限公司", "victoria-data.example", "HK", "香港",
		"999077", "", "嘉欣", "陳", "", "" },
	    { "Lion Gate Freight Pte Ltd", "liongate.example", "SG",
		"Singapore", "018956", "", "Wei", "Tan", "", "" },
	    { "Kaveri Textiles Private Limited", "kaveri.example", "IN",
		"Coimbatore", "641001", "TN", "Lakshmi", "Iyer",
		"33AAAAA0000A1Z5", "+91 422 0000000" },
	    { "Isla Verde Hotels LLC", "islaverde.example", "PR", "San Juan",
		"00901", "", "Carmen", "Ortiz", "", "" },
	    { "Maple Ridge Optics Inc.", "mapleridge.example", "CA", "Kingston",
		"K7L 1A1", "ON", "Noah", "Tremblay", "", "" },
	    { "Christmas Island Phosphates", "xmasphosphate.example", "CX",
		"Flying Fish Cove", "6798", "", "Gordon", "Lim", "", "" } },
};

static struct error user_draw(struct ctx *cx, struct demo_user *user)
{
	return password_draw(cx, &user->password, &user->password_hash);
}

static struct error customer_draw(
    struct ctx *cx, struct demo_customer *customer, bool second)
{
	struct error e;

	customer->user_count = second ? 2 : 1;
	customer->users[0] = (struct demo_user){
		.email = arena_printf(cx->arena, "admin@%s", customer->domain),
		.name = arena_printf(cx->arena, "%s %s", customer->first_name,
		    customer->last_name),
		.roles = ROLE_CUSTOMER_GLOBAL_ADMIN
	};
	customer->users[1] = (struct demo_user){
		.email = arena_printf(cx->arena, "office@%s", customer->domain),
		.name = "Office",
		.roles = ROLE_CUSTOMER_USER,
		.first_name = "Front",
		.last_name = "Office"
	};
	if ((e = user_draw(cx, &customer->users[0])).code || !second)
		return e;
	return user_draw(cx, &customer->users[1]);
}

/* Those who have licences. */
static struct error staff_draw(struct ctx *cx, struct demo_customer *customer)
{
	static const char *const staff[DEMO_STAFF][3] = {
		{ "linnea", "Linnea", "Berg" },
		{ "nils", "Nils", "Holm" },
		{ "sara", "Sara", "Lund" },
	};
	struct error e = OK;

	for (size_t i = 0; i < DEMO_STAFF && !e.code; i++) {
		struct demo_user *user = &customer->users[i + 1];

		*user = (struct demo_user){
			.email = arena_printf(
			    cx->arena, "%s@%s", staff[i][0], customer->domain),
			.name = arena_printf(
			    cx->arena, "%s %s", staff[i][1], staff[i][2]),
			.roles = ROLE_CUSTOMER_USER,
			.first_name = staff[i][1],
			.last_name = staff[i][2],
		};
		e = user_draw(cx, user);
	}
	customer->user_count = DEMO_STAFF + 1;
	return e;
}

static struct error partner_draw(struct ctx *cx, struct demo_partner *partner)
{
	struct error e = OK;

	for (size_t i = 0; i < partner->user_count && !e.code; i++)
		e = user_draw(cx, &partner->users[i]);
	for (size_t i = 0; i < partner->customer_count && !e.code; i++)
		e = customer_draw(cx, &partner->customers[i], i < 2);
	return e;
}

struct error demo_people_draw(struct ctx *cx, struct demo *ret_demo)
{
	struct error e;

	ret_demo->partners[0] = nordlicht;
	ret_demo->partners[1] = southern_cross;
	ret_demo->operator_user =
	    (struct demo_user){ .email = "operator@kontor.example",
		    .name = "Signe Holm",
		    .roles = ROLE_OPERATOR };
	for (size_t i = 0; i < DEMO_PARTNERS; i++)
		if ((e = partner_draw(cx, &ret_demo->partners[i])).code)
			return e;
	e = staff_draw(cx, &ret_demo->partners[DEMO_LICENSED_PARTNER]
				.customers[DEMO_LICENSED_CUSTOMER]);
	if (e.code)
		return e;
	return user_draw(cx, &ret_demo->operator_user);
}

static struct error user_write(struct ctx *cx, struct demo_user *user,
    const char *customer_id, const char *country)
{
	struct user given = { .email = user->email,
		.name = user->name,
		.roles = user->roles,
		.active = true,
		.customer_id = customer_id,
		.first_name = user->first_name,
		.last_name = user->last_name,
		.usage_location = country };
	struct user made;
	struct error e = user_create(cx, &given, user->password_hash, &made);

	if (!e.code)
		user->user_id = made.user_id;
	return e;
}

/* Everybody in the demo has agreed. */
static struct error agreement_write(
    struct ctx *cx, const struct customer *customer)
{
	struct agreement agreement = { .type = "MicrosoftCustomerAgreement",
		.agreed_at = cx->now,
		.first_name = customer->first_name,
		.last_name = customer->last_name,
		.email = customer->email,
		.phone = customer->phone };

	return agreement_confirm(
	    cx, customer->customer_id, &agreement, &agreement);
}

static struct error customer_write(
    struct ctx *cx, struct demo_customer *customer)
{
	struct customer_new given = { .name = customer->name,
		.domain = customer->domain,
		.country = customer->country,
		.email = customer->users[0].email,
		.language = "en",
		.culture = "en-US",
		.first_name = customer->first_name,
		.last_name = customer->last_name,
		.address_line1 = "1 Harbour Street",
		.city = customer->city,
		.state = customer->state,
		.postal_code = customer->postal_code,
		.phone = customer->phone,
		.registration_number = customer->registration_number };
	struct customer made;
	struct error *errors;
	struct error e;

	if ((e = customer_check(cx, &given, &errors)).code ||
	    (e = customer_create(cx, &given, customer->users[0].password,
		 customer->users[0].password_hash, &made))
		.code)
		return e;
	customer->customer_id = made.customer_id;
	e = agreement_write(cx, &made);
	for (size_t i = 1; i < customer->user_count && !e.code; i++)
		e = user_write(cx, &customer->users[i], made.customer_id,
		    customer->country);
	return e;
}

/* Two that bring customers, one of them without the partner agreement; and a
 * code of the government community cloud. */
static struct error resellers_write(struct ctx *cx, size_t partner)
{
	static const struct {
		size_t partner;
		struct reseller reseller;
	} resellers[] = {
		{ 0, { "5a1c0f52-7d36-4e9b-8a41-2c6f0b9d3e17", "4987201",
			 "Hanse Cloud Kontor KG", "DE",
			 .agreement_signed = true } },
		{ 0, { "c2e4b7a9-1f58-4d03-9b6e-7a8d5c1f2e40", "4987215",
			 "Mälaren IT AB", "SE" } },
		{ 1, { "90d3e6b1-4c27-4a85-b1f9-3e5a7c8d6f02", "5207499",
			 "Bass Strait Networks Pty Ltd", "AU",
			 .agreement_signed = true } },
	};
	struct reseller ignored;
	struct error e = OK;

	for (size_t i = 0; i < COUNT(resellers) && !e.code; i++)
		if (resellers[i].partner == partner)
			e = reseller_create(
			    cx, &resellers[i].reseller, &ignored);
	if (e.code || partner != 1)
		return e;
	return validation_code_create(
	    cx, &(struct validation_code){ .validation_id = "gcc-sample-1",
		    .organization = "Great Lakes Public Works",
		    .max_creates = 25 });
}

/* The first user stands behind what the demo does. */
static struct principal first_user(const struct demo_partner *partner)
{
	return (struct principal){ .kind = ACTOR_USER,
		.partner = &partner->partner,
		.roles = ADMIN,
		.user_id = partner->users[0].user_id,
		.user_name = partner->users[0].name,
		.email = partner->users[0].email };
}

static struct error partner_write(struct ctx *cx, struct demo_partner *partner)
{
	struct application application;
	struct principal who;
	struct error e;

	if ((e = partner_create(cx, &partner->partner, &partner->partner)).code)
		return e;
	who = first_user(partner);
	cx->who = &who;
	for (size_t i = 0; i < partner->user_count && !e.code; i++) {
		e = user_write(cx, &partner->users[i], NULL, NULL);
		who = first_user(partner);
	}
	for (size_t i = 0; i < partner->customer_count && !e.code; i++)
		e = customer_write(cx, &partner->customers[i]);
	if (!e.code)
		e = agreement_require(cx, true);
	if (!e.code)
		e = resellers_write(cx, partner->partner.sandbox);
	if (!e.code)
		e = application_create(cx, NULL, "Sample program",
		    ROLE_ADMIN_AGENT, &application, &partner->client_secret);
	if (!e.code)
		e = application_set_redirects(cx, application.client_id,
		    &(struct redirect_list){
			1, (const char *[]){ DEMO_REDIRECT } });
	if (!e.code)
		partner->client_id = application.client_id;
	cx->who = NULL;
	return e;
}

struct error demo_people_write(struct ctx *cx, struct demo *demo)
{
	struct demo_user *operator_user = &demo->operator_user;
	char guid[GUID_TEXT];
	struct error e;

	for (size_t i = 0; i < DEMO_PARTNERS; i++)
		if ((e = partner_write(cx, &demo->partners[i])).code)
			return e;
	guid_random(guid);
	operator_user->user_id = arena_dup(cx->arena, guid);
	return sql_run(cx, SQL_demo_operator_add,
	    ARGS(T(operator_user->user_id), T(operator_user->email),
		T(operator_user->name), T(operator_user->password_hash)),
	    NULL);
}
