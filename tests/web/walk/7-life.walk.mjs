/*
 * The life of a purchase, by somebody who reads one language and came today:
 * password by the link of the invitation, the language of the browser, a
 * customer, its agreement, products, cart, order, key, link, activity, cancel,
 * credit, and the invoice when the month is over. On no page may English
 * stand. The partner is new, so nothing is there that others left.
 *
 * zh-CN by mouse, ru-RU by keyboard alone; with KONTOR_FULL all six languages,
 * light and dark.
 */
import { equal, full, ok, operator, test, visitor } from './lib.mjs';
import { hands } from './hands.mjs';
import { languages } from './said.mjs';

const perpetual = 'Windows Server 2019 Standard - 16 core licence pack';
const yearly = 'SQL Server Standard - 2 core licence - 1 year';
const password = 'Kiebitz-und-Watt-3';

/* Who lives it, and what they type. */
const people = {
	'en-US': { country: 'US', currency: 'USD', name: 'Bright Harbor Cloud Inc.',
		city: 'Portland', admin: 'Joan Ellery', customer: { name:
			'Coos Bay Cannery Inc.', first_name: 'Ruth', last_name: 'Ames',
		address_line1: '12 Dock Street', city: 'Coos Bay', state: 'OR',
		postal_code: '97420' } },
	'pt-BR': { country: 'BR', currency: 'BRL', name: 'Nuvem do Sul Ltda',
		city: 'Florianópolis', admin: 'Inês Carvalho', customer: { name:
			'Pescados Atlântico Ltda', first_name: 'Caio',
		last_name: 'Azevedo', address_line1: 'Rua do Porto 7',
		city: 'Itajaí', state: 'SC', postal_code: '88301-000' } },
	'ru-RU': { country: 'RU', currency: 'RUB', name: 'ООО «Северное облако»',
		city: 'Мурманск', admin: 'Анна Волкова', customer: { name:
			'ООО «Беломорский порт»', first_name: 'Павел',
		last_name: 'Ершов', address_line1: 'ул. Морская, 4',
		city: 'Беломорск', state: 'Карелия', postal_code: '186500',
		registration: '1001045678', phone: '+7 814 372 00 00' } },
	'zh-CN': { country: 'CN', currency: 'CNY', name: '晨星云服务有限公司',
		city: '上海', admin: '林晓梅', customer: { name: '海港物流有限公司',
			first_name: '伟', last_name: '张', address_line1: '中山路 8 号',
			city: '宁波', state: '浙江', postal_code: '315000' } },
	'es-ES': { country: 'ES', currency: 'EUR', name: 'Nube Cantábrica SL',
		city: 'Gijón', admin: 'Lucía Prieto', customer: { name:
			'Conservas del Norte SA', first_name: 'Andrés',
		last_name: 'Villa', address_line1: 'Calle del Muelle 3',
		city: 'Santoña', state: 'Cantabria', postal_code: '39740' } },
	'sv-SE': { country: 'SE', currency: 'SEK', name: 'Norrmoln AB',
		city: 'Luleå', admin: 'Åsa Nyström', customer: { name:
			'Skärgårdens Fiskrökeri AB', first_name: 'Örjan',
		last_name: 'Häll', address_line1: 'Hamngatan 2', city: 'Piteå',
		postal_code: '941 31' } },
};

/* A new partner; the address of its first user, and the link they got. */
async function invited(k, locale, tag) {
	const op = await operator(k);
	const { country, currency, name, city, admin } = people[locale];
	const email = `first@${tag}.example`;
	const answer = await op.post('/operator/partners/new', {
		name, domain: `${tag}.example`, country, city, currency,
		culture: locale, admin_name: admin, admin_email: email,
		csp_enrolled: '1', agreement_required: '1', test_clock: '1' });
	const link = /value="([^"]*\/password\/[^"]*)"/
		.exec(await answer.text())?.[1];

	ok(link, 'the operator got a link to hand over');
	return { email, link };
}

/* ---- the steps ---- */

