/*
 * The walk from signing in to the activity log, in English and in the
 * generated locale, each with a customer of its own.
 */
import { customerOf, equal, ok, person, post, setClock, signIn, test, userWith,
	visitor } from './lib.mjs';
import { look } from './look.mjs';

/* What the steps of one locale hand on. */
const walks = new Map();
const state = (locale) => {
	if (!walks.has(locale))
		walks.set(locale, {});
	return walks.get(locale);
};

const step = (name, fn) => {
	for (const locale of ['en-US', 'en-XA'])
		test(`${locale}: ${name}`, (k) => fn(k, locale, state(locale)));
};

/* ---- 1 ---- */

step('1 a wrong password is refused, the address stays', async (k, locale) => {
	const w = await visitor(k, { locale });
	const user = userWith(k, 'sales_agent');

	await w.go('/customers?q=a%26b');
	ok(w.page.url().includes('/signin?back='), 'sign-in comes first');
	await look(w, 'signin');
	await signIn(w, user, 'not the password');
	equal(await w.page.inputValue('#email'), user.email);
	equal(await w.page.inputValue('#password'), '');
	ok((await w.text('[role=alert]')).length > 10, 'it says why');
	await look(w, 'signin-wrong', { status: w.status, data: [user.email] });
	ok([401, 403, 422].includes(w.status), `status ${w.status}`);
	await signIn(w, user);
	await w.page.waitForURL('**/customers?q=a%26b');
	await w.page.click('[popovertarget=menu-user]');
	await w.page.click('#menu-user button');
	await w.page.waitForURL('**/signin');
	await w.go('/customers');
	ok(w.page.url().includes('/signin'), 'signed out');
	await w.close();
});

step('1 ten wrong passwords lock the address for a while', async (k, locale) => {
	const w = await visitor(k, { locale });
	const n = locale === 'en-US' ? 'femke' : 'marisol';
	const user = k.demo.partners[0].users.find((u) => u.email.startsWith(n));

	await w.go('/signin');
	const form = { email: user.email, password: 'wrong', back: '/',
		_form: await w.page.inputValue('[name=_form]') };
	for (let i = 0; i < 10; i++)
		await w.context.request.post('/signin', { form });
	await signIn(w, user);
	ok(w.page.url().endsWith('/signin'), 'the right one is refused as well');
	await look(w, 'signin-locked', { status: w.status, data: [user.email] });
	if (locale === 'en-US')
		ok(/minutes/.test(await w.text('[role=alert]')),
			await w.text('[role=alert]'));
	await w.close();
});

step('1 the first page, the matrix, one’s account and support',
	async (k, locale) => {
		const w = await person(k, ['admin_agent', 'global_admin'],
			{ locale });
		const refused = await person(k, 'account_admin', { locale });

		await w.go('/');
		await look(w, 'home');
		await w.go('/permissions');
		await look(w, 'permissions');
		equal(2, await w.page.locator('th.own').count());
		await w.go('/account');
		await look(w, 'account');
		await w.go('/support');
		await look(w, 'support',
			{ data: [k.demo.operator_users?.[0]?.email] });
		await w.close();
		await refused.go('/customers');
		await look(refused, 'refused', { status: 403 });
		await refused.close();
	});

/* ---- 2 ---- */

step('2 customers are listed, and found by name, domain and GUID',
	async (k, locale) => {
		const w = await person(k, ['admin_agent', 'global_admin'],
			{ locale });
		const one = customerOf(k, 'Kestrel');

		await w.go('/customers');
		await look(w, 'customers');
		for (const words of ['kestrel & lowe', 'KESTREL-LOWE.ex', one.id,
			one.id.toUpperCase()]) {
			await w.page.fill('#q', words);
			await w.page.press('#q', 'Enter');
			await w.page.waitForURL(/q=[^&]/);
			equal(1, await w.page.locator('#list tbody tr').count(),
				words);
			equal(one.name, await w.text('#list tbody th a'));
			await w.go('/customers');
		}
		await w.page.fill('#q', 'ångermanland');
		equal(1, await w.page.locator('#list tbody tr:visible').count(),
			'the list narrows while typing');
		await w.go('/customers?q=<b>nobody</b>');
		await look(w, 'customers-none', { data: ['<b>nobody</b>'] });
		equal(0, await w.page.locator('main b:text("nobody")').count());
		await w.close();
	});

