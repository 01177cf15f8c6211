/* Keys, files and links: an extension of ours (ruling 9). */
import { admin, customer, equal, expectError, ok, program, routeTests,
	send, test, unknown_id, uuid, withRole } from './lib.mjs';
import { server2019, shop, timed } from './shop.mjs';

for (const route of [
	{ method: 'GET', path: '/customers/{customer}/software',
		refused: 'billing_admin' },
	{ method: 'GET', refused: 'billing_admin',
		path: '/customers/{customer}/software/{x}/files' },
	{ method: 'POST', ignored: true, body: 'x', refused: 'account_admin',
		path: '/customers/{customer}/software/{x}/key' },
	{ method: 'POST', body: { fileId: unknown_id },
		refused: 'sales_agent',
		path: '/customers/{customer}/software/{x}/links' },
])
	routeTests(route, (k) => ({ customer: [customer(k).id,
		customer(k, null, 1).id] }));

const luhn = (digits) => [...digits].reverse().reduce((sum, d, i) => {
	const v = Number(d) * (i % 2 + 1);
	return sum + (v > 9 ? v - 9 : v);
}, 0) % 10 === 0;

const bought = async (s) => {
	const order = await s.order([...server2019, 2]);
	const path = `${s.path}/software/${order.id}-0`;

	return { order, path, key: (headers, who = s.who) =>
		who.post(`${path}/key`, undefined, headers),
	link: (fileId, headers, who = s.who) =>
		who.post(`${path}/links`, { fileId }, headers),
	file: async () => (await s.who.get(`${path}/files`)).json.items[0] };
};

/* Rows of keys and links are shown to one of the four roles (ruling 12). */
const records = async (k, order, type) => (await admin(k).get(
	'/auditrecords')).json.items.filter((r) => r.operationType === type &&
		JSON.stringify(r).includes(order.id));

test('the list shows what was bought', async (k) => {
	const s = await shop(k, 'DE');
	const { order, path } = await bought(s);
	const one = (await s.who.get(`${s.path}/software`)).json.items
		.find((x) => x.orderId === order.id);

	equal([`${order.id}-0`, 0, 2, 'active', 'perpetual_software', ''],
		['entitlementId', 'lineItemNumber', 'quantity', 'status',
			'kind', 'termDuration'].map((n) => one[n]));
	equal([`${path}/key`, 'POST'], [one.links.key.uri,
		one.links.key.method]);
	equal(200, (await s.who.get(one.links.cancellation.uri)).status);
	equal(200, (await s.who.get(one.links.files.uri)).status);
});

test('E-56: a key has 32 digits, and its showing is recorded', async (k) => {
	const s = await shop(k, 'DE');
	const { order, key } = await bought(s);

	equal(0, (await records(k, order, 'get_software_key')).length);
	const a = await key();
	const digits = a.json.key.replaceAll(' ', '');

	equal(200, a.status, a.text);
	ok(/^(\d{4} ){7}\d{4}$/.test(a.json.key), a.json.key);
	ok(luhn(digits));
	equal(1, (await records(k, order, 'get_software_key')).length);
	equal(a.text, (await key()).text);
	equal(2, (await records(k, order, 'get_software_key')).length);
});

test('a repeated request shows it again and records once', async (k) => {
	const s = await shop(k, 'DE');
	const { order, key } = await bought(s);
	const id = { 'MS-RequestId': uuid() };
	const all = await Promise.all(Array.from({ length: 5 },
		() => key(id)));

	equal(1, new Set(all.map((a) => a.text)).size);
	equal(200, all[0].status);
	equal(1, (await records(k, order, 'get_software_key')).length);
	equal(200, (await s.cancel(order)).status);
	await expectError(key(id), 409, 3000);
});

test('a program alone gets no key and no link', async (k) => {
	const s = await shop(k, 'DE');
	const { key, link, file } = await bought(s);

	await expectError(key({}, program(k)), 403, 900150);
	await expectError(link((await file()).fileId, {}, program(k)), 403,
		900150);
});

test('E-52: a Global admin alone gets no key', async (k) => {
	const s = await shop(k, 'DE');
	const { order, key, link, file } = await bought(s);
	const global = withRole(k, 'global_admin');

	await expectError(key({}, global), 403, 900150);
	await expectError(link((await file()).fileId, {}, global), 403, 900150);
	equal(0, (await records(k, order, 'get_software_key'))
		.filter((r) => r.operationStatus === 'succeeded').length);
	equal(200, (await key({}, withRole(k, 'admin_agent'))).status);
});

test('E-49, E-50: the edition of the day decides', timed('DE', async (s) => {
	await s.now('2020-12-01T10:00:00Z');
	const { key } = await bought(s);

	await s.now('2021-02-10T10:00:00Z');
	await expectError(key(), 403, 900150);
	await s.now('2021-03-08T00:00:00Z');
	equal(200, (await key()).status);
}));

