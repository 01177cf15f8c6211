/*
 * Searching from every page, in all three doors: each kind, each right,
 * another house's things, and whatever people type.
 */
import { equal, guest, newcomer, ok, operator, person, purchase, test, words }
	from './lib.mjs';

const search = (who, q, door = '') =>
	who.get(`${door}/search?q=${encodeURIComponent(q)}`);
const kinds = (page) => [...page.text.matchAll(/aria-labelledby="g-([a-z-]+)"/g)]
	.map(([, kind]) => kind).join(' ');
const jumps = async (who, q, to, door = '') => {
	const answer = await search(who, q, door);

	equal(303, answer.status, `${q}: ${words(answer.text).slice(0, 200)}`);
	equal(to, answer.headers.location, q);
};
const nothing = async (who, q, door = '') => {
	const answer = await search(who, q, door);

	equal(200, answer.status, q);
	ok(words(answer.text).includes(`Nothing found for “${q.trim()}”.`), q);
	equal('', kinds(answer), q);
};
const ids = async (k, who) => {
	const it = await purchase(k, who, 'Dorpat', 'SQL Server Standard');
	const order = await who.get(`/customers/${it.customer}/orders/${it.order}`);
	const all = [...order.text.matchAll(/data-copy="([^"]+)"/g)]
		.map(([, id]) => id);

	return { ...it, alternate: all.find((id) => /^[0-9a-f]{12}$/.test(id)) };
};

test('every page of every door has a search field of its own door',
	async (k) => {
		const boss = await operator(k);
		const own = await guest(k, 'Dorpat');

		for (const [who, path, action] of [
			[await person(k, 'heiko'), '/account', '/search'],
			[await person(k, 'bruno'), '/billing', '/search'],
			[boss, '/operator/files', '/operator/search'],
			[own, '/portal/help', '/portal/search']]) {
			const page = await who.get(path);

			ok(new RegExp(`<form class="search" action="${action}"`)
				.test(page.text), path);
			equal(200, (await who.get(action)).status);
		}
	});

test('customers are found by parts of name and domain, and by the whole GUID ' +
	'at once', async (k) => {
	const who = await person(k, 'anneke');
	const [first] = k.demo.partners;
	const dorpat = first.customers.find((c) => c.name.startsWith('Dorpat'));

	for (const q of ['dorp', 'MARITIME', ' dorpat ']) {
		const page = await search(who, q);

		equal('customers', kinds(page), q);
		ok(page.text.includes(`href="/customers/${dorpat.id}"`), q);
	}
	await jumps(who, dorpat.id, `/customers/${dorpat.id}`);
	await jumps(who, dorpat.id.toUpperCase(), `/customers/${dorpat.id}`);
	await jumps(who, dorpat.domain, `/customers/${dorpat.id}`);
});

test('an order, an entitlement, a subscription, a reservation: straight there',
	async (k) => {
		const who = await person(k, 'anneke');
		const it = await ids(k, who);
		const order = `/customers/${it.customer}/orders/${it.order}`;

		await jumps(who, it.order, order);
		await jumps(who, it.alternate, order);
		await jumps(who, it.alternate.toUpperCase(), order);
		await jumps(who, it.id,
			`/customers/${it.customer}/software?open=${it.id}`);
		for (const c of k.demo.partners[0].customers) {
			const page = await who.get(`/customers/${c.id}/subscriptions`);
			const id = /\/subscriptions\/([0-9a-f-]{36})"/.exec(
				page.text)?.[1];
			const held = await who.get(`/customers/${c.id}/reservations`);
			const path = /href="(\/customers\/[^"]*\/reservations\/[^"]+)"/
				.exec(held.text)?.[1];

			if (id)
				await jumps(who, id,
					`/customers/${c.id}/subscriptions/${id}`);
			if (!path)
				continue;
			await jumps(who, path.split('/').pop(), path);
			const guid = [...(await who.get(path)).text.matchAll(
				/data-copy="([0-9a-f-]{36})"/g)].map(([, g]) => g);
			for (const g of guid) {
				const answer = await search(who, g);

				if (answer.status === 303 &&
					answer.headers.location === path)
					return;
			}
			throw new Error(`${path}: not by its reservation id`);
		}
	});

