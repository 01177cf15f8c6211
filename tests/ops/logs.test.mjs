/* What the log says, and what must never be in it. */
import { equal, get, logLines, ok, test, until } from './lib.mjs';
import { admin, partner } from '../api/lib.mjs';
import { server2019, shop } from '../api/shop.mjs';

const requests = (server) => logLines(server)
	.filter((line) => line.event === 'request');

test('each line is an object with time, level and event', async (k) => {
	const server = await k.serve();

	await get(server.port, '/signin');
	const lines = logLines(server);
	ok(lines.length > 1);
	for (const line of lines) {
		ok(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(line.at), line.at);
		ok(['error', 'warn', 'info', 'debug'].includes(line.level));
	}
});

test('a request has one line, with the id that its answer carries',
	async (k) => {
		const server = await k.serve();
		const a = await admin(server).get('/customers?size=1');
		const mine = requests(server)
			.filter((l) => l.request === a.headers['ms-requestid']);

		equal(1, mine.length);
		equal(['GET', '/v1/customers', 200, 'api'],
			[mine[0].method, mine[0].route, mine[0].status, mine[0].door]);
		ok(mine[0].us > 0);
	});

test('without the access log there is no line for a request', async (k) => {
	const server = await k.serve(['--no-access-log']);

	await until(() => logLines(server).some((line) =>
		line.event === 'serving'), 'the line that says so');
	equal(200, (await get(server.port, '/signin')).status);
	equal([], requests(server));
});

test('what supervisors ask is told at level debug alone', async (k) => {
	const server = await k.serve();

	await get(server.port, '/livez');
	await get(server.port, '/readyz');
	equal([], requests(server));
	const close = await k.serve(['--log-level', 'debug']);
	await get(close.port, '/livez');
	equal(['debug'], requests(close).map((line) => line.level));
});

test('levels leave out what is below them', async (k) => {
	const server = await k.serve(['--log-level', 'error']);

	await get(server.port, '/signin');
	equal('', server.log);
});

test('no secret, path, body, header or cookie is in the log, at any level',
	async (k) => {
		const server = await k.serve(['--log-level', 'debug']);
		const { users, client_secret } = partner(server);
		const secret = 'S3cret-of-a-test';
		const of = await shop(server, 'DE');
		const order = await of.order([...server2019, 1]);
		const entitlements = await admin(server)
			.get(`${of.path}/entitlements`);

		equal(200, entitlements.status);
		const form = await get(server.port, '/signin', { headers: {
			Cookie: `session=${secret}1`, Authorization: `Bearer ${secret}2`,
			'X-Secret': `${secret}3` } });
		await get(server.port, '/signin', { method: 'POST', headers: {
			'Content-Type': 'application/x-www-form-urlencoded' },
		body: `email=${users[0].email}&password=${secret}4` });
		await get(server.port, `/d/${secret}5`);
		await get(server.port, `/password/${secret}6`);
		await get(server.port, `/v1/customers?filter=${secret}7`);
		const log = server.log;
		equal(200, form.status);
		ok(!log.includes(secret), 'what was sent');
		for (const token of server.tokens.values())
			ok(!log.includes(token), 'an access token');
		for (const hidden of [client_secret, users[0].password,
			of.id, order.id])
			ok(!log.includes(hidden), hidden);
	});
