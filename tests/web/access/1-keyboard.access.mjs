/*
 * By keyboard alone: everything is reached, in the order it is read, seen and
 * not covered; menus, search, rows, skip link.
 */
import { customerOf, desk, equal, ok, person, test, visitor } from './people.mjs';
import { doorNames, main, open, pagesOf, some } from './places.mjs';
import { tabThrough } from './probes.mjs';

const focused = (w) => w.page.evaluate(() => {
	const at = document.activeElement;
	return at.id || at.getAttribute('href') || at.getAttribute('popovertarget') ||
		at.name || at.tagName;
});
const press = async (w, ...keys) => {
	for (const key of keys)
		await w.page.keyboard.press(key);
};

/* Presses Tab until the selector has the focus. */
export async function tabTo(w, selector) {
	for (let i = 0; i < 250; i++) {
		await press(w, 'Tab');
		if (await w.page.evaluate((s) => document.activeElement.matches(s),
			selector))
			return;
	}
	throw new Error(`Tab does not come to ${selector} on ${w.page.url()}`);
}

for (const door of doorNames)
	test(`2.1.1, 2.1.2, 2.4.3, 2.4.7, 2.4.11: Tab reaches all of a page ` +
		`(${door}), in reading order, seen and uncovered`, async (k) => {
		const w = await open(k, door);
		let stops = 0;

		for (const { path } of some(await pagesOf(k, door))) {
			await w.go(path);
			const { wrong, count } = await tabThrough(w);
			stops += count;
			wrong.forEach((what) => w.wrong.push(`${path}: ${what}`));
		}
		ok(stops > 10, `${stops} stops`);
		k.notes.push(`${stops} stops of Tab, ${door}`);
		await w.close();
	});

for (const door of doorNames)
	test(`2.4.11, 1.4.10: at 400 % nothing covers what has the focus (${door})`,
		async (k) => {
			const w = await open(k, door,
				{ size: { width: 320, height: 256 } });

			for (const { path } of main(await pagesOf(k, door))) {
				await w.go(path);
				for (const what of (await tabThrough(w)).wrong)
					w.wrong.push(`${path}: ${what}`);
			}
			await w.close();
		});

test('2.4.1: the first Tab offers to skip to the content, and Enter does',
	async (k) => {
		for (const door of doorNames) {
			const w = await open(k, door);
			const { path } = (await pagesOf(k, door))[0];

			await w.go(path);
			await w.page.evaluate(() => document.activeElement.blur());
			if (door === 'outside') /* its first field has the focus */
				await w.page.focus('.skip');
			else
				await press(w, 'Tab');
			equal('#main', await focused(w), path);
			const box = await w.page.locator('.skip').boundingBox();
			ok(box.y >= 0 && box.height >= 24, 'it shows');
			await press(w, 'Enter', 'Tab');
			ok(await w.page.evaluate(() => document.activeElement
				.closest('main') !== null), `${path}: on in the content`);
			await w.close();
		}
	});

test('2.1.1, 3.2.1: menus open by Enter, lead by Tab, close by Esc and give ' +
	'the focus back', async (k) => {
	const w = await person(k, ['admin_agent', 'global_admin']);

	await w.go('/permissions');
	for (const menu of ['menu-lang', 'menu-gear', 'menu-user']) {
		const button = `[popovertarget=${menu}]`;

		await tabTo(w, button);
		const before = w.page.url();
		equal(false, await w.page.isVisible(`#${menu}`), 'focus opens nothing');
		await press(w, 'Enter');
		ok(await w.page.isVisible(`#${menu}`), menu);
		await press(w, 'Tab');
		ok(await w.page.evaluate((id) => document.getElementById(id)
			.contains(document.activeElement), menu), `${menu}: Tab goes in`);
		await press(w, 'Escape');
		equal(false, await w.page.isVisible(`#${menu}`), `${menu} is closed`);
		equal(menu, await focused(w), 'back on its button');
		equal(before, w.page.url());
	}
	/* a language, by keyboard */
	await tabTo(w, '[popovertarget=menu-lang]');
	await press(w, 'Enter');
	await tabTo(w, '#menu-lang button[value=sv-SE]');
	await Promise.all([w.page.waitForNavigation(), press(w, 'Enter')]);
	equal('sv-SE', await w.page.getAttribute('html', 'lang'));
	ok(w.page.url().endsWith('/permissions'), 'on the same page');
	await tabTo(w, '[popovertarget=menu-lang]');
	await press(w, 'Enter');
	await tabTo(w, '#menu-lang button[value=en-US]');
	await Promise.all([w.page.waitForNavigation(), press(w, 'Enter')]);
	await w.close();
});

test('2.1.1: the folded navigation opens by keyboard on a narrow page',
	async (k) => {
		const w = await person(k, ['admin_agent', 'global_admin'],
			{ size: { width: 320, height: 640 } });

		await w.go('/permissions');
		await tabTo(w, '.burger');
		await press(w, 'Enter', 'Tab');
		ok(await w.page.evaluate(() => document.activeElement
			.closest('#nav') !== null));
		await tabTo(w, '#nav a[href="/billing"]');
		await Promise.all([w.page.waitForNavigation(), press(w, 'Enter')]);
		ok(w.page.url().endsWith('/billing'));
		await w.close();
	});

