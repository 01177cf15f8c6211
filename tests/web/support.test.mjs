/* Problems reported on the dashboard: form, list, thread. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { ask, clockAt, equal, ok, operator, person, purchase, test, words }
	from './lib.mjs';

const unescapeHtml = (text) => text.replace(/&amp;/g, '&');

const form = { topic: '1004', impact: 'critical', title: 'Two <seats> missing',
	description: 'The order says ten.\nThe list says eight.',
	name: 'Anneke Brandt', email: 'anneke@nordlicht.example',
	phone: '+49 451 555 0134' };
const report = async (who, change = {}) => {
	const answer = await who.post('/support/new', { ...form, ...change });

	equal(303, answer.status, words(answer.text));
	return new URL(answer.headers.location, 'http://x').pathname;
};

test('R-114, R-117, R-123, R-125: a problem is reported, listed, answered, closed and opened', async (k) => {
	const who = await person(k, 'anneke');
	const path = await report(who);
	const page = await who.get(path);

	equal(200, page.status);
	for (const text of ['Two <seats> missing', 'Critical', 'Open',
		'The list says eight.', 'Anneke Brandt'])
		ok(words(page.text).includes(text), text);
	ok(!page.text.includes('<seats>'), 'escaped');
	ok((await who.get('/support')).text.includes(`href="${path}"`));
	equal(303, (await who.post(path, { note: 'Since Monday.' })).status);
	ok(words((await who.get(path)).text).includes('Since Monday.'));
	equal(303, (await who.post(path, { note: '', act: 'close' })).status);
	ok(words((await who.get(path)).text).includes('Closed, solved'));
	equal(422, (await who.post(path, { note: '', act: 'open' })).status);
	equal(303, (await who.post(path, { note: 'not yet' })).status);
	equal(303, (await who.post(path, { note: '',
		act: 'withdraw' })).status);
	ok(words((await who.get(path)).text).includes('Closed, withdrawn'));
	equal(303, (await who.post(path, { note: 'late', act: 'open' })).status);
	ok(words((await who.get(path)).text).includes('late'));
});

test('R-117, R-123: what is missing is named, and what was typed stays', async (k) => {
	const who = await person(k, 'anneke');
	const empty = await who.post('/support/new', { ...form, title: '',
		description: 'kept as it was' });

	equal(422, empty.status);
	ok(/<input id="title"[^>]*aria-invalid="true"/.test(empty.text));
	ok(empty.text.includes('>kept as it was</textarea>'));
	for (const wrong of ['1'.repeat(51), 'call me', '']) {
		const phone = await who.post('/support/new', { ...form,
			phone: wrong });
		equal(422, phone.status);
		ok(/<input id="phone"[^>]*aria-invalid="true"/.test(phone.text));
	}
	const path = await report(who);
	const note = await who.post(path, { note: ' ' });
	equal(422, note.status);
	ok(/<textarea id="note"[^>]*aria-invalid="true"/.test(note.text));
	const order = await who.post('/support/new', { ...form, order: 'nope' });
	equal(422, order.status);
	ok(/<input id="order"[^>]*aria-invalid="true"/.test(order.text));
});

test('what describes a field is on the page', async (k) => {
	const who = await person(k, 'anneke');
	const it = await purchase(k, who, 'Fjordlaks', 'Windows Server');

	for (const page of [await who.get('/support/new'),
		await who.get(`/support/new?order=${it.order}`),
		await who.post('/support/new', { ...form, order: 'nope' })])
		for (const [, ids] of
			page.text.matchAll(/aria-describedby="([^"]*)"/g))
			for (const id of ids.split(' '))
				equal(2, page.text.split(`id="${id}"`).length, id);
});

test('nobody else sees it', async (k) => {
	const path = await report(await person(k, 'anneke'));
	const other = await person(k, 'bruno');

	equal(404, (await other.get(path)).status);
	equal(404, (await other.post(path, { note: 'mine' })).status);
	ok(!(await other.get('/support')).text.includes(path));
});

/* A purchase of its own, as it is asked for. */
const refund = async (k, who, customer = 'Van der Meulen', product = 'Windows Server') => {
	const it = await purchase(k, who, customer, product);
	const page = await who.get(`/support/new?order=${it.order}&line=0`);
	const field = (id) => unescapeHtml(new RegExp(
		`id="${id}"[^>]* value="([^"]*)"`).exec(page.text)?.[1] ?? '');

	return { it, page, sent: { ...form, topic: '1001', title: 'Refund',
		description: '', tenant: field('tenant'), order: field('order'),
		line: '0', reason: 'Bought twice.', amount: '1.00' } };
};
const wrongs = (answer) => [...answer.text.matchAll(
	/id="([a-z]+)"[^>]*aria-invalid="true"/g)].map((m) => m[1]);

