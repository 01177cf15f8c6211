/*
 * wherever a window or a credit is shown, the edition and its day stand
 * beside it. Every page that people reach is looked at.
 */
import { admin } from '../api/lib.mjs';
import { clockAt, equal, guest, ok, person, test, words } from './lib.mjs';

const body = (answer) => words(answer.text
	.replace(/<nav[\s\S]*?<\/nav>|<dialog id="menu[\s\S]*?<\/dialog>/g, ''));
/* "16 days left", "until Jul 4, 2021, 23:59", "full credit", "Credit €12" */
const window_said = new RegExp('days? left|last day|to cancel \\(|' +
	'Can be cancelled|[Ww]indow (closes|ended|passed)|' +
	'[Cc]redit[^.]{0,40}[€$£]\\s?\\d|of the credit');
const edition_said = /[Ee]dition \d{4}-\d\d-\d\d/;

const links = (answer) => [...answer.text.matchAll(/href="(\/[^"#?]*)/g)]
	.map(([, path]) => path)
	.filter((path) => !/^\/(static|d)\//.test(path) &&
		/* settings name kinds of mail, and no window */
		!/sign.?out|language|export|\.csv|\.pdf|\/reference|notifications/
			.test(path));

/* Follows links from these pages on, three deep; each kind of page once or a
 * few times. */
async function walk(who, starts, look) {
	const seen = new Set(), kinds = new Map();
	let next = starts;

	for (let depth = 0; depth < 4 && next.length > 0; depth++) {
		const found = [];

		for (const path of next) {
			const kind = path.replace(/[0-9a-f-]{36}/g, '*')
				.replace(/\/[\w-]{30,}/g, '/*').replace(/\d+/g, '#');

			if (seen.has(path) || (kinds.get(kind) ?? 0) >= 3)
				continue;
			seen.add(path);
			kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
			const answer = await who.get(path);
			if (answer.status !== 200 ||
				!/html/.test(answer.headers['content-type']))
				continue;
			await look(path, answer);
			found.push(...links(answer));
		}
		next = found;
	}
	return kinds;
}

const without = [];
const shown = [];
const look = async (path, answer) => {
	const text = body(answer);

	if (!window_said.test(text))
		return;
	shown.push(path);
	if (!edition_said.test(text))
		without.push(`${path}: ${window_said.exec(text)[0]}`);
};

test('R-131: the edition stands wherever the dashboard shows a window or a ' +
	'credit', async (k) => {
	const who = await person(k, 'anneke');
	const kinds = await walk(who, ['/', '/customers', '/billing', '/terms',
		...k.demo.partners[0].customers.flatMap((c) =>
			['', '/software', '/orders', '/products', '/subscriptions']
				.map((part) => `/customers/${c.id}${part}`)).slice(0, 40)],
	look);

	ok(kinds.size > 30, `${kinds.size} kinds of pages`);
	ok(shown.length > 10, shown.join('\n'));
	for (const part of [/^\/$/, /software$/, /cancel$/, /orders\//])
		ok(shown.some((path) => part.test(path)), `${part}\n` +
			shown.join('\n'));
	equal([], without);
});

test('R-131: and wherever the customer’s own site shows one', async (k) => {
	const who = await guest(k, 'Dorpat');

	without.length = 0;
	await walk(who, ['/portal', '/portal/software'], look);
	equal([], without);
});

test('R-131: the edition and its day are on a credit that was given',
	async (k) => {
		const who = await person(k, 'anneke');
		const a = admin(k);
		const customer = k.demo.partners[0].customers
			.find((c) => c.country === 'DE').id;
		const back = await clockAt(who, '2021-06-10');

		try {
			const item = (await a.get('/products/KS19WSSTD001/skus/0001/' +
				'availabilities?country=DE')).json.items[0].catalogItemId;
			const order = (await a.post(`/customers/${customer}/orders`,
				{ lineItems: [{ lineItemNumber: 0, offerId: item,
					quantity: 1 }] })).json;
			const at = `/customers/${customer}/software/${order.id}-0`;
			const offer = body(await who.get(`${at}/cancel`));

			ok(/Edition 2021-06-02: 30 days from the purchase date/
				.test(offer), offer);
			await who.post(`${at}/cancel`, { acknowledged: 'true' });
			for (const path of [`/customers/${customer}/orders/${order.id}`,
				'/billing']) {
				const text = body(await who.get(path));

				ok(/edition 2021-06-02/i.test(text), `${path} ${text}`);
				ok(/[-−]€/.test(text), `${path} ${text}`);
			}
			const json = (await a.get(`/customers/${customer}/orders/` +
				`${order.id}/cancellation`)).json.lineItems[0];
			equal('2021-06-02', json.edition);
		} finally {
			await back();
		}
	});

test('R-078: the dialog says that the product has a window of its own',
	async (k) => {
		const who = await person(k, 'anneke');
		const a = admin(k);
		const customer = k.demo.partners[0].customers
			.find((c) => c.country === 'DE').id;
		const back = await clockAt(who, '2021-03-10');

		try {
			const item = (await a.get('/products/KS19VSPRO001/skus/0001/' +
				'availabilities?country=DE')).json.items[0].catalogItemId;
			const order = (await a.post(`/customers/${customer}/orders`,
				{ lineItems: [{ lineItemNumber: 0, offerId: item,
					quantity: 1 }] })).json;
			const text = body(await who.get(`/customers/${customer}` +
				`/software/${order.id}-0/cancel`));

			ok(text.includes('Edition 2021-03-08, with a window of its own ' +
				'for this product: 14 days'), text);
			ok(/Mar 24, 2021/.test(text), text);
		} finally {
			await back();
		}
	});
