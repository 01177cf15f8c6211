/*
 * The customer admin centre: who comes in, what is shown to
 * whom, and that both sides see who looked.
 */
import { ask, clockAt, copied, dialog, equal, guest, ok, person, purchase, test,
	value, words } from './lib.mjs';

const products = '/portal/billing/products';
const home = `${products}/software`;
const house = 'Dorpat';
const software = 'SQL Server Standard';

test('E-53: the customer\'s global admin sees its products, its plain user ' +
	'and every partner user get 403', async (k) => {
	const admin = await guest(k, house);

	equal('/portal', admin.landed);
	equal(200, (await admin.get('/portal')).status);
	equal(home, (await admin.get('/portal/billing')).headers.location);
	const page = await admin.get(home);
	equal(200, page.status);
	ok(words(page.text).includes(software));
	const plain = await guest(k, house, 'customer_user');
	for (const path of [home, '/portal', '/portal/activity', '/portal/help',
		`${products}/subscriptions`, `${products}/reservations`])
		equal(403, (await plain.get(path)).status, path);
	for (const name of ['anneke', 'jonas', 'greta'])
		equal(403, (await (await person(k, name)).get(home)).status, name);
});

test('E-54: a deep link asks to sign in first, then opens its purchase, and ' +
	'shows nothing by itself', async (k) => {
	const it = await purchase(k, await person(k, 'anneke'), house, software);
	const link = `${home}?open=${it.id}`;
	const stranger = await ask(k, 'GET', link);

	equal(303, stranger.status);
	equal(`/signin?back=${encodeURIComponent(link)}`,
		stranger.headers.location);
	const admin = await guest(k, house, 'customer_global_admin', link);
	equal(link, admin.landed);
	const page = await admin.get(link);
	ok(dialog(page).includes('Keys and downloads'));
	ok(!/\d{4} \d{4} \d{4}/.test(words(page.text)), 'no key yet');
});

test('E-54, R-055, R-056, R-057: in the edition of 2021-01-29 the partner ' +
	'passes on a link, behind which the customer signs in', async (k) => {
	const partner = await person(k, 'anneke');
	const it = await purchase(k, partner, house, software);
	const back = await clockAt(partner, '2021-02-15');

	try {
		const page = await partner.get(`${it.list}?open=${it.id}`);
		const link = copied(page);

		ok(words(page.text).includes(
			'Link to Software product keys and downloads'));
		equal(`${k.demo.base_url}${home}?open=${it.id}`, link);
		equal(403, (await partner.post(`${it.path}/keys`)).status);
		const path = link.replace(k.demo.base_url, '');
		const stranger = await ask(k, 'GET', path);
		equal(303, stranger.status);
		equal(403, (await partner.get(path)).status, 'not the partner\'s');
		const admin = await guest(k, house, 'customer_global_admin', path);
		equal(path, admin.landed);
		ok(dialog(await admin.get(path)).includes('Keys and downloads'));
		const shown = await admin.post(`${home}/${it.id}/key`);
		ok(/(\d{4} ){7}\d{4}/.test(dialog(shown)), 'the key itself');
	} finally {
		await back();
	}
});

test('R-064, R-065: Billing, Your products, Software, with help beside it',
	async (k) => {
		const admin = await guest(k, house);
		const page = await admin.get(home);
		const crumbs = words(/<ol class="crumbs">[\s\S]*?<\/ol>/
			.exec(page.text)[0]);

		equal('Billing Your products Software', crumbs);
		ok(page.text.includes('href="/portal/help" id="help"'));
		equal(200, (await admin.get('/portal/help')).status);
		for (const path of ['/portal/billing', products])
			equal(home, (await admin.get(path)).headers.location);
	});

test('subscriptions and reservations have tabs of their own, read-only',
	async (k) => {
		const partner = await person(k, 'anneke');
		const seats = await guest(k, 'Ångerm');
		const page = await seats.get(`${products}/subscriptions`);
		const { id } = k.demo.partners[0].customers
			.find((c) => c.name.startsWith('Ångerm'));
		const theirs = await partner.get(`/customers/${id}/subscriptions`);
		const names = (answer) => [...answer.text.matchAll(
			/<th scope="row"[^>]*>([\s\S]*?)<\/th>/g)]
			.map(([, cell]) => words(cell));

		ok(names(page).length > 0, 'the demo has seats there');
		equal(names(theirs), names(page));
		ok(!page.text.includes('<form method="post" action="/customers'));
		const empty = await guest(k, 'Rock Point');
		for (const [tab, text] of [['subscriptions', 'No subscriptions yet'],
			['reservations', 'No reservations yet']]) {
			const none = await empty.get(`${products}/${tab}`);

			equal(200, none.status);
			ok(words(none.text).includes(text), text);
		}
	});

