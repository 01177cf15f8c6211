/* The Software page, keys, links and downloads (E-42 to E-57). */
import { ask, clockAt, copied, dialog, equal, ok, person, purchase, test, value,
	words } from './lib.mjs';

const pathOf = (url) => new URL(url).pathname;

test('a key shows after Get Key, in eight groups, and is recorded', async (k) => {
	const who = await person(k, 'anneke');
	const it = await purchase(k, who, 'Dorpat', 'SQL Server Standard');
	const before = await who.get(`${it.path}/keys`);
	const after = await who.post(`${it.path}/keys`);

	equal(200, before.status);
	equal('', copied(before), 'the dialog alone shows no key');
	equal(200, after.status);
	equal('no-store', after.headers['cache-control']);
	ok(/^\d{32}$/.test(copied(after)));
	ok(/( \d{4}){8} /.test(dialog(after)));
	const log = words((await who.get('/activity?act=get_software_key')).text);
	ok(log.includes('Anneke Brandt Key shown Dorpat Maritime'));
	ok(!log.includes(copied(after)));
});

test('without Admin agent a key is refused, and the try is kept', async (k) => {
	const agent = await person(k, 'anneke'), admin = await person(k, 'greta');
	const it = await purchase(k, agent, 'Dorpat', 'SQL Server Standard');
	const list = await admin.get(`${it.list}?open=${it.id}`);

	equal(200, list.status);
	ok(!list.text.includes('/cancel"') &&
		!list.text.includes(`${it.path}/keys`));
	equal(403, (await admin.post(`${it.path}/keys`)).status);
	equal(303, (await admin.get(`${it.path}/keys`)).status);
	const tries = 'Greta Lindqvist Key shown Refused';
	ok(!words((await admin.get('/activity')).text).includes(tries));
	ok(words((await admin.get('/activity?refused=1')).text).includes(tries));
});

