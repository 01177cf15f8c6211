/* How lines came about, and files of invoices. */
import { server2019, shop } from '../../api/shop.mjs';
import { own } from './invoices.mjs';

const file = '/v1/invoices/{invoice}/reconciliation';

export default {
	'GET /v1/customers/{customer}/orders/{order}/lineitems/{line}/explanation':
		async (k, at) => {
			const s = await shop(k, at.country, at.n);
			const order = await s.order(server2019);

			return { params: {
				customer: s.id, order: order.id, line: '0' } };
		},
	[`GET ${file}`]: own,
	[`GET ${file}/csv`]: own,
	[`GET ${file}/xlsx`]: own,
};
