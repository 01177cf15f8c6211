/*
 * Places beside the trade: the calculator, markets, reservations; in both
 * locales and at every width.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { customerOf, equal, ok, person, post, setClock, signIn, test, visitor }
	from './lib.mjs';
import { look as lookAt } from './look.mjs';
import { root } from './root.mjs';

/* Names and codes, which have no other writing in the pseudo-locale. */
const markets = readFileSync(join(root, 'tests/data/markets.tsv'), 'utf8')
	.split('\n').map((row) => row.split('\t'))
	.flatMap((row) => [row[5], row[6], `“${row[5]}”`]);

const result = '/hybrid-benefit?edition=windows_server_datacenter&cores=16' +
	'&assured=true&from=2021-01-01&to=2021-12-31&day=2021-06-10' +
	'&machine_cores=8&machines=1&hours=730&windows_rate=0.200' +
	'&base_rate=0.110&currency=EUR';

for (const locale of ['en-US', 'en-XA'])
	test(`${locale}: R-008: the benefit is worked out and shared`,
		async (k) => {
			const w = await person(k, 'admin_agent', { locale });
			const look = (page, more) => lookAt(w, page,
				{ data: ['Windows Server', 'Windows Server Datacenter',
					'Windows Server Standard', 'SQL Server',
					'Windows Server Essentials'], ...more });

			await w.go('/hybrid-benefit');
			await look('calculator');
			await w.page.fill('#cores', '32');
			await w.page.click('main form .main-act');
			await w.page.waitForURL('**/hybrid-benefit?*');
			ok(await w.page.locator('#comparison').isVisible());
			await w.go(result);
			equal(1, await w.page.locator('#above').count());
			await look('calculator-result');
			await w.go(result.replace('&assured=true', ''));
			await look('calculator-refused');
			await w.go(result.replace('hours=730', 'hours=0'));
			await look('calculator-wrong', { status: 422 });
			await w.close();
		});

for (const locale of ['en-US', 'en-XA'])
	test(`${locale}: R-013, R-007: markets are looked up, a reservation is ` +
		'bought and looked at', async (k) => {
		const w = await person(k, ['admin_agent', 'global_admin'],
			{ locale });
		const home = `/customers/${customerOf(k, 'Dorpat').id}`;
		const data = [...markets, 'EU West', 'EU West (westeurope)', 'westeurope'];
		const look = (page, more) => lookAt(w, page, { data, ...more });
		const add = async (view, name) => {
			await w.go(`${home}/products?view=${view}`);
			await w.page.locator('#catalogue tbody tr:not(.group)',
				{ hasText: name }).first().locator('button').click();
			await w.page.waitForURL('**added=1*');
			await w.page.click('aside .main-act');
			await w.page.waitForURL('**/carts/*');
		};

		await w.go('/markets');
		await look('markets');
		await w.go('/markets?q=BQ');
		equal(3, await w.page.locator('#markets li').count());
		await look('markets-found');
		await w.go('/markets?q=Hong+Kong');
		await look('markets-none', { data: ['Hong Kong'] });
		await w.go(`/customers/${customerOf(k, 'Rock Point').id}/reservations`);
		ok(await w.page.locator('#blocked').isVisible());
		await look('reservations-blocked');
		if (locale === 'en-US') {
			await w.go(`${home}/reservations`);
			await look('reservations-none');
			await add('Azure', 'Azure plan');
			await w.page.click('#place-order');
			await w.page.waitForURL('**placed=1');
		}
		await add('AzureReservations', 'Standard_D2s_v3 - 1');
		await look('cart-reservation');
		await w.page.selectOption('#subscription-0', { index: 1 });
		await w.page.selectOption('#scope-0', 'single');
		await w.page.click('#update');
		await w.page.waitForSelector('#place-order:enabled');
		await w.page.click('#place-order');
		await w.page.waitForURL('**placed=1');
		await look('reservation-placed');
		await w.page.locator('a[href*="/reservations/"]').first().click();
		await w.page.waitForURL('**/reservations/*');
		await look('reservation');
		await w.go(`${home}/reservations`);
		await look('reservations');
		await w.close();
	});

