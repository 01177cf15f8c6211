/*
 * Every thing has a page with what happened to it, its ids to be copied, and
 * the way to all of it in the log.
 */
import { clockAt, equal, guest, newcomer, ok, operator, person, purchase, test,
	words } from './lib.mjs';

const timeline = (page) => /aria-labelledby="timeline"[\s\S]*?<\/section>/.exec(
	page.text)?.[0] ?? '';
const times = (html) => [...html.matchAll(/<time datetime="([^"]+)"/g)]
	.map(([, at]) => at);
const newestFirst = (html, what) => {
	const all = times(html);

	ok(all.length > 0, `${what}: something happened`);
	equal([...all].sort().reverse(), all, `${what}: newest first`);
	ok(/\d\d:\d\d:\d\d UTC/.test(words(html)), `${what}: to the second`);
};
const copies = (page, id) => page.text.includes(`data-copy="${id}"`);

test('an order shows its own acts alone, to the second, and the log the same',
	async (k) => {
		const who = await person(k, 'anneke');
		const it = await purchase(k, who, 'Dorpat', 'SQL Server Standard');
		const path = `/customers/${it.customer}/orders/${it.order}`;
		const before = timeline(await who.get(path));

		equal(200, (await who.post(`${it.path}/keys`)).status);
		const page = await who.get(path);
		const after = timeline(page);
		newestFirst(after, 'order');
		equal(times(before).length + 1, times(after).length);
		ok(words(after).includes('Key shown'));
		ok(copies(page, it.order), 'its number');
		const [, all] = /href="(\/activity\?[^"]*object=[^"]*)"/.exec(after);
		const log = await who.get(all.replace(/&amp;/g, '&') + '&tab=customer');
		equal(200, log.status);
		ok(words(log.text).includes(it.order));
		equal(1, new Set([...log.text.matchAll(
			/\/orders\/([A-Za-z0-9_-]{33})"/g)].map(([, id]) => id)).size,
		'of one order only');
	});

test('subscriptions, reservations, users, programs, invoices, customers',
	async (k) => {
		const who = await person(k, 'greta');
		const [home] = k.demo.partners;
		const pages = [];
		const link = async (list, pattern) => pattern.exec(
			(await who.get(list)).text)?.[1];

		for (const c of home.customers) {
			const one = await link(`/customers/${c.id}/subscriptions`,
				/href="(\/customers\/[^"]*\/subscriptions\/[0-9a-f-]{36})"/);
			const held = await link(`/customers/${c.id}/reservations`,
				/href="(\/customers\/[^"]*\/reservations\/[^"]+)"/);

			if (one)
				pages.push([one, one.split('/').pop()]);
			if (held)
				pages.push([held, null]);
		}
		pages.push([`/customers/${home.customers[0].id}`,
			home.customers[0].id]);
		const invoice = await link('/billing/invoices',
			/href="(\/billing\/invoices\/[^"?]+)"/);
		pages.push([invoice, invoice.split('/').pop()]);
		const users = `/customers/${home.customers[0].id}/users`;
		const made = await who.post(`${users}/new`, { userPrincipalName:
			`nina@${home.customers[0].domain}`, displayName: 'Nina Berg',
		firstName: 'Nina', lastName: 'Berg', usageLocation: 'EE' });
		ok([200, 303].includes(made.status), words(made.text).slice(0, 300));
		const user = await link(`${users}?q=nina`,
			/href="(\/customers\/[^"]*\/users\/[0-9a-f-]{36})"/);
		if (user)
			pages.push([user, user.split('/').pop()]);
		const colleague = await link('/account/users?q=ilse',
			/href="(\/account\/users\/[0-9a-f-]{36})"/);
		pages.push([colleague, colleague.split('/').pop()]);
		await person(k, 'ilse');
		pages.push([`/account/applications/${home.client_id}`,
			home.client_id]);
		ok(pages.length > 6, `${pages.length} pages`);
		for (const [path, id] of pages) {
			const page = await who.get(path);

			equal(200, page.status, path);
			ok(timeline(page) !== '', `${path}: a timeline`);
			if (id)
				ok(copies(page, id), `${path}: ${id} can be copied`);
			if (times(timeline(page)).length > 0)
				newestFirst(timeline(page), path);
			else
				ok(words(timeline(page)).includes('Nothing is recorded'),
					path);
		}
		/* what was just done stands there */
		ok(words(timeline(await who.get(colleague))).includes('Signed in'));
	});

