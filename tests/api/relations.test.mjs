/* What becomes of a customer: its profile, domains, reseller, qualification,
 * and its end. */
import { admin, customer, equal, expectError, ok, partner, program, send, test,
	unknown_id, uuid, withRole } from './lib.mjs';
import { item, seats_monthly, shop, timed } from './shop.mjs';

const fresh = () => `r${uuid().slice(0, 12)}.example`;
const reseller = '5a1c0f52-7d36-4e9b-8a41-2c6f0b9d3e17';

const body = (domain = fresh(), more = {}) => ({ companyProfile: { domain },
	billingProfile: { culture: 'en-US', language: 'en',
		email: 'a@b.example', companyName: `R ${domain}`,
		defaultAddress: { firstName: 'A', lastName: 'B',
			addressLine1: '1 Way', city: 'Redmond', state: 'WA',
			postalCode: '98052', country: 'US' } }, ...more });

async function make(k, n = 0, more = {}) {
	const a = await admin(k, n).post('/customers', body(fresh(), more));

	equal(201, a.status, a.text);
	return a.json;
}

const agreed = { primaryContact: { firstName: 'Kim', lastName: 'Berg',
	email: 'kim@b.example' }, type: 'MicrosoftCustomerAgreement',
templateId: '117a77b0-9360-443b-8795-c6dedc750cf9',
dateAgreed: '2021-06-18T00:00:00Z' };

const records = async (k, id, n = 0) => (await admin(k, n).get(
	`/auditrecords?size=500&filter=${encodeURIComponent(JSON.stringify({
		Field: 'CustomerId', Value: id, Operator: 'equals' }))}`))
	.json.items.map((r) => `${r.resourceType} ${r.operationType}`);

/* ---- billing profile ---- */

test('a billing profile is read, changed as a whole and read again',
	async (k) => {
		const made = await make(k);
		const path = `/customers/${made.id}/profiles/billing`;
		const was = (await admin(k).get(path)).json;
		const now = await admin(k).put(path, { ...was, email: 'c@d.example',
			companyName: 'Renamed', defaultAddress: {
				...was.defaultAddress, state: 'Oregon' } });

		equal(200, now.status, now.text);
		ok(/^-?\d+$/.test(was.attributes.etag), 'a whole number as text');
		equal(['Renamed', 'c@d.example', 'OR'], [now.json.companyName,
			now.json.email, now.json.defaultAddress.state]);
		ok(now.json.attributes.etag !== was.attributes.etag);
		equal(now.json, (await admin(k).get(path)).json);
		const list = await admin(k).get('/customers');
		equal('Renamed', list.json.items.find((c) => c.id === made.id)
			.companyProfile.companyName);
		ok((await records(k, made.id)).includes(
			'customer update_customer_billing_profile'));
	});

test('a stale etag changes nothing, a missing one is asked for', async (k) => {
	const made = await make(k);
	const path = `/customers/${made.id}/profiles/billing`;
	const { json } = await admin(k).get(path);
	const bare = { ...json, attributes: undefined, email: 'z@z.example' };

	await expectError(admin(k).put(path, bare), 400, 2055);
	equal(200, (await admin(k).put(path, bare,
		{ 'If-Match': `"${json.attributes.etag}"` })).status);
	await expectError(admin(k).put(path, { ...json, email: 'y@y.example' }),
		400, 2055);
	equal('z@z.example', (await admin(k).get(path)).json.email);
});

test('every wrong field of a profile is told by its name', async (k) => {
	const made = await make(k);
	const path = `/customers/${made.id}/profiles/billing`;
	const { json } = await admin(k).get(path);
	const a = await admin(k).put(path, { ...json, email: 'nobody',
		defaultAddress: { ...json.defaultAddress, postalCode: '1',
			state: 'XX' } });

	equal(400, a.status);
	for (const name of ['email', 'defaultAddress.postalCode',
		'defaultAddress.state'])
		ok(a.json.data.some((t) => t.startsWith(`${name}:`)), a.text);
	const moved = await expectError(admin(k).put(path, { ...json,
		defaultAddress: { ...json.defaultAddress, country: 'CA' } }),
	400, 3000);
	ok(moved.json.data[0].startsWith('defaultAddress.country:'));
	equal(json, (await admin(k).get(path)).json);
	await expectError(withRole(k, 'billing_admin').put(path, json),
		403, 900150);
	equal(200, (await withRole(k, 'helpdesk_agent').put(path, json)).status);
});

