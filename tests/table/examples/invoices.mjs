/* Invoices of months that are over. The demo's own partners have some. */
import { caller, partner } from '../../api/lib.mjs';

const admin = (k, n) => caller(k, partner(k, n), partner(k, n).users[0]);
const first = async (k, at) => (await admin(k, at.n).get('/invoices'))
	.json.items[0];
export const own = async (k, at) => ({ params: {
	invoice: (await first(k, at))?.id ?? 'G9999000001' } });

export default {
	'GET /v1/invoices': async () => ({ query: { size: '2' } }),
	'GET /v1/invoices/{invoice}': own,
	'GET /v1/invoices/{invoice}/documents/statement': own,
	'GET /v1/invoices/{invoice}/receipts/{receipt}/documents/statement':
		async (k, at) => {
			const invoice = await first(k, at);

			return { params: { invoice: invoice.id,
				receipt: invoice.taxReceipts[0].id } };
		},
	'GET /v1/invoices/summary': async () => ({}),
	'GET /v1/invoices/summaries': async () => ({}),
};
