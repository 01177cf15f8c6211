/*
 * Files in the operator console: added as a stream, offered, withdrawn.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';

import { server2019, shop } from '../api/shop.mjs';
import { ask, equal, ok, operator, person, test, words } from './lib.mjs';

const here = '/operator/files';
const [product, sku] = server2019;
const traits = (more = {}) => ({ goods: `${product}/`, version: '2019.9',
	language: 'sv-SE', os: 'Windows', file_type: 'ISO', bits: '64', name: '',
	...more });
const row = (answer, name) => answer.text.split('<tr role="row">')
	.find((html) => html.includes(name));
const act = (html) => /formaction="([^"]*)"/.exec(html)[1];
const temporary = (k) => readdirSync(join(k.dir, 'files'))
	.filter((name) => name.startsWith('.'));

test('a file is added, kept by its digest, offered to who bought it, ' +
	'withdrawn and offered again', async (k) => {
	const op = await operator(k);
	const bytes = randomBytes(3000000);
	const digest = createHash('sha256').update(bytes).digest('hex');
	const added = await op.send(`${here}/new`, traits(),
		{ field: 'file', name: 'C:\\fake\\söder.iso', bytes });

	equal(303, added.status, added.text);
	const list = await op.get(`${added.headers.location}&q=s%C3%B6der`);
	const shown = words(row(list, 'söder.iso'));
	for (const part of ['söder.iso', 'Version 2019.9', 'sv-SE', 'iso',
		'64 bits', 'every SKU', digest])
		ok(shown.includes(part), `${part} in ${shown}`);
	/* over REST, for a purchase */
	const s = await shop(k, 'DE');
	const order = await s.order(server2019);
	const files = `${s.path}/software/${order.id}-0/files`;
	const found = async () => (await s.who.get(files)).json.items
		.find((f) => f.language === 'sv-SE');
	const file = await found();
	equal(digest, file.sha256);
	const link = (await s.who.post(`${s.path}/software/${order.id}-0/links`,
		{ fileId: file.fileId })).json;
	const path = new URL(link.url).pathname;
	const got = await ask(k, 'GET', path);
	equal(200, got.status);
	ok(got.bytes.equals(bytes), 'byte for byte');
	equal(303, (await op.post(act(row(list, 'söder.iso')))).status);
	ok(words(row(await op.get(`${here}?q=s%C3%B6der`), 'söder.iso'))
		.includes('withdrawn'));
	equal(undefined, await found(), 'no longer offered');
	equal(410, (await ask(k, 'GET', path)).status);
	equal(404, (await s.who.post(`${s.path}/software/${order.id}-0/links`,
		{ fileId: file.fileId })).status);
	const withdrawn = row(await op.get(`${here}?q=s%C3%B6der`), 'söder.iso');
	equal(303, (await op.post(act(withdrawn))).status);
	equal(200, (await ask(k, 'GET', path)).status);
	equal([], temporary(k), 'nothing is left over');
});

test('the same file is not added twice; after it was withdrawn the new bytes ' +
	'take its place', async (k) => {
	const op = await operator(k);
	const form = traits({ version: '7', goods: `${product}/${sku}` });
	const send = (text) => op.send(`${here}/new`, form,
		{ field: 'file', name: 'seven.iso', bytes: text });

	equal(303, (await send('first')).status);
	const twice = await send('second');
	equal(409, twice.status);
	ok(twice.text.includes('id="goods-error"'));
	ok(twice.text.includes('value="sv-SE"'), 'what was typed stays');
	equal(303, (await op.post(act(row(await op.get(`${here}?q=seven`),
		'seven.iso')))).status);
	equal(303, (await send('second')).status);
	const shown = row(await op.get(`${here}?q=seven`), 'seven.iso');
	ok(shown.includes(createHash('sha256').update('second').digest('hex')));
	ok(!shown.includes('Offer again'));
});

