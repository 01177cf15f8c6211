/*
 * The pictures of docs/guides, made anew: tests/web/run guides-pictures. Each
 * test goes the steps of one guide as they are written there. Each picture
 * stays below 60 KB.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { customerOf, equal, ok, person, phone, post, setClock, signIn, test,
	visitor } from './lib.mjs';
import { root } from './root.mjs';

const folder = join(root, 'docs', 'screenshots', 'guides');
const size = { width: 1280, height: 800 };
const yearly = 'SQL Server Standard - 2 core licence - 1 year';
const perpetual = 'Windows Server 2019 Standard - 16 core licence pack';
const domain = 'hansalotsen.example';

/* from: what stands at the top of the picture; at: its size. */
async function take(w, name, { at = size, from = 'body' } = {}) {
	const path = join(folder, `${name}.png`);

	mkdirSync(folder, { recursive: true });
	await w.page.setViewportSize(at);
	await w.page.mouse.move(0, 0);
	await w.page.locator(from).first().evaluate((top) => scrollTo(0,
		top === document.body ? 0 :
			top.getBoundingClientRect().top + scrollY - 90));
	await w.page.screenshot({ path });
	/* few colours: Debian's package pngquant */
	equal(0, spawnSync('pngquant', ['--force', '--strip', '--speed', '1',
		'--output', path, '48', path]).status, 'pngquant is needed');
	ok(statSync(path).size < 60000, `${path}: ${statSync(path).size}`);
}

/* After a click, the page it leads to. */
async function press(w, target, where) {
	await (typeof target === 'string' ? w.page.locator(target).first() :
		target).click();
	await w.page.waitForURL(where);
}

async function fill(w, values) {
	for (const [id, value] of Object.entries(values))
		await w.page.fill(`#${id}`, value);
}

const dayOf = (date) => date.toISOString().slice(0, 10);

/* ---- a partner ---- */

async function newCustomer(w) {
	await w.go('/customers/new');
	await fill(w, { name: 'Hansa Lotsen GmbH', domain, first_name: 'Ida',
		last_name: 'Quist', email: `ida@${domain}`, address_line1: 'Kai 7',
		city: 'Wismar', postal_code: '23966' });
	await w.page.selectOption('#country', 'DE');
	await w.page.click('main form[method=post] .main-act');
	await w.page.waitForSelector('#first-user-password');
	await take(w, 'partner-first-user', { at: { ...size, height: 600 } });
	const href = await w.page.locator('main a.main-act[href^="/customers/"]')
		.getAttribute('href');

	return new URL(href, w.k.base).pathname;
}

async function order(w, customer) {
	await w.go(`${customer}/account`);
	await take(w, 'partner-agreement', { at: { ...size, height: 800 } });
	await w.page.check('#accepted');
	await press(w, 'form[action$="/agreement"] button', '**done=*');
	await w.go(`${customer}/products?q=server`);
	for (const name of [yearly, perpetual]) {
		await w.page.locator('#catalogue tbody tr', { hasText: name })
			.locator('button').click();
		await w.page.waitForURL('**added=*');
		await w.go(`${customer}/products?q=server`);
	}
	await take(w, 'partner-cart');
	await press(w, 'aside .main-act', '**/carts/*');
	await take(w, 'partner-review', { at: { width: 1440, height: 760 } });
	await press(w, '#place-order', /placed/);
}

async function handOver(w, customer) {
	await w.go(`${customer}/software`);
	await press(w, w.page.locator('#software .twist', { hasText: yearly }),
		'**open=*');
	await press(w, '#software tr.inner .main-act', '**/keys?*');
	await w.page.click('dialog form[action$="/keys"] button');
	await w.page.waitForSelector('dialog .key');
	await take(w, 'partner-keys', { at: { width: 860, height: 700 } });
	await w.page.locator('dialog form[action$="/links"] button').first()
		.click();
	await w.page.waitForSelector('dialog input[id^="link-"]');
	await w.go('/activity?tab=software');
	await take(w, 'partner-activity');
}

async function cancel(w, customer) {
	await w.go(`${customer}/software`);
	await press(w, w.page.locator('#software tr', { hasText: yearly })
		.locator('a.risk'), '**/cancel*');
	await take(w, 'partner-cancel', { at: { width: 860, height: 900 } });
	await take(w, 'partner-cancel-phone', { at: phone });
	await w.page.setViewportSize(size);
	await w.page.check('#acknowledged');
	await press(w, 'dialog .risk-act', '**cancelled=*');
}

