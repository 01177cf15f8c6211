/* Lines of months that are over, and of the open one. */
import { own } from './invoices.mjs';

const lines = { provider: 'all', invoiceLineItemType: 'billing_line_items' };

export default {
	'GET /v1/invoices/{invoice}/lineitems': async (k, at) => ({
		...await own(k, at), query: lines }),
	'GET /v1/invoices/{invoice}/lineitems/{provider}/{type}':
		async (k, at) => {
			const { params, taken } = await own(k, at);

			return { params: { ...params, provider: 'OneTime',
				type: 'BillingLineItems' }, taken,
			free: { provider: 'a word', type: 'a word' } };
		},
	'GET /v1/invoices/estimates/links': async () => ({
		query: { currencyCode: 'EUR' } }),
};