test('each mistake is named at its field, a missing file too', async (k) => {
	const op = await operator(k);
	const file = { field: 'file', name: 'x.iso', bytes: 'x' };
	const cases = { goods: ['', 'NOTHING/0001', `${product}/9999`, 'x'],
		version: ['', 'v'.repeat(65)], language: ['', 'Swedish', 'sv-'],
		os: [''], file_type: ['', 'i/o', 'x'.repeat(11)],
		bits: ['', '16'], name: ['a/b', '..\\x'] };

	for (const [field, values] of Object.entries(cases))
		for (const text of values) {
			const answer = await op.send(`${here}/new`,
				traits({ [field]: text }), file);

			equal(422, answer.status, `${field} ${text}`);
			ok(answer.text.includes(`id="${field}-error"`), field);
		}
	for (const none of [null, { ...file, name: '' }, { ...file, bytes: '' }]) {
		const answer = await op.send(`${here}/new`, traits(), none);

		equal(422, answer.status);
		ok(answer.text.includes('id="file-error"'));
	}
	equal([], temporary(k));
});

/* Only the head of a request with such a body: what is said to it. */
function begin(k, cookie, length) {
	return new Promise((resolve, reject) => {
		const socket = net.connect(k.port, k.host, () => socket.write(
			`POST ${here}/new HTTP/1.1\r\nHost: ${k.host}\r\n` +
			`Cookie: ${cookie}\r\nExpect: 100-continue\r\n` +
			`Content-Length: ${length}\r\nContent-Type: ` +
			'multipart/form-data; boundary=kontor-part\r\n\r\n'));

		socket.once('data', (bytes) => {
			socket.destroy();
			resolve(Number(bytes.toString().split(' ')[1]));
		});
		socket.on('error', reject);
	});
}

test('who may not add a file is told before a byte of it is taken',
	async (k) => {
		const op = await operator(k);
		const partner = await person(k, 'anneke');
		const cookie = (who, name) => `${name}=${who.cookies.get(name)}`;
		const much = 8 * 2 ** 30;

		equal(100, await begin(k, cookie(op, 'kontor_operator'), much));
		equal(303, await begin(k, 'kontor_operator=0.x', much));
		equal(403, await begin(k, cookie(partner, 'kontor_session'), much));
		equal(413, await begin(k, cookie(op, 'kontor_operator'),
			32 * 2 ** 30), 'larger than the setting');
		equal([], temporary(k));
	});

test('what is no form with a file is refused, two files too', async (k) => {
	const op = await operator(k);
	const file = { field: 'file', name: 'x.iso', bytes: 'x' };

	equal(403, (await op.send(`${here}/new`,
		{ ...traits(), _csrf: 'wrong' }, file)).status);
	const raw = (type, body) => ask(k, 'POST', `${here}/new`, { cookies:
		op.cookies, form: null, headers: { 'Content-Type': type,
		'Content-Length': body.length } });
	ok([400, 403].includes((await raw('text/plain', '')).status));
	for (const path of [`${here}/x/withdraw`, `${here}/x/offer`])
		equal(404, (await op.post(path)).status);
});

test('files are found by product, name and ID, page after page', async (k) => {
	const op = await operator(k);
	const names = async (q) => [...(await op.get(
		`${here}?q=${encodeURIComponent(q)}`)).text
		.matchAll(/<th scope="row" role="rowheader"><div>([^<]*)/g)]
		.map(([, name]) => name.trim());

	ok((await names(product.toLowerCase())).includes('seven.iso'));
	equal(['seven.iso'], await names('SEVEN'));
	equal([], await names('%'));
	const first = await op.get(here);
	const next = /href="([^"]*)" rel="next"/.exec(first.text)?.[1];
	if (next)
		equal(200, (await op.get(next.replaceAll('&amp;', '&'))).status);
	equal(404, (await op.get(`${here}?after=nothing`)).status);
});
