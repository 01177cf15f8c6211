/*
 * The first page: what closes, what was ordered, what is open; each panel for
 * whom it is meant.
 */
import { equal, newcomer, ok, operator, person, purchase, test, words }
	from './lib.mjs';

const panels = { closing: 'windows', flow: 'months', unpaid: 'invoices',
	reqs: 'requests', latest: 'activity', begin: 'customers',
	yours: 'what roles give' };
const shown = (page) => Object.keys(panels)
	.filter((id) => page.text.includes(`aria-labelledby="${id}"`)).join(' ');
const section = (page, id) => new RegExp(
	`<section[^>]*aria-labelledby="${id}"[\\s\\S]*?\\n</section>`)
	.exec(page.text)?.[0] ?? '';
/* "−€1,018.97" as [ '€', -101897 ] */
const money = (text) => {
	const [, minus, sign, digits] =
		/(−?)([^\d−]*?)[\s\u00a0]*([\d,]+\.\d\d)/.exec(text);

	return [sign.trim(), (minus ? -1 : 1) *
		Number(digits.replace(/[,.]/g, ''))];
};
const figures = (html) => [...html.matchAll(
	/<td[^>]*class="num"[^>]*>([\s\S]*?)<\/td>/g)].map(([, cell]) =>
	words(cell));

test('each role sees the panels it has a use for', async (k) => {
	const wanted = { jonas: 'closing flow unpaid reqs latest begin',
		greta: 'closing flow unpaid reqs latest begin',
		bruno: 'flow unpaid reqs latest yours',
		tarek: 'reqs latest begin', ilse: 'reqs latest begin',
		heiko: 'reqs latest yours', wiebke: 'reqs latest yours' };

	for (const [name, ids] of Object.entries(wanted))
		equal(ids, shown(await (await person(k, name)).get('/')), name);
});

test('windows are grouped by the moment they close, and sums are of one ' +
	'currency', async (k) => {
	const page = await (await person(k, 'anneke')).get('/');
	const panel = section(page, 'closing');
	const days = [...panel.matchAll(/<tbody[\s\S]*?<\/tbody>/g)]
		.map(([body]) => body);
	const total = new Map();
	let before = '';

	ok(days.length > 1, `${days.length} days`);
	for (const day of days) {
		const [head, ...rows] = day.split('</tr>').slice(0, -1);
		const sums = new Map([...head.matchAll(/<b[^>]*>([^<]*)<\/b>/g)]
			.map(([, sum]) => money(sum)));
		const until = /datetime="([^"]+)"/.exec(head)[1];
		const added = new Map();

		ok(until > before, `${until} after ${before}`);
		before = until;
		for (const row of rows) {
			const [sign, minor] = money(figures(row).at(-1));

			added.set(sign, (added.get(sign) ?? 0) + minor);
			total.set(sign, (total.get(sign) ?? 0) + minor);
		}
		equal([...added].sort(), [...sums].sort());
	}
	equal([...total].sort(), [...panel.matchAll(
		/class="sum">([^<]*)</g)].map(([, sum]) => money(sum)).sort());
	/* the partner's own currency first, on the tile too */
	const tile = /id="risk">[\s\S]*?<\/div>/.exec(page.text)[0];
	equal([...total.keys()].sort((a) => a === '€' ? -1 : 1),
		[...tile.matchAll(/class="fig">([^<]*)</g)]
			.map(([, sum]) => money(sum)[0]));
});

test('the own time zone stands where the end is near, and nowhere else',
	async (k) => {
		const page = await (await person(k, 'anneke')).get('/');
		const heads = [...section(page, 'closing').matchAll(
			/class="group">[\s\S]*?<\/tr>/g)].map(([head]) => words(head));

		for (const head of heads)
			equal(/last day|1 day left/.test(head), / UTC[+-]/.test(head),
				head);
	});