step('2 a customer is added; what is wrong is said and nothing is lost',
	async (k, locale, walk) => {
		const w = await person(k, ['admin_agent', 'global_admin'],
			{ locale });
		const tag = locale === 'en-US' ? 'walk' : 'pseudowalk';
		const typed = { name: `Weigh & <Walk> ${tag}`, domain: 'no domain',
			first_name: 'Ida', last_name: 'Quist', email: 'ida',
			address_line1: 'Kai 7', city: 'Wismar',
			postal_code: '23966' };
		const data = [...Object.values(typed), `${tag}.example`,
			`admin@${tag}.example`, 'name@example.com'];

		await w.go('/customers/new');
		await look(w, 'customer-new');
		for (const [field, value] of Object.entries(typed))
			await w.page.fill(`#${field}`, value);
		await w.page.selectOption('#country', 'DE');
		await w.page.click('main form[method=post] .main-act');
		equal(422, w.status);
		for (const [field, value] of Object.entries(typed))
			equal(value, await w.page.inputValue(`#${field}`), field);
		equal('DE', await w.page.inputValue('#country'));
		for (const field of ['domain', 'email']) {
			equal('true', await w.page.getAttribute(`#${field}`,
				'aria-invalid'), field);
			equal(1, await w.page.locator(`#problems a[href="#${field}"]`)
				.count(), `${field} is in the list on top`);
		}
		equal('problems', await w.page.evaluate(() =>
			document.activeElement.id), 'the list has the focus');
		await look(w, 'customer-new-wrong', { status: 422, data });
		await w.go(`/customers?q=${tag}`);
		equal(0, await w.page.locator('#list tbody tr').count(),
			'nobody was added');
		await w.go('/customers/new');
		typed.domain = `${tag}.example`;
		typed.email = `ida@${tag}.example`;
		for (const [field, value] of Object.entries(typed))
			await w.page.fill(`#${field}`, value);
		await w.page.selectOption('#country', 'DE');
		await w.page.click('main form[method=post] .main-act');
		equal(200, w.status, await w.text('main'));
		ok((await w.text('#first-user-password')).length >= 12);
		walk.name = typed.name;
		walk.data = data;
		walk.href = new URL(await w.page.locator(
			'main a.main-act[href^="/customers/"]').getAttribute('href'),
		k.base).pathname;
		await look(w, 'customer-made', { data: [...data,
			await w.text('#first-user-password'),
			await w.text('#first-user-email')] });
		/* the first order waits for the agreement */
		await w.go(`${walk.href}/account`);
		await look(w, 'customer-account-unsigned', { data });
		await w.page.check('#accepted');
		await w.page.click('form[action$="/agreement"] button');
		equal(1, await w.page.locator('.note.done').count());
		await w.go(walk.href);
		await look(w, 'customer-fresh', { data });
		await w.go(`${walk.href}/account`);
		await look(w, 'customer-account', { data });
		await w.go(`${walk.href}/software`);
		await look(w, 'software-none', { data });
		await w.go(`${walk.href}/orders`);
		await look(w, 'orders-none', { data });
		await w.close();
	});

/* ---- 3 and 4 ---- */

const row = (w, name) => w.page.locator('#catalogue tbody tr',
	{ hasText: name });
const perpetual = 'Windows Server 2019 Standard - 16 core licence pack';
const yearly = 'SQL Server Standard - 2 core licence - 1 year';

step('3 the catalogue is searched and sorted by kind',
	async (k, locale, walk) => {
		const w = await person(k, ['admin_agent', 'global_admin'],
			{ locale });

		await w.go(`${walk.href}/products`);
		await look(w, 'products', { data: walk.data });
		ok((await w.text('.head .meta')).includes(
			w.t('Prices exclude tax')), await w.text('.head .meta'));
		ok((await row(w, yearly).innerText())
			.includes(w.t('excluding tax')));
		await w.page.selectOption('#view', 'SoftwareSUSELinux');
		await w.page.click('main .filters button');
		equal(2, await w.page.locator('#catalogue tr:not(.group) th[scope=row]')
			.count());
		await w.go(`${walk.href}/products?q=zzz`);
		await look(w, 'products-none', { data: [...walk.data, 'zzz'] });
		await w.close();
	});

