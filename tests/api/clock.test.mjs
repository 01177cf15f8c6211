/* The test clock: read, set, step, back again. */
import { admin, equal, expectError, ok, test, uuid } from './lib.mjs';

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
