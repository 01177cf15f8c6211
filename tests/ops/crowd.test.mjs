/* Many who do little: half a header, half a body, an answer that nobody reads,
 * nothing at all. They cost a little memory each, no thread, and nobody waits
 * for them. */
import { readFileSync } from 'node:fs';
import net from 'node:net';

import { any, equal, full, get, ok, plain, portSaid, test, until } from
	'./lib.mjs';

const HOST = 'Host: localhost\r\n';

const status = (server, field) => Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm')
	.exec(readFileSync(`/proc/${server.child.pid}/status`, 'utf8'))[1]);

async function gauge(server, name) {
	const said = await get(portSaid(server, 'metrics'), '/metrics');

	return Number(new RegExp(`^kontor_http_${name} (\\d+)`, 'm')
		.exec(said.text)[1]);
}

/* Connections that send these bytes and are then silent. */
function crowd(k, server, count, bytes, reads) {
	const all = { ended: 0, answered: 0 };

	for (let i = 0; i < count; i++) {
		const socket = net.connect(server.port, '127.0.0.1', () =>
			socket.write(bytes));

		if (reads)
			socket.once('data', () => { all.answered++; socket.resume(); });
		else
			socket.pause();
		socket.on('error', () => undefined);
		socket.on('close', () => { all.ended++; });
		k.later(() => socket.destroy());
	}
	return all;
}

const settled = ['--metrics-listen', any];

test('half headers, half bodies and unread answers hold no thread and up nobody',
	async (k) => {
		const server = await k.serve(settled);
		const threads = status(server, 'Threads');

		crowd(k, server, 100, `GET /signin HTTP/1.1\r\n${HOST}X-A: `);
		crowd(k, server, 100, `POST /signin HTTP/1.1\r\n${HOST}` +
			'Content-Length: 1000\r\n\r\nuser=');
		/* one behind the other, so that the answers fill what the system
		 * keeps of them */
		crowd(k, server, 20,
			`GET /signin HTTP/1.1\r\n${HOST}\r\n`.repeat(200));
		await until(async () => await gauge(server, 'connections') >= 220,
			'all of them are there');
		for (let i = 0; i < 20; i++)
			equal(200, (await get(server.port, '/signin')).status);
		ok(await gauge(server, 'connections') >= 220, 'and still are');
		equal(threads, status(server, 'Threads'));
	});

test('who is too slow with a header or a body is sent away', async (k) => {
	const server = await k.serve([...settled, '--header-seconds', '2',
		'--body-seconds', '2', '--idle-seconds', '2']);
	const crowds = [
		crowd(k, server, 30, `GET /signin HTTP/1.1\r\n${HOST}X-A: `, true),
		crowd(k, server, 30, `POST /signin HTTP/1.1\r\n${HOST}` +
			'Content-Length: 1000\r\n\r\nuser=', true),
		crowd(k, server, 30, `GET /signin HTTP/1.1\r\n${HOST}\r\n`, true),
		crowd(k, server, 30, '', true),
	];

	await until(() => crowds.every(({ ended }) => ended === 30),
		'all were sent away', 60000);
	equal(30, crowds[2].answered);
	await until(async () => await gauge(server, 'connections') === 0,
		'and are forgotten');
	equal(200, (await get(server.port, '/signin')).status);
});

/* Of 10,000 each may cost 20 KiB, to be 200 MiB. */
test('idle connections cost under 20 KiB each and hold up nobody',
	async (k) => {
		const count = full ? 10000 : 1500;
		const server = await k.serve(
			[...settled, '--idle-seconds', '3600'], k.base, plain);
		const before = status(server, 'VmRSS');
		const all = crowd(k, server, count,
			`GET /signin HTTP/1.1\r\n${HOST}\r\n`, true);

		await until(() => all.answered === count, 'all were answered', 120000);
		ok(status(server, 'VmRSS') - before < count * 20,
			`${status(server, 'VmRSS') - before} KiB of ${count}`);
		equal(0, all.ended);
		for (let i = 0; i < 20; i++)
			equal(200, (await get(server.port, '/signin')).status);
		ok(await gauge(server, 'connections') >= count, 'they are there');
	});