step('4 quantities outside the limits are refused, the rest of the cart stays',
	async (k, locale, walk) => {
		const w = await person(k, ['admin_agent', 'global_admin'],
			{ locale });

		await w.go(`${walk.href}/products`);
		await row(w, yearly).locator('input.qty').fill('4');
		await row(w, yearly).locator('button').click();
		await w.page.waitForURL('**/products?*');
		await look(w, 'products-added', { data: walk.data });
		for (const bad of ['0', '10001', '1.5', 'many', '']) {
			const form = row(w, perpetual).locator('form');
			const answer = await post(w, `${walk.href}/cart`, {
				item: await form.locator('[name=item]').inputValue(),
				row: await form.locator('[name=row]').inputValue(),
				quantity: bad });
			equal(422, answer.status(), `quantity ${bad}`);
		}
		const input = row(w, perpetual).locator('input.qty');
		await input.evaluate((at) => at.form.noValidate = true);
		await input.fill('10001');
		await row(w, perpetual).locator('button').click();
		await look(w, 'products-wrong', { status: 422, data: walk.data });
		equal('10001', await row(w, perpetual).locator('input.qty')
			.inputValue(), 'what was typed stays');
		await row(w, perpetual).locator('input.qty').fill('1');
		await row(w, perpetual).locator('button').click();
		await w.page.waitForURL('**/products?*');
		await w.page.click('aside .main-act');
		await w.page.waitForURL('**/carts/*');
		walk.cart = new URL(w.page.url()).pathname;
		await look(w, 'review', { data: walk.data });
		ok((await w.text('tbody th')).includes(w.t('excluding tax')));
		equal(2, await w.page.locator('input.qty').count());
		await w.page.evaluate(() =>
			document.getElementById('review').noValidate = true);
		const quantity = w.page.locator('input.qty').first();
		await quantity.fill('0');
		await w.page.click('#update');
		await w.page.waitForSelector('[id$="-error"]');
		equal('0', await quantity.inputValue());
		equal('true', await quantity.getAttribute('aria-invalid'));
		ok(await w.page.locator('#place-order').isDisabled(),
			'nothing can be ordered so');
		await look(w, 'review-wrong', { status: w.status,
			data: walk.data });
		await quantity.fill('4');
		await w.page.click('#update');
		await w.page.waitForSelector('#place-order:enabled');
		equal(['4', '1'], await w.page.locator('input.qty').evaluateAll(
			(all) => all.map((at) => at.value)));
		await w.close();
	});

step('4 a double click on Place order makes one order',
	async (k, locale, walk) => {
		const w = await person(k, ['admin_agent', 'global_admin'],
			{ locale });

		await w.go(walk.cart);
		const sum = await w.text('tfoot .sum');
		await w.page.dblclick('#place-order');
		await w.page.waitForURL(/\/orders\/[^/]+\?placed/);
		await look(w, 'placed', { data: walk.data });
		equal(sum, await w.text('tfoot .sum'), 'the price shown is charged');
		walk.order = new URL(w.page.url()).pathname;
		await w.go(`${walk.href}/orders`);
		equal(1, await w.page.locator('#orders tbody tr').count());
		/* and once more by hand: the answer is the order that is there */
		await w.go(walk.cart);
		ok(!await w.page.locator('#place-order').count(),
			'an ordered cart offers no second order');
		await w.close();
	});

step('4 a cart expires; its lines can be filled into a new one',
	async (k, locale, walk) => {
		const w = await person(k, ['admin_agent', 'global_admin'],
			{ locale });

		await w.go(`${walk.href}/products`);
		await row(w, perpetual).locator('button').click();
		await w.page.waitForURL('**/products?*');
		await w.page.click('aside .main-act');
		await w.page.waitForURL('**/carts/*');
		const cart = new URL(w.page.url()).pathname;
		try {
			await setClock(w, new Date(Date.now() + 16 * 60000)
				.toISOString().slice(0, 19));
			const late = await post(w, `${cart}/order`, {});
			ok(late.status() >= 400 && late.status() < 500,
				`status ${late.status()}`);
			await w.go(cart);
			await look(w, 'cart-expired',
				{ status: w.status, data: walk.data });
			await w.page.click('main form .main-act');
			await w.page.waitForURL((url) => url.pathname !== cart);
			equal('1', await w.page.inputValue('input.qty'));
			await w.page.click('[name=remove]');
			await look(w, 'review-empty', { data: walk.data });
		} finally {
			await setClock(w, 'real');
		}
		await w.close();
	});

