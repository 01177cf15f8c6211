/* The cancel dialog and what follows a cancellation (E-58 to E-69). */
import { ask, clockAt, copied, dialog, equal, ok, person, purchase, test, value,
	words } from './lib.mjs';

test('without the checkbox nothing changes; with it all of it does', async (k) => {
	const who = await person(k, 'jonas');
	const it = await purchase(k, who, 'Kestrel', 'SQL Server Enterprise');
	const file = value(await who.get(`${it.path}/keys`), 'file');
	const link = new URL(copied(await who.post(`${it.path}/links`, { file })))
		.pathname;
	const offer = await who.get(`${it.path}/cancel`);
	const credit = /Credit if you submit today (\S+)/.exec(dialog(offer))[1];
	const unticked = await who.post(`${it.path}/cancel`, { order: it.order });

	equal(422, unticked.status);
	ok(dialog(unticked).includes('Confirm that you have read'));
	ok(!(await purchase(k, who, 'Kestrel', 'SQL Server Enterprise')).row
		.includes('Cancelled'));
	const done = await who.post(`${it.path}/cancel`,
		{ order: it.order, acknowledged: '1' });
	equal(303, done.status);
	const page = await who.get(done.headers.location);
	ok(words(page.text).includes(`Credit ${credit} `));
	const after = await purchase(k, who, 'Kestrel',
		'SQL Server Enterprise');
	ok(after.row.includes('Cancelled') && after.row.includes('Keys and links are revoked'));
	equal(410, (await ask(k, 'GET', link)).status);
	equal(410, (await ask(k, 'HEAD', link)).status);
	equal(409, (await who.post(`${it.path}/keys`)).status);
	equal(409, (await who.post(`${it.path}/links`, { file })).status);
	equal(303, (await who.get(`${it.path}/keys`)).status);
});

test('E-67: cancelled twice at once: one does it, one is told so', async (k) => {
	const who = await person(k, 'jonas');
	const it = await purchase(k, who, 'Travem', 'Windows Server 2019 RDS');
	const cancel = () => who.post(`${it.path}/cancel`,
		{ order: it.order, acknowledged: '1' });
	const both = await Promise.all([cancel(), cancel()]);

	equal([303, 409], both.map((a) => a.status).sort());
	ok(both.some((a) => dialog(a).includes('cancelled already')));
	const billing = await person(k, 'bruno');
	equal(1, words((await billing.get('/billing')).text)
		.split('RDS - 1 user CAL Travemünder Reederei AG · cancelled').length - 1);
});

test('the edition of the day asks for the checkbox', async (k) => {
	const who = await person(k, 'anneke');
	const it = await purchase(k, who, 'Fjordlaks', 'Windows Server');
	let back = await clockAt(who, '2021-02-01');

	equal(422, (await who.post(`${it.path}/cancel`, {})).status);
	back = await clockAt(who, '2020-01-11');
	ok(!(await who.get(`${it.path}/cancel`)).text
		.includes('name="acknowledged"'));
	equal(303, (await who.post(`${it.path}/cancel`, {})).status);
	await back();
});

test('E-64: the order chosen is cancelled, the other stays', async (k) => {
	const who = await person(k, 'anneke');
	const it = await purchase(k, who, 'Ateliers', 'Visual Studio');
	const page = await who.get(`${it.path}/cancel`);
	const orders = [...page.text.matchAll(/<option value="([^"]+)"/g)]
		.map((m) => m[1]);

	equal(2, orders.length);
	const other = orders.find((id) => id !== it.order);
	const passed = await who.get(`${it.path}/cancel?order=${other}`);
	ok(dialog(passed).includes('The cancellation window of this order ended'));
	ok(/<button class="btn" type="button" disabled>Submit/.test(passed.text));
	ok(!passed.text.includes('File a support request'));
	equal(409, (await who.post(`${it.path}/cancel`,
		{ order: other, acknowledged: '1' })).status);
	equal(303, (await who.post(`${it.path}/cancel`,
		{ order: it.order, acknowledged: '1' })).status);
	equal(1, (await who.get(it.list)).text.match(/class="off"/g).length);
	equal(404, (await who.get(`${it.path}/cancel?order=nope`)).status);
});

test('E-60, R-081, R-082, R-083: SUSE and Red Hat: never, and no way that does not exist', async (k) => {
	const who = await person(k, 'anneke');

	for (const [customer, product, name] of [
		['ООО', 'SUSE', 'SUSE'], ['Ateliers', 'Red Hat', 'Red Hat']]) {
		const it = await purchase(k, who, customer, product);
		const page = await who.get(`${it.path}/cancel`);

		ok(dialog(page).includes(
			`${name} plans can be neither cancelled nor exchanged.`));
		ok(!page.text.includes('/support/new'));
		equal(409, (await who.post(`${it.path}/cancel`,
			{ acknowledged: '1' })).status);
	}
});

test('a Global admin sees why, and cannot submit', async (k) => {
	const agent = await person(k, 'anneke'), who = await person(k, 'greta');
	const it = await purchase(k, agent, 'Dorpat', 'SQL Server Standard');
	const page = await who.get(`${it.path}/cancel`);

	equal(200, page.status);
	ok(dialog(page).includes('It needs: Admin agent.'));
	equal(403, (await who.post(`${it.path}/cancel`,
		{ acknowledged: '1' })).status);
});
