/* Customers: lists, paging, search, adding one as each client does it. */
import { admin, customer, equal, expectError, ok, partner, program, send, test,
	unknown_id, uuid, withRole } from './lib.mjs';

const fresh = () => `c${uuid().slice(0, 12)}.example`;

/* As the .NET SDK sends it: PascalCase with explicit nulls. */
const pascal = (domain, change = {}) => ({
	Id: null, CommerceId: null,
	CompanyProfile: { TenantId: null, Domain: domain, CompanyName: null,
		Links: null, Attributes: { Etag: null,
			ObjectType: 'CustomerCompanyProfile' } },
	BillingProfile: { Id: null, FirstName: null, LastName: null,
		Email: 'ines@contoso.example', Culture: 'EN-US', Language: 'En',
		CompanyName: 'Contoso Öl & Gas', DefaultAddress: {
			AddressLine1: 'One Way', AddressLine2: null,
			City: 'Redmond', State: 'WA', PostalCode: '98052',
			Country: 'US', Region: null, FirstName: 'Inés',
			LastName: 'Müller', PhoneNumber: null, ...change.address },
		Links: null, Attributes: null, ...change.billing },
	RelationshipToPartner: 'unknown', AllowDelegatedAccess: null,
	UserCredentials: null, CustomDomains: null, AssociatedPartnerId: null,
	Attributes: { Etag: null, ObjectType: 'Customer' },
});

/* As the node client sends it. */
const node = (domain) => ({ enableGDAPByDefault: false,
	companyProfile: { domain }, billingProfile: { culture: 'en-US',
		email: 'a@b.example', language: 'en', companyName: 'Node',
		defaultAddress: { firstName: 'A', lastName: 'B',
			addressLine1: '1', city: 'C', state: 'WA',
			postalCode: '98052', country: 'us' } } });

/* As the Java SDK sends it: nulls left out, objectType the class name, some
 * keys in both spellings. */
const java = (domain) => ({ companyProfile: { domain, Domain: domain,
	attributes: { objectType: 'CustomerCompanyProfile' } },
billingProfile: { culture: 'en-US', email: 'a@b.example', language: 'en',
	companyName: 'Java', defaultAddress: { firstName: 'A', lastName: 'B',
		addressLine1: '1', city: 'C', country: 'US' },
	attributes: { objectType: 'CustomerBillingProfile' } },
attributes: { objectType: 'Customer' } });

test('the list holds all customers, in short form', async (k) => {
	const a = await admin(k).get('/customers');
	const ids = a.json.items.map((c) => c.id);

	for (const c of partner(k).customers)
		ok(ids.includes(c.id), c.name);
	for (const c of partner(k, 1).customers)
		ok(!ids.includes(c.id), 'another partner\'s');
	equal(['attributes', 'companyProfile', 'id', 'links',
		'relationshipToPartner'], Object.keys(a.json.items[0]).sort());
	equal('reseller', a.json.items[0].relationshipToPartner);
});

test('pages by the next link hold each customer once', async (k) => {
	const all = (await admin(k).get('/customers')).json.items
		.map((c) => c.id);
	const seen = [];
	let path = '/customers?size=5', headers = {};

	for (;;) {
		const { json } = await admin(k).get(path, headers);
		seen.push(...json.items.map((c) => c.id));
		ok(json.items.length <= 5);
		if (!json.links?.next)
			break;
		path = `/${json.links.next.uri}`; /* as Java: /v1//customers */
		headers = Object.fromEntries(json.links.next.headers
			.map((h) => [h.key, h.value]));
	}
	equal(all, seen);
});

test('pages by seekOperation keep size and filter', async (k) => {
	const filter = encodeURIComponent(JSON.stringify({ Field: 'CompanyName',
		Value: 'd', Operator: 'starts_with' }));
	const whole = await admin(k).get(`/customers?size=0&filter=${filter}`);
	const first = await admin(k).get(`/customers?size=1&filter=${filter}`);

	for (const domain of [fresh(), fresh()])
		equal(201, (await admin(k).post('/customers', pascal(domain,
			{ billing: { CompanyName: `D ${domain}` } }))).status);
	ok(whole.json.items.every((c) =>
		/^d/i.test(c.companyProfile.companyName)));
	const page = await admin(k).get(`/customers?size=1&filter=${filter}`);
	const next = await admin(k).get('/customers?seekOperation=Next',
		{ 'MS-ContinuationToken': page.json.continuationToken });
	equal(1, next.json.totalCount);
	ok(/^d/i.test(next.json.items[0].companyProfile.companyName));
	ok(next.json.items[0].id !== page.json.items[0].id);
	ok(first.json.totalCount <= 1);
});