test('R-115, R-116, R-118 to R-122: from an order customer, order and product are filled in',
	async (k) => {
		const who = await person(k, 'anneke');
		const { it, page, sent } = await refund(k, who);
		const house = k.demo.partners[0].customers
			.find((c) => c.id === it.customer);

		equal(it.order, sent.order);
		equal(house.domain, sent.tenant);
		ok(words(page.text).includes(house.name));
		ok(/value="1001" selected>CSP Purchase\/Refund on behalf of customers</
			.test(page.text), 'the type is preselected');
		ok(/<option value="0" selected>[^<]*Windows Server/.test(page.text),
			'the product is');
		const path = await report(who, sent);
		const thread = words((await who.get(path)).text);
		for (const text of [it.order, house.domain, 'Bought twice.', '1.00',
			'Amount requested', 'Windows Server'])
			ok(thread.includes(text), text);
	});

test('E-77, R-120, R-122: reason, amount and an order or subscription are needed, each told',
	async (k) => {
		const who = await person(k, 'anneke');
		const { sent } = await refund(k, who);
		const answer = await who.post('/support/new', { ...sent, reason: ' ',
			amount: '0', order: '' });

		equal(422, answer.status);
		equal(['order', 'reason', 'amount'], wrongs(answer));
		ok(answer.text.includes(`value="${sent.tenant}"`), 'typed text stays');
		for (const [change, field, text] of [
			[{ reason: '' }, 'reason', 'This is needed.'],
			[{ amount: '0' }, 'amount', 'Ask for more than 0.'],
			[{ amount: '0,00' }, 'amount', 'Ask for more than 0.'],
			[{ amount: '' }, 'amount', 'This is needed.'],
			[{ amount: '-5' }, 'amount', 'expected form'],
			[{ amount: '1,234' }, 'amount', 'expected form'],
			[{ order: '' }, 'order', 'Give the order ID or'],
			[{ order: 'x' }, 'order', 'no order or subscription'],
			[{ order: crypto.randomUUID() }, 'order',
				'no order or subscription'],
			[{ tenant: '' }, 'tenant', 'This is needed.'],
			[{ tenant: 'amberworks.example' }, 'tenant',
				'belongs to another customer'],
			[{ line: '77' }, 'line', 'not in the order'],
			[{ email: 'nobody' }, 'email', 'name@example.com'],
		]) {
			const one = await who.post('/support/new', { ...sent, ...change });
			equal(422, one.status, JSON.stringify(change));
			equal([field], wrongs(one), JSON.stringify(change));
			ok(words(one.text).includes(text), `${field}: ${text}`);
		}
	});

test('R-121: at most what was paid, to the cent', async (k) => {
	const who = await person(k, 'anneke');
	const { page, sent } = await refund(k, who);
	const left = /At most\s+€([\d,]+\.\d\d)/.exec(words(page.text))[1];
	const cents = Math.round(Number(left.replace(/,/g, '')) * 100) + 1;
	const over = (cents / 100).toFixed(2);
	const answer = await who.post('/support/new', { ...sent, amount: over });

	equal(422, answer.status);
	ok(words(answer.text).includes(`At most €${left}`));
	equal(['amount'], wrongs(answer));
	await report(who, { ...sent, amount: left });
});

test('E-59: filed on the last day is inside, a day later outside', async (k) => {
	const who = await person(k, 'anneke');
	const { sent } = await refund(k, who);
	const order = words((await who.get(
		`/support/new?order=${sent.order}&line=0`)).text);
	const last = /Window until ([A-Z][a-z]{2} \d+, \d{4}), 23:59/.exec(order)[1];
	const day = (n) => new Date(Date.parse(`${last} UTC`) + n * 86400e3)
		.toISOString().slice(0, 10);
	let back = await clockAt(who, day(0), '23:59:00');

	try {
		const inside = await who.get(await report(who, sent));
		ok(words(inside.text).includes('Inside the policy'));
		await back();
		back = await clockAt(who, day(1), '00:00:00');
		const form = await who.get(`/support/new?order=${sent.order}&line=0`);
		ok(words(form.text).includes('marked as outside the policy'));
		const outside = await who.get(await report(who, sent));
		ok(words(outside.text).includes('Outside the policy'));
		ok(/class="badge soon">Outside policy</.test(outside.text));
	} finally {
		await back();
	}
});

