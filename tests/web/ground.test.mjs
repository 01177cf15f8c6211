/*
 * What the whole stands on, by the numbers of the requirements: who is let in,
 * with which roles, what may be sold to whom, where links lead.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { admin, expectError, program, withRole } from '../api/lib.mjs';
import { clockAt, equal, guest, ok, person, purchase, startServer, test,
	words } from './lib.mjs';

async function alone(fn) {
	const k = await startServer();

	try {
		await fn(k);
	} finally {
		await k.stop();
	}
}
const sql = (k, text) => execFileSync('sqlite3', ['-cmd', '.timeout 10000',
	join(k.dir, 'kontor.db'), text]).toString().trim();

test('R-001: a partner that is not enrolled is refused everywhere', () =>
	alone(async (k) => {
		const who = await person(k, 'anneke');
		const bought = await purchase(k, who, 'Kestrel', 'Windows Server');
		const pages = ['/', '/customers', bought.list, `${bought.path}/cancel`,
			`/customers/${bought.customer}/products`, '/billing',
			'/account', '/activity?tab=customer'];
		const routes = ['/customers', `/customers/${bought.customer}`,
			`/customers/${bought.customer}/software`,
			`/customers/${bought.customer}/orders`, '/invoices',
			'/products?country=DE&targetView=Software'];

		for (const path of pages)
			equal(200, (await who.get(path)).status, path);
		for (const path of routes)
			equal(200, (await admin(k).get(path)).status, path);
		equal(200, (await program(k).get('/customers')).status);
		sql(k, 'UPDATE partner SET csp_enrolled = 0 WHERE partner_id = 1');
		for (const path of pages) {
			const a = await who.get(path);
			equal(403, a.status, path);
			ok(words(a.text).includes('is not enrolled as a Cloud ' +
				'Solution Provider'), path);
		}
		for (const path of [`${bought.path}/keys`, `${bought.path}/cancel`,
			`/customers/${bought.customer}/cart`])
			equal(403, (await who.post(path)).status, path);
		for (const path of routes)
			await expectError(admin(k).get(path), 403, 900149);
		await expectError(admin(k).post(
			`/customers/${bought.customer}/carts`, {}), 403, 900149);
		await expectError(program(k).get('/customers'), 403, 900149);
		/* the other partner is, and works on */
		equal(200, (await (await person(k, 'matilda')).get('/')).status);
		equal(200, (await admin(k, 1).get('/customers')).status);
		sql(k, 'UPDATE partner SET csp_enrolled = 1 WHERE partner_id = 1');
		equal(200, (await who.get(bought.list)).status);
	}));

const both = ['admin_agent', 'global_admin'];
const roles = [...both, 'account_admin', 'referral_admin',
	'marketing_content_admin', 'sales_agent', 'helpdesk_agent',
	'billing_admin', 'user_management_admin'];
const names = { admin_agent: 'jonas', global_admin: 'greta',
	account_admin: 'heiko', referral_admin: 'femke',
	marketing_content_admin: 'marisol', sales_agent: 'tarek',
	helpdesk_agent: 'ilse', billing_admin: 'bruno',
	user_management_admin: 'wiebke' };

test('R-002: the software area is for Admin agent and Global admin only',
	async (k) => {
		const bought = await purchase(k, await person(k, 'anneke'),
			'Kestrel', 'Windows Server');

		for (const role of roles) {
			const may = both.includes(role);
			const who = await person(k, names[role]);
			equal(may ? 200 : 403, (await who.get(bought.list)).status, role);
			equal(may ? 200 : 403, (await withRole(k, role).get(
				`/customers/${bought.customer}/software`)).status, role);
			/* and of both only the Admin agent fetches keys */
			const keys = await who.post(`${bought.path}/keys`);
			equal(role !== 'admin_agent', keys.status === 403, role);
		}
	});

test('R-003: several roles are judged by their union', async (k) => {
	const who = await person(k, 'greta');
	const href = /href="(\/account\/users\/[0-9a-f-]{36})"/.exec((await who
		.get('/account/users?q=bruno@')).text)[1];
	const bruno = await person(k, 'bruno');
	const set = (had, on) => who.bare(`${href}/roles`, new URLSearchParams([
		['_csrf', who.csrf], ...had.map((id) => ['had', id]),
		...on.map((id) => ['on', id])]));
	const one = ['billing_admin'], two = [...one, 'helpdesk_agent'];

	equal([200, 403], [(await bruno.get('/billing')).status,
		(await bruno.get('/customers')).status]);
	equal(303, (await set(one, two)).status);
	equal([200, 200], [(await bruno.get('/billing')).status,
		(await bruno.get('/customers')).status]);
	equal([200, 200], [(await withRole(k, 'billing_admin').get('/invoices'))
		.status, (await withRole(k, 'billing_admin').get('/customers'))
		.status]);
	equal(303, (await set(two, one)).status);
	equal([200, 403], [(await bruno.get('/billing')).status,
		(await bruno.get('/customers')).status]);
});

