/* Too many calls of one tenant: only it waits, and not long. */
import { admin, equal, ok, pause, startServer, test, uuid }
	from './lib.mjs';

const served = (flags, fn) => async () => {
	const server = await startServer(['--throttle=true', ...flags]);

	try {
		await fn(server);
	} finally {
		await server.stop();
	}
};

test('who calls too fast waits, others do not', served(
	['--throttle-per-minute', '60'], async (server) => {
		const begun = Date.now();
		const calls = Array.from({ length: 150 }, () =>
			admin(server).get('/customers?size=1'));
		const answers = await Promise.all(calls);
		const slow = answers.filter((a) => a.status === 429);

		/* sixty at once, and one more each second that it took */
		const more = Math.ceil((Date.now() - begun) / 1000) + 1;
		const passed = calls.length - slow.length;

		ok(passed >= 60 && passed <= 60 + more, `${passed} passed`);
		equal(200, (await admin(server, 1).get('/customers?size=1')).status);
		equal(200, (await admin(server).get(
			'/products?country=DE&targetView=Software')).status);
		equal('1', slow[0].headers['retry-after']);
		equal('"tenant";q=60;w=60',
			slow[0].headers['ratelimit-policy']);
		equal('"tenant";r=0;t=1', slow[0].headers.ratelimit);
		equal({ statusCode: 429, message: slow[0].json.message },
			slow[0].json);
		await pause(1500);
		equal(200, (await admin(server).get('/customers?size=1')).status);
	}));

test('calls about one customer do not use up those about others', served(
	['--throttle-customer-per-minute', '3'], async (server) => {
		const a = admin(server);
		const [one, two] = (await a.get('/customers?size=2')).json.items;
		const get = async (of) =>
			(await a.get(`/customers/${of.id}`)).status;
		const tried = [];

		for (let i = 0; i < 4; i++)
			tried.push(await get(one));
		equal([200, 200, 200, 429], tried);
		equal(200, await get(two));
		equal(200, (await a.get('/customers?size=1')).status);
	}));

test('a client that repeats a refused call by itself has called once', served(
	['--throttle-customer-per-minute', '3'], async (server) => {
		const a = admin(server);
		const [one] = (await a.get('/customers?size=1')).json.items;
		const path = `/customers/${one.id}/orders/unknown`;
		const headers = { 'MS-RequestId': uuid() };

		for (let i = 0; i < 5; i++) {
			const answer = await a.get(path, headers);

			equal(404, answer.status);
			equal('"customer";q=3;w=60',
				answer.headers['ratelimit-policy']);
			ok(answer.headers.ratelimit.startsWith('"customer";r=2;'),
				answer.headers.ratelimit);
		}
		equal(404, (await a.get(path,
			{ 'MS-RequestId': uuid() })).status);
	}));