test('a request, an invoice, a user, a user of a customer, a program',
	async (k) => {
		const who = await person(k, 'greta');
		const made = await who.post('/support/new', { topic: '1004',
			impact: 'minimal', title: 'Two seats', description: 'Missing.',
			name: 'Greta', email: 'greta@nordlicht.example',
			phone: '+49 451 555 0134' });
		const path = new URL(made.headers.location, 'http://x').pathname;
		const bills = await who.get('/billing/invoices');
		const [, invoice] = /href="(\/billing\/invoices\/[^"?]+)"/.exec(
			bills.text);
		const users = await who.get('/account/users?q=ilse');
		const [, user] = /href="(\/account\/users\/[0-9a-f-]{36})"/.exec(
			users.text);
		const dorpat = k.demo.partners[0].customers
			.find((c) => c.name.startsWith('Dorpat'));

		await jumps(who, path.split('/').pop(), path);
		await jumps(who, invoice.split('/').pop(), invoice);
		await jumps(who, invoice.split('/').pop().toLowerCase(), invoice);
		await jumps(who, k.demo.partners[0].users.find((u) =>
			u.email.startsWith('ilse')).email, user);
		ok((await search(who, dorpat.users[0].email)).headers.location
			.startsWith(`/customers/${dorpat.id}/users/`));
		await jumps(who, k.demo.partners[0].client_id,
			`/account/applications/${k.demo.partners[0].client_id}`);
		/* a colleague's request is nobody else's */
		await nothing(await person(k, 'ilse'), path.split('/').pop());
	});

test('products by name and id, resellers by MPN id', async (k) => {
	const who = await person(k, 'anneke');
	const page = await search(who, 'sql server');
	const [, id] = /<code class="id full">([A-Z0-9]{12})<\/code>/.exec(
		page.text.slice(page.text.indexOf('g-products')));

	ok(kinds(page).includes('products'));
	ok(kinds(await search(who, id)).includes('products'));
	ok(kinds(await search(who, `${id}:0001`)).includes('products'));
	const all = await who.get('/search?q=server&kind=products');
	equal('products', kinds(all));
	ok((all.text.match(/<li><div>/g) ?? []).length > 5, 'all of a kind');
	ok(words((await search(who, 'server')).text).includes('more than 5'));
	await nothing(who, '99999999');
});

test('a kind that one may not see is not searched', async (k) => {
	const all = await person(k, 'anneke');
	const it = await ids(k, all);
	const domain = k.demo.partners[0].customers[0].domain;
	const may = { heiko: [false, false], femke: [false, false],
		bruno: [false, false], wiebke: [false, false],
		tarek: [true, false], ilse: [true, false], jonas: [true, true] };

	for (const [name, [customers, orders]] of Object.entries(may)) {
		const who = await person(k, name);

		equal(customers ? 303 : 200, (await search(who, domain)).status,
			`${name} ${domain}`);
		for (const id of [it.order, it.alternate, it.id])
			equal(orders ? 303 : 200, (await search(who, id)).status,
				`${name} ${id}`);
	}
	/* what can be searched says the same */
	const about = words((await (await person(k, 'heiko')).get('/search')).text);
	ok(about.includes('Support requests') && about.includes('Users of your'));
	ok(!about.includes('alternate id') && !about.includes('MPN'));
	const bruno = words((await (await person(k, 'bruno')).get('/search')).text);
	ok(bruno.includes('Invoices') && !bruno.includes('alternate id'));
});

