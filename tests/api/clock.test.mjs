/* The test clock: read, set, step, back again. */
import { admin, equal, expectError, ok, test, uuid } from './lib.mjs';
import { seats_monthly, server2019, timed } from './shop.mjs';

const near = (a, b) => ok(Math.abs(a - b) <= 5000, `${a} and ${b}`);

test('the clock is set, stepped and goes back', async (k) => {
	const a = admin(k, 1);
	const set = await a.put('/sandbox/clock',
		{ Now: '2021-06-18T09:24:00.0000000Z' });
	const step = async (body) => Date.parse((await a.post(
		'/sandbox/clock/advance', body)).json.now);
	const at = Date.parse('2021-06-18T09:24:00Z');

	equal(200, set.status);
	near(at, Date.parse(set.json.now));
	near(at + 30 * 86400e3, await step({ days: 30 }));
	near(at + 30 * 86400e3 + 90e3, await step({ seconds: 90 }));
	near(Date.parse('2021-08-18T09:25:30Z'), await step({ duration: 'P1M' }));
	near(Date.parse('2021-08-19T21:25:30Z'),
		await step({ duration: 'P1DT12H' }));
	near(Date.parse('2021-08-18T09:25:30Z'),
		await step({ duration: '-P1DT12H' }));
	near(at, Date.parse((await a.put('/sandbox/clock',
		{ now: '2021-06-18T09:24:00Z' })).json.now));
	near(at, Date.parse((await a.get('/sandbox/clock')).json.now));
	equal(200, (await a.put('/sandbox/clock',
		{ now: new Date().toISOString() })).status);
});

test('a repeated step is one step', async (k) => {
	const a = admin(k, 1), id = { 'MS-RequestId': uuid() };
	const before = Date.parse((await a.get('/sandbox/clock')).json.now);
	const answers = [];

	for (let i = 0; i < 5; i++)
		answers.push((await a.post('/sandbox/clock/advance', { days: 1 },
			id)).text);
	equal(1, new Set(answers).size);
	near(before + 86400e3, Date.parse((await a.get('/sandbox/clock')).json
		.now));
	equal(200, (await a.post('/sandbox/clock/advance', { days: -1 })).status);
});

test('each tenant has a clock of its own', async (k) => {
	await admin(k, 1).put('/sandbox/clock', { now: '2019-01-01T00:00:00Z' });
	near(Date.now(), Date.parse((await admin(k).get('/sandbox/clock')).json
		.now));
	await admin(k, 1).put('/sandbox/clock',
		{ now: new Date().toISOString() });
});

test('times and steps that cannot be are 400', async (k) => {
	const a = admin(k, 1);

	for (const now of ['2014-12-31T00:00:00Z', '2100-01-01T00:00:00Z', 'now',
		'', null, 5])
		await expectError(a.put('/sandbox/clock', { now }), 400, 3000);
	for (const body of [{}, { days: 1, seconds: 1 }, { duration: 'P' },
		{ duration: 'month' }, { duration: 'P1H' }, { duration: 'PT' },
		{ days: 1e6 }, { days: 1.5 }, { duration: 'P1000Y' }])
		await expectError(a.post('/sandbox/clock/advance', body), 400, 3000);
});

/* ---- run to the next event ---- */

const first = (a) => a.json.nextEvents[0];

test('the clock runs to the end of a window, and the window is closed',
	timed('SE', async (s) => {
		await s.now('2021-06-10T09:00:00Z');
		const order = await s.order(server2019);
		const state = await s.who.get('/sandbox/clock');
		const mine = state.json.nextEvents
			.find((e) => e.kind === 'window_ends');

		/* the edition of 30 days: the last day is 2021-07-10 */
		ok(mine.at <= '2021-07-11T00:00:00Z', state.text);
		for (let i = 0; i < 200; i++) {
			const before = await s.who.get('/sandbox/clock');
			const a = await s.who.post('/sandbox/clock/run');

			equal(200, a.status, a.text);
			equal(first(before), a.json.reachedEvent);
			ok(a.json.now >= a.json.reachedEvent.at, a.text);
			if (a.json.reachedEvent.kind === 'window_ends' &&
				a.json.reachedEvent.at === '2021-07-11T00:00:00Z')
				break;
			ok(a.json.reachedEvent.at <= '2021-07-11T00:00:00Z',
				'the window was passed by');
		}
		equal(400, (await s.cancel(order)).status);
	}));

test('a link, a month and an edition are events; each names what it is',
	timed('SE', async (s) => {
		await s.now('2021-05-25T09:00:00Z');
		const order = await s.order(server2019);
		const soft = `${s.path}/software/${order.id}-0`;
		const files = (await s.who.get(`${soft}/files`)).json.items;
		const link = await s.who.post(`${soft}/links`,
			{ fileId: files[0].fileId ?? files[0].id });

		ok([200, 201].includes(link.status), link.text);
		const { nextEvents } = (await s.who.get('/sandbox/clock')).json;
		const of = (kind) => nextEvents.find((e) => e.kind === kind);

		/* two weeks from issue, unless another link dies before */
		ok(of('link_expires').at <= link.json.expiryDate, link.text);
		equal(['2021-06-01T00:00:00Z',
			'May 2021 ends; its invoices are issued.'],
		[of('month_ends').at, of('month_ends').description]);
		equal(['2021-06-02T00:00:00Z', '2021-06-02'],
			[of('edition_begins').at, of('edition_begins').subjectId]);
		equal([...nextEvents].sort((a, b) => a.at < b.at ? -1 :
			a.at > b.at ? 1 : 0).map((e) => e.at),
		nextEvents.map((e) => e.at));
		/* a trial moves nothing */
		const trial = await s.who.post(
			'/sandbox/clock/run?validateOnly=true');
		equal(200, trial.status, trial.text);
		ok((await s.who.get('/sandbox/clock')).json.now <
			trial.json.reachedEvent.at);
	}));

test('a link is told by its own expiry, and no longer when it is revoked',
	timed('SE', async (s) => {
		/* before every other link of the demo and of these tests */
		await s.now('2019-02-01T09:00:00Z');
		const order = await s.order(server2019);
		const soft = `${s.path}/software/${order.id}-0`;
		const files = (await s.who.get(`${soft}/files`)).json.items;
		const link = await s.who.post(`${soft}/links`,
			{ fileId: files[0].fileId ?? files[0].id });
		const told = async () => (await s.who.get('/sandbox/clock')).json
			.nextEvents.find((e) => e.kind === 'link_expires');

		equal([link.json.expiryDate, order.id], [(await told()).at,
			(await told()).subjectId]);
		equal(200, (await s.cancel(order)).status);
		equal(undefined, await told());
	}));

test('seats of a year that are paid monthly tell their next period',
	timed('SE', async (s) => {
		await s.now('2019-02-10T09:00:00Z');
		const order = await s.order(seats_monthly);
		const told = async (kind) => (await s.who.get('/sandbox/clock')).json
			.nextEvents.find((e) => e.kind === kind);
		const period = await told('period_begins');

		equal(['2019-03-10T00:00:00Z', order.lineItems[0].subscriptionId],
			[period.at, period.subjectId]);
		equal('2020-02-10T00:00:00Z', (await told('subscription_renews')).at);
		await s.now('2019-03-10T00:00:00Z');
		equal('2019-04-10T00:00:00Z', (await told('period_begins')).at);
	}));
