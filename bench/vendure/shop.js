/*
 * A Vendure shop in production mode for the race of order paths: one product,
 * two variants, one way to ship, one to pay that settles at once.
 *
 *   node shop.js fill             the schema and the goods, into an empty database
 *   node shop.js PORT             serves, one process a processor
 *
 * PGHOST, PGUSER and PGDATABASE say where.
 */
"use strict";
const cluster = require("node:cluster");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const {
	bootstrap,
	DefaultLogger,
	defaultPromotionActions,
	LanguageCode,
	LogLevel,
	PaymentMethodHandler,
} = require("@vendure/core");

const settled = new PaymentMethodHandler({
	code: "settled",
	description: [{ languageCode: LanguageCode.en, value: "Settled at once" }],
	args: {},
	createPayment: (ctx, order, amount) => ({
		amount,
		state: "Settled",
		transactionId: order.code,
		metadata: {},
	}),
	settlePayment: () => ({ success: true }),
});

const config = (port, filling) => ({
	apiOptions: {
		port,
		hostname: "127.0.0.1",
		adminApiPath: "admin-api",
		shopApiPath: "shop-api",
	},
	authOptions: {
		tokenMethod: ["bearer", "cookie"],
		superadminCredentials: { identifier: "root", password: "bench-shop" },
		cookieOptions: { secret: "bench" },
	},
	dbConnectionOptions: {
		type: "postgres",
		host: process.env.PGHOST,
		username: process.env.PGUSER,
		database: process.env.PGDATABASE,
		synchronize: filling,
		logging: false,
	},
	paymentOptions: { paymentMethodHandlers: [settled] },
	promotionOptions: { promotionActions: defaultPromotionActions },
	logger: new DefaultLogger({ level: LogLevel.Error }),
});

const initial = {
	defaultLanguage: LanguageCode.en,
	defaultZone: "Europe",
	countries: [{ name: "Germany", code: "DE", zone: "Europe" }],
	taxRates: [{ name: "Standard", percentage: 19 }],
	shippingMethods: [{ name: "None", price: 0 }],
	paymentMethods: [
		{
			name: "Settled",
			handler: { code: "settled", arguments: [] },
		},
	],
	collections: [],
};

async function fill() {
	const { populate } = require("@vendure/core/cli");
	const goods = path.join(os.tmpdir(), `goods-${process.pid}.csv`);

	fs.writeFileSync(
		goods,
		"name,slug,description,assets,facets,optionGroups,optionValues," +
			"sku,price,taxCategory,stockOnHand,trackInventory," +
			"variantAssets,variantFacets\n" +
			"Windows Server,windows-server,,,,edition,Standard," +
			"KS-STD,972.00,standard,1000000000,false,,\n" +
			",,,,,,Datacenter,KS-DC,6155.00,standard,1000000000," +
			"false,,\n",
	);
	const app = await populate(
		() => bootstrap(config(0, true)),
		initial,
		goods,
	);
	fs.unlinkSync(goods);
	await app.close();
}

async function main() {
	process.env.NODE_ENV = "production";
	if (process.argv[2] === "fill") {
		await fill();
		process.exit(0);
	}
	if (cluster.isPrimary)
		for (let i = 0; i < os.availableParallelism(); i++) cluster.fork();
	else await bootstrap(config(Number(process.argv[2]), false));
}

main().catch((problem) => {
	console.error(problem);
	process.exit(70);
});
