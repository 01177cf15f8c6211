/* Too many calls of one tenant: only it waits, and not long. */
import { admin, equal, ok, pause, startServer, test } from './lib.mjs';

test('who calls too fast waits, others do not', async () => {
	const server = await startServer(['--throttle=true',
		'--throttle-per-minute', '60']);

	try {
		const calls = Array.from({ length: 75 }, () =>
			admin(server).get('/customers?size=1'));
		const answers = await Promise.all(calls);
		const slow = answers.filter((a) => a.status === 429);

		ok(slow.length >= 5 && slow.length <= 15, `${slow.length} refused`);
		equal(200, (await admin(server, 1).get('/customers?size=1')).status);
		equal(200, (await admin(server).get(
			'/products?country=DE&targetView=Software')).status);
		equal('1', slow[0].headers['retry-after']);
		await pause(1500);
		equal(200, (await admin(server).get('/customers?size=1')).status);
	} finally {
		await server.stop();
	}
});