test('R-006: software is sold to the commercial segment, to no other',
	async (k) => {
		const { id } = k.demo.partners[0].customers[0];
		const list = await admin(k).get(
			'/products?country=EE&targetView=Software');
		const sku = (await admin(k).get(`/products/${list.json.items[0].id}` +
			'/skus?country=EE')).json.items[0];
		const item = (await admin(k).get(`/products/${sku.productId}/skus/` +
			`${sku.id}/availabilities?country=EE`)).json.items;

		equal(['commercial'], [...new Set(item.map((a) => a.segment))]);
		equal(0, (await admin(k).get('/products?country=EE&targetView=' +
			'Software&targetSegment=education')).json.totalCount);
		/* a commercial customer is refused the view of another */
		await expectError(admin(k).get(`/customers/${id}/products?` +
			'targetView=Software&targetSegment=education'), 403, 400030);
		equal(200, (await admin(k).get(`/customers/${id}/products?` +
			'targetView=Software&targetSegment=commercial')).status);
		equal(201, (await admin(k).post(`/customers/${id}/carts`, {
			lineItems: [{ catalogItemId: item[0].catalogItemId,
				quantity: 1 }] })).status);
		ok(words((await (await person(k, 'anneke')).get(
			`/customers/${id}`)).text).includes('Segment Commercial'));
	});

test('R-007: the customer’s record leads to the Azure portal that the ' +
	'partner has set', () => alone(async (k) => {
	const who = await person(k, 'greta');
	const { id, domain } = k.demo.partners[0].customers[0];
	const link = async () => /href="([^"]*)" rel="[^"]*" id="azure-portal"/
		.exec((await who.get(`/customers/${id}`)).text)[1];

	equal('https://portal.azure.com/', await link());
	equal(303, (await who.post('/account/partner', { azurePortalUrl:
		'https://portal.azure.com/{domain}?t={tenant}' })).status);
	equal(`https://portal.azure.com/${domain}?t=${id}`, await link());
	ok((await who.get(`/customers/${id}/reservations`)).text
		.includes(`https://portal.azure.com/${domain}?t=${id}`));
	const bad = await who.post('/account/partner',
		{ azurePortalUrl: 'javascript:alert(1)' });
	equal(422, bad.status);
	ok(bad.text.includes('id="azure-e"'));
	ok(bad.text.includes('value="javascript:alert(1)"'), 'it stays typed');
	equal(`https://portal.azure.com/${domain}?t=${id}`, await link());
	/* of this partner alone */
	const other = await person(k, 'matilda');
	ok((await other.get(`/customers/${k.demo.partners[1].customers[0].id}`))
		.text.includes('href="https://portal.azure.com/"'));
	ok(words((await who.get('/activity?tab=customer')).text)
		.includes('Settings of the account changed'));
}));

test('R-033: the notice of the risk leads to the guidance that is set', () =>
	alone(async (k) => {
		const admin_ = await person(k, 'greta');
		const who = await person(k, 'anneke');
		const bought = await purchase(k, who, 'Kestrel', 'Windows Server');
		const notice = 'A key or link works for whoever holds it.';
		const page = async () => (await who.get(
			`${bought.list}?open=${bought.id}`)).text +
			(await who.post(`${bought.path}/keys`)).text;

		ok(words(await page()).includes(notice));
		ok(!(await page()).includes('How to hand over keys safely'));
		equal(303, (await admin_.post('/account/partner', { riskNoticeUrl:
			'https://help.nordlicht.example/keys' })).status);
		ok((await page()).includes(
			'<a href="https://help.nordlicht.example/keys">'));
		ok((await who.get('/help/keys')).text.includes(
			'https://help.nordlicht.example/keys'));
		/* the edition of 2019 has no such notice */
		const back = await clockAt(who, '2020-01-15');
		ok(!words(await page()).includes(notice));
		await back();
	}));

test('E-75: who fetches keys does not see who fetched keys; four roles do',
	async (k) => {
		const four = ['global_admin', 'account_admin', 'referral_admin',
			'marketing_content_admin'];

		for (const role of roles)
			equal(four.includes(role) ? 200 : 403, (await (await person(k,
				names[role])).get('/activity?tab=software')).status, role);
	});

test('E-76: a key that the customer’s admin fetched is marked customer side',
	async (k) => {
		const anneke = await person(k, 'anneke');
		const bought = await purchase(k, anneke, 'Kestrel',
			'Windows Server');
		const edith = await guest(k, 'Kestrel');
		const reader = await person(k, 'heiko');
		const shown = await edith.post(
			`/portal/billing/products/software/${bought.id}/key`);

		ok(shown.status < 400, words(shown.text).slice(0, 300));
		const log = words((await reader.get('/activity?tab=software')).text);
		ok(/Edith Lowe[^.]{0,120}[Cc]ustomer/.test(log), log.slice(0, 900));
	});