/* ---- the end ---- */

test('a customer without obligations leaves, and is like one that never was',
	async (k) => {
		const made = await make(k), path = `/customers/${made.id}`;
		const left = await admin(k).patch(path,
			{ relationshipToPartner: 'none' });

		equal(200, left.status, left.text);
		equal([made.id, 'none'], [left.json.id,
			left.json.relationshipToPartner]);
		for (const end of ['', '/profiles/billing', '/orders', '/agreements',
			'/qualifications', '/relationships', '/subscriptions',
			'/orders/x', '/users']) {
			const gone = await admin(k).get(`${path}${end}`);
			const never = await admin(k).get(
				`/customers/${unknown_id}${end}`);

			equal([never.status, never.json], [gone.status, gone.json],
				end);
		}
		ok(!(await admin(k).get('/customers')).json.items
			.some((c) => c.id === made.id));
		await expectError(admin(k).patch(path,
			{ relationshipToPartner: 'none' }), 403, 20002);
		await expectError(admin(k).post('/customers',
			body(made.companyProfile.domain)), 409, 3000);
		ok((await records(k, made.id)).includes(
			'customer remove_partner_customer_relationship'));
	});

test('an open order keeps the relationship, its end frees it',
	timed('DE', async (s, k) => {
		const made = await make(k), path = `/customers/${made.id}`;
		const list = await admin(k).get(`${path}/products?targetView=Software`);
		const agreement = await admin(k).post(`${path}/agreements`, agreed);

		equal(201, agreement.status, agreement.text);
		ok(list.json.items.length > 0);
		const offer = await item(k, ['KS19WSSTD001', '0001'], 'US');
		const order = await admin(k).post(`${path}/orders`, { lineItems: [
			{ lineItemNumber: 0, offerId: offer, quantity: 1 }] });
		equal(201, order.status, order.text);
		await expectError(admin(k).patch(path,
			{ relationshipToPartner: 'none' }), 409, 3000);
		equal(200, (await admin(k).patch(`${path}/orders/${order.json.id}`,
			{ id: order.json.id, status: 'cancelled', lineItems: [
				{ lineItemNumber: 0, offerId: offer }] })).status);
		equal(200, (await admin(k).patch(path,
			{ relationshipToPartner: 'none' })).status);
	}));

test('other relationships than none are no choice', async (k) => {
	const made = await make(k);

	for (const word of ['advisor', 'reseller', '', null])
		equal(400, (await admin(k).patch(`/customers/${made.id}`,
			{ relationshipToPartner: word })).status, word);
	equal(200, (await admin(k).get(`/customers/${made.id}`)).status);
});

test('only a sandbox deletes, and its domain is free then', async (k) => {
	const real = await make(k), test_one = await make(k, 1);
	const domain = test_one.companyProfile.domain;

	await expectError(admin(k).del(`/customers/${real.id}`), 400, 900127);
	equal(200, (await admin(k).get(`/customers/${real.id}`)).status);
	await expectError(admin(k).del(`/customers/${test_one.id}`), 403, 20002);
	const gone = await admin(k, 1).del(`/customers/${test_one.id}`);
	equal([204, ''], [gone.status, gone.text]);
	equal(404, (await admin(k, 1).head(`/domains/${domain}`)).status);
	await expectError(admin(k, 1).get(`/customers/${test_one.id}`),
		403, 20002);
	ok(!(await admin(k, 1).get('/customers')).json.items
		.some((c) => c.id === test_one.id));
	equal(201, (await admin(k, 1).post('/customers', body(domain))).status);
	ok((await records(k, test_one.id, 1)).includes(
		'customer delete_customer'));
});