step('4 the Australian partner sees prices with tax', async (k, locale) => {
	const w = await person(k, ['admin_agent', 'global_admin'],
		{ locale, partner: 1 });
	const customer = customerOf(k, 'Swan Valley', 1);

	await w.go(`/customers/${customer.id}/products?q=SQL+Server`);
	ok((await w.text('.head .meta')).includes(w.t('Prices include tax')));
	ok((await row(w, yearly).innerText()).includes(w.t('including tax')));
	await row(w, yearly).locator('button').click();
	await w.page.waitForURL('**/products?*');
	await w.page.click('aside .main-act');
	await w.page.waitForURL('**/carts/*');
	ok((await w.text('tbody th')).includes(w.t('including tax')));
	const cells = (await w.page.locator('tbody td.num').allInnerTexts())
		.map((text) => text.split('\n')[0]);
	equal(['A$1,943.95', 'A$194.39', 'A$2,138.34'], cells);
	await look(w, 'review-including', { data: ['A$'] });
	await w.page.click('#place-order');
	await w.page.waitForURL(/placed/);
	await look(w, 'placed-including', { data: ['A$'] });
	await w.close();
});

/* ---- 5 ---- */

step('5 keys, downloads and links; the link works without signing in',
	async (k, locale, walk) => {
		const w = await person(k, 'admin_agent', { locale });

		await w.go(`${walk.href}/software`);
		equal(2, await w.page.locator('#software tbody > tr').count());
		await look(w, 'software', { data: walk.data });
		await w.page.click(`#software .twist:has-text("${perpetual}")`);
		await w.page.waitForURL('**open=*');
		await look(w, 'software-open', { data: walk.data });
		for (const name of ['version', 'language', 'bit'])
			equal(1, await w.page.locator(`#software select[name=${name}]`)
				.count(), name);
		await w.page.selectOption('#software select[name=language]',
			'de-DE');
		await w.page.click('#software tr.inner .main-act');
		await w.page.waitForURL('**/keys?*');
		await look(w, 'keys', { data: walk.data });
		equal(0, await w.page.locator('.key').count(),
			'no key before it is asked for');
		await w.page.click('dialog form[action$="/keys"] button');
		const key = (await w.text('.key')).replace(/\s/g, '');
		ok(/^\d{32}$/.test(key), key);
		await look(w, 'key-shown', { data: walk.data });
		await w.page.click(`[data-copy="${key}"]`);
		await w.page.waitForSelector('.toast:has-text("")');
		equal(key, await w.page.evaluate(() =>
			navigator.clipboard.readText()));
		const [file] = await Promise.all([w.page.waitForEvent('download'),
			w.page.click('dialog form[action$="/download"] button')]);
		ok(/de-DE_x64/.test(file.suggestedFilename()),
			file.suggestedFilename());
		await file.cancel();
		await w.page.click('dialog form[action$="/links"] button');
		const link = await w.page.inputValue('dialog input[readonly]');
		await look(w, 'link-shown', { data: [...walk.data, link] });
		await w.page.click(`[data-copy="${link}"]`);
		const none = await k.browser.newContext();
		const answer = await none.request.get(link);
		equal(200, answer.status());
		ok(/attachment/.test(answer.headers()['content-disposition']));
		equal(undefined, answer.headers()['set-cookie']);
		ok((await answer.body()).length > 1000);
		await none.close();
		walk.link = link;
		walk.key = key;
		await w.page.keyboard.press('Escape');
		await w.page.waitForSelector('dialog', { state: 'detached' });
		equal(0, await w.page.locator('dialog').count(), 'Esc closes');
		await w.close();
	});

/* ---- 6 ---- */

step('6 order history and the page of the order', async (k, locale, walk) => {
	const w = await person(k, ['admin_agent', 'global_admin'], { locale });

	await w.go(`${walk.href}/orders`);
	await look(w, 'orders', { data: walk.data });
	await w.page.click('#orders tbody a');
	await w.page.waitForURL(`**${walk.order}`);
	for (const summary of await w.page.locator('main details > summary').all())
		await summary.click();
	await look(w, 'order', { data: walk.data });
	await w.go(walk.href);
	await look(w, 'customer', { data: walk.data });
	await w.close();
});