async function credit(w) {
	await w.go('/billing');
	const row = w.page.locator('main tbody tr', { hasText: 'Hansa Lotsen' })
		.filter({ hasText: '−' });

	await row.first().evaluate((at) => {
		at.nextElementSibling.querySelector('details').open = true;
		at.id = 'the-credit';
	});
	await take(w, 'partner-explain', { from: '#the-credit' });
}

async function monthEnds(w) {
	const now = new Date();
	const next = new Date(Date.UTC(now.getUTCFullYear(),
		now.getUTCMonth() + 1, 1));

	await setClock(w, `${dayOf(next)}T09:24:00`);
	await w.go('/billing/invoices');
	await press(w, w.page.locator('tbody tr', { hasText: '€' })
		.locator('a.id').first(), '**/billing/invoices/*');
	await take(w, 'partner-invoice');
	await setClock(w, 'real');
}

test('the pictures of the partner’s guide', async (k) => {
	const w = await person(k, ['admin_agent', 'global_admin'], { size });

	await w.go('/');
	await take(w, 'partner-today');
	const customer = await newCustomer(w);
	await order(w, customer);
	await handOver(w, customer);
	await cancel(w, customer);
	await credit(w);
	await monthEnds(w);
	await w.close();
	const russian = await person(k, ['admin_agent', 'global_admin'],
		{ size, locale: 'ru-RU' });
	await russian.go(`/customers/${customerOf(k, 'ООО').id}/software`);
	await take(russian, 'partner-software-ru');
	await post(russian, '/language', { to: 'en-US', back: '/' });
	await russian.close();
});

/* ---- a customer ---- */

async function customer(k, name, options = {}) {
	const w = await visitor(k, { name: 'customer', size, ...options });
	const [user] = customerOf(k, name).users;

	await w.go('/signin');
	if (options.first)
		await take(w, options.first, { at: { ...size, height: 640 } });
	await signIn(w, user);
	await w.page.waitForURL(/\/portal/);
	await w.go('/portal/billing/products/software');
	return w;
}

async function getKey(w) {
	await w.go('/portal/billing/products/software');
	await press(w, 'main .acts a', '**open=*');
	await w.page.locator('dialog form button').first().click();
	await w.page.waitForSelector('dialog .key');
}

test('the pictures of the customer’s guide', async (k) => {
	const w = await customer(k, 'Dorpat', { first: 'customer-sign-in' });

	await take(w, 'customer-software');
	await w.go('/portal/account/security');
	await take(w, 'customer-security');
	await getKey(w);
	await take(w, 'customer-key', { at: { width: 860, height: 700 } });
	await take(w, 'customer-key-phone', { at: phone });
	await w.page.setViewportSize(size);
	await Promise.all([w.page.waitForEvent('download'), w.page
		.locator('dialog form[action$="/download"] button').first()
		.click()]);
	await w.go('/portal/activity');
	await take(w, 'customer-activity', { at: { ...size, height: 560 } });
	await w.close();
	const seats = await customer(k, 'Ångermanland');
	await seats.go('/portal/billing/products/subscriptions');
	await take(seats, 'customer-subscriptions', { at: { ...size, height: 480 } });
	await seats.close();
	const chinese = await customer(k, '瑞海', { locale: 'zh-CN' });
	await take(chinese, 'customer-software-zh', { at: { ...size, height: 620 } });
	await chinese.close();
});

/* ---- an operator ---- */

async function operator(k) {
	const w = await visitor(k, { name: 'operator', size });
	const user = k.demo.operator_users[0];

	await w.go('/operator/sign-in');
	await w.page.fill('#email', user.email);
	await w.page.fill('#password', user.password);
	await press(w, 'main form .main-act', '**/operator');
	return w;
}

async function imported(w) {
	const year = new Date().getUTCFullYear() + 1;

	await w.go('/operator/imports');
	await w.page.setInputFiles('#file', { name: `prices-${year}.csv`,
		mimeType: 'text/csv', buffer: Buffer.from(
			'ProductId,SkuId,TermDuration,Market,Currency,UnitPrice,' +
			'EffectiveStartDate,EffectiveEndDate\n' +
			`KS19WSSTD001,0001,NoTerm,DE,EUR,879.00,${year}-01-01,\n` +
			`KS19WSSTD001,0002,NoTerm,DE,EUR,110.00,${year}-01-01,\n`) });
	await press(w, 'main form .main-act', '**/operator/imports/*');
	await w.page.locator('progress').waitFor({ state: 'detached' });
	await take(w, 'operator-import');
}

