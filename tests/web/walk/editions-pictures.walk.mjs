/*
 * The pictures of docs/editions.md, made anew: tests/web/run editions-pictures.
 * Four dates, and at each the same four things: the Software page, keys and
 * links, the cancel dialog, the terms. Each stays below 60 KB.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { equal, ok, person, setClock, signIn, test, visitor }
	from './lib.mjs';
import { root } from './root.mjs';

const folder = join(root, 'docs', 'screenshots', 'editions');
const size = { width: 1120, height: 760 };
/* the whole dialog, down to its checkbox */
const tall = { width: 760, height: 1010 };
const dates = ['2020-01-15', '2021-02-15', '2021-04-15', '2021-07-15'];
const domain = `lindholm${Date.now() % 100000}.example`;

async function take(w, day, name, at = size, from = 'body') {
	const path = join(folder, `${day}-${name}.png`);

	mkdirSync(folder, { recursive: true });
	await w.page.setViewportSize(at);
	await w.page.mouse.move(0, 0);
	await w.page.evaluate((selector) => scrollTo(0, selector === 'body' ? 0 :
		document.querySelector(selector).getBoundingClientRect().top +
		scrollY - 80), from);
	await w.page.screenshot({ path });
	/* few colours: Debian's package pngquant */
	equal(0, spawnSync('pngquant', ['--force', '--strip', '--speed', '1',
		'--output', path, '48', path]).status, 'pngquant is needed');
	ok(statSync(path).size < 60000, `${path}: ${statSync(path).size}`);
}

/* A token of the user, for what is quicker over the API. */
async function api(w, k) {
	const partner = k.demo.partners[0];
	const token = await w.context.request.post(partner.token_url, { form: {
		grant_type: 'password', client_id: partner.client_id,
		client_secret: partner.client_secret, username: w.user.email,
		password: w.user.password, resource: 'https://graph.windows.net' } });
	const headers = { Authorization:
		`Bearer ${(await token.json()).access_token}` };
	const call = async (method, path, data) => {
		const a = await w.context.request[method](`/v1${path}`,
			{ headers, data });

		ok(a.ok(), `${path}: ${await a.text()}`);
		return a.json();
	};

	return { get: (path) => call('get', path),
		post: (path, data) => call('post', path, data) };
}

/* A customer in whose history there is nothing else. */
async function settle(program) {
	const made = await program.post('/customers', {
		companyProfile: { domain },
		billingProfile: { culture: 'de-DE', language: 'de',
			email: 'kontakt@lindholm.example',
			companyName: 'Lindholm Werft GmbH', defaultAddress: {
				firstName: 'Karin', lastName: 'Lindholm',
				addressLine1: 'Kaistraße 4', city: 'Kiel',
				postalCode: '24103', country: 'DE' } } });

	await program.post(`/customers/${made.id}/agreements`, {
		primaryContact: { firstName: 'Karin', lastName: 'Lindholm',
			email: 'kontakt@lindholm.example' },
		type: 'MicrosoftCustomerAgreement',
		templateId: '117a77b0-9360-443b-8795-c6dedc750cf9',
		dateAgreed: '2019-12-20T00:00:00Z' });
	return made;
}

async function buy(program, customer) {
	const lineItems = [];

	for (const product of ['KSSUBSQLSTD1', 'KS19WSSTD001']) {
		const { items } = await program.get(`/products/${product}/skus/0001` +
			'/availabilities?country=DE');

		lineItems.push({ lineItemNumber: lineItems.length, quantity: 2,
			offerId: items[0].catalogItemId });
	}
	return program.post(`/customers/${customer.id}/orders`, { lineItems });
}

/* In the edition without keys for partners: the customer's side of the link. */
async function customerSees(k, made, link) {
	const w = await visitor(k, { name: 'karin', size });
	const credentials = made.userCredentials;

	await w.go(link);
	await signIn(w, { email: `${credentials.userName}@${domain}`,
		password: credentials.password });
	await w.page.waitForURL('**/software?open=*');
	await take(w, '2021-02-15', 'keys');
	await w.close();
}

test('the pictures of the four editions', async (k) => {
	const w = await person(k, ['admin_agent', 'global_admin'], { size });
	const program = await api(w, k);
	const made = await settle(program);

	for (const day of dates) {
		await setClock(w, `${day}T09:24:00`);
		const order = await buy(program, made);
		const list = `/customers/${made.id}/software`;
		const id = `${order.id}-0`;

		await w.go(`${list}?open=${id}${day < '2021' ? '&step=chosen' : ''}`);
		await take(w, day, 'software');
		if (day === '2021-02-15')
			await customerSees(k, made, (await w.page.inputValue('#deep-link'))
				.replace(k.base, ''));
		else {
			/* in 2019 the key comes along with the downloads */
			if (day < '2021') {
				await w.page.locator('form[action$="/keys"] button').click();
				await w.page.waitForSelector('dialog .key');
			} else {
				await w.go(`${list}/${id}/keys`);
				await w.page.locator('dialog form[action$="/links"] button')
					.first().click();
				await w.page.waitForSelector('dialog input[id^="link-"]');
			}
			await take(w, day, 'keys');
		}
		await w.go(`${list}/${id}/cancel`);
		await take(w, day, 'cancel', tall);
		await w.go('/terms');
		await take(w, day, 'terms', size, 'section:has(.badge.done)');
	}
	await setClock(w, 'real');
	await w.close();
});
