/* The operator's inbox: deciding support requests, granting refunds. */
import { equal, ok, operator, person, purchase, test, words }
	from './lib.mjs';
import { admin, expectError } from '../api/lib.mjs';

const fileRefund = async (k, who, customer, product, change = {}) => {
	const it = await purchase(k, who, customer, product);
	const house = k.demo.partners[0].customers
		.find((c) => c.id === it.customer);
	const answer = await who.post('/support/new', { topic: '1001',
		impact: 'moderate', title: `Refund for ${customer}`,
		tenant: house.domain, order: it.order, line: '0',
		reason: 'Bought twice.', amount: '1.00', description: '',
		name: 'Anneke Brandt', email: 'anneke@nordlicht.example',
		phone: '+49 451 555 0134', ...change });

	equal(303, answer.status, words(answer.text));
	const path = new URL(answer.headers.location, 'http://x').pathname;
	return { it, path, desk: path.replace('/support/', '/operator/requests/1/') };
};
const cents = (text) => Math.round(Number(text.replace(/[^\d.]/g, '')) * 100);
const left = (page) =>
	/Left to credit\s+€([\d,]+\.\d\d)/.exec(words(page.text))?.[1];

test('the inbox shows who asked for what, and marks what is outside', async (k) => {
	const anneke = await person(k, 'anneke');
	const op = await operator(k);
	const { desk } = await fileRefund(k, anneke, 'Travem', 'Windows Server Standard');
	let list = await op.get('/operator/requests');
	const row = new RegExp(`<tr[^>]*>(?:(?!</tr>)[\\s\\S])*${desk}[\\s\\S]*?</tr>`);

	equal(200, list.status);
	for (const text of ['Refund for Travem', 'Nordlicht', 'Travem', 'Moderate',
		'less than an hour', '€1.00', 'Open'])
		ok(words(row.exec(list.text)[0]).includes(text), text);
	list = await op.get('/operator/requests?state=closed');
	ok(!list.text.includes(desk));
	list = await op.get('/operator/requests?impact=critical');
	ok(!list.text.includes(desk));
	equal(422, (await op.get('/operator/requests?state=nowhere')).status);
});

test('nobody but operators comes in', async (k) => {
	const anneke = await person(k, 'anneke');
	const { desk } = await fileRefund(k, anneke, 'Travem', 'Windows Server Standard');

	equal(403, (await anneke.get('/operator/requests')).status);
	equal(403, (await anneke.get(desk)).status);
	equal(403, (await anneke.post(`${desk}/refund`,
		{ 'amount.0': '1' })).status);
	const op = await operator(k);
	for (const path of ['/operator/requests/1/123456789012345',
		desk.replace('/1/', '/2/'), desk.replace('/1/', '/99/'),
		desk.replace('/1/', '/0/'), desk.replace('/1/', '/x/')])
		equal(404, (await op.get(path)).status, path);
});

test('asking back, answering, refusing', async (k) => {
	const anneke = await person(k, 'anneke');
	const op = await operator(k);
	const { path, desk } = await fileRefund(k, anneke, 'Travem',
		'Windows Server Standard');

	equal(422, (await op.post(desk, { note: ' ', act: 'ask' })).status);
	equal(303, (await op.post(desk, { note: 'Which <invoice>?',
		act: 'ask' })).status);
	let page = words((await anneke.get(path)).text);
	ok(page.includes('Needs your answer'));
	ok(page.includes('Support asks you something.'));
	ok(page.includes('Which <invoice>?'));
	equal(303, (await anneke.post(path, { note: 'The one of June.' })).status);
	page = words((await op.get(desk)).text);
	ok(page.includes('The one of June.'));
	ok(/\bOpen\b/.test(page));
	equal(422, (await op.post(desk, { note: '', act: 'refuse' })).status);
	equal(303, (await op.post(desk, { note: 'It was used.',
		act: 'refuse' })).status);
	page = words((await anneke.get(path)).text);
	ok(page.includes('Closed, refused'));
	ok(page.includes('It was used.'));
	equal(409, (await op.post(desk, { note: 'late', act: 'answer' })).status);
	equal(409, (await op.post(`${desk}/refund`,
		{ 'amount.0': '1.00' })).status);
});