test('2.1.4: “/” goes to the search, not while one types, and can be switched off',
	async (k) => {
		const w = await person(k, ['admin_agent', 'global_admin']);
		const search = '.search input';
		const inSearch = () => w.page.evaluate((s) =>
			document.activeElement.matches(s), search);

		await w.go('/customers/new');
		await press(w, '/');
		ok(await inSearch());
		equal('', await w.page.inputValue(search), 'it is not typed');
		await w.page.focus('#name');
		await press(w, '/');
		equal('/', await w.page.inputValue('#name'), 'a field takes it');
		await w.page.focus('main a');
		await press(w, 'Control+/');
		equal(false, await inSearch(), 'with Ctrl it is the browser’s');
		await tabTo(w, '[popovertarget=menu-user]').catch(() =>
			w.page.focus('[popovertarget=menu-user]'));
		await press(w, 'Enter');
		await tabTo(w, '[data-slash]');
		await press(w, 'Space', 'Escape');
		for (const path of ['/customers/new', '/billing']) {
			await w.go(path);
			await press(w, '/');
			equal(false, await inSearch(), `${path}: it is off and stays off`);
		}
		equal(false, await w.page.isChecked('[data-slash]'));
		await w.page.click('[popovertarget=menu-user]');
		await w.page.check('[data-slash]');
		await press(w, 'Escape', '/');
		ok(await inSearch(), 'on again');
		await w.close();
	});

test('2.1.4: wherever there is a search, its key can be switched off', async (k) => {
	for (const door of doorNames)
		for (const { path, html } of await pagesOf(k, door))
			if (/role="search"/.test(html))
				ok(/data-slash/.test(html), path);
});

test('2.1.1: a customer is searched, a row opened, an id copied, a line ' +
	'explained, all without a mouse', async (k) => {
	const w = await person(k, ['admin_agent', 'global_admin']);
	const one = customerOf(k, 'Dorpat');

	await w.go('/permissions');
	await press(w, '/');
	await w.page.keyboard.type('Dorpat');
	await Promise.all([w.page.waitForNavigation(), press(w, 'Enter')]);
	await tabTo(w, `main a[href="/customers/${one.id}"]`);
	await Promise.all([w.page.waitForNavigation(), press(w, 'Enter')]);
	ok(w.page.url().endsWith(one.id));
	await tabTo(w, 'main [data-copy]');
	const copied = await w.page.evaluate(() =>
		document.activeElement.dataset.copy);
	await press(w, 'Enter');
	await w.page.waitForSelector('.toast:not(:empty)');
	equal('status', await w.page.getAttribute('.toast', 'role'));
	equal(copied, await w.page.evaluate(() => navigator.clipboard.readText()));
	await w.go(`/customers/${one.id}/software`);
	await tabTo(w, 'a.twist');
	equal('false', await w.page.evaluate(() =>
		document.activeElement.getAttribute('aria-expanded')));
	await Promise.all([w.page.waitForNavigation(), press(w, 'Enter')]);
	equal(1, await w.page.locator('a.twist[aria-expanded=true]').count());
	ok(await w.page.locator('tr.inner').isVisible());
	await w.go('/billing');
	await tabTo(w, 'main summary');
	await press(w, 'Enter');
	ok(await w.page.evaluate(() =>
		document.activeElement.parentElement.open), 'the line is explained');
	await press(w, 'Space');
	equal(false, await w.page.evaluate(() =>
		document.activeElement.parentElement.open));
	await w.close();
});

test('2.1.1: days, choices, files and boxes take the keyboard', async (k) => {
	const w = await person(k, ['admin_agent', 'global_admin']);

	await w.go('/activity');
	await tabTo(w, '#from');
	await press(w, '0', '6', '1', '8', '2', '0', '2', '1');
	equal('2021-06-18', await w.page.inputValue('#from'));
	await tabTo(w, '#act');
	const before = await w.page.inputValue('#act');
	await press(w, 'ArrowDown');
	ok(await w.page.inputValue('#act') !== before);
	ok(w.page.url().endsWith('/activity'),
		'3.2.2: choosing alone leads nowhere');
	const chooser = w.page.waitForEvent('filechooser');
	await w.go('/support/new');
	await tabTo(w, 'input[type=file]');
	await press(w, 'Space');
	await (await chooser).setFiles([{ name: 'a.txt',
		mimeType: 'text/plain', buffer: Buffer.from('a') }]);
	equal(1, await w.page.evaluate(() => document.querySelector(
		'input[type=file]').files.length));
	await w.close();
});

test('1.3.4, 2.5.1, 2.5.7: nothing is locked to a position, dragged or drawn',
	async (k) => {
		const w = await visitor(k, { size: { width: 844, height: 390 } });
		const css = await (await w.context.request.get(
			/href="(\/static\/[^"]+css)"/.exec(await (await w.context
				.request.get('/signin')).text())[1])).text();
		const js = await (await w.context.request.get(
			/src="(\/static\/[^"]+js)"/.exec(await (await w.context
				.request.get('/signin')).text())[1])).text();

		ok(!/orientation/.test(css), 'no rule goes by orientation');
		ok(!/touch|drag|pointer|mouse|devicemotion|orientation/i.test(js),
			'script listens to clicks, input and keys alone');
		await w.go('/signin');
		ok(await w.page.isVisible('#email'), 'it works on a lying phone');
		await w.page.setViewportSize(desk);
		await w.close();
	});