async function comesIn(w, { email, link }) {
	await w.go(link);
	await w.look('welcome');
	await w.write(w.field('New password'), password);
	await w.write(w.field('Once more'), password);
	await w.press(w.button('Save'), '#done-h');
	await w.look('password-set');
	await w.press(w.link('Sign in'), /\/signin/);
	await w.look('sign-in');
	await w.write(w.field('E-mail address'), email);
	await w.write(w.field('Password'), 'not the password');
	await w.press(w.button('Sign in'), '[role=alert]');
	await w.look('sign-in-wrong', { status: w.status });
	await w.write(w.field('Password'), password);
	await w.press(w.button('Sign in'), (url) => url.pathname === '/');
	await w.look('home');
}

async function addsCustomer(w, { customer, country }, tag) {
	await w.menu('/customers');
	await w.look('customers');
	await w.press(w.link('Add customer'), '**/customers/new');
	await w.look('customer-new');
	await w.press(w.button('Add customer'), '#problems');
	await w.look('customer-new-wrong', { status: 422 });
	for (const [field, value] of Object.entries({ ...customer,
		domain: `kunde.${tag}.example`, email: `admin@kunde.${tag}.example` }))
		await w.write(w.page.locator(`#${field}`), value);
	await w.choose(w.page.locator('#country'), country);
	await w.press(w.button('Add customer'), '#first-user-password');
	await w.look('customer-made', {
		data: [await w.text('#first-user-password')] });
	await w.press(w.link('Go to the customer'), /\/customers\/[0-9a-f-]{36}$/);
	w.home = new URL(w.page.url()).pathname;
	await w.look('customer');
	await w.press(w.link('Confirm it on the account page'), '**/account#*');
	await w.tick(w.box('This person has accepted the customer agreement for ' +
		'the customer.'));
	await w.press(w.button('Confirm agreement'), '#done');
	await w.look('agreement');
}

async function orders(w) {
	const row = (name) => w.page.locator('#catalogue tbody tr',
		{ hasText: name });

	await w.menu(`${w.home}/products`);
	await w.look('products');
	await w.write(row(yearly).locator('input.qty'), '2');
	await w.press(row(yearly).locator('button'), '**/products?*');
	await w.press(row(perpetual).locator('button'), '**/products?*');
	await w.look('products-added');
	await w.press(w.link('Review order'), '**/carts/*');
	await w.look('review');
	await w.press(w.button('Place order'), '**placed=*');
	await w.look('placed');
	w.order = new URL(w.page.url()).pathname.split('/').pop();
}

async function fetchesKey(w) {
	await w.press(w.link('Get keys and downloads'), '**/software');
	await w.look('software');
	await w.press(w.page.locator('#software .twist', { hasText: perpetual }),
		'**open=*');
	await w.look('software-open');
	await w.press(w.button('Get keys and downloads'), '**/keys?*');
	await w.look('keys');
	await w.press(w.page.locator('dialog form[action$="/keys"] button'), '.key');
	const key = (await w.text('.key')).replace(/\s/g, '');
	ok(/^\d{32}$/.test(key), key);
	await w.look('key');
	await w.press(w.button('Copy key'));
	equal(key, await w.page.evaluate(() => navigator.clipboard.readText()));
	equal(w.t('Key copied'), await w.text('.toast'));
	await w.press(w.page.locator('dialog form[action$="/links"] button'),
		'[data-copy^="http"]');
	const link = await w.page.inputValue('dialog input[readonly]');
	await w.look('link');
	await w.press(w.page.locator(`[data-copy="${link}"]`));
	equal(link, await w.page.evaluate(() => navigator.clipboard.readText()));
	if (w.hand === 'keys')
		await w.page.keyboard.press('Escape');
	else
		await w.press(w.closing(), '#software');
	await w.page.waitForSelector('dialog', { state: 'detached' });
}