test('another house sees nothing of it, however it asks', async (k) => {
	const who = await person(k, 'anneke');
	const it = await purchase(k, who, 'Dorpat', 'SQL Server Standard');
	const fresh = await newcomer(k, 'nordkontor');
	const log = await fresh.get(
		`/activity?tab=customer&from=2020-01-01&object=${it.order}`);

	equal(200, log.status);
	ok(words(log.text).includes('Nothing in this range'));
});

test('the customer\'s start: keys to fetch, what ends soon, who looked',
	async (k) => {
		const own = await guest(k, 'Travem');
		const who = await person(k, 'anneke');
		const page = await own.get('/portal');
		const part = (answer, id) => new RegExp(
			`aria-labelledby="${id}"[\\s\\S]*?</section>`)
			.exec(answer.text)?.[0] ?? '';
		const keys = [...part(page, 'keys').matchAll(/open=([^"]+)"/g)]
			.map(([, id]) => id);

		equal(200, page.status);
		ok(keys.length > 0, 'keys wait');
		const shown = await own.post(
			`/portal/billing/products/software/${keys[0]}/key`);
		equal(200, shown.status);
		const later = await own.get('/portal');
		ok(!part(later, 'keys').includes(keys[0]), 'fetched');
		ok(words(part(later, 'seen')).includes('Key shown'));
		newestFirst(part(later, 'seen'), 'who looked');
		ok(/href="\/portal\/activity"/.test(part(later, 'seen')));
		ok(part(page, 'ends') !== '' && who.csrf);
	});

test('what ends within 60 days stands there with its day', async (k) => {
	const who = await person(k, 'anneke');
	const own = await guest(k, 'Dorpat');
	const ends = async () => /aria-labelledby="ends"[\s\S]*?<\/section>/.exec(
		(await own.get('/portal')).text)[0];
	const it = await purchase(k, who, 'Dorpat', 'SQL Server Standard');
	const order = await who.get(`/customers/${it.customer}/orders/${it.order}`);
	const [, last] = /Term [A-Z][a-z]+ \d+, \d+ to ([A-Z][a-z]+ \d+, \d+)/.exec(
		words(order.text));
	const day = (shift) => new Date(Date.parse(`${last} UTC`) +
		shift * 86400000).toISOString().slice(0, 10);

	ok(!words(await ends()).includes('SQL Server Standard'), 'not yet');
	for (const [shift, there] of [[-61, false], [-60, true], [0, true],
		[1, false]]) {
		const back = await clockAt(who, day(shift));

		try {
			equal(there, words(await ends()).includes(last),
				`${shift} days`);
		} finally {
			await back();
		}
	}
});

test('the console\'s start shows what waits, each with its place',
	async (k) => {
		const op = await operator(k);
		const who = await person(k, 'anneke');
		const made = await who.post('/support/new', { topic: '1004',
			impact: 'critical', title: 'Nothing works', name: 'Anneke',
			description: 'All is down.', email: 'anneke@nordlicht.example',
			phone: '+49 451 555 0134' });
		const id = new URL(made.headers.location, 'http://x').pathname
			.split('/').pop();
		const page = await op.get('/operator');

		for (const panel of ['requests', 'pools', 'messages', 'imports',
			'runs'])
			ok(page.text.includes(`aria-labelledby="p-${panel}"`), panel);
		ok(page.text.includes(`href="/operator/requests/1/${id}"`));
		for (const [, href] of page.text.matchAll(
			/<li><div><a href="([^"]+)"/g))
			equal(200, (await op.get(href.replace(/&amp;/g, '&'))).status,
				href);
	});
