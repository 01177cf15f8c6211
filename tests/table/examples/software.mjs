/* Keys and downloads of what was bought. */
import { server2019, shop } from '../../api/shop.mjs';

const bought = async (k, at) => {
	const s = await shop(k, at.country, at.n);
	const order = await s.order(server2019);

	return { s, params: { customer: s.id, entitlement: `${order.id}-0` } };
};
const one = async (k, at) => ({ params: (await bought(k, at)).params });
const software = '/v1/customers/{customer}/software';

export default {
	[`GET ${software}`]: async (k, at) => {
		const { s } = await bought(k, at);

		return { params: { customer: s.id } };
	},
	[`GET ${software}/{entitlement}/files`]: one,
	[`POST ${software}/{entitlement}/key`]: one,
	[`POST ${software}/{entitlement}/links`]: async (k, at) => {
		const { s, params } = await bought(k, at);
		const files = (await s.who.get(`${s.path}/software/` +
			`${params.entitlement}/files`)).json.items;

		return { params, body: { fileId: files[0].fileId } };
	},
};