test('another house\'s things are like things that never were', async (k) => {
	const who = await person(k, 'anneke');
	const it = await ids(k, who);
	const fresh = await newcomer(k, 'westkontor');
	const bills = await who.get('/billing/invoices');
	const [, invoice] = /\/billing\/invoices\/([^"?]+)"/.exec(bills.text);

	for (const id of [it.order, it.alternate, it.id, it.customer, invoice,
		k.demo.partners[0].customers[0].domain,
		k.demo.partners[0].client_id,
		k.demo.partners[0].users[0].email,
		k.demo.partners[0].customers[0].users[0].email])
		await nothing(fresh, id);
	await nothing(fresh, 'Dorpat');
});

test('whatever is typed is only text', async (k) => {
	const boss = await operator(k);
	const own = await guest(k, 'Dorpat');
	const doors = [[await person(k, 'anneke'), ''], [boss, '/operator'],
		[own, '/portal']];

	for (const [who, door] of doors) {
		/* names of files hold '_' */
		if (door !== '/operator')
			await nothing(who, '_', door);
		for (const q of ['%', '%%%', '\' OR 1=1 --', '\\', '!%', '"',
			'<script>alert(1)</script>', '../../etc/passwd', '&amp;',
			'${x}', 'Ω≈ç√∫', '日本語の検索', 'Привет', '🙂🙂', '—', '-1',
			'00000000-0000-0000-0000-000000000000', 'G0009999999999',
			'9'.repeat(33), '0'.repeat(15), 'x'.repeat(200)])
			await nothing(who, q, door);
		const long = await search(who, 'x'.repeat(1000), door);
		equal(422, long.status);
		ok(words(long.text).includes('At most 200 characters.'));
		ok(long.text.includes('x'.repeat(1000)), 'what was typed stays');
		equal(422, (await who.get(`${door}/search?q=%ff%fe`)).status);
		for (const q of ['', '   ', '\t'])
			ok(words((await search(who, q, door)).text)
				.includes('What can be found here'), 'says what it finds');
	}
});

test('names in other letters are found by their letters', async (k) => {
	const who = await person(k, 'anneke');

	for (const [q, name] of [['瑞海', '瑞海物流有限公司'],
		['новгород', 'ООО «Новгородский лес»'], ['НОВГОРОДСКИЙ', 'ООО'],
		['angermanland', 'Ångermanlands Sågverk AB'],
		['gdansk', 'Gdańsk Amber Works']])
		ok(words((await search(who, q)).text).includes(name), q);
});

test('the console finds partners, and orders, requests, invoices of all of them',
	async (k) => {
		const who = await person(k, 'anneke');
		const boss = await operator(k);
		const it = await ids(k, who);
		const made = await who.post('/support/new', { topic: '1004',
			impact: 'minimal', title: 'Console looks', name: 'Anneke',
			description: 'Missing.', email: 'anneke@nordlicht.example',
			phone: '+49 451 555 0134' });
		const request = new URL(made.headers.location, 'http://x').pathname
			.split('/').pop();
		const bills = await who.get('/billing/invoices');
		const [, invoice] = /\/billing\/invoices\/([^"?]+)"/.exec(bills.text);
		const door = '/operator';

		ok(words((await search(boss, 'nordlicht', door)).text)
			.includes('Nordlicht Systemhaus GmbH'));
		await jumps(boss, k.demo.partners[0].tenant_id,
			'/operator/partners/1', door);
		await jumps(boss, it.order, '/operator/partners/1', door);
		await jumps(boss, request, `/operator/requests/1/${request}`, door);
		await jumps(boss, invoice, `/operator/invoices?number=${invoice}`,
			door);
		ok((await boss.get(`/operator/invoices?number=${invoice}`)).text
			.includes(`value="${invoice}"`), 'ready to be marked as paid');
		await jumps(boss, k.demo.partners[0].users[0].email,
			'/operator/partners/1', door);
		ok(kinds(await search(boss, 'windows server', door))
			.includes('products'));
		ok([303, 403].includes((await search(who, 'x', door)).status),
			'not for partners');
	});

test('a customer finds what was bought for it, and nothing else', async (k) => {
	const who = await person(k, 'anneke');
	const own = await guest(k, 'Dorpat');
	const it = await ids(k, who);
	const door = '/portal';
	const other = await purchase(k, who, 'Kestrel', 'SQL Server');

	const page = await search(own, 'sql', door);
	equal('software', kinds(page));
	ok(page.text.includes(`open=${it.id}`));
	await jumps(own, it.id,
		`/portal/billing/products/software?open=${it.id}`, door);
	await nothing(own, other.id, door);
	await nothing(own, 'Kestrel', door);
	equal(403, (await search(await guest(k, 'Dorpat', 'customer_user'), 'x',
		door)).status);
});
