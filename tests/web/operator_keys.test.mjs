/*
 * Key pools in the operator console: what is left, lists that are checked
 * before they are loaded, and purchases that wait for their key.
 */
import { randomInt } from 'node:crypto';

import { pooled, timed } from '../api/shop.mjs';
import { equal, ok, operator, person, test, value, words } from './lib.mjs';

const here = '/operator/keys';
const pool = pooled.join('/');

/* 31 digits and the one that Luhn wants. */
export function key() {
	const digits = Array.from({ length: 31 }, () => randomInt(10));
	const sum = digits.reduce((total, digit, i) => {
		const twice = (31 - i) % 2 === 1 ? digit * 2 : digit;

		return total + (twice > 9 ? twice - 9 : twice);
	}, 0);

	return [...digits, (10 - sum % 10) % 10].join('');
}
const list = (n) => Array.from({ length: n }, key);
const wrong = (text) => text.slice(0, 31) + (Number(text[31]) + 1) % 10;

/* Numbers of the pool's row: left, warns at, waiting. */
async function level(op) {
	const row = (await op.get(here)).text.split('<tr')
		.find((text) => text.includes(`${here}/${pool}"`));

	return [...row.matchAll(/class="num"[^>]*>(?:<b>)?(\d+)/g)]
		.map((found) => Number(found[1]));
}
const load = async (op, checked) => op.post(`${here}/load`,
	{ pool: value(checked, 'pool'), list: value(checked, 'list') });

test('a list of keys is shown before it is loaded, and nothing is ' +
	'loaded by the look', async (k) => {
	const op = await operator(k);
	const [left] = await level(op);
	const keys = list(3);
	const checked = await op.send(`${here}/check`, { pool,
		keys: keys.map((text) => text.replace(/(.{4})(?=.)/g, '$1-'))
			.join('\r\n') + '\r\n\r\n' });

	equal(200, checked.status);
	ok(/SQL Server 2019 Standard - server licence 3 3 0/
		.test(words(checked.text)), words(checked.text));
	for (const text of keys)
		ok(!checked.text.includes(text), 'no key is in the page');
	equal(left, (await level(op))[0], 'nothing yet');
	const loaded = await load(op, checked);
	equal(303, loaded.status);
	const page = words((await op.get(loaded.headers.location)).text);
	ok(page.includes('Keys added: 3; here already: 0'), page);
	ok(page.includes(`3 × SQL Server 2019 Standard - server licence ${
		op.user.name}`), 'the last loads say who');
	equal(left + 3, (await level(op))[0]);
	/* again: the same list, and the same form */
	const again = await op.send(`${here}/check`, { pool,
		keys: keys.join('\n') });
	ok(words(again.text).includes('All of these keys are here already.'));
	equal('', value(again, 'list'), 'nothing to load');
	equal(303, (await load(op, checked)).status);
	equal(left + 3, (await level(op))[0], 'a key is loaded once');
});

test('one bad line loads nothing, and each is named', async (k) => {
	const op = await operator(k);
	const [left] = await level(op);
	const keys = list(2);
	const typed = [keys[0], wrong(keys[1]), 'abc', keys[0]].join('\n');
	const answer = await op.send(`${here}/check`, { pool, keys: typed });
	const text = words(answer.text);

	equal(422, answer.status);
	for (const part of ['Line 2, Key:', 'Line 3, Key:',
		'Line 4, Key: line 1 has the same key'])
		ok(text.includes(part), `${part} in ${text}`);
	ok(!/line 1, /i.test(text), text);
	ok(answer.text.includes(keys[0]), 'what was typed stays');
	ok(answer.text.includes(`<option value="${pool}" selected>`));
	ok(answer.text.includes('href="#keys"'), 'the field is named');
	equal('', value(answer, 'list'));
	equal(left, (await level(op))[0]);
});

test('a file with columns names its pools itself', async (k) => {
	const op = await operator(k);
	const [left] = await level(op);
	const csv = (rows) => ({ field: 'file', name: 'keys.csv', bytes:
		`ProductId,SkuId,Key\n${rows.map((r) => r.join(',')).join('\n')}\n` });
	const good = await op.send(`${here}/check`, { pool: '', keys: '' },
		csv([[...pooled, key()], ['KSWIN7ESU020', '0001', key()]]));

	equal(200, good.status);
	ok(words(good.text).includes('keys.csv'));
	equal(303, (await load(op, good)).status);
	equal(left + 1, (await level(op))[0]);
	const bad = await op.send(`${here}/check`, { pool: '', keys: '' },
		csv([['KS19WSSTD001', '0001', key()], ['NOTHING', '0001', key()]]));
	equal(422, bad.status);
	ok(words(bad.text).includes('Line 2, SkuId: KS19WSSTD001:0001 has no ' +
		'pool of keys'), words(bad.text));
	ok(words(bad.text).includes('Line 3, SkuId: there is no SKU'));
});

