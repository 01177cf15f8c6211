/* Licences: seats that were bought, and who has them. */
import { admin, customer, equal } from '../../api/lib.mjs';
import { seats_monthly, shop } from '../../api/shop.mjs';
import { user } from './users.mjs';

const sku = 'f245ecc8-75af-4f8e-b61f-27d8114de5f3';

const one = async (k, at) => {
	const { customer: c, user: u } = await user(k, at);

	return { params: { customer: c, user: u },
		query: { licenseGroupIds: ['group1', 'group2'] } };
};

export default {
	'GET /v1/customers/{customer}/subscribedskus': async (k, at) => ({
		params: { customer: customer(k, at.country, at.n).id },
		query: { licenseGroupIds: ['group1', 'group2'] } }),
	'GET /v1/customers/{customer}/users/{user}/licenses': one,
	'POST /v1/customers/{customer}/users/{user}/licenseupdates':
		async (k, at) => {
			const s = await shop(k, at.country, at.n);
			const path = `/customers/${customer(k, at.country,
				at.n).id}/subscribedskus`;
			const left = (await admin(k, at.n).get(path)).json.items
				.some((i) => i.productSku.id === sku &&
					i.availableUnits > 0);
			const { params } = await one(k, at);

			if (!left)
				equal(7, (await s.order([...seats_monthly, 7]))
					.lineItems[0].quantity);
			return { params, body: { licensesToAssign: [{ skuId: sku,
				excludedPlans: [
					'57ff2da0-773e-42df-b2af-ffb7a2317929'] }] } };
		},
};