test('everybody may file one about an order, and learns nothing by it',
	async (k) => {
		const { sent } = await refund(k, await person(k, 'anneke'));
		const other = await person(k, 'femke');
		const form = await other.get(`/support/new?order=${sent.order}`);

		ok(!words(form.text).includes('At most'));
		ok(!form.text.includes(sent.tenant));
		const over = await other.post('/support/new', { ...sent,
			amount: '99999999.00' });
		equal(422, over.status);
		ok(words(over.text).includes('more than was paid'));
		ok(!/€\d/.test(words(over.text)), 'no sums');
		ok((await other.get(await report(other, sent))).text
			.includes(sent.order));
	});

test('another partner\'s order is like one that never was', async (k) => {
	const { sent } = await refund(k, await person(k, 'anneke'));
	const stranger = await person(k, k.demo.partners[1].users
		.find((u) => u.roles.includes('admin_agent')).email);
	const form = await stranger.get('/support/new');
	const ask = async (order) => words((await stranger.post('/support/new',
		{ ...sent, order })).text).replaceAll(order, '');

	ok(form.status === 200);
	equal(await ask(sent.order), await ask(`${sent.order.slice(0, -2)}x1`));
});

/* ---- files ---- */

const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
	Buffer.alloc(3000, 7)]);
const files = (...list) => list.map(([name, bytes]) =>
	({ field: 'files', name, bytes }));
const reportWith = async (who, list, change = {}) => {
	const answer = await who.send('/support/new', { ...form, ...change }, list);

	equal(303, answer.status, words(answer.text));
	return new URL(answer.headers.location, 'http://x').pathname;
};
const links = (page) => [...page.text.matchAll(
	/href="(\/[^"]*\/files\/[0-9a-f-]+)"[^>]*>[\s\S]*?<\/svg>([^<]*)</g)]
	.map(([, href, name]) => ({ href, name: unescapeHtml(name) }));

test('E-78: a request with two files and one without are both accepted',
	async (k) => {
		const who = await person(k, 'anneke');
		const none = await who.get(await reportWith(who, []));
		const path = await reportWith(who, files(['screen.png', png],
			['was gesagt wurde.txt', 'Größe: 5 €\n']));
		const two = links(await who.get(path));

		equal([], links(none));
		equal(['screen.png', 'was gesagt wurde.txt'],
			two.map((f) => f.name));
		const got = await who.get(two[0].href);
		equal(200, got.status);
		ok(got.bytes.equals(png), 'byte for byte');
		equal('image/png', got.headers['content-type']);
		ok(got.headers['content-disposition'].startsWith(
			'attachment; filename="screen.png"'));
		equal('nosniff', got.headers['x-content-type-options']);
		ok(String(got.headers['content-security-policy'])
			.includes('sandbox'));
		equal('no-store', got.headers['cache-control']);
		equal('Größe: 5 €\n', (await who.get(two[1].href)).text);
		ok(two[1].href.startsWith(`${path}/files/`));
	});

test('R-124: a file is for who filed the request, and for operators', async (k) => {
	const who = await person(k, 'anneke');
	const path = await reportWith(who, files(['screen.png', png]));
	const [{ href }] = links(await who.get(path));
	const op = await operator(k);
	const desk = path.replace('/support/', '/operator/requests/1/');
	const theirs = links(await op.get(desk));

	for (const name of ['bruno', 'greta', k.demo.partners[1].users[0].email])
		equal(404, (await (await person(k, name)).get(href)).status, name);
	equal(303, (await ask(k, 'GET', href)).status, 'sign in first');
	ok((await op.get(theirs[0].href)).bytes.equals(png));
	equal(404, (await op.get(theirs[0].href.replace('/1/', '/2/'))).status);
	equal(403, (await who.get(theirs[0].href)).status);
	equal(404, (await who.get(`${path}/files/${crypto.randomUUID()}`)).status);
});

test('R-124: names are cleaned, and say what the content is', async (k) => {
	const who = await person(k, 'anneke');
	const turned = 'invoice\u202Egnp.exe';
	const path = await reportWith(who, files(
		['../../etc/passwd', 'root:x:0\n'], ['C:\\temp\\a.png', png],
		[turned, 'just text'], ['CON.txt', 'device'],
		['page.html', '<!doctype html><script>alert(1)</script>'],
		['run.bat', 'del *.*'], ['picture.svg', '<svg onload="x()"/>'],
		['...', 'dots'], [`${'x'.repeat(200)}.log`, 'long']));
	const page = await who.get(path);

	equal(['passwd.txt', 'a.png', 'invoicegnp.exe.txt', '_CON.txt',
		'page.html.bin', 'run.bat.txt', 'picture.svg.bin', 'file.txt',
		`${'x'.repeat(136)}.log`], links(page).map((f) => f.name));
	const html = await who.get(links(page)[4].href);
	equal('application/octet-stream', html.headers['content-type']);
	ok(!page.text.includes('\u202E'));
});

