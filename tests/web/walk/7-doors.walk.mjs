/*
 * What the three other doors are there for, from end to end: the operator runs
 * the programme, a customer fetches what was bought, a developer connects a
 * program. Two languages each; with KONTOR_FULL all six, light and dark.
 *
 * operator     sv-SE by mouse, ru-RU by keyboard
 * customer     zh-CN by keyboard, pt-BR by finger on a phone
 * integrator   es-ES by mouse, en-US by keyboard
 */
import { randomInt } from 'node:crypto';
import http from 'node:http';

import { startMail } from '../../api/smtp.mjs';
import { english } from './english.mjs';
import { customerOf, desk, equal, full, ok, person, phone, startServer, test,
	userWith, visitor } from './lib.mjs';
import { hands } from './hands.mjs';
import { languages } from './said.mjs';

const short = {
	operator: [['sv-SE', 'mouse'], ['ru-RU', 'keys']],
	customer: [['zh-CN', 'keys'], ['pt-BR', 'touch']],
	integrator: [['es-ES', 'mouse'], ['en-US', 'keys']],
};

function walk(door, name, fn) {
	const all = languages.flatMap((locale, i) => ['light', 'dark'].map(
		(theme) => [locale, ['mouse', 'keys', 'touch'][i % 3], theme]));

	for (const [locale, hand, theme = 'light'] of full ? all : short[door])
		test(`${locale}: ${name}, by ${hand}${theme === 'dark' ? ', dark' :
			''}`, async (k) => {
			const size = hand === 'touch' ? phone : desk;
			const tag = `${door}-${locale.slice(0, 2)}-${theme}`;

			await fn(k, (at) => visitor(at, { locale, theme, size,
				newcomer: true, name: tag }).then((w) =>
				hands(w, hand)), tag);
		});
}

async function signsIn(w, path, user) {
	await w.go(path);
	await w.write(w.field('E-mail address'), user.email);
	await w.write(w.field('Password'), user.password);
	await w.press(w.button('Sign in'), (url) =>
		!/sign-?in/.test(url.pathname));
	if (await w.page.getAttribute('html', 'lang') !== w.locale)
		await w.language();
	w.data.push(user.email, user.name);
}

/* ---- the operator ---- */

const currencies = Intl.supportedValuesOf('currency');

/* 31 digits and the one that Luhn wants. */
function key() {
	const digits = Array.from({ length: 31 }, () => randomInt(10));
	const sum = digits.reduce((total, digit, i) => {
		const twice = (31 - i) % 2 === 1 ? digit * 2 : digit;

		return total + (twice > 9 ? twice - 9 : twice);
	}, 0);

	return [...digits, (10 - sum % 10) % 10].join('');
}

/* What an agent reports, of the first purchase that is not cancelled. */
async function reported(k, title) {
	const w = await person(k, 'admin_agent');
	const home = `/customers/${customerOf(k, 'Van der Meulen').id}/software`;

	await w.go(home);
	const id = (await w.page.locator('tr[id^="line-"]:not(.off)').first()
		.getAttribute('id')).replace('line-', '');
	await w.go(`/support/new?order=${id.replace(/-\d+$/, '')}&line=0`);
	await w.page.fill('#title', title);
	await w.page.fill('#reason', '…');
	await w.page.fill('#amount', '1.00');
	await w.page.fill('#phone', '+49 451 555 0134');
	await w.page.click('#request button.main-act');
	await w.page.waitForURL('**/support/*?done=reported');
	const path = new URL(w.page.url()).pathname;
	return { path, granted: async () => {
		await w.go(path);
		equal(0, await w.page.locator('textarea#answer').count());
		await w.go('/billing');
		ok((await w.page.content()).includes(path.split('/').pop()),
			'the credit names the request');
		await w.close();
	} };
}

async function addsPartner(w, tag) {
	await w.menu('/operator/partners');
	await w.press(w.link('Add partner'), '**/partners/new');
	await w.press(w.button('Add partner'), '#problems');
	await w.look('partner-wrong', { status: 422 });
	for (const [id, text] of Object.entries({ name: `№ ${tag}`,
		domain: `${tag}.example`, city: 'Visby', culture: w.locale,
		admin_name: 'Ada Ek', admin_email: `ada@${tag}.example` }))
		await w.write(w.page.locator(`#${id}`), text);
	await w.choose(w.page.locator('#country'), 'SE');
	await w.choose(w.page.locator('#currency'), 'SEK');
	await w.press(w.button('Add partner'), 'main input[readonly]');
	ok((await w.page.inputValue('main input[readonly]'))
		.includes('/password/'));
	await w.look('partner-made');
	await w.press(w.link('To the partner'), /partners\/\d+$/);
	await w.look('partner');
}

async function loadsKeys(w) {
	await w.menu('/operator/keys');
	await w.choose(w.page.locator('#pool'), 'KS19SQLSTD01/0002');
	await w.write(w.page.locator('#keys'), [key(), key()].join('\n'));
	await w.press(w.button('Check'), '**/keys/check');
	await w.look('keys-check');
	await w.press(w.button('Load the new keys'), '**done=*');
	ok((await w.text('#done')).includes('2'));
	await w.look('keys-loaded');
}