test('a token in the query works and is bound to list and tenant',
	async (k) => {
		const a = await admin(k).get('/customers?size=1');
		const word = a.json.continuationToken;

		equal(200, (await admin(k).get('/customers?seekOperation=Next&' +
			`MS-ContinuationToken=${word}`)).status);
		for (const [who, path, value] of [
			[admin(k, 1), '/customers', word],
			[admin(k), '/auditrecords', word],
			[admin(k), '/customers', `${word}x`],
			[admin(k), '/customers', word.slice(0, 20) +
				(word[20] === 'A' ? 'B' : 'A') + word.slice(21)],
			[admin(k), '/customers', word.slice(0, -3)],
			[admin(k), '/customers', '%00'],
		])
			equal(400, (await who.get(path,
				{ 'MS-ContinuationToken': value })).status, value);
	});

test('filters of each client find by name and domain', async (k) => {
	const c = customer(k, 'DE');
	const filters = [
		['{"Field":"CompanyName","Value":"TRAVEM","Operator":"starts_with"}'],
		['{"field":"Domain","value":"Travereed","operator":"StartsWith",' +
			'"fieldType":"String"}'],
	];

	for (const [filter] of filters) {
		const encoded = new URLSearchParams({ size: '0', filter })
			.toString();
		const a = await admin(k).get(`/customers?${encoded}`);
		equal([c.id], a.json.items.map((i) => i.id), filter);
	}
});

test('filters that cannot be are 400 with code 3000', async (k) => {
	for (const filter of ['x', '[]', '{"Field":"Nope","Value":"a",' +
		'"Operator":"starts_with"}', '{"Field":"Domain","Value":"a",' +
		'"Operator":"equals"}', '{"Field":"Domain"}'])
		await expectError(admin(k).get('/customers?filter=' +
			encodeURIComponent(filter)), 400, 3000);
	await expectError(admin(k).get('/customers?size=501'), 400, 3000);
	await expectError(admin(k).get('/customers?size=-1'), 400, 3000);
	await expectError(admin(k).get('/customers?size=x'), 400, 3000);
});

test('one customer has profiles that the profile routes repeat', async (k) => {
	const c = customer(k, 'SE');
	const { json } = await admin(k).get(`/customers/${c.id}`);
	const company = await admin(k).get(json.companyProfile.links.self.uri);
	const billing = await admin(k).get(json.billingProfile.links.self.uri);

	equal([c.id, c.domain, 'SE'], [json.id, json.companyProfile.domain,
		json.billingProfile.defaultAddress.country]);
	equal(json.companyProfile, company.json);
	equal(json.billingProfile, billing.json);
	ok(json.billingProfile.attributes.etag && json.commerceId);
	equal([true, [c.domain]], [json.allowDelegatedAccess,
		json.customDomains]);
	equal(undefined, json.userCredentials);
});

test('ids that are none are like unknown customers', async (k) => {
	for (const id of ['x', '%2e%2e', unknown_id, "'or'1'='1", '0'.repeat(300)])
		await expectError(admin(k).get(`/customers/${id}`), 403, 20002);
});

test('each client can add a customer', async (k) => {
	for (const make of [pascal, node, java]) {
		const domain = fresh();
		const a = await admin(k).post('/customers', make(domain));
		const { json } = a;

		equal(201, a.status, a.text);
		equal(domain, json.companyProfile.domain);
		equal('admin', json.userCredentials.userName);
		ok(json.userCredentials.password.length >= 8);
		const read = await admin(k).get(`/customers/${json.id}`);
		equal(undefined, read.json.userCredentials);
		equal(['en-US', 'en'], [read.json.billingProfile.culture,
			read.json.billingProfile.language]);
		equal('US', read.json.billingProfile.defaultAddress.country);
		equal(200, (await program(k).head(`/domains/${domain}`)).status);
	}
});

test('a BOM is skipped, and of one key in two casings the last counts',
	async (k) => {
		const domain = fresh();
		const text = JSON.stringify(pascal(domain)).replace(
			'"CompanyProfile":{', '"companyProfile":{"domain":"x y"},' +
			'"CompanyProfile":{');
		const a = await admin(k).post('/customers', `\ufeff${text}`);

		equal(201, a.status, a.text);
		equal(domain, a.json.companyProfile.domain);
	});

test('a taken domain is 409, whoever has it', async (k) => {
	for (const domain of [customer(k).domain,
		customer(k, null, 1).domain.toUpperCase()])
		await expectError(admin(k).post('/customers', pascal(domain)),
			409, 3000);
	equal(200, (await admin(k).head('/domains/' +
		customer(k, null, 1).domain)).status);
	equal(404, (await admin(k).head(`/domains/${fresh()}`)).status);
});