/* ---- 7 ---- */

/* The id of an entitlement, from that of its row. */
const lineOf = (id) => id.replace(/^line-/, '');
const figure = (text) => Number(text.replace(/[^\d.]/g, ''));

step('7 a purchase is cancelled, with the checkbox and not without',
	async (k, locale, walk) => {
		const w = await person(k, 'admin_agent', { locale });

		await w.go(`${walk.href}/software`);
		await w.page.locator('#software tr', { hasText: yearly })
			.locator('a.risk').click();
		await w.page.waitForURL('**/cancel*');
		await look(w, 'cancel', { data: walk.data });
		const dialog = w.page.locator('dialog');
		equal(1, await dialog.locator('#order option').count());
		const words = await dialog.innerText();
		ok(words.includes(w.many('{n} day left', '{n} days left', 30)),
			'days remaining');
		ok(/23:59:59/.test(words), 'the last moment, UTC');
		ok(words.includes(w.t('{moment} local time in {city}',
			{ moment: '', city: '' }).replace(/[[\]·]/g, '').trim()
			.split(' ')[0]), 'and local');
		ok(words.includes(w.t('Important')));
		walk.preview = await w.text('dialog .fig');
		for (const summary of await dialog.locator('summary').all())
			await summary.click();
		await look(w, 'cancel-open', { data: walk.data });
		await w.page.evaluate(() =>
			document.getElementById('cancel').noValidate = true);
		await dialog.locator('.risk-act').click();
		await w.page.waitForSelector('#acknowledged-e');
		equal(422, w.status);
		equal('problems', await w.page.evaluate(() =>
			document.activeElement.id));
		await look(w, 'cancel-unticked', { status: 422, data: walk.data });
		await w.page.check('#acknowledged');
		await dialog.locator('.risk-act').click();
		await w.page.waitForURL('**/software?cancelled=*');
		equal('done', await w.page.evaluate(() =>
			document.activeElement.id));
		ok((await w.text('#done')).includes(walk.preview),
			'the credit is that of the preview');
		await look(w, 'cancelled', { data: walk.data });
		equal(2, await w.page.locator('#software tbody > tr').count(),
			'it stays listed');
		equal(1, await w.page.locator('#software tr.off').count());
		await w.close();
	});

step('7 a cancelled one cannot be cancelled again, nor its key be had',
	async (k, locale, walk) => {
		const w = await person(k, 'admin_agent', { locale });

		await w.go(`${walk.href}/software`);
		const gone = w.page.locator('#software tr.off');
		equal(0, await gone.locator('a.twist').count());
		const id = lineOf(await gone.getAttribute('id'));
		for (const what of ['cancel', 'keys']) {
			const path = `${walk.href}/software/${id}/${what}`;
			await w.go(path);
			await look(w, `${what}-done`,
				{ status: w.status, data: walk.data });
			ok([200, 409].includes(w.status), `${what} ${w.status}`);
			equal(0, await w.page.locator('dialog .risk-act, .key')
				.count());
			const again = await post(w, path, { acknowledged: '1',
				order: walk.order.split('/').pop() });
			equal(409, again.status(), `${what} again`);
		}
		/* the other purchase goes as well, and its link with it */
		await w.go(`${walk.href}/software`);
		await w.page.locator('#software tr', { hasText: perpetual })
			.locator('a.risk').click();
		await w.page.check('#acknowledged');
		await w.page.click('dialog .risk-act');
		await w.page.waitForURL('**/software?cancelled=*');
		equal(410, (await w.context.request.get(walk.link)).status(),
			'the link is dead at once');
		await w.close();
	});

/* Of a customer's software: the dialog of the line with this product. */
async function openCancel(w, customer, product) {
	await w.go(`/customers/${customer.id}/software`);
	const line = w.page.locator('#software tbody > tr',
		{ hasText: product }).last();
	await w.go(`/customers/${customer.id}/software/` +
		`${lineOf(await line.getAttribute('id'))}/cancel`);
}

