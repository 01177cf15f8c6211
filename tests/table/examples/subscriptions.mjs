/* Subscriptions: seats, and Azure plans with their registration. */
import { azure_plan, backup_saas, seats_monthly, shop } from '../../api/shop.mjs';

const held = (what) => async (k, at) => {
	const s = await shop(k, at.country, at.n);
	const order = await s.order(what);

	return { params: { customer: s.id,
		subscription: order.lineItems[0].subscriptionId } };
};
const seats = held([...seats_monthly, 4]);
const plan = held(azure_plan);
const foreign_seats = held(backup_saas);
const one = '/v1/customers/{customer}/subscriptions/{subscription}';

export default {
	'GET /v1/customers/{customer}/subscriptions': async (k, at) => {
		const { params } = await seats(k, at);

		return { params: { customer: params.customer } };
	},
	[`GET ${one}`]: seats,
	[`PATCH ${one}`]: async (k, at) => ({ ...await seats(k, at), body: {
		quantity: 6, friendlyName: 'Front desk', status: 'active',
		autoRenewEnabled: false, billingCycle: 'monthly' } }),
	[`GET ${one}/addons`]: seats,
	[`GET ${one}/azureEntitlements`]: plan,
	[`GET ${one}/activationlinks`]: seats,
	[`GET ${one}/provisioningstatus`]: seats,
	[`POST ${one}/activate`]: Object.assign(foreign_seats, { sandbox: true }),
	[`POST ${one}/registrations`]: async (k, at) => ({
		...await plan(k, at),
		nothing: 'an active plan is registered already' }),
	[`GET ${one}/registrationstatus`]: plan,
};
