/* Orders and their cancellation. */
import { server2019, shop, visual_studio } from '../../api/shop.mjs';

const ordered = async (k, at) => {
	const s = await shop(k, at.country, at.n);
	const order = await s.order([...server2019, 2], visual_studio);

	return { order, params: { customer: s.id, order: order.id } };
};
const one = async (k, at) => ({ params: (await ordered(k, at)).params });

export default {
	'GET /v1/customers/{customer}/orders': async (k, at) => {
		const { params } = await one(k, at);

		return { params: { customer: params.customer },
			query: { include_price: 'true' } };
	},
	'POST /v1/customers/{customer}/orders': async (k, at) => {
		const s = await shop(k, at.country, at.n);

		return { params: { customer: s.id }, body: {
			referenceCustomerId: s.id, billingCycle: 'one_time',
			lineItems: [{ lineItemNumber: 0, quantity: 2,
				offerId: await s.item(server2019),
				friendlyName: 'Office' },
			{ lineItemNumber: 1, quantity: 1,
				offerId: await s.item(visual_studio) }] } };
	},
	'GET /v1/customers/{customer}/orders/{order}': async (k, at) => ({
		...await one(k, at), query: { include_price: 'true' } }),
	'PATCH /v1/customers/{customer}/orders/{order}': async (k, at) => {
		const { order, params } = await ordered(k, at);

		return { params, body: { id: order.id, status: 'cancelled',
			lineItems: [{ lineItemNumber: 0,
				offerId: order.lineItems[0].offerId }] } };
	},
};
