/*
 * What the operator runs the programme with, as a person sees it: editions,
 * imports, the catalogue, invoices; in both locales, at every width, and
 * without script. And the page Terms.
 */
import { equal, ok, person, test, visitor } from './lib.mjs';
import { look as lookAt } from './look.mjs';

const day_of = (days) => new Date(Date.now() + days * 86400e3).toISOString()
	.slice(0, 10);
const head = 'ProductId,SkuId,TermDuration,Market,Currency,UnitPrice,' +
	'EffectiveStartDate,EffectiveEndDate\n';
/* mistakes are told in English, as on the command line; names of data files,
 * fields and values are data */
const data = ['Signe Holm', 'Terms of the walk', 'Shorter windows', 'markets.tsv',
	'walk.csv', 'bad.csv', 'prices.csv', 'catalogue.json', 'SHA-256',
	'KSSUSESLES01', 'data/demo/prices.csv',
	'KS19WSSTD001:0001 DE commercial, 1+, 2020-01-01',
	'“EURO” is not a currency code', 'Currency', 'commercial', '777.70 EUR',
	'Billing, Your products, Software tab',
	'Microsoft Admin Center / Microsoft 365 Admin Center',
	'Microsoft 365 Admin Center',
	'Link to Software product keys and downloads',
	'Report a problem with Partner Center',
	'CSP Purchase/Refund on behalf of customers'];

async function operator(k, options) {
	const w = await visitor(k, { name: 'operator', ...options });
	const user = k.demo.operator_users[0];

	await w.go('/operator/sign-in');
	await w.page.fill('#email', user.email);
	await w.page.fill('#password', user.password);
	await w.page.click('main form .main-act');
	await w.page.waitForURL('**/operator');
	return w;
}
const send = async (w, name, text) => {
	await w.go('/operator/imports');
	await w.page.setInputFiles('#file', { name, mimeType: 'text/csv',
		buffer: Buffer.from(head + text) });
	await w.page.click('main form .main-act');
	await w.page.waitForURL('**/operator/imports/*');
	await w.page.locator('progress').waitFor({ state: 'detached' });
};

for (const locale of ['en-US', 'en-XA'])
	test(`${locale}: R-128: the pages of editions, imports and invoices`,
		async (k) => {
			const w = await operator(k, { locale });
			const look = (page, more) => lookAt(w, page, { data, ...more });

			await w.go('/operator/editions/new');
			await look('operator-edition-new');
			await w.page.click('main form .main-act');
			await look('operator-edition-wrong', { status: 422 });
			await w.page.fill('#from', day_of(locale === 'en-US' ? 40 : 50));
			await w.page.fill('#source', 'Terms of the walk');
			await w.page.fill('#document_date', '2026-11-01');
			await w.page.fill('#reason', 'Shorter windows');
			await w.page.fill('#cancellation_window_days',
				locale === 'en-US' ? '400' : '390');
			await w.page.click('main form .main-act');
			await w.page.waitForURL('**/operator/editions/*');
			await look('operator-edition');
			await w.page.click('form[action$="/adopt"] button');
			await w.page.waitForURL('**done=adopted');
			await look('operator-edition-adopted');
			await w.go('/operator/editions');
			await look('operator-editions');

			await w.go('/operator/imports');
			await look('operator-imports');
			await send(w, 'walk.csv',
				'KS19WSSTD001,0001,NoTerm,DE,EUR,777.70,2020-01-01,\n');
			await look('operator-import');
			await send(w, 'bad.csv',
				'KS19WSSTD001,0001,NoTerm,DE,EURO,777.70,2020-01-01,\n');
			await look('operator-import-mistakes',
				{ data: [...data, 'EURO'] });
			await w.go('/operator/catalogue');
			await look('operator-catalogue');
			await w.go('/operator/catalogue/KS19WSSTD001?country=DE');
			await look('operator-product');
			await w.go('/operator/invoices');
			await look('operator-invoices');
			await w.context.close();
		});

for (const locale of ['en-US', 'en-XA'])
	test(`${locale}: R-131: the page Terms`, async (k) => {
		const w = await person(k, 'admin_agent', { locale });

		await w.go('/terms');
		await lookAt(w, 'terms', { data });
		await w.context.close();
	});

test('an edition and a price sheet without script', async (k) => {
	const w = await operator(k, { script: false });

	await send(w, 'walk.csv',
		'KS19WSSTD001,0001,NoTerm,DE,EUR,777.70,2020-01-01,\n');
	await w.page.click('form[action$="/apply"] button');
	await w.page.waitForURL('**/operator/imports/*');
	/* the page looks again by itself */
	await w.page.locator('progress').waitFor({ state: 'detached' });
	ok((await w.text('main .meta')).includes('Applied'));
	await w.go('/operator/editions/new');
	await w.page.click('main form .main-act');
	equal(1, await w.page.locator('#problems').count());
	await w.context.close();
});