test('nothing, too much, and what is no list at all are told at the form',
	async (k) => {
		const op = await operator(k);
		const file = (bytes) => ({ field: 'file', name: 'x.txt', bytes });
		const many = await op.send(`${here}/check`, { pool, keys: '' },
			file(list(5001).join('\n')));

		equal(422, many.status);
		ok(words(many.text).includes('5000 keys at a time'));
		for (const [form, sent] of [[{ pool, keys: '' }],
			[{ pool, keys: '' }, file('\n\n')],
			[{ pool: '', keys: '' }, file('\0\x01\x02')],
			[{ pool: '', keys: '' }, file('x'.repeat(2 << 20))]]) {
			const answer = await op.send(`${here}/check`, form, sent);

			ok([413, 422].includes(answer.status), `${answer.status}`);
			ok(answer.text.includes('id="problems"'));
		}
	});

test('a checked list belongs to the session that checked it', async (k) => {
	const op = await operator(k);
	const other = await operator(k);
	const checked = await op.send(`${here}/check`, { pool, keys: key() });
	const [left] = await level(op);

	equal(403, (await load(other, checked)).status);
	equal(403, (await op.post(`${here}/load`,
		{ pool, list: 'AAAA' })).status);
	equal(left, (await level(op))[0]);
	equal(303, (await load(op, checked)).status);
});

test('who may not load keys may not even send them', async (k) => {
	const partner = await person(k, 'anneke');
	const file = { field: 'file', name: 'k.txt', bytes: 'x'.repeat(1 << 20) };
	const answer = await partner.send(`${here}/check`, { pool }, file);

	equal(403, answer.status);
	const op = await operator(k);
	equal(403, (await op.send(`${here}/check`,
		{ _csrf: 'wrong', pool, keys: key() })).status);
});

test('purchases without a key wait, are shown, and get theirs, oldest ' +
	'first, when keys are loaded (ruling 14)', timed('DE', async (s, k) => {
	const op = await operator(k);
	const one = async () => s.order(pooled);
	let order = await one();

	for (let n = 0; n < 40 && order.status !== 'pending'; n++)
		order = await one();
	equal('pending', order.status, 'the pool is empty');
	await s.now(new Date(Date.now() + 3600000).toISOString());
	const second = await one();
	const [left, , waiting] = await level(op);
	equal([0, 2], [left, waiting]);
	const page = words((await op.get(here)).text);
	ok(page.includes('2 purchases wait for keys.'), page);
	const one_pool = await op.get(`${here}/${pool}`);
	ok(words(one_pool.text).includes(order.id));
	ok(words(one_pool.text).includes('Nordlicht Systemhaus GmbH'));
	ok((await op.get('/operator')).text.includes('/operator/keys'));
	const first = await op.send(`${here}/check`, { pool, keys: key() });
	const told = await load(op, first);
	ok(told.headers.location.includes('served=1'));
	equal('completed', (await s.get(order)).json.status);
	equal('pending', (await s.get(second)).json.status);
	await load(op, await op.send(`${here}/check`,
		{ pool, keys: list(8).join('\n') }));
	equal('completed', (await s.get(second)).json.status);
	const [now, , nobody] = await level(op);
	equal([7, 0], [now, nobody]);
}));

test('the number that warns can be changed, and a pool at it is marked low',
	async (k) => {
		const op = await operator(k);
		const [left, low] = await level(op);
		const path = `${here}/${pool}/low`;

		for (const text of ['', '-1', 'many', '1000001']) {
			const bad = await op.post(path, { low: text });

			equal(422, bad.status, text);
			ok(bad.text.includes('id="low-error"'));
			ok(bad.text.includes(`value="${text}"`));
		}
		equal(303, (await op.post(path, { low: left })).status);
		ok(words((await op.get(here)).text).includes('runs low'));
		equal(303, (await op.post(path, { low: left - 1 })).status);
		ok(!words((await op.get(here)).text).includes('runs low'));
		equal(303, (await op.post(path, { low })).status);
		for (const nothing of ['KS19WSSTD001/0001', 'NOTHING/0001'])
			equal(404, (await op.get(`${here}/${nothing}`)).status);
	});
