/*
 * Lists without rows say what belongs there and what to do, in each door; and
 * pages of one page have nothing to turn.
 */
import { ask, equal, newcomer, ok, operator, test, value, words }
	from './lib.mjs';

const main = (page) => /<main[\s\S]*<\/main>/.exec(page.text)?.[0] ?? '';
const says = (page, path) => {
	equal(200, page.status, path);
	ok(/class="[^"]*\bempty\b/.test(main(page)) ||
		/class="[^"]*\b(mute|off)\b[^"]*">[^<]{15,}/.test(main(page)),
	`${path}: ${words(main(page)).slice(0, 300)}`);
};

test('every list of a fresh house and a fresh customer says what to do',
	async (k) => {
		const who = await newcomer(k, 'leerkontor');

		for (const path of ['/', '/customers', '/billing',
			'/billing/invoices', '/support', '/activity?tab=software',
			'/account/applications', '/account/webhooks'])
			says(await who.get(path), path);
		const made = await who.post('/customers/new', { name: 'Leer AB',
			domain: 'leer.example', country: 'SE', email: 'a@leer.example',
			first_name: 'A', last_name: 'B', address_line1: 'Hamngatan 1',
			city: 'Visby', postal_code: '62157', phone: '+46 498 1' });
		const [, customer] = /\/customers\/([0-9a-f-]{36})/.exec(made.text +
			(made.headers.location ?? ''));
		for (const part of ['/orders', '/software', '/subscriptions',
			'/reservations'])
			says(await who.get(`/customers/${customer}${part}`), part);
		const password = /id="password">([^<]+)</.exec(made.text)?.[1];
		const email = /(admin@leer[^<" ]*)/.exec(made.text)?.[1];
		if (!password || !email)
			return;
		const cookies = new Map();
		const get = (path) => ask(k, 'GET', path, { cookies });
		const door = await get('/signin');
		await ask(k, 'POST', '/signin', { cookies, form: {
			_form: value(door, '_form'), email, password } });
		const step = await get('/signin/password');
		await ask(k, 'POST', '/signin/password', { cookies, form: {
			_form: value(step, '_form'), password: 'gull harbour lamp 42',
			again: 'gull harbour lamp 42' } });
		for (const path of ['/portal', '/portal/activity',
			'/portal/billing/products/software',
			'/portal/billing/products/subscriptions',
			'/portal/billing/products/reservations'])
			says(await get(path), path);
	});

test('every list of the console without rows says what to do', async (k) => {
	const op = await operator(k);

	for (const path of ['/operator', '/operator/partners?q=zzz',
		'/operator/requests', '/operator/imports', '/operator/invoices',
		'/operator/files?q=zzz', '/operator/outbox?state=failed'])
		says(await op.get(path), path);
});