test('R-111: orders and credits of each month are those of its bill, ' +
	'in each currency for itself', async (k) => {
	const who = await person(k, 'anneke');
	const panel = section(await who.get('/'), 'flow');
	const tables = [...panel.matchAll(/<table[\s\S]*?<\/table>/g)]
		.map(([table]) => table);
	const plots = panel.match(/<svg viewBox="0 0 60 100"/g) ?? [];

	equal(plots.length, tables.length, 'a table for each drawing');
	ok(tables.length > 2, `${tables.length} currencies`);
	ok(words(tables[0]).startsWith('Orders and credits in EUR'), 'own first');
	equal(tables.length, (panel.match(/so far<\/span><\/th>/g) ?? []).length,
		'one open month in each');
	ok(!/style="/.test(panel), 'places are attributes');
	for (const table of tables) {
		const currency = /in ([A-Z]{3}), by month/.exec(table)[1];
		const [charged, credited] = figures(table).slice(0, 2);
		const bill = words((await who.get('/billing')).text);

		equal(6, (table.match(/<tr><th scope="row"/g) ?? []).length);
		if (money(charged)[1] !== 0)
			ok(bill.includes(charged), `${currency} ${charged}`);
		if (money(credited)[1] !== 0)
			ok(bill.includes(credited), `${currency} ${credited}`);
	}
});

test('R-102, R-111: a cancellation counts on the next look, as a credit ' +
	'beside the orders', async (k) => {
	const who = await person(k, 'anneke');
	const it = await purchase(k, who, 'Ateliers', 'Visual Studio');
	const open = async () => figures(/<table[\s\S]*?<\/table>/.exec(
		section(await who.get('/'), 'flow'))[0]).slice(0, 2).map(money);
	const windows = async () => section(await who.get('/'), 'closing');
	const [charged, credited] = await open();

	ok((await windows()).includes(it.order));
	equal(303, (await who.post(`${it.path}/cancel`,
		{ order: it.order, acknowledged: '1' })).status);
	const [chargedNow, creditedNow] = await open();
	equal(charged, chargedNow, 'what was ordered stays');
	equal('€', creditedNow[0]);
	ok(creditedNow[1] < credited[1], 'the credit grew');
	ok(!(await windows()).includes(it.order), 'nothing is at risk there');
});

test('R-117: an open request stands there, first the one that waits for an ' +
	'answer', async (k) => {
	const who = await person(k, 'tarek');
	const boss = await operator(k);
	const report = async (title) => {
		const answer = await who.post('/support/new', { topic: '1004',
			impact: 'minimal', title, description: 'Seats are missing.',
			name: 'Tarek', email: 'tarek@nordlicht.example',
			phone: '+49 451 555 0134' });

		equal(303, answer.status, words(answer.text));
		return new URL(answer.headers.location, 'http://x').pathname
			.split('/').pop();
	};
	const asked = await report('The first one');
	await report('The second one');
	const page = await who.get('/');
	const order = (text) => ['The first one', 'The second one']
		.map((title) => section(text, 'reqs').indexOf(title));

	ok(order(page)[1] >= 0 && order(page)[0] >= 0, 'both are there');
	ok(words(page.text).includes('none waits for your answer'));
	const inbox = await boss.get('/operator/requests');
	const path = new RegExp(`href="([^"]*${asked})"`).exec(inbox.text)[1];
	equal(303, (await boss.post(path, { act: 'ask',
		note: 'Which seats?' })).status);
	const later = await who.get('/');
	ok(words(later.text).includes('1 waits for your answer'));
	ok(order(later)[0] < order(later)[1], 'the one asked comes first');
	/* a colleague has none of them */
	ok(!section(await (await person(k, 'ilse')).get('/'), 'reqs')
		.includes('The first one'));
});

test('invoices to be paid link to themselves, overdue ones say so',
	async (k) => {
		const who = await person(k, 'bruno');
		const panel = section(await who.get('/'), 'unpaid');
		const [, path] = /href="(\/billing\/invoices\/[^"]+)"/.exec(panel);

		equal(200, (await who.get(path)).status);
		ok(words(panel).includes('Overdue'));
	});

test('an empty house says what to do', async (k) => {
	const page = await (await newcomer(k, 'ostsee')).get('/');

	equal(200, page.status);
	for (const text of ['Nothing closes within the next days.',
		'Nothing was ordered in these months.',
		'Nothing is to be paid.', 'None is open. Report a problem',
		'Your first customer goes here', 'Add customer'])
		ok(words(page.text).includes(text), text);
});
