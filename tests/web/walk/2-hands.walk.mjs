/*
 * The same pages by other hands: without script, on a phone, by keyboard
 * alone; at the dates of the four editions; and what strangers get.
 */
import { customerOf, equal, ok, person, phone, post, setClock, signIn, test,
	userWith, visitor } from './lib.mjs';
import { look } from './look.mjs';

const yearly = 'SQL Server Standard - 2 core licence - 1 year';
const ids = (order, line = 0) => `${order}-${line}`;

/* Buys one of the product; the id of its order. */
async function buy(w, customer, product) {
	await w.go(`/customers/${customer.id}/products`);
	await w.page.locator('#catalogue tr:has(button)', { hasText: product })
		.first().locator('button').click();
	await w.page.waitForURL('**/products?*');
	await w.page.click('aside .main-act');
	await w.page.waitForURL('**/carts/*');
	await w.page.click('#place-order');
	await w.page.waitForURL('**placed=*');
	return new URL(w.page.url()).pathname.split('/').pop();
}

for (const [name, options] of [['without script', { script: false }],
	['on a phone', { size: phone }]])
	test(`${name}: signing in, ordering, a key, a link, cancelling`,
		async (k) => {
			const w = await visitor(k, { ...options, name: 'koa' });
			const customer = customerOf(k, 'Maple', 1);

			await w.go('/signin');
			await signIn(w, userWith(k, 'admin_agent', 1));
			await w.page.waitForURL('**/');
			const order = await buy(w, customer, yearly);
			await w.go(`/customers/${customer.id}/software?open=` +
				ids(order));
			await w.page.click('tr.inner .main-act');
			await w.page.waitForURL('**/keys?*');
			await w.page.click('dialog form[action$="/keys"] button');
			await w.page.waitForSelector('.key');
			ok(/^(\d{4}\s*){8}$/.test(await w.text('.key')));
			await w.page.click('dialog form[action$="/links"] button');
			const link = await w.page.inputValue('dialog input[readonly]');
			ok(link.startsWith(`${k.base}/d/`), link);
			await w.page.locator('dialog header [data-close]').click();
			await w.page.waitForSelector('dialog', { state: 'detached' });
			await w.page.locator(`a.risk[href*="${order}"]`).click();
			await w.page.waitForURL('**/cancel*');
			await w.page.check('#acknowledged');
			await w.page.click('dialog .risk-act');
			await w.page.waitForURL('**cancelled=*');
			equal(410, (await w.context.request.get(link)).status());
			await w.close();
		});

/* ---- by keyboard ---- */

const focused = (w) => w.page.evaluate(() => {
	const at = document.activeElement, style = getComputedStyle(at);

	return { tag: at.tagName, id: at.id, name: at.name ?? '',
		text: (at.getAttribute('aria-label') ?? at.textContent).trim(),
		href: at.getAttribute('href') ?? '',
		ring: style.outlineStyle !== 'none' &&
			parseFloat(style.outlineWidth) > 0 };
});

/* Tabs until the focus is where wanted, and sees a ring at every stop. */
async function tabTo(w, wanted) {
	for (let i = 0; i < 120; i++) {
		await w.page.keyboard.press('Tab');
		const at = await focused(w);

		if (at.tag === 'BODY')
			continue;
		if (!at.ring)
			w.wrong.push(`no ring around ${JSON.stringify(at)}`);
		if (wanted(at))
			return;
	}
	throw new Error(`no Tab leads to ${wanted}`);
}

test('by keyboard alone: a key is shown, dialogs close with Esc', async (k) => {
	const w = await person(k, 'admin_agent');
	const customer = customerOf(k, 'Dorpat');
	const press = (key) => w.page.keyboard.press(key);

	await w.go('/');
	await press('Tab');
	equal('#main', (await focused(w)).href, 'first: past the menu');
	await press('/');
	await w.page.keyboard.type(customer.domain);
	await press('Enter');
	await w.page.waitForURL(`**/customers/${customer.id}`);
	await tabTo(w, (at) => at.href.endsWith('/software'));
	await press('Enter');
	await w.page.waitForURL(/\/software$/);
	await tabTo(w, (at) => at.text === yearly);
	await press('Enter');
	await w.page.waitForURL('**open=*');
	await tabTo(w, (at) => at.tag === 'BUTTON' &&
		at.text === 'Get keys and downloads');
	await press('Enter');
	await w.page.waitForURL('**/keys?*');
	equal('dlg', (await focused(w)).id, 'the title has the focus');
	await tabTo(w, (at) => at.text === 'Get Key');
	await press('Enter');
	await w.page.waitForSelector('.key');
	equal('Copy key', (await focused(w)).text);
	for (let i = 0; i < 15; i++) {
		await press('Tab');
		ok(await w.page.evaluate(() =>
			document.activeElement.closest('dialog') !== null ||
			document.activeElement === document.body),
		'the page behind takes no focus');
	}
	await press('Escape');
	await w.page.waitForSelector('dialog', { state: 'detached' });
	await tabTo(w, (at) => at.text.startsWith(`Cancel: ${yearly}`));
	await press('Enter');
	await w.page.waitForURL('**/cancel*');
	await tabTo(w, (at) => at.id === 'acknowledged');
	await press(' ');
	ok(await w.page.isChecked('#acknowledged'));
	await press('Escape');
	await w.page.waitForSelector('dialog', { state: 'detached' });
	ok(await w.page.locator('a.risk').count() > 0, 'nothing was cancelled');
	await w.close();
});

/* ---- editions ---- */

