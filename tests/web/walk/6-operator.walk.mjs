/*
 * The operator console in the browser: its pages in both locales, at every
 * width; a partner is added, keys are loaded, a file is added and withdrawn.
 */
import { randomInt } from 'node:crypto';

import { equal, ok, test, visitor } from './lib.mjs';
import { look as lookAt } from './look.mjs';

/* 31 digits and the one that Luhn wants. */
function key() {
	const digits = Array.from({ length: 31 }, () => randomInt(10));
	const sum = digits.reduce((total, digit, i) => {
		const twice = (31 - i) % 2 === 1 ? digit * 2 : digit;

		return total + (twice > 9 ? twice - 9 : twice);
	}, 0);

	return [...digits, (10 - sum % 10) % 10].join('');
}

async function console_of(k, locale) {
	const user = k.demo.operator_users[0];
	const w = await visitor(k, { locale, name: user.email });
	const data = [user.email, user.name, 'SH', 'Kontor'];

	await w.go('/operator/keys');
	await w.page.waitForURL('**/operator/sign-in?back=*');
	await lookAt(w, 'operator-signin', { data });
	await w.page.fill('#email', user.email);
	await w.page.fill('#password', 'wrong');
	await w.page.click('form[action="/operator/sign-in"] button');
	await w.page.locator('[role=alert]').waitFor();
	await lookAt(w, 'operator-signin-wrong', { status: 401, data });
	await w.page.fill('#password', user.password);
	await w.page.click('form[action="/operator/sign-in"] button');
	await w.page.waitForURL('**/operator/keys');
	w.look = (name, { data: more = [], ...rest } = {}) =>
		lookAt(w, `operator-${name}`, { ...rest, data: [...data, ...more] });
	return w;
}

/* Names of the demo that no language changes. */
const goods = ['SQL Server 2019 Standard - server licence',
	'Windows 7 Extended Security Updates 2020 - 1 year',
	'KS19SQLSTD01/0002', 'KSWIN7ESU020/0001'];
const names = (k) => k.demo.partners.flatMap((p) => [p.name, p.domain,
	p.tenant_id, ...p.users.flatMap((u) => [u.name, u.email]),
	...p.customers.map((c) => c.name)]);