test('R-124: programs, files too large and too many are refused, one by one',
	async (k) => {
		const who = await person(k, 'anneke');
		const filed = async () => /\d+ requests?/.exec(
			words((await who.get('/support')).text))[0];
		const before = await filed();
		const large = Buffer.alloc(10 * 1024 * 1024 + 1, 65);

		for (const [list, text] of [
			[files(['a.txt', 'MZ\x90\0']), '“a.txt” is a program'],
			[files(['b', Buffer.from('\x7fELF\x02', 'latin1')]), 'program'],
			[files(['c.txt', '#!/bin/sh\n']), 'program'],
			[files(['big.log', large]), '“big.log” is larger than 10 MiB'],
			[files(...Array.from({ length: 11 }, (_, i) =>
				[`${i}.txt`, 'x'])), 'At most 10 files'],
		]) {
			const answer = await who.send('/support/new',
				{ ...form, title: 'Kept title' }, list);
			equal(422, answer.status, text);
			ok(words(answer.text).includes(text), text);
			ok(answer.text.includes('value="Kept title"'));
			equal(['files'], wrongs(answer));
			ok(words(answer.text).includes('Choose the files again'));
		}
		const both = await who.send('/support/new', { ...form, title: '' },
			files(['big.log', large]));
		equal(['title', 'files'], wrongs(both));
		equal(before, await filed(), 'nothing was filed');
		const most = Buffer.alloc(10 * 1024 * 1024, 65);
		const path = await reportWith(who, files(['most.log', most]));
		const [{ href }] = links(await who.get(path));
		ok((await who.get(href)).bytes.equals(most), 'exactly 10 MiB fits');
	});

test('R-124: bytes lie sealed under names that say nothing', async (k) => {
	const who = await person(k, 'anneke');
	const secret = `confidential ${crypto.randomUUID()}`;

	await reportWith(who, files(['secret.txt', secret]));
	const dir = join(k.dir, 'requests');
	const names = readdirSync(dir);
	ok(names.length > 0);
	for (const name of names) {
		ok(/^[a-z0-9]{32}$/.test(name), name);
		ok(!readFileSync(join(dir, name)).includes(secret), 'sealed');
		equal(0o600, statSync(join(dir, name)).mode & 0o777);
	}
	for (const path of ['/requests/', `/requests/${names[0]}`,
		`/static/../requests/${names[0]}`, `/d/${names[0]}`])
		ok([404, 410].includes((await who.get(path)).status), path);
});

test('an answer of either side may bring files', async (k) => {
	const who = await person(k, 'anneke');
	const path = await reportWith(who, []);
	const desk = path.replace('/support/', '/operator/requests/1/');
	const op = await operator(k);

	equal(422, (await who.send(path, { note: '' },
		files(['a.txt', 'alone']))).status, 'a file needs words');
	equal(303, (await who.send(path, { note: 'See there.' },
		files(['a.txt', 'a'], ['b.txt', 'b']))).status);
	equal(303, (await op.send(desk, { note: 'And there.', act: 'answer' },
		files(['c.txt', 'c']))).status);
	const page = await who.get(path);
	equal(['a.txt', 'b.txt', 'c.txt'], links(page).map((f) => f.name));
	equal('c', (await who.get(links(page)[2].href)).text);
	const api = await who.get('/support');
	ok(api.status === 200);
	const bad = await op.send(desk, { note: 'x', act: 'answer' },
		files(['c.exe', 'MZ']));
	equal(422, bad.status);
	ok(words(bad.text).includes('is a program'));
});

test('who is not signed in uploads nothing, and a form needs its token',
	async (k) => {
		const who = await person(k, 'anneke');
		const upload = files(['a.txt', 'a']);
		const bare = await ask(k, 'POST', '/support/new',
			{ form: form, file: upload });

		equal(303, bare.status, 'to the sign-in');
		ok(bare.headers.location.startsWith('/signin'));
		const forged = await ask(k, 'POST', '/support/new', { form,
			file: upload, cookies: who.cookies });
		equal(403, forged.status);
	});