test('each edition offers what it offers (E-49, E-50, E-55, E-56)', async (k) => {
	const customer = customerOf(k, 'Aotearoa', 1);
	const editions = {
		'2020-01-15': ['version', 'language', 'os'],
		'2021-02-15': [],
		'2021-04-15': ['version', 'language', 'bit'],
		'2021-07-15': ['version', 'language', 'bit'],
	};
	const days = { '2020-01-15': 60, '2021-02-15': 60, '2021-04-15': 60,
		'2021-07-15': 30 };

	for (const locale of ['en-US', 'en-XA']) {
		const w = await person(k, ['admin_agent', 'global_admin'],
			{ locale, partner: 1 });
		try {
			for (const [day, fields] of Object.entries(editions)) {
				await setClock(w, `${day}T09:24:00`);
				const order = await buy(w, customer,
					'Windows Server 2019 Standard - 2 core');
				await w.go(`/customers/${customer.id}/software` +
					`?open=${ids(order)}`);
				const at = w.page.locator('tr.inner');
				equal(fields, await at.locator('select').evaluateAll(
					(all) => all.map((one) => one.name)), day);
				const deep = day === '2021-02-15';
				equal(deep ? 1 : 0, await at.locator('#deep-link').count());
				ok((await w.text(`#line-${ids(order)}`)).includes(
					w.many('{n} day left', '{n} days left', days[day])),
				day);
				await look(w, `edition-${day}`);
				if (day === '2020-01-15') {
					await at.getByRole('button',
						{ name: w.t('Submit') }).click();
					await w.page.waitForURL('**step=chosen*');
					await look(w, 'edition-2020-chosen');
				}
				if (deep)
					equal(403, (await post(w, `/customers/${customer.id}` +
						`/software/${ids(order)}/keys`)).status());
			}
			/* Windows 7 ESU 2020 by request, as long as 2019 held */
			await setClock(w, '2020-02-01T09:24:00');
			const order = await buy(w, customer, 'Extended Security');
			const path = `/customers/${customer.id}/software/` +
				`${ids(order)}/cancel`;
			await w.go(path);
			equal(1, await w.page.locator('dialog button:disabled').count());
			equal(1, await w.page.locator('dialog a[href^="/support"]')
				.count());
			await look(w, 'cancel-esu');
			equal(409, (await post(w, path,
				{ order, acknowledged: '1' })).status());
		} finally {
			await setClock(w, 'real');
		}
		await w.close();
	}
});

/* ---- strangers ---- */

test('another partner’s things are like things that never were', async (k) => {
	const w = await person(k, ['admin_agent', 'global_admin']);
	const other = await person(k, ['admin_agent', 'global_admin'],
		{ partner: 1 });
	const theirs = customerOf(k, 'Swan Valley', 1);
	const none = '00000000-1111-4222-8333-444444444444';
	const bare = async (path) => {
		const answer = await w.context.request.get(path);

		equal(404, answer.status(), path);
		return (await answer.text()).replaceAll(path, '')
			.replaceAll(encodeURIComponent(path), '')
			.replace(/<code>[^<]*<\/code>/g, '')
			.replace(/name="_csrf" value="[^"]*"/g, '')
			.replace(/<time[\s\S]*?<\/time>/g, '');
	};

	await other.go(`/customers/${theirs.id}/orders`);
	const order = (await other.page.locator('#orders tbody a').first()
		.getAttribute('href')).split('/').pop();
	for (const rest of ['', '/account', '/products', '/software', '/orders',
		`/orders/${order}`, `/software/${ids(order)}/keys`,
		`/software/${ids(order)}/cancel`, `/carts/${none}`])
		equal(await bare(`/customers/${none}${rest}`),
			await bare(`/customers/${theirs.id}${rest}`), rest);
	const ours = customerOf(k, 'Dorpat');
	equal(await bare(`/customers/${ours.id}/orders/${order.slice(0, -2)}zz`),
		await bare(`/customers/${ours.id}/orders/${order}`));
	await w.go(`/customers/${theirs.id}`);
	await look(w, 'not-found', { status: 404 });
	await w.close();
	await other.close();
});

test('a form without its token changes nothing', async (k) => {
	const w = await person(k, ['admin_agent', 'global_admin']);
	const customer = customerOf(k, 'Dorpat');

	await w.go('/account');
	for (const [path, form] of [['/account', { language: 'en-XA' }],
		[`/customers/${customer.id}/cart`, { quantity: '1' }],
		['/clock', { step: 'day' }], ['/customers/new', {}]])
		for (const csrf of ['', 'forged'])
			equal(403, (await post(w, path, form, csrf)).status(), path);
	await w.page.evaluate(() => {
		for (const at of document.querySelectorAll('[name=_csrf]'))
			at.value = 'forged';
	});
	await w.page.click('main form[method=post] .main-act');
	await look(w, 'no-token', { status: 403 });
	await w.close();
});

test('the cookies are for this site and not for script', async (k) => {
	const w = await visitor(k);

	await w.go('/signin');
	await signIn(w, userWith(k, 'helpdesk_agent'));
	await w.page.waitForURL('**/');
	const cookies = await w.context.cookies();
	const session = cookies.find((c) => c.name === 'kontor_session');
	equal([true, 'Lax', '/'], [session.httpOnly, session.sameSite,
		session.path]);
	equal([true, 'Strict'], [cookies.find((c) => c.name === 'kontor_form')]
		.flatMap((c) => [c.httpOnly, c.sameSite]));
	await w.page.click('[popovertarget=menu-user]');
	await w.page.click('#menu-user button');
	await w.page.waitForURL('**/signin');
	await w.context.addCookies([session]);
	await w.go('/customers');
	ok(w.page.url().includes('/signin'), 'an old cookie opens nothing');
	await w.close();
});
