/* Subscriptions on the dashboard: the amount before the change, and after. */
import { customer } from '../api/lib.mjs';
import { seats_monthly, shop } from '../api/shop.mjs';
import { clockAt, equal, ok, person, test, value, words } from './lib.mjs';

async function bought(k, quantity = 4) {
	const s = await shop(k, 'DE');
	const order = await s.order([...seats_monthly, quantity]);
	const id = order.lineItems[0].subscriptionId;

	return { s, order, id, path: `/customers/${s.id}/subscriptions/${id}`,
		get: async () => (await s.who.get(
			`${s.path}/subscriptions/${id}`)).json };
}

test('the list has seats and plans, for those who see orders', async (k) => {
	const { s, id } = await bought(k);
	const page = await (await person(k, 'anneke')).get(
		`/customers/${s.id}/subscriptions`);

	equal(200, page.status);
	ok(page.text.includes(`/subscriptions/${id}"`));
	ok(words(page.text).includes('paid monthly'));
	equal(403, (await (await person(k, 'bruno')).get(
		`/customers/${s.id}/subscriptions`)).status);
});

test('seats show their amount first, then cost it', async (k) => {
	const who = await person(k, 'anneke');
	/* 2022-06-10: the period has 30 days, to 2022-07-09 */
	const back = await clockAt(who, '2022-06-10', '09:00:00');

	try {
		await who.post('/clock', { day: '2022-06-10', time: '09:00:00' });
		const { order, path, get, s } = await bought(k);

		/* ten days on: 20 of 30 are unused. A seat is 10.92 (from
		 * 2021-07-01 on): 3 x 10.92 x 20 / 30 = 21.84 */
		await who.post('/clock', { day: '2022-06-20', time: '09:00:00' });
		const page = await who.get(`${path}?seats=7`);
		equal(200, page.status);
		const seen = words(page.text);
		ok(seen.includes('From 4 to 7 seats'), seen);
		ok(seen.includes('€21.84'), seen);
		ok(seen.includes('10 used, 20 unused'), seen);
		equal(4, (await get()).quantity);
		const form = { version: value(page, 'version'), quantity: '7',
			amount: value(page, 'amount') };

		/* a day later the amount is another: nothing is charged */
		await who.post('/clock', { day: '2022-06-21', time: '09:00:00' });
		equal(409, (await who.post(path, form)).status);
		equal(409, (await who.post(path, { ...form, amount: '' }))
			.status);
		equal(4, (await get()).quantity);
		await who.post('/clock', { day: '2022-06-20', time: '10:00:00' });
		const done = await who.post(path, form);
		equal([303, `${path}?done=seats`],
			[done.status, done.headers.location]);
		equal(7, (await get()).quantity);
		/* the same form once more */
		equal(409, (await who.post(path, form)).status);

		/* 5 fewer on day 25: 54.60 x 5 / 30 = 9.10 */
		await who.post('/clock', { day: '2022-07-05', time: '09:00:00' });
		const less = await who.get(`${path}?seats=2`);
		ok(words(less.text).includes('€9.10'), words(less.text));
		ok(words(less.text).includes('Credit, including tax'));
		equal(303, (await who.post(path, {
			version: value(less, 'version'), quantity: '2',
			amount: value(less, 'amount') })).status);

		/* billing has both, in their months, and they sum up:
		 * 4 x 10.92 + 21.84 - 9.10 = 56.42 */
		const history = words((await who.get(
			`/customers/${s.id}/orders/${order.id}`)).text);
		for (const amount of ['€43.68', '€21.84', '€9.10', '€56.42'])
			ok(history.includes(amount), `${amount}: ${history}`);
		const [june, july] = await Promise.all(['2022-06', '2022-07']
			.map(async (month) => words((await who.get(
				`/billing?month=${month}`)).text)));
		ok(june.includes('€21.84') && june.includes('Seats added'), june);
		ok(july.includes('€9.10') && july.includes('Seats removed'),
			july);
		ok(july.includes('quantity changed'));
	} finally {
		await back();
	}
});

test('name, renewal and state are changed by buttons', async (k) => {
	const who = await person(k, 'anneke');
	const { path, get } = await bought(k);
	const act = async (form) => who.post(path, { ...form,
		version: value(await who.get(path), 'version') });

	equal(303, (await act({ name: 'Front <desk>' })).status);
	equal('Front <desk>', (await get()).friendlyName);
	ok((await who.get(path)).text.includes('Front &lt;desk&gt;'));
	equal(303, (await act({ renewal: 'off' })).status);
	equal(false, (await get()).autoRenewEnabled);
	equal(303, (await act({ state: 'suspended' })).status);
	equal('suspended', (await get()).status);
	ok(!(await who.get(path)).text.includes('See the amount'));
	equal(303, (await act({ state: 'active' })).status);
	equal('active', (await get()).status);
	equal(409, (await act({ state: 'deleted' })).status);
});

test('a number of seats that cannot be is said at its field', async (k) => {
	const who = await person(k, 'anneke');
	const { path, get } = await bought(k);

	for (const seats of ['0', '-3', '301']) {
		const page = await who.get(`${path}?seats=${seats}`);

		equal(422, page.status);
		ok(words(page.text).includes('between 1 and 300'), seats);
		ok(page.text.includes('aria-invalid="true"'));
	}
	equal(422, (await who.get(`${path}?seats=many`)).status);
	equal(4, (await get()).quantity);
	/* another customer's and another partner's look like none */
	equal(404, (await who.get(path.replace(customer(k, 'DE').id,
		customer(k, 'FR').id))).status);
});