step('7 what cannot be cancelled says why and what still works',
	async (k, locale) => {
		const w = await person(k, 'admin_agent', { locale });
		const submit = 'dialog button:disabled';

		await openCancel(w, customerOf(k, 'Travem'), 'Windows Server 2019 Standard');
		equal(200, w.status);
		await look(w, 'cancel-passed');
		equal(1, await w.page.locator(submit).count());
		await openCancel(w, customerOf(k, 'ООО'), 'SUSE');
		equal(1, await w.page.locator(submit).count());
		equal(0, await w.page.locator('dialog a[href^="/support"]').count(),
			'SUSE: no way that does not exist');
		await look(w, 'cancel-suse');
		/* two orders of one product: one is chosen */
		await openCancel(w, customerOf(k, 'Ateliers'), 'Visual Studio');
		equal(2, await w.page.locator('dialog #order option').count());
		const first = await w.text('dialog .deadline');
		await w.page.selectOption('dialog #order', { index: 1 });
		await w.page.click('dialog button[name=show]');
		await w.page.waitForURL('**order=*');
		ok(await w.text('dialog .deadline') !== first ||
			await w.page.locator('dialog #order option').nth(1)
				.getAttribute('selected') !== null, 'the other order');
		await look(w, 'cancel-two');
		await w.close();
	});

/* ---- 8 ---- */

step('8 billing shows charge and credit; the credit is the preview',
	async (k, locale, walk) => {
		const w = await person(k, 'billing_admin', { locale });

		await w.go('/billing');
		const rows = w.page.locator('tbody tr', { hasText: walk.name });
		equal(4, await rows.count(), 'two charges and two credits');
		const sums = (await rows.filter({ hasText: yearly })
			.locator('td:last-child').allInnerTexts());
		equal(2, sums.length);
		equal(walk.preview, sums.find((s) => s.includes('−')),
			'credit as in the preview');
		equal(figure(sums[0]), figure(sums[1]), 'the same day: in full');
		for (const summary of await w.page.locator('main summary').all())
			if (await summary.isVisible())
				await summary.click();
		const data = [...walks.values()].flatMap((one) => one.data ?? []);
		await look(w, 'billing', { data });
		await w.page.locator('.tabs a').last().click();
		await look(w, 'billing-before', { data });
		await w.go('/billing/invoices');
		await look(w, 'invoices', { data });
		await w.page.locator('tbody a.id').first().click();
		await w.page.waitForURL('**/billing/invoices/*');
		await look(w, 'invoice', { data });
		await w.close();
	});

/* ---- 9 ---- */

step('9 the activity log has two tabs, by role', async (k, locale, walk) => {
	const jonas = userWith(k, 'admin_agent').name;
	const w = await person(k, ['admin_agent', 'global_admin'], { locale });

	await w.go('/activity?tab=software');
	const data = [...walks.values()].flatMap((one) => one.data ?? []);
	await look(w, 'activity-software', { data });
	equal(2, await w.page.locator('nav.tabs a').count());
	const events = w.page.locator('#events tbody tr', { hasText: walk.name });
	equal(['download', 'download', 'key', 'link'].length,
		await events.count(), 'key, download, link, link used');
	ok((await events.allInnerTexts()).some((text) => text.includes(jonas)));
	const mine = w.page.locator('aside tbody tr', { hasText: jonas });
	ok(await mine.count() === 1, 'the summary counts by user');
	await w.page.fill('#from', '2020-01-01');
	await w.page.fill('#to', '2020-01-31');
	await w.page.click('main .filters button');
	await w.page.waitForURL('**from=2020-01-01*');
	await look(w, 'activity-none', { data: walk.data });
	equal(0, await w.page.locator('#events tbody tr').count());
	await w.go('/activity?tab=software&from=yesterday');
	equal(422, w.status);
	await look(w, 'activity-wrong', { status: 422,
		data: [...data, 'yesterday', 'like'] });
	await w.page.locator('nav.tabs a').last().click();
	await look(w, 'activity-customer', { data });
	ok(await w.page.locator('#events tbody tr', { hasText: walk.name })
		.count() >= 2, 'order and cancellations are on the other tab');
	await w.close();
	for (const [role, tabs] of [['admin_agent', 1], ['account_admin', 1],
		['global_admin', 2], ['billing_admin', 1]]) {
		const one = await person(k, role, { locale });
		await one.go('/activity');
		equal(200, one.status, role);
		equal(tabs, await one.page.locator('nav.tabs a').count(), role);
		await one.go('/activity?tab=software');
		if (['admin_agent', 'billing_admin'].includes(role))
			equal(403, one.status, `${role} may not see who saw keys`);
		await one.close();
	}
});
