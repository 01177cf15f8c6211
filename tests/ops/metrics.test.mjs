/* /metrics, /livez and /readyz, as Prometheus and proxies ask for them. */
import { join } from 'node:path';

import { command, equal, get, ok, pause, portSaid, raw, test, until } from
	'./lib.mjs';
import { admin } from '../api/lib.mjs';

/* Samples by name and labels. */
function samples(text) {
	const found = new Map();

	for (const line of text.split('\n')) {
		const sample = /^([a-z_]+(?:\{[^}]*(?:\{[^}]*\}[^}]*)*\})?) (\S+)$/
			.exec(line);
		if (line === '' || line.startsWith('#'))
			continue;
		ok(sample, line);
		ok(!found.has(sample[1]), `twice: ${sample[1]}`);
		found.set(sample[1], Number(sample[2]));
	}
	return found;
}

async function scrape(port) {
	const a = await get(port, '/metrics');

	equal(200, a.status);
	equal('text/plain; version=0.0.4; charset=utf-8',
		a.headers['content-type']);
	return samples(a.text);
}

const requests = (door, method, route, status) => 'kontor_http_requests_total' +
	`{door="${door}",method="${method}",route="${route}",status="${status}"}`;

test('without its own address there are no metrics anywhere', async (k) => {
	const server = await k.serve();
	const a = await get(server.port, '/metrics');

	ok(!a.text.includes('kontor_'), a.text);
	ok(!server.log.includes('"event":"metrics"'));
});

test('metrics stand on a listener of their own, and not on that of people',
	async (k) => {
		const server = await k.serve(['--metrics-listen', k.any]);
		const port = portSaid(server, 'metrics');

		ok(!(await get(server.port, '/metrics')).text.includes('kontor_'));
		ok((await scrape(port)).get('kontor_build_info{version="0.1.0"}') === 1);
		equal(404, (await get(port, '/v1/customers')).status);
		equal(404, (await get(port, '/')).status);
	});

test('promtool finds nothing to say about the metrics', async (k) => {
	const server = await k.serve(['--metrics-listen', k.any]);

	equal(200, (await admin(server).get('/customers')).status);
	const { text } = await get(portSaid(server, 'metrics'), '/metrics');
	equal({ status: 0, out: '', err: '' },
		command('promtool', ['check', 'metrics'], { input: text }));
});

test('requests are counted by route and status, each once', async (k) => {
	const server = await k.serve(['--metrics-listen', k.any,
		'--threads', '4']);
	const port = portSaid(server, 'metrics');
	const before = await scrape(port);
	const route = '/v1/customers/{customer}';
	const more = (after, name) =>
		(after.get(name) ?? 0) - (before.get(name) ?? 0);
	const id = server.demo.partners[0].customers[0].id;

	for (let i = 0; i < 25; i++)
		await admin(server).get(`/customers/${id}`);
	for (let i = 0; i < 5; i++)
		await get(server.port, `/v1/customers/${id}`); /* without a token */
	for (let i = 0; i < 3; i++)
		await raw(server.port, 'GET /livez HTTP/1.1\r\nHost: x\r\n' +
			'A: b\r\n folded\r\n\r\n');
	const after = await scrape(port);

	equal(25, more(after, requests('api', 'GET', route, '2xx')));
	equal(5, more(after, requests('api', 'GET', route, '4xx')));
	equal(3, more(after, 'kontor_http_refused_total'));
	const labels = `{door="api",method="GET",route="${route}"`;
	const times = 'kontor_http_request_duration_seconds';
	equal(30, more(after, `${times}_count${labels}}`));
	equal(30, more(after, `${times}_bucket${labels},le="+Inf"}`));
	ok(after.get(`${times}_sum${labels}}`) > 0);
});

test('a class of a histogram holds all faster ones', async (k) => {
	const server = await k.serve(['--metrics-listen', k.any]);

	await get(server.port, '/signin');
	const found = await scrape(portSaid(server, 'metrics'));
	let last = -1, name = '';

	for (const [key, value] of found) {
		const bucket = /^(.*_bucket.*),?le="([^"]*)"\}$/.exec(key);
		if (!bucket)
			continue;
		ok(bucket[1] !== name || value >= last, key);
		[name, last] = [bucket[1], value];
		if (bucket[2] === '+Inf')
			name = '';
	}
});

test('throttled calls are counted by themselves', async (k) => {
	const server = await k.serve(['--metrics-listen', k.any,
		'--throttle=true', '--throttle-per-minute', '3']);
	const seen = [];

	for (let i = 0; i < 6; i++)
		seen.push((await admin(server).get('/customers?size=1')).status);
	const refused = seen.filter((status) => status === 429).length;
	ok(refused > 0, seen.join(' '));
	const found = await scrape(portSaid(server, 'metrics'));
	equal(refused, found.get(requests('api', 'GET', '/v1/customers', '429')));
});

test('writes, their commits and batches add up', async (k) => {
	const server = await k.serve(['--metrics-listen', k.any]);
	const found = await scrape(portSaid(server, 'metrics'));

	ok(found.get('kontor_writer_commands_total') > 0);
	equal(found.get('kontor_writer_commands_total'),
		found.get('kontor_writer_batch_size_sum'));
	equal(found.get('kontor_writer_commit_seconds_count'),
		found.get('kontor_writer_batch_size_count'));
	ok(found.get('kontor_writer_commit_seconds_sum') > 0);
	equal(0, found.get('kontor_writer_refused_total'));
	equal(0, found.get('kontor_writer_queue'));
});