/* ---- domains ---- */

const verified = (name, more = {}) => ({ VerifiedDomainName: name, Domain: {
	AuthenticationType: 'Managed', Capability: 'Email', IsDefault: false,
	Name: name, Status: 'Verified', VerificationMethod: 'DnsRecord',
	...more } });

test('a verified domain is the customer’s, and nobody else’s', async (k) => {
	const made = await make(k), name = fresh();
	const a = await admin(k).post(`/customers/${made.id}/verifieddomain`,
		verified(name.toUpperCase()));

	equal(201, a.status, a.text);
	equal([name, 'verified', 'managed', 'dns_record', false],
		[a.json.name, a.json.status, a.json.authenticationType,
			a.json.verificationMethod, a.json.isInitial]);
	equal([made.companyProfile.domain, name], (await admin(k).get(
		`/customers/${made.id}`)).json.customDomains);
	equal(200, (await program(k).head(`/domains/${name}`)).status);
	await expectError(admin(k, 1).post('/customers', body(name)), 409, 3000);
	await expectError(admin(k).post(`/customers/${made.id}/verifieddomain`,
		verified(name)), 409, 3000);
});

test('a federated domain says where its users sign in', async (k) => {
	const made = await make(k), path = `/customers/${made.id}/verifieddomain`;
	const settings = { issuerUri: 'http://idp.example/', logOffUri:
		'https://idp.example/out', passiveLogOnUri: 'https://idp.example/',
	preferredAuthenticationProtocol: 'WsFed', promptLoginBehavior:
		'Disabled', signingCertificate: 'MIIB' };
	const federated = (more) => ({ ...verified(fresh(),
		{ AuthenticationType: 'federated' }), ...more });

	equal(400, (await admin(k).post(path, federated({}))).status);
	for (const name of Object.keys(settings)) {
		const a = await admin(k).post(path, federated(
			{ domainFederationSettings: { ...settings,
				[name]: null } }));

		equal(400, a.status);
		ok(a.json.description.includes(name), a.text);
	}
	equal(201, (await admin(k).post(path, federated(
		{ domainFederationSettings: settings }))).status);
	equal(400, (await admin(k).post(path, verified(fresh(),
		{ Status: 'unverified' }))).status);
	equal(400, (await admin(k).post(path, verified('no-dot'))).status);
});

/* ---- resellers ---- */

test('a customer comes in through a reseller that is there', async (k) => {
	const made = await make(k, 0,
		{ associatedPartnerId: reseller.toUpperCase() });
	const read = await admin(k).get(`/customers/${made.id}`);
	const of = await admin(k).get(`/customers/${made.id}/relationships`);
	const filter = encodeURIComponent(JSON.stringify({ Field:
		'IndirectReseller', Value: reseller, Operator: 'starts_with' }));
	const list = await admin(k).get(`/customers?filter=${filter}`);

	equal(reseller, read.json.associatedPartnerId);
	equal([1, reseller, '4987201', 'is_indirect_reseller_of', 'Active', 'DE'],
		[of.json.totalCount, of.json.items[0].id, of.json.items[0].mpnId,
			of.json.items[0].relationshipType, of.json.items[0].state,
			of.json.items[0].location]);
	ok(list.json.items.some((c) => c.id === made.id));
	const plain = await make(k);
	ok(!(await admin(k).get(`/customers?filter=${filter}`)).json.items
		.some((c) => c.id === plain.id));
	equal(0, (await admin(k).get(`/customers/${plain.id}/relationships`))
		.json.totalCount);
});

test('through others it does not', async (k) => {
	const other = '90d3e6b1-4c27-4a85-b1f9-3e5a7c8d6f02';
	const of = (associatedPartnerId) => admin(k).post('/customers',
		body(fresh(), { associatedPartnerId }));

	for (const id of [unknown_id, other])
		await expectError(of(id), 400, 800016);
	await expectError(of('c2e4b7a9-1f58-4d03-9b6e-7a8d5c1f2e40'),
		403, 900123);
});

