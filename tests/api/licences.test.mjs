/*
 * Licences: seats bought, given out to the last one and one more, taken back,
 * freed by deleting a user.
 */
import { admin, customer, equal, expectError, ok, program, routeTests, test,
	unknown_id, uuid } from './lib.mjs';
import { item, seats_monthly } from './shop.mjs';

const business_standard = 'f245ecc8-75af-4f8e-b61f-27d8114de5f3';
const teams = '57ff2da0-773e-42df-b2af-ffb7a2317929';

const refused = 'sales_agent';
for (const route of [
	{ method: 'GET', path: '/customers/{customer}/subscribedskus', refused },
	{ method: 'GET', path: '/customers/{customer}/users/{user}/licenses',
		refused },
	{ method: 'POST', refused,
		path: '/customers/{customer}/users/{user}/licenseupdates',
		body: { licensesToAssign: [{ skuId: business_standard }] } },
])
	routeTests(route, (k) => ({ customer: [customer(k).id] }));

/* A customer of its own with so many seats and users. */
async function house(k, seats, people, n = 0) {
	const who = admin(k, n);
	const domain = `l${uuid().slice(0, 12)}.example`;
	const made = await who.post('/customers', { companyProfile: { domain },
		billingProfile: { culture: 'en-US', language: 'en',
			email: `it@${domain}`, companyName: 'Seats AB',
			defaultAddress: { firstName: 'A', lastName: 'B',
				addressLine1: '1', city: 'C', country: 'SE' } } });
	equal(201, made.status, made.text);
	const path = `/customers/${made.json.id}`;
	const self = { who, path, id: made.json.id, users: [] };
	const agreed = await who.post(`${path}/agreements`, {
		primaryContact: { firstName: 'A', lastName: 'B',
			email: `it@${domain}` }, type: 'MicrosoftCustomerAgreement',
		templateId: '117a77b0-9360-443b-8795-c6dedc750cf9',
		dateAgreed: '2021-06-01T00:00:00Z' });
	equal(201, agreed.status, agreed.text);

	self.buy = async (quantity) => {
		const a = await who.post(`${path}/orders`, { lineItems: [{
			lineItemNumber: 0, quantity,
			offerId: await item(k, seats_monthly, 'SE', n) }] });

		equal(201, a.status, a.text);
		return a.json;
	};
	if (seats > 0)
		self.order = await self.buy(seats);
	for (let i = 0; i < people; i++) {
		const a = await who.post(`${path}/users`, {
			userPrincipalName: `p${i}@${domain}`, firstName: 'P',
			lastName: `${i}`, displayName: `P ${i}`,
			usageLocation: 'SE',
			passwordProfile: { password: 'Kranich-7-Feder' } });

		equal(200, a.status, a.text);
		self.users.push(a.json.id);
	}
	self.sku = async () => (await who.get(`${path}/subscribedskus`)).json
		.items[0];
	self.update = (user, body, headers) => who.post(
		`${path}/users/${user}/licenseupdates`, body, headers);
	self.give = (user, excludedPlans) => self.update(user, {
		licensesToAssign: [{ skuId: business_standard,
			excludedPlans }] });
	self.of = async (user) => (await who.get(`${path}/users/${user}` +
		'/licenses')).json.items;
	return self;
}

const units = (s) => [s.activeUnits, s.consumedUnits, s.availableUnits,
	s.totalUnits, s.warningUnits, s.suspendedUnits];

test('seats that were bought are licences, summed over subscriptions',
	async (k) => {
		const h = await house(k, 2, 0);

		equal([2, 0, 2, 2, 0, 0], units(await h.sku()));
		await h.buy(3);
		const list = await h.who.get(`${h.path}/subscribedskus`);
		equal(1, list.json.totalCount);
		const [sku] = list.json.items;
		equal([5, 0, 5, 5, 0, 0], units(sku));
		equal({ id: business_standard, licenseGroupId: 'group1',
			name: 'Microsoft 365 Business Standard',
			skuPartNumber: 'O365_BUSINESS_PREMIUM',
			targetType: 'User' }, sku.productSku);
		equal('Enabled', sku.capabilityStatus);
		equal('SubscribedSku', sku.attributes.objectType);
		ok(sku.servicePlans.some((p) => p.id === teams &&
			p.serviceName === 'TEAMS1' &&
			p.capabilityStatus === 'Enabled'));
	});