async function edition(w) {
	await w.go('/operator/editions/new');
	await fill(w, { from: dayOf(new Date(Date.now() + 60 * 86400e3)),
		source: 'Programme letter 7', document_date: dayOf(new Date()),
		reason: 'Windows as before', cancellation_window_days: '60' });
	await press(w, 'main form .main-act', '**/operator/editions/*');
	await take(w, 'operator-edition');
	await w.page.click('form[action$="/discard"] button');
	await w.page.waitForURL('**/operator/editions?*');
}

/* What a partner reports from the page of an order. */
async function reported(k) {
	const w = await person(k, ['admin_agent', 'global_admin'], { size });
	const id = customerOf(k, 'Travem').id;

	await w.go(`/customers/${id}/software`);
	const line = await w.page.locator('tr[id^="line-"]',
		{ hasText: perpetual }).last().getAttribute('id');
	await w.go(`/customers/${id}/orders/` +
		line.replace(/^line-|-\d+$/g, ''));
	await press(w, 'main a[href^="/support/new"]', '**/support/new*');
	await w.page.selectOption('#line', { index: 1 });
	await fill(w, { title: 'Bought twice', amount: '100.00',
		reason: 'The customer had ordered the same elsewhere.',
		phone: '+49 451 555 0134' });
	await press(w, '#request button.main-act', '**done=reported');
	await w.close();
}

test('the pictures of the operator’s guide', async (k) => {
	const w = await operator(k);

	await reported(k);
	await w.go('/operator');
	await take(w, 'operator-start', { at: { ...size, height: 560 } });
	await w.go('/operator/partners/new');
	await fill(w, { name: 'Gotland Data AB', domain: 'gotlanddata.example',
		city: 'Visby', culture: 'sv-SE', admin_name: 'Ada Ek',
		admin_email: 'ada@gotlanddata.example' });
	await w.page.selectOption('#country', 'SE');
	await w.page.selectOption('#currency', 'SEK');
	await w.page.click('main .main-act');
	await w.page.locator('main input[readonly]').waitFor();
	await take(w, 'operator-partner', { at: { ...size, height: 560 } });
	await imported(w);
	await w.go('/operator/keys');
	await w.page.selectOption('#pool', 'KS19SQLSTD01/0002');
	await w.page.fill('#keys', `${'0'.repeat(30)}18\n${'0'.repeat(30)}26`);
	await press(w, '#load .main-act', '**/operator/keys/check');
	await take(w, 'operator-keys', { at: { ...size, height: 520 } });
	await edition(w);
	await w.go('/operator/requests');
	await press(w, 'main tbody a', '**/operator/requests/*/*');
	await take(w, 'operator-request', { at: { ...size, height: 1200 } });
	await w.page.fill('#amount-0', '100.00');
	await press(w, '#refund button.main-act', '**done=granted');
	const now = new Date();
	await w.go('/operator/invoices');
	await w.page.fill('#month', dayOf(new Date(Date.UTC(now.getUTCFullYear(),
		now.getUTCMonth(), 0))).slice(0, 7));
	await press(w, 'form[action$="/run"] button', /done=started/);
	await w.page.locator('progress').waitFor({ state: 'detached' });
	await w.go('/operator/invoices');
	await take(w, 'operator-invoices', { at: { ...size, height: 640 } });
	await w.page.emulateMedia({ colorScheme: 'dark' });
	await w.go('/operator/outbox');
	await take(w, 'operator-outbox-dark', { at: { ...size, height: 640 } });
	await w.close();
});

/* ---- an integrator ---- */

test('the pictures of the integrator’s guide', async (k) => {
	const w = await person(k, 'global_admin', { size });

	await w.go('/account/applications/new');
	await w.page.fill('#name', 'Night import');
	await w.page.locator('main input[type=checkbox]').first().check();
	await press(w, 'main form .main-act', '**done=registered');
	await take(w, 'integrator-program');
	await w.go('/account/webhooks');
	await w.page.fill('#url', 'https://192.31.196.1/kontor');
	await press(w, 'form[action="/account/webhooks"] .main-act',
		'**/account/webhooks*');
	await w.go('/account/webhooks');
	await take(w, 'integrator-webhooks', { at: { ...size, height: 900 } });
	await w.close();
});
