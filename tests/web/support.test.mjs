/* Problems reported on the dashboard: form, list, thread. */
import { equal, ok, person, purchase, test, words } from './lib.mjs';

const form = { topic: '1004', impact: 'critical', title: 'Two <seats> missing',
	description: 'The order says ten.\nThe list says eight.',
	name: 'Anneke Brandt', email: 'anneke@nordlicht.example', phone: '' };
const report = async (who, change = {}) => {
	const answer = await who.post('/support/new', { ...form, ...change });

	equal(303, answer.status, words(answer.text));
	return new URL(answer.headers.location, 'http://x').pathname;
};

test('a problem is reported, listed, answered, closed and opened', async (k) => {
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
	ok(words((await who.get(path)).text).includes('Open it again'));
	equal(409, (await who.post(path, { note: 'late' })).status);
	equal(303, (await who.post(path, { note: 'late', act: 'open' })).status);
	ok(words((await who.get(path)).text).includes('late'));
});

test('what is missing is named, and what was typed stays', async (k) => {
	const who = await person(k, 'anneke');
	const empty = await who.post('/support/new', { ...form, title: '',
		description: 'kept as it was' });

	equal(422, empty.status);
	ok(/<input id="title"[^>]*aria-invalid="true"/.test(empty.text));
	ok(empty.text.includes('>kept as it was</textarea>'));
	const phone = await who.post('/support/new', { ...form,
		phone: '1'.repeat(51) });
	equal(422, phone.status);
	ok(/<input id="phone"[^>]*aria-invalid="true"/.test(phone.text));
	const path = await report(who);
	const note = await who.post(path, { note: ' ' });
	equal(422, note.status);
	ok(/<textarea id="note"[^>]*aria-invalid="true"/.test(note.text));
	const order = await who.post('/support/new', { ...form, order: 'nope' });
	ok(order.status >= 400 && order.status < 500);
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

test('a report from an order names it', async (k) => {
	const who = await person(k, 'anneke');
	const it = await purchase(k, who, 'Fjordlaks', 'Windows Server');
	const page = await who.get(`/support/new?order=${it.order}`);

	ok(page.text.includes(`value="${it.order}"`));
	ok(/value="1001" selected/.test(page.text), 'a refund is proposed');
	const path = await report(who, { topic: '1001', order: it.order });
	ok((await who.get(path)).text.includes(it.order));
});
