/* Calls: how many a minute, which are repeats, what is seen at once. */
import { admin, send, token, partner, uuid } from '../api/lib.mjs';
import { server2019, shop } from '../api/shop.mjs';
import { equal, ok, pause, test } from './lib.mjs';

const newCustomer = (who, name = uuid().slice(0, 12)) => who.post('/customers',
	{ companyProfile: { domain: `${name}.example` },
		billingProfile: { culture: 'en-US', email: 'a@b.example',
			language: 'en', companyName: 'Woodgrove', defaultAddress: {
				firstName: 'A', lastName: 'B', addressLine1: '1',
				city: 'C', state: 'WA', postalCode: '98052',
				country: 'US' } } });

test('calls a minute are counted together: two processes let in what one may',
	async (house) => {
		const flags = ['--throttle=true', '--throttle-per-minute', '60'];
		const servers = [await house.more(flags), await house.more(flags)];
		const both = servers.map((server) => admin(server));

		for (const server of servers) /* nobody asks for tokens meanwhile */
			await token(server, partner(server), partner(server).users[0]);
		const began = Date.now();
		const answers = await Promise.all(Array.from({ length: 160 },
			(_, i) => both[i % 2].get('/customers?size=1')));
		const passed = (Date.now() - began) / 1000; /* one more each */
		const let_in = answers.filter((a) => a.status === 200).length;
		const refused = answers.filter((a) => a.status === 429);

		ok(let_in <= 60 + Math.ceil(passed) + 1,
			`${let_in} in ${passed} seconds`);
		/* a process holds a few that it borrowed last */
		ok(let_in >= 40, `${let_in}`);
		equal(160, let_in + refused.length);
		for (const a of refused.slice(0, 20))
			ok(['1', '2'].includes(a.headers['retry-after']),
				a.headers['retry-after']);
		equal('"tenant";q=60;w=60', refused[0].headers['ratelimit-policy']);
		/* who waits as told gets in, wherever */
		for (const who of both) {
			let answer;

			for (let i = 0; i < 20; i++) {
				answer = await who.get('/customers?size=1');
				if (answer.status === 200)
					break;
				await pause(1000 *
					Number(answer.headers['retry-after']));
			}
			equal(200, answer.status);
		}
		/* others are not held up */
		equal(200, (await admin(servers[0], 1).get('/customers?size=1'))
			.status);
	});

test('a request that comes twice at the same moment, to two processes, has one ' +
	'effect and one answer', async (house) => {
	const [a, b] = house.pair;
	const s = await shop(a, 'DE');
	const body = { lineItems: await s.lines([...server2019, 1]) };
	const count = () => Number(house.sql('SELECT COUNT(*) FROM orders'));

	for (let round = 0; round < 5; round++) {
		const headers = { 'MS-RequestId': uuid() };
		const before = count();
		const answers = await Promise.all([a, b, a, b].map((server) =>
			admin(server).post(`${s.path}/orders`, body, headers)));

		equal([201, 201, 201, 201], answers.map((x) => x.status),
			answers.map((x) => x.text).join('\n'));
		equal(1, new Set(answers.map((x) => x.text)).size);
		equal(before + 1, count());
	}
	/* a cart is bought once, also without an id */
	const cart = await s.cart([...server2019, 1]);
	const before = count();
	const bought = await Promise.all([a, b].map((server) => send(server, 'POST',
		`/v1${s.path}/carts/${cart.id}/checkout`, { headers: {
			Authorization: `Bearer ${house.tokens.get(
				`${partner(a).client_id} ${partner(a).users[0].email}`)}` } })));

	equal(before + 1, count(), bought.map((x) => x.text).join('\n'));
	equal(1, bought.filter((x) => x.status === 201).length);
});

test('what is kept ready at one is not stale when the other changes it',
	async ({ pair: [a, b] }) => {
		const list = async (server) =>
			(await admin(server).get('/customers?size=500')).json;
		const s = await shop(a, 'EE');
		const order = await s.order([...server2019, 1]);
		const get = async (server) => (await admin(server).get(
			`${s.path}/orders/${order.id}`)).json;

		for (const [one, other] of [[a, b], [b, a]]) {
			const before = await list(other);

			equal(before.items, (await list(other)).items);
			equal(201, (await newCustomer(admin(one))).status);
			equal(before.totalCount + 1, (await list(other)).totalCount);
		}
		equal(await get(b), await get(b));
		equal(200, (await s.cancel(order)).status);
		equal('cancelled', (await get(b)).status);
	});
