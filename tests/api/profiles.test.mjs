/* The partner's own profiles: read, put in place, by whom, kept apart. */
import { admin, equal, expectError, ok, partner, program, test, withRole }
	from './lib.mjs';

const paths = ['organization', 'legalbusiness', 'billing', 'support'];

test('a profile that was never changed is made of the partner', async (k) => {
	const { json } = await admin(k).get('/profiles/organization');

	equal('OrganizationProfile', json.attributes.objectType);
	equal(partner(k).tenant_id, json.tenantId);
	ok(/^[A-Z]{2}$/.test(json.defaultAddress.country));
	ok(/^[a-z]{2}-[A-Z]{2}$/.test(json.culture));
	equal('organization_profile', json.profileType);
	equal('/profiles/organization', json.links.self.uri);
	for (const path of ['legalbusiness', 'billing']) {
		const other = (await admin(k).get(`/profiles/${path}`)).json;

		equal(json.companyName, other.companyName);
		equal(json.defaultAddress.country, other.address.country);
	}
	equal('support_profile',
		(await admin(k).get('/profiles/support')).json.profileType);
	equal('PartnerSupportProfile', (await admin(k)
		.get('/profiles/supportprofile')).json.attributes.objectType);
});

test('what was read can be put as it is, and nothing is lost', async (k) => {
	for (const path of paths) {
		const { json } = await admin(k).get(`/profiles/${path}`);
		const put = await admin(k).put(`/profiles/${path}`, json);

		equal(200, put.status);
		ok(put.json.attributes.etag !== json.attributes.etag);
		delete put.json.attributes.etag;
		delete json.attributes.etag;
		equal(json, put.json, path);
	}
});

/* As the .NET SDK sends it: PascalCase with explicit nulls. */
test('a change is there on the next read, for all addresses of it', async (k) => {
	const put = await admin(k).put('/profiles/supportprofile', {
		Email: 'help@nordlicht.example', Telephone: '+49 451 5550135',
		Website: 'https://nordlicht.example/help', ProfileType: null,
		Links: null, Attributes: { Etag: null,
			ObjectType: 'PartnerSupportProfile' } });
	const { json } = await admin(k).get('/profiles/support');

	equal(200, put.status);
	equal('+49 451 5550135', json.telephone);
	equal('https://nordlicht.example/help', json.website);
	equal(json, put.json);
	await admin(k).put('/profiles/billing', { companyName: 'Nordlicht',
		taxId: 'DE1', purchaseOrderNumber: 'PO-1',
		address: { country: 'de', city: 'Lübeck' },
		primaryContact: { firstName: 'Inés', lastName: 'Müller',
			email: 'i@n.example' } });
	const after = await admin(k).put('/profiles/billing', {
		companyName: 'Nordlicht', address: { country: 'de' } });

	equal({ country: 'DE' }, after.json.address);
	equal(undefined, after.json.taxId, 'put in place of what was there');
	equal('EUR', after.json.billingCurrency, 'the currency stays');
});

test('a stale etag is refused, here and in If-Match', async (k) => {
	const { json } = await admin(k).get('/profiles/support');
	const body = { email: 'a@nordlicht.example' };

	equal(200, (await admin(k).put('/profiles/support', { ...body,
		attributes: { etag: json.attributes.etag } })).status);
	expectError(await admin(k).put('/profiles/support', { ...body,
		attributes: { etag: json.attributes.etag } }), 400, 2055);
	expectError(await admin(k).put('/profiles/support', body,
		{ 'If-Match': `"${json.attributes.etag}"` }), 400, 2055);
});

test('wrong fields are named, all of them', async (k) => {
	const answer = await admin(k).put('/profiles/organization', {
		companyName: 'Nordlicht', culture: 'Germany', email: 'nobody',
		defaultAddress: { country: 'QQ' } });

	equal(400, answer.status);
	for (const field of ['culture', 'email', 'defaultAddress.country'])
		ok(answer.json.data.some((d) => d.startsWith(`${field}:`)),
			`${field} in ${answer.text}`);
	expectError(await admin(k).put('/profiles/organization',
		{ companyName: 'N' }), 400, 3000);
	expectError(await admin(k).put('/profiles/support',
		{ website: 'javascript:alert(1)' }), 400, 3000);
});

test('who may see and who may change', async (k) => {
	const users = withRole(k, 'user_management_admin');
	const seller = withRole(k, 'sales_agent');

	for (const path of paths) {
		equal(200, (await users.get(`/profiles/${path}`)).status);
		expectError(await users.put(`/profiles/${path}`,
			{ companyName: 'X', address: { country: 'DE' },
				defaultAddress: { country: 'DE' } }),
		403, 900150);
	}
	equal(200, (await seller.get('/profiles/organization')).status);
	expectError(await seller.get('/profiles/billing'), 403, 900150);
	expectError(await program(k).put('/profiles/support', {}), 403, 900150);
});

test('another partner has profiles of its own', async (k) => {
	const before = (await admin(k, 1).get('/profiles/support')).json;

	await admin(k).put('/profiles/support', { telephone: '1' });
	equal(before, (await admin(k, 1).get('/profiles/support')).json);
});

test('a change is in the log, by its names, and undefined for Java', async (k) => {
	const now = (await admin(k).get('/profiles/support')).json;
	await admin(k).put('/profiles/support', { ...now, telephone: '4711' });
	const today = (await admin(k).get('/sandbox/clock')).json.now.slice(0, 10);
	const list = `/auditrecords?startDate=${today}`;
	const of = (answer) => answer.json.items.filter((r) =>
		r.customizedData.some((d) => d.key === 'Changed' &&
			d.value === 'telephone'));
	const [row] = of(await admin(k).get(list));
	const pairs = Object.fromEntries(row.customizedData
		.map((d) => [d.key, d.value]));

	equal('update_partner_profile', row.operationType);
	equal('support', pairs.Profile);
	ok(!JSON.stringify(row).includes('4711'), 'values are not kept');
	equal('undefined', of(await admin(k).get(list, {
		'MS-PartnerCenter-Client': 'Partner Center Java SDK' }))[0]
		.operationType);
});

test('a dry run changes nothing', async (k) => {
	const before = (await admin(k).get('/profiles/support')).json;
	const dry = await admin(k).put('/profiles/support?validateOnly=true',
		{ telephone: 'dry' });

	equal('dry', dry.json.telephone);
	equal(before, (await admin(k).get('/profiles/support')).json);
});

test('the own number is told, any other is unknown', async (k) => {
	const { json } = await admin(k).get('/profiles/mpn');
	const theirs = (await admin(k, 1).get('/profiles/mpn')).json.mpnId;

	equal('MpnProfile', json.attributes.objectType);
	equal(json, (await admin(k).get(`/profiles/mpn?mpnid=${json.mpnId}`))
		.json);
	const never = await admin(k).get('/profiles/mpn?mpnId=99999999');
	const other = await admin(k).get(`/profiles/mpn?mpnId=${theirs}`);

	expectError(never, 404, 3000);
	equal(never.text, other.text, 'byte for byte (ruling 10)');
});