test('E-48, E-69: cancelled software stays, without key', async (k) => {
	const s = await shop(k, 'DE');
	const { order, key, link, file } = await bought(s);
	const of = await file();

	equal(200, (await s.cancel(order)).status);
	const one = (await s.who.get(`${s.path}/software`)).json.items
		.find((x) => x.orderId === order.id);
	equal(['cancelled', 0, undefined, undefined], [one.status, one.quantity,
		one.links.key, one.links.downloadLinks]);
	ok(Date.parse(one.cancelledDate) > 0);
	await expectError(key(), 409, 3000);
	await expectError(link(of.fileId), 409, 3000);
});

test('unknown software and files', async (k) => {
	const s = await shop(k, 'DE');
	const { order, path, link } = await bought(s);

	for (const id of [`${order.id}-1`, `${order.id}-00`, order.id, 'x-0',
		`${order.id}--0`, '-0']) {
		await expectError(s.who.get(`${s.path}/software/${id}/files`),
			404, 1000);
		await expectError(s.who.post(`${s.path}/software/${id}/key`),
			404, 1000);
	}
	await expectError(s.who.post(path.replace(s.id,
		customer(k, 'FR').id) + '/key'), 404, 1000);
	await expectError(link(unknown_id), 404, 1000);
	await expectError(link('no guid'), 400, 2000);
	await expectError(link(undefined), 400, 800002);
	await expectError(s.who.post(`${path}/links`, { fileId: 5 }), 400,
		800002);
});

/* ---- links ---- */

const fetch_link = (k, url, headers = {}) => send(k, 'GET',
	new URL(url).pathname, { headers, strict: false });

test('E-45: a live link is answered unchanged', async (k) => {
	const s = await shop(k, 'DE');
	const { order, link, file } = await bought(s);
	const of = await file();
	const a = await link(of.fileId);

	equal([201, 0, 50], [a.status, a.json.downloads,
		a.json.maximumDownloads]);
	equal(14 * 86400e3, Date.parse(a.json.expiryDate) -
		Date.parse(a.json.issuedDate));
	const got = await fetch_link(k, a.json.url);
	equal([200, String(of.size)], [got.status,
		got.headers['content-length']]);
	const b = await link(of.fileId);
	equal([a.json.url, 1], [b.json.url, b.json.downloads]);
	equal(2, (await records(k, order, 'get_software_download_link'))
		.filter((r) => !JSON.stringify(r).includes('downloaded')).length);
});

test('a repeated link request is answered anew', async (k) => {
	const s = await shop(k, 'DE');
	const { order, link, file } = await bought(s);
	const of = await file();
	const id = { 'MS-RequestId': uuid() };
	const first = await link(of.fileId, id);

	equal(200, (await fetch_link(k, first.json.url)).status);
	const again = await link(of.fileId, id);
	equal([201, first.json.url, 1], [again.status, again.json.url,
		again.json.downloads]);
	equal(200, (await s.cancel(order)).status);
	await expectError(link(of.fileId, id), 409, 3000);
});

test('E-42, E-44: dead of age, and renewed', timed('DE', async (s, k) => {
	await s.now('2019-12-20T08:30:00Z');
	const { link, file } = await bought(s);
	const of = await file();
	const id = { 'MS-RequestId': uuid() };
	const a = await link(of.fileId, id);
	const end = Date.parse(a.json.expiryDate);

	await s.now(new Date(end - 5000).toISOString());
	equal(200, (await fetch_link(k, a.json.url)).status);
	await s.now(new Date(end).toISOString());
	equal(410, (await fetch_link(k, a.json.url)).status);
	/* a replay issues nothing */
	await expectError(link(of.fileId, id), 404, 1000);
	const b = await link(of.fileId);
	ok(a.json.url !== b.json.url);
	equal(0, b.json.downloads);
	equal(410, (await fetch_link(k, a.json.url)).status);
	equal(200, (await fetch_link(k, b.json.url)).status);
}));

test('E-43, E-44: the 50th download is the last', async (k) => {
	const s = await shop(k, 'DE');
	const { link, file } = await bought(s);
	const of = await file();
	const url = (await link(of.fileId)).json.url;

	for (let i = 0; i < 49; i++)
		equal(200, (await fetch_link(k, url)).status);
	const two = await Promise.all([fetch_link(k, url), fetch_link(k, url)]);
	equal([200, 410], two.map((a) => a.status).sort());
	const next = await link(of.fileId);
	ok(next.json.url !== url);
	equal(0, next.json.downloads);
});

test('E-46: HEAD and a resumed transfer do not count', async (k) => {
	const s = await shop(k, 'DE');
	const { link, file } = await bought(s);
	const of = await file();
	const url = (await link(of.fileId)).json.url;

	equal(200, (await fetch_link(k, url)).status);
	equal(200, (await send(k, 'HEAD', new URL(url).pathname,
		{ strict: false })).status);
	equal(206, (await fetch_link(k, url, { Range: 'bytes=100-' })).status);
	equal(1, (await link(of.fileId)).json.downloads);
});

test('E-47: a cancelled purchase\'s link is dead at once', async (k) => {
	const s = await shop(k, 'DE');
	const { order, link, file } = await bought(s);
	const url = (await link((await file()).fileId)).json.url;

	equal(200, (await fetch_link(k, url)).status);
	equal(200, (await s.cancel(order)).status);
	equal(410, (await fetch_link(k, url)).status);
});