test('relationships are found by type and name', async (k) => {
	const get = async (query) => (await admin(k).get(
		`/relationships${query}`)).json.items.map((r) => r.name);
	const filter = (Value, Operator) => `&filter=${encodeURIComponent(
		JSON.stringify({ Field: 'name', Value, Operator }))}`;
	const type = '?relationship_type=';

	equal(['Hanse Cloud Kontor KG', 'Mälaren IT AB'],
		await get(`${type}IsIndirectResellerOf`));
	equal(['Hanse Cloud Kontor KG', 'Mälaren IT AB'], await get(''));
	equal([], await get(`${type}is_indirect_cloud_solution_provider_of`));
	equal(['Mälaren IT AB'], await get(`${type}is_indirect_reseller_of` +
		filter('MALAREN', 'starts_with')));
	equal(['Hanse Cloud Kontor KG'], await get(
		`${type}is_indirect_reseller_of${filter('cloud', 'substring')}`));
	equal(400, (await admin(k).get(`/relationships${type}friend`)).status);
	equal(['Bass Strait Networks Pty Ltd'], (await admin(k, 1).get(
		'/relationships')).json.items.map((r) => r.name));
});

test('who has signed the partner agreement, by the codes of the reference',
	async (k) => {
		const ask = (query) => admin(k).get(
			`/compliance/csp/agreementstatus${query}`);

		for (const query of ['?mpnId=4987201', `?tenantId=${reseller}`,
			`?TENANTID=${reseller.toUpperCase()}`])
			equal({ isAgreementSigned: true }, (await ask(query)).json);
		for (const [query, code] of [['', 2001],
			[`?mpnId=4987201&tenantId=${reseller}`, 2000],
			['?mpnId=x1', 2000], ['?tenantId=x', 2000],
			['?mpnId=999', 2200], ['?mpnId=5207499', 2200],
			['?mpnId=4987215', 2203], ['?mpnId=4123087', 2204],
			[`?tenantId=${unknown_id}`, 2205],
			[`?tenantId=${partner(k, 1).tenant_id ?? unknown_id}`, 2205],
			['?tenantId=c2e4b7a9-1f58-4d03-9b6e-7a8d5c1f2e40', 2206]])
			await expectError(ask(query), 400, code);
		await expectError(admin(k).get(
			'/compliance/xyz/agreementstatus?mpnId=1'), 404, 1000);
	});

test('the address of a relationship request works without signing in',
	async (k) => {
		const { json } = await admin(k).get('/customers/relationshiprequests');
		const page = await send(k, 'GET', new URL(json.url).pathname,
			{ strict: false });

		equal('RelationshipRequest', json.attributes.objectType);
		equal(200, page.status);
		ok(page.text.includes('Nordlicht Systemhaus GmbH'));
	});

/* ---- qualifications ---- */

test('a sandbox approves at once, and the segment follows', async (k) => {
	const made = await make(k, 1), path = `/customers/${made.id}`;
	const a = await admin(k, 1).post(`${path}/qualifications`,
		{ Qualification: 'education' });

	equal([201, 'Education', 'Approved'], [a.status, a.json.qualification,
		a.json.vettingStatus]);
	const list = await admin(k, 1).get(`${path}/qualifications`);
	equal([a.json], list.json);
	equal('"education"', (await admin(k, 1).get(`${path}/qualification`)).text);
	equal(201, (await admin(k, 1).post(`${path}/qualifications`,
		{ qualification: 'Education' })).status);
	equal(1, (await admin(k, 1).get(`${path}/qualifications`)).json.length);
	ok((await records(k, made.id, 1)).includes(
		'customer update_customer_qualification'));
});

test('a customer’s catalogue opens with its qualification', async (k) => {
	const made = await make(k, 1), path = `/customers/${made.id}`;
	const list = (segment) => admin(k, 1).get(
		`${path}/products?targetView=Software&targetSegment=${segment}`);
	const before = (await list('commercial')).json.totalCount;

	ok(before > 0);
	await expectError(list('education'), 403, 400030);
	await expectError(list('chivalry'), 403, 400030);
	equal(201, (await admin(k, 1).post(`${path}/qualifications`,
		{ qualification: 'Education' })).status);
	equal(200, (await list('education')).status);
	equal(before, (await list('')).json.totalCount);
});

