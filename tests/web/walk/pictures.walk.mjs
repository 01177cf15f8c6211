/*
 * The pictures of docs/screenshots, made anew: tests/web/run pictures. Each
 * stays below 60 KB, because of few colours (Debian's package pngquant).
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { customerOf, equal, person, phone, test } from './lib.mjs';
import { root } from './root.mjs';

const folder = join(root, 'docs', 'screenshots');
const wide = { width: 1280, height: 860 };

async function take(w, name, size = wide) {
	const path = join(folder, `${name}.png`);

	mkdirSync(folder, { recursive: true });
	await w.page.setViewportSize(size);
	await w.page.mouse.move(0, 0);
	await w.page.evaluate(() => scrollTo(0, 0));
	const input = await w.page.screenshot();
	/* as many colours as there is room for */
	for (const colours of ['48', '32', '24', '16']) {
		const made = spawnSync('pngquant', ['--nofs', '--strip', '--speed', '1',
			colours, '-'], { input, maxBuffer: 1 << 24 });

		equal(0, made.status, 'pngquant is needed');
		writeFileSync(path, made.stdout);
		if (made.stdout.length < 60000)
			return;
	}
	throw new Error(`${path} is too large`);
}

const open = (w, customer) => w.go(`/customers/${customer.id}/software`);

test('the pictures of the documents', async (k) => {
	const w = await person(k, ['admin_agent', 'global_admin']);
	const office = customerOf(k, 'Travem');
	const yearly = w.page.locator('#software tr',
		{ hasText: 'SQL Server Standard - 2 core' });

	await w.go('/');
	await take(w, 'home');
	await open(w, office);
	await w.page.locator('#software .twist').nth(1).click();
	await w.page.waitForURL('**open=*');
	await take(w, 'software');
	await w.page.click('#software tr.inner .main-act');
	await w.page.waitForURL('**/keys?*');
	await take(w, 'keys');
	await open(w, customerOf(k, 'Dorpat'));
	await yearly.locator('a.risk').click();
	await w.page.waitForURL('**/cancel*');
	await take(w, 'cancel');
	await take(w, 'cancel-phone', phone);
	await w.page.emulateMedia({ colorScheme: 'dark' });
	await open(w, office);
	await take(w, 'software-dark');
	await w.page.emulateMedia({ colorScheme: 'light' });
	await w.go(`/customers/${office.id}/products?q=server`);
	for (const name of ['SQL Server Standard - 2 core licence - 1 year',
		'Windows Server 2019 - 1 user CAL']) {
		await w.page.locator('#catalogue tbody tr', { hasText: name })
			.locator('button').click();
		await w.page.waitForURL('**/products?*');
	}
	await w.page.click('aside .main-act');
	await w.page.waitForURL('**/carts/*');
	await take(w, 'checkout');
	await w.go('/billing');
	await take(w, 'billing');
	await w.close();
});

/* One each in another language; the last two on a phone, one in the dark. */
test('the pictures in other languages', async (k) => {
	const roles = ['admin_agent', 'global_admin'];
	const zh = await person(k, roles, { locale: 'zh-CN' });

	await zh.go('/');
	await take(zh, 'home-zh');
	await zh.close();
	const ru = await person(k, roles, { locale: 'ru-RU' });
	await open(ru, customerOf(k, 'Dorpat'));
	await ru.page.locator('#software tr',
		{ hasText: 'SQL Server Standard - 2 core' }).locator('a.risk').click();
	await ru.page.waitForURL('**/cancel*');
	await take(ru, 'cancel-ru');
	await ru.close();
	const sv = await person(k, roles, { locale: 'sv-SE' });
	await open(sv, customerOf(k, 'Travem'));
	await take(sv, 'software-phone-sv', phone);
	await sv.page.emulateMedia({ colorScheme: 'dark' });
	await sv.go('/billing');
	await take(sv, 'billing-phone-dark-sv', phone);
	await sv.close();
	/* who comes next finds the language of the demo */
	await (await person(k, roles)).close();
});