test('licences are given to the last seat, and one more is refused',
	async (k) => {
		const h = await house(k, 2, 3);
		const [a, b, c] = h.users;

		equal(201, (await h.give(a)).status);
		equal(201, (await h.give(b)).status);
		equal([2, 2, 0, 2, 0, 0], units(await h.sku()));
		await expectError(h.give(c), 400, 60012);
		equal([], await h.of(c));
		equal(201, (await h.give(a)).status, 'who has it keeps it');
		equal(204, (await h.who.del(`${h.path}/users/${b}`)).status);
		equal([2, 1, 1, 2, 0, 0], units(await h.sku()));
		equal(201, (await h.give(c)).status);
		equal(200, (await h.who.patch(`${h.path}/users/${b}`,
			{ state: 'active' })).status);
		equal([], await h.of(b), 'who comes back has none');
		await expectError(h.give(b), 400, 60012);
		await h.update(c, { licensesToRemove: [business_standard] });
		equal(201, (await h.give(b)).status);
	});

test('an update is answered as published and shown at the user', async (k) => {
	const h = await house(k, 2, 1);
	const [user] = h.users;
	/* as the Java client sends it: every key twice */
	const a = await h.update(user, {
		LicensesToAssign: [{ ExcludedPlans: [teams.toUpperCase()],
			excludedPlans: [teams.toUpperCase()],
			SkuId: business_standard, skuId: business_standard }],
		licensesToAssign: [{ ExcludedPlans: [teams],
			excludedPlans: [teams], SkuId: business_standard,
			skuId: business_standard.toUpperCase() }],
		LicensesToRemove: null, licensesToRemove: null,
		LicenseWarnings: null, licenseWarnings: null,
		attributes: { objectType: 'LicenseUpdate' } });

	equal(201, a.status, a.text);
	equal({ licensesToAssign: [{ excludedPlans: [teams],
		skuId: business_standard.toUpperCase() }], licensesToRemove: [],
	licenseWarnings: [], attributes: { objectType: 'LicenseUpdate' } },
	a.json);
	const [license] = await h.of(user);
	equal([business_standard, 'License'], [license.productSku.id,
		license.attributes.objectType]);
	equal(['Disabled'], license.servicePlans.filter((p) => p.id === teams)
		.map((p) => p.capabilityStatus));
	equal(201, (await h.give(user)).status);
	equal(['Enabled'], (await h.of(user))[0].servicePlans.filter((p) =>
		p.id === teams).map((p) => p.capabilityStatus));
	equal([2, 1, 1, 2, 0, 0], units(await h.sku()));
});

test('groups are asked for by name, in any case, more than one', async (k) => {
	const h = await house(k, 2, 1);
	const count = async (query) => (await h.who.get(
		`${h.path}/subscribedskus${query}`)).json.totalCount;

	equal(1, await count(''));
	equal(1, await count('?licenseGroupIds=Group1'));
	equal(0, await count('?licenseGroupIds=group2'));
	equal(1, await count('?licensegroupids=GROUP1&licenseGroupIds=Group2'));
	await expectError(h.who.get(`${h.path}/subscribedskus` +
		'?licenseGroupIds=group3'), 400, 900126);
	await h.give(h.users[0]);
	equal(0, (await h.who.get(`${h.path}/users/${h.users[0]}/licenses` +
		'?licenseGroupIds=group2')).json.totalCount);
});