test('E-76: a key that the customer reveals is listed to the Account admin as ' +
	'the customer\'s, one that the partner reveals to the customer as the ' +
	'partner\'s', async (k) => {
	const partner = await person(k, 'anneke');
	const it = await purchase(k, partner, house, software);
	const admin = await guest(k, house);

	equal(200, (await admin.post(`${home}/${it.id}/key`)).status);
	const log = await (await person(k, 'heiko'))
		.get('/activity?tab=software&act=get_software_key');
	const row = log.text.split('<tr').map(words)
		.find((text) => text.includes(admin.user.name));
	ok(/customer/i.test(row), row);
	equal(200, (await partner.post(`${it.path}/keys`)).status);
	const own = (await admin.get('/portal/activity')).text.split('<tr')
		.map(words).find((text) => text.includes('Anneke Brandt'));
	ok(own.includes('your partner') && own.includes(software) &&
		/\d\d:\d\d:\d\d UTC/.test(own), own);
});

test('a key is shown by a POST alone, is recorded, and both sides list it',
	async (k) => {
		const partner = await person(k, 'anneke');
		const it = await purchase(k, partner, house, software);
		const admin = await guest(k, house);
		const path = `${home}/${it.id}/key`;

		equal(303, (await admin.get(path)).status);
		equal(403, (await admin.bare(path, {})).status, 'without its form');
		const shown = await admin.post(path);
		equal(200, shown.status);
		const key = /(\d{4} ){7}\d{4}/.exec(dialog(shown))[0];
		const other = await partner.post(`${it.path}/keys`);
		equal(key, /(\d{4} ){7}\d{4}/.exec(dialog(other))[0],
			'the same key on both sides');
		const seen = words((await admin.get('/portal/activity')).text);
		ok(seen.includes(`${admin.user.name} your organisation`), seen);
		ok(seen.includes('Anneke Brandt your partner'), seen);
		/* both within a second: either may be called the last */
		const row = (await admin.get(home)).text.split('<tr')
			.find((text) => text.includes(`?open=${it.id}"`));
		ok(/Anneke Brandt, your partner|Maarja Tamm/.test(words(row)),
			words(row));
	});

test('files are downloaded without a link', async (k) => {
	const it = await purchase(k, await person(k, 'anneke'), house, software);
	const admin = await guest(k, house);
	const page = await admin.get(`${home}?open=${it.id}`);
	const file = value(page, 'file');
	const answer = await admin.post(`${home}/${it.id}/download`, { file });

	equal(200, answer.status);
	ok(answer.headers['content-disposition'].startsWith('attachment;'));
	ok(answer.bytes.length > 1000);
	ok(words((await admin.get('/portal/activity')).text)
		.includes('your organisation'));
	equal(404, (await admin.post(`${home}/${it.id}/download`,
		{ file: 'none' })).status);
});

test('another customer\'s purchase and one that never was look the same',
	async (k) => {
		const admin = await guest(k, house);
		const other = await purchase(k, await person(k, 'anneke'),
			'Kestrel', 'Windows Server');
		const never = other.id.replace(/^./, (c) => c === '0' ? '1' : '0');
		const bare = (answer) => answer.text.replaceAll(
			/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '')
			/* masked anew in each answer */
			.replaceAll(/name="_csrf" value="[^"]*"/g, '')
			.replaceAll(other.id, '').replaceAll(never, '');

		for (const path of ['?open=ID', '/ID/key', '/ID/download']) {
			const call = (id) => path[0] === '?' ?
				admin.get(home + path.replace('ID', id)) :
				admin.post(home + path.replace('ID', id), {});
			const [a, b] = [await call(other.id), await call(never)];

			equal(404, a.status, path);
			equal(404, b.status, path);
			equal(bare(b), bare(a), path);
		}
	});

test('in the edition of 2019 keys are the partner\'s to hand over',
	async (k) => {
		const partner = await person(k, 'anneke');
		const it = await purchase(k, partner, house, software);
		const back = await clockAt(partner, '2020-01-15');

		try {
			const admin = await guest(k, house);
			const page = await admin.get(home);

			ok(words(page.text).includes(
				'Your partner hands over keys and downloads'));
			ok(!page.text.includes(`?open=${it.id}`));
			equal(403, (await admin.post(`${home}/${it.id}/key`)).status);
		} finally {
			await back();
		}
	});

test('a customer\'s user who comes to the dashboard is told where to go',
	async (k) => {
		const admin = await guest(k, house);
		const page = await admin.get('/');

		equal(403, page.status);
		ok(page.text.includes('href="/portal"'));
		equal(303, (await admin.post('/signout')).status);
		equal(303, (await admin.get(home)).status);
	});
