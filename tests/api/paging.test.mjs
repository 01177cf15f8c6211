/* Pages, forwards and backwards, while rows are added (api.md 1.6). */
import { admin, equal, expectError, ok, test, uuid } from './lib.mjs';

const headersOf = (link) => Object.fromEntries(link.headers
	.map((h) => [h.key, h.value]));
/* As Java follows links: {root}/v1/ + uri. */
const follow = (a, link) => a.get(`/${link.uri}`, headersOf(link));
const ids = (answer) => answer.json.items.map((item) => item.id);

const lists = [
	{ name: 'customers', path: '/customers', size: 3 },
	{ name: 'audit records', path: '/auditrecords', size: 4 },
];

for (const { name, path, size } of lists) {
	const sized = `${path}?size=${size}`;

	test(`${name}: every page forwards, and the same pages back`,
		async (k) => {
			const a = admin(k);
			const all = ids(await a.get(`${path}?size=500`));
			let page = await a.get(sized);
			const pages = [ids(page)];

			equal(undefined, page.json.links.previous);
			while (page.json.links.next) {
				page = await follow(a, page.json.links.next);
				pages.push(ids(page));
			}
			ok(pages.length > 2, `${pages.length} pages`);
			equal(all, pages.flat());
			for (let n = pages.length - 2; n >= 0; n--) {
				page = await follow(a, page.json.links.previous);
				equal(pages[n], ids(page));
				ok(page.json.links.next, 'there was a next one');
			}
			equal(undefined, page.json.links.previous);
			page = await follow(a, page.json.links.next);
			equal(pages[1], ids(page));
		});

	test(`${name}: first, last and any page by its number`, async (k) => {
		const a = admin(k);
		const all = ids(await a.get(`${path}?size=500`));
		const first = await a.get(sized);
		const held = { 'MS-ContinuationToken':
			first.json.continuationToken };

		equal(all.slice(size, 2 * size),
			ids(await a.get(`${path}?seekOperation=Next`, held)));
		equal(all.slice(0, size),
			ids(await a.get(`${path}?seekOperation=First`, held)));
		const last = await a.get(`${path}?seekOperation=Last`, held);
		equal(all.slice(-size), ids(last));
		equal(undefined, last.json.links.next);
		equal(undefined, last.json.continuationToken);
		equal(all.slice(-2 * size, -size),
			ids(await follow(a, last.json.links.previous)));
		const second = await a.get(
			`${path}?seekOperation=page_index&offset=1`, held);
		equal(all.slice(size, 2 * size), ids(second));
		equal(all.slice(0, size),
			ids(await follow(a, second.json.links.previous)));
	});

	test(`${name}: a token that is not ours, or of another list`,
		async (k) => {
			const a = admin(k);
			const own = (await a.get(sized)).json.continuationToken;
			const flipped = own.slice(0, -2) +
				(own.at(-2) === 'A' ? 'B' : 'A') + own.at(-1);
			const other = (await a.get(path === '/customers' ?
				'/auditrecords?size=1' : '/customers?size=1'))
				.json.continuationToken;

			for (const bad of [flipped, other, 'x', own + 'AA',
				(await admin(k, 1).get(`${path}?size=1`))
					.json.continuationToken])
				await expectError(a.get(
					`${path}?seekOperation=Next`,
					{ 'MS-ContinuationToken': bad }),
				400, 3000);
			await expectError(a.get(`${path}?seekOperation=Previous`),
				400, 3000);
		});
}

test('pages hold each customer once while others are added', async (k) => {
	const a = admin(k);
	const before = ids(await a.get('/customers'));
	const add = async (companyName) => {
		const answer = await a.post('/customers', {
			companyProfile: { domain: `${uuid()}.example` },
			billingProfile: { email: 'a@b.example',
				culture: 'en-US', language: 'en', companyName,
				defaultAddress: { firstName: 'A', lastName: 'B',
					addressLine1: '1 Way', city: 'Redmond',
					state: 'WA', postalCode: '98052',
					country: 'US' } } });
		equal(201, answer.status, answer.text);
	};
	const seen = [];
	let page = await a.get('/customers?size=3');

	seen.push(...ids(page));
	for (let n = 0; page.json.links.next; n++) {
		/* one before all pages, one behind them, one in between */
		if (n < 4)
			await add(`${['AAA', 'ZZZ', 'MMM', '000'][n]} ${uuid()}`);
		page = await follow(a, page.json.links.next);
		seen.push(...ids(page));
	}
	equal(seen.length, new Set(seen).size, 'none twice');
	equal([], before.filter((id) => !seen.includes(id)), 'none missed');
	equal(before, seen.filter((id) => before.includes(id)), 'in order');
});

test('a reseller\'s customers are filtered before they are paged',
	async (k) => {
		const filter = (field) => encodeURIComponent(JSON.stringify({
			Field: field, Value: uuid(), Operator: 'starts_with' }));

		for (const field of ['IndirectReseller',
			'IndirectCloudSolutionProvider']) {
			const { json } = await admin(k).get(
				`/customers?size=2&filter=${filter(field)}`);
			equal([], json.items);
			equal(undefined, json.links.next);
		}
	});