test('mail that waits is counted, with the age of the oldest', async (k) => {
	const server = await k.serve(['--metrics-listen', k.any]);
	const port = portSaid(server, 'metrics');
	const db = join(server.dir, 'kontor.db');
	const ask = (sql) => command('sqlite3', [db, sql]).out.trim();
	const put = (event, age) => ask('PRAGMA busy_timeout=5000; INSERT INTO ' +
		'outbox (partner_id, event_id, recipient, channel, template, ' +
		'subject_id, state, attempts, next_at, created_at) VALUES ' +
		`(1, '${event}', 'nobody', 'mail', 1, 'x', 'waiting', 0, ` +
		`unixepoch(), unixepoch() - ${age})`);
	const before = await scrape(port);

	put('a', 5000);
	put('b', 90);
	const after = await scrape(port);
	equal(2, after.get('kontor_outbox_waiting') -
		before.get('kontor_outbox_waiting'));
	const age = after.get('kontor_outbox_oldest_seconds');
	ok(age >= 5000 && age < 5100, String(age));
	ok(after.get('kontor_database_bytes') > 1000000);
	equal(1, after.get('kontor_database_up'));
});

test('connections, memory and descriptors of the process are told',
	async (k) => {
		const server = await k.serve(['--metrics-listen', k.any]);
		const found = await scrape(portSaid(server, 'metrics'));

		equal(0, found.get('kontor_http_transfers'));
		equal(0, found.get('kontor_http_in_flight'));
		ok(found.get('process_resident_memory_bytes') > 1000000);
		ok(found.get('process_open_fds') > 5);
	});

/* ---- readiness ---- */

/* Somebody else holds the lock of the file: nothing can be written. */
function lockDatabase(k, server) {
	return k.start('sqlite3', [join(server.dir, 'kontor.db')],
		{ stdio: ['pipe', 'ignore', 'pipe'] });
}

test('who cannot write is alive but not ready, until it can again',
	async (k) => {
		const server = await k.serve(['--metrics-listen', k.any]);
		const port = portSaid(server, 'metrics');
		const holder = lockDatabase(k, server);

		equal(200, (await get(server.port, '/readyz')).status);
		holder.child.stdin.write('.timeout 60000\nBEGIN IMMEDIATE;\n');
		const no = await until(async () => {
			const a = await get(server.port, '/readyz');
			return a.status === 503 && a;
		}, 'not ready while the database is locked', 60000);
		ok(/^not ready: /.test(no.text), no.text);
		equal(503, (await get(port, '/readyz')).status);
		equal(200, (await get(server.port, '/livez')).status);
		equal(0, (await scrape(port)).get('kontor_writable'));
		/* reading goes on */
		equal(200, (await get(server.port, '/signin')).status);
		holder.child.stdin.end('ROLLBACK;\n');
		await until(async () =>
			(await get(server.port, '/readyz')).status === 200,
		'ready again');
		ok(server.log.includes('the database can be written again'));
	});

test('a full disk makes it not ready; with room again it goes on',
	async (k) => {
		const place = k.folder();
		const inside = ['-rm', 'bash', '-c', `
			mount -t tmpfs -o size=64m,mode=700 kontor-ops "$1" &&
			cp -a "$2/." "$1" && cd "$4" &&
			exec "$3" serve --data-dir "$1" --listen 127.0.0.1:0`,
		'-', place, k.base, process.env.KONTOR_BIN ??
			join(process.cwd(), 'build/kontor'), process.cwd()];
		const server = k.start('unshare', inside);
		const port = await until(() => {
			const at = /"serving","port":(\d+)/.exec(server.said);
			return at && Number(at[1]);
		}, `it serves on a small disk: ${server.said}`, 60000);
		/* the mount is seen through the process that lives in it */
		const within = `/proc/${server.child.pid}/root${place}`;

		equal(200, (await get(port, '/readyz')).status);
		const fill = command('bash', ['-c',
			`cat /dev/zero > "${within}/filler"`]);
		ok(/No space left/.test(fill.err), fill.err);
		const no = await until(async () => {
			const a = await get(port, '/readyz');
			return a.status === 503 && a;
		}, 'not ready on a full disk', 60000);
		equal('not ready: the database cannot be written\n', no.text);
		equal(200, (await get(port, '/livez')).status);
		equal(0, command('rm', [`${within}/filler`]).status);
		await until(async () => (await get(port, '/readyz')).status === 200,
			'ready again');
	});

test('while it drains it says so where it is watched, and ends', async (k) => {
	const server = await k.serve(['--metrics-listen', k.any,
		'--drain-seconds', '10']);
	const port = portSaid(server, 'metrics');
	const id = server.demo.partners[0].customers[0].id;
	/* a request whose body does not come keeps the drain waiting */
	const slow = raw(server.port, 'POST /v1/customers HTTP/1.1\r\n' +
		'Host: x\r\nContent-Length: 10\r\n\r\n', { patience: 6000 });

	ok(id);
	await until(async () => (await scrape(port))
		.get('kontor_http_in_flight') === 1, 'it waits for the body');
	server.child.removeAllListeners('exit');
	const gone = new Promise((r) => server.child.on('exit', (c) => r(c)));
	server.child.kill('SIGTERM');
	await until(async () => (await get(port, '/readyz')).status === 503,
		'stopping is said');
	equal('stopping\n', (await get(port, '/readyz')).text);
	equal(200, (await get(port, '/livez')).status);
	equal(1, (await scrape(port)).get('kontor_http_draining'));
	await slow;
	equal(0, await gone);
	k.ends.length = 0;
	await pause(10);
});