const head = 'ProductId,SkuId,TermDuration,Market,Currency,UnitPrice,' +
	'EffectiveStartDate,EffectiveEndDate\n';

async function importsPrices(w) {
	const price = (700 + randomInt(90)).toFixed(2);

	w.data.push('walk.csv', `${price} EUR`,
		'KS19WSSTD001:0001 DE commercial, 1+, 2020-01-01');
	await w.menu('/operator/imports');
	/* choosing a file is the system’s dialog */
	await w.page.setInputFiles('#file', { name: 'walk.csv',
		mimeType: 'text/csv', buffer: Buffer.from(`${head}KS19WSSTD001,` +
			`0001,NoTerm,DE,EUR,${price},2020-01-01,\n`) });
	await w.press(w.button('Send and check'), '**/operator/imports/*');
	await w.page.locator('progress').waitFor({ state: 'detached' });
	await w.page.waitForLoadState();
	await w.look('import-checked');
	await w.press(w.button('Apply'), '**/operator/imports/*');
	await w.page.locator('progress').waitFor({ state: 'detached' });
	await w.page.waitForLoadState();
	equal(0, await w.page.locator('form[action$="/apply"]').count());
	await w.look('import-applied');
}

async function grantsRefund(w, { path }) {
	await w.menu('/operator/requests');
	await w.look('requests');
	await w.press(w.page.locator(`main a[href$="/${path.split('/').pop()}"]`),
		`**/${path.split('/').pop()}`);
	await w.look('request');
	equal('1.00', await w.page.inputValue('#amount-0'));
	await w.press(w.button('Grant the refund'), '**done=granted');
	await w.look('request-granted');
}

