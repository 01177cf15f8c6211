/*
 * Memory that is refused, at each of many places: the program ends by itself,
 * with status 71 and a line that says so, never by a signal and never with half
 * an answer; what it acknowledged before is there.
 */
import { person } from '../web/lib.mjs';
import { equal, full, ok, sound, test } from './lib.mjs';
import { Shop } from './shop.mjs';

const PLACES = full ? 200 : 9; /* of each act */

function stopped(it, end) {
	equal({ code: 71, signal: null }, end, it.log.slice(-3000));
	const last = it.events().at(-1);

	equal(['error', 'out of memory', 'stops'],
		[last.level, last.event, last.process]);
}

/* Numbers up to most, close together first. */
const spread = (most, count) => [...new Set(Array.from({ length: count },
	(_, i) => 1 + Math.floor((most - 1) * (i / count) ** 2)))];

test('memory refused at any place of the start ends it with the reason, and ' +
	'the next start is sound', async (k) => {
	const whole = await k.serve();
	const most = whole.control.get('MEMORY_COUNT');

	equal({ code: 0, signal: null }, await whole.stop());
	const dir = k.copy();
	for (const place of spread(most, PLACES)) {
		const it = k.launch([], { dir, faults: { MEMORY_FAILS: place } });

		stopped(it, await it.ended());
	}
	const it = await k.serve([], { dir });
	equal(201, (await (await Shop.open(it)).buy()).status);
	equal({ code: 0, signal: null }, await it.stop());
	sound(dir);
});

/* What people do, one act each; gives nothing, or throws when it was cut off. */
const acts = {
	'sign-in': (it) => person(it, 'anneke'),
	'an order that is read': async (it, { shop, order }) => shop.who.get(
		`${shop.path}/orders/${order.id}`),
	'a checkout': (it, { shop }) => shop.buy(),
	'a page': (it, { who }) => who.get('/'),
	'an invoice on paper': (it, { who, invoice }) => who.get(invoice),
};

async function scene(k, dir, port) {
	const it = await k.serve([], { dir, port });
	const shop = await Shop.open(it);
	const order = (await shop.buy()).json.orders[0];
	const who = await person(it, 'anneke');
	const list = await shop.who.get('/invoices');
	const number = list.json.items[0].id;

	return { it, shop, order, who,
		invoice: `/billing/statements/${number}` };
}

for (const [name, act] of Object.entries(acts))
	test(`memory refused during ${name} ends the program with the reason`,
		async (k) => {
			const dir = k.copy();
			let s = await scene(k, dir, 0);
			const before = s.it.control.get('MEMORY_COUNT');
			const answer = await act(s.it, s);

			ok(answer?.status === undefined || answer.status < 300,
				`answered ${answer?.status}`);
			const most = s.it.control.get('MEMORY_COUNT') - before;
			for (const place of spread(most, Math.ceil(PLACES / 3))) {
				const { it } = s;
				it.faults({ MEMORY_FAILS:
					it.control.get('MEMORY_COUNT') + place });
				/* others take memory, too: one of these acts is met */
				for (let i = 0; i < 5 && it.running; i++)
					await act(it, s).catch(() => undefined);
				stopped(it, await it.ended());
				s = await scene(k, dir, it.port);
			}
			equal({ code: 0, signal: null }, await s.it.stop());
			sound(dir);
		});