test('what is wrong with an update is named, and nothing is changed',
	async (k) => {
		const h = await house(k, 2, 1);
		const [user] = h.users;
		const names = async (body, field) => {
			const a = await expectError(h.update(user, body), 400, 3000);

			ok(a.json.data.some((t) => t.startsWith(`${field}:`)),
				a.text);
		};

		await names({ licensesToAssign: [{ skuId: business_standard },
			{ skuId: unknown_id }] }, 'licensesToAssign[1].skuId');
		await names({ licensesToAssign: [{ skuId: business_standard,
			excludedPlans: [unknown_id] }] },
		'licensesToAssign[0].excludedPlans[0]');
		await names({ licensesToRemove: [unknown_id] },
			'licensesToRemove[0]');
		await names({}, 'licensesToAssign');
		await names({ licensesToAssign: [{ excludedPlans: [] }] },
			'licensesToAssign[0].skuId');
		equal([2, 0, 2, 2, 0, 0], units(await h.sku()));
		const none = await house(k, 0, 1);
		await expectError(none.give(none.users[0]), 400, 3000);
	});

test('a repeated update takes one seat and leaves one record', async (k) => {
	const h = await house(k, 2, 1);
	const id = { 'MS-RequestId': uuid() };
	const body = { licensesToAssign: [{ skuId: business_standard }] };

	for (let i = 0; i < 5; i++)
		equal(201, (await h.update(h.users[0], body, id)).status);
	await h.give(h.users[0]);
	await h.update(h.users[0], { licensesToRemove: [business_standard] });
	await h.update(h.users[0], { licensesToRemove: [business_standard] });
	const filter = encodeURIComponent(JSON.stringify({ Field: 'CustomerId',
		Value: h.id, Operator: 'equals' }));
	const log = (await h.who.get(`/auditrecords?filter=${filter}`)).json.items
		.filter((r) => r.operationType === 'update_customer_user_licenses');

	equal(2, log.length);
	equal('license', log[0].resourceType);
	/* of the same second: in any order */
	const data = log.map((r) => r.customizedData).sort((a, b) =>
		a[1].key < b[1].key ? -1 : 1);
	equal(['AddedLicenseSkuId', 'RemovedLicenseSkuId'].map((key) => [
		{ key: 'CustomerUserId', value: h.users[0] },
		{ key, value: business_standard }]), data);
});

test('a suspended subscription gives no licences', async (k) => {
	const h = await house(k, 2, 1);
	const [{ id }] = (await h.who.get(`${h.path}/subscriptions`)).json.items;

	equal(200, (await h.who.patch(`${h.path}/subscriptions/${id}`,
		{ status: 'suspended' })).status);
	const sku = await h.sku();
	equal([0, 0, 0, 0, 0, 2], units(sku));
	equal('Suspended', sku.capabilityStatus);
	await expectError(h.give(h.users[0]), 400, 60012);
});

test('the demo has a customer with licences given out', async (k) => {
	const path = `/customers/${customer(k, 'SE').id}`;
	const sku = (await program(k).get(`${path}/subscribedskus`)).json.items
		.find((s) => s.productSku.id === business_standard);
	const users = (await admin(k).get(`${path}/users`)).json.items
		.map((u) => u.userPrincipalName.split('@')[0]);

	ok(sku.totalUnits >= 12 && sku.consumedUnits >= 2);
	for (const name of ['admin', 'linnea', 'nils', 'sara'])
		ok(users.includes(name), name);
});

test('another partner\'s licences are like none', async (k) => {
	const mine = await house(k, 2, 1);
	const theirs = await house(k, 2, 1, 1);
	const body = { licensesToAssign: [{ skuId: business_standard }] };

	await expectError(admin(k).post(`${theirs.path}/users/` +
		`${theirs.users[0]}/licenseupdates`, body), 403, 20002);
	await expectError(admin(k).post(`${mine.path}/users/` +
		`${theirs.users[0]}/licenseupdates`, body), 404, 60002);
	equal([2, 0, 2, 2, 0, 0], units(await theirs.sku()));
});