test('every wrong field is told at once, by its name', async (k) => {
	const body = pascal('no domain', { billing: { Email: 'nobody' },
		address: { Country: 'ZZ' } });
	const a = await expectError(admin(k).post('/customers', body), 400, 3000);
	const missing = await expectError(admin(k).post('/customers',
		{ companyProfile: {} }), 400, 3000);

	for (const name of ['companyProfile.domain', 'billingProfile.email',
		'billingProfile.defaultAddress.country'])
		ok(a.json.data.some((text) => text.startsWith(`${name}:`)), name);
	ok(a.json.description.includes('companyProfile.domain'));
	ok(missing.json.data.some((t) => t.startsWith('billingProfile')));
});

test('registration numbers are asked where the country has them',
	async (k) => {
		const of = (country, number, phone) => ({ ...pascal(fresh(),
			{ address: { Country: country, PhoneNumber: phone,
				State: null, PostalCode: null } }),
		...{ CompanyProfile: { Domain: fresh(),
			OrganizationRegistrationNumber: number } } });

		await expectError(admin(k).post('/customers',
			of('HU', null, '+36 1 234 567')), 400, 600049);
		await expectError(admin(k).post('/customers',
			of('HU', '12345678', null)), 400, 600051);
		await expectError(admin(k).post('/customers',
			of('US', '12-34', null)), 400, 600002);
		await expectError(admin(k).post('/customers',
			of('HU', 'none', '+36 1 234 567')), 400, 600050);
		equal(201, (await admin(k).post('/customers',
			of('HU', '12345678', '+36 1 234 567'))).status);
	});

/* ---- repeated requests (ruling 4) ---- */

const same = (a, b) => equal([a.status, a.text], [b.status, b.text]);

test('a repeat gets the first answer, its password too', async (k) => {
	const id = { 'MS-RequestId': uuid() }, body = pascal(fresh());
	const first = await admin(k).post('/customers', body, id);

	equal(201, first.status);
	for (let i = 0; i < 4; i++)
		same(first, await admin(k).post('/customers', body, id));
	const upper = { 'MS-RequestId': id['MS-RequestId'].toUpperCase() };
	same(first, await admin(k).post('/customers', body, upper));
	await expectError(admin(k).post('/customers', body), 409, 3000);
});

test('twins at the same moment add one customer', async (k) => {
	const id = { 'MS-RequestId': uuid() }, body = pascal(fresh());
	const twins = await Promise.all(Array.from({ length: 6 }, () =>
		admin(k).post('/customers', body, id)));

	equal(201, twins[0].status);
	for (const twin of twins)
		same(twins[0], twin);
	const strangers = await Promise.all(Array.from({ length: 4 },
		(x, i, b = pascal('one-of-four.example')) =>
			admin(k).post('/customers', b)));
	equal([201, 409, 409, 409], strangers.map((a) => a.status).sort());
});

test('another body under one id is another call, whose answer stays',
	async (k) => {
		const id = { 'MS-RequestId': uuid() };
		const one = pascal(fresh()), two = pascal(fresh());
		const first = await admin(k).post('/customers', one, id);
		const second = await admin(k).post('/customers', two, id);

		equal([201, 201], [first.status, second.status]);
		ok(first.json.id !== second.json.id);
		same(second, await admin(k).post('/customers', two, id));
		await expectError(admin(k).post('/customers', one, id), 409, 3000);
	});

test('a refusal is repeated too, another caller\'s answer is not',
	async (k) => {
		const id = { 'MS-RequestId': uuid() };
		const taken = pascal(customer(k).domain), body = pascal(fresh());
		const no = await admin(k).post('/customers', taken, id);

		equal(409, no.status);
		same(no, await admin(k).post('/customers', taken, id));
		const first = await admin(k).post('/customers', body, id);
		equal(201, first.status);
		await expectError(program(k).post('/customers', body, id),
			409, 3000);
		await expectError(withRole(k, 'sales_agent').post('/customers',
			body, id), 409, 3000);
	});

test('what follows from the request alone is not kept', async (k) => {
	const id = { 'MS-RequestId': uuid() }, body = pascal(fresh());

	await expectError(admin(k).post('/customers', {}, id), 400, 3000);
	equal(401, (await send(k, 'POST', '/v1/customers', { body,
		headers: id })).status);
	await expectError(withRole(k, 'billing_admin').post('/customers', body,
		id), 403, 900150);
	equal(201, (await admin(k).post('/customers', body, id)).status);
});

test('an id that is no GUID keeps nothing', async (k) => {
	const id = { 'MS-RequestId': 'pinned' }, body = pascal(fresh());
	const token_of = await admin(k).post('/customers', body);

	equal(201, token_of.status);
	const { send: raw, token, partner: p } = await import('./lib.mjs');
	const again = await raw(k, 'POST', '/v1/customers', { strict: false,
		body, headers: { ...id, Authorization:
			`Bearer ${await token(k, p(k), p(k).users[0])}` } });
	equal(409, again.status);
});
