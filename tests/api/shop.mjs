/*
 * Buying in tests: catalogue items of the demo, orders at a moment of the
 * tenant's clock. One test at a time moves a clock, and puts it back.
 */
import { admin, customer, equal, ok } from './lib.mjs';

export const server2019 = ['KS19WSSTD001', '0001'];
export const datacenter = ['KS19WSDC0001', '0001'];
export const sql_year = ['KSSUBSQLSTD1', '0001'];
export const sql_three_years = ['KSSUBSQLSTD1', '0002'];
export const suse = ['KSSUSESLES01', '0001'];
export const red_hat = ['KSRHEL000001', '0001'];
export const windows7 = ['KSWIN7ESU020', '0001'];
export const visual_studio = ['KS19VSPRO001', '0001'];
export const reservation = ['KSRIVMD2SV30', '0001'];
export const azure_plan = ['KSAZUREPLAN1', '0001'];
export const seats_monthly = ['KSSEAT000001', '0001'];
export const seats_yearly = ['KSSEAT000001', '0002'];
export const phone_add_on = ['KSADDVOICE01', '0001'];
export const backup_saas = ['KSSAASBKUP01', '0001'];
export const pooled = ['KS19SQLSTD01', '0002'];

/* The catalogue item of a product and SKU for a customer's country. */
export async function item(k, [product, sku], country, n = 0) {
	const a = await admin(k, n).get(`/products/${product}/skus/${sku}` +
		`/availabilities?country=${country}`);

	equal(200, a.status, a.text);
	return a.json.items[0].catalogItemId;
}

/* Everything a test needs of one customer of partner n. */
export async function shop(k, country, n = 0) {
	const path = `/customers/${customer(k, country, n).id}`;
	const who = admin(k, n);
	const self = { path, who, id: customer(k, country, n).id,
		item: (what) => item(k, what, country, n) };

	self.lines = async (...what) => Promise.all(what.map(
		async ([product, sku, quantity = 1], lineItemNumber) => ({
			lineItemNumber, quantity,
			offerId: await self.item([product, sku]) })));
	self.order = async (...what) => {
		const a = await who.post(`${path}/orders`,
			{ lineItems: await self.lines(...what) });

		equal(201, a.status, a.text);
		return a.json;
	};
	self.cart = async (...what) => {
		const a = await who.post(`${path}/carts`, { lineItems:
			(await self.lines(...what)).map((line) => ({
				catalogItemId: line.offerId,
				quantity: line.quantity })) });

		equal(201, a.status, a.text);
		return a.json;
	};
	self.get = (order) => who.get(`${path}/orders/${order.id}`);
	self.offer = async (order) => {
		const a = await who.get(
			`${path}/orders/${order.id}/cancellation`);

		equal(200, a.status, a.text);
		return a.json;
	};
	self.cancel = (order, lines, headers) => who.patch(
		`${path}/orders/${order.id}`, { id: order.id,
			status: 'cancelled', ...(lines && { lineItems:
				lines.map((lineItemNumber) => ({ lineItemNumber,
					offerId: order.lineItems[lineItemNumber]
						.offerId })) }) }, headers);
	/* Business time; every test that moves it uses timed(). */
	self.now = async (now) => {
		const a = await who.put('/sandbox/clock', { now });

		equal(200, a.status, a.text);
	};
	return self;
}

/* A test body that may move the clock of partner n. */
export const timed = (country, fn, n = 0) => async (k) => {
	const s = await shop(k, country, n);

	try {
		await fn(s, k);
	} finally {
		await s.now(new Date().toISOString());
	}
};

/* Half to even, in whole minor units; the expected credit by domain.md 6. */
export function share(minor, part, whole) {
	const product = BigInt(minor) * BigInt(part);
	const w = BigInt(whole);
	const floor = product / w;
	const twice = (product - floor * w) * 2n;
	const up = twice > w || (twice === w && floor % 2n === 1n);

	return Number(floor + (up ? 1n : 0n));
}

export const cents = (amount) => {
	ok(Number.isFinite(amount), `${amount}`);
	return Math.round(amount * 100);
};