for (const locale of ['en-US', 'en-XA'])
	test(`${locale}: the test clock runs to the next event`, async (k) => {
		const w = await person(k, ['admin_agent', 'global_admin'],
			{ locale });

		await setClock(w, '2021-05-25T09:00:00');
		await w.go('/clock?back=/customers');
		await lookAt(w, 'clock');
		await w.page.click('#run');
		await w.page.waitForURL('**/clock?ran=*');
		await lookAt(w, 'clock-ran');
		await setClock(w, 'real');
		await w.close();
	});

/* A customer's global admin, in the customer admin centre. */
async function guest(k, name, locale) {
	const w = await visitor(k, { name, locale });

	await w.go('/signin?back=/portal');
	await signIn(w, customerOf(k, name).users.find((u) =>
		u.roles.includes('customer_global_admin')));
	await w.page.waitForURL('**/portal');
	if (await w.page.getAttribute('html', 'lang') !== locale) {
		await post(w, '/language', { to: locale, back: '/portal' });
	}
	await w.go('/portal/billing/products/software');
	return w;
}

for (const locale of ['en-US', 'en-XA'])
	test(`${locale}: R-063, R-064: the customer sees what was bought, and who ` +
		'saw its keys', async (k) => {
		const tabs = '/portal/billing/products';
		const w = await guest(k, 'Dorpat', locale);
		const look = (page) => lookAt(w, page,
			{ data: ['westeurope', 'Dorpat Maritime OÜ'] });

		await look('portal-software');
		await w.page.locator('main table a.btn').first().click();
		await w.page.waitForURL('**open=*');
		await look('portal-keys');
		await w.page.click('dialog form[action$="/key"] button');
		await w.page.waitForSelector('dialog .key');
		await w.go('/portal/activity');
		await look('portal-seen');
		for (const tab of ['subscriptions', 'reservations']) {
			await w.go(`${tabs}/${tab}`);
			await look(`portal-${tab}`);
		}
		await w.go('/portal/help');
		await look('portal-help');
		await w.close();
		const none = await guest(k, 'Rock Point', locale);
		await none.go(`${tabs}/reservations`);
		await lookAt(none, 'portal-reservations-none');
		await none.close();
	});

for (const locale of ['en-US', 'en-XA'])
	test(`${locale}: R-126, R-127: help pages lead on`, async (k) => {
		const w = await person(k, 'admin_agent', { locale });

		await w.go('/help');
		await lookAt(w, 'help');
		const topics = await w.page.locator('#topics a[href^="/help/"]')
			.evaluateAll((all) => all.map((a) => a.pathname));
		equal(5, topics.length);
		for (const topic of topics) {
			await w.go(topic);
			await lookAt(w, `help-${topic.split('/').at(-1)}`,
				{ data: ['SUSE', 'Red Hat', 'Windows 7'] });
		}
		await w.close();
	});

for (const locale of ['en-US', 'en-XA'])
	test(`${locale}: help before signing in, and from an error page`,
		async (k) => {
			const w = await visitor(k, { locale });

			await w.go('/signin');
			await w.page.click('a[href="/help/sign-in"]');
			await w.page.waitForURL('**/help/sign-in');
			await lookAt(w, 'help-sign-in');
			await w.go('/unsubscribe/nothing');
			await lookAt(w, 'error-stranger', { status: 404,
				data: await w.page.locator('main code').allInnerTexts() });
			await w.page.click('main a[href="/help/sign-in"]');
			await w.page.waitForURL('**/help/sign-in');
			await w.close();
		});

for (const locale of ['en-US', 'en-XA'])
	test(`${locale}: the question mark leads to the step`, async (k) => {
		const w = await person(k, 'admin_agent', { locale });

		await w.go('/account/security');
		await w.page.click('header.top a[href^="/help/"]');
		await w.page.waitForURL('**/help/people#step-3');
		ok(await w.page.locator('#step-3').evaluate((at) =>
			at.matches(':target')));
		await lookAt(w, 'help-people');
		await w.close();
	});