/* A customer's software, one of it cancellable today, as somebody sees it. */
async function shelf(k, who, customer) {
	const it = await purchase(k, who, customer, '');
	const list = async (by, query = '') =>
		(await by.get(it.list + query)).text.match(/<table[^]*<\/table>/)[0];
	const id = (await list(who)).match(/software\/([^/"]+)\/cancel"/)[1];

	return { list, id, path: `${it.list}/${id}`,
		order: id.replace(/-\d+$/, '') };
}

/* The list is kept for who comes next: never another person's, never stale. */
test('a kept list is of its day and of its reader', async (k) => {
	const agent = await person(k, 'anneke'), admin = await person(k, 'greta');
	const { id, list } = await shelf(k, agent, 'Kestrel');
	const mine = await list(agent);

	equal(mine, await list(agent));
	ok(mine.includes(`${id}/cancel"`));
	ok(!(await list(admin)).includes('/cancel"'));
	equal(mine, await list(agent));
	ok(await list(agent, '?window=cancelled') !== mine);
	const ahead = (days) =>
		new Date(Date.now() + days * 864e5).toISOString().slice(0, 10);
	const back = await clockAt(agent, ahead(1), '00:00:01');
	const next = await list(agent);
	await back();
	const later = await clockAt(agent, ahead(400));
	const closed = await list(agent);
	await later();

	ok(next !== mine, 'a day less is left');
	ok(closed !== mine && closed !== next, 'no day is left');
	equal(mine, await list(agent));
});

test('a kept list shows a cancellation at once', async (k) => {
	const who = await person(k, 'anneke');
	const { id, list, order, path } = await shelf(k, who, 'Kestrel');
	const row = async () => words((await list(who)).match(
		new RegExp(`<tr id="line-${id}"[^]*?</tr>`))[0]);

	ok(!(await row()).includes('Cancelled'));
	equal(303, (await who.post(`${path}/cancel`,
		{ order, acknowledged: '1' })).status);
	ok((await row()).includes('Cancelled'));
});

test('each edition has its own choices', async (k) => {
	const who = await person(k, 'anneke');
	const it = await purchase(k, who, 'Dorpat', 'SQL Server Standard');
	const seen = [];

	for (const day of ['2020-01-11', '2021-02-10', '2021-03-08', '2021-06-18']) {
		const back = await clockAt(who, day);
		const open = await who.get(`${it.list}?open=${it.id}`);
		const chosen = await who.get(
			`${it.list}?open=${it.id}&step=chosen`);
		const key = await who.post(`${it.path}/keys`);
		const has = (text) => open.text.includes(text);

		seen.push({ version: has('<select id="version"'),
			os: has('<select id="os"'), bit: has('<select id="bit"'),
			submit: has('>Submit</button>'),
			deep: has('Link to Software product keys and downloads'),
			risk: has('A key or link works for whoever holds it'),
			file: /<b>[^<]+\.(iso|rpm|img|exe)<\/b>/.test(chosen.text),
			key: key.status });
		await back();
	}
	const late = { version: true, os: false, bit: true, submit: false,
		deep: false, risk: true, file: false, key: 200 };
	equal([
		{ ...late, os: true, bit: false, submit: true, risk: false,
			file: true },
		{ ...late, version: false, bit: false, deep: true, risk: false,
			key: 403 },
		late, late], seen);
});

test('a link counts its starts, and nothing else', async (k) => {
	const who = await person(k, 'anneke');
	const it = await purchase(k, who, 'Travem', 'SQL Server 2019 Standard');
	const file = value(await who.get(`${it.path}/keys`), 'file');
	const issue = () => who.post(`${it.path}/links`, { file });
	const first = await issue();
	const path = pathOf(copied(first));
	const get = (headers, method = 'GET') => ask(k, method, path, { headers });
	const whole = await get();
	const size = Number(whole.headers['content-length']);

	ok(dialog(first).includes('0 of 50 downloads used'));
	equal(200, whole.status);
	equal(size, whole.bytes.length);
	ok(/^attachment; filename="[\w.-]+"$/
		.test(whole.headers['content-disposition']));
	const head = await get({}, 'HEAD');
	equal([200, String(size), 0], [head.status,
		head.headers['content-length'], head.bytes.length]);
	const part = await get({ Range: 'bytes=10-19' });
	equal([206, `bytes 10-19/${size}`], [part.status,
		part.headers['content-range']]);
	ok(whole.bytes.subarray(10, 20).equals(part.bytes));
	const end = await get({ Range: 'bytes=-5', 'If-Range':
		whole.headers.etag });
	ok(whole.bytes.subarray(-5).equals(end.bytes));
	equal(416, (await get({ Range: `bytes=${size}-` })).status);
	ok(dialog(await issue()).includes('1 of 50 downloads used'));
	equal(200, (await get({ Range: 'bytes=0-1,4-5' })).status);
	equal(200, (await get({ Range: 'bytes=9-', 'If-Range': '"x"' })).status);
	equal(size, (await get({ Range: `bytes=${size}-`, 'If-Range': '"x"' }))
		.bytes.length, 'another file\'s range is the whole file');
	const again = await issue();
	ok(dialog(again).includes('4 of 50 downloads used'));
	equal(path, pathOf(copied(again)), 'a live link stays (E-45)');
	ok(words((await who.get(`${it.list}?open=${it.id}`)).text)
		.includes('Download link live 4 of 50 downloads used'));
});

test('the 50th start of two at once wins, and a new link follows', async (k) => {
	const who = await person(k, 'anneke');
	const it = await purchase(k, who, 'Rock Point', 'Windows Server 2019');
	const file = value(await who.get(`${it.path}/keys`), 'file');
	const path = pathOf(copied(await who.post(`${it.path}/links`, { file })));
	const get = (headers) => ask(k, 'GET', path, { headers });

	for (let i = 0; i < 49; i++)
		equal(200, (await get()).status);
	equal([200, 410], (await Promise.all([get(), get()]))
		.map((a) => a.status).sort());
	equal(206, (await get({ Range: 'bytes=1-2' })).status, 'a resume is free');
	equal(206, (await get({ Range: 'bytes=-2' })).status, 'of the end, too');
	equal(410, (await get({ Range: 'bytes=-9999999' })).status, 'not of all');
	const next = await who.post(`${it.path}/links`, { file });
	ok(dialog(next).includes('0 of 50 downloads used'));
	ok(pathOf(copied(next)) !== path);
	equal(410, (await get()).status, 'the old one stays dead');
});

test('a link ends after two weeks, to the second', async (k) => {
	const who = await person(k, 'anneke');
	const it = await purchase(k, who, 'Dorpat', 'Windows Server 2019 Standard');
	const file = value(await who.get(`${it.path}/keys`), 'file');
	let back = await clockAt(who, '2019-12-20', '08:30:00');
	const path = pathOf(copied(await who.post(`${it.path}/links`, { file })));

	back = await clockAt(who, '2020-01-03', '08:29:50');
	equal(200, (await ask(k, 'GET', path)).status);
	back = await clockAt(who, '2020-01-03', '08:30:05');
	const dead = await ask(k, 'GET', path, { headers:
		{ 'Accept-Language': 'en' } });
	equal(410, dead.status);
	ok(words(dead.text).includes('This link has expired'));
	await back();
});

test('a download of a signed-in user uses no link count', async (k) => {
	const who = await person(k, 'anneke');
	const it = await purchase(k, who, '瑞海', 'Windows Server 2019');
	const file = value(await who.get(`${it.path}/keys`), 'file');
	const answer = await who.post(`${it.path}/download`, { file });

	equal(200, answer.status);
	equal(Number(answer.headers['content-length']), answer.bytes.length);
	ok(dialog(await who.post(`${it.path}/links`, { file }))
		.includes('0 of 50 downloads used'));
	equal(404, (await who.post(`${it.path}/download`,
		{ file: '00000000-0000-0000-0000-000000000000' })).status);
});

test('software without files says so', async (k) => {
	const who = await person(k, 'anneke');
	const it = await purchase(k, who, 'Van der', 'Windows Server 2019');
	const open = await who.get(`${it.list}?open=${it.id}`);

	ok(words(open.text).includes('There is nothing to download'));
	ok(dialog(await who.get(`${it.path}/keys`))
		.includes('There is nothing to download'));
	ok(/^\d{32}$/.test(copied(await who.post(`${it.path}/keys`))));
});

test('made-up links and other partners look like nothing', async (k) => {
	const who = await person(k, 'anneke'), other = await person(k, 'matilda');
	const it = await purchase(k, who, 'Dorpat', 'SQL Server Standard');

	for (const path of ['/d/x', '/d/AAAAAAAAAAAAAAAAAAAAAAAAAAAA'])
		equal(404, (await ask(k, 'GET', path)).status);
	equal(404, (await other.get(it.list)).status);
	equal(404, (await other.get(`${it.path}/keys`)).status);
	equal(404, (await other.post(`${it.path}/keys`)).status);
	equal(403, (await who.bare(`${it.path}/keys`, {})).status, 'no token');
});
