/* checkInventory, and what availabilities promise (api.md 2.5, 2.8). */
import { admin, customer, equal, expectError, routeTests, test, unknown_id }
	from './lib.mjs';
import { azure_plan, reservation, server2019, shop, sql_year, suse } from
	'./shop.mjs';

const path = '/extensions/product/checkInventory';
const target = ([productId, skuId]) => ({ productId, skuId });

routeTests({ method: 'POST', path: `${path}?country=DE`,
	body: { targetItems: [target(server2019)] },
	refused: 'helpdesk_agent' });

test('software has nothing against it, unknown items are left out',
	async (k) => {
		for (const where of [`${path}?country=DE`,
			'/extensions/product/checkinventory?COUNTRY=de']) {
			const a = await admin(k).post(where, { TargetItems: [
				{ ProductId: server2019[0],
					SkuId: server2019[1] },
				{ productId: 'NONE00000000' },
				{ productId: server2019[0], skuId: '9999' }] });

			equal([{ productId: server2019[0],
				skuId: server2019[1], isRestricted: false,
				restrictions: [] }], a.json, a.text);
		}
		/* without a SKU: each of the product */
		const all = await admin(k).post(`${path}?country=DE`,
			{ targetItems: [{ productId: sql_year[0] }] });
		equal(['0001', '0002'], all.json.map((x) => x.skuId));
		await expectError(admin(k).post(path,
			{ targetItems: [target(server2019)] }), 400, 3000);
		await expectError(admin(k).post(`${path}?country=Germany`,
			{ targetItems: [target(server2019)] }), 400, 3000);
	});

test('a reservation is asked with what its SKU names', async (k) => {
	const s = await shop(k, 'DE');
	const plan = (await s.order(azure_plan)).lineItems[0].subscriptionId;
	const ask = async (context, country = 'DE') => s.who.post(
		`${path}?country=${country}`, { targetItems:
			[target(reservation)], inventoryContext: context });
	const full = { customerId: s.id, azureSubscriptionId: plan,
		armRegionName: 'westeurope' };
	const reasons = (a) => a.json.map((x) => [x.isRestricted,
		...x.restrictions.map((r) => r.reasonCode)]);

	equal([[false]], reasons(await ask(full)));
	for (const name of Object.keys(full)) {
		const a = await expectError(ask({ ...full, [name]: null }),
			400, 3000);

		equal(true, a.json.description.startsWith(
			`inventoryContext.${name}: `), a.text);
	}
	equal([[true, 'NotAvailableForSubscription']], reasons(await ask(
		{ ...full, azureSubscriptionId: unknown_id })));
	equal([[true, 'NotAvailableForRegion']], reasons(await ask(
		{ ...full, armRegionName: 'eastus' })));
	/* Gibraltar is one of the 109 */
	const blocked = await ask(full, 'GI');
	equal([[true, 'NotAvailableForRegion']], reasons(blocked));
	equal({ country: 'GI' }, blocked.json[0].restrictions[0].properties);
	await expectError(ask({ ...full, customerId: customer(k, null, 1).id }),
		403, 20002);
	await expectError(ask({ ...full, customerId: unknown_id }), 403, 20002);
});

test('terms say for how long a purchase could be given back', async (k) => {
	const policies = async ([product, sku], n = 0, country = 'DE') =>
		(await admin(k, n).get(`/products/${product}/skus/${sku}` +
			`/availabilities?country=${country}`)).json.items[0]
			.terms[0].cancellationPolicies;
	const full = { sequenceId: 0, type: 'Full' };

	/* the edition in force today: 30 days (2021-06-02 and later) */
	equal([{ refundOptions: [{ ...full, expiresAfter: 'P30D' }] }],
		await policies(server2019));
	equal([{ refundOptions: [{ ...full, expiresAfter: 'P1D' },
		{ sequenceId: 1, type: 'Partial', expiresAfter: 'P30D' }] }],
	await policies(sql_year));
	equal(undefined, await policies(suse));
	equal(undefined, await policies(reservation));
	/* the second partner is a sandbox: 60 days, whatever it is */
	equal([{ refundOptions: [{ ...full, expiresAfter: 'P60D' }] }],
		await policies(reservation, 1));
});