async function readsLog(w, { admin }) {
	await w.press((await w.open('menu-gear')).locator('a[href="/activity"]'),
		'**/activity');
	await w.look('activity-software');
	equal(2, await w.page.locator('#events tbody tr', { hasText: admin })
		.count(), 'a key and a link');
	await w.press(w.link('Customer activity'), '**tab=*');
	await w.look('activity-customer');
	await w.press(w.page.locator('#events').getByRole('link',
		{ name: people[w.locale].customer.name }).first(), `**${w.home}`);
}

async function cancels(w) {
	await w.press(w.page.locator(`main a[href="${w.home}/software"]`).first(),
		'**/software');
	await w.press(w.page.locator('#software tr', { hasText: perpetual })
		.getByRole('link', { name: w.t('Cancel') }), '**/cancel*');
	await w.look('cancel');
	for (const name of ['Same figures as a table',
		'How the credit is worked out'])
		await w.press(w.page.locator('dialog summary',
			{ hasText: w.t(name) }));
	await w.look('cancel-explained');
	w.credit = await w.text('dialog .fig');
	await w.tick(w.box('I have read the important message and want to cancel ' +
		'this purchase.'));
	await w.press(w.button('Submit'), '**/software?cancelled=*');
	ok((await w.text('#done')).includes(w.credit), 'the credit as promised');
	await w.look('cancelled');
}

async function seesCredit(w) {
	await w.menu('/billing');
	const credit = w.page.locator('tbody tr:has(.id)',
		{ hasText: w.credit });
	equal(1, await credit.count(), `${w.credit} is in the month`);
	await w.press(credit.locator('xpath=following-sibling::tr[1]')
		.locator('summary'));
	await w.look('billing');
	await w.press(w.link('Invoices and credit notes'), '**/billing/invoices');
	await w.look('invoices-none');
}

/* The first of the month after the next one. */
function later() {
	const now = new Date();

	return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 3))
		.toISOString().slice(0, 10);
}

async function getsInvoice(w) {
	await w.press((await w.open('menu-gear')).locator('a[href="/account"]'),
		'**/account');
	await w.look('account');
	await w.press(w.page.locator('main a[href^="/clock"]').first(), '**/clock*');
	await w.look('clock');
	await w.write(w.page.locator('#day'), later());
	await w.press(w.page.locator('main form .main-act').first(), (url) =>
		!url.pathname.startsWith('/clock') || url.search.includes('ran'));
	await w.menu('/billing');
	await w.press(w.link('Invoices and credit notes'), '**/billing/invoices');
	await w.look('invoices');
	await w.press(w.page.locator('main tbody a.id').first(),
		'**/billing/invoices/*');
	await w.look('invoice');
	equal(2, await w.page.locator('main tbody tr:not(.more)',
		{ hasText: perpetual })
		.count(), 'its charge and its credit, never netted');
	const [file] = await Promise.all([w.page.waitForEvent('download'),
		w.press(w.link('Statement as PDF'))]);
	ok(file.suggestedFilename().endsWith('.pdf'));
}

/* ---- */

const walked = full ? languages : ['zh-CN', 'ru-RU'];

for (const [i, locale] of walked.entries())
	for (const theme of full ? ['light', 'dark'] : ['light'])
		test(`R-132: ${locale}${theme === 'dark' ? ', dark' : ''}: a newcomer lives ` +
			'the life of a purchase, and meets no English', async (k) => {
			const one = people[locale];
			const tag = `${locale.slice(0, 2)}${theme}`;
			const invitation = await invited(k, locale, tag);
			const w = hands(await visitor(k, { locale, theme,
				newcomer: true, name: `life-${tag}` }),
			i % 2 ? 'keys' : 'mouse');

			w.data.push(one.name, one.city, one.admin, `${tag}.example`,
				...Object.values(one.customer), `${one.customer.first_name} ` +
				one.customer.last_name, invitation.email, perpetual, yearly);
			await comesIn(w, invitation);
			await addsCustomer(w, one, tag);
			await orders(w);
			await fetchesKey(w);
			await readsLog(w, one);
			await cancels(w);
			await seesCredit(w);
			await getsInvoice(w);
			await w.close();
		});
