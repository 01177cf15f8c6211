/* What a customer holds: software, and reservations with their artifacts. */
import { azure_plan, reservation, server2019, shop } from
	'../../api/shop.mjs';

const reserved = async (k, at) => {
	const s = await shop(k, at.country, at.n);

	/* a sandbox customer has two instances at most */
	if (at.n === 1)
		await s.who.get(`${s.path}/entitlements?entitlementType=` +
			'reservedInstance').then((a) => Promise.all(a.json.items
			.filter((x) => x.quantity > 0).map((x) => s.who.patch(
				`${s.path}/orders/${x.referenceOrder.id}`,
				{ status: 'cancelled' }))));
	const plan = (await s.order(azure_plan)).lineItems[0].subscriptionId;

	await s.who.post(`${s.path}/subscriptions/${plan}/registrations`);
	const order = (await s.who.post(`${s.path}/orders`, { lineItems: [{
		lineItemNumber: 0, quantity: 1,
		offerId: await s.item(reservation), provisioningContext: {
			subscriptionId: plan, scope: 'shared',
			duration: '1Year' } }] })).json;
	const held = (await s.who.get(`${s.path}/entitlements`)).json.items
		.find((x) => x.referenceOrder.id === order.id);

	return { s, artifact: held.entitledArtifacts[0].link.uri };
};

export default {
	'GET /v1/customers/{customer}/entitlements': async (k, at) => {
		const { s } = await reserved(k, at);

		await s.order(server2019);
		return { params: { customer: s.id },
			query: { showExpiry: 'true' } };
	},
	['GET /v1/customers/{customer}/artifacts/{type}/groups/{group}/' +
		'lineitems/{line}/resource/{resource}']: async (k, at) => {
		const { s, artifact } = await reserved(k, at);
		const parts = artifact.split('/').map(decodeURIComponent);

		return { params: { customer: s.id, type: parts[4],
			group: parts[6], line: parts[8],
			resource: parts[10] } };
	},
};