test('elsewhere it is in review until a business day has passed',
	timed('DE', async (s, k) => {
		const made = await make(k), path = `/customers/${made.id}`;
		const status = async () => (await admin(k).get(
			`${path}/qualifications`)).json[0].vettingStatus;

		/* a Friday: Monday, the same time */
		await s.now('2026-11-20T10:00:00Z');
		const a = await admin(k).post(`${path}/qualifications`,
			{ qualification: 'Education' });
		equal([201, 'InReview'], [a.status, a.json.vettingStatus]);
		equal('"none"', (await admin(k).get(`${path}/qualification`)).text);
		await s.now('2026-11-23T09:59:30Z');
		equal('InReview', await status());
		await s.now('2026-11-23T10:00:00Z');
		equal('Approved', await status());
		equal('"education"', (await admin(k).get(`${path}/qualification`))
			.text);
	}));

test('the older form takes and gives a bare text', async (k) => {
	const made = await make(k, 1), path = `/customers/${made.id}/qualification`;

	equal('"none"', (await admin(k, 1).get(path)).text);
	equal('"nonprofit"', (await admin(k, 1).put(path, '"Nonprofit"')).text);
	equal('"none"', (await admin(k, 1).put(path, '"none"')).text);
	equal(400, (await admin(k, 1).put(path, '"chivalry"')).status);
	equal('"none"', (await admin(k, 1).get(path)).text);
});

test('the government cloud takes a code, which is used up', async (k) => {
	const made = await make(k, 1), path = `/customers/${made.id}/qualifications`;
	const codes = async () => (await admin(k, 1).get(
		'/customers/all/validations')).json[0];
	const before = await codes();
	const gcc = { qualification: 'GovernmentCommunityCloud' };

	equal(['gcc-sample-1', 'string'], [before.validationId,
		typeof before.validationId]);
	await expectError(admin(k, 1).post(path, gcc), 400, 3000);
	await expectError(admin(k, 1).post(`${path}?code=wrong`, gcc), 400, 3000);
	equal('Approved', (await admin(k, 1).post(`${path}?code=gcc-sample-1`,
		gcc)).json.vettingStatus);
	const after = await codes();
	equal(before.remainingCreates - 1, after.remainingCreates);
	ok(after.eTag !== before.eTag);
	const nz = customer(k, 'NZ', 1);
	await expectError(admin(k, 1).post(
		`/customers/${nz.id}/qualifications?code=gcc-sample-1`, gcc),
	400, 3000);
	equal([], (await admin(k).get('/customers/all/validations')).json);
});

/* ---- agreements ---- */

test('the first order waits for a confirmed agreement', async (k) => {
	const made = await make(k), path = `/customers/${made.id}`;
	const offerId = await item(k, seats_monthly, 'US');
	const order = () => admin(k).post(`${path}/orders`, { lineItems: [
		{ lineItemNumber: 0, offerId, quantity: 1 }] });

	await expectError(order(), 403, 13605);
	equal(0, (await admin(k).get(`${path}/orders`)).json.totalCount);
	equal(201, (await admin(k).post(`${path}/agreements`, agreed)).status);
	equal(201, (await order()).status);
	const list = await admin(k).get(
		`${path}/agreements?agreementType=MicrosoftCustomerAgreement`);
	equal([1, 'Kim', agreed.templateId, 'MicrosoftCustomerAgreement',
		agreed.dateAgreed], [list.json.totalCount,
		list.json.items[0].primaryContact.firstName,
		list.json.items[0].templateId, list.json.items[0].type,
		list.json.items[0].dateAgreed]);
	ok(list.json.items[0].userId);
	equal(0, (await admin(k).get(`${path}/agreements`)).json.totalCount);
	equal(1, (await admin(k).get(`${path}/agreements?agreementType=*`))
		.json.totalCount);
	equal({ isSigned: false }, (await admin(k).get(
		`${path}/directSignedMicrosoftCustomerAgreementStatus`)).json);
	ok((await records(k, made.id)).includes('agreement create_agreement'));
});