for (const [n, locale] of ['en-US', 'en-XA'].entries()) {
	test(`${locale}: keys are checked, loaded, and a pool warns`,
		async (k) => {
			const w = await console_of(k, locale);
			const { page } = w;

			await w.look('keys', { data: goods });
			await w.go('/operator');
			await w.look('start');
			await w.go('/operator/keys');
			await page.selectOption('#pool', 'KS19SQLSTD01/0002');
			await page.fill('#keys', '1234\n5678');
			await page.click('#load .main-act');
			await page.locator('#keys[aria-invalid=true]').waitFor();
			/* what an import says of a line is the command line's English */
			await w.look('keys-wrong', { status: 422, data: [...goods,
				...await page.locator('#keys-error li').allInnerTexts()] });
			await page.fill('#keys', [key(), key()].join('\n'));
			await page.click('#load .main-act');
			await page.waitForURL('**/operator/keys/check');
			await w.look('keys-check', { data: goods });
			await page.click('main .main-act');
			await page.waitForURL('**done=1*');
			ok(await page.locator('#done').isVisible());
			await w.look('keys-loaded', { data: [...goods,
				...goods.map((title) => `2 × ${title}`)] });
			await w.go('/operator/keys/KS19SQLSTD01/0002');
			await page.fill('#low', '-1');
			await page.click('form[action$="/low"] button');
			await page.locator('#low[aria-invalid=true]').waitFor();
			await w.look('key-pool-wrong', { status: 422, data: goods });
			await page.fill('#low', '1000');
			await page.click('form[action$="/low"] button');
			await page.waitForURL('**saved=1');
			await w.look('key-pool', { data: goods });
			await w.go('/operator/keys');
			await w.look('keys-low', { data: [...goods,
				...goods.map((title) => `2 × ${title}`)] });
			await w.go('/operator');
			await w.look('start-low');
			await w.close();
		});

	test(`${locale}: a partner is found, added, looked at and changed`,
		async (k) => {
			const w = await console_of(k, locale);
			const { page } = w;
			const domain = `walk${n}.example`;
			const data = [...names(k), 'walk0.example', domain, 'Walk 0', 'Walk 1', 'Visby',
				'Ada Ek', `ada@${domain}`];

			await w.go('/operator/partners');
			await w.look('partners', { data });
			await w.go('/operator/partners?q=nobody-here');
			await w.look('partners-none', { data: [...data, 'nobody-here'] });
			await page.click('main a[href="/operator/partners/new"], ' +
				'main a[href="/operator/partners"]');
			await w.go('/operator/partners/new');
			const lists = await page.locator('option').allInnerTexts();
			await w.look('partner-new', { data: lists });
			await page.click('main .main-act');
			await page.locator('#problems').waitFor();
			await w.look('partner-new-wrong', { status: 422,
				data: [...lists, 'de-DE'] });
			for (const [id, text] of Object.entries({ name: `Walk ${n}`,
				domain, city: 'Visby', culture: 'sv-SE',
				admin_name: 'Ada Ek', admin_email: `ada@${domain}` }))
				await page.fill(`#${id}`, text);
			await page.selectOption('#country', 'SE');
			await page.selectOption('#currency', 'SEK');
			await page.click('main .main-act');
			await page.locator('main a.main-act').waitFor();
			const link = await page.inputValue('main input[readonly]');
			ok(link.includes('/password/'));
			await w.look('partner-made', { data: [...data, link] });
			await page.click('main a.main-act');
			const ids = await page.locator('main code').allInnerTexts();
			await w.look('partner', { data: [...data, ...ids] });
			await page.click('main summary');
			await page.fill('#user_name', 'Ada Ek');
			await page.fill('#user_email', `ada@${domain}`);
			await page.click('form[action$="/users"] .btn');
			await page.locator('#user_email[aria-invalid=true]').waitFor();
			await w.look('partner-wrong', { status: 409,
				data: [...data, ...ids] });
			await page.fill('#city', 'Gotland');
			await page.click('form[aria-labelledby=facts] .main-act');
			await page.waitForURL('**saved=1');
			equal('Gotland', await page.inputValue('#city'));
			await w.look('partner-saved', { data: [...data, ...ids,
				'Gotland'] });
			await w.close();
		});

	test(`${locale}: a file is added, withdrawn and offered again`,
		async (k) => {
			const w = await console_of(k, locale);
			const { page } = w;
			const rows = () => page.locator('main td, main th[scope=row]')
				.allInnerTexts();
			const fine = async () => (await rows())
				.flatMap((text) => text.split('\n'));

			await w.go('/operator/files');
			await w.look('files', { data: await fine() });
			await w.go('/operator/files/new');
			const lists = await page.locator('option').allInnerTexts();
			await w.look('file-new', { data: lists });
			await page.click('main .main-act');
			await page.locator('#problems').waitFor();
			await w.look('file-new-wrong', { status: 422, data: lists });
			await page.selectOption('#goods', 'KS19WSSTD001/');
			for (const [id, text] of Object.entries({ version: `2019.${n}`,
				language: 'en-US', os: 'Windows', file_type: 'iso' }))
				await page.fill(`#${id}`, text);
			await page.setInputFiles('#file', { name: `walk-${n}.iso`,
				mimeType: 'application/octet-stream',
				buffer: Buffer.from('a small image') });
			await page.click('main .main-act');
			await page.waitForURL('**/operator/files?done=added');
			await w.go(`/operator/files?q=walk-${n}`);
			await page.click('button[formaction$="/withdraw"]');
			await page.waitForURL('**done=saved');
			await w.go(`/operator/files?q=walk-${n}`);
			await w.look('files-withdrawn', { data: [...await fine(),
				`walk-${n}`] });
			await page.click('button[formaction$="/offer"]');
			await page.waitForURL('**done=saved');
			await w.close();
		});

	test(`${locale}: the outbox shows who a mail waits for`, async (k) => {
		const w = await console_of(k, locale);

		await w.go('/operator/outbox?state=failed');
		await w.look('outbox-none');
		await w.go('/operator/outbox');
		await w.look('outbox', { data: names(k) });
		await w.go('/operator/nothing');
		await w.look('nothing', { status: 404,
			data: await w.page.locator('code').allInnerTexts() });
		await w.close();
	});
}