async function runsInvoices(w) {
	const now = new Date();
	const month = new Date(Date.UTC(now.getUTCFullYear(),
		now.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);

	await w.menu('/operator/invoices');
	await w.press(w.button('Mark as paid'), '#problems');
	await w.look('paid-wrong', { status: w.status });
	await w.write(w.page.locator('#month'), month);
	await w.press(w.button('Start the run'), '**done=*');
	for (let i = 0; i < 100 && await w.page.locator(
		'meta[http-equiv=refresh], progress').count() > 0; i++)
		await w.page.waitForTimeout(200);
	await w.menu('/operator/invoices');
	await w.look('invoices');
}

walk('operator', 'the operator adds a partner, keys and prices, grants a ' +
	'refund, runs invoices', async (k, comes, tag) => {
	const request = await reported(k, `№ ${tag}`);
	const w = await comes(k);

	w.data.push(`№ ${tag}`, `${tag}.example`, `ada@${tag}.example`, 'Ada Ek',
		'Visby', ...currencies, ...k.demo.partners.flatMap((p) => p.users.map((u) =>
			u.email)));
	await signsIn(w, '/operator/sign-in', k.demo.operator_users[0]);
	await w.look('start');
	await addsPartner(w, tag);
	await loadsKeys(w);
	await importsPrices(w);
	await grantsRefund(w, request);
	await runsInvoices(w);
	await w.close();
	await request.granted();
});

/* ---- with a mail server, and receivers at home ---- */

let other;

async function house(k) {
	if (other)
		return other;
	const post = await startMail();
	other = await startServer(['--smtp-url', post.url, '--mail-from',
		'kontor@nordlicht.example', '--webhook-private-receivers',
		'--webhook-pause-seconds=1']);
	Object.assign(other, { post, browser: k.browser, people: k.people,
		notes: k.notes });
	k.after.push(async () => {
		await other.stop();
		await post.stop();
	});
	return other;
}

/* ---- the customer ---- */

walk('customer', 'a customer gets a password by mail, a key, a file, and sees ' +
	'who saw it', async (home, comes, tag) => {
	const k = await house(home);
	const w = await comes(k);
	const customer = customerOf(k, 'Dorpat');
	const user = customer.users.find((u) =>
		u.roles.includes('customer_global_admin'));

	w.data.push(user.email, user.name, customer.domain);
	await w.go('/signin?back=/portal');
	await w.look('sign-in');
	await w.press(w.link('Forgot your password?'), '**/forgot*');
	await w.write(w.field('E-mail address'), user.email);
	await w.look('forgot');
	await w.press(w.button('Send the link'), '#asked-h');
	await w.look('forgot-asked');
	const mail = await k.post.next((m) => m.to === user.email &&
		/\/password\//.test(m.text));
	equal([], english(k, w.locale, [mail.subject, ...mail.text.split('\n')]
		.filter((line) => line.trim() !== ''), w.data), 'no English in the mail');
	await w.go(new URL(/http\S*\/password\/\S+/.exec(mail.text)[0]).pathname);
	await w.look('choose');
	await w.write(w.field('New password'), 'abc');
	await w.write(w.field('Once more'), 'abc');
	await w.press(w.button('Save'), '#password-e');
	await w.look('choose-wrong', { status: 422 });
	user.password = `Kiebitz und Watt ${tag}`;
	await w.write(w.field('New password'), user.password);
	await w.write(w.field('Once more'), user.password);
	await w.press(w.button('Save'), '#done-h');
	await w.look('chosen');
	await w.press(w.link('Sign in'), /\/signin/);
	await signsIn(w, '/signin?back=/portal', user);
	await w.look('portal');
	await w.press(w.page.locator('nav.tabs ' +
		'a[href="/portal/billing/products/software"]'),
	'**/portal/billing/products/software');
	await w.look('portal-software');

	const row = w.page.locator('main tbody tr', { hasText:
		'SQL Server Standard' }).first();
	await w.press(row.locator('a.btn'), '**open=*');
	await w.look('portal-keys');
	await w.press(w.page.locator('dialog form[action$="/key"] button'),
		'dialog .key');
	await w.look('portal-key');
	const [file] = await Promise.all([w.page.waitForEvent('download'),
		w.press(w.page.locator('dialog form[action$="/download"] button')
			.first())]);
	ok(file.suggestedFilename().length > 5);
	await file.cancel();
	await w.press(w.closing(),
		'main .tabs');
	await w.press(w.page.locator('nav.tabs a[href="/portal/activity"]'),
		'**/portal/activity');
	k.fetched = (k.fetched ?? 0) + 2;
	equal(k.fetched, await w.page.locator('main tbody tr',
		{ hasText: user.name }).count(), 'a key and a download');
	await w.look('portal-seen');
	await w.close();
});

/* ---- the developer ---- */

async function receiver() {
	const got = [];
	const server = http.createServer((request, response) => {
		const parts = [];

		request.on('data', (part) => parts.push(part));
		request.on('end', () => {
			got.push(JSON.parse(Buffer.concat(parts).toString()));
			response.writeHead(200).end('ok');
		});
	});

	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	return { got, url: `http://127.0.0.1:${server.address().port}/hook`,
		close: () => { server.closeAllConnections(); server.close(); } };
}

async function registers(w, tag) {
	const menu = await w.open('menu-gear');

	await w.press(menu.locator('a[href="/account"]'), '**/account');
	await w.press(w.page.locator('main a[href="/account/applications"]'),
		'**/account/applications');
	await w.look('applications');
	await w.press(w.link('Register a program'), '**/applications/new');
	for (const box of await w.page.locator('[name=roles]:checked').all())
		await w.press(box);
	await w.press(w.button('Register'), '#problems');
	await w.look('application-wrong', { status: 422 });
	await w.write(w.field('Name'), `№ ${tag}`);
	await w.tick(w.box('Sales agent'));
	await w.press(w.button('Register'), '**done=registered');
	await w.look('application');
	await w.write(w.field('Label'), '№ 1');
	await w.press(w.button('Add a secret'), '[data-copy]');
	const secret = await w.page.getAttribute('[data-copy]', 'data-copy');
	await w.look('application-secret');
	return { secret, client: await w.text('#main dd code') };
}

async function hears(w, hook) {
	await w.press((await w.open('menu-gear'))
		.locator('a[href="/account/webhooks"]'), '**/account/webhooks');
	await w.look('webhooks');
	await w.write(w.field('Address'), 'nowhere');
	await w.press(w.page.locator('form[aria-labelledby=form-h] .main-act'),
		'#problems');
	await w.look('webhooks-wrong', { status: 422 });
	await w.write(w.field('Address'), hook.url);
	await w.press(w.page.locator('form[aria-labelledby=form-h] .main-act'),
		'#done');
	await w.look('webhooks-registered', { data: [hook.url] });
	await w.press(w.button('Send a test event'), '**/deliveries/*');
	for (let i = 0; i < 200 && hook.got.length === 0; i++)
		await w.page.waitForTimeout(100);
	equal('test-created', hook.got[0]?.EventName ?? hook.got[0]?.type,
		JSON.stringify(hook.got[0]));
	await w.press(w.link('Look again'), '**/deliveries/*');
	await w.look('delivery', { data: [hook.url] });
	ok((await w.page.locator('main tbody').last().innerText())
		.includes('200'), 'what was answered');
}

walk('integrator', 'a developer registers a program, gets a secret, hears an ' +
	'event', async (home, comes, tag) => {
	const k = await house(home), hook = await receiver();
	const w = await comes(k);

	w.data.push(`№ ${tag}`, 'Sample program', 'test-created');
	await signsIn(w, '/signin', userWith(k, 'global_admin'));
	const { secret, client } = await registers(w, tag);
	const { tenant_id: tenant } = k.demo.partners[0];
	const answer = await fetch(`${k.base}/${tenant}/oauth2/v2.0/token`, {
		method: 'POST', body: new URLSearchParams({ client_id: client,
			client_secret: secret, grant_type: 'client_credentials',
			scope: 'https://graph.windows.net/.default' }) });
	equal(200, answer.status, await answer.text());
	await hears(w, hook);
	hook.close();
	await w.close();
});