test('a confirmation that cannot be is refused by its field', async (k) => {
	const made = await make(k), path = `/customers/${made.id}/agreements`;

	for (const [change, name] of [
		[{ type: 'Handshake' }, 'type'],
		[{ templateId: unknown_id }, 'templateId'],
		[{ type: 'MicrosoftCloudAgreement' }, 'templateId'],
		[{ dateAgreed: '2099-01-01T00:00:00Z' }, 'dateAgreed'],
		[{ dateAgreed: null }, 'dateAgreed'],
		[{ primaryContact: { ...agreed.primaryContact, email: 'x' } },
			'primaryContact.email'],
		[{ primaryContact: { email: 'a@b.example' } },
			'primaryContact.firstName']]) {
		const a = await admin(k).post(path, { ...agreed, ...change });

		ok([400, 404].includes(a.status), a.text);
		ok(a.json.description.includes(name), `${name}: ${a.text}`);
	}
	equal(0, (await admin(k).get(`${path}?agreementType=*`)).json.totalCount);
	await expectError(withRole(k, 'sales_agent').post(path, agreed),
		403, 900150);
	equal(200, (await withRole(k, 'sales_agent').get(path)).status);
});

test('agreements and their texts are found, read and downloaded', async (k) => {
	const all = await admin(k).get('/agreements?agreementType=*');
	const cloud = await admin(k).get('/agreements');
	const path = '/agreementtemplates/117a77b0-9360-443b-8795-c6dedc750cf9' +
		'/document';
	const read = (uri) => send(k, 'GET', new URL(uri).pathname,
		{ strict: false });

	equal(['MicrosoftCloudAgreement', 'MicrosoftCustomerAgreement'],
		all.json.items.map((t) => t.agreementType));
	equal(['MicrosoftCloudAgreement'],
		cloud.json.items.map((t) => t.agreementType));
	equal(400, (await admin(k).get('/agreements?agreementType=x')).status);
	const doc = (await admin(k).get(`${path}?language=tlh&country=DE`)).json;
	equal(['en-US', 'DE'], [doc.language, doc.country]);
	const page = await read(doc.displayUri), text = await read(doc.downloadUri);
	equal([200, 200], [page.status, text.status]);
	ok(page.headers['content-type'].startsWith('text/html'));
	ok(text.headers['content-disposition'].startsWith('attachment'));
	ok(page.text.includes('Germany') && text.text.includes('Germany'));
	equal(404, (await read(`${doc.displayUri}x`)).status);
	equal('US', (await admin(k).get(path)).json.country);
	await expectError(admin(k).get(`${path}?country=de`), 400, 3000);
	await expectError(admin(k).get(
		`/agreementtemplates/${unknown_id}/document`), 404, 1000);
});

test('another partner’s customer answers like an unknown one', async (k) => {
	const theirs = customer(k, null, 1).id;

	for (const [method, end, sent] of [
		['patch', '', { relationshipToPartner: 'none' }],
		['del', ''],
		['post', '/verifieddomain', verified(fresh())],
		['post', '/qualifications', { qualification: 'Education' }],
		['put', '/qualification', '"education"'],
		['post', '/agreements', agreed],
		['get', '/agreements'], ['get', '/relationships'],
		['get', '/directSignedMicrosoftCustomerAgreementStatus'],
		['put', '/profiles/billing', body().billingProfile]]) {
		const one = await admin(k)[method](`/customers/${theirs}${end}`, sent);
		const two = await admin(k)[method](
			`/customers/${unknown_id}${end}`, sent);

		equal([two.status, two.json], [one.status, one.json], end);
		equal([403, 20002], [one.status, one.json.code], end);
	}
	equal(true, (await shop(k, 'NZ', 1)).id.length > 0);
});
