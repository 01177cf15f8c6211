/* What became of an order's lines. */
import { server2019, shop } from '../../api/shop.mjs';

const one = async (k, at) => {
	const s = await shop(k, at.country, at.n);
	const order = await s.order(server2019);

	return { params: { customer: s.id, order: order.id } };
};
const order = '/v1/customers/{customer}/orders/{order}';

export default {
	[`GET ${order}/provisioningstatus`]: one,
	[`GET ${order}/activationlinks`]: one,
	[`GET ${order}/lineitems/{line}/activationlinks`]: async (k, at) => {
		const { params } = await one(k, at);

		return { params: { ...params, line: '0' } };
	},
	[`GET ${order}/cancellation`]: one,
};
