/* Signals, descriptors and threads. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import net from 'node:net';

import { DATABASE, EAGAIN, equal, full, get, ok, pause, ready, sound, test,
	until } from './lib.mjs';
import { Shop } from './shop.mjs';

for (const signals of [['SIGTERM'], ['SIGTERM', 'SIGTERM'], ['SIGINT'], ['SIGHUP']])
	test(`${signals.join(' and ')} while a commit is under way: it is answered, ` +
		'and the program ends with 0', async (k) => {
		const it = await k.serve();
		const shop = await Shop.open(it);
		equal(201, (await shop.buy()).status);

		it.faults({ MATCH: DATABASE, FSYNC_DELAY_MS: 1000 });
		const before = it.control.get('SYNCS');
		const slow = shop.cart();
		await until(() => it.control.get('SYNCS') > before, 'it syncs');
		for (const signal of signals) {
			it.kill(signal);
			await pause(100);
		}
		equal(201, (await slow).status);
		it.mend();
		equal({ code: 0, signal: null }, await it.ended());
		const next = await k.serve([], { dir: it.dir, port: it.port });
		await shop.at(next).keptAll();
	});

test('SIGTERM under load: what was acknowledged is there, once, and the program ' +
	'ends with 0', async (k) => {
	const it = await k.serve();
	const shops = await Promise.all([0, 0, 0, 1, 1, 1].map((n) =>
		Shop.open(it, n)));
	const all = shops.map((shop) => shop.buyUntil(() => !it.running));

	await until(() => shops.every((shop) => shop.told.size > 4), 'load');
	it.kill('SIGTERM');
	equal({ code: 0, signal: null }, await it.ended());
	await Promise.all(all);
	const next = await k.serve([], { dir: it.dir, port: it.port });
	for (const shop of shops)
		await shop.at(next).keptAll();
	equal({ code: 0, signal: null }, await next.stop());
	sound(it.dir);
});

test('SIGTERM at any moment of the first start ends it, and the next start has ' +
	'all it needs', async (k) => {
	const dir = k.folder();
	const times = full ? 30 : 3;

	for (let i = 0; i < times; i++) {
		const it = k.launch([], { dir });
		await pause(i * (full ? 20 : 250));
		it.kill('SIGTERM');
		const end = await it.ended();
		/* before its first line of work a signal does what it always does */
		ok(end.code === 0 || (end.signal === 'SIGTERM' && it.log === ''),
			`${JSON.stringify(end)} ${it.log}`);
	}
	const it = await k.serve([], { dir });
	equal(201, (await (await Shop.open(it)).buy()).status);
	equal({ code: 0, signal: null }, await it.stop());
	sound(dir);
});

test('SIGPIPE, SIGUSR1 and SIGUSR2 change nothing', async (k) => {
	const it = await k.serve();

	for (const signal of ['SIGPIPE', 'SIGUSR1', 'SIGUSR2'])
		it.kill(signal);
	equal(201, (await (await Shop.open(it)).buy()).status);
	await ready(it);
});

function held(port) {
	return new Promise((done, fail) => {
		const socket = net.connect(port, '127.0.0.1', () => done(socket));
		socket.on('error', fail);
	});
}

const descriptors = (it) => readdirSync(`/proc/${it.child.pid}/fd`).length;

test('without descriptors who is connected is served, who comes waits, and is ' +
	'served when there are some', async (k) => {
	const it = await k.serve();
	const shop = await Shop.open(it);
	const order = (await shop.buy()).json.orders[0];
	const path = `${shop.path}/orders/${order.id}`;

	equal(200, (await shop.who.get(path)).status);
	const most = descriptors(it) + 4;
	equal(0, spawnSync('prlimit', ['--pid', String(it.child.pid),
		`--nofile=${most}:`]).status);
	const sockets = await Promise.all(Array.from({ length: 30 },
		() => held(it.port)));
	await until(() => descriptors(it) >= most - 1, 'all are in use');
	equal(200, (await shop.who.get(path)).status);
	equal(201, (await shop.buy()).status);
	const waits = get(it.port, '/signin');
	for (const socket of sockets)
		socket.destroy();
	equal(200, (await waits).status);
	equal(200, (await get(it.port, '/signin')).status);
	await shop.keptAll();
});

test('a thread that cannot be made ends the start with the reason', async (k) => {
	const dir = k.copy();
	let number = 1;

	for (;; number++) {
		const it = k.launch(['--smtp-url', 'smtp://127.0.0.1:1'], { dir,
			faults: { THREAD_ERRNO: EAGAIN, THREAD_AT: number } });
		const end = await Promise.race([it.gone,
			it.started().catch(() => it.gone)]);
		if (it.control.get('HITS') === 0)
			break;
		equal([70, null], [end.code, end.signal], it.log.slice(-2000));
		ok(it.events().some((e) => e.level === 'error'), it.log);
		it.waited = true;
	}
	ok(number > 8, `${number - 1} threads`);
});
