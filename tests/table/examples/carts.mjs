/* Carts and their checkout. */
import { server2019, shop, visual_studio } from '../../api/shop.mjs';

const body = async (s, at) => ({ lineItems: [
	{ catalogItemId: await s.item(server2019), quantity: 2,
		billingCycle: 'one_time', friendlyName: 'Office',
		participants: [{ key: 'transaction_reseller',
			value: at.n === 1 ? '5207499' : '4987201' }] },
	{ catalogItemId: await s.item(visual_studio), quantity: 1 },
] });

const filled = async (k, at) => {
	const s = await shop(k, at.country, at.n);
	const cart = await s.cart([...server2019, 2], visual_studio);

	return { s, params: { customer: s.id, cart: cart.id } };
};
const one = async (k, at) => ({ params: (await filled(k, at)).params });

export default {
	'POST /v1/customers/{customer}/carts': async (k, at) => {
		const s = await shop(k, at.country, at.n);

		return { params: { customer: s.id }, body: await body(s, at) };
	},
	'GET /v1/customers/{customer}/carts/{cart}': one,
	'PUT /v1/customers/{customer}/carts/{cart}': async (k, at) => {
		const { s, params } = await filled(k, at);

		return { params, body: await body(s, at) };
	},
	'POST /v1/customers/{customer}/carts/{cart}/checkout': one,
};
