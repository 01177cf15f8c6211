/* Disks that are full, cannot be written, or lie: the database. */
import { DATABASE, DISK, EIO, EROFS, FILE, equal, full, get, metric, ok, ready,
	sound, test, unready } from './lib.mjs';
import { Shop, refused } from './shop.mjs';

/* What holds while nothing can be written, and what afterwards. */
async function outage(k, faults) {
	const it = await k.serve();
	const shop = await Shop.open(it);
	const before = (await shop.buy()).json.orders[0];

	it.faults(faults);
	const id = crypto.randomUUID();
	refused(await shop.cart(id));
	equal(200, (await shop.who.get(`${shop.path}/orders/${before.id}`)).status);
	ok((await unready(it)).text.startsWith('not ready: '), 'with the reason');
	equal(0, await metric(it, 'kontor_writable'));
	ok(await metric(it, 'kontor_writer_refused_total') > 0);
	equal(200, (await get(it.port, '/livez')).status);
	it.mend();
	await ready(it);
	equal(1, await metric(it, 'kontor_writable'));
	equal(201, (await shop.cart(id)).status);
	equal(201, (await shop.buy()).status);
	await shop.keptAll();
	equal({ code: 0, signal: null }, await it.stop());
	sound(it.dir);
}

test('a full disk refuses writes with 503, answers reads, says so, and the ' +
	'same process writes again when there is room', (k) =>
	outage(k, { MATCH: DISK, BUDGET: 0 }));

test('a disk that turned read-only does the same', (k) =>
	outage(k, { MATCH: DISK, WRITE_ERRNO: EROFS, OPEN_ERRNO: EROFS }));

test('a disk that fills up under load loses nothing that was acknowledged',
	async (k) => {
		const it = await k.serve();
		const shops = await Promise.all([0, 0, 1, 1].map((n) =>
			Shop.open(it, n)));
		let over = false;

		it.faults({ MATCH: DISK, BUDGET: 400000 });
		const all = shops.map((shop) => shop.buyUntil(() => over));
		await unready(it);
		it.mend();
		await ready(it);
		equal(201, (await shops[0].buy()).status);
		over = true;
		await Promise.all(all);
		for (const shop of shops)
			await shop.keptAll();
		equal({ code: 0, signal: null }, await it.stop());
		sound(it.dir);
	});

test('no room to empty the log into the file: writes go on, and it is emptied ' +
	'when there is', async (k) => {
	const it = await k.serve(['--checkpoint-pages', '64']);
	const shop = await Shop.open(it);

	it.faults({ MATCH: FILE, BUDGET: 0 });
	for (let i = 0; i < 8; i++)
		equal(201, (await shop.buy()).status);
	ok(it.control.get('HITS') > 0, 'it was tried');
	ok(it.events().some((e) => e.event === 'checkpoint_failed'), it.log);
	equal(200, (await get(it.port, '/readyz')).status);
	it.mend();
	const failed = () => it.events().filter((e) =>
		e.event === 'checkpoint_failed').length;
	const count = failed();
	equal(201, (await shop.buy()).status);
	equal(201, (await shop.buy()).status);
	equal(count, failed());
	await shop.keptAll();
	equal({ code: 0, signal: null }, await it.stop());
	sound(it.dir);
});

/* It ends by itself, says why, and the next start has everything. */
async function stops(k, faults, flags = [], event = 'commit_failed') {
	const it = await k.serve(flags);
	const shop = await Shop.open(it);

	equal(201, (await shop.buy()).status);
	it.faults(faults);
	while (it.running && await shop.buy() !== null)
		continue;
	equal({ code: 74, signal: null }, await it.ended(), it.log.slice(-3000));
	const last = it.events().at(-1);
	equal(['error', event, 'stops'], [last.level, last.event, last.process]);
	const told = shop.told.size, hits = it.control.get('HITS');
	const next = await k.serve([], { dir: it.dir, port: it.port });
	const again = shop.at(next);
	await again.keptAll();
	equal(201, (await again.buy()).status);
	equal({ code: 0, signal: null }, await next.stop());
	sound(it.dir);
	return { told, hits };
}

test('a sync that fails ends the process with the reason, and nothing is ' +
	'acknowledged after it', async (k) => {
	const { told, hits } = await stops(k, { MATCH: DATABASE, FSYNC_ERRNO: EIO });

	equal(2, told, 'the cart and the order of before');
	equal(1, hits, 'the first that fails is the last');
});

test('a sync of the database file that fails ends it, too', (k) =>
	stops(k, { MATCH: FILE, FSYNC_ERRNO: EIO }, ['--checkpoint-pages', '64'],
		'sync_failed'));

test('a write that fails during a commit ends the process with the reason',
	(k) => stops(k, { MATCH: DATABASE, WRITE_ERRNO: EIO }));

test('one write that fails, at any place, loses nothing', async (k) => {
	for (const at of full ? [1, 2, 3, 5, 8, 13, 21, 34] : [1, 2, 5])
		await stops(k, { MATCH: DATABASE, WRITE_FAILS_AT: at });
});

test('writes that take less than they are given change nothing', async (k) => {
	const it = await k.serve(['--checkpoint-pages', '64']);
	const shop = await Shop.open(it);

	it.faults({ MATCH: DISK, SHORT: 1 });
	for (let i = 0; i < 5; i++)
		equal(201, (await shop.buy()).status);
	ok(it.control.get('HITS') > 50, 'many were cut');
	it.mend();
	await shop.keptAll();
	equal({ code: 0, signal: null }, await it.stop());
	sound(it.dir);
});

test('a sync that lasts holds up no reader', async (k) => {
	const it = await k.serve();
	const shop = await Shop.open(it);
	const order = (await shop.buy()).json.orders[0];
	let answered = false;

	it.faults({ MATCH: DATABASE, FSYNC_DELAY_MS: 3000 });
	const slow = shop.cart().then((answer) => {
		answered = true;
		return answer;
	});
	for (let i = 0; i < 20; i++)
		equal(200, (await shop.who.get(
			`${shop.path}/orders/${order.id}`)).status);
	equal(false, answered, 'the write waits for its sync');
	equal(201, (await slow).status);
	it.mend();
	await shop.keptAll();
});

test.beside('a sync that does not come back is said by /readyz', async (k) => {
	const it = await k.serve();
	const shop = await Shop.open(it);

	it.faults({ MATCH: DATABASE, FSYNC_DELAY_MS: 60000 });
	const slow = shop.cart();
	ok((await unready(it)).text.startsWith('not ready: '));
	it.mend();
	equal(201, (await slow).status);
	await ready(it);
});

test('on a full disk it starts, answers reads and says that it cannot write',
	async (k) => {
		const it = await k.serve([], { faults: { MATCH: DISK, BUDGET: 0 } });

		await unready(it);
		equal(200, (await get(it.port, '/signin')).status);
		it.mend();
		await ready(it);
		equal(201, (await (await Shop.open(it)).buy()).status);
	});

test('on a read-only disk it does not start, and says why', async (k) => {
	const it = k.launch([], { faults: { MATCH: DISK, WRITE_ERRNO: EROFS,
		OPEN_ERRNO: EROFS } });
	const end = await it.ended();

	equal([70, null], [end.code, end.signal], it.log);
	ok(it.events().some((e) => e.level === 'error' &&
		/Read-only file system/.test(e.reason)), it.log);
});
