/* The clock of the wall is set forwards and back under a running program. */
import { person } from '../web/lib.mjs';
import { startMail } from '../api/smtp.mjs';
import { equal, get, metric, ok, ready, sound, test } from './lib.mjs';
import { Shop } from './shop.mjs';

const HOUR = 3600, DAY = 24 * HOUR;
const STEPS = [-HOUR, HOUR, -30 * DAY, 400 * DAY, 1, -1];

test('steps of the clock lose nothing, repeat nothing and hold up nothing',
	async (k) => {
		const it = await k.serve();
		const shop = await Shop.open(it);
		const ids = new Set();
		let count = 0;

		for (const step of STEPS) {
			it.faults({ CLOCK_STEP_S: step });
			it.tokens.clear(); /* of an hour: signed in anew */
			for (let i = 0; i < 3; i++, count++) {
				const a = await shop.buy();
				equal(201, a?.status, `step ${step}`);
				ids.add(a.json.orders[0].id);
			}
			const who = await person(it, 'anneke');
			equal(200, (await who.get('/')).status);
			await ready(it);
			const port = it.events().find((e) => e.event === 'metrics').port;
			const { text } = await get(port, '/metrics');
			equal(null, /^[a-z_]+(\{.*\})? -\d.*$/m.exec(text), 'below zero');
			const took = /total;dur=(-?[\d.]+)/.exec((await get(it.port,
				'/signin')).headers['server-timing']);
			ok(Number(took[1]) >= 0, took[0]);
		}
		equal(count, ids.size, 'each order has an id of its own');
		equal({ code: 0, signal: null }, await it.stop());
		sound(it.dir);
	});

test('a session goes on when the clock is set back, and ends when it is set far ' +
	'forward; a token does, too', async (k) => {
	const it = await k.serve();
	const who = await person(it, 'anneke');
	const shop = await Shop.open(it);

	it.faults({ CLOCK_STEP_S: -DAY });
	equal(200, (await who.get('/')).status);
	equal(200, (await shop.who.get(shop.path)).status);
	it.faults({ CLOCK_STEP_S: 400 * DAY });
	equal(303, (await who.get('/')).status);
	const { status, text } = await get(it.port, `/v1${shop.path}`, { headers: {
		Authorization: `Bearer ${[...it.tokens.values()][0]}` } });
	equal([401, 400], [status, JSON.parse(text).code]);
});

test('who was throttled is let in again after a step back', async (k) => {
	const it = await k.serve(['--throttle=true', '--throttle-per-minute', '60',
		'--throttle-customer-per-minute', '60']);
	const shop = await Shop.open(it);
	const look = async () => (await get(it.port, `/v1${shop.path}`, { headers: {
		Authorization: `Bearer ${[...it.tokens.values()][0]}` } })).status;

	while (await look() === 200)
		continue;
	equal(429, await look());
	it.faults({ CLOCK_STEP_S: -HOUR });
	for (let i = 0; await look() === 429; i++) {
		ok(i < 600, 'it never ends');
		await new Promise((done) => setTimeout(done, 100));
	}
});

for (const step of [-DAY, DAY])
	test(`mail of an act after a step of ${step / HOUR} hours is sent at once`,
		async (k) => {
			const mail = await startMail();
			k.later(() => mail.stop());
			const it = await k.serve(['--smtp-url', mail.url]);

			it.faults({ CLOCK_STEP_S: step });
			const who = await person(it, 'greta');
			equal(303, (await who.post('/account/notifications',
				{ mail: 'order_placed' })).status);
			const shop = await Shop.open(it);
			equal(201, (await shop.buy()).status);
			await mail.next(() => true, 60);
			equal(1, await metric(it, 'kontor_writable'));
		});