test('R-100: while the order is held, cancelling waits and leads to support',
	async (k) => {
		const anneke = await person(k, 'anneke');
		const op = await operator(k);
		const { it, desk } = await fileRefund(k, anneke, 'Dorpat',
			'SQL Server Standard');
		const cancel = `${it.path}/cancel`;

		equal(303, (await op.post(desk, { act: 'hold' })).status);
		const page = await anneke.get(cancel);
		ok(words(page.text).includes('Another change to this order is pending'));
		ok(page.text.includes(
			`href="/support/new?order=${it.order}&amp;line=0"`));
		equal(409, (await anneke.post(cancel, { order: it.order,
			acknowledged: '1' })).status);
		expectError(await admin(k).patch(
			`/customers/${it.customer}/orders/${it.order}`,
			{ id: it.order, status: 'cancelled' }), 409, 800014);
		equal(303, (await op.post(desk, { act: 'release' })).status);
		ok(!words((await anneke.get(cancel)).text).includes('is pending'));
	});

test('E-35: a cent above what was paid is refused, all of it is granted',
	async (k) => {
		const anneke = await person(k, 'anneke');
		const op = await operator(k);
		const { it, path, desk } = await fileRefund(k, anneke,
			'Dorpat', 'Windows Server 2019 Standard - 16');
		const paid = left(await op.get(desk));
		const over = ((cents(paid) + 1) / 100).toFixed(2);
		const no = await op.post(`${desk}/refund`, { 'amount.0': over,
			reason: 'kept as typed' });

		equal(422, no.status);
		ok(/id="amount-0"[^>]*aria-invalid="true"/.test(no.text));
		ok(no.text.includes(`value="${over}"`));
		ok(no.text.includes('>kept as typed</textarea>'));
		for (const wrong of ['', '0', '-1', 'all'])
			equal(422, (await op.post(`${desk}/refund`,
				{ 'amount.0': wrong })).status, wrong);
		equal(422, (await op.post(`${desk}/refund`, { 'amount.0': '',
			'cancel.0': '1' })).status);
		equal(paid, left(await op.get(desk)), 'nothing happened');
		ok(!words((await anneke.get(path)).text).includes('granted'));

		equal(303, (await op.post(`${desk}/refund`, { 'amount.0': paid,
			reason: 'Granted.' })).status);
		const thread = words((await anneke.get(path)).text);
		ok(thread.includes('Closed, refund granted'));
		ok(thread.includes(`Refund granted €${paid}`));
		ok(thread.includes('Granted.'));
		const bill = words((await anneke.get('/billing')).text);
		ok(bill.includes(`−€${paid}`), 'on the bill');
		ok(bill.includes(path.split('/').pop()), 'with the request\'s number');
		ok(words((await anneke.get('/activity?tab=customer')).text)
			.includes('Refund granted'));
		const order = words((await anneke.get(
			`/customers/${it.customer}/orders/${it.order}`)).text);
		ok(order.includes(`−€${paid}`), 'on the order');
		equal(409, (await op.post(`${desk}/refund`,
			{ 'amount.0': '0.01' })).status);
	});

test('a refund that cancels ends the keys as self-service does', async (k) => {
	const anneke = await person(k, 'anneke');
	const op = await operator(k);
	const { it, path, desk } = await fileRefund(k, anneke, 'Gdańsk',
		'Windows 7 Extended');

	equal(303, (await op.post(`${desk}/refund`, { 'amount.0': '100.00',
		'cancel.0': '1' })).status);
	ok(words((await anneke.get(path)).text).includes('refund granted'));
	const list = words((await anneke.get(it.list)).text);
	ok(/Windows 7 Extended[\s\S]*?[Cc]ancelled/.test(list));
	const keys = await anneke.get(`${it.path}/keys`);
	ok(!/\d{4} \d{4} \d{4} \d{4} \d{4}/.test(words(keys.text)));
	equal(409, (await anneke.post(`${it.path}/cancel`, { order: it.order,
		acknowledged: '1' })).status);
});

test('E-67: a grant and a self-service cancellation at once credit once',
	async (k) => {
		const anneke = await person(k, 'anneke');
		const op = await operator(k);
		const { it, desk } = await fileRefund(k, anneke, 'Kestrel',
			'SQL Server Enterprise');
		const paid = /Left to credit\s+£([\d,]+\.\d\d)/.exec(
			words((await op.get(desk)).text))[1];

		await Promise.all([
			op.post(`${desk}/refund`, { 'amount.0': paid }),
			anneke.post(`${it.path}/cancel`, { order: it.order,
				acknowledged: '1' }),
		]);
		const after = words((await op.get(desk)).text);
		const rest = /Left to credit\s+£([\d,]+\.\d\d)/.exec(after)[1];
		const credited = /Credited so far\s+−£([\d,]+\.\d\d)/.exec(after)[1];
		ok(cents(credited) <= cents(paid), `${credited} of ${paid}`);
		equal(cents(paid), cents(credited) + cents(rest));
	});
