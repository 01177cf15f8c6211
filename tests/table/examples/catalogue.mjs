/* The catalogue of a country, and of a customer. */
import { server2019, shop } from '../../api/shop.mjs';

const [product, sku] = server2019;
const country = { country: 'DE' };
const view = { targetView: 'Software', targetSegment: 'commercial' };

/* The same goods, as one of our customers may buy them. */
const availability = async (k, at) => (await (await shop(k, at.country, at.n))
	.item(server2019)).split(':')[2];
const own = async (k, at, params = {}) => ({
	params: { customer: (await shop(k, at.country, at.n)).id, ...params } });

export default {
	'GET /v1/products': async () => ({ query: { ...country, ...view } }),
	'GET /v1/products/{product}': async () => ({ params: { product },
		query: country }),
	'GET /v1/products/{product}/skus': async () => ({ params: { product },
		query: country }),
	'GET /v1/products/{product}/skus/{sku}': async () => ({
		params: { product, sku }, query: country }),
	'GET /v1/products/{product}/skus/{sku}/availabilities': async () => ({
		params: { product, sku }, query: country }),
	'GET /v1/products/{product}/skus/{sku}/availabilities/{availability}':
		async (k) => ({ query: country, params: { product, sku,
			availability: await availability(k,
				{ n: 0, country: 'DE' }) } }),
	'GET /v1/customers/{customer}/products': async (k, at) => ({
		...await own(k, at), query: view }),
	'GET /v1/customers/{customer}/products/{product}': (k, at) =>
		own(k, at, { product }),
	'GET /v1/customers/{customer}/products/{product}/skus': (k, at) =>
		own(k, at, { product }),
	'GET /v1/customers/{customer}/products/{product}/skus/{sku}': (k, at) =>
		own(k, at, { product, sku }),
	['GET /v1/customers/{customer}/products/{product}/skus/{sku}/' +
		'availabilities']: (k, at) => own(k, at, { product, sku }),
	['GET /v1/customers/{customer}/products/{product}/skus/{sku}/' +
		'availabilities/{availability}']: async (k, at) => own(k, at,
		{ product, sku, availability: await availability(k, at) }),
};
